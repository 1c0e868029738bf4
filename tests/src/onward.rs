//! Troops on their way: a planned offensive goes in, who is in a fight finishes it before he turns to a new order, who has broken
//! through goes on while he is stocked, who goes back to a place that has fallen looks for another, and a stand-fast order is not
//! lifted by neighbours who have none.

use verst_domain::journal::{What, Why};

use crate::worlds::{World, named, place, play, twenty as seeds};

/// An attack on works at odds that no staff likes.
fn bad_odds() -> World {
    let mut world = World::new(4);
    world.place("west", (0.0, 100.0), "blue", "");
    world.place("town", (40.0, 100.0), "red", "town_depth: 2");
    world.place("east", (80.0, 100.0), "red", "");
    world.link(("west", "town"), 41.0, "road: Road");
    world.link(("town", "east"), 41.0, "road: Road");
    world.front(("west", "town"), 34.0);
    world.unit("blue-0", "blue", "kind: Rifle, at: Link(\"west\", \"town\", 34), men: 9000, guns: 60");
    world.unit("red-0", "red", "kind: Rifle, at: \"town\", men: 14000, guns: 100");
    world.order("red-0", "Hold(at: \"town\", stand_fast: true)");
    world.source("blue", "west", 10);
    world.source("red", "east", 10);
    world.fallback = [String::from("\"west\""), String::from("\"east\"")];
    world
}

#[test]
fn an_offensive_that_was_planned_goes_in_on_its_first_day() {
    let attacks = |world: &World, settings: &[&str]| {
        let mut opened = 0;
        play(&world.arm(settings), &seeds(), &mut |_, entry| {
            opened += i32::from(matches!(entry.what, What::EngagementOpened { .. }));
        });
        opened
    };
    let mut planned = bad_odds();
    planned.order("blue-0", "Attack(along: [\"town\"])");
    assert!(attacks(&planned, &[]) >= 20, "it was ordered before anybody saw the odds");
    assert!(attacks(&planned, &["rules.attack.prepared=0"]) < 10, "the odds are bad");
    let mut later = bad_odds();
    later.later_order("blue-0", 2, "Attack(along: [\"town\"])");
    assert!(attacks(&later, &[]) < 10, "who is told later looks first");
}

/// Two towns side by side, each before a stage of blue's; an army fights for the first.
fn two_towns() -> World {
    let mut world = World::new(14);
    world.place("west", (0.0, 100.0), "blue", "");
    world.place("town", (40.0, 100.0), "red", "town_depth: 2");
    world.place("other", (40.0, 140.0), "red", "");
    world.place("east", (90.0, 120.0), "red", "");
    world.link(("west", "town"), 41.0, "road: Road");
    world.link(("west", "other"), 60.0, "road: Road");
    world.link(("town", "east"), 56.0, "road: Road");
    world.link(("other", "east"), 56.0, "road: Road");
    world.front(("west", "town"), 30.0);
    world.unit("blue-0", "blue", "kind: Rifle, at: Link(\"west\", \"town\", 30), men: 20000, guns: 200");
    world.unit("red-0", "red", "kind: Rifle, at: \"town\", men: 8000, guns: 60");
    world.order("blue-0", "Attack(along: [\"town\"])");
    world.order("red-0", "Hold(at: \"town\", stand_fast: true)");
    world.later_order("blue-0", 1, "Attack(along: [\"other\"])");
    world.source("blue", "west", 30);
    world.source("red", "east", 30);
    world.fallback = [String::from("\"west\""), String::from("\"east\"")];
    world
}

#[test]
fn who_is_in_a_fight_finishes_it_before_he_turns_to_a_new_order() {
    let arm = two_towns().arm(&[]);
    let (town, other) = (place(&arm, "town"), place(&arm, "other"));
    let (mut fallen, mut both) = (vec![false; 64], 0);
    play(&arm, &seeds(), &mut |seed, entry| match &entry.what {
        What::Captured { place, .. } if *place == town => fallen[seed as usize] = true,
        What::Captured { place, .. } if *place == other && fallen[seed as usize] => both += 1,
        _ => {}
    });
    let first = fallen.iter().filter(|fallen| **fallen).count();
    assert!(first >= 10, "the town that is fought for falls first: {first}");
    assert!(both >= 10, "then the new objective: {both}");
}

/// A corps of tanks far ahead of its side; red comes into the empty place behind it.
fn ahead() -> World {
    let mut world = World::new(6);
    world.place("base", (0.0, 100.0), "blue", "");
    world.place("town", (60.0, 100.0), "blue", "");
    world.place("goal", (200.0, 100.0), "red", "");
    world.place("rear", (260.0, 100.0), "red", "");
    world.place("side", (60.0, 130.0), "red", "");
    world.link(("base", "town"), 62.0, "road: Highway");
    world.link(("town", "goal"), 145.0, "road: Highway");
    world.link(("goal", "rear"), 62.0, "road: Highway");
    world.link(("side", "town"), 32.0, "road: Highway");
    let corps = "kind: Tank, at: Link(\"town\", \"goal\", 20), men: 9000, tanks: 150, guns: 60";
    world.unit("corps", "blue", corps);
    world.unit("raider", "red", "kind: Rifle, at: \"side\", men: 6000, guns: 30");
    world.order("corps", "Attack(along: [\"goal\"])");
    world.order("raider", "March(via: [\"town\"], then: Seize)");
    world.source("blue", "base", 30);
    world.source("red", "rear", 30);
    world.source("red", "side", 30);
    world.fallback = [String::from("\"base\""), String::from("\"rear\"")];
    world
}

#[test]
fn who_has_broken_through_goes_on_while_he_is_stocked() {
    let arm = ahead().arm(&[]);
    let (corps, goal) = (named(&arm, "corps"), place(&arm, "goal"));
    let (mut cut, mut came) = (0, 0);
    play(&arm, &seeds(), &mut |_, entry| match &entry.what {
        What::CutOff(unit) if *unit == corps => cut += 1,
        What::Captured { place, unit: Some(unit), .. } if *place == goal && *unit == corps => came += 1,
        _ => {}
    });
    assert!(cut >= 15, "the raider cuts its road: {cut}");
    assert!(came >= 15, "an open road and full stocks: it goes on: {came}");
}

/// A division that was cut off on its way to a place that a raid goes through before it is there.
fn fallen_goal() -> World {
    let mut world = World::new(12);
    world.place("refuge", (20.0, 100.0), "blue", "");
    world.place("goal", (40.0, 100.0), "blue", "");
    world.place("mid", (70.0, 100.0), "red", "");
    world.place("town", (100.0, 100.0), "blue", "");
    world.place("east", (140.0, 100.0), "red", "");
    world.place("north", (40.0, 150.0), "red", "");
    world.place("south", (40.0, 40.0), "red", "");
    world.link(("refuge", "goal"), 22.0, "road: Road");
    world.link(("goal", "mid"), 31.0, "road: Road");
    world.link(("mid", "town"), 31.0, "road: Road");
    world.link(("town", "east"), 41.0, "road: Road");
    world.link(("north", "goal"), 51.0, "road: Highway");
    world.link(("goal", "south"), 62.0, "road: Highway");
    world.link(("mid", "south"), 70.0, "road: Road");
    world.unit("division", "blue", "kind: Rifle, at: \"town\", men: 8000, guns: 40");
    world.unit("army", "red", "kind: Rifle, at: \"east\", men: 9000, guns: 60");
    world.unit("raid", "red", "kind: Motorized, at: \"north\", men: 3000, guns: 10");
    world.order("division", "Hold()");
    world.order("army", "Hold(at: \"east\", stand_fast: true)");
    world.later_order("raid", 2, "March(via: [\"goal\", \"south\"], then: Hold)");
    world.source("blue", "refuge", 10);
    world.source("red", "east", 10);
    world.source("red", "north", 10);
    world.source("red", "south", 10);
    world.fallback = [String::from("\"goal\", \"refuge\""), String::from("\"east\"")];
    world
}

#[test]
fn who_goes_back_to_a_place_that_has_fallen_takes_it_from_nobody() {
    let arm = fallen_goal().arm(&[]);
    let (division, goal) = (named(&arm, "division"), place(&arm, "goal"));
    let (mut back, mut lost, mut retaken) = (0, 0, 0);
    play(&arm, &seeds(), &mut |_, entry| match &entry.what {
        What::Retreated { unit, to, why: Why::BreakOut, .. } if *unit == division => {
            back += i32::from(*to == goal);
        }
        What::Captured { place, by, .. } if *place == goal && by.index() == 1 => lost += 1,
        What::Captured { place, unit: Some(unit), .. } if *place == goal && *unit == division => retaken += 1,
        _ => {}
    });
    assert!(back >= 15 && lost >= 15, "it breaks out, and the raid is there first: {back} {lost}");
    assert!(retaken <= 2, "it goes on to another: {retaken} of {back}");
}

/// A stand-fast division in a place whose road home is in danger, beside one that may go.
fn neighbours() -> World {
    let mut world = World::new(8);
    world.place("rear", (0.0, 100.0), "blue", "");
    world.place("town", (60.0, 100.0), "blue", "");
    world.place("east", (100.0, 100.0), "red", "");
    world.place("north", (30.0, 140.0), "red", "");
    world.place("gap", (30.0, 100.0), "blue", "");
    world.link(("rear", "gap"), 31.0, "road: Road");
    world.link(("gap", "town"), 31.0, "road: Road");
    world.link(("town", "east"), 41.0, "road: Road");
    world.link(("north", "gap"), 41.0, "road: Road");
    world.unit("fast", "blue", "kind: Rifle, at: \"town\", men: 5000, guns: 30");
    world.unit("free", "blue", "kind: Rifle, at: \"town\", men: 5000, guns: 30");
    world.unit("red-0", "red", "kind: Rifle, at: \"north\", men: 20000, guns: 200");
    world.unit("red-1", "red", "kind: Rifle, at: \"east\", men: 9000, guns: 60");
    world.order("fast", "Hold(at: \"town\", stand_fast: true)");
    world.order("free", "Hold()");
    world.order("red-0", "Attack(along: [\"gap\"])");
    world.order("red-1", "Hold(at: \"east\", stand_fast: true)");
    world.source("blue", "rear", 10);
    world.source("red", "east", 10);
    world.source("red", "north", 10);
    world.fallback = [String::from("\"rear\""), String::from("\"east\"")];
    world
}

#[test]
fn neighbours_without_such_an_order_do_not_lift_a_stand_fast_order() {
    let arm = neighbours().arm(&["rules.withdraw.permission=1000"]);
    let (fast, free) = (named(&arm, "fast"), named(&arm, "free"));
    let mut gone = [0, 0];
    play(&arm, &seeds(), &mut |_, entry| {
        if let What::Retreated { unit, why: Why::Threatened | Why::Permitted, .. } = &entry.what {
            gone[0] += i32::from(*unit == fast);
            gone[1] += i32::from(*unit == free);
        }
    });
    assert!(gone[1] >= 15, "its road home is in danger, and it goes: {gone:?}");
    assert!(gone[0] == 0, "leave never comes: {gone:?}");
}
