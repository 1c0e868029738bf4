//! Paired differences: two arms that share their seeds, compared seed by seed.
//!
//! What both arms share (luck and drawn inputs) falls out of the difference, so that few seeds tell what many unpaired ones
//! would.

use serde::Serialize;

use crate::draws::Draws;
use crate::quantile::quantile;

/// Key of the bootstrap's draws.
const BOOTSTRAP: u64 = 2;
/// Most resamplings.
const MOST: usize = 2000;
/// Fewest resamplings.
const FEWEST: usize = 200;
/// Values that all resamplings together look at.
const LOOKS: usize = 2_000_000;

/// A number with the middle 90 % of its resamplings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// Low end.
    pub low: f64,
    /// High end.
    pub high: f64,
}

impl Estimate {
    /// Whether the interval leaves out zero.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// The difference of two arms in one measure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Seeds that both arms finished.
    pub seeds: usize,
    /// Median of the first arm.
    pub median_a: f64,
    /// Median of the second arm.
    pub median_b: f64,
    /// Mean of second less first.
    pub mean: Estimate,
    /// Median of second less first.
    pub median: Estimate,
    /// Variance of the difference, seed by seed.
    pub variance_paired: f64,
    /// Variance that the difference of independent seeds would have.
    pub variance_unpaired: f64,
    /// Share of seeds in which something happens in the second arm only; none where the measure is no yes or no.
    pub gained: Option<f64>,
    /// Share of seeds in which something happens in the first arm only.
    pub lost: Option<f64>,
}

impl Difference {
    /// Compares two arms, seed by seed; `happened` tells of a value whether the thing happened, where that can be asked.
    ///
    /// # Panics
    /// If there is no seed, or one arm has more than the other.
    #[must_use]
    pub fn new(a: &[f64], b: &[f64], happened: Option<&dyn Fn(f64) -> bool>) -> Self {
        assert!(!a.is_empty() && a.len() == b.len(), "arms are compared seed by seed");
        let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| b - a).collect();
        let share = |of: &dyn Fn(bool, bool) -> bool| {
            let happened = happened?;
            let seeds = a.iter().zip(b).filter(|(a, b)| of(happened(**a), happened(**b))).count();
            Some(seeds as f64 / a.len() as f64)
        };
        let [mean, median] = estimates(&differences);
        Self {
            seeds: a.len(),
            median_a: median_of(a),
            median_b: median_of(b),
            mean,
            median,
            variance_paired: variance(&differences),
            variance_unpaired: variance(a) + variance(b),
            gained: share(&|a, b| b && !a),
            lost: share(&|a, b| a && !b),
        }
    }

    /// What common seeds leave of the variance: the paired one over the unpaired one; none where nothing varies.
    #[must_use]
    pub fn variance_left(&self) -> Option<f64> {
        (self.variance_unpaired > 0.0).then(|| self.variance_paired / self.variance_unpaired)
    }

    /// Share of seeds in which the outcome is another one.
    #[must_use]
    pub fn flips(&self) -> Option<f64> {
        self.gained.zip(self.lost).map(|(gained, lost)| gained + lost)
    }
}

/// Mean and median of some values with their intervals.
fn estimates(values: &[f64]) -> [Estimate; 2] {
    let n = values.len();
    let times = (LOOKS / n).clamp(FEWEST, MOST);
    let mut draws = Draws::new(BOOTSTRAP);
    let (mut means, mut medians) = (Vec::with_capacity(times), Vec::with_capacity(times));
    let mut drawn = vec![0.0; n];
    for _ in 0..times {
        drawn.iter_mut().for_each(|x| *x = values[draws.below(n)]);
        means.push(mean(&drawn));
        drawn.sort_by(f64::total_cmp);
        medians.push(quantile(&drawn, 0.5));
    }
    let estimate = |value: f64, mut all: Vec<f64>| {
        all.sort_by(f64::total_cmp);
        Estimate { value, low: quantile(&all, 0.05), high: quantile(&all, 0.95) }
    };
    [estimate(mean(values), means), estimate(median_of(values), medians)]
}

/// The median of some values, which are not nothing.
#[must_use]
pub fn median_of(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    quantile(&sorted, 0.5)
}

/// The mean; 0 of nothing.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// The variance of a sample; 0 of fewer than two.
#[must_use]
pub fn variance(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let centre = mean(values);
    values.iter().map(|x| (x - centre) * (x - centre)).sum::<f64>() / (values.len() - 1) as f64
}

#[cfg(test)]
mod tests {
    use super::{Difference, variance};

    #[test]
    fn what_both_arms_share_falls_out() {
        // Luck of 0 to 99 in both arms, and 3 more in the second, give or take one.
        let luck: Vec<f64> = (0..100).map(|n| f64::from((n * 37) % 100)).collect();
        let other: Vec<f64> = luck.iter().enumerate().map(|(n, x)| x + 2.0 + (n % 3) as f64).collect();
        let d = Difference::new(&luck, &other, None);
        assert!((d.mean.value - 2.99).abs() < 1e-9 && d.median.value == 3.0, "{d:?}");
        assert!(d.mean.low > 2.8 && d.mean.high < 3.2 && d.mean.is_clear(), "{:?}", d.mean);
        assert!(d.variance_paired < 1.0 && d.variance_unpaired > 1500.0, "{d:?}");
        assert!(d.variance_left() == Some(d.variance_paired / d.variance_unpaired), "{d:?}");
        assert_eq!(d.flips(), None);
    }

    #[test]
    fn flips_are_counted_by_their_direction() {
        let happened = |x: f64| x < 9.0;
        let d = Difference::new(&[1.0, 9.0, 9.0, 2.0], &[9.0, 1.0, 9.0, 3.0], Some(&happened));
        assert_eq!((d.gained, d.lost, d.flips()), (Some(0.25), Some(0.25), Some(0.5)));
    }

    #[test]
    fn equal_arms_differ_by_nothing() {
        let d = Difference::new(&[1.0, 5.0, 2.0], &[1.0, 5.0, 2.0], None);
        assert!(d.mean.value == 0.0 && !d.mean.is_clear() && d.variance_paired == 0.0);
        assert_eq!(
            (d.variance_left(), Difference::new(&[2.0], &[2.0], None).variance_left()),
            (Some(0.0), None)
        );
        assert_eq!(variance(&[1.0]), 0.0);
    }
}
