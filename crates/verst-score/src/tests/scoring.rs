//! The scorecard of invented ensembles.

use proptest::prelude::*;
use verst_domain::scenario::Scenario;

use super::sample::{operation, record};
use crate::baseline::Baselines;
use crate::measure::Record;
use crate::score::{rank, score, totals};
use crate::scorecard::Scorecard;

const MEASURES: &str = "
    \"a-cedar\": (kind: Captured(place: \"cedar\", by: \"north\"), date: (\"1943-03-05\", \"1943-03-04\", \"1943-03-06\"), cluster: \"east\"),
    \"b-elm\": (kind: Captured(place: \"elm\", by: \"north\"), date: \"1943-03-15\", cluster: \"east\"),
    \"c-held\": (kind: NotCaptured(place: \"elm\", by: \"north\", until: \"1943-03-10\")),
    \"d-birch\": (kind: Captured(place: \"birch\", by: \"north\"), date: \"1943-03-01\"),
    \"e-km\": (kind: Advance(of: \"n1\", how: Max, on: \"1943-03-20\"), km: (20, 15, 25)),
    \"f-losses\": (kind: Losses(of: \"north\", what: All, from: \"1943-03-01\", until: \"1943-03-21\"), men: (1000, 500, 2000))";

/// Baselines that are wrong in each measure but the easy fourth, and know no losses.
fn baselines(record: &Record) -> Baselines {
    let of = |values: [f64; 5]| {
        let mut members: Vec<Option<Vec<f64>>> = values.iter().map(|v| Some(vec![*v; 20])).collect();
        members.push(None);
        members
    };
    let world = of([21.0, 21.0, 1.0, 0.0, 0.0]);
    let other = of([1.0, 9.0, 0.0, 0.0, 50.0]);
    let built = Baselines { static_world: world, climatology: other.clone(), lanchester: other, plan: None };
    built.with_plan(record, &vec![vec![2.0, 7.0, 0.0, 0.0, 40.0, 0.0]; 5])
}

/// Runs spread evenly over the documented ranges.
fn perfect(n: u32) -> Vec<Vec<f64>> {
    let log = |x: f64| x.log10();
    let run = |i: u32| {
        // Each measure has its own order, so that none follows another.
        let at = |step: u32| (f64::from((i * step) % n) + 0.5) / f64::from(n);
        let losses = log(500.0) + at(3) * (log(2000.0) - log(500.0));
        vec![3.0 + at(1) * 2.0, 14.0, 1.0, 0.0, 15.0 + at(7) * 10.0, losses]
    };
    (0..n).map(run).collect()
}

fn card(scenario: &Scenario, runs: &[Vec<f64>]) -> Scorecard {
    let record = record(scenario, MEASURES);
    score(scenario, &record, runs, &baselines(&record))
}

#[test]
fn a_perfect_ensemble_scores_the_floor_and_has_skill_one() {
    let card = card(&operation(), &perfect(400));
    for m in &card.measures {
        assert!((m.crps - m.floor).abs() < 0.02 * m.unit_of_error, "{}: {} {}", m.id, m.crps, m.floor);
    }
    let skill = card.summary.crps_skill;
    for s in [skill.static_world, skill.climatology, skill.lanchester, skill.plan] {
        assert!((s.unwrap() - 1.0).abs() < 0.01, "{skill:?}");
    }
    assert_eq!(card.summary.explained_by_orders, Some(false));
    assert_eq!(card.summary.groups.losses.crps_skill.static_world, None, "no baseline knows losses here");
    assert_eq!(card.summary.groups.tempo.measures, 1);
    assert!(card.summary.inside_90.unwrap() > 0.89);
}

#[test]
fn easy_measures_are_counted_apart() {
    let card = card(&operation(), &perfect(40));
    let easy: Vec<&str> = card.measures.iter().filter(|m| m.easy).map(|m| m.id.as_str()).collect();
    assert_eq!((card.summary.measures, card.summary.easy, easy), (6, 1, vec!["d-birch"]));
    assert_eq!(card.summary.inside_90_easy, Some(1.0));
    // A measure that every answering baseline gets right is easy too.
    let (scenario, mut wise) = (operation(), baselines(&record(&operation(), MEASURES)));
    for members in [&mut wise.static_world, &mut wise.climatology, &mut wise.lanchester] {
        members[2] = Some(vec![1.0; 20]);
    }
    wise.plan = None;
    let card = score(&scenario, &record(&scenario, MEASURES), &perfect(40), &wise);
    assert!(card.measures[2].easy && card.summary.easy == 2);
    assert_eq!(card.summary.explained_by_orders, None);
}

#[test]
fn the_worse_ensemble_has_less_skill_and_its_interval_holds_it() {
    let scenario = operation();
    let late = |days: f64| {
        let mut runs = perfect(60);
        runs.iter_mut().for_each(|r| {
            r[0] += days;
            r[4] += 2.0 * days;
        });
        card(&scenario, &runs)
    };
    let skills: Vec<f64> =
        [0.0, 2.0, 4.0, 8.0].iter().map(|d| late(*d).summary.crps_skill.climatology.unwrap()).collect();
    assert!(skills.windows(2).all(|w| w[1] < w[0]), "{skills:?}");
    let card = late(4.0);
    let [low, high] = card.summary.crps_skill_interval.climatology.unwrap();
    let skill = card.summary.crps_skill.climatology.unwrap();
    assert!(low <= skill && skill <= high && low < high, "{low} {skill} {high}");
}

#[test]
fn never_and_chance_are_shown() {
    let mut runs = perfect(10);
    for run in runs.iter_mut().take(4) {
        run[1] = 21.0;
        run[2] = 0.0;
    }
    let card = card(&operation(), &runs);
    assert_eq!(card.measures[1].simulated.never_share, 0.4);
    assert_eq!(card.measures[5].simulated.never_share, 0.0);
    let chance = card.measures[2].simulated.chance.unwrap();
    assert!((chance - 6.5 / 11.0).abs() < 1e-12);
    assert_eq!((card.measures[2].inside_90, card.measures[2].unit), (None, "yes/no"));
    assert_eq!(card.summary.reliability.len(), 1);
    assert_eq!(card.summary.reliability[0].happened, 1.0);
    assert!((card.measures[5].documented.high - 2000.0).abs() < 1e-6, "people see men, not logarithms");
}

#[test]
fn weights_are_shared_in_a_cluster() {
    let scenario = operation();
    let record = record(&scenario, MEASURES);
    // One day late in both captures of the cluster is as much as one day late in a measure of its own.
    let base = totals(&record, &[vec![4.0, 14.0, 1.0, 0.0, 20.0, 3.0]])[0];
    let east = totals(&record, &[vec![8.0, 18.0, 1.0, 0.0, 20.0, 3.0]])[0] - base;
    let alone = totals(&record, &[vec![4.0, 14.0, 1.0, 4.0, 20.0, 3.0]])[0] - base;
    // The range of the first takes half a day off: its mean error is 0.5 where it is right.
    assert!((east - (alone - 0.5 * 0.5 / 5.0)).abs() < 1e-9, "{east} {alone}");
}

#[test]
fn runs_are_ranked_by_their_total() {
    let scenario = operation();
    let record = record(&scenario, MEASURES);
    let runs = [
        vec![9.0, 14.0, 1.0, 0.0, 20.0, 3.0],
        vec![4.0, 14.0, 1.0, 0.0, 20.0, 3.0],
        vec![21.0, 21.0, 0.0, 0.0, 0.0, 0.0],
    ];
    let totals = totals(&record, &runs);
    let ranks: Vec<usize> = (0..3).map(|i| rank(&totals, i)).collect();
    assert_eq!(ranks, [2, 1, 3]);
}

#[test]
fn one_run_is_a_scorecard_without_intervals() {
    let card = card(&operation(), &perfect(1));
    assert!(card.summary.crps_skill.static_world.is_some());
    assert_eq!(card.summary.crps_skill_interval.static_world, None);
    assert_eq!(card.measures[0].crps, 0.5, "the expected error alone");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_order_of_runs_changes_nothing(
        runs in prop::collection::vec(prop::collection::vec(0.0..21.0_f64, 6), 2..12), turn in 1_usize..11,
    ) {
        let scenario = operation();
        let mut turned = runs.clone();
        turned.rotate_left(turn % runs.len());
        turned.swap(0, 1);
        prop_assert_eq!(card(&scenario, &runs), card(&scenario, &turned));
    }
}
