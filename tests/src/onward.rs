//! Troops on their way: who is told to attack does so once, who follows an enemy who gives way pays for it, who is in a fight
//! finishes it before he turns to a new order, who has broken through goes on while he is stocked, who goes back to a place
//! that has fallen looks for another, who has a road again turns back to his order, who has gone back follows a newer order of
//! his formation, and a stand-fast order is not lifted by neighbours who have none.

use verst_domain::journal::{What, Why};
use verst_domain::time::DAY;

use crate::worlds::{World, named, place, play, twenty as seeds};

/// An attack on works at odds that no staff likes.
fn bad_odds() -> World {
    let mut world = World::new(12);
    world.place("west", (0.0, 100.0), "blue", "");
    world.place("town", (40.0, 100.0), "red", "town_depth: 2");
    world.place("east", (80.0, 100.0), "red", "");
    world.link(("west", "town"), 41.0, "road: Road");
    world.link(("town", "east"), 41.0, "road: Road");
    world.front(("west", "town"), 34.0);
    world.unit("blue-0", "blue", "kind: Rifle, at: Link(\"west\", \"town\", 34), men: 9000, guns: 80");
    world.unit("red-0", "red", "kind: Rifle, at: \"town\", men: 14000, guns: 100");
    world.order("red-0", "Hold(at: \"town\", stand_fast: true)");
    world.source("blue", "west", 10);
    world.source("red", "east", 10);
    world.fallback = [String::from("\"west\""), String::from("\"east\"")];
    world
}

#[test]
fn who_is_told_to_attack_does_so_once_and_knows_better_then() {
    let attacks = |world: &World, settings: &[&str]| {
        let mut opened = 0;
        play(&world.arm(settings), &seeds(), &mut |_, entry| {
            opened += i32::from(matches!(entry.what, What::EngagementOpened { .. }));
        });
        opened
    };
    let mut told = bad_odds();
    told.order("blue-0", "Attack(along: [\"town\"])");
    let mut again = bad_odds();
    again.order("blue-0", "Attack(along: [\"town\"])");
    again.later_order("blue-0", 7, "Attack(along: [\"town\", \"east\"])");
    let once = attacks(&told, &[]);
    let looks_first = attacks(&told, &["rules.attack.least_ordered=0"]);
    let never_learns = attacks(&told, &["rules.attack.least_odds=-1"]);
    let twice = attacks(&again, &[]);
    assert!((20..30).contains(&once), "a world is an attack, with few second ones: {once}");
    assert!(looks_first < 12, "the odds are bad: {looks_first}");
    assert!(never_learns > once, "at such odds others go in again and again: {never_learns}");
    assert!(twice >= once + 10, "a new order is carried out as the first was: {once} {twice}");
}

/// An enemy on a long road who will not be found there: he goes back from place to place.
fn gives_way() -> World {
    let mut world = World::new(10);
    world.road(&["a", "b", "c", "d", "e"], 40.0, 41.0);
    world.unit("blue-0", "blue", "kind: Rifle, at: \"a\", men: 12000, guns: 100, tanks: 40");
    world.unit("red-0", "red", "kind: Rifle, at: \"b\", men: 4000, guns: 20");
    world.order("blue-0", "Attack(along: [\"b\", \"c\", \"d\"])");
    world.order("red-0", "Delay(along: [\"b\", \"c\", \"d\", \"e\"])");
    world.source("blue", "a", 20);
    world.source("red", "e", 10);
    world.fallback = [String::from("\"a\""), String::from("\"c\", \"d\", \"e\"")];
    world
}

#[test]
fn who_follows_an_enemy_who_gives_way_pays_for_it() {
    let world = gives_way();
    let lost = |settings: &[&str]| {
        let arm = world.arm(&[&["rules.attrition.holding=0", "rules.breakdown.tanks=0"], settings].concat());
        let (blue, red) = (named(&arm, "blue-0"), named(&arm, "red-0"));
        let mut lost = [0.0; 3];
        play(&arm, &seeds(), &mut |_, entry| {
            if let What::Lost { unit, losses } = &entry.what {
                let men = losses.killed + losses.wounded + losses.missing;
                if *unit == blue {
                    lost[0] += men;
                    lost[1] += losses.tanks;
                } else if *unit == red {
                    lost[2] += men;
                }
            }
        });
        lost
    };
    let (with, without) = (lost(&[]), lost(&["rules.following.attackers=0"]));
    let share = (with[0] - without[0]) / (20.0 * 12_000.0);
    assert!((0.015..0.06).contains(&share), "some days on the road at .006: {share}");
    assert!(with[1] > 1.3 * without[1], "tanks as well: {with:?} {without:?}");
    assert!((with[2] / without[2] - 1.0).abs() < 0.1, "nothing of those who give way: {with:?} {without:?}");
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

/// A corps before a town; a raid takes the place behind it, and others take it back.
fn road_reopened() -> World {
    let mut world = World::new(12);
    world.place("base", (0.0, 100.0), "blue", "");
    world.place("behind", (60.0, 100.0), "blue", "");
    world.place("town", (140.0, 100.0), "red", "town_depth: 3");
    world.place("east", (200.0, 100.0), "red", "");
    world.place("north", (60.0, 130.0), "red", "");
    world.link(("base", "behind"), 61.0, "road: Road");
    world.link(("behind", "town"), 82.0, "road: Road");
    world.link(("town", "east"), 61.0, "road: Road");
    world.link(("north", "behind"), 31.0, "road: Road");
    world.front(("behind", "town"), 70.0);
    let at = "at: Link(\"behind\", \"town\", 70)";
    world.unit("corps", "blue", &format!("kind: Rifle, {at}, men: 9000, guns: 60"));
    world.unit("relief", "blue", "kind: Rifle, at: \"base\", men: 12000, guns: 90");
    world.unit("guard", "red", "kind: Rifle, at: \"town\", men: 20000, guns: 160");
    world.unit("raid", "red", "kind: Rifle, at: \"north\", men: 1500, guns: 0");
    world.order("corps", "Attack(along: [\"town\"])");
    world.order("guard", "Hold(at: \"town\", stand_fast: true)");
    world.order("raid", "Attack(along: [\"behind\"])");
    world.later_order("relief", 2, "Attack(along: [\"behind\"])");
    world.source("blue", "base", 30);
    world.source("red", "east", 30);
    world.source("red", "north", 10);
    world.fallback = [String::from("\"base\""), String::from("\"east\"")];
    world
}

#[test]
fn who_has_a_road_again_turns_back_to_his_order() {
    let arm = road_reopened().arm(&[]);
    let corps = named(&arm, "corps");
    // By seed: when it had a road again, and where it stood then; how often it was nearer its base two days later, or not.
    let (mut relieved, mut turned) = (vec![None; 64], [0, 0]);
    play(&arm, &seeds(), &mut |seed, entry| match &entry.what {
        What::Relieved(unit) if *unit == corps => relieved[seed as usize] = Some((entry.at, None)),
        What::Stand(stand) if stand.unit == corps => {
            let km = stand.on.map_or(0.0, |on| on.1);
            let Some((at, from)) = &mut relieved[seed as usize] else { return };
            let from = *from.get_or_insert(km);
            if entry.at.0 >= at.0 + 2 * DAY {
                turned[usize::from(km > from - 15.0)] += 1;
                relieved[seed as usize] = None;
            }
        }
        _ => {}
    });
    assert!(turned[1] >= 15, "its order is to attack: {turned:?}");
}

/// A division that is told to go back two places, and its army, which is told to come to a third.
fn called_away(own: u32, army: u32) -> World {
    let mut world = World::new(20);
    world.road(&["a", "b", "c", "d"], 40.0, 41.0);
    world.unit("blue-0", "blue", "kind: Rifle, at: \"a\", men: 3000, guns: 10");
    world.unit("red-0", "red", "kind: Rifle, at: \"b\", men: 9000, guns: 60");
    world.order("blue-0", "Hold(at: \"a\")");
    world.later_order("red-0", own, "Withdraw(along: [\"c\"])");
    world.later_order("red-army", army, "March(via: [\"d\"], then: Hold)");
    world.source("blue", "a", 10);
    world.source("red", "d", 10);
    world.fallback = [String::from("\"a\""), String::from("\"c\", \"d\"")];
    world
}

#[test]
fn who_has_gone_back_as_told_follows_a_newer_order_of_his_formation_and_no_older_one() {
    let ends = |world: World| {
        let arm = world.arm(&[]);
        let (unit, mut at) = (named(&arm, "red-0"), None);
        play(&arm, &[1], &mut |_, entry| match &entry.what {
            What::Stand(stand) if stand.unit == unit => at = Some(stand.place),
            _ => {}
        });
        ["c", "d"].map(|name| at == Some(place(&arm, name)))
    };
    assert_eq!(ends(called_away(2, 10)), [false, true], "his army has told him something new since");
    assert_eq!(ends(called_away(10, 2)), [true, false], "what he was told himself is the newer");
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
