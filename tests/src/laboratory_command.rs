//! The laboratory, of what staffs know and do: knowledge, initiative, pockets. See laboratory.rs.

use crate::labs::{days_until, entries, number, stands, stands_with};

#[test]
fn a_pocket_that_nobody_supplies_ends_in_one_to_three_weeks() {
    let ends: Vec<f64> = (1..=7)
        .map(|seed| {
            let stands = stands_with("pocket", seed, &[], "r1");
            stands.iter().filter(|stand| number(stand, "men") > 0.0).count() as f64 / 2.0
        })
        .collect();
    let within = ends.iter().filter(|days| (7.0..=21.0).contains(*days)).count();
    assert!(within >= 5, "{ends:?}");
    let stragglers = stands("pocket", "r2");
    let most = stragglers.iter().map(|stand| number(stand, "men")).fold(0.0, f64::max);
    assert!(most > 9000.0, "some hundreds get through to the next division: {most}");
}

#[test]
fn help_is_sent_against_a_march_that_is_known_and_not_against_a_hidden_one() {
    let moved = |lab| days_until(&stands(lab, "r2"), |stand| stand["place"] != "north");
    let open = moved("march-open").expect("the reserve goes");
    assert!(open <= 1.5, "{open} days");
    assert!(moved("march-hidden").is_none_or(|hidden| hidden > open + 0.4), "{:?}", moved("march-hidden"));
}

#[test]
fn who_has_another_road_home_stays() {
    let leaves = |settings: &[&str]| {
        let told = entries("two-roads-home", "r1", settings);
        told.iter().find(|entry| entry["what"] == "Retreated").map(|entry| number(entry, "minute") / 1440.0)
    };
    let from_both = leaves(&[]).expect("it goes before it is cut off");
    assert!(from_both <= 1.0, "{from_both} days");
    assert!(leaves(&["orders.south.issued=9000"]).is_none_or(|day| day > 3.0));
    assert!(leaves(&["orders.north.issued=9000"]).is_none_or(|day| day > 3.0));
}

#[test]
fn troops_without_orders_take_what_they_can_and_hold_before_what_they_cannot() {
    let taken =
        |men: &str| days_until(&stands_with("initiative", 2, &[men], "b1"), |stand| stand["place"] == "town");
    assert!(taken("units.r1.men=4000").is_some());
    assert_eq!(taken("units.r1.men=30000"), None);
}
