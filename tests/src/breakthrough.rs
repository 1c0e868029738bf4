//! Breakthroughs: who knows the hour of his attack has moved up by then, who has won goes on at once, tanks come up with men on
//! foot who give way, rear guards slow only who has some of the enemy before him, routed troops stop nobody, a bridge is laid in
//! a bridgehead, only fortified works tell, and one commander decides for all who stand under one order of his.

use verst_domain::journal::{What, Why};
use verst_domain::time::{DAY, HOUR};

use crate::worlds::{World, named, place, play, twenty as seeds};

/// A division a march behind the front, and an enemy dug in before it.
fn behind_the_front(blue: &str, order: &str) -> World {
    let mut world = World::new(8);
    world.place("west", (0.0, 100.0), "blue", "");
    world.place("town", (60.0, 100.0), "red", "town_depth: 2");
    world.place("east", (120.0, 100.0), "red", "");
    world.link(("west", "town"), 62.0, "road: Road");
    world.link(("town", "east"), 62.0, "road: Road");
    world.front(("west", "town"), 20.0);
    world.unit("blue-0", "blue", blue);
    world.unit("red-0", "red", "kind: Rifle, at: \"town\", men: 6000, guns: 40");
    world.order("blue-0", order);
    world.order("red-0", "Hold(at: \"town\", stand_fast: true)");
    world.source("blue", "west", 20);
    world.source("red", "east", 20);
    world.fallback = [String::from("\"west\""), String::from("\"east\"")];
    world
}

#[test]
fn who_knows_the_hour_of_his_attack_has_moved_up_by_then() {
    let hour = 3 * DAY + 6 * HOUR;
    let mut world = behind_the_front(
        "kind: Rifle, at: \"west\", men: 14000, guns: 120",
        "Attack(along: [\"town\", \"east\"]), when: From(\"1943-07-04T06:00\")",
    );
    world.order("blue-army", "Hold()");
    let opened = |settings: &[&str]| {
        let mut first = vec![None; 64];
        play(&world.arm(settings), &seeds(), &mut |seed, entry| {
            if matches!(entry.what, What::EngagementOpened { .. }) {
                first[seed as usize].get_or_insert(entry.at.0);
            }
        });
        first.into_iter().flatten().collect::<Vec<i64>>()
    };
    let (ready, late) = (opened(&[]), opened(&["rules.jump_off.moving_up=0"]));
    assert!(ready.len() >= 15 && late.len() >= 15, "they attack: {ready:?} {late:?}");
    assert!(ready.iter().chain(&late).all(|at| *at >= hour), "nobody before his hour: {ready:?}");
    assert!(ready.iter().all(|at| *at <= hour + 6 * HOUR), "they have moved up: {ready:?}");
    assert!(late.iter().all(|at| *at >= hour + 12 * HOUR), "else they march first: {late:?}");
}

#[test]
fn who_has_won_goes_on_at_once() {
    let world = behind_the_front(
        "kind: Motorized, at: Link(\"west\", \"town\", 20), men: 30000, guns: 300, tanks: 150",
        "Attack(along: [\"town\", \"east\"])",
    );
    let arm = world.arm(&["rules.march.pursuit=0.8"]);
    let town = place(&arm, "town");
    let (mut won, mut took) = (vec![None; 64], Vec::new());
    play(&arm, &seeds(), &mut |seed, entry| match &entry.what {
        What::EngagementResolved { place, success: true, .. } if *place == town => {
            won[seed as usize] = Some(entry.at);
        }
        What::Captured { place, .. } if *place == town => {
            took.extend(won[seed as usize].map(|at| entry.at - at));
        }
        _ => {}
    });
    took.sort_unstable();
    assert!(took.len() >= 6 && took[took.len() / 2] < 6 * HOUR, "minutes from the victory: {took:?}");
}

/// Tanks and men on foot who go back, on one road of 200 km, so many km from the place where the tanks come from.
pub(crate) fn long_road(days: u32, tanks_km: f64, men_km: f64) -> World {
    let mut world = World::new(days);
    world.place("west", (0.0, 100.0), "blue", "");
    world.place("far", (195.0, 100.0), "red", "");
    world.place("east", (255.0, 100.0), "red", "");
    world.link(("west", "far"), 200.0, "road: Road");
    world.link(("far", "east"), 62.0, "road: Road");
    let at = |km: f64| format!("at: Link(\"west\", \"far\", {km})");
    world.unit("blue-0", "blue", &format!("kind: Tank, {}, men: 12000, guns: 60, tanks: 150", at(tanks_km)));
    world.unit("red-0", "red", &format!("kind: Rifle, {}, men: 5000, guns: 20", at(men_km)));
    world.order("blue-0", "Attack(along: [\"far\"])");
    world.order("red-0", "Withdraw(along: [\"far\", \"east\"])");
    world.source("blue", "west", 20);
    world.source("red", "east", 20);
    world.fallback = [String::from("\"west\""), String::from("\"far\", \"east\"")];
    world
}

#[test]
fn tanks_come_up_with_men_on_foot_who_give_way() {
    let arm = long_road(10, 10.0, 40.0).arm(&[]);
    let (red, blue) = (named(&arm, "red-0"), named(&arm, "blue-0"));
    // Km that the one behind has before him, and at how many turns he was at the other's heels, or not.
    let (mut behind, mut turns) = (None, [0, 0]);
    play(&arm, &seeds(), &mut |_, entry| {
        let What::Stand(stand) = &entry.what else { return };
        let km = stand.on.map(|on| on.1);
        if stand.unit == blue {
            behind = km;
        } else if let (true, Some(red), Some(blue)) = (stand.unit == red, km, behind)
            && entry.at.days() > 2.0
            && blue >= red
        {
            turns[usize::from(blue - red < 2.0)] += 1;
        }
    });
    assert!(turns[1] > 60 && turns[0] < turns[1] / 4, "50 km a day behind 25: at his heels {turns:?}");
}

#[test]
fn rear_guards_slow_only_who_has_some_of_the_enemy_before_him() {
    // A weak garrison leaves the town when it is beaten, and is no more to a corps.
    let mut world = behind_the_front(
        "kind: Motorized, at: Link(\"west\", \"town\", 20), men: 30000, guns: 300, tanks: 150",
        "Attack(along: [\"town\", \"east\"])",
    );
    world.days = 14;
    let days = |settings: &[&str]| {
        let arm = world.arm(&[&["units.red-0.men=1500"], settings].concat());
        let (town, east) = (place(&arm, "town"), place(&arm, "east"));
        let (mut left, mut took) = (vec![None; 64], Vec::new());
        play(&arm, &seeds(), &mut |seed, entry| match &entry.what {
            What::Captured { place, .. } if *place == town => left[seed as usize] = Some(entry.at),
            What::Captured { place, .. } if *place == east => {
                took.extend(left[seed as usize].map(|at| (entry.at - at) as f64 / DAY as f64));
            }
            _ => {}
        });
        (took.len(), took.iter().sum::<f64>() / took.len().max(1) as f64)
    };
    let (with, without) = (days(&[]), days(&["rules.march.pursuit=1"]));
    assert!(with.0 >= 15, "they go through: {with:?}");
    assert!(with.1 < without.1 + 0.65, "few are there to slow them: {with:?} {without:?} days");
}

/// A division that is struck by five times its men and more, on a long road behind which others stand.
fn overwhelmed() -> World {
    let mut world = World::new(10);
    world.armies = ["GER", "ROM"];
    world.road(&["west", "first", "second", "third", "east"], 50.0, 52.0);
    world.front(("west", "first"), 40.0);
    let at = "at: Link(\"west\", \"first\", 40)";
    world.unit("blue-0", "blue", &format!("kind: Motorized, {at}, men: 40000, guns: 400, tanks: 300"));
    world.unit("red-0", "red", "kind: Rifle, at: \"first\", men: 7000, guns: 40");
    world.order("blue-0", "Attack(along: [\"first\", \"second\", \"third\", \"east\"])");
    world.order("red-0", "Hold(at: \"first\")");
    world.source("blue", "west", 40);
    world.source("red", "east", 20);
    world.fallback = [String::from("\"west\""), String::from("\"second\", \"third\", \"east\"")];
    world
}

#[test]
fn routed_troops_stop_nobody_and_are_taken() {
    let world = overwhelmed();
    let ends = |settings: &[&str]| {
        let arm = world.arm(settings);
        let (red, third) = (named(&arm, "red-0"), place(&arm, "third"));
        let (mut days, mut missing) = (vec![10.0; 21], 0.0);
        play(&arm, &seeds(), &mut |seed, entry| match &entry.what {
            What::Captured { place, .. } if *place == third => days[seed as usize] = entry.at.days(),
            What::Lost { unit, losses } if *unit == red => missing += losses.missing,
            _ => {}
        });
        let sum: f64 = days[1..].iter().sum();
        (sum / 20.0, missing / 20.0)
    };
    let (with, without) = (ends(&[]), ends(&["rules.rout.vigour=0"]));
    assert!(with.0 < without.0 + 0.2, "the third place falls on day {with:?}, else {without:?}");
    assert!(with.1 > 2.0 * without.1, "men missing: {with:?}, else {without:?}");
}

#[test]
fn only_fortified_works_tell_in_a_fight() {
    // Km that are left to the town, in all.
    let left = |class: &str| {
        let mut world = behind_the_front(
            "kind: Rifle, at: Link(\"west\", \"town\", 20), men: 14000, guns: 120",
            "Attack(along: [\"town\"])",
        );
        world.works("town", "red", class, 8);
        world.days = 2;
        let arm = world.arm(&[]);
        let (blue, mut km) = (named(&arm, "blue-0"), 0.0);
        play(&arm, &seeds(), &mut |_, entry| match &entry.what {
            What::Stand(stand) if stand.unit == blue => km += stand.on.map_or(0.0, |on| on.1),
            _ => {}
        });
        km
    };
    let [hasty, prepared, fortified] = ["Hasty", "Prepared", "Fortified"].map(left);
    assert!((hasty - prepared).abs() < 1e-6, "trenches of days are any defence: {hasty} {prepared}");
    assert!(fortified > hasty + 50.0, "belts are more: {fortified} {hasty}");
}

/// Blue beyond a river whose bridge is down, red before it.
fn bridgehead(width_m: u32) -> World {
    let mut world = World::new(12);
    world.place("west", (0.0, 100.0), "blue", "");
    world.place("town", (60.0, 100.0), "red", "");
    world.place("east", (120.0, 100.0), "red", "");
    world.river("broad", width_m, 30.0);
    world.link(
        ("west", "town"),
        62.0,
        "road: Road, crosses: [(river: \"broad\", bridge: true, down: true, km: 31)]",
    );
    world.link(("town", "east"), 62.0, "road: Road");
    world.front(("west", "town"), 33.0);
    world.unit("blue-0", "blue", "kind: Rifle, at: Link(\"west\", \"town\", 33), men: 12000, guns: 100");
    world.unit("red-0", "red", "kind: Rifle, at: Link(\"town\", \"west\", 29), men: 9000, guns: 80");
    world.order("blue-0", "Hold()");
    world.order("red-0", "Hold()");
    world.source("blue", "west", 20);
    world.source("red", "east", 20);
    world.fallback = [String::from("\"west\""), String::from("\"east\"")];
    world
}

#[test]
fn a_bridge_is_laid_in_a_bridgehead_and_sooner_where_columns_reach_over() {
    let days = |width_m: u32, settings: &[&str]| {
        let (mut first, arm) = (None, bridgehead(width_m).arm(settings));
        play(&arm, &[1], &mut |_, entry| {
            if matches!(entry.what, What::BridgeRestored { .. }) {
                first.get_or_insert(entry.at.days());
            }
        });
        first
    };
    let narrow = days(50, &[]).expect("it is laid");
    assert!((0.4..1.5).contains(&narrow), "columns reach over 50 m: {narrow} days");
    let wide = days(200, &[]).expect("it is built");
    let without = days(200, &["rules.bridging.columns=0"]).expect("it is built");
    assert!(narrow < wide && wide < without, "{narrow} {wide} {without} days");
    assert!((3.0..9.0).contains(&without), "pace of builders, under fire: {without} days");
}

/// Many divisions in a place whose road home is in danger, under one stand-fast order or each under its own.
fn stand_fast(of_the_army: bool) -> World {
    let mut world = World::new(8);
    for (name, at, holder) in [
        ("rear", (0.0, 100.0), "blue"),
        ("gap", (30.0, 100.0), "blue"),
        ("town", (60.0, 100.0), "blue"),
        ("east", (100.0, 100.0), "red"),
        ("north", (30.0, 140.0), "red"),
    ] {
        world.place(name, at, holder, "");
    }
    for (ends, km) in
        [(("rear", "gap"), 31.0), (("gap", "town"), 31.0), (("town", "east"), 41.0), (("north", "gap"), 41.0)]
    {
        world.link(ends, km, "road: Road");
    }
    for n in 0..8 {
        let key = format!("blue-{n}");
        world.unit(&key, "blue", "kind: Rifle, at: \"town\", men: 1500, guns: 10");
        if !of_the_army {
            world.order(&key, "Hold(at: \"town\", stand_fast: true)");
        }
    }
    if of_the_army {
        world.order("blue-army", "Hold(at: \"town\", stand_fast: true)");
    }
    world.unit("red-0", "red", "kind: Rifle, at: \"north\", men: 20000, guns: 200");
    world.unit("red-1", "red", "kind: Rifle, at: \"east\", men: 9000, guns: 60");
    world.order("red-0", "Attack(along: [\"gap\"])");
    world.order("red-1", "Hold(at: \"east\", stand_fast: true)");
    world.source("blue", "rear", 10);
    world.source("red", "east", 10);
    world.source("red", "north", 10);
    world.fallback = [String::from("\"rear\""), String::from("\"east\"")];
    world
}

#[test]
fn one_commander_decides_for_all_who_stand_under_one_order_of_his() {
    let soon = |of_the_army: bool| {
        let mut gone = vec![false; 64];
        play(&stand_fast(of_the_army).arm(&[]), &seeds(), &mut |seed, entry| {
            if matches!(entry.what, What::Retreated { why: Why::Permitted, .. }) && entry.at.days() < 1.5 {
                gone[seed as usize] = true;
            }
        });
        gone.into_iter().filter(|gone| *gone).count()
    };
    let (one, each) = (soon(true), soon(false));
    assert!(each >= 12 && one + 5 <= each, "leave within a day and a half: {one} against {each} of 20");
}
