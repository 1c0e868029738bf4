//! Batches as CI uses them: they fail for a worse score, and for nothing else.

use std::path::Path;
use std::process::Command;

use verst_score::gate::{change, failing};
use verst_study::inputs::Inputs;
use verst_study::runner::Arm;
use verst_tests::{binary, scenarios, stderr, stdout, verst};

use crate::operation::{NAME, Operation};

fn path(of: &Path) -> String {
    of.to_str().expect("a plain path").to_string()
}

/// Rules under which men on foot crawl, and the attack asks for odds that it never has.
fn worse_rules(folder: &Path) -> String {
    let from = scenarios().join("rules");
    for name in ["engagement_covariance.ron", "climatology.ron"] {
        std::fs::copy(from.join(name), folder.join(name)).expect("a copy");
    }
    let text = std::fs::read_to_string(from.join("standard.ron")).expect("the rules");
    let slow = text.replace(
        "foot: (is: KmPerDay(30.0), range: (24.0, 36.0)",
        "foot: (is: KmPerDay(6.0), range: (5.0, 7.0)",
    );
    assert_ne!(slow, text, "the coefficient is written otherwise now");
    std::fs::write(folder.join("standard.ron"), slow).expect("it is written");
    path(&folder.join("standard.ron"))
}

#[test]
fn a_worse_rule_fails_the_batch_and_says_why() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (base, xml, json) =
        (folder.path().join("base.json"), folder.path().join("out.xml"), folder.path().join("out.json"));
    let (base, xml, json) = (path(&base), path(&xml), path(&json));
    let missing = verst(&["batch", NAME, "--seeds", "ci", "--baseline", &base]);
    assert!(missing.status.code() == Some(2) && stderr(&missing).contains("--update-baseline"));
    let made = verst(&["batch", NAME, "--seeds", "ci", "--baseline", &base, "--update-baseline"]);
    assert!(made.status.success(), "{}", stderr(&made));
    let other = verst(&["batch", NAME, "--seeds", "golden", "--baseline", &base]);
    assert!(other.status.code() == Some(2) && stderr(&other).contains("other seeds"), "{}", stderr(&other));
    for seeds in ["golden", "ci"] {
        let anew = ["batch", NAME, "--seeds", seeds, "--baseline", &base, "--update-baseline"];
        assert!(verst(&anew).status.success(), "a baseline of other seeds is made anew with {seeds}");
    }
    let same = verst(&["batch", NAME, "--seeds", "ci", "--baseline", &base]);
    assert!(same.status.success() && stdout(&same).contains("the same histories"), "{}", stdout(&same));
    let rules = worse_rules(folder.path());
    let summary = folder.path().join("summary.md");
    let mut command = Command::new(binary());
    command.arg("--scenarios").arg(scenarios()).args(["batch", NAME, "--seeds", "ci", "--baseline", &base]);
    command.args(["--rules", &rules, "--junit", &xml, "--json", &json]);
    command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &summary);
    let worse = command.output().expect("the binary starts");
    assert_eq!(worse.status.code(), Some(1), "{}{}", stdout(&worse), stderr(&worse));
    assert!(stderr(&worse).contains("gate failed: the score is worse: kaluga-1941"), "{}", stderr(&worse));
    assert!(stdout(&worse).contains("WORSE: mean error "), "{}", stdout(&worse));
    assert!(stdout(&worse).contains("::error title=verst kaluga-1941::WORSE"), "{}", stdout(&worse));
    assert!(stdout(&worse).contains("::warning title=verst kaluga-1941::"), "single measures warn");
    assert!(std::fs::read_to_string(summary).expect("the summary").contains("WORSE"));
    let xml = std::fs::read_to_string(xml).expect("the report");
    assert!(
        xml.contains("<testcase classname=\"verst.batch\" name=\"kaluga-1941\">\n      <failure"),
        "{xml}"
    );
    assert!(xml.contains("tests=\"1\" failures=\"1\" errors=\"0\""), "{xml}");
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(json).expect("the result")).expect("it is JSON");
    let of = &json["scenarios"][0];
    assert!(
        of["fails"] == true && of["same_digest"] == false && of["change"]["p"].as_f64() < Some(0.01),
        "{of}"
    );
}

#[test]
fn other_histories_with_the_same_score_are_reported_and_do_not_fail() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let base = path(&folder.path().join("base.json"));
    assert!(
        verst(&["batch", NAME, "--seeds", "ci", "--baseline", &base, "--update-baseline"]).status.success()
    );
    let text = std::fs::read_to_string(&base).expect("the baseline");
    let at = text.find("\"digest\":\"").expect("a digest") + "\"digest\":\"".len();
    std::fs::write(&base, format!("{}{}{}", &text[..at], "0".repeat(64), &text[at + 64..]))
        .expect("it is written");
    let output = verst(&["batch", NAME, "--seeds", "ci", "--baseline", &base]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("other histories, no worse a score"), "{}", stdout(&output));
    let other = verst(&["batch", NAME, "--seeds", "golden", "--baseline", &base]);
    assert!(other.status.code() == Some(2) && stderr(&other).contains("other seeds"), "{}", stderr(&other));
}

#[test]
fn noise_alone_seldom_fails() {
    // Two arms of the same rules with nothing in common but them: more noise than any change of luck makes.
    const RUNS: usize = 20;
    const SETS: usize = 100;
    let Operation { scenario, rules, law, record } = Operation::open();
    let inputs = Inputs::new(&scenario, &rules, Some(law));
    let arm = Arm {
        inputs: Some(std::sync::Arc::new(inputs)),
        scenario: std::sync::Arc::new(scenario.clone()),
        rules: std::sync::Arc::new(rules),
        list: verst_rules::list::standard,
    };
    // 600 runs, dealt out anew for each set.
    let seeds: Vec<u64> = (5_000_001..5_000_601).collect();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let request = verst_study::runner::Request {
        arm: &arm,
        base: &scenario,
        record: Some(&record),
        seeds: &seeds,
        jobs,
        stop: &stop,
    };
    let values = request.run(&mut |_| {}).values();
    assert_eq!(values.len(), seeds.len());
    let mut draws = verst_score::draws::Draws::new(7);
    let fails = (0..SETS).filter(|_| {
        let order = draws.order(values.len());
        let of =
            |from: usize| order[from..from + RUNS].iter().map(|n| values[*n].clone()).collect::<Vec<_>>();
        failing(&[&change(&record, &of(0), &of(RUNS))])[0]
    });
    let fails = fails.count();
    assert!(fails <= 3, "{fails} of {SETS}");
}
