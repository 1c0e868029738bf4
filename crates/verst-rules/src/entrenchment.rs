//! Entrenchment: holders of a place dig; works are lost with the place.
//!
//! Law     Days dug by a manned place make hasty, prepared, then fortified works; frozen ground slows the spade. Only the
//!         days count, not the number of men beyond a small garrison. Whoever takes the place starts anew.
//! Source  entrenchment times, see the rules file; model of combat (10).
//! Phase   Engineers.  Reads Cover, Conditions, Holding.  Writes Trenches.  Dice none.

use bevy_ecs::system::Res;
use verst_domain::theatre::WorksClass;
use verst_engine::components::{Holding, Trenches};
use verst_engine::roster::Places;
use verst_engine::run::Clock;

use crate::coefficient::{Days, Km, Times};
use crate::cover::Cover;
use crate::rules_file::Laws;
use crate::weather::Conditions;

crate::coefficients! {
    /// Coefficients of entrenchment.
    Params in "entrenchment" {
        /// Days until foxholes are dug.
        hasty: Days,
        /// Days until there are trenches and wire.
        prepared: Days,
        /// Days until there is a belt.
        fortified: Days,
        /// Pace of digging in ground frozen hard.
        frozen: Times,
        /// Depth of what one division's sector digs.
        depth: Km,
    }
}

/// What so many days of digging make.
#[must_use]
pub fn class_after(laws: &Params, days: f64) -> Option<WorksClass> {
    if days >= laws.fortified.get() {
        Some(WorksClass::Fortified)
    } else if days >= laws.prepared.get() {
        Some(WorksClass::Prepared)
    } else if days >= laws.hasty.get() {
        Some(WorksClass::Hasty)
    } else {
        None
    }
}

/// Digs for the round.
pub(crate) fn entrenchment(
    clock: Res<Clock>,
    laws: Res<Laws>,
    cover: Res<Cover>,
    weather: Res<Conditions>,
    mut places: Places<(&'static Holding, &'static mut Trenches)>,
) {
    let laws = &laws.0;
    let pace = if weather.frozen_ground { laws.entrenchment.frozen.get() } else { 1.0 };
    for (place, (holding, trenches)) in places.each_mut() {
        if trenches.side != holding.side {
            *trenches = Trenches { side: holding.side, class: None, depth_km: 0.0, dug_days: 0.0 };
        }
        if cover.garrison(place).total < laws.cover.picket.get() {
            continue;
        }
        trenches.dug_days += clock.step_days() * pace;
        let dug = class_after(&laws.entrenchment, trenches.dug_days);
        if dug > trenches.class {
            trenches.class = dug;
            trenches.depth_km = trenches.depth_km.max(laws.entrenchment.depth.get());
        }
    }
}
