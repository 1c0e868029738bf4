//! Coverage: how much of the documented ranges the bands of an ensemble hold, and how wide they are.
//!
//! Law     The middle p of the runs of one who knows a documented range, and no more, holds p of it: his curve is the
//!         diagonal. A curve below it tells of bands that are too narrow or lie beside the books, one above it of bands that
//!         are wider than they need be.

use serde::Serialize;

use crate::measure::Scale;
use crate::quantile::{inside, quantile};

/// The middle shares of the runs that are held against the documented ranges.
pub const BANDS: [f64; 10] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];
/// The quantiles between which the width of an ensemble is taken.
const WIDE: [f64; 2] = [0.05, 0.95];

/// What a band holds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Coverage {
    /// The middle share of the runs, 0 to 1.
    pub band: f64,
    /// Mean share of the documented ranges inside it; of a point 0 or 1.
    pub inside: f64,
}

/// How wide the middle 90 % of the runs is against the documented range, over the measures of one unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Width {
    /// The unit. Men, tanks and guns are told as factors: the high end over the low one.
    pub unit: &'static str,
    /// Number of measures.
    pub measures: usize,
    /// Median width of the middle 90 % of the runs; *never* counts as its value in days.
    pub simulated: f64,
    /// Median width of the documented range.
    pub documented: f64,
}

/// A documented range with its ensemble, on the measure's scale.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held<'a> {
    /// The values of the runs in ascending order.
    pub(crate) sorted: &'a [f64],
    /// Low and high end of the documented range.
    pub(crate) range: [f64; 2],
    /// The scale.
    pub(crate) scale: Scale,
}

/// The curve; nothing without a range.
pub(crate) fn coverage(held: &[Held<'_>]) -> Vec<Coverage> {
    let of = |band: f64| {
        let ends = [(1.0 - band) / 2.0, (1.0 + band) / 2.0];
        let shares = held.iter().map(|h| inside(h.sorted, h.range[0], h.range[1], ends));
        Coverage { band, inside: shares.sum::<f64>() / held.len() as f64 }
    };
    if held.is_empty() { Vec::new() } else { BANDS.map(of).to_vec() }
}

/// The widths, by unit in the order of the first measure that has it.
pub(crate) fn widths(held: &[Held<'_>]) -> Vec<Width> {
    let mut scales: Vec<Scale> = Vec::new();
    for h in held.iter().filter(|h| h.scale != Scale::YesNo) {
        if !scales.contains(&h.scale) {
            scales.push(h.scale);
        }
    }
    let of = |scale: Scale| {
        let own: Vec<&Held<'_>> = held.iter().filter(|h| h.scale == scale).collect();
        let runs = own.iter().map(|h| quantile(h.sorted, WIDE[1]) - quantile(h.sorted, WIDE[0]));
        // A difference of logarithms is, in the unit that people see, a factor.
        let simulated = scale.to_plain(median(runs.collect()));
        let documented = scale.to_plain(median(own.iter().map(|h| h.range[1] - h.range[0]).collect()));
        Width { unit: scale.unit(), measures: own.len(), simulated, documented }
    };
    scales.into_iter().map(of).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    quantile(&values, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0, 0.01, ... 1.
    fn even() -> Vec<f64> {
        (0..=100).map(|n| f64::from(n) / 100.0).collect()
    }

    fn days(sorted: &[f64], low: f64, high: f64) -> Held<'_> {
        Held { sorted, range: [low, high], scale: Scale::Days }
    }

    #[test]
    fn who_knows_the_range_and_no_more_walks_on_the_diagonal() {
        let sorted = even();
        for c in coverage(&[days(&sorted, 0.0, 1.0)]) {
            assert!((c.inside - c.band).abs() < 1e-12, "{c:?}");
        }
        assert!(coverage(&[]).is_empty());
    }

    #[test]
    fn a_wide_ensemble_lies_above_the_diagonal_and_one_beside_the_books_below() {
        let sorted = even();
        let shares = |low, high| -> Vec<f64> {
            coverage(&[days(&sorted, low, high)]).iter().map(|c| c.inside).collect()
        };
        // Of 0.4 to 0.6 the middle 10 % hold the half, the middle 20 % and all beyond the whole.
        let wide = shares(0.4, 0.6);
        assert!((wide[0] - 0.5).abs() < 1e-12 && wide[2..].iter().all(|s| *s == 1.0), "{wide:?}");
        // 0.9 to 1.1: the middle 90 % end at 0.95, the middle 95 % at 0.975.
        let beside = shares(0.9, 1.1);
        assert!(beside[..8].iter().all(|s| *s < 1e-12), "{beside:?}");
        assert!((beside[8] - 0.25).abs() < 1e-12 && (beside[9] - 0.375).abs() < 1e-12, "{beside:?}");
    }

    #[test]
    fn the_curve_is_the_mean_over_the_measures() {
        let sorted = even();
        // The first is wholly inside the middle 80 % (0.1 to 0.9), the point at 0.97 in no band.
        let curve = coverage(&[days(&sorted, 0.45, 0.55), days(&sorted, 0.98, 0.98)]);
        assert_eq!((curve[7].band, curve[7].inside), (0.8, 0.5));
        assert_eq!((curve[9].band, curve[9].inside), (0.95, 0.5));
    }

    #[test]
    fn widths_are_medians_by_unit_and_factors_where_the_scale_is_a_logarithm() {
        let sorted = even();
        let men =
            |low: f64, high: f64| Held { sorted: &sorted, range: [low, high], scale: Scale::Log10("men") };
        let held = [days(&sorted, 0.0, 3.0), days(&sorted, 0.0, 1.0), days(&sorted, 5.0, 5.0), men(2.0, 3.0)];
        let [dates, losses] = widths(&held).try_into().expect("two units");
        assert_eq!((dates.unit, dates.measures, dates.documented), ("days", 3, 1.0));
        assert!((dates.simulated - 0.9).abs() < 1e-12, "0.05 to 0.95");
        assert_eq!((losses.unit, losses.measures), ("men", 1));
        assert!(
            (losses.documented - 10.0).abs() < 1e-9 && (losses.simulated - 7.943).abs() < 1e-3,
            "{losses:?}"
        );
    }
}
