//! The score: an ensemble of outcomes held against the record and the baselines.

use verst_domain::scenario::Scenario;

use crate::bands::{self, Held};
use crate::baseline::{Baselines, Members};
use crate::crps::Target;
use crate::easy::{is_easy, true_at_start};
use crate::measure::{Group, Measure, Record, Scale, never};
use crate::quantile::{inside_90, quantile};
use crate::scorecard::{
    DocumentedValue, GroupScore, Groups, PerBaseline, Reliability, Scorecard, Scored, Simulated, Summary,
};
use crate::skill::{Ensemble, Term, interval, resample, skill};

/// Key of the bootstrap's draws.
const BOOTSTRAP: u64 = 1;

/// Scores an ensemble. `runs` are the values of [`crate::outcome::Observed`] by run, then by measure; their order changes
/// nothing.
///
/// # Panics
/// If there are no runs, or a run or a baseline has not one value for each measure.
#[must_use]
pub fn score(scenario: &Scenario, record: &Record, runs: &[Vec<f64>], baselines: &Baselines) -> Scorecard {
    assert!(!runs.is_empty(), "a scorecard needs at least one run");
    let mut ordered: Vec<&Vec<f64>> = runs.iter().collect();
    // The bootstrap draws runs by position: in an order of their own, so that the caller's does not matter.
    ordered.sort_by(|a, b| compare(a, b));
    let mut values = Vec::with_capacity(runs.len());
    let mut ensembles = Vec::with_capacity(record.measures.len());
    for (m, measure) in record.measures.iter().enumerate() {
        values.clear();
        values.extend(ordered.iter().map(|run| run[m]));
        ensembles.push(Ensemble::new(target(measure), &values));
    }
    let scores: Vec<f64> = ensembles.iter().map(|e| e.target.score(&e.sorted)).collect();
    let theirs = Theirs::of(record, baselines);
    let all = never(&scenario.calendar);
    let scored = |(m, measure): (usize, &Measure)| {
        let at = theirs.of_measure(m);
        let easy = true_at_start(scenario, measure) || is_easy(measure, target(measure).floor(), &at);
        scored(measure, &ensembles[m], scores[m], at, easy, all)
    };
    let measures: Vec<Scored> = record.measures.iter().enumerate().map(scored).collect();
    let resampled = resample(&ensembles, BOOTSTRAP);
    let judge =
        Judge { record, ensembles: &ensembles, theirs: &theirs, scores: &scores, resampled: &resampled };
    Scorecard { summary: summary(&measures, &judge), measures }
}

/// The total score of each run on its own, lower is better: the weighted mean of (S - f) / u over all measures, where S is
/// that of an ensemble of one.
#[must_use]
pub fn totals(record: &Record, runs: &[Vec<f64>]) -> Vec<f64> {
    let weights: f64 = record.measures.iter().map(|m| m.weight).sum();
    let term = |m: &Measure, x: f64| {
        let target = target(m);
        m.weight * (target.score(&[x]) - target.floor()) / m.unit_of_error
    };
    let total = |run: &Vec<f64>| record.measures.iter().zip(run).map(|(m, x)| term(m, *x)).sum::<f64>();
    runs.iter().map(|run| if weights > 0.0 { total(run) / weights } else { 0.0 }).collect()
}

/// Rank of a run by its total, from 1: how many have a lower one, plus one.
///
/// # Panics
/// If there is no such run.
#[must_use]
pub fn rank(totals: &[f64], run: usize) -> usize {
    1 + totals.iter().filter(|t| **t < totals[run]).count()
}

/// What a measure's ensemble is held against.
#[must_use]
pub fn target(measure: &Measure) -> Target {
    match measure.scale {
        Scale::YesNo => Target::Event { happened: measure.documented.best > 0.5 },
        _ => Target::Range { low: measure.documented.low, high: measure.documented.high },
    }
}

fn compare(a: &[f64], b: &[f64]) -> std::cmp::Ordering {
    let unlike = a.iter().zip(b).map(|(x, y)| x.total_cmp(y)).find(|o| o.is_ne());
    unlike.unwrap_or(std::cmp::Ordering::Equal)
}

/// The baselines' scores by measure.
struct Theirs {
    static_world: Vec<Option<f64>>,
    climatology: Vec<Option<f64>>,
    lanchester: Vec<Option<f64>>,
    plan: Vec<Option<f64>>,
}

impl Theirs {
    fn of(record: &Record, baselines: &Baselines) -> Self {
        let scores = |members: &Members| -> Vec<Option<f64>> {
            let score = |(measure, values): (&Measure, &Option<Vec<f64>>)| {
                let mut sorted = values.clone()?;
                sorted.sort_by(f64::total_cmp);
                Some(target(measure).score(&sorted))
            };
            record.measures.iter().zip(members).map(score).collect()
        };
        let silent = || vec![None; record.measures.len()];
        Self {
            static_world: scores(&baselines.static_world),
            climatology: scores(&baselines.climatology),
            lanchester: scores(&baselines.lanchester),
            plan: baselines.plan.as_ref().map_or_else(silent, scores),
        }
    }

    fn of_measure(&self, m: usize) -> PerBaseline<f64> {
        PerBaseline {
            static_world: self.static_world[m],
            climatology: self.climatology[m],
            lanchester: self.lanchester[m],
            plan: self.plan[m],
        }
    }
}

fn scored(
    m: &Measure,
    e: &Ensemble,
    crps: f64,
    baselines: PerBaseline<f64>,
    easy: bool,
    never: f64,
) -> Scored {
    let (plain, sorted) = (|x| m.scale.to_plain(x), &e.sorted);
    let at = |p| plain(quantile(sorted, p));
    let runs = sorted.len() as f64;
    let nevers = sorted.iter().filter(|x| **x >= never).count() as f64;
    let yes_no = m.scale == Scale::YesNo;
    let d = m.documented;
    Scored {
        id: m.key.clone(),
        kind: m.kind.name(),
        text: m.text.clone(),
        unit: m.scale.unit(),
        easy,
        documented: DocumentedValue {
            best: plain(d.best),
            low: plain(d.low),
            high: plain(d.high),
            firmness: m.firmness,
            source: m.source.clone(),
            note: m.note.clone(),
        },
        simulated: Simulated {
            median: at(0.5),
            q05: at(0.05),
            q25: at(0.25),
            q75: at(0.75),
            q95: at(0.95),
            never_share: if m.scale == Scale::Days { nevers / runs } else { 0.0 },
            chance: Some((sorted.iter().sum::<f64>() + 0.5) / (runs + 1.0)).filter(|_| yes_no),
        },
        crps,
        floor: e.target.floor(),
        baselines,
        inside_90: if yes_no { None } else { Some(inside_90(sorted, d.low, d.high)) },
        unit_of_error: m.unit_of_error,
        group: m.kind.group().name(),
        cluster: m.cluster.clone(),
        weight: m.weight,
    }
}

/// All that skills are made of.
struct Judge<'a> {
    record: &'a Record,
    ensembles: &'a [Ensemble],
    theirs: &'a Theirs,
    scores: &'a [f64],
    resampled: &'a [Vec<f64>],
}

impl Judge<'_> {
    /// Skills and their intervals over the measures of a group, or over all.
    fn skills(&self, group: Option<Group>) -> (PerBaseline<f64>, PerBaseline<[f64; 2]>) {
        let term = |(m, measure): (usize, &Measure), theirs: &[Option<f64>]| {
            let counts = group.is_none_or(|g| measure.kind.group() == g);
            let weight = measure.weight / measure.unit_of_error;
            let baseline = theirs[m].filter(|_| counts)?;
            Some(Term { measure: m, weight, floor: target(measure).floor(), baseline })
        };
        let against = |theirs: &[Option<f64>]| {
            let measures = self.record.measures.iter().enumerate();
            let terms: Vec<Term> = measures.filter_map(|m| term(m, theirs)).collect();
            (skill(&terms, self.scores), interval(&terms, self.resampled))
        };
        let (s, c) = (against(&self.theirs.static_world), against(&self.theirs.climatology));
        let (l, p) = (against(&self.theirs.lanchester), against(&self.theirs.plan));
        let skills = PerBaseline { static_world: s.0, climatology: c.0, lanchester: l.0, plan: p.0 };
        (skills, PerBaseline { static_world: s.1, climatology: c.1, lanchester: l.1, plan: p.1 })
    }

    /// The ranges of the measures that are not easy, with their ensembles.
    fn held(&self, measures: &[Scored]) -> Vec<Held<'_>> {
        let all = measures.iter().zip(&self.record.measures).zip(self.ensembles);
        let hard = all.filter(|((scored, m), _)| !scored.easy && m.scale != Scale::YesNo);
        let range = |m: &Measure| [m.documented.low, m.documented.high];
        hard.map(|((_, m), e)| Held { sorted: &e.sorted, range: range(m), scale: m.scale }).collect()
    }

    fn group(&self, group: Group) -> GroupScore {
        let (crps_skill, crps_skill_interval) = self.skills(Some(group));
        let measures = self.record.measures.iter().filter(|m| m.kind.group() == group).count();
        GroupScore { measures, crps_skill, crps_skill_interval }
    }
}

fn summary(measures: &[Scored], judge: &Judge) -> Summary {
    let (crps_skill, crps_skill_interval) = judge.skills(None);
    let inside = |easy: bool| {
        let shares: Vec<f64> =
            measures.iter().filter(|m| m.easy == easy).filter_map(|m| m.inside_90).collect();
        if shares.is_empty() { None } else { Some(shares.iter().sum::<f64>() / shares.len() as f64) }
    };
    let held = judge.held(measures);
    Summary {
        measures: measures.len(),
        easy: measures.iter().filter(|m| m.easy).count(),
        inside_90: inside(false),
        inside_90_easy: inside(true),
        coverage: bands::coverage(&held),
        widths: bands::widths(&held),
        crps_skill,
        crps_skill_interval,
        groups: Groups {
            territory: judge.group(Group::Territory),
            tempo: judge.group(Group::Tempo),
            losses: judge.group(Group::Losses),
        },
        reliability: reliability(measures),
        explained_by_orders: crps_skill.plan.map(|skill| skill <= 0.0),
        placebo: None,
    }
}

/// Fifths of the forecast chance that hold a yes/no measure.
fn reliability(measures: &[Scored]) -> Vec<Reliability> {
    let of = |fifth: usize| {
        let chances = measures.iter().filter_map(|m| m.simulated.chance.map(|c| (c, m.documented.best)));
        let here: Vec<(f64, f64)> = chances.filter(|(c, _)| ((c * 5.0) as usize).min(4) == fifth).collect();
        let n = here.len() as f64;
        let mean = |sum: f64| sum / n;
        (!here.is_empty()).then(|| Reliability {
            measures: here.len(),
            forecast: mean(here.iter().map(|h| h.0).sum()),
            happened: mean(here.iter().map(|h| h.1).sum()),
        })
    };
    (0..5).filter_map(of).collect()
}
