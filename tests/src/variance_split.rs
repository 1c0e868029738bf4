//! Where the spread comes from: `replay --split`.

use serde_json::Value;
use verst_tests::{stderr, stdout, verst};

fn split(jobs: &str) -> Value {
    let asked = ["replay", "kaluga-1941", "--runs", "9", "--split", "--jobs", jobs, "--json", "-"];
    let output = verst(&asked);
    assert!(output.status.success(), "{}", stderr(&output));
    serde_json::from_str(&stdout(&output)).expect("it is JSON")
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn the_shares_of_a_variance_are_its_whole_and_threads_change_nothing() {
    let result = split("1");
    assert_eq!(result, split("2"));
    let split = &result["split"];
    assert_eq!(split["pairs"], 4, "an odd seed is left");
    let rows = split["measures"].as_array().expect("measures");
    assert_eq!(rows.len(), result["measures"].as_array().expect("measures").len());
    let varying: Vec<&Value> = rows.iter().filter(|row| !row["parts"].is_null()).collect();
    assert!(varying.len() > 20, "{} measures vary", varying.len());
    for row in &varying {
        let parts = &row["parts"];
        let alone: f64 = ["dice", "inputs", "rules"].iter().map(|s| number(&parts[s]["alone"])).sum();
        assert!((alone + number(&parts["together"]) - 1.0).abs() < 1e-9, "{row}");
        assert!(number(&parts["deviation"]) > 0.0, "{row}");
    }
    let hard = varying.iter().filter(|row| row["easy"] == false).count();
    assert_eq!(number(&split["hard"]) as usize, hard);
    for source in ["dice", "inputs", "rules"] {
        for sum in ["median", "error"] {
            let of = &split[sum][source]["alone"];
            assert!(number(&of["low"]) <= number(&of["high"]), "{sum}, {source}: {of}");
        }
    }
}

#[test]
fn how_many_fall_sick_is_a_matter_of_the_rules() {
    // Nobody throws dice for sickness: so many a day, by rates of which nobody knows more than a range.
    let result = split("1");
    let rows = result["split"]["measures"].as_array().expect("measures");
    let row = rows.iter().find(|row| row["id"] == "losses-german-sick").expect("it is measured");
    let parts = &row["parts"];
    let [inputs, dice, rules] = ["inputs", "dice", "rules"].map(|source| number(&parts[source]["alone"]));
    assert!(rules > 0.6 && rules > 5.0 * dice.max(inputs), "{parts}");
}

#[test]
fn a_split_changes_nothing_else_and_is_only_made_where_it_can_be() {
    let replay = |more: &[&str]| {
        let all = ["replay", "kaluga-1941", "--runs", "4", "--quiet"];
        verst(&all.iter().chain(more).copied().collect::<Vec<_>>())
    };
    let (plain, told) = (stdout(&replay(&[])), stdout(&replay(&["--split"])));
    assert!(!plain.contains("where the spread comes from") && told.contains("where the spread comes from"));
    assert!(plain.lines().all(|line| told.contains(line)), "{plain}\n{told}");
    for wrong in [&["--inputs", "best"][..], &["--no-record"], &["--until", "1941-12-24"], &["--runs", "3"]] {
        let output = match wrong {
            ["--runs", _] => verst(&["replay", "kaluga-1941", "--runs", "3", "--split"]),
            _ => replay(&[wrong, &["--split"]].concat()),
        };
        assert!(
            output.status.code() == Some(2) && stderr(&output).contains("--split needs"),
            "{}",
            stderr(&output)
        );
    }
}
