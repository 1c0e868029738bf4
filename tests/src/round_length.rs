//! The round is a step of computation, not of war: with rounds of half the length the same dice tell the same history.
//!
//! `VERST_FIGURES=1 cargo test -p verst-tests --test all rounds -- --include-ignored --nocapture` prints every measure.

use verst_score::measure::{Kind, Measure, Scale};
use verst_score::quantile::quantile;

use crate::operation::{Operation, values};

/// Runs in each arm.
const RUNS: usize = 200;

/// The ends of the middle half of a measure's values, and its median: for yes/no the share of yes.
struct Spread {
    low: f64,
    middle: f64,
    high: f64,
}

impl Spread {
    fn of(values: &[Vec<f64>], index: usize, scale: Scale) -> Self {
        let mut sorted: Vec<f64> = values.iter().map(|run| run[index]).collect();
        sorted.sort_by(f64::total_cmp);
        if scale == Scale::YesNo {
            // The median of yes and no is one of them; near a half it says nothing.
            let share = sorted.iter().sum::<f64>() / sorted.len() as f64;
            return Self { low: 0.0, middle: share, high: 1.0 };
        }
        Self { low: quantile(&sorted, 0.25), middle: quantile(&sorted, 0.5), high: quantile(&sorted, 0.75) }
    }
}

/// A quarter of the middle half; one turn for dates, one place for shares of places, since they move by no less.
fn bound(measure: &Measure, whole: &Spread, turn_days: f64) -> f64 {
    let quarter = (whole.high - whole.low) / 4.0;
    let step = match &measure.kind {
        Kind::Front { held, .. } => 1.0 / held.len() as f64,
        _ if measure.scale == Scale::Days => turn_days,
        _ => 0.0,
    };
    quarter.max(step + 1e-9)
}

#[test]
fn half_as_long_rounds_move_no_median() {
    let mut operation = Operation::open();
    let whole = values(&operation, &operation.drawn(), RUNS);
    operation.scenario.calendar.round /= 2;
    let half = values(&operation, &operation.drawn(), RUNS);
    assert_ne!(whole, half, "shorter rounds change something, or this shows nothing");
    let turn_days = operation.scenario.calendar.turn as f64 / 1440.0;
    let mut moved = Vec::new();
    for (index, measure) in operation.record.measures.iter().enumerate() {
        let (before, after) =
            (Spread::of(&whole, index, measure.scale), Spread::of(&half, index, measure.scale));
        let bound = bound(measure, &before, turn_days);
        let by = after.middle - before.middle;
        let line = format!(
            "{}: {:.3} [{:.3}, {:.3}] to {:.3} [{:.3}, {:.3}], by {by:.3}, bound {bound:.3}",
            measure.key, before.middle, before.low, before.high, after.middle, after.low, after.high
        );
        if std::env::var_os("VERST_FIGURES").is_some() {
            println!("{line}");
        }
        if by.abs() > bound {
            moved.push(line);
        }
    }
    assert!(moved.is_empty(), "{} of {} measures moved:\n{}", moved.len(), whole[0].len(), moved.join("\n"));
}
