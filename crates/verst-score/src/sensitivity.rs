//! Sensitivity: how much of a result each knob decides, and how much the dice.
//!
//! A design's rows are settings of the knobs; each is played with the same seeds. What a knob is asked about is Y, the mean
//! over these seeds. Sobol' designs have blocks of k + 2 rows for k knobs: A, B, and A with one knob after the other taken
//! from B. First-order indices after Saltelli (2010), total ones after Jansen (1999), as SALib computes them.

use serde::Serialize;

use crate::draws::Draws;
use crate::paired::{Estimate, mean};
use crate::quantile::quantile;

/// Key of the bootstrap's draws.
const BOOTSTRAP: u64 = 3;
/// Resamplings of rows and seeds together.
const TIMES: usize = 200;
/// Values that all resamplings together look at.
const LOOKS: usize = 40_000_000;

/// Values by row, then by seed; NaN where a run failed.
#[derive(Clone, Copy, Debug)]
pub struct Results<'a> {
    /// Row by row.
    pub values: &'a [f64],
    /// Seeds of each row.
    pub repeats: usize,
}

impl Results<'_> {
    /// Rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.values.len() / self.repeats.max(1)
    }

    /// A row's values.
    #[must_use]
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.repeats..(row + 1) * self.repeats]
    }

    /// Y of every row: the mean over its seeds that did not fail.
    #[must_use]
    pub fn means(&self) -> Vec<f64> {
        (0..self.rows()).map(|row| good_mean(self.row(row).iter().copied())).collect()
    }
}

fn good_mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.filter(|x| !x.is_nan()).fold((0.0, 0.0), |(s, n), x| (s + x, n + 1.0));
    if count > 0.0 { sum / count } else { f64::NAN }
}

/// A knob's indices.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Indices {
    /// Share of the variance of Y that the knob explains alone.
    pub first: Estimate,
    /// Share that it explains together with whatever it works with.
    pub total: Estimate,
}

/// The indices of every knob of a Sobol' design, with the middle 90 % over resampled blocks and seeds.
#[must_use]
pub fn sobol(results: Results<'_>, knobs: usize) -> Vec<Indices> {
    let (block, repeats) = (knobs + 2, results.repeats);
    let blocks = results.rows() / block;
    let at = indices(&results.means(), knobs);
    let times = (LOOKS / results.values.len().max(1)).clamp(50, TIMES);
    let mut draws = Draws::new(BOOTSTRAP);
    let mut all: Vec<[Vec<f64>; 2]> = vec![[Vec::new(), Vec::new()]; knobs];
    for _ in 0..times {
        let seeds: Vec<usize> = (0..repeats).map(|_| draws.below(repeats)).collect();
        let mut means = Vec::with_capacity(results.rows());
        for _ in 0..blocks {
            let first = draws.below(blocks) * block;
            let rows = (first..first + block).map(|r| results.row(r));
            means.extend(rows.map(|row| good_mean(seeds.iter().map(|s| row[*s]))));
        }
        for (sums, drawn) in all.iter_mut().zip(indices(&means, knobs)) {
            sums[0].push(drawn[0]);
            sums[1].push(drawn[1]);
        }
    }
    let estimate = |value: f64, mut drawn: Vec<f64>| {
        drawn.retain(|x| x.is_finite());
        drawn.sort_by(f64::total_cmp);
        if drawn.is_empty() {
            return Estimate { value, low: f64::NAN, high: f64::NAN };
        }
        Estimate { value, low: quantile(&drawn, 0.05), high: quantile(&drawn, 0.95) }
    };
    let knob = |(at, [first, total]): ([f64; 2], [Vec<f64>; 2])| Indices {
        first: estimate(at[0], first),
        total: estimate(at[1], total),
    };
    at.into_iter().zip(all).map(knob).collect()
}

/// First-order and total index of every knob from the Y of the rows, block by block; 0 where Y does not vary.
#[must_use]
pub fn indices(means: &[f64], knobs: usize) -> Vec<[f64; 2]> {
    let block = knobs + 2;
    let blocks: Vec<&[f64]> = means.chunks_exact(block).filter(|b| b.iter().all(|y| y.is_finite())).collect();
    let whole: Vec<f64> = blocks.iter().flat_map(|b| b.iter().copied()).collect();
    let centre = mean(&whole);
    let ends: Vec<f64> = blocks.iter().flat_map(|b| [b[0] - centre, b[1] - centre]).collect();
    let middle = mean(&ends);
    let variance = mean(&ends.iter().map(|y| (y - middle) * (y - middle)).collect::<Vec<_>>());
    let of = |knob: usize| {
        if variance <= 0.0 {
            return [0.0; 2];
        }
        let terms = blocks.iter().map(|b| (b[0] - centre, b[1] - centre, b[2 + knob] - centre));
        let (mut first, mut total) = (0.0, 0.0);
        for (a, b, mixed) in terms {
            first += b * (mixed - a);
            total += (a - mixed) * (a - mixed);
        }
        let n = blocks.len() as f64;
        [first / n / variance, 0.5 * total / n / variance]
    };
    (0..knobs).map(of).collect()
}

/// Where the variance of a single run comes from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Sources {
    /// Variance of a single run over knobs and dice.
    pub variance: f64,
    /// Share of the dice: of the seed, alone and together with the knobs.
    pub dice: f64,
}

/// Parts the variance of a single run, over the rows given, between knobs and dice (two-way analysis of variance: rows by
/// seeds); none with fewer than two rows or two seeds.
#[must_use]
pub fn sources(results: Results<'_>, rows: &[usize]) -> Option<Sources> {
    let good: Vec<&[f64]> =
        rows.iter().map(|r| results.row(*r)).filter(|r| r.iter().all(|x| x.is_finite())).collect();
    let (n, r) = (good.len() as f64, results.repeats as f64);
    if good.len() < 2 || results.repeats < 2 {
        return None;
    }
    let by_row: Vec<f64> = good.iter().map(|row| mean(row)).collect();
    let by_seed: Vec<f64> =
        (0..results.repeats).map(|s| good.iter().map(|row| row[s]).sum::<f64>() / n).collect();
    let centre = mean(&by_row);
    let square = |x: f64| x * x;
    let rows_ms = r * by_row.iter().map(|y| square(y - centre)).sum::<f64>() / (n - 1.0);
    let seeds_ms = n * by_seed.iter().map(|y| square(y - centre)).sum::<f64>() / (r - 1.0);
    let rest: f64 = good
        .iter()
        .zip(&by_row)
        .map(|(row, m)| row.iter().zip(&by_seed).map(|(y, s)| square(y - m - s + centre)).sum::<f64>())
        .sum();
    let rest_ms = rest / ((n - 1.0) * (r - 1.0));
    let knobs = ((rows_ms - rest_ms) / r).max(0.0);
    let dice = ((seeds_ms - rest_ms) / n).max(0.0) + rest_ms;
    let variance = knobs + dice;
    Some(Sources { variance, dice: if variance > 0.0 { dice / variance } else { 0.0 } })
}

/// Share of the variance of Y that is between the levels of a knob: of a full grid, its main effect.
#[must_use]
pub fn main_effect(means: &[f64], levels: &[f64]) -> f64 {
    let pairs: Vec<(f64, f64)> =
        levels.iter().copied().zip(means.iter().copied()).filter(|p| p.1.is_finite()).collect();
    let all: Vec<f64> = pairs.iter().map(|p| p.1).collect();
    let centre = mean(&all);
    let whole: f64 = all.iter().map(|y| (y - centre) * (y - centre)).sum();
    let mut kinds: Vec<f64> = pairs.iter().map(|p| p.0).collect();
    kinds.sort_by(f64::total_cmp);
    kinds.dedup_by(|a, b| a.total_cmp(b).is_eq());
    let between: f64 = kinds
        .iter()
        .map(|kind| {
            let here: Vec<f64> = pairs.iter().filter(|p| p.0.total_cmp(kind).is_eq()).map(|p| p.1).collect();
            here.len() as f64 * (mean(&here) - centre) * (mean(&here) - centre)
        })
        .sum();
    if whole > 0.0 { between / whole } else { 0.0 }
}

/// Rank correlation (Spearman) of Y with a knob.
#[must_use]
pub fn rank_correlation(means: &[f64], knob: &[f64]) -> f64 {
    let pairs: Vec<(f64, f64)> = knob
        .iter()
        .copied()
        .zip(means.iter().copied())
        .filter(|p| p.0.is_finite() && p.1.is_finite())
        .collect();
    let (x, y) = (
        ranks(&pairs.iter().map(|p| p.0).collect::<Vec<_>>()),
        ranks(&pairs.iter().map(|p| p.1).collect::<Vec<_>>()),
    );
    let (mx, my) = (mean(&x), mean(&y));
    let (mut both, mut left, mut right) = (0.0, 0.0, 0.0);
    for (a, b) in x.iter().zip(&y) {
        both += (a - mx) * (b - my);
        left += (a - mx) * (a - mx);
        right += (b - my) * (b - my);
    }
    if left > 0.0 && right > 0.0 { both / verst_domain::maths::sqrt(left * right) } else { 0.0 }
}

/// Ranks from 0; ties share their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    while from < order.len() {
        let same = order[from..].iter().take_while(|i| values[**i] == values[order[from]]).count().max(1);
        let rank = from as f64 + (same - 1) as f64 / 2.0;
        order[from..from + same].iter().for_each(|i| ranks[*i] = rank);
        from += same;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linear_answer_has_the_shares_of_its_slopes() {
        // Y = 2 a + b on all corners of A and B: shares 4/5 and 1/5, first order and total alike.
        let mut means = Vec::new();
        for corner in 0..16_u8 {
            let bit = |n: u8| f64::from((corner >> n) & 1);
            let y = |a: f64, b: f64| 2.0 * a + b;
            means.extend([y(bit(0), bit(1)), y(bit(2), bit(3)), y(bit(2), bit(1)), y(bit(0), bit(3))]);
        }
        let at = indices(&means, 2);
        assert!((at[0][0] - 0.8).abs() < 1e-12 && (at[0][1] - 0.8).abs() < 1e-12, "{at:?}");
        assert!((at[1][0] - 0.2).abs() < 1e-12 && (at[1][1] - 0.2).abs() < 1e-12, "{at:?}");
        assert_eq!(indices(&[3.0; 8], 2), [[0.0; 2]; 2]);
    }

    #[test]
    fn dice_and_knobs_are_told_apart() {
        // Rows 0 and 10, seeds 0 and 2 apart, nothing between them: variances 50 and 2.
        let values = [0.0, 2.0, 10.0, 12.0];
        let of = sources(Results { values: &values, repeats: 2 }, &[0, 1]).expect("two by two");
        assert!((of.variance - 52.0).abs() < 1e-9 && (of.dice - 2.0 / 52.0).abs() < 1e-9, "{of:?}");
        assert_eq!(sources(Results { values: &values, repeats: 4 }, &[0]), None);
    }

    #[test]
    fn ranks_and_levels_find_what_moves_a_result() {
        let means = [1.0, 2.0, 3.0, 40.0];
        assert!((rank_correlation(&means, &[0.1, 0.2, 0.3, 0.4]) - 1.0).abs() < 1e-12);
        assert!((rank_correlation(&means, &[4.0, 3.0, 2.0, 1.0]) + 1.0).abs() < 1e-12);
        assert!(main_effect(&[1.0, 1.0, 5.0, 5.0], &[0.0, 0.0, 1.0, 1.0]) > 0.999);
        assert!(main_effect(&[1.0, 5.0, 1.0, 5.0], &[0.0, 0.0, 1.0, 1.0]) < 0.001);
    }
}
