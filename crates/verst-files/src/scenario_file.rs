//! scenario.ron: checks and lowering of calendar and sides.

use verst_domain::forces::Side;
use verst_domain::ids::SideId;
use verst_domain::limits;
use verst_domain::quantity::Quantity;
use verst_domain::time::{Calendar, HOUR, Minute, minute_between};

use crate::report::{Report, short};
use crate::schema::ScenarioFile;

/// Calendar and sides; where one was told to be wrong, something that the other files can be checked with.
pub(crate) fn lower(report: &mut Report, file: &ScenarioFile) -> (Calendar, Vec<Side>) {
    let mut sides = Vec::new();
    if file.sides.len() != 2 {
        let message = format!("an operation has two sides, not {}", file.sides.len());
        report.tell("sides", message, Some(String::from("write both, and no third one")));
    }
    for (key, row) in &file.sides {
        let path = format!("sides.{key}");
        report.key(&path, key);
        let citation = report.cite(&path, row);
        let air = row.air.map_or(Quantity::exact(0.0), |n| n.0);
        let kit = row.winter_kit.map_or(Quantity::exact(1.0), |n| n.0);
        sides.push(Side {
            key: key.clone(),
            name: row.name.clone(),
            army: row.army.clone(),
            air: report.number(&format!("{path}.air"), air, limits::AIR),
            winter_kit: report.number(&format!("{path}.winter_kit"), kit, limits::SHARE),
            citation,
        });
    }
    (calendar(report, file), sides)
}

/// Longest operation that the calendar takes, in days.
const LONGEST_DAYS: f64 = 3700.0;

fn calendar(report: &mut Report, file: &ScenarioFile) -> Calendar {
    let start = file.start.0;
    let end = minute_between(start, file.end.0);
    let (turn, round) = (i64::from(file.turn_hours) * HOUR, i64::from(file.round_hours) * HOUR);
    if end.0 <= 0 {
        let hint = format!("it starts at {}", short(start));
        report.tell("end", "the end does not lie after the start", Some(hint));
    }
    if end.days() > LONGEST_DAYS {
        let hint = format!("it starts at {}, {:.0} days before its end", short(start), end.days());
        report.tell("end", "an operation lasts at most ten years", Some(hint));
    }
    if turn <= 0 || (turn > end.0 && report.is_sound("end")) {
        let hint = String::from("12 is usual: orders are given twice a day");
        report.tell("turn_hours", "a turn is at least an hour and no longer than the operation", Some(hint));
    }
    if round <= 0 || (turn % round != 0 && report.is_sound("turn_hours")) {
        let hint = String::from("6 is usual, where a turn has 12");
        report.tell("round_hours", "a round is at least an hour and divides the turn", Some(hint));
    }
    let end = if report.is_sound("end") { end } else { Minute(0) };
    Calendar { start, end, turn, round }
}

/// Finds a side by key; the first one stands in for one that was told to be unknown.
pub(crate) fn side(report: &mut Report, path: &str, key: &str, sides: &[Side]) -> SideId {
    let keys: Vec<&str> = sides.iter().map(|s| s.key.as_str()).collect();
    SideId::new(report.find(path, "side", key, &keys).unwrap_or(0).min(1))
}
