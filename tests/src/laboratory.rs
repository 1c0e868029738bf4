//! The laboratory: small worlds in `tests/labs/`, each of which shows one law with a number of its source. Each can be
//! replayed by hand: `verst replay tests/labs/march-in-snow`.

use serde_json::Value;
use verst_tests::{root, stderr, stdout, verst};

/// The stands of a unit at the ends of the turns of a world, at best values.
fn stands(lab: &str, unit: &str) -> Vec<Value> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let journal = folder.path().join("run.jsonl");
    let world = root().join("tests/labs").join(lab);
    let paths = [&world, &journal].map(|p| p.to_str().expect("a plain path"));
    let output =
        verst(&["replay", paths[0], "--seed", "1", "--inputs", "best", "--quiet", "--journal", paths[1]]);
    assert!(output.status.success(), "{lab}: {}", stderr(&output));
    let text = std::fs::read_to_string(&journal).expect("the journal");
    let entries = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    entries.filter(|entry| entry["what"] == "Stand" && entry["unit"] == unit).collect()
}

fn number(stand: &Value, field: &str) -> f64 {
    stand[field].as_f64().unwrap_or_else(|| panic!("{field} of {stand}"))
}

/// Every value of a named factor of what happened to a unit or at a place of a world, at best values, in order.
fn factors(lab: &str, asked: [&str; 2], settings: &[&str], name: &str) -> Vec<f64> {
    let world = root().join("tests/labs").join(lab);
    let mut arguments = vec!["explain", world.to_str().expect("a plain path")];
    arguments.extend(["--seed", "1", "--inputs", "best"].iter().chain(&asked));
    settings.iter().for_each(|setting| arguments.extend(["--set", setting]));
    let output = verst(&arguments);
    assert!(output.status.success(), "{lab}: {}", stderr(&output));
    let told = stdout(&output);
    let named = told.lines().filter_map(|line| line.trim().strip_prefix("x ")?.strip_suffix(name));
    named.filter_map(|value| value.trim().parse().ok()).collect()
}

/// Turns of half a day until something holds, in days.
fn days_until(stands: &[Value], holds: impl Fn(&Value) -> bool) -> Option<f64> {
    stands.iter().position(holds).map(|turn| (turn + 1) as f64 / 2.0)
}

#[test]
fn every_world_checks() {
    for lab in std::fs::read_dir(root().join("tests/labs")).expect("the laboratory") {
        let path = lab.expect("a world").path();
        let output = verst(&["check", path.to_str().expect("a plain path")]);
        assert!(output.status.success(), "{}", stderr(&output));
    }
}

#[test]
fn a_division_marches_12_to_24_km_a_day_through_snow() {
    let stands = stands("march-in-snow", "b1");
    // The link runs from its eastern end.
    let gone = |turn: usize| 180.0 - number(&stands[turn], "km");
    let (first, later) = (gone(5) / 3.0, (gone(13) - gone(5)) / 4.0);
    assert!((12.0..=24.0).contains(&first), "{first} km a day in three days");
    assert!((10.0..first).contains(&later), "{later} km a day after that");
}

#[test]
fn ice_carries_a_division_over_a_river_that_stops_it_else() {
    let there = |lab| days_until(&stands(lab, "b1"), |stand| stand["place"] == "east");
    assert!(there("river-frozen").is_some_and(|days| days <= 2.0));
    assert_eq!(there("river-open"), None);
}

#[test]
fn a_garrison_lives_5_to_10_days_on_what_it_carries() {
    let stands = stands("road-cut", "r1");
    assert_eq!(stands[0]["cut_off"], true);
    let falling = days_until(&stands, |stand| number(stand, "supply") < 1.0).expect("it falls");
    let starved = days_until(&stands, |stand| number(stand, "supply") < 0.15).expect("it ends");
    assert!((2.0..5.0).contains(&falling), "all is well for {falling} days");
    assert!((5.0..=10.0).contains(&starved), "it can fight for {starved} days");
}

#[test]
fn a_railhead_feeds_no_more_than_it_unloads() {
    let stands = stands("one-track", "b01");
    let last = number(stands.last().expect("turns"), "supply");
    // A train of 450 t for twenty divisions of 10,000 men at 5 kg a man.
    assert!((last - 0.45).abs() < 0.06, "{last} of the needs");
    assert!(number(&stands[2], "supply") > 0.99, "at first they live on what they carry");
}

#[test]
fn a_long_march_costs_a_tank_division_a_part_of_its_tanks_for_some_weeks() {
    let stands = stands("tank-march", "b1");
    let there = days_until(&stands, |stand| stand["place"] == "east").expect("it comes there");
    let fit = |days: f64| number(&stands[(2.0 * days) as usize - 1], "tanks");
    let lost = 1.0 - fit(there) / 200.0;
    assert!((0.1..0.3).contains(&lost), "{lost} of its tanks are out after 180 km");
    assert!(fit(14.0) > fit(there), "the workshops bring some back");
}

/// What the power of a side counts for in the odds, with guns per thousand men.
fn weight(guns: f64) -> f64 {
    (0.45 * (1.0 + 0.029 * guns.min(40.0)).ln()).exp()
}

#[test]
fn lent_guns_count_as_in_the_database_of_battles_up_to_its_cap() {
    // 24,000 attackers with 96 guns of their own and 600 lent ones; .029 thousand-men equivalents a gun, no more than 40 count.
    let odds = |settings: &[&str]| factors("barrage", ["--place", "fort"], settings, "power ratio")[0];
    let (all, none) = (odds(&[]), odds(&["units.guns.guns=0"]));
    assert!((all / none - weight(29.0) / weight(4.0)).abs() < 0.005, "{all} against {none}");
    let twice = odds(&["units.guns.guns=1200"]);
    assert!((twice / none - weight(40.0) / weight(4.0)).abs() < 0.005, "{twice} against {none}");
    assert_eq!(twice, odds(&["units.guns.guns=2400"]));
    let short = odds(&["units.guns.supply=0.05"]);
    assert!(short < none * 1.04, "{short}: a tenth of the guns is served");
}

#[test]
fn a_barrage_eats_a_quarter_of_a_load_a_day_and_falls_silent() {
    // .3 units of fire a day of the 1.25 that are carried; a source 200 km off sends next to nothing.
    let stands = stands("barrage", "guns");
    let left = |day: usize| number(&stands[2 * day - 1], "ammunition");
    assert!((0.18..0.26).contains(&(left(1) - left(2))), "{} and {}", left(1), left(2));
    assert!((0.3..0.5).contains(&left(3)), "{} after three days", left(3));
    let served = factors("barrage", ["--unit", "guns"], &[], "ammunition");
    assert!(served.is_sorted_by(|one, next| one >= next) && served.last() < Some(&0.5), "{served:?}");
}

#[test]
fn a_clear_sky_takes_most_of_the_day_from_the_roads_of_whom_the_enemy_rules() {
    let there = |lab| days_until(&stands(lab, "r9"), |stand| stand["place"] == "front").expect("it comes");
    let (clear, blizzard) = (there("air-clear"), there("air-blizzard"));
    assert!(clear >= 1.4 * blizzard, "{clear} against {blizzard} days for 50 km");
    let food = |lab| number(stands(lab, "r1").last().expect("turns"), "food");
    assert!(food("air-clear") < 0.3 && food("air-blizzard") > 0.7);
    // Half of the first of March is dark: what is lost is lost of the day, of which Rommel lost almost all.
    let march = factors("air-clear", ["--unit", "r9"], &[], "enemy aircraft")[0];
    let of_the_day = (1.0 - march) / 0.5;
    assert!((0.7..0.95).contains(&of_the_day), "{of_the_day} of the day");
    assert!(factors("air-blizzard", ["--unit", "r9"], &[], "enemy aircraft").is_empty());
}
