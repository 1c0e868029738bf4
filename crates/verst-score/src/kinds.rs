//! From a written kind to a lowered one: every name looked up, every date placed in the calendar.

use std::collections::{BTreeMap, BTreeSet};

use verst_domain::ids::{PlaceId, SideId};
use verst_domain::time::Minute;

use crate::check::Checker;
use crate::measure::{Kind, Who};
use crate::record::{HowFar, KindRow, LossKind, StrengthKind};
use crate::route::route;
use crate::written::WrittenDate;

/// Which nouns a name may stand for.
#[derive(Clone, Copy)]
struct Nouns {
    side: bool,
    formation: bool,
    unit: bool,
}

const FORCES: Nouns = Nouns { side: false, formation: true, unit: true };
const BIG: Nouns = Nouns { side: true, formation: true, unit: false };
const ALL: Nouns = Nouns { side: true, formation: true, unit: true };

/// The lowered kind and its text, if everything in it is known.
pub(crate) fn kind(checker: &mut Checker, path: &str, row: &KindRow) -> Option<(Kind, String)> {
    match row {
        KindRow::Captured { place: p, by } => {
            let found = (place(checker, path, "place", p), side(checker, path, "by", by));
            Some((Kind::Captured { place: found.0?, by: found.1? }, format!("Captured({p}, by {by})")))
        }
        KindRow::HeldUntil { place: p, by } => {
            let found = (place(checker, path, "place", p), side(checker, path, "by", by));
            Some((Kind::HeldUntil { place: found.0?, by: found.1? }, format!("HeldUntil({p}, by {by})")))
        }
        KindRow::NotCaptured { place: p, by, until } => {
            let found = (place(checker, path, "place", p), side(checker, path, "by", by));
            let until_ = checker.minute(&format!("{path}.until"), *until);
            let text = format!("NotCaptured({p}, by {by}, until {})", short(*until));
            Some((Kind::NotCaptured { place: found.0?, by: found.1?, until: until_? }, text))
        }
        KindRow::Together { places, by, within_days, until } => {
            together(checker, path, (&places.0, &places.1), by, (*within_days, *until))
        }
        KindRow::Advance { of, axis, by, how, on } => advance(checker, path, (of, axis, by), *how, *on),
        KindRow::Reached { who: w, place: p } => {
            let found = (who(checker, path, "who", w, FORCES), place(checker, path, "place", p));
            Some((Kind::Reached { who: found.0?, place: found.1? }, format!("Reached({p}, by {w})")))
        }
        KindRow::Losses { of, what, from, until } => losses(checker, path, of, *what, (*from, *until)),
        KindRow::Strength { of, what, on } => {
            let what = what.unwrap_or(StrengthKind::Men);
            let found = (who(checker, path, "of", of, FORCES), checker.minute(&format!("{path}.on"), *on));
            let text = format!("Strength({of}, {what:?}, on {})", short(*on));
            Some((Kind::Strength { of: found.0?, what, on: found.1? }, text))
        }
        KindRow::Encircled { who: w, by } => {
            let found = (who(checker, path, "who", w, FORCES), checker.minute(&format!("{path}.by"), *by));
            Some((
                Kind::Encircled { who: found.0?, by: found.1? },
                format!("Encircled({w}, by {})", short(*by)),
            ))
        }
        KindRow::SupplyCut { from, to, side: s, by } => {
            let ends = (place(checker, path, "from", from), place(checker, path, "to", to));
            let found = (side(checker, path, "side", s), checker.minute(&format!("{path}.by"), *by));
            let text = format!("SupplyCut({from} - {to}, of {s}, by {})", short(*by));
            Some((Kind::SupplyCut { from: ends.0?, to: ends.1?, side: found.0?, by: found.1? }, text))
        }
        KindRow::Front { on, held } => front(checker, path, held, *on),
        KindRow::GroundLost { by, on } => {
            let found = (side(checker, path, "by", by), checker.minute(&format!("{path}.on"), *on));
            Some((
                Kind::GroundLost { by: found.0?, on: found.1? },
                format!("GroundLost({by}, on {})", short(*on)),
            ))
        }
    }
}

/// A date as people read it, without an idle midnight.
pub(crate) fn short(date: WrittenDate) -> String {
    let date = date.0;
    if date.hour() == 0 && date.minute() == 0 {
        date.date().to_string()
    } else {
        date.strftime("%Y-%m-%dT%H:%M").to_string()
    }
}

fn together(
    checker: &mut Checker,
    path: &str,
    places: (&str, &str),
    by: &str,
    (days, until): (f64, WrittenDate),
) -> Option<(Kind, String)> {
    let found = (place(checker, path, "places[0]", places.0), place(checker, path, "places[1]", places.1));
    let side = side(checker, path, "by", by);
    let until_ = checker.minute(&format!("{path}.until"), until);
    if places.0 == places.1 {
        checker.tell(&format!("{path}.places"), "these are one place", None);
    }
    let most = checker.scenario.calendar.duration_days();
    if !(days > 0.0 && days <= most) {
        let hint = Some(format!("more than 0, at most the {most} days of the operation"));
        checker.tell(&format!("{path}.within_days"), format!("{days} days is no time between the two"), hint);
        return None;
    }
    let kind = Kind::Together {
        places: [found.0?, found.1?],
        by: side?,
        within: Minute::from_days(days),
        until: until_?,
    };
    let (a, b) = places;
    Some((kind, format!("Together({a}, {b}, by {by}, within {days} days, until {})", short(until))))
}

type AdvanceOf<'a> = (&'a Option<String>, &'a Option<(String, String)>, &'a Option<String>);

fn advance(
    checker: &mut Checker,
    path: &str,
    (of, axis, by): AdvanceOf,
    how: HowFar,
    date: WrittenDate,
) -> Option<(Kind, String)> {
    let on = checker.minute(&format!("{path}.on"), date);
    match (of, axis) {
        (Some(of), None) => {
            if by.is_some() {
                checker.tell(&format!("{path}.by"), "only an advance along an axis says by whom", None);
            }
            let of_ = who(checker, path, "of", of, BIG);
            Some((
                Kind::Advance { of: of_?, how, on: on? },
                format!("Advance({of}, {how:?}, on {})", short(date)),
            ))
        }
        (None, Some((from, to))) => {
            let ends = (place(checker, path, "axis", from), place(checker, path, "axis", to));
            let side = match by {
                Some(by) => side(checker, path, "by", by),
                None => {
                    checker.tell(path, "an advance along an axis says by which side", None);
                    None
                }
            };
            if how == HowFar::Mean {
                checker.tell(
                    &format!("{path}.how"),
                    "an axis has no mean",
                    Some(String::from("write how: Max")),
                );
            }
            let (from_, to_) = (ends.0?, ends.1?);
            let Some(places) = route(&checker.scenario.theatre, from_, to_) else {
                checker.tell(
                    &format!("{path}.axis"),
                    format!("no way leads from \"{from}\" to \"{to}\""),
                    None,
                );
                return None;
            };
            let text = format!("Advance({from} - {to}, by {}, on {})", by.as_deref()?, short(date));
            Some((Kind::Axis { route: places, by: side?, on: on? }, text))
        }
        _ => {
            let hint = String::from("of: a side or formation; or axis: (from, to) and by: a side");
            checker.tell(path, "an advance has exactly one of of and axis", Some(hint));
            None
        }
    }
}

fn losses(
    checker: &mut Checker,
    path: &str,
    of: &str,
    what: LossKind,
    dates: (WrittenDate, WrittenDate),
) -> Option<(Kind, String)> {
    let found = who(checker, path, "of", of, ALL);
    let from = checker.minute(&format!("{path}.from"), dates.0);
    let until = checker.minute(&format!("{path}.until"), dates.1);
    if dates.0.0 >= dates.1.0 {
        checker.tell(&format!("{path}.until"), "the period ends before it begins", None);
    }
    let text = format!("Losses({of}, {what:?}, {} to {})", short(dates.0), short(dates.1));
    Some((Kind::Losses { of: found?, what, from: from?, until: until? }, text))
}

fn front(
    checker: &mut Checker,
    path: &str,
    held: &BTreeMap<String, Vec<String>>,
    date: WrittenDate,
) -> Option<(Kind, String)> {
    let on = checker.minute(&format!("{path}.on"), date);
    let at = format!("{path}.held");
    let mut list = Vec::new();
    let mut seen = BTreeSet::new();
    let mut whole = true;
    for (s, places) in held {
        let side = side(checker, &at, s, s);
        for (i, p) in places.iter().enumerate() {
            let found = place(checker, &at, &format!("{s}[{i}]"), p);
            if !seen.insert(p.as_str()) {
                checker.tell(&format!("{at}.{s}[{i}]"), format!("\"{p}\" is named twice"), None);
            }
            match (found, side) {
                (Some(place), Some(side)) => list.push((place, side)),
                _ => whole = false,
            }
        }
    }
    if seen.is_empty() {
        checker.tell(&at, "a front names at least one place", None);
        whole = false;
    }
    if !whole {
        return None;
    }
    let text = format!("Front(of {} places, on {})", list.len(), short(date));
    Some((Kind::Front { on: on?, held: list }, text))
}

fn place(checker: &mut Checker, path: &str, field: &str, key: &str) -> Option<PlaceId> {
    let scenario = checker.scenario;
    let found = scenario.theatre.find_place(key);
    if found.is_none() {
        let keys = scenario.theatre.places.iter().map(|p| p.key.as_str());
        checker.unknown(&format!("{path}.{field}"), "place", key, keys);
    }
    found
}

fn side(checker: &mut Checker, path: &str, field: &str, key: &str) -> Option<SideId> {
    let scenario = checker.scenario;
    let found = scenario.find_side(key);
    if found.is_none() {
        let keys = scenario.sides.iter().map(|s| s.key.as_str());
        checker.unknown(&format!("{path}.{field}"), "side", key, keys);
    }
    found
}

/// A side, formation or unit by name. Where one name stands for several, the larger body is meant.
fn who(checker: &mut Checker, path: &str, field: &str, key: &str, nouns: Nouns) -> Option<Who> {
    let scenario = checker.scenario;
    let side = || scenario.find_side(key).filter(|_| nouns.side).map(Who::Side);
    let formation = || scenario.find_formation(key).filter(|_| nouns.formation).map(Who::Formation);
    let unit = || scenario.find_unit(key).filter(|_| nouns.unit).map(Who::Unit);
    let found = side().or_else(formation).or_else(unit);
    if found.is_none() {
        let sides = scenario.sides.iter().filter(|_| nouns.side).map(|s| s.key.as_str());
        let formations = scenario.formations.iter().filter(|_| nouns.formation).map(|f| f.key.as_str());
        let units = scenario.units.iter().filter(|_| nouns.unit).map(|u| u.key.as_str());
        let mut noun: Vec<&str> = Vec::new();
        noun.extend(Some("side").filter(|_| nouns.side));
        noun.extend(Some("formation").filter(|_| nouns.formation));
        noun.extend(Some("unit").filter(|_| nouns.unit));
        let at = format!("{path}.{field}");
        checker.unknown(&at, &noun.join(" or "), key, sides.chain(formations).chain(units));
    }
    found
}
