//! `verst compare`: two arms that share their seeds, and the difference seed by seed.

use std::path::{Path, PathBuf};

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use serde_json::{Value, json};
use verst_domain::near::nearest;
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;
use verst_files::library::Library;
use verst_files::problem::{Problem, Problems};
use verst_score::measure::{Record, Scale, never};
use verst_score::outcome::Observer;
use verst_score::paired::{Difference, Estimate};
use verst_score::totals::{self, Totals};
use verst_study::player::{Played, Player, Readers};
use verst_study::runner::{self, Arm};
use verst_study::{crew, seeds, variant as study};

use crate::args::{Compare, Play};
use crate::failure::Failure;
use crate::open::{self, Books};
use crate::output::{Output, print};
use crate::parting::{Parting, Told, partings};
use crate::progress::{self, STOP};
use crate::variant::{self, Opened};

/// Runs of each arm when nothing else is said.
const DEFAULT_RUNS: usize = 100;

/// One of the two.
struct Side {
    label: String,
    because: Option<String>,
    opened: Opened,
    books: Option<Books>,
    arm: Arm,
}

/// What is compared, in both arms.
struct Row {
    name: String,
    unit: &'static str,
    scale: Scale,
    difference: Difference,
}

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
    let wanted = arguments.runs.map_or(DEFAULT_RUNS.min(set.seeds.len()), |n| n as usize);
    let Some(seeds) = set.seeds.get(..wanted) else {
        let there = set.seeds.len();
        return Err(Failure::Usage(format!(
            "the set \"{}\" has {there} seeds, fewer than --runs {wanted}",
            set.name
        )));
    };
    let json_only = arguments.json.as_deref() == Some(Path::new("-"));
    let file = arguments.json.as_deref().filter(|_| !json_only).map(Output::prepare).transpose()?;
    progress::stop_on_ctrl_c();
    let pairs = play(&a, &b, seeds, arguments);
    let (good, broken) = split(pairs);
    let rows = if good.is_empty() { Vec::new() } else { rows(&a, &b, &good) };
    let parted = good.first().map(|[first, _]| part(&a, &b, first.run.seed));
    if arguments.json.is_some() {
        let text = result(&a, &b, &rows, parted.as_ref(), (&set.name, seeds));
        file.map_or_else(|| print(&text), |file| file.write(text.as_bytes()))?;
    }
    if !json_only {
        print(&account(&a, &b, &rows, parted.as_ref(), (&set.name, seeds.len())))?;
    }
    match broken.first() {
        Some(f) => Err(Failure::Internal(format!("seed {} after turn {}: {}", f.seed, f.turn, f.message))),
        None if progress::is_stopped() => Err(Failure::Interrupted),
        None => Ok(()),
    }
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

fn play(a: &Side, b: &Side, seeds: &[u64], arguments: &Compare) -> Vec<Option<Pair>> {
    let bar = progress::bar(seeds.len(), "seeds in both arms", arguments.quiet);
    let mut pairs: Vec<Option<Pair>> = vec![None; seeds.len()];
    let hire = || {
        let mut players = [Player::default(), Player::default()];
        let mut readers = [readers(a), readers(b)];
        move |n: usize| -> Pair {
            let [left, right] = &mut readers;
            let first = players[0].play(&a.arm, left, seeds[n])?;
            let second = players[1].play(&b.arm, right, seeds[n])?;
            Ok([first, second])
        }
    };
    crew::work(seeds.len(), progress::jobs(arguments.jobs), &STOP, &hire, &mut |n, pair| {
        bar.inc(1);
        pairs[n] = Some(pair);
    });
    bar.finish_and_clear();
    pairs
}

fn readers(side: &Side) -> Readers<'_> {
    let scenario = &side.opened.loaded.scenario;
    let observer = side.books.as_ref().map(|books| Observer::new(scenario, &books.record));
    Readers { observer, totals: Totals::new(scenario) }
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

/// Every measure that both arms have, then the totals.
fn rows(a: &Side, b: &Side, pairs: &[[Played; 2]]) -> Vec<Row> {
    let mut rows = Vec::new();
    let never = never(&a.opened.loaded.scenario.calendar);
    let none = Record::default();
    let record =
        |side: &'_ Side| side.books.as_ref().map_or_else(|| none.clone(), |books| books.record.clone());
    let (ours, theirs) = (record(a), record(b));
    for (m, measure) in ours.measures.iter().enumerate() {
        let Some(n) = theirs.measures.iter().position(|t| t.key == measure.key) else { continue };
        let scale = measure.scale;
        let plain = |arm: usize, at: usize| -> Vec<f64> {
            pairs.iter().map(|pair| scale.to_plain(pair[arm].run.values[at])).collect()
        };
        let happened = |x: f64| if scale == Scale::YesNo { x > 0.5 } else { x < never - 1e-9 };
        let asked = matches!(scale, Scale::YesNo | Scale::Days);
        let happened = asked.then_some(&happened as &dyn Fn(f64) -> bool);
        let difference = Difference::new(&plain(0, m), &plain(1, n), happened);
        rows.push(Row { name: measure.key.clone(), unit: scale.unit(), scale, difference });
    }
    for (t, (name, unit)) in totals::names(&a.opened.loaded.scenario).into_iter().enumerate() {
        let of = |arm: usize| pairs.iter().map(|pair| pair[arm].totals[t]).collect::<Vec<f64>>();
        rows.push(Row { name, unit, scale: Scale::Km, difference: Difference::new(&of(0), &of(1), None) });
    }
    rows
}

/// Where the journals of a seed part.
fn part(a: &Side, b: &Side, seed: u64) -> Parted {
    let left = Told::new(&a.opened.loaded.scenario, &a.arm, seed);
    let right = Told::new(&b.opened.loaded.scenario, &b.arm, seed);
    (seed, partings(&left, &right))
}

/// What is told of where the journals part.
type Parted = (u64, [Option<Parting>; 2]);

fn account(a: &Side, b: &Side, rows: &[Row], parted: Option<&Parted>, (set, asked): (&str, usize)) -> String {
    let mut text = String::new();
    for (letter, side) in [("A", a), ("B", b)] {
        text += &format!("{letter}  {}\n", side.label);
        if let Some(because) = &side.because {
            text += &format!("   {because}\n");
        }
    }
    let seeds = rows.first().map_or(0, |row| row.difference.seeds);
    if seeds < asked {
        text += &format!("{seeds} of {asked} seeds were finished in both arms.\n");
    }
    text += &format!("\n{seeds} seeds of {set} in both arms, orders historical, inputs drawn\n");
    if !rows.is_empty() {
        text += &table(&a.opened.loaded.scenario, rows);
        text += "\n* the middle 90 % of the resampled difference leave out nought. A date that never comes counts as the end and 5 %.\n";
        text += "to B, to A: share of seeds in which it happens in that arm alone. variance: of the paired difference, as a share\n";
        text += "of what it would be without common seeds.\n";
    }
    if let Some((seed, [entry, event])) = parted {
        text += &format!("\nWhere the journals of seed {seed} part:\n");
        text += &told(entry.as_ref(), "the first entry");
        text += &told(event.as_ref(), "the first event");
    }
    text
}

fn told(parting: Option<&Parting>, what: &str) -> String {
    let Some(Parting { at, first, second }) = parting else {
        return format!("  {what}: nowhere, both say the same to the end\n");
    };
    let say = |line: &Option<String>| line.clone().unwrap_or_else(|| String::from("nothing more"));
    format!("  {what}, {at}\n    A  {}\n    B  {}\n", say(first), say(second))
}

fn table(scenario: &Scenario, rows: &[Row]) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header([
        "measure",
        "",
        "A",
        "B",
        "B - A: mean",
        "90 %",
        "median",
        "90 %",
        "to B",
        "to A",
        "variance",
    ]);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
        column.set_padding((1, 0));
    }
    if let Some(first) = table.column_mut(0) {
        first.set_padding((0, 0));
    }
    for row in rows {
        let d = &row.difference;
        let share = |x: Option<f64>| x.map_or_else(String::new, |x| format!("{:.0} %", 100.0 * x));
        let ratio = if d.variance_unpaired > 0.0 {
            format!("{:.2}", d.variance_paired / d.variance_unpaired)
        } else {
            String::new()
        };
        let (value, delta) = (|x| value(scenario, row, x), |x| delta(row, x));
        let interval = |e: &Estimate| format!("[{}, {}]", delta(e.low), delta(e.high));
        let middle = if row.scale == Scale::YesNo {
            [String::new(), String::new()]
        } else {
            [delta(d.median.value), interval(&d.median)]
        };
        let [median, between] = middle;
        table.add_row([
            row.name.clone(),
            String::from(if d.mean.is_clear() { "*" } else { "" }),
            value(d.median_a),
            value(d.median_b),
            delta(d.mean.value),
            interval(&d.mean),
            median,
            between,
            share(d.gained),
            share(d.lost),
            ratio,
        ]);
    }
    table.trim_fmt() + "\n"
}

fn value(scenario: &Scenario, row: &Row, x: f64) -> String {
    match row.unit {
        "days" if x >= never(&scenario.calendar) - 1e-9 => String::from("never"),
        "days" => {
            let date = scenario.calendar.date(Minute::from_days(x));
            format!("{:02}-{:02}/{:02}h", date.month(), date.day(), date.hour())
        }
        "yes/no" => String::from(if x > 0.5 { "yes" } else { "no" }),
        "share" => format!("{x:.2}"),
        "km" => format!("{x:.0} km"),
        _ => format!("{x:.0}"),
    }
}

fn delta(row: &Row, x: f64) -> String {
    let text = match row.unit {
        "days" => format!("{x:+.1} d"),
        "yes/no" => format!("{:+.0} %", 100.0 * x),
        "share" => format!("{x:+.2}"),
        "km" => format!("{x:+.1} km"),
        "places" => format!("{x:+.1}"),
        _ => format!("{x:+.0}"),
    };
    // No minus before what is nothing to this place.
    if text.contains(|c: char| ('1'..='9').contains(&c)) { text } else { text.replace('-', "+") }
}

fn result(a: &Side, b: &Side, rows: &[Row], parted: Option<&Parted>, (set, seeds): (&str, &[u64])) -> String {
    let arm = |side: &Side| {
        let s = &side.opened.loaded.scenario;
        let variant = side.opened.variant.as_ref().map(|v| json!({ "name": v.name, "because": v.because }));
        json!({ "scenario": s.key, "variant": variant, "rules_digest": side.opened.rules.digest,
                "scenario_digest": crate::result_file::hex(&s.digest) })
    };
    let row = |row: &Row| -> Value {
        let d = &row.difference;
        json!({ "id": row.name, "unit": row.unit, "seeds": d.seeds, "median_a": d.median_a, "median_b": d.median_b,
                "mean": d.mean, "median": d.median, "clear": d.mean.is_clear(), "flips": d.flips(),
                "gained": d.gained, "lost": d.lost, "variance_paired": d.variance_paired,
                "variance_unpaired": d.variance_unpaired })
    };
    let parting =
        |p: &Option<Parting>| p.as_ref().map(|p| json!({ "at": p.at, "a": p.first, "b": p.second }));
    let value = json!({
        "format": 1,
        "verst_version": env!("CARGO_PKG_VERSION"),
        "a": arm(a),
        "b": arm(b),
        "seeds": { "set": set, "first": seeds.first(), "last": seeds.last(), "asked": seeds.len() },
        "interval": 0.9,
        "measures": rows.iter().map(row).collect::<Vec<_>>(),
        "journals_part": parted.map(|(seed, [entry, event])| {
            json!({ "seed": seed, "entry": parting(entry), "event": parting(event) })
        }),
    });
    let mut text = serde_json::to_string_pretty(&value).expect("plain data has a JSON form");
    text.push('\n');
    text
}
