//! Conditions of orders in words, for `show` and the diary.

use verst_domain::orders::Condition;
use verst_domain::scenario::Scenario;

use crate::show::date;

/// What has to hold, to stand after "once" or "until".
#[must_use]
pub fn words(scenario: &Scenario, condition: &Condition) -> String {
    let list =
        |all: &[Condition], word: &str| all.iter().map(|c| words(scenario, c)).collect::<Vec<_>>().join(word);
    match condition {
        Condition::SupplyCut => String::from("its road is cut"),
        Condition::PlanRunsOut => String::from("the plan has run out"),
        Condition::LossAbove(share) => format!("it has lost {:.0} %", 100.0 * share),
        Condition::Holds(p) => format!("{} is ours", scenario.place_name(*p)),
        Condition::Lost(p) => format!("{} is lost", scenario.place_name(*p)),
        Condition::From(minute) => date(scenario, *minute as f64),
        Condition::Any(all) => list(all, " or "),
        Condition::All(all) => list(all, " and "),
    }
}
