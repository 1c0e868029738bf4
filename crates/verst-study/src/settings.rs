//! Settings: quantities of an operation or its rules set by path, such as `units.154rd.men=6000` or `rules.march.foot=25`.
//!
//! A path is matched piece by piece: `*` matches any key, `[under=mob]` after a `*` keeps the units under a formation,
//! `[side=soviet]` those of a side.

use verst_domain::knobs;
use verst_domain::near::nearest;
use verst_domain::quantity::Quantity;
use verst_domain::scenario::Scenario;
use verst_domain::time::Calendar;
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
    each(&mut scenario.clone(), &mut rules.clone(), &mut |path, unit, _, quantity| {
        if matches(scenario, pattern, path) {
            found.push(Listed { path: path.to_string(), unit, quantity: *quantity });
        }
    });
    found
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
    let base = scenario.clone();
    let mut hits = Vec::new();
    let mut wrong = None;
    each(scenario, rules, &mut |at, _, (least, most), quantity| {
        if matches(&base, path, at) {
            if !(least..=most).contains(&number) {
                let number = if number.abs() < 1e9 { format!("{number}") } else { format!("{number:e}") };
                wrong = Some(format!("{at} cannot be {number}: it lies between {least} and {most}"));
            }
            *quantity = Quantity::exact(number);
            hits.push(at.to_string());
        }
    });
    if let Some(wrong) = wrong {
        return Err(wrong);
    }
    if hits.is_empty() {
        let mut all = Vec::new();
        each(scenario, rules, &mut |at, _, _, _| all.push(at.to_string()));
        let hint = nearest(path, all.iter().map(String::as_str)).unwrap_or_default();
        return Err(format!("nothing is named \"{path}\"; {hint}"));
    }
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

/// Sees a path, a unit, limits and the quantity.
type See<'a> = dyn FnMut(&str, &'static str, (f64, f64), &mut Quantity) + 'a;

/// Shows every quantity of operation and rules with its path, its unit and its limits.
fn each(scenario: &mut Scenario, rules: &mut RulesFile, see: &mut See<'_>) {
    knobs::visit(scenario, &mut |knob| {
        let path = knob.path();
        see(&path, knob.unit, knob.limits, knob.quantity);
    });
    rules.visit(&mut |seen| {
        let path = format!("rules.{}", seen.path());
        see(&path, seen.unit, coefficient_limits(seen.quantity), seen.quantity);
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

/// Splits at dots outside of brackets.
fn pieces(pattern: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    pattern
        .split(move |c: char| {
            depth += i32::from(c == '[') - i32::from(c == ']');
            c == '.' && depth == 0
        })
        .collect()
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
        _ => false,
    }
}

/// `*` stands for any text: the pieces between stars must follow each other, the first at the start, the last at the end.
fn glob(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|head| text.strip_prefix(head)) else { return false };
    let Some(tail) = pieces.next_back() else { return rest.is_empty() };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(tail)
}

#[cfg(test)]
mod tests {
    use super::{glob, pieces};

    #[test]
    fn stars_match_any_text_and_nothing_else() {
        assert!(glob("*", "men") && glob("1*rd", "154rd") && glob("men", "men") && glob("*.km", "at.km"));
        assert!(!glob("1*rd", "154id") && !glob("me", "men"));
        assert!(glob("a*b*c", "axxbxxc") && !glob("a*b*c", "axxcxxb") && !glob("ab*ba", "aba"));
        assert!(!glob(&format!("{}x", "*".repeat(1000)), &"a".repeat(1000)));
    }

    #[test]
    fn dots_inside_brackets_do_not_part_a_path() {
        assert_eq!(pieces("units.*[under=a.b].men"), ["units", "*[under=a.b]", "men"]);
    }
}
