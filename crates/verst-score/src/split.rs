//! Split: how much of the spread of a result comes of the dice, of the drawn inputs and of the drawn rules.
//!
//! Law     Two seeds make a pair. Each mix of whose dice, inputs and rules are played is one of eight runs, so that in every
//!         pair each of the three sources has two independent draws, crossed with those of the others. The expected square of
//!         a contrast over the sources u is the sum over the sets v that hold u of the variance that v explains, over 2^|v|
//!         (random effects of a 2x2x2 analysis of variance); turned round, it gives the variance of every set without bias.
//! Noise   A share may come out below nought, where it is small and the pairs are few.

use serde::Serialize;

use crate::draws::Draws;
use crate::measure::Record;
use crate::paired::Estimate;
use crate::quantile::quantile;
use crate::score::totals;
use crate::scorecard::Scored;

/// Mixes of a pair: bit 0 is set where the dice are those of the second seed, bit 1 the inputs, bit 2 the rules.
pub const MIXES: usize = 8;
/// Key of the bootstrap's draws.
const BOOTSTRAP: u64 = 5;
/// Resamplings of the pairs.
const TIMES: usize = 200;

/// What a pair of seeds came to: the values of the record's measures by mix.
pub type Pair = [Vec<f64>; MIXES];

/// What a source explains of a variance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Share that it explains alone.
    pub alone: f64,
    /// Share that it explains together with whatever it works with.
    pub total: f64,
}

/// The variance of a single run in parts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Parts {
    /// Standard deviation of a single run, on the measure's scale.
    pub deviation: f64,
    /// The dice.
    pub dice: Share,
    /// The numbers of the operation, drawn in their ranges.
    pub inputs: Share,
    /// The coefficients of the rules, drawn in their ranges.
    pub rules: Share,
    /// Share that no source explains alone; with the three alone it makes 1.
    pub together: f64,
}

/// A measure and its parts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Key in record.ron.
    pub id: String,
    /// Whether it is easy.
    pub easy: bool,
    /// None where it does not vary.
    pub parts: Option<Parts>,
}

/// What a source explains over some measures, with the middle 90 % over resampled pairs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MiddleShare {
    /// Median of what it explains alone.
    pub alone: Estimate,
    /// Median of what it explains together with whatever it works with.
    pub total: Estimate,
}

/// Medians of parts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Middle {
    /// The dice.
    pub dice: MiddleShare,
    /// The drawn inputs.
    pub inputs: MiddleShare,
    /// The drawn rules.
    pub rules: MiddleShare,
    /// What none explains alone.
    pub together: Estimate,
}

/// Where the spread of an ensemble comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Split {
    /// Pairs of seeds; each is eight runs.
    pub pairs: usize,
    /// Measure by measure.
    pub measures: Vec<Row>,
    /// Measures that are not easy and vary.
    pub hard: usize,
    /// Medians over these.
    pub median: Option<Middle>,
    /// The total error of a run, over all measures.
    pub error: Option<Middle>,
}

impl Split {
    /// Splits the spread of a record's measures; `scored` tells which are easy, in the same order.
    #[must_use]
    pub fn new(record: &Record, scored: &[Scored], pairs: &[Pair]) -> Self {
        let squares: Vec<Vec<Squares>> = pairs.iter().map(|pair| of_pair(record, pair)).collect();
        let count = record.measures.len();
        let everyone: Vec<usize> = (0..pairs.len()).collect();
        let rows = (0..count).map(|m| Row {
            id: scored[m].id.clone(),
            easy: scored[m].easy,
            parts: parts(&mean(&squares, &everyone, m)),
        });
        let measures: Vec<Row> = rows.collect();
        let hard: Vec<usize> =
            (0..count).filter(|m| !measures[*m].easy && measures[*m].parts.is_some()).collect();
        Self {
            pairs: pairs.len(),
            hard: hard.len(),
            median: middle(&squares, &hard),
            error: middle(&squares, &[count]),
            measures,
        }
    }
}

/// Squared contrasts by set of sources.
type Squares = [f64; MIXES];

/// The squares of every measure of a pair, and last those of the total error.
fn of_pair(record: &Record, pair: &Pair) -> Vec<Squares> {
    let errors = totals(record, pair);
    let of = |value: &dyn Fn(usize) -> f64| squares(std::array::from_fn(value));
    let measures = (0..record.measures.len()).map(|m| of(&|mix| pair[mix][m]));
    measures.chain([of(&|mix| errors[mix])]).collect()
}

/// The squared contrast of the eight values over each set of sources.
fn squares(values: [f64; MIXES]) -> Squares {
    std::array::from_fn(|set| {
        let signed = |mix: usize| if (mix & set).count_ones() % 2 == 1 { -values[mix] } else { values[mix] };
        let contrast = (0..MIXES).map(signed).sum::<f64>() / MIXES as f64;
        contrast * contrast
    })
}

/// The mean squares of a measure over some pairs.
fn mean(squares: &[Vec<Squares>], pairs: &[usize], measure: usize) -> Squares {
    let share = 1.0 / pairs.len().max(1) as f64;
    std::array::from_fn(|set| pairs.iter().map(|p| squares[*p][measure][set]).sum::<f64>() * share)
}

/// The variance that each set of sources explains.
fn variances(squares: &Squares) -> [f64; MIXES] {
    std::array::from_fn(|set| {
        let larger = (1..MIXES).filter(|other| set > 0 && other & set == set);
        let sign = |other: usize| if (other.count_ones() - set.count_ones()) % 2 == 1 { -1.0 } else { 1.0 };
        f64::from(1_u32 << set.count_ones()) * larger.map(|other| sign(other) * squares[other]).sum::<f64>()
    })
}

/// The parts of the variance; none where nothing varies.
fn parts(squares: &Squares) -> Option<Parts> {
    let variances = variances(squares);
    let whole: f64 = variances.iter().sum();
    if whole <= 1e-12 {
        return None;
    }
    let share = |source: usize| Share {
        alone: variances[1 << source] / whole,
        total: (1..MIXES).filter(|set| set >> source & 1 == 1).map(|set| variances[set]).sum::<f64>() / whole,
    };
    let [dice, inputs, rules] = [0, 1, 2].map(share);
    let together = 1.0 - dice.alone - inputs.alone - rules.alone;
    Some(Parts { deviation: verst_domain::maths::sqrt(whole), dice, inputs, rules, together })
}

/// Numbers of [`Parts`] that have medians.
const TOLD: usize = 7;

fn told(p: &Parts) -> [f64; TOLD] {
    let Parts { dice, inputs, rules, together, .. } = p;
    [dice.alone, dice.total, inputs.alone, inputs.total, rules.alone, rules.total, *together]
}

/// The medians of the parts of some measures over some pairs; none where nothing varies.
fn medians(squares: &[Vec<Squares>], measures: &[usize], pairs: &[usize]) -> Option<[f64; TOLD]> {
    let parts = measures.iter().filter_map(|m| parts(&mean(squares, pairs, *m)));
    let all: Vec<[f64; TOLD]> = parts.map(|p| told(&p)).collect();
    let median = |n: usize| {
        let mut values: Vec<f64> = all.iter().map(|told| told[n]).collect();
        values.sort_by(f64::total_cmp);
        quantile(&values, 0.5)
    };
    (!all.is_empty()).then(|| std::array::from_fn(median))
}

/// Medians over some measures, with intervals over resampled pairs.
fn middle(squares: &[Vec<Squares>], measures: &[usize]) -> Option<Middle> {
    let pairs = squares.len();
    let everyone: Vec<usize> = (0..pairs).collect();
    let at = medians(squares, measures, &everyone)?;
    let mut draws = Draws::new(BOOTSTRAP);
    let drawn = (0..TIMES).filter_map(|_| {
        let some: Vec<usize> = (0..pairs).map(|_| draws.below(pairs)).collect();
        medians(squares, measures, &some)
    });
    let drawn: Vec<[f64; TOLD]> = drawn.collect();
    let estimate = |n: usize| {
        let mut values: Vec<f64> = drawn.iter().map(|d| d[n]).collect();
        values.sort_by(f64::total_cmp);
        let end = |p: f64| if values.is_empty() { at[n] } else { quantile(&values, p) };
        Estimate { value: at[n], low: end(0.05), high: end(0.95) }
    };
    let share = |n: usize| MiddleShare { alone: estimate(n), total: estimate(n + 1) };
    Some(Middle { dice: share(0), inputs: share(2), rules: share(4), together: estimate(6) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A result of three independent numbers, uniform on 0 to 1, played over many pairs.
    fn played(result: &dyn Fn([f64; 3]) -> f64) -> Parts {
        let mut draws = Draws::new(11);
        let pairs: Vec<Vec<Squares>> = (0..20_000)
            .map(|_| {
                let mut two = || [draws.uniform(), draws.uniform()];
                let sources = [two(), two(), two()];
                let of = |mix: usize| result([0, 1, 2].map(|n| sources[n][mix >> n & 1]));
                vec![squares(std::array::from_fn(of))]
            })
            .collect();
        let everyone: Vec<usize> = (0..pairs.len()).collect();
        parts(&mean(&pairs, &everyone, 0)).expect("it varies")
    }

    fn close(share: f64, expected: f64) {
        assert!((share - expected).abs() < 0.015, "{share}, expected {expected}");
    }

    #[test]
    fn a_sum_has_the_shares_of_its_squared_slopes() {
        let of = played(&|[dice, inputs, rules]| 3.0 * dice + 2.0 * inputs - rules);
        let shares = [of.dice, of.inputs, of.rules];
        for (share, expected) in shares.into_iter().zip([9.0 / 14.0, 4.0 / 14.0, 1.0 / 14.0]) {
            close(share.alone, expected);
            close(share.total, expected);
        }
        close(of.together, 0.0);
        // The variance of a uniform number is a twelfth.
        close(of.deviation * of.deviation, 14.0 / 12.0);
    }

    #[test]
    fn a_product_of_two_belongs_to_both_together() {
        // Var(xy) of two uniform numbers is 7/144: 3/144 each alone, 1/144 together.
        let of = played(&|[dice, inputs, _]| dice * inputs);
        close(of.dice.alone, 3.0 / 7.0);
        close(of.inputs.alone, 3.0 / 7.0);
        close(of.dice.total, 4.0 / 7.0);
        close(of.together, 1.0 / 7.0);
        close(of.rules.total, 0.0);
    }

    #[test]
    fn one_pair_gives_the_variance_of_two_draws() {
        // Dice 0 and 2: the sample variance of two draws is 2.
        let pair = |result: &dyn Fn(usize) -> f64| parts(&squares(std::array::from_fn(result)));
        let of = pair(&|mix| 2.0 * (mix & 1) as f64).expect("it varies");
        assert!((of.deviation * of.deviation - 2.0).abs() < 1e-12);
        assert_eq!((of.dice.alone, of.together), (1.0, 0.0));
        assert_eq!(pair(&|_| 7.0), None);
        // What happens in one mix alone belongs to all three together.
        let of = pair(&|mix| f64::from(u8::from(mix == 3))).expect("it varies");
        assert_eq!((of.dice.alone, of.inputs.alone, of.rules.alone, of.together), (0.0, 0.0, 0.0, 1.0));
    }
}
