//! The result as JSON: every promised field, of its type, with the numbers of the printed card.

use serde_json::Value;
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;
use verst_score::measure::never;
use verst_tests::{stderr, stdout, verst};

use crate::operation::Operation;

const BASELINES: [&str; 4] = ["static", "climatology", "lanchester", "plan"];

/// A replay's card and its result.
fn replayed(extra: &[&str]) -> (String, Value) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("out.json");
    let path = file.to_str().expect("a plain path");
    let arguments: Vec<&str> = ["replay", "kaluga-1941", "--runs", "30", "--quiet", "--json", path]
        .into_iter()
        .chain(extra.iter().copied())
        .collect();
    let output = verst(&arguments);
    assert!(output.status.success(), "{}", stderr(&output));
    let text = std::fs::read_to_string(file).expect("the result is there");
    (stdout(&output), serde_json::from_str(&text).expect("it is JSON"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

fn is_digest(value: &Value) -> bool {
    let text = text(value);
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

#[test]
fn the_head_has_every_field() {
    let (_, result) = replayed(&[]);
    assert_eq!(result["format"], 1);
    assert_eq!(result["verst_version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(result["scenario"], "kaluga-1941");
    for digest in ["scenario_digest", "record_digest", "rules_digest", "digest"] {
        assert!(is_digest(&result[digest]), "{digest}: {}", result[digest]);
    }
    assert_eq!((text(&result["orders"]), text(&result["inputs"])), ("historical", "drawn"));
    assert_eq!(result["runs"], 30);
    let seeds = &result["seeds"];
    assert_eq!((text(&seeds["set"]), number(&seeds["asked"])), ("judge", 30.0));
    assert_eq!((number(&seeds["first"]), number(&seeds["last"])), (200_001.0, 200_030.0));
    assert!(list(&result["changes"]).is_empty() && list(&result["failures"]).is_empty());
    assert!(result["until"].is_null());
}

#[test]
fn settings_and_modes_are_in_the_head() {
    let (_, plain) = replayed(&[]);
    let changed = ["--orders", "opening", "--inputs", "best", "--set", "units.154rd.men=6000"];
    let (_, result) = replayed(&changed);
    assert_eq!((text(&result["orders"]), text(&result["inputs"])), ("opening", "best"));
    assert_eq!(list(&result["changes"]), ["units.154rd.men=6000"]);
    assert_ne!(plain["digest"], result["digest"]);
    for same in ["scenario_digest", "record_digest", "rules_digest"] {
        assert_eq!(plain[same], result[same], "{same} is of the files");
    }
}

#[test]
fn without_a_record_nothing_is_scored() {
    let (_, result) = replayed(&["--no-record"]);
    for empty in ["record_digest", "summary", "measures"] {
        assert!(result.get(empty).is_some_and(Value::is_null), "{empty}: {}", result[empty]);
    }
    assert!(is_digest(&result["scenario_digest"]) && is_digest(&result["digest"]));
}

#[test]
fn the_summary_has_every_field() {
    let (_, result) = replayed(&[]);
    let (summary, measures) = (&result["summary"], list(&result["measures"]));
    assert_eq!(number(&summary["measures"]) as usize, measures.len());
    let easy = measures.iter().filter(|m| m["easy"] == true).count();
    assert_eq!(number(&summary["easy"]) as usize, easy);
    let inside: Vec<f64> =
        measures.iter().filter(|m| m["easy"] == false).filter_map(|m| m["inside_90"].as_f64()).collect();
    let mean = inside.iter().sum::<f64>() / inside.len() as f64;
    assert!((number(&summary["inside_90"]) - mean).abs() < 1e-12);
    let curve = list(&summary["coverage"]);
    let at = |n: usize| (number(&curve[n]["band"]), number(&curve[n]["inside"]));
    assert_eq!((curve.len(), at(0).0, at(9).0), (10, 0.1, 0.95));
    assert!((at(8).1 - mean).abs() < 1e-9, "the middle 90 % is that of the sum");
    assert!((1..10).all(|n| at(n).1 >= at(n - 1).1), "a wider band holds no less");
    let counted: f64 = list(&summary["widths"]).iter().map(|w| number(&w["measures"])).sum();
    assert_eq!(counted as usize, inside.len(), "every hard range has a width");
    for baseline in BASELINES {
        let skill = number(&summary["crps_skill"][baseline]);
        let (mut own, mut theirs) = (0.0, 0.0);
        for m in measures.iter().filter(|m| m["baselines"][baseline].is_number()) {
            let share = number(&m["weight"]) / number(&m["unit_of_error"]);
            own += share * (number(&m["crps"]) - number(&m["floor"]));
            theirs += share * (number(&m["baselines"][baseline]) - number(&m["floor"]));
        }
        assert!((skill - (1.0 - own / theirs)).abs() < 1e-9, "{baseline}: {skill}, {}", 1.0 - own / theirs);
    }
}

#[test]
fn every_measure_has_every_field() {
    let operation = Operation::open();
    let (_, result) = replayed(&[]);
    let measures = list(&result["measures"]);
    let ids: Vec<&str> = measures.iter().map(|m| text(&m["id"])).collect();
    let keys: Vec<&str> = operation.record.measures.iter().map(|m| m.key.as_str()).collect();
    assert_eq!(ids, keys, "no measure is left out");
    for m in measures {
        let id = text(&m["id"]);
        let yes_no = text(&m["unit"]) == "yes/no";
        assert!(!text(&m["kind"]).is_empty() && m["easy"].is_boolean(), "{id}");
        let (d, s) = (&m["documented"], &m["simulated"]);
        assert!(number(&d["low"]) <= number(&d["high"]), "{id}");
        assert!(!text(&d["firmness"]).is_empty() && !text(&d["source"]).is_empty(), "{id}");
        let quantiles = ["q05", "q25", "median", "q75", "q95"].map(|q| number(&s[q]));
        assert!(quantiles.is_sorted(), "{id}: {quantiles:?}");
        assert!((0.0..=1.0).contains(&number(&s["never_share"])), "{id}");
        assert!(number(&m["crps"]) >= 0.0 && number(&m["floor"]) >= 0.0, "{id}");
        assert_eq!(m["inside_90"].is_null(), yes_no, "{id}: a range has a share inside, yes/no has none");
        assert_eq!(s["chance"].is_null(), !yes_no, "{id}");
        for baseline in BASELINES {
            // Static has nothing to say of losses; plan fights nobody; climatology and Lanchester know no sick.
            let silent = text(&m["kind"]) == "Losses";
            let said = m["baselines"].get(baseline).expect("every baseline has its field");
            assert!(said.is_number() || silent && said.is_null(), "{id}, {baseline}: {said}");
        }
    }
}

/// What the card shows for a value.
fn shown(scenario: &Scenario, unit: &str, x: f64) -> String {
    match unit {
        "days" if x >= never(&scenario.calendar) - 1e-9 => String::from("never"),
        "days" => {
            let date = scenario.calendar.date(Minute::from_days(x));
            format!("{:02}-{:02}/{:02}h", date.month(), date.day(), date.hour())
        }
        "km" => format!("{x:.0} km"),
        "share" => format!("{x:.2}"),
        _ => format!("{x:.0}"),
    }
}

#[test]
fn the_card_shows_the_same_numbers() {
    let scenario = Operation::open().scenario;
    let (card, result) = replayed(&[]);
    for m in list(&result["measures"]) {
        let id = text(&m["id"]);
        let row = card.lines().find(|l| l.split_whitespace().next() == Some(id));
        let row = row.unwrap_or_else(|| panic!("{id} is not on the card"));
        let shown = |x: &Value| shown(&scenario, text(&m["unit"]), number(x));
        let s = &m["simulated"];
        let error = |score: &Value| {
            let plain = |s: f64| format!("{:.1}", (s - number(&m["floor"])) / number(&m["unit_of_error"]));
            score.as_f64().map_or_else(|| String::from("-"), plain)
        };
        let mut wanted = match s["chance"].as_f64() {
            Some(chance) => vec![format!("{:.0} %", 100.0 * chance)],
            None => vec![shown(&s["q05"]), shown(&s["median"]), shown(&s["q95"])],
        };
        if number(&s["never_share"]) > 0.0 {
            wanted.push(format!("{:.0} %", 100.0 * number(&s["never_share"])));
        }
        wanted.extend(m["inside_90"].as_f64().map(|i| String::from(if i >= 0.5 { "yes" } else { "NO" })));
        wanted.push(error(&m["crps"]));
        wanted.extend(BASELINES.map(|b| error(&m["baselines"][b])));
        // In this order, one after the other, up to the end of the row.
        let mut rest = row.split_whitespace().collect::<Vec<_>>().join(" ");
        for cell in wanted.iter().rev() {
            // What a yes/no measure is right about stands between its chance and its error.
            let before = rest.strip_suffix(cell.as_str()).or_else(|| {
                rest.strip_suffix(" yes").or_else(|| rest.strip_suffix(" NO"))?.strip_suffix(cell.as_str())
            });
            rest =
                before.unwrap_or_else(|| panic!("{id}: {cell} is missing in\n{row}")).trim_end().to_string();
        }
    }
    let digest = format!("digest of 30 runs: {}\n", text(&result["digest"]));
    assert!(card.ends_with(&digest), "{card}");
}

#[test]
fn the_card_shows_the_same_skill() {
    let (card, result) = replayed(&[]);
    let groups = &result["summary"]["groups"];
    let named = |g: &str| format!("{g} ({})", groups[g]["measures"]);
    let mut rows = vec![(String::from("all measures"), &result["summary"])];
    rows.extend(["territory", "tempo", "losses"].map(|g| (named(g), &groups[g])));
    for (name, scores) in rows {
        let row = card.lines().find(|l| l.trim_start().starts_with(&name)).expect("every group has a row");
        let cells = BASELINES.map(|b| {
            let (skill, interval) = (number(&scores["crps_skill"][b]), &scores["crps_skill_interval"][b]);
            let (low, high) = (number(&interval[0]), number(&interval[1]));
            assert!(low <= skill && skill <= high, "{name}, {b}");
            format!("{skill:.2} [{low:.2}, {high:.2}]")
        });
        let row = row.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(row, format!("{name} {}", cells.join(" ")));
    }
}

#[test]
fn standard_output_carries_nothing_but_the_result() {
    let output = verst(&["replay", "kaluga-1941", "--runs", "3", "--json", "-"]);
    let result: Value = serde_json::from_slice(&output.stdout).expect("it is JSON from end to end");
    assert_eq!(result["runs"], 3);
}
