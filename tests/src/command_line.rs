//! The binary as its users meet it.

use std::path::PathBuf;

use verst_tests::{stderr, stdout, verst};

#[test]
fn everything_in_the_repository_checks() {
    let output = verst(&["check"]);
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn a_replay_writes_its_result() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("out.json");
    let output =
        verst(&["replay", "kaluga-1941", "--runs", "4", "--json", file.to_str().expect("a plain path")]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("Turn  1"));
    let text = std::fs::read_to_string(file).expect("the result is there");
    let result: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    assert!(result["measures"].as_array().is_some_and(|m| m.len() >= 25));
    assert_eq!(result["runs"], 4);
}

#[test]
fn wrong_usage_ends_with_2_and_names_what_is_near() {
    for arguments in [
        &["replay", "kaluga-1942"][..],
        &["replay", "kaluga-1941", "--set", "units.154rf.men=1"],
        &["replay", "kaluga-1941", "--until", "1939-01-01"],
        &["show", "kaluga-1941", "--knobs", "nothing.*"],
        &["replay", "kaluga-1941", "--json", "/nowhere/out.json"],
    ] {
        let output = verst(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!stderr(&output).is_empty(), "{arguments:?}");
    }
    assert!(stderr(&verst(&["replay", "kaluga-1942"])).contains("kaluga-1941"));
}

#[test]
fn factors_multiply_back() {
    let output = verst(&["explain", "kaluga-1941"]);
    assert!(stdout(&output).contains("the factors multiply back to it"), "{}", stdout(&output));
}

#[test]
fn who_waits_before_the_enemy_is_told_why() {
    let told = stdout(&verst(&["explain", "kaluga-1941"]));
    assert!(told.contains(": odds it knows of before "), "{told}");
    let mut lines = told.lines().filter_map(|line| line.split_once(": in a state to attack"));
    let (unit, _) = lines.next().unwrap_or_else(|| panic!("somebody is held back: {told}"));
    let own = stdout(&verst(&["explain", "kaluga-1941", "--unit", unit]));
    let state: Vec<&str> = own.lines().skip_while(|line| !line.contains("held back (0) = 0.000")).collect();
    let spoke_against_it = state.iter().skip(1).take_while(|line| !line.is_empty());
    assert!(spoke_against_it.into_iter().any(|line| line.starts_with("    x 0.000 ")), "{own}");
}

#[test]
fn only_numbers_about_what_is_asked_for_are_told() {
    let at_kaluga = ["explain", "kaluga-1941", "--place", "kaluga", "--about"];
    let told = stdout(&verst(&[&at_kaluga[..], &["Superiority"]].concat()));
    let mut numbers = told.lines().filter(|line| line.starts_with("1941-")).peekable();
    assert!(numbers.peek().is_some() && numbers.all(|line| line.contains(": superiority of the attacker")));
    let nothing = verst(&[&at_kaluga[..], &["happiness"]].concat());
    assert_eq!(nothing.status.code(), Some(2));
    assert!(stderr(&nothing).contains("they are: ") && stderr(&nothing).contains("km gained"));
}

#[test]
fn a_number_that_stays_is_told_once_unless_all_are_asked_for() {
    let told = |more: &[&str]| {
        let of_unit = ["explain", "kaluga-1941", "--unit", "154rd"];
        stdout(&verst(&[&of_unit[..], more].concat()))
    };
    let (short, all) = (told(&[]), told(&["--all"]));
    let numbers = |text: &str| text.lines().filter(|line| line.contains("154rd: ")).count();
    let left_out = short.lines().find_map(|line| line.strip_suffix(" left out; --all tells them"));
    let left_out = left_out.and_then(|line| line.split(' ').next()).map(|n| n.parse().expect("a number"));
    assert_eq!(left_out.map(|n: usize| n + numbers(&short)), Some(numbers(&all)));
    assert!(!all.contains("left out"));
    let turn = told(&["--turn", "8"]);
    assert_eq!(turn, told(&["--turn", "8", "--all"]), "of a turn everything is told");
}

/// A folder of operations without any, and with nothing beside it.
fn empty_library() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let library = folder.path().join("scenarios");
    std::fs::create_dir_all(library.join("rules")).expect("a folder");
    for file in
        ["sources.ron", "rules/standard.ron", "rules/engagement_covariance.ron", "rules/climatology.ron"]
    {
        std::fs::copy(verst_tests::scenarios().join(file), library.join(file)).expect("a copy");
    }
    (folder, library)
}

#[test]
fn a_new_operation_checks_and_replays() {
    let (_folder, library) = empty_library();
    for arguments in [&["new", "lab"][..], &["check", "lab"], &["replay", "lab", "--runs", "5"]] {
        let output = verst_tests::verst_on(&library, arguments);
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn seed_sets_of_any_operation_serve_where_no_folder_of_sets_is() {
    let (_folder, library) = empty_library();
    assert!(verst_tests::verst_on(&library, &["new", "lab"]).status.success());
    let replay =
        |seeds: &str| verst_tests::verst_on(&library, &["replay", "lab", "--seeds", seeds, "--runs", "2"]);
    for seeds in ["ci", "fit", "judge"] {
        let output = replay(seeds);
        assert!(output.status.success(), "{seeds}: {}", stderr(&output));
    }
    let unknown = replay("fitt");
    assert_eq!(unknown.status.code(), Some(2));
    let told = stderr(&unknown);
    assert!(told.contains("(there are: ci, fit, judge)") && told.contains("\"fit\""), "{told}");
}

#[test]
fn a_journal_that_was_cut_is_explained_up_to_the_cut() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let journal = folder.path().join("run.jsonl");
    let journal = journal.to_str().expect("a plain path");
    let cut =
        ["replay", "kaluga-1941", "--seed", "7", "--until", "1941-12-19", "--quiet", "--journal", journal];
    assert!(verst(&cut).status.success());
    let output = verst(&["explain", journal, "--unit", "154rd"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("1941-12-18") && !stdout(&output).contains("1941-12-20"));
}
