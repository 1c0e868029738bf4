//! Way-points: a line that is pressed or falls back through a way-point goes on along the next link.
//!
//! Law     A way-point is no position (battle.rs), so nothing ends there: who stood on the road before it, or in it, stands
//!         on the road behind it, as far as he was pushed. Before him the enemy may enter the way-point. Men before a way-point
//!         dig and fight for the position behind it.
//! Source  campaign model A1, A16 (links cut in two change little).
//! Used by gain.rs, gather.rs, engagements.rs, entrenchment.rs, bound.rs, retreat.rs and withdraw.rs.

use verst_domain::ids::{LinkId, PlaceId, SideId};
use verst_domain::scenario::Scenario;
use verst_domain::theatre::{Theatre, WorksClass};
use verst_domain::time::Minute;
use verst_engine::components::{Duty, Leg, Position, Trenches};

use crate::cover::Cover;
use crate::facts::Facts;

/// What tells positions from way-points.
pub(crate) struct Positions<'a> {
    pub(crate) theatre: &'a Theatre,
    pub(crate) facts: &'a Facts,
    pub(crate) cover: &'a Cover,
}

impl Positions<'_> {
    /// The position that lines on a link before its end belong to: the end itself, or the next place where it is a way-point;
    /// `works` are those at the end.
    pub(crate) fn behind(&self, end: PlaceId, link: LinkId, defender: SideId, works: Trenches) -> PlaceId {
        let fortified =
            works.side == defender && works.class.is_some_and(|class| class >= WorksClass::Prepared);
        if fortified || self.facts.town_depth(end) > 0.0 {
            return end;
        }
        next_by_the_road(self.theatre, end, link).filter(|&p| self.cover.holder(p) == defender).unwrap_or(end)
    }
}

/// The place that a road goes on to from one of its ends, where no other joins it there.
pub(crate) fn next_by_the_road(theatre: &Theatre, end: PlaceId, link: LinkId) -> Option<PlaceId> {
    match theatre.place(end).ways[..] {
        [one, other] => Some(if one.0 == link { other.1 } else { one.1 }),
        _ => None,
    }
}

/// The road from a way-point to the position behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Behind {
    pub(crate) way_point: PlaceId,
    position: PlaceId,
    /// The road.
    pub(crate) link: LinkId,
    km: f64,
}

impl Behind {
    /// The road behind the end of an axis; none where the end is the position itself.
    pub(crate) fn of(scenario: &Scenario, end: PlaceId, position: PlaceId) -> Option<Self> {
        let link = scenario.theatre.link_between(end, position).filter(|_| end != position)?;
        Some(Self { way_point: end, position, link, km: scenario.theatre.link(link).km.best })
    }

    /// Whether a unit stands before the way-point on `axis`, or in it.
    pub(crate) fn concerns(&self, axis: LinkId, position: &Position) -> bool {
        match position.leg {
            Some(leg) => leg.link == axis && leg.km_per_day == 0.0 && position.place == self.way_point,
            None => position.place == self.way_point,
        }
    }

    /// Puts a unit that attacks on the road, where it comes out of the way-point.
    pub(crate) fn come_out(&self, now: Minute, position: &mut Position) {
        position.place = self.way_point;
        position.leg = Some(Leg {
            link: self.link,
            to: self.position,
            km: 0.0,
            since: now,
            km_per_day: 0.0,
            stop_km: 0.0,
        });
        position.version += 1;
    }

    /// Puts a unit on the road, so many km behind the way-point.
    pub(crate) fn stand(&self, past_km: f64, now: Minute, position: &mut Position, duty: &mut Duty) {
        let km = (self.km - past_km).max(0.0);
        position.place = self.position;
        position.leg =
            Some(Leg { link: self.link, to: self.way_point, km, since: now, km_per_day: 0.0, stop_km: km });
        position.route.clear();
        position.version += 1;
        duty.closed_at = None;
        duty.committed = false;
    }
}
