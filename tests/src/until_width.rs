//! Comparisons that play until an interval is as narrow as asked.

use verst_tests::{stderr, stdout, verst};

/// Compares a laboratory world, which plays in no time, with one that has more men.
fn result(folder: &std::path::Path, more: &[&str]) -> (Vec<u8>, serde_json::Value) {
    let lab = verst_tests::root().join("tests/labs/tank-march");
    let (lab, file) = (lab.to_str().expect("a plain path"), folder.join("more-men.ron"));
    let text = format!(
        "(format: 1, name: \"more-men\", base: \"{lab}\", because: \"a test\", changes: [Scale(\"units.*.men\", 1.2)])"
    );
    std::fs::write(&file, text).expect("it is written");
    let arms = ["compare", lab, file.to_str().expect("a plain path"), "--quiet", "--json", "-"];
    let output = verst(&arms.iter().chain(more).copied().collect::<Vec<_>>());
    assert!(output.status.success(), "{more:?}: {}", stderr(&output));
    let value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    (output.stdout, value)
}

#[test]
fn playing_stops_when_the_interval_is_narrow_and_the_threads_change_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let result = |more: &[&str]| result(folder.path(), more);
    // Narrow at the second look, the earliest that counts.
    let (text, easy) = result(&["--until-width", "total.blue.lost=1000", "--jobs", "1"]);
    assert_eq!((&easy["until_width"]["pairs"], &easy["until_width"]["reached"]), (&80.into(), &true.into()));
    for jobs in ["2", "5"] {
        let (other, _) = result(&["--until-width", "total.blue.lost=1000", "--jobs", jobs]);
        assert!(other == text, "{jobs} threads give another result than one");
    }
    // What is played is what --runs of that number plays.
    let (_, plain) = result(&["--runs", "80"]);
    assert_eq!((&plain["measures"], &plain["seeds"]), (&easy["measures"], &easy["seeds"]));
    assert!(plain["until_width"].is_null());
    // Half of the width of 80 pairs needs more of them, and is then reached.
    let lost = |of: &serde_json::Value| {
        let all = of["measures"].as_array().expect("measures");
        all.iter().find(|m| m["id"] == "total.blue.lost").expect("a total").clone()
    };
    let wide = {
        let mean = &lost(&plain)["mean"];
        mean["high"].as_f64().expect("a number") - mean["low"].as_f64().expect("a number")
    };
    let (_, hard) = result(&["--until-width", &format!("total.blue.lost={}", wide / 1.6)]);
    let stopped = &hard["until_width"];
    let interval = &stopped["after_stopping"];
    let width = interval["high"].as_f64().expect("a number") - interval["low"].as_f64().expect("a number");
    assert!(stopped["reached"] == true && width <= wide / 1.6, "{stopped}");
    assert!(stopped["pairs"].as_u64() > Some(100) && stopped["pairs"] == lost(&hard)["seeds"], "{stopped}");
    assert_eq!(stopped["pairs"], hard["seeds"]["asked"]);
    let mean = lost(&hard)["mean"]["value"].as_f64().expect("a number");
    assert!((mean - interval["value"].as_f64().expect("a number")).abs() < 1e-6, "{stopped}");
}

#[test]
fn a_width_that_is_not_reached_is_told_plainly() {
    let until = ["compare", "kaluga-1941", "no-mobile-group", "--until-width", "total.soviet.lost=1"];
    let output = verst(&until.iter().copied().chain(["--most", "80", "--quiet"]).collect::<Vec<_>>());
    assert!(output.status.success(), "{}", stderr(&output));
    let told = stdout(&output);
    assert!(told.contains("80 pairs were NOT enough for total.soviet.lost: mean "), "{told}");
    assert!(told.contains("not the 1 asked") && told.contains("pairs would be needed"), "{told}");
}

#[test]
fn what_cannot_be_asked_is_told_before_anything_is_played() {
    for (more, told) in [
        (&["--until-width", "kaluga-fals=1"][..], "kaluga-falls"),
        (&["--until-width", "kaluga-falls"], "MEASURE=W"),
        (&["--until-width", "kaluga-falls=0"], "MEASURE=W"),
        (&["--until-width", "kaluga-falls=inf"], "MEASURE=W"),
        (&["--until-width", "kaluga-falls=1", "--seeds", "ci"], "judge"),
        (&["--until-width", "kaluga-falls=1", "--most", "500000"], "fewer than --most"),
        (&["--until-width", "kaluga-falls=1", "--most", "79"], "80"),
        (&["--until-width", "kaluga-falls=1", "--runs", "90"], "--runs"),
        (&["--most", "90"], "--until-width"),
    ] {
        let all: Vec<&str> =
            ["compare", "kaluga-1941", "no-mobile-group"].into_iter().chain(more.iter().copied()).collect();
        let output = verst(&all);
        assert_eq!(output.status.code(), Some(2), "{more:?}");
        assert!(stderr(&output).contains(told), "{more:?}: {}", stderr(&output));
    }
}
