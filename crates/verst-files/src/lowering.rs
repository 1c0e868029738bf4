//! Lowering: from checked files to the domain, file by file, with one report for each.

use std::collections::BTreeMap;
use std::path::Path;

use verst_domain::scenario::Scenario;
use verst_domain::time::Calendar;
use verst_domain::weather::WeatherDay;

use crate::load::{FILES, Report, Written, lower_head};
use crate::problem::Problems;
use crate::schema::WeatherFile;
use crate::{forces_file, orders_file, theatre_file};

/// Lowers an operation and keeps what it finds wrong.
pub(crate) struct Lowering<'a> {
    written: &'a Written,
    problems: Problems,
    cited: BTreeMap<String, usize>,
}

impl<'a> Lowering<'a> {
    pub(crate) fn new(written: &'a Written) -> Self {
        Self { written, problems: Problems::default(), cited: BTreeMap::new() }
    }

    /// The operation, if its calendar makes sense; complete only if nothing was found wrong.
    pub(crate) fn scenario(&mut self, folder: &Path) -> Option<Scenario> {
        let w = self.written;
        let sources = &w.sources;
        let head = &w.scenario.value;
        let mut report = Report::new(&w.scenario.source, head.format, head.rows.as_ref(), sources);
        let (calendar, sides) = lower_head(&mut report, head);
        self.take(report);
        let calendar = calendar?;
        if sides.len() != 2 {
            return None;
        }
        let file = &w.theatre.value;
        let mut report = Report::new(&w.theatre.source, file.format, file.rows.as_ref(), sources);
        let theatre = theatre_file::lower(&mut report, file, &sides, &calendar);
        self.take(report);
        let file = &w.forces.value;
        let mut report = Report::new(&w.forces.source, file.format, file.rows.as_ref(), sources);
        let (formations, units) = forces_file::lower(&mut report, file, &sides, &theatre, &calendar);
        self.take(report);
        let file = &w.orders.value;
        let mut report = Report::new(&w.orders.source, file.format, file.rows.as_ref(), sources);
        let orders = orders_file::lower(&mut report, file, &theatre, &formations, &units, &calendar);
        self.take(report);
        let file = &w.weather.value;
        let mut report = Report::new(&w.weather.source, file.format, file.rows.as_ref(), sources);
        let weather = weather(&mut report, file, &calendar);
        self.take(report);
        let key = folder.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        Some(Scenario {
            key,
            title: head.title.clone(),
            summary: head.summary.clone(),
            calendar,
            sides,
            theatre,
            formations,
            units,
            orders,
            weather,
            digest: self.digest(),
        })
    }

    pub(crate) fn finish(self) -> (Problems, BTreeMap<String, usize>) {
        (self.problems, self.cited)
    }

    fn take(&mut self, report: Report) {
        self.problems.0.extend(report.problems);
        for (source, count) in report.cited {
            *self.cited.entry(source).or_default() += count;
        }
    }

    /// BLAKE3 of the scenario's files; the record is none of them.
    fn digest(&self) -> [u8; 32] {
        let w = self.written;
        let texts = [
            &w.scenario.source.text,
            &w.theatre.source.text,
            &w.forces.source.text,
            &w.orders.source.text,
            &w.weather.source.text,
        ];
        let mut hasher = blake3::Hasher::new();
        for (name, text) in FILES.iter().zip(texts) {
            hasher.update(name.as_bytes());
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        *hasher.finalize().as_bytes()
    }
}

/// Coldest and hottest mean temperature that a day can have, degrees Celsius.
const TEMPERATURES: (f64, f64) = (-60.0, 50.0);
/// Deepest snow in cm.
const DEEPEST_SNOW: f64 = 400.0;

fn weather(report: &mut Report, file: &WeatherFile, calendar: &Calendar) -> Vec<WeatherDay> {
    let first = calendar.start.date();
    let last = calendar.date(calendar.end).date();
    let mut days: BTreeMap<jiff::civil::Date, WeatherDay> = BTreeMap::new();
    for (key, row) in &file.days {
        let path = format!("days.{key}");
        let Ok(from) = key.parse::<jiff::civil::Date>() else {
            report.tell(&path, format!("\"{key}\" is no date"), Some(String::from("write \"1941-12-17\"")));
            continue;
        };
        report.cite(&path, row);
        let temp_c = report.number(&format!("{path}.temp_c"), row.temp_c.0, TEMPERATURES.0, TEMPERATURES.1);
        let snow_cm = report.number(&format!("{path}.snow_cm"), row.snow_cm.0, 0.0, DEEPEST_SNOW);
        let until = row.until.map_or(from, |d| d.0.date());
        if until < from {
            report.tell(&format!("{path}.until"), "this lies before the day itself", None);
        }
        let mut day = from;
        while day <= until && day <= last {
            let weather = WeatherDay { temp_c, snow_cm, sky: row.sky, mud: row.mud };
            if days.insert(day, weather).is_some() {
                report.tell(&path, format!("{day} has weather twice"), None);
            }
            match day.tomorrow() {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
    }
    let mut list = Vec::new();
    let mut day = first;
    while day <= last {
        match days.get(&day) {
            Some(weather) => list.push(*weather),
            None => report.tell(
                "days",
                format!("{day} has no weather"),
                Some(String::from("every day of the calendar needs a row")),
            ),
        }
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    list
}
