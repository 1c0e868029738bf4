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

    /// Men of a unit who came back in the last so many days.
    pub(crate) fn healed(&self, laws: &Params, unit: UnitId, days: i64) -> f64 {
        if !self.is_open {
            return 0.0;
        }
        let today = (self.fallen.len() / self.units - 1) as f64;
        let kinds = [
            (laws.wounded.get(), laws.wounded_first.get(), laws.wounded_last.get()),
            (laws.sick.get(), laws.sick_first.get(), laws.sick_last.get()),
        ];
        let mut men = 0.0;
        for (kind, (share, first, last)) in kinds.into_iter().enumerate() {
            let span = (last - first).max(1.0);
            for back in 0..days {
                let day = today - back as f64;
                if day > first {
                    let fell = self.by(unit, kind, day - first) - self.by(unit, kind, day - first - span);
                    men += share.min(1.0) * fell / span;
                }
            }
        }
        men
    }

    /// Those of a unit who had fallen out by a day.
    fn by(&self, unit: UnitId, kind: usize, day: f64) -> f64 {
        if day <= 0.0 {
            return 0.0;
        }
        let last = self.fallen.len() / self.units - 1;
        let (whole, rest) = ((day.floor() as usize).min(last), day.fract());
        let on = |day: usize| self.fallen[day.min(last) * self.units + unit.index()][kind];
        on(whole) + rest * (on(whole + 1) - on(whole))
    }
}
