//! Opens operations with their variants.

use std::path::{Path, PathBuf};

use verst_domain::near::nearest;
use verst_files::library::Library;
use verst_files::load::Loaded;
use verst_files::problem::{Problem, Problems};
use verst_study::study::{self, Plan};
use verst_study::variant::{self, Changes, VariantFile};

use crate::args::Play;
use crate::failure::Failure;
use crate::open::{self, Books, Rules};
use crate::output::note;

/// Where an operation's variants and studies lie.
pub const STUDIES: &str = "studies";

/// An operation as it is played, with its rules.
pub struct Opened {
    /// The operation, changed if it is a variant.
    pub loaded: Loaded,
    /// Its rules, likewise.
    pub rules: Rules,
    /// The variant, if it is one.
    pub variant: Option<VariantFile>,
}

/// Opens the operation that a command names, with the variant and the rules of its arguments.
///
/// # Errors
/// Everything wrong with them; a variant of another operation.
pub fn open(library: &Library, scenario: &str, play: &Play) -> Result<Opened, Failure> {
    let Some(name) = &play.variant else {
        let loaded = open::operation(library, scenario)?;
        let rules = open::rules(library, &loaded.folder, play.rules.as_deref())?;
        return Ok(Opened { loaded, rules, variant: None });
    };
    let folder = library.scenario(scenario)?;
    let (file, changes) = variant::read(&find(&folder, name)?)?;
    let base = library.scenario(&file.base);
    if base.as_ref().is_ok_and(|base| same(base, &folder)) {
        return changed(library, &folder, file, &changes, play.rules.as_deref());
    }
    let hint = format!("it is a variant of \"{}\"", file.base);
    let message = format!("this is no variant of {scenario}");
    Err(Problems::one(changes.source.problem("base", message, Some(hint))).into())
}

/// Opens a variant's file: the operation that it changes, changed.
///
/// # Errors
/// Everything wrong with it.
pub fn open_file(library: &Library, file: &Path) -> Result<Opened, Failure> {
    let (file, changes) = variant::read(file)?;
    let folder = base(library, &file.base, &changes)?;
    changed(library, &folder, file, &changes, None)
}

/// The folder of the operation that a variant or a study is about.
///
/// # Errors
/// If there is none, told in the file that names it.
pub fn base(library: &Library, name: &str, changes: &Changes) -> Result<PathBuf, Problems> {
    library.scenario(name).map_err(|problems| {
        let found = problems.0.into_iter().map(|p| changes.source.problem("base", p.message, p.hint));
        Problems(found.collect())
    })
}

/// An operation with changes to its files, its quantities and its rules.
///
/// # Errors
/// Everything wrong with what comes of them.
pub fn with(
    library: &Library,
    folder: &Path,
    changes: &Changes,
    rules: Option<&Path>,
) -> Result<(Loaded, Rules), Failure> {
    let mut loaded = changes.load(library, folder)?;
    let mut rules = open::rules(library, &loaded.folder, rules)?;
    changes.apply(&mut loaded.scenario, &mut rules.file)?;
    Ok((loaded, rules))
}

fn changed(
    library: &Library,
    folder: &Path,
    file: VariantFile,
    changes: &Changes,
    rules: Option<&Path>,
) -> Result<Opened, Failure> {
    let (loaded, rules) = with(library, folder, changes, rules)?;
    Ok(Opened { loaded, rules, variant: Some(file) })
}

/// The record of an operation; of a variant, without the measures of what it has taken away, which are told.
///
/// # Errors
/// Everything wrong with it.
pub fn books(
    library: &Library,
    loaded: &Loaded,
    variant: Option<&VariantFile>,
) -> Result<Option<Books>, Problems> {
    let Some(variant) = variant else { return open::books(library, loaded) };
    let Some((books, gone)) = open::books_of_changed(library, loaded)? else { return Ok(None) };
    if !gone.is_empty() {
        note(&format!(
            "{}: not measured, since what they are about is gone: {}",
            variant.name,
            gone.join(", ")
        ));
    }
    Ok(Some(books))
}

/// The file of a variant or study: a path, or a name in an operation's studies.
///
/// # Errors
/// If there is none, with the nearest names.
pub fn find(folder: &Path, name: &str) -> Result<PathBuf, Problems> {
    let path = PathBuf::from(name);
    if path.is_file() {
        return Ok(path);
    }
    let studies = folder.join(STUDIES);
    let named = studies.join(format!("{name}.ron"));
    if !name.is_empty() && !name.contains(['/', '\\']) && named.is_file() {
        return Ok(named);
    }
    let names = names(folder);
    let hint = nearest(name, names.iter().map(String::as_str));
    let message = format!("there is no variant \"{name}\", neither as a file nor in {}", studies.display());
    Err(Problems::one(Problem::of_file(path, message, hint)))
}

/// Names of an operation's variants and studies, in order.
pub fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder.join(STUDIES)) else { return Vec::new() };
    let files = entries.filter_map(Result::ok).filter_map(|e| e.file_name().into_string().ok());
    let mut names: Vec<String> = files.filter_map(|n| n.strip_suffix(".ron").map(String::from)).collect();
    names.sort();
    names
}

/// Everything wrong with the variants and studies of an operation that is itself sound.
///
/// # Errors
/// What was found, of all of them.
pub fn check(library: &Library, folder: &Path) -> Result<(), Problems> {
    let mut found = Vec::new();
    for name in names(folder) {
        let file = folder.join(STUDIES).join(format!("{name}.ron"));
        let is_study = std::fs::read_to_string(&file).is_ok_and(|text| text.contains("design:"));
        let done = if is_study { check_study(library, &file) } else { open_file(library, &file).map(|_| ()) };
        if let Err(Failure::Input(problems)) = done {
            found.push(problems);
        }
    }
    if found.is_empty() { Ok(()) } else { Err(Problems::all(found.into_iter())) }
}

fn check_study(library: &Library, file: &Path) -> Result<(), Failure> {
    let (study, changes) = study::read(file)?;
    let folder = base(library, &study.base, &changes)?;
    let (loaded, rules) = with(library, &folder, &changes, None)?;
    Plan::new(&study, &changes, (loaded.scenario, rules.file, rules.law), vec![0])?;
    Ok(())
}

fn same(a: &Path, b: &Path) -> bool {
    let whole = |p: &Path| p.canonicalize().unwrap_or_else(|_| p.to_path_buf());
    whole(a) == whole(b)
}
