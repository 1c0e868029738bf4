//! Tests of exports on an invented theatre, with entries written by hand.

use serde_json::Value;
use verst_domain::geo::{LatLon, distance_km};
use verst_domain::ids::{FormationId, LinkId, PlaceId, UnitId};
use verst_domain::journal::{Doing, Entry, Stand, What};
use verst_domain::scenario::Scenario;
use verst_domain::time::{DAY, HOUR, Minute};

use super::front_lines::front_lines;
use super::words::rounded;
use super::{Origin, Story, geojson, orbat, tables};
use crate::tests::sample::{EAST, WEST, grid};

fn origin() -> Origin {
    let text = |t: &str| String::from(t);
    Origin {
        verst_version: text("0"),
        scenario_digest: text("s"),
        rules_digest: text("r"),
        orders: text("historical"),
        inputs: text("best"),
        changes: Vec::new(),
        seed: 1,
    }
}

fn stand(unit: UnitId, place: PlaceId, men: f64) -> What {
    What::Stand(Stand {
        unit,
        under: FormationId(0),
        place,
        on: None,
        men,
        tanks: 0.0,
        guns: 0.0,
        supply: 1.0,
        food: 1.0,
        ammunition: 1.0,
        fuel: 1.0,
        fodder: 1.0,
        fatigue: 0.0,
        cohesion: 1.0,
        doing: Doing::Holding,
        cut_off: false,
    })
}

/// A story of these entries, each with its hour.
fn told<'a>(scenario: &'a Scenario, entries: Vec<(i64, What)>) -> Story<'a> {
    let mut story = Story::new(scenario, origin());
    entries.into_iter().for_each(|(hour, what)| story.see(&Entry { at: Minute(hour * HOUR), what }));
    story
}

/// The features of a layer whose `key` is this.
fn features(story: &Story<'_>, layer: &str, key: &str, value: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(&geojson(story)).expect("JSON");
    let all = all["features"].as_array().expect("features").clone();
    all.into_iter().filter(|f| f["properties"]["layer"] == layer && f["properties"][key] == value).collect()
}

#[test]
fn a_place_taken_and_lost_in_one_minute_was_never_held() {
    let scenario = grid();
    let place = PlaceId(15);
    let taken = |by| What::Captured { place, by, unit: None };
    let story = told(&scenario, vec![(5, taken(WEST)), (5, taken(EAST)), (9, taken(WEST))]);
    let key = &scenario.theatre.place(place).key;
    let held = features(&story, "place", "place", key);
    let holders: Vec<&str> = held.iter().filter_map(|f| f["properties"]["holder"].as_str()).collect();
    assert_eq!(holders, ["Eastland", "Westland"]);
    assert_eq!(held[0]["properties"]["t_end"], "1943-03-01T09:00:00Z");
    assert_eq!(story.captures.len(), 3, "the captures themselves are all told");
}

#[test]
fn a_unit_on_trains_is_nowhere_and_its_track_is_broken() {
    let scenario = grid();
    let unit = scenario.find_unit("a0").expect("it is there");
    let (far, next) = (PlaceId(0), PlaceId(1));
    let to = PlaceId(0);
    let gone = What::Entrained { unit, place: PlaceId(14), to, trains: 3, men: 10.0, tanks: 0.0, guns: 0.0 };
    let reached = |place| What::Reached { unit, place };
    let story =
        told(&scenario, vec![(2, reached(PlaceId(13))), (4, gone), (40, reached(far)), (50, reached(next))]);
    let intervals = features(&story, "unit", "unit", "a0");
    assert_eq!(intervals.len(), 4);
    assert_eq!(intervals[1]["properties"]["t_end"], "1943-03-01T04:00:00Z");
    assert_eq!(intervals[2]["properties"]["t_start"], "1943-03-02T16:00:00Z");
    assert_eq!(features(&story, "track", "unit", "a0").len(), 2);
    let file: Value = serde_json::from_str(&orbat(&story)).expect("JSON");
    let units = file["sides"][0]["groups"][0]["subUnits"].as_array().expect("units");
    let states = &units.iter().find(|u| u["id"] == "unit-a0").expect("the unit")["state"];
    assert_eq!(states[2]["location"], Value::Null);
    assert_eq!(states[2]["status"], "On trains");
    assert_eq!(states[2]["diff"]["personnel"][0]["onHand"], -5490);
}

#[test]
fn the_front_goes_through_the_middle_of_no_mans_land() {
    let scenario = grid();
    let theatre = &scenario.theatre;
    let contacts = (0..theatre.links.len()).map(LinkId::new).filter(|l| {
        let link = theatre.link(*l);
        theatre.place(link.a).holder != theatre.place(link.b).holder
    });
    let contacts: Vec<LinkId> = contacts.collect();
    let mut entries: Vec<(i64, What)> =
        contacts.iter().map(|l| (12, What::Front { link: *l, line_a: 2.0, line_b: 4.0 })).collect();
    entries.push((12, What::TurnEnd { turn: 1, digest: 0 }));
    let lines = front_lines(&told(&scenario, entries));
    assert_eq!(lines.len(), 2, "the start and one turn");
    let nearest = |p: LatLon| {
        let points = lines[1].iter().flatten();
        points.map(|q| distance_km(p, *q)).min_by(f64::total_cmp).expect("a front")
    };
    for link in contacts {
        assert!(nearest(theatre.point_on(link, 3.0)) < 0.01, "{}", theatre.link(link).key);
    }
}

#[test]
fn what_is_told_at_a_turns_end_stands_and_what_comes_later_replaces_it() {
    let scenario = grid();
    let unit = scenario.find_unit("late").expect("it is there");
    let arrived = What::Arrived { unit, place: PlaceId(0), men: 100.0, tanks: 0.0, guns: 0.0 };
    let entries = vec![(48, arrived), (48, stand(unit, PlaceId(0), 90.0)), (60, What::Destroyed(unit))];
    let story = told(&scenario, entries);
    let there = features(&story, "unit", "unit", "late");
    assert_eq!(there.len(), 1, "neither before it came nor after its end");
    assert_eq!(there[0]["properties"]["men"], 90.0);
    assert_eq!(there[0]["properties"]["t_end"], "1943-03-03T12:00:00Z");
}

#[test]
fn a_fight_that_is_opened_twice_is_decided_twice() {
    let scenario = grid();
    let place = PlaceId(15);
    let opened = |men| What::EngagementOpened { place, attacker: WEST, attacker_men: men, defender_men: 1.0 };
    let resolved = |success| What::EngagementResolved { place, attacker: WEST, success };
    let entries =
        vec![(1, opened(5.0)), (2, resolved(false)), (3, opened(7.0)), (4, resolved(true)), (5, opened(9.0))];
    let story = told(&scenario, entries);
    let table = tables(&story).into_iter().find(|t| t.file == "engagements.csv").expect("the table");
    let text = String::from_utf8(table.text).expect("text");
    let ends: Vec<&str> = text.lines().skip(1).filter_map(|l| l.rsplit(',').next()).collect();
    assert_eq!(ends, ["false", "true", ""]);
}

#[test]
fn numbers_are_rounded_without_a_negative_zero() {
    assert_eq!(rounded(1234.5678, 1), 1234.6);
    assert!(rounded(-0.0001, 3).is_sign_positive());
    assert_eq!(rounded(-1.26, 1), -1.3);
}

#[test]
fn the_last_stand_lasts_a_turn() {
    let scenario = grid();
    let story = told(&scenario, vec![(12, What::TurnEnd { turn: 1, digest: 0 })]);
    assert_eq!(story.horizon(), Minute(DAY));
}
