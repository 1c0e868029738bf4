//! The static world: nothing moves.

use verst_domain::scenario::Scenario;

use crate::baseline::{MEMBERS, Members};
use crate::measure::{Kind, Record};
use crate::outcome::Observer;

/// What an empty journal says, by every member; no answer on losses.
#[must_use]
pub fn members(scenario: &Scenario, record: &Record) -> Members {
    let observed = Observer::new(scenario, record).finish();
    let answer = |(m, o): (&crate::measure::Measure, &crate::outcome::Observed)| match m.kind {
        Kind::Losses { .. } => None,
        _ => Some(vec![o.value; MEMBERS]),
    };
    record.measures.iter().zip(&observed).map(answer).collect()
}
