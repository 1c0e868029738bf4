//! The same scenario, rules and seeds give the same bytes, however they are run.

use verst_tests::{built, scenarios, stdout, verst, verst_on};

use crate::operation::ALL;

const QUICK: [&str; 5] = ["replay", "kaluga-1941", "--runs", "6", "--quiet"];

fn digest(text: &str) -> String {
    let line = text.lines().rfind(|l| l.starts_with("digest of")).expect("a replay ends with its digest");
    line.to_string()
}

fn with(extra: &[&str]) -> String {
    let arguments: Vec<&str> = QUICK.iter().chain(extra).copied().collect();
    let output = verst(&arguments);
    assert!(output.status.success(), "{arguments:?}");
    digest(&stdout(&output))
}

#[test]
fn threads_journal_and_record_change_no_digest() {
    let one = with(&["--jobs", "1"]);
    assert_eq!(one, with(&["--jobs", "2"]));
    assert_eq!(one, with(&["--no-record"]));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let journal = folder.path().join("run.jsonl");
    assert_eq!(one, with(&["--journal", journal.to_str().expect("a plain path")]));
    assert!(journal.is_file());
    assert_ne!(one, with(&["--orders", "opening"]), "orders matter");
}

#[test]
fn every_operation_gives_the_same_bytes_for_any_number_of_threads() {
    for name in ALL {
        let of = |jobs: &str| {
            let output = verst(&["replay", name, "--runs", "4", "--quiet", "--no-record", "--jobs", jobs]);
            assert!(output.status.success(), "{name}");
            digest(&stdout(&output))
        };
        assert_eq!(of("1"), of("2"), "{name}");
    }
}

#[test]
fn one_rules_file_serves_every_operation() {
    let digests: Vec<String> = ALL
        .iter()
        .map(|name| {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let json = folder.path().join("out.json");
            let path = json.to_str().expect("a plain path");
            let output = verst(&["replay", name, "--runs", "1", "--quiet", "--json", path]);
            assert!(output.status.success(), "{name}");
            let text = std::fs::read_to_string(&json).expect("the result");
            let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            String::from(value["rules_digest"].as_str().expect("a digest"))
        })
        .collect();
    assert!(digests.iter().all(|digest| digest == &digests[0]), "{digests:?}");
}

#[test]
fn a_deleted_record_changes_no_digest() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let copy = |from: &str| {
        let (from, to) = (scenarios().join(from), folder.path().join(from));
        std::fs::create_dir_all(to.parent().expect("it lies in a folder")).expect("a folder");
        std::fs::copy(from, to).expect("a copy");
    };
    for file in ["scenario", "theatre", "forces", "orders", "weather"] {
        copy(&format!("kaluga-1941/{file}.ron"));
    }
    for file in ["sources.ron", "rules/standard.ron", "rules/engagement_covariance.ron"] {
        copy(file);
    }
    let output = verst_on(folder.path(), &QUICK);
    assert!(output.status.success());
    assert_eq!(digest(&stdout(&output)), with(&[]));
}

#[test]
fn debug_and_release_give_the_same_bytes() {
    let (Some(debug), Some(release)) = (built("debug"), built("release")) else {
        verst_tests::skipped("debug_and_release_give_the_same_bytes", "only one of the two was built");
        return;
    };
    let run = |binary: std::path::PathBuf| {
        let output =
            std::process::Command::new(binary).arg("--scenarios").arg(scenarios()).args(QUICK).output();
        digest(&stdout(&output.expect("the binary starts")))
    };
    assert_eq!(run(debug), run(release));
}
