//! Loads an operation: reads its files, checks them all, and lowers them to the domain.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use verst_domain::forces::Side;
use verst_domain::ids::SideId;
use verst_domain::quantity::{Citation, Quantity};
use verst_domain::scenario::Scenario;
use verst_domain::time::{Calendar, HOUR};

use crate::library::Library;
use crate::lowering::Lowering;
use verst_domain::near::nearest;

use crate::problem::{Problem, Problems};
use crate::schema::{
    Cited, ForcesFile, OrdersFile, Rows, ScenarioFile, SourceEntry, SourcesFile, TheatreFile, WeatherFile,
};
use crate::text::{Parsed, Source, read};

/// The newest format that this version reads.
pub const FORMAT: u32 = 1;

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

/// Reads, checks and lowers the operation in a folder.
///
/// # Errors
/// Every problem of every file at once: if any file has no type, those; otherwise all that the checks find.
pub fn load(library: &Library, folder: &Path) -> Result<Loaded, Problems> {
    let written = read_all(library, folder)?;
    let mut lowering = Lowering::new(&written);
    let scenario = lowering.scenario(folder);
    let (problems, cited) = lowering.finish();
    let (Some(scenario), true) = (scenario, problems.is_empty()) else { return Err(problems.sorted()) };
    let texts = [
        ("scenario.ron", written.scenario.source),
        ("theatre.ron", written.theatre.source),
        ("forces.ron", written.forces.source),
        ("orders.ron", written.orders.source),
        ("weather.ron", written.weather.source),
    ];
    Ok(Loaded {
        scenario,
        folder: folder.to_path_buf(),
        sources: written.sources,
        cited,
        free_choices: written.scenario.value.free_choices,
        texts: texts.into_iter().collect(),
    })
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

fn read_all(library: &Library, folder: &Path) -> Result<Written, Problems> {
    let mut problems = Vec::new();
    let mut take = |found: Problems| problems.extend(found.0);
    let scenario = read(&folder.join("scenario.ron")).map_err(&mut take);
    let theatre = read(&folder.join("theatre.ron")).map_err(&mut take);
    let forces = read(&folder.join("forces.ron")).map_err(&mut take);
    let orders = read(&folder.join("orders.ron")).map_err(&mut take);
    let weather = read(&folder.join("weather.ron")).map_err(&mut take);
    let sources = read_sources(library, folder).map_err(&mut take);
    match (scenario, theatre, forces, orders, weather, sources) {
        (Ok(scenario), Ok(theatre), Ok(forces), Ok(orders), Ok(weather), Ok(sources)) => {
            Ok(Written { scenario, theatre, forces, orders, weather, sources })
        }
        _ => Err(Problems(problems).sorted()),
    }
}

/// Where checks put what they find, file by file.
pub(crate) struct Report<'a> {
    pub(crate) source: &'a Source,
    pub(crate) problems: Vec<Problem>,
    sources: &'a BTreeMap<String, SourceEntry>,
    rows: Option<Rows>,
    pub(crate) cited: BTreeMap<String, usize>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(
        source: &'a Source,
        format: u32,
        rows: Option<&Rows>,
        sources: &'a BTreeMap<String, SourceEntry>,
    ) -> Self {
        let mut report =
            Self { source, problems: Vec::new(), sources, rows: rows.cloned(), cited: BTreeMap::new() };
        if format > FORMAT {
            let hint = format!("this version reads format {FORMAT}; a newer verst is needed");
            report.tell("format", format!("format {format} is newer than this version reads"), Some(hint));
        }
        report
    }

    pub(crate) fn tell(&mut self, path: &str, message: impl Into<String>, hint: Option<String>) {
        self.problems.push(self.source.problem(path, message, hint));
    }

    /// The citation of a row, its own or the file's.
    pub(crate) fn cite(&mut self, path: &str, row: &dyn Cited) -> Citation {
        let basis = row.basis().or(self.rows.as_ref().map(|r| r.basis));
        let source = row.source().map(String::from).or_else(|| self.rows.as_ref().map(|r| r.source.clone()));
        let (Some(basis), Some(source)) = (basis, source) else {
            let hint =
                "write basis: and source: here, or rows: (basis: ..., source: ...) at the head of the file";
            self.tell(path, "this row cites no source", Some(String::from(hint)));
            return Citation { basis: verst_domain::quantity::Basis::Assumed, source: String::new() };
        };
        if !self.sources.contains_key(&source) {
            let hint = nearest(&source, self.sources.keys().map(String::as_str));
            let at =
                if row.source().is_some() { format!("{path}.source") } else { String::from("rows.source") };
            self.tell(&at, format!("no source \"{source}\" in sources.ron"), hint);
        }
        *self.cited.entry(source.clone()).or_default() += 1;
        Citation { basis, source }
    }

    /// A quantity whose range is in order and inside the given limits.
    pub(crate) fn number(&mut self, path: &str, q: Quantity, least: f64, most: f64) -> Quantity {
        if !q.is_ordered() {
            let message =
                format!("the best value {} does not lie between low {} and high {}", q.best, q.low, q.high);
            self.tell(path, message, Some(String::from("write (best, low, high)")));
        } else if q.low < least || q.high > most {
            let bounds = if most.is_infinite() {
                format!("at least {least}")
            } else {
                format!("between {least} and {most}")
            };
            self.tell(path, format!("this must be {bounds}"), None);
        }
        q
    }

    /// A key that people can write and luck can be keyed by.
    pub(crate) fn key(&mut self, path: &str, key: &str) {
        let good =
            !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !good {
            let hint = String::from("keys are lower case letters, digits and hyphens");
            self.tell(path, format!("\"{key}\" is no key"), Some(hint));
        }
    }

    /// The position of a key among the keys of a kind.
    pub(crate) fn find(&mut self, path: &str, kind: &str, key: &str, keys: &[&str]) -> Option<usize> {
        let found = keys.binary_search(&key).ok();
        if found.is_none() {
            self.tell(path, format!("there is no {kind} \"{key}\""), nearest(key, keys.iter().copied()));
        }
        found
    }
}

/// Calendar and sides of scenario.ron.
pub(crate) fn lower_head(report: &mut Report, file: &ScenarioFile) -> (Option<Calendar>, Vec<Side>) {
    let mut sides = Vec::new();
    if file.sides.len() != 2 {
        let message = format!("an operation has two sides, not {}", file.sides.len());
        report.tell("sides", message, None);
    }
    for (key, row) in &file.sides {
        let path = format!("sides.{key}");
        report.key(&path, key);
        let citation = report.cite(&path, row);
        let air = row.air.map_or(Quantity::exact(0.0), |n| n.0);
        let kit = row.winter_kit.map_or(Quantity::exact(1.0), |n| n.0);
        sides.push(Side {
            key: key.clone(),
            name: row.name.clone(),
            army: row.army.clone(),
            air: report.number(&format!("{path}.air"), air, -1.0, 1.0),
            winter_kit: report.number(&format!("{path}.winter_kit"), kit, 0.0, 1.0),
            citation,
        });
    }
    (calendar(report, file), sides)
}

/// Longest operation that the calendar takes, in days.
const LONGEST_DAYS: f64 = 3700.0;

fn calendar(report: &mut Report, file: &ScenarioFile) -> Option<Calendar> {
    let end = verst_domain::time::minute_between(file.start.0, file.end.0);
    let mut good = true;
    let mut wrong = |path: &str, message: &str| {
        report.tell(path, message, None);
        good = false;
    };
    if end.0 <= 0 {
        wrong("end", "the end does not lie after the start");
    }
    if end.days() > LONGEST_DAYS {
        wrong("end", "an operation lasts at most ten years");
    }
    let (turn, round) = (i64::from(file.turn_hours) * HOUR, i64::from(file.round_hours) * HOUR);
    if turn <= 0 || turn > end.0.max(1) {
        wrong("turn_hours", "a turn is at least an hour and no longer than the operation");
    }
    if round <= 0 || turn % round.max(1) != 0 {
        wrong("round_hours", "a round is at least an hour and divides the turn");
    }
    good.then_some(Calendar { start: file.start.0, end, turn, round })
}

/// Finds a side by key.
pub(crate) fn side(report: &mut Report, path: &str, key: &str, sides: &[Side]) -> SideId {
    let keys: Vec<&str> = sides.iter().map(|s| s.key.as_str()).collect();
    SideId::new(report.find(path, "side", key, &keys).unwrap_or(0).min(1))
}
