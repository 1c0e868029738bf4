//! Placebo: orders that are wrong on purpose. A score that does not move with them does not test the engine.

use verst_domain::ids::PlaceId;
use verst_domain::orders::Task;
use verst_domain::scenario::Scenario;
use verst_domain::theatre::{RoadClass, Theatre};
use verst_domain::time::DAY;

/// Every order signed later by some days (earlier if negative).
pub fn shift_orders(scenario: &mut Scenario, days: f64) {
    scenario.orders.iter_mut().for_each(|o| {
        // Orders of before the start are known at the start: they are shifted from there.
        let before = o.issued.best.min(0.0);
        o.issued.shift(days * DAY as f64 - before);
    });
}

/// The last place of every order moved to the neighbour that is nearest by road.
pub fn move_objectives(scenario: &mut Scenario) {
    let Scenario { orders, theatre, .. } = scenario;
    for order in orders {
        match &mut order.task {
            Task::Attack { along: places, .. } | Task::March { via: places, .. } => {
                if let Some(last) = places.last_mut() {
                    *last = neighbour(theatre, *last);
                }
            }
            _ => {}
        }
    }
}

fn neighbour(theatre: &Theatre, place: PlaceId) -> PlaceId {
    let roads = theatre.place(place).links().map(|l| theatre.link(l));
    let roads = roads.filter(|l| l.road.is_some_and(|r| r != RoadClass::OffRoad));
    roads.min_by(|x, y| x.km.best.total_cmp(&y.km.best)).map_or(place, |l| l.other(place))
}
