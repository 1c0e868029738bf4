//! Setting out: how a unit takes a way from where it stands.
//!
//! Used by route.rs, pockets.rs, way_out.rs and those who send units back or to help.

use verst_domain::ids::{LinkId, PlaceId};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;
use verst_engine::components::{Leg, Position};

/// Where a way to a place begins.
pub(crate) fn begin_of(scenario: &Scenario, goal: PlaceId, way: &[LinkId]) -> PlaceId {
    way.iter().rev().fold(goal, |at, &link| scenario.theatre.link(link).other(at))
}

/// Sets a unit on the first link of a way that begins at `from`, an end of its link or its place.
pub(crate) fn take(
    scenario: &Scenario,
    position: &mut Position,
    from: PlaceId,
    route: &mut Vec<LinkId>,
    now: Minute,
) {
    match position.leg {
        // The way begins on the link it stands on: on along it, facing about if need be.
        Some(leg) if route.first() == Some(&leg.link) => {
            route.remove(0);
            if leg.to == from {
                turn_back(scenario, position, leg, now);
            }
        }
        // Another way: first back along the link.
        Some(leg) if leg.to != from => turn_back(scenario, position, leg, now),
        Some(_) | None => {}
    }
}

/// Turns a unit on a link round: it faces the end that was behind it.
pub(crate) fn turn_back(scenario: &Scenario, position: &mut Position, leg: Leg, now: Minute) {
    let whole = scenario.theatre.link(leg.link).km.best;
    let km = leg.km_at(now);
    let behind = position.place;
    position.place = leg.to;
    position.version += 1;
    position.leg = Some(Leg {
        link: leg.link,
        to: behind,
        km: whole - km,
        since: now,
        km_per_day: 0.0,
        stop_km: whole - km,
    });
}
