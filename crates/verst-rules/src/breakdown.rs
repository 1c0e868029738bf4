//! Breakdown: tanks that a march leaves by the road.
//!
//! Law     Of the tanks of a unit on the march a share breaks down or bogs in every 100 km, in proportion to the km; most of
//!         them go into the pool of tanks under repair, the rest are lost.
//! Source  tank armies had 82 % of their tanks out of action over 120 to 320 km, three tenths of it without the enemy.
//! Phase   Attrition.  Reads Position.  Writes Strength, Toll.  Entries none of its own.  Dice none.

use bevy_ecs::system::Res;
use verst_domain::journal::Losses;
use verst_domain::maths::exp;
use verst_engine::components::{Duty, Position, Status, Strength, Toll};
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::coefficient::{Per100Km, Share};
use crate::rules_file::Laws;

crate::coefficients! {
    /// Coefficients of breakdown.
    Params in "breakdown" {
        /// Tanks that break down in 100 km.
        tanks: Per100Km,
        /// Share of them that can be repaired.
        repairable: Share,
    }
}

/// Share of a unit's tanks that breaks down over so many km.
#[must_use]
pub fn share(laws: &Params, km: f64) -> f64 {
    1.0 - exp(-laws.tanks.get() * km / 100.0)
}

type Driver = (&'static mut Strength, &'static mut Toll, &'static Duty, &'static Position);

/// Takes the tanks that broke down in the round from every unit on the march.
pub(crate) fn breakdown(clock: Res<Clock>, laws: Res<Laws>, mut units: Units<Driver>) {
    let (laws, dt) = (&laws.0.breakdown, clock.step_days());
    for (_, (strength, toll, duty, position)) in units.each_mut() {
        let km_per_day = position.leg.map_or(0.0, |leg| leg.km_per_day);
        if strength.tanks <= 0.0 || km_per_day <= 0.0 || duty.status != Status::Present {
            continue;
        }
        let down = strength.tanks * share(laws, km_per_day * dt);
        let damaged = down * laws.repairable.get();
        strength.tanks -= down;
        strength.tanks_in_repair += damaged;
        toll.book(&Losses { tanks: down - damaged, tanks_damaged: damaged, ..Losses::default() });
    }
}
