//! Hopeless measures: those that no run can meet, whatever it does.

use verst_domain::scenario::Scenario;

use crate::measure::{Kind, Record};

/// What `check` remarks on the measures of a record that no run can meet: that a side does not capture a place until a date, or
/// captures it on one, where it holds the place at the start. No error: a record stays as it was committed.
#[must_use]
pub fn remarks(record: &Record, scenario: &Scenario) -> Vec<String> {
    let held = |place, by| scenario.theatre.place(place).holder == by;
    let remark = |m: &crate::measure::Measure| {
        let (place, by, what) = match m.kind {
            Kind::NotCaptured { place, by, .. } if m.documented.best > 0.5 => (place, by, "say yes"),
            Kind::Captured { place, by } if m.documented.low > 0.0 => (place, by, "have its date"),
            _ => return None,
        };
        let (side, place_key) = (&scenario.side(by).key, &scenario.theatre.place(place).key);
        held(place, by).then(|| {
            format!("measures.{}: \"{side}\" holds \"{place_key}\" at the start: no run can {what}", m.key)
        })
    };
    record.measures.iter().filter_map(remark).collect()
}
