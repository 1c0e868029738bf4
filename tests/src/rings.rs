//! Roads that are cut and places that are lost, where roads are long: who was sent ahead turns back, who is beaten stands again on the
//! road, and who is cut off goes across country.

use verst_domain::ids::UnitId;
use verst_domain::journal::{Doing, What};

use crate::worlds::{World, play};

/// A number of runs of which most must show it.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=20;

fn seeds() -> Vec<u64> {
    SEEDS.collect()
}

fn named(arm: &verst_study::runner::Arm, key: &str) -> UnitId {
    UnitId::new(arm.scenario.units.iter().position(|u| u.key == key).expect("a unit of the world"))
}

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
        What::Retreated { unit, why: verst_domain::journal::Why::Beaten, .. } if *unit == red => {
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
