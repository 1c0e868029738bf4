//! Time: whole minutes since the start of the operation, and the civil calendar of the theatre.

use std::ops::{Add, Sub};

use jiff::civil::DateTime;
use jiff::{SpanTotal, Unit};

/// Minutes in a day.
pub const DAY: i64 = 1440;
/// Minutes in an hour.
pub const HOUR: i64 = 60;

/// Whole minutes since the operation's first minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minute(pub i64);

impl Minute {
    /// Days since the start, with the fraction.
    #[must_use]
    pub fn days(self) -> f64 {
        self.0 as f64 / DAY as f64
    }
    /// The minute nearest to `days` after the start.
    #[must_use]
    pub fn from_days(days: f64) -> Self {
        Self((days * DAY as f64).round() as i64)
    }
}

impl Add<i64> for Minute {
    type Output = Self;
    fn add(self, minutes: i64) -> Self {
        Self(self.0 + minutes)
    }
}

impl Sub for Minute {
    type Output = i64;
    fn sub(self, other: Self) -> i64 {
        self.0 - other.0
    }
}

/// The operation's calendar: civil local time of the theatre, without zones.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// Civil date and time of minute 0.
    pub start: DateTime,
    /// Last minute of the operation.
    pub end: Minute,
    /// Length of a turn in minutes: the state is told once in it.
    pub turn: i64,
    /// Length of a round, the step of combat, in minutes; divides the turn.
    pub round: i64,
}

impl Calendar {
    /// How often staffs look at the map and decide, in minutes: once a turn, and once a day at least.
    #[must_use]
    pub fn command_cycle(&self) -> i64 {
        self.turn.min(DAY)
    }

    /// The civil date and time of a minute.
    ///
    /// # Panics
    /// If the date falls outside the years -9999 to 9999.
    #[must_use]
    pub fn date(&self, minute: Minute) -> DateTime {
        self.start
            .checked_add(jiff::Span::new().minutes(minute.0))
            .expect("the calendar lies in historical time")
    }
    /// The minute of a civil date and time (negative before the start).
    #[must_use]
    pub fn minute(&self, date: DateTime) -> Minute {
        minute_between(self.start, date)
    }
    /// Duration of the operation in days.
    #[must_use]
    pub fn duration_days(&self) -> f64 {
        self.end.days()
    }
    /// Number of turns, the last one possibly short.
    #[must_use]
    pub fn turns(&self) -> i64 {
        (self.end.0 + self.turn - 1) / self.turn
    }
    /// Whole days since midnight before the start (0 = the calendar day of the start).
    #[must_use]
    pub fn calendar_day(&self, minute: Minute) -> i64 {
        let midnight = i64::from(self.start.hour()) * HOUR + i64::from(self.start.minute());
        (minute.0 + midnight).div_euclid(DAY)
    }
    /// Minute of the civil day, 0 to 1439.
    #[must_use]
    pub fn minute_of_day(&self, minute: Minute) -> i64 {
        let midnight = i64::from(self.start.hour()) * HOUR + i64::from(self.start.minute());
        (minute.0 + midnight).rem_euclid(DAY)
    }
}

/// Minutes from one civil date and time to another.
#[must_use]
pub fn minute_between(from: DateTime, to: DateTime) -> Minute {
    let span = to.since((Unit::Minute, from)).expect("two civil dates have a difference in minutes");
    let minutes =
        span.total(SpanTotal::from(Unit::Minute).days_are_24_hours()).expect("minutes have a total");
    Minute(minutes.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn minutes_and_dates_invert_each_other() {
        let start = date(1941, 12, 17).at(6, 0, 0, 0);
        let calendar = Calendar { start, end: Minute(20 * DAY), turn: 720, round: 360 };
        let there = date(1942, 1, 5).at(18, 30, 0, 0);
        assert_eq!(calendar.minute(there), Minute(19 * DAY + 750));
        assert_eq!(calendar.date(calendar.minute(there)), there);
        assert_eq!(calendar.calendar_day(Minute(18 * HOUR - 1)), 0);
        assert_eq!(calendar.calendar_day(Minute(18 * HOUR)), 1);
        assert_eq!(calendar.minute_of_day(Minute(18 * HOUR)), 0);
        assert_eq!(calendar.turns(), 40);
    }
}
