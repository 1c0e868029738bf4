//! Variants: named sets of changes to an operation and its rules, one question each.
//!
//! `Set`, `Scale` and `Shift` act on quantities by path; `Add` and `Remove` on what is written in the operation's files,
//! before anything else. What comes of them goes through the same checks as any operation.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use verst_domain::quantity::Quantity;
use verst_domain::scenario::Scenario;
use verst_domain::time::{Calendar, DAY, HOUR};
use verst_files::library::Library;
use verst_files::load::{Changed, Loaded, load_changed};
use verst_files::problem::{Problem, Problems};
use verst_files::splice::{Splice, home};
use verst_files::text::{self, Source};
use verst_rules::rules_file::RulesFile;

use crate::settings::{self, Act};

/// A variant's file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariantFile {
    /// Version of the format: 1.
    pub format: u32,
    /// Its name.
    pub name: String,
    /// The operation that is changed: a name in the library, or a folder.
    pub base: String,
    /// The question that it asks, and what the changes rest on.
    pub because: String,
    /// What is changed, in this order.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Change {
    /// A quantity becomes a number or a date, or a range of them.
    Set(String, Value),
    /// A quantity and its range, times a factor.
    Scale(String, f64),
    /// A date or a quantity, moved with its range.
    Shift(String, Step),
    /// A row, a field or an item less.
    Remove(String),
    /// A row, a field or an item more, as it would be written in its file.
    Add(String, String),
}

/// By how much something is moved.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub enum Step {
    /// A date, by days.
    Days(f64),
    /// A date, by hours.
    Hours(f64),
    /// Anything else, in its own unit.
    By(f64),
}

impl Step {
    fn act(self) -> Act {
        match self {
            Self::Days(days) => Act::Delay((days * DAY as f64).round()),
            Self::Hours(hours) => Act::Delay((hours * HOUR as f64).round()),
            Self::By(by) => Act::Shift(by),
        }
    }
}

/// A value as written: a number or a date, alone or as (best, low, high).
#[derive(Clone, Debug, PartialEq)]
pub struct Value(pub(crate) [Point; 3]);

/// A number or a date, as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Point {
    /// In the quantity's own unit.
    Number(f64),
    /// Civil local time of the theatre.
    Date(jiff::civil::DateTime),
}

impl Value {
    fn quantity(&self, calendar: &Calendar) -> Quantity {
        let [best, low, high] = self.0.map(|point| match point {
            Point::Number(number) => number,
            Point::Date(date) => calendar.minute(date).0 as f64,
        });
        Quantity::new(best, low, high)
    }
}

struct PointVisitor;

impl Visitor<'_> for PointVisitor {
    type Value = Point;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or a date")
    }
    fn visit_f64<E: Error>(self, v: f64) -> Result<Point, E> {
        Ok(Point::Number(v))
    }
    fn visit_i64<E: Error>(self, v: i64) -> Result<Point, E> {
        Ok(Point::Number(v as f64))
    }
    fn visit_u64<E: Error>(self, v: u64) -> Result<Point, E> {
        Ok(Point::Number(v as f64))
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Point, E> {
        let date = verst_files::number::date(text).map(Point::Date);
        date.ok_or_else(|| E::custom(format!("\"{text}\" is no date: expected one such as \"1941-12-16\"")))
    }
}

impl<'de> Deserialize<'de> for Point {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(PointVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or a date, or (best, low, high)")
    }
    fn visit_f64<E: Error>(self, v: f64) -> Result<Value, E> {
        PointVisitor.visit_f64(v).map(|p| Value([p; 3]))
    }
    fn visit_i64<E: Error>(self, v: i64) -> Result<Value, E> {
        PointVisitor.visit_i64(v).map(|p| Value([p; 3]))
    }
    fn visit_u64<E: Error>(self, v: u64) -> Result<Value, E> {
        PointVisitor.visit_u64(v).map(|p| Value([p; 3]))
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        PointVisitor.visit_str(text).map(|p| Value([p; 3]))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut next = |n| seq.next_element()?.ok_or_else(|| A::Error::invalid_length(n, &self));
        Ok(Value([next(0)?, next(1)?, next(2)?]))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ValueVisitor)
    }
}

/// Changes with the file that they stand in.
#[derive(Clone, Debug)]
pub struct Changes {
    /// What is changed.
    pub list: Vec<Change>,
    /// Where they are written.
    pub source: Source,
}

/// Reads a variant.
///
/// # Errors
/// If the file cannot be read or is none.
pub fn read(file: &Path) -> Result<(VariantFile, Changes), Problems> {
    let parsed = text::read::<VariantFile>(file)?;
    let changes = Changes { list: parsed.value.changes.clone(), source: parsed.source };
    Ok((parsed.value, changes))
}

impl Changes {
    /// The operation of a folder with what is added to its files and removed from them.
    ///
    /// # Errors
    /// If a path names nothing, or what comes of it is no sound operation.
    pub fn load(&self, library: &Library, folder: &Path) -> Result<Loaded, Problems> {
        load_changed(library, folder, &self.texts(folder)?)
    }

    /// The texts that stand for the files which are added to or taken from.
    fn texts(&self, folder: &Path) -> Result<Changed, Problems> {
        let mut texts: BTreeMap<&'static str, String> = BTreeMap::new();
        let mut problems = Vec::new();
        for (n, change) in self.list.iter().enumerate() {
            let splice = match change {
                Change::Add(path, text) => Splice::Add { path: path.clone(), text: text.clone() },
                Change::Remove(path) => Splice::Remove { path: path.clone() },
                Change::Set(..) | Change::Scale(..) | Change::Shift(..) => continue,
            };
            let done = home(splice.path()).and_then(|name| {
                let text = texts.get(name).cloned().map_or_else(|| written(folder, name), Ok)?;
                splice.apply(&text).map(|text| (name, text))
            });
            match done {
                Ok((name, text)) => {
                    texts.insert(name, text);
                }
                Err((message, hint)) => problems.push(self.problem(n, message, hint)),
            }
        }
        if !problems.is_empty() {
            return Err(Problems(problems).sorted());
        }
        let by = self.source.file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let label = |name: &str| PathBuf::from(format!("{} as changed by {by}", folder.join(name).display()));
        Ok(texts.into_iter().map(|(name, text)| (name, (label(name), text))).collect())
    }

    /// Changes the quantities of an operation and its rules.
    ///
    /// # Errors
    /// If a path names nothing, or a quantity cannot be so.
    pub fn apply(&self, scenario: &mut Scenario, rules: &mut RulesFile) -> Result<(), Problems> {
        let mut problems = Vec::new();
        for (n, change) in self.list.iter().enumerate() {
            let (path, act) = match change {
                Change::Set(path, value) => (path, Act::Set(value.quantity(&scenario.calendar))),
                Change::Scale(path, factor) => (path, Act::Scale(*factor)),
                Change::Shift(path, step) => (path, step.act()),
                Change::Remove(_) | Change::Add(..) => continue,
            };
            let done = settings::find(scenario, rules, path)
                .and_then(|places| settings::act(scenario, rules, &places, act));
            problems.extend(done.err().map(|message| self.problem(n, message, None)));
        }
        if problems.is_empty() { Ok(()) } else { Err(Problems(problems).sorted()) }
    }

    fn problem(&self, change: usize, message: String, hint: Option<String>) -> Problem {
        self.source.problem(&format!("changes[{change}]"), message, hint)
    }
}

fn written(folder: &Path, name: &str) -> Result<String, (String, Option<String>)> {
    let path = folder.join(name);
    std::fs::read_to_string(&path).map_err(|e| (format!("{} cannot be read: {e}", path.display()), None))
}

#[cfg(test)]
mod tests {
    use super::{Change, Point, Step, Value, VariantFile};
    use std::path::Path;
    use verst_files::text::parse;

    #[test]
    fn a_variant_is_read_as_the_format_tells() {
        let text = r#"(
            format: 1, name: "all-tanks", base: "lab", because: "what if all 408 had run",
            changes: [
                Set("units.a.tanks", 408),
                Set("units.a.men", (1, 0.5, 2)),
                Set("orders.x.issued", "1943-02-22"),
                Shift("units.*[by=Rail].enters.on", Days(-5)),
                Shift("weather.*.temp_c", By(-8)),
                Scale("sources.*.trains", 2.0),
                Remove("orders.away"),
                Add("orders.new", "(to: \"a\")"),
            ],
        )"#;
        let file = parse::<VariantFile>(Path::new("v.ron"), text.to_string()).expect("it is one").value;
        assert_eq!(file.changes[0], Change::Set("units.a.tanks".into(), Value([Point::Number(408.0); 3])));
        assert_eq!(file.changes[3], Change::Shift("units.*[by=Rail].enters.on".into(), Step::Days(-5.0)));
        assert_eq!(file.changes.len(), 8);
        let wrong = text.replace("Days(-5)", "Weeks(-5)");
        assert!(parse::<VariantFile>(Path::new("v.ron"), wrong).is_err());
    }
}
