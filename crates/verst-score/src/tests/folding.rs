//! Every kind of measure, folded from small invented journals.

use verst_domain::ids::LinkId;
use verst_domain::journal::What;

use super::sample::{
    A, ASH, B, BIRCH, C, CEDAR, D, DALE, E, ELM, NORTH, SOUTH, at, captured, lost, observe, operation,
    record, stand,
};
use crate::measure::never;
use crate::outcome::Observer;

/// What an invented journal says, in plain units.
fn says(measure: &str, journal: &[verst_domain::journal::Entry], expected: f64) {
    let value = observe(measure, journal).value;
    assert!((value - expected).abs() < 1e-6, "{measure}: {value} is not {expected}");
}

#[test]
fn captured_is_the_first_day_of_holding_and_day_0_of_what_is_held() {
    let cedar = "kind: Captured(place: \"cedar\", by: \"north\"), date: \"1943-03-05\"";
    let journal = [captured(3.5, CEDAR, NORTH), captured(5.0, CEDAR, SOUTH), captured(7.0, CEDAR, NORTH)];
    says(cedar, &journal, 3.5);
    says("kind: Captured(place: \"cedar\", by: \"south\"), date: \"1943-03-05\"", &journal, 0.0);
    says(
        "kind: Captured(place: \"ash\", by: \"south\"), date: \"1943-03-05\"",
        &[captured(9.0, ASH, SOUTH)],
        9.0,
    );
}

#[test]
fn never_is_the_end_and_a_twentieth_of_the_duration_or_a_turn() {
    let mut scenario = operation();
    assert_eq!(never(&scenario.calendar), 21.0);
    scenario.calendar.turn *= 4;
    assert_eq!(never(&scenario.calendar), 22.0);
    for kind in [
        "Captured(place: \"elm\", by: \"north\")",
        "HeldUntil(place: \"elm\", by: \"south\")",
        "Reached(who: \"a\", place: \"elm\")",
    ] {
        let observed =
            observe(&format!("kind: {kind}, date: \"1943-03-05\""), &[captured(1.0, CEDAR, NORTH)]);
        assert!(observed.never && observed.value == 21.0, "{kind}");
    }
    let losses = observe(
        "kind: Losses(of: \"a\", what: All, from: \"1943-03-01\", until: \"1943-03-09\"), men: 5",
        &[],
    );
    assert!(!losses.never && losses.value == 0.0, "no losses are log10 of 1");
}

#[test]
fn held_until_is_the_first_day_of_losing_what_was_held() {
    let journal = [captured(4.0, BIRCH, SOUTH), captured(6.0, BIRCH, NORTH), captured(8.0, BIRCH, SOUTH)];
    says("kind: HeldUntil(place: \"birch\", by: \"north\"), date: \"1943-03-05\"", &journal, 4.0);
    says("kind: HeldUntil(place: \"birch\", by: \"south\"), date: \"1943-03-05\"", &journal, 6.0);
}

#[test]
fn not_captured_looks_only_until_its_date() {
    let kind =
        |until: &str| format!("kind: NotCaptured(place: \"cedar\", by: \"north\", until: \"{until}\")");
    let journal = [captured(4.0, CEDAR, NORTH), captured(4.5, CEDAR, SOUTH)];
    says(&kind("1943-03-04T23:00"), &journal, 1.0);
    says(&kind("1943-03-05"), &journal, 0.0);
    says(&kind("1943-03-20"), &journal, 0.0);
    says("kind: NotCaptured(place: \"ash\", by: \"north\", until: \"1943-03-20\"), yes: false", &[], 0.0);
}

#[test]
fn reached_is_any_sign_of_any_unit_of_the_formation() {
    let kind = |who: &str, place: &str| {
        format!("kind: Reached(who: \"{who}\", place: \"{place}\"), date: \"1943-03-05\"")
    };
    let cedar = kind("n1", "cedar");
    says(&cedar, &[at(2.0, What::Reached { unit: B, place: CEDAR })], 2.0);
    says(&cedar, &[at(2.5, What::Foothold { unit: A, place: CEDAR })], 2.5);
    says(&cedar, &[at(3.0, What::Captured { place: CEDAR, by: NORTH, unit: Some(D) })], 3.0);
    says(&cedar, &[stand(3.5, A, CEDAR, Some((LinkId(2), 1.0)), 1.0), stand(4.0, A, CEDAR, None, 1.0)], 4.0);
    says(&cedar, &[at(1.0, What::Reached { unit: C, place: CEDAR }), captured(2.0, CEDAR, NORTH)], 21.0);
    says(&kind("n2", "cedar"), &[at(2.0, What::Reached { unit: A, place: CEDAR })], 21.0);
    says(&kind("n2", "ash"), &[], 0.0);
    let arrived = What::Arrived { unit: D, place: BIRCH, men: 1.0, tanks: 0.0, guns: 0.0 };
    says(&kind("d", "birch"), &[at(2.0, arrived)], 2.0);
}

#[test]
fn losses_are_summed_by_kind_body_and_period() {
    let journal = [
        lost(1.0, A, 100.0, 10.0),
        lost(2.0, B, 200.0, 20.0),
        lost(3.0, C, 50.0, 5.0),
        lost(4.0, A, 400.0, 0.0),
    ];
    let kind = |of: &str, what: &str, value: &str| {
        format!(
            "kind: Losses(of: \"{of}\", what: {what}, from: \"1943-03-02\", until: \"1943-03-04\"), {value}: 50"
        )
    };
    // The entry of day 1 ends at the beginning of the period, that of day 3 at its end.
    says(&kind("north", "Battle", "men"), &journal, 200.0_f64.log10());
    says(&kind("north", "All", "men"), &journal, 240.0_f64.log10());
    says(&kind("s1", "Sick", "men"), &journal, 10.0_f64.log10());
    says(&kind("c", "Killed", "men"), &journal, 50.0_f64.log10());
    says(&kind("n2", "Tanks", "tanks"), &journal, 2.0_f64.log10());
    says(&kind("n2", "Guns", "guns"), &journal, 0.0);
}

#[test]
fn strength_is_that_of_the_last_turn_up_to_the_date() {
    let kind = |of: &str, more: &str, on: &str| {
        format!(
            "kind: Strength(of: \"{of}\", {more} on: \"{on}\"), {}: 5",
            if more.is_empty() { "men" } else { "tanks" }
        )
    };
    let journal = [
        stand(0.5, A, BIRCH, None, 7000.0),
        stand(0.5, B, ASH, None, 5000.0),
        stand(1.0, A, BIRCH, None, 6000.0),
        at(1.5, What::TurnEnd { turn: 3, digest: 0 }),
    ];
    says(&kind("n1", "", "1943-03-01"), &journal, 14_000.0_f64.log10());
    says(&kind("n1", "", "1943-03-01T12:00"), &journal, 12_000.0_f64.log10());
    says(&kind("n1", "", "1943-03-02T11:00"), &journal, 6000.0_f64.log10());
    says(&kind("a", "what: Tanks,", "1943-03-02"), &journal, 4.0_f64.log10());
    says(&kind("n1", "", "1943-03-09"), &journal, 0.0);
}

#[test]
fn advance_is_the_straight_way_from_where_the_front_lay() {
    let kind = |of: &str, how: &str, on: &str| {
        format!("kind: Advance(of: \"{of}\", how: {how}, on: \"{on}\"), km: 20")
    };
    let journal = [
        stand(1.0, A, CEDAR, None, 1.0),
        stand(1.0, B, BIRCH, Some((LinkId(1), 8.0)), 1.0),
        at(2.0, What::Arrived { unit: D, place: ASH, men: 1.0, tanks: 0.0, guns: 0.0 }),
        stand(5.0, D, ELM, None, 1.0),
        stand(5.0, A, BIRCH, None, 1.0),
    ];
    // No-man's-land is in the middle between birch and cedar.
    says(&kind("n1", "Max", "1943-03-02"), &journal, 5.0);
    says(&kind("n1", "Mean", "1943-03-02"), &journal, 4.0);
    // Unit d was not there at the start; a has gone back.
    says(&kind("north", "Max", "1943-03-20"), &journal, 3.0);
    says(&kind("north", "Mean", "1943-03-20"), &journal, 1.5);
    says(&kind("south", "Max", "1943-03-20"), &journal, 0.0);
}

#[test]
fn a_march_up_behind_the_front_is_no_advance() {
    let far = |on: &str| format!("kind: Advance(of: \"n2\", how: Max, on: \"{on}\"), km: 20");
    let reached = |day: f64, place| at(day, What::Reached { unit: B, place });
    let journal = [
        stand(0.5, B, ASH, Some((LinkId(0), 4.0)), 1.0),
        reached(1.0, BIRCH),
        stand(1.5, B, BIRCH, Some((LinkId(1), 3.0)), 1.0),
        reached(2.0, CEDAR),
        at(2.1, What::Foothold { unit: B, place: DALE }),
        stand(2.5, B, DALE, Some((LinkId(2), 9.0)), 1.0),
        reached(3.5, BIRCH),
        stand(4.5, B, BIRCH, None, 1.0),
    ];
    says(&far("1943-03-01T12:00"), &journal, 0.0);
    says(&far("1943-03-02T12:00"), &journal, 0.0);
    says(&far("1943-03-03T12:00"), &journal, 14.0);
    says(&far("1943-03-05T12:00"), &journal, 0.0);
}

#[test]
fn an_axis_ends_at_the_first_gap_and_the_line_beyond_it() {
    let kind = |on: &str| {
        format!("kind: Advance(axis: (\"ash\", \"elm\"), by: \"north\", how: Max, on: \"{on}\"), km: 20")
    };
    let front = |day: f64, link: u16, a: f64, b: f64| {
        at(day, What::Front { link: LinkId(link), line_a: a, line_b: b })
    };
    let journal = [
        front(1.0, 1, 7.0, 8.0),
        captured(1.2, CEDAR, NORTH),
        front(1.5, 2, 3.0, 4.0),
        captured(1.7, ELM, NORTH),
        front(2.0, 2, 6.0, 7.0),
        front(2.0, 3, 2.0, 3.0),
        captured(3.0, BIRCH, SOUTH),
        front(3.5, 0, 4.0, 5.0),
        captured(4.0, ASH, SOUTH),
    ];
    // At the start no-man's-land is in the middle of the contact.
    says(&kind("1943-03-01"), &journal, 15.0);
    says(&kind("1943-03-02"), &journal, 17.0);
    // Cedar was taken since the last turn: no line beyond it is known yet.
    says(&kind("1943-03-02T06:00"), &journal, 20.0);
    says(&kind("1943-03-02T12:00"), &journal, 23.0);
    says(&kind("1943-03-03"), &journal, 26.0);
    says(&kind("1943-03-04T12:00"), &journal, 4.0);
    says(&kind("1943-03-06"), &journal, 0.0);
}

#[test]
fn encircled_is_cut_off_at_the_date() {
    let kind = |who: &str, by: &str| format!("kind: Encircled(who: \"{who}\", by: \"{by}\"), yes: true");
    let journal = [
        at(1.0, What::CutOff(A)),
        at(3.0, What::Relieved(A)),
        at(4.0, What::CutOff(B)),
        stand(4.5, A, BIRCH, None, 5000.0),
        stand(4.5, B, ASH, None, 6000.0),
        at(5.0, What::Destroyed(B)),
        at(5.0, What::Departed { unit: A, men: 5000.0, tanks: 0.0, guns: 0.0 }),
    ];
    says(&kind("a", "1943-03-03"), &journal, 1.0);
    says(&kind("a", "1943-03-04"), &journal, 1.0 - 1.0);
    // Of 8000 and 6000 men at the start; of 5000 and 6000 later; unit d is not there.
    says(&kind("n1", "1943-03-03"), &journal, 1.0);
    says(&kind("n1", "1943-03-05"), &journal, 0.0);
    says(&kind("n1", "1943-03-05T12:00"), &journal, 1.0);
    says(&kind("b", "1943-03-20"), &journal, 1.0);
    says(&kind("n2", "1943-03-20"), &journal, 1.0);
    says(&kind("s1", "1943-03-20"), &journal, 0.0);
}

#[test]
fn supply_is_cut_where_no_held_path_is_left() {
    let kind = |by: &str| {
        format!("kind: SupplyCut(from: \"cedar\", to: \"elm\", side: \"south\", by: \"{by}\"), yes: true")
    };
    let journal = [captured(2.0, DALE, NORTH), captured(4.0, DALE, SOUTH), captured(6.0, ELM, NORTH)];
    says(&kind("1943-03-02"), &journal, 0.0);
    says(&kind("1943-03-03"), &journal, 1.0);
    says(&kind("1943-03-06"), &journal, 0.0);
    says(&kind("1943-03-09"), &journal, 1.0);
}

#[test]
fn front_and_ground_lost_are_shares_of_places() {
    let journal = [
        captured(1.0, CEDAR, NORTH),
        captured(2.0, DALE, NORTH),
        captured(3.0, CEDAR, SOUTH),
        captured(4.0, ASH, SOUTH),
        captured(5.0, ASH, NORTH),
    ];
    let front = |on: &str| {
        format!(
            "kind: Front(on: \"{on}\", held: {{\"north\": [\"cedar\", \"dale\"], \"south\": [\"elm\", \"ash\"]}}), share: 1.0"
        )
    };
    says(&front("1943-03-01"), &journal, 0.25);
    says(&front("1943-03-03"), &journal, 0.75);
    says(&front("1943-03-05"), &journal, 0.75);
    let lost = |by: &str, on: &str| format!("kind: GroundLost(by: \"{by}\", on: \"{on}\"), share: 0.0");
    says(&lost("north", "1943-03-01"), &journal, 0.0);
    says(&lost("north", "1943-03-03"), &journal, 0.0);
    // Of cedar and dale, cedar; ash was held at the start and only retaken.
    says(&lost("north", "1943-03-20"), &journal, 0.5);
    says(&lost("south", "1943-03-20"), &journal, 1.0);
}

#[test]
fn two_places_fall_together() {
    let kind = |a: &str, b: &str, days: f64, until: &str| {
        format!(
            "kind: Together(places: (\"{a}\", \"{b}\"), by: \"north\", within_days: {days}, until: \"{until}\"), yes: true"
        )
    };
    // Cedar is lost again and retaken: the first time counts.
    let journal = [
        captured(3.0, CEDAR, NORTH),
        captured(4.0, CEDAR, SOUTH),
        captured(5.5, DALE, NORTH),
        captured(6.0, CEDAR, NORTH),
    ];
    says(&kind("cedar", "dale", 2.5, "1943-03-20"), &journal, 1.0);
    says(&kind("dale", "cedar", 2.5, "1943-03-20"), &journal, 1.0);
    says(&kind("cedar", "dale", 2.4, "1943-03-20"), &journal, 0.0);
    says(&kind("cedar", "dale", 2.5, "1943-03-05"), &journal, 0.0);
    says(&kind("cedar", "elm", 9.0, "1943-03-20"), &journal, 0.0);
    // Ash is held from the first minute.
    says(&kind("ash", "cedar", 3.0, "1943-03-20"), &journal, 1.0);
    says(&kind("ash", "cedar", 2.0, "1943-03-20"), &journal, 0.0);
}

#[test]
fn measures_keep_the_records_order_and_do_not_disturb_each_other() {
    let scenario = operation();
    let record = record(
        &scenario,
        "\"z\": (kind: Captured(place: \"cedar\", by: \"north\"), date: \"1943-03-05\"),
         \"b\": (kind: Front(on: \"1943-03-03\", held: {\"north\": [\"cedar\"]}), share: 1.0),
         \"a\": (kind: Front(on: \"1943-03-09\", held: {\"north\": [\"cedar\"]}), share: 1.0)",
    );
    let mut observer = Observer::new(&scenario, &record);
    for entry in [captured(3.5, CEDAR, NORTH), at(9.0, What::Relieved(E))] {
        observer.see(&entry);
    }
    let values: Vec<f64> = observer.finish().iter().map(|o| o.value).collect();
    assert_eq!(values, [1.0, 0.0, 3.5]);
}
