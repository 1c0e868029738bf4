//! Convalescents: how many of those who fell out are well again.
//!
//! Law     Of those who fell out on a day a share comes back, the same number every day between a first and a last day; the
//!         missing do not come back, nor do the other wounded and sick before the end.
//! Source  see replacements.rs and the rules file.
//! Used by replacements.rs.

use verst_domain::ids::UnitId;
use verst_domain::journal::Losses;

use crate::replacements::Params;

/// Kinds of patients: wounded and frostbitten; sick.
const KINDS: usize = 2;

/// Those who fell out, unit by unit and day by day.
#[derive(Debug, Default)]
pub(crate) struct Hospital {
    units: usize,
    /// Whether anybody comes back before the end.
    is_open: bool,
    /// By day, then by unit: who had fallen out by its end; all units of a day lie side by side. Day 0 is the start.
    fallen: Vec<[f64; KINDS]>,
    /// The days from whose ends to whose ends those of a kind fell out who came back last.
    back: Vec<Back>,
}

/// Some of a kind who came back on one day: an even share of all who fell out between two moments.
#[derive(Debug)]
struct Back {
    kind: usize,
    since: Moment,
    until: Moment,
    /// What comes back of them in all, and over how many days.
    share: f64,
    span: f64,
}

/// A moment after the start, as far as the hospital knows of it.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// Nobody had fallen out.
    Start,
    /// So much of a day after the end of another; both by where they begin in the list of the fallen.
    Within { whole: usize, next: usize, rest: f64 },
}

/// Day on which the first can come back.
#[must_use]
pub(crate) fn first_day(laws: &Params) -> f64 {
    laws.wounded_first.get().min(laws.sick_first.get())
}

impl Hospital {
    /// Empties it for a run of so many days; 0: too few for anybody to come back.
    pub(crate) fn restart(&mut self, units: usize, days: f64) {
        (self.units, self.is_open) = (units, days > 0.0);
        self.fallen.clear();
        if self.is_open {
            self.fallen.reserve(units * (days as usize + 2));
            self.fallen.resize(units, [0.0; KINDS]);
        }
    }

    /// Books who has fallen out since the start, so many days after the last time.
    pub(crate) fn book(&mut self, days: i64, totals: impl Iterator<Item = Losses>) {
        if !self.is_open {
            return;
        }
        let last = self.fallen.len() - self.units;
        self.fallen.extend(totals.map(|l| [l.wounded + l.frostbitten, l.sick]));
        // A step of several days: they fell out evenly.
        for day in 1..days {
            let share = day as f64 / days as f64;
            for unit in 0..self.units {
                let (at, end) = (last + unit, last + day as usize * self.units + unit);
                let (old, new) = (self.fallen[at], self.fallen[end]);
                let between = [0, 1].map(|kind| old[kind] + share * (new[kind] - old[kind]));
                self.fallen.push(new);
                self.fallen[end] = between;
            }
        }
    }

    /// Finds out who came back in the last so many days: when they had fallen out, which is the same for all units.
    pub(crate) fn discharge(&mut self, laws: &Params, days: i64) {
        self.back.clear();
        if !self.is_open || self.units == 0 {
            return;
        }
        let today = (self.fallen.len() / self.units - 1) as f64;
        let kinds = [
            (laws.wounded.get(), laws.wounded_first.get(), laws.wounded_last.get()),
            (laws.sick.get(), laws.sick_first.get(), laws.sick_last.get()),
        ];
        for (kind, (share, first, last)) in kinds.into_iter().enumerate() {
            let span = (last - first).max(1.0);
            for day in (0..days).map(|back| today - back as f64).filter(|day| *day > first) {
                let (since, until) = (self.moment(day - first - span), self.moment(day - first));
                self.back.push(Back { kind, since, until, share: share.min(1.0), span });
            }
        }
    }

    fn moment(&self, day: f64) -> Moment {
        if day <= 0.0 {
            return Moment::Start;
        }
        let last = self.fallen.len() / self.units - 1;
        let (whole, rest) = ((day.floor() as usize).min(last), day.fract());
        Moment::Within { whole: whole * self.units, next: (whole + 1).min(last) * self.units, rest }
    }

    /// Men of a unit who came back then.
    pub(crate) fn healed(&self, unit: UnitId) -> f64 {
        let mut men = 0.0;
        for &Back { kind, since, until, share, span } in &self.back {
            let fell = self.by(unit, kind, until) - self.by(unit, kind, since);
            men += share * fell / span;
        }
        men
    }

    /// Those of a unit who had fallen out by a moment.
    fn by(&self, unit: UnitId, kind: usize, moment: Moment) -> f64 {
        let Moment::Within { whole, next, rest } = moment else { return 0.0 };
        let on = |day: usize| self.fallen[day + unit.index()][kind];
        on(whole) + rest * (on(next) - on(whole))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All of the wounded come back, from day 3 to day 7.
    fn laws() -> Params {
        let one = |unit: &str, value: f64| {
            format!("(is: {unit}({value:?}), range: (0.0, 100.0), basis: Assumed, source: \"test\")")
        };
        let fields = [
            ("full", "Times", 1.0),
            ("supplied", "Share", 0.5),
            ("engaged", "Days", 1.0),
            ("intake", "PerDay", 0.1),
            ("wounded", "Share", 1.0),
            ("wounded_first", "Days", 3.0),
            ("wounded_last", "Days", 7.0),
            ("sick", "Share", 0.0),
            ("sick_first", "Days", 3.0),
            ("sick_last", "Days", 7.0),
        ];
        let fields = fields.map(|(name, unit, value)| format!("{name}: {}", one(unit, value)));
        ron::from_str(&format!("({})", fields.join(", "))).expect("coefficients")
    }

    fn healed(step: i64) -> Vec<f64> {
        let mut hospital = Hospital::default();
        hospital.restart(1, 12.0);
        let wounded = Losses { wounded: 100.0, ..Losses::default() };
        let days = (1..=12 / step).map(|_| {
            hospital.book(step, std::iter::once(wounded));
            hospital.discharge(&laws(), step);
            hospital.healed(UnitId::new(0))
        });
        days.collect()
    }

    #[test]
    fn the_wounded_of_a_day_come_back_evenly_and_all_of_them() {
        let by_day = healed(1);
        assert!(by_day[..3].iter().all(|men| *men == 0.0), "{by_day:?}");
        assert_eq!(by_day[3..7], [25.0; 4]);
        assert!((by_day.iter().sum::<f64>() - 100.0).abs() < 1e-9);
    }

    #[test]
    fn long_steps_send_back_as_many() {
        for step in [2, 3, 6] {
            let men = healed(step);
            assert!((men.iter().sum::<f64>() - 100.0).abs() < 1e-9, "{step} days: {men:?}");
        }
    }
}
