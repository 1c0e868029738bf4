//! No operation's skill falls below the recorded one by more than its noise.
//!
//! `tests/src/data/skill.csv` holds the skills of every operation on the first seeds of `ci`, drawn inputs, historical orders.
//! `VERST_REFRESH=1 cargo test -p verst-tests --test all skill`, after a release build, writes it anew on purpose: with a change
//! of a law or an operation, whose CHANGELOG line then tells why a skill fell.

use std::path::PathBuf;

use serde_json::Value;
use verst_tests::{root, stderr, stdout, verst};

use crate::operation::ALL;
use crate::readme::refreshed;

/// What a skill is held against: what a battle of like size would have said, and the orders alone.
const AGAINST: [&str; 2] = ["climatology", "plan"];

/// A row of the file.
#[derive(Clone, Debug, PartialEq)]
struct Recorded {
    operation: String,
    runs: usize,
    against: String,
    skill: f64,
    /// How far luck alone moves the difference of two such skills, 19 times in 20.
    noise: f64,
}

impl Recorded {
    fn line(&self) -> String {
        let Self { operation, runs, against, skill, noise } = self;
        format!("{operation},{runs},{against},{skill:.3},{noise:.3}\n")
    }

    fn read(line: &str) -> Self {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |n: usize| -> f64 { cells[n].parse().unwrap_or_else(|_| panic!("{line}")) };
        let [operation, against] = [0, 2].map(|n| cells[n].to_string());
        Self { operation, runs: number(1) as usize, against, skill: number(3), noise: number(4) }
    }

    /// The lowest skill that luck explains.
    fn least(&self) -> f64 {
        self.skill - self.noise
    }
}

/// Runs of an operation: the year of the retreat takes as long as forty days of the others do forty times.
fn runs(operation: &str) -> usize {
    if operation.starts_with("german-retreat") { 10 } else { 40 }
}

/// The skills that an operation has now.
fn now(operation: &str) -> Vec<Recorded> {
    let runs = runs(operation);
    let asked = ["replay", operation, "--seeds", "ci", "--runs", &runs.to_string(), "--json", "-"];
    let output = verst(&asked);
    assert!(output.status.success(), "{}", stderr(&output));
    let result: Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    let summary = &result["summary"];
    let of = |against: &str| {
        let number = |value: &Value| value.as_f64().expect("a skill");
        let interval = &summary["crps_skill_interval"][against];
        let half = (number(&interval[1]) - number(&interval[0])) / 2.0;
        Recorded {
            operation: operation.to_string(),
            runs,
            against: against.to_string(),
            skill: number(&summary["crps_skill"][against]),
            noise: half * std::f64::consts::SQRT_2,
        }
    };
    AGAINST.map(of).to_vec()
}

fn file() -> PathBuf {
    root().join("tests/src/data/skill.csv")
}

/// The file's heading.
const HEAD: &str = "operation,runs,against,skill,noise\n";

#[test]
fn no_skill_falls_below_the_recorded_one_by_more_than_its_noise() {
    let skills: Vec<Recorded> = ALL.iter().flat_map(|name| now(name)).collect();
    if refreshed() {
        let lines: String = skills.iter().map(Recorded::line).collect();
        std::fs::write(file(), format!("{HEAD}{lines}")).expect("it is written");
        return;
    }
    let text = std::fs::read_to_string(file()).expect("the recorded skills");
    let rows = text.strip_prefix(HEAD).expect("the heading of the file").lines();
    let recorded: Vec<Recorded> = rows.map(Recorded::read).collect();
    let names = |all: &[Recorded]| -> Vec<(String, usize, String)> {
        all.iter().map(|r| (r.operation.clone(), r.runs, r.against.clone())).collect()
    };
    assert_eq!(
        names(&recorded),
        names(&skills),
        "every operation has its skills; see the top of tests/src/skill.rs"
    );
    let fallen = recorded.iter().zip(&skills).filter(|(then, now)| now.skill < then.least());
    let told: Vec<String> = fallen
        .map(|(then, now)| {
            let Recorded { operation, against, skill, noise, .. } = then;
            format!("{operation} against {against}: {:.3}, recorded {skill:.3}, noise {noise:.3}", now.skill)
        })
        .collect();
    assert!(told.is_empty(), "skill has fallen:\n{}", told.join("\n"));
}

#[test]
fn a_fall_is_told_from_noise() {
    let recorded = Recorded::read("ford-1941,40,plan,0.430,0.050");
    assert_eq!((recorded.runs, recorded.against.as_str()), (40, "plan"));
    assert!((recorded.least() - 0.38).abs() < 1e-12);
    assert_eq!(recorded.line(), "ford-1941,40,plan,0.430,0.050\n");
}
