//! Sequels: which of two orders is the newer one, and when a way back has come to its end.
//!
//! Law     The newer one was signed later; but what is to be done next is newer than what it follows. Who is told to go back, at once
//!         or when pressed, and then to do something else, has carried it out once he stands in the last place of his way, or on
//!         a road out of it within a sector's reach: the position is the place with the lines before it. Who is told to go back at
//!         once and no more holds there until a newer order comes, to him or to his formation.
//! Source  campaign model A1.
//! Used by orders.rs.

use verst_domain::ids::{LinkId, OrderId, PlaceId};
use verst_domain::orders::Task;
use verst_domain::scenario::Scenario;
use verst_engine::components::Position;

/// Of every order, when it was signed and how many orders it follows: what is to be done next is newer than what it follows,
/// whichever day of the documented range each of them is given.
pub(crate) fn ages(signed: Vec<i64>, next: impl Fn(usize) -> Option<OrderId>) -> Vec<(i64, u32)> {
    let mut ages: Vec<_> = signed.into_iter().map(|at| (at, 0)).collect();
    // Each round carries the ages one order further along the chains.
    for _ in 0..ages.len() {
        let mut is_done = true;
        for index in 0..ages.len() {
            let (at, before) = ages[index];
            let Some(next) = next(index).filter(|next| ages[next.index()] <= (at, before)) else { continue };
            (ages[next.index()], is_done) = ((at, before + 1), false);
        }
        if is_done {
            break;
        }
    }
    ages
}

/// Whether a unit told to go back, and what to do then, stands where its way ends.
pub(crate) fn has_gone_back(scenario: &Scenario, reach_km: f64, order: OrderId, position: &Position) -> bool {
    let order = &scenario.orders[order.index()];
    match &order.task {
        Task::Delay { along } | Task::Withdraw { along } => {
            order.then.is_some() && is_at_the_end(scenario, reach_km, along, position)
        }
        _ => false,
    }
}

/// Whether a unit told to go back at once stands where its way ends.
pub(crate) fn is_back(scenario: &Scenario, reach_km: f64, order: OrderId, position: &Position) -> bool {
    match &scenario.orders[order.index()].task {
        Task::Withdraw { along } => is_at_the_end(scenario, reach_km, along, position),
        _ => false,
    }
}

/// Whether a unit stands where a way ends.
fn is_at_the_end(scenario: &Scenario, reach_km: f64, along: &[PlaceId], position: &Position) -> bool {
    let whole = |link| scenario.theatre.link(link).km.best;
    along.last().is_some_and(|&last| km_before(position, last, whole).is_some_and(|km| km <= reach_km))
}

/// Km from a place at which a unit stands, in it or on a road out of it; none: elsewhere, or under way.
fn km_before(position: &Position, place: PlaceId, whole_km: impl Fn(LinkId) -> f64) -> Option<f64> {
    let Some(leg) = position.leg else { return (position.place == place).then_some(0.0) };
    let from_it = (position.place == place).then_some(leg.km);
    let km = from_it.or_else(|| (leg.to == place).then(|| whole_km(leg.link) - leg.km));
    km.filter(|_| leg.km_per_day == 0.0)
}

#[cfg(test)]
mod tests {
    use verst_domain::time::Minute;
    use verst_engine::components::Leg;

    use super::*;

    #[test]
    fn a_line_before_the_last_place_holds_it() {
        let (from, to, other) = (PlaceId(1), PlaceId(2), PlaceId(3));
        let stands = Leg { link: LinkId(0), to, km: 12.0, since: Minute(0), km_per_day: 0.0, stop_km: 12.0 };
        let at = |leg| Position { place: from, leg, route: Vec::new(), goal: to, from, version: 0 };
        let km = |leg, place| km_before(&at(leg), place, |_| 100.0);
        assert_eq!(km(Some(stands), from), Some(12.0));
        assert_eq!(km(Some(stands), to), Some(88.0));
        assert_eq!(km(Some(stands), other), None);
        assert_eq!(km(Some(Leg { km_per_day: 20.0, ..stands }), from), None, "under way");
        assert_eq!((km(None, from), km(None, to)), (Some(0.0), None));
    }

    #[test]
    fn what_is_to_be_done_next_is_newer_than_what_it_follows() {
        // To go back, then to hold, then to rest; all of one day, and by the luck of their ranges signed in another order.
        let next = [Some(OrderId::new(1)), Some(OrderId::new(2)), None, None];
        let ages = ages(vec![30, 20, 10, 25], |index| next[index]);
        assert_eq!(ages, [(30, 0), (30, 1), (30, 2), (25, 0)]);
    }
}
