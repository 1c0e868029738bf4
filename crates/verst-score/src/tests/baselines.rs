//! What the baselines say of the invented operation.

use std::collections::BTreeSet;

use verst_domain::ids::{FormationId, SideId};
use verst_domain::orders::Addressee;

use super::sample::{NORTH, SOUTH, operation, record};
use crate::baseline::{Baselines, MEMBERS, attacker};
use crate::climatology::{ClimateBattle, Climatology, ClimatologyFile, LIKE, check};

/// Battles of one size that advance 1 to 4 km a day and lose 1 and 2 % a day.
fn table() -> Climatology {
    let battle = |i: u32| ClimateBattle {
        attacker_men: 18_000.0,
        defender_men: 9000.0,
        days: 3.0,
        km_per_day: f64::from(i % 4) + 1.0,
        loss_a: 0.01,
        loss_d: 0.02,
    };
    Climatology { battles: (0..20).map(battle).collect() }
}

const MEASURES: &str = "
    \"a-cedar\": (kind: Captured(place: \"cedar\", by: \"north\"), date: \"1943-03-05\"),
    \"b-elm\": (kind: Captured(place: \"elm\", by: \"north\"), date: \"1943-03-05\"),
    \"c-ash-held\": (kind: NotCaptured(place: \"ash\", by: \"south\", until: \"1943-03-05\")),
    \"d-reached\": (kind: Reached(who: \"n2\", place: \"cedar\"), date: \"1943-03-05\"),
    \"e-axis\": (kind: Advance(axis: (\"ash\", \"elm\"), by: \"north\", how: Max, on: \"1943-03-04\"), km: 5),
    \"f-losses\": (kind: Losses(of: \"north\", what: Battle, from: \"1943-03-01\", until: \"1943-03-21\"), men: 500),
    \"g-strength\": (kind: Strength(of: \"s1\", on: \"1943-03-21\"), men: 500),
    \"h-south-moves\": (kind: Advance(of: \"south\", how: Max, on: \"1943-03-04\"), km: 5),
    \"i-sick\": (kind: Losses(of: \"north\", what: Sick, from: \"1943-03-01\", until: \"1943-03-21\"), men: 500)";

#[test]
fn the_static_world_stands_still_and_knows_no_losses() {
    let scenario = operation();
    let record = record(&scenario, MEASURES);
    let of = Baselines::new(&scenario, &record, &table()).static_world;
    let value = |m: usize| of[m].as_ref().map(|v| v[0]);
    assert_eq!(value(0), Some(21.0));
    assert_eq!(value(2), Some(1.0));
    assert!((value(4).unwrap() - 15.0).abs() < 1e-6);
    assert_eq!(value(5), None);
    assert!((value(6).unwrap() - 8000.0_f64.log10()).abs() < 1e-9);
    assert_eq!(of[0].as_ref().map(Vec::len), Some(MEMBERS));
}

#[test]
fn climatology_advances_at_the_pace_of_a_battle_and_loses_as_it_did() {
    let scenario = operation();
    let record = record(&scenario, MEASURES);
    let of = Baselines::new(&scenario, &record, &table()).climatology;
    // The front is 5 km before cedar and 25 before elm: at 1 to 4 km a day.
    let seen = |m: usize| {
        let mut days: Vec<f64> = of[m].clone().unwrap();
        days.sort_by(f64::total_cmp);
        days.dedup_by(|a, b| (*a - *b).abs() < 1e-3);
        days
    };
    let close = |a: Vec<f64>, b: &[f64]| {
        assert!(a.len() == b.len() && a.iter().zip(b).all(|(x, y)| (x - y).abs() < 2e-3), "{a:?} {b:?}")
    };
    close(seen(0), &[1.25, 5.0 / 3.0, 2.5, 5.0]);
    close(seen(1), &[6.25, 25.0 / 3.0, 12.5, 21.0]);
    close(seen(2), &[1.0]);
    // Unit b has 20 km to go from the start, d as many from day 2.
    close(seen(3), &[5.0, 20.0 / 3.0, 10.0, 20.0]);
    // Three days of 1 to 4 km beyond the middle of the contact, 15 km from ash.
    close(seen(4), &[18.0, 21.0, 24.0, 27.0]);
    let share = 20.0_f64.powf(0.6);
    close(seen(5), &[(18_000.0 * 0.01 * share).log10()]);
    close(seen(6), &[(8000.0 * (1.0 - 0.02 * share)).log10()]);
    assert_eq!((of[7].as_ref(), of[8].as_ref()), (None, None));
}

#[test]
fn lanchester_has_one_pace_and_a_spread_of_losses() {
    let scenario = operation();
    let record = record(&scenario, MEASURES);
    let mut battles = table().battles;
    for (i, b) in battles.iter_mut().enumerate() {
        b.loss_d *= if i % 2 == 0 { 0.5 } else { 2.0 };
    }
    let of = Baselines::new(&scenario, &record, &Climatology { battles }).lanchester;
    let first = of[0].as_ref().unwrap();
    assert!(first.iter().all(|d| (d - 2.0).abs() < 1e-3), "5 km at the median of 2.5 km a day");
    let strengths = of[6].as_ref().unwrap();
    let least = strengths.iter().copied().fold(f64::INFINITY, f64::min);
    let most = strengths.iter().copied().fold(0.0, f64::max);
    assert!(least < most && most < 8000.0_f64.log10());
}

#[test]
fn the_attacker_is_who_was_ordered_to_attack_more_often() {
    let mut scenario = operation();
    assert_eq!(attacker(&scenario), NORTH);
    let mut other = scenario.orders[0].clone();
    other.to = Addressee::Formation(FormationId(2));
    scenario.orders.push(other.clone());
    assert_eq!(attacker(&scenario), NORTH, "as many orders: more men");
    scenario.orders.push(other);
    assert_eq!(attacker(&scenario), SOUTH);
    scenario.orders[2].issued.best = 1e9;
    assert_eq!(attacker(&scenario), NORTH, "an order after the end is none");
    scenario.orders.clear();
    assert_eq!(attacker(&scenario), SideId(0));
}

#[test]
fn like_size_is_nearest_by_ratio() {
    let battle = |men: f64| ClimateBattle { attacker_men: men, ..table().battles[0] };
    let battles = (0..40).map(|i| battle(1000.0 * f64::from(i + 1))).collect();
    let like = Climatology { battles }.of_like_size(10_000.0);
    assert_eq!(like.len(), LIKE);
    assert_eq!(like[0].attacker_men, 10_000.0);
    assert!(like.iter().all(|b| b.attacker_men >= 5000.0 && b.attacker_men <= 24_000.0), "{like:?}");
}

#[test]
fn the_kept_table_is_sound() {
    let file: ClimatologyFile =
        ron::from_str(include_str!("../../../../scenarios/rules/climatology.ron")).unwrap();
    assert_eq!(check(&file, &BTreeSet::from([file.source.clone()])), []);
    let table = Climatology::lower(&file);
    assert!(table.battles.len() > 80, "{}", table.battles.len());
    let mut wrong = file;
    wrong.battles[3].loss_a = 1.5;
    let found = check(&wrong, &BTreeSet::new());
    let paths: Vec<&str> = found.iter().map(|f| f.path.as_str()).collect();
    assert_eq!(paths, ["source", "battles[3].loss_a"]);
}

#[test]
fn plan_is_taken_as_given_but_has_no_answer_on_losses() {
    let scenario = operation();
    let record = record(&scenario, MEASURES);
    let run: Vec<f64> = (0..9).map(f64::from).collect();
    let plan =
        Baselines::new(&scenario, &record, &table()).with_plan(&record, &[run.clone(), run]).plan.unwrap();
    assert_eq!(plan[1], Some(vec![1.0, 1.0]));
    assert_eq!(plan[5], None);
}
