//! The data of a comparison's page: both arms as they are shown, and how they differ, as one JSON object.

use serde_json::{Value, json};
use verst_score::measure::Record;

use crate::page_data::joined;
use crate::shown::{self, Shown};
use crate::view::View;

/// One of the two arms.
pub struct ArmPage<'a, 'f> {
    /// What people call it.
    pub label: String,
    /// What its variant asks; none where it is an operation as it was.
    pub because: Option<String>,
    /// What its variant changes, in words.
    pub changes: Vec<String>,
    /// What its map and charts show.
    pub shown: Shown<'a, 'f>,
}

/// A quantity that is not the same in both arms.
#[derive(Clone, Debug, PartialEq)]
pub struct Unlike {
    /// Its path.
    pub path: String,
    /// Its unit.
    pub unit: &'static str,
    /// Best value, low end and high end in each arm; none where the arm has no such quantity.
    pub ranges: [Option<[f64; 3]>; 2],
}

/// Everything that the page of a comparison shows.
pub struct ComparisonPage<'a, 'f> {
    /// The arms.
    pub arms: [ArmPage<'a, 'f>; 2],
    /// The result as `--json` writes it.
    pub result: Value,
    /// Every quantity in which they differ.
    pub unlike: Vec<Unlike>,
    /// What the page was made with, by name.
    pub manifest: Vec<(String, String)>,
}

/// The page's data.
pub(crate) fn data(page: &ComparisonPage<'_, '_>, views: &[View; 2]) -> Value {
    let arm = |n: usize| {
        let arm = &page.arms[n];
        let own = json!({ "letter": if n == 0 { "A" } else { "B" }, "label": arm.label, "because": arm.because, "changes": arm.changes });
        joined(shown::data(&arm.shown, &views[n]), own)
    };
    json!({
        "arms": [arm(0), arm(1)],
        "result": page.result,
        "documented": page.arms[0].shown.record.map(documented),
        "unlike": page.unlike.iter().map(|u| json!([u.path, u.unit, u.ranges])).collect::<Vec<_>>(),
        "manifest": page.manifest,
    })
}

/// What the books say of each measure, in the unit in which people see it.
fn documented(record: &Record) -> Vec<Value> {
    let rows = record.measures.iter().map(|m| {
        let plain = |x: f64| m.scale.to_plain(x);
        let d = m.documented;
        json!({ "id": m.key, "text": m.text, "best": plain(d.best), "low": plain(d.low), "high": plain(d.high) })
    });
    rows.collect()
}
