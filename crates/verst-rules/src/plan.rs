//! Planning: from the order that stands to a stance and a route.
//!
//! Law     An attack goes by the way of route.rs to the first place of its axis that the enemy holds, and on through the
//!         rest. A march ticks off the places of its way as it passes them, and turns back to none; where the enemy shuts
//!         its road, a march that is to seize its goal attacks, any other waits and then looks for a way round. Who comes
//!         too late for his objective still goes there. Who goes back and has the enemy in a place of his way looks for another. A unit without an order goes for the objective that its formation has set
//!         itself (doctrine.rs), or holds where it stands.
//! Source  campaign model A9, A11; doctrine of both armies, see the rules file.
//! Phase   Command.  Reads Orders, Cover, Staff.  Writes Duty, Position.  Entries OrderEnded.  Dice none.

use bevy_ecs::system::{Local, Res, ResMut};
use verst_domain::ids::{OrderId, PlaceId, UnitId};
use verst_domain::journal::What;
use verst_domain::orders::{Task, Then};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;
use verst_engine::components::{Condition, Duty, Position, Stance, Status};
use verst_engine::journal::Journal;
use verst_engine::muster::Operation;
use verst_engine::roster::Units;
use verst_engine::run::{Clock, Due};

use crate::coefficient::{Days, Men, Times};
use crate::cover::Cover;
use crate::doctrine::{Doctrine, is_free};
use crate::facts::Facts;
use crate::fires::Fires;
use crate::irregulars::Irregulars;
use crate::orders::Orders;
use crate::path::Network;
use crate::pockets::breaks_out;
use crate::rail_traffic::Traffic;
use crate::rout::is_routed;
use crate::route::{Guides, Search};
use crate::rules_file::Laws;
use crate::staff::Staff;

crate::coefficients! {
    /// Coefficients of route planning.
    Params in "plan" {
        /// Days that a place known to be held costs in a plan, whoever holds it; in proportion, where fewer hold it than cost a day more.
        held_place: Days,
        /// Defenders that cost one day more.
        held_men: Men,
        /// How much dearer held places are for troops told to avoid contact.
        avoid: Times,
        /// How much dearer after waiting before bad odds.
        waited: Times,
        /// Days of waiting before a way round is sought.
        patience: Days,
        /// By so many days of march it may be longer.
        way_round: Days,
    }
}

impl Params {
    /// Days that so many defenders cost who has to beat them, in a staff's reckoning.
    pub(crate) fn defended_days(&self, men: f64) -> f64 {
        let share = men / self.held_men.get();
        self.held_place.get() * share.min(1.0) + share
    }
}

type Planned = (&'static mut Duty, &'static mut Position, &'static Condition);

/// What planning reads.
pub(crate) struct Plan<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) laws: &'a Params,
    /// Men able to bar a place.
    pub(crate) picket: f64,
    pub(crate) cover: &'a Cover,
    pub(crate) fires: &'a Fires,
    pub(crate) staff: &'a Staff,
    pub(crate) guides: Guides<'a>,
    pub(crate) network: &'a Network,
    pub(crate) traffic: &'a Traffic,
    pub(crate) now: Minute,
    /// Places that troops of each side are marching to, to fight there.
    pub(crate) coming: &'a [[bool; 2]],
}

/// Plans for every unit whose order asks for movement and that has no way yet.
#[expect(clippy::too_many_arguments, reason = "the parameters of a system are its declared access")]
pub(crate) fn plan(
    clock: Res<Clock>,
    due: Res<Due>,
    operation: Res<Operation>,
    laws: Res<Laws>,
    cover: Res<Cover>,
    fires: Res<Fires>,
    staff: Res<Staff>,
    (facts, irregulars): (Res<Facts>, Res<Irregulars>),
    network: Res<Network>,
    mut doctrine: ResMut<Doctrine>,
    traffic: Res<Traffic>,
    mut orders: ResMut<Orders>,
    mut units: Units<Planned>,
    mut journal: ResMut<Journal>,
    mut search: Local<Search>,
    mut coming: Local<Vec<[bool; 2]>>,
) {
    let scenario = &*operation.0;
    search.found.clear();
    search.tolls.restart(clock.now, [staff.reckonings(), irregulars.changes()]);
    look_who_comes(scenario, &units, &mut coming);
    let guides = Guides { irregulars: &irregulars, laws: &laws.0.irregulars, facts: &facts };
    let rules = &*laws.0;
    let (picket, laws, now) = (rules.cover.picket.get(), &rules.plan, clock.now);
    let plan = Plan {
        scenario,
        laws,
        picket,
        cover: &cover,
        fires: &fires,
        staff: &staff,
        guides,
        network: &network,
        traffic: &traffic,
        now,
        coming: &coming,
    };
    for (id, (duty, position, condition)) in units.each_mut() {
        // An order that arrives between the turns makes those plan whom it concerns, and nobody else.
        let asked = due.is_step() || orders.has_changed(id);
        if !asked || duty.status != Status::Present || clock.now < duty.settled_until {
            continue;
        }
        if duty.stance == Stance::Retreat {
            let under_way = position.leg.is_some() || !position.route.is_empty();
            let goes_round = breaks_out(duty, now);
            if under_way && (goes_round || !plan.is_way_barred(scenario.unit(id).side, position)) {
                continue;
            }
            position.route.clear();
            duty.stance = Stance::Hold;
        }
        if is_routed(&rules.rout, condition) {
            stay(duty, position, Stance::Hold); // nobody leads them forward
            continue;
        }
        let Some(order) = duty.order else {
            let free = is_free(duty, scenario.unit(id).kind);
            match doctrine.goal(id).filter(|_| free) {
                Some(goal) => {
                    plan.advance(id, (&[goal], 0), duty, position, &mut search, Stance::Attack, false)
                }
                None => stay(duty, position, Stance::Hold),
            }
            continue;
        };
        if orders.has_changed(id) {
            doctrine.forget(id);
        }
        if let Some(goal) = doctrine.goal(id) {
            duty.step = 0; // once it is done it goes where the order sends it, be it for the second time
            plan.advance(id, (&[goal], 0), duty, position, &mut search, Stance::Attack, false);
            continue;
        }
        let fulfilled = plan.carry_out(id, order, duty, position, &mut search);
        if fulfilled && !orders.is_ended(order) {
            finish(scenario, order, &mut orders, &mut journal);
        }
    }
}

/// Where fighting troops of each side are on the march to; only those who wait ask.
fn look_who_comes(scenario: &Scenario, units: &Units<Planned>, coming: &mut Vec<[bool; 2]>) {
    coming.clear();
    coming.resize(scenario.theatre.places.len(), [false; 2]);
    if !units.each().any(|(_, (duty, ..))| duty.waiting_since.is_some()) {
        return;
    }
    for (id, (duty, position, _)) in units.each() {
        let marching = position.leg.is_some_and(|leg| leg.km_per_day > 0.0);
        let to_fight = matches!(duty.stance, Stance::Attack | Stance::March);
        if duty.status == Status::Present && marching && to_fight {
            coming[position.goal.index()][scenario.unit(id).side.index()] = true;
        }
    }
}

/// A unit passes a place: if it lies on its ordered way, that way is behind it up to there.
pub(crate) fn pass(scenario: &Scenario, duty: &mut Duty, place: PlaceId) {
    let Some(order) = duty.order else { return };
    if let Task::March { via, .. } = &scenario.orders[order.index()].task {
        let ahead = via.get(usize::from(duty.step)..).unwrap_or_default();
        if let Some(passed) = ahead.iter().position(|&p| p == place) {
            duty.step += u16::try_from(passed + 1).expect("an order names fewer places than there are");
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
    let under_way = !position.route.is_empty() || position.leg.is_some_and(|leg| leg.km_per_day > 0.0);
    if duty.stance == Stance::March && under_way {
        return; // sent somewhere by the reaction rule: let it arrive
    }
    duty.stance = stance;
}

/// A place, unless the unit stands in it.
fn elsewhere(place: Option<PlaceId>, position: &Position) -> Option<PlaceId> {
    place.filter(|&p| p != position.place || position.leg.is_some())
}

impl Plan<'_> {
    /// Sets stance and route for an order; whether its objective is reached.
    fn carry_out(
        &self,
        id: UnitId,
        order: OrderId,
        duty: &mut Duty,
        position: &mut Position,
        search: &mut Search,
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
                let first = usize::from(duty.step);
                if first == along.len() {
                    self.close_up(id, along, duty, position, search);
                    return true;
                }
                self.advance(id, (along, first), duty, position, search, Stance::Attack, false);
                false
            }
            Task::March { via, avoid_contact, then, .. } => {
                self.march(id, via, *avoid_contact, *then, duty, position, search)
            }
            Task::Hold { at, .. } => {
                self.go_and(id, *at, Stance::Hold, duty, position, search);
                false
            }
            Task::Reserve { at } => {
                self.go_and(id, *at, Stance::Reserve, duty, position, search);
                false
            }
            Task::Delay { .. } => {
                stay(duty, position, Stance::Hold);
                false
            }
            Task::Withdraw { along } => {
                self.withdraw(id, along, duty, position, search);
                false
            }
            Task::Rail { .. } => {
                stay(duty, position, Stance::Hold);
                self.traffic.is_fulfilled(order)
            }
            Task::Support { .. } => {
                let goal = self.other_than_here(id, self.fires.goal(id), position);
                self.go_or_stay(id, goal, (Stance::March, Stance::Hold), duty, position, search);
                false
            }
            Task::Join { .. } => false,
        }
    }

    /// The objective is taken, by whomever: a unit still goes there, through its own side's places, and holds.
    fn close_up(
        &self,
        id: UnitId,
        along: &[PlaceId],
        duty: &mut Duty,
        position: &mut Position,
        search: &mut Search,
    ) {
        let goal = self.other_than_here(id, along.last().copied(), position);
        self.go_or_stay(id, goal, (Stance::March, Stance::Hold), duty, position, search);
    }

    /// A place, unless the unit stands in it or on a road out of it.
    fn other_than_here(&self, id: UnitId, place: Option<PlaceId>, position: &Position) -> Option<PlaceId> {
        let here = self.cover.anchor(self.scenario.unit(id).side, position);
        place.filter(|&place| place != here)
    }

    /// Goes to a place of its own side with the first stance; without a place, or a way there, stays with the second.
    fn go_or_stay(
        &self,
        id: UnitId,
        goal: Option<PlaceId>,
        (going, staying): (Stance, Stance),
        duty: &mut Duty,
        position: &mut Position,
        search: &mut Search,
    ) {
        if goal.is_some_and(|goal| self.sets_out(id, goal, position, search)) {
            duty.stance = going;
        } else {
            stay(duty, position, staying);
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
        search: &mut Search,
    ) -> bool {
        if position.leg.is_none() {
            pass(self.scenario, duty, position.place);
        }
        let rest = &via[usize::from(duty.step).min(via.len())..];
        let Some(goal) = via.last().copied() else { return true };
        if rest.is_empty() {
            let stance = if then == Then::Reserve { Stance::Reserve } else { Stance::Hold };
            stay(duty, position, stance);
            return self.cover.holder(goal) == self.scenario.unit(id).side && then == Then::Seize;
        }
        let shut = position.leg.is_some() && duty.closed_at.is_some();
        let stance = if shut && then == Then::Seize { Stance::Attack } else { Stance::March };
        if shut {
            duty.waiting_since.get_or_insert(self.now);
        }
        duty.forced = then == Then::Seize;
        self.advance(id, (rest, 0), duty, position, search, stance, avoid);
        false
    }

    /// Goes to a place of its own side and takes a stance there; without a place, where it stands.
    fn go_and(
        &self,
        id: UnitId,
        at: Option<PlaceId>,
        stance: Stance,
        duty: &mut Duty,
        position: &mut Position,
        search: &mut Search,
    ) {
        let side = self.scenario.unit(id).side;
        let Some(goal) = elsewhere(at, position) else {
            stay(duty, position, stance);
            return;
        };
        // Who stands on a road out of the place holds it there; a reserve goes back into it.
        let holds_it = stance == Stance::Hold && self.other_than_here(id, Some(goal), position).is_none();
        let settled = holds_it || duty.order.is_some() && duty.step > 0;
        if settled || self.cover.holder(goal) != side {
            stay(duty, position, stance);
            return;
        }
        duty.step = 1; // sent once; whoever is thrown out of the place is not sent back by the same order
        self.go_or_stay(id, Some(goal), (Stance::March, stance), duty, position, search);
    }

    fn withdraw(
        &self,
        id: UnitId,
        along: &[PlaceId],
        duty: &mut Duty,
        position: &mut Position,
        search: &mut Search,
    ) {
        let side = self.scenario.unit(id).side;
        while usize::from(duty.step) < along.len()
            && (along[usize::from(duty.step)] == position.place && position.leg.is_none()
                || self.cover.holder(along[usize::from(duty.step)]) != side)
        {
            duty.step += 1;
        }
        let goal = along.get(usize::from(duty.step)).copied();
        duty.halt_km = f64::INFINITY;
        self.go_or_stay(id, goal, (Stance::Retreat, Stance::Hold), duty, position, search);
    }
}
