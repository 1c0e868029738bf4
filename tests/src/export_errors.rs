//! Exports that cannot be made: what is said, and that nothing is left or lost.

use verst_tests::{stderr, verst};

use crate::export::Folder;
use crate::operation::NAME;

/// Tries an export: it ends with code 2, says this and writes nothing.
fn refused(folder: &Folder, run: &str, more: &[&str], said: &str) {
    let mut arguments = vec!["export", run];
    let out = folder.path("refused");
    let is_told = |option: &str| more.contains(&option);
    if !is_told("--format") {
        arguments.extend(["--format", "geojson"]);
    }
    if !is_told("--out") {
        arguments.extend(["--out", &out]);
    }
    arguments.extend(more);
    let output = verst(&arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
    assert!(stderr(&output).contains(said), "{arguments:?}: {}", stderr(&output));
    assert!(!folder.0.path().join("refused").exists(), "{arguments:?} left a file");
}

#[test]
fn a_journal_that_does_not_tell_its_run_is_refused() {
    let folder = Folder::new();
    let journal = folder.journal(NAME, "7", &[]);
    let whole = folder.read("run.jsonl");
    let with = |text: &str| std::fs::write(&journal, text).expect("the journal is written");
    let middle = whole.len() / 2;
    let line_end = middle + whole[middle..].find('\n').expect("a line's end") + 1;
    for (text, said) in [
        (String::from(&whole[..line_end]), "breaks off in line"),
        (String::from(&whole[..line_end - 9]), "breaks off in line"),
        (whole.replacen("\"seed\":7", "\"seed\":8", 1), "is not what this run tells"),
        (whole.replacen("\"men\":", "\"men\":1", 1), "is not what this run tells"),
        (format!("{whole}{{}}\n"), "is not what this run tells"),
        (whole.replacen("\"format\":1", "\"format\":2", 1), "format 2 is newer than this version"),
        (whole.replacen("\"verst_version\":\"", "\"verst_version\":\"0.0.", 1), "written by verst 0.0."),
        (whole.replacen("\"rules_digest\":\"", "\"rules_digest\":\"0", 1), "replay it anew"),
        (String::from(&whole[..40]), "is no journal"),
        (String::new(), "is no journal"),
    ] {
        assert_ne!(text, whole, "{said}");
        with(&text);
        refused(&folder, &journal, &[], said);
    }
    std::fs::write(&journal, [0xff, 0xfe, 0x00]).expect("the journal is written");
    refused(&folder, &journal, &[], "cannot be read as a journal");
    with(&whole);
    refused(&folder, &journal, &["--seed", "8"], "a journal has its seed");
    refused(&folder, &journal, &["--inputs", "best"], "a journal is played with");
}

#[test]
fn wrong_usage_is_told() {
    let folder = Folder::new();
    refused(&folder, NAME, &["--format", "geojsn"], "geojson");
    refused(&folder, "kaluga-1942", &[], "kaluga-1941");
    refused(&folder, NAME, &["--out", "/nowhere/out.geojson"], "its folder is missing");
    refused(&folder, NAME, &["--out", &folder.path("")], "it is a folder");
    refused(&folder, NAME, &["--set", "units.154rf.men=1"], "154rd");
    refused(&folder, NAME, &["--format", "csv", "--out", "-"], "a folder of tables");
    refused(&folder, NAME, &["--format", "csv", "--out", &folder.path("no/tables")], "the folder above it");
    let output = verst(&["export", NAME, "--format", "csv"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--out"));
}

#[test]
fn tables_never_take_the_place_of_other_files() {
    let folder = Folder::new();
    let (file, own) = (folder.path("notes.txt"), folder.path("own"));
    std::fs::write(&file, "mine").expect("a file");
    std::fs::create_dir(&own).expect("a folder");
    std::fs::write(folder.path("own/thesis.txt"), "mine").expect("a file");
    refused(&folder, NAME, &["--format", "csv", "--out", &file], "it is a file");
    refused(&folder, NAME, &["--format", "csv", "--out", &own], "thesis.txt");
    assert_eq!(folder.read("notes.txt"), "mine");
    assert_eq!(folder.read("own/thesis.txt"), "mine");
    let empty = folder.path("empty");
    std::fs::create_dir(&empty).expect("a folder");
    folder.export(NAME, "csv", "empty", &["--seed", "7"]);
    assert!(folder.read("empty/units.csv").lines().count() > 1000);
}
