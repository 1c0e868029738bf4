//! Jump-off: moving up before the hour of an attack.
//!
//! Law     Who knows the hour from which he is to attack, and stands next to his first objective, moves up in the night before on
//!         the road to it, as far as his own side's line or the edge of what the enemy has left; he attacks no sooner than the
//!         hour, and moving up is not following the enemy.
//! Source  staff practice of both armies: troops take up their jump-off positions in the last night or two, see the rules file.
//! Used by orders.rs, which lets the order stand from then on; fit.rs, stops.rs and following.rs, for whom it is not yet the hour.

use verst_domain::ids::SideId;
use verst_domain::orders::{Condition as When, Order, Task};
use verst_domain::scenario::Scenario;
use verst_domain::time::{HOUR, Minute};
use verst_engine::components::{Duty, Holding, Position};
use verst_engine::roster::Places;

use crate::coefficient::Hours;

crate::coefficients! {
    /// Coefficients of moving up.
    Params in "jump_off" {
        /// So long before their hour troops begin to move up.
        moving_up: Hours,
    }
}

/// The hour before which an order to attack is not to be carried out; none: it has none.
fn hour(order: &Order) -> Option<Minute> {
    match (&order.task, order.when.as_ref()) {
        (Task::Attack { .. }, Some(When::From(minute))) => Some(Minute(*minute)),
        _ => None,
    }
}

/// Whether a unit acts on an order to attack whose hour has not come: it moves up.
pub(crate) fn is_before_hour(scenario: &Scenario, duty: &Duty, now: Minute) -> bool {
    duty.order.is_some_and(|order| hour(&scenario.orders[order.index()]).is_some_and(|hour| now < hour))
}

/// Whether troops at a position move up for an order: its hour is near, and they stand next to the first place that it names of
/// those the enemy holds, or on the road to it.
pub(crate) fn moves_up(
    laws: &Params,
    scenario: &Scenario,
    places: &Places<&'static Holding>,
    side: SideId,
    order: &Order,
    position: &Position,
    now: Minute,
) -> bool {
    let (Some(hour), Task::Attack { along, .. }) = (hour(order), &order.task) else { return false };
    if hour - now > (laws.moving_up.get() * HOUR as f64) as i64 {
        return false;
    }
    let first = along.iter().find(|&&place| places.get(place).side != side);
    let road = first.and_then(|&place| scenario.theatre.link_between(position.place, place));
    road.is_some_and(|road| position.leg.is_none_or(|leg| leg.link == road))
}
