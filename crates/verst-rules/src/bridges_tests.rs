//! Tests of bridges.rs.

use crate::rules_file::shipped;

#[test]
fn warning_makes_a_bridge_ready_and_never_less() {
    let laws = &shipped().bridges;
    let ready: Vec<f64> = (0..60).map(|n| laws.readiness(0.1 * f64::from(n))).collect();
    assert!((ready[0] - laws.surprised.get()).abs() < 1e-12);
    assert!(ready.windows(2).all(|w| w[0] <= w[1]) && ready.iter().all(|r| (0.0..=1.0).contains(r)));
    assert!(laws.readiness(laws.prepared_days()) > 0.95);
}

#[test]
fn a_division_bridges_middling_and_wide_rivers_in_1_to_5_days_and_the_widest_in_weeks() {
    let laws = &shipped().bridges;
    for width in [10.0, 50.0, 100.0, 180.0] {
        assert!((1.0..=5.0).contains(&laws.days_to_build(width)), "{width} m");
    }
    // The Vistula at Warsaw, 515 m, was bridged in 13 days by troops who had nothing else to do.
    let days = laws.days_to_build(515.0);
    assert!((13.0 / 1.5..=13.0 * 1.5).contains(&days), "{days} days");
}

#[test]
fn larger_formations_build_faster_within_bounds() {
    let laws = &shipped().bridges;
    let paces: Vec<f64> = (0..50).map(|n| laws.building(2_000.0 * f64::from(n))).collect();
    assert!(paces.windows(2).all(|w| w[0] <= w[1]));
    assert!((laws.building(laws.builders.get()) - 1.0).abs() < 1e-12);
    assert!(paces[0] >= laws.slowest.get() && paces[49] <= laws.fastest.get());
}
