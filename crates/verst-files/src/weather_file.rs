//! weather.ron: checks and lowering of the weather of every day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use verst_domain::limits;
use verst_domain::time::{Calendar, Minute};
use verst_domain::weather::WeatherDay;

use crate::report::{Report, span};
use crate::schema::WeatherFile;

/// Checks and lowers weather.ron: a row for every day of the calendar; a last day that begins with the end may have one.
pub(crate) fn lower(report: &mut Report, file: &WeatherFile, calendar: &Calendar) -> Vec<WeatherDay> {
    let (first, last) = (calendar.start.date(), calendar.date(calendar.end).date());
    let has_calendar = report.has_calendar();
    let mut days: BTreeMap<Date, WeatherDay> = BTreeMap::new();
    // Whether every row says for which days it holds: else those that are missing may be its.
    let mut is_certain = true;
    for (key, row) in &file.days {
        let path = format!("days.{key}");
        report.cite(&path, row);
        let temp_c = report.number(&format!("{path}.temp_c"), row.temp_c.0, limits::TEMPERATURE);
        let snow_cm = report.number(&format!("{path}.snow_cm"), row.snow_cm.0, limits::SNOW);
        let Ok(from) = key.parse::<Date>() else {
            report.tell(&path, format!("\"{key}\" is no date"), Some(String::from("write \"1941-12-17\"")));
            is_certain = false;
            continue;
        };
        let until = row.until.map_or(from, |d| d.0.date());
        if until < from {
            let hint = String::from("until: the last day that the row holds for");
            report.tell(&format!("{path}.until"), "this lies before the day itself", Some(hint));
            is_certain = false;
            continue;
        }
        if !has_calendar {
            continue;
        }
        let ends = [(path.clone(), from), (format!("{path}.until"), until)];
        if let Some((at, day)) = ends.into_iter().find(|(_, day)| *day < first || *day > last) {
            report.tell(&at, format!("{day} lies outside the calendar"), Some(span(calendar)));
            is_certain = false;
        }
        let weather = WeatherDay { temp_c, snow_cm, sky: row.sky, mud: row.mud };
        let twice: Vec<Date> = through(from.max(first), until.min(last))
            .filter(|day| days.insert(*day, weather).is_some())
            .collect();
        for (from, to) in stretches(&twice) {
            let hint =
                String::from("an earlier row reaches up to here: mend its until:, or take this one out");
            report.tell(&path, format!("{} weather twice", have(from, to)), Some(hint));
        }
    }
    if !has_calendar {
        return Vec::new();
    }
    if is_certain {
        missing(report, &days, first, last_played(calendar));
    }
    through(first, last).filter_map(|day| days.get(&day).copied()).collect()
}

/// The last day of which a minute is played.
fn last_played(calendar: &Calendar) -> Date {
    calendar.date(Minute(calendar.end.0 - 1)).date()
}

/// Tells the days without weather.
fn missing(report: &mut Report, days: &BTreeMap<Date, WeatherDay>, first: Date, last: Date) {
    let without: Vec<Date> = through(first, last).filter(|day| !days.contains_key(day)).collect();
    for (from, to) in stretches(&without) {
        let hint = String::from("every day of the calendar needs a row; until: repeats one up to a day");
        report.tell("days", format!("{} no weather", have(from, to)), Some(hint));
    }
}

fn have(from: Date, to: Date) -> String {
    if from == to { format!("{from} has") } else { format!("{from} to {to} have") }
}

/// Every day from one to another.
fn through(from: Date, to: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(from), |day| day.tomorrow().ok()).take_while(move |day| *day <= to)
}

/// Days that follow each other, as first and last.
fn stretches(days: &[Date]) -> Vec<(Date, Date)> {
    let mut list: Vec<(Date, Date)> = Vec::new();
    for &day in days {
        match list.last_mut() {
            Some((_, last)) if last.tomorrow().is_ok_and(|next| next == day) => *last = day,
            _ => list.push((day, day)),
        }
    }
    list
}
