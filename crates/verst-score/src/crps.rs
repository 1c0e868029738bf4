//! The score of an ensemble for one measure: fair CRPS with observation error, and the Brier score for yes/no.
//!
//! Law     the record is [a, b], uniform; E(x) = |x - (a+b)/2| outside, ((x-a)^2 + (b-x)^2) / (2 (b-a)) inside, the mean
//!         distance from x to the truth; S = mean E(x_i) - sum over i<j of |x_i - x_j| / (m (m-1)); m = 1: S = E.
//!         Yes/no: S = (p - y)^2 with p = (k + 0.5) / (m + 1), where k of m runs say yes.
//! Floor   f = (b-a)/6, what one who knows the range and no more scores; yes/no: 0.

/// What an ensemble is held against, on the measure's scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// The truth lies somewhere in [low, high], low <= high.
    Range {
        /// Low end.
        low: f64,
        /// High end.
        high: f64,
    },
    /// It happened, or not.
    Event {
        /// Whether it happened.
        happened: bool,
    },
}

impl Target {
    /// The floor f.
    #[must_use]
    pub fn floor(self) -> f64 {
        match self {
            Self::Range { low, high } => (high - low) / 6.0,
            Self::Event { .. } => 0.0,
        }
    }

    /// The score S of the values of m runs, in ascending order; 0 is best but for the floor.
    ///
    /// # Panics
    /// If there is no value.
    #[must_use]
    pub fn score(self, sorted: &[f64]) -> f64 {
        self.weighted(sorted.iter().map(|&x| (x, 1.0)))
    }

    /// The score of values in ascending order, each as often as counted: a resampling of runs. Pairs of one run with itself
    /// are no pairs, so that the score stays fair.
    ///
    /// # Panics
    /// If all counts are 0.
    #[must_use]
    pub fn resampled(self, sorted: &[f64], counts: impl Iterator<Item = u32>) -> f64 {
        self.weighted(sorted.iter().copied().zip(counts.map(f64::from)))
    }

    fn weighted(self, values: impl Iterator<Item = (f64, f64)>) -> f64 {
        match self {
            Self::Range { low, high } => crps(values, low, high),
            Self::Event { happened } => {
                let (yes, runs) = values.fold((0.0, 0.0), |(yes, runs), (x, n)| (yes + x * n, runs + n));
                assert!(runs > 0.0, "a score needs at least one run");
                let miss = (yes + 0.5) / (runs + 1.0) - f64::from(u8::from(happened));
                miss * miss
            }
        }
    }
}

/// Mean distance from `x` to a truth that is uniform in [low, high].
#[must_use]
pub fn expected_error(x: f64, low: f64, high: f64) -> f64 {
    if x > low && x < high {
        ((x - low) * (x - low) + (high - x) * (high - x)) / (2.0 * (high - low))
    } else {
        (x - (low + high) / 2.0).abs()
    }
}

/// One pass over ascending values: with n values so far that sum to s, a further x adds n x - s to the sum of distances.
fn crps(values: impl Iterator<Item = (f64, f64)>, low: f64, high: f64) -> f64 {
    let (mut runs, mut error, mut sum, mut distances, mut same) = (0.0, 0.0, 0.0, 0.0, 0.0);
    let mut first = None;
    for (x, n) in values.filter(|(_, n)| *n > 0.0) {
        // Counted from the least value: large values would swallow small distances.
        let x0 = x - *first.get_or_insert(x);
        error += n * expected_error(x, low, high);
        distances += n * (runs * x0 - sum);
        sum += n * x0;
        runs += n;
        same += n * n;
    }
    assert!(runs > 0.0, "a score needs at least one run");
    let pairs = runs * runs - same;
    let spread = if pairs > 0.0 { distances / pairs } else { 0.0 };
    error / runs - spread
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted(mut values: Vec<f64>) -> Vec<f64> {
        values.sort_by(f64::total_cmp);
        values
    }

    /// The definition, pair by pair.
    fn by_definition(values: &[f64], low: f64, high: f64) -> f64 {
        let m = values.len() as f64;
        let error: f64 = values.iter().map(|&x| expected_error(x, low, high)).sum();
        let mut distances = 0.0;
        for (i, x) in values.iter().enumerate() {
            distances += values[i + 1..].iter().map(|y| (x - y).abs()).sum::<f64>();
        }
        error / m - if values.len() > 1 { distances / (m * (m - 1.0)) } else { 0.0 }
    }

    #[test]
    fn hand_computed_values() {
        let range = Target::Range { low: 2.0, high: 4.0 };
        // Outside: distance to the middle. Inside at 2.5: (0.25 + 2.25) / 4. In the middle: (1 + 1) / 4.
        assert!((range.score(&[10.0]) - 7.0).abs() < 1e-12);
        assert!((range.score(&[2.5]) - 0.625).abs() < 1e-12);
        assert!((range.score(&[3.0]) - 0.5).abs() < 1e-12);
        // Two runs 1 and 5: errors 2 and 2, one pair of distance 4: 2 - 4 / 2.
        assert!(range.score(&[1.0, 5.0]).abs() < 1e-12);
        // A point at 1, runs 0, 1, 3: errors 1, 0, 2; distances 1 + 3 + 2 = 6 over 3 * 2.
        assert!(Target::Range { low: 1.0, high: 1.0 }.score(&[0.0, 1.0, 3.0]).abs() < 1e-12);
        assert!((range.floor() - 1.0 / 3.0).abs() < 1e-12);
        let event = Target::Event { happened: true };
        // Three of four say yes: p = 3.5 / 5.
        assert!((event.score(&[0.0, 1.0, 1.0, 1.0]) - 0.09).abs() < 1e-12);
        assert!((event.score(&[1.0]) - 0.0625).abs() < 1e-12);
        assert!((Target::Event { happened: false }.score(&[0.0]) - 0.0625).abs() < 1e-12);
    }

    /// Fair CRPS of ensembles against points, by scoringrules 0.10.0 under Python 3.11. The script that made the rows:
    ///
    /// ```text
    /// import numpy as np, scoringrules as sr
    /// rng = np.random.default_rng(7)
    /// rows = [(1.0, [0.0, 1.0, 3.0]), (0.0, [2.0, 2.0]), (12.25, [10.0, 11.5, 12.0, 12.5, 20.0, 22.0])]
    /// for m in (2, 5, 8, 12):
    ///     rows.append((round(float(rng.normal(10, 4)), 3), [round(float(v), 3) for v in rng.normal(10, 3, m)]))
    ///     rows.append((round(float(rng.gamma(2, 5)), 3), [round(float(v), 3) for v in rng.gamma(2, 6, m)]))
    /// for y, x in rows:
    ///     s = float(sr.crps_ensemble(y, np.array(x), estimator="fair"))
    ///     print(f"            ({y!r}, &{x!r}, {s!r}),")
    /// ```
    #[test]
    fn agrees_with_the_python_package_scoringrules() {
        type Row = (f64, &'static [f64], f64);
        const ROWS: &[Row] = &[
            (1.0, &[0.0, 1.0, 3.0], 0.0),
            (0.0, &[2.0, 2.0], 2.0),
            (12.25, &[10.0, 11.5, 12.0, 12.5, 20.0, 22.0], 0.6333333333333333),
            (10.005, &[10.896, 9.178], 0.0),
            (3.805, &[4.118, 24.388], 0.31299999999999883),
            (7.518, &[11.47, 11.071, 10.316, 7.209, 9.912], 1.6331000000000007),
            (13.675, &[6.858, 2.968, 8.287, 12.252, 8.621], 3.8447000000000005),
            (7.845, &[9.854, 10.34, 5.41, 8.567, 7.064, 7.573, 13.183, 7.577], 0.3859999999999999),
            (8.125, &[6.126, 10.88, 3.196, 24.65, 18.243, 5.809, 17.143, 10.588], 1.8780357142857156),
            (
                9.245,
                &[12.049, 9.8, 12.002, 14.316, 7.973, 10.609, 8.61, 10.382, 6.438, 8.262, 9.411, 12.696],
                0.5773636363636367,
            ),
            (
                18.127,
                &[5.021, 1.145, 9.265, 16.347, 7.408, 27.052, 7.827, 9.093, 3.615, 6.943, 15.96, 16.122],
                5.122287878787878,
            ),
        ];
        for (y, values, expected) in ROWS {
            let score = Target::Range { low: *y, high: *y }.score(&sorted(values.to_vec()));
            assert!((score - expected).abs() < 1e-12, "{y} {values:?}: {score} is not {expected}");
        }
    }

    #[test]
    fn a_perfect_ensemble_scores_the_floor() {
        // Evenly spread over the range: the mean error is L/3, half the mean distance L/6.
        let values: Vec<f64> = (0..1000).map(|i| 5.0 + (f64::from(i) + 0.5) / 1000.0 * 3.0).collect();
        let range = Target::Range { low: 5.0, high: 8.0 };
        assert!((range.score(&values) - range.floor()).abs() < 1e-3);
    }

    proptest! {
        #[test]
        fn one_pass_agrees_with_the_definition(
            values in prop::collection::vec(-50.0..450.0_f64, 1..40), low in -10.0..300.0_f64, width in 0.0..80.0_f64,
        ) {
            let values = sorted(values);
            let score = Target::Range { low, high: low + width }.score(&values);
            prop_assert!((score - by_definition(&values, low, low + width)).abs() < 1e-9);
        }

        #[test]
        fn resampling_each_run_once_changes_nothing(values in prop::collection::vec(0.0..40.0_f64, 1..30)) {
            let values = sorted(values);
            for target in [Target::Range { low: 3.0, high: 9.0 }, Target::Event { happened: true }] {
                prop_assert_eq!(target.score(&values), target.resampled(&values, values.iter().map(|_| 1)));
            }
        }

        #[test]
        fn the_error_is_continuous_and_least_in_the_middle(low in -5.0..5.0_f64, width in 0.1..9.0_f64, x in -20.0..20.0_f64) {
            let high = low + width;
            let edge = expected_error(low, low, high);
            prop_assert!((expected_error(low + 1e-9, low, high) - edge).abs() < 1e-7);
            prop_assert!(expected_error(x, low, high) >= expected_error((low + high) / 2.0, low, high) - 1e-12);
        }
    }
}
