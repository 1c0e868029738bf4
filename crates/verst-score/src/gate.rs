//! The gate: whether an operation's score has become worse than a baseline's, by more than luck explains.
//!
//! Law     One number an operation: the mean normalised error, sum w (S - f) / u / sum w. Both arms have the same seeds, and
//!         are resampled together; p is the share of the resamplings in which the error has not grown. Holm over operations
//!         at one-sided 99 %; an operation fails if it is significantly worse and worse by more than 2 % of the baseline.

use serde::Serialize;

use crate::measure::Record;
use crate::quantile::quantile;
use crate::score::target;
use crate::skill::{Ensemble, resample};

/// Key of the bootstrap's draws.
const BOOTSTRAP: u64 = 4;
/// Level of all operations together.
pub const LEVEL: f64 = 0.01;
/// An error that has grown by less of the baseline's does not matter.
pub const MATTERS: f64 = 0.02;
/// A single measure is told if its error has grown by more units of error than this, and significantly.
const TOLD: f64 = 0.1;

/// How an operation's score has changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Mean normalised error of the baseline.
    pub before: f64,
    /// That of now.
    pub after: f64,
    /// Lower end of the growth, one-sided 99 %.
    pub at_least: f64,
    /// Upper end of the growth, one-sided 99 %.
    pub at_most: f64,
    /// Share of resamplings in which the error has not grown.
    pub p: f64,
    /// Measures that have become worse: key, growth in units of error.
    pub worse: Vec<(String, f64)>,
}

impl Change {
    /// Growth of the error.
    #[must_use]
    pub fn growth(&self) -> f64 {
        self.after - self.before
    }

    /// Growth as a share of the baseline's error.
    #[must_use]
    pub fn share(&self) -> f64 {
        if self.before > 1e-9 { self.growth() / self.before } else { self.growth() }
    }
}

/// The change of the score from one set of runs to another (values by run, then by measure), seed by seed.
///
/// # Panics
/// If the arms have not the same number of runs, or none.
#[must_use]
pub fn change(record: &Record, before: &[Vec<f64>], after: &[Vec<f64>]) -> Change {
    assert!(!before.is_empty() && before.len() == after.len(), "arms are compared seed by seed");
    let (old, new) = (ensembles(record, before), ensembles(record, after));
    // The same key draws the same runs in both arms.
    let resampled: Vec<(Vec<f64>, Vec<f64>)> =
        resample(&old, BOOTSTRAP).into_iter().zip(resample(&new, BOOTSTRAP)).collect();
    let of = |all: &[Ensemble]| all.iter().map(|e| e.target.score(&e.sorted)).collect::<Vec<f64>>();
    let (scores_old, scores_new) = (of(&old), of(&new));
    let mut growths: Vec<f64> = resampled.iter().map(|(a, b)| error(record, b) - error(record, a)).collect();
    growths.sort_by(f64::total_cmp);
    let (low, high) = ends(&growths);
    let not_grown = growths.iter().filter(|g| **g <= 0.0).count();
    let worse = record.measures.iter().enumerate().filter_map(|(m, measure)| {
        let growth = (scores_new[m] - scores_old[m]) / measure.unit_of_error;
        let mut own: Vec<f64> = resampled.iter().map(|(a, b)| b[m] - a[m]).collect();
        own.sort_by(f64::total_cmp);
        (growth > TOLD && ends(&own).0 > 0.0).then(|| (measure.key.clone(), growth))
    });
    Change {
        before: error(record, &scores_old),
        after: error(record, &scores_new),
        at_least: low,
        at_most: high,
        p: (not_grown + 1) as f64 / (growths.len() + 1) as f64,
        worse: worse.collect(),
    }
}

/// One-sided 99 % ends of sorted values; nought of nothing.
fn ends(sorted: &[f64]) -> (f64, f64) {
    if sorted.is_empty() { (0.0, 0.0) } else { (quantile(sorted, LEVEL), quantile(sorted, 1.0 - LEVEL)) }
}

fn ensembles(record: &Record, runs: &[Vec<f64>]) -> Vec<Ensemble> {
    let of = |(m, measure)| {
        let values: Vec<f64> = runs.iter().map(|run| run[m]).collect();
        Ensemble::new(target(measure), &values)
    };
    record.measures.iter().enumerate().map(of).collect()
}

/// Mean normalised error of scores by measure.
fn error(record: &Record, scores: &[f64]) -> f64 {
    let weights: f64 = record.measures.iter().map(|m| m.weight).sum();
    let terms = record.measures.iter().zip(scores);
    let sum: f64 = terms.map(|(m, s)| m.weight * (s - target(m).floor()) / m.unit_of_error).sum();
    if weights > 0.0 { sum / weights } else { 0.0 }
}

/// Which of several changes fail, by Holm's procedure: from the smallest p on, as long as each is below its share of the
/// level, and where the growth matters.
#[must_use]
pub fn failing(changes: &[&Change]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..changes.len()).collect();
    order.sort_by(|a, b| changes[*a].p.total_cmp(&changes[*b].p));
    let mut fails = vec![false; changes.len()];
    for (rank, at) in order.into_iter().enumerate() {
        if changes[at].p > LEVEL / (changes.len() - rank) as f64 {
            break;
        }
        fails[at] = changes[at].share() > MATTERS;
    }
    fails
}

#[cfg(test)]
mod tests {
    use super::{Change, failing};

    fn of(p: f64, after: f64) -> Change {
        Change { before: 1.0, after, at_least: 0.0, at_most: 0.0, p, worse: Vec::new() }
    }

    #[test]
    fn holm_asks_more_of_the_best_of_several() {
        let all = [of(0.004, 1.5), of(0.5, 1.5), of(0.002, 1.5)];
        // 0.002 is below 0.01 / 3, 0.004 below 0.01 / 2, 0.5 not below 0.01.
        assert_eq!(failing(&[&all[0], &all[1], &all[2]]), [true, false, true]);
        // 0.004 is not below 0.01 / 3: nothing after it counts.
        assert_eq!(failing(&[&all[0], &all[1], &of(0.0045, 1.5)]), [false; 3]);
    }

    #[test]
    fn a_change_that_does_not_matter_never_fails() {
        assert_eq!(failing(&[&of(0.0001, 1.01)]), [false]);
        assert_eq!(failing(&[&of(0.0001, 1.03)]), [true]);
        assert_eq!(failing(&[&of(0.0001, 0.5)]), [false]);
    }
}
