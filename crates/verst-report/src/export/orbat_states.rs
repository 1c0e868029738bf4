//! The states of a unit in ORBAT Mapper: where it is when, what it is about, and what its strength changed by.

use serde_json::{Map, Value, json};

use super::moment::{Moment, Status, Strength};
use super::story::Story;
use super::words::{self, iso, position};

/// Names of men and equipment in the file.
pub(crate) const MEN: &str = "Men";
pub(crate) const TANKS: &str = "Tanks";
pub(crate) const GUNS: &str = "Guns and mortars";

/// Every status that a state may name, with its colour.
pub(crate) const STATUSES: [(&str, &str); 10] = [
    ("Present", "#8a8a8a"),
    ("Holding", "#4d7c3a"),
    ("Marching", "#c9a227"),
    ("Attacking", "#c0392b"),
    ("Waiting", "#b9770e"),
    ("Retreating", "#7d3c98"),
    ("Reserve", "#2e86c1"),
    ("On trains", "#34495e"),
    ("Departed", "#7f8c8d"),
    ("Destroyed", "#1b1b1b"),
];

pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Present => "Present",
        Status::About(doing) => words::doing(doing),
        Status::OnTrains => "On trains",
        Status::Departed => "Departed",
        Status::Destroyed => "Destroyed",
    }
}

/// Whole men, tanks and guns: the file counts in whole ones.
pub(crate) fn whole(strength: Strength) -> [i64; 3] {
    [strength.men, strength.tanks, strength.guns].map(|n| n.round() as i64)
}

/// The states of a unit, in order of time; `on_hand` is what its base lists say.
///
/// Every state says where the unit is: one that did not would begin a new stretch at its own time in the player's clock.
pub(crate) fn states(story: &Story<'_>, key: &str, moments: &[Moment], on_hand: [i64; 3]) -> Vec<Value> {
    let mut last = on_hand;
    let state = |(n, m): (usize, &Moment)| {
        let mut state = Map::new();
        state.insert(String::from("id"), json!(format!("state-{key}-{n}")));
        state.insert(String::from("t"), json!(iso(&story.scenario.calendar, m.at)));
        let at = m.spot.map(|spot| position(spot.point(&story.scenario.theatre)));
        state.insert(String::from("location"), json!(at));
        state.insert(String::from("status"), json!(status(m.status)));
        let now = whole(m.strength);
        if let Some(change) = change(last, now) {
            state.insert(String::from("diff"), change);
        }
        last = now;
        Value::Object(state)
    };
    moments.iter().enumerate().map(state).collect()
}

fn change(last: [i64; 3], now: [i64; 3]) -> Option<Value> {
    let by = |name: &str, n: usize| {
        let change = now[n] - last[n];
        (change != 0).then(|| json!({ "name": name, "count": 0, "onHand": change }))
    };
    let equipment: Vec<Value> = [by(TANKS, 1), by(GUNS, 2)].into_iter().flatten().collect();
    let mut diff = Map::new();
    if let Some(men) = by(MEN, 0) {
        diff.insert(String::from("personnel"), json!([men]));
    }
    if !equipment.is_empty() {
        diff.insert(String::from("equipment"), json!(equipment));
    }
    (!diff.is_empty()).then_some(Value::Object(diff))
}
