//! Placebo: the score of orders that are wrong on purpose, beside that of the right ones.
//!
//! If wrong orders score as well as the right ones, the score does not test the engine; and a measure that does not move with
//! them tests nothing, whatever its value.

use serde::Serialize;

use crate::measure::Record;
use crate::score::target;

/// An error moves if it changes by at least so much, in units of error.
const MOVES: f64 = 0.05;

/// What placebos do to the score. Errors are means over all measures by weight, in units of error; 0 is perfect.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Placebo {
    /// Runs of each arm, on the same seeds.
    pub runs: usize,
    /// Error with the orders as they are.
    pub as_ordered: f64,
    /// Error with orders shifted by two days.
    pub two_days_late: f64,
    /// Error with objectives moved to a neighbouring place.
    pub objectives_moved: f64,
    /// Measures whose error neither of them moves by a twentieth of a unit.
    pub unmoved: Vec<String>,
}

impl Placebo {
    /// Compares three arms: values by run, then by measure.
    #[must_use]
    pub fn new(record: &Record, own: &[Vec<f64>], late: &[Vec<f64>], moved: &[Vec<f64>]) -> Self {
        let [own_errors, late_errors, moved_errors] = [own, late, moved].map(|runs| errors(record, runs));
        let still = |m: usize| {
            [&late_errors, &moved_errors].iter().all(|other| (other[m] - own_errors[m]).abs() < MOVES)
        };
        let measures = record.measures.iter().enumerate();
        Self {
            runs: own.len(),
            as_ordered: mean(record, &own_errors),
            two_days_late: mean(record, &late_errors),
            objectives_moved: mean(record, &moved_errors),
            unmoved: measures.filter(|(m, _)| still(*m)).map(|(_, measure)| measure.key.clone()).collect(),
        }
    }
}

/// The error of every measure, in units of error.
#[must_use]
pub fn errors(record: &Record, runs: &[Vec<f64>]) -> Vec<f64> {
    let error = |(m, measure): (usize, &crate::measure::Measure)| {
        let mut sorted: Vec<f64> = runs.iter().map(|run| run[m]).collect();
        sorted.sort_by(f64::total_cmp);
        (target(measure).score(&sorted) - target(measure).floor()) / measure.unit_of_error
    };
    record.measures.iter().enumerate().map(error).collect()
}

/// The mean of errors by the weights of their measures.
#[must_use]
pub fn mean(record: &Record, errors: &[f64]) -> f64 {
    let weights: f64 = record.measures.iter().map(|m| m.weight).sum();
    let sum: f64 = record.measures.iter().zip(errors).map(|(m, e)| m.weight * e).sum();
    if weights > 0.0 { sum / weights } else { 0.0 }
}
