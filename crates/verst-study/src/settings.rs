//! Settings: quantities of an operation or its rules set by path, such as `units.154rd.men=6000` or `rules.march.foot=25`.
//!
//! A path is matched piece by piece: `*` matches any key, `[under=mob]` after a `*` keeps the units under a formation,
//! `[side=soviet]` those of a side, `[kind=Tank]` those of a kind, `[by=Rail]` those that come so.

use verst_domain::forces::Start;
use verst_domain::knobs;
use verst_domain::near::nearest;
use verst_domain::pattern::{glob, pieces};
use verst_domain::quantity::Quantity;
use verst_domain::scenario::Scenario;
use verst_domain::time::Calendar;
use verst_rules::coefficient;
use verst_rules::rules_file::RulesFile;

/// A quantity as `show --knobs` lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Its path.
    pub path: String,
    /// Its unit.
    pub unit: &'static str,
    /// Its value and range.
    pub quantity: Quantity,
}

/// Every quantity whose path matches a pattern, rules after the operation.
#[must_use]
pub fn list(scenario: &Scenario, rules: &RulesFile, pattern: &str) -> Vec<Listed> {
    let mut found = Vec::new();
    each(&mut scenario.clone(), &mut rules.clone(), &mut |at| {
        let path = (at.path)();
        if matches(scenario, pattern, &path) {
            found.push(Listed { path, unit: at.unit, quantity: *at.quantity });
        }
    });
    found
}

/// What is done to a quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    /// It becomes this; an exact one is not drawn.
    Set(Quantity),
    /// Value and range are multiplied.
    Scale(f64),
    /// Value and range are moved, in the quantity's own unit; not for dates.
    Shift(f64),
    /// A date is moved by so many minutes; for nothing but dates.
    Delay(f64),
    /// It becomes exactly what lies so far (0 to 1) between the low and the high end of its range.
    Within(f64),
}

/// Unit of dates.
const MINUTES: &str = "minutes";

impl Act {
    fn on(self, unit: &str, (least, most): (f64, f64), quantity: &mut Quantity) -> Result<(), String> {
        let dated = unit == MINUTES;
        match self {
            Self::Set(value) => *quantity = value,
            Self::Scale(_) if dated => return Err(String::from("is a date: it can be shifted, not scaled")),
            Self::Scale(factor) => quantity.scale(factor),
            Self::Shift(_) if dated => {
                return Err(String::from("is a date: shift it by Days(...) or Hours(...)"));
            }
            Self::Delay(_) if !dated => return Err(String::from("is no date: shift it by By(...)")),
            Self::Shift(by) | Self::Delay(by) => quantity.shift(by),
            Self::Within(share) => {
                *quantity = Quantity::exact(quantity.low + share * (quantity.high - quantity.low));
            }
        }
        if !(least..=most).contains(&quantity.best) || !quantity.is_ordered() {
            let wrong = quantity.best;
            let number = if wrong.abs() < 1e9 { format!("{wrong}") } else { format!("{wrong:e}") };
            return Err(format!("cannot be {number}: it lies between {least} and {most}"));
        }
        // The value is what it can be; its range ends where it must.
        quantity.low = quantity.low.max(least);
        quantity.high = quantity.high.min(most);
        Ok(())
    }
}

/// Places of all quantities that a path names, in the order of visit.
///
/// # Errors
/// If there is none, with the nearest.
pub fn find(scenario: &Scenario, rules: &RulesFile, path: &str) -> Result<Vec<usize>, String> {
    let (mut hits, mut at) = (Vec::new(), 0);
    let (mut copy, mut file) = (scenario.clone(), rules.clone());
    each(&mut copy, &mut file, &mut |seen| {
        if matches(scenario, path, &(seen.path)()) {
            hits.push(at);
        }
        at += 1;
    });
    if hits.is_empty() {
        let mut all = Vec::new();
        each(&mut copy, &mut file, &mut |seen| all.push((seen.path)()));
        let hint = nearest(path, all.iter().map(String::as_str)).unwrap_or_default();
        return Err(format!("nothing is named \"{path}\"; {hint}"));
    }
    Ok(hits)
}

/// Does something to the quantities at some places, as [`find`] gives them.
///
/// # Errors
/// A message with the path of the first that cannot be so.
pub fn act(scenario: &mut Scenario, rules: &mut RulesFile, places: &[usize], act: Act) -> Result<(), String> {
    let (mut at, mut next, mut wrong) = (0, places.iter().peekable(), None);
    each(scenario, rules, &mut |seen| {
        if next.next_if(|place| **place == at).is_some()
            && let Err(message) = act.on(seen.unit, seen.limits, seen.quantity)
        {
            wrong.get_or_insert_with(|| format!("{} {message}", (seen.path)()));
        }
        at += 1;
    });
    wrong.map_or(Ok(()), Err)
}

/// Sets every quantity that a `PATH=VALUE` names; how many.
///
/// # Errors
/// A message with a hint: no such path, no number, a number outside of what its field can be.
pub fn set(scenario: &mut Scenario, rules: &mut RulesFile, setting: &str) -> Result<usize, String> {
    let Some((path, value)) = setting.split_once('=').filter(|_| !setting.is_empty()) else {
        return Err(format!("\"{setting}\" is no setting: write PATH=VALUE, such as units.154rd.men=6000"));
    };
    // A filter may hold an equals sign of its own.
    let (path, value) = match path.rfind('[') {
        Some(open) if !path[open..].contains(']') => setting.rsplit_once('=').unwrap_or((path, value)),
        _ => (path, value),
    };
    let (path, value) = (path.trim(), value.trim());
    let number = read(&scenario.calendar, value)?;
    let hits = find(scenario, rules, path)?;
    act(scenario, rules, &hits, Act::Set(Quantity::exact(number)))?;
    Ok(hits.len())
}

/// A number, or a date as minutes since the start.
fn read(calendar: &Calendar, value: &str) -> Result<f64, String> {
    if let Ok(number) = value.parse::<f64>() {
        return if number.is_finite() { Ok(number) } else { Err(format!("{value} is no finite number")) };
    }
    verst_files::number::date(value)
        .map(|date| calendar.minute(date).0 as f64)
        .ok_or_else(|| format!("\"{value}\" is neither a number nor a date"))
}

/// A coefficient can be set to so many times its range.
const FAR: f64 = 1000.0;

/// How far a coefficient can be set: it keeps its sign, and may be nothing.
fn coefficient_limits(q: &Quantity) -> (f64, f64) {
    let most = FAR * q.low.abs().max(q.high.abs()).max(1.0);
    (if q.low >= 0.0 { 0.0 } else { -most }, most)
}

/// A quantity as it is visited.
struct Visited<'a> {
    /// Its path, made only where it is asked for.
    path: &'a dyn Fn() -> String,
    unit: &'static str,
    limits: (f64, f64),
    quantity: &'a mut Quantity,
}

/// Shows every quantity of operation and rules, always in the same order.
fn each(scenario: &mut Scenario, rules: &mut RulesFile, see: &mut dyn FnMut(Visited<'_>)) {
    knobs::visit(scenario, &mut |knob| {
        let (unit, limits, owner, field) = (knob.unit, knob.limits, knob.owner, knob.field);
        let path = || knobs::path(owner, field);
        see(Visited { path: &path, unit, limits, quantity: knob.quantity });
    });
    rules.visit(&mut |seen| {
        let (group, owner, field, unit) = (seen.group, seen.owner, seen.field, seen.unit);
        let path = || format!("rules.{}", coefficient::path(group, owner, field));
        let limits = coefficient_limits(seen.quantity);
        see(Visited { path: &path, unit, limits, quantity: seen.quantity });
    });
}

/// Whether a path matches a pattern, piece by piece; the last piece takes what is left of the path.
#[must_use]
pub fn matches(scenario: &Scenario, pattern: &str, path: &str) -> bool {
    let (wanted, given): (Vec<&str>, Vec<&str>) = (pieces(pattern), path.split('.').collect());
    if wanted.len() > given.len() {
        return false;
    }
    // Fields such as `at.km` have a dot of their own: the last piece of the pattern takes what is left.
    let last = wanted.len() - 1;
    wanted.iter().enumerate().all(|(n, want)| {
        let have = if n == last { given[n..].join(".") } else { given[n].to_string() };
        piece_matches(scenario, want, &have, &given)
    })
}

fn piece_matches(scenario: &Scenario, want: &str, have: &str, path: &[&str]) -> bool {
    let Some((name, filter)) = want.split_once('[') else {
        return glob(want, have);
    };
    if !glob(name, have) {
        return false;
    }
    let Some((field, value)) = filter.trim_end_matches(']').split_once('=') else { return false };
    let unit = path.get(1).filter(|_| path[0] == "units").and_then(|key| scenario.find_unit(key));
    let Some(unit) = unit.map(|u| scenario.unit(u)) else { return false };
    match field {
        "under" => scenario.find_formation(value).is_some_and(|f| scenario.is_under(unit.under, f)),
        "side" => scenario.side(unit.side).key == value,
        "kind" => format!("{:?}", unit.kind).eq_ignore_ascii_case(value),
        "by" => {
            matches!(&unit.start, Start::Enters { by, .. } if format!("{by:?}").eq_ignore_ascii_case(value))
        }
        _ => false,
    }
}
