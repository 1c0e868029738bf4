//! forces.ron: checks and lowering of the replacements that come day by day.

use verst_domain::forces::{Formation, Replacements, Unit};
use verst_domain::limits;
use verst_domain::quantity::Quantity;
use verst_domain::time::{Calendar, Minute};

use crate::number::Number;
use crate::orders_file::addressee;
use crate::report::{Report, span};
use crate::schema::{ForcesFile, ReplacementsRow};

/// Checks and lowers the replacements of forces.ron.
pub(crate) fn lower(
    report: &mut Report,
    file: &ForcesFile,
    formations: &[Formation],
    units: &[Unit],
    calendar: &Calendar,
) -> Vec<Replacements> {
    let mut list = Vec::new();
    for (key, row) in &file.replacements {
        let path = format!("replacements.{key}");
        report.key(&path, key);
        let citation = report.cite(&path, row);
        let to = addressee(report, &path, &row.to, formations, units);
        let (from, until) = period(report, &path, row, calendar);
        let mut count = |field: &str, n: Option<Number>| {
            let q = n.map_or(Quantity::exact(0.0), |n| n.0);
            report.number(&format!("{path}.{field}"), q, limits::COUNT)
        };
        let men = count("men", Some(row.men));
        let (tanks, guns) = (count("tanks", row.tanks), count("guns", row.guns));
        let Some((to, _)) = to else { continue };
        list.push(Replacements {
            key: key.clone(),
            to,
            from,
            until,
            men,
            tanks,
            guns,
            known: row.known,
            citation,
        });
    }
    list
}

/// From when until when they come: inside the calendar, and forward.
fn period(report: &mut Report, path: &str, row: &ReplacementsRow, calendar: &Calendar) -> (Minute, Minute) {
    let (from, until) = (calendar.minute(row.from.0), calendar.minute(row.until.0));
    if !report.has_calendar() {
        return (from, until);
    }
    if from >= until {
        let hint = String::from("until: is the minute after their last day, later than from:");
        report.tell(&format!("{path}.until"), "these replacements end before they begin", Some(hint));
    } else if from < Minute(0) || until > calendar.end {
        let field = if from < Minute(0) { "from" } else { "until" };
        report.tell(&format!("{path}.{field}"), "this date lies outside the calendar", Some(span(calendar)));
    }
    (from, until)
}
