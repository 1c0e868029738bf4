//! Following: what it costs to go forward before an enemy who gives way.
//!
//! Law     Attackers who move on a road on which the enemy has men to speak of, or beyond which he goes back within a sector's
//!         reach, lose as many a day as the attackers of battles did in which most of the time went by in going forward, tanks and
//!         guns with them; those who fight at the time lose by the law of engagement, and only that.
//! Source  database of battles: the daily loss of attackers hardly depends on how far they came; campaigns of weeks cost
//!         attackers .0069 a day in the mean.
//! Phase   Attrition, after the combat.  Reads Cover, Fought, Position.  Writes Strength, Toll.  Entries none of its own.
//!         Dice TankLoss.

use bevy_ecs::system::{Res, ResMut};
use verst_domain::ids::UnitId;
use verst_domain::journal::{Applied, Factor};
use verst_domain::maths::exp;
use verst_domain::time::Minute;
use verst_engine::components::{Duty, Position, Stance, Status, Strength, Toll};
use verst_engine::dice::Dice;
use verst_engine::journal::Journal;
use verst_engine::muster::{Constants, Operation};
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::ahead::Ahead;
use crate::coefficient::PerDay;
use crate::combat::Fought;
use crate::cover::Cover;
use crate::facts::Facts;
use crate::jump_off::is_before_hour;
use crate::losses::battle_losses;
use crate::path::Network;
use crate::rules_file::{Laws, RulesFile};

crate::coefficients! {
    /// Coefficients of following.
    Params in "following" {
        /// Men lost a day by those who go forward before an enemy who gives way.
        attackers: PerDay,
    }
}

/// Share of a unit's men that so many days of it cost.
#[must_use]
pub fn share(laws: &Params, days: f64) -> f64 {
    1.0 - exp(-laws.attackers.get() * days)
}

type Follower = (&'static mut Strength, &'static mut Toll, &'static Duty, &'static Position);

/// Takes what the round cost those who follow the enemy.
#[expect(clippy::too_many_arguments, reason = "the parameters of a system are its declared access")]
pub(crate) fn following(
    clock: Res<Clock>,
    laws: Res<Laws>,
    constants: Res<Constants>,
    facts: Res<Facts>,
    dice: Res<Dice>,
    cover: Res<Cover>,
    fought: Res<Fought>,
    (network, operation): (Res<Network>, Res<Operation>),
    mut units: Units<Follower>,
    mut journal: ResMut<Journal>,
) {
    let (laws, days) = (&*laws.0, clock.step_days());
    let share = share(&laws.following, days);
    if share <= 0.0 {
        return;
    }
    let ground = Ground { laws, facts: &facts, cover: &cover, network: &network, now: clock.now };
    for (id, (strength, toll, duty, position)) in units.each_mut() {
        let has_fought = || fought.days.get(id.index()).is_some_and(|days| *days > 0.0);
        if duty.stance != Stance::Attack
            || duty.status != Status::Present
            || !follows(id, strength.men, position, &ground)
            || has_fought()
            || is_before_hour(&operation.0, duty, clock.now)
        {
            continue;
        }
        toll.book(&battle_losses(&laws.losses, &dice, constants.unit_keys[id.index()], share, strength));
        if journal.wants_factors() {
            let daily = laws.following.attackers.get();
            let factors = [
                Factor { name: "following the enemy, a day", value: daily },
                Factor { name: "days", value: days },
                Factor { name: "saturation", value: share / (daily * days) },
            ];
            journal.factors(Applied::LossShare(id), share, &factors);
        }
    }
}

/// Whether a unit moves on a road to the enemy with men of his to speak of before it.
fn follows(id: UnitId, men: f64, position: &Position, ground: &Ground) -> bool {
    let Ground { laws, facts, cover, network, now } = *ground;
    let Some(leg) = position.leg.filter(|leg| leg.km_per_day > 0.0 && cover.is_contact(leg.link)) else {
        return false;
    };
    Ahead { laws, facts, cover }.is_enemy(facts.unit(id), men, &leg, leg.km_at(now), network.ways(leg.to))
}

/// Where the armies are, and what the rule knows of the ground.
#[derive(Clone, Copy)]
struct Ground<'a> {
    laws: &'a RulesFile,
    facts: &'a Facts,
    cover: &'a Cover,
    network: &'a Network,
    now: Minute,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules_file::shipped;

    #[test]
    fn a_month_of_it_costs_what_campaigns_cost() {
        let month = share(&shipped().following, 30.0);
        assert!((0.15..0.22).contains(&month), "{month}: .0069 a day is .19");
    }
}
