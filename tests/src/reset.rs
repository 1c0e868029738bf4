//! An engine that has run before is as good as new: it is set back in place, and nothing of an earlier run is left in it.

use std::sync::Arc;

use verst_domain::scenario::{OrderMode, Scenario};
use verst_engine::journal::Detail;
use verst_engine::run::{Engine, RunEnd};
use verst_files::library::Library;
use verst_files::load::load;
use verst_study::runner::Arm;
use verst_tests::{root, scenarios};

use crate::operation::Operation;

/// What one engine is made to run, and what that seed gives on an engine of its own.
struct Reused {
    engine: Engine,
}

impl Reused {
    fn new(arm: &Arm) -> Self {
        Self { engine: Engine::new(Arc::new((arm.list)(&arm.rules))) }
    }

    fn run(&mut self, arm: &Arm, seed: u64, detail: Detail) -> RunEnd {
        let (scenario, rules) = arm.at(seed);
        self.engine.retune(Arc::new((arm.list)(&rules)));
        self.engine.run(&scenario, seed, detail, &mut |_| {})
    }

    /// Runs a seed, which must end as on a fresh engine.
    fn as_fresh(&mut self, arm: &Arm, seed: u64) -> RunEnd {
        let end = self.run(arm, seed, Detail::Facts);
        assert_eq!(end, arm.replay(seed, Detail::Facts, &mut |_| {}), "seed {seed}");
        end
    }
}

#[test]
fn a_reused_engine_runs_as_a_fresh_one() {
    let operation = Operation::open();
    for arm in [operation.best(), operation.drawn()] {
        let mut engine = Reused::new(&arm);
        let first = engine.as_fresh(&arm, 41);
        let other = engine.as_fresh(&arm, 42);
        assert_ne!(first, other, "two seeds differ, or this shows nothing");
        assert_eq!(first, engine.as_fresh(&arm, 41));
        engine.run(&arm, 43, Detail::Factors);
        assert_eq!(first, engine.as_fresh(&arm, 41), "after a run that told its factors");
    }
}

#[test]
fn drawn_and_best_inputs_leave_nothing_to_each_other() {
    let operation = Operation::open();
    let (best, drawn) = (operation.best(), operation.drawn());
    let mut engine = Reused::new(&best);
    for (arm, seed) in [(&best, 7), (&drawn, 7), (&drawn, 8), (&best, 7), (&drawn, 7)] {
        engine.as_fresh(arm, seed);
    }
}

#[test]
fn other_orders_leave_nothing_behind() {
    let operation = Operation::open();
    let historical = operation.drawn();
    let mut opening = Operation::open();
    opening.scenario.keep_known(OrderMode::Opening);
    let opening = opening.drawn();
    let mut engine = Reused::new(&historical);
    for (arm, seed) in [(&historical, 7), (&opening, 7), (&historical, 7), (&opening, 8)] {
        engine.as_fresh(arm, seed);
    }
}

#[test]
fn another_operation_leaves_nothing_behind() {
    let operation = Operation::open();
    let (big, small) = (operation.drawn(), Arm { scenario: Arc::new(template()), ..operation.best() });
    let mut engine = Reused::new(&big);
    for (arm, seed) in [(&big, 7), (&small, 7), (&big, 7), (&small, 8), (&small, 7)] {
        engine.as_fresh(arm, seed);
    }
}

#[test]
fn an_operation_cut_short_leaves_nothing_behind() {
    let operation = Operation::open();
    let whole = operation.drawn();
    let mut cut = Operation::open();
    cut.scenario.calendar.end = verst_domain::time::Minute(5 * verst_domain::time::DAY + 400);
    let cut = cut.drawn();
    let mut engine = Reused::new(&whole);
    for (arm, seed) in [(&cut, 7), (&whole, 7), (&cut, 8), (&cut, 7), (&whole, 8)] {
        engine.as_fresh(arm, seed);
    }
}

/// The operation that `verst new` writes, with the sources of the library.
fn template() -> Scenario {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let lab = folder.path().join("lab");
    std::fs::create_dir(&lab).expect("a new folder");
    for entry in std::fs::read_dir(root().join("crates/verst/template")).expect("the template") {
        let from = entry.expect("a file of the template").path();
        std::fs::copy(&from, lab.join(from.file_name().expect("a file has a name"))).expect("a copy");
    }
    let library = Library::find(Some(&scenarios()), None, &root()).expect("the repository's library");
    load(&library, &lab).expect("the template checks").scenario
}
