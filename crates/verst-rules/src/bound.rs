//! Bound: how a line that gives up some km goes back along its links.
//!
//! Law     Who stands on a link goes back one bound, and stands there; the bound goes on through way-points.
//! Source  campaign model A6, A7, A1.
//! Used by retreat.rs, withdraw.rs.

use verst_domain::ids::{LinkId, SideId, UnitId};
use verst_domain::scenario::Scenario;
use verst_engine::components::{Duty, Position, Status};
use verst_engine::roster::Units;

use crate::retreat::{Beaten, Way};
use crate::way_point::Behind;

impl Way<'_, '_> {
    /// Takes a unit that stands on a link one bound back towards its place, if that is farther. Whether it went.
    pub(crate) fn one_bound(&mut self, id: UnitId, duty: &mut Duty, position: &mut Position) -> bool {
        let side = self.facts.unit(id).side;
        let (anchor, now, bound) =
            (self.cover.anchor(side, position), self.clock.now, self.laws.0.retreat.bound.get());
        let Some(leg) = position.leg.as_mut() else { return false };
        let (link, km) = (self.facts.link(leg.link), leg.km_at(now));
        let back = if leg.to == anchor { bound } else { -bound };
        let before = if leg.to == anchor { link.km - km } else { km };
        if before <= bound || self.cover.holder(anchor) != side {
            return false;
        }
        (leg.km, leg.since, leg.km_per_day, leg.stop_km) = (km + back, now, 0.0, km + back);
        let mut lines = self.links.get_mut(leg.link);
        lines.of[side.index()] = if leg.to == link.b { leg.km } else { link.km - leg.km };
        lines.retreat_at = Some(now);
        position.version += 1;
        (duty.closed_at, duty.committed, duty.permission_at) = (None, false, None);
        duty.pressed_days = 0.0;
        true
    }
}

/// The bound goes beyond a way-point: those who held before it stand behind it.
pub(crate) fn fall_through(
    behind: &Behind,
    axis: LinkId,
    past_km: f64,
    defenders: &[UnitId],
    units: &mut Units<Beaten>,
    way: &mut Way,
) {
    way.links.get_mut(behind.link).retreat_at = Some(way.clock.now);
    for &id in defenders {
        let (mut duty, mut position, ..) = units.get_mut(id);
        if duty.status == Status::Present && behind.concerns(axis, &position) {
            behind.stand(past_km, way.clock.now, &mut position, &mut duty);
        }
    }
}

/// Units that stood on the link before the new line go back to it.
pub(crate) fn pull_back_forward_units(
    scenario: &Scenario,
    link: LinkId,
    loser: SideId,
    line_from_a: f64,
    units: &mut Units<Beaten>,
    way: &Way,
) {
    let now = way.clock.now;
    let l = scenario.theatre.link(link);
    for id in units.ids() {
        if scenario.unit(id).side != loser {
            continue;
        }
        let (mut duty, mut position, ..) = units.get_mut(id);
        let behind_is_a = position.place == l.a;
        let Some(leg) = position.leg.as_mut().filter(|leg| leg.link == link) else { continue };
        let line = if behind_is_a { line_from_a } else { l.km.best - line_from_a };
        if leg.km_at(now) > line {
            (leg.km, leg.since, leg.km_per_day, leg.stop_km) = (line, now, 0.0, line);
            duty.closed_at = None;
            duty.committed = false;
            position.version += 1;
        }
    }
}
