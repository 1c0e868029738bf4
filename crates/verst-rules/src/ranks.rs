//! Ranks: the units as battles see them, read where they lie. A round has one or two battles of a few units each, so that
//! copying every unit for them would cost more than the battles.
//!
//! Used by gather.rs, parties.rs, combat.rs and attack.rs.

use verst_domain::ids::{LinkId, UnitId};
use verst_domain::maths::pow;
use verst_domain::orders::Task;
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;
use verst_engine::components::{Condition, Duty, Position, Stance, Strength};

use crate::rules_file::RulesFile;

/// Columns of units, by id.
pub type UnitColumns<'a> = (&'a [Strength], &'a [Condition], &'a [Position], &'a [Duty]);

/// The units of a moment.
#[derive(Clone, Copy)]
pub struct Ranks<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The units.
    pub units: UnitColumns<'a>,
    /// By id: units that hold, whatever they are about, because they are unfit to attack; empty: none.
    pub held_back: &'a [bool],
}

impl<'a> Ranks<'a> {
    /// Men and equipment.
    #[must_use]
    pub fn strength(&self, unit: UnitId) -> &'a Strength {
        &self.units.0[unit.index()]
    }
    /// How fit it is.
    #[must_use]
    pub fn condition(&self, unit: UnitId) -> &'a Condition {
        &self.units.1[unit.index()]
    }
    /// Where it is.
    #[must_use]
    pub fn position(&self, unit: UnitId) -> &'a Position {
        &self.units.2[unit.index()]
    }
    /// What it is told and does.
    #[must_use]
    pub fn duty(&self, unit: UnitId) -> &'a Duty {
        &self.units.3[unit.index()]
    }

    /// The link that it stands on, if it is on one.
    #[must_use]
    pub fn stands_on(&self, unit: UnitId) -> Option<LinkId> {
        self.position(unit).leg.map(|leg| leg.link)
    }

    /// The link on which it attacks, or would if it was let: it has men and stands closed up.
    #[must_use]
    pub fn attacks_on(&self, unit: UnitId) -> Option<LinkId> {
        let duty = self.duty(unit);
        if duty.stance != Stance::Attack || duty.closed_at.is_none() || self.strength(unit).men <= 0.0 {
            return None;
        }
        self.stands_on(unit)
    }

    /// What it is doing.
    #[must_use]
    pub fn stance(&self, unit: UnitId) -> Stance {
        let held_back = self.held_back.get(unit.index()) == Some(&true);
        if held_back { Stance::Hold } else { self.duty(unit).stance }
    }

    fn task(&self, unit: UnitId) -> Option<&'a Task> {
        self.duty(unit).order.map(|o| &self.scenario.orders[o.index()].task)
    }

    /// Whether the enemy has not seen it come.
    #[must_use]
    pub fn is_unseen(&self, unit: UnitId) -> bool {
        self.duty(unit).seen_at.is_none()
            && matches!(self.task(unit), Some(Task::March { avoid_contact: true, .. }))
    }

    /// Level of surprise that its order states, if it does.
    #[must_use]
    pub fn stated_surprise(&self, unit: UnitId) -> Option<f64> {
        match self.task(unit) {
            Some(Task::Attack { surprise, .. }) => *surprise,
            _ => None,
        }
    }

    /// Whether it fights a delaying action: by order, after going back, or while going back.
    #[must_use]
    pub fn is_delaying(&self, unit: UnitId, now: Minute) -> bool {
        now < self.duty(unit).delay_until
            || self.stance(unit) == Stance::Retreat
            || matches!(self.task(unit), Some(Task::Delay { .. } | Task::Withdraw { .. }))
    }

    /// Effective men per man: supply, a thin line, horses of horsemen in attack, and the fatigue and cohesion that the unit
    /// brought into its engagement.
    #[must_use]
    pub fn effectiveness(&self, unit: UnitId, rules: &RulesFile) -> f64 {
        let (condition, line_share) = (self.condition(unit), self.strength(unit).line_share);
        let laws = &rules.battle;
        let fed = pow(condition.supply.max(laws.least_supply.get()), laws.supply.get());
        let thin = if line_share > 0.0 {
            pow((line_share / laws.whole_line.get()).min(1.0), laws.thin_line.get())
        } else {
            1.0
        };
        fed * condition.vigour * thin * self.mounted(unit, rules)
    }

    /// What weak horses leave of a unit's effect.
    fn mounted(&self, unit: UnitId, rules: &RulesFile) -> f64 {
        let horses = self.condition(unit).horses;
        if horses >= 1.0 || self.stance(unit) != Stance::Attack {
            return 1.0;
        }
        rules.fodder.attack_kept(self.scenario.unit(unit).mobility, horses)
    }
}
