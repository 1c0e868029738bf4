//! Cited quantities: a best value with its range, and where it comes from.

use serde::{Deserialize, Serialize};

/// A value with the range within which the truth is thought to lie; the field that holds it names the unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    /// The value used when inputs are not drawn.
    pub best: f64,
    /// Low end of the range.
    pub low: f64,
    /// High end of the range.
    pub high: f64,
}

impl Quantity {
    /// A value that is known exactly, or has no stated range.
    #[must_use]
    pub const fn exact(value: f64) -> Self {
        Self { best: value, low: value, high: value }
    }
    /// A value with a range.
    #[must_use]
    pub const fn new(best: f64, low: f64, high: f64) -> Self {
        Self { best, low, high }
    }
    /// Whether low <= best <= high and all are finite.
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        self.low.is_finite() && self.high.is_finite() && self.low <= self.best && self.best <= self.high
    }
    /// Whether the range is a point.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.low >= self.high
    }
    /// Moves value and range by `delta`.
    pub fn shift(&mut self, delta: f64) {
        self.best += delta;
        self.low += delta;
        self.high += delta;
    }
    /// Multiplies value and range by `factor` (positive).
    pub fn scale(&mut self, factor: f64) {
        self.best *= factor;
        self.low *= factor;
        self.high *= factor;
    }
}

/// How firmly a number stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Basis {
    /// A source states it.
    Documented,
    /// Derived from sources by stated reasoning.
    Estimated,
    /// Judgement or general knowledge, not checked against a source.
    Assumed,
    /// Fitted to data by a stated procedure.
    Calibrated,
}

/// Where a number comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// How firmly it stands.
    pub basis: Basis,
    /// Key in `sources.ron`.
    pub source: String,
}
