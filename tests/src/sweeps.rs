//! Sweeps as they are used: killed, resumed, dealt out and put together, the content is the same.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use verst_score::draws::Draws;
use verst_score::sensitivity::{Results, indices, sobol};
use verst_tests::{binary, scenarios, stderr, stdout, verst};

/// A study of a laboratory world, which plays in no time: 12 rows of 25 seeds in 30 pieces.
pub(crate) fn study(folder: &Path) -> String {
    let lab = verst_tests::root().join("tests/labs/tank-march");
    let text = format!(
        "(format: 1, name: \"lab\", base: \"{}\", because: \"a test\", design: Sobol(points: 3), repeats: 25, chunk: 10,\n\
         knobs: [(name: \"men\", path: \"units.*.men\", how: Scale, low: 0.5, high: 1.5),\n\
                 (name: \"frost\", path: \"weather.*.temp_c\", how: By, low: -5, high: 5)])",
        lab.display()
    );
    let file = folder.join("study.ron");
    std::fs::write(&file, text).expect("it is written");
    path(&file)
}

pub(crate) fn path(of: &Path) -> String {
    of.to_str().expect("a plain path").to_string()
}

pub(crate) fn sweep(study: &str, out: &Path, more: &[&str]) -> std::process::Output {
    let out = path(out);
    let all: Vec<&str> = ["sweep", study, "--out", &out].into_iter().chain(more.iter().copied()).collect();
    verst(&all)
}

pub(crate) fn merge(folders: &[PathBuf], out: &Path) -> String {
    let mut all = vec![String::from("merge")];
    all.extend(folders.iter().map(|f| path(f)));
    all.extend([String::from("--out"), path(out)]);
    let output = verst(&all.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(output.status.success(), "{}", stderr(&output));
    last(&output)
}

pub(crate) fn last(output: &std::process::Output) -> String {
    stdout(output).lines().last().unwrap_or_default().to_string()
}

/// Everything in a folder and in the folders in it.
fn all_names(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok) {
        names.push(entry.file_name().to_string_lossy().into_owned());
        if entry.path().is_dir() {
            names.extend(all_names(&entry.path()));
        }
    }
    names
}

#[test]
fn threads_and_shards_change_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    let study = study(folder.path());
    let whole = sweep(&study, &at("one"), &["--jobs", "1"]);
    assert!(whole.status.success(), "{}", stderr(&whole));
    let digest = last(&whole);
    assert!(digest.starts_with("content digest of 300 runs in 30 pieces: "), "{digest}");
    assert_eq!(last(&sweep(&study, &at("three"), &["--jobs", "3"])), digest);
    for count in [1, 2, 7] {
        let shards: Vec<PathBuf> = (1..=count).map(|i| at(&format!("shard-{i}-of-{count}"))).collect();
        for (i, shard) in shards.iter().enumerate() {
            let output = sweep(&study, shard, &["--shard", &format!("{}/{count}", i + 1)]);
            assert!(output.status.success(), "{}", stderr(&output));
        }
        let out = at(&format!("merged-{count}"));
        assert_eq!(merge(&shards, &out), digest, "{count} shards");
        let mut names = all_names(&out);
        names.sort();
        assert_eq!(names, ["manifest.json", "measures.parquet", "runs.parquet", "turns.parquet"]);
        let same =
            |name: &str| std::fs::read(out.join(name)).ok() == std::fs::read(at("merged-1").join(name)).ok();
        assert!(names.iter().all(|n| same(n)), "{count} shards give other bytes than one");
    }
}

#[test]
fn what_is_killed_at_any_moment_goes_on_and_ends_the_same() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    let study = study(folder.path());
    let start = std::time::Instant::now();
    let undisturbed = last(&sweep(&study, &at("undisturbed"), &["--jobs", "2"]));
    let took = start.elapsed();
    let (mut draws, mut interrupted) = (Draws::new(20), 0);
    for round in 0..20 {
        let out = at(&format!("killed-{round}"));
        // Killed twice, then left to end.
        for more in [&[][..], &["--resume"]] {
            let mut command = Command::new(binary());
            command.arg("--scenarios").arg(scenarios()).args(["sweep", &study, "--jobs", "2", "--out"]);
            command.arg(&out).args(more).stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().expect("the binary starts");
            std::thread::sleep(Duration::from_secs_f64(took.as_secs_f64() * 0.6 * draws.uniform()));
            child.kill().expect("it is killed or has ended");
            interrupted += usize::from(!child.wait().expect("it ends").success());
        }
        let output = sweep(&study, &out, &["--resume"]);
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(last(&output), undisturbed);
        assert_eq!(merge(std::slice::from_ref(&out), &at(&format!("merged-{round}"))), undisturbed);
        let left: Vec<String> = all_names(&out).into_iter().filter(|n| n.contains("tmp")).collect();
        assert!(left.is_empty(), "{left:?}");
    }
    assert!(interrupted >= 10, "only {interrupted} of 40 were killed at work");
}

#[test]
fn what_does_not_belong_together_is_refused_and_gaps_are_told() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    let first = study(folder.path());
    let (part, out) = (at("part"), at("out"));
    assert!(sweep(&first, &part, &["--shard", "1/3"]).status.success());
    let output = verst(&["merge", &path(&part), "--out", &path(&out)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("20 of 30 pieces are missing: 1-2, 4-5, 7-8"), "{}", stderr(&output));
    assert!(!out.exists(), "nothing is written");
    let again = sweep(&first, &part, &[]);
    assert!(again.status.code() == Some(2) && stderr(&again).contains("--resume"), "{}", stderr(&again));
    // The same study with another seed more.
    let text = std::fs::read_to_string(&first).expect("the study").replace("repeats: 25", "repeats: 26");
    let second = at("second.ron");
    std::fs::write(&second, text).expect("it is written");
    let other = sweep(&path(&second), &at("other"), &["--shard", "2/3"]);
    assert!(other.status.success(), "{}", stderr(&other));
    let mixed = verst(&["merge", &path(&part), &path(&at("other")), "--out", &path(&out)]);
    assert!(
        mixed.status.code() == Some(2) && stderr(&mixed).contains("different sweeps"),
        "{}",
        stderr(&mixed)
    );
    let mixed = sweep(&path(&second), &part, &["--resume"]);
    assert!(mixed.status.code() == Some(2) && stderr(&mixed).contains("another sweep"), "{}", stderr(&mixed));
    // A piece whose bytes were changed.
    assert!(sweep(&first, &part, &["--resume"]).status.success());
    std::fs::copy(part.join("piece-000003/turns.parquet"), part.join("piece-000004/turns.parquet"))
        .expect("a copy");
    let damaged = verst(&["merge", &path(&part), "--out", &path(&out)]);
    assert!(damaged.status.code() == Some(2) && stderr(&damaged).contains("damaged"), "{}", stderr(&damaged));
}

#[test]
fn csv_has_seed_repetition_and_every_knob_in_each_row() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    assert!(sweep(&study(folder.path()), &at("sweep"), &[]).status.success());
    assert!(verst(&["merge", &path(&at("sweep")), "--out", &path(&at("out")), "--csv"]).status.success());
    for name in ["runs", "measures", "turns"] {
        let text = std::fs::read_to_string(at("out").join(format!("{name}.csv"))).expect("a table");
        assert!(text.starts_with("run,row,repetition,seed,knob_men,knob_frost,"), "{name}");
    }
    let runs = std::fs::read_to_string(at("out/runs.csv")).expect("a table");
    let rows: Vec<Vec<&str>> = runs.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 300);
    for (n, row) in rows.iter().enumerate() {
        assert_eq!((row[0], row[1]), (&*n.to_string(), &*(n / 25).to_string()));
        assert_eq!(row[3], rows[n % 25][3], "the same repetition has the same seed in every row");
    }
    // A block of a Sobol' design: A, B, A with one knob after the other from B.
    let knobs = |row: usize| (rows[row * 25][4], rows[row * 25][5]);
    assert_eq!((knobs(2), knobs(3)), ((knobs(1).0, knobs(0).1), (knobs(0).0, knobs(1).1)));
}

#[test]
fn studies_of_the_repository_are_ready_to_play() {
    // Stopped by a folder that holds something else, after everything about them was checked.
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("mine.txt"), "mine").expect("it is written");
    for study in ["kaluga-1941/what-decides", "kaluga-1941/one-by-one"] {
        let output = sweep(study, folder.path(), &[]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("holds something else"), "{study}: {}", stderr(&output));
    }
}

#[test]
fn sobol_indices_agree_with_salib() {
    let file = verst_tests::root().join("tests/src/data/sobol_oracle.json");
    let oracle: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).expect("the oracle")).expect("it is JSON");
    let numbers = |v: &serde_json::Value| -> Vec<f64> {
        v.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
    };
    for case in ["ishigami", "study"] {
        let of = &oracle[case];
        let y: Vec<f64> = of["y"].as_array().expect("blocks").iter().flat_map(&numbers).collect();
        let (first, total) = (numbers(&of["first"]), numbers(&of["total"]));
        for (knob, at) in indices(&y, first.len()).iter().enumerate() {
            assert!((at[0] - first[knob]).abs() < 1e-9, "{case}, first order of {knob}: {at:?}");
            assert!((at[1] - total[knob]).abs() < 1e-9, "{case}, total of {knob}: {at:?}");
        }
        // The intervals are as wide as SALib's, as far as two bootstraps agree.
        let own = sobol(Results { values: &y, repeats: 1 }, first.len());
        for (knob, half) in numbers(&of["total_half"]).into_iter().enumerate() {
            let (low, high) = (own[knob].total.low, own[knob].total.high);
            assert!(
                (high - low) / 2.0 < 2.0 * half + 0.02 && (high - low) / 2.0 > half / 2.0 - 0.02,
                "{case} {knob}"
            );
        }
    }
}
