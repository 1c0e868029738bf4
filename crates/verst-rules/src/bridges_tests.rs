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
