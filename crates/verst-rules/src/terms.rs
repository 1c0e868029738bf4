//! Terms: the named parts of a sum of logarithms, for those who ask why.

use verst_domain::journal::Factor;
use verst_domain::maths::{exp, exp10};

/// Room for the terms of any sum here.
const MOST_TERMS: usize = 16;

/// Named terms of a sum of logarithms.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    terms: [(&'static str, f64); MOST_TERMS],
    used: usize,
}

impl Terms {
    pub(crate) fn new() -> Self {
        Self { terms: [("", 0.0); MOST_TERMS], used: 0 }
    }
    pub(crate) fn add(mut self, name: &'static str, value: f64) -> Self {
        self.terms[self.used] = (name, value);
        self.used += 1;
        self
    }
    /// The terms.
    #[must_use]
    pub fn list(&self) -> &[(&'static str, f64)] {
        &self.terms[..self.used]
    }
    /// Their sum, in order.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.list().iter().fold(0.0, |sum, t| sum + t.1)
    }
    /// As multipliers, of decimal logarithms.
    #[must_use]
    pub fn factors10(&self) -> Vec<Factor> {
        self.factors(exp10)
    }
    /// As multipliers, of natural logarithms.
    #[must_use]
    pub fn factors_e(&self) -> Vec<Factor> {
        self.factors(exp)
    }

    fn factors(&self, power: fn(f64) -> f64) -> Vec<Factor> {
        self.list().iter().map(|t| Factor { name: t.0, value: power(t.1) }).collect()
    }
}
