//! The page of a replay and the strip of the diary, through the command line. `tests/browser` looks at the page itself.

use std::path::Path;
use std::process::Command;

use verst_tests::{binary, root, scenarios, stderr, stdout, verst};

use crate::operation::NAME;

fn page(file: &Path, more: &[&str]) -> String {
    let path = file.to_str().expect("a plain path");
    let output = verst(&[&["replay", NAME, "--runs", "6", "--quiet", "--report", path], more].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    std::fs::read_to_string(file).expect("the page was written")
}

/// The diary of one run on a terminal of so many columns.
fn diary(columns: &str) -> String {
    let mut command = Command::new(binary());
    command.arg("--scenarios").arg(scenarios()).env("COLUMNS", columns).env("NO_COLOR", "1");
    command.args(["replay", NAME, "--seed", "1", "--inputs", "best", "--no-record"]);
    stdout(&command.output().expect("the binary starts"))
}

#[test]
fn the_page_is_the_same_for_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let one = page(&folder.path().join("one.html"), &["--jobs", "1"]);
    let three = page(&folder.path().join("three.html"), &["--jobs", "3"]);
    assert!(one.starts_with("<!doctype html>") && one.ends_with("</html>\n"));
    assert!(one == three, "the page depends on the number of threads");
}

#[test]
fn the_page_is_made_without_a_record_and_for_a_part() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let whole = page(&folder.path().join("whole.html"), &["--no-record"]);
    assert!(whole.contains("\"measures\":null"));
    let part = page(&folder.path().join("part.html"), &["--until", "1941-12-20T06:00"]);
    assert!(part.contains("--until 1941-12-20T06:00") && part.len() < whole.len());
}

#[test]
fn a_page_that_cannot_be_written_is_told_before_the_work() {
    for (file, told) in [("/no/such/folder/x.html", "its folder is missing"), ("-", "--report needs a file")]
    {
        let output = verst(&["replay", NAME, "--report", file]);
        assert_eq!(output.status.code(), Some(2), "{file}");
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
        assert!(stdout(&output).is_empty());
    }
    let output = verst(&["replay", NAME, "--report", "same.html", "--json", "same.html"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_wide_terminal_has_strips_of_the_front_and_a_narrow_one_none() {
    let (wide, narrow) = (diary("100"), diary("99"));
    let strips: Vec<&str> = wide.lines().filter(|l| l.ends_with(" km") && l.contains(" of ")).collect();
    assert!(strips.len() > 40, "{} strips", strips.len());
    for strip in &strips {
        assert!(strip.chars().count() <= 100, "{strip}");
        assert!(strip.contains("===") || strip.contains("...") || strip.contains('|'), "{strip}");
    }
    let others: Vec<&str> = wide.lines().filter(|l| !strips.contains(l)).collect();
    assert_eq!(others, narrow.lines().collect::<Vec<_>>(), "nothing else changes");
    let won = |line: &str| line.split(" of ").next()?.split_whitespace().last()?.parse::<f64>().ok();
    let of = |name: &str| {
        strips.iter().filter(|s| s.trim_start().starts_with(name)).filter_map(|s| won(s)).collect::<Vec<_>>()
    };
    let army = of("10th Army");
    assert!(army.last() > army.first(), "the army wins ground: {army:?}");
}

#[test]
fn the_page_s_script_sets_no_markup_from_data() {
    let folder = root().join("crates/verst-report/page");
    for entry in std::fs::read_dir(folder).expect("the page's parts").filter_map(Result::ok) {
        let text = std::fs::read_to_string(entry.path()).expect("a part");
        for risky in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "http-equiv",
            "fetch(",
        ] {
            assert!(!text.contains(risky), "{} has {risky}", entry.path().display());
        }
    }
}
