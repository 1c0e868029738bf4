//! `verst batch`: operations replayed without a person, held against a baseline.

use std::path::Path;

use serde_json::{Value, json};
use verst_files::library::Library;
use verst_score::gate::{Change, change, failing};
use verst_score::measure::Record;
use verst_study::runner::{self, Arm, Ensemble, Request};
use verst_study::seeds;

use crate::args::{Batch, Play};
use crate::baseline::{Baseline, Kept, kept_values};
use crate::batch_report::{annotate, junit};
use crate::failure::Failure;
use crate::open::{self, Books};
use crate::output::{Output, note, print};
use crate::progress::{self, STOP};
use crate::result_file::hex;

/// What became of an operation.
pub struct Verdict {
    /// Its key.
    pub scenario: String,
    /// Runs that ended well.
    pub runs: usize,
    /// Runs that broke off.
    pub broken: Vec<runner::Failure>,
    /// The change of its score; none without a baseline.
    pub change: Option<Change>,
    /// Whether the gate fails it.
    pub fails: bool,
    /// Whether the histories are those of the baseline, bit by bit; none without one.
    pub same: Option<bool>,
    /// Measures that could not be compared.
    pub left_out: Vec<String>,
    kept: Kept,
}

/// Replays operations and holds them against the baseline.
///
/// # Errors
/// A gate that failed; bad input or usage, an internal failure, an interruption.
pub fn batch(library: &Library, arguments: &Batch) -> Result<(), Failure> {
    let old = match &arguments.baseline {
        Some(path) if path.exists() || !arguments.update_baseline => Some(Baseline::read(path)?),
        _ => None,
    };
    let json_only = arguments.json.as_deref() == Some(Path::new("-"));
    let json = arguments.json.as_deref().filter(|_| !json_only).map(Output::prepare).transpose()?;
    let xml = arguments.junit.as_deref().map(Output::prepare).transpose()?;
    let new = arguments.baseline.as_deref().filter(|_| arguments.update_baseline);
    let new = new.map(|path| Output::prepare(path).map(|file| (path, file))).transpose()?;
    progress::stop_on_ctrl_c();
    // All are opened before any is played: what is wrong with the last is told before the runs of the first.
    let open = |name: String| Ready::open(library, &name, arguments, old.as_ref());
    let ready = names(library, arguments)?.into_iter().map(open).collect::<Result<Vec<_>, _>>()?;
    let mut verdicts = Vec::new();
    for ready in ready {
        verdicts.push(ready.play(arguments)?);
        if progress::is_stopped() {
            return Err(Failure::Interrupted);
        }
    }
    judge(&mut verdicts);
    let text = account(&verdicts, arguments);
    if arguments.json.is_some() {
        let text = result(&verdicts, arguments);
        json.map_or_else(|| print(&text), |file| file.write(text.as_bytes()))?;
    }
    if !json_only {
        print(&text)?;
    }
    if let Some(xml) = xml {
        xml.write(junit(&verdicts).as_bytes())?;
    }
    annotate(&verdicts, &text, json_only)?;
    let gone = gone(old.as_ref(), &verdicts, arguments);
    if !gone.is_empty() {
        let verb = if new.is_some() { "forgotten" } else { "not played" };
        note(&format!(
            "{verb}, since there is no such operation with a record any more: {}",
            gone.join(", ")
        ));
    }
    if let Some((path, file)) = new {
        let kept = old.filter(|_| !arguments.names.is_empty());
        return update(kept, verdicts, path, file);
    }
    end(&verdicts)
}

/// The operations asked for, or all that have a record.
fn names(library: &Library, arguments: &Batch) -> Result<Vec<String>, Failure> {
    if !arguments.names.is_empty() {
        return Ok(arguments.names.clone());
    }
    let has_record = |name: &String| library.root().join(name).join("record.ron").is_file();
    let names: Vec<String> = library.list().into_iter().filter(has_record).collect();
    if names.is_empty() {
        return Err(Failure::Usage(format!("no operation in {} has a record", library.root().display())));
    }
    Ok(names)
}

/// Operations of the baseline that are no longer there; nobody asks where only some are played.
fn gone(old: Option<&Baseline>, verdicts: &[Verdict], arguments: &Batch) -> Vec<String> {
    let all = old.filter(|_| arguments.names.is_empty()).into_iter().flat_map(|old| old.scenarios.keys());
    all.filter(|key| verdicts.iter().all(|v| v.scenario != **key)).cloned().collect()
}

/// An operation that can be played and held against the baseline.
struct Ready {
    key: String,
    digest: String,
    rules_digest: String,
    arm: Arm,
    record: Record,
    seeds: Vec<u64>,
    before: Option<Kept>,
}

impl Ready {
    fn open(
        library: &Library,
        name: &str,
        arguments: &Batch,
        old: Option<&Baseline>,
    ) -> Result<Self, Failure> {
        let loaded = open::operation(library, name)?;
        let rules = open::rules(library, &loaded.folder, arguments.rules.as_deref())?;
        let key = loaded.scenario.key.clone();
        let Some(Books { record, .. }) = open::books(library, &loaded)? else {
            let message = format!("{key} has no record.ron: there is nothing to hold it against");
            return Err(Failure::Usage(message));
        };
        let seeds = seeds::find(&arguments.seeds, library.root(), &key)?.seeds;
        let kept = old.and_then(|old| old.scenarios.get(&key));
        let before = kept.filter(|kept| kept.seeds == seeds).cloned();
        // A baseline that is written anew need not be comparable with the one before.
        if kept.is_some() && before.is_none() && !arguments.update_baseline {
            return Err(Failure::Usage(format!(
                "the baseline of {key} was made with other seeds than --seeds {}: make it anew with --update-baseline",
                arguments.seeds
            )));
        }
        let arm = open::arm(&loaded, &rules, &Play::usual())?;
        let digest = hex(&loaded.scenario.digest);
        Ok(Self { key, digest, rules_digest: rules.digest, arm, record, seeds, before })
    }

    fn play(self, arguments: &Batch) -> Result<Verdict, Failure> {
        let Self { key, record, seeds, before, .. } = self;
        let bar = progress::bar(seeds.len(), &format!("runs of {key}"), arguments.quiet);
        let request = Request {
            arm: &self.arm,
            base: &self.arm.scenario,
            record: Some(&record),
            seeds: &seeds,
            jobs: progress::jobs(arguments.jobs),
            stop: &STOP,
        };
        let ensemble: Ensemble = request.run(&mut |_| bar.inc(1));
        bar.finish_and_clear();
        let values = kept_values(&ensemble.values());
        let digest = hex(&ensemble.digest());
        let whole = before.as_ref().filter(|_| values.len() == seeds.len());
        let common = whole.map(|kept| kept.common(&record, &values));
        let comparable = common.as_ref().filter(|c| !c.record.measures.is_empty());
        Ok(Verdict {
            scenario: key,
            runs: values.len(),
            change: comparable.map(|c| change(&c.record, &c.before, &c.after)),
            fails: false,
            same: before.map(|kept| kept.digest == digest),
            left_out: common.map_or_else(Vec::new, |c| c.left_out),
            kept: Kept {
                verst_version: env!("CARGO_PKG_VERSION").to_string(),
                scenario_digest: self.digest,
                rules_digest: self.rules_digest,
                digest,
                seeds,
                measures: record.measures.iter().map(|m| m.key.clone()).collect(),
                values,
            },
            broken: ensemble.failures,
        })
    }
}

/// Which operations fail, all of them together.
fn judge(verdicts: &mut [Verdict]) {
    let changes: Vec<&Change> = verdicts.iter().filter_map(|v| v.change.as_ref()).collect();
    let mut fails = failing(&changes).into_iter();
    for verdict in verdicts.iter_mut().filter(|v| v.change.is_some()) {
        verdict.fails = fails.next().unwrap_or(false);
    }
}

impl Verdict {
    /// What became of it, in a line.
    #[must_use]
    pub fn line(&self) -> String {
        if !self.broken.is_empty() {
            let first = &self.broken[0];
            return format!(
                "{} runs broke off, the first with seed {} after turn {}: {}",
                self.broken.len(),
                first.seed,
                first.turn,
                first.message
            );
        }
        let Some(c) = &self.change else { return String::from("no baseline to hold it against") };
        let numbers = format!(
            "mean error {:.3}, baseline {:.3} ({:+.1} %, grown by {:+.3} to {:+.3}, p {:.3})",
            c.after,
            c.before,
            100.0 * c.share(),
            c.at_least,
            c.at_most,
            c.p
        );
        match (self.fails, self.same) {
            (true, _) => format!("WORSE: {numbers}"),
            (false, Some(true)) => format!("the same histories; mean error {:.3}", c.after),
            (false, _) => format!("other histories, no worse a score: {numbers}"),
        }
    }

    /// Remarks that fail nothing.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let worse = self.change.iter().flat_map(|c| &c.worse);
        let mut all: Vec<String> =
            worse.map(|(key, growth)| format!("{key} is worse by {growth:.2} units of error")).collect();
        if !self.left_out.is_empty() {
            all.push(format!("not compared, since only one of both has it: {}", self.left_out.join(", ")));
        }
        all
    }
}

fn account(verdicts: &[Verdict], arguments: &Batch) -> String {
    let mut text = String::new();
    for v in verdicts {
        text += &format!("{:<26} {} runs of {}: {}\n", v.scenario, v.runs, arguments.seeds, v.line());
        for warning in v.warnings() {
            text += &format!("{:<26} warning: {warning}\n", "");
        }
    }
    let failed = verdicts.iter().filter(|v| v.fails).count();
    let broken = verdicts.iter().filter(|v| !v.broken.is_empty()).count();
    text + &format!("{} operations, {failed} worse, {broken} with broken runs\n", verdicts.len())
}

fn result(verdicts: &[Verdict], arguments: &Batch) -> String {
    let one = |v: &Verdict| -> Value {
        let broken: Vec<Value> = v
            .broken
            .iter()
            .map(|f| json!({ "seed": f.seed, "turn": f.turn, "message": f.message }))
            .collect();
        json!({ "scenario": v.scenario, "scenario_digest": v.kept.scenario_digest,
                "rules_digest": v.kept.rules_digest, "digest": v.kept.digest, "runs": v.runs, "failures": broken,
                "fails": v.fails, "same_digest": v.same, "change": v.change, "left_out": v.left_out,
                "says": v.line() })
    };
    let value = json!({
        "format": 1,
        "verst_version": env!("CARGO_PKG_VERSION"),
        "seeds": arguments.seeds,
        "baseline": arguments.baseline,
        "scenarios": verdicts.iter().map(one).collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&value).expect("plain data has a JSON form") + "\n"
}

/// Writes the baseline anew; `kept` is the old one where only some operations were played.
fn update(kept: Option<Baseline>, verdicts: Vec<Verdict>, path: &Path, file: Output) -> Result<(), Failure> {
    if verdicts.iter().any(|v| !v.broken.is_empty()) {
        note("the baseline was not written: runs broke off");
        return end(&verdicts);
    }
    let mut baseline = kept.unwrap_or_else(Baseline::new);
    baseline.scenarios.extend(verdicts.into_iter().map(|v| (v.scenario, v.kept)));
    file.write(baseline.text().as_bytes())?;
    note(&format!("the baseline {} was written", path.display()));
    Ok(())
}

fn end(verdicts: &[Verdict]) -> Result<(), Failure> {
    if let Some(v) = verdicts.iter().find(|v| !v.broken.is_empty()) {
        return Err(Failure::Internal(format!("{}: {}", v.scenario, v.line())));
    }
    let failed: Vec<&str> = verdicts.iter().filter(|v| v.fails).map(|v| v.scenario.as_str()).collect();
    if failed.is_empty() {
        Ok(())
    } else {
        Err(Failure::Gate(format!("the score is worse: {}", failed.join(", "))))
    }
}
