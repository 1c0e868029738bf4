//! The baseline *plan*: every unit executes its orders by the march law, unopposed.

use std::sync::atomic::AtomicBool;

use verst_domain::scenario::Scenario;
use verst_rules::list;
use verst_score::baseline::MEMBERS;
use verst_score::measure::Record;

use crate::runner::{Arm, Ensemble, Request};

/// First seed of the baseline: its luck is fixed, and lies outside the seed sets.
const FIRST_SEED: u64 = 900_000;

/// What each member says of each measure; fewer members where it was stopped.
#[must_use]
pub fn members(arm: &Arm, base: &Scenario, record: &Record, jobs: usize, stop: &AtomicBool) -> Vec<Vec<f64>> {
    let seeds: Vec<u64> = (FIRST_SEED..).take(MEMBERS).collect();
    let arm = Arm { list: list::unopposed, ..arm.clone() };
    let request = Request { arm: &arm, base, record: Some(record), seeds: &seeds, jobs, stop };
    let ensemble: Ensemble = request.run(&mut |_| {});
    ensemble.runs.into_iter().map(|run| run.values).collect()
}
