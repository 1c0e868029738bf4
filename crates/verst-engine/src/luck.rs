//! Slow luck: paths over calendar days that do not know when an engagement opens, nor how long a round is.
//!
//! A path is an Ornstein-Uhlenbeck process on a daily grid, read by interpolation and scaled back to unit variance
//! between the grid days. Paths are keyed like dice and cached for the run.

use bevy_ecs::resource::Resource;
use verst_domain::maths::{exp, sqrt};

use crate::dice::{Dice, Purpose};

/// The cached paths of a run.
#[derive(Resource, Debug, Default)]
pub struct SlowLuck {
    /// By number: values on the daily grid.
    paths: Vec<Vec<f64>>,
    used: usize,
    /// Those in use by purpose and subject, with where they are: a large theatre has thousands.
    index: Vec<(u64, Purpose, usize)>,
    /// A decorrelation time, and what a day leaves of a value with it.
    keep: (f64, f64),
}

impl SlowLuck {
    /// Forgets all paths, keeping the memory.
    pub fn clear(&mut self) {
        self.used = 0;
        self.index.clear();
    }

    /// The path's value at `days` after the start (0 or later): standard normal at every moment, correlated over time with
    /// the given decorrelation time in days.
    pub fn at(
        &mut self,
        dice: &Dice,
        purpose: Purpose,
        subject: u64,
        days: f64,
        decorrelation_days: f64,
    ) -> f64 {
        if self.keep.0 != decorrelation_days {
            self.keep = (decorrelation_days, exp(-1.0 / decorrelation_days));
        }
        let keep = self.keep.1;
        let path = self.path(purpose, subject);
        let day = days.max(0.0).floor();
        let share = days.max(0.0) - day;
        let day = day as usize;
        while path.len() < day + 2 {
            let fresh = dice.normal(purpose, subject, path.len() as u64);
            let next = match path.last() {
                None => fresh,
                Some(before) => keep * before + sqrt(1.0 - keep * keep) * fresh,
            };
            path.push(next);
        }
        let mixed = (1.0 - share) * path[day] + share * path[day + 1];
        let variance = (1.0 - share) * (1.0 - share) + share * share + 2.0 * share * (1.0 - share) * keep;
        mixed / sqrt(variance)
    }

    fn path(&mut self, purpose: Purpose, subject: u64) -> &mut Vec<f64> {
        let key = (subject, purpose as u64);
        let place = match self.index.binary_search_by_key(&key, |of| (of.0, of.1 as u64)) {
            Ok(found) => self.index[found].2,
            Err(missing) => {
                if self.used == self.paths.len() {
                    self.paths.push(Vec::with_capacity(64));
                }
                self.paths[self.used].clear();
                self.index.insert(missing, (subject, purpose, self.used));
                self.used += 1;
                self.used - 1
            }
        };
        &mut self.paths[place]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_keeps_unit_variance_between_days_and_forgets_in_seven() {
        let (mut luck, n) = (SlowLuck::default(), 4000_u64);
        let (mut square, mut product) = (0.0, 0.0);
        for seed in 0..n {
            luck.clear();
            let dice = Dice::new(seed);
            let z = luck.at(&dice, Purpose::Superiority, 5, 3.5, 7.0);
            let later = luck.at(&dice, Purpose::Superiority, 5, 10.5, 7.0);
            square += z * z;
            product += z * later;
        }
        let n = n as f64;
        assert!((square / n - 1.0).abs() < 0.06, "{}", square / n);
        assert!((product / n - exp(-1.0)).abs() < 0.07, "{}", product / n);
    }

    #[test]
    fn reading_order_does_not_matter() {
        let (mut one, mut other, dice) = (SlowLuck::default(), SlowLuck::default(), Dice::new(3));
        let forward: Vec<f64> =
            (0..20).map(|d| one.at(&dice, Purpose::Advance, 1, f64::from(d), 7.0)).collect();
        let mut back: Vec<f64> =
            (0..20).rev().map(|d| other.at(&dice, Purpose::Advance, 1, f64::from(d), 7.0)).collect();
        back.reverse();
        assert_eq!(forward, back);
    }
}
