//! The laboratory: small worlds in `tests/labs/`, each of which shows one law with a number of its source. Each can be
//! replayed by hand: `verst replay tests/labs/march-in-snow`.

use serde_json::Value;
use verst_tests::{root, stderr, verst};

/// The stands of a unit at the ends of the turns of a world, at best values.
fn stands(lab: &str, unit: &str) -> Vec<Value> {
    told(lab, &[], |entry| entry["what"] == "Stand" && entry["unit"] == unit)
}

/// What a world tells at best values, with settings.
fn told(lab: &str, settings: &[&str], wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let journal = folder.path().join("run.jsonl");
    let world = root().join("tests/labs").join(lab);
    let paths = [&world, &journal].map(|p| p.to_str().expect("a plain path"));
    let mut arguments = vec!["replay", paths[0], "--seed", "1", "--inputs", "best", "--quiet"];
    arguments.extend(["--journal", paths[1]]);
    settings.iter().for_each(|setting| arguments.extend(["--set", setting]));
    let output = verst(&arguments);
    assert!(output.status.success(), "{lab}: {}", stderr(&output));
    let text = std::fs::read_to_string(&journal).expect("the journal");
    let entries = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    entries.filter(wanted).collect()
}

fn number(stand: &Value, field: &str) -> f64 {
    stand[field].as_f64().unwrap_or_else(|| panic!("{field} of {stand}"))
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

/// Days from the first train of a unit before its station until the last is unloaded, and how many there are.
fn by_rail(lab: &str, settings: &[&str], unit: &str) -> (f64, f64) {
    let unloaded = told(lab, settings, |entry| entry["what"] == "Unloaded" && entry["unit"] == unit);
    let last = unloaded.last().expect("trains come");
    assert_eq!(number(last, "train"), number(last, "of"), "all of them");
    (number(last, "days"), number(last, "of"))
}

#[test]
fn a_division_takes_three_days_over_one_track_and_one_over_two() {
    let (one, trains) = by_rail("rail-single", &[], "b1");
    // The German handbook: 35 to 40 trains a division, 10 military trains a day on one track and 30 on two.
    assert!((35.0..=40.0).contains(&trains), "{trains} trains");
    assert!((3.0..=4.0).contains(&one), "{one} days over one track");
    let (two, _) = by_rail("rail-single", &[], "b2");
    assert!((1.0..=1.5).contains(&two), "{two} days over two tracks");
    // Without the law of lines they come as if all trains could be unloaded at once.
    let (free, _) = by_rail("rail-single", &["rules.rail.single=1000"], "b1");
    assert!(free <= 0.5, "{free} days");
}

#[test]
fn a_division_by_rail_is_there_train_by_train() {
    let stands = stands("rail-single", "b1");
    let men: Vec<f64> = stands.iter().map(|stand| number(stand, "men")).collect();
    let third = 12_500.0 / 3.0;
    // Twelve of 36 trains a day, less some hours on the ramps.
    assert!((men[1] - third).abs() < 0.15 * third, "{} men after a day", men[1]);
    assert!((men[3] - 2.0 * third).abs() < 0.15 * third, "{} men after two", men[3]);
    assert!(men.last().is_some_and(|men| *men > 0.98 * 12_500.0), "in the end all");
}

#[test]
fn troop_trains_crowd_out_supplies_down_to_a_quarter() {
    let least = |settings: &[&str]| {
        let stands =
            told("rail-crowded", settings, |entry| entry["what"] == "Stand" && entry["unit"] == "b01");
        stands.iter().map(|stand| number(stand, "supply")).fold(1.0, f64::min)
    };
    // A quarter of four trains of 450 t for twenty divisions of 10,000 men at 5 kg a man, as in the world of one train.
    let crowded = least(&[]);
    assert!((crowded - 0.45).abs() < 0.06, "{crowded} of the needs");
    assert!(least(&["rules.rail.kept=0.6"]) > 0.99, "unless supplies go first");
    let stands = stands("rail-crowded", "b01");
    assert!(number(stands.last().expect("turns"), "supply") > 0.99, "afterwards all is well again");
}

#[test]
fn a_ride_ends_before_a_cut_which_is_repaired_at_8_km_a_day() {
    let place = |unit: &str| {
        let stands = stands("rail-cut", unit);
        stands.last().and_then(|stand| stand["place"].as_str()).map(String::from)
    };
    assert_eq!(place("b1").as_deref(), Some("stop"));
    assert_eq!(place("b2").as_deref(), Some("end"));
    let opened = told("rail-cut", &[], |entry| entry["what"] == "RailOpened");
    assert_eq!(opened.len(), 1);
    assert_eq!(number(&opened[0], "minute") / 1440.0, 5.0, "40 km");
    let (came, rode) = ("Unloaded", "Entrained");
    let men = |what: &str| -> f64 {
        told("rail-cut", &[], |e| e["what"] == what && e["unit"] == "b1")
            .iter()
            .map(|e| number(e, "men"))
            .sum()
    };
    assert!((men(came) - men(rode)).abs() < 1e-6, "nobody is lost on the way");
}
