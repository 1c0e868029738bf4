//! Climatology: battles as they were, and the baseline that takes each as the forecast of an operation of like size.

use std::collections::BTreeSet;

use serde::Deserialize;
use verst_domain::ids::SideId;
use verst_domain::maths::{ln, pow};
use verst_domain::near::nearest;
use verst_domain::scenario::Scenario;

use crate::baseline::{MEMBERS, Members, attacker, men, uniform};
use crate::frontal::{Course, Frontal};
use crate::measure::Record;
use crate::record::Finding;

/// climatology.ron in the folder of the rules.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClimatologyFile {
    /// Format number.
    pub format: u32,
    /// Key in sources.ron.
    pub source: String,
    /// Battles in the order of the source.
    pub battles: Vec<BattleRow>,
}

/// One battle as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BattleRow {
    /// Its name in the source.
    pub name: String,
    /// Men of the attacker.
    pub attacker_men: f64,
    /// Men of the defender.
    pub defender_men: f64,
    /// How long it lasted, in days.
    pub days: f64,
    /// Mean advance of the attacker, in km a day; negative where he was thrown back.
    pub km_per_day: f64,
    /// Mean share of the attacker's men lost a day.
    pub loss_a: f64,
    /// Mean share of the defender's men lost a day.
    pub loss_d: f64,
}

/// One battle of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClimateBattle {
    /// Men of the attacker.
    pub attacker_men: f64,
    /// Men of the defender.
    pub defender_men: f64,
    /// How long it lasted, in days.
    pub days: f64,
    /// Mean advance of the attacker, in km a day; negative where he was thrown back.
    pub km_per_day: f64,
    /// Mean share of the attacker's men lost a day.
    pub loss_a: f64,
    /// Mean share of the defender's men lost a day.
    pub loss_d: f64,
}

/// The table of battles.
#[derive(Clone, Debug, PartialEq)]
pub struct Climatology {
    /// Battles in file order; at least one.
    pub battles: Vec<ClimateBattle>,
}

/// Most men of one side in a battle: beyond is a slip of the pen.
const MOST_MEN: f64 = 10_000_000.0;

/// Checks the table; `source_keys` are the keys of sources.ron.
#[must_use]
pub fn check(file: &ClimatologyFile, source_keys: &BTreeSet<String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut tell =
        |path: String, message: String, hint: Option<String>| findings.push(Finding { path, message, hint });
    if !source_keys.contains(&file.source) {
        let hint = nearest(&file.source, source_keys.iter().map(String::as_str));
        tell(String::from("source"), format!("there is no source \"{}\"", file.source), hint);
    }
    if file.battles.is_empty() {
        let hint = String::from("the baseline needs at least one battle");
        tell(String::from("battles"), String::from("the table is empty"), Some(hint));
    }
    for (i, b) in file.battles.iter().enumerate() {
        let fields = [
            ("attacker_men", b.attacker_men, 1.0, MOST_MEN, "men at the start"),
            ("defender_men", b.defender_men, 1.0, MOST_MEN, "men at the start"),
            ("days", b.days, 0.1, 1000.0, "how long the battle lasted"),
            ("km_per_day", b.km_per_day, -200.0, 200.0, "negative where the attacker was thrown back"),
            ("loss_a", b.loss_a, 0.0, 1.0, "a share of the men lost a day: 1 % is 0.01"),
            ("loss_d", b.loss_d, 0.0, 1.0, "a share of the men lost a day: 1 % is 0.01"),
        ];
        for (field, value, low, high, meaning) in fields {
            if !(low..=high).contains(&value) {
                let message = format!("{value} does not lie between {low} and {high}");
                tell(format!("battles[{i}].{field}"), message, Some(String::from(meaning)));
            }
        }
    }
    findings
}

impl Climatology {
    /// The table of a checked file.
    #[must_use]
    pub fn lower(file: &ClimatologyFile) -> Self {
        let battle = |b: &BattleRow| ClimateBattle {
            attacker_men: b.attacker_men,
            defender_men: b.defender_men,
            days: b.days,
            km_per_day: b.km_per_day,
            loss_a: b.loss_a,
            loss_d: b.loss_d,
        };
        Self { battles: file.battles.iter().map(battle).collect() }
    }

    /// The battles whose attackers were nearest to so many, by ratio; at most [`LIKE`], in file order where they tie.
    #[must_use]
    pub fn of_like_size(&self, attacker_men: f64) -> Vec<ClimateBattle> {
        let apart = |b: &ClimateBattle| ln(b.attacker_men / attacker_men.max(1.0)).abs();
        let mut near = self.battles.clone();
        near.sort_by(|a, b| apart(a).total_cmp(&apart(b)));
        near.truncate(LIKE);
        near
    }
}

/// How many battles count as of like size: enough for a spread, few enough to be alike.
pub const LIKE: usize = 20;
/// Exponent by which a battle's losses grow with its days: fighting flags.
const DURATION: f64 = 0.6;

/// A battle of like size for each member: its pace, held for the whole operation (none where the attacker was thrown back),
/// and its daily losses times the days since the start to the power of 0.6.
///
/// # Panics
/// If the table is empty.
#[must_use]
pub fn members(scenario: &Scenario, record: &Record, table: &Climatology) -> Members {
    let attacker = attacker(scenario);
    let like = table.of_like_size(men(scenario, attacker));
    let mut frontal = Frontal::new(scenario, record, attacker);
    let answers = (0..MEMBERS).map(|member| {
        let drawn = (uniform("climatology", member, 0) * like.len() as f64) as usize;
        let battle = like[drawn.min(like.len() - 1)];
        let lost = |side: SideId, day: f64| {
            let daily = if side == attacker { battle.loss_a } else { battle.loss_d };
            (daily * pow(day.max(0.0), DURATION)).min(1.0)
        };
        frontal.answer(&Course { pace: battle.km_per_day.max(0.0), lost: &lost })
    });
    by_measure(record.measures.len(), answers)
}

/// From answers by member to answers by measure: no answer from one is none from all.
pub(crate) fn by_measure(measures: usize, answers: impl Iterator<Item = Vec<Option<f64>>>) -> Members {
    let mut all: Members = vec![Some(Vec::with_capacity(MEMBERS)); measures];
    for answer in answers {
        for (values, x) in all.iter_mut().zip(answer) {
            match (values.as_mut(), x) {
                (Some(list), Some(x)) => list.push(x),
                _ => *values = None,
            }
        }
    }
    all
}
