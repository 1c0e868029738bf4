//! A scenario for ORBAT Mapper plays as the run went: its states, played forward by a clock of our own in the manner of the
//! program's, are held against the engine's positions and strengths.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use verst_domain::geo::{LatLon, distance_km};
use verst_domain::journal::{Entry, What};
use verst_domain::maths::{asin, atan2, cos, sin};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;

use crate::export::exported;
use crate::operation::{ALL, Operation, entries};

const SEED: u64 = 7;
/// Times at which an operation is looked at.
const TIMES: usize = 20;
/// A metre and a half: degrees are written to a tenth of a metre.
const NEAR_KM: f64 = 0.0015;

/// What the clock shows of a unit.
#[derive(Clone, Debug, Default)]
struct Shown {
    at: Option<LatLon>,
    status: String,
    on_hand: BTreeMap<String, i64>,
}

/// Plays the states of a unit forward to a time, both as minutes since the start.
fn shown(unit: &Value, minute: i64, minutes: &dyn Fn(&str) -> i64) -> Shown {
    let mut now = Shown { at: unit.get("location").map(point), ..Shown::default() };
    for kind in ["personnel", "equipment"] {
        for row in unit[kind].as_array().expect("a list") {
            now.on_hand.insert(text(&row["name"]), row["onHand"].as_i64().expect("a number"));
        }
    }
    let mut since = i64::MIN;
    for state in unit["state"].as_array().expect("states") {
        let t = minutes(state["t"].as_str().expect("a time"));
        let place = Some(&state["location"]).filter(|l| !l.is_null()).map(point);
        if t > minute {
            // Between two places the way is gone at an even pace.
            if let (Some(from), Some(to)) = (now.at, place) {
                now.at = Some(on_the_way(from, to, (minute - since) as f64 / (t - since) as f64));
            }
            break;
        }
        (since, now.at, now.status) = (t, place, text(&state["status"]));
        for row in
            ["personnel", "equipment"].iter().flat_map(|k| state["diff"][k].as_array().into_iter().flatten())
        {
            let name = text(&row["name"]);
            let change = row["onHand"].as_i64().expect("a number");
            *now.on_hand.get_mut(&name).unwrap_or_else(|| panic!("{name} is in no base list")) += change;
        }
    }
    now
}

fn text(value: &Value) -> String {
    String::from(value.as_str().unwrap_or_else(|| panic!("{value} is no text")))
}

fn point(value: &Value) -> LatLon {
    let degrees = |n: usize| value[n].as_f64().expect("degrees");
    LatLon { lon: degrees(0), lat: degrees(1) }
}

/// The point a share of the way along the great circle.
fn on_the_way(from: LatLon, to: LatLon, share: f64) -> LatLon {
    let whole = distance_km(from, to) / verst_domain::geo::EARTH_RADIUS_KM;
    if whole < 1e-12 {
        return from;
    }
    let (a, b) = (sin((1.0 - share) * whole) / sin(whole), sin(share * whole) / sin(whole));
    let xyz = |p: LatLon| {
        let (lat, lon) = (p.lat.to_radians(), p.lon.to_radians());
        [cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)]
    };
    let (p, q) = (xyz(from), xyz(to));
    let [x, y, z] = [0, 1, 2].map(|n| a * p[n] + b * q[n]);
    LatLon { lat: asin(z).to_degrees(), lon: atan2(y, x).to_degrees() }
}

/// Every unit of a file by id.
fn units(file: &Value) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    let mut open: Vec<Value> = file["sides"].as_array().expect("sides").clone();
    while let Some(value) = open.pop() {
        if value.get("state").is_some() {
            assert!(found.insert(text(&value["id"]), value.clone()).is_none(), "{value}");
        }
        for list in ["groups", "subUnits"] {
            open.extend(value[list].as_array().into_iter().flatten().cloned());
        }
    }
    found
}

/// A run of an operation in both forms.
struct Played {
    scenario: Scenario,
    entries: Vec<Entry>,
    file: Value,
}

impl Played {
    fn of(name: &str) -> Self {
        let arm = Operation::named(name).drawn();
        let file = exported(name, &SEED.to_string(), "orbat");
        Self { scenario: (*arm.at(SEED).0).clone(), entries: entries(&arm, SEED), file }
    }

    fn minute(&self, time: &str) -> i64 {
        let date = time.strip_suffix('Z').expect("a time with Z").parse().expect("a date");
        self.scenario.calendar.minute(date).0
    }

    /// Minutes of turns' ends, spread over the operation, the last among them.
    fn times(&self) -> Vec<Minute> {
        let ends = self.entries.iter().filter(|e| matches!(e.what, What::TurnEnd { .. })).map(|e| e.at);
        let ends: Vec<Minute> = ends.collect();
        (1..=TIMES).map(|n| ends[n * ends.len() / TIMES - 1]).collect()
    }
}

#[test]
fn the_clock_shows_every_unit_where_the_engine_has_it() {
    for name in ALL {
        let played = Played::of(name);
        let (scenario, units) = (&played.scenario, units(&played.file));
        assert_eq!(units.len(), scenario.units.len(), "{name}");
        let mut moved = 0;
        for at in played.times() {
            let mut stands = BTreeMap::new();
            for entry in played.entries.iter().filter(|e| e.at == at) {
                if let What::Stand(s) = entry.what {
                    stands.insert(s.unit, s);
                }
            }
            for (index, unit) in scenario.units.iter().enumerate() {
                let file = &units[&format!("unit-{}", unit.key)];
                let now = shown(file, at.0, &|time| played.minute(time));
                let stand = stands.get(&verst_domain::ids::UnitId::new(index));
                assert_eq!(now.at.is_some(), stand.is_some(), "{name} {} at {at:?}: {now:?}", unit.key);
                let (Some(shown), Some(stand)) = (now.at, stand) else { continue };
                let theatre = &scenario.theatre;
                let engine =
                    stand.on.map_or(theatre.place(stand.place).at, |(l, km)| theatre.point_on(l, km));
                let off = distance_km(shown, engine);
                assert!(off < NEAR_KM, "{name} {} at {at:?}: {off} km off", unit.key);
                assert_eq!(now.on_hand["Men"], stand.men.round() as i64, "{name} {}", unit.key);
                let tanks = now.on_hand.get("Tanks").copied().unwrap_or(0);
                assert_eq!(tanks, stand.tanks.round() as i64, "{name} {}", unit.key);
                assert_eq!(now.status, format!("{:?}", stand.doing));
                let began = file.get("location").map(point);
                moved += usize::from(began.is_some_and(|b| distance_km(b, shown) > 5.0));
            }
        }
        assert!(moved > 100, "{name}: who does not move shows nothing ({moved})");
    }
}

#[test]
fn between_the_turns_a_unit_is_in_the_places_that_it_reaches() {
    let mut looked = 0;
    for name in ALL {
        let played = Played::of(name);
        let units = units(&played.file);
        for entry in &played.entries {
            let What::Reached { unit, place } = entry.what else { continue };
            let is_turn_end = entry.at.0 % played.scenario.calendar.turn == 0;
            let key = &played.scenario.unit(unit).key;
            let now = shown(&units[&format!("unit-{key}")], entry.at.0, &|time| played.minute(time));
            let off = now.at.map(|at| distance_km(at, played.scenario.theatre.place(place).at));
            if !is_turn_end && off.is_some() {
                assert!(off.is_some_and(|km| km < NEAR_KM), "{name} {key} at {:?}: {off:?}", entry.at);
                looked += 1;
            }
        }
    }
    assert!(looked > 500, "{looked}");
}

#[test]
fn the_file_is_as_the_program_reads_it() {
    for name in ALL {
        let played = Played::of(name);
        let file = &played.file;
        assert_eq!(file["type"], "ORBAT-mapper");
        assert_eq!(file["version"], "3.3.0");
        assert_eq!(played.minute(file["startTime"].as_str().expect("a time")), 0);
        let names =
            |list: &Value| list.as_array().expect("a list").iter().map(|v| text(&v["name"])).collect();
        let statuses: BTreeSet<String> = names(&file["settings"]["statuses"]);
        let mut known: BTreeSet<String> = names(&file["equipment"]);
        known.extend::<BTreeSet<String>>(names(&file["personnel"]));
        for side in file["sides"].as_array().expect("sides") {
            let identity = text(&side["standardIdentity"]);
            let side_only = serde_json::json!({ "sides": [side] });
            for (id, unit) in units(&side_only) {
                let sidc = text(&unit["sidc"]);
                assert!(sidc.len() == 20 && sidc.chars().all(|c| c.is_ascii_digit()), "{id}: {sidc}");
                assert_eq!(sidc[3..4], identity, "{id}");
                let states = unit["state"].as_array().expect("states");
                let times: Vec<i64> = states.iter().map(|s| played.minute(&text(&s["t"]))).collect();
                assert!(times.windows(2).all(|w| w[0] < w[1]), "{id}: {times:?}");
                assert!(states.iter().all(|s| s.get("location").is_some()), "{id}");
                assert!(states.iter().all(|s| statuses.contains(&text(&s["status"]))), "{id}");
                let lists =
                    ["personnel", "equipment"].iter().flat_map(|k| unit[k].as_array().expect("a list"));
                assert!(lists.into_iter().all(|row| known.contains(&text(&row["name"]))), "{id}");
            }
        }
        let captures = played.entries.iter().filter(|e| matches!(e.what, What::Captured { .. })).count();
        assert_eq!(file["events"].as_array().map(Vec::len), Some(captures), "{name}");
        let front = &file["layerStack"][0]["items"][0];
        let states = front["state"].as_array().expect("states of the front");
        let turns = played.entries.iter().filter(|e| matches!(e.what, What::TurnEnd { .. })).count();
        assert_eq!(states.len(), turns + 1, "{name}");
        let shapes: BTreeSet<String> = states.iter().map(|s| s["patch"]["geometry"].to_string()).collect();
        assert!(shapes.len() * 2 > states.len(), "{name}: the front hardly moves");
        assert_eq!(ids(file).len(), ids(file).iter().collect::<BTreeSet<_>>().len(), "{name}: an id twice");
    }
}

/// Every id in a value.
fn ids(value: &Value) -> Vec<String> {
    match value {
        Value::Array(all) => all.iter().flat_map(ids).collect(),
        Value::Object(all) => all
            .get("id")
            .and_then(Value::as_str)
            .map(String::from)
            .into_iter()
            .chain(all.values().flat_map(ids))
            .collect(),
        _ => Vec::new(),
    }
}
