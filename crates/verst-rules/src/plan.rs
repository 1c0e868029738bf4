//! Planning: from the order that stands to a stance and a route.
//!
//! Law     An attack goes by the cheapest way to the first place of its axis that the enemy holds, and on through the
//!         rest; places known to be held cost a day and more, for mobile troops and those told to avoid the enemy more
//!         still; who has waited before bad odds looks for a way round. A unit without an order, or whose objective is
//!         reached, holds where it stands.
//! Source  campaign model A11; doctrine of both armies, see the rules file.
//! Phase   Command.  Reads Orders, Cover, Staff.  Writes Duty, Position.  Entries OrderEnded.  Dice none.

use bevy_ecs::system::{Res, ResMut};
use verst_domain::forces::Mobility;
use verst_domain::ids::{LinkId, OrderId, PlaceId, SideId, UnitId};
use verst_domain::journal::What;
use verst_domain::orders::{Task, Then};
use verst_domain::scenario::Scenario;
use verst_domain::time::{DAY, Minute};
use verst_engine::components::{Duty, Leg, Position, Stance, Status, Strength};
use verst_engine::journal::Journal;
use verst_engine::muster::Operation;
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::coefficient::{Days, Men, Times};
use crate::cover::Cover;
use crate::orders::Orders;
use crate::path::Paths;
use crate::rules_file::Laws;
use crate::staff::Staff;

crate::coefficients! {
    /// Coefficients of route planning.
    Params in "plan" {
        /// Days that a place known to be held costs in a plan, whoever holds it.
        held_place: Days,
        /// Defenders that cost one day more.
        held_men: Men,
        /// How much dearer held places are for mobile troops.
        mobile: Times,
        /// How much dearer for troops told to avoid contact.
        avoid: Times,
        /// How much dearer after waiting before bad odds.
        waited: Times,
        /// Days of waiting before a way round is sought.
        patience: Days,
    }
}

type Planned = (&'static mut Duty, &'static mut Position, &'static Strength);

/// What planning reads.
struct Plan<'a> {
    scenario: &'a Scenario,
    laws: &'a Params,
    cover: &'a Cover,
    staff: &'a Staff,
    now: Minute,
}

/// Plans for every unit whose order asks for movement and that has no way yet.
#[expect(clippy::too_many_arguments, reason = "the parameters of a system are its declared access")]
pub(crate) fn plan(
    clock: Res<Clock>,
    operation: Res<Operation>,
    laws: Res<Laws>,
    cover: Res<Cover>,
    staff: Res<Staff>,
    mut orders: ResMut<Orders>,
    mut units: Units<Planned>,
    mut journal: ResMut<Journal>,
    mut paths: bevy_ecs::system::Local<Paths>,
) {
    let scenario = &*operation.0;
    let plan = Plan { scenario, laws: &laws.0.plan, cover: &cover, staff: &staff, now: clock.now };
    for (id, (mut duty, mut position, _)) in units.each_mut() {
        if duty.status != Status::Present || clock.now < duty.settled_until {
            continue;
        }
        if duty.stance == Stance::Retreat {
            if position.leg.is_some() || !position.route.is_empty() {
                continue;
            }
            duty.stance = Stance::Hold;
        }
        let Some(order) = duty.order else {
            stay(&mut duty, &mut position, Stance::Hold);
            continue;
        };
        let fulfilled = plan.carry_out(id, order, &mut duty, &mut position, &mut paths);
        if fulfilled && !orders.is_ended(order) {
            finish(scenario, order, &mut orders, &mut journal);
        }
    }
}

/// An order is fulfilled: its successor, if any, arrives.
fn finish(scenario: &Scenario, order: OrderId, orders: &mut Orders, journal: &mut Journal) {
    orders.end(order);
    journal.tell(What::OrderEnded(order));
    if let Some(next) = scenario.orders[order.index()].then
        && !orders.is_received(next)
    {
        orders.receive(next);
        journal.tell(What::OrderReceived(next));
    }
}

/// Holds or waits where it stands: a unit at a place stays there, one on a link stands on it.
fn stay(duty: &mut Duty, position: &mut Position, stance: Stance) {
    if matches!(duty.stance, Stance::March) && (position.leg.is_some() || !position.route.is_empty()) {
        return; // sent somewhere by the reaction rule: let it arrive
    }
    duty.stance = stance;
}

impl Plan<'_> {
    /// Sets stance and route for an order; whether its objective is reached.
    fn carry_out(
        &self,
        id: UnitId,
        order: OrderId,
        duty: &mut Duty,
        position: &mut Position,
        paths: &mut Paths,
    ) -> bool {
        let side = self.scenario.unit(id).side;
        duty.forced = false;
        match &self.scenario.orders[order.index()].task {
            Task::Attack { along, .. } => {
                while usize::from(duty.step) < along.len()
                    && self.cover.holder(along[usize::from(duty.step)]) == side
                {
                    duty.step += 1;
                }
                let Some(rest) = along.get(usize::from(duty.step)..).filter(|r| !r.is_empty()) else {
                    stay(duty, position, Stance::Hold);
                    return true;
                };
                self.advance(id, rest, duty, position, paths, Stance::Attack, false);
                false
            }
            Task::March { via, avoid_contact, then, .. } => {
                self.march(id, via, *avoid_contact, *then, duty, position, paths)
            }
            Task::Hold { at, .. } => {
                self.go_and(id, *at, Stance::Hold, duty, position, paths);
                false
            }
            Task::Reserve { at } => {
                self.go_and(id, *at, Stance::Reserve, duty, position, paths);
                false
            }
            Task::Delay { .. } => {
                stay(duty, position, Stance::Hold);
                false
            }
            Task::Withdraw { along } => {
                self.withdraw(id, along, duty, position, paths);
                false
            }
            Task::Join { .. } => false,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "an order's fields and a unit's state")]
    fn march(
        &self,
        id: UnitId,
        via: &[PlaceId],
        avoid: bool,
        then: Then,
        duty: &mut Duty,
        position: &mut Position,
        paths: &mut Paths,
    ) -> bool {
        while usize::from(duty.step) < via.len()
            && position.leg.is_none()
            && via[usize::from(duty.step)] == position.place
        {
            duty.step += 1;
        }
        let rest = &via[usize::from(duty.step).min(via.len())..];
        let Some(goal) = via.last().copied() else { return true };
        if rest.is_empty() {
            let stance = if then == Then::Reserve { Stance::Reserve } else { Stance::Hold };
            stay(duty, position, stance);
            return self.cover.holder(goal) == self.scenario.unit(id).side && then == Then::Seize;
        }
        let before_goal = position.leg.is_some_and(|leg| leg.to == goal) && duty.closed_at.is_some();
        let stance = if before_goal && then == Then::Seize { Stance::Attack } else { Stance::March };
        duty.forced = then == Then::Seize;
        self.advance(id, rest, duty, position, paths, stance, avoid);
        false
    }

    /// Goes to the first of the places and on through the rest, unless it is on its way already.
    #[expect(clippy::too_many_arguments, reason = "an order's fields and a unit's state")]
    fn advance(
        &self,
        id: UnitId,
        rest: &[PlaceId],
        duty: &mut Duty,
        position: &mut Position,
        paths: &mut Paths,
        stance: Stance,
        avoid: bool,
    ) {
        let waited = duty
            .waiting_since
            .is_some_and(|since| (self.now - since) as f64 > self.laws.patience.get() * DAY as f64);
        let under_way = position.leg.is_some() || !position.route.is_empty();
        duty.stance = stance;
        if under_way && !waited && position.goal == rest[rest.len() - 1] {
            return;
        }
        let on_link = position.leg;
        let side = self.scenario.unit(id).side;
        let from = self.anchor(side, position);
        let mobility = self.scenario.unit(id).mobility;
        let dear = self.dearness(mobility, avoid, waited);
        let mut route = Vec::new();
        let mut piece = Vec::new();
        let mut at = from;
        for &next in rest {
            paths.search_until(
                &self.scenario.theatre,
                [(at, 0.0)],
                |p, _| p == next,
                |l, a, b| self.step_days(l, a, b, side, mobility, dear),
            );
            paths.route(&self.scenario.theatre, next, &mut piece);
            if piece.is_empty() && next != at {
                break;
            }
            route.extend_from_slice(&piece);
            at = next;
        }
        if route.is_empty() {
            return;
        }
        match on_link {
            // The way begins on the link it stands on: on along it, facing about if need be.
            Some(leg) if leg.link == route[0] => {
                route.remove(0);
                if leg.to == from {
                    turn_back(self.scenario, position, leg, self.now);
                }
            }
            // Another way: first back along the link.
            Some(leg) if leg.to != from => turn_back(self.scenario, position, leg, self.now),
            Some(_) | None => {}
        }
        if waited {
            duty.waiting_since = Some(self.now);
        }
        position.route = route;
        position.goal = at;
    }

    /// Where a plan begins: the end of the unit's link that its side holds, or its place.
    fn anchor(&self, side: SideId, position: &Position) -> PlaceId {
        match position.leg {
            Some(leg) if self.cover.holder(position.place) != side && self.cover.holder(leg.to) == side => {
                leg.to
            }
            _ => position.place,
        }
    }

    fn dearness(&self, mobility: Mobility, avoid: bool, waited: bool) -> f64 {
        let mobile = if mobility == Mobility::Foot { 1.0 } else { self.laws.mobile.get() };
        let avoid = if avoid { self.laws.avoid.get() } else { 1.0 };
        let waited = if waited { self.laws.waited.get() } else { 1.0 };
        mobile.max(avoid) * waited
    }

    /// Days that a step costs in a plan.
    fn step_days(
        &self,
        link: LinkId,
        from: PlaceId,
        to: PlaceId,
        side: SideId,
        mobility: Mobility,
        dear: f64,
    ) -> f64 {
        let days = self.staff.days(mobility, link);
        if self.cover.holder(to) == side {
            return days;
        }
        let enemy = side.enemy();
        let on_link = if self.cover.holder(from) == side { self.cover.line(link, enemy).total } else { 0.0 };
        let men = on_link + self.cover.garrison(to).total;
        if men < 1.0 {
            return days;
        }
        days + dear * (self.laws.held_place.get() + men / self.laws.held_men.get())
    }

    /// Goes to a place of its own side and takes a stance there; without a place, where it stands.
    fn go_and(
        &self,
        id: UnitId,
        at: Option<PlaceId>,
        stance: Stance,
        duty: &mut Duty,
        position: &mut Position,
        paths: &mut Paths,
    ) {
        let side = self.scenario.unit(id).side;
        let Some(goal) = at.filter(|&p| p != position.place || position.leg.is_some()) else {
            stay(duty, position, stance);
            return;
        };
        let settled = duty.order.is_some() && duty.step > 0;
        if settled || self.cover.holder(goal) != side {
            stay(duty, position, stance);
            return;
        }
        duty.step = 1; // sent once; whoever is thrown out of the place is not sent back by the same order
        if self.sets_out(id, goal, position, paths) {
            duty.stance = Stance::March;
        } else {
            stay(duty, position, stance);
        }
    }

    fn withdraw(
        &self,
        id: UnitId,
        along: &[PlaceId],
        duty: &mut Duty,
        position: &mut Position,
        paths: &mut Paths,
    ) {
        let side = self.scenario.unit(id).side;
        while usize::from(duty.step) < along.len()
            && (along[usize::from(duty.step)] == position.place && position.leg.is_none()
                || self.cover.holder(along[usize::from(duty.step)]) != side)
        {
            duty.step += 1;
        }
        let Some(&goal) = along.get(usize::from(duty.step)) else {
            stay(duty, position, Stance::Hold);
            return;
        };
        if self.sets_out(id, goal, position, paths) {
            duty.stance = Stance::Retreat;
        } else {
            stay(duty, position, Stance::Hold);
        }
    }

    /// Takes the quickest way through its own side's places to one of them; whether there is one.
    fn sets_out(&self, id: UnitId, goal: PlaceId, position: &mut Position, paths: &mut Paths) -> bool {
        let unit = self.scenario.unit(id);
        let (side, mobility) = (unit.side, unit.mobility);
        let from = self.anchor(side, position);
        paths.search_until(
            &self.scenario.theatre,
            [(from, 0.0)],
            |p, _| p == goal,
            |l, _, b| {
                if self.cover.holder(b) == side { self.staff.days(mobility, l) } else { f64::INFINITY }
            },
        );
        let mut route = Vec::new();
        paths.route(&self.scenario.theatre, goal, &mut route);
        if route.is_empty() {
            return false;
        }
        if let Some(leg) = position.leg.filter(|leg| leg.to != from) {
            turn_back(self.scenario, position, leg, self.now);
        }
        position.route = route;
        position.goal = goal;
        true
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
