//! The scorecard: what came out, measure by measure and in sum. Its serde form is the `summary` and `measures` of the JSON
//! results; numbers are in the unit that people see, scores on the measure's scale.

use serde::Serialize;

use crate::bands::{Coverage, Width};
use crate::placebo::Placebo;
use crate::record::Firmness;

/// A value for each baseline; none where it has no answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct PerBaseline<T> {
    /// Nothing moves.
    #[serde(rename = "static")]
    pub static_world: Option<T>,
    /// A battle of like size.
    pub climatology: Option<T>,
    /// Median pace and Lanchester's square law.
    pub lanchester: Option<T>,
    /// Orders executed unopposed.
    pub plan: Option<T>,
}

/// The score of an ensemble against a record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scorecard {
    /// In sum.
    pub summary: Summary,
    /// Every measure of the record, in key order.
    pub measures: Vec<Scored>,
}

/// The score in sum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Number of measures, easy ones included.
    pub measures: usize,
    /// Number of easy measures: true at the start, or got right by every baseline that answers.
    pub easy: usize,
    /// Mean `inside_90` over the measures with a value that are not easy; none without such.
    pub inside_90: Option<f64>,
    /// Mean `inside_90` over the easy measures with a value.
    pub inside_90_easy: Option<f64>,
    /// How much of the documented ranges that are not easy each central band of the runs holds; empty without such.
    pub coverage: Vec<Coverage>,
    /// How wide the middle 90 % is over the same measures, by unit.
    pub widths: Vec<Width>,
    /// Skill against each baseline, over all measures that it answers: 1 perfect, 0 no better, negative worse.
    pub crps_skill: PerBaseline<f64>,
    /// The middle 95 % of each skill over resamplings of the runs.
    pub crps_skill_interval: PerBaseline<[f64; 2]>,
    /// The same for each group of measures.
    pub groups: Groups,
    /// How often what was given a chance of happening did happen, over the yes/no measures.
    pub reliability: Vec<Reliability>,
    /// Whether the skill against *plan* is not above 0: the orders explain the result. None without that baseline.
    pub explained_by_orders: Option<bool>,
    /// What placebos do to the score, where they were played.
    pub placebo: Option<Placebo>,
}

/// The score by what measures tell about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Groups {
    /// Dates of captures, fronts, ground given up, yes/no.
    pub territory: GroupScore,
    /// Km gained and places reached.
    pub tempo: GroupScore,
    /// Losses and strengths.
    pub losses: GroupScore,
}

/// The score of one group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupScore {
    /// Number of measures.
    pub measures: usize,
    /// Skill against each baseline.
    pub crps_skill: PerBaseline<f64>,
    /// The middle 95 % of each skill.
    pub crps_skill_interval: PerBaseline<[f64; 2]>,
}

/// Yes/no measures whose forecast chance lies in one fifth of 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reliability {
    /// Number of measures.
    pub measures: usize,
    /// Mean forecast chance of yes.
    pub forecast: f64,
    /// Share of them for which the books say yes.
    pub happened: f64,
}

/// One measure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scored {
    /// Key in record.ron.
    pub id: String,
    /// Name of its kind.
    pub kind: &'static str,
    /// The kind with its particulars, for people.
    pub text: String,
    /// Unit of the documented and simulated values: days (since the start), km, men, tanks, guns, share, yes/no.
    pub unit: &'static str,
    /// Whether it is easy.
    pub easy: bool,
    /// What the books say.
    pub documented: DocumentedValue,
    /// What the runs say.
    pub simulated: Simulated,
    /// Score S on the measure's scale.
    pub crps: f64,
    /// Floor f: what a perfect knower of the documented range scores.
    pub floor: f64,
    /// Score of each baseline.
    pub baselines: PerBaseline<f64>,
    /// Share of the documented range inside the middle 90 % of the runs; none for yes/no. Printed "inside" from 0.5.
    pub inside_90: Option<f64>,
    /// What counts as one error, on the scale.
    pub unit_of_error: f64,
    /// Group: territory, tempo or losses.
    pub group: &'static str,
    /// Cluster; its own key where it stands alone.
    pub cluster: String,
    /// Weight after sharing within its cluster.
    pub weight: f64,
}

/// What the books say of a measure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DocumentedValue {
    /// Best value.
    pub best: f64,
    /// Low end.
    pub low: f64,
    /// High end.
    pub high: f64,
    /// How firmly.
    pub firmness: Firmness,
    /// Key in sources.ron.
    pub source: String,
    /// Remark for people.
    pub note: Option<String>,
}

/// What the runs say of a measure. A value in days beyond the end stands for *never*.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Simulated {
    /// Median.
    pub median: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 25 % quantile.
    pub q25: f64,
    /// 75 % quantile.
    pub q75: f64,
    /// 95 % quantile.
    pub q95: f64,
    /// Share of the runs in which it never happened; 0 for measures without a date.
    pub never_share: f64,
    /// Forecast chance of yes; none but for yes/no.
    pub chance: Option<f64>,
}
