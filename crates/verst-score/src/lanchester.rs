//! Lanchester: the median pace of all battles, and losses by the square law.
//!
//! Law     dA/dt = -kd D, dD/dt = -ka A; ka = defender's men lost a day per man of the attacker, kd the reverse.
//! Source  the climatology table: medians of ka and kd, and the spread of their logarithms, over all its battles.

use verst_domain::ids::SideId;
use verst_domain::maths::{exp, ln, sqrt};
use verst_domain::scenario::Scenario;

use crate::baseline::{MEMBERS, Members, attacker, men, normal};
use crate::climatology::{ClimateBattle, Climatology, by_measure};
use crate::frontal::{Course, Frontal};
use crate::measure::Record;
use crate::quantile::quantile;

/// Steps of the integration, a day.
const STEPS: usize = 8;

/// Every member advances at the median pace; each has its own coefficients.
///
/// # Panics
/// If the table is empty.
#[must_use]
pub fn members(scenario: &Scenario, record: &Record, table: &Climatology) -> Members {
    let attacker = attacker(scenario);
    let defender = attacker.enemy();
    let pace = median(table.battles.iter().map(|b| b.km_per_day).collect()).max(0.0);
    let ka = Spread::of(&table.battles, |b| b.loss_d * b.defender_men / b.attacker_men);
    let kd = Spread::of(&table.battles, |b| b.loss_a * b.attacker_men / b.defender_men);
    let start = (men(scenario, attacker), men(scenario, defender));
    let days = scenario.calendar.duration_days();
    let mut frontal = Frontal::new(scenario, record, attacker);
    let answers = (0..MEMBERS).map(|member| {
        let (ka, kd) = (ka.at(normal("lanchester", member, 0)), kd.at(normal("lanchester", member, 1)));
        let course = fight(start, ka, kd, days);
        let lost = |side: SideId, day: f64| {
            let step = (day.max(0.0) * STEPS as f64).round() as usize;
            let (a, d) = course[step.min(course.len() - 1)];
            if side == attacker { 1.0 - share(a, start.0) } else { 1.0 - share(d, start.1) }
        };
        frontal.answer(&Course { pace, lost: &lost })
    });
    by_measure(record.measures.len(), answers)
}

fn share(left: f64, start: f64) -> f64 {
    if start > 0.0 { left / start } else { 1.0 }
}

/// Strengths of both sides at each step; midpoint rule, nobody falls below 0.
fn fight(start: (f64, f64), ka: f64, kd: f64, days: f64) -> Vec<(f64, f64)> {
    let h = 1.0 / STEPS as f64;
    let (mut a, mut d) = start;
    let steps = (days.max(0.0) * STEPS as f64).ceil() as usize;
    let mut course = Vec::with_capacity(steps + 1);
    course.push((a, d));
    for _ in 0..steps {
        let (mid_a, mid_d) = ((a - kd * d * h / 2.0).max(0.0), (d - ka * a * h / 2.0).max(0.0));
        // Who has nobody left neither loses nor kills.
        let (next_a, next_d) = ((a - kd * mid_d * h).max(0.0), (d - ka * mid_a * h).max(0.0));
        (a, d) = (next_a, next_d);
        course.push((a, d));
    }
    course
}

/// A lognormal spread.
struct Spread {
    median: f64,
    log_deviation: f64,
}

impl Spread {
    fn of(battles: &[ClimateBattle], rate: impl Fn(&ClimateBattle) -> f64) -> Self {
        let rates: Vec<f64> = battles.iter().map(rate).filter(|r| *r > 0.0).collect();
        if rates.is_empty() {
            return Self { median: 0.0, log_deviation: 0.0 };
        }
        let logs: Vec<f64> = rates.iter().map(|r| ln(*r)).collect();
        let mean = logs.iter().sum::<f64>() / logs.len() as f64;
        let square = logs.iter().map(|l| (l - mean) * (l - mean)).sum::<f64>();
        let deviation = sqrt(square / (logs.len() as f64 - 1.0).max(1.0));
        Self { median: median(rates), log_deviation: deviation }
    }
    fn at(&self, z: f64) -> f64 {
        self.median * exp(self.log_deviation * z)
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    quantile(&values, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_law_keeps_its_invariant() {
        // ka A^2 - kd D^2 does not change while both have men.
        let (ka, kd) = (0.02, 0.01);
        let course = fight((50_000.0, 40_000.0), ka, kd, 20.0);
        let of = |(a, d): (f64, f64)| ka * a * a - kd * d * d;
        let (first, last) = (of(course[0]), of(*course.last().unwrap()));
        assert!((last / first - 1.0).abs() < 1e-3, "{first} {last}");
        assert_eq!(course.len(), 161);
    }

    #[test]
    fn nobody_falls_below_nobody() {
        let course = fight((1000.0, 100_000.0), 0.5, 0.5, 400.0);
        assert!(course.iter().all(|(a, d)| *a >= 0.0 && *d >= 0.0));
        assert!(course.last().unwrap().1 > 90_000.0, "the square law spares the stronger side");
    }
}
