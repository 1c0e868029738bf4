//! Tests of the law of engagement: golden vectors of the published fit, limits and monotony.

use std::collections::BTreeMap;
use std::path::Path;

use super::*;
use crate::rules_file::{RulesFile, shipped};

type Row = BTreeMap<String, String>;

/// Plain CSV without quoted commas, as the battle table is written.
fn rows(text: &str) -> Vec<Row> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().expect("a head line").split(',').collect();
    lines.map(|l| head.iter().map(|h| (*h).to_string()).zip(split(l)).collect()).collect()
}

fn split(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

fn number(row: &Row, key: &str) -> Option<f64> {
    row.get(key).and_then(|v| v.parse().ok())
}

/// Largest difference between the law and a golden row, over its four columns.
fn difference(rules: &RulesFile, row: &Row, golden: &Row) -> f64 {
    let year = number(row, "year").expect("a year") as i32;
    let side = |s: &str| {
        let men = number(row, &format!("str_{s}")).expect("a strength");
        let army = rules.army(&row[&format!("nat_{s}")], year);
        Side {
            men,
            effective_men: men,
            tanks: number(row, &format!("tank_{s}")).unwrap_or(0.0),
            guns: number(row, &format!("arty_{s}")).unwrap_or(3.0 * men / 1000.0),
            quality: army.quality,
            own_casualties: army.own_casualties,
            fanatic: army.fanatic,
            age_days: 0.0,
        }
    };
    let (attacker, defender) = (side("a"), side("d"));
    let yes = |key: &str, values: &[&str]| f64::from(u8::from(values.contains(&row[key].as_str())));
    let (first_war, after_1945) = eras(year);
    let field = Field {
        width_km: number(row, "wof_a").filter(|w| *w > 0.0).unwrap_or(defender.men / 1560.0),
        fortified: yes("post1", &["FD"]),
        delaying: yes("post1", &["DL", "WD"]),
        rugged: yes("terra1", &["G"]),
        woods: yes("terra2", &["W"]),
        wet: yes("wx_wet", &["W"]),
        winter: yes("season", &["W"]),
        surprise: number(row, "surpa").unwrap_or(0.0),
        air: number(row, "aeroa").unwrap_or(0.0),
        size_men: sqrt(attacker.men * defender.men),
        attacker_size_men: attacker.men,
        first_war,
        after_1945,
    };
    let luck = Luck::default();
    let law = Law {
        params: &rules.engagement,
        attacker: &attacker,
        defender: &defender,
        field: &field,
        luck: &luck,
    };
    let x = law.superiority().sum();
    let ours = [
        ("x_det", x),
        ("log10_f_a_n1", law.loss_terms(Role::Attacker, x).sum()),
        ("log10_f_d_n1", law.loss_terms(Role::Defender, x).sum()),
        ("ln_v03_n1", law.advance_terms(x).sum()),
    ];
    ours.iter().map(|(k, v)| (v - number(golden, k).expect("a golden value")).abs()).fold(0.0, f64::max)
}

#[test]
fn golden_rows_kept_here_are_reproduced() {
    let rules = shipped();
    let table = rows(include_str!("engagement_golden.csv"));
    assert!(table.len() >= 12);
    for row in &table {
        assert!(difference(&rules, row, row) < 1e-4, "{row:?}: {}", difference(&rules, row, row));
    }
}

#[test]
fn all_golden_vectors_are_reproduced() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/engagements");
    let Ok(battles) = std::fs::read_to_string(shared.join("battles.csv")) else {
        println!("skipped: the battle table does not lie beside the project");
        return;
    };
    let golden =
        std::fs::read_to_string(shared.join("golden_vectors.csv")).expect("it lies beside the battles");
    let golden: BTreeMap<String, Row> = rows(&golden).into_iter().map(|r| (r["isqno"].clone(), r)).collect();
    let rules = shipped();
    let battles = rows(&battles);
    assert_eq!(battles.len(), 405);
    for row in &battles {
        let d = difference(&rules, row, &golden[&row["isqno"]]);
        assert!(d < 1e-4, "{}: {d}", row["isqno"]);
    }
}

fn fight(attackers: f64, defenders: f64) -> (Side, Side, Field) {
    let side = |men: f64| Side { men, effective_men: men, guns: 3.0 * men / 1000.0, ..Side::default() };
    let field = Field {
        width_km: 8.0,
        size_men: sqrt(attackers * defenders),
        attacker_size_men: attackers,
        ..Field::default()
    };
    (side(attackers), side(defenders), field)
}

#[test]
fn more_attackers_never_lower_the_chance_of_success() {
    let (rules, luck) = (shipped(), Luck::default());
    let mut before = 0.0;
    for men in 1..60 {
        let (attacker, defender, field) = fight(f64::from(men) * 1000.0, 10_000.0);
        let law = Law {
            params: &rules.engagement,
            attacker: &attacker,
            defender: &defender,
            field: &field,
            luck: &luck,
        };
        let p = rules.engagement.win_probability(law.superiority().sum());
        assert!(p >= before, "{men}");
        before = p;
    }
}

#[test]
fn factors_multiply_back_to_the_applied_loss() {
    let rules = shipped();
    let (attacker, defender, field) = fight(20_000.0, 8_000.0);
    let luck = Luck { superiority: 0.3, attacker_loss: -0.4, defender_loss: 1.1, advance: 0.2 };
    let law = Law {
        params: &rules.engagement,
        attacker: &attacker,
        defender: &defender,
        field: &field,
        luck: &luck,
    };
    for role in [Role::Attacker, Role::Defender] {
        let terms = law.loss_terms(role, law.superiority().sum());
        let product = terms.factors10().iter().fold(1.0, |p, f| p * f.value);
        assert!((product / exp10(terms.sum()) - 1.0).abs() < 1e-12);
    }
}

#[test]
fn short_rounds_add_up_to_a_day() {
    let p = shipped().engagement;
    let day: f64 = p.intensity(1.5, 1.0);
    let hours: f64 = (0..24).map(|h| p.intensity(1.5 + f64::from(h) / 24.0, 1.0 / 24.0)).sum();
    assert!((day - hours).abs() < 1e-12);
}
