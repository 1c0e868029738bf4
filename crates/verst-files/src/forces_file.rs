//! forces.ron: checks and lowering of formations and units.

use verst_domain::forces::{Formation, Leaves, Side, Start, Unit};
use verst_domain::ids::{FormationId, PlaceId, SideId};
use verst_domain::quantity::Quantity;
use verst_domain::theatre::Theatre;
use verst_domain::time::Calendar;

use crate::load::{Report, side};
use crate::number::{Days, Number, Spot};
use crate::schema::{ForcesFile, UnitRow};

/// Most men, tanks or guns of one unit: beyond is a slip of the pen.
const MOST: f64 = 2_000_000.0;

/// Checks and lowers forces.ron.
pub(crate) fn lower(
    report: &mut Report,
    file: &ForcesFile,
    sides: &[Side],
    theatre: &Theatre,
    calendar: &Calendar,
) -> (Vec<Formation>, Vec<Unit>) {
    let formations = formations(report, file, sides, theatre);
    let keys: Vec<&str> = file.formations.keys().map(String::as_str).collect();
    if file.units.is_empty() {
        report.tell("units", "an operation needs units", None);
    }
    let mut units = Vec::new();
    for (key, row) in &file.units {
        let path = format!("units.{key}");
        report.key(&path, key);
        let Some(under) = report.find(&format!("{path}.under"), "formation", &row.under, &keys) else {
            continue;
        };
        let formation = &formations[under];
        let army = row.army.clone().unwrap_or_else(|| sides[formation.side.index()].army.clone());
        let Some(start) = start(report, &path, row, formation.side, theatre, calendar) else { continue };
        units.push(unit(
            report,
            &path,
            key,
            row,
            FormationId::new(under),
            formation.side,
            army,
            start,
            calendar,
        ));
    }
    (formations, units)
}

fn formations(report: &mut Report, file: &ForcesFile, sides: &[Side], theatre: &Theatre) -> Vec<Formation> {
    let keys: Vec<&str> = file.formations.keys().map(String::as_str).collect();
    let places: Vec<&str> = theatre.places.iter().map(|p| p.key.as_str()).collect();
    let mut list = Vec::new();
    for (key, row) in &file.formations {
        let path = format!("formations.{key}");
        report.key(&path, key);
        let under =
            row.under.as_ref().and_then(|u| report.find(&format!("{path}.under"), "formation", u, &keys));
        let mut fallback = Vec::new();
        for (i, place) in row.fallback.iter().enumerate() {
            fallback.extend(
                report.find(&format!("{path}.fallback[{i}]"), "place", place, &places).map(PlaceId::new),
            );
        }
        list.push(Formation {
            key: key.clone(),
            name: row.name.clone(),
            side: side(report, &format!("{path}.side"), &row.side, sides),
            level: row.level,
            under: under.map(FormationId::new),
            fallback,
            citation: report.cite(&path, row),
        });
    }
    for index in 0..list.len() {
        chain(report, &list, index);
    }
    list
}

/// The chain of command above a formation ends, and is of one side.
fn chain(report: &mut Report, list: &[Formation], index: usize) {
    let path = format!("formations.{}.under", list[index].key);
    let mut at = list[index].under;
    for _ in 0..=list.len() {
        let Some(above) = at else { return };
        if list[above.index()].side != list[index].side {
            report.tell(&path, format!("\"{}\" is of the other side", list[above.index()].key), None);
            return;
        }
        at = list[above.index()].under;
    }
    report.tell(&path, "the chain of command runs in a circle", None);
}

fn or(number: Option<Number>, default: f64) -> Quantity {
    number.map_or(Quantity::exact(default), |n| n.0)
}

#[expect(clippy::too_many_arguments, reason = "one row with what was found for it")]
fn unit(
    report: &mut Report,
    path: &str,
    key: &str,
    row: &UnitRow,
    under: FormationId,
    side: SideId,
    army: String,
    start: Start,
    calendar: &Calendar,
) -> Unit {
    let mut share = |field: &str, q: Quantity| report.number(&format!("{path}.{field}"), q, 0.0, 1.0);
    let fatigue = share("fatigue", or(row.fatigue, 0.0));
    let supply = share("supply", or(row.supply, 1.0));
    let cohesion = share("cohesion", or(row.cohesion, 1.0));
    let mut count = |field: &str, q: Quantity| report.number(&format!("{path}.{field}"), q, 0.0, MOST);
    let men = count("men", row.men.0);
    let tanks = count("tanks", or(row.tanks, 0.0));
    let guns = count("guns", or(row.guns, 0.0));
    let age_days = count("age_days", or(row.age_days, 0.0));
    let line = row.line.map(|n| count("line", n.0));
    if line.is_some_and(|l| l.best > men.best) {
        report.tell(&format!("{path}.line"), "more men in line than men", None);
    }
    let leaves = row
        .leaves
        .as_ref()
        .map(|l| Leaves { on: dated(report, &format!("{path}.leaves.on"), l.on, calendar), known: l.known });
    Unit {
        key: key.to_string(),
        name: row.name.clone().unwrap_or_else(|| key.to_string()),
        kind: row.kind,
        mobility: row.mobility.unwrap_or_else(|| row.kind.mobility()),
        under,
        side,
        army,
        start,
        leaves,
        men,
        line,
        tanks,
        guns,
        fatigue,
        supply,
        cohesion,
        age_days,
        citation: report.cite(path, row),
    }
}

/// Minutes of a dated quantity that lies inside the calendar.
pub(crate) fn dated(report: &mut Report, path: &str, days: Days, calendar: &Calendar) -> Quantity {
    let [best, low, high] = days.0.map(|d| calendar.minute(d.0).0 as f64);
    let q = Quantity::new(best, low, high);
    if !q.is_ordered() {
        report.tell(path, "the best date does not lie between the low and the high one", None);
    } else if q.best < 0.0 || q.best > calendar.end.0 as f64 {
        let hint = format!("the operation runs from {} to {}", calendar.start, calendar.date(calendar.end));
        report.tell(path, "this date lies outside the calendar", Some(hint));
    }
    q
}

fn start(
    report: &mut Report,
    path: &str,
    row: &UnitRow,
    side: SideId,
    theatre: &Theatre,
    calendar: &Calendar,
) -> Option<Start> {
    let places: Vec<&str> = theatre.places.iter().map(|p| p.key.as_str()).collect();
    match (&row.at, &row.enters) {
        (Some(Spot::Place(key)), None) => {
            let at = format!("{path}.at");
            let place = PlaceId::new(report.find(&at, "place", key, &places)?);
            if theatre.place(place).holder != side {
                let hint = format!("the holder of \"{key}\" in theatre.ron is the other side");
                report.tell(&at, "a unit cannot stand at a place that the enemy holds", Some(hint));
            }
            Some(Start::At(place))
        }
        (Some(Spot::Link(from, to, km)), None) => {
            on_link(report, path, from, to, *km, side, theatre, &places)
        }
        (None, Some(enters)) => {
            let at = format!("{path}.enters");
            let place = report.find(&format!("{at}.at"), "place", &enters.at, &places)?;
            let on = dated(report, &format!("{at}.on"), enters.on, calendar);
            Some(Start::Enters { at: PlaceId::new(place), on, by: enters.by, known: enters.known })
        }
        _ => {
            let hint = String::from(
                "at: \"place\", at: Link(\"from\", \"to\", km), or enters: (at: ..., on: ..., by: ..., known: ...)",
            );
            report.tell(path, "a unit either stands somewhere or enters, not both", Some(hint));
            None
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "one spot with what it refers to")]
fn on_link(
    report: &mut Report,
    path: &str,
    from: &str,
    to: &str,
    km: Quantity,
    side: SideId,
    theatre: &Theatre,
    places: &[&str],
) -> Option<Start> {
    let at = format!("{path}.at");
    if report.source.written(&at).is_some_and(|w| !w.starts_with("Link")) {
        report.tell(&at, "expected a place or Link(\"from\", \"to\", km)", None);
    }
    let one = PlaceId::new(report.find(&at, "place", from, places)?);
    let other = PlaceId::new(report.find(&at, "place", to, places)?);
    let Some(link) = theatre.link_between(one, other) else {
        report.tell(&at, format!("no link joins \"{from}\" and \"{to}\""), None);
        return None;
    };
    let l = theatre.link(link);
    if theatre.place(l.a).holder != side && theatre.place(l.b).holder != side {
        report.tell(&at, "the enemy holds both ends of this link", None);
    }
    let km = report.number(&at, km, 0.0, l.km.best);
    let km = if one == l.a {
        km
    } else {
        Quantity::new(l.km.best - km.best, l.km.best - km.high, l.km.best - km.low)
    };
    Some(Start::OnLink { link, km })
}
