//! Threat: whether the enemy can be on a unit's road before it is out.
//!
//! Law     A unit watches its road home as far ahead from where it is as a turn, if that is more than some days: it is threatened
//!         where the enemy can be first at a place of it, with men enough, and at one of every other road home too. Enough are more than
//!         the share of the men beside it that a reaction is called for (reaction.rs): nobody runs from half his number. A road home
//!         leads over own places to a source; it is fit for guns and trains. Who stands far out before his place fears for it where the
//!         enemy can be in it first, and also where he attacks it on another road and those who bar that road, beaten as soon as such
//!         troops are, would let him in first: his flank is turned.
//! Source  campaign model A7.
//! Used by withdraw.rs.

use std::cell::Cell;

use verst_domain::forces::{Mobility, Unit};
use verst_domain::ids::{LinkId, PlaceId, UnitId};
use verst_domain::journal::{Applied, Factor};
use verst_domain::theatre::RoadClass;
use verst_domain::time::DAY;
use verst_engine::components::Position;

use crate::bars::lasts;
use crate::battle::size;
use crate::engagements::Engagements;
use crate::retreat::Way;
use crate::withdraw::Params;

/// How far ahead, in own marching days, a unit watches its road: as far as a turn, if that is more.
fn horizon(laws: &Params, turn_days: f64) -> f64 {
    laws.horizon.get().max(turn_days)
}

fn horizon_of(way: &Way) -> f64 {
    horizon(&way.laws.0.withdraw, way.operation.0.calendar.turn as f64 / DAY as f64)
}

/// How much time before the enemy a unit wants.
fn margin(laws: &Params, alarmed: bool) -> f64 {
    laws.margin.get() + if alarmed { laws.alarmed.get() } else { 0.0 }
}

/// Whether the enemy can be first in the place before which a unit stands: he marches there, as far as anybody can tell, or he attacks
/// it on another road.
pub(crate) fn fears_for_his_place(
    id: UnitId,
    position: &Position,
    alarmed: &[[bool; 2]],
    engagements: &Engagements,
    way: &Way,
) -> bool {
    let (laws, unit) = (&way.laws.0, way.operation.0.unit(id));
    let anchor = way.cover.anchor(unit.side, position);
    let days = days_to(anchor, unit.mobility, position, way);
    if days <= 0.0 {
        return false;
    }
    let wanted = days + margin(&laws.withdraw, alarmed[anchor.index()][unit.side.index()]);
    // Who is on its own road is not in the place behind it.
    let beside = position.leg.map_or(0.0, |leg| way.cover.line(leg.link, unit.side).forward);
    let feared = feared(way, unit, anchor) - laws.reaction.weak.get() * beside;
    let comes = way.reach.days(unit.side, anchor) < wanted.min(horizon_of(way))
        && way.reach.men(unit.side, anchor) >= feared;
    let is_attacked = engagements.is_open(way.position_of(anchor, unit.side), unit.side.enemy());
    comes || is_attacked && is_turned(unit, position, anchor, wanted, way)
}

/// Men of the enemy below whom a unit at its anchor, with those beside it, fears nobody.
fn feared(way: &Way, unit: &Unit, anchor: PlaceId) -> f64 {
    let before = way.cover.men_before(&way.operation.0.theatre, anchor, unit.side.enemy());
    way.laws.0.reaction.weak.get() * (way.cover.men_in(anchor) + before)
}

/// Whether the enemy who attacks a unit's place on another road can be in it first, if those who bar that road last no longer
/// than troops do who are beaten.
fn is_turned(unit: &Unit, position: &Position, anchor: PlaceId, wanted: f64, way: &Way) -> bool {
    let (laws, cover, side) = (&way.laws.0, &way.cover, unit.side);
    let others = way.network.ways(anchor).iter().map(|&(link, _)| link);
    let mut others = others.filter(|&link| position.leg.is_none_or(|leg| leg.link != link));
    others.any(|link| {
        let foes = cover.line(link, side.enemy());
        let own = cover.men_in(anchor) + cover.line(link, side).total;
        let is_enough =
            foes.forward > laws.cover.picket.get() && foes.forward >= laws.reaction.weak.get() * own;
        if !cover.is_contact(link) || !is_enough {
            return false;
        }
        let l = way.facts.link(link);
        let line = way.links.get(link).of[side.enemy().index()];
        let km = if l.a == anchor { line } else { l.km - line };
        let march = km / l.km * way.staff.days(Mobility::Foot, link);
        march + lasts(laws, size(foes.total, own)) < wanted
    })
}

/// Whether the enemy can be first at a place of the way back on `way.route`, from the anchor on, and no other way home is open.
pub(crate) fn is_threatened(
    id: UnitId,
    position: &Position,
    anchor: PlaceId,
    alarmed: bool,
    way: &mut Way,
) -> bool {
    let scenario = std::sync::Arc::clone(&way.operation.0);
    let unit = scenario.unit(id);
    let (margin, horizon) = (margin(&way.laws.0.withdraw, alarmed), horizon_of(way));
    let first_days = days_to(anchor, unit.mobility, position, way);
    let feared = feared(way, unit, anchor);
    let (mut at, mut days) = (anchor, first_days);
    for &link in way.route.iter() {
        at = scenario.theatre.link(link).other(at);
        days += way.staff.days(unit.mobility, link);
        if days > horizon {
            return false;
        }
        if way.reach.days(unit.side, at) < days + margin && way.reach.men(unit.side, at) >= feared {
            let is_cut = !has_another_way(unit, anchor, (first_days, margin, feared), way);
            if is_cut {
                tell(way, id, at, days + margin, feared);
            }
            return is_cut;
        }
    }
    false
}

/// Tells who could be first at a place on a unit's road home, and how soon, to those who ask why it goes.
fn tell(way: &mut Way, id: UnitId, place: PlaceId, wanted: f64, feared: f64) {
    if !way.journal.wants_factors() {
        return;
    }
    let side = way.facts.unit(id).side;
    let (enemy, men) = (way.reach.days(side, place).max(f64::MIN_POSITIVE), way.reach.men(side, place));
    let days = [
        Factor { name: "days it needs, with its margin", value: wanted },
        Factor { name: "per day of the enemy's", value: 1.0 / enemy },
    ];
    way.journal.factors(Applied::RoadHome(id, place), wanted / enemy, &days);
    let feared = feared.max(1.0);
    let strength = [
        Factor { name: "men who could be first", value: men },
        Factor { name: "per man that it fears", value: 1.0 / feared },
    ];
    way.journal.factors(Applied::EnemyAhead(id, place), men / feared, &strength);
}

/// Whether some other road, fit for guns and trains, leads from the anchor home, to a source, on which the unit is first at every
/// place that it comes to within the horizon. It comes to the anchor itself in so many days; fewer enemies than it fears count not.
fn has_another_way(
    unit: &Unit,
    anchor: PlaceId,
    (days, margin, feared): (f64, f64, f64),
    way: &mut Way,
) -> bool {
    let (side, horizon) = (unit.side, horizon_of(way));
    let (here, is_home) = (Cell::new(days), Cell::new(false));
    let known = |place: PlaceId, days: f64| {
        here.set(days);
        is_home.set(place != anchor && way.facts.is_source(side, place));
        is_home.get()
    };
    let step = |link: LinkId, _, to: PlaceId| {
        let days = way.staff.days(unit.mobility, link);
        let there = here.get() + days;
        let is_first = way.reach.days(side, to) < there + margin && way.reach.men(side, to) >= feared;
        let is_late = there <= horizon && is_first;
        let is_shut = || way.cover.is_blocked(&way.facts, &way.laws.0.cover, link, side);
        let is_road = matches!(way.facts.link(link).road(), Some(RoadClass::Highway | RoadClass::Road));
        if way.cover.holder(to) != side || is_late || !is_road || is_shut() { f64::INFINITY } else { days }
    };
    way.paths.search_until(&way.network, [(anchor, days)], known, step);
    is_home.get()
}

/// Days that a unit on a link needs to its anchor.
fn days_to(anchor: PlaceId, mobility: Mobility, position: &Position, way: &Way) -> f64 {
    let Some(leg) = position.leg else { return 0.0 };
    let (whole, gone) = (way.facts.link(leg.link).km, leg.km_at(way.clock.now));
    let km = if leg.to == anchor { whole - gone } else { gone };
    km / whole * way.staff.days(mobility, leg.link)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules_file::shipped;

    #[test]
    fn a_road_is_watched_as_far_ahead_as_a_turn() {
        let laws = shipped().withdraw;
        assert_eq!(horizon(&laws, 0.5), laws.horizon.get());
        assert_eq!(horizon(&laws, 7.0), 7.0);
    }
}
