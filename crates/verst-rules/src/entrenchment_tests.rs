//! Tests of entrenchment.rs.

use verst_domain::ids::SideId;

use super::*;
use crate::rules_file::shipped;

fn bare() -> Trenches {
    Trenches::none(SideId(0))
}

#[test]
fn works_grow_from_foxholes_to_a_zone_of_belts_in_months() {
    let laws = &shipped().entrenchment;
    let mut works = bare();
    let mut seen = Vec::new();
    for day in 1..=90 {
        dig(laws, &mut works, 1.0);
        if [1, 3, 14, 90].contains(&day) {
            seen.push((works.class, works.depth_km));
        }
    }
    let classes: Vec<_> = seen.iter().map(|s| s.0).collect();
    let [h, p, f] = [WorksClass::Hasty, WorksClass::Prepared, WorksClass::Fortified].map(Some);
    assert_eq!(classes, [h, p, f, f]);
    assert!(seen.windows(2).all(|w| w[0].1 < w[1].1), "{seen:?}");
    // A belt of 5 km after a fortnight (campaign model A15), a zone of 10 to 20 km after three months.
    assert!((seen[2].1 - 5.0).abs() < 0.1 && (10.0..=20.0).contains(&seen[3].1), "{seen:?}");
}

#[test]
fn works_of_the_start_are_dug_on_and_no_depth_goes_beyond_the_deepest() {
    let laws = &shipped().entrenchment;
    let given = Trenches { class: Some(WorksClass::Prepared), depth_km: 4.0, ..bare() };
    let mut works = given;
    dig(laws, &mut works, laws.fortified.get() - laws.prepared.get());
    assert_eq!(works.class, Some(WorksClass::Fortified));
    assert!(works.depth_km > given.depth_km);
    dig(laws, &mut works, 10_000.0);
    assert!(works.depth_km <= laws.deepest.get());
    let mut deep = Trenches { class: Some(WorksClass::Fortified), depth_km: 40.0, ..bare() };
    dig(laws, &mut deep, 10.0);
    assert!((deep.depth_km - 40.0).abs() < 1e-9, "what was built deeper stays");
}

#[test]
fn digging_in_pieces_is_digging_at_once_and_more_men_are_never_slower() {
    let laws = &shipped().entrenchment;
    for days in [0.1, 0.5, 2.0, 7.0, 30.0] {
        let (mut whole, mut pieces) = (bare(), bare());
        dig(laws, &mut whole, days);
        (0..8).for_each(|_| dig(laws, &mut pieces, days / 8.0));
        assert_eq!(whole.class, pieces.class);
        assert!((whole.depth_km - pieces.depth_km).abs() < 1e-9);
    }
    let paces: Vec<f64> = (0..40).map(|n| crew_pace(laws, 300.0 * f64::from(n), 12.0)).collect();
    assert!(paces.windows(2).all(|w| w[0] <= w[1]) && paces[39] <= 1.0);
    assert!(crew_pace(laws, 900.0, 20.0) < crew_pace(laws, 900.0, 10.0), "a wider front takes longer");
}
