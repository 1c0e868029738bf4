//! Numbers and dates as they are written: bare, or (best, low, high).

use std::fmt;

use jiff::civil::{Date, DateTime};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use verst_domain::quantity::Quantity;

/// A quantity as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number(pub Quantity);

struct NumberVisitor;

impl<'de> Visitor<'de> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, or (best, low, high)")
    }
    fn visit_f64<E: Error>(self, v: f64) -> Result<Number, E> {
        Ok(Number(Quantity::exact(v)))
    }
    fn visit_i64<E: Error>(self, v: i64) -> Result<Number, E> {
        Ok(Number(Quantity::exact(v as f64)))
    }
    fn visit_u64<E: Error>(self, v: u64) -> Result<Number, E> {
        Ok(Number(Quantity::exact(v as f64)))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Number, A::Error> {
        let [best, low, high] = three::<f64, A>(&mut seq, &self)?;
        Ok(Number(Quantity::new(best, low, high)))
    }
}

fn three<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(
    seq: &mut A,
    expected: &dyn serde::de::Expected,
) -> Result<[T; 3], A::Error> {
    let mut next = |n| seq.next_element::<T>()?.ok_or_else(|| Error::invalid_length(n, expected));
    Ok([next(0)?, next(1)?, next(2)?])
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(NumberVisitor)
    }
}

/// A date and time as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(pub DateTime);

/// Reads `1941-12-16` (midnight at its beginning) or `1941-12-16T20:00`; none: it is no date.
#[must_use]
pub fn date(text: &str) -> Option<DateTime> {
    if text.contains('T') { text.parse().ok() } else { text.parse::<Date>().ok().map(|d| d.at(0, 0, 0, 0)) }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        date(&text).map(Self).ok_or_else(|| {
            Error::custom(format!("\"{text}\" is no date: expected \"1941-12-16\" or \"1941-12-16T20:00\""))
        })
    }
}

/// A dated quantity as written: best, low, high.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days(pub [Day; 3]);

struct DaysVisitor;

impl<'de> Visitor<'de> for DaysVisitor {
    type Value = Days;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date, or (best, low, high) of dates")
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Days, E> {
        let day = Day::deserialize(serde::de::value::StrDeserializer::new(text))?;
        Ok(Days([day; 3]))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Days, A::Error> {
        Ok(Days(three::<Day, A>(&mut seq, &self)?))
    }
}

impl<'de> Deserialize<'de> for Days {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(DaysVisitor)
    }
}

/// Where a unit stands: a place, or `Link("from", "to", km)`.
#[derive(Clone, Debug, PartialEq)]
pub enum Spot {
    /// At a place.
    Place(String),
    /// So many km from the first place on the way to the second.
    Link(String, String, Quantity),
}

struct SpotVisitor;

impl<'de> Visitor<'de> for SpotVisitor {
    type Value = Spot;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a place, or Link(\"from\", \"to\", km)")
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Spot, E> {
        Ok(Spot::Place(text.to_string()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Spot, A::Error> {
        let short = |n| Error::invalid_length(n, &self);
        let from = seq.next_element()?.ok_or_else(|| short(0))?;
        let to = seq.next_element()?.ok_or_else(|| short(1))?;
        let Number(km) = seq.next_element()?.ok_or_else(|| short(2))?;
        Ok(Spot::Link(from, to, km))
    }
}

impl<'de> Deserialize<'de> for Spot {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(SpotVisitor)
    }
}
