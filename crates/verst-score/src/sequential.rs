//! When to stop playing pairs: as soon as the interval of their mean difference is as narrow as was asked.
//!
//! A look is taken at every [`STEP`] pairs from [`FIRST`] on. At n pairs the half width of the middle 90 % is
//! t sqrt((s^2 + u^2 / n) / n): t is Student's quantile of n - 1 degrees of freedom, s^2 the variance of the differences
//! (Chow and Robbins, Annals of Mathematical Statistics 36, 1965), and u a floor that fades, without which a run of equal
//! pairs, which is common where seeds are shared, would stop at once with an interval of no width. It is the spread that the
//! difference would have without common seeds, and no less than one step of the measure. Two narrow looks in a row are
//! needed: who stops at the first one stops where the variance happens to look small (cf. Simons, same annals 39, 1968).

use verst_domain::maths::{normal_quantile, sqrt};

/// Pairs at the first look.
pub const FIRST: usize = 60;
/// Pairs from one look to the next.
pub const STEP: usize = 20;
/// Fewest pairs after which it can stop: two looks.
pub const FEWEST: usize = FIRST + STEP;
/// Upper end of the middle 90 %.
const UPPER: f64 = 0.95;

/// The mean of some pairs with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Pairs so far.
    pub pairs: usize,
    /// Mean of second less first, in the measure's unit.
    pub mean: f64,
    /// Half the width of the middle 90 %; infinite below two pairs.
    pub half: f64,
}

/// Mean and variance that grow by one value after another (Welford).
#[derive(Clone, Copy, Debug, Default)]
struct Running {
    count: usize,
    mean: f64,
    squares: f64,
}

impl Running {
    fn add(&mut self, x: f64) {
        self.count += 1;
        let off = x - self.mean;
        self.mean += off / self.count as f64;
        self.squares += off * (x - self.mean);
    }

    fn variance(&self) -> f64 {
        if self.count < 2 { 0.0 } else { self.squares / (self.count - 1) as f64 }
    }
}

/// Watches pairs come in, in the order of their seeds.
#[derive(Clone, Debug)]
pub struct Sequence {
    width: f64,
    step: f64,
    arms: [Running; 2],
    difference: Running,
    narrow: bool,
    ended: bool,
}

impl Sequence {
    /// Asks for an interval no wider than `width` from end to end; `step` is the smallest change that the measure can
    /// make, 0 where it has none. Both in the measure's unit.
    #[must_use]
    pub fn new(width: f64, step: f64) -> Self {
        let arms = [Running::default(); 2];
        Self { width, step, arms, difference: Running::default(), narrow: false, ended: false }
    }

    /// Takes the next pair; whether the interval is now as narrow as was asked.
    pub fn add(&mut self, first: f64, second: f64) -> bool {
        self.arms[0].add(first);
        self.arms[1].add(second);
        self.difference.add(second - first);
        let pairs = self.difference.count;
        if pairs >= FIRST && (pairs - FIRST).is_multiple_of(STEP) {
            let now = 2.0 * self.look().half <= self.width;
            self.ended = now && self.narrow;
            self.narrow = now;
        }
        self.ended
    }

    /// The interval as it is now.
    #[must_use]
    pub fn look(&self) -> Look {
        let pairs = self.difference.count;
        let n = pairs as f64;
        let unpaired = self.arms[0].variance() + self.arms[1].variance();
        let floor = unpaired.max(self.step * self.step);
        let half = if pairs < 2 {
            f64::INFINITY
        } else {
            student(pairs - 1) * sqrt((self.difference.variance() + floor / n) / n)
        };
        Look { pairs, mean: self.difference.mean, half }
    }
}

/// Student's quantile at 0.95, by its expansion about the normal one (Abramowitz and Stegun 26.7.5); from 10 degrees of
/// freedom on right to three places.
fn student(freedom: usize) -> f64 {
    let (z, v) = (normal_quantile(UPPER), freedom as f64);
    let (z3, z5) = (z * z * z, z * z * z * z * z);
    z + (z3 + z) / (4.0 * v) + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * v * v)
}

#[cfg(test)]
mod tests {
    use super::{FEWEST, Look, STEP, Sequence, student};
    use crate::draws::Draws;
    use verst_domain::maths::normal_quantile;

    const STUDIES: usize = 1000;
    const MOST: usize = 3000;

    fn normal(draws: &mut Draws) -> f64 {
        normal_quantile(draws.uniform().clamp(1e-12, 1.0 - 1e-12))
    }

    /// Plays a study to its stop.
    fn study(width: f64, step: f64, mut pair: impl FnMut() -> (f64, f64)) -> Look {
        let mut sequence = Sequence::new(width, step);
        for _ in 0..MOST {
            let (first, second) = pair();
            if sequence.add(first, second) {
                break;
            }
        }
        sequence.look()
    }

    /// Share of simulated studies whose interval holds the truth, and the mean number of their pairs.
    fn coverage(truth: f64, width: f64, step: f64, pair: &dyn Fn(&mut Draws) -> (f64, f64)) -> (f64, f64) {
        let mut draws = Draws::new(11);
        let (mut hits, mut pairs) = (0, 0);
        for _ in 0..STUDIES {
            let look = study(width, step, || pair(&mut draws));
            assert!(look.pairs < MOST && 2.0 * look.half <= width, "{look:?}");
            hits += usize::from((look.mean - truth).abs() <= look.half);
            pairs += look.pairs;
        }
        (hits as f64 / STUDIES as f64, pairs as f64 / STUDIES as f64)
    }

    #[test]
    fn students_quantile_is_that_of_the_tables() {
        for (freedom, known) in [(10, 1.812), (59, 1.6711), (119, 1.6578), (1000, 1.6464)] {
            assert!((student(freedom) - known).abs() < 6e-4, "{freedom}: {}", student(freedom));
        }
    }

    #[test]
    fn intervals_after_stopping_hold_the_truth_about_as_often_as_they_say() {
        // Luck that both arms share, and some of each arm's own.
        let shared = |draws: &mut Draws| {
            let luck = 3.0 * normal(draws);
            (luck + normal(draws), luck + 0.3 + normal(draws))
        };
        for width in [0.6, 0.4, 0.2] {
            let (share, pairs) = coverage(0.3, width, 0.0, &shared);
            println!("normal, width {width}: {share:.3} with {pairs:.0} pairs");
            assert!((0.87..0.97).contains(&share), "normal, width {width}: {share}");
        }
        // A town that falls or not: most seeds do not change.
        for (flips, width) in [(0.3, 0.15), (0.1, 0.1), (0.03, 0.06)] {
            let town = |draws: &mut Draws| {
                let held = f64::from(u8::from(draws.uniform() < 0.5));
                let flipped = draws.uniform() < flips;
                (held, if flipped { 1.0 } else { held })
            };
            let (share, pairs) = coverage(flips / 2.0, width, 1.0, &town);
            println!("flips {flips}, width {width}: {share:.3} with {pairs:.0} pairs");
            assert!(share >= 0.84, "flips {flips}, width {width}: {share}");
        }
        // A date that moves in few seeds, and then by much.
        let rare = |draws: &mut Draws| {
            let day = 10.0 + 2.0 * normal(draws);
            (day, if draws.uniform() < 0.05 { day + 4.0 } else { day })
        };
        let (share, pairs) = coverage(0.2, 0.4, 0.0, &rare);
        println!("rare: {share:.3} with {pairs:.0} pairs");
        assert!(share >= 0.84, "rare: {share}");
    }

    #[test]
    fn a_run_of_equal_pairs_does_not_stop_at_once() {
        let mut seed = 0.0;
        let mut luck = || {
            seed += 1.0;
            (seed % 7.0, seed % 7.0)
        };
        let look = study(0.02, 0.0, &mut luck);
        assert!(look.pairs > 3 * FEWEST && look.mean == 0.0 && look.half > 0.0, "{look:?}");
        // Where nothing varies at all, one step of the measure is the floor.
        assert_eq!(study(0.2, 1.0, || (1.0, 1.0)).pairs, FEWEST);
        assert!(study(0.02, 1.0, || (1.0, 1.0)).pairs > 150);
    }

    #[test]
    fn one_narrow_look_is_not_enough() {
        // Calm at the first look, wild before the second, calm for ever after.
        let mut n = 0;
        let look = study(1.0, 0.0, || {
            n += 1;
            (0.0, if (60..70).contains(&n) { f64::from(n % 2) * 20.0 } else { 0.01 * f64::from(n % 2) })
        });
        assert!(look.pairs > FEWEST && (look.pairs - FEWEST).is_multiple_of(STEP), "{look:?}");
    }
}
