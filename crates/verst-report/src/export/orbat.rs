//! A scenario file of ORBAT Mapper, form 3.3.0: the order of battle with symbols, timed positions, attrition, captures and
//! the moving front. It plays there as the run went.

use serde_json::{Value, json};
use verst_domain::geo::LatLon;
use verst_domain::ids::{FormationId, SideId, UnitId};
use verst_domain::scenario::Scenario;

use super::front_lines::front_lines;
use super::moment::Strength;
use super::orbat_states::{GUNS, MEN, STATUSES, TANKS, states, whole};
use super::sidc;
use super::story::Story;
use super::words::{iso, position};
use crate::style::side_fill;

/// The form of the file: the newest that older programs open without a warning.
const FORM: &str = "3.3.0";
/// Colour and width of the front.
const FRONT_COLOUR: &str = "#111111";
const FRONT_WIDTH: f64 = 3.0;

/// The run as text.
#[must_use]
pub fn orbat(story: &Story<'_>) -> String {
    let (scenario, origin) = (story.scenario, &story.origin);
    let named = |name: &str| json!({ "name": name });
    let statuses: Vec<Value> =
        STATUSES.iter().map(|(name, colour)| json!({ "name": name, "color": colour })).collect();
    let played = format!(
        "{}\n\nA run of verst {}: seed {}, orders {}, inputs {}{}. Times are the civil time of the theatre.",
        scenario.summary.trim(),
        origin.verst_version,
        origin.seed,
        origin.orders,
        origin.inputs,
        if origin.changes.is_empty() {
            String::new()
        } else {
            format!(", with {}", origin.changes.join(", "))
        }
    );
    let file = json!({
        "type": "ORBAT-mapper",
        "id": format!("verst-{}-{}", scenario.key, origin.seed),
        "version": FORM,
        "name": scenario.title,
        "description": played,
        "startTime": iso(&scenario.calendar, verst_domain::time::Minute(0)),
        "timeZone": "UTC",
        "symbologyStandard": "app6d",
        "sides": SideId::BOTH.map(|side| self::side(story, side)),
        "events": events(story),
        "layerStack": [front(story)],
        "equipment": [named(TANKS), named(GUNS)],
        "personnel": [named(MEN)],
        "supplyCategories": [],
        "settings": { "rangeRingGroups": [], "statuses": statuses, "supplyClasses": [], "supplyUoMs": [],
                      "boundingBox": bounds(scenario) },
    });
    format!("{file}\n")
}

fn side(story: &Story<'_>, id: SideId) -> Value {
    let side = story.scenario.side(id);
    let tops = formations(story.scenario).filter(|f| {
        let formation = story.scenario.formation(*f);
        formation.side == id && formation.under.is_none()
    });
    let groups: Vec<Value> = tops.map(|top| group(story, top)).collect();
    json!({ "id": format!("side-{}", side.key), "name": side.name, "standardIdentity": sidc::identity(id).to_string(),
            "symbolOptions": { "fillColor": side_fill(id) }, "groups": groups })
}

fn formations(scenario: &Scenario) -> impl Iterator<Item = FormationId> {
    (0..scenario.formations.len()).map(FormationId::new)
}

fn group(story: &Story<'_>, top: FormationId) -> Value {
    let formation = story.scenario.formation(top);
    json!({ "id": format!("group-{}", formation.key), "name": formation.name, "subUnits": below(story, top) })
}

/// What a formation leads at the start: headquarters, then units.
fn below(story: &Story<'_>, above: FormationId) -> Vec<Value> {
    let scenario = story.scenario;
    let lower = formations(scenario).filter(|f| scenario.formation(*f).under == Some(above));
    let headquarters = lower.map(|id| {
        let f = scenario.formation(id);
        json!({ "id": format!("formation-{}", f.key), "name": f.name, "sidc": sidc::of_formation(f.level, f.side),
                "subUnits": below(story, id) })
    });
    let own = (0..scenario.units.len()).map(UnitId::new).filter(|u| scenario.unit(*u).under == above);
    headquarters.chain(own.map(|id| unit(story, id))).collect()
}

fn unit(story: &Story<'_>, id: UnitId) -> Value {
    let (unit, moments) = (story.scenario.unit(id), &story.moments[id.index()]);
    let full = whole(Strength { men: unit.men.best, tanks: unit.tanks.best, guns: unit.guns.best });
    // Who comes later has nothing on hand before.
    let on_hand = moments.first().filter(|m| m.at.0 == 0).map_or([0; 3], |m| whole(m.strength));
    let most = |n: usize| moments.iter().map(|m| whole(m.strength)[n]).max().unwrap_or(0).max(full[n]);
    let list = |name: &str, n: usize| {
        (most(n) > 0).then(|| json!({ "name": name, "count": full[n], "onHand": on_hand[n] }))
    };
    let equipment: Vec<Value> = [list(TANKS, 1), list(GUNS, 2)].into_iter().flatten().collect();
    let mut value = json!({ "id": unit_key(&unit.key), "name": unit.name, "sidc": sidc::of_unit(unit), "subUnits": [],
        "personnel": [{ "name": MEN, "count": full[0], "onHand": on_hand[0] }], "equipment": equipment,
        "state": states(story, &unit.key, moments, on_hand) });
    let start = moments.first().filter(|m| m.at.0 == 0).and_then(|m| m.spot);
    if let Some(spot) = start {
        value["location"] = position(spot.point(&story.scenario.theatre));
    }
    value
}

fn unit_key(key: &str) -> String {
    format!("unit-{key}")
}

/// Captures, each with its place, and who took it.
fn events(story: &Story<'_>) -> Vec<Value> {
    let event = |(n, c): (usize, &super::story::Capture)| {
        let scenario = story.scenario;
        let (place, by) = (scenario.theatre.place(c.place), &scenario.side(c.by).name);
        let title = c.unit.map_or_else(
            || format!("{}: {by}, without a fight", place.name),
            |unit| format!("{}: {by}, by {}", place.name, scenario.unit(unit).name),
        );
        let geometry = json!({ "type": "Point", "coordinates": position(place.at) });
        json!({ "id": format!("capture-{n}"), "title": title, "startTime": iso(&scenario.calendar, c.at),
                "where": { "type": "geometry", "geometry": geometry } })
    };
    story.captures.iter().enumerate().map(event).collect()
}

/// The front as one item whose lines change from turn to turn.
fn front(story: &Story<'_>) -> Value {
    let turns = front_lines(story);
    let shape = |lines: &[Vec<LatLon>]| {
        let line = |line: &Vec<LatLon>| line.iter().map(|p| position(*p)).collect::<Vec<Value>>();
        json!({ "type": "MultiLineString", "coordinates": lines.iter().map(line).collect::<Vec<_>>() })
    };
    let states: Vec<Value> = story
        .turns
        .iter()
        .zip(&turns)
        .map(|(turn, lines)| {
            json!({ "id": format!("front-{}", turn.number), "t": iso(&story.scenario.calendar, turn.at),
                    "patch": { "geometry": shape(lines) } })
        })
        .collect();
    let start = turns.first().map_or(&[][..], Vec::as_slice);
    json!({ "id": "layer-front", "kind": "overlay", "name": "Front", "items": [
        { "id": "front", "kind": "geometry", "name": "Front", "geometry": shape(start),
          "geometryMeta": { "geometryKind": "MultiLineString" },
          "style": { "stroke": FRONT_COLOUR, "stroke-width": FRONT_WIDTH }, "state": states } ] })
}

/// West, south, east and north of the places.
fn bounds(scenario: &Scenario) -> [f64; 4] {
    let mut bounds = [180.0, 90.0, -180.0, -90.0_f64];
    for place in &scenario.theatre.places {
        let (lat, lon) = (place.at.lat, place.at.lon);
        bounds = [bounds[0].min(lon), bounds[1].min(lat), bounds[2].max(lon), bounds[3].max(lat)];
    }
    bounds
}
