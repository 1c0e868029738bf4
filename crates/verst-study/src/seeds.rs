//! Seed sets: named lists of seeds, in `seeds/`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use verst_domain::near::nearest;
use verst_files::problem::{Problem, Problems};
use verst_files::text::{parse, read};

/// The newest format that this version reads.
const FORMAT: u32 = 1;
/// Most runs of an ensemble.
pub const MOST: u64 = 1_000_000;
/// The sets that serve any operation; compiled in, so that a folder of operations alone can be replayed.
const BUILT_IN: [(&str, &str); 3] = [
    ("ci", include_str!("../../../seeds/ci.ron")),
    ("fit", include_str!("../../../seeds/fit.ron")),
    ("judge", include_str!("../../../seeds/judge.ron")),
];

/// A seed set file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedsFile {
    /// Version of the format: 1.
    pub format: u32,
    /// What the set is for.
    pub purpose: String,
    /// The seeds.
    pub seeds: Seeds,
}

/// Seeds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Seeds {
    /// `count` seeds from `first` on.
    Range {
        /// The first seed.
        first: u64,
        /// How many.
        count: u64,
    },
    /// Seeds for each operation.
    For(BTreeMap<String, Vec<u64>>),
    /// Seeds with the reason why each is kept.
    Kept(Vec<Kept>),
}

/// A seed that once showed something.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// The operation.
    pub scenario: String,
    /// The seed.
    pub seed: u64,
    /// What it showed.
    pub why: String,
}

/// A seed set as it applies to an operation.
#[derive(Clone, Debug)]
pub struct SeedSet {
    /// Its name.
    pub name: String,
    /// Its seeds, in order.
    pub seeds: Vec<u64>,
}

/// The set of a name or a path, for an operation. `library` is the scenarios folder: sets lie in `seeds/` beside it.
///
/// # Errors
/// If there is none, or it is no seed set.
pub fn find(name: &str, library: &Path, scenario: &str) -> Result<SeedSet, Problems> {
    let folder = beside(library);
    let named = folder.join(format!("{name}.ron"));
    let given = PathBuf::from(name);
    let parsed = if named.is_file() {
        read::<SeedsFile>(&named)?
    } else if given.is_file() {
        read::<SeedsFile>(&given)?
    } else if let Some((_, text)) = BUILT_IN.iter().find(|set| set.0 == name) {
        parse(&PathBuf::from(format!("{name}.ron (built in)")), (*text).to_string())?
    } else {
        let names = names(&folder);
        let hint = nearest(name, names.iter().map(String::as_str));
        let known = names.join(", ");
        let message = format!("there is no seed set \"{name}\" in {} (there are: {known})", folder.display());
        return Err(Problems::one(Problem::of_file(given, message, hint)));
    };
    if parsed.value.format > FORMAT {
        let message = format!("format {} is newer than this version reads", parsed.value.format);
        return Err(Problems::one(parsed.source.problem("format", message, None)));
    }
    let seeds: Vec<u64> = match parsed.value.seeds {
        Seeds::Range { first, count } => successive(first, count),
        Seeds::For(by_scenario) => by_scenario.get(scenario).cloned().unwrap_or_default(),
        Seeds::Kept(kept) => kept.iter().filter(|k| k.scenario == scenario).map(|k| k.seed).collect(),
    };
    if seeds.is_empty() {
        let message = format!("the set has no seed for \"{scenario}\"");
        return Err(Problems::one(parsed.source.problem("seeds", message, None)));
    }
    Ok(SeedSet { name: name.to_string(), seeds })
}

/// So many seeds from the first on: no more than [`MOST`], and none beyond the last that there is.
#[must_use]
pub fn successive(first: u64, count: u64) -> Vec<u64> {
    (0..count.min(MOST)).map_while(|n| first.checked_add(n)).collect()
}

/// The seeds folder that belongs to a scenarios folder.
fn beside(library: &Path) -> PathBuf {
    let whole = library.canonicalize().unwrap_or_else(|_| library.to_path_buf());
    whole.parent().unwrap_or(Path::new(".")).join("seeds")
}

/// Names of the sets in a folder, and of those built in.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let there = entries.filter_map(|e| e.file_name().to_str()?.strip_suffix(".ron").map(String::from));
    let mut names: Vec<String> = there.chain(BUILT_IN.map(|set| set.0.to_string())).collect();
    names.sort();
    names.dedup();
    names
}

/// Everything wrong with the seed sets beside a library.
#[must_use]
pub fn check(library: &Path) -> Vec<Problems> {
    let folder = beside(library);
    let files =
        names(&folder).into_iter().map(|name| folder.join(format!("{name}.ron"))).filter(|f| f.is_file());
    files.filter_map(|file| read::<SeedsFile>(&file).err()).collect()
}
