//! What the check of a record finds, and what lowering makes of a sound one.

use std::collections::BTreeSet;

use super::sample::{file, findings, operation, record};
use crate::check::check;
use crate::hopeless;
use crate::measure::Scale;

fn one(measure: &str, path: &str, message: &str, hint: &str) {
    let found = findings(&format!("\"m\": ({measure})"));
    let hit = found.iter().find(|f| f.path == path && f.message.contains(message));
    let hit = hit.unwrap_or_else(|| panic!("{path} {message} is not in {found:?}"));
    assert!(hit.hint.as_deref().unwrap_or_default().contains(hint), "{hit:?}");
}

#[test]
fn unknown_names_are_told_with_the_nearest() {
    let date = "date: \"1943-03-05\"";
    one(
        &format!("kind: Captured(place: \"ceder\", by: \"north\"), {date}"),
        "measures.m.kind.place",
        "no place \"ceder\"",
        "did you mean \"cedar\", ",
    );
    one(
        &format!("kind: HeldUntil(place: \"elm\", by: \"nord\"), {date}"),
        "measures.m.kind.by",
        "no side",
        "\"north\"",
    );
    one(
        &format!("kind: Reached(who: \"north\", place: \"elm\"), {date}"),
        "measures.m.kind.who",
        "formation or unit",
        "n1",
    );
    one(
        "kind: Advance(of: \"a\", how: Max, on: \"1943-03-05\"), km: 5",
        "measures.m.kind.of",
        "side or formation",
        "",
    );
    one(
        "kind: Front(on: \"1943-03-05\", held: {\"north\": [\"elm\", \"oak\"]}), share: 1",
        "measures.m.kind.held.north[1]",
        "no place \"oak\"",
        "",
    );
    one(
        &format!("kind: Captured(place: \"elm\", by: \"north\"), {date}, source: \"boook\""),
        "measures.m.source",
        "no source",
        "\"book\", \"bookkeeping\"",
    );
}

#[test]
fn values_must_be_one_of_the_right_kind_and_in_order() {
    let captured = "kind: Captured(place: \"elm\", by: \"north\")";
    one(captured, "measures.m", "date is missing", "");
    one(&format!("{captured}, km: 5"), "measures.m.km", "in date, not in km", "");
    one(
        &format!("{captured}, date: \"1943-03-05\", yes: true"),
        "measures.m.yes",
        "in date, not in yes",
        "take yes: out",
    );
    one(
        &format!("{captured}, date: (\"1943-03-05\", \"1943-03-06\", \"1943-03-07\")"),
        "measures.m.date",
        "not in order",
        "earliest",
    );
    one(
        &format!("{captured}, date: \"1943-03-22\""),
        "measures.m.date[0]",
        "outside the calendar",
        "1943-03-21",
    );
    one(&format!("{captured}, date: \"9999-12-31\""), "measures.m.date[0]", "outside the calendar", "");
    one(
        "kind: GroundLost(by: \"north\", on: \"1943-03-05\"), share: 1.5",
        "measures.m.share",
        "1.5 is above 1",
        "share: 0.8",
    );
    let together = |what: &str, days: &str| {
        format!(
            "kind: Together(places: ({what}), by: \"north\", within_days: {days}, until: \"1943-03-05\"), yes: true"
        )
    };
    one(&together("\"cedar\", \"cedar\"", "2"), "measures.m.kind.places", "one place", "");
    one(&together("\"cedar\", \"dale\"", "0"), "measures.m.kind.within_days", "no time between", "");
    one(&together("\"cedar\", \"dal\"", "2"), "measures.m.kind.places[1]", "no place \"dal\"", "dale");
    let losses = |dates: &str| format!("kind: Losses(of: \"a\", what: Tanks, {dates})");
    let dates = "from: \"1943-03-02\", until: \"1943-03-05\"";
    one(&format!("{}, men: 5", losses(dates)), "measures.m.men", "in tanks, not in men", "");
    one(&format!("{}, tanks: (5, 7, 9)", losses(dates)), "measures.m.tanks", "not in order", "low <= best");
    one(&format!("{}, tanks: -1", losses(dates)), "measures.m.tanks", "-1 is below 0", "tanks: (");
    one(
        &format!("{}, tanks: 1", losses("from: \"1943-03-05\", until: \"1943-03-02\"")),
        "measures.m.kind.until",
        "ends before",
        "",
    );
}

#[test]
fn an_advance_is_of_a_body_or_along_an_axis() {
    let advance = |what: &str| format!("kind: Advance({what}, on: \"1943-03-05\"), km: 5");
    one(&advance("how: Max"), "measures.m.kind", "exactly one", "axis: (from, to)");
    one(&advance("of: \"n1\", axis: (\"ash\", \"elm\"), how: Max"), "measures.m.kind", "exactly one", "");
    one(&advance("axis: (\"ash\", \"elm\"), how: Max"), "measures.m.kind", "by which side", "");
    one(&advance("axis: (\"ash\", \"elm\"), by: \"north\", how: Mean"), "measures.m.kind.how", "no mean", "");
    one(&advance("of: \"n1\", by: \"north\", how: Mean"), "measures.m.kind.by", "only an advance along", "");
}

#[test]
fn everything_wrong_is_told_at_once() {
    let found = findings(
        "\"Bad Key\": (kind: Captured(place: \"oak\", by: \"west\"), weight: -1),
         \"m\": (kind: Encircled(who: \"zz\", by: \"1950-01-01\"), km: 4)",
    );
    let paths: Vec<&str> = found.iter().map(|f| f.path.as_str()).collect();
    let expected = [
        "measures.Bad Key",
        "measures.Bad Key.weight",
        "measures.Bad Key.kind.place",
        "measures.Bad Key.kind.by",
        "measures.Bad Key",
        "measures.m.kind.who",
        "measures.m.kind.by",
        "measures.m.km",
    ];
    assert_eq!(paths, expected, "{found:?}");
}

#[test]
fn a_record_needs_citations_and_measures() {
    let mut bare = file("\"m\": (kind: Captured(place: \"elm\", by: \"north\"), date: \"1943-03-05\")");
    bare.rows = None;
    let found = check(&bare, &operation(), &BTreeSet::new());
    let messages: Vec<&str> = found.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(messages, ["no source is cited", "no firmness is stated"]);
    let found = check(&file(""), &operation(), &BTreeSet::new());
    assert!(found.iter().any(|f| f.message.contains("without measures")));
    assert!(found.iter().any(|f| f.path == "rows.source"));
}

#[test]
fn what_no_run_can_meet_is_remarked_and_no_problem() {
    let scenario = operation();
    let remarks = |measure: &str| {
        hopeless::remarks(&record(&scenario, &format!("\"m\": ({measure})")), &scenario).len()
    };
    let by = |side: &str| {
        let holds = format!("place: \"cedar\", by: \"{side}\"");
        [
            format!("kind: NotCaptured({holds}, until: \"1943-03-05\")"),
            format!("kind: NotCaptured({holds}, until: \"1943-03-05\"), yes: false"),
            format!("kind: Captured({holds}), date: \"1943-03-05\""),
            format!("kind: Captured({holds}), date: \"1943-03-01\""),
        ]
    };
    let held = scenario.theatre.places.iter().find(|p| p.key == "cedar").expect("a place").holder;
    let [own, other] = [held, held.enemy()].map(|side| scenario.side(side).key.clone());
    assert_eq!(by(&own).map(|m| remarks(&m)), [1, 0, 1, 0]);
    assert_eq!(by(&other).map(|m| remarks(&m)), [0; 4]);
}

#[test]
fn unknown_fields_are_refused() {
    let read = |text: &str| ron::from_str::<crate::record::RecordFile>(text).map_err(|e| e.to_string());
    let text = "(format: 1, measures: {\"m\": (kind: Captured(place: \"elm\", by: \"north\", colour: 1))})";
    assert!(read(text).unwrap_err().contains("colour"));
    assert!(read("(format: 1, measures: {\"m\": (kind: Conquered(place: \"elm\"))})").is_err());
}

#[test]
fn lowering_gives_scales_weights_and_units_of_error() {
    let scenario = operation();
    let record = record(
        &scenario,
        "\"d\": (kind: Captured(place: \"elm\", by: \"north\"), date: (\"1943-03-05\", \"1943-03-04T12:00\", \"1943-03-06\"), cluster: \"east\"),
         \"k\": (kind: Advance(of: \"n1\", how: Max, on: \"1943-03-20\"), km: (30, 20, 40), cluster: \"east\", weight: 3),
         \"l\": (kind: Losses(of: \"north\", what: All, from: \"1943-03-01\", until: \"1943-03-21\"), men: (1000, 100, 10000), firmness: Claimed, note: \"doubtful\"),
         \"n\": (kind: NotCaptured(place: \"elm\", by: \"north\", until: \"1943-03-05\")),
         \"s\": (kind: GroundLost(by: \"north\", on: \"1943-03-05\"), share: 0.2)",
    );
    let of = |i: usize| &record.measures[i];
    assert_eq!((of(0).documented.best, of(0).documented.low, of(0).documented.high), (4.0, 3.5, 5.0));
    let units: Vec<f64> = record.measures.iter().map(|m| m.unit_of_error).collect();
    assert_eq!(units, [1.0, 3.0, 0.3, 0.25, 0.1]);
    let weights: Vec<f64> = record.measures.iter().map(|m| m.weight).collect();
    assert_eq!(weights, [0.5, 1.5, 1.0, 1.0, 1.0]);
    assert_eq!(of(2).scale, Scale::Log10("men"));
    assert!((of(2).documented.low - 2.0).abs() < 1e-12 && (of(2).documented.high - 4.0).abs() < 1e-12);
    assert!((of(2).scale.to_plain(of(2).documented.best) - 1000.0).abs() < 1e-9);
    assert_eq!((of(3).scale, of(3).documented.best), (Scale::YesNo, 1.0));
    assert_eq!(of(1).text, "Advance(n1, Max, on 1943-03-20)");
}
