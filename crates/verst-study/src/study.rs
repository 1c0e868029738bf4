//! Studies: a design over knobs of an operation and its rules, played with the same seeds in every row.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use verst_domain::quantity::Quantity;
use verst_domain::scenario::{OrderMode, Scenario};
use verst_domain::time::DAY;
use verst_files::problem::{Problem, Problems};
use verst_files::text;
use verst_rules::list;
use verst_rules::rules_file::RulesFile;
use verst_rules::uncertainty::Uncertainty;

use crate::design::{Design, Setting};
use crate::inputs::Inputs;
use crate::runner::Arm;
use crate::settings::{self, Act};
use crate::variant::{Change, Changes};

/// A study's file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyFile {
    /// Version of the format: 1.
    pub format: u32,
    /// Its name.
    pub name: String,
    /// The operation: a name in the library, or a folder.
    pub base: String,
    /// The question that it asks.
    pub because: String,
    /// What is changed in every row, as in a variant.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// How the knobs are set.
    pub design: Design,
    /// What is set.
    pub knobs: Vec<KnobRow>,
    /// Seed set.
    #[serde(default = "judge")]
    pub seeds: String,
    /// Seeds of each row: the first of the set.
    pub repeats: u32,
    /// Which orders a run may know.
    #[serde(default)]
    pub orders: Orders,
    /// Whether what is no knob is drawn within its range.
    #[serde(default)]
    pub inputs: Draw,
    /// Measures and totals that the summary is about; none: the error and the totals.
    #[serde(default)]
    pub watch: Vec<String>,
    /// Runs that are written together.
    #[serde(default = "two_hundred")]
    pub chunk: u32,
}

fn judge() -> String {
    String::from("judge")
}

fn two_hundred() -> u32 {
    200
}

/// Which orders a run may know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Orders {
    /// All.
    #[default]
    Historical,
    /// Those decided before the first minute.
    Opening,
    /// None.
    Doctrine,
}

impl Orders {
    fn mode(self) -> OrderMode {
        match self {
            Self::Historical => OrderMode::Historical,
            Self::Opening => OrderMode::Opening,
            Self::Doctrine => OrderMode::Doctrine,
        }
    }
}

/// Whether inputs are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Draw {
    /// Within their ranges.
    #[default]
    Drawn,
    /// At their best values.
    Best,
}

/// A knob.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnobRow {
    /// Its name in the results.
    pub name: String,
    /// What it sets: a path, as `show --knobs` lists them.
    pub path: String,
    /// How it sets it.
    #[serde(default)]
    pub how: How,
    /// Its low end; not for `Range`.
    #[serde(default)]
    pub low: Option<f64>,
    /// Its high end.
    #[serde(default)]
    pub high: Option<f64>,
}

/// How a knob sets what it names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum How {
    /// From the low to the high end of each quantity's own range, as it is cited.
    #[default]
    Range,
    /// To a number, from low to high.
    Set,
    /// Times a factor, from low to high.
    Scale,
    /// Moved in its own unit, from low to high.
    By,
    /// A date, moved by days, from low to high.
    Days,
}

/// A knob that is ready to be set.
#[derive(Clone, Debug)]
struct Ready {
    places: Vec<usize>,
    how: How,
    low: f64,
    high: f64,
}

impl Ready {
    fn value(&self, share: f64) -> f64 {
        self.low + share * (self.high - self.low)
    }

    fn act(&self, share: f64) -> Act {
        let value = self.value(share);
        match self.how {
            How::Range => Act::Within(value),
            How::Set => Act::Set(Quantity::exact(value)),
            How::Scale => Act::Scale(value),
            How::By => Act::Shift(value),
            How::Days => Act::Delay((value * DAY as f64).round()),
        }
    }
}

/// Reads a study.
///
/// # Errors
/// If the file cannot be read, is none, or its design cannot be played.
pub fn read(file: &Path) -> Result<(StudyFile, Changes), Problems> {
    let parsed = text::read::<StudyFile>(file)?;
    let (study, source) = (parsed.value, parsed.source);
    let mut problems: Vec<Problem> = Vec::new();
    let mut tell = |path: &str, message: String| problems.push(source.problem(path, message, None));
    if let Err(message) = study.design.check(study.knobs.len()) {
        tell("design", message);
    }
    if study.repeats == 0 {
        tell("repeats", String::from("every row is played at least once"));
    }
    if study.chunk == 0 {
        tell("chunk", String::from("at least one run is written at a time"));
    }
    for (n, knob) in study.knobs.iter().enumerate() {
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if knob.name.is_empty() || !knob.name.chars().all(good) {
            let message = String::from("a knob's name is of lower case letters, digits and underscores");
            tell(&format!("knobs[{n}].name"), message);
        }
        if study.knobs[..n].iter().any(|other| other.name == knob.name) {
            tell(&format!("knobs[{n}].name"), format!("there are two knobs \"{}\"", knob.name));
        }
        match (knob.how, knob.low, knob.high) {
            (How::Range, None, None) => {}
            (How::Range, _, _) => {
                tell(
                    &format!("knobs[{n}]"),
                    String::from("Range takes the cited range: leave low and high out"),
                );
            }
            (_, Some(low), Some(high)) if low < high && low.is_finite() && high.is_finite() => {}
            _ => tell(&format!("knobs[{n}]"), String::from("low: and high: are needed, the low one first")),
        }
    }
    if !problems.is_empty() {
        return Err(Problems(problems).sorted());
    }
    let changes = Changes { list: study.changes.clone(), source };
    Ok((study, changes))
}

/// Everything that a study plays, ready.
pub struct Plan {
    scenario: Scenario,
    rules: RulesFile,
    law: Option<Uncertainty>,
    knobs: Vec<Ready>,
    points: Vec<Vec<Setting>>,
    /// Seeds of each row.
    pub seeds: Vec<u64>,
    chunk: usize,
}

impl Plan {
    /// Prepares a study of an operation with its changes made. `tell` places what is wrong with a path of the study's file.
    ///
    /// # Errors
    /// If a knob names nothing, or cannot be set to its ends.
    pub fn new(
        study: &StudyFile,
        changes: &Changes,
        (mut scenario, rules, law): (Scenario, RulesFile, Uncertainty),
        seeds: Vec<u64>,
    ) -> Result<Self, Problems> {
        scenario.keep_known(study.orders.mode());
        let mut problems = Vec::new();
        let mut knobs = Vec::new();
        for (n, row) in study.knobs.iter().enumerate() {
            match ready(row, &scenario, &rules) {
                Ok(knob) => knobs.push(knob),
                Err(message) => problems.push(changes.source.problem(&format!("knobs[{n}]"), message, None)),
            }
        }
        if !problems.is_empty() {
            return Err(Problems(problems).sorted());
        }
        let points = study.design.points(knobs.len());
        let law = (study.inputs == Draw::Drawn).then_some(law);
        let plan = Self { scenario, rules, law, knobs, points, seeds, chunk: study.chunk as usize };
        for share in [0.0, 1.0] {
            let all = vec![Some(share); plan.knobs.len()];
            let set = plan.set(&all);
            set.map_err(|message| Problems::one(changes.source.problem("knobs", message, None)))?;
        }
        Ok(plan)
    }

    /// The operation that measures refer to.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }
    /// Rows of the design.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.points.len()
    }
    /// All runs.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.rows() * self.seeds.len()
    }
    /// Pieces in which results are written. They depend on the study alone.
    #[must_use]
    pub fn chunks(&self) -> usize {
        self.runs().div_ceil(self.chunk)
    }
    /// The runs of a piece.
    #[must_use]
    pub fn runs_of(&self, chunk: usize) -> Range<usize> {
        chunk * self.chunk..((chunk + 1) * self.chunk).min(self.runs())
    }
    /// Row and repetition of a run.
    #[must_use]
    pub fn place(&self, run: usize) -> (usize, usize) {
        (run / self.seeds.len(), run % self.seeds.len())
    }
    /// What every knob is set to in a row; NaN where it is left as it is written.
    #[must_use]
    pub fn values(&self, row: usize) -> Vec<f64> {
        let settings = self.knobs.iter().zip(&self.points[row]);
        settings.map(|(knob, setting)| setting.map_or(f64::NAN, |share| knob.value(share))).collect()
    }

    /// What a row plays.
    ///
    /// # Errors
    /// If a quantity cannot be so: knobs that act on one quantity can drive it out of its limits together.
    pub fn arm(&self, row: usize) -> Result<Arm, String> {
        let (scenario, rules) = self.set(&self.points[row])?;
        let inputs = self.law.clone().map(|law| Arc::new(Inputs::new(&scenario, &rules, Some(law))));
        Ok(Arm { scenario: Arc::new(scenario), rules: Arc::new(rules), inputs, list: list::standard })
    }

    fn set(&self, settings: &[Setting]) -> Result<(Scenario, RulesFile), String> {
        let (mut scenario, mut rules) = (self.scenario.clone(), self.rules.clone());
        for (knob, setting) in self.knobs.iter().zip(settings) {
            if let Some(share) = setting {
                settings::act(&mut scenario, &mut rules, &knob.places, knob.act(*share))?;
            }
        }
        Ok((scenario, rules))
    }
}

fn ready(row: &KnobRow, scenario: &Scenario, rules: &RulesFile) -> Result<Ready, String> {
    let places = settings::find(scenario, rules, &row.path)?;
    if row.how != How::Range {
        let (low, high) = (row.low.unwrap_or(0.0), row.high.unwrap_or(0.0));
        return Ok(Ready { places, how: row.how, low, high });
    }
    let found = settings::list(scenario, rules, &row.path);
    if found.iter().all(|f| f.quantity.is_exact()) {
        return Err(format!("\"{}\" has no range: give how:, low: and high:", row.path));
    }
    match found.as_slice() {
        // One quantity is told by its value, several by how far they are set within their ranges.
        [one] => Ok(Ready { places, how: How::Set, low: one.quantity.low, high: one.quantity.high }),
        _ => Ok(Ready { places, how: How::Range, low: 0.0, high: 1.0 }),
    }
}
