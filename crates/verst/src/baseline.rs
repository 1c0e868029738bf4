//! The baseline of `batch`: what operations came to before, run by run.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use verst_score::measure::Record;

use crate::failure::Failure;

/// A baseline's file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Version of the form of the file.
    pub format: u32,
    /// Operations by key.
    pub scenarios: BTreeMap<String, Kept>,
}

/// What an operation came to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Version of verst.
    pub verst_version: String,
    /// Digest of the operation's files.
    pub scenario_digest: String,
    /// Digest of the rules.
    pub rules_digest: String,
    /// Digest of the ensemble.
    pub digest: String,
    /// Seeds, in order.
    pub seeds: Vec<u64>,
    /// Keys of the measures.
    pub measures: Vec<String>,
    /// Values by run, then by measure, on the scale of the score.
    pub values: Vec<Vec<f64>>,
}

/// Values of two arms that can be compared, with the measures that both have.
pub struct Common {
    /// The measures.
    pub record: Record,
    /// The baseline's values.
    pub before: Vec<Vec<f64>>,
    /// Those of now.
    pub after: Vec<Vec<f64>>,
    /// Measures that only one of both has.
    pub left_out: Vec<String>,
}

impl Baseline {
    /// A baseline of nothing.
    #[must_use]
    pub fn new() -> Self {
        Self { format: 1, scenarios: BTreeMap::new() }
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// If there is none, or the file is no baseline.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let text = std::fs::read_to_string(path).map_err(|e| {
            let hint = "make it once with --update-baseline";
            Failure::Usage(format!("the baseline {shown} cannot be read: {}; {hint}", e.kind()))
        })?;
        let baseline: Self = serde_json::from_str(&text)
            .map_err(|e| Failure::Usage(format!("{shown} is no baseline of verst: {e}")))?;
        if baseline.format > 1 {
            let message = format!("{shown}: format {} is newer than this version reads", baseline.format);
            return Err(Failure::Usage(message));
        }
        let is_whole = |k: &Kept| {
            let shape = k.values.iter().all(|run| run.len() == k.measures.len());
            shape && k.values.len() == k.seeds.len() && !k.seeds.is_empty()
        };
        match baseline.scenarios.iter().find(|(_, kept)| !is_whole(kept)) {
            Some((key, _)) => {
                Err(Failure::Usage(format!("{shown}: {key} has not a value for every run and measure")))
            }
            None => Ok(baseline),
        }
    }

    /// The text of its file.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(self).expect("plain data has a JSON form") + "\n"
    }
}

impl Kept {
    /// What of these values can be compared with others of the same seeds.
    #[must_use]
    pub fn common(&self, record: &Record, now: &[Vec<f64>]) -> Common {
        let pairs: Vec<(usize, usize)> = record
            .measures
            .iter()
            .enumerate()
            .filter_map(|(n, m)| self.measures.iter().position(|key| *key == m.key).map(|old| (old, n)))
            .collect();
        let of = |runs: &[Vec<f64>], pick: &dyn Fn(&(usize, usize)) -> usize| {
            runs.iter().map(|run| pairs.iter().map(|p| run[pick(p)]).collect()).collect()
        };
        let new = record.measures.iter().enumerate().filter(|(n, _)| pairs.iter().all(|p| p.1 != *n));
        let old = self.measures.iter().enumerate().filter(|(o, _)| pairs.iter().all(|p| p.0 != *o));
        let left_out = new.map(|(_, m)| m.key.clone()).chain(old.map(|(_, key)| key.clone())).collect();
        let measures = pairs.iter().map(|p| record.measures[p.1].clone()).collect();
        Common {
            record: Record { measures },
            before: of(&self.values, &|p| p.0),
            after: of(now, &|p| p.1),
            left_out,
        }
    }
}
