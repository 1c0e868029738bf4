//! Processor time an event in a theatre of 10,000 units and places against one of 60, with every standard rule.
//!
//! A regular step of a phase looks after every unit, and counts as an event of each of them; what the agenda holds besides
//! counts once. The engine's own count, where a step of the whole theatre is one event, is told too.

#![expect(clippy::print_stdout, reason = "a benchmark tells its result")]

mod cpu_time;
mod synthetic;

use std::path::Path;
use std::sync::Arc;

use synthetic::Grid;
use verst_domain::scenario::Scenario;
use verst_engine::journal::Detail;
use verst_engine::run::{Engine, RuleList};
use verst_files::text::read;
use verst_rules::list;
use verst_rules::rules_file::RulesFile;

const GRIDS: [Grid; 3] = [
    Grid { columns: 10, rows: 6, days: 5, seed: 1 },
    Grid { columns: 40, rows: 25, days: 5, seed: 1 },
    Grid { columns: 100, rows: 100, days: 5, seed: 1 },
];

/// Unit-events that are measured of a size at least: small theatres are played again with other seeds.
const ENOUGH: f64 = 200_000.0;
/// The least of so many counts: what else runs on a machine only adds.
const ROUNDS: usize = 3;

/// Nanoseconds an event of a unit, and an event of the engine's own count.
struct Cost {
    of_unit: f64,
    of_engine: f64,
}

/// Steps of phases in a run: what is left of its events without any rule.
fn steps(scenario: &Arc<Scenario>) -> u64 {
    Engine::new(Arc::new(RuleList::default())).run(scenario, 1, Detail::Facts, &mut |_| {}).events
}

fn cost(grid: Grid, rules: &Arc<RuleList>) -> Cost {
    let scenario = Arc::new(grid.scenario());
    let steps = steps(&scenario);
    let mut engine = Engine::new(Arc::clone(rules));
    // The first run builds the world; the others set it back in place.
    let first = engine.run(&scenario, 1, Detail::Facts, &mut |_| {}).events;
    let of_units = |events: u64| (steps * grid.size() as u64 + (events - steps)) as f64;
    let runs = (ENOUGH / of_units(first)).ceil() as u64;
    let mut least = Cost { of_unit: f64::INFINITY, of_engine: f64::INFINITY };
    for _ in 0..ROUNDS {
        let (spent, events) = cpu_time::nanoseconds(|| {
            let events =
                (1..=runs).map(|seed| engine.run(&scenario, seed, Detail::Facts, &mut |_| {}).events);
            events.collect::<Vec<_>>()
        });
        let units: f64 = events.iter().map(|&n| of_units(n)).sum();
        least.of_unit = least.of_unit.min(spent / units);
        least.of_engine = least.of_engine.min(spent / events.iter().sum::<u64>() as f64);
    }
    least
}

fn main() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/rules/standard.ron");
    let Ok(parsed) = read::<RulesFile>(&file) else {
        println!("scale: SKIPPED, {} does not read", file.display());
        return;
    };
    let rules = Arc::new(list::standard(&Arc::new(parsed.value)));
    let only = std::env::var("VERST_SCALE").ok().and_then(|size| size.parse::<usize>().ok());
    let mut small = None;
    for grid in GRIDS.into_iter().filter(|g| only.is_none_or(|size| size == g.size())) {
        let Cost { of_unit, of_engine } = cost(grid, &rules);
        let ratio = of_unit / *small.get_or_insert(of_unit);
        println!(
            "scale, {} units and places: {of_unit:.0} ns an event, {ratio:.2} times (at most 2.5); {:.1} us an event of the agenda",
            grid.size(),
            of_engine / 1000.0
        );
    }
}
