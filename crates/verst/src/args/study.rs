//! Arguments of the commands that play many arms: compare, sweep, merge, batch.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use verst_score::sequential;
use verst_study::seeds;

/// Examples of `compare`.
pub const COMPARE: &str = "\
Examples:
  verst compare kaluga-1941 no-mobile-group
  verst compare kaluga-1941 scenarios/kaluga-1941/studies/no-stand-fast.ron --runs 400
  verst compare dmitriev-sevsk-1943 all-tanks --json difference.json
  verst compare kaluga-1941 no-mobile-group --until-width total.soviet.lost=1500

Both arms of a seed share luck and drawn inputs wherever they still agree, so that the difference, seed by seed, is that of
the change. The last lines tell where the two journals of the first seed part.";

/// Examples of `sweep`.
pub const SWEEP: &str = "\
Examples:
  verst sweep scenarios/kaluga-1941/studies/what-decides.ron --out sweep
  verst sweep study.ron --out sweep --resume              after a crash, a kill or Ctrl-C
  verst sweep study.ron --out shard-3 --shard 3/8         then: verst merge shard-* --out whole
  verst sweep study.ron --out shard --shard auto          from SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX

Results are the same for any number of threads and shards. scenarios/WHAT-IF.md tells how a study is written, what the columns
mean, and how DuckDB, Polars and pandas read them.";

/// Examples of `merge`.
pub const MERGE: &str = "\
Examples:
  verst merge sweep --out result
  verst merge shard-1 shard-2 shard-3 --out result --csv

Writes runs.parquet, measures.parquet and turns.parquet. Shards of different studies, rules or versions are refused; missing
pieces are told, and nothing is written.";

/// Examples of `batch`.
pub const BATCH: &str = "\
Examples:
  verst batch --seeds ci --baseline baseline.json --update-baseline     once, and whenever a change of the score is meant
  verst batch --seeds ci --baseline baseline.json --junit verst.xml
  verst batch kaluga-1941 --seeds ci --rules my-rules.ron --baseline baseline.json

An operation fails if its mean normalised error is worse than the baseline's by more than 2 %, and by more than luck explains
(one-sided 99 %, Holm over the operations). The exit code is then 1.";

/// Fewest pairs after which `compare --until-width` can stop.
const FEWEST: i64 = sequential::FEWEST as i64;

/// Arguments of `compare`.
#[derive(Args, Debug)]
pub struct Compare {
    /// An operation, or a variant: a file, or a name in the studies folder of the other's operation.
    #[arg(value_name = "A")]
    pub a: String,
    /// What it is compared with, likewise.
    #[arg(value_name = "B")]
    pub b: String,
    /// Runs of each arm: the first N seeds of the set [default: 100].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=seeds::MOST as i64))]
    pub runs: Option<u32>,
    /// Play pairs until the 90 % interval of this measure's mean difference is no wider than W from end to end, in its unit
    /// (yes/no: a share of the seeds).
    #[arg(long, value_name = "MEASURE=W", conflicts_with = "runs")]
    pub until_width: Option<String>,
    /// Most pairs that --until-width plays [default: all seeds of the set, at most 10,000].
    #[arg(long, value_name = "N", requires = "until_width", value_parser = clap::value_parser!(u32).range(FEWEST..=seeds::MOST as i64))]
    pub most: Option<u32>,
    /// A seed set: a name in `seeds/`, or a file.
    #[arg(long, value_name = "SET", default_value = "judge")]
    pub seeds: String,
    /// Threads [default: the machine's cores]. Results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// Write the result as JSON; `-` writes it to standard output instead of anything else.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub json: Option<PathBuf>,
    /// Write a page that shows both arms side by side: one file that needs nothing else.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub report: Option<PathBuf>,
    /// No progress.
    #[arg(long)]
    pub quiet: bool,
}

/// Arguments of `sweep`.
#[derive(Args, Debug)]
#[cfg_attr(not(feature = "parquet"), allow(dead_code, reason = "such a build only says that it cannot"))]
pub struct Sweep {
    /// A study: a design over knobs.
    #[arg(value_name = "STUDY", value_hint = ValueHint::FilePath)]
    pub study: String,
    /// Folder for the results; made if it is not there.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// Threads [default: the machine's cores]. Results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// Play only the I-th of N parts, or that of this task of a SLURM or Kubernetes array.
    #[arg(long, value_name = "I/N|auto")]
    pub shard: Option<String>,
    /// Go on with what is in the folder already.
    #[arg(long)]
    pub resume: bool,
    /// No progress.
    #[arg(long)]
    pub quiet: bool,
}

/// Arguments of `merge`.
#[derive(Args, Debug)]
#[cfg_attr(not(feature = "parquet"), allow(dead_code, reason = "such a build only says that it cannot"))]
pub struct Merge {
    /// Folders of `sweep`.
    #[arg(value_name = "DIR", required = true, value_hint = ValueHint::DirPath)]
    pub folders: Vec<PathBuf>,
    /// Folder for the whole; made if it is not there.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// Write CSV files too.
    #[arg(long)]
    pub csv: bool,
}

/// Arguments of `batch`.
#[derive(Args, Debug)]
pub struct Batch {
    /// Names or folders of operations [default: all that have a record].
    #[arg(value_name = "SCENARIO")]
    pub names: Vec<String>,
    /// A seed set: a name in `seeds/`, or a file. All its seeds are played.
    #[arg(long, value_name = "SET")]
    pub seeds: String,
    /// Threads [default: the machine's cores]. Results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// Another rules file.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub rules: Option<PathBuf>,
    /// What the operations came to before; without it nothing can fail but a run.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub baseline: Option<PathBuf>,
    /// Write the baseline anew from this batch.
    #[arg(long, requires = "baseline")]
    pub update_baseline: bool,
    /// Write a JUnit XML report.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub junit: Option<PathBuf>,
    /// Write the result as JSON; `-` writes it to standard output instead of anything else.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub json: Option<PathBuf>,
    /// No progress.
    #[arg(long)]
    pub quiet: bool,
}
