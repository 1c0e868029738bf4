//! Remarks on an operation that is sound but may not say what was meant: no error, for it may have been meant.

use std::collections::BTreeMap;

use verst_domain::forces::{Known, Start, Travel, Unit};
use verst_domain::ids::{OrderId, PlaceId};
use verst_domain::orders::{Addressee, Order, Task};
use verst_domain::scenario::Scenario;

/// What `check` remarks on orders that are fulfilled as soon as they come, on planned attacks that come late, and on troops that
/// enter where the enemy stands.
#[must_use]
pub fn remarks(scenario: &Scenario) -> Vec<String> {
    let orders = scenario.orders.iter().enumerate();
    let orders = orders.filter_map(|(index, order)| attack(scenario, OrderId::new(index), order));
    let all = orders.chain(late_plans(scenario)).chain(waiting(scenario)).chain(entries(scenario));
    all.chain(beyond_the_line(scenario)).collect()
}

/// Units for whom the plan of before the start has orders, but only ones that wait: until one of them stands they act by doctrine.
fn waiting(scenario: &Scenario) -> Option<String> {
    let concerns = |order: &Order, unit: &Unit| match order.to {
        Addressee::Formation(formation) => scenario.is_under(unit.under, formation),
        Addressee::Unit(id) => scenario.unit(id).key == unit.key,
    };
    let is_plan = |order: &&Order| order.known == Known::Opening && order.issued.best <= 0.0;
    let waits = |unit: &&Unit| {
        let mut own = scenario.orders.iter().filter(is_plan).filter(|order| concerns(order, unit)).peekable();
        let is_there = !matches!(unit.start, Start::Enters { .. });
        is_there && own.peek().is_some() && own.all(|order| order.when.is_some())
    };
    let units: Vec<&str> = scenario.units.iter().filter(waits).map(|unit| unit.key.as_str()).collect();
    (!units.is_empty()).then(|| {
        let units = units.join(", ");
        format!(
            "orders: every order of before the start waits for its `when`; until one of them stands these units act by doctrine, and \
             may attack (a `Hold` or `Reserve` beside it keeps them back): {units}"
        )
    })
}

/// Units that stand on the enemy's part of a link that the front cuts.
fn beyond_the_line(scenario: &Scenario) -> Option<String> {
    let is_beyond = |unit: &&Unit| {
        let Start::OnLink { link, km } = &unit.start else { return false };
        let Some(mark) = scenario.theatre.front.iter().find(|mark| mark.link == *link) else { return false };
        let has_a = scenario.theatre.place(scenario.theatre.link(*link).a).holder == unit.side;
        if has_a { km.best > mark.km.best } else { km.best < mark.km.best }
    };
    let units: Vec<&str> = scenario.units.iter().filter(is_beyond).map(|unit| unit.key.as_str()).collect();
    (!units.is_empty()).then(|| {
        let units = units.join(", ");
        format!(
            "units: they stand on the enemy's side of the line that `front` draws on their link (`Link(from, to, km)` counts from the \
             first place): {units}"
        )
    })
}

/// Attacks decided before the first minute that are signed after it: staffs need hours for them like for any other order.
fn late_plans(scenario: &Scenario) -> Option<String> {
    let is_late = |order: &&Order| {
        matches!(order.task, Task::Attack { .. })
            && order.known == Known::Opening
            && order.issued.best > 0.0
            && order.when.is_none()
    };
    let late: Vec<&str> = scenario.orders.iter().filter(is_late).map(|order| order.key.as_str()).collect();
    (!late.is_empty()).then(|| {
        let orders = late.join(", ");
        format!(
            "orders: `Opening`, but issued after the start, so that staffs need hours for them; a day that was fixed before is an \
             order of before the start with `when: From(date)`: {orders}"
        )
    })
}

/// An attack of the first hour on places that its side holds. One with a condition, or one that follows another order, may find
/// them lost.
fn attack(scenario: &Scenario, id: OrderId, order: &Order) -> Option<String> {
    let Task::Attack { along, .. } = &order.task else { return None };
    let is_later = order.when.is_some()
        || order.known == Known::Reaction
        || order.issued.best > 0.0
        || scenario.orders.iter().any(|other| other.then == Some(id));
    let side = scenario.addressed_side(order.to);
    let all_held = along.iter().all(|&place| scenario.theatre.place(place).holder == side);
    (all_held && !is_later).then(|| {
        let (order, side) = (&order.key, &scenario.side(side).key);
        format!("orders.{order}: \"{side}\" holds every place of this attack at the start: it is fulfilled as soon as it comes")
    })
}

/// Units that enter at a place of the enemy's, place by place.
fn entries(scenario: &Scenario) -> Vec<String> {
    let mut at_places: BTreeMap<(PlaceId, bool), Vec<&str>> = BTreeMap::new();
    for unit in &scenario.units {
        if let Start::Enters { at, by, .. } = unit.start
            && scenario.theatre.place(at).holder != unit.side
        {
            at_places.entry((at, by == Travel::Rail)).or_default().push(&unit.key);
        }
    }
    let remark = |((at, by_rail), units): ((PlaceId, bool), Vec<&str>)| {
        let place = scenario.theatre.place(at);
        let (enemy, place) = (&scenario.side(place.holder).key, &place.key);
        let instead = if by_rail {
            "who enters there by rail unloads at the last place before it"
        } else {
            "who enters there by road comes in at the nearest source of his side"
        };
        let units = units.join(", ");
        format!("units: \"{enemy}\" holds \"{place}\" at the start; until it is taken, {instead}: {units}")
    };
    at_places.into_iter().map(remark).collect()
}
