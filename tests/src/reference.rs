//! The law of engagement against a reference that others wrote, battle by battle, with all off that the reference does not know.
//!
//! `data/reference_medians.csv` holds the reference's medians over 20,000 runs. It was made beside `shared/engagements` by
//! `python3 -c "import reference as r; c = r.coefficients; r.coefficients = lambda column='value': {**c(column), 'dens_x': 0,
//! 'dens_v': 0, 'th_a': 0, 'th_d': 0}; r.predict(runs=20000)"`, whose rows q50 of each battle these are: the reference keeps
//! density and ratio of men as they were at first, the engine as they are, so that both go without them here.

use std::collections::BTreeMap;

use verst_tests::skipped;

use crate::engagements::{few, forecasts_of, whole};

/// Off: the decay of luck, luck in common, the cap of density, density and ratio, fewer tanks per man as they are lost. The
/// protocol itself turns off fatigue, cohesion, supply and hazard.
const OFF: [&str; 11] = [
    "rules.combat.decorrelation=14000",
    "rules.combat.common=0",
    "rules.battle.density_cap=4000000",
    "rules.engagement.density=0",
    "rules.engagement.advance_density=0",
    "rules.engagement.attacker_ratio=0",
    "rules.engagement.defender_ratio=0",
    "rules.losses.tanks=1",
    "rules.losses.tanks_spread=0",
    "rules.losses.guns=1",
    "rules.losses.repair=0",
];
/// Every so many battles, none longer than so many days: all of them take minutes.
const EVERY: usize = 5;
const LONGEST: f64 = 5.0;
/// Runs, as many as the medians need.
const RUNS: &str = "4000";

/// A part of the battles.
fn some(battles: &str) -> String {
    let mut lines = battles.lines();
    let header = lines.next().expect("a header");
    let days = header.split(',').position(|c| c == "t_days").expect("the column");
    let is_short = |line: &&str| {
        line.split(',').nth(days).and_then(|d| d.parse().ok()).is_some_and(|d: f64| d <= LONGEST)
    };
    let rows: Vec<&str> = lines.filter(is_short).step_by(EVERY).collect();
    format!("{header}\n{}", rows.join("\n"))
}

/// Whether a median agrees: decimal logarithms of losses, km a day.
fn agrees(target: &str, ours: f64, reference: f64) -> bool {
    let apart = (ours - reference).abs();
    if target == "adv" { apart <= (0.06 * reference).max(0.05) } else { apart <= 0.03 }
}

#[test]
fn medians_agree_with_those_of_the_reference() {
    let Some(battles) = whole("battles.csv") else {
        skipped("reference", "shared/engagements does not lie beside the repository");
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let table = folder.path().join("some.csv");
    std::fs::write(&table, some(&std::fs::read_to_string(battles).expect("the table"))).expect("a table");
    let medians = std::fs::read_to_string(few("reference_medians.csv")).expect("the reference");
    let medians: BTreeMap<&str, Vec<f64>> = medians
        .lines()
        .skip(1)
        .map(|line| line.split_once(',').expect("cells"))
        .map(|(key, cells)| (key, cells.split(',').map(|c| c.parse().expect("a number")).collect()))
        .collect();
    let settings: Vec<&str> = OFF.iter().flat_map(|setting| ["--set", setting]).collect();
    let more = [&["--round-hours", "24", "--quiet"], settings.as_slice()].concat();
    let told = forecasts_of(RUNS, &table.display().to_string(), &more);
    for (n, target) in ["cas_a", "cas_d", "adv"].into_iter().enumerate() {
        let of_target: Vec<_> = told.iter().filter(|(_, t, _)| t == target).collect();
        let off: Vec<String> = of_target
            .iter()
            .map(|(key, _, q)| (key, q[2], medians[key.as_str()][n]))
            .filter(|&(_, ours, reference)| !agrees(target, ours, reference))
            .map(|(key, ours, reference)| format!("{key}: {ours:.3}, the reference {reference:.3}"))
            .collect();
        assert!(of_target.len() > 50, "{} battles", of_target.len());
        assert!(20 * off.len() <= of_target.len(), "{target}, of {}: {off:#?}", of_target.len());
    }
}
