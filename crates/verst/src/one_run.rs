//! One run, named by its journal or by an operation and a seed: what commands play again to tell more of it.

use std::path::Path;

use verst_files::library::Library;
use verst_files::load::Loaded;
use verst_study::runner::Arm;
use verst_study::seeds;

use crate::args::Play;
use crate::failure::Failure;
use crate::journal_file::Header;
use crate::open;
use crate::variant::{self, Opened};

/// A run that can be played.
pub struct OneRun {
    /// The operation, cut where the journal was.
    pub loaded: Loaded,
    /// What is played.
    pub arm: Arm,
    /// Orders, inputs, settings and rules.
    pub play: Play,
    /// The seed.
    pub seed: u64,
    /// How to repeat it, as a journal of it begins.
    pub header: Header,
    /// Whether it was named by a journal.
    pub is_journal: bool,
}

/// Opens a run.
///
/// # Errors
/// Bad input or usage; a journal that this version cannot repeat.
pub fn open(library: &Library, name: &str, seed: Option<u64>, play: &Play) -> Result<OneRun, Failure> {
    let written = journal(library, name)?;
    if written.is_some() && play.says_something() {
        let message =
            "a journal is played with the orders, inputs, settings and rules that it was written with";
        return Err(Failure::Usage(String::from(message)));
    }
    let (folder, play) = match &written {
        Some(header) => (header.scenario.clone(), header.play()),
        None => (String::from(name), play.clone()),
    };
    let Opened { mut loaded, rules, .. } = variant::open(library, &folder, &play)?;
    let until = written.as_ref().and_then(|h| h.until.clone());
    if let Some(date) = &until {
        open::cut(&mut loaded, date)?;
    }
    let seed = match (&written, seed) {
        (_, Some(seed)) => seed,
        (Some(header), None) => header.seed,
        (None, None) => seeds::find("judge", library.root(), &loaded.scenario.key)?.seeds[0],
    };
    if let Some(written) = &written {
        same(name, written, &Header::new(&loaded, &rules, &play, until.as_deref(), written.seed))?;
    }
    let header = Header::new(&loaded, &rules, &play, until.as_deref(), seed);
    let arm = open::arm(&loaded, &rules, &play)?;
    Ok(OneRun { loaded, arm, play, seed, header, is_journal: written.is_some() })
}

/// Whether a journal can be repeated.
fn same(name: &str, written: &Header, now: &Header) -> Result<(), Failure> {
    if written == now {
        return Ok(());
    }
    let versions = (&written.verst_version, &now.verst_version);
    let message = if versions.0 == versions.1 {
        String::from(
            "the operation, the rules or verst itself have changed since this journal was written; replay it anew",
        )
    } else {
        format!(
            "this journal was written by verst {}, and this is {}; replay it anew",
            versions.0, versions.1
        )
    };
    Err(Failure::Usage(format!("{name}: {message}")))
}

/// The header, if the argument is a journal and no operation.
fn journal(library: &Library, name: &str) -> Result<Option<Header>, Failure> {
    let path = Path::new(name);
    if library.root().join(name).is_dir() || !path.is_file() {
        return Ok(None);
    }
    Header::read(path)?.map_or_else(
        || {
            Err(Failure::Usage(format!(
                "{name} is no journal: make one with `verst replay SCENARIO --journal {name}`"
            )))
        },
        |header| Ok(Some(header)),
    )
}
