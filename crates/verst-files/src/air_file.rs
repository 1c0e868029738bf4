//! forces.ron: checks and lowering of aircraft.

use verst_domain::forces::{AirForce, Airlift, Formation, Side};
use verst_domain::ids::FormationId;
use verst_domain::limits;
use verst_domain::quantity::Quantity;
use verst_domain::theatre::Theatre;
use verst_domain::time::{Calendar, Minute};

use crate::number::Day;
use crate::report::{Report, short};
use crate::scenario_file::side;
use crate::schema::ForcesFile;

/// Checks and lowers the aircraft of forces.ron.
pub(crate) fn lower(
    report: &mut Report,
    file: &ForcesFile,
    sides: &[Side],
    formations: &[Formation],
    calendar: &Calendar,
) -> Vec<AirForce> {
    let keys: Vec<&str> = file.formations.keys().map(String::as_str).collect();
    let mut list = Vec::new();
    for (key, row) in &file.air {
        let path = format!("air.{key}");
        report.key(&path, key);
        let own = side(report, &format!("{path}.side"), &row.side, sides);
        let under = report.find(&format!("{path}.under"), "formation", &row.under, &keys);
        let is_the_enemys = under.and_then(|u| formations.get(u)).is_some_and(|f| f.side != own);
        if is_the_enemys && report.is_sound(&format!("{path}.side")) {
            let hint = String::from("aircraft support a formation of their own side");
            report.tell(&format!("{path}.under"), "this formation is of the other side", Some(hint));
        }
        let (from, until) = days(report, &path, row.from, row.until, calendar);
        list.push(AirForce {
            key: key.clone(),
            name: row.name.clone(),
            side: own,
            under: FormationId::new(under.unwrap_or(0)),
            sorties: report.number(&format!("{path}.sorties"), row.sorties.0, limits::COUNT),
            from,
            until,
            citation: report.cite(&path, row),
        });
    }
    list
}

/// When aircraft fly.
fn days(
    report: &mut Report,
    path: &str,
    from: Option<Day>,
    until: Option<Day>,
    calendar: &Calendar,
) -> (Minute, Minute) {
    let first = from.map_or(Minute(0), |day| calendar.minute(day.0));
    let end = until.map_or(Minute(calendar.end.0 + 1), |day| calendar.minute(day.0));
    if let (true, Some(day)) = (end <= first, until.or(from)) {
        let hint = format!("until: lies after from: and after the start; it reads {}", short(day.0));
        report.tell(path, "these aircraft never fly", Some(hint));
    }
    (first, end)
}

/// Checks and lowers the transport aircraft of forces.ron.
pub(crate) fn lower_lift(
    report: &mut Report,
    file: &ForcesFile,
    sides: &[Side],
    theatre: &Theatre,
    calendar: &Calendar,
) -> Vec<Airlift> {
    let places: Vec<&str> = theatre.places.iter().map(|p| p.key.as_str()).collect();
    let mut list = Vec::new();
    for (key, row) in &file.airlift {
        let path = format!("airlift.{key}");
        report.key(&path, key);
        let bases = report.find_places(&format!("{path}.bases"), &row.bases, &places);
        if row.bases.is_empty() {
            let hint = String::from("keys of the places with their airfields");
            report.tell(&format!("{path}.bases"), "these aircraft have no base", Some(hint));
        }
        report.number(&format!("{path}.km"), Quantity::exact(row.km), limits::FLIGHT_KM);
        let (from, until) = days(report, &path, row.from, row.until, calendar);
        list.push(Airlift {
            key: key.clone(),
            name: row.name.clone(),
            side: side(report, &format!("{path}.side"), &row.side, sides),
            bases,
            tons: report.number(&format!("{path}.tons"), row.tons.0, limits::COUNT),
            km: row.km,
            from,
            until,
            citation: report.cite(&path, row),
        });
    }
    list
}
