//! The command line's arguments.

mod study;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use verst_study::seeds;

pub use self::study::{Batch, Compare, Merge, Sweep};

/// Replays historical military operations, holds an ensemble of runs against the documented record, and explains every
/// number.
#[derive(Parser, Debug)]
#[command(
    name = "verst",
    version,
    propagate_version = true,
    max_term_width = 110,
    after_help = "\
Examples:
  verst list
  verst replay kaluga-1941
  verst replay kaluga-1941 --runs 200 --orders opening --json forecast.json
  verst show kaluga-1941 --map kaluga.svg
  verst explain kaluga-1941 --unit 154rd

Exit codes: 0 good, 1 a gate failed, 2 bad input or usage, 3 an internal failure (with its seed), 130 interrupted."
)]
pub struct Cli {
    /// Folder of operations; else $VERST_SCENARIOS, else `scenarios` here or in a parent folder.
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub scenarios: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// List the operations.
    List,
    /// Show an operation: calendar, order of battle, theatre, orders, sources, free choices.
    #[command(after_help = "\
Examples:
  verst show kaluga-1941
  verst show kaluga-1941 --knobs 'units.*[under=mob].men'
  verst show kaluga-1941 --knobs 'rules.march.*'
  verst show kaluga-1941 --map map.svg")]
    Show(Show),
    /// Check operations: every problem at once, with file, line and column.
    #[command(after_help = "\
Examples:
  verst check                       every operation, the rules and the seed sets
  verst check scenarios/kaluga-1941")]
    Check {
        /// Names or folders of operations; none: all, with rules and seed sets.
        #[arg(value_name = "PATH")]
        paths: Vec<String>,
    },
    /// Begin a new operation: a small one that runs, to be overwritten file by file.
    New {
        /// Name of the folder: lower case letters, digits and hyphens.
        name: String,
    },
    /// Replay an operation: one run as a war diary, then an ensemble held against the record.
    #[command(after_help = "\
Examples:
  verst replay kaluga-1941
  verst replay kaluga-1941 --seed 7 --until 1941-12-24 --watch mob --watch kaluga
  verst replay kaluga-1941 --runs 400 --jobs 8 --json out.json --quiet
  verst replay kaluga-1941 --runs 200 --report kaluga.html
  verst replay kaluga-1941 --orders opening --inputs best
  verst replay kaluga-1941 --set 'units.*[under=mob].men=4000' --set rules.march.foot=25
  verst replay kaluga-1941 --variant no-mobile-group
  verst replay kaluga-1941 --runs 200 --split --quiet     how much of the spread is the dice's, the inputs', the rules'")]
    Replay(Replay),
    /// Explain a run: the named factors of its losses, advances and marches.
    #[command(after_help = "\
Examples:
  verst explain kaluga-1941
  verst explain kaluga-1941 --unit 154rd --turn 8
  verst explain kaluga-1941 --place kaluga      what was gained there, and at what odds who attacked or waited
  verst explain kaluga-1941 --place kaluga --about superiority
  verst replay kaluga-1941 --seed 7 --journal run.jsonl && verst explain run.jsonl --place kaluga")]
    Explain(Explain),
    /// Write a run for other tools: GeoJSON for QGIS, tables for statistics, a scenario for ORBAT Mapper.
    #[command(after_help = crate::export::EXAMPLES)]
    Export(crate::export::Export),
    /// Forecast battles of a database with the engine's own rules, and score the forecasts.
    #[command(after_help = "\
Examples:
  verst engagements battles.csv --outcomes outcomes_train.csv
  verst engagements battles.csv --out predictions.csv --runs 1000
  verst engagements battles.csv --outcomes outcomes_train.csv --set rules.engagement.ratio=0.8

Each battle is played as an operation of two places: the attacker presses on for the days of the battle, the defender holds.
Columns of the table: isqno date_start t_days nat_a nat_d str_a str_d tank_a tank_d arty_a arty_d wof_a post1 terra1 terra2
wx_wet season surpa, and aeroa if known; of the outcomes: isqno wina cas_a cas_d kmda t_days.")]
    Engagements(Engagements),
    /// Compare two arms seed by seed: an operation and a variant of it, or two variants.
    #[command(after_help = study::COMPARE)]
    Compare(Compare),
    /// Play a study: a design over knobs, many seeds each, in parallel and resumable, into Parquet files.
    #[command(after_help = study::SWEEP)]
    Sweep(Sweep),
    /// Put the shards of a sweep together.
    #[command(after_help = study::MERGE)]
    Merge(Merge),
    /// Replay operations without a person: hold them against a baseline and fail where the score has become worse.
    #[command(after_help = study::BATCH)]
    Batch(Batch),
    /// Print a completion script for a shell.
    #[command(
        after_help = "Example: verst completions bash > ~/.local/share/bash-completion/completions/verst"
    )]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// Arguments of `show`.
#[derive(Args, Debug)]
pub struct Show {
    /// Name or folder of an operation.
    pub scenario: String,
    /// List quantities by path instead: `*` for any key, `[under=KEY]` and `[side=KEY]` to filter.
    #[arg(long, value_name = "PATTERN")]
    pub knobs: Option<String>,
    /// Draw the theatre as it stands at the start.
    #[arg(long, value_name = "FILE.svg", value_hint = ValueHint::FilePath)]
    pub map: Option<PathBuf>,
}

/// Which orders a run may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Orders {
    /// All, also those given during the operation: the hindcast.
    Historical,
    /// Those decided before the first minute; doctrine goes on from there: the forecast.
    Opening,
    /// None: what doctrine alone would do.
    Doctrine,
}

/// Whether cited numbers are drawn within their ranges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Inputs {
    /// Drawn for each run.
    Drawn,
    /// At their best values.
    Best,
}

/// What changes how a run goes.
#[derive(Args, Debug, Clone)]
pub struct Play {
    /// Which orders a run may know.
    #[arg(long, value_enum, default_value = "historical")]
    pub orders: Orders,
    /// Whether cited numbers and coefficients are drawn within their ranges, or at their best.
    #[arg(long, value_enum, default_value = "drawn")]
    pub inputs: Inputs,
    /// Set a quantity, such as units.154rd.men=6000 (see `show --knobs`). May be repeated.
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// A variant of the operation: a file, or a name in its studies folder.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub variant: Option<String>,
    /// Another rules file.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub rules: Option<PathBuf>,
}

impl Play {
    /// Everything as usual: historical orders, drawn inputs.
    pub fn usual() -> Self {
        let (orders, inputs) = (Orders::Historical, Inputs::Drawn);
        Self { orders, inputs, set: Vec::new(), variant: None, rules: None }
    }

    /// Whether anything is said that is not the default.
    pub fn says_something(&self) -> bool {
        let as_usual = self.orders == Orders::Historical && self.inputs == Inputs::Drawn;
        !as_usual || !self.set.is_empty() || self.rules.is_some() || self.variant.is_some()
    }
}

/// Arguments of `replay`.
#[derive(Args, Debug)]
pub struct Replay {
    /// Name or folder of an operation.
    pub scenario: String,
    /// Runs: the first N seeds of the set [default: 100, or 1 with --seed].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=seeds::MOST as i64))]
    pub runs: Option<u32>,
    /// Threads [default: the machine's cores]. Results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// One seed, or with --runs the first of N successive seeds.
    #[arg(long, value_name = "S", conflicts_with = "seeds")]
    pub seed: Option<u64>,
    /// A seed set: a name in `seeds/`, or a file.
    #[arg(long, value_name = "SET", default_value = "judge")]
    pub seeds: String,
    #[command(flatten)]
    pub play: Play,
    /// Stop at a date, such as 1941-12-24 or 1941-12-24T06:00. There is then no scorecard.
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Tell only of this place, unit or formation in the diary. May be repeated.
    #[arg(long, value_name = "PLACE|UNIT")]
    pub watch: Vec<String>,
    /// Do not read the record: no scorecard.
    #[arg(long)]
    pub no_record: bool,
    /// Tell how much of the spread of each measure comes of the dice, the drawn inputs and the drawn rules: mixes those of
    /// two seeds at a time, three more runs for each.
    #[arg(long)]
    pub split: bool,
    /// Write the printed run's entries, one JSON object a line.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub journal: Option<PathBuf>,
    /// Write the result as JSON; `-` writes it to standard output instead of anything else.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub json: Option<PathBuf>,
    /// Write a page for a browser: map, charts, scorecard, diary, inputs. One file that needs nothing else.
    #[arg(long, value_name = "FILE.html", value_hint = ValueHint::FilePath)]
    pub report: Option<PathBuf>,
    /// No diary and no progress.
    #[arg(long)]
    pub quiet: bool,
}

/// Arguments of `explain`.
#[derive(Args, Debug)]
pub struct Explain {
    /// Name or folder of an operation, or a journal of `replay --journal`.
    #[arg(value_name = "JOURNAL|SCENARIO")]
    pub run: String,
    /// The seed [default: the first of the set judge].
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Only this unit.
    #[arg(long, value_name = "ID")]
    pub unit: Option<String>,
    /// Only the links that end at this place.
    #[arg(long, value_name = "ID")]
    pub place: Option<String>,
    /// Only numbers whose name has this in it: `superiority`, `km gained`, `odds`, `march`, `lost`, `tons`.
    #[arg(long, value_name = "TEXT")]
    pub about: Option<String>,
    /// Only this turn, with every number of it.
    #[arg(long, value_name = "N")]
    pub turn: Option<u32>,
    /// Also numbers that are what they were the last time.
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub play: Play,
}

/// Arguments of `engagements`.
#[derive(Args, Debug)]
pub struct Engagements {
    /// A table of battles: what was known of each before it began.
    #[arg(value_name = "FILE.csv", value_hint = ValueHint::FilePath)]
    pub battles: PathBuf,
    /// A table of what happened, to score the forecasts.
    #[arg(long, value_name = "FILE.csv", value_hint = ValueHint::FilePath)]
    pub outcomes: Option<PathBuf>,
    /// Write the forecasts as a table of quantiles; `-` writes it to standard output instead of anything else.
    #[arg(long, value_name = "FILE.csv", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
    /// Runs of each battle: the first N seeds of the set.
    #[arg(long, value_name = "N", default_value_t = 400, value_parser = clap::value_parser!(u32).range(1..=seeds::MOST as i64))]
    pub runs: u32,
    /// A seed set: a name in `seeds/`, or a file.
    #[arg(long, value_name = "SET", default_value = "judge")]
    pub seeds: String,
    /// Threads [default: the machine's cores]. Results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// Whether coefficients are drawn within their ranges, or at their best.
    #[arg(long, value_enum, default_value = "best")]
    pub inputs: Inputs,
    /// Hours of a round.
    #[arg(long, value_name = "H", default_value_t = 6, value_parser = round_hours)]
    pub round_hours: i64,
    /// Set a quantity, such as rules.engagement.ratio=0.8. May be repeated.
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Another rules file.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub rules: Option<PathBuf>,
    /// No progress.
    #[arg(long)]
    pub quiet: bool,
}

/// Hours of a round that make whole days.
fn round_hours(text: &str) -> Result<i64, String> {
    let hours = text.parse::<i64>().ok().filter(|h| (1..=24).contains(h) && 24 % h == 0);
    hours.ok_or_else(|| String::from("expected 1, 2, 3, 4, 6, 8, 12 or 24"))
}
