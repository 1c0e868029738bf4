//! The laboratory of engineers: bridges and works.

use serde_json::Value;

use verst_tests::root;

use crate::labs::{number, told_by, told_of};

/// The whole journal of a world.
fn journal(lab: &str, seed: u64, settings: &[&str]) -> Vec<Value> {
    told_by(lab, seed, settings, |_| true)
}

/// The day on which something first happens, since the start.
fn day_of(entries: &[Value], is_it: impl Fn(&Value) -> bool) -> Option<f64> {
    entries.iter().find(|entry| is_it(entry)).map(|entry| number(entry, "minute") / 1440.0)
}

/// From the day on which somebody stands on the bank, with nobody beyond, to the day on which the bridge stands: the river lies 21 km
/// from the eastern end.
fn days_of_building(entries: &[Value]) -> f64 {
    let is_there =
        |e: &Value| e["what"] == "Front" && e["link"] == "middle-east" && number(e, "line_b_km") <= 21.1;
    let begun = day_of(entries, is_there).expect("they come to the river");
    day_of(entries, |e| e["what"] == "BridgeRestored").expect("it stands again") - begun
}

#[test]
fn a_blown_bridge_holds_up_tanks_until_it_is_built_anew() {
    let there = |e: &Value| e["what"] == "Reached" && e["unit"] == "b2" && e["place"] == "east";
    let blown = journal("bridge-blown", 1, &[]);
    let restored = day_of(&blown, |e| e["what"] == "BridgeRestored").expect("it stands again");
    let came = day_of(&blown, there).expect("the tanks come");
    assert!(
        day_of(&blown, |e| e["what"] == "BridgeBlown").expect("it is blown") < restored && restored < came
    );
    let whole = journal("bridge-blown", 1, &["rules.bridges.sure=0"]);
    assert!(day_of(&whole, |e| e["what"] == "BridgeTaken").is_some());
    let sooner = came - day_of(&whole, there).expect("the tanks come");
    assert!((3.0..14.0).contains(&sooner), "the bridge that fell whole saves them {sooner} days");
    // A division's pontoon or low-water bridge over 180 m: up to five days.
    let days = days_of_building(&blown);
    assert!((3.0..=5.0).contains(&days), "{days} days of building");
    // The Vistula at Warsaw, 515 m: 13 days.
    let days = days_of_building(&journal("bridge-blown", 1, &["rivers.broad.width_m=515"]));
    assert!((13.0 / 1.5..=13.0 * 1.5).contains(&days), "{days} days over a river of 515 m");
}

#[test]
fn a_bridge_is_blown_as_often_as_its_holders_were_warned_and_never_without_charges() {
    let count = |settings: &[&str]| {
        let is_blown =
            |seed| journal("bridge-blown", seed, settings).iter().any(|e| e["what"] == "BridgeBlown");
        (1..=12).filter(|&seed| is_blown(seed)).count()
    };
    assert!(count(&[]) >= 9, "who stood at the front for long was ready");
    assert_eq!(count(&["rules.bridges.sure=0"]), 0);
}

/// Km gained in the first day of an attack, and whether the place falls in the end, by seed.
fn first_days(settings: &[&str]) -> Vec<(f64, bool)> {
    let first_day = |seed| {
        let entries = journal("belt-dug", seed, settings);
        let opened = day_of(&entries, |e| e["what"] == "EngagementOpened").expect("they attack");
        let is_next_day = |e: &&Value| {
            e["what"] == "Front" && e["link"] == "west-east" && number(e, "minute") / 1440.0 >= opened + 1.0
        };
        let line = entries.iter().find(is_next_day).map_or(0.0, |e| number(e, "line_b_km"));
        (21.0 - line, entries.iter().any(|e| e["what"] == "Captured" && e["place"] == "east"))
    };
    (1..=30).map(first_day).collect()
}

/// Depth of the belt in this world: a fortnight's work.
const BELT_KM: f64 = 5.0;
/// Km a day that the law of engagement takes off every advance.
const STANDSTILL: f64 = 0.3;

#[test]
fn a_belt_dug_in_a_fortnight_slows_an_attack_until_it_is_pierced_and_mostly_gives_in_the_end() {
    let behind_works = first_days(&[]);
    // With half a million men asked for a km nothing is dug.
    let in_the_open = first_days(&["rules.entrenchment.crew=500000"]);
    let pairs = behind_works.iter().zip(&in_the_open);
    // Where the attack moves and has not gone through the belt; those who have gain on as if there was none.
    let held = pairs.filter(|(works, _)| works.0 > 0.05 && works.0 < BELT_KM);
    let mut ratios: Vec<f64> =
        held.map(|(works, open)| (works.0 + STANDSTILL) / (open.0 + STANDSTILL)).collect();
    ratios.sort_by(f64::total_cmp);
    assert!(ratios.len() >= 10, "{ratios:?}");
    // The fit to CDB90 has exp(-0.121 - 0.742 x 0.415) = 0.65; medians of the battles are 0.8 and 1.3 km a day.
    let middle = ratios[ratios.len() / 2];
    assert!((middle - 0.65).abs() < 0.03 && (middle - 0.8 / 1.3).abs() < 0.05, "{ratios:?}");
    let lost = behind_works.iter().filter(|day| day.1).count();
    // All were lost while who was told to stand fast asked for leave after a day of fighting; 17 are where he asks as others go.
    assert!(lost >= 14, "it is lost in the end in {lost} of 30");
    let pierced = behind_works.iter().filter(|day| day.0 >= BELT_KM).count();
    assert!(pierced < 10, "{pierced} of 30 are through on the first day");
}

#[test]
fn tanks_alone_bridge_a_river_for_themselves() {
    let alone = |settings: &[&str]| {
        let settings = [&["orders.go.issued=100000", "units.r1.men=90"], settings].concat();
        let entries = journal("bridge-blown", 1, &settings);
        day_of(&entries, |e| e["what"] == "Reached" && e["unit"] == "b2" && e["place"] == "east")
    };
    let came = alone(&[]).expect("the tanks come");
    let late = came - alone(&["rules.bridges.sure=0"]).expect("the tanks come");
    assert!((3.0..=9.0).contains(&late), "{late} days later than over the bridge");
}

#[test]
fn a_bridge_that_is_down_at_the_start_is_built_and_where_the_road_has_none_it_is_not() {
    let restored = |crosses: &str| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["forces", "orders", "scenario", "sources", "theatre", "weather"] {
            let file = format!("{name}.ron");
            let text = std::fs::read_to_string(root().join("tests/labs/bridge-blown").join(&file));
            let text = text.expect("a file of the world").replace("bridge: true", crosses);
            std::fs::write(folder.path().join(&file), text).expect("a copy");
        }
        let entries = told_of(folder.path(), 1, &[], |_| true);
        assert_eq!(day_of(&entries, |e| e["what"] == "BridgeBlown"), None);
        day_of(&entries, |e| e["what"] == "BridgeRestored")
    };
    let day = restored("bridge: true, down: true").expect("who has come to the river builds");
    assert!((5.0..=15.0).contains(&day), "{day}");
    assert_eq!(restored("bridge: false"), None);
}
