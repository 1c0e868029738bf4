//! `verst compare`: two arms that share their seeds, and the difference seed by seed.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use verst_domain::journal::Entry;
use verst_domain::near::nearest;
use verst_files::library::Library;
use verst_files::problem::{Problem, Problems};
use verst_report::Fold;
use verst_score::outcome::Observer;
use verst_score::totals::Totals;
use verst_study::player::{Played, Player, Readers};
use verst_study::runner::{self, Arm};
use verst_study::{crew, seeds, variant as study};

use crate::args::{Compare, Play};
use crate::compare_json::result;
use crate::compare_page;
use crate::compare_rows::{Row, columns, rows};
use crate::compare_text::account;
use crate::failure::Failure;
use crate::open::{self, Books};
use crate::output::{Output, note, print};
use crate::parting::{Parting, Told, partings};
use crate::progress::{self, STOP};
use crate::until_width::{self, Stopped, Until};
use crate::variant::{self, Opened};

/// Runs of each arm when nothing else is said.
const DEFAULT_RUNS: usize = 100;

/// One of the two arms.
pub struct Side {
    /// What people call it.
    pub label: String,
    /// What its variant asks; none where it is an operation as it was.
    pub because: Option<String>,
    /// Its operation, rules and variant.
    pub opened: Opened,
    /// Its record; none without one.
    pub books: Option<Books>,
    /// What is played.
    pub arm: Arm,
}

/// Two arms that were played, and what came of it: all that a writer of results needs.
pub struct Comparison<'a> {
    /// The first arm.
    pub a: &'a Side,
    /// The second.
    pub b: &'a Side,
    /// Name of the seed set.
    pub set: &'a str,
    /// The seeds that were to be played in both arms.
    pub seeds: &'a [u64],
    /// Every measure that both arms have, then the totals; nothing where no seed was finished.
    pub rows: Vec<Row>,
    /// Whether every pair is the same to the last byte.
    pub same: bool,
    /// Where the journals of the first finished seed part.
    pub parted: Option<Parted>,
    /// How `--until-width` ended; none where it was not asked.
    pub stopped: Option<Stopped>,
}

/// What is told of where the journals part.
pub type Parted = (u64, [Option<Parting>; 2]);

/// What is told of arms whose runs are the same.
pub const SAME: &str =
    "both arms are the same byte for byte in every pair: what tells them apart does nothing";

/// A seed in both arms.
type Pair = Result<[Played; 2], runner::Failure>;

/// Compares two arms.
///
/// # Errors
/// Bad input or usage, an internal failure, an interruption.
pub fn compare(library: &Library, arguments: &Compare) -> Result<(), Failure> {
    let a = side(library, &arguments.a, &arguments.b)?;
    let b = side(library, &arguments.b, &arguments.a)?;
    one_war(&a, &b)?;
    let set = seeds::find(&arguments.seeds, library.root(), &a.opened.loaded.scenario.key)?;
    let until =
        arguments.until_width.as_deref().map(|text| Until::read(text, columns(&a, &b))).transpose()?;
    let (wanted, option) = match until {
        None => (arguments.runs.map_or(DEFAULT_RUNS.min(set.seeds.len()), |n| n as usize), "--runs"),
        Some(_) => (until_width::most(arguments, &set.name, set.seeds.len())?, "--most"),
    };
    let Some(seeds) = set.seeds.get(..wanted) else {
        let (name, there) = (&set.name, set.seeds.len());
        return Err(Failure::Usage(format!(
            "the set \"{name}\" has {there} seeds, fewer than {option} {wanted}"
        )));
    };
    let json_only = arguments.json.as_deref() == Some(Path::new("-"));
    let (file, page) = outputs(arguments)?;
    progress::stop_on_ctrl_c();
    // What is played beyond the pairs that are enough is on no page: those that count are folded afterwards.
    let fold_later = until.is_some();
    let series = compare_page::series(&a, &b);
    let folds = page.as_ref().map(|_| compare_page::folds(&a, &b, &series));
    let (pairs, stopped) = play(&a, &b, seeds, until, arguments, folds.as_ref().filter(|_| !fold_later));
    let seeds = &seeds[..pairs.len()];
    if fold_later && folds.is_some() {
        play(&a, &b, seeds, None, arguments, folds.as_ref());
    }
    let (good, broken) = split(pairs);
    let rows = if good.is_empty() { Vec::new() } else { rows(&a, &b, &good) };
    let parted = good.first().map(|[first, _]| part(&a, &b, first.run.seed));
    let same = are_same(&good);
    if same {
        note(SAME);
    }
    let told = Comparison { a: &a, b: &b, set: &set.name, seeds, rows, same, parted, stopped };
    if arguments.json.is_some() {
        let text = result(&told);
        file.map_or_else(|| print(&text), |file| file.write(text.as_bytes()))?;
    }
    if !json_only {
        print(&account(&told))?;
    }
    if let (Some(page), Some(folds), false) = (page, &folds, good.is_empty()) {
        let values = [0, 1].map(|n| good.iter().map(|pair| pair[n].run.values.clone()).collect());
        let text = compare_page::page(&told, (&series, folds), &values, command(arguments, seeds));
        page.write(text.as_bytes())?;
    }
    match broken.first() {
        Some(f) => Err(Failure::Internal(format!("seed {} after turn {}: {}", f.seed, f.turn, f.message))),
        None if progress::is_stopped() => Err(Failure::Interrupted),
        None => Ok(()),
    }
}

/// Prepares the files of JSON and page, and tells at once what cannot be written.
fn outputs(arguments: &Compare) -> Result<(Option<Output>, Option<Output>), Failure> {
    let (json, report) = (arguments.json.as_deref(), arguments.report.as_deref());
    if report == Some(Path::new("-")) {
        return Err(Failure::Usage(String::from("--report needs a file, such as difference.html")));
    }
    if report.is_some() && report == json {
        return Err(Failure::Usage(String::from("--report and --json name the same file")));
    }
    let json = json.filter(|path| *path != Path::new("-")).map(Output::prepare).transpose()?;
    Ok((json, report.map(Output::prepare).transpose()?))
}

/// The command that makes the same results again; what only says where they go is left out.
fn command(arguments: &Compare, seeds: &[u64]) -> String {
    let Compare { a, b, seeds: set, .. } = arguments;
    let most = arguments.most.map_or_else(String::new, |most| format!(" --most {most}"));
    let runs = match &arguments.until_width {
        Some(width) => format!("--until-width {width}{most}"),
        None => format!("--runs {}", seeds.len()),
    };
    format!("verst compare {a} {b} {runs} --seeds {set}")
}

/// Opens an arm: an operation, a variant's file, or a variant's name where the other arm tells the operation.
fn side(library: &Library, name: &str, other: &str) -> Result<Side, Failure> {
    let opened = if Path::new(name).is_file() {
        variant::open_file(library, Path::new(name))?
    } else if let Ok(folder) = library.scenario(name) {
        variant::open(library, &folder.to_string_lossy(), &Play::usual())?
    } else {
        let Some(folder) = folder_of(library, other) else { return Err(unknown(library, name).into()) };
        let file = variant::find(&folder, name).map_err(|_| unknown_in(library, &folder, name))?;
        variant::open_file(library, &file)?
    };
    let books = variant::books(library, &opened.loaded, opened.variant.as_ref())?;
    let arm = open::arm(&opened.loaded, &opened.rules, &Play::usual())?;
    let key = &opened.loaded.scenario.key;
    let (label, because) = match &opened.variant {
        Some(v) => (format!("{} ({key})", v.name), Some(v.because.clone())),
        None => (key.clone(), None),
    };
    Ok(Side { label, because, opened, books, arm })
}

/// The folder of the operation that an argument is about.
fn folder_of(library: &Library, name: &str) -> Option<PathBuf> {
    let path = Path::new(name);
    if path.is_file() {
        return study::read(path).ok().and_then(|(file, _)| library.scenario(&file.base).ok());
    }
    library.scenario(name).ok()
}

fn unknown(library: &Library, name: &str) -> Problems {
    let names = library.list();
    let hint = nearest(name, names.iter().map(String::as_str));
    let message = format!("\"{name}\" is neither an operation nor a variant's file");
    Problems::one(Problem::of_file(name.into(), message, hint))
}

fn unknown_in(library: &Library, folder: &Path, name: &str) -> Problems {
    let mut names = variant::names(folder);
    names.extend(library.list());
    let hint = nearest(name, names.iter().map(String::as_str));
    let message =
        format!("\"{name}\" is neither an operation, nor a file, nor a variant of {}", folder.display());
    Problems::one(Problem::of_file(name.into(), message, hint))
}

/// Arms of one war: what they come to can be compared.
fn one_war(a: &Side, b: &Side) -> Result<(), Failure> {
    let keys =
        |side: &Side| side.opened.loaded.scenario.sides.iter().map(|s| s.key.clone()).collect::<Vec<_>>();
    if keys(a) == keys(b) {
        return Ok(());
    }
    let message = format!("{} and {} are of two wars: their sides are not the same", a.label, b.label);
    Err(Failure::Usage(message))
}

/// Plays the seeds in both arms, or as many of the first as are enough for what is asked. Threads play on while that is looked
/// at; what they have played beyond is left out, so that their number changes nothing.
fn play(
    a: &Side,
    b: &Side,
    seeds: &[u64],
    mut until: Option<Until>,
    arguments: &Compare,
    folds: Option<&[Fold<'_>; 2]>,
) -> (Vec<Option<Pair>>, Option<Stopped>) {
    let what = if until.is_some() { "seeds in both arms at most" } else { "seeds in both arms" };
    let bar = progress::bar(seeds.len(), what, arguments.quiet);
    let mut pairs: Vec<Option<Pair>> = vec![None; seeds.len()];
    let hire = || {
        let mut players = [Player::default(), Player::default()];
        let mut readers = [readers(a), readers(b)];
        move |n: usize| -> Pair {
            let mut arm = |i: usize, arm: &Arm| -> Result<Played, runner::Failure> {
                let mut follow = folds.and_then(|f| f[i].follow(n));
                let mut see = |entry: &Entry| {
                    if let Some(follow) = &mut follow {
                        follow(entry);
                    }
                };
                let played = players[i].play_followed(arm, &mut readers[i], seeds[n], &mut see)?;
                // Nobody asks for the turns, and there may be many pairs.
                Ok(Played { turns: Vec::new(), ..played })
            };
            Ok([arm(0, &a.arm)?, arm(1, &b.arm)?])
        }
    };
    let (enough, mut ended) = (AtomicBool::new(false), None);
    let stop = if until.is_some() { &enough } else { &STOP };
    crew::work(seeds.len(), progress::jobs(arguments.jobs), stop, &hire, &mut |n, pair| {
        bar.inc(1);
        pairs[n] = Some(pair);
        ended = until.as_mut().and_then(|until| until.look(&pairs));
        enough.fetch_or(ended.is_some() || progress::is_stopped(), Ordering::Relaxed);
    });
    bar.finish_and_clear();
    pairs.truncate(ended.unwrap_or(seeds.len()));
    (pairs, until.map(Until::end))
}

fn readers(side: &Side) -> Readers<'_> {
    let scenario = &side.opened.loaded.scenario;
    let observer = side.books.as_ref().map(|books| Observer::new(scenario, &books.record));
    Readers { observer, totals: Totals::new(scenario) }
}

/// Whether there are pairs, and in each of them both runs have one digest.
fn are_same(pairs: &[[Played; 2]]) -> bool {
    !pairs.is_empty() && pairs.iter().all(|[a, b]| a.run.digest == b.run.digest)
}

fn split(pairs: Vec<Option<Pair>>) -> (Vec<[Played; 2]>, Vec<runner::Failure>) {
    let (mut good, mut broken) = (Vec::new(), Vec::new());
    for pair in pairs.into_iter().flatten() {
        match pair {
            Ok(pair) => good.push(pair),
            Err(failure) => broken.push(failure),
        }
    }
    (good, broken)
}

/// Where the journals of a seed part.
fn part(a: &Side, b: &Side, seed: u64) -> Parted {
    let left = Told::new(&a.opened.loaded.scenario, &a.arm, seed);
    let right = Told::new(&b.opened.loaded.scenario, &b.arm, seed);
    (seed, partings(&left, &right))
}
