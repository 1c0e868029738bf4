//! Way-points: a line that is pressed or falls back through a way-point goes on along the next link.
//!
//! Law     A way-point is no position (battle.rs), so nothing ends there: who stood on the road before it, or in it, stands
//!         on the road behind it, as far as he was pushed. Before him the enemy may enter the way-point.
//! Source  campaign model A1, A16 (links cut in two change little).
//! Used by gain.rs and retreat.rs.

use verst_domain::ids::{LinkId, PlaceId};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;
use verst_engine::components::{Duty, Leg, Position};

/// The road from a way-point to the position behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Behind {
    way_point: PlaceId,
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
