//! Variants and comparisons, as they are used.

use verst_tests::{scenarios, stderr, stdout, verst, verst_on};

/// A variant's file with these changes of an operation.
fn variant(folder: &std::path::Path, base: &str, changes: &str) -> String {
    let file = folder.join("variant.ron");
    let text =
        format!("(format: 1, name: \"v\", base: \"{base}\", because: \"a test\", changes: [{changes}])");
    std::fs::write(&file, text).expect("it is written");
    file.to_str().expect("a plain path").to_string()
}

fn digest(arguments: &[&str]) -> String {
    let all: Vec<&str> = arguments.iter().copied().chain(["--no-record", "--quiet"]).collect();
    let output = verst(&all);
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
    stdout(&output).lines().last().expect("a digest").to_string()
}

#[test]
fn a_variant_of_quantities_is_what_set_makes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let runs = ["replay", "kaluga-1941", "--runs", "3"];
    let with = |more: &[&str]| digest(&runs.iter().copied().chain(more.iter().copied()).collect::<Vec<_>>());
    let file = variant(
        folder.path(),
        "kaluga-1941",
        "Set(\"units.*[under=mob].men\", 4000), Set(\"rules.march.foot\", 25)",
    );
    let set = with(&["--set", "units.*[under=mob].men=4000", "--set", "rules.march.foot=25"]);
    assert_eq!(with(&["--variant", &file]), set);
    assert_ne!(with(&[]), set);
    let nothing = variant(
        folder.path(),
        "kaluga-1941",
        "Scale(\"units.*.men\", 1.0), Shift(\"orders.*.issued\", Days(0))",
    );
    assert_eq!(with(&["--variant", &nothing]), with(&[]), "what changes nothing changes no luck");
    let there_and_back = variant(
        folder.path(),
        "kaluga-1941",
        "Shift(\"units.*[by=Rail].enters.on\", Days(2)), Shift(\"units.*[by=Rail].enters.on\", Hours(-48))",
    );
    assert_eq!(with(&["--variant", &there_and_back]), with(&[]));
}

#[test]
fn a_path_that_names_nothing_is_told_in_the_variant_with_what_is_near() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (changes, near) in [
        ("Set(\"units.154rf.men\", 1)", "154rd"),
        ("Remove(\"orders.riad\")", "raid"),
        ("Add(\"order.x\", \"()\")", "orders"),
        ("Scale(\"units.154rd.mne\", 2)", "men"),
        ("Set(\"units.154rd.men\", -5)", "lies between"),
        ("Scale(\"orders.raid.issued\", 2)", "shift"),
        ("Shift(\"orders.raid.issued\", By(2))", "Days"),
        ("Shift(\"units.154rd.men\", Days(2))", "By"),
        ("Remove(\"units.154rd.men\")", "men"),
        (
            "Add(\"orders.new\", \"(to: \\\"nobody\\\", issued: \\\"1941-12-17\\\", known: Opening, task: Hold())\")",
            "nobody",
        ),
        ("Move(\"units.154rd.men\", 2)", "Move"),
    ] {
        let file = variant(folder.path(), "kaluga-1941", changes);
        let output = verst(&["replay", "kaluga-1941", "--variant", &file]);
        assert_eq!(output.status.code(), Some(2), "{changes}");
        let told = stderr(&output);
        assert!(told.contains(near) && told.contains("variant.ron"), "{changes}: {told}");
    }
    let other = variant(folder.path(), "dmitriev-sevsk-1943", "");
    let output = verst(&["replay", "kaluga-1941", "--variant", &other]);
    assert!(output.status.code() == Some(2) && stderr(&output).contains("dmitriev-sevsk-1943"));
    let output = verst(&["compare", "kaluga-1941", "no-mobile-grup"]);
    assert!(
        output.status.code() == Some(2) && stderr(&output).contains("no-mobile-group"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn every_variant_of_the_repository_plays() {
    for base in verst_on(&scenarios(), &["list"]).stdout.split(|b| *b == b'\n') {
        let base = String::from_utf8_lossy(base);
        let Some(base) = base.split_whitespace().next() else { continue };
        let studies = scenarios().join(base).join("studies");
        for file in std::fs::read_dir(studies).into_iter().flatten().filter_map(Result::ok) {
            let text = std::fs::read_to_string(file.path()).expect("a file");
            let path = file.path();
            let path = path.to_str().expect("a plain path");
            let output = if text.contains("design:") {
                continue; // played by the tests of sweeps
            } else {
                verst(&["compare", base, path, "--runs", "1", "--quiet"])
            };
            assert!(output.status.success(), "{path}: {}", stderr(&output));
            assert!(!stdout(&output).contains("the first entry: nowhere"), "{path} changes nothing");
        }
    }
}

#[test]
fn an_operation_compared_with_itself_differs_in_nothing() {
    let output = verst(&["compare", "kaluga-1941", "kaluga-1941", "--runs", "4", "--json", "-"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    for m in result["measures"].as_array().expect("measures") {
        assert_eq!((&m["mean"]["low"], &m["mean"]["high"]), (&0.0.into(), &0.0.into()), "{m}");
        assert_eq!(m["clear"], false);
    }
    assert!(result["journals_part"]["entry"].is_null());
    assert_eq!(result["same_in_every_pair"], true);
    assert!(stderr(&output).contains("the same byte for byte"), "{}", stderr(&output));
}

#[test]
fn a_comparison_pairs_seeds_counts_flips_and_tells_where_the_journals_part() {
    let json = |jobs: &str| {
        let output = verst(&[
            "compare",
            "kaluga-1941",
            "no-mobile-group",
            "--runs",
            "12",
            "--jobs",
            jobs,
            "--json",
            "-",
        ]);
        assert!(output.status.success(), "{}", stderr(&output));
        output.stdout
    };
    let text = json("1");
    assert!(text == json("3"), "results do not depend on the threads");
    let result: serde_json::Value = serde_json::from_slice(&text).expect("it is JSON");
    let of = |id: &str| {
        let all = result["measures"].as_array().expect("measures");
        all.iter().find(|m| m["id"] == id).unwrap_or_else(|| panic!("{id} is compared"))
    };
    let town = of("group-in-town");
    // Without its march the group is not in the town: every seed in which it was there flips.
    assert!(town["lost"].as_f64() > Some(0.4) && town["gained"] == 0.0, "{town}");
    assert_eq!(town["flips"], town["lost"]);
    assert!(town["mean"]["low"].as_f64() > Some(5.0) && town["clear"] == true, "{town}");
    // What the raid hardly touches has the same luck in both arms: a step of six hours in one seed is all that is left.
    let far = of("plavsk-falls");
    let [paired, unpaired] =
        ["variance_paired", "variance_unpaired"].map(|key| far[key].as_f64().expect("a number"));
    assert!(unpaired > 0.0 && paired < 0.01 * unpaired, "{far}");
    assert!(of("total.soviet.lost")["unit"] == "men");
    // Common seeds pay: the median of what they leave of the variance lies well below all of it.
    let left = result["variance_left"].as_f64().expect("a share");
    assert!(left > 0.05 && left < 0.9, "{left}");
    let told = result["journals_part"]["entry"]["a"].as_str().expect("a sentence");
    assert!(told.contains("Mobile group (Popov) has its orders"), "{told}");
}

#[test]
fn a_journal_of_a_variant_is_explained_as_the_variant() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let journal = folder.path().join("run.jsonl");
    let journal = journal.to_str().expect("a plain path");
    let made = [
        "replay",
        "kaluga-1941",
        "--variant",
        "no-stand-fast",
        "--seed",
        "7",
        "--quiet",
        "--no-record",
        "--journal",
        journal,
    ];
    assert!(verst(&made).status.success());
    let output = verst(&["explain", journal, "--turn", "6"]);
    assert!(stdout(&output).contains("the factors multiply back to it"), "{}", stderr(&output));
}

#[test]
fn without_a_record_the_totals_are_compared() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let library = folder.path().join("scenarios");
    copy(&scenarios(), &library);
    std::fs::remove_file(library.join("kaluga-1941/record.ron")).expect("the record");
    let output =
        verst_on(&library, &["compare", "kaluga-1941", "no-mobile-group", "--runs", "2", "--json", "-"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let all = result["measures"].as_array().expect("measures");
    assert!(
        all.len() == 10 && all.iter().all(|m| m["id"].as_str().is_some_and(|id| id.starts_with("total.")))
    );
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").filter_map(Result::ok) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
