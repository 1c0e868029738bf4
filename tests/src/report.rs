//! The page of a replay and the strip of the diary, through the command line. `tests/browser` looks at the page itself.

use std::collections::{BTreeMap, BTreeSet};
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
fn each_kind_of_unit_has_a_framed_symbol_of_its_own_on_either_side() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let page = page(&folder.path().join("page.html"), &["--no-record"]);
    let mut seen = BTreeSet::new();
    for kind in ["Rifle", "Motorized", "Tank", "Cavalry", "Ski", "Garrison", "Security", "Artillery"] {
        for side in ["0", "1"] {
            let (_, rest) = page.split_once(&format!("<g id=\"u{side}-{kind}\">")).expect(kind);
            let (symbol, _) = rest.split_once("</g>").expect("the symbol ends");
            assert!(symbol.contains("M25,50 l150,0 0,100 -150,0 z"), "{kind} has no frame: {symbol}");
            assert!(seen.insert(symbol), "{kind} looks like another");
        }
    }
    assert!(page.contains("milsymbol 3.0.4 (MIT License"), "the footer names the maker of the symbols");
}

/// By side and names of the ends: tons a day that came over a link in a turn, the mean of its rounds as `explain` tells them.
fn hauled(turn: &str) -> BTreeMap<(String, String), f64> {
    let told = stdout(&verst(&["explain", NAME, "--turn", turn]));
    let lines = told.lines().filter_map(|l| l.split_once(" tons that came a day = "));
    let (mut rounds, mut sums) = (BTreeSet::new(), BTreeMap::new());
    for (line, tons) in lines {
        let (what, side) = line.rsplit_once(": ").expect("a way and a side");
        let (at, way) = what.split_at("1941-12-20 18:00  ".len());
        rounds.insert(at);
        *sums.entry((side.to_string(), way.to_string())).or_insert(0.0) += tons.parse::<f64>().expect("tons");
    }
    sums.values_mut().for_each(|sum| *sum /= rounds.len() as f64);
    sums
}

#[test]
fn the_loads_on_the_page_are_those_that_explain_tells() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let page = page(&folder.path().join("loads.html"), &[]);
    let (_, rest) = page.split_once("id=\"data\">").expect("a data block");
    let (text, _) = rest.split_once("</script>").expect("its end");
    let data: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
    let name = |place: &serde_json::Value| {
        data["places"][place.as_u64().expect("a place") as usize]["name"]
            .as_str()
            .expect("a name")
            .to_string()
    };
    let told = hauled("8");
    let mut compared = 0;
    for (side, loads) in data["frames"][8]["supply"].as_array().expect("both sides").iter().enumerate() {
        for load in loads.as_array().expect("loads") {
            let link = &data["links"][load[0].as_u64().expect("a link") as usize];
            let way = format!("{} to {}", name(&link[0]), name(&link[1]));
            let side = data["sides"][side]["name"].as_str().expect("a name").to_string();
            let theirs = told.get(&(side, way.clone())).unwrap_or_else(|| panic!("{way} is told"));
            let ours = load[1].as_f64().expect("tons");
            assert!((ours - theirs).abs() <= 0.51, "{way}: {ours} on the page, {theirs} told");
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared} loads");
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
