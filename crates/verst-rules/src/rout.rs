//! Rout: what becomes of troops whose cohesion is gone.
//!
//! Law     Troops whom losses, fatigue and hunger have left hardly any of their vigour hold no position, bar no road and go
//!         nowhere but back: they flee from an enemy who comes near, to the next place of their own side. Those whom he overtakes
//!         on the road are taken by and by, and those who are cut off lay down their arms whatever they have left (pockets.rs).
//!         They are troops again when rest has given them heart.
//! Source  campaign model A8 for the price of being overrun; see the rules file.
//! Phase   Cohesion, after the retreat.  Reads Condition, Cover.  Writes Duty, Position, Strength, Toll.  Entries Retreated.
//!         Dice Retreat.

use bevy_ecs::system::Res;
use verst_domain::ids::SideId;
use verst_domain::journal::{Applied, Factor, Losses, Why};
use verst_domain::maths::exp;
use verst_engine::components::{Condition, Position, Stance, Status, Strength};
use verst_engine::roster::Units;

use crate::coefficient::{PerDay, Share};
use crate::facts::Facts;
use crate::retreat::{Beaten, Way};

crate::coefficients! {
    /// Coefficients of rout.
    Params in "rout" {
        /// Vigour below which troops are routed.
        vigour: Share,
        /// Rate at which those who were overtaken on the road are taken.
        taken: PerDay,
    }
}

/// Whether troops are routed.
#[must_use]
pub fn is_routed(laws: &Params, condition: &Condition) -> bool {
    condition.vigour < laws.vigour.get()
}

/// Routed troops flee, or are taken.
pub(crate) fn rout(facts: Res<Facts>, mut units: Units<Beaten>, mut way: Way) {
    way.found.clear();
    let (rules, days) = (std::sync::Arc::clone(&way.laws.0), way.clock.step_days());
    let laws = &rules.rout;
    for (id, (duty, position, strength, condition, toll)) in units.each_mut() {
        if !is_routed(laws, condition) || duty.status != Status::Present || strength.men <= 0.0 {
            continue;
        }
        let side = facts.unit(id).side;
        if is_overtaken(position, side, &facts, &way) {
            let share = 1.0 - exp(-laws.taken.get() * days);
            toll.book(&lose(strength, share));
            let daily = laws.taken.get();
            let saturation = if days > 0.0 { share / (daily * days) } else { 1.0 };
            let factors = [("overtaken, a day", daily), ("days", days), ("saturation", saturation)];
            let factors = factors.map(|(name, value)| Factor { name, value });
            way.journal.factors(Applied::LossShare(id), share, &factors);
        } else if duty.stance != Stance::Retreat && is_followed(position, side, &way) {
            let least = way.least_km(id, duty);
            if way.send(id, duty, position, least, Why::Beaten) {
                duty.halt_km = f64::INFINITY; // it takes no position on the road
            }
        }
    }
}

/// Whether the enemy has passed a unit on its road.
fn is_overtaken(position: &Position, side: SideId, facts: &Facts, way: &Way) -> bool {
    let Some(leg) = position.leg else { return false };
    let (now, cover) = (way.clock.now, &way.cover);
    if !cover.is_contact(leg.link) {
        return [position.place, leg.to].iter().all(|&end| cover.holder(end) != side);
    }
    cover.is_overtaken(facts.link(leg.link), side, &leg, leg.km_at(now))
}

/// Whether the enemy stands before a unit's place, or on its road.
fn is_followed(position: &Position, side: SideId, way: &Way) -> bool {
    let picket = way.laws.0.cover.picket.get();
    let men = match position.leg {
        Some(leg) => way.cover.line(leg.link, side.enemy()).total,
        None => way.cover.men_before(&way.operation.0.theatre, position.place, side),
    };
    men > picket
}

/// Takes a share of all that a unit has.
fn lose(strength: &mut Strength, share: f64) -> Losses {
    let part = |all: &mut f64| {
        let lost = *all * share;
        *all -= lost;
        lost
    };
    let missing = part(&mut strength.men);
    let in_repair = part(&mut strength.tanks_in_repair);
    let tanks = part(&mut strength.tanks) + in_repair;
    Losses { missing, tanks, tanks_damaged: -in_repair, guns: part(&mut strength.guns), ..Losses::default() }
}
