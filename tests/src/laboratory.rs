//! The laboratory: small worlds in `tests/labs/`, each of which shows one law with a number of its source. Each can be
//! replayed by hand: `verst replay tests/labs/march-in-snow`.

use verst_tests::{root, stderr, verst};

use crate::labs::{days_until, factors, number, stands, stands_with};

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
    let last = |what| number(stands.last().expect("turns"), what);
    // A train of 450 t for twenty divisions of 20,000 men at 2.5 kg a man, and nothing for the horses.
    assert!((last("supply") - 0.45).abs() < 0.06, "{} of the needs", last("supply"));
    assert!(last("fodder") < 0.05, "{} of a load", last("fodder"));
    assert!(number(&stands[2], "supply") > 0.99, "at first they live on what they carry");
}

#[test]
fn who_has_left_his_columns_behind_gets_what_the_rest_of_them_brings() {
    let all = |unit, what| -> Vec<f64> {
        stands("transport-behind", unit).iter().map(|stand| number(stand, what)).collect()
    };
    // All columns bring a man 1,500 kg km a day over 250 km of road, which count 263: 5.7 kg, more than bread and fodder of a quiet day.
    // A fifth brings 1.14 kg of 2.5 kg of bread.
    let [with, without] = ["b2", "b1"].map(|unit| *all(unit, "supply").last().expect("turns"));
    assert!(with > 0.99, "{with} of the needs");
    assert!((without - 1.14 / 2.5).abs() < 0.02, "{without} of the needs");
    let comes = all("b3", "supply");
    let least = comes.iter().copied().fold(1.0, f64::min);
    assert!(least > without + 0.1 && comes.last().is_some_and(|supply| *supply > 0.99), "{comes:?}");
    let told = factors("transport-behind", ["--unit", "b1"], &[], "transport with the troops");
    assert!(told.last().is_some_and(|share| (share - 0.2).abs() < 0.01), "{told:?}");
}

#[test]
fn who_has_priority_gets_all_and_who_is_last_what_is_left() {
    let last = |unit, what| number(stands("priority", unit).last().expect("turns"), what);
    let [first, others, after] = ["b01", "b03", "b02"].map(|unit| last(unit, "fodder"));
    assert!(first > 0.99, "the first lacks nothing: {first}");
    assert!((0.1..0.9).contains(&others), "{others} of a load of all others");
    assert!(after < 0.05, "{after} of a load of the last");
    assert!(last("b02", "supply") > 0.9, "bread goes before");
}

#[test]
fn horses_without_fodder_are_slow_once_they_are_weak() {
    let march = |settings: &[&str]| {
        let stands = stands_with("fodder", 1, settings, "b1");
        let there = days_until(&stands, |stand| stand["place"] == "east").expect("it comes there");
        let sets_out = days_until(&stands, |stand| stand["doing"] == "Marching").expect("it marches");
        (there - sets_out, number(&stands[19], "fodder"), number(&stands[19], "supply"))
    };
    let (hungry, fed) = (march(&[]), march(&["sources.blue-rail.trains=4"]));
    assert!(hungry.1 < 0.2 && fed.1 > 0.9, "{hungry:?} and {fed:?}");
    assert!(hungry.2 > 0.9, "the men have their bread: {hungry:?}");
    assert!((1.4..=2.5).contains(&(hungry.0 / fed.0)), "{hungry:?} and {fed:?} days for 180 km");
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
