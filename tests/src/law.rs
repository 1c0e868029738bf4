//! The law of engagement by itself, for any sides, ground and luck: more men never hurt, and the step of time is no part
//! of it.

use std::cell::Cell;

use proptest::prelude::*;
use verst_rules::engagement::{Field, Law, Luck, Params, Role, Side, loss_share};
use verst_rules::rules_file::RulesFile;

use crate::worlds::rules;

/// Hours of a day.
const HOURS: u32 = 24;

fn side() -> impl Strategy<Value = Side> {
    (500.0..80_000.0_f64, 0.2..1.0_f64, 0.0..400.0_f64, 0.0..900.0_f64, -0.5..0.5_f64, 0.0..6.0_f64).prop_map(
        |(men, fit, tanks, guns, quality, age_days)| Side {
            men,
            effective_men: men * fit,
            tanks,
            guns,
            quality,
            age_days,
            ..Side::default()
        },
    )
}

fn ground() -> impl Strategy<Value = Field> {
    let shares = (0.0..1.0_f64, 0.0..1.0_f64, 0.0..1.0_f64, 0.0..1.0_f64);
    let levels = (3.0..60.0_f64, -3.0..3.0_f64, -1.0..1.0_f64);
    (shares, levels).prop_map(|((fortified, delaying, rugged, woods), (width_km, surprise, air))| Field {
        width_km,
        fortified,
        delaying,
        rugged,
        woods,
        surprise,
        air,
        size_men: 15_000.0,
        attacker_size_men: 15_000.0,
        ..Field::default()
    })
}

fn luck() -> impl Strategy<Value = Luck> {
    let z = -2.0..2.0_f64;
    (z.clone(), z.clone(), z.clone(), z).prop_map(|(superiority, attacker_loss, defender_loss, advance)| {
        Luck { superiority, attacker_loss, defender_loss, advance }
    })
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() }
}

/// The chance to win, known beforehand and once the luck is cast.
fn chances(params: &Params, attacker: &Side, defender: &Side, field: &Field, luck: &Luck) -> [f64; 2] {
    let law = Law { params, attacker, defender, field, luck };
    let x = law.superiority().sum();
    [params.win_probability(x), params.known_win_probability(x - luck.superiority)]
}

/// More or fewer men of the same sort, with the same tanks and guns.
fn with_more_men(side: &Side, times: f64) -> Side {
    Side { men: times * side.men, effective_men: times * side.effective_men, ..*side }
}

#[test]
fn more_men_never_hurt() {
    let RulesFile { engagement: params, .. } = rules();
    proptest!(config(), |(a in side(), d in side(), f in ground(), l in luck(), times in 1.0..5.0_f64)| {
        let before = chances(&params, &a, &d, &f, &l);
        let attacking = chances(&params, &with_more_men(&a, times), &d, &f, &l);
        let defending = chances(&params, &a, &with_more_men(&d, times), &f, &l);
        for n in 0..2 {
            prop_assert!(attacking[n] >= before[n] && defending[n] <= before[n]);
        }
    });
}

/// What some days of fighting cost and gain in steps of some hours: shares of the men lost, and km.
fn fight(params: &Params, sides: [Side; 2], field: &Field, luck: &Luck, days: u32, hours: u32) -> [f64; 3] {
    let [mut a, mut d] = sides;
    let dt = f64::from(hours) / f64::from(HOURS);
    let mut km = 0.0;
    for _ in 0..days * HOURS / hours {
        let law = Law { params, attacker: &a, defender: &d, field, luck };
        let x = law.superiority().sum();
        km += law.advance_km(x, dt);
        let lost = |role, side: &Side| {
            loss_share(law.loss_terms(role, x).sum(), params.intensity(side.age_days, dt))
        };
        let lost = [lost(Role::Attacker, &a), lost(Role::Defender, &d)];
        for (side, lost) in [&mut a, &mut d].into_iter().zip(lost) {
            *side = with_more_men(side, 1.0 - lost);
            (side.tanks, side.guns) = (side.tanks * (1.0 - lost), side.guns * (1.0 - lost));
            side.age_days += dt;
        }
    }
    [1.0 - a.men / sides[0].men, 1.0 - d.men / sides[1].men, km]
}

/// How far the short and the long step are apart, as a share; half a thousandth of the men and 20 m a day are nothing.
fn apart(short: &[f64; 3], long: &[f64; 3], days: u32) -> f64 {
    let nothing = [0.0005, 0.0005, 0.02 * f64::from(days)];
    let beyond = |n: usize| ((short[n] - long[n]).abs() - nothing[n]).max(0.0) / long[n].max(nothing[n]);
    (0..3).map(beyond).fold(0.0, f64::max)
}

#[test]
fn an_hour_or_a_day_makes_no_difference() {
    let RulesFile { engagement: params, .. } = rules();
    let seen = Cell::new((0.0, 0.0));
    proptest!(config(), |(a in side(), d in side(), f in ground(), l in luck(), days in 1..8_u32)| {
        let [short, long] = [1, HOURS].map(|hours| fight(&params, [a, d], &f, &l, days, hours));
        // Who loses a fifth of his men is another before the day is over.
        prop_assume!(long[0] < 0.2 && long[1] < 0.2);
        let apart = apart(&short, &long, days);
        prop_assert!(apart < 0.1, "{:?} {:?}", short, long);
        let (sum, count) = seen.get();
        seen.set((sum + apart, count + 1.0));
    });
    let (sum, count) = seen.get();
    assert!(sum / count < 0.02, "{} apart in the mean", sum / count);
}
