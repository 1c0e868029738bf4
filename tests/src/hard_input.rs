//! Hard input on the command line: what a hostile tester once broke the binary with.

use std::path::Path;
use std::process::Output;

use tempfile::TempDir;
use verst_tests::{scenarios, stderr, stdout, verst, verst_on};

/// A library of its own with the small operation `a`.
struct Lab(TempDir);

impl Lab {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let library = folder.path().join("scenarios");
        std::fs::create_dir_all(library.join("rules")).expect("a folder");
        for shared in
            ["sources.ron", "rules/standard.ron", "rules/climatology.ron", "rules/engagement_covariance.ron"]
        {
            std::fs::copy(scenarios().join(shared), library.join(shared)).expect("a shared file");
        }
        let lab = Self(folder);
        assert!(lab.run(&["new", "a"]).status.success());
        lab
    }

    fn library(&self) -> std::path::PathBuf {
        self.0.path().join("scenarios")
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().expect("a plain path").to_string()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        verst_on(&self.library(), arguments)
    }
}

/// Ends with code 2 and says this.
fn refused(output: &Output, said: &str) {
    assert_eq!(output.status.code(), Some(2), "{}", stderr(output));
    assert!(stderr(output).contains(said), "{}", stderr(output));
}

#[test]
fn settings_keep_the_limits_of_files() {
    for (setting, said) in [
        ("links.ageyevo-akhleb.km=0", "between 0.001 and 10000"),
        ("orders.*.issued=1e12", "cannot be 1e12"),
        ("units.*.men=1e308", "between 0 and 2000000"),
        ("sides.*.air=50", "between -1 and 1"),
        ("units.*.supply=9", "between 0 and 1"),
        ("rules.march.foot=-3", "between 0 and"),
        ("rules.*.*=1e308", "cannot be"),
    ] {
        refused(&verst(&["replay", "kaluga-1941", "--runs", "1", "--quiet", "--set", setting]), said);
    }
    for setting in ["sides.*.air=-1", "weather.*.temp_c=-5", "links.*.frontage=3"] {
        let output =
            verst(&["replay", "kaluga-1941", "--runs", "1", "--quiet", "--no-record", "--set", setting]);
        assert!(output.status.success(), "{setting}: {}", stderr(&output));
    }
}

#[test]
fn patterns_of_many_stars_are_matched_at_once() {
    refused(
        &verst(&["show", "kaluga-1941", "--knobs", &format!("{}x", "*".repeat(60))]),
        "no quantity matches",
    );
}

#[test]
fn ensembles_are_bounded() {
    let lab = Lab::new();
    let set = lab.path("all.ron");
    let text = "(format: 1, purpose: \"x\", seeds: Range(first: 1, count: 18446744073709551615))";
    std::fs::write(&set, text).expect("a seed set");
    assert!(lab.run(&["replay", "a", "--seeds", &set, "--runs", "2", "--quiet"]).status.success());
    refused(&lab.run(&["replay", "a", "--runs", "4294967295"]), "1000000");
    refused(&lab.run(&["replay", "a", "--seed", "18446744073709551615", "--runs", "3"]), "at most 1 runs");
}

#[test]
fn too_many_of_a_kind_are_refused() {
    let lab = Lab::new();
    let file = lab.library().join("a/orders.ron");
    let text = std::fs::read_to_string(&file).expect("orders.ron");
    let row =
        |n: usize| format!("\"o{n}\": (to: \"b1\", issued: \"1941-07-01\", known: Opening, task: Hold()),\n");
    let many: String = (0..60_001).map(row).collect();
    std::fs::write(&file, text.replacen("orders: {", &format!("orders: {{\n{many}"), 1))
        .expect("more orders");
    refused(&lab.run(&["check", "a"]), "orders are more than the 60000");
}

#[test]
fn a_path_is_no_name() {
    let lab = Lab::new();
    let other = lab.0.path().join("w/a");
    std::fs::create_dir_all(&other).expect("a folder");
    for entry in std::fs::read_dir(lab.library().join("a")).expect("the operation") {
        let from = entry.expect("a file").path();
        std::fs::copy(&from, other.join(from.file_name().expect("a name"))).expect("a copy");
    }
    std::fs::write(other.join("orders.ron"), "broken").expect("broken orders");
    let check = |folder: &Path, name: &str| {
        let mut command = std::process::Command::new(verst_tests::binary());
        command.arg("--scenarios").arg(lab.library()).args(["check", name]).current_dir(folder);
        command.output().expect("the binary starts").status.code()
    };
    assert_eq!(check(&lab.0.path().join("w"), "a"), Some(0), "a name of the library");
    assert_eq!(check(&lab.0.path().join("w"), "./a"), Some(2), "a path");
    assert_eq!(check(&lab.library().join("a"), "."), Some(0), "the folder here");
}

#[test]
fn what_cannot_be_explained_is_said() {
    let lab = Lab::new();
    let journal = lab.path("run.jsonl");
    assert!(lab.run(&["replay", "a", "--runs", "1", "--quiet", "--journal", &journal]).status.success());
    refused(&lab.run(&["explain", &journal, "--set", "units.b1.men=1"]), "that it was written with");
    refused(&lab.run(&["explain", "a", "--turn", "0"]), "from 1 to 20");
}

#[test]
fn outputs_that_clash_are_refused() {
    let lab = Lab::new();
    let same = lab.path("same");
    refused(&lab.run(&["replay", "a", "--json", &same, "--journal", &same]), "the same file");
    refused(&lab.run(&["replay", "a", "--journal", "-"]), "needs a file");
    refused(&lab.run(&["replay", "a", "--json", &lab.path("none/out.json")]), "its folder is missing");
}

/// What is no regular file is written to, not replaced; a full disk is told; a link keeps its name.
#[test]
#[cfg(target_os = "linux")]
fn devices_links_and_full_disks() {
    let lab = Lab::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a device that is full");
    let mut command = std::process::Command::new(verst_tests::binary());
    command.arg("--scenarios").arg(lab.library()).args(["list"]).stdout(full);
    refused(&command.output().expect("the binary starts"), "cannot write to standard output");
    let (link, target) = (lab.path("link.json"), lab.path("target.json"));
    std::os::unix::fs::symlink("target.json", &link).expect("a link");
    for _ in 0..2 {
        assert!(lab.run(&["replay", "a", "--runs", "1", "--quiet", "--json", &link]).status.success());
        assert!(std::fs::symlink_metadata(&link).expect("the link").is_symlink());
        assert!(std::fs::metadata(&target).expect("its target").is_file());
    }
    let endless = lab.run(&["replay", "a", "--rules", "/dev/zero"]);
    refused(&endless, "this is no file");
    assert_eq!(stdout(&endless), "");
}
