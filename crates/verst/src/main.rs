//! verst: replays historical military operations and holds them against the record.

mod args;
mod baseline;
mod batch;
mod batch_report;
mod card;
mod catalogue;
mod compare;
mod compare_json;
mod compare_page;
mod compare_rows;
mod compare_text;
mod condition;
mod diary;
mod engagements;
mod explain;
mod export;
mod failure;
mod journal_file;
mod lines;
mod new;
mod one_run;
mod open;
mod output;
mod output_folder;
mod parting;
#[cfg(feature = "parquet")]
mod pieces;
mod progress;
mod replay;
mod report;
mod result_file;
#[cfg(feature = "parquet")]
mod shard;
mod show;
mod split;
mod standing;
mod strip;
#[cfg(feature = "parquet")]
mod summary;
#[cfg(feature = "parquet")]
mod sweep;
#[cfg(not(feature = "parquet"))]
#[path = "without_parquet.rs"]
mod sweep;
mod until_width;
mod variant;
mod watch;
#[cfg(feature = "parquet")]
mod whole;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::args::{Cli, Command};
use crate::failure::Failure;

fn main() -> ExitCode {
    let cli = Cli::parse();
    // A run that panics is caught and told with its seed; the default message would only repeat it.
    std::panic::set_hook(Box::new(|_| {}));
    match std::panic::catch_unwind(|| run(&cli)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(failure)) => failure.tell(),
        Err(cause) => Failure::Internal(verst_study::runner::message(&*cause)).tell(),
    }
}

fn run(cli: &Cli) -> Result<(), Failure> {
    if let Command::Completions { shell } = &cli.command {
        let mut script = Vec::new();
        clap_complete::generate(*shell, &mut Cli::command(), "verst", &mut script);
        return output::print(&String::from_utf8_lossy(&script));
    }
    let library = open::library(cli.scenarios.as_deref())?;
    match &cli.command {
        Command::List => catalogue::list(&library),
        Command::Check { paths } => catalogue::check(&library, paths),
        Command::Show(show) => show::show(&library, show),
        Command::New { name } => new::new(&library, name),
        Command::Replay(replay) => replay::replay(&library, replay),
        Command::Engagements(engagements) => engagements::engagements(&library, engagements),
        Command::Explain(explain) => explain::explain(&library, explain),
        Command::Export(arguments) => export::export(&library, arguments),
        Command::Compare(arguments) => compare::compare(&library, arguments),
        Command::Sweep(arguments) => sweep::sweep(&library, arguments),
        Command::Merge(arguments) => sweep::merge(arguments),
        Command::Batch(arguments) => batch::batch(&library, arguments),
        Command::Completions { .. } => Ok(()),
    }
}
