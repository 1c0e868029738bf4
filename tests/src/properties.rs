//! What holds for any input: seed sets, dates, drawn numbers, settings, the journal as a file.

use std::path::Path;

use proptest::prelude::*;
use verst_domain::journal::What;
use verst_domain::knobs;
use verst_domain::quantity::Quantity;
use verst_domain::scenario::Scenario;
use verst_domain::time::{Calendar, DAY, Minute};
use verst_files::text::parse;
use verst_rules::rules_file::RulesFile;
use verst_study::inputs::Inputs;
use verst_study::seeds::{self, SeedsFile};
use verst_study::settings;
use verst_tests::{scenarios, verst};

use crate::operation::{NAME, Operation, entries};

fn config(cases: u32) -> ProptestConfig {
    // A failing case is printed with its input; files of old failures would lie beside the tests.
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// The seeds that a set's text gives for Kaluga.
fn read_set(text: &str) -> Option<Vec<u64>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("set.ron");
    std::fs::write(&file, text).expect("the set is written");
    let set = seeds::find(file.to_str().expect("a plain path"), &scenarios(), NAME);
    set.ok().map(|s| s.seeds)
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn a_range_of_seeds_is_read_as_written(first in 0..u64::MAX - 300, count in 1..300_u64) {
        let text = format!("(format: 1, purpose: \"p\", seeds: Range(first: {first}, count: {count}))");
        let wanted: Vec<u64> = (first..first + count).collect();
        prop_assert_eq!(read_set(&text), Some(wanted));
    }

    #[test]
    fn a_list_of_seeds_is_read_as_written(own in prop::collection::vec(any::<u64>(), 1..20), other in any::<u64>()) {
        let text = format!("(format: 1, purpose: \"p\", seeds: For({{\"elsewhere\": [{other}], \"{NAME}\": {own:?}}}))");
        prop_assert_eq!(read_set(&text), Some(own));
    }

    #[test]
    fn no_text_breaks_the_reader_of_seeds(text in "[(){}\\[\\]:,\"a-zA-Z0-9 \n.]{0,120}") {
        let _ = parse::<SeedsFile>(Path::new("any.ron"), text.clone());
        let nearly = format!("(format: 1, purpose: \"p\", seeds: {text})");
        let _ = parse::<SeedsFile>(Path::new("any.ron"), nearly);
    }

    #[test]
    fn minutes_and_dates_are_one(year in 1900..2000_i16, month in 1..=12_i8, day in 1..=28_i8, hour in 0..24_i8,
                                 minute in -1_000_000..1_000_000_i64) {
        let written = format!("{year:04}-{month:02}-{day:02}T{hour:02}:00");
        let start = verst_files::number::date(&written).expect("a date");
        let calendar = Calendar { start, end: Minute(DAY), turn: 720, round: 360 };
        let date = calendar.date(Minute(minute));
        prop_assert_eq!(calendar.minute(date), Minute(minute));
        let of_day = calendar.minute_of_day(Minute(minute));
        prop_assert_eq!(of_day, i64::from(date.hour()) * 60 + i64::from(date.minute()));
        let midnight = calendar.calendar_day(Minute(minute)) * DAY - i64::from(hour) * 60;
        prop_assert_eq!(minute, midnight + of_day);
    }
}

/// Every quantity of an operation and its rules, with its path.
fn quantities(scenario: &Scenario, rules: &RulesFile) -> Vec<(String, Quantity)> {
    let mut found = Vec::new();
    knobs::visit(&mut scenario.clone(), &mut |knob| found.push((knob.path(), *knob.quantity)));
    rules.clone().visit(&mut |seen| found.push((format!("rules.{}", seen.path()), *seen.quantity)));
    found
}

/// The coefficients of the law of engagement follow a covariance, not their ranges.
fn in_law(path: &str) -> bool {
    path.starts_with("rules.engagement.") || path.starts_with("rules.armies.")
}

#[test]
fn drawn_numbers_lie_in_their_ranges_and_use_them() {
    let operation = Operation::open();
    let inputs = Inputs::new(&operation.scenario, &operation.rules, Some(operation.law.clone()));
    let written = quantities(&operation.scenario, &operation.rules);
    let mut seen: Vec<(f64, f64)> = vec![(f64::INFINITY, f64::NEG_INFINITY); written.len()];
    for seed in 1..=100 {
        let scenario = inputs.scenario(&operation.scenario, seed);
        let drawn = quantities(&scenario, &inputs.rules(&operation.rules, seed));
        for (((path, q), (_, value)), (low, high)) in written.iter().zip(&drawn).zip(&mut seen) {
            let inside = q.low - 1e-9 <= value.best && value.best <= q.high + 1e-9 * q.high.abs();
            assert!(inside || in_law(path), "seed {seed}, {path}: {} of {q:?}", value.best);
            (*low, *high) = (low.min(value.best), high.max(value.best));
        }
    }
    for ((path, q), (low, high)) in written.iter().zip(&seen) {
        let used = (high - low) / (q.high - q.low).max(f64::MIN_POSITIVE);
        assert!(q.is_exact() || used > 0.4, "{path}: {low} to {high} of {q:?}");
    }
}

#[test]
fn a_setting_sets_what_it_names_and_nothing_else() {
    let operation = Operation::open();
    let before = quantities(&operation.scenario, &operation.rules);
    let any = (0..before.len(), 0.0..1.0_f64);
    proptest!(config(48), |((index, share) in any)| {
        let (low, high) = (before[index].1.low, before[index].1.high);
        let value = low + share * (high - low);
        let (mut scenario, mut rules) = (operation.scenario.clone(), operation.rules.clone());
        let path = &before[index].0;
        let hits = settings::set(&mut scenario, &mut rules, &format!("{path}={value}"));
        prop_assert_eq!(hits, Ok(1), "{}", path);
        for (n, ((at, was), (_, is))) in before.iter().zip(&quantities(&scenario, &rules)).enumerate() {
            let wanted = if n == index { Quantity::exact(value) } else { *was };
            prop_assert_eq!(*is, wanted, "{} after {}", at, path);
        }
    });
}

/// The same but for the last bit, which the reader of JSON does not keep.
fn same(written: &serde_json::Value, told: f64) -> bool {
    written.as_f64().is_some_and(|w| (w - told).abs() <= 1e-12 * told.abs())
}

/// A journal that is written says what the run told: the same entries in the same order, with the same men.
#[test]
fn a_journal_file_says_what_the_run_told() {
    let operation = Operation::open();
    let (arm, scenario) = (operation.drawn(), &operation.scenario);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("run.jsonl");
    for seed in ["3", "200017"] {
        let path = file.to_str().expect("a plain path");
        let arguments = ["replay", NAME, "--seed", seed, "--no-record", "--quiet", "--journal", path];
        assert!(verst(&arguments).status.success());
        let text = std::fs::read_to_string(&file).expect("the journal is there");
        let lines: Vec<serde_json::Value> =
            text.lines().map(|l| serde_json::from_str(l).expect("every line is JSON")).collect();
        let told = entries(&arm, seed.parse().expect("a number"));
        assert_eq!(lines[0]["seed"].to_string(), seed);
        assert_eq!(lines.len() - 1, told.len(), "one line for each entry, after the head");
        for (line, entry) in lines[1..].iter().zip(&told) {
            assert_eq!(line["minute"], entry.at.0, "{line}");
            assert_eq!(line["at"], scenario.calendar.date(entry.at).to_string(), "{line}");
            let name = format!("{:?}", entry.what);
            let kind = line["what"].as_str().expect("a name");
            assert!(name.starts_with(kind), "{line} is not {name}");
            match &entry.what {
                What::Stand(s) => {
                    assert_eq!(line["unit"], scenario.unit(s.unit).key.as_str(), "{line}");
                    assert!(same(&line["men"], s.men) && same(&line["tanks"], s.tanks), "{line}");
                }
                What::Lost { losses, .. } => assert!(same(&line["killed"], losses.killed), "{line}"),
                What::TurnEnd { digest, .. } => {
                    assert_eq!(line["digest"], format!("{digest:016x}"), "{line}")
                }
                _ => {}
            }
        }
    }
}
