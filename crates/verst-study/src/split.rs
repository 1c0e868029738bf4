//! Split: pairs of seeds whose dice, drawn inputs and drawn rules are mixed in every way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use verst_domain::scenario::Scenario;
use verst_score::measure::Record;
use verst_score::outcome::Observer;
use verst_score::split::{MIXES, Pair};
use verst_score::totals::Totals;

use crate::crew;
use crate::inputs::Inputs;
use crate::player::{Player, Readers};
use crate::runner::Arm;

/// What is played, and with whom.
pub struct Mixed<'a> {
    /// What to play.
    pub arm: &'a Arm,
    /// The operation that measures refer to.
    pub base: &'a Scenario,
    /// What to measure.
    pub record: &'a Record,
    /// Seeds: two by two they are pairs; an odd one is left.
    pub seeds: &'a [u64],
    /// What the arm itself came to with them: the first and the last mix of each pair.
    pub own: &'a [Vec<f64>],
}

/// The mixes that have to be played; all of one seed are known.
const TO_PLAY: usize = MIXES - 2;

impl Mixed<'_> {
    /// Runs that have to be played.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.seeds.len() / 2 * TO_PLAY
    }

    /// Plays every mix; none if nothing is drawn, if it was stopped, or if a run failed. `seen` is told of every run that ends.
    pub fn play(&self, jobs: usize, stop: &AtomicBool, seen: &mut dyn FnMut()) -> Option<Vec<Pair>> {
        let inputs = self.arm.inputs.as_ref()?;
        let known = |pair: &[Vec<f64>]| -> Pair {
            std::array::from_fn(|mix| match mix {
                0 => pair[0].clone(),
                n if n == MIXES - 1 => pair[1].clone(),
                _ => Vec::new(),
            })
        };
        let mut pairs: Vec<Pair> = self.own.chunks_exact(2).map(known).collect();
        let hire = || {
            let observer = Some(Observer::new(self.base, self.record));
            let mut readers = Readers { observer, totals: Totals::new(self.base) };
            let mut player = Player::default();
            move |task: usize| {
                let (arm, dice) = self.mix(inputs, task / TO_PLAY, 1 + task % TO_PLAY);
                player.play(&arm, &mut readers, dice).map(|played| played.run.values)
            }
        };
        let mut left = self.runs();
        crew::work(self.runs(), jobs, stop, &hire, &mut |task, values| {
            seen();
            if let Ok(values) = values {
                pairs[task / TO_PLAY][1 + task % TO_PLAY] = values;
                left -= 1;
            }
        });
        (left == 0 && !stop.load(Ordering::Relaxed)).then_some(pairs)
    }

    /// What a mix plays: the arm with drawn numbers, and the seed of its dice.
    fn mix(&self, inputs: &Inputs, pair: usize, mix: usize) -> (Arm, u64) {
        let [dice, numbers, rules] = [0, 1, 2].map(|source| self.seeds[2 * pair + (mix >> source & 1)]);
        let arm = Arm {
            scenario: Arc::new(inputs.scenario(&self.arm.scenario, numbers)),
            rules: inputs.rules(&self.arm.rules, rules),
            inputs: None,
            list: self.arm.list,
        };
        (arm, dice)
    }
}
