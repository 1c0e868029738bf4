//! The baseline of `batch`: the one that is stored here, and what becomes of one that no longer fits.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use verst_tests::{binary, root, scenarios, stderr, stdout, verst, verst_on};

use crate::operation::{ALL, NAME};

fn read(file: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(file).expect("a baseline")).expect("it is JSON")
}

/// The stored baseline with other operations than it has.
fn changed(folder: &Path, change: impl Fn(&mut serde_json::Map<String, Value>)) -> String {
    let mut baseline = read(&root().join(".ci/baseline.json"));
    change(baseline["scenarios"].as_object_mut().expect("operations"));
    let file = folder.join("base.json");
    std::fs::write(&file, baseline.to_string()).expect("it is written");
    file.to_str().expect("a plain path").to_string()
}

/// Scenarios with one operation alone.
fn one_operation(folder: &Path) -> std::path::PathBuf {
    let library = folder.join("scenarios");
    std::fs::create_dir(&library).expect("a folder");
    crate::variants::copy(&scenarios().join("rules"), &library.join("rules"));
    crate::variants::copy(&scenarios().join(NAME), &library.join(NAME));
    std::fs::copy(scenarios().join("sources.ron"), library.join("sources.ron")).expect("a copy");
    crate::variants::copy(&root().join("seeds"), &folder.join("seeds"));
    library
}

#[test]
fn the_stored_baseline_is_one_of_every_operation_on_the_seeds_of_ci() {
    let file = root().join(".ci/baseline.json");
    let baseline = read(&file);
    let names: Vec<&String> = baseline["scenarios"].as_object().expect("operations").keys().collect();
    assert_eq!(names, ALL, "make it anew: see \"In CI\" in scenarios/WHAT-IF.md");
    // Read by the binary, which knows each operation in it, and that these are not the seeds of `golden`.
    for name in ALL {
        let asked = ["batch", name, "--seeds", "golden", "--baseline", file.to_str().expect("a plain path")];
        let output = verst(&asked);
        let told = format!("the baseline of {name} was made with other seeds than --seeds golden");
        assert!(output.status.code() == Some(2) && stderr(&output).contains(&told), "{}", stderr(&output));
        let of = &baseline["scenarios"][name];
        let seeds: Vec<u64> =
            of["seeds"].as_array().expect("seeds").iter().filter_map(Value::as_u64).collect();
        assert!(seeds.into_iter().eq(1001..=1040), "{name} was played on other seeds than those of ci");
        for value in
            of["values"].as_array().expect("runs").iter().flat_map(|run| run.as_array().expect("a run"))
        {
            let text = value.to_string();
            let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            assert!(decimals <= 4, "{name} keeps {text}");
        }
    }
}

#[test]
fn other_seeds_of_the_last_operation_are_told_before_the_first_is_played() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let base = changed(folder.path(), |all| all.retain(|key, _| key == NAME));
    // The first would be played 100,000 times.
    let mut command = Command::new(binary());
    command.arg("--scenarios").arg(scenarios());
    command.args(["batch", ALL[0], NAME, "--seeds", "judge", "--baseline", &base]);
    let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().expect("the binary starts");
    let start = Instant::now();
    while child.try_wait().expect("it can be asked").is_none() {
        if start.elapsed() > Duration::from_secs(60) {
            child.kill().expect("it is killed");
            panic!("it plays, although the seeds of {NAME} are other ones");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let output = child.wait_with_output().expect("it has ended");
    assert!(
        output.status.code() == Some(2) && stderr(&output).contains("other seeds"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_baseline_forgets_operations_that_are_gone_when_all_are_played() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let library = one_operation(folder.path());
    let base = changed(folder.path(), |all| all.retain(|key, _| key == NAME || key == ALL[0]));
    let batch = |more: &[&str]| {
        let all = ["batch", "--seeds", "ci", "--baseline", &base];
        let output = verst_on(&library, &all.iter().chain(more).copied().collect::<Vec<_>>());
        assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
        stderr(&output)
    };
    let names = || -> Vec<String> {
        read(Path::new(&base))["scenarios"].as_object().expect("operations").keys().cloned().collect()
    };
    // Named operations alone are written anew; nothing is said of the others.
    assert!(!batch(&[NAME, "--update-baseline"]).contains(ALL[0]));
    assert_eq!(names(), [ALL[0], NAME]);
    let told = batch(&[]);
    assert!(told.contains("not played") && told.contains(ALL[0]), "{told}");
    let told = batch(&["--update-baseline"]);
    assert!(told.contains("forgotten") && told.contains(ALL[0]), "{told}");
    assert_eq!(names(), [NAME]);
}
