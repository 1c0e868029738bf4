//! Drawn inputs: cited quantities and coefficients within their ranges, run by run.
//!
//! A cited number is triangular between low, best and high. Numbers of one cause (the same field of units of one side, of
//! all links, of all days of weather) share half the variance of their errors: a staff that overrates one division
//! overrates its neighbour. The coefficients of the engagement law follow the covariance of their fit; every other
//! coefficient is log-uniform in its range, or uniform where the range is not positive. A draw is keyed by seed and path
//! alone, so that what is not changed between two variants is drawn alike.

use std::sync::Arc;

use verst_domain::dice_key::subject;
use verst_domain::knobs;
use verst_domain::maths::{exp, ln, normal_cdf, sqrt};
use verst_domain::quantity::Quantity;
use verst_domain::scenario::Scenario;
use verst_engine::dice::{Dice, Purpose};
use verst_rules::rules_file::RulesFile;
use verst_rules::uncertainty::Uncertainty;

/// Share of the variance of an error that its cause has in common.
const COMMON: f64 = 0.5;

/// What can be drawn of a scenario and its rules, prepared once.
#[derive(Clone, Debug)]
pub struct Inputs {
    numbers: Vec<Number>,
    coefficients: Vec<Drawn>,
    law: Option<Uncertainty>,
    /// Coefficients of the law that were set to one value: they keep it.
    held: Vec<usize>,
    law_key: u64,
    written: Arc<RulesFile>,
}

/// A cited number with a range.
#[derive(Clone, Debug)]
struct Number {
    /// Place in the order of visit.
    at: usize,
    key: u64,
    cause: u64,
    range: Quantity,
}

/// A coefficient with a range.
#[derive(Clone, Debug)]
struct Drawn {
    at: usize,
    key: u64,
    low: f64,
    high: f64,
}

impl Inputs {
    /// Prepares what has a range.
    #[must_use]
    pub fn new(scenario: &Scenario, rules: &RulesFile, law: Option<Uncertainty>) -> Self {
        let mut numbers = Vec::new();
        let mut at = 0;
        knobs::visit(&mut scenario.clone(), &mut |knob| {
            if !knob.quantity.is_exact() {
                let path = knob.path();
                let cause = cause(scenario, &knob);
                numbers.push(Number {
                    at,
                    key: subject(&path),
                    cause: subject(&cause),
                    range: *knob.quantity,
                });
            }
            at += 1;
        });
        let (mut coefficients, mut held) = (Vec::new(), Vec::new());
        let mut at = 0;
        rules.clone().visit(&mut |seen| {
            let in_law = law.as_ref().is_some_and(|l| l.covers(at));
            if in_law && seen.quantity.is_exact() {
                held.push(at);
            }
            if !in_law && !seen.quantity.is_exact() {
                let (low, high) = (seen.quantity.low, seen.quantity.high);
                coefficients.push(Drawn { at, key: subject(&format!("rules.{}", seen.path())), low, high });
            }
            at += 1;
        });
        Self {
            numbers,
            coefficients,
            law,
            held,
            law_key: subject("rules.engagement"),
            written: Arc::new(rules.clone()),
        }
    }

    /// The scenario with every number drawn for a seed.
    #[must_use]
    pub fn scenario(&self, base: &Scenario, seed: u64) -> Scenario {
        let mut drawn = base.clone();
        self.redraw(&mut drawn, seed);
        drawn
    }

    /// Draws every number of a scenario for a seed, whether or not it has been drawn for another: each has its range here.
    pub(crate) fn redraw(&self, drawn: &mut Scenario, seed: u64) {
        let dice = Dice::new(seed);
        let mut next = self.numbers.iter().peekable();
        let mut at = 0;
        knobs::visit(drawn, &mut |knob| {
            if let Some(number) = next.next_if(|n| n.at == at) {
                let own = dice.normal(Purpose::Input, number.key, 0);
                let shared = dice.normal(Purpose::Input, number.cause, 1);
                let z = sqrt(COMMON) * shared + sqrt(1.0 - COMMON) * own;
                *knob.quantity = Quantity::exact(triangular(number.range, normal_cdf(z)));
            }
            at += 1;
        });
    }

    /// The rules with every coefficient drawn for a seed.
    #[must_use]
    pub fn rules(&self, base: &RulesFile, seed: u64) -> Arc<RulesFile> {
        let dice = Dice::new(seed);
        let mut values: Vec<(usize, f64)> = self
            .coefficients
            .iter()
            .map(|c| (c.at, between(c.low, c.high, dice.uniform(Purpose::Coefficient, c.key, 0))))
            .collect();
        if let Some(law) = &self.law {
            let structure = dice.uniform(Purpose::Coefficient, self.law_key, 0);
            let normal = |n: usize| dice.normal(Purpose::Coefficient, self.law_key, n as u64 + 1);
            let drawn = law.draw(structure, &normal).into_iter();
            values.extend(drawn.filter(|(at, _)| self.held.binary_search(at).is_err()));
        }
        values.sort_by_key(|v| v.0);
        let mut drawn = base.clone();
        drawn.written = Some(Arc::clone(&self.written));
        let mut next = values.into_iter().peekable();
        let mut at = 0;
        drawn.visit(&mut |seen| {
            if let Some((_, value)) = next.next_if(|v| v.0 == at) {
                *seen.quantity = Quantity::exact(value);
            }
            at += 1;
        });
        Arc::new(drawn)
    }
}

/// What makes errors go together: the same field of the same kind of noun, for units by side.
fn cause(scenario: &Scenario, knob: &knobs::Knob<'_>) -> String {
    let (kind, key) = knob.owner;
    let side = match kind {
        "units" => scenario.find_unit(key).map(|u| scenario.unit(u).side),
        "formations" => scenario.formations.iter().find(|f| f.key == key).map(|f| f.side),
        "airlift" => scenario.airlift.iter().find(|a| a.key == key).map(|a| a.side),
        "air" => scenario.air.iter().find(|a| a.key == key).map(|a| a.side),
        _ => None,
    };
    let side = side.map_or("", |s| scenario.side(s).key.as_str());
    format!("cause.{kind}.{}.{side}", knob.field)
}

/// The quantile of a triangular distribution.
fn triangular(q: Quantity, p: f64) -> f64 {
    let width = q.high - q.low;
    let mode = (q.best - q.low) / width;
    if p < mode {
        q.low + sqrt(p * width * (q.best - q.low))
    } else {
        q.high - sqrt((1.0 - p) * width * (q.high - q.best))
    }
}

/// Log-uniform, or uniform where the range is not positive.
fn between(low: f64, high: f64, p: f64) -> f64 {
    if low > 0.0 { exp(ln(low) + p * (ln(high) - ln(low))) } else { low + p * (high - low) }
}

#[cfg(test)]
mod tests {
    use super::{between, triangular};
    use verst_domain::quantity::Quantity;

    #[test]
    fn triangular_quantiles_meet_the_ends_and_the_mode() {
        let q = Quantity::new(2.0, 0.0, 8.0);
        assert_eq!(triangular(q, 0.0), 0.0);
        assert_eq!(triangular(q, 1.0), 8.0);
        // A quarter of the mass lies below the mode.
        assert!((triangular(q, 0.25) - 2.0).abs() < 1e-12);
    }

    #[test]
    fn ranges_with_a_sign_are_uniform_and_others_log_uniform() {
        assert!((between(-1.0, 3.0, 0.5) - 1.0).abs() < 1e-12);
        assert!((between(1.0, 100.0, 0.5) - 10.0).abs() < 1e-9);
    }
}
