//! The check of a record against its operation, and its lowering to dense ids and scales.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use verst_domain::near::nearest;
use verst_domain::quantity::Quantity;
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;

use crate::kinds::{kind, short};
use crate::measure::{Documented, Kind, Measure, Record, Scale};
use crate::record::{Finding, LossKind, MeasureRow, RecordFile, StrengthKind};
use crate::written::{WrittenDate, WrittenDates};

/// Most men, km, tanks or guns of a measure.
const MOST: f64 = 100_000_000.0;
/// Heaviest weight of a measure.
const HEAVIEST: f64 = 1_000.0;

/// Share of the duration by which dates may differ before it counts as one error.
pub(crate) const DATE_SHARE: f64 = 0.05;
/// Share of the documented depth by which km may differ before it counts as one error.
const DEPTH_SHARE: f64 = 0.1;
/// Least documented depth in km: a record without a deep advance does not make km infinitely strict.
const LEAST_DEPTH: f64 = 10.0;
/// Difference of log10 that counts as one error.
const LOG_ERROR: f64 = 0.3;
/// Difference of a share that counts as one error.
const SHARE_ERROR: f64 = 0.1;
/// Brier score that counts as one error: that of not knowing.
const BRIER_ERROR: f64 = 0.25;

/// Checks a record against its operation; `source_keys` are the keys of sources.ron. Every problem is told, in key order.
#[must_use]
pub fn check(file: &RecordFile, scenario: &Scenario, source_keys: &BTreeSet<String>) -> Vec<Finding> {
    let mut checker = Checker { scenario, findings: Vec::new() };
    if file.measures.is_empty() {
        checker.tell(
            "measures",
            "a record without measures scores nothing",
            Some(String::from("FORMAT.md tells the kinds; or leave record.ron out")),
        );
    }
    if let Some(rows) = &file.rows {
        checker.source("rows.source", &rows.source, source_keys);
    }
    for (key, row) in &file.measures {
        let path = format!("measures.{key}");
        if key.is_empty() || !key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            checker.tell(
                &path,
                format!("\"{key}\" is no key"),
                Some(String::from("lower case letters, digits and hyphens")),
            );
        }
        match &row.source {
            Some(source) => checker.source(&format!("{path}.source"), source, source_keys),
            None if file.rows.is_none() => {
                checker.tell(&path, "no source is cited", Some(String::from(CITE)))
            }
            None => {}
        }
        if row.firmness.is_none() && file.rows.is_none() {
            checker.tell(&path, "no firmness is stated", Some(String::from(CITE)));
        }
        if let Some(weight) = row.weight.filter(|w| !(0.0..=HEAVIEST).contains(w)) {
            checker.tell(
                &format!("{path}.weight"),
                format!("{weight} is no weight"),
                Some(String::from("0 or more")),
            );
        }
        measured(&mut checker, &path, row);
    }
    checker.findings
}

const CITE: &str = "state it here, or for all rows with rows: (firmness: Documented, source: \"key\")";

impl Record {
    /// The record with dense ids, in key order.
    ///
    /// # Panics
    /// If [`check`] would find a problem other than with sources.
    #[must_use]
    pub fn lower(file: &RecordFile, scenario: &Scenario) -> Self {
        let mut checker = Checker { scenario, findings: Vec::new() };
        let mut sizes: BTreeMap<&str, f64> = BTreeMap::new();
        for (key, row) in &file.measures {
            *sizes.entry(row.cluster.as_deref().unwrap_or(key)).or_insert(0.0) += 1.0;
        }
        let mut measures = Vec::with_capacity(file.measures.len());
        for (key, row) in &file.measures {
            let (kind, text, scale, documented) =
                measured(&mut checker, key, row).expect("the record was checked before it is lowered");
            let rows = file.rows.as_ref();
            let firmness =
                row.firmness.or(rows.map(|r| r.firmness)).expect("every checked measure has a firmness");
            let source = row.source.clone().or(rows.map(|r| r.source.clone()));
            let cluster = row.cluster.clone().unwrap_or_else(|| key.clone());
            measures.push(Measure {
                key: key.clone(),
                kind,
                text,
                scale,
                documented,
                firmness,
                source: source.expect("every checked measure has a source"),
                note: row.note.clone(),
                weight: row.weight.unwrap_or(1.0) / sizes[cluster.as_str()],
                cluster,
                unit_of_error: 1.0,
            });
        }
        assert!(checker.findings.is_empty(), "the record was checked before it is lowered");
        let depth = depth(&measures);
        for m in &mut measures {
            m.unit_of_error = match m.scale {
                Scale::Days => DATE_SHARE * scenario.calendar.duration_days(),
                Scale::Km => DEPTH_SHARE * depth,
                Scale::Log10(_) => LOG_ERROR,
                Scale::Share => SHARE_ERROR,
                Scale::YesNo => BRIER_ERROR,
            };
        }
        Self { measures }
    }
}

/// The deepest documented advance in km.
fn depth(measures: &[Measure]) -> f64 {
    let km = measures.iter().filter(|m| m.scale == Scale::Km).map(|m| m.documented.best);
    km.fold(LEAST_DEPTH, f64::max)
}

/// Collects what is wrong.
pub(crate) struct Checker<'a> {
    pub(crate) scenario: &'a Scenario,
    findings: Vec<Finding>,
}

impl Checker<'_> {
    pub(crate) fn tell(&mut self, path: &str, message: impl Into<String>, hint: Option<String>) {
        self.findings.push(Finding { path: path.to_string(), message: message.into(), hint });
    }

    fn source(&mut self, path: &str, source: &str, keys: &BTreeSet<String>) {
        if !keys.contains(source) {
            self.unknown(path, "source", source, keys.iter().map(String::as_str));
        }
    }

    pub(crate) fn unknown<'k>(
        &mut self,
        path: &str,
        noun: &str,
        wrong: &str,
        keys: impl Iterator<Item = &'k str>,
    ) {
        self.tell(path, format!("there is no {noun} \"{wrong}\""), nearest(wrong, keys));
    }

    /// The minute of a date within the calendar.
    pub(crate) fn minute(&mut self, path: &str, date: WrittenDate) -> Option<Minute> {
        let calendar = &self.scenario.calendar;
        // A difference of many thousand years has no minutes; years far from the start are outside anyway.
        let far = (i32::from(date.0.year()) - i32::from(calendar.start.year())).abs() > 1000;
        let minute = if far { None } else { Some(calendar.minute(date.0)) };
        let inside = minute.filter(|m| *m >= Minute(0) && *m <= calendar.end);
        if inside.is_none() {
            let (first, last) = (calendar.start, calendar.date(calendar.end));
            let message = format!("{} lies outside the calendar", short(date));
            let (first, last) = (short(WrittenDate(first)), short(WrittenDate(last)));
            self.tell(path, message, Some(format!("the operation runs from {first} to {last}")));
        }
        inside
    }
}

/// Checks one row; its kind, scale and value, if all are sound.
fn measured(
    checker: &mut Checker,
    path: &str,
    row: &MeasureRow,
) -> Option<(Kind, String, Scale, Documented)> {
    let found = kind(checker, &format!("{path}.kind"), &row.kind);
    let field = value_field(&row.kind);
    let documented = value(checker, path, row, field);
    let (kind, text) = found?;
    let scale = match field {
        "date" => Scale::Days,
        "km" => Scale::Km,
        "share" => Scale::Share,
        "yes" => Scale::YesNo,
        unit => Scale::Log10(unit),
    };
    Some((kind, text, scale, documented?))
}

/// The field that states a kind's value.
fn value_field(kind: &crate::record::KindRow) -> &'static str {
    use crate::record::KindRow as K;
    match kind {
        K::Captured { .. } | K::HeldUntil { .. } | K::Reached { .. } => "date",
        K::NotCaptured { .. } | K::Together { .. } | K::Encircled { .. } | K::SupplyCut { .. } => "yes",
        K::Advance { .. } => "km",
        K::Front { .. } | K::GroundLost { .. } => "share",
        K::Losses { what: LossKind::Tanks, .. } | K::Strength { what: Some(StrengthKind::Tanks), .. } => {
            "tanks"
        }
        K::Losses { what: LossKind::Guns, .. } | K::Strength { what: Some(StrengthKind::Guns), .. } => "guns",
        K::Losses { .. } | K::Strength { .. } => "men",
    }
}

/// The value of a row, which must be in `field` and nowhere else.
fn value(checker: &mut Checker, path: &str, row: &MeasureRow, field: &'static str) -> Option<Documented> {
    let numbers =
        [("km", row.km), ("men", row.men), ("tanks", row.tanks), ("guns", row.guns), ("share", row.share)];
    let mut given: Vec<&str> = numbers.iter().filter(|(_, n)| n.is_some()).map(|(f, _)| *f).collect();
    given.extend(row.date.map(|_| "date"));
    given.extend(row.yes.map(|_| "yes"));
    for wrong in given.iter().filter(|f| **f != field) {
        let message = format!("this kind of measure has its value in {field}, not in {wrong}");
        let hint = if given.contains(&field) {
            format!("take {wrong}: out")
        } else {
            format!("write {}", example(field))
        };
        checker.tell(&format!("{path}.{wrong}"), message, Some(hint));
    }
    if !given.contains(&field) {
        // NotCaptured says by its name what happened.
        if matches!(row.kind, crate::record::KindRow::NotCaptured { .. }) {
            return Some(yes_no(true));
        }
        // A value in another field was told already.
        if given.is_empty() {
            checker.tell(
                path,
                format!("no value: {field} is missing"),
                Some(format!("write {}", example(field))),
            );
        }
        return None;
    }
    let at = format!("{path}.{field}");
    match field {
        "date" => row.date.and_then(|d| dates(checker, &at, d)),
        "yes" => row.yes.map(yes_no),
        _ => {
            let number = numbers.iter().find(|(f, _)| *f == field).and_then(|(_, n)| *n)?;
            numeric(checker, &at, number.0, field)
        }
    }
}

/// How a value is written.
fn example(field: &str) -> &'static str {
    match field {
        "date" => "date: (\"1941-12-30\", \"1941-12-29\", \"1941-12-31\"), best, earliest, latest",
        "yes" => "yes: true or yes: false",
        "km" => "km: (125, 120, 130)",
        "share" => "share: 0.8",
        "tanks" => "tanks: (60, 40, 80)",
        "guns" => "guns: (60, 40, 80)",
        _ => "men: (7600, 7000, 8000)",
    }
}

fn yes_no(yes: bool) -> Documented {
    let x = f64::from(u8::from(yes));
    Documented { best: x, low: x, high: x }
}

fn dates(checker: &mut Checker, path: &str, d: WrittenDates) -> Option<Documented> {
    let mut day =
        |i: u8, date: DateTime| checker.minute(&format!("{path}[{i}]"), WrittenDate(date)).map(Minute::days);
    let best = day(0, d.best);
    let low = if d.low == d.best { best } else { day(1, d.low) };
    let high = if d.high == d.best { best } else { day(2, d.high) };
    if !(d.low <= d.best && d.best <= d.high) {
        checker.tell(path, "the range is not in order", Some(String::from("write (best, earliest, latest)")));
        return None;
    }
    Some(Documented { best: best?, low: low?, high: high? })
}

fn numeric(checker: &mut Checker, path: &str, q: Quantity, field: &'static str) -> Option<Documented> {
    if let Some(odd) = [q.best, q.low, q.high].iter().find(|x| !x.is_finite()) {
        let what = if odd.is_nan() { "this is no number" } else { "this number is infinite or too large" };
        checker.tell(path, what, Some(format!("write {}", example(field))));
        return None;
    }
    if !q.is_ordered() {
        checker.tell(
            path,
            "the range is not in order",
            Some(String::from("write (best, low, high), low <= best <= high")),
        );
        return None;
    }
    let most = if field == "share" { 1.0 } else { MOST };
    if q.low < 0.0 || q.high > most {
        let hint = Some(format!("write {}", example(field)));
        let message =
            if q.low < 0.0 { format!("{} is below 0", q.low) } else { format!("{} is above {most}", q.high) };
        checker.tell(path, message, hint);
        return None;
    }
    let scale = if matches!(field, "km" | "share") { Scale::Km } else { Scale::Log10(field) };
    let to = |x| scale.from_plain(x);
    Some(Documented { best: to(q.best), low: to(q.low), high: to(q.high) })
}
