//! Attrition: what holding, sickness and frost cost without a battle.
//!
//! Law     Troops in contact who were not attacked lose a little every day to fire and patrols. Everybody falls sick, the
//!         hungry more. Below a threshold frost takes men in proportion to the degrees, to the share of them without winter
//!         clothing and shelter, and the more if they fight, march or hold in the open.
//! Source  campaign model A3; frost: returns of the winter of 1941-42, see the rules file.
//! Phase   Attrition.  Reads Cover, Fought, Conditions.  Writes Strength, Toll.  Entries none of its own.  Dice none.

use bevy_ecs::system::{Res, ResMut};
use verst_domain::ids::SideId;
use verst_domain::journal::{Applied, Factor, Losses};
use verst_engine::components::{Condition, Duty, Position, Status, Strength, Toll};
use verst_engine::journal::Journal;
use verst_engine::muster::Operation;
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::coefficient::{Celsius, PerDay, Share, Times};
use crate::combat::Fought;
use crate::cover::Cover;
use crate::facts::Facts;
use crate::rules_file::Laws;
use crate::weather::Conditions;

crate::coefficients! {
    /// Coefficients of attrition out of combat.
    Params in "attrition" {
        /// Men lost a day in contact, not attacked.
        holding: PerDay,
        /// Men sick a day.
        sick: PerDay,
        /// Multiplier of sickness in winter.
        winter: Times,
        /// Supply below which hunger tells.
        hunger: Share,
        /// Multiplier of sickness of the hungry.
        hungry: Times,
        /// Frostbitten a day at ten degrees below the threshold, all without winter kit and in the open.
        frost: PerDay,
        /// Air temperature below which frost takes men.
        frost_below: Celsius,
        /// Degrees over which that rate is reached.
        frost_degrees: Celsius,
        /// Frost felt by men under a roof, not in contact, against men in the open.
        sheltered: Times,
        /// Frost felt by men with winter kit against men without.
        kitted: Times,
    }
}

/// Frostbitten share a day.
#[must_use]
pub fn frost_per_day(laws: &Params, temp_c: f64, winter_kit: f64, in_open: bool) -> f64 {
    let degrees = (laws.frost_below.get() - temp_c).max(0.0) / laws.frost_degrees.get();
    let exposed = if in_open { 1.0 } else { laws.sheltered.get() };
    let clothed = winter_kit * laws.kitted.get() + (1.0 - winter_kit);
    laws.frost.get() * degrees * exposed * clothed
}

type Body = (&'static mut Strength, &'static mut Toll, &'static Condition, &'static Duty, &'static Position);

/// Takes the losses of the round from every unit; brings repaired tanks back.
#[expect(clippy::too_many_arguments, reason = "the parameters of a system are its declared access")]
pub(crate) fn attrition(
    clock: Res<Clock>,
    operation: Res<Operation>,
    facts: Res<Facts>,
    laws: Res<Laws>,
    cover: Res<Cover>,
    fought: Res<Fought>,
    weather: Res<Conditions>,
    mut units: Units<Body>,
    mut journal: ResMut<Journal>,
) {
    let (dt, laws) = (clock.step_days(), &laws.0);
    let params = &laws.attrition;
    let winter = if weather.is_winter() { params.winter.get() } else { 1.0 };
    // By side, and by whether a unit is in the open.
    let frost = SideId::BOTH.map(|side| {
        let kit = operation.0.side(side).winter_kit.best;
        [false, true].map(|in_open| frost_per_day(params, weather.temp_c, kit, in_open) * dt)
    });
    let back = crate::losses::repaired_share(&laws.losses, dt);
    // What a unit is like is anybody's guess: it chooses from these, and nothing branches on it.
    let hunger = [1.0, params.hungry.get()];
    let holding = [0.0, params.holding.get() * dt];
    let (sick, hungry_below) = (params.sick.get() * winter, params.hunger.get());
    let (killed, missing) = (laws.losses.killed.get(), laws.losses.missing.get());
    let wants_factors = journal.wants_factors();
    for (id, (strength, toll, condition, duty, position)) in units.each_mut() {
        if duty.status != Status::Present {
            continue;
        }
        let fighting = fought.days.get(id.index()).is_some_and(|d| *d > 0.0);
        let contact = cover.in_contact(id);
        let in_open = contact | fighting | position.leg.is_some();
        let hungry = hunger[usize::from(condition.supply < hungry_below)];
        let sick_share = sick * hungry * dt;
        let frost_share = frost[facts.unit(id).side.index()][usize::from(in_open)];
        let men = strength.men;
        let held = men * holding[usize::from(contact & !fighting)];
        let (killed, missing) = (held * killed, held * missing);
        let losses = Losses {
            killed,
            missing,
            wounded: held - killed - missing,
            sick: men * sick_share,
            frostbitten: men * frost_share,
            ..Losses::default()
        };
        strength.men = (men - losses.men()).max(0.0);
        toll.book_men(&losses);
        toll.repaired += crate::losses::repair(back, strength);
        if wants_factors {
            let factors = [
                Factor { name: "sick a day", value: params.sick.get() },
                Factor { name: "winter", value: winter },
                Factor { name: "hunger", value: hungry },
                Factor { name: "days", value: dt },
            ];
            journal.factors(Applied::SickShare(id), sick_share, &factors);
        }
    }
}
