//! Conditions of orders in words.

use verst_domain::orders::Condition;
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;

/// What has to hold, to stand after "once".
#[must_use]
pub fn words(scenario: &Scenario, condition: &Condition) -> String {
    let each = |list: &[Condition]| list.iter().map(|c| words(scenario, c)).collect::<Vec<_>>();
    match condition {
        Condition::SupplyCut => String::from("cut off"),
        Condition::LossAbove(share) => format!("{:.0} % of the men are lost", 100.0 * share),
        Condition::Holds(place) => format!("{} is ours", scenario.place_name(*place)),
        Condition::Lost(place) => format!("{} is the enemy's", scenario.place_name(*place)),
        Condition::From(minute) => {
            let date = scenario.calendar.date(Minute(*minute));
            format!("it is {} {:02}:{:02}", date.date(), date.hour(), date.minute())
        }
        Condition::PlanRunsOut => String::from("the plan has run out"),
        Condition::Any(list) => each(list).join(" or "),
        Condition::All(list) => each(list).join(" and "),
    }
}
