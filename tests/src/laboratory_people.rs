//! The laboratory, worlds of people: replacements, convalescents, irregulars.

use serde_json::Value;

use crate::labs::{entries, number};

/// The sum of a field over the entries of a kind up to a day.
fn sum(entries: &[Value], what: &str, field: &str, days: f64) -> f64 {
    let of_kind = entries.iter().filter(|e| e["what"] == what && number(e, "minute") <= days * 1440.0);
    of_kind.map(|e| number(e, field)).sum()
}

fn men(entries: &[Value], days: f64) -> f64 {
    let stand = entries.iter().find(|e| e["what"] == "Stand" && number(e, "minute") == days * 1440.0);
    number(stand.expect("a turn's end"), "men")
}

#[test]
fn seven_in_ten_of_the_wounded_come_back_within_four_months() {
    let quiet = ["rules.attrition.sick=0", "rules.attrition.holding=0"];
    let told = entries("refill", "b1", &quiet);
    let wounded = sum(&told, "Lost", "wounded", 150.0);
    let healed = |days| sum(&told, "Joined", "healed", days) / wounded;
    assert!(wounded > 100.0, "{wounded} wounded");
    assert_eq!(healed(28.0), 0.0, "none before a month has gone");
    assert!((healed(80.0) - 0.36).abs() < 0.06, "{} within 80 days", healed(80.0));
    assert!((healed(135.0) - 0.717).abs() < 0.02, "{} of them in the end", healed(135.0));
}

#[test]
fn nine_in_ten_of_the_sick_come_back_within_five_weeks() {
    let told = entries("refill", "b1", &["rules.attrition.holding=0", "rules.replacements.wounded=0"]);
    // Who is well again on a day fell sick four weeks before it on the mean.
    let share = sum(&told, "Joined", "healed", 120.0) / sum(&told, "Lost", "sick", 92.0);
    assert!((share - 0.9).abs() < 0.03, "{share} of the sick");
}

#[test]
fn a_division_at_rest_is_refilled_and_one_without_the_law_wastes_away() {
    let told = entries("refill", "b1", &[]);
    let (before, after) = (men(&told, 123.0), men(&told, 150.0));
    // Below 11,500 until fights came to be decided sooner; 11,512 since.
    assert!(before < 11_600.0 && (11_900.0..=12_000.0).contains(&after), "{before} men and {after}");
    let drafts = sum(&told, "Joined", "men", 150.0);
    assert!(drafts <= 800.0, "{drafts} came of 800");
    let told = entries("refill", "b1", &["rules.replacements.full=0"]);
    assert!(men(&told, 150.0) < 10_600.0, "without the law {} are left", men(&told, 150.0));
}

/// Turns of half a day until a unit stands at a place.
fn days_to(told: &[Value], place: &str) -> f64 {
    let stands: Vec<_> = told.iter().filter(|e| e["what"] == "Stand").collect();
    let there = stands.iter().position(|s| s["place"] == place && s["doing"] == "Holding");
    (there.expect("it comes there") + 1) as f64 / 2.0
}

#[test]
fn guides_bring_cavalry_through_a_swamp_where_strangers_wade() {
    let with = days_to(&entries("swamp-guides", "b1", &[]), "east");
    let without = days_to(&entries("swamp-guides", "b1", &["rules.irregulars.guides=0"]), "east");
    assert!(with <= 4.0 && without >= 1.4 * with, "{with} days with guides, {without} without");
}

#[test]
fn a_rail_war_takes_35_to_40_of_100_trains() {
    let supply = |settings: &[&str]| {
        let told = entries("rail-war", "b01", settings);
        number(told.iter().rfind(|e| e["what"] == "Stand").expect("turns"), "supply")
    };
    let cut = supply(&[]);
    assert!((0.58..=0.68).contains(&cut), "{cut} of the needs");
    assert!(supply(&["irregulars.brigades.men=0"]) > 0.97, "without partisans all is well");
}
