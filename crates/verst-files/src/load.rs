//! Loads an operation: reads its files, checks them all, and lowers them to the domain.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use verst_domain::scenario::Scenario;

use crate::library::Library;
use crate::lowering::Lowering;
use crate::problem::{Problem, Problems};
use crate::schema::{
    ForcesFile, OrdersFile, ScenarioFile, SourceEntry, SourcesFile, TheatreFile, WeatherFile,
};
use crate::text::{Parsed, Source, parse, read};

/// The scenario files, in the order of their digest.
pub const FILES: [&str; 5] = ["scenario.ron", "theatre.ron", "forces.ron", "orders.ron", "weather.ron"];

/// A loaded operation with what is needed to speak about its files.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The operation.
    pub scenario: Scenario,
    /// Its folder.
    pub folder: PathBuf,
    /// Every source key with its entry.
    pub sources: BTreeMap<String, SourceEntry>,
    /// How often each source is cited, by key.
    pub cited: BTreeMap<String, usize>,
    /// What the sources leave open.
    pub free_choices: Vec<String>,
    texts: BTreeMap<&'static str, Source>,
}

impl Loaded {
    /// A problem at a path of one of the scenario's files.
    #[must_use]
    pub fn problem(&self, file: &'static str, path: &str, message: String, hint: Option<String>) -> Problem {
        match self.texts.get(file) {
            Some(source) => source.problem(path, message, hint),
            None => Problem::of_file(self.folder.join(file), message, hint),
        }
    }
}

/// The five files with their types.
pub(crate) struct Written {
    pub(crate) scenario: Parsed<ScenarioFile>,
    pub(crate) theatre: Parsed<TheatreFile>,
    pub(crate) forces: Parsed<ForcesFile>,
    pub(crate) orders: Parsed<OrdersFile>,
    pub(crate) weather: Parsed<WeatherFile>,
    pub(crate) sources: BTreeMap<String, SourceEntry>,
}

/// An operation that was looked at, good or not.
pub struct Examined {
    /// Everything wrong with it.
    pub problems: Problems,
    /// What a record may refer to; none where calendar, sides or ground are in doubt. Not to be played: it may be broken.
    pub known: Option<Loaded>,
}

/// Reads, checks and lowers the operation in a folder.
///
/// # Errors
/// Every problem of every file at once: if any file has no type, those; otherwise all that the checks find.
pub fn load(library: &Library, folder: &Path) -> Result<Loaded, Problems> {
    load_changed(library, folder, &Changed::new())
}

/// Texts that stand for files of an operation, by the file's name, each with what tells it from the file.
pub type Changed = BTreeMap<&'static str, (PathBuf, String)>;

/// As [`load`], with other texts for some of the files.
///
/// # Errors
/// As [`load`].
pub fn load_changed(library: &Library, folder: &Path, changed: &Changed) -> Result<Loaded, Problems> {
    let Examined { problems, known } = look_at(library, folder, changed);
    match known {
        Some(loaded) if problems.is_empty() => Ok(loaded),
        _ => Err(problems),
    }
}

/// As [`load`], with what can be known of a broken operation.
#[must_use]
pub fn examine(library: &Library, folder: &Path) -> Examined {
    look_at(library, folder, &Changed::new())
}

fn look_at(library: &Library, folder: &Path, changed: &Changed) -> Examined {
    let written = match read_all(library, folder, changed) {
        Ok(written) => written,
        Err(problems) => return Examined { problems, known: None },
    };
    let mut lowering = Lowering::new(&written);
    let scenario = lowering.scenario(folder);
    let (problems, cited) = lowering.finish();
    let texts = [
        ("scenario.ron", written.scenario.source),
        ("theatre.ron", written.theatre.source),
        ("forces.ron", written.forces.source),
        ("orders.ron", written.orders.source),
        ("weather.ron", written.weather.source),
    ];
    let known = scenario.map(|scenario| Loaded {
        scenario,
        folder: folder.to_path_buf(),
        sources: written.sources,
        cited,
        free_choices: written.scenario.value.free_choices,
        texts: texts.into_iter().collect(),
    });
    Examined { problems: problems.sorted(), known }
}

/// Reads the sources that a folder may cite: its own, and the library's, which rules cite whatever it carries.
///
/// # Errors
/// If it cannot be read.
pub fn read_sources(library: &Library, folder: &Path) -> Result<BTreeMap<String, SourceEntry>, Problems> {
    let own = library.sources_path(folder);
    let shared = library.root().join("sources.ron");
    let mut sources = read::<SourcesFile>(&own)?.value.sources;
    if own != shared && shared.is_file() {
        for (key, entry) in read::<SourcesFile>(&shared)?.value.sources {
            sources.entry(key).or_insert(entry);
        }
    }
    Ok(sources)
}

/// A file of an operation, or the text that stands for it.
fn one<T: DeserializeOwned>(folder: &Path, name: &str, changed: &Changed) -> Result<Parsed<T>, Problems> {
    match changed.get(name) {
        Some((label, text)) => parse(label, text.clone()),
        None => read(&folder.join(name)),
    }
}

fn read_all(library: &Library, folder: &Path, changed: &Changed) -> Result<Written, Problems> {
    let mut problems = Vec::new();
    let mut take = |found: Problems| problems.extend(found.0);
    let scenario = one(folder, "scenario.ron", changed).map_err(&mut take);
    let theatre = one(folder, "theatre.ron", changed).map_err(&mut take);
    let forces = one(folder, "forces.ron", changed).map_err(&mut take);
    let orders = one(folder, "orders.ron", changed).map_err(&mut take);
    let weather = one(folder, "weather.ron", changed).map_err(&mut take);
    let sources = read_sources(library, folder).map_err(&mut take);
    match (scenario, theatre, forces, orders, weather, sources) {
        (Ok(scenario), Ok(theatre), Ok(forces), Ok(orders), Ok(weather), Ok(sources)) => {
            Ok(Written { scenario, theatre, forces, orders, weather, sources })
        }
        _ => Err(Problems(problems).sorted()),
    }
}
