//! Fodder: what horses eat, and what hungry horses cannot do.
//!
//! Law     Troops on foot have some horses for every man, horsemen one each, others none. Grass on warm days, and hay of the
//!         villages on all others, feeds a share of them on the spot; the rest comes as other loads do, and after these. The
//!         strength of horses falls by what they lack, down to what they get of their need, and rises again. With weak horses
//!         guns and trains of troops on foot lag and horsemen lead theirs: both march the slower, and horsemen attack with less.
//! Source  establishments of horses; a quiet day of a German infantry and of an armoured division, see the rules file.
//! Pure. Used by deliver.rs, march.rs, ranks.rs.

use verst_domain::forces::Mobility;

use crate::coefficient::{Celsius, Days, HorsesPerMan, KgPerHorseDay, PerDay, Share};
use crate::stocks::Load;

crate::coefficients! {
    /// Coefficients of fodder.
    Params in "fodder" {
        /// Horses of troops on foot.
        foot: HorsesPerMan,
        /// Horses of horsemen.
        horse: HorsesPerMan,
        /// What a horse eats.
        eats: KgPerHorseDay,
        /// Fodder carried.
        carried: Days,
        /// Share of it that is found on the spot where grass grows.
        pasture: Share,
        /// Share that is found at other times.
        barns: Share,
        /// Mean temperature of the day from which grass grows.
        grows: Celsius,
        /// How fast the strength of horses falls that get nothing.
        wastes: PerDay,
        /// How fast it rises with all they need.
        mends: PerDay,
        /// Share of their pace that troops on foot lose with horses that have no strength left.
        slows_foot: Share,
        /// Share of it that horsemen lose.
        slows_horse: Share,
        /// Share of their effect in attack that horsemen lose.
        weakens: Share,
    }
}

impl Params {
    fn horses(&self, mobility: Mobility) -> f64 {
        match mobility {
            Mobility::Foot => self.foot.get(),
            Mobility::Horse => self.horse.get(),
            Mobility::Ski | Mobility::Wheels | Mobility::Tracks => 0.0,
        }
    }

    /// Share of the fodder that is found on the spot.
    #[must_use]
    pub fn found(&self, temp_c: f64, snow_cm: f64) -> f64 {
        let is_green = temp_c >= self.grows.get() && snow_cm <= 0.0;
        if is_green { self.pasture.get() } else { self.barns.get() }
    }

    /// What fodder adds to a full load, and to what some days use up where a share is found on the spot.
    pub fn stock(&self, mobility: Mobility, found: f64, days: f64, load: &mut Load, used: &mut Load) {
        let a_day = self.horses(mobility) * self.eats.get();
        load.fodder = a_day * self.carried.get();
        used.fodder = a_day * (1.0 - found) * days;
    }

    /// Strength of horses after some days with a share of their need.
    #[must_use]
    pub fn horses_after(&self, horses: f64, met: f64, days: f64) -> f64 {
        let falls = self.wastes.get() * (1.0 - met) * days;
        horses + (met - horses).clamp(-falls, self.mends.get() * days)
    }

    /// Share of its pace that a unit keeps with horses of a strength.
    #[must_use]
    pub fn pace_kept(&self, mobility: Mobility, horses: f64) -> f64 {
        let lost = match mobility {
            Mobility::Foot => self.slows_foot.get(),
            Mobility::Horse => self.slows_horse.get(),
            Mobility::Ski | Mobility::Wheels | Mobility::Tracks => 0.0,
        };
        1.0 - lost * (1.0 - horses)
    }

    /// Share of its effect in attack that a unit keeps likewise.
    #[must_use]
    pub fn attack_kept(&self, mobility: Mobility, horses: f64) -> f64 {
        if mobility == Mobility::Horse { 1.0 - self.weakens.get() * (1.0 - horses) } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules_file::shipped;
    use crate::stocks::Effort;

    /// Kg that a man's share of a quiet day comes to without anything found on the spot.
    fn quiet_day(mobility: Mobility) -> f64 {
        let laws = shipped();
        let (mut load, mut used) =
            (Load::default(), laws.stocks.used(false, &Effort { days: 1.0, ..Effort::default() }));
        laws.fodder.stock(mobility, 0.0, 1.0, &mut load, &mut used);
        used.sum()
    }

    #[test]
    fn quiet_days_of_divisions_are_those_of_the_handbook() {
        // 80 t of an infantry division of 16,000 to 17,000, 30 t of an armoured division of 14,000.
        let (foot, driven) = (quiet_day(Mobility::Foot), quiet_day(Mobility::Tracks));
        assert!((4.0..=5.2).contains(&foot), "{foot}");
        assert!((2.0..=2.6).contains(&driven), "{driven}");
        assert!(quiet_day(Mobility::Horse) > 2.0 * foot);
        assert_eq!(quiet_day(Mobility::Ski), driven);
    }

    #[test]
    fn grass_feeds_more_than_barns() {
        let laws = shipped().fodder;
        assert_eq!(laws.found(18.0, 0.0), laws.pasture.get());
        assert_eq!(laws.found(-10.0, 30.0), laws.barns.get());
        assert_eq!(laws.found(2.0, 0.0), laws.barns.get());
        assert!(laws.found(18.0, 0.0) > laws.found(18.0, 5.0));
    }

    #[test]
    fn horses_waste_in_a_week_or_two_and_mend_more_slowly() {
        let laws = shipped().fodder;
        let days = |from: f64, to: f64, met: f64| {
            let (mut horses, mut days) = (from, 0.0);
            while (horses - to).abs() > 1e-9 && days < 60.0 {
                horses = laws.horses_after(horses, met, 0.25);
                days += 0.25;
            }
            days
        };
        assert!((5.0..=14.0).contains(&days(1.0, 0.0, 0.0)));
        assert_eq!(laws.horses_after(0.5, 0.5, 1.0), 0.5, "half a ration keeps half of their strength");
        assert!(days(1.0, 0.5, 0.5) > days(1.0, 0.5, 0.0), "half a ration wastes them more slowly");
        assert!(days(0.5, 1.0, 1.0) >= days(1.0, 0.5, 0.0));
    }

    #[test]
    fn weak_horses_are_slow_and_only_horsemen_attack_with_less() {
        let laws = shipped().fodder;
        for mobility in [Mobility::Foot, Mobility::Horse] {
            assert_eq!(laws.pace_kept(mobility, 1.0), 1.0);
            assert!(laws.pace_kept(mobility, 0.0) < laws.pace_kept(mobility, 0.5));
        }
        assert!(laws.pace_kept(Mobility::Horse, 0.0) < laws.pace_kept(Mobility::Foot, 0.0));
        assert_eq!(laws.pace_kept(Mobility::Wheels, 0.0), 1.0);
        assert_eq!(laws.attack_kept(Mobility::Foot, 0.0), 1.0);
        assert!(laws.attack_kept(Mobility::Horse, 0.0) < 1.0);
    }
}
