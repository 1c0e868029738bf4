//! The scoreboard of engagements: forecasts of battles of a database held against what happened.
//!
//! Losses are compared as decimal logarithms, advances in km a day. A forecast is the median of its runs; its bands are
//! quantiles of them. Who won is forecast by the share of runs.

use crate::quantile::quantile;

/// The quantiles of a forecast.
pub const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
/// In these, from this on.
const MEDIAN: usize = 2;
/// Twice as many, as a decimal logarithm.
const TWICE: f64 = std::f64::consts::LOG10_2;

/// What is forecast besides who wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Decimal logarithm of the attacker's losses in men.
    AttackerLosses,
    /// Of the defender's.
    DefenderLosses,
    /// Km a day that the attacker gains.
    Advance,
}

impl Target {
    /// Every target.
    pub const ALL: [Self; 3] = [Self::AttackerLosses, Self::DefenderLosses, Self::Advance];

    /// Its name in tables of forecasts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AttackerLosses => "cas_a",
            Self::DefenderLosses => "cas_d",
            Self::Advance => "adv",
        }
    }
}

/// What an ensemble says of a battle.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Key of the battle.
    pub key: String,
    /// Share of runs in which the attacker wins.
    pub win: f64,
    /// Quantiles at [`LEVELS`] of each target.
    pub targets: [(Target, [f64; 5]); 3],
}

impl Forecast {
    /// Quantiles of runs, in any order.
    ///
    /// # Panics
    /// If there is no run.
    #[must_use]
    pub fn quantiles(mut values: Vec<f64>) -> [f64; 5] {
        values.sort_by(f64::total_cmp);
        LEVELS.map(|p| quantile(&values, p))
    }

    fn of(&self, target: Target) -> &[f64; 5] {
        let found = self.targets.iter().find(|t| t.0 == target);
        &found.expect("a forecast has every target").1
    }
}

/// What happened in a battle, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Key of the battle.
    pub key: String,
    /// Whether the attacker won.
    pub won: Option<bool>,
    /// His losses in men.
    pub attacker_losses: Option<f64>,
    /// The defender's.
    pub defender_losses: Option<f64>,
    /// Km a day.
    pub advance: Option<f64>,
}

impl Outcome {
    fn of(&self, target: Target) -> Option<f64> {
        let log = |men: Option<f64>| men.filter(|m| *m > 0.0).map(verst_domain::maths::log10);
        match target {
            Target::AttackerLosses => log(self.attacker_losses),
            Target::DefenderLosses => log(self.defender_losses),
            Target::Advance => self.advance,
        }
    }
}

/// How well who won was forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Winners {
    /// Battles with a known winner.
    pub battles: usize,
    /// Share in which the likelier side won.
    pub accuracy: f64,
    /// Mean squared miss.
    pub brier: f64,
    /// Mean squared miss of one who knows only how often attackers win.
    pub base_rate: f64,
    /// Mean squared miss of the forecasts given to the next battle in the list: no skill may be left.
    pub shuffled: f64,
}

/// How well a number was forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numbers {
    /// Which.
    pub target: Target,
    /// Battles in which it is known.
    pub battles: usize,
    /// Root of the mean squared error of the median.
    pub rmse: f64,
    /// Mean absolute error of the median.
    pub mae: f64,
    /// Share of medians within a factor of two (losses).
    pub within_twice: f64,
    /// Spearman's rank correlation of medians and what happened.
    pub spearman: f64,
    /// Share inside the 50 % band.
    pub inside_50: f64,
    /// Share inside the 90 % band.
    pub inside_90: f64,
}

/// The scoreboard.
#[derive(Clone, Debug, PartialEq)]
pub struct Scoreboard {
    /// Who won; none if nothing is known of it.
    pub winners: Option<Winners>,
    /// Each number of which something is known.
    pub numbers: Vec<Numbers>,
}

impl Scoreboard {
    /// Holds forecasts against what happened; battles without either do not count.
    #[must_use]
    pub fn new(forecasts: &[Forecast], outcomes: &[Outcome]) -> Self {
        let known = |key: &str| outcomes.iter().find(|o| o.key == key);
        let pairs: Vec<(&Forecast, &Outcome)> =
            forecasts.iter().filter_map(|f| known(&f.key).map(|o| (f, o))).collect();
        Self {
            winners: winners(&pairs),
            numbers: Target::ALL.iter().filter_map(|&target| numbers(&pairs, target)).collect(),
        }
    }
}

fn winners(pairs: &[(&Forecast, &Outcome)]) -> Option<Winners> {
    let told: Vec<(f64, f64)> =
        pairs.iter().filter_map(|(f, o)| o.won.map(|won| (f.win, f64::from(u8::from(won))))).collect();
    let count = told.len() as f64;
    let mean = |of: &dyn Fn(usize) -> f64| (0..told.len()).map(of).sum::<f64>() / count;
    let squared = |miss: f64| miss * miss;
    let rate = mean(&|i| told[i].1);
    (!told.is_empty()).then(|| Winners {
        battles: told.len(),
        accuracy: mean(&|i| f64::from(u8::from((told[i].0 > 0.5) == (told[i].1 > 0.5)))),
        brier: mean(&|i| squared(told[i].0 - told[i].1)),
        base_rate: mean(&|i| squared(rate - told[i].1)),
        shuffled: mean(&|i| squared(told[(i + 1) % told.len()].0 - told[i].1)),
    })
}

fn numbers(pairs: &[(&Forecast, &Outcome)], target: Target) -> Option<Numbers> {
    let told: Vec<(&[f64; 5], f64)> =
        pairs.iter().filter_map(|(f, o)| o.of(target).map(|actual| (f.of(target), actual))).collect();
    let count = told.len() as f64;
    let mean = |of: &dyn Fn(&[f64; 5], f64) -> f64| told.iter().map(|(q, y)| of(q, *y)).sum::<f64>() / count;
    let share = |inside: bool| f64::from(u8::from(inside));
    let error = |q: &[f64; 5], y: f64| q[MEDIAN] - y;
    (!told.is_empty()).then(|| Numbers {
        target,
        battles: told.len(),
        rmse: mean(&|q, y| error(q, y) * error(q, y)).sqrt(),
        mae: mean(&|q, y| error(q, y).abs()),
        within_twice: mean(&|q, y| share(error(q, y).abs() < TWICE)),
        spearman: spearman(&told),
        inside_50: mean(&|q, y| share(q[1] <= y && y <= q[3])),
        inside_90: mean(&|q, y| share(q[0] <= y && y <= q[4])),
    })
}

/// Pearson's correlation of the ranks.
fn spearman(told: &[(&[f64; 5], f64)]) -> f64 {
    let forecast = ranks(told.iter().map(|(q, _)| q[MEDIAN]).collect());
    let actual = ranks(told.iter().map(|(_, y)| *y).collect());
    let middle = (told.len() as f64 + 1.0) / 2.0;
    let sum = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - middle) * (y - middle)).sum::<f64>();
    sum(&forecast, &actual) / (sum(&forecast, &forecast) * sum(&actual, &actual)).sqrt()
}

/// Ranks from 1; equal values share the mean of theirs.
fn ranks(values: Vec<f64>) -> Vec<f64> {
    let below = |x: f64| values.iter().filter(|v| **v < x).count() as f64;
    let equal = |x: f64| values.iter().filter(|v| **v == x).count() as f64;
    values.iter().map(|&x| below(x) + (equal(x) + 1.0) / 2.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forecast(key: &str, win: f64, median: f64) -> Forecast {
        let band = [median - 0.5, median - 0.2, median, median + 0.2, median + 0.5];
        Forecast { key: key.into(), win, targets: Target::ALL.map(|target| (target, band)) }
    }

    fn outcome(key: &str, won: bool, losses: f64, advance: Option<f64>) -> Outcome {
        let losses = Some(losses);
        Outcome { key: key.into(), won: Some(won), attacker_losses: losses, defender_losses: losses, advance }
    }

    #[test]
    fn scores_are_those_computed_by_hand() {
        let forecasts = [forecast("1", 0.8, 2.0), forecast("2", 0.4, 3.0), forecast("3", 0.5, 1.0)];
        let outcomes = [outcome("1", true, 100.0, Some(2.1)), outcome("2", true, 10_000.0, None)];
        let board = Scoreboard::new(&forecasts, &outcomes);
        let winners = board.winners.expect("two are known");
        assert_eq!((winners.battles, winners.accuracy), (2, 0.5));
        assert!((winners.brier - (0.04 + 0.36) / 2.0).abs() < 1e-12);
        let losses = board.numbers[0];
        assert!((losses.rmse - 0.5_f64.sqrt()).abs() < 1e-12);
        assert_eq!((losses.battles, losses.within_twice, losses.inside_90), (2, 0.5, 0.5));
        assert_eq!((losses.spearman, board.numbers[2].battles), (1.0, 1));
        assert!((board.numbers[2].mae - 0.1).abs() < 1e-12);
    }

    #[test]
    fn equal_values_share_their_rank() {
        assert_eq!(ranks(vec![3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
    }
}
