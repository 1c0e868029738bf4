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
    paths: Vec<Path>,
    used: usize,
    /// A decorrelation time, and what a day leaves of a value with it.
    keep: (f64, f64),
}

#[derive(Debug)]
struct Path {
    purpose: Purpose,
    subject: u64,
    grid: Vec<f64>,
}

impl SlowLuck {
    /// Forgets all paths, keeping the memory.
    pub fn clear(&mut self) {
        self.used = 0;
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
        while path.grid.len() < day + 2 {
            let fresh = dice.normal(purpose, subject, path.grid.len() as u64);
            let next = match path.grid.last() {
                None => fresh,
                Some(before) => keep * before + sqrt(1.0 - keep * keep) * fresh,
            };
            path.grid.push(next);
        }
        let mixed = (1.0 - share) * path.grid[day] + share * path.grid[day + 1];
        let variance = (1.0 - share) * (1.0 - share) + share * share + 2.0 * share * (1.0 - share) * keep;
        mixed / sqrt(variance)
    }

    fn path(&mut self, purpose: Purpose, subject: u64) -> &mut Path {
        let found = self.paths[..self.used].iter().position(|p| p.subject == subject && p.purpose == purpose);
        let index = found.unwrap_or_else(|| {
            if self.used == self.paths.len() {
                self.paths.push(Path { purpose, subject, grid: Vec::with_capacity(64) });
            }
            let path = &mut self.paths[self.used];
            (path.purpose, path.subject) = (purpose, subject);
            path.grid.clear();
            self.used += 1;
            self.used - 1
        });
        &mut self.paths[index]
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
