//! The runner: an ensemble on several threads. Results do not depend on their number.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use verst_domain::journal::{Entry, What};
use verst_domain::scenario::Scenario;
use verst_engine::journal::Detail;
use verst_engine::run::{Engine, RuleList, RunEnd, ensemble_digest};
use verst_rules::rules_file::RulesFile;
use verst_score::measure::Record;
use verst_score::outcome::Observer;

use crate::inputs::Inputs;

/// What an ensemble plays: an operation, its rules, and whether inputs are drawn.
#[derive(Clone)]
pub struct Arm {
    /// The operation, with best values.
    pub scenario: Arc<Scenario>,
    /// The coefficients, with best values.
    pub rules: Arc<RulesFile>,
    /// What is drawn; none: best values.
    pub inputs: Option<Arc<Inputs>>,
    /// The rules in force.
    pub list: fn(&Arc<RulesFile>) -> RuleList,
}

impl Arm {
    /// What a seed plays.
    #[must_use]
    pub fn at(&self, seed: u64) -> (Arc<Scenario>, Arc<RulesFile>) {
        match &self.inputs {
            Some(inputs) => {
                (Arc::new(inputs.scenario(&self.scenario, seed)), inputs.rules(&self.rules, seed))
            }
            None => (Arc::clone(&self.scenario), Arc::clone(&self.rules)),
        }
    }

    /// One run on an engine of its own, entry by entry.
    pub fn replay(&self, seed: u64, detail: Detail, tell: &mut dyn FnMut(&Entry)) -> RunEnd {
        let (scenario, rules) = self.at(seed);
        Engine::new(Arc::new((self.list)(&rules))).run(&scenario, seed, detail, tell)
    }
}

/// One finished run.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Its seed.
    pub seed: u64,
    /// Its digest.
    pub digest: [u8; 32],
    /// Events handled.
    pub events: u64,
    /// What it says of each measure; empty without a record.
    pub values: Vec<f64>,
}

/// A run that broke an invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its seed.
    pub seed: u64,
    /// Turns that had ended.
    pub turn: u32,
    /// What was said.
    pub message: String,
}

/// What came of a request, in order of seeds.
#[derive(Clone, Debug, Default)]
pub struct Ensemble {
    /// Finished runs.
    pub runs: Vec<Run>,
    /// Runs that failed.
    pub failures: Vec<Failure>,
}

impl Ensemble {
    /// Digest over the runs, in order of seeds.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let digests: Vec<[u8; 32]> = self.runs.iter().map(|r| r.digest).collect();
        ensemble_digest(&digests)
    }

    /// Values by run, then by measure.
    #[must_use]
    pub fn values(&self) -> Vec<Vec<f64>> {
        self.runs.iter().map(|r| r.values.clone()).collect()
    }
}

/// A request to play an arm with some seeds.
pub struct Request<'a> {
    /// What to play.
    pub arm: &'a Arm,
    /// The operation that measures refer to.
    pub base: &'a Scenario,
    /// What to measure; none: nothing.
    pub record: Option<&'a Record>,
    /// Seeds.
    pub seeds: &'a [u64],
    /// Threads; at least one is used.
    pub jobs: usize,
    /// Set from outside: runs that have begun are finished, no others begin.
    pub stop: &'a AtomicBool,
}

/// Follows the entries of a run on the thread that plays it.
pub type Follower<'f> = Box<dyn FnMut(&Entry) + 'f>;

/// Who follows a run, by its number among the seeds; none: nobody.
pub type Witness<'w> = dyn Fn(usize) -> Option<Follower<'w>> + Sync + 'w;

impl Request<'_> {
    /// Plays all seeds; `seen` is told of every run that ends, as they end.
    pub fn run(&self, seen: &mut dyn FnMut(&Result<Run, Failure>)) -> Ensemble {
        self.run_followed(&|_| None, seen)
    }

    /// As [`Self::run`], with runs followed entry by entry.
    pub fn run_followed(
        &self,
        witness: &Witness<'_>,
        seen: &mut dyn FnMut(&Result<Run, Failure>),
    ) -> Ensemble {
        let next = AtomicUsize::new(0);
        let mut slots: Vec<Option<Result<Run, Failure>>> = vec![None; self.seeds.len()];
        std::thread::scope(|scope| {
            let (send, receive) = mpsc::channel();
            for _ in 0..self.jobs.clamp(1, self.seeds.len().max(1)) {
                let (send, next) = (send.clone(), &next);
                scope.spawn(move || self.work(next, &send, witness));
            }
            drop(send);
            for (index, result) in receive {
                seen(&result);
                slots[index] = Some(result);
            }
        });
        let mut ensemble = Ensemble::default();
        for result in slots.into_iter().flatten() {
            match result {
                Ok(run) => ensemble.runs.push(run),
                Err(failure) => ensemble.failures.push(failure),
            }
        }
        ensemble
    }

    fn work(
        &self,
        next: &AtomicUsize,
        send: &mpsc::Sender<(usize, Result<Run, Failure>)>,
        witness: &Witness<'_>,
    ) {
        let mut worker = Worker::new(self);
        while !self.stop.load(Ordering::Relaxed) {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(&seed) = self.seeds.get(index) else { break };
            let mut turn = 0;
            let mut follower = witness(index);
            let result = catch_unwind(AssertUnwindSafe(|| worker.run(seed, &mut turn, &mut follower)));
            let result = result.map_err(|cause| {
                // What a panic left behind is not trusted.
                worker = Worker::new(self);
                Failure { seed, turn, message: message(&*cause) }
            });
            if send.send((index, result)).is_err() {
                break;
            }
        }
    }
}

/// A thread's engine and observer.
struct Worker<'a> {
    arm: Arm,
    engine: Engine,
    observer: Option<Observer<'a>>,
    /// The drawn scenarios of the last two runs.
    drawn: [Option<Arc<Scenario>>; 2],
}

impl<'a> Worker<'a> {
    fn new(request: &Request<'a>) -> Self {
        // Copies of its own: threads that count references to one scenario wait for each other.
        let mut arm = request.arm.clone();
        arm.scenario = Arc::new((*arm.scenario).clone());
        arm.rules = Arc::new((*arm.rules).clone());
        let engine = Engine::new(Arc::new((arm.list)(&arm.rules)));
        let observer = request.record.map(|record| Observer::new(request.base, record));
        Self { arm, engine, observer, drawn: [None, None] }
    }

    /// What a seed plays. The engine holds the scenario of the last run; the one before it is drawn anew in place: most of a
    /// scenario is text, which no draw changes.
    fn at(&mut self, seed: u64) -> (Arc<Scenario>, Arc<RulesFile>) {
        let Some(inputs) = &self.arm.inputs else { return self.arm.at(seed) };
        let [before, last] = std::mem::take(&mut self.drawn);
        let mut scenario = before.unwrap_or_else(|| Arc::new((*self.arm.scenario).clone()));
        inputs.redraw(Arc::make_mut(&mut scenario), seed);
        self.drawn = [last, Some(Arc::clone(&scenario))];
        (scenario, inputs.rules(&self.arm.rules, seed))
    }

    fn run(&mut self, seed: u64, turn: &mut u32, follower: &mut Option<Follower<'_>>) -> Run {
        let (scenario, rules) = self.at(seed);
        if self.arm.inputs.is_some() {
            self.engine.retune(Arc::new((self.arm.list)(&rules)));
        }
        let observer = &mut self.observer;
        let end = self.engine.run(&scenario, seed, Detail::Facts, &mut |entry| {
            if let What::TurnEnd { turn: ended, .. } = entry.what {
                *turn = ended;
            }
            if let Some(observer) = observer {
                observer.see(entry);
            }
            if let Some(follower) = follower {
                follower(entry);
            }
        });
        let values =
            observer.as_mut().map_or_else(Vec::new, |o| o.finish().iter().map(|o| o.value).collect());
        Run { seed, digest: end.digest, events: end.events, values }
    }
}

/// What a panic said.
#[must_use]
pub fn message(cause: &(dyn std::any::Any + Send)) -> String {
    let text = cause.downcast_ref::<&str>().map(|s| (*s).to_string());
    text.or_else(|| cause.downcast_ref::<String>().cloned()).unwrap_or_else(|| String::from("no message"))
}
