//! Runs of laboratory worlds: what they tell.

use std::path::Path;

use serde_json::Value;
use verst_tests::{root, stderr, stdout, verst};

/// The stands of a unit at the ends of the turns of a world, at best values.
pub(crate) fn stands(lab: &str, unit: &str) -> Vec<Value> {
    stands_with(lab, 1, &[], unit)
}

/// The same with a seed and settings.
pub(crate) fn stands_with(lab: &str, seed: u64, settings: &[&str], unit: &str) -> Vec<Value> {
    told_by(lab, seed, settings, |entry| entry["what"] == "Stand" && entry["unit"] == unit)
}

/// The entries on a unit of a world's run, with settings.
pub(crate) fn entries(lab: &str, unit: &str, settings: &[&str]) -> Vec<Value> {
    told(lab, settings, |entry| entry["unit"] == unit)
}

/// What a world tells at best values, with settings.
pub(crate) fn told(lab: &str, settings: &[&str], wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
    told_by(lab, 1, settings, wanted)
}

/// The same with a seed too.
pub(crate) fn told_by(
    lab: &str,
    seed: u64,
    settings: &[&str],
    wanted: impl Fn(&Value) -> bool,
) -> Vec<Value> {
    told_of(&root().join("tests/labs").join(lab), seed, settings, wanted)
}

/// The same of a world in a folder.
pub(crate) fn told_of(
    world: &Path,
    seed: u64,
    settings: &[&str],
    wanted: impl Fn(&Value) -> bool,
) -> Vec<Value> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let journal = folder.path().join("run.jsonl");
    let paths = [world, &journal].map(|p| p.to_str().expect("a plain path"));
    let seed = seed.to_string();
    let mut arguments = vec!["replay", paths[0], "--seed", &seed, "--inputs", "best", "--quiet"];
    arguments.extend(["--journal", paths[1]]);
    settings.iter().for_each(|setting| arguments.extend(["--set", setting]));
    let output = verst(&arguments);
    assert!(output.status.success(), "{}: {}", paths[0], stderr(&output));
    let text = std::fs::read_to_string(&journal).expect("the journal");
    let entries = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    entries.filter(wanted).collect()
}

/// A number of an entry.
pub(crate) fn number(entry: &Value, field: &str) -> f64 {
    entry[field].as_f64().unwrap_or_else(|| panic!("{field} of {entry}"))
}

/// Turns of half a day until something holds, in days.
pub(crate) fn days_until(stands: &[Value], holds: impl Fn(&Value) -> bool) -> Option<f64> {
    stands.iter().position(holds).map(|turn| (turn + 1) as f64 / 2.0)
}

/// Every value of a named factor of what happened to a unit or at a place of a world, at best values, in order.
pub(crate) fn factors(lab: &str, asked: [&str; 2], settings: &[&str], name: &str) -> Vec<f64> {
    let world = root().join("tests/labs").join(lab);
    let mut arguments = vec!["explain", world.to_str().expect("a plain path")];
    arguments.extend(["--seed", "1", "--inputs", "best"].iter().chain(&asked));
    settings.iter().for_each(|setting| arguments.extend(["--set", setting]));
    let output = verst(&arguments);
    assert!(output.status.success(), "{lab}: {}", stderr(&output));
    let told = stdout(&output);
    let named = told.lines().filter_map(|line| line.trim().strip_prefix("x ")?.strip_suffix(name));
    named.filter_map(|value| value.trim().parse().ok()).collect()
}
