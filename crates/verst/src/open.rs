//! Opens what commands work on: the library, an operation with its record, the rules, what a run plays.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use verst_domain::near::nearest;
use verst_domain::scenario::OrderMode;
use verst_files::library::Library;
use verst_files::load::{Examined, Loaded, examine, load, read_sources};
use verst_files::problem::{Problem, Problems};
use verst_files::text::{Parsed, Source, read};
use verst_rules::list;
use verst_rules::rules_file::RulesFile;
use verst_rules::uncertainty::{CovarianceFile, Uncertainty};
use verst_score::check::check;
use verst_score::climatology::{self, Climatology, ClimatologyFile};
use verst_score::measure::Record;
use verst_score::record::{Finding, RecordFile};
use verst_study::inputs::Inputs;
use verst_study::runner::Arm;
use verst_study::settings;

use crate::args::{self, Orders, Play};
use crate::failure::Failure;

/// The library that the option, the environment or the working folder names.
///
/// # Errors
/// If there is none.
pub fn library(given: Option<&Path>) -> Result<Library, Problems> {
    let environment = std::env::var_os("VERST_SCENARIOS").filter(|v| !v.is_empty()).map(PathBuf::from);
    let here = std::env::current_dir().map_err(|e| {
        Problems::one(Problem::of_file(".".into(), format!("the working folder cannot be read: {e}"), None))
    })?;
    Library::find(given, environment.as_deref(), &here)
}

/// An operation by name or path.
///
/// # Errors
/// Everything wrong with it.
pub fn operation(library: &Library, name: &str) -> Result<Loaded, Problems> {
    let folder = library.scenario(name)?;
    load(library, &folder)
}

/// An operation by name or path, good or not.
///
/// # Errors
/// If there is none.
pub fn examined(library: &Library, name: &str) -> Result<(PathBuf, Examined), Problems> {
    let folder = library.scenario(name)?;
    let examined = examine(library, &folder);
    Ok((folder, examined))
}

/// A rules file with the uncertainty of its law.
pub struct Rules {
    /// The coefficients.
    pub file: RulesFile,
    /// The covariance of the engagement law.
    pub law: Uncertainty,
    /// BLAKE3 of both texts, in hexadecimal.
    pub digest: String,
}

/// The rules of an operation, or of the file given.
///
/// # Errors
/// Everything wrong with the files.
pub fn rules(library: &Library, folder: &Path, given: Option<&Path>) -> Result<Rules, Problems> {
    let path = given.map_or_else(|| library.rules_path(folder), Path::to_path_buf);
    let beside = path.with_file_name("engagement_covariance.ron");
    let covariance_path = if beside.is_file() { beside } else { library.covariance_path(folder) };
    let parsed = read::<RulesFile>(&path);
    let covariance = read::<CovarianceFile>(&covariance_path);
    let (mut parsed, covariance) = Problems::both(parsed, covariance)?;
    let sources = read_sources(library, folder)?;
    let found = parsed.value.check(&|key| sources.contains_key(key));
    let mut problems: Vec<Problem> = found
        .into_iter()
        .map(|(at, message, hint)| parsed.source.problem(&at, message, Some(hint)))
        .collect();
    let cited = &covariance.value.source;
    if !sources.contains_key(cited) {
        let hint = nearest(cited, sources.keys().map(String::as_str));
        problems.push(covariance.source.problem("source", no_source(cited), hint));
    }
    let law = Uncertainty::new(&covariance.value, &mut parsed.value);
    match law {
        Ok(law) if problems.is_empty() => {
            let mut hash = blake3::Hasher::new();
            hash.update(parsed.source.text.as_bytes());
            hash.update(covariance.source.text.as_bytes());
            let digest = hash.finalize().to_hex().to_string();
            Ok(Rules { file: parsed.value, law, digest })
        }
        law => {
            let wrong = law.err().unwrap_or_default();
            problems
                .extend(wrong.into_iter().map(|(at, message)| covariance.source.problem(&at, message, None)));
            Err(Problems(problems).sorted())
        }
    }
}

fn no_source(key: &str) -> String {
    format!("no source \"{key}\" in sources.ron")
}

/// Whether the rules know every army of an operation in its year.
///
/// # Errors
/// Each that they do not know, once a side: it would silently fight as the reference army.
pub fn armies(loaded: &Loaded, rules: &Rules) -> Result<(), Problems> {
    let s = &loaded.scenario;
    let year = i32::from(s.calendar.start.year());
    let sides = s.sides.iter().map(|side| ("scenario.ron", format!("sides.{}.army", side.key), &side.army));
    // A unit without an army of its own has its side's, which is told there.
    let own = s.units.iter().filter(|unit| s.sides.iter().all(|side| side.army != unit.army));
    let mut seen = BTreeSet::new();
    let first = own.filter(|unit| seen.insert((unit.side, &unit.army)));
    let units = first.map(|unit| ("forces.ron", format!("units.{}.army", unit.key), &unit.army));
    let unknown = sides.chain(units).filter(|(_, _, army)| !rules.file.knows_army(army, year));
    let problems = unknown.map(|(file, path, army)| {
        let message = format!("the rules file has no army \"{army}\" for {year}");
        loaded.problem(file, &path, message, Some(other_armies(rules, army, year)))
    });
    let problems: Vec<Problem> = problems.collect();
    if problems.is_empty() { Ok(()) } else { Err(Problems(problems)) }
}

/// What the table has instead of an army: other years of it, and every army of the year.
fn other_armies(rules: &Rules, army: &str, year: i32) -> String {
    let table = &rules.file.armies;
    let of_year: BTreeSet<&str> =
        table.iter().filter(|a| (a.from..=a.until).contains(&year)).map(|a| a.army.as_str()).collect();
    let of_year = of_year.into_iter().collect::<Vec<_>>().join(", ");
    let of_year = if of_year.is_empty() { String::from("none") } else { of_year };
    let of_it = table.iter().filter(|a| a.army == army);
    let years: Vec<String> = of_it.map(|a| format!("{} to {}", a.from, a.until)).collect();
    if years.is_empty() {
        format!("its table has for {year}: {of_year}")
    } else {
        format!("its table has \"{army}\" for {}, and for {year}: {of_year}", years.join(" and "))
    }
}

/// A record with what it is scored with.
pub struct Books {
    /// What happened.
    pub record: Record,
    /// BLAKE3 of record.ron, in hexadecimal.
    pub digest: String,
    /// The battles that baselines draw from.
    pub climatology: Climatology,
}

/// A record and the table of battles, as written.
type WrittenBooks = (Parsed<RecordFile>, Parsed<ClimatologyFile>);

/// The record of a folder and the battles beside the rules, as they are written; none if there is no record.
///
/// # Errors
/// If one of them has not its type.
pub fn written_books(library: &Library, folder: &Path) -> Result<Option<WrittenBooks>, Problems> {
    let path = folder.join("record.ron");
    if !path.exists() {
        return Ok(None);
    }
    let record = read::<RecordFile>(&path);
    let table = read::<ClimatologyFile>(&library.climatology_path(folder));
    Problems::both(record, table).map(Some)
}

/// The record of an operation; none if it has none.
///
/// # Errors
/// Everything wrong with it.
pub fn books(library: &Library, loaded: &Loaded) -> Result<Option<Books>, Problems> {
    let Some((record, table)) = written_books(library, &loaded.folder)? else { return Ok(None) };
    let keys: BTreeSet<String> = loaded.sources.keys().cloned().collect();
    let mut problems = placed(&record.source, check(&record.value, &loaded.scenario, &keys));
    problems.extend(placed(&table.source, climatology::check(&table.value, &keys)));
    if !problems.is_empty() {
        return Err(Problems(problems).sorted());
    }
    Ok(Some(Books {
        record: Record::lower(&record.value, &loaded.scenario),
        digest: blake3::hash(record.source.text.as_bytes()).to_hex().to_string(),
        climatology: Climatology::lower(&table.value),
    }))
}

/// As [`books`], of an operation that was changed: measures of what is no longer there are left out; their keys.
///
/// # Errors
/// Whatever else is wrong with the record.
pub fn books_of_changed(
    library: &Library,
    loaded: &Loaded,
) -> Result<Option<(Books, Vec<String>)>, Problems> {
    let Some((mut record, table)) = written_books(library, &loaded.folder)? else { return Ok(None) };
    let keys: BTreeSet<String> = loaded.sources.keys().cloned().collect();
    let mut gone = Vec::new();
    for finding in check(&record.value, &loaded.scenario, &keys) {
        let key = finding.path.strip_prefix("measures.").map(|rest| rest.split('.').next().unwrap_or(rest));
        match key.filter(|key| record.value.measures.remove(*key).is_some()) {
            Some(key) => gone.push(key.to_string()),
            // A second finding about a measure that was left out.
            None if gone.iter().any(|g| key == Some(g.as_str())) => {}
            None => return Err(Problems(placed(&record.source, vec![finding]))),
        }
    }
    let digest = blake3::hash(record.source.text.as_bytes()).to_hex().to_string();
    let climatology = Climatology::lower(&table.value);
    let record = Record::lower(&record.value, &loaded.scenario);
    Ok(Some((Books { record, digest, climatology }, gone)))
}

fn placed(source: &Source, findings: Vec<Finding>) -> Vec<Problem> {
    findings.into_iter().map(|f| source.problem(&f.path, f.message, f.hint)).collect()
}

/// What a run plays, with the settings of the command line.
///
/// # Errors
/// If a setting names nothing, or the rules lack an army.
pub fn arm(loaded: &Loaded, rules: &Rules, play: &Play) -> Result<Arm, Failure> {
    armies(loaded, rules)?;
    let (mut scenario, mut file) = (loaded.scenario.clone(), rules.file.clone());
    scenario.keep_known(mode(play.orders));
    for setting in &play.set {
        settings::set(&mut scenario, &mut file, setting).map_err(Failure::Usage)?;
    }
    let drawn = play.inputs == args::Inputs::Drawn;
    let inputs = drawn.then(|| Arc::new(Inputs::new(&scenario, &file, Some(rules.law.clone()))));
    Ok(Arm { scenario: Arc::new(scenario), rules: Arc::new(file), inputs, list: list::standard })
}

/// The order mode of an argument.
#[must_use]
pub fn mode(orders: Orders) -> OrderMode {
    match orders {
        Orders::Historical => OrderMode::Historical,
        Orders::Opening => OrderMode::Opening,
        Orders::Doctrine => OrderMode::Doctrine,
    }
}

/// Ends the operation at a date.
///
/// # Errors
/// If it is no date within the operation.
pub fn cut(loaded: &mut Loaded, date: &str) -> Result<(), Failure> {
    let calendar = &mut loaded.scenario.calendar;
    let (first, last) = (calendar.start, calendar.date(calendar.end));
    let at = verst_files::number::date(date).map(|d| calendar.minute(d));
    match at {
        Some(end) if end.0 > 0 && end <= calendar.end => calendar.end = end,
        _ => {
            return Err(Failure::Usage(format!(
                "--until {date}: expected a date such as 1941-12-24 or 1941-12-24T06:00, after {first} and not after {last}"
            )));
        }
    }
    Ok(())
}
