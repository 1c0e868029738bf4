//! Bounds: how a stand line goes back without its place.
//!
//! Law     Who stands farther than a bound before his place gives up a bound of ground, and not the place: ground is given up by
//!         the km, not by the length of a road on the map.
//! Source  campaign model A6, A7.
//! Used by retreat.rs and withdraw.rs.

use verst_domain::forces::Mobility;
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::journal::{What, Why};
use verst_domain::time::Minute;
use verst_engine::components::{Duty, Position, Stance, Status};
use verst_engine::roster::Units;

use crate::cover::CLOSED_UP_KM;
use crate::facts::LinkFacts;
use crate::on_roads::OnRoads;
use crate::retreat::{Beaten, Way};
use crate::set_out::turn_back;
use crate::way_point::Behind;

/// What the lines before a place allow those who hold it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ground {
    /// The enemy is within a bound of the place: to go back is to give it up.
    None,
    /// The enemy has yet to come up to the lines.
    Open,
    /// A bound, on these links.
    Bound(Vec<LinkId>),
}

/// Looks at the lines before a place; from a way-point it is the whole next link to the position.
pub(crate) fn ground_before(way: &Way, place: PlaceId) -> Ground {
    let side = way.cover.holder(place);
    let behind = Behind::of(&way.operation.0, place, way.position_of(place, side));
    let rest = behind.map_or(0.0, |behind| way.facts.link(behind.link).km);
    let (mut nearest, mut pressed) = (f64::INFINITY, Vec::new());
    for &(link, _) in way.network.ways(place) {
        let is_contact = way.cover.is_contact(link) && way.cover.line(link, side.enemy()).forward > 0.0;
        if !is_contact {
            continue;
        }
        let (l, lines) = (way.facts.link(link), way.links.get(link).of);
        let line = lines[side.index()];
        nearest = nearest.min(rest + if l.a == place { line } else { l.km - line });
        if (line - lines[side.enemy().index()]).abs() <= CLOSED_UP_KM {
            pressed.push(link);
        }
    }
    if nearest <= way.laws.0.retreat.bound.get() || nearest.is_infinite() {
        Ground::None
    } else if pressed.is_empty() {
        Ground::Open
    } else {
        Ground::Bound(pressed)
    }
}

/// A line that was taken back, in km from end `a` of its link.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    /// Where it lay.
    was: f64,
    /// Where it was to go.
    wanted: f64,
    /// Where it lies now.
    at: f64,
}

impl Taken {
    /// Km by which it goes beyond the end of its link; none where it does not.
    pub(crate) fn beyond(self) -> Option<f64> {
        (self.wanted != self.at).then(|| (self.wanted - self.at).abs())
    }
}

impl Way<'_, '_> {
    /// Sends a unit that stands on a road back into the place behind it; whether it does.
    pub(crate) fn back_into_place(&mut self, id: UnitId, duty: &mut Duty, position: &mut Position) -> bool {
        let scenario = std::sync::Arc::clone(&self.operation.0);
        let side = scenario.unit(id).side;
        let anchor = self.cover.anchor(side, position);
        let Some(leg) = position.leg.filter(|_| self.cover.holder(anchor) == side) else { return false };
        if leg.to != anchor {
            turn_back(&scenario, position, leg, self.clock.now);
        }
        position.route.clear();
        position.goal = anchor;
        duty.halt_km = f64::INFINITY;
        self.begin(duty);
        self.journal.tell(What::Retreated { unit: id, from: anchor, to: anchor, why: Why::Threatened });
        true
    }

    /// Takes a line a bound back, or as far as men march in the step, towards one end of its link.
    pub(crate) fn take_back(&mut self, link: LinkId, end: PlaceId, side: SideId) -> Taken {
        let (l, now) = (self.facts.link(link), self.clock.now);
        let pace = self.staff.going(Mobility::Foot, link).speed * self.laws.0.march.retreat.get();
        let marched = pace * self.clock.step_days();
        let bound = self.laws.0.retreat.bound.get().min(marched);
        let mut lines = self.links.get_mut(link);
        let was = lines.of[side.index()];
        let wanted = was + if l.a == end { -bound } else { bound };
        let at = wanted.clamp(0.0, l.km);
        lines.of[side.index()] = at;
        lines.retreat_at = Some(now);
        Taken { was, wanted, at }
    }
}

/// A unit that stood at its side's line goes back with it on the road to its `end`; who is going back already goes on, and who stands
/// before it has the enemy behind him.
pub(crate) fn pull_back(
    l: &LinkFacts,
    (link, end): (LinkId, PlaceId),
    line: Taken,
    position: &mut Position,
    duty: &mut Duty,
    now: Minute,
) {
    let Some(leg) = position.leg.as_mut().filter(|leg| leg.link == link) else { return };
    let faces_home = leg.to == end;
    let out = |km: f64| if faces_home { l.km - km } else { km };
    let [was, at] = [line.was, line.at].map(|km| if end == l.a { km } else { l.km - km });
    let stands = out(leg.km_at(now));
    if duty.stance == Stance::Retreat && faces_home || stands <= at || stands > was + CLOSED_UP_KM {
        return;
    }
    (leg.km, leg.since, leg.km_per_day, leg.stop_km) = (out(at), now, 0.0, out(at));
    duty.closed_at = None;
    duty.committed = false;
    position.version += 1;
}

/// The bound goes beyond a way-point: those who held before it stand behind it.
pub(crate) fn fall_through(
    behind: &Behind,
    (axis, past_km): (LinkId, f64),
    defenders: &[UnitId],
    units: &mut Units<Beaten>,
    way: &mut Way,
    on_roads: &mut OnRoads,
) {
    way.links.get_mut(behind.link).retreat_at = Some(way.clock.now);
    for &id in defenders {
        let (mut duty, mut position, ..) = units.get_mut(id);
        if duty.status == Status::Present && behind.concerns(axis, &position) {
            behind.stand(past_km, way.clock.now, &mut position, &mut duty);
            on_roads.note(id, &position);
        }
    }
}

/// Units that stood at a line on the link go back with it.
pub(crate) fn pull_back_forward_units(
    (link, end): (LinkId, PlaceId),
    loser: SideId,
    line: Taken,
    units: &mut Units<Beaten>,
    way: &Way,
    on_roads: &mut OnRoads,
) {
    let (l, now) = (way.facts.link(link), way.clock.now);
    for &id in on_roads.at(&[l.a, l.b]) {
        let (mut duty, mut position, ..) = units.get_mut(id);
        if position.leg.is_some_and(|leg| leg.link == link) && way.facts.unit(id).side == loser {
            pull_back(l, (link, end), line, &mut position, &mut duty, now);
        }
    }
}
