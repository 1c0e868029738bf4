//! Fit: whether troops before the enemy are in a state to attack.
//!
//! Law     They are if they are fed, whole and rested enough, not just repulsed, and not before their hour. An order to press overrides only the pause;
//!         who is cut off and attacks outwards does so as he is: what he lacks tells in his strength. The first attack under an
//!         order is made at worse odds than those that follow: staffs learn by it.
//! Source  campaign model A10; the worst odds at which attacks of the war were made, in the database of battles.
//! Used by attack.rs; by march.rs for those who have outrun their supplies.

use verst_domain::ids::UnitId;
use verst_domain::journal::{Applied, Factor};
use verst_domain::orders::Task;
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;
use verst_engine::components::{Condition, Duty, Stance};
use verst_engine::journal::Journal;

use crate::attack::Params;
use crate::jump_off::is_before_hour;
use crate::pockets::attacks_out;

/// What a unit needs to be in a state to attack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fit {
    is_fed: bool,
    is_whole: bool,
    is_rested: bool,
    /// Its last repulse lies long enough behind it.
    is_over_it: bool,
    /// The hour of its attack has come.
    is_time: bool,
}

impl Fit {
    /// The state of a unit.
    pub(crate) fn of(
        laws: &Params,
        scenario: &Scenario,
        condition: &Condition,
        duty: &Duty,
        now: Minute,
    ) -> Self {
        let out = attacks_out(duty, now);
        Self {
            is_fed: out || condition.supply >= laws.least_supply.get(),
            is_whole: out || condition.cohesion >= laws.least_cohesion.get(),
            is_rested: out || !duty.exhausted,
            is_over_it: now >= duty.pause_until || is_pressed_on(scenario, duty),
            is_time: out || !is_before_hour(scenario, duty, now),
        }
    }

    /// Whether it may attack.
    pub(crate) fn is_fit(self) -> bool {
        self.named().iter().all(|state| state.1)
    }

    fn named(self) -> [(&'static str, bool); 5] {
        [
            ("supplied", self.is_fed),
            ("cohesion", self.is_whole),
            ("rested", self.is_rested),
            ("pause after a repulse is over", self.is_over_it),
            ("hour of the attack has come", self.is_time),
        ]
    }

    /// Tells whether a unit may attack, and what of its state speaks against it, to those who ask.
    pub(crate) fn tell(self, unit: UnitId, journal: &mut Journal) {
        if journal.wants_factors() {
            let number = |is: bool| f64::from(u8::from(is));
            let factors = self.named().map(|(name, is)| Factor { name, value: number(is) });
            journal.factors(Applied::MayAttack(unit), number(self.is_fit()), &factors);
        }
    }
}

/// Whether a unit that attacks has left its supplies so far behind that it can only wait for them.
pub(crate) fn outruns_supply(laws: &Params, condition: &Condition, duty: &Duty, now: Minute) -> bool {
    let attacks = duty.stance == Stance::Attack && !attacks_out(duty, now);
    attacks && condition.supply < laws.least_supply.get()
}

/// Whether a unit was told to attack whatever the odds.
pub(crate) fn is_pressed_on(scenario: &Scenario, duty: &Duty) -> bool {
    duty.order.is_some_and(|o| matches!(scenario.orders[o.index()].task, Task::Attack { press: true, .. }))
}

/// Whether a unit's order is to attack.
pub(crate) fn is_told_to_attack(scenario: &Scenario, duty: &Duty) -> bool {
    duty.order.is_some_and(|o| matches!(scenario.orders[o.index()].task, Task::Attack { .. }))
}

/// Least known superiority at which a unit attacks: less, as long as it has not attacked under its order to.
pub(crate) fn least_odds(laws: &Params, scenario: &Scenario, duty: &Duty) -> f64 {
    let obeys = !duty.has_attacked && is_told_to_attack(scenario, duty);
    if obeys { laws.least_ordered.get() } else { laws.least_odds.get() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIT: Fit = Fit { is_fed: true, is_whole: true, is_rested: true, is_over_it: true, is_time: true };

    #[test]
    fn whatever_is_missing_holds_a_unit_back() {
        assert!(FIT.is_fit());
        assert!(!Fit { is_fed: false, ..FIT }.is_fit());
        assert!(!Fit { is_whole: false, ..FIT }.is_fit());
        assert!(!Fit { is_rested: false, ..FIT }.is_fit());
        assert!(!Fit { is_over_it: false, ..FIT }.is_fit());
        assert!(!Fit { is_time: false, ..FIT }.is_fit());
    }
}
