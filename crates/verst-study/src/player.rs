//! A player: plays arms on one engine and sums each run up by measures, totals and turns.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use verst_domain::journal::{Entry, What};
use verst_engine::journal::Detail;
use verst_engine::run::Engine;
use verst_score::outcome::Observer;
use verst_score::totals::{SideTurn, Totals};

use crate::runner::{Arm, Failure, Run, message};

/// What a run came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Played {
    /// Digest, events and the values of the record's measures.
    pub run: Run,
    /// Totals by side, in the order of [`verst_score::totals::names`].
    pub totals: Vec<f64>,
    /// The sides turn by turn.
    pub turns: Vec<SideTurn>,
}

/// What reads a run's entries: the record's measures, if there are any, and the totals.
pub struct Readers<'a> {
    /// Measures.
    pub observer: Option<Observer<'a>>,
    /// Totals.
    pub totals: Totals<'a>,
}

/// An engine that is kept from run to run.
#[derive(Default)]
pub struct Player {
    engine: Option<Engine>,
}

impl Player {
    /// Plays one seed of an arm.
    ///
    /// # Errors
    /// If the run broke an invariant.
    pub fn play(&mut self, arm: &Arm, readers: &mut Readers<'_>, seed: u64) -> Result<Played, Failure> {
        self.play_followed(arm, readers, seed, &mut |_| {})
    }

    /// As [`Self::play`], with the run followed entry by entry.
    ///
    /// # Errors
    /// If the run broke an invariant.
    pub fn play_followed(
        &mut self,
        arm: &Arm,
        readers: &mut Readers<'_>,
        seed: u64,
        follow: &mut dyn FnMut(&Entry),
    ) -> Result<Played, Failure> {
        let mut turn = 0;
        let mut see = |entry: &Entry| {
            if let What::TurnEnd { turn: ended, .. } = entry.what {
                turn = ended;
            }
            follow(entry);
        };
        let played = catch_unwind(AssertUnwindSafe(|| self.attempt(arm, readers, seed, &mut see)));
        played.map_err(|cause| {
            // What a panic left behind is not trusted.
            self.engine = None;
            let _ = readers.totals.finish();
            if let Some(observer) = &mut readers.observer {
                observer.restart();
            }
            Failure { seed, turn, message: message(&*cause) }
        })
    }

    fn attempt(
        &mut self,
        arm: &Arm,
        readers: &mut Readers<'_>,
        seed: u64,
        see: &mut dyn FnMut(&Entry),
    ) -> Played {
        let (scenario, rules) = arm.at(seed);
        let list = Arc::new((arm.list)(&rules));
        match &mut self.engine {
            Some(engine) => engine.retune(list),
            None => self.engine = Some(Engine::new(list)),
        }
        let engine = self.engine.as_mut().expect("it was made just now");
        let Readers { observer, totals } = readers;
        let end = engine.run(&scenario, seed, Detail::Facts, &mut |entry| {
            see(entry);
            if let Some(observer) = observer {
                observer.see(entry);
            }
            totals.see(entry);
        });
        let values =
            observer.as_mut().map_or_else(Vec::new, |o| o.finish().iter().map(|o| o.value).collect());
        let (totals, turns) = totals.finish();
        Played { run: Run { seed, digest: end.digest, events: end.events, values }, totals, turns }
    }
}
