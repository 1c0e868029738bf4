//! Skill against a baseline, and its interval by a bootstrap over the runs.
//!
//! Law     skill = 1 - sum w (S - f) / u / sum w (S_B - f) / u, over the measures that the baseline answers.

use verst_domain::dice_key::mix;

use crate::crps::Target;
use crate::quantile::quantile;

/// One measure's ensemble in ascending order.
#[derive(Clone, Debug)]
pub(crate) struct Ensemble {
    /// What it is held against.
    pub(crate) target: Target,
    /// Values in ascending order.
    pub(crate) sorted: Vec<f64>,
    /// Run of each value.
    runs: Vec<u32>,
}

impl Ensemble {
    /// The values of one measure, by run.
    ///
    /// # Panics
    /// If there are more than 4 thousand million runs.
    pub(crate) fn new(target: Target, values: &[f64]) -> Self {
        let count = u32::try_from(values.len()).expect("runs are counted in 32 bits");
        let mut runs: Vec<u32> = (0..count).collect();
        runs.sort_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]));
        Self { target, sorted: runs.iter().map(|r| values[*r as usize]).collect(), runs }
    }
}

/// What one measure adds to a skill.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term {
    /// Position of the measure in the record.
    pub(crate) measure: usize,
    /// w / u.
    pub(crate) weight: f64,
    /// The floor f.
    pub(crate) floor: f64,
    /// The baseline's score S_B.
    pub(crate) baseline: f64,
}

/// The skill of scores (by measure) against a baseline; none where the baseline answers nothing or is itself no worse than
/// the floor, so that nothing can be won against it.
pub(crate) fn skill(terms: &[Term], scores: &[f64]) -> Option<f64> {
    let mine: f64 = terms.iter().map(|t| t.weight * (scores[t.measure] - t.floor)).sum();
    let theirs: f64 = terms.iter().map(|t| t.weight * (t.baseline - t.floor)).sum();
    if theirs > 1e-9 { Some(1.0 - mine / theirs) } else { None }
}

/// The middle 95 % of the skill over resamplings of the runs; none with a single run, or without a skill.
pub(crate) fn interval(terms: &[Term], resampled: &[Vec<f64>]) -> Option<[f64; 2]> {
    let mut skills: Vec<f64> = resampled.iter().filter_map(|scores| skill(terms, scores)).collect();
    skills.sort_by(f64::total_cmp);
    if skills.is_empty() { None } else { Some([quantile(&skills, 0.025), quantile(&skills, 0.975)]) }
}

/// Most resamplings.
const MOST_RESAMPLINGS: usize = 1000;
/// Fewest resamplings.
const FEWEST_RESAMPLINGS: usize = 200;
/// Values that all resamplings together may look at: large ensembles have narrow intervals, and need no fine ones.
const MOST_LOOKS: usize = 100_000_000;

/// The scores of every measure in resamplings of the runs: each draws as many runs as there are, with replacement, the same
/// runs for all measures, because a run is one history. `key` sets the draws; the same key gives the same interval.
pub(crate) fn resample(ensembles: &[Ensemble], key: u64) -> Vec<Vec<f64>> {
    let runs = ensembles.first().map_or(0, |e| e.sorted.len());
    if runs < 2 {
        return Vec::new();
    }
    let times = (MOST_LOOKS / (runs * ensembles.len())).clamp(FEWEST_RESAMPLINGS, MOST_RESAMPLINGS);
    let mut state = mix(key);
    let mut counts = vec![0_u32; runs];
    let mut all = Vec::with_capacity(times);
    for _ in 0..times {
        counts.fill(0);
        for _ in 0..runs {
            counts[draw(&mut state, runs)] += 1;
        }
        let score = |e: &Ensemble| e.target.resampled(&e.sorted, e.runs.iter().map(|r| counts[*r as usize]));
        all.push(ensembles.iter().map(score).collect());
    }
    all
}

/// A uniform position below `n` from SplitMix64: the high half of the product of 64 random bits and n.
fn draw(state: &mut u64, n: usize) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    ((u128::from(mix(*state)) * n as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ensemble(values: &[f64]) -> Ensemble {
        Ensemble::new(Target::Range { low: 4.0, high: 6.0 }, values)
    }

    #[test]
    fn skill_is_one_at_the_floor_and_zero_for_the_baseline_itself() {
        let terms = [
            Term { measure: 0, weight: 1.0, floor: 0.5, baseline: 2.5 },
            Term { measure: 2, weight: 0.5, floor: 0.0, baseline: 4.0 },
        ];
        assert_eq!(skill(&terms, &[0.5, 99.0, 0.0]), Some(1.0));
        assert_eq!(skill(&terms, &[2.5, 99.0, 4.0]), Some(0.0));
        // (1.5 - 0.5) + 0.5 * 2 = 2 of 4.
        assert_eq!(skill(&terms, &[1.5, 99.0, 2.0]), Some(0.5));
        assert_eq!(skill(&[], &[1.0]), None);
        assert_eq!(skill(&[Term { measure: 0, weight: 1.0, floor: 0.5, baseline: 0.5 }], &[1.0]), None);
    }

    #[test]
    fn the_interval_holds_the_skill_and_narrows_with_the_runs() {
        let values = |n: u32| -> Vec<f64> { (0..n).map(|i| f64::from((i * 7919) % 101) / 10.0).collect() };
        let terms = [Term { measure: 0, weight: 1.0, floor: 1.0 / 3.0, baseline: 4.0 }];
        let of = |n: u32| {
            let e = ensemble(&values(n));
            let all = resample(std::slice::from_ref(&e), 1);
            let mean = all.iter().map(|s| s[0]).sum::<f64>() / all.len() as f64;
            let score = e.target.score(&e.sorted);
            assert!((mean - score).abs() < 0.15, "resampling is unbiased: {mean} {score}");
            let here = skill(&terms, &[score]).unwrap();
            let [low, high] = interval(&terms, &all).unwrap();
            assert!(low < here && here < high, "{low} {here} {high}");
            high - low
        };
        let (few, many) = (of(50), of(1000));
        assert!(many < few / 2.0, "{few} {many}");
    }

    #[test]
    fn one_run_has_no_interval() {
        assert!(resample(&[ensemble(&[3.0])], 1).is_empty());
        assert_eq!(interval(&[], &[]), None);
    }

    #[test]
    fn draws_are_uniform() {
        let (mut state, mut counts) = (3, [0_u32; 7]);
        for _ in 0..70_000 {
            counts[draw(&mut state, 7)] += 1;
        }
        assert!(counts.iter().all(|c| c.abs_diff(10_000) < 400), "{counts:?}");
    }
}
