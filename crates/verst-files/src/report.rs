//! Where checks put what they find, file by file, and what they no longer ask of what was found wrong.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use verst_domain::ids::PlaceId;
use verst_domain::limits;
use verst_domain::near::nearest;
use verst_domain::quantity::{Basis, Citation, Quantity};
use verst_domain::time::{Calendar, DAY};

use crate::number::Days;
use crate::problem::Problem;
use crate::schema::{Cited, Rows, SourceEntry};
use crate::text::Source;

/// What checks find in one file.
pub(crate) struct Report<'a> {
    pub(crate) source: &'a Source,
    problems: Vec<Problem>,
    cited: BTreeMap<String, usize>,
    sources: &'a BTreeMap<String, SourceEntry>,
    rows: Option<Rows>,
    /// Paths that were told, of this file and of those checked before it.
    told: BTreeSet<String>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(
        source: &'a Source,
        rows: Option<&Rows>,
        sources: &'a BTreeMap<String, SourceEntry>,
        told: BTreeSet<String>,
    ) -> Self {
        Self { source, problems: Vec::new(), cited: BTreeMap::new(), sources, rows: rows.cloned(), told }
    }

    pub(crate) fn tell(&mut self, path: &str, message: impl Into<String>, hint: Option<String>) {
        self.problems.push(self.source.problem(path, message, hint));
        self.told.insert(path.to_string());
    }

    /// What was found, how often each source is cited, and every path that was told.
    pub(crate) fn finish(self) -> (Vec<Problem>, BTreeMap<String, usize>, BTreeSet<String>) {
        (self.problems, self.cited, self.told)
    }

    /// Whether nothing was told of a path or of what is written below it. What rests on something that was told is not
    /// checked: it may well be right once that is mended.
    pub(crate) fn is_sound(&self, path: &str) -> bool {
        let below = |told: &String| told.starts_with(path) && told[path.len()..].starts_with(['.', '[']);
        !self.told.contains(path)
            && !self.told.range(path.to_string()..).take_while(|t| t.starts_with(path)).any(below)
    }

    /// The citation of a row, its own or the file's.
    pub(crate) fn cite(&mut self, path: &str, row: &dyn Cited) -> Citation {
        let basis = row.basis().or(self.rows.as_ref().map(|r| r.basis));
        let source = row.source().map(String::from).or_else(|| self.rows.as_ref().map(|r| r.source.clone()));
        let (Some(basis), Some(source)) = (basis, source) else {
            let hint =
                "write basis: and source: here, or rows: (basis: ..., source: ...) at the head of the file";
            // Its citation stands for itself alone: nothing rests on it.
            self.problems.push(self.source.problem(
                path,
                "this row cites no source",
                Some(String::from(hint)),
            ));
            return Citation { basis: Basis::Assumed, source: String::new() };
        };
        if !self.sources.contains_key(&source) {
            let hint = nearest(&source, self.sources.keys().map(String::as_str));
            let at =
                if row.source().is_some() { format!("{path}.source") } else { String::from("rows.source") };
            self.problems.push(self.source.problem(
                &at,
                format!("no source \"{source}\" in sources.ron"),
                hint,
            ));
        }
        *self.cited.entry(source.clone()).or_default() += 1;
        Citation { basis, source }
    }

    /// A quantity whose range is in order and inside the given limits.
    pub(crate) fn number(&mut self, path: &str, q: Quantity, (least, most): (f64, f64)) -> Quantity {
        let all = [q.best, q.low, q.high];
        if let Some(odd) = all.iter().find(|x| !x.is_finite()) {
            let what =
                if odd.is_nan() { "this is no number" } else { "this number is infinite or too large" };
            self.tell(path, what, Some(unit(path, least, most)));
        } else if !q.is_ordered() {
            let message =
                format!("the best value {} does not lie between low {} and high {}", q.best, q.low, q.high);
            self.tell(path, message, Some(String::from("write (best, low, high)")));
        } else if let Some(i) = all.iter().position(|x| *x < least || *x > most) {
            let message = format!("{} does not lie between {least} and {most}", all[i]);
            self.tell(&format!("{path}[{i}]"), message, Some(unit(path, least, most)));
        }
        q
    }

    /// A key that people can write and luck can be keyed by.
    pub(crate) fn key(&mut self, path: &str, key: &str) {
        let good =
            !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !good {
            let hint = String::from("keys are lower case letters, digits and hyphens");
            self.tell(path, format!("\"{key}\" is no key"), Some(hint));
        }
    }

    /// The position of a key among the keys of a kind; nothing is asked of a table that was itself told.
    pub(crate) fn find(&mut self, path: &str, kind: &str, key: &str, keys: &[&str]) -> Option<usize> {
        let found = keys.binary_search(&key).ok();
        if found.is_none() && self.is_untold(&format!("{kind}s")) {
            let hint =
                nearest(key, keys.iter().copied()).unwrap_or_else(|| format!("there is no {kind} at all"));
            self.tell(path, format!("there is no {kind} \"{key}\""), Some(hint));
        }
        found
    }

    /// The places that a list at a path names.
    pub(crate) fn find_places(&mut self, path: &str, named: &[String], places: &[&str]) -> Vec<PlaceId> {
        let find = |(i, key): (usize, &String)| self.find(&format!("{path}[{i}]"), "place", key, places);
        named.iter().enumerate().filter_map(find).map(PlaceId::new).collect()
    }

    /// Whether a path itself was not told, whatever is below it.
    pub(crate) fn is_untold(&self, path: &str) -> bool {
        !self.told.contains(path)
    }

    /// Whether the calendar is what its writer meant, so that dates can be held against it.
    pub(crate) fn has_calendar(&self) -> bool {
        self.is_sound("start") && self.is_sound("end")
    }

    /// Minutes of a dated quantity in order.
    pub(crate) fn minutes(&mut self, path: &str, days: Days, calendar: &Calendar) -> Quantity {
        let [best, low, high] = days.0.map(|d| calendar.minute(d.0).0 as f64);
        let q = Quantity::new(best, low, high);
        if !q.is_ordered() {
            let hint = String::from("write (best, earliest, latest)");
            self.tell(path, "the best date does not lie between the low and the high one", Some(hint));
        }
        q
    }

    /// Minutes of a dated quantity inside the calendar; only its latest date may lie somewhat behind the end.
    pub(crate) fn dated(&mut self, path: &str, days: Days, calendar: &Calendar) -> Quantity {
        self.dated_from(path, days, calendar, 0)
    }

    /// As [`Self::dated`], where dates of so many days before the start are sound too.
    pub(crate) fn dated_from(&mut self, path: &str, days: Days, calendar: &Calendar, early: i64) -> Quantity {
        let q = self.minutes(path, days, calendar);
        let (first, last) = ((-early * DAY) as f64, calendar.end.0 as f64);
        let limits = [(q.best, last), (q.low, last), (q.high, last + (limits::LATEST_DAYS * DAY) as f64)];
        let wrong = limits.iter().position(|&(minute, last)| minute < first || minute > last);
        if let (Some(i), true) = (wrong, self.has_calendar() && self.is_sound(path)) {
            let message = match early {
                0 => String::from("this date lies outside the calendar"),
                _ if limits[i].0 > last => String::from("this date lies after the end of the operation"),
                _ => format!("this date lies more than {early} days before the operation"),
            };
            self.tell(&format!("{path}[{i}]"), message, Some(span(calendar)));
        }
        q
    }
}

/// From when to when an operation runs, as a hint.
pub(crate) fn span(calendar: &Calendar) -> String {
    format!("the operation runs from {} to {}", short(calendar.start), short(calendar.date(calendar.end)))
}

/// A date as files write it.
pub(crate) fn short(date: DateTime) -> String {
    date.strftime("%Y-%m-%dT%H:%M").to_string()
}

/// What a number counts, as a hint.
fn unit(path: &str, least: f64, most: f64) -> String {
    let field = path.rsplit('.').next().and_then(|f| f.split('[').next()).unwrap_or(path);
    let counts = match field {
        "fatigue" | "supply" | "cohesion" | "winter_kit" | "present" => "a share: half is 0.5, not 50",
        "air" => "1 where this side rules the air, -1 where the enemy does",
        "temp_c" => "degrees Celsius, the mean of the day",
        "snow_cm" | "ice_cm" => "centimetres",
        "km" | "rail_km" | "frontage" | "town_depth" | "depth" => "kilometres",
        "at" => "kilometres from the first place of the link",
        "width_m" => "metres",
        "trains" => "trains a day",
        "age_days" => "days",
        _ => "a count",
    };
    format!("{counts}; {least} to {most}")
}
