//! The data of a replay's page: what is shown, and the papers around it, as one JSON object.

use serde_json::{Value, json};

use crate::shown::{self, Shown};
use crate::view::View;

/// A number that went in.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Its path.
    pub path: String,
    /// Its unit.
    pub unit: &'static str,
    /// Best value, low end and high end.
    pub range: [f64; 3],
    /// Basis and source, where its entry states them.
    pub cited: Option<(String, String)>,
}

/// Everything that the page of a replay shows.
pub struct Page<'a, 'f> {
    /// What its map and charts show.
    pub shown: Shown<'a, 'f>,
    /// The result as `--json` writes it.
    pub result: Value,
    /// The diary of the run that is shown, turn by turn.
    pub diary: Vec<String>,
    /// Numbers that went in.
    pub inputs: Vec<Input>,
    /// Sources by key.
    pub sources: Vec<(String, String)>,
    /// What the sources leave open.
    pub free_choices: Vec<String>,
    /// What the page was made with, by name.
    pub manifest: Vec<(String, String)>,
}

/// The page's data.
pub(crate) fn data(page: &Page<'_, '_>, view: &View) -> Value {
    let inputs = page.inputs.iter().map(|i| json!([i.path, i.unit, i.range, i.cited]));
    let papers = json!({
        "result": page.result,
        "diary": page.diary,
        "inputs": inputs.collect::<Vec<_>>(),
        "sources": page.sources,
        "free_choices": page.free_choices,
        "manifest": page.manifest,
    });
    joined(shown::data(&page.shown, view), papers)
}

/// The fields of two objects in one.
pub(crate) fn joined(mut into: Value, from: Value) -> Value {
    if let (Some(into), Value::Object(from)) = (into.as_object_mut(), from) {
        into.extend(from);
    }
    into
}
