//! `verst explain`: the named factors of what a run applied: losses, advances, marches, supplies, sorties, guns.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use verst_domain::ids::LinkId;
use verst_domain::journal::{Applied, Entry, Factor, What};
use verst_domain::near::nearest;
use verst_domain::scenario::Scenario;
use verst_engine::journal::Detail;
use verst_files::library::Library;

use crate::args::Explain;
use crate::failure::Failure;
use crate::one_run;
use crate::output::print;
use crate::result_file::inputs;

/// Relative difference between a product of factors and the applied number that rounding may leave.
const ROUNDING: f64 = 1e-9;

/// What a unit's state is called; it is told where it holds the unit back, and so is nought.
const HELD_BACK: &str = ": in a state to attack (1) or held back (0)";

/// What is asked for.
struct Asked {
    unit: Option<verst_domain::ids::UnitId>,
    place: Option<verst_domain::ids::PlaceId>,
    turn: Option<u32>,
}

/// Replays a run with its factors and tells them.
///
/// # Errors
/// Bad input or usage; a journal that this version cannot repeat.
pub fn explain(library: &Library, arguments: &Explain) -> Result<(), Failure> {
    let run = one_run::open(library, &arguments.run, arguments.seed, &arguments.play)?;
    let scenario = &run.loaded.scenario;
    let asked = asked(scenario, arguments)?;
    let mut entries = Vec::new();
    run.arm.replay(run.seed, Detail::Factors, &mut |entry| {
        if matches!(entry.what, What::Factors { .. }) {
            entries.push(entry.clone());
        }
    });
    entries.retain(|entry| wanted(scenario, &asked, entry));
    if let Some(about) = &arguments.about {
        keep_those_about(scenario, about, &mut entries)?;
    }
    let mut text = format!("{}, seed {}, inputs {}\n", scenario.title, run.seed, inputs(run.play.inputs));
    if asked.unit.is_none() && asked.place.is_none() && asked.turn.is_none() {
        overview(&mut text, scenario, &entries);
    } else {
        let every = arguments.all || arguments.turn.is_some();
        one_by_one(&mut text, scenario, &entries, every);
    }
    text += &closing(&entries);
    print(&text)
}

fn asked(scenario: &Scenario, arguments: &Explain) -> Result<Asked, Failure> {
    let unknown = |kind: &str, name: &str, near: Option<String>| {
        Failure::Usage(format!("there is no {kind} \"{name}\"; {}", near.unwrap_or_default()))
    };
    let unit = match &arguments.unit {
        Some(name) => Some(scenario.find_unit(name).ok_or_else(|| {
            unknown("unit", name, nearest(name, scenario.units.iter().map(|u| u.key.as_str())))
        })?),
        None => None,
    };
    let place = match &arguments.place {
        Some(name) => Some(scenario.theatre.find_place(name).ok_or_else(|| {
            unknown("place", name, nearest(name, scenario.theatre.places.iter().map(|p| p.key.as_str())))
        })?),
        None => None,
    };
    let turns = (scenario.calendar.end.0 + scenario.calendar.turn - 1) / scenario.calendar.turn;
    if let Some(turn) = arguments.turn.filter(|&turn| turn == 0 || i64::from(turn) > turns) {
        return Err(Failure::Usage(format!("there is no turn {turn}: they go from 1 to {turns}")));
    }
    Ok(Asked { unit, place, turn: arguments.turn })
}

/// Keeps the numbers whose name has a text in it; an error that names what there is, if that leaves none.
fn keep_those_about(scenario: &Scenario, about: &str, entries: &mut Vec<Entry>) -> Result<(), Failure> {
    let name = |entry: &Entry| match &entry.what {
        What::Factors { of, .. } => label(scenario, of),
        _ => String::new(),
    };
    // What follows the unit, place or road that a number is of.
    let kind = |name: &str| name.split_once(": ").map_or(name, |(_, kind)| kind).to_string();
    let kinds: BTreeSet<String> = entries.iter().map(|entry| kind(&name(entry))).collect();
    let wanted = about.to_lowercase();
    entries.retain(|entry| kind(&name(entry)).to_lowercase().contains(&wanted));
    if entries.is_empty() {
        let kinds = kinds.into_iter().collect::<Vec<_>>().join("; ");
        return Err(Failure::Usage(format!("no number of these is about \"{about}\"; they are: {kinds}")));
    }
    Ok(())
}

fn wanted(scenario: &Scenario, asked: &Asked, entry: &Entry) -> bool {
    let What::Factors { of, .. } = &entry.what else { return false };
    if let Some(turn) = asked.turn {
        let length = scenario.calendar.turn;
        // A turn ends with the entries of its last minute.
        if (entry.at.0 - 1).max(0) / length + 1 != i64::from(turn) {
            return false;
        }
    }
    match of {
        Applied::LossShare(u)
        | Applied::BreakOutShare(u)
        | Applied::SickShare(u)
        | Applied::MarchKmPerDay(u)
        | Applied::GunsLent(u, _)
        | Applied::JoinedShare(u)
        | Applied::DeliveredShare(u)
        | Applied::MayAttack(u)
        | Applied::TrainsPerDay(u) => asked.place.is_none() && asked.unit.is_none_or(|asked| asked == *u),
        Applied::KnownOdds(unit, place)
        | Applied::RoadHome(unit, place)
        | Applied::EnemyAhead(unit, place) => {
            asked.unit.is_none_or(|u| u == *unit) && asked.place.is_none_or(|p| p == *place)
        }
        Applied::Superiority(place) => asked.unit.is_none() && asked.place.is_none_or(|p| p == *place),
        Applied::AdvanceKm(link)
        | Applied::Sorties(_, link)
        | Applied::HauledTons(_, link)
        | Applied::BlownChance(link)
        | Applied::BridgeDays(link) => {
            let l = scenario.theatre.link(*link);
            asked.unit.is_none() && asked.place.is_none_or(|p| p == l.a || p == l.b)
        }
    }
}

fn label(scenario: &Scenario, of: &Applied) -> String {
    match of {
        Applied::LossShare(u) => format!("{}: share of men lost in battle", scenario.unit(*u).key),
        Applied::BreakOutShare(u) => {
            format!("{}: share of men lost in breaking out", scenario.unit(*u).key)
        }
        Applied::DeliveredShare(u) => {
            format!("{}: share of the supplies asked for that came", scenario.unit(*u).key)
        }
        Applied::JoinedShare(u) => {
            format!("{}: men who joined, as a share of the start", scenario.unit(*u).key)
        }
        Applied::SickShare(u) => format!("{}: share of men sick and frostbitten", scenario.unit(*u).key),
        Applied::TrainsPerDay(u) => {
            format!("{}: its trains at the ramps, in trains a day", scenario.unit(*u).key)
        }
        Applied::MarchKmPerDay(u) => format!("{}: march in km a day", scenario.unit(*u).key),
        Applied::AdvanceKm(link) => format!("{}: km gained", way(scenario, *link)),
        Applied::BlownChance(link) => format!("{}: chance that the bridge is blown", way(scenario, *link)),
        Applied::BridgeDays(link) => format!("{}: days of work on the bridge", way(scenario, *link)),
        Applied::Superiority(place) => {
            format!("{}: superiority of the attacker, as e^x", scenario.place_name(*place))
        }
        Applied::RoadHome(u, place) => format!(
            "{}: days it needs to {} on its road home, per day of the enemy's",
            scenario.unit(*u).key,
            scenario.place_name(*place)
        ),
        Applied::EnemyAhead(u, place) => format!(
            "{}: enemies who could be first in {}, per man that it fears",
            scenario.unit(*u).key,
            scenario.place_name(*place)
        ),
        Applied::KnownOdds(u, place) => format!(
            "{}: odds it knows of before {}, against the least at which troops attack",
            scenario.unit(*u).key,
            scenario.place_name(*place)
        ),
        Applied::MayAttack(u) => format!("{}{HELD_BACK}", scenario.unit(*u).key),
        Applied::Sorties(side, link) => {
            format!("{}: {} sorties a day", way(scenario, *link), scenario.side(*side).name)
        }
        Applied::HauledTons(side, link) => {
            format!("{}: {} tons that came a day", way(scenario, *link), scenario.side(*side).name)
        }
        Applied::GunsLent(u, link) => {
            format!("{}: guns lent from {}", scenario.unit(*u).key, way(scenario, *link))
        }
    }
}

fn way(scenario: &Scenario, link: LinkId) -> String {
    let l = scenario.theatre.link(link);
    format!("{} to {}", scenario.place_name(l.a), scenario.place_name(l.b))
}

/// Whether a kind of number is one at a time, so that its sum means nothing.
fn is_rate(label: &str) -> bool {
    label.ends_with("a day")
        || label.ends_with("e^x")
        || label.contains(": guns lent")
        || label.contains(": odds ")
}

fn number(x: f64) -> String {
    if x != 0.0 && x.abs() < 0.01 { format!("{x:.2e}") } else { format!("{x:.3}") }
}

fn product(factors: &[Factor]) -> f64 {
    factors.iter().fold(1.0, |product, f| product * f.value)
}

/// Tells number by number; unless `every` one is asked for, without those that are what they were the last time.
fn one_by_one(text: &mut String, scenario: &Scenario, entries: &[Entry], every: bool) {
    let (mut last, mut left_out) = (BTreeMap::new(), 0);
    for alike in entries.chunk_by(know_the_same) {
        let entry = &alike[0];
        let What::Factors { of, applied, factors } = &entry.what else { continue };
        let told = (number(*applied), factors.iter().map(|f| number(f.value)).collect::<Vec<_>>());
        let of_whom = others(scenario, &alike[1..]) + &label(scenario, of);
        if !every && last.get(&of_whom) == Some(&told) {
            left_out += 1;
            continue;
        }
        let date = scenario.calendar.date(entry.at);
        let _ = writeln!(
            text,
            "\n{} {:02}:{:02}  {of_whom} = {}",
            date.date(),
            date.hour(),
            date.minute(),
            told.0
        );
        last.insert(of_whom, told);
        for factor in factors.iter().filter(|f| f.value != 1.0) {
            let _ = writeln!(text, "    x {:<10} {}", number(factor.value), factor.name);
        }
        let idle: Vec<&str> = factors.iter().filter(|f| f.value == 1.0).map(|f| f.name).collect();
        if !idle.is_empty() {
            let _ = writeln!(text, "    (no effect: {})", idle.join(", "));
        }
    }
    if left_out > 0 {
        let _ = writeln!(
            text,
            "\n{left_out} that are what they were the last time are left out; --all tells them"
        );
    }
}

/// Whether two entries tell the odds that two units know of before the same position at the same time.
fn know_the_same(one: &Entry, next: &Entry) -> bool {
    match (&one.what, &next.what) {
        (
            What::Factors { of: Applied::KnownOdds(_, place), applied, .. },
            What::Factors { of: Applied::KnownOdds(_, same), applied: as_well, .. },
        ) => one.at == next.at && place == same && applied.to_bits() == as_well.to_bits(),
        _ => false,
    }
}

/// The units of entries that tell of several what they tell of one, before its name.
fn others(scenario: &Scenario, entries: &[Entry]) -> String {
    let keys = entries.iter().filter_map(|entry| match entry.what {
        What::Factors { of: Applied::KnownOdds(unit, _), .. } => Some(&scenario.unit(unit).key),
        _ => None,
    });
    keys.fold(String::new(), |text, key| text + key + ", ")
}

/// Sums of one kind of applied number, with the mean of each factor weighted by it.
#[derive(Default)]
struct Sum {
    count: usize,
    total: f64,
    factors: BTreeMap<&'static str, f64>,
}

fn overview(text: &mut String, scenario: &Scenario, entries: &[Entry]) {
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    for entry in entries {
        let What::Factors { of, applied, factors } = &entry.what else { continue };
        let sum = sums.entry(label(scenario, of)).or_default();
        sum.count += 1;
        sum.total += applied;
        for factor in factors {
            *sum.factors.entry(factor.name).or_default() += applied * factor.value;
        }
    }
    text.push_str("\nTotals over the run, with the mean of each factor weighted by what it applied to.\n");
    text.push_str("Ask for one unit, place or turn with --unit, --place, --turn to see each number.\n\n");
    for (label, sum) in &sums {
        if sum.total <= 0.0 {
            if label.ends_with(HELD_BACK) {
                let _ = writeln!(text, "{label}: 0 (mean of {})", sum.count);
            }
            continue;
        }
        let is_rate = is_rate(label);
        let whole = if is_rate { sum.total / sum.count as f64 } else { sum.total };
        let kind = if is_rate { "mean" } else { "sum" };
        let _ = writeln!(text, "{label}: {} ({kind} of {})", number(whole), sum.count);
        let factors: Vec<String> = sum
            .factors
            .iter()
            .map(|(name, total)| (name, total / sum.total))
            .filter(|(_, mean)| (mean - 1.0).abs() > 0.005)
            .map(|(name, mean)| format!("{name} {}", number(mean)))
            .collect();
        let _ = writeln!(text, "    {}", factors.join(", "));
    }
}

/// How well the factors multiply back to what was applied.
fn closing(entries: &[Entry]) -> String {
    let mut worst = 0.0_f64;
    for entry in entries {
        let What::Factors { applied, factors, .. } = &entry.what else { continue };
        let product = product(factors);
        let difference = if *applied == 0.0 { product } else { product / applied - 1.0 };
        worst = worst.max(difference.abs());
    }
    let verdict = if worst <= ROUNDING {
        "the factors multiply back to it"
    } else {
        "THE FACTORS DO NOT MULTIPLY BACK"
    };
    format!("\n{} applied numbers; {verdict} (largest relative difference {worst:.1e})\n", entries.len())
}
