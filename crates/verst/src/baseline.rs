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

    /// The text of its file: a line for each run, so that a change is seen line by line.
    #[must_use]
    pub fn text(&self) -> String {
        let scenarios: Vec<String> = self.scenarios.iter().map(|(key, kept)| kept.text(key)).collect();
        format!("{{\"format\":{},\"scenarios\":{{\n{}\n}}}}\n", self.format, scenarios.join(",\n"))
    }
}

/// Values as a baseline keeps them: four decimals tell more than any score does, and keep the file small.
#[must_use]
pub fn kept_values(values: &[Vec<f64>]) -> Vec<Vec<f64>> {
    values.iter().map(|run| run.iter().map(|x| (x * 1e4).round() / 1e4).collect()).collect()
}

fn json<T: Serialize>(of: &T) -> String {
    serde_json::to_string(of).expect("plain data has a JSON form")
}

impl Kept {
    fn text(&self, key: &str) -> String {
        let field = |name: &str, value: String| format!("\"{name}\":{value}");
        let runs: Vec<String> = self.values.iter().map(json).collect();
        let fields = [
            field("verst_version", json(&self.verst_version)),
            field("scenario_digest", json(&self.scenario_digest)),
            field("rules_digest", json(&self.rules_digest)),
            field("digest", json(&self.digest)),
            field("seeds", json(&self.seeds)),
            field("measures", json(&self.measures)),
            field("values", format!("[\n{}\n]", runs.join(",\n"))),
        ];
        format!("{}:{{\n{}}}", json(&key), fields.join(",\n"))
    }

    /// What of these values can be compared with others of the same seeds, which are kept ones as well.
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
            before: of(&kept_values(&self.values), &|p| p.0),
            after: of(now, &|p| p.1),
            left_out,
        }
    }
}
