//! Battles of a database, forecast by the binary: the gates of the protocol, its negative controls, bad tables.

use std::path::{Path, PathBuf};

use verst_study::battles;
use verst_tests::{skipped, stderr, stdout, verst};

/// A few battles of the database.
pub(crate) fn few(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "src", "data", name].iter().collect();
    path.display().to_string()
}

/// A file of the whole database, where it lies beside the repository.
pub(crate) fn whole(name: &str) -> Option<String> {
    let path = verst_tests::root().parent()?.join("shared/engagements").join(name);
    path.is_file().then(|| path.display().to_string())
}

/// The numbers of a line of the scoreboard, in order.
fn numbers(account: &str, line: &str) -> Vec<f64> {
    let line = account.lines().find(|l| l.starts_with(line)).expect("the scoreboard has the line");
    let words = line.split(|c: char| !(c.is_ascii_digit() || c == '.')).map(|w| w.trim_matches('.'));
    words.filter_map(|w| w.parse().ok()).collect()
}

/// The forecasts of a table as (battle, target, quantiles).
fn forecasts(table: &str, more: &[&str]) -> Vec<(String, String, Vec<f64>)> {
    forecasts_of("100", table, more)
}

/// The same over some number of runs.
pub(crate) fn forecasts_of(runs: &str, table: &str, more: &[&str]) -> Vec<(String, String, Vec<f64>)> {
    let output = verst(&[&["engagements", table, "--out", "-", "--runs", runs], more].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    let text = stdout(&output);
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("isqno,target,q05,q25,q50,q75,q95"));
    let row = |line: &str| {
        let mut cells = line.split(',').map(String::from);
        let (key, target) = (cells.next().expect("a key"), cells.next().expect("a target"));
        (key, target, cells.map(|c| c.parse().expect("a number")).collect())
    };
    lines.map(row).collect()
}

fn shares_of_wins(table: &Path) -> Vec<f64> {
    let rows = forecasts(&table.display().to_string(), &[]);
    rows.iter().filter(|(_, target, _)| target == "win").map(|(_, _, q)| q[0]).collect()
}

#[test]
fn the_train_half_passes_the_gates_of_the_protocol() {
    let (Some(battles), Some(outcomes)) = (whole("battles.csv"), whole("outcomes_train.csv")) else {
        skipped("engagements", "shared/engagements does not lie beside the repository");
        return;
    };
    let output = verst(&["engagements", &battles, "--outcomes", &outcomes, "--runs", "100", "--quiet"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let account = stdout(&output);
    let [attackers, defenders, advance] =
        ["attacker's losses", "defender's losses", "advance"].map(|line| numbers(&account, line));
    let winners = numbers(&account, "who wins");
    // Battles, right in %, Brier, base rate, shuffled.
    assert!(winners[2] <= 0.200 && winners[4] >= winners[3] - 0.01, "{account}");
    // Battles, RMSE, log 10, share within twice, share inside 50 % and 90 %, each with its name.
    assert!(attackers[1] <= 0.34 && defenders[1] <= 0.41, "{account}");
    // Battles, mean error, rank correlation, inside.
    assert!(advance[1] <= 3.2 && advance[2] >= 0.55, "{account}");
    for line in [&attackers, &defenders, &advance] {
        let inside = line[line.len() - 1];
        assert!((0.80..=0.95).contains(&inside), "{account}");
    }
}

#[test]
fn forecasts_do_not_depend_on_threads() {
    let table = few("battles.csv");
    assert_eq!(forecasts(&table, &["--jobs", "1"]), forecasts(&table, &["--jobs", "3"]));
}

#[test]
fn adding_men_never_lowers_the_chance_to_win() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = std::fs::read_to_string(few("battles.csv")).expect("the table");
    let header: Vec<&str> = text.lines().next().expect("a header").split(',').collect();
    let men = header.iter().position(|c| *c == "str_a").expect("the column");
    let more = folder.path().join("more.csv");
    let rows = text.lines().enumerate().map(|(number, line)| {
        let mut cells: Vec<String> = line.split(',').map(String::from).collect();
        if number > 0 {
            cells[men] = format!("{}", 1.5 * cells[men].parse::<f64>().expect("men"));
        }
        cells.join(",")
    });
    std::fs::write(&more, rows.collect::<Vec<String>>().join("\n")).expect("a table");
    let (before, after) = (shares_of_wins(Path::new(&few("battles.csv"))), shares_of_wins(&more));
    assert!(before.iter().zip(&after).all(|(b, a)| a >= b), "{before:?} {after:?}");
    assert_ne!(before, after);
}

/// Armies differ by nothing.
const NO_NATIONS: [&str; 6] = [
    "--set",
    "rules.armies.*.quality=0",
    "--set",
    "rules.armies.*.own_casualties=0",
    "--set",
    "rules.armies.*.fanatic=0",
];

#[test]
fn which_army_is_which_changes_nothing_without_the_terms_of_nations() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = std::fs::read_to_string(few("battles.csv")).expect("the table");
    let header: Vec<&str> = text.lines().next().expect("a header").split(',').collect();
    let column = |name| header.iter().position(|c| *c == name).expect("the column");
    let (attacker, defender) = (column("nat_a"), column("nat_d"));
    let exchanged = folder.path().join("exchanged.csv");
    let rows = text.lines().enumerate().map(|(number, line)| {
        let mut cells: Vec<&str> = line.split(',').collect();
        if number > 0 {
            cells.swap(attacker, defender);
        }
        cells.join(",")
    });
    std::fs::write(&exchanged, rows.collect::<Vec<String>>().join("\n")).expect("a table");
    let exchanged = exchanged.display().to_string();
    assert_eq!(forecasts(&few("battles.csv"), &NO_NATIONS), forecasts(&exchanged, &NO_NATIONS));
    assert_ne!(forecasts(&few("battles.csv"), &[]), forecasts(&exchanged, &[]));
}

#[test]
fn short_and_long_rounds_agree() {
    let table = few("battles.csv");
    let (short, long) =
        (forecasts(&table, &["--round-hours", "1"]), forecasts(&table, &["--round-hours", "24"]));
    // Shares of wins as they are, decimal logarithms of losses in proportion.
    let apart = |what: &dyn Fn(&str) -> bool, of: &dyn Fn(f64, f64) -> f64| {
        let pairs = short.iter().zip(&long).filter(|(a, _)| what(&a.1));
        let apart: Vec<f64> = pairs.map(|(a, b)| of(a.2[2], b.2[2])).collect();
        apart.iter().sum::<f64>() / apart.len() as f64
    };
    let wins = apart(&|target| target == "win", &|a, b| (a - b).abs());
    let losses = apart(&|target| target.starts_with("cas"), &|a, b| (a - b).abs() / a);
    assert!(wins < 0.02 && losses < 0.02, "wins {wins:.3} apart, losses {losses:.3}");
}

#[test]
fn what_is_wrong_in_a_table_is_told_at_its_place() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let good = std::fs::read_to_string(few("battles.csv")).expect("the table");
    let bad = |old: &str, new: &str, told: &[&str]| {
        let file = folder.path().join("bad.csv");
        std::fs::write(&file, good.replacen(old, new, 1)).expect("a table");
        let out = folder.path().join("out.csv");
        let arguments = [Path::new("engagements"), &file, Path::new("--out"), &out];
        let output = verst(&arguments.map(|a| a.to_str().expect("a plain path")));
        assert_eq!(output.status.code(), Some(2), "{new}");
        assert!(!out.exists(), "nothing is written for {new}");
        for what in told {
            assert!(stderr(&output).contains(what), "{new}: {}", stderr(&output));
        }
    };
    bad("isqno", "number", &["no column \"isqno\"", "bad.csv:1:1"]);
    bad("160000.0", "many", &["expected a number of str_a", "bad.csv:2"]);
    bad("160000.0", "-5", &["expected str_a from 1"]);
    bad("1920-08-14", "14.8.1920", &["YEAR-MONTH-DAY"]);
    bad(",12,POL", ",12.5,POL", &["whole days"]);
    bad("253,held", "253", &["cells"]);
    bad("\n260,", "\n253,", &["two battles 253"]);
    bad(&good.clone(), "", &["empty"]);
    bad(good.split_once('\n').expect("a header").1, "", &["no rows"]);
}

#[test]
fn outcomes_are_read_as_the_database_means_them() {
    let outcomes = battles::outcomes(Path::new(&few("outcomes.csv"))).expect("a good table");
    let battles = battles::battles(Path::new(&few("battles.csv"))).expect("a good table");
    assert!(!outcomes.is_empty() && battles.len() > outcomes.len());
    assert!(outcomes.iter().any(|o| o.won == Some(false)) && outcomes.iter().any(|o| o.won == Some(true)));
}
