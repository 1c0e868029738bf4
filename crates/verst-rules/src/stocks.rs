//! Stocks: what a unit carries, what it uses up, and what it can still do with the rest.
//!
//! Law     Food is used by men present, ammunition by men and days in attack or defence, fuel by km driven and by days of
//!         fighting, fodder by horses (fodder.rs). A unit saves once less than a part of its load is left: then it has, and uses up, the share of its
//!         needs that its stock is of that part, or that is delivered, whichever is more. Supply follows the scarcer of food and
//!         ammunition within days.
//! Source  German and Soviet tonnages of a division, idle, in defence and in attack; loads carried, see the rules file.
//! Pure. Used by supply.rs.

use verst_domain::forces::Mobility;
use verst_engine::components::Condition;

use crate::coefficient::{Days, KgPerMan, KgPerManDay, Km, KmPerDay, PerDay, Share};

crate::coefficients! {
    /// Coefficients of stocks and needs.
    Params in "stocks" {
        /// Food and everything else of a quiet day, but for fodder.
        ration: KgPerManDay,
        /// Ammunition of a day in attack.
        attack: KgPerManDay,
        /// Ammunition of a day in defence.
        defence: KgPerManDay,
        /// Rations carried.
        food: Days,
        /// Ammunition carried.
        ammunition: KgPerMan,
        /// Fuel of men with lorries or tanks for 100 km.
        fuel: KgPerMan,
        /// How far a load of it takes them.
        range: Km,
        /// What fighting takes of it, as if driven.
        fighting: KmPerDay,
        /// Days within which loads are made good, as far as the roads allow.
        refill: Days,
        /// Part of its load below which a unit saves.
        saving: Share,
        /// How fast supply falls towards what a unit has of its needs, a day.
        drains: PerDay,
        /// How fast it rises.
        rises: PerDay,
    }
}

/// Fuel is told for so many km.
const FUEL_KM: f64 = 100.0;

/// What a unit did over a step.
#[derive(Clone, Copy, Debug, Default)]
pub struct Effort {
    /// Days of the step.
    pub days: f64,
    /// Days of fighting in it.
    pub fought: f64,
    /// Whether that was in defence.
    pub defended: bool,
    /// Km driven in it.
    pub km: f64,
}

/// Kg per man of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Load {
    /// Food.
    pub food: f64,
    /// Ammunition.
    pub ammunition: f64,
    /// Fuel.
    pub fuel: f64,
    /// Fodder.
    pub fodder: f64,
}

impl Load {
    /// Kg of every kind.
    #[must_use]
    pub fn sum(self) -> f64 {
        self.food + self.ammunition + self.fuel + self.fodder
    }
}

/// Whether a mobility burns fuel.
#[must_use]
pub fn is_driven(mobility: Mobility) -> bool {
    matches!(mobility, Mobility::Wheels | Mobility::Tracks)
}

impl Params {
    /// A full load without fodder.
    #[must_use]
    pub fn load(&self, driven: bool) -> Load {
        Load {
            food: self.ration.get() * self.food.get(),
            ammunition: self.ammunition.get(),
            fuel: if driven { self.fuel.get() * self.range.get() / FUEL_KM } else { 0.0 },
            fodder: 0.0,
        }
    }

    /// What a step uses up without fodder.
    #[must_use]
    pub fn used(&self, driven: bool, effort: &Effort) -> Load {
        let rate = if effort.defended { self.defence.get() } else { self.attack.get() };
        let km = effort.km + self.fighting.get() * effort.fought;
        Load {
            food: self.ration.get() * effort.days,
            ammunition: rate * effort.fought,
            fuel: if driven { self.fuel.get() * km / FUEL_KM } else { 0.0 },
            fodder: 0.0,
        }
    }

    /// What a unit asks for over a step: what it uses up, and part of what its loads lack.
    #[must_use]
    pub fn wanted(&self, condition: &Condition, load: &Load, used: &Load, days: f64) -> Load {
        let part = (days / self.refill.get()).min(1.0);
        let want = |used: f64, load: f64, share: f64| used + (1.0 - share) * load * part;
        Load {
            food: want(used.food, load.food, condition.food),
            ammunition: want(used.ammunition, load.ammunition, condition.ammunition),
            fuel: want(used.fuel, load.fuel, condition.fuel),
            fodder: want(used.fodder, load.fodder, condition.fodder),
        }
    }

    /// Share of its needs that a unit meets with a share of its load: below a part of it, it saves.
    #[must_use]
    pub fn met(&self, share: f64) -> f64 {
        (share / self.saving.get()).min(1.0)
    }

    /// Books a step: what there was a need to use up, and what of the wants was delivered; supply follows.
    pub fn book(&self, condition: &mut Condition, load: &Load, used: &Load, delivered: Load, days: f64) {
        let stock = |share: &mut f64, load: f64, used: f64, delivered: f64| {
            if load <= 0.0 {
                return 1.0;
            }
            let before = *share * load + delivered;
            let of_need = if used > 0.0 { delivered / used } else { 0.0 };
            let has = |share: f64| self.met(share).max(of_need).min(1.0);
            *share = ((before - used * has(before / load)) / load).clamp(0.0, 1.0);
            has(*share)
        };
        let food = stock(&mut condition.food, load.food, used.food, delivered.food);
        let ammunition =
            stock(&mut condition.ammunition, load.ammunition, used.ammunition, delivered.ammunition);
        stock(&mut condition.fuel, load.fuel, used.fuel, delivered.fuel);
        stock(&mut condition.fodder, load.fodder, used.fodder, delivered.fodder);
        let (down, up) = (self.drains.get() * days, self.rises.get() * days);
        condition.supply += (food.min(ammunition) - condition.supply).clamp(-down, up);
    }
}

/// What of the wants comes, where so many kg per man can: food before ammunition before fuel before fodder.
#[must_use]
pub fn delivered(wanted: &Load, kg: f64) -> Load {
    let food = wanted.food.min(kg);
    let ammunition = wanted.ammunition.min(kg - food);
    let fuel = wanted.fuel.min(kg - food - ammunition);
    Load { food, ammunition, fuel, fodder: wanted.fodder.min(kg - food - ammunition - fuel) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules_file::shipped;

    fn laws() -> Params {
        shipped().stocks
    }

    fn full() -> Condition {
        Condition {
            supply: 1.0,
            food: 1.0,
            ammunition: 1.0,
            fuel: 1.0,
            fodder: 1.0,
            horses: 1.0,
            ..Condition::default()
        }
    }

    /// Days until a unit that gets so many kg per man a day has no more than a share of its needs.
    fn days_until(share: f64, effort: Effort, kg_a_day: f64) -> f64 {
        let (laws, mut condition, mut days) = (laws(), full(), 0.0);
        let load = laws.load(true);
        while condition.supply > share && days < 60.0 {
            let used = laws.used(true, &effort);
            let wanted = laws.wanted(&condition, &load, &used, effort.days);
            laws.book(&mut condition, &load, &used, delivered(&wanted, kg_a_day * effort.days), effort.days);
            days += effort.days;
        }
        days
    }

    const QUIET: Effort = Effort { days: 0.25, fought: 0.0, defended: false, km: 0.0 };
    const DEFENDS: Effort = Effort { fought: 0.25, defended: true, ..QUIET };
    const ATTACKS: Effort = Effort { fought: 0.25, ..QUIET };

    #[test]
    fn a_ring_lives_for_days_and_no_attack_lasts_as_long() {
        let [quiet, defends, attacks] = [QUIET, DEFENDS, ATTACKS].map(|effort| days_until(0.15, effort, 0.0));
        // Pockets of the war fought on for 5 to 10 days without a road.
        assert!((5.0..=10.0).contains(&defends), "{defends} days");
        assert!(attacks <= defends && defends <= quiet + 1.0, "{attacks} {defends} {quiet}");
    }

    #[test]
    fn who_gets_what_he_uses_lacks_nothing() {
        assert_eq!(days_until(0.99, QUIET, 5.0), 60.0);
        assert_eq!(days_until(0.99, ATTACKS, 25.0), 60.0);
        assert!(days_until(0.99, ATTACKS, 7.0) < 10.0);
    }

    #[test]
    fn food_goes_before_ammunition_fuel_and_fodder() {
        let wanted = Load { food: 2.0, ammunition: 3.0, fuel: 4.0, fodder: 5.0 };
        assert_eq!(delivered(&wanted, 4.0), Load { food: 2.0, ammunition: 2.0, ..Load::default() });
        assert_eq!(delivered(&wanted, 10.0), Load { fodder: 1.0, ..wanted });
        assert_eq!(delivered(&wanted, 100.0), wanted);
    }
}
