//! Opens what commands work on: the library, an operation, the rules.

use std::path::Path;
use std::sync::Arc;

use verst_files::library::Library;
use verst_files::load::{Loaded, load};
use verst_files::problem::{Problem, Problems};
use verst_files::text::read;
use verst_rules::rules_file::RulesFile;

/// The library that the option, the environment or the working folder names.
///
/// # Errors
/// If there is none.
pub fn library(given: Option<&Path>) -> Result<Library, Problems> {
    let environment = std::env::var_os("VERST_SCENARIOS").map(std::path::PathBuf::from);
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

/// A rules file with its digest.
#[derive(Clone)]
pub struct Rules {
    /// The coefficients.
    pub file: Arc<RulesFile>,
    /// BLAKE3 of the text.
    pub digest: [u8; 32],
}

/// The rules of an operation, or of the file given.
///
/// # Errors
/// Everything wrong with the file.
pub fn rules(library: &Library, folder: &Path, given: Option<&Path>) -> Result<Rules, Problems> {
    let path = given.map_or_else(|| library.rules_path(folder), Path::to_path_buf);
    let mut parsed = read::<RulesFile>(&path)?;
    let sources = verst_files::load::read_sources(library, folder)?;
    let found = parsed.value.check(&|key| sources.contains_key(key));
    let problems: Vec<Problem> =
        found.into_iter().map(|(at, message, hint)| parsed.source.problem(&at, message, Some(hint))).collect();
    if !problems.is_empty() {
        return Err(Problems(problems).sorted());
    }
    let digest = *blake3::hash(parsed.source.text.as_bytes()).as_bytes();
    Ok(Rules { file: Arc::new(parsed.value), digest })
}
