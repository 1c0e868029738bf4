//! Entrenchment: holders of a place dig; works are lost with the place.
//!
//! Law     Days dug by men enough for their front make hasty, prepared, then fortified works, and a belt whose depth grows
//!         with the root of the days: the first kilometres come in days, a whole zone in months. Fewer men take longer; frozen
//!         ground and fighting slow the spade. Works that stood at the start are dug on from what they were. Whoever takes the
//!         place starts anew; works that the enemy has gone through are no more (gain.rs). Men before a way-point
//!         dig for the position behind it, and what was begun at the way-point counts for it.
//! Source  entrenchment times and depths, see the rules file; model of combat (10); campaign model A15.
//! Phase   Engineers.  Reads Cover, Conditions, Holding, Engagements.  Writes Trenches.  Dice none.

use bevy_ecs::system::{Local, Res};
use verst_domain::ids::{PlaceId, SideId};
use verst_domain::maths::sqrt;
use verst_domain::theatre::WorksClass;
use verst_engine::components::{Holding, Trenches};
use verst_engine::muster::Operation;
use verst_engine::roster::Places;
use verst_engine::run::Clock;

use crate::coefficient::{Days, Km, MenPerKm, Times};
use crate::cover::Cover;
use crate::engagements::Engagements;
use crate::facts::Facts;
use crate::rules_file::Laws;
use crate::way_point::Positions;
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
        /// Pace of digging under attack.
        fighting: Times,
        /// Men per km of front who dig at full pace.
        crew: MenPerKm,
        /// Front for which a place without contacts digs.
        front: Km,
        /// Depth of the belt when it is fortified.
        depth: Km,
        /// Most that is dug, whatever the time.
        deepest: Km,
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

/// Days of digging that works stand for.
#[must_use]
pub fn days_of(laws: &Params, class: Option<WorksClass>) -> f64 {
    match class {
        None => 0.0,
        Some(WorksClass::Hasty) => laws.hasty.get(),
        Some(WorksClass::Prepared) => laws.prepared.get(),
        Some(WorksClass::Fortified) => laws.fortified.get(),
    }
}

/// Depth in km of what so many days of digging make.
#[must_use]
pub fn depth_after(laws: &Params, days: f64) -> f64 {
    let root = sqrt((days / laws.fortified.get()).max(0.0));
    (laws.depth.get() * root).min(laws.deepest.get())
}

/// Pace of so many men on so many km of front.
#[must_use]
pub fn crew_pace(laws: &Params, men: f64, front_km: f64) -> f64 {
    (men / (laws.crew.get() * front_km.max(laws.front.get()))).min(1.0)
}

/// Digs on for some days.
pub fn dig(laws: &Params, works: &mut Trenches, days: f64) {
    let before = works.dug_days.max(days_of(laws, works.class));
    works.dug_days = before + days;
    works.class = works.class.max(class_after(laws, works.dug_days));
    let deeper = depth_after(laws, works.dug_days) - depth_after(laws, before);
    works.depth_km += deeper.min((laws.deepest.get() - works.depth_km).max(0.0));
}

/// Takes what the enemy has gained off the depth of works.
pub(crate) fn penetrate(works: &mut Trenches, attacker: SideId, km: f64) {
    if works.side == attacker || works.class.is_none() {
        return;
    }
    works.depth_km = (works.depth_km - km).max(0.0);
    if works.depth_km == 0.0 {
        *works = Trenches::none(works.side);
    }
}

/// What is dug at a place.
pub(crate) struct Digging {
    men: f64,
    /// Front in km that asks for men.
    front_km: f64,
    /// The place itself, or the position behind it where it is a way-point.
    of: PlaceId,
}

type Works = (&'static Holding, &'static mut Trenches);

/// Digs for the round.
#[expect(clippy::too_many_arguments, reason = "the parameters of a system are its declared access")]
pub(crate) fn entrenchment(
    clock: Res<Clock>,
    operation: Res<Operation>,
    laws: Res<Laws>,
    facts: Res<Facts>,
    cover: Res<Cover>,
    weather: Res<Conditions>,
    engagements: Res<Engagements>,
    mut places: Places<Works>,
    mut digging: Local<Vec<Digging>>,
) {
    let laws = &laws.0;
    let ground = if weather.frozen_ground { laws.entrenchment.frozen.get() } else { 1.0 };
    let positions = Positions { theatre: &operation.0.theatre, facts: &facts, cover: &cover };
    look_who_digs(&positions, laws.cover.widest.get(), &mut places, &mut digging);
    for (place, (holding, trenches)) in places.each_mut() {
        if trenches.side != holding.side {
            *trenches = Trenches::none(holding.side);
        }
        let Digging { men, front_km, .. } = digging[place.index()];
        if men < laws.cover.picket.get() {
            continue;
        }
        let is_fought = engagements.is_fought(place, holding.side.enemy(), clock.now);
        let fight = if is_fought { laws.entrenchment.fighting.get() } else { 1.0 };
        let pace = ground * fight * crew_pace(&laws.entrenchment, men, front_km);
        dig(&laws.entrenchment, trenches, clock.step_days() * pace);
    }
}

/// By place: its garrison, men on the contacts of its position, and the km of front that these ask for.
fn look_who_digs(positions: &Positions, widest: f64, places: &mut Places<Works>, digging: &mut Vec<Digging>) {
    let Positions { facts, cover, .. } = positions;
    digging.clear();
    let garrisons = cover.garrisons().enumerate();
    digging.extend(garrisons.map(|(at, (_, men))| Digging { men, front_km: 0.0, of: PlaceId::new(at) }));
    let works = places.columns().map_or(&[][..], |(_, works)| works);
    for &link in cover.contacts() {
        let l = facts.link(link);
        for (end, side) in [l.a, l.b].into_iter().zip(cover.ends[link.index()]) {
            if cover.holder(end) != side {
                continue; // who stands between two places of the enemy digs for neither
            }
            let of = positions.behind(end, link, side, works[end.index()]);
            let there = &mut digging[of.index()];
            there.men += cover.line(link, side).total;
            there.front_km += l.frontage.min(widest);
            digging[end.index()].of = of;
        }
    }
    for end in places.ids() {
        let Digging { men, of, .. } = digging[end.index()];
        if of != end {
            digging[end.index()].men = 0.0;
            digging[of.index()].men += men;
            hand_over(end, of, places);
        }
    }
}

/// What was dug at a way-point counts for the position behind it.
fn hand_over(way_point: PlaceId, position: PlaceId, places: &mut Places<Works>) {
    let mut begun = places.get_mut(way_point).1;
    let side = begun.side;
    let begun = std::mem::replace(&mut *begun, Trenches::none(side));
    let mut works = places.get_mut(position).1;
    if works.side == side {
        works.class = works.class.max(begun.class);
        works.depth_km = works.depth_km.max(begun.depth_km);
        works.dug_days = works.dug_days.max(begun.dug_days);
    }
}

#[cfg(test)]
#[path = "entrenchment_tests.rs"]
mod tests;
