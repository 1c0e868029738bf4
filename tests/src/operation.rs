//! Operations in this process, Kaluga before all: what the binary plays, for tests that look at entries and values themselves.

use std::sync::Arc;

use verst_domain::journal::Entry;
use verst_domain::scenario::Scenario;
use verst_engine::journal::Detail;
use verst_files::library::Library;
use verst_files::load::load;
use verst_files::text::read;
use verst_rules::list;
use verst_rules::rules_file::RulesFile;
use verst_rules::uncertainty::{CovarianceFile, Uncertainty};
use verst_score::measure::Record;
use verst_score::record::RecordFile;
use verst_study::inputs::Inputs;
use verst_study::runner::{Arm, Request};
use verst_study::seeds;
use verst_tests::{root, scenarios};

/// The operation that most tests look at.
pub(crate) const NAME: &str = "kaluga-1941";

/// Every operation of the repository.
pub(crate) const ALL: [&str; 4] =
    ["dmitriev-sevsk-1943", "german-retreat-1943-44", "kalinkovichi-mozyr-1944", NAME];

/// An operation with everything that a replay reads.
pub(crate) struct Operation {
    pub(crate) scenario: Scenario,
    pub(crate) rules: RulesFile,
    pub(crate) law: Uncertainty,
    pub(crate) record: Record,
}

impl Operation {
    /// The operation as it lies in the repository.
    pub(crate) fn open() -> Self {
        Self::open_in(&Library::find(Some(&scenarios()), None, &root()).expect("the repository's library"))
    }

    /// Another operation of the repository.
    pub(crate) fn named(name: &str) -> Self {
        let library = Library::find(Some(&scenarios()), None, &root()).expect("the repository's library");
        Self::named_in(name, &library)
    }

    /// The operation as it lies in a library.
    pub(crate) fn open_in(library: &Library) -> Self {
        Self::named_in(NAME, library)
    }

    fn named_in(name: &str, library: &Library) -> Self {
        let folder = library.scenario(name).expect("the operation is there");
        let loaded = load(library, &folder).expect("it checks");
        let mut rules =
            read::<RulesFile>(&library.rules_path(&folder)).expect("the rules file has a type").value;
        let covariance = read::<CovarianceFile>(&library.covariance_path(&folder)).expect("the covariance");
        let law = Uncertainty::new(&covariance.value, &mut rules).expect("it fits the rules");
        let record = read::<RecordFile>(&folder.join("record.ron")).expect("the record has a type");
        Self { record: Record::lower(&record.value, &loaded.scenario), scenario: loaded.scenario, rules, law }
    }

    /// What a replay plays, with drawn inputs.
    pub(crate) fn drawn(&self) -> Arm {
        let inputs = Inputs::new(&self.scenario, &self.rules, Some(self.law.clone()));
        Arm { inputs: Some(Arc::new(inputs)), ..self.best() }
    }

    /// What a replay plays with `--inputs best`.
    pub(crate) fn best(&self) -> Arm {
        Arm {
            scenario: Arc::new(self.scenario.clone()),
            rules: Arc::new(self.rules.clone()),
            inputs: None,
            list: list::standard,
        }
    }
}

/// The first seeds of a set.
pub(crate) fn seeds(set: &str, count: usize) -> Vec<u64> {
    seeds_of(NAME, set, count)
}

/// The first seeds of a set for an operation.
pub(crate) fn seeds_of(name: &str, set: &str, count: usize) -> Vec<u64> {
    let mut found = seeds::find(set, &scenarios(), name).expect("a seed set of the repository").seeds;
    found.truncate(count);
    found
}

/// Every entry of a run.
pub(crate) fn entries(arm: &Arm, seed: u64) -> Vec<Entry> {
    let mut told = Vec::new();
    arm.replay(seed, Detail::Facts, &mut |entry| told.push(entry.clone()));
    told
}

/// What each of the first runs of the set `judge` says of each measure.
pub(crate) fn values(operation: &Operation, arm: &Arm, runs: usize) -> Vec<Vec<f64>> {
    let seeds = seeds("judge", runs);
    let request = Request {
        arm,
        base: &operation.scenario,
        record: Some(&operation.record),
        seeds: &seeds,
        jobs: 2,
        stop: &std::sync::atomic::AtomicBool::new(false),
    };
    let ensemble = request.run(&mut |_| {});
    assert!(ensemble.failures.is_empty(), "{:?}", ensemble.failures);
    ensemble.values()
}
