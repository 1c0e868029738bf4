//! The laboratory, of guns and aircraft. See laboratory.rs.

use crate::labs::{days_until, factors, number, stands, stands_with, told};

/// What the power of a side counts for in the odds, with guns per thousand men.
fn weight(guns: f64) -> f64 {
    verst_domain::maths::pow(1.0 + 0.029 * guns.min(40.0), 0.45)
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
fn a_barrage_eats_a_quarter_of_a_load_a_day_until_the_guns_must_save() {
    // .3 units of fire a day of the 1.25 that are carried; a source 230 km off sends next to nothing. Below half a load
    // they fire the share that is left of it.
    let stands = stands("barrage", "guns");
    let left = |day: usize| number(&stands[2 * day - 1], "ammunition");
    assert!((0.18..0.26).contains(&(left(1) - left(2))), "{} and {}", left(1), left(2));
    assert!((0.3..0.5).contains(&left(3)), "{} after three days", left(3));
    let served = factors("barrage", ["--unit", "guns"], &[], "ammunition");
    assert!(served.is_sorted_by(|one, next| one >= next) && served.last() < Some(&0.7), "{served:?}");
}

#[test]
fn a_clear_sky_takes_most_of_the_day_from_the_roads_of_whom_the_enemy_rules() {
    let there = |lab| days_until(&stands(lab, "r9"), |stand| stand["place"] == "front").expect("it comes");
    let (clear, blizzard) = (there("air-clear"), there("air-blizzard"));
    assert!(clear >= 1.4 * blizzard, "{clear} against {blizzard} days for 50 km");
    let fodder = |lab| number(stands(lab, "r1").last().expect("turns"), "fodder");
    assert!(fodder("air-clear") < 0.3 && fodder("air-blizzard") > 0.7);
    // Half of the first of March is dark: what is lost is lost of the day, of which Rommel lost almost all.
    let march = factors("air-clear", ["--unit", "r9"], &[], "enemy aircraft")[0];
    let of_the_day = (1.0 - march) / 0.5;
    assert!((0.7..0.95).contains(&of_the_day), "{of_the_day} of the day");
    assert!(factors("air-blizzard", ["--unit", "r9"], &[], "enemy aircraft").is_empty());
}

/// Days until the division in the pocket has next to no ammunition left; none: it never comes to that.
fn shoots(settings: &[&str]) -> Option<f64> {
    days_until(&stands_with("airlift", 1, settings, "r1"), |stand| number(stand, "ammunition") < 0.1)
}

#[test]
fn a_pocket_supplied_by_air_shoots_longer_than_the_week_that_it_carries() {
    let without = shoots(&["airlift.transports.tons=0"]).expect("it is shot away");
    assert!((5.0..=10.0).contains(&without), "{without} days");
    assert!(shoots(&[]).is_none_or(|days| days >= 1.5 * without), "{:?} days", shoots(&[]));
    let little = shoots(&["airlift.transports.tons=15"]).expect("bread alone");
    // Bread for its men and not a round: it has as much left to fire as without. It lasts for longer all the same, for who has
    // something to eat stays where he is told to, and does not shoot his way out.
    let first_week = |tons: &str| -> Vec<f64> {
        let setting = format!("airlift.transports.tons={tons}");
        let stands = stands_with("airlift", 1, &[&setting], "r1");
        stands.iter().take(14).map(|stand| number(stand, "ammunition")).collect()
    };
    let (fed, hungry) = (first_week("15"), first_week("0"));
    let is_no_more = fed.iter().zip(&hungry).all(|(fed, hungry)| (fed - hungry).abs() < 0.005);
    assert!(is_no_more && fed.len() == 14, "{fed:?} and {hungry:?}");
    assert!(little >= without && little < 2.0 * without, "{little} and {without} days");
    let shut = shoots(&["sides.blue.air=1", "sides.red.air=-1"]).expect("the enemy rules the air");
    assert!(shut < 2.0 * without, "{shut} days");
}

#[test]
fn a_lift_brings_no_more_than_its_tons_and_a_source_gives_no_more_than_it_has() {
    let a_day = |settings: &[&str]| {
        let flown = told("airlift", settings, |entry| entry["what"] == "FlownIn");
        // Rounds of a quarter of a day.
        flown.iter().map(|entry| 4.0 * number(entry, "tons")).fold(0.0, f64::max)
    };
    assert!((55.0..=60.001).contains(&a_day(&[])), "{} t", a_day(&[]));
    // .05 trains of 450 t.
    let source = a_day(&["sources.red-rail.trains=0.05"]);
    assert!((20.0..=22.501).contains(&source), "{source} t");
    assert_eq!(a_day(&["weather.*.snow_cm=0", "airlift.transports.tons=0"]), 0.0);
}
