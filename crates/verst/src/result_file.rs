//! The result of a replay as JSON.

use serde::Serialize;
use serde_json::{Value, json};
use verst_files::load::Loaded;
use verst_score::scorecard::Scorecard;
use verst_score::split::Split;
use verst_study::runner::Ensemble;
use verst_study::seeds::SeedSet;

use crate::args::{self, Play};
use crate::open::{self, Books, Rules};

/// Version of the form of the file.
const FORMAT: u32 = 1;

/// What goes into the file.
pub struct Result<'a> {
    /// The operation.
    pub loaded: &'a Loaded,
    /// The rules.
    pub rules: &'a Rules,
    /// The record, if there was one.
    pub books: Option<&'a Books>,
    /// Settings.
    pub play: &'a Play,
    /// Where the operation was cut.
    pub until: Option<&'a str>,
    /// Seeds asked for.
    pub seeds: &'a SeedSet,
    /// What came of them.
    pub ensemble: &'a Ensemble,
    /// The score, if there was a record.
    pub card: Option<&'a Scorecard>,
    /// Where the spread comes from, if it was asked for.
    pub split: Option<&'a Split>,
}

#[derive(Serialize)]
struct Seeds<'a> {
    set: &'a str,
    first: u64,
    last: u64,
    asked: usize,
}

/// The file's text.
#[must_use]
pub fn result(r: &Result<'_>) -> String {
    let mut text = serde_json::to_string_pretty(&value(r)).expect("plain data has a JSON form");
    text.push('\n');
    text
}

/// What the file says.
#[must_use]
pub fn value(r: &Result<'_>) -> Value {
    let seeds = &r.seeds.seeds;
    let seeds =
        Seeds { set: &r.seeds.name, first: seeds[0], last: seeds[seeds.len() - 1], asked: seeds.len() };
    let failures: Vec<Value> = r
        .ensemble
        .failures
        .iter()
        .map(|f| json!({ "seed": f.seed, "turn": f.turn, "message": f.message }))
        .collect();
    json!({
        "format": FORMAT,
        "verst_version": env!("CARGO_PKG_VERSION"),
        "scenario": r.loaded.scenario.key,
        "scenario_digest": hex(&r.loaded.scenario.digest),
        "record_digest": r.books.map(|b| b.digest.as_str()),
        "rules_digest": r.rules.digest,
        "orders": open::mode(r.play.orders).name(),
        "inputs": inputs(r.play.inputs),
        "changes": r.play.set,
        "variant": r.play.variant,
        "until": r.until,
        "seeds": seeds,
        "runs": r.ensemble.runs.len(),
        "failures": failures,
        "digest": hex(&r.ensemble.digest()),
        "summary": r.card.map(|c| &c.summary),
        "measures": r.card.map(|c| &c.measures),
        "split": r.split,
    })
}

/// Name of an input mode.
#[must_use]
pub fn inputs(inputs: args::Inputs) -> &'static str {
    match inputs {
        args::Inputs::Drawn => "drawn",
        args::Inputs::Best => "best",
    }
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8; 32]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
