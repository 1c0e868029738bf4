//! Dice without state: a draw is a function of (seed, purpose, subject, ordinal).
//!
//! Two variants of one seed therefore share their luck wherever they still agree, and a new draw disturbs no old one.
//! The hash is SplitMix64 chained over the four words; its quality is tested below only against gross faults, the
//! finisher's published tests (PractRand, BigCrush) cover the rest.

use bevy_ecs::resource::Resource;
use rand_core::TryRng;
use verst_domain::dice_key::mix;
use verst_domain::maths::{exp, ln, normal_quantile};

/// What a draw is for. The discriminant is part of the key: never renumber.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Hidden superiority of a pair of formations (slow luck).
    Superiority = 1,
    /// Error of the attacker's losses of a pair (slow luck).
    AttackerLoss = 2,
    /// Error of the defender's losses of a pair (slow luck), the part not shared with the attacker's.
    DefenderLoss = 3,
    /// Error of the advance of a pair (slow luck).
    Advance = 4,
    /// When an engagement is resolved.
    Resolution = 5,
    /// How it is resolved.
    Outcome = 6,
    /// How far a beaten group goes back.
    Retreat = 7,
    /// How long a repulsed attacker pauses.
    Pause = 8,
    /// When permission to withdraw arrives.
    Permission = 9,
    /// When a hidden march is seen.
    Detection = 10,
    /// Tanks lost per man lost, for a unit.
    TankLoss = 11,
    /// Men lost when a retreat is cut.
    CutRetreat = 12,
    /// Men lost in a break-out.
    BreakOut = 13,
    /// A cited input quantity.
    Input = 14,
    /// A coefficient of the rules file.
    Coefficient = 15,
    /// A member of a baseline.
    Baseline = 16,
    /// How far a side misjudges the enemy's numbers.
    Estimate = 17,
    /// When a cut-off unit gives up.
    Surrender = 18,
    /// Whether a defender is off his guard when he is attacked.
    Guard = 19,
    /// Whether a bridge is blown in time.
    Demolition = 31,
}

/// The dice of one run.
#[derive(Resource, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dice {
    /// The run's seed.
    pub seed: u64,
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Dice {
    /// Dice of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// 64 random bits.
    #[must_use]
    pub fn bits(&self, purpose: Purpose, subject: u64, ordinal: u64) -> u64 {
        let a = mix(self.seed.wrapping_add(GOLDEN));
        let b = mix(a ^ (purpose as u64).wrapping_mul(GOLDEN));
        let c = mix(b ^ subject);
        mix(c.wrapping_add(ordinal.wrapping_mul(GOLDEN)))
    }

    /// Uniform on (0, 1): never 0, never 1.
    #[must_use]
    pub fn uniform(&self, purpose: Purpose, subject: u64, ordinal: u64) -> f64 {
        let top = self.bits(purpose, subject, ordinal) >> 11;
        (top as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Standard normal.
    #[must_use]
    pub fn normal(&self, purpose: Purpose, subject: u64, ordinal: u64) -> f64 {
        normal_quantile(self.uniform(purpose, subject, ordinal))
    }

    /// Exponential with mean 1.
    #[must_use]
    pub fn exponential(&self, purpose: Purpose, subject: u64, ordinal: u64) -> f64 {
        -ln(self.uniform(purpose, subject, ordinal))
    }

    /// Log-normal with the given median and standard deviation of the logarithm.
    #[must_use]
    pub fn log_normal(&self, median: f64, sd: f64, purpose: Purpose, subject: u64, ordinal: u64) -> f64 {
        median * exp(sd * self.normal(purpose, subject, ordinal))
    }

    /// A stream of draws for one subject, for samplers that take rand's core trait.
    #[must_use]
    pub fn stream(&self, purpose: Purpose, subject: u64) -> Stream {
        Stream { dice: *self, purpose, subject, ordinal: 0 }
    }
}

/// Draws 0, 1, 2, ... of one purpose and subject.
#[derive(Clone, Debug)]
pub struct Stream {
    dice: Dice,
    purpose: Purpose,
    subject: u64,
    ordinal: u64,
}

impl TryRng for Stream {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok((self.try_next_u64()? >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let bits = self.dice.bits(self.purpose, self.subject, self.ordinal);
        self.ordinal += 1;
        Ok(bits)
    }

    fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Self::Error> {
        for chunk in to.chunks_mut(8) {
            let bytes = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_values_never_move() {
        let dice = Dice::new(7);
        assert_eq!(dice.bits(Purpose::Resolution, 11, 3), dice.bits(Purpose::Resolution, 11, 3));
        let golden = [dice.bits(Purpose::Superiority, 1, 0), dice.bits(Purpose::Outcome, 2, 5)];
        assert_eq!(golden, GOLDEN_BITS);
    }

    const GOLDEN_BITS: [u64; 2] = [17_759_486_027_987_292_502, 2_379_787_623_965_333_058];

    #[test]
    fn draws_are_uniform_and_independent_to_the_eye_of_a_mean() {
        let dice = Dice::new(1);
        let n = 200_000_u64;
        let (mut sum, mut square, mut lag) = (0.0, 0.0, 0.0);
        for i in 0..n {
            let z = dice.normal(Purpose::Superiority, i % 97, i);
            let w = dice.normal(Purpose::Superiority, i % 97, i + 1);
            sum += z;
            square += z * z;
            lag += z * w;
        }
        let n = n as f64;
        assert!((sum / n).abs() < 0.01 && (square / n - 1.0).abs() < 0.02 && (lag / n).abs() < 0.01);
    }
}
