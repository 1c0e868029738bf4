//! Troops who are passed, turned, cut off or struck when they have just won: who was overtaken bars no road, who pursues stops
//! where the other takes position, who is cut off asks for leave and goes out where it costs least, who fears for the place behind
//! him goes back into it, who waits near a place that has just fallen retakes it, and who is nearly there does not turn round.

use verst_domain::journal::{Doing, What, Why};
use verst_study::runner::Arm;

use crate::breakthrough::long_road;
use crate::worlds::{World, named, place, play, twenty as seeds};

/// By seed, the day of the first entry that is one of those looked for; infinite: there is none.
fn first_days(arm: &Arm, is_one: impl Fn(&What) -> bool) -> Vec<f64> {
    let mut days = vec![f64::INFINITY; 21];
    play(arm, &seeds(), &mut |seed, entry| {
        if is_one(&entry.what) {
            let day = &mut days[seed as usize];
            *day = day.min(entry.at.days());
        }
    });
    days.split_off(1)
}

/// By seed, the day on which a place falls to a side, counted from none.
pub(crate) fn falls(arm: &Arm, at: &str, by: usize) -> Vec<f64> {
    let at = place(arm, at);
    first_days(
        arm,
        |what| matches!(what, What::Captured { place, by: side, .. } if *place == at && side.index() == by),
    )
}

/// In how many runs something holds.
fn count(days: &[f64], holds: impl Fn(f64) -> bool) -> usize {
    days.iter().filter(|day| holds(**day)).count()
}

#[test]
fn who_was_overtaken_on_his_way_back_bars_the_road_no_more() {
    let days = falls(&long_road(12, 90.0, 50.0).arm(&[]), "far", 0);
    assert!(count(&days, |day| day < 4.0) > 15, "110 km before the tanks, nobody on them: {days:?}");
}

/// Where a rear guard takes position, in km behind the place that it leaves.
const HALT: f64 = 20.0;

/// A division that is told to delay on a long road, with tanks before it.
fn rear_guard() -> World {
    let mut world = World::new(4);
    world.place("west", (0.0, 100.0), "blue", "");
    world.place("town", (60.0, 100.0), "red", "");
    world.place("yard", (210.0, 100.0), "red", "");
    world.place("side", (60.0, 150.0), "red", "");
    world.link(("west", "town"), 62.0, "road: Road");
    world.link(("town", "yard"), 155.0, "road: Road");
    world.link(("town", "side"), 52.0, "road: Road");
    world.front(("west", "town"), 55.0);
    let at = "at: Link(\"west\", \"town\", 55)";
    world.unit("blue-0", "blue", &format!("kind: Tank, {at}, men: 40000, tanks: 400, guns: 800"));
    world.unit("red-0", "red", "kind: Rifle, at: \"town\", men: 25000, guns: 200");
    world.order("blue-0", "Attack(along: [\"town\", \"yard\"])");
    world.order("red-0", "Delay(along: [\"town\", \"yard\"])");
    world.source("blue", "west", 30);
    world.source("red", "yard", 30);
    world.fallback = [String::from("\"west\""), String::from("\"yard\"")];
    world
}

#[test]
fn nobody_runs_past_a_rear_guard_that_takes_position_on_the_road() {
    // It leaves because it is pressed, not because it was beaten, and the tanks are at its heels.
    let arm = rear_guard().arm(&[
        "rules.engagement.hazard=0.0001",
        "rules.march.pursuit=1",
        &format!("rules.retreat.least={HALT}"),
        "rules.retreat.least_spread=0",
    ]);
    let (red, blue, town) = (named(&arm, "red-0"), named(&arm, "blue-0"), place(&arm, "town"));
    // By seed: whether it has gone back. Km from the town of the tanks, and of them when the rear guard stands first.
    let (mut gone, mut tanks, mut met) = (vec![false; 21], None, Vec::new());
    play(&arm, &seeds(), &mut |seed, entry| match &entry.what {
        What::Retreated { unit, from, why: Why::Pressed, .. } if *unit == red && *from == town => {
            gone[seed as usize] = true
        }
        What::Stand(stand) if stand.unit == blue => {
            tanks = stand.on.filter(|_| stand.place == town).map(|on| on.1);
        }
        What::Stand(stand) if stand.unit == red && gone[seed as usize] && stand.doing == Doing::Holding => {
            gone[seed as usize] = false;
            met.extend(tanks);
        }
        _ => {}
    });
    assert!(met.len() >= 10, "they are behind it: {met:?}");
    assert!(met.iter().all(|km| *km < HALT + 0.5), "they come up with it where it stands: {met:?}");
}

/// A division at a place, which may be a town, with enemies on the roads to both sides of it.
fn ring(depth: u32) -> World {
    let mut world = World::new(14);
    world.place("base", (0.0, 100.0), "blue", "");
    world.place("gap", (30.0, 100.0), "red", "");
    world.place("hill", (60.0, 100.0), "blue", &format!("town_depth: {depth}"));
    world.place("east", (100.0, 100.0), "red", "");
    world.link(("base", "gap"), 31.0, "road: Road");
    world.link(("gap", "hill"), 31.0, "road: Road");
    world.link(("hill", "east"), 41.0, "road: Road");
    world.unit("division", "blue", "kind: Rifle, at: \"hill\", men: 8000, guns: 60");
    world.unit("rear", "blue", "kind: Rifle, at: \"base\", men: 3000, guns: 10");
    world.unit("red-0", "red", "kind: Rifle, at: \"east\", men: 6000, guns: 60");
    world.unit("detachment", "red", "kind: Rifle, at: \"gap\", men: 2500, guns: 10");
    world.order("division", "Hold(at: \"hill\", stand_fast: true)");
    world.order("detachment", "Hold(at: \"gap\", stand_fast: true)");
    world.order("rear", "Hold(at: \"base\", stand_fast: true)");
    world.order("red-0", "Hold(at: \"east\", stand_fast: true)");
    world.source("blue", "base", 10);
    world.source("red", "east", 10);
    world.source("red", "gap", 10);
    world.fallback = [String::from("\"base\""), String::from("\"east\"")];
    world
}

/// By seed, the day on which a unit breaks out first.
fn breaks_out(arm: &Arm, unit: &str) -> Vec<f64> {
    let named = named(arm, unit);
    first_days(arm, |what| matches!(what, What::Retreated { unit, why: Why::BreakOut, .. } if *unit == named))
}

#[test]
fn who_is_cut_off_under_a_stand_fast_order_asks_for_leave_outside_a_town() {
    let days = |depth: u32, permission: &str| {
        breaks_out(&ring(depth).arm(&[&format!("rules.withdraw.permission={permission}")]), "division")
    };
    let (soon, never, town) = (days(0, "0.5"), days(0, "1000"), days(3, "0.5"));
    assert!(count(&soon, |day| day < 3.0) > 15, "leave comes within a day or so: {soon:?}");
    assert!(count(&never, |day| day < 4.0) == 0, "no leave, and food for days: {never:?}");
    assert!(count(&town, |day| day < 4.0) == 0, "a town is held at all costs: {town:?}");
}

/// A division on the road before its place, while enemies come into the empty places at both ends of that road.
fn driven_off() -> World {
    let mut world = World::new(12);
    world.place("base", (0.0, 100.0), "blue", "");
    world.place("gap", (40.0, 100.0), "blue", "");
    world.place("hill", (80.0, 100.0), "blue", "");
    world.place("north", (40.0, 115.0), "red", "");
    world.place("east", (80.0, 115.0), "red", "");
    world.link(("base", "gap"), 41.0, "road: Road");
    world.link(("gap", "hill"), 50.0, "road: Road");
    world.link(("north", "gap"), 16.0, "road: Road");
    world.link(("hill", "east"), 16.0, "road: Road");
    world.link(("north", "east"), 41.0, "road: Road");
    world.unit("division", "blue", "kind: Rifle, at: Link(\"gap\", \"hill\", 28), men: 8000, guns: 60");
    world.unit("red-0", "red", "kind: Rifle, at: \"east\", men: 16000, guns: 60");
    world.unit("red-1", "red", "kind: Rifle, at: \"north\", men: 16000, guns: 60");
    world.order("division", "Hold(at: \"hill\", stand_fast: true)");
    world.order("red-0", "Attack(along: [\"hill\"])");
    world.order("red-1", "Attack(along: [\"gap\"])");
    world.source("blue", "base", 10);
    world.source("red", "east", 10);
    world.source("red", "north", 10);
    world.fallback = [String::from("\"base\""), String::from("\"east\"")];
    world
}

#[test]
fn who_was_driven_from_his_place_breaks_out_without_leave() {
    let days = breaks_out(&driven_off().arm(&["rules.withdraw.permission=1000"]), "division");
    assert!(count(&days, |day| day < 3.0) > 15, "nothing left to hold: {days:?}");
}

/// A ring with an army on the short way out of it and a detachment on the long one.
fn two_ways_out() -> World {
    let mut world = World::new(6);
    let places = [
        ("base", (0.0, 100.0), "blue"),
        ("army", (28.0, 100.0), "red"),
        ("hill", (56.0, 100.0), "blue"),
        ("wood", (56.0, 127.0), "red"),
        ("a", (56.0, 154.0), "red"),
        ("b", (28.0, 154.0), "red"),
        ("c", (0.0, 154.0), "red"),
        ("d", (0.0, 127.0), "red"),
        ("east", (200.0, 127.0), "red"),
    ];
    for (name, at, holder) in places {
        world.place(name, at, holder, "");
    }
    for ends in [
        ("base", "army"),
        ("army", "hill"),
        ("hill", "wood"),
        ("wood", "a"),
        ("a", "b"),
        ("b", "c"),
        ("c", "d"),
        ("d", "base"),
    ] {
        world.link(ends, 29.0, "road: Road");
    }
    world.link(("wood", "east"), 150.0, "road: Road");
    world.unit("division", "blue", "kind: Rifle, at: \"hill\", men: 9000, guns: 60");
    world.unit("rear", "blue", "kind: Rifle, at: \"base\", men: 20000, guns: 100");
    world.unit("army", "red", "kind: Rifle, at: \"army\", men: 60000, guns: 600");
    world.unit("detachment", "red", "kind: Rifle, at: \"wood\", men: 1500, guns: 10");
    for (n, name) in ["a", "b", "c", "d"].iter().enumerate() {
        world.unit(&format!("post-{n}"), "red", &format!("kind: Garrison, at: \"{name}\", men: 300"));
        world.order(&format!("post-{n}"), &format!("Hold(at: \"{name}\")"));
    }
    world.order("division", "Hold()");
    world.order("rear", "Hold(at: \"base\", stand_fast: true)");
    world.order("army", "Hold(at: \"army\", stand_fast: true)");
    world.order("detachment", "Hold(at: \"wood\", stand_fast: true)");
    world.source("red", "army", 10);
    world.source("blue", "base", 10);
    world.source("red", "east", 10);
    world.fallback = [String::from("\"base\""), String::from("\"east\"")];
    world
}

#[test]
fn who_attacks_out_of_a_ring_goes_where_it_costs_least() {
    let arm = two_ways_out().arm(&[]);
    let (division, hill) = (named(&arm, "division"), place(&arm, "hill"));
    let road = |to: &str| arm.scenario.theatre.link_between(hill, place(&arm, to));
    let (army, wood, mut turns) = (road("army"), road("wood"), [0, 0]);
    play(&arm, &seeds(), &mut |_, entry| match &entry.what {
        What::Stand(stand) if stand.unit == division && stand.doing == Doing::Attacking => {
            let on = stand.on.map(|on| on.0);
            turns[0] += i32::from(on == army);
            turns[1] += i32::from(on == wood);
        }
        _ => {}
    });
    assert!(turns[0] == 0 && turns[1] > 20, "against 60,000 men and against 1,500: {turns:?}");
}

/// A division far out on a road before its place; the enemy attacks that place on another, which a guard bars.
fn far_out(km: f64, task: &str) -> World {
    let mut world = World::new(6);
    world.place("rear", (0.0, 100.0), "blue", "");
    world.place("town", (40.0, 100.0), "blue", "");
    world.place("east", (100.0, 100.0), "red", "");
    world.place("north", (40.0, 140.0), "red", "");
    world.link(("rear", "town"), 41.0, "road: Road");
    world.link(("town", "east"), 62.0, "road: Road");
    world.link(("town", "north"), 41.0, "road: Road");
    world.front(("town", "east"), km);
    world.front(("town", "north"), 15.0);
    let at = format!("at: Link(\"town\", \"east\", {km})");
    world.unit("division", "blue", &format!("kind: Rifle, {at}, men: 9000, guns: 60"));
    world.unit("red-0", "red", &format!("kind: Rifle, {at}, men: 9000, guns: 60"));
    world.unit("guard", "blue", "kind: Rifle, at: Link(\"town\", \"north\", 15), men: 7000, guns: 40");
    world.unit("red-1", "red", "kind: Rifle, at: Link(\"town\", \"north\", 15), men: 12000, guns: 90");
    world.order("division", task);
    world.order("guard", "Hold()");
    world.order("red-0", "Hold()");
    world.order("red-1", "Attack(along: [\"town\"])");
    world.source("blue", "rear", 10);
    world.source("red", "east", 10);
    world.source("red", "north", 10);
    world.fallback = [String::from("\"rear\""), String::from("\"east\"")];
    world
}

/// In how many runs the division sets out for its place, which is behind it, by a day.
fn goes_in(world: &World, settings: &[&str], by_day: f64) -> usize {
    let arm = world.arm(settings);
    let (division, town) = (named(&arm, "division"), place(&arm, "town"));
    let days = first_days(&arm, |what| {
        matches!(
            what,
            What::Retreated { unit, to, why: Why::Threatened | Why::Permitted, .. } if *unit == division && *to == town
        )
    });
    count(&days, |day| day <= by_day)
}

#[test]
fn who_is_turned_goes_back_into_the_place_behind_him() {
    let hold = "Hold(at: \"town\")";
    let (far, near) = (goes_in(&far_out(30.0, hold), &[], 0.5), goes_in(&far_out(3.0, hold), &[], 0.5));
    assert!(far > 15 && near == 0, "the enemy would be there first only if he is far out: {far} {near}");
    let fast = far_out(30.0, "Hold(at: \"town\", stand_fast: true)");
    let leave = |days: &str| goes_in(&fast, &[&format!("rules.withdraw.permission={days}")], 2.5);
    let (soon, never) = (leave("0.5"), leave("1000"));
    assert!(soon > 12 && never == 0, "told to stand fast it waits for leave: {soon} {never}");
}

/// A place that falls to a regiment, and a division two roads behind it.
fn just_lost(task: &str) -> World {
    let mut world = World::new(10);
    world.place("rear", (0.0, 100.0), "blue", "");
    world.place("home", (25.0, 100.0), "blue", "");
    world.place("mid", (43.0, 100.0), "blue", "");
    world.place("lost", (61.0, 100.0), "blue", "");
    world.place("east", (100.0, 100.0), "red", "");
    world.link(("rear", "home"), 26.0, "road: Road");
    world.link(("home", "mid"), 19.0, "road: Road");
    world.link(("mid", "lost"), 19.0, "road: Road");
    world.link(("lost", "east"), 40.0, "road: Road");
    world.unit("division", "blue", "kind: Rifle, at: \"home\", men: 14000, guns: 100");
    world.unit("regiment", "red", "kind: Rifle, at: Link(\"lost\", \"east\", 5), men: 2500, guns: 10");
    world.order("division", task);
    world.order("regiment", "Attack(along: [\"lost\"])");
    world.source("blue", "rear", 10);
    world.source("red", "east", 10);
    world.fallback = [String::from("\"rear\""), String::from("\"east\"")];
    world
}

/// In how many runs the place falls, how often it is retaken, and in how many the division is at home at the end.
fn struck(arm: &Arm) -> [usize; 3] {
    let (division, home) = (named(arm, "division"), place(arm, "home"));
    let mut at_home = 0;
    play(arm, &seeds(), &mut |_, entry| match &entry.what {
        What::Stand(stand) if stand.unit == division && entry.at >= arm.scenario.calendar.end => {
            at_home += usize::from(stand.place == home && stand.on.is_none());
        }
        _ => {}
    });
    let [retaken, fallen] = [0, 1].map(|side| count(&falls(arm, "lost", side), f64::is_finite));
    [fallen, retaken, at_home]
}

#[test]
fn who_waits_near_a_place_that_has_just_fallen_retakes_it_and_goes_home() {
    for task in ["Reserve(at: \"home\")", "Hold(at: \"home\")"] {
        let struck = |settings: &[&str]| struck(&just_lost(task).arm(settings));
        let [fallen, retaken, home] = struck(&[]);
        assert!(fallen == 20 && retaken > 15 && home > 15, "{task}: {fallen} {retaken} {home}");
        let [fallen, retaken, home] = struck(&["rules.counterstroke.fresh=0"]);
        assert!(fallen == 20 && retaken == 0 && home == 20, "no such law: {task} {fallen} {retaken} {home}");
        let [fallen, retaken, home] = struck(&["units.division.men=1500"]);
        assert!(fallen == 20 && retaken == 0 && home == 20, "bad odds: {task} {fallen} {retaken} {home}");
    }
}

/// A division on its way to one place; another is nearer from where it came from, but not from where it is.
fn nearly_there() -> World {
    let mut world = World::new(12);
    world.place("west", (0.0, 100.0), "blue", "");
    world.place("first", (100.0, 100.0), "red", "");
    world.place("goal", (80.0, 130.0), "red", "");
    world.place("east", (160.0, 130.0), "red", "");
    world.link(("west", "first"), 110.0, "road: Road");
    world.link(("west", "goal"), 90.0, "road: Road");
    world.link(("first", "goal"), 40.0, "road: Road");
    world.link(("goal", "east"), 82.0, "road: Road");
    world.unit("division", "blue", "kind: Rifle, at: Link(\"west\", \"first\", 60), men: 9000, guns: 60");
    world.order("division", "Attack(along: [\"first\"])");
    world.later_order("division", 2, "Attack(along: [\"goal\"])");
    world.source("blue", "west", 10);
    world.source("red", "east", 10);
    world.fallback = [String::from("\"west\""), String::from("\"east\"")];
    world
}

#[test]
fn who_is_nearly_there_does_not_turn_round_for_a_new_order() {
    let arm = nearly_there().arm(&[]);
    let (first, goal) = (falls(&arm, "first", 0), falls(&arm, "goal", 0));
    let both = first.iter().zip(&goal).filter(|(first, goal)| first < goal && goal.is_finite()).count();
    assert!(both > 15, "the way over the first is the shorter from there: {first:?} {goal:?}");
}
