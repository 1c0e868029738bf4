//! Values as written in record.ron: a number or a date, alone or as (best, low, high).

use std::fmt;

use jiff::civil::{Date, DateTime};
use serde::de::{Error, Expected, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use verst_domain::quantity::Quantity;

/// A number as written: `40000`, or `(40000, 30000, 55000)` as best, low, high.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WrittenNumber(pub Quantity);

struct NumberVisitor;

impl<'de> Visitor<'de> for NumberVisitor {
    type Value = WrittenNumber;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, or (best, low, high)")
    }
    fn visit_f64<E: Error>(self, v: f64) -> Result<WrittenNumber, E> {
        Ok(WrittenNumber(Quantity::exact(v)))
    }
    fn visit_i64<E: Error>(self, v: i64) -> Result<WrittenNumber, E> {
        Ok(WrittenNumber(Quantity::exact(v as f64)))
    }
    fn visit_u64<E: Error>(self, v: u64) -> Result<WrittenNumber, E> {
        Ok(WrittenNumber(Quantity::exact(v as f64)))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<WrittenNumber, A::Error> {
        let [best, low, high] = three::<f64, A>(&mut seq, &self)?;
        Ok(WrittenNumber(Quantity::new(best, low, high)))
    }
}

impl<'de> Deserialize<'de> for WrittenNumber {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(NumberVisitor)
    }
}

fn three<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(
    seq: &mut A,
    expected: &dyn Expected,
) -> Result<[T; 3], A::Error> {
    let mut next = |n| seq.next_element::<T>()?.ok_or_else(|| Error::invalid_length(n, expected));
    Ok([next(0)?, next(1)?, next(2)?])
}

/// A date as written: `"1941-12-16"` (midnight at its beginning) or `"1941-12-16T20:00"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenDate(pub DateTime);

impl<'de> Deserialize<'de> for WrittenDate {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let date = if text.contains('T') {
            text.parse().ok()
        } else {
            text.parse::<Date>().ok().map(|day| day.at(0, 0, 0, 0))
        };
        date.map(Self).ok_or_else(|| {
            Error::custom(format!("\"{text}\" is no date: expected \"1941-12-16\" or \"1941-12-16T20:00\""))
        })
    }
}

/// A dated value as written: one date, or (best, low, high) of dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenDates {
    /// The best date.
    pub best: DateTime,
    /// The earliest.
    pub low: DateTime,
    /// The latest.
    pub high: DateTime,
}

struct DatesVisitor;

impl<'de> Visitor<'de> for DatesVisitor {
    type Value = WrittenDates;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date, or (best, low, high) of dates")
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<WrittenDates, E> {
        let WrittenDate(day) = WrittenDate::deserialize(serde::de::value::StrDeserializer::new(text))?;
        Ok(WrittenDates { best: day, low: day, high: day })
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<WrittenDates, A::Error> {
        let [best, low, high] = three::<WrittenDate, A>(&mut seq, &self)?;
        Ok(WrittenDates { best: best.0, low: low.0, high: high.0 })
    }
}

impl<'de> Deserialize<'de> for WrittenDates {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(DatesVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_are_read_alone_and_in_threes() {
        let number: WrittenNumber = ron::from_str("7613").unwrap();
        assert_eq!(number.0, Quantity::exact(7613.0));
        let number: WrittenNumber = ron::from_str("(2.5, -1, 3)").unwrap();
        assert_eq!(number.0, Quantity::new(2.5, -1.0, 3.0));
        let dates: WrittenDates =
            ron::from_str("(\"1943-03-02T11:00\", \"1943-03-01\", \"1943-03-03\")").unwrap();
        assert!(dates.low < dates.best && dates.best < dates.high);
        let day: WrittenDates = ron::from_str("\"1943-03-02\"").unwrap();
        assert_eq!((day.low, day.high), (day.best, day.best));
        assert!(ron::from_str::<WrittenDates>("\"2 March\"").is_err());
        assert!(ron::from_str::<WrittenNumber>("(1, 2)").is_err());
    }
}
