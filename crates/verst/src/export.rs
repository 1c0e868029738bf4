//! `verst export`: one run as GeoJSON, as tables, or as a scenario of ORBAT Mapper.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, ValueHint};
use verst_engine::journal::Detail;
use verst_files::library::Library;
use verst_report::export::{Origin, Story, Table, geojson, orbat, table_files, tables};

use crate::args::Play;
use crate::failure::Failure;
use crate::journal_file::{self, Header};
use crate::one_run::{self, OneRun};
use crate::output::{Output, print};
use crate::output_folder::OutputFolder;
use crate::progress;

/// Help after the arguments.
pub const EXAMPLES: &str = "\
Examples:
  verst replay kaluga-1941 --seed 7 --journal run.jsonl
  verst export run.jsonl --format geojson --out kaluga.geojson
  verst export run.jsonl --format csv --out kaluga-tables
  verst export kaluga-1941 --seed 7 --inputs best --format orbat --out kaluga.json

geojson: one FeatureCollection. `layer` of a feature is unit, track, front, capture, engagement,
place, link or river; t_start and t_end say when it holds, for QGIS's temporal controller.
csv: a folder of tables; its columns.csv explains every column.
orbat: a scenario of ORBAT Mapper (orbat-mapper.app), form 3.3.0.

A journal is played again from its header and must agree with that run line by line.";

/// Forms of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// GeoJSON with times, for QGIS, GDAL, R and Python.
    Geojson,
    /// Tidy tables in a folder, for spreadsheets and statistics.
    Csv,
    /// A scenario that plays in ORBAT Mapper.
    Orbat,
}

/// Arguments of `export`.
#[derive(Args, Debug)]
pub struct Export {
    /// A journal of `replay --journal`, or the name or folder of an operation, which is then played.
    #[arg(value_name = "JOURNAL|SCENARIO")]
    pub run: String,
    /// What to write.
    #[arg(long, value_enum)]
    pub format: Format,
    /// The file to write, or with csv the folder; `-` writes a file to standard output instead.
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub out: PathBuf,
    /// The seed of an operation's run [default: the first of the set judge].
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    #[command(flatten)]
    pub play: Play,
    /// Say nothing of what was written.
    #[arg(long)]
    pub quiet: bool,
}

/// Where an export goes.
enum Target {
    Stdout,
    File(Output),
    Folder(OutputFolder),
}

/// Plays a run and writes it.
///
/// # Errors
/// Bad input or usage, a journal that does not tell the run, a run that breaks down, an interruption.
pub fn export(library: &Library, arguments: &Export) -> Result<(), Failure> {
    progress::stop_on_ctrl_c();
    let run = one_run::open(library, &arguments.run, arguments.seed, &arguments.play)?;
    if run.is_journal && arguments.seed.is_some() {
        return Err(Failure::Usage(String::from("a journal has its seed: --seed is for an operation")));
    }
    let target = target(arguments)?;
    let (scenario, _) = run.arm.at(run.seed);
    let mut story = Story::new(&scenario, origin(&run.header));
    let told = tell(&run, &mut story)?;
    if run.is_journal {
        agree(Path::new(&arguments.run), &told)?;
    }
    let (text, tables) = match arguments.format {
        Format::Geojson => (geojson(&story), Vec::new()),
        Format::Orbat => (orbat(&story), Vec::new()),
        Format::Csv => (String::new(), tables(&story)),
    };
    if progress::is_stopped() {
        return Err(Failure::Interrupted);
    }
    match target {
        Target::Stdout => return print(&text),
        Target::File(file) => file.write(text.as_bytes())?,
        Target::Folder(folder) => folder.write(&files(&tables))?,
    }
    if arguments.quiet {
        return Ok(());
    }
    let (out, title) = (arguments.out.display(), &run.loaded.scenario.title);
    let rows = tables.iter().map(|t| format!("  {:<16} {} rows\n", t.file, t.rows)).collect::<String>();
    print(&format!("{out} tells {title}, seed {}\n{rows}", run.seed))
}

fn target(arguments: &Export) -> Result<Target, Failure> {
    let is_stdout = arguments.out.as_os_str() == "-";
    match arguments.format {
        Format::Csv if is_stdout => {
            Err(Failure::Usage(String::from("--format csv writes a folder of tables: name one with --out")))
        }
        Format::Csv => Ok(Target::Folder(OutputFolder::prepare(&arguments.out, &table_files())?)),
        _ if is_stdout => Ok(Target::Stdout),
        _ => Ok(Target::File(Output::prepare(&arguments.out)?)),
    }
}

fn files(tables: &[Table]) -> Vec<(&str, &[u8])> {
    tables.iter().map(|t| (t.file.as_str(), t.text.as_slice())).collect()
}

fn origin(header: &Header) -> Origin {
    Origin {
        verst_version: header.verst_version.clone(),
        scenario_digest: header.scenario_digest.clone(),
        rules_digest: header.rules_digest.clone(),
        orders: header.orders.clone(),
        inputs: header.inputs.clone(),
        changes: header.changes.clone(),
        seed: header.seed,
    }
}

/// Plays the run into the story; its journal, where it was named by one.
fn tell(run: &OneRun, story: &mut Story<'_>) -> Result<String, Failure> {
    let mut journal = journal_file::begin(&run.header);
    let scenario = &run.loaded.scenario;
    let played = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        run.arm.replay(run.seed, Detail::Facts, &mut |entry| {
            if run.is_journal {
                journal_file::add(&mut journal, scenario, entry);
            }
            story.see(entry);
        });
    }));
    played.map_err(|cause| {
        let message = verst_study::runner::message(&*cause);
        let broken = format!("{} seed {}: {message}", scenario.key, run.seed);
        if run.play.set.is_empty() {
            Failure::Internal(broken)
        } else {
            Failure::Usage(format!("the rules break down with {}: {broken}", run.play.set.join(" and ")))
        }
    })?;
    Ok(journal)
}

/// Whether a journal tells the run that its header names.
fn agree(path: &Path, told: &str) -> Result<(), Failure> {
    let wrong = |why: String| Failure::Usage(format!("{}: {why}", path.display()));
    let written = std::fs::read_to_string(path).map_err(|e| wrong(format!("it cannot be read: {e}")))?;
    if written == told {
        return Ok(());
    }
    let again = "write it anew with `verst replay --journal`";
    if told.starts_with(&written) {
        let (there, whole) = (written.lines().count(), told.lines().count());
        return Err(wrong(format!("the journal breaks off in line {there} of {whole}; {again}")));
    }
    let line = written.lines().zip(told.lines()).take_while(|(a, b)| a == b).count() + 1;
    Err(wrong(format!("line {line} is not what this run tells: the journal was changed; {again}")))
}
