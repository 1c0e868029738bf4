//! Orders: when they arrive, and which one stands for a unit.
//!
//! Law     An order reaches the troops after a delay that grows with the level of its addressee. Of the orders that have
//!         arrived, whose condition has come to hold and which have not lapsed, a unit's own goes before its formation's and a lower
//!         formation's before a higher one's; on one level the newest stands, and what a fulfilled one had replaced does not
//!         revive; orders signed at one time are parts of one plan, and the next stands when one is fulfilled. In a forecast,
//!         which plays none but orders of before the start, those without an end bind for as long as plans reach.
//! Source  staff practice, see the rules file.
//! Phase   Command.  Reads Holding, Condition, Strength.  Writes Duty.  Entries OrderReceived, OrderEnded.  Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Res, ResMut};
use bevy_ecs::world::World;
use verst_domain::forces::Level;
use verst_domain::ids::{FormationId, OrderId, PlaceId, SideId, UnitId};
use verst_domain::journal::What;
use verst_domain::orders::{Addressee, Condition as When, Order, Task};
use verst_domain::scenario::Scenario;
use verst_domain::time::{HOUR, Minute};
use verst_engine::agenda::{Agenda, Event, Subject};
use verst_engine::components::{Condition, Duty, Holding, Position, Stance, Status, Strength};
use verst_engine::digest::Fold;
use verst_engine::journal::Journal;
use verst_engine::muster::Operation;
use verst_engine::phase::Phase;
use verst_engine::roster::{Places, Units};
use verst_engine::run::{Clock, Due};

use crate::coefficient::{Days, Hours};
use crate::jump_off::moves_up;
use crate::pockets::attacks_out;
use crate::rules_file::{Laws, RulesFile};
use crate::sequels::{ages, has_gone_back, is_back};

crate::coefficients! {
    /// Coefficients of command delay.
    Params in "orders" {
        /// From the signature of a front's or army group's order to the troops' first step.
        delay_front: Hours,
        /// Of an army's.
        delay_army: Hours,
        /// Of a corps' or group's.
        delay_corps: Hours,
        /// Of a division's, or to a single unit.
        delay_division: Hours,
        /// How long a plan made before the start binds, where no later orders are played.
        plan: Days,
    }
}

/// What has become of an order, and what of it whoever looks for the one that stands has to know.
#[derive(Clone, Copy, Debug)]
struct Standing {
    received: bool,
    ended: bool,
    /// Whether troops act on it: a change of subordination is carried out at once and then stands for nobody.
    is_task: bool,
    /// Whether it has a condition or lapses by one.
    is_conditional: bool,
}

/// State of the orders of a run.
#[derive(Resource, Debug, Default)]
pub struct Orders {
    /// By order.
    standing: Vec<Standing>,
    by_unit: Vec<Vec<OrderId>>,
    by_formation: Vec<Vec<OrderId>>,
    above: Vec<Option<FormationId>>,
    /// Units that act on another order than before the present slot.
    changed: Vec<bool>,
    /// By order: when it counts as signed.
    signed: Vec<i64>,
    /// By unit: the last order to go back at whose end it has come.
    fulfilled: Vec<Option<OrderId>>,
    /// By unit: the last march that it was taken off, and how many places of its way lay behind it.
    marched: Vec<Option<(OrderId, u16)>>,
}

impl Standing {
    fn at_start(order: &Order) -> Self {
        Self {
            received: false,
            ended: false,
            is_task: !matches!(order.task, Task::Join { .. }),
            is_conditional: order.when.is_some() || order.until.is_some(),
        }
    }
}

impl Orders {
    /// Whether an order was fulfilled or has lapsed for good.
    pub fn end(&mut self, order: OrderId) {
        self.standing[order.index()].ended = true;
    }
    /// Marks an order as received: the successor of a fulfilled one.
    pub fn receive(&mut self, order: OrderId) {
        self.standing[order.index()].received = true;
    }
    /// Whether it has been received.
    #[must_use]
    pub fn is_received(&self, order: OrderId) -> bool {
        self.standing[order.index()].received
    }
    /// Whether a unit acts on another order than before the present slot.
    #[must_use]
    pub fn has_changed(&self, unit: UnitId) -> bool {
        self.changed[unit.index()]
    }
    /// Whether `inner` is `outer` or stands below it in the chain of command of the moment.
    #[must_use]
    pub fn is_under(&self, inner: FormationId, outer: FormationId) -> bool {
        self.upward(inner).any(|formation| formation == outer)
    }
    /// A formation and those above it, one after the other.
    pub(crate) fn upward(&self, formation: FormationId) -> impl Iterator<Item = FormationId> {
        let up = std::iter::successors(Some(formation), |at| self.above[at.index()]);
        // Changes of subordination may close a circle.
        up.take(self.above.len() + 1)
    }
    /// Whether it has ended.
    #[must_use]
    pub fn is_ended(&self, order: OrderId) -> bool {
        self.standing[order.index()].ended
    }
}

/// Hours from signature to first step.
#[must_use]
pub fn delay_hours(laws: &Params, scenario: &Scenario, to: Addressee) -> f64 {
    match to {
        Addressee::Unit(_) => laws.delay_division.get(),
        Addressee::Formation(f) => match scenario.formation(f).level {
            Level::Supreme | Level::Front => laws.delay_front.get(),
            Level::Army => laws.delay_army.get(),
            Level::Corps | Level::Group => laws.delay_corps.get(),
            Level::Division => laws.delay_division.get(),
        },
    }
}

/// Sets the orders for a run and schedules their arrival.
pub fn start(world: &mut World, scenario: &Scenario) {
    let laws = std::sync::Arc::clone(&world.resource::<Laws>().0);
    let signed = scenario.orders.iter().map(|o| o.issued.best.round() as i64).collect();
    let ages = ages(signed, |index| scenario.orders[index].then);
    let mut orders = Orders {
        standing: scenario.orders.iter().map(Standing::at_start).collect(),
        signed: ages.iter().map(|age| age.0).collect(),
        by_unit: vec![Vec::new(); scenario.units.len()],
        by_formation: vec![Vec::new(); scenario.formations.len()],
        above: scenario.formations.iter().map(|f| f.under).collect(),
        changed: vec![false; scenario.units.len()],
        fulfilled: vec![None; scenario.units.len()],
        marched: vec![None; scenario.units.len()],
    };
    let successors: Vec<OrderId> = scenario.orders.iter().filter_map(|o| o.then).collect();
    let mut newest_first: Vec<OrderId> = (0..scenario.orders.len()).map(OrderId::new).collect();
    newest_first.sort_by(|&a, &b| ages[b.index()].cmp(&ages[a.index()]).then(b.cmp(&a)));
    for &id in &newest_first {
        match scenario.orders[id.index()].to {
            Addressee::Unit(u) => orders.by_unit[u.index()].push(id),
            Addressee::Formation(f) => orders.by_formation[f.index()].push(id),
        }
    }
    world.insert_resource(orders);
    let mut agenda = world.resource_mut::<Agenda>();
    for (index, order) in scenario.orders.iter().enumerate() {
        let id = OrderId::new(index);
        if successors.contains(&id) {
            continue; // arrives when its predecessor is fulfilled
        }
        let at = arrival(&laws, scenario, order);
        agenda.schedule(Event { at, phase: Phase::Command, subject: Subject::Order(id), tag: 0 });
    }
}

fn arrival(laws: &RulesFile, scenario: &Scenario, order: &Order) -> Minute {
    let delay = delay_hours(&laws.orders, scenario, order.to) * HOUR as f64;
    Minute((order.issued.best + delay).round() as i64).max(Minute(0))
}

/// State that the next turns depend on.
pub fn digest(world: &World, to: &mut Fold) {
    let orders = world.resource::<Orders>();
    for order in &orders.standing {
        to.ints([u64::from(order.received) + 2 * u64::from(order.ended)]);
    }
    for (order, march) in orders.fulfilled.iter().zip(&orders.marched) {
        let march = march.map_or(u64::MAX, |(o, step)| (o.index() as u64) << 16 | u64::from(step));
        to.ints([order.map_or(u64::MAX, |o| o.index() as u64), march]);
    }
}

/// The way of a march; empty: the order is none.
fn way_of(scenario: &Scenario, order: OrderId) -> &[PlaceId] {
    match &scenario.orders[order.index()].task {
        Task::March { via, .. } => via,
        _ => &[],
    }
}

/// How many places of a march's way lie behind a unit that has passed so many of its last march: it does not turn back to them,
/// whatever it was told between the two.
fn behind(old: &[PlaceId], step: u16, new: &[PlaceId]) -> u16 {
    let passed = &old[..usize::from(step).min(old.len())];
    new.iter().take_while(|place| passed.contains(place)).count() as u16
}

type Told = (&'static mut Duty, &'static Strength, &'static Condition, &'static mut Position);

/// Receives what is due and gives every unit the order that stands for it.
#[expect(clippy::too_many_arguments, reason = "the parameters of a system are its declared access")]
pub(crate) fn orders(
    clock: Res<Clock>,
    due: Res<Due>,
    operation: Res<Operation>,
    laws: Res<Laws>,
    mut units: Units<Told>,
    places: Places<&'static Holding>,
    mut orders: ResMut<Orders>,
    mut journal: ResMut<Journal>,
) {
    let (scenario, reach) = (&*operation.0, laws.0.cover.sector_radius.get());
    for event in &due.0 {
        if let Subject::Order(id) = event.subject {
            orders.receive(id);
            journal.tell(What::OrderReceived(id));
            join(scenario, id, &mut orders, &mut units);
        }
    }
    orders.changed.fill(false);
    for (id, (duty, strength, condition, position)) in units.each_mut() {
        if duty.status != Status::Present {
            continue;
        }
        let fact = Fact {
            scenario,
            side: scenario.unit(id).side,
            strength,
            condition,
            places: &places,
            now: clock.now,
            laws: &laws.0,
            acts_on: duty.order,
            position: &*position,
        };
        if let Some(order) = duty.order.filter(|&order| has_gone_back(scenario, reach, order, position)) {
            orders.fulfilled[id.index()] = Some(order);
        }
        let stands = standing(&fact, &orders, id, duty.under);
        orders.changed[id.index()] = stands != duty.order;
        if stands != duty.order {
            if let Some(order) = duty.order.filter(|&order| is_back(scenario, reach, order, position)) {
                orders.fulfilled[id.index()] = Some(order);
            }
            let way_of = |order| way_of(scenario, order);
            if let Some(order) = duty.order.filter(|&order| !way_of(order).is_empty()) {
                orders.marched[id.index()] = Some((order, duty.step));
            }
            let last = orders.marched[id.index()];
            duty.step =
                last.zip(stands).map_or(0, |((old, step), new)| behind(way_of(old), step, way_of(new)));
            duty.order = stands;
            duty.has_attacked = false;
            // Who was sent to help somewhere goes on, unless he is told something else.
            let is_sent = clock.now < duty.settled_until && !attacks_out(duty, clock.now);
            if duty.stance != Stance::Retreat && !(is_sent && stands.is_none()) {
                if is_sent {
                    (duty.settled_until, duty.stance) = (clock.now, Stance::Hold);
                }
                position.route.clear();
                duty.waiting_since = None;
                duty.permission_at = None;
            }
        }
    }
}

/// Carries out a change of subordination: a unit's headquarters, or the one above a formation.
fn join(scenario: &Scenario, id: OrderId, orders: &mut Orders, units: &mut Units<Told>) {
    let order = &scenario.orders[id.index()];
    let Task::Join { to } = order.task else { return };
    match order.to {
        Addressee::Unit(unit) => units.get_mut(unit).0.under = to,
        Addressee::Formation(formation) => orders.above[formation.index()] = Some(to),
    }
}

/// What a condition is judged by.
pub(crate) struct Fact<'a, 'w, 's> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) side: SideId,
    pub(crate) strength: &'a Strength,
    pub(crate) condition: &'a Condition,
    pub(crate) places: &'a Places<'w, 's, &'static Holding>,
    pub(crate) now: Minute,
    pub(crate) laws: &'a RulesFile,
    /// The order that the unit acts on.
    pub(crate) acts_on: Option<OrderId>,
    pub(crate) position: &'a Position,
}

impl Fact<'_, '_, '_> {
    /// Whether a condition holds.
    pub(crate) fn holds(&self, when: &When) -> bool {
        match when {
            When::SupplyCut => self.condition.cut_days > 0.0,
            When::LossAbove(share) => self.strength.men < (1.0 - share) * self.strength.men_at_start,
            When::Holds(place) => self.places.get(*place).side == self.side,
            When::Lost(place) => self.places.get(*place).side != self.side,
            When::From(minute) => self.now.0 >= *minute,
            When::PlanRunsOut => self.now.days() >= self.laws.orders.plan.get(),
            When::Any(list) => list.iter().any(|w| self.holds(w)),
            When::All(list) => list.iter().all(|w| self.holds(w)),
        }
    }

    fn is_in_force(&self, standing: Standing, id: OrderId) -> bool {
        let Standing { received, ended, is_task, is_conditional } = standing;
        received && !ended && is_task && (!is_conditional || self.stands_by(id))
    }

    /// An order takes effect once its condition holds, and then stands for the unit until it lapses.
    fn stands_by(&self, id: OrderId) -> bool {
        let order = &self.scenario.orders[id.index()];
        let has_begun = || order.when.as_ref().is_none_or(|w| self.holds(w)) || self.moves_up(order);
        let has_begun = self.acts_on == Some(id) || has_begun();
        has_begun && !order.until.as_ref().is_some_and(|w| self.holds(w))
    }

    fn moves_up(&self, order: &Order) -> bool {
        let Fact { laws, scenario, places, side, position, now, .. } = *self;
        moves_up(&laws.jump_off, scenario, places, side, order, position, now)
    }
}

/// Of orders, with when they were signed and whether they have ended or are in force, the newest first: the first in force,
/// unless a newer one has been fulfilled. Those signed at one time are parts of one plan.
fn newest_in_force<T>(each: impl Iterator<Item = (T, i64, [bool; 2])>) -> Option<T> {
    let mut fulfilled_at = i64::MIN;
    for (order, signed_at, [ended, is_in_force]) in each {
        if is_in_force {
            return (signed_at >= fulfilled_at).then_some(order);
        }
        fulfilled_at = if ended { fulfilled_at.max(signed_at) } else { fulfilled_at };
    }
    None
}

/// The order that a unit acts on: its own before its formation's. What a fulfilled order had replaced does not revive.
fn standing(fact: &Fact, orders: &Orders, unit: UnitId, under: FormationId) -> Option<OrderId> {
    let fulfilled = orders.fulfilled[unit.index()];
    let next = fulfilled.and_then(|order| fact.scenario.orders[order.index()].then);
    let newest = |list: &[OrderId]| {
        let each = list.iter().map(|&order| {
            let standing = orders.standing[order.index()];
            let received = standing.received || next == Some(order);
            let ended = standing.ended || fulfilled == Some(order);
            let is_in_force = fact.is_in_force(Standing { received, ended, ..standing }, order);
            (order, orders.signed[order.index()], [ended, is_in_force])
        });
        newest_in_force(each)
    };
    let own = newest(&orders.by_unit[unit.index()]);
    if own.is_some_and(|own| !is_back(fact.scenario, fact.laws.cover.sector_radius.get(), own, fact.position))
    {
        return own;
    }
    let above = orders.upward(under).find_map(|at| newest(&orders.by_formation[at.index()]));
    let age = |order: OrderId| orders.signed[order.index()];
    above.filter(|&above| own.is_none_or(|own| age(above) > age(own))).or(own)
}

#[cfg(test)]
#[path = "orders_tests.rs"]
mod tests;
