//! Placebo: orders that are wrong on purpose. A score that does not move with them does not test the engine.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use verst_domain::ids::PlaceId;
use verst_domain::orders::Task;
use verst_domain::scenario::Scenario;
use verst_domain::theatre::{RoadClass, Theatre};
use verst_domain::time::DAY;
use verst_rules::uncertainty::Uncertainty;
use verst_score::measure::Record;
use verst_score::placebo::Placebo;

use crate::inputs::Inputs;
use crate::runner::{Arm, Request};

/// Days by which the card's placebo orders come late.
const LATE: f64 = 2.0;

/// Plays the placebos of an arm on the seeds of its own values; none if it was stopped, or a run failed.
#[must_use]
pub fn play(
    arm: &Arm,
    law: &Uncertainty,
    record: &Record,
    (seeds, own): (&[u64], &[Vec<f64>]),
    jobs: usize,
    stop: &AtomicBool,
) -> Option<Placebo> {
    let values = |change: &dyn Fn(&mut Scenario)| {
        let wrong = changed(arm, law, change);
        let request = Request { arm: &wrong, base: &wrong.scenario, record: Some(record), seeds, jobs, stop };
        let values = request.run(&mut |_| {}).values();
        (values.len() == seeds.len() && !stop.load(Ordering::Relaxed)).then_some(values)
    };
    let late = values(&|scenario| shift_orders(scenario, LATE))?;
    let moved = values(&move_objectives)?;
    Some(Placebo::new(record, own, &late, &moved))
}

/// The arm of another scenario, drawn as before.
fn changed(arm: &Arm, law: &Uncertainty, change: &dyn Fn(&mut Scenario)) -> Arm {
    let mut scenario = Scenario::clone(&arm.scenario);
    change(&mut scenario);
    let inputs =
        arm.inputs.is_some().then(|| Arc::new(Inputs::new(&scenario, &arm.rules, Some(law.clone()))));
    Arm { scenario: Arc::new(scenario), inputs, ..arm.clone() }
}

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
