//! How a map is drawn is not how a war goes: one army gains and loses the same whether it comes over one road or over
//! four, against one place or four, over one long road or ten short ones.
//!
//! `VERST_FIGURES=1 cargo test -p verst-tests --test all split -- --nocapture` prints what each comes to.

use verst_domain::maths::{cos, sin};

use crate::worlds::{Outcome, World, mean_outcome};

/// Runs in each arm.
const RUNS: u64 = 500;

fn seeds() -> Vec<u64> {
    (1..=RUNS).collect()
}

/// Whether km and losses of both sides lie within a share of those of the first.
fn assert_alike(what: &str, within: f64, outcomes: &[(usize, Outcome)]) {
    let lines: Vec<String> = outcomes
        .iter()
        .map(|(k, o)| format!("{k} {what}: {:.1} km, {:.0} and {:.0} men lost", o.km, o.lost[0], o.lost[1]))
        .collect();
    if std::env::var_os("VERST_FIGURES").is_some() {
        use std::io::Write;
        let _ = std::io::stderr().write_all((lines.join("\n") + "\n").as_bytes());
    }
    let first = outcomes[0].1;
    let near = |a: f64, b: f64| (a - b).abs() <= within * b;
    for (_, o) in &outcomes[1..] {
        let lost = (0..2).all(|side| near(o.lost[side], first.lost[side]));
        assert!(near(o.km, first.km) && lost, "{}", lines.join("\n"));
    }
}

/// Four divisions in the west and four in the east, who have a task; `at` tells where the nth of a side stands.
fn armies(world: &mut World, task: &str, at: &dyn Fn(&str, usize) -> String) {
    for n in 0..4 {
        for (side, men) in [("blue", 10_000), ("red", 6_000)] {
            let row = format!("kind: Rifle, at: {}, men: {men}, guns: 60", at(side, n));
            world.unit(&format!("{side}-{n}"), side, &row);
        }
    }
    world.order("red-army", task);
}

/// A town in the east on which an army marches over some roads, 24 km wide altogether.
fn into_one_place(roads: usize) -> World {
    let mut world = World::new(8);
    world.place("base", (0.0, 100.0), "blue", "");
    world.place("town", (130.0, 100.0), "red", "town_depth: 2");
    world.place("rear", (280.0, 100.0), "red", "");
    world.link(("town", "rear"), 155.0, "road: Road");
    for road in 0..roads {
        let angle = (road as f64 - (roads as f64 - 1.0) / 2.0) * 0.5;
        let at = (130.0 - 60.0 * cos(angle), 100.0 + 60.0 * sin(angle));
        let key = format!("west{road}");
        world.place(&key, at, "blue", "");
        world.link(("base", &key), 95.0, "road: Highway");
        world.link((&key, "town"), 62.0, &format!("road: Road, frontage: {}", 24.0 / roads as f64));
        world.front((&key, "town"), 30.0);
    }
    armies(&mut world, "Hold()", &|side, n| match side {
        "blue" => format!("\"west{}\"", n * roads / 4),
        _ => String::from("\"town\""),
    });
    for n in 0..4 {
        world.order(&format!("blue-{n}"), "Attack(along: [\"town\", \"rear\"])");
    }
    world.source("blue", "base", 30);
    world.source("red", "rear", 30);
    world.fallback = [String::from("\"base\""), String::from("\"rear\"")];
    world
}

#[test]
fn many_roads_into_one_place_are_worth_one() {
    let depth = |place: &str| match place {
        "base" => -95.0,
        "town" => 62.0,
        "rear" => 217.0,
        _ => 0.0,
    };
    let outcome = |roads| mean_outcome(&into_one_place(roads).arm(&[]), &seeds(), &depth);
    assert_alike("roads", 0.1, &[1, 2, 4].map(|roads| (roads, outcome(roads))));
}

/// Towns side by side, a road from the west into each; 24 km wide altogether.
fn against_neighbours(towns: usize) -> World {
    let mut world = World::new(8);
    world.place("base", (0.0, 100.0), "blue", "");
    world.place("rear", (280.0, 100.0), "red", "");
    for n in 0..towns {
        let width = 24.0 / towns as f64;
        let y = 100.0 + (n as f64 - (towns as f64 - 1.0) / 2.0) * width;
        let (west, town) = (format!("west{n}"), format!("town{n}"));
        world.place(&west, (70.0, y), "blue", "");
        world.place(&town, (130.0, y), "red", "town_depth: 2");
        world.link(("base", &west), 95.0, "road: Highway");
        world.link((&west, &town), 62.0, &format!("road: Road, frontage: {width}"));
        world.link((&town, "rear"), 155.0, &format!("road: Road, frontage: {width}"));
        world.front((&west, &town), 30.0);
    }
    let among = |n: usize| n * towns / 4;
    armies(&mut world, "Hold()", &|side, n| match side {
        "blue" => format!("\"west{}\"", among(n)),
        _ => format!("\"town{}\"", among(n)),
    });
    for n in 0..4 {
        let task = format!("Attack(along: [\"town{}\", \"rear\"])", among(n));
        world.order(&format!("blue-{n}"), &task);
    }
    world.source("blue", "base", 30);
    world.source("red", "rear", 30);
    world.fallback = [String::from("\"base\""), String::from("\"rear\"")];
    world
}

#[test]
fn an_army_before_four_places_fights_as_before_one() {
    let depth = |place: &str| match place {
        "base" => -95.0,
        "rear" => 217.0,
        town if town.starts_with("town") => 62.0,
        _ => 0.0,
    };
    let outcome = |towns| mean_outcome(&against_neighbours(towns).arm(&[]), &seeds(), &depth);
    assert_alike("places", 0.1, &[1, 2, 4].map(|towns| (towns, outcome(towns))));
}

/// A road of 200 km to a town, in some pieces, and the enemy's rear behind it; he has a task.
fn along_one_road(pieces: usize, task: &str) -> World {
    let mut world = World::new(10);
    let key = |n: usize| format!("p{n:02}");
    let piece = 200.0 / pieces as f64;
    for n in 0..=pieces {
        let holder = if n == 0 { "blue" } else { "red" };
        let town = if n == pieces { "town_depth: 2" } else { "" };
        world.place(&key(n), (n as f64 * piece * 0.98, 100.0), holder, town);
    }
    world.place("rear", (250.0, 100.0), "red", "");
    for n in 0..pieces {
        world.link((&key(n), &key(n + 1)), piece, "road: Road, frontage: 12");
    }
    world.link((&key(pieces), "rear"), 55.0, "road: Road, frontage: 12");
    world.front((&key(0), &key(1)), 5.0);
    let front = format!("Link(\"{}\", \"{}\", 5)", key(0), key(1));
    armies(&mut world, task, &|side, _| match side {
        "blue" => String::from("\"p00\""),
        _ => front.clone(),
    });
    let along: Vec<String> = (1..=pieces).map(|n| format!("\"{}\"", key(n))).collect();
    world.order("blue-army", &format!("Attack(along: [{}])", along.join(", ")));
    world.source("blue", "p00", 30);
    world.source("red", "rear", 30);
    world.fallback = [String::from("\"p00\""), along.join(", ") + ", \"rear\""];
    world
}

/// What a drive against an army with a task comes to, over a road in so many pieces.
fn assert_a_drive_is_one(task: &str) {
    let outcome = |pieces: usize| {
        let depth = |place: &str| match place {
            "rear" => 255.0,
            _ => place[1..].parse::<f64>().expect("a number") * 200.0 / pieces as f64,
        };
        // Some armies walk through, most do not get far: the mean takes more runs than elsewhere.
        let seeds: Vec<u64> = (1..=6 * RUNS).collect();
        mean_outcome(&along_one_road(pieces, task).arm(&[]), &seeds, &depth)
    };
    assert_alike("pieces", 0.1, &[1, 2, 10].map(|pieces| (pieces, outcome(pieces))));
}

#[test]
fn a_drive_over_ten_roads_is_one_over_a_long_one() {
    assert_a_drive_is_one("Hold()");
}

#[test]
fn a_delay_over_ten_roads_is_one_over_a_long_one() {
    assert_a_drive_is_one("Delay(along: [\"rear\"])");
}
