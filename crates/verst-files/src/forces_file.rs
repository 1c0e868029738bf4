//! forces.ron: checks and lowering of formations and units.

use verst_domain::forces::{Formation, Leaves, Side, Start, Transport, Unit};
use verst_domain::ids::{FormationId, PlaceId, SideId};
use verst_domain::limits;
use verst_domain::quantity::Quantity;
use verst_domain::theatre::Theatre;
use verst_domain::time::Calendar;

use crate::number::{Number, Spot};
use crate::report::Report;
use crate::scenario_file::side;
use crate::schema::{ForcesFile, TransportRow, UnitRow};

/// Checks and lowers forces.ron.
pub(crate) fn lower(
    report: &mut Report,
    file: &ForcesFile,
    sides: &[Side],
    theatre: &Theatre,
    calendar: &Calendar,
) -> (Vec<Formation>, Vec<Unit>) {
    if file.formations.is_empty() {
        let hint = String::from("every unit stands under one");
        report.tell("formations", "an operation needs formations", Some(hint));
    }
    let formations = formations(report, file, sides, theatre, calendar);
    let keys: Vec<&str> = file.formations.keys().map(String::as_str).collect();
    if file.units.is_empty() {
        report.tell("units", "an operation needs units", Some(String::from("at least one of each side")));
    }
    let mut units = Vec::new();
    for (key, row) in &file.units {
        let path = format!("units.{key}");
        report.key(&path, key);
        // A unit whose place or formation is wrong stays: what refers to it is right.
        let under = report.find(&format!("{path}.under"), "formation", &row.under, &keys);
        let Some(formation) = formations.get(under.unwrap_or(0)) else { continue };
        let is_certain = under.is_some() && report.is_sound(&format!("formations.{}.side", row.under));
        let known = Some(formation.side).filter(|_| is_certain);
        let army = sides.get(formation.side.index()).map(|s| s.army.clone());
        let start = start(report, &path, row, known, theatre, calendar).unwrap_or(Start::At(PlaceId(0)));
        let found = Found {
            key,
            under: FormationId::new(under.unwrap_or(0)),
            side: formation.side,
            army: row.army.clone().or(army).unwrap_or_default(),
            start,
        };
        units.push(unit(report, &path, row, found, calendar));
    }
    (formations, units)
}

fn formations(
    report: &mut Report,
    file: &ForcesFile,
    sides: &[Side],
    theatre: &Theatre,
    calendar: &Calendar,
) -> Vec<Formation> {
    let keys: Vec<&str> = file.formations.keys().map(String::as_str).collect();
    let places: Vec<&str> = theatre.places.iter().map(|p| p.key.as_str()).collect();
    let mut list = Vec::new();
    for (key, row) in &file.formations {
        let path = format!("formations.{key}");
        report.key(&path, key);
        let under =
            row.under.as_ref().and_then(|u| report.find(&format!("{path}.under"), "formation", u, &keys));
        let fallback = report.find_places(&format!("{path}.fallback"), &row.fallback, &places);
        list.push(Formation {
            key: key.clone(),
            name: row.name.clone(),
            side: side(report, &format!("{path}.side"), &row.side, sides),
            level: row.level,
            under: under.map(FormationId::new),
            fallback,
            transport: row.transport.as_ref().map(|t| transport(report, &path, t, calendar)),
            citation: report.cite(&path, row),
        });
    }
    for index in 0..list.len() {
        chain(report, &list, index);
    }
    list
}

fn transport(report: &mut Report, path: &str, row: &TransportRow, calendar: &Calendar) -> Transport {
    let path = format!("{path}.transport");
    Transport {
        present: report.number(&format!("{path}.present"), row.present.0, limits::SHARE),
        whole: row.whole.map(|on| report.dated(&format!("{path}.whole"), on, calendar)),
        citation: report.cite(&path, row),
    }
}

/// The chain of command above a formation ends, and is of one side.
fn chain(report: &mut Report, list: &[Formation], index: usize) {
    let path = format!("formations.{}.under", list[index].key);
    let mut at = list[index].under;
    for _ in 0..=list.len() {
        let Some(above) = at else { return };
        let pair = [&list[index], &list[above.index()]];
        let has_sides = pair.iter().all(|f| report.is_sound(&format!("formations.{}.side", f.key)));
        if pair[0].side != pair[1].side && has_sides {
            let hint = String::from("a formation stands under one of its own side");
            report.tell(&path, format!("\"{}\" is of the other side", pair[1].key), Some(hint));
            return;
        }
        at = list[above.index()].under;
    }
    let hint = String::from("leave under: out where nobody stands above");
    report.tell(&path, "the chain of command runs in a circle", Some(hint));
}

fn or(number: Option<Number>, default: f64) -> Quantity {
    number.map_or(Quantity::exact(default), |n| n.0)
}

/// What was found for a row of a unit.
struct Found<'a> {
    key: &'a str,
    under: FormationId,
    side: SideId,
    army: String,
    start: Start,
}

fn unit(report: &mut Report, path: &str, row: &UnitRow, found: Found, calendar: &Calendar) -> Unit {
    let Found { key, under, side, army, start } = found;
    let mut share = |field: &str, q: Quantity| report.number(&format!("{path}.{field}"), q, limits::SHARE);
    let fatigue = share("fatigue", or(row.fatigue, 0.0));
    let supply = share("supply", or(row.supply, 1.0));
    let cohesion = share("cohesion", or(row.cohesion, 1.0));
    let mut count = |field: &str, q: Quantity| report.number(&format!("{path}.{field}"), q, limits::COUNT);
    let men = count("men", row.men.0);
    let tanks = count("tanks", or(row.tanks, 0.0));
    let guns = count("guns", or(row.guns, 0.0));
    let age_days = count("age_days", or(row.age_days, 0.0));
    let line = row.line.map(|n| count("line", n.0));
    if line.is_some_and(|l| l.best > men.best) && report.is_sound(&format!("{path}.men")) {
        let hint = format!("men: is the whole unit, {}", men.best);
        report.tell(&format!("{path}.line"), "more men in line than men", Some(hint));
    }
    let leaves = row
        .leaves
        .as_ref()
        .map(|l| Leaves { on: report.dated(&format!("{path}.leaves.on"), l.on, calendar), known: l.known });
    if let (Start::Enters { on, .. }, Some(leaves)) = (&start, &leaves)
        && leaves.on.best <= on.best
        && report.is_sound(&format!("{path}.enters"))
        && report.is_sound(&format!("{path}.leaves"))
    {
        let hint = String::from("leaves: (on: ...) lies after enters: (on: ...)");
        report.tell(&format!("{path}.leaves.on"), "this unit leaves before it enters", Some(hint));
    }
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

fn start(
    report: &mut Report,
    path: &str,
    row: &UnitRow,
    side: Option<SideId>,
    theatre: &Theatre,
    calendar: &Calendar,
) -> Option<Start> {
    let places: Vec<&str> = theatre.places.iter().map(|p| p.key.as_str()).collect();
    match (&row.at, &row.enters) {
        (Some(Spot::Place(key)), None) => {
            let at = format!("{path}.at");
            let place = PlaceId::new(report.find(&at, "place", key, &places)?);
            if side.is_some_and(|s| is_the_enemys(report, theatre, place, s)) {
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
            let place = report.find(&format!("{at}.at"), "place", &enters.at, &places);
            let on = report.dated(&format!("{at}.on"), enters.on, calendar);
            Some(Start::Enters {
                at: PlaceId::new(place.unwrap_or(0)),
                on,
                by: enters.by,
                known: enters.known,
            })
        }
        (at, _) => {
            let hint = String::from(
                "at: \"place\", at: Link(\"from\", \"to\", km), or enters: (at: ..., on: ..., by: ..., known: ...)",
            );
            let message = match at {
                Some(_) => "a unit either stands somewhere or enters, not both",
                None => "this unit is nowhere: it neither stands at a place nor enters",
            };
            report.tell(path, message, Some(hint));
            None
        }
    }
}

/// Whether the other side is known to hold a place.
fn is_the_enemys(report: &Report, theatre: &Theatre, place: PlaceId, side: SideId) -> bool {
    let place = theatre.place(place);
    place.holder != side && report.is_sound(&format!("places.{}.holder", place.key))
}

#[expect(clippy::too_many_arguments, reason = "one spot with what it refers to")]
fn on_link(
    report: &mut Report,
    path: &str,
    from: &str,
    to: &str,
    km: Quantity,
    side: Option<SideId>,
    theatre: &Theatre,
    places: &[&str],
) -> Option<Start> {
    let at = format!("{path}.at");
    if report.source.written(&at).is_some_and(|w| !w.starts_with("Link")) {
        let hint = format!("write Link(\"{from}\", \"{to}\", {})", km.best);
        report.tell(&at, "expected a place or Link(\"from\", \"to\", km)", Some(hint));
    }
    let one = report.find(&format!("{at}[0]"), "place", from, places).map(PlaceId::new);
    let other = report.find(&format!("{at}[1]"), "place", to, places).map(PlaceId::new);
    let (one, other) = (one?, other?);
    let Some(link) = theatre.link_between(one, other) else {
        // A link that was told may be the one.
        if report.is_sound("links") {
            let near = theatre.place(one).ways.iter().map(|way| theatre.place(way.1).key.as_str());
            let hint = format!("links lead from \"{from}\" to {}", near.collect::<Vec<_>>().join(", "));
            report.tell(&at, format!("no link joins \"{from}\" and \"{to}\""), Some(hint));
        }
        return None;
    };
    let l = theatre.link(link);
    if side.is_some_and(|s| [l.a, l.b].iter().all(|end| is_the_enemys(report, theatre, *end, s))) {
        let hint = format!("see the holder: of \"{from}\" and \"{to}\" in theatre.ron");
        report.tell(&at, "the enemy holds both ends of this link", Some(hint));
    }
    let km = report.number(&format!("{at}[2]"), km, (0.0, l.km.best));
    let km = if one == l.a {
        km
    } else {
        Quantity::new(l.km.best - km.best, l.km.best - km.high, l.km.best - km.low)
    };
    Some(Start::OnLink { link, km })
}
