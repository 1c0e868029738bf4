//! Troops who keep company: a tank brigade does not run ahead of those who follow it.

use crate::turned::falls;
use crate::worlds::World;

/// Days that the world lasts: none falls later.
const LASTS: f64 = 8.0;

/// Three open towns one behind the other, before a tank brigade and a division on foot.
fn open_country() -> World {
    let mut world = World::new(LASTS as u32);
    for (n, name) in ["base", "mid", "far", "deep", "end"].into_iter().enumerate() {
        world.place(name, (40.0 * n as f64, 100.0), if n == 0 { "blue" } else { "red" }, "");
    }
    for ends in [("base", "mid"), ("mid", "far"), ("far", "deep"), ("deep", "end")] {
        world.link(ends, 41.0, "road: Road");
    }
    world.unit("brigade", "blue", "kind: Tank, at: \"base\", men: 900, tanks: 40");
    world.unit("division", "blue", "kind: Rifle, at: \"base\", men: 8000, guns: 60");
    world.unit("depot", "red", "kind: Garrison, at: \"end\", men: 3000");
    world.source("blue", "base", 30);
    world.source("red", "end", 30);
    world.fallback = [String::from("\"base\""), String::from("\"end\"")];
    world
}

/// Mean day on which the last open town falls to those who are told to take all three.
fn deep_falls(to: &str, settings: &[&str]) -> f64 {
    let mut world = open_country();
    world.order(to, "Attack(along: [\"mid\", \"far\", \"deep\"])");
    let days = falls(&world.arm(settings), "deep", 0);
    days.iter().map(|day| day.min(LASTS)).sum::<f64>() / days.len() as f64
}

#[test]
fn a_tank_brigade_does_not_run_ahead_of_those_who_follow() {
    let together = deep_falls("blue-army", &[]);
    let unbound = deep_falls("blue-army", &["rules.company.enough=1"]);
    let alone = deep_falls("brigade", &[]);
    assert!(unbound < 2.5, "125 km of open road are two days for tanks: {unbound}");
    assert!(together > unbound + 1.0, "it waits for those on foot: {together}, unbound {unbound}");
    assert!(
        (alone - unbound).abs() < 0.5,
        "it goes alone where it alone is sent: {alone}, unbound {unbound}"
    );
}
