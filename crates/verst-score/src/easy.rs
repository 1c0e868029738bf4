//! Easy measures: those that need no model of war.

use verst_domain::forces::Start;
use verst_domain::scenario::Scenario;

use crate::measure::{Kind, Measure};
use crate::outcome::members;
use crate::scorecard::PerBaseline;
use crate::watched::Watched;

/// Share of the unit of error by which a score may lie above the floor and still be right.
const RIGHT: f64 = 0.1;

/// Whether the documented fact holds already in the first minute: a place captured or reached that is held or occupied then, a
/// way documented as cut that is cut then, a place documented as captured that is held then. What is documented *not* to
/// happen is no fact of the first minute.
pub(crate) fn true_at_start(scenario: &Scenario, measure: &Measure) -> bool {
    let yes = measure.documented.best > 0.5;
    match &measure.kind {
        Kind::Captured { place, by } => scenario.theatre.place(*place).holder == *by,
        Kind::NotCaptured { place, by, .. } => !yes && scenario.theatre.place(*place).holder == *by,
        Kind::Reached { who, place } => members(scenario, *who)
            .into_iter()
            .any(|u| matches!(scenario.unit(u).start, Start::At(at) if at == *place)),
        Kind::SupplyCut { .. } => yes && Watched::new(scenario).read(&measure.kind, &[]) == Some(1.0),
        _ => false,
    }
}

/// Whether every baseline that answers gets it right, and at least one answers.
pub(crate) fn is_easy(measure: &Measure, floor: f64, baselines: &PerBaseline<f64>) -> bool {
    let scores = [baselines.static_world, baselines.climatology, baselines.lanchester, baselines.plan];
    let mut answers = scores.into_iter().flatten().peekable();
    answers.peek().is_some() && answers.all(|s| s - floor < RIGHT * measure.unit_of_error)
}
