//! The laboratory: small worlds in `tests/labs/`, each of which shows one law with a number of its source. Each can be
//! replayed by hand: `verst replay tests/labs/march-in-snow`.

use serde_json::Value;
use verst_tests::{root, stderr, verst};

/// The stands of a unit at the ends of the turns of a world, at best values.
fn stands(lab: &str, unit: &str) -> Vec<Value> {
    let entries = entries(lab, 1, &[]);
    entries.into_iter().filter(|entry| entry["what"] == "Stand" && entry["unit"] == unit).collect()
}

/// The journal of a world with a seed, at best values but for some settings.
fn entries(lab: &str, seed: u64, settings: &[&str]) -> Vec<Value> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let journal = folder.path().join("run.jsonl");
    let world = root().join("tests/labs").join(lab);
    let paths = [&world, &journal].map(|p| p.to_str().expect("a plain path"));
    let seed = seed.to_string();
    let mut words =
        vec!["replay", paths[0], "--seed", &seed, "--inputs", "best", "--quiet", "--journal", paths[1]];
    settings.iter().for_each(|setting| words.extend(["--set", setting]));
    let output = verst(&words);
    assert!(output.status.success(), "{lab}: {}", stderr(&output));
    let text = std::fs::read_to_string(&journal).expect("the journal");
    text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")).collect()
}

/// The day on which something first happens, since the start.
fn day_of(entries: &[Value], is_it: impl Fn(&Value) -> bool) -> Option<f64> {
    entries.iter().find(|entry| is_it(entry)).map(|entry| number(entry, "minute") / 1440.0)
}

fn number(stand: &Value, field: &str) -> f64 {
    stand[field].as_f64().unwrap_or_else(|| panic!("{field} of {stand}"))
}

/// Turns of half a day until something holds, in days.
fn days_until(stands: &[Value], holds: impl Fn(&Value) -> bool) -> Option<f64> {
    stands.iter().position(holds).map(|turn| (turn + 1) as f64 / 2.0)
}

#[test]
fn every_world_checks() {
    for lab in std::fs::read_dir(root().join("tests/labs")).expect("the laboratory") {
        let path = lab.expect("a world").path();
        let output = verst(&["check", path.to_str().expect("a plain path")]);
        assert!(output.status.success(), "{}", stderr(&output));
    }
}

#[test]
fn a_division_marches_12_to_24_km_a_day_through_snow() {
    let stands = stands("march-in-snow", "b1");
    // The link runs from its eastern end.
    let gone = |turn: usize| 180.0 - number(&stands[turn], "km");
    let (first, later) = (gone(5) / 3.0, (gone(13) - gone(5)) / 4.0);
    assert!((12.0..=24.0).contains(&first), "{first} km a day in three days");
    assert!((10.0..first).contains(&later), "{later} km a day after that");
}

#[test]
fn ice_carries_a_division_over_a_river_that_stops_it_else() {
    let there = |lab| days_until(&stands(lab, "b1"), |stand| stand["place"] == "east");
    assert!(there("river-frozen").is_some_and(|days| days <= 2.0));
    assert_eq!(there("river-open"), None);
}

#[test]
fn a_garrison_lives_5_to_10_days_on_what_it_carries() {
    let stands = stands("road-cut", "r1");
    assert_eq!(stands[0]["cut_off"], true);
    let falling = days_until(&stands, |stand| number(stand, "supply") < 1.0).expect("it falls");
    let starved = days_until(&stands, |stand| number(stand, "supply") < 0.15).expect("it ends");
    assert!((2.0..5.0).contains(&falling), "all is well for {falling} days");
    assert!((5.0..=10.0).contains(&starved), "it can fight for {starved} days");
}

#[test]
fn a_railhead_feeds_no_more_than_it_unloads() {
    let stands = stands("one-track", "b01");
    let last = number(stands.last().expect("turns"), "supply");
    // A train of 450 t for twenty divisions of 10,000 men at 5 kg a man.
    assert!((last - 0.45).abs() < 0.06, "{last} of the needs");
    assert!(number(&stands[2], "supply") > 0.99, "at first they live on what they carry");
}

#[test]
fn a_long_march_costs_a_tank_division_a_part_of_its_tanks_for_some_weeks() {
    let stands = stands("tank-march", "b1");
    let there = days_until(&stands, |stand| stand["place"] == "east").expect("it comes there");
    let fit = |days: f64| number(&stands[(2.0 * days) as usize - 1], "tanks");
    let lost = 1.0 - fit(there) / 200.0;
    assert!((0.1..0.3).contains(&lost), "{lost} of its tanks are out after 180 km");
    assert!(fit(14.0) > fit(there), "the workshops bring some back");
}

/// From the day on which the holders of both banks can begin to the day on which the bridge stands: the line of those who cross
/// must be 5 km beyond the river, which lies 21 km from the eastern end.
fn days_of_building(entries: &[Value]) -> f64 {
    let is_safe = |e: &Value| {
        e["what"] == "Front" && e["link"] == "middle-east" && number(e, "line_b_km") <= 16.0
    };
    let begun = day_of(entries, is_safe).expect("they cross");
    day_of(entries, |e| e["what"] == "BridgeRestored").expect("it stands again") - begun
}

#[test]
fn a_blown_bridge_holds_up_tanks_until_it_is_built_anew() {
    let there = |e: &Value| e["what"] == "Reached" && e["unit"] == "b2" && e["place"] == "east";
    let blown = entries("bridge-blown", 1, &[]);
    let restored = day_of(&blown, |e| e["what"] == "BridgeRestored").expect("it stands again");
    let came = day_of(&blown, there).expect("the tanks come");
    assert!(day_of(&blown, |e| e["what"] == "BridgeBlown").expect("it is blown") < restored && restored < came);
    let whole = entries("bridge-blown", 1, &["rules.bridges.sure=0"]);
    assert!(day_of(&whole, |e| e["what"] == "BridgeTaken").is_some());
    let sooner = came - day_of(&whole, there).expect("the tanks come");
    assert!((4.0..14.0).contains(&sooner), "the bridge that fell whole saves them {sooner} days");
    // A division's pontoon or low-water bridge over 180 m: up to five days.
    let days = days_of_building(&blown);
    assert!((3.0..=5.0).contains(&days), "{days} days of building");
    // The Vistula at Warsaw, 515 m: 13 days.
    let days = days_of_building(&entries("bridge-blown", 1, &["rivers.broad.width_m=515"]));
    assert!((13.0 / 1.5..=13.0 * 1.5).contains(&days), "{days} days over a river of 515 m");
}

#[test]
fn a_bridge_is_blown_as_often_as_its_holders_were_warned_and_never_without_charges() {
    let count = |settings: &[&str]| {
        let is_blown = |seed| entries("bridge-blown", seed, settings).iter().any(|e| e["what"] == "BridgeBlown");
        (1..=12).filter(|&seed| is_blown(seed)).count()
    };
    assert!(count(&[]) >= 9, "who stood at the front for long was ready");
    assert_eq!(count(&["rules.bridges.sure=0"]), 0);
}

/// Km gained in the first day of an attack, and whether the place falls in the end, by seed.
fn first_days(settings: &[&str]) -> Vec<(f64, bool)> {
    let first_day = |seed| {
        let entries = entries("belt-dug", seed, settings);
        let opened = day_of(&entries, |e| e["what"] == "EngagementOpened").expect("they attack");
        let is_next_day = |e: &&Value| {
            e["what"] == "Front" && e["link"] == "west-east" && number(e, "minute") / 1440.0 >= opened + 1.0
        };
        let line = entries.iter().find(is_next_day).map_or(0.0, |e| number(e, "line_b_km"));
        (21.0 - line, entries.iter().any(|e| e["what"] == "Captured" && e["place"] == "east"))
    };
    (1..=30).map(first_day).collect()
}

/// Depth of the belt in this world: a fortnight's work.
const BELT_KM: f64 = 5.0;
/// Km a day that the law of engagement takes off every advance.
const STANDSTILL: f64 = 0.3;

#[test]
fn a_belt_dug_in_a_fortnight_slows_an_attack_until_it_is_pierced_and_gives_in_the_end() {
    let behind_works = first_days(&[]);
    // With half a million men asked for a km nothing is dug.
    let in_the_open = first_days(&["rules.entrenchment.crew=500000"]);
    let pairs = behind_works.iter().zip(&in_the_open);
    // Where the attack moves and has not gone through the belt; those who have gain on as if there was none.
    let held = pairs.filter(|(works, _)| works.0 > 0.05 && works.0 < BELT_KM);
    let mut ratios: Vec<f64> = held.map(|(works, open)| (works.0 + STANDSTILL) / (open.0 + STANDSTILL)).collect();
    ratios.sort_by(f64::total_cmp);
    assert!(ratios.len() >= 10, "{ratios:?}");
    // The fit to CDB90 has exp(-0.121 - 0.742 x 0.415) = 0.65; medians of the battles are 0.8 and 1.3 km a day.
    let middle = ratios[ratios.len() / 2];
    assert!((middle - 0.65).abs() < 0.03 && (middle - 0.8 / 1.3).abs() < 0.05, "{ratios:?}");
    assert!(behind_works.iter().all(|day| day.1), "it is lost in the end");
    let pierced = behind_works.iter().filter(|day| day.0 >= BELT_KM).count();
    assert!(pierced < 10, "{pierced} of 30 are through on the first day");
}
