//! Broken operations: each is refused with a message that names file and place, and nothing else happens.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;
use verst_tests::{binary, root, scenarios, stderr, stdout, verst_on};

use crate::broken_cases::{Case, Edit, REFERENCES, TYPES, WHOLE_FILES, conditions};
use crate::broken_fires::FIRES;
use crate::broken_values::{OUTSIDE, SHAPES, VALUES};

/// A library with the template as its operation `lab`.
struct Lab {
    folder: TempDir,
}

impl Lab {
    fn new() -> Self {
        let lab = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        for folder in ["lab", "rules"] {
            std::fs::create_dir(lab.path(folder)).expect("a new folder");
        }
        for entry in files(&scenarios().join("rules")) {
            let name = entry.file_name().expect("a file has a name");
            std::fs::copy(&entry, lab.path("rules").join(name)).expect("the rules can be copied");
        }
        std::fs::copy(scenarios().join("sources.ron"), lab.path("sources.ron")).expect("the sources too");
        let template = root().join("crates/verst/template");
        for file in ["scenario.ron", "theatre.ron", "forces.ron", "orders.ron", "weather.ron", "record.ron"] {
            let text = std::fs::read_to_string(template.join(file)).expect("the template");
            // The shared sources, which the rules cite too.
            let text = text.replace("source: \"lab\"", "source: \"verst-judgement\"");
            std::fs::write(lab.path("lab").join(file), text).expect("the operation is written");
        }
        lab
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    fn edit(&self, file: &str, edit: Edit) {
        let path = self.path(file);
        let text = std::fs::read_to_string(&path).expect("the file to break");
        let bytes = match edit {
            Edit::Swap(piece, other) => {
                assert!(text.contains(piece), "{file} has no {piece}");
                text.replacen(piece, other, 1).into_bytes()
            }
            Edit::Half => text.as_bytes()[..text.floor_char_boundary(text.len() / 2)].to_vec(),
            Edit::Upto(piece) => {
                let (before, _) = text.split_once(piece).expect("the piece is there");
                [before, piece].concat().into_bytes()
            }
            Edit::After(more) => (text + more).into_bytes(),
            Edit::Whole(all) => all.as_bytes().to_vec(),
            Edit::By(change) => {
                let changed = change(&text);
                assert!(changed != text.as_bytes(), "{file} is as before");
                changed
            }
            Edit::Gone => return std::fs::remove_file(path).expect("the file can be removed"),
        };
        std::fs::write(path, bytes).expect("the broken file is written");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        verst_on(self.folder.path(), arguments)
    }

    /// Standard error with the folder called `[dir]`.
    fn told(&self, output: &Output) -> String {
        stderr(output).replace(self.folder.path().to_str().expect("a plain path"), "[dir]")
    }

    /// Every file with its bytes.
    fn all(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut all = BTreeMap::new();
        for file in files(self.folder.path()) {
            let bytes = std::fs::read(&file).expect("a file");
            all.insert(file, bytes);
        }
        all
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok) {
        if entry.path().is_dir() { found.extend(files(&entry.path())) } else { found.push(entry.path()) }
    }
    found
}

/// Checks the operation, which must be refused with a message about each of the files and leave no trace.
fn refused(lab: &Lab, broken: &[&str]) -> String {
    let before = lab.all();
    let output = lab.run(&["check", "lab"]);
    let told = lab.told(&output);
    let shown: String = told.chars().take(4000).collect();
    assert_eq!(output.status.code(), Some(2), "{:?}\n{shown}", output.status);
    assert_eq!(stdout(&output), "");
    for file in broken {
        assert!(told.contains(&format!("[dir]/{file}")), "{file} is not named:\n{shown}");
    }
    assert!(!told.contains("panicked") && !told.contains("internal failure"), "{shown}");
    assert!(lab.all() == before, "the check changed the folder");
    told
}

fn case(&(name, file, edit): &Case) {
    let lab = Lab::new();
    lab.edit(file, edit);
    let told = refused(&lab, &[file]);
    insta::assert_snapshot!(name, told);
}

/// Goes through all the cases, whichever fail.
fn cases(list: &[Case]) {
    let failed = list.iter().filter(|c| std::panic::catch_unwind(|| case(c)).is_err());
    let failed: Vec<&str> = failed.map(|c| c.0).collect();
    assert!(failed.is_empty(), "{} of {} cases: {}", failed.len(), list.len(), failed.join(", "));
}

#[test]
fn the_unbroken_base_checks() {
    let lab = Lab::new();
    let before = lab.all();
    let output = lab.run(&["check", "lab"]);
    assert_eq!(output.status.code(), Some(0), "{}", lab.told(&output));
    assert_eq!(stdout(&output), "1 operation checked, no problems\n");
    assert!(lab.all() == before, "the check changed the folder");
}

#[test]
fn an_operation_without_record_checks() {
    let lab = Lab::new();
    lab.edit("lab/record.ron", Edit::Gone);
    let output = lab.run(&["check", "lab"]);
    assert_eq!(output.status.code(), Some(0), "{}", lab.told(&output));
    assert!(lab.told(&output).contains("no record"));
}

/// Nothing of a day that begins with the end is played.
#[test]
fn a_last_day_of_no_minute_needs_no_weather() {
    let lab = Lab::new();
    lab.edit("lab/weather.ron", Edit::Swap("until: \"1941-07-11\"", "until: \"1941-07-10\""));
    for arguments in [&["check", "lab"][..], &["replay", "lab", "--runs", "2", "--quiet"]] {
        let output = lab.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", lab.told(&output));
    }
}

#[test]
fn what_may_not_be_meant_is_remarked_and_no_problem() {
    let lab = Lab::new();
    lab.edit("lab/orders.ron", Edit::Swap("[\"bridgeton\", \"ceaster\"]", "[\"aford\"]"));
    lab.edit(
        "lab/forces.ron",
        Edit::Swap(
            "at: \"aford\"",
            "enters: (at: \"ceaster\", on: \"1941-07-03\", by: Road, known: Opening)",
        ),
    );
    let output = lab.run(&["check", "lab"]);
    assert_eq!(output.status.code(), Some(0), "{}", lab.told(&output));
    insta::assert_snapshot!("remarks", lab.told(&output));
    for waits in ["when: Holds(\"ceaster\"), known: Opening", "known: Reaction"] {
        lab.edit("lab/orders.ron", Edit::Swap("known: Opening", waits));
        assert!(!lab.told(&lab.run(&["check", "lab"])).contains("orders.attack"));
        lab.edit("lab/orders.ron", Edit::Swap(waits, "known: Opening"));
    }
    // Signed before the start it is known at the start; later, it takes staffs their hours.
    let comes_late = || lab.told(&lab.run(&["check", "lab"])).contains("issued after the start");
    assert!(!comes_late());
    let before = "\"attack\": (to: \"b1\", issued: \"1941-06-30T12:00\"";
    let after = "\"attack\": (to: \"b1\", issued: \"1941-07-02\"";
    lab.edit("lab/orders.ron", Edit::Swap(before, after));
    assert!(comes_late());
    let fixed = "known: Opening, when: From(\"1941-07-03\"), task: Attack";
    lab.edit("lab/orders.ron", Edit::Swap("known: Opening, task: Attack", fixed));
    assert!(!comes_late());
}

#[test]
fn units_whose_orders_all_wait_and_units_beyond_the_line_are_remarked() {
    let lab = Lab::new();
    let told = || lab.told(&lab.run(&["check", "lab"]));
    let remark = |what: &str| told().lines().find(|line| line.contains(what)).map(String::from);
    let waits = || remark("waits for its `when`");
    assert_eq!(waits(), None);
    let now = "known: Opening, task: Attack";
    let later = "known: Opening, when: From(\"1941-07-03\"), task: Attack";
    lab.edit("lab/orders.ron", Edit::Swap(now, later));
    assert!(
        waits().is_some_and(|line| line.ends_with("): b1")),
        "who has an order that stands is not named: {}",
        told()
    );
    let beside =
        "orders: {\n\"stays\": (to: \"b1\", issued: \"1941-06-30T12:00\", known: Opening, task: Hold()),";
    lab.edit("lab/orders.ron", Edit::Swap("orders: {", beside));
    assert_eq!(waits(), None, "another order keeps it back");

    let beyond = || remark("on the enemy's side of the line");
    let front = "front: [(link: \"aford-bridgeton\", km: 10, from_end: \"aford\")],\n    sources:";
    lab.edit("lab/theatre.ron", Edit::Swap("sources:", front));
    let [before, after] = ["at: Link(\"aford\", \"bridgeton\", 9)", "at: Link(\"aford\", \"bridgeton\", 11)"];
    lab.edit("lab/forces.ron", Edit::Swap("at: \"aford\"", before));
    assert_eq!(beyond(), None);
    lab.edit("lab/forces.ron", Edit::Swap(before, after));
    assert!(beyond().is_some_and(|line| line.ends_with("): b1")), "{}", told());
    // The same line as the others see it, from the other end.
    lab.edit("lab/forces.ron", Edit::Swap("at: \"bridgeton\"", "at: Link(\"bridgeton\", \"aford\", 19)"));
    assert!(beyond().is_some_and(|line| line.ends_with("): b1, r1")), "{}", told());
}

#[test]
fn an_unknown_army_is_told_once_a_side() {
    let lab = Lab::new();
    let unit = |text: &str| {
        let one = text.lines().find(|line| line.contains("\"r1\"")).expect("a unit");
        let own = one.replace("men:", "army: \"RED\", men:");
        text.replace(one, &(own.clone() + "\n" + &own.replace("\"r1\"", "\"r2\""))).into_bytes()
    };
    lab.edit("lab/forces.ron", Edit::By(unit));
    let told = refused(&lab, &["lab/forces.ron"]);
    assert!(told.ends_with("1 problem found\n"), "{told}");
}

#[test]
fn broken_files_are_refused() {
    cases(WHOLE_FILES);
}

#[test]
fn broken_types_are_refused() {
    cases(TYPES);
}

#[test]
fn broken_references_are_refused() {
    cases(REFERENCES);
}

#[test]
fn broken_values_are_refused() {
    cases(VALUES);
}

#[test]
fn broken_shapes_are_refused() {
    cases(SHAPES);
}

#[test]
fn broken_aircraft_and_guns_are_refused() {
    cases(FIRES);
}

#[test]
fn broken_limits_are_refused() {
    cases(OUTSIDE);
}

/// The rules are sound, and so is the operation: only they do not go together.
#[test]
fn an_army_of_another_year_is_refused() {
    let lab = Lab::new();
    lab.edit(
        "rules/standard.ron",
        Edit::Swap("\"GER\", from: 1900, until: 1945", "\"GER\", from: 1942, until: 1945"),
    );
    insta::assert_snapshot!("army-of-another-year", refused(&lab, &["lab/scenario.ron"]));
}

/// With little memory: the recovery of the syntax tree would take all there is.
#[test]
#[cfg(unix)]
fn broken_conditions_without_end_are_refused() {
    let lab = Lab::new();
    lab.edit("lab/orders.ron", Edit::By(|t| conditions(t, 10_000)));
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -v 2000000; exec \"$0\" --scenarios \"$1\" check lab"]).arg(binary());
    let output = limited.arg(lab.folder.path()).output().expect("a shell");
    assert_eq!(output.status.code(), Some(2), "{:?}", output.status);
    insta::assert_snapshot!("10000-conditions", lab.told(&output));
}

#[test]
fn broken_types_in_several_files_are_all_told() {
    let lab = Lab::new();
    lab.edit("lab/scenario.ron", Edit::Swap("turn_hours: 12", "turn_hours: \"twelve\""));
    lab.edit("lab/theatre.ron", Edit::Swap("terrain: Mixed, town", "terrain: Jungle, town"));
    lab.edit("lab/forces.ron", Edit::Swap("men: (3000, 2500, 4000)", "mne: 3000"));
    lab.edit("lab/orders.ron", Edit::Half);
    lab.edit("lab/weather.ron", Edit::Gone);
    let broken = ["scenario", "theatre", "forces", "orders", "weather"].map(|f| format!("lab/{f}.ron"));
    insta::assert_snapshot!("several-types", refused(&lab, &broken.each_ref().map(String::as_str)));
}

#[test]
fn broken_values_in_several_files_are_all_told() {
    let lab = Lab::new();
    lab.edit("lab/scenario.ron", Edit::Swap("air: 0", "air: 2"));
    lab.edit("lab/theatre.ron", Edit::Swap("km: (28, 27, 30)", "km: 20"));
    lab.edit("lab/theatre.ron", Edit::Swap("trains: 4", "trains: -4"));
    lab.edit("lab/forces.ron", Edit::Swap("men: (3000, 2500, 4000)", "men: -3000"));
    lab.edit("lab/orders.ron", Edit::Swap("to: \"r1\"", "to: \"r2\""));
    lab.edit("lab/weather.ron", Edit::Swap("until: \"1941-07-11\"", "until: \"1941-07-09\""));
    let broken = ["scenario", "theatre", "forces", "orders", "weather"].map(|f| format!("lab/{f}.ron"));
    let told = refused(&lab, &broken.each_ref().map(String::as_str));
    assert!(told.ends_with("6 problems found\n"), "{told}");
    insta::assert_snapshot!("several-values", told);
}

#[test]
fn broken_record_rules_and_climatology_are_all_told() {
    let lab = Lab::new();
    lab.edit("lab/record.ron", Edit::Swap("place: \"bridgeton\"", "place: \"bridgtown\""));
    lab.edit("rules/climatology.ron", Edit::Swap("attacker_men: 57000", "attacker_men: -57000"));
    lab.edit("rules/standard.ron", Edit::Swap("is: Celsius(-3.0)", "is: Celsius(3.0)"));
    let broken = ["lab/record.ron", "rules/climatology.ron", "rules/standard.ron"];
    insta::assert_snapshot!("several-beside-the-operation", refused(&lab, &broken));
}

#[test]
fn a_broken_operation_hides_no_broken_record() {
    let lab = Lab::new();
    lab.edit("lab/forces.ron", Edit::Swap("men: (3000, 2500, 4000)", "men: -3000"));
    lab.edit("lab/record.ron", Edit::Half);
    lab.edit("rules/standard.ron", Edit::Upto("frozen_below: (is: Cels"));
    let broken = ["lab/forces.ron", "lab/record.ron", "rules/standard.ron"];
    insta::assert_snapshot!("several-everywhere", refused(&lab, &broken));
}

#[test]
fn a_broken_operation_hides_no_wrong_name_in_its_record() {
    let lab = Lab::new();
    lab.edit("lab/forces.ron", Edit::Swap("at: \"bridgeton\"", "at: \"bridgetown\""));
    lab.edit("lab/record.ron", Edit::Swap("Captured(place: \"bridgeton\"", "Captured(place: \"bridgtown\""));
    let told = refused(&lab, &["lab/forces.ron", "lab/record.ron"]);
    assert!(told.ends_with("2 problems found\n"), "{told}");
}

#[test]
fn broken_names_to_watch_are_told_even_where_nothing_is_shown() {
    let lab = Lab::new();
    for more in [&["--quiet"][..], &[]] {
        let output = lab.run(&[&["replay", "lab", "--runs", "1", "--watch", "bridgtown"], more].concat());
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
        insta::assert_snapshot!("usage-unknown-watch", lab.told(&output));
    }
}

#[test]
fn broken_names_of_operations_are_told_with_near_ones() {
    let lab = Lab::new();
    let output = lab.run(&["check", "lba"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
    insta::assert_snapshot!("usage-unknown-operation", lab.told(&output));
}

#[test]
fn broken_operations_are_not_replayed() {
    let lab = Lab::new();
    lab.edit("lab/forces.ron", Edit::Swap("at: \"bridgeton\"", "at: \"bridgetown\""));
    let (before, out) = (lab.all(), lab.path("out.json"));
    let output = lab.run(&["replay", "lab", "--json", out.to_str().expect("a plain path")]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
    assert!(!out.exists() && lab.all() == before);
    insta::assert_snapshot!("usage-replay-of-a-broken-operation", lab.told(&output));
}

#[test]
fn broken_settings_are_told_with_near_ones() {
    let lab = Lab::new();
    let before = lab.all();
    let output = lab.run(&["replay", "lab", "--set", "units.b9.men=3"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
    assert!(lab.told(&output).contains("units.b1.men") && lab.all() == before);
    insta::assert_snapshot!("usage-unknown-setting", lab.told(&output));
}
