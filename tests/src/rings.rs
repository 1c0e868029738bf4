//! Roads that are cut and places that are lost, where roads are long: who was sent ahead turns back, who is beaten stands again on the
//! road and goes round streets that are fought for, who is cut off goes across country or holds as he is told, and a new order ends
//! what troops do of their own.

use verst_domain::journal::{Doing, What, Why};

use crate::worlds::{World, named, place, play, twenty as seeds};

/// A road of three stages, each long, on which blue's army has gone ahead to the last place; a red corps comes from the side into
/// the empty place behind it.
fn cut_behind() -> World {
    let mut world = World::new(20);
    world.place("base", (0.0, 100.0), "blue", "");
    world.place("town", (100.0, 100.0), "blue", "town_depth: 2");
    world.place("goal", (148.0, 100.0), "red", "town_depth: 2");
    world.place("side", (100.0, 130.0), "red", "");
    world.link(("base", "town"), 105.0, "road: Highway");
    world.link(("town", "goal"), 50.0, "road: Highway");
    world.link(("side", "town"), 32.0, "road: Highway");
    for n in 0..3 {
        let row = "kind: Rifle, at: Link(\"town\", \"goal\", 25), men: 40000, guns: 400";
        world.unit(&format!("blue-{n}"), "blue", row);
        world.order(&format!("blue-{n}"), "Attack(along: [\"goal\"])");
    }
    world.unit("holder", "red", "kind: Rifle, at: \"goal\", men: 60000, guns: 600");
    world.unit("raider", "red", "kind: Rifle, at: \"side\", men: 20000, guns: 100");
    world.order("raider", "March(via: [\"town\"], then: Seize)");
    world.source("blue", "base", 30);
    world.source("red", "goal", 30);
    world.source("red", "side", 30);
    world.fallback = [String::from("\"base\""), String::from("\"goal\"")];
    world
}

#[test]
fn who_was_sent_ahead_turns_back_when_his_road_is_cut() {
    let arm = cut_behind().arm(&[]);
    let (mut cut, mut lost) = (0, 0);
    play(&arm, &seeds(), &mut |_, entry| match &entry.what {
        What::CutOff(unit) if arm.scenario.unit(*unit).side.index() == 0 => cut += 1,
        What::Surrendered { unit, .. } if arm.scenario.unit(*unit).side.index() == 0 => lost += 1,
        _ => {}
    });
    assert!(cut > 20, "the raider cuts their road: {cut}");
    assert!(lost <= 3, "120,000 men do not wait for their end before 20,000: {lost}");
}

/// A town with a long road behind it, and a far stronger enemy before it.
fn long_road() -> World {
    let mut world = World::new(12);
    world.place("west", (0.0, 100.0), "blue", "");
    world.place("town", (60.0, 100.0), "red", "town_depth: 2");
    world.place("yard", (210.0, 100.0), "red", "");
    world.link(("west", "town"), 62.0, "road: Road");
    world.link(("town", "yard"), 155.0, "road: Road");
    world.front(("west", "town"), 55.0);
    world.unit("blue-0", "blue", "kind: Rifle, at: \"west\", men: 60000, tanks: 300, guns: 1200");
    world.unit("red-0", "red", "kind: Rifle, at: \"town\", men: 15000, guns: 100");
    world.order("blue-0", "Attack(along: [\"town\"])");
    world.order("red-0", "Hold(stand_fast: true)");
    world.source("blue", "west", 30);
    world.source("red", "yard", 30);
    world.fallback = [String::from("\"west\""), String::from("\"yard\"")];
    world
}

#[test]
fn the_beaten_stand_again_on_the_road_and_not_at_its_far_end() {
    let arm = long_road().arm(&["rules.withdraw.permission=1000"]);
    let red = named(&arm, "red-0");
    let (mut stood, mut far, mut beaten) = (0, 0, vec![false; 64]);
    play(&arm, &seeds(), &mut |seed, entry| match &entry.what {
        What::Retreated { unit, why: Why::Beaten, .. } if *unit == red => {
            beaten[seed as usize] = true;
        }
        What::Stand(stand) if stand.unit == red && beaten[seed as usize] && stand.doing == Doing::Holding => {
            match stand.on {
                Some((_, km)) if km < 60.0 => stood += 1,
                _ => far += 1,
            }
        }
        _ => {}
    });
    assert!(beaten.iter().filter(|b| **b).count() > 10, "the town falls");
    assert!(stood > far, "ground is given up by the km: on the road {stood}, far off {far}");
}

/// A town that red has cut off: a detachment of so many men stands on the long road to blue's base, others on the other side.
fn ring(task: &str, detachment: u32) -> World {
    let mut world = World::new(20);
    world.place("base", (0.0, 100.0), "blue", "");
    world.place("gap", (30.0, 100.0), "red", "");
    world.place("town", (60.0, 100.0), "blue", "town_depth: 2");
    world.place("east", (100.0, 100.0), "red", "");
    world.link(("base", "gap"), 31.0, "road: Road");
    world.link(("gap", "town"), 31.0, "road: Road");
    world.link(("town", "east"), 41.0, "road: Road");
    world.unit("garrison", "blue", "kind: Rifle, at: \"town\", men: 8000, guns: 60");
    world.unit("rear", "blue", "kind: Rifle, at: \"base\", men: 3000, guns: 10");
    world.unit("red-0", "red", "kind: Rifle, at: \"east\", men: 6000, guns: 60");
    world.unit("detachment", "red", &format!("kind: Rifle, at: \"gap\", men: {detachment}, guns: 10"));
    world.order("garrison", task);
    world.order("detachment", "Hold(at: \"gap\", stand_fast: true)");
    world.order("rear", "Hold(at: \"base\", stand_fast: true)");
    world.order("red-0", "Hold(at: \"east\", stand_fast: true)");
    world.source("blue", "base", 10);
    world.source("red", "east", 10);
    world.fallback = [String::from("\"base\""), String::from("\"east\"")];
    world
}

#[test]
fn who_is_told_to_hold_his_town_holds_it_while_he_can_eat_and_fire() {
    let breaks_out = |task: &str| {
        let arm = ring(task, 2500).arm(&[]);
        let garrison = named(&arm, "garrison");
        let mut days = Vec::new();
        play(&arm, &seeds(), &mut |_, entry| match &entry.what {
            What::Retreated { unit, why: Why::BreakOut, .. } if *unit == garrison => {
                days.push(entry.at.days());
            }
            _ => {}
        });
        days
    };
    let free = breaks_out("Hold()");
    assert!(free.len() > 15 && free.iter().all(|day| *day < 4.0), "nobody told him to stay: {free:?}");
    let told = breaks_out("Hold(at: \"town\")");
    assert!(told.iter().all(|day| *day > 4.0), "he has still to eat and to fire: {told:?}");
}

#[test]
fn a_ring_costs_by_those_who_hold_it() {
    let lost = |detachment: u32| {
        let arm = ring("Hold()", detachment).arm(&[]);
        let garrison = named(&arm, "garrison");
        let (mut broke_out, mut missing) = (vec![false; 64], Vec::new());
        play(&arm, &seeds(), &mut |seed, entry| match &entry.what {
            What::Retreated { unit, why: Why::BreakOut, .. } if *unit == garrison => {
                broke_out[seed as usize] = true;
            }
            What::Lost { unit, losses } if *unit == garrison && broke_out[seed as usize] => {
                broke_out[seed as usize] = false;
                missing.push(losses.missing);
            }
            _ => {}
        });
        assert!(missing.len() > 15, "{detachment} men on the road stop nobody for good: {missing:?}");
        missing.sort_by(f64::total_cmp);
        missing[missing.len() / 2]
    };
    let (weak, strong) = (lost(2500), lost(25_000));
    assert!(weak < 1600.0, "of 8,000 men few are lost past a third of their number: {weak}");
    assert!(strong > 2.5 * weak, "and many past three times their number: {strong} and {weak}");
}

/// The order of a reserve.
const RESERVE: &str = "Reserve(at: \"north\")";

/// Troops beside a key town that a stronger enemy comes for.
fn called_to_help(reserve: &str) -> World {
    let mut world = World::new(12);
    world.place("west", (0.0, 100.0), "blue", "");
    world.place("mid", (60.0, 100.0), "blue", "");
    world.place("town", (85.0, 100.0), "red", "town_depth: 2, key: true");
    world.place("north", (85.0, 125.0), "red", "");
    world.place("east", (125.0, 100.0), "red", "");
    world.link(("west", "mid"), 61.0, "road: Road");
    world.link(("mid", "town"), 26.0, "road: Road");
    world.link(("north", "town"), 26.0, "road: Road");
    world.link(("town", "east"), 41.0, "road: Road");
    world.link(("north", "east"), 50.0, "road: Road");
    world.unit("blue-0", "blue", "kind: Rifle, at: \"mid\", men: 7500, guns: 60");
    world.unit("guard", "red", "kind: Garrison, at: \"town\", men: 600");
    world.unit("reserve", "red", "kind: Rifle, at: \"north\", men: 16000, guns: 60");
    world.order("blue-0", "Attack(along: [\"town\"])");
    world.order("guard", "Hold(at: \"town\")");
    world.order("reserve", reserve);
    world.source("blue", "west", 10);
    world.source("red", "east", 10);
    world.fallback = [String::from("\"west\""), String::from("\"east\"")];
    world
}

#[test]
fn who_is_told_to_hold_a_threatened_place_is_not_called_away() {
    let gone = |task: &str| {
        let mut world = called_to_help(task);
        world.place("south", (60.0, 125.0), "blue", "");
        world.link(("south", "north"), 26.0, "road: Road");
        world.unit("blue-1", "blue", "kind: Rifle, at: \"south\", men: 4000, guns: 30");
        world.order("blue-1", "Attack(along: [\"north\"])");
        let arm = world.arm(&[]);
        let (reserve, north) = (named(&arm, "reserve"), place(&arm, "north"));
        let mut gone = 0;
        play(&arm, &seeds(), &mut |_, entry| match &entry.what {
            What::Stand(stand) if stand.unit == reserve && entry.at.days() == 1.0 => {
                gone += i32::from(stand.place != north || stand.on.is_some());
            }
            _ => {}
        });
        gone
    };
    assert!(gone(RESERVE) > 15);
    assert!(gone("Hold(at: \"north\")") < 5);
}

#[test]
fn a_new_order_ends_what_troops_do_of_their_own() {
    let home = |world: &World| {
        let arm = world.arm(&[]);
        let (reserve, north) = (named(&arm, "reserve"), place(&arm, "north"));
        let (mut left, mut back) = (0, 0);
        play(&arm, &seeds(), &mut |_, entry| match &entry.what {
            What::Stand(stand) if stand.unit == reserve && entry.at.days() == 2.0 => {
                left += i32::from(stand.place != north || stand.on.is_some());
            }
            What::Stand(stand) if stand.unit == reserve && entry.at.days() == 3.5 => {
                back += i32::from(stand.place == north && stand.on.is_none());
            }
            _ => {}
        });
        (left, back)
    };
    let mut world = called_to_help(RESERVE);
    let (left, back) = home(&world);
    assert!(left > 15 && back < 5, "it goes to the town and stays: gone {left}, home {back}");
    // The morning after it goes out again to retake the town, which has fallen meanwhile (counterstroke.rs).
    world.later_order("reserve", 3, RESERVE);
    let (left, back) = home(&world);
    assert!(left > 15 && back > 15, "called back, it comes: gone {left}, home {back}");
}

/// A division before two roads home, the shorter of them through a town with streets, into which red comes from the side.
fn streets(depth: f64) -> World {
    let mut world = World::new(4);
    world.place("rear", (0.0, 100.0), "blue", "");
    world.place("town", (40.0, 100.0), "blue", &format!("town_depth: {depth}"));
    world.place("wood", (40.0, 120.0), "blue", "");
    world.place("fore", (70.0, 105.0), "blue", "");
    world.place("east", (100.0, 105.0), "red", "");
    world.place("south", (40.0, 60.0), "red", "");
    world.link(("rear", "town"), 41.0, "road: Road");
    world.link(("rear", "wood"), 46.0, "road: Road");
    world.link(("town", "fore"), 32.0, "road: Road");
    world.link(("wood", "fore"), 35.0, "road: Road");
    world.link(("fore", "east"), 31.0, "road: Road");
    world.link(("south", "town"), 41.0, "road: Road");
    world.front(("south", "town"), 38.0);
    world.front(("fore", "east"), 2.0);
    world.unit("beaten", "blue", "kind: Rifle, at: \"fore\", men: 5000, guns: 30");
    world.unit("garrison", "blue", "kind: Rifle, at: \"town\", men: 9000, guns: 60");
    world.unit("red-0", "red", "kind: Rifle, at: Link(\"fore\", \"east\", 2), men: 40000, guns: 600");
    world.unit("red-1", "red", "kind: Rifle, at: Link(\"south\", \"town\", 38), men: 9000, guns: 60");
    world.order("beaten", "Hold(at: \"fore\", stand_fast: true)");
    world.order("garrison", "Hold(at: \"town\", stand_fast: true)");
    world.order("red-0", "Attack(along: [\"fore\"])");
    world.order("red-1", "Attack(along: [\"town\"])");
    world.source("blue", "rear", 10);
    world.source("red", "east", 10);
    world.source("red", "south", 10);
    world.fallback = [String::from("\"rear\""), String::from("\"east\"")];
    world
}

#[test]
fn nobody_goes_back_through_streets_that_are_fought_for() {
    let through_town = |depth: f64| {
        let arm = streets(depth).arm(&["rules.withdraw.permission=1000"]);
        let (beaten, town, wood) = (named(&arm, "beaten"), place(&arm, "town"), place(&arm, "wood"));
        let mut ways = [0, 0];
        play(&arm, &seeds(), &mut |_, entry| match &entry.what {
            What::Retreated { unit, to, why: Why::Beaten, .. } if *unit == beaten => {
                ways[0] += i32::from(*to == town);
                ways[1] += i32::from(*to == wood);
            }
            _ => {}
        });
        ways
    };
    let [town, wood] = through_town(0.0);
    assert!(town > wood, "the enemy is before the town, not in it: {town} to the town, {wood} to the wood");
    let [town, wood] = through_town(6.0);
    assert!(wood > town, "the enemy is in the streets: {town} to the town, {wood} to the wood");
}
