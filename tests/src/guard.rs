//! Defenders off their guard: an attack on them gains and costs them more, and who has fighting behind him is found so by a share of
//! his own.

use crate::worlds::{World, mean_outcome};

/// Runs in each arm.
const RUNS: u64 = 60;
/// Everybody is found off his guard, or nobody.
const ALWAYS: [&str; 2] = ["rules.surprise.of_quiet=1", "rules.surprise.of_fighting=1"];
const NEVER: [&str; 2] = ["rules.surprise.of_quiet=0", "rules.surprise.of_fighting=0"];

/// Where the fight begins, in km from the west.
const BEGIN: f64 = 20.0;

/// A division that attacks another, which has so many days of fighting behind it.
fn attack(age_days: f64) -> World {
    let mut world = World::new(2);
    world.place("west", (0.0, 100.0), "blue", "");
    world.place("east", (60.0, 100.0), "red", "town_depth: 2");
    world.place("rear", (160.0, 100.0), "red", "");
    world.link(("west", "east"), 62.0, "road: Road");
    world.link(("east", "rear"), 105.0, "road: Road");
    world.front(("west", "east"), BEGIN);
    let blue = format!("kind: Rifle, at: Link(\"west\", \"east\", {BEGIN}), men: 10000, guns: 60");
    world.unit("blue-0", "blue", &blue);
    let red = format!("kind: Rifle, at: \"east\", men: 8000, guns: 60, age_days: {age_days}");
    world.unit("red-0", "red", &red);
    world.order("blue-0", "Attack(along: [\"east\"])");
    world.order("red-0", "Hold(at: \"east\", stand_fast: true)");
    world.source("blue", "west", 10);
    world.source("red", "rear", 10);
    world.fallback = [String::from("\"west\""), String::from("\"rear\"")];
    world
}

/// Km gained and defenders lost in two days.
fn played(age_days: f64, settings: &[&str]) -> (f64, f64) {
    let seeds: Vec<u64> = (1..=RUNS).collect();
    let arm = attack(age_days).arm(settings);
    let outcome = mean_outcome(&arm, &seeds, &|place| if place == "west" { 0.0 } else { 62.0 });
    (outcome.km - BEGIN, outcome.lost[1])
}

#[test]
fn an_attack_on_those_off_their_guard_gains_and_costs_them_more() {
    let (always, never) = (played(0.0, &ALWAYS), played(0.0, &NEVER));
    assert!(always.0 > 1.2 * never.0 && always.1 > 1.1 * never.1, "{always:?} and {never:?}");
    let shipped = played(0.0, &[]);
    assert!(never.0 < shipped.0 && shipped.0 < always.0, "some are: {never:?} {shipped:?} {always:?}");
}

#[test]
fn who_is_in_the_midst_of_battle_is_found_so_by_the_other_share() {
    let settings = [ALWAYS[0], NEVER[1]];
    assert!(played(0.0, &settings).0 > 1.2 * played(0.0, &NEVER).0);
    assert_eq!(played(4.0, &settings), played(4.0, &NEVER));
}
