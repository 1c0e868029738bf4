//! The guide to what-ifs: its commands run, its files are what they say, README.md shows what the binary says now.
//!
//! `VERST_REFRESH=1 cargo test -p verst-tests --test all what_if`, after a release build, writes README.md's part anew.

use std::process::Command;

use verst_tests::{binary, root, scenarios, stderr, stdout, verst};

/// Blocks of a kind in a text, in order.
fn blocks<'a>(text: &'a str, kind: &str) -> Vec<&'a str> {
    let begin = format!("```{kind}\n");
    text.split(begin.as_str()).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

#[test]
fn the_commands_of_the_guide_run() {
    let text = std::fs::read_to_string(scenarios().join("WHAT-IF.md")).expect("the guide");
    let folder = tempfile::tempdir().expect("a temporary folder");
    for file in blocks(&text, "ron") {
        let name = file
            .lines()
            .next()
            .and_then(|l| l.strip_prefix("// "))
            .expect("its name stands in its first line");
        std::fs::write(folder.path().join(name), file).expect("it is written");
    }
    let tools = binary().parent().expect("a folder").to_path_buf();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path =
        std::env::join_paths(std::iter::once(tools).chain(std::env::split_paths(&path))).expect("a path");
    let commands: Vec<&str> = blocks(&text, "sh").into_iter().flat_map(str::lines).collect();
    assert!(commands.len() >= 8, "{commands:?}");
    for command in commands {
        assert!(command.starts_with("verst "), "{command}");
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).current_dir(folder.path()).env("PATH", &path);
        let output = shell.env("VERST_SCENARIOS", scenarios()).output().expect("there is a shell");
        assert!(output.status.success(), "{command}: {}", stderr(&output));
    }
    for made in [
        "difference.json",
        "difference.html",
        "result/measures.parquet",
        "result/turns.csv",
        "baseline.json",
        "verst.xml",
    ] {
        assert!(folder.path().join(made).is_file(), "{made} was made");
    }
}

#[test]
fn the_guide_names_every_study() {
    let text = std::fs::read_to_string(scenarios().join("WHAT-IF.md")).expect("the guide");
    let mut count = 0;
    for operation in std::fs::read_dir(scenarios()).expect("scenarios").filter_map(Result::ok) {
        for study in
            std::fs::read_dir(operation.path().join("studies")).into_iter().flatten().filter_map(Result::ok)
        {
            let name = study.file_name().to_string_lossy().into_owned();
            let name = name.strip_suffix(".ron").expect("studies hold RON alone");
            assert!(text.contains(&format!("`{name}`")), "{name} is missing");
            count += 1;
        }
    }
    assert!(count >= 12);
}

const BEGIN: &str = "tells the difference, seed by seed:\n\n```\n";
const MEASURES: [&str; 7] = [
    "measure",
    "group-in-town",
    "kaluga-falls",
    "kaluga-not-early",
    "plavsk-falls",
    "losses-soviet",
    "total.german.lost",
];

/// Some measures, and where the journals part.
fn excerpt(told: &str) -> String {
    let (head, rest) = told.split_once("\nmeasure").expect("a table");
    let first = |line: &&str| MEASURES.contains(&line.split_whitespace().next().unwrap_or_default());
    let table: Vec<String> =
        format!("measure{rest}").lines().filter(first).map(|l| l.trim_end().to_string()).collect();
    let end = told.find("Where the journals").expect("they part");
    format!("{head}\n{}\n...\n{}", table.join("\n"), told[end..].trim_end())
}

#[test]
fn readme_shows_a_comparison() {
    let _held = crate::readme::PAGE.lock();
    let file = root().join("README.md");
    let text = std::fs::read_to_string(&file).expect("README.md");
    let (before, rest) = text.split_once(BEGIN).expect("the comparison's heading");
    let (shown, after) = rest.split_once("\n```\n").expect("its end");
    let now = excerpt(&stdout(&verst(&["compare", "kaluga-1941", "no-mobile-group"])));
    if std::env::var_os("VERST_REFRESH").is_some() {
        std::fs::write(&file, format!("{before}{BEGIN}{now}\n```\n{after}")).expect("README.md is written");
    } else {
        assert!(shown == now, "README.md shows another comparison; see the top of tests/src/what_if.rs");
    }
}
