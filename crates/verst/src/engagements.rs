//! `verst engagements`: battles of a database forecast by the engine, and scored where their outcomes are known.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use verst_domain::scenario::Scenario;
use verst_files::library::Library;
use verst_rules::list;
use verst_rules::rules_file::RulesFile;
use verst_score::engagements::{Forecast, Numbers, Scoreboard, Target, Winners};
use verst_study::engagements::{Battle, Request, SETTINGS};
use verst_study::inputs::Inputs;
use verst_study::runner::Arm;
use verst_study::{battles, seeds, settings};

use crate::args::{self, Engagements};
use crate::failure::Failure;
use crate::open::{self, Rules};
use crate::output::{Output, print};
use crate::progress;

/// Forecasts every battle of a table.
///
/// # Errors
/// Bad input or usage, an interruption.
pub fn engagements(library: &Library, arguments: &Engagements) -> Result<(), Failure> {
    let rules = open::rules(library, library.root(), arguments.rules.as_deref())?;
    let battles = battles::battles(&arguments.battles)?;
    let outcomes = arguments.outcomes.as_deref().map(battles::outcomes).transpose()?;
    let set = seeds::find(&arguments.seeds, library.root(), "engagements")?;
    let runs = arguments.runs as usize;
    let Some(seeds) = set.seeds.get(..runs) else {
        let message =
            format!("the set \"{}\" has {} seeds, fewer than --runs {runs}", set.name, set.seeds.len());
        return Err(Failure::Usage(message));
    };
    if let Some(first) = battles.first() {
        arm(first.scenario(arguments.round_hours), &rules, arguments)?;
    }
    let out = arguments.out.as_deref().filter(|p| *p != Path::new("-")).map(Output::prepare).transpose()?;
    progress::stop_on_ctrl_c();
    let forecasts = forecast(&battles, &rules, arguments, seeds);
    let text = table(&forecasts);
    if let Some(out) = out {
        out.write(text.as_bytes())?;
    }
    if arguments.out.as_deref() == Some(Path::new("-")) {
        print(&text)?;
    } else {
        if forecasts.len() < battles.len() {
            print(&format!("{} of {} battles were finished.\n", forecasts.len(), battles.len()))?;
        }
        print(&account(&forecasts, outcomes.as_deref(), &rules, &set.name, runs))?;
    }
    if forecasts.len() < battles.len() { Err(Failure::Interrupted) } else { Ok(()) }
}

fn forecast(battles: &[Battle], rules: &Rules, arguments: &Engagements, seeds: &[u64]) -> Vec<Forecast> {
    let bar = progress::bar(battles.len(), "battles", arguments.quiet);
    let make = |scenario: Scenario| arm(scenario, rules, arguments).expect("the settings were tried");
    let request = Request {
        battles,
        round_hours: arguments.round_hours,
        arm: &make,
        seeds,
        jobs: progress::jobs(arguments.jobs),
        stop: &progress::STOP,
    };
    let forecasts = request.run(&|| bar.inc(1));
    bar.finish_and_clear();
    forecasts
}

/// What a battle plays: the settings of the protocol, then those of the command line.
fn arm(mut scenario: Scenario, rules: &Rules, arguments: &Engagements) -> Result<Arm, Failure> {
    let mut file: RulesFile = rules.file.clone();
    for setting in SETTINGS.iter().copied().chain(arguments.set.iter().map(String::as_str)) {
        settings::set(&mut scenario, &mut file, setting).map_err(Failure::Usage)?;
    }
    let drawn = arguments.inputs == args::Inputs::Drawn;
    let inputs = drawn.then(|| Arc::new(Inputs::new(&scenario, &file, Some(rules.law.clone()))));
    Ok(Arm { scenario: Arc::new(scenario), rules: Arc::new(file), inputs, list: list::standard })
}

/// The forecasts as a table: a row for who wins and one for each number, at each quantile.
fn table(forecasts: &[Forecast]) -> String {
    let mut text = String::from("isqno,target,q05,q25,q50,q75,q95\n");
    for f in forecasts {
        let win = [f.win; 5];
        let rows = f.targets.iter().map(|(target, q)| (target.name(), q)).chain([("win", &win)]);
        for (target, [a, b, c, d, e]) in rows {
            let _ = writeln!(text, "{},{target},{a:.6},{b:.6},{c:.6},{d:.6},{e:.6}", f.key);
        }
    }
    text
}

fn account(
    forecasts: &[Forecast],
    outcomes: Option<&[verst_score::engagements::Outcome]>,
    rules: &Rules,
    seeds: &str,
    runs: usize,
) -> String {
    let count = forecasts.len();
    let digest = &rules.digest[..16];
    let mut text = format!("{count} battles, {runs} runs each of the seeds {seeds}, rules {digest}\n");
    let Some(outcomes) = outcomes else {
        text.push_str("no outcomes given: nothing is scored (--outcomes FILE)\n");
        return text;
    };
    let board = Scoreboard::new(forecasts, outcomes);
    if let Some(winners) = &board.winners {
        text.push_str(&winners_line(winners));
    }
    board.numbers.iter().for_each(|n| text.push_str(&numbers_line(n)));
    text
}

fn winners_line(w: &Winners) -> String {
    format!(
        "who wins           {:4} battles: right in {:.0} %, Brier {:.3} ({:.3} who knows only how often attackers win, \
         {:.3} with forecasts of other battles)\n",
        w.battles,
        100.0 * w.accuracy,
        w.brier,
        w.base_rate,
        w.shuffled
    )
}

fn numbers_line(n: &Numbers) -> String {
    let bands = format!("inside 50 % {:.2}, inside 90 % {:.2}", n.inside_50, n.inside_90);
    match n.target {
        Target::Advance => format!(
            "advance            {:4} battles: mean error {:.2} km/day, rank correlation {:.2}; {bands}\n",
            n.battles, n.mae, n.spearman
        ),
        Target::AttackerLosses | Target::DefenderLosses => {
            let whose =
                if n.target == Target::AttackerLosses { "attacker's losses" } else { "defender's losses" };
            format!(
                "{whose:18} {:4} battles: RMSE {:.3} log10, within a factor of two {:.2}; {bands}\n",
                n.battles, n.rmse, n.within_twice
            )
        }
    }
}
