//! `verst export`, as its users run it: all operations in all forms, the same bytes for the same seed.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;
use verst_tests::{stderr, stdout, verst, verst_on};

use crate::operation::{ALL, NAME};
use crate::readme;

/// Forms of an export, with what each is written to.
pub(crate) const FORMATS: [(&str, &str); 3] =
    [("geojson", "out.geojson"), ("csv", "tables"), ("orbat", "out.json")];

/// A folder for files, with paths in it as text.
pub(crate) struct Folder(pub(crate) TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }
    pub(crate) fn path(&self, name: &str) -> String {
        String::from(self.0.path().join(name).to_str().expect("a plain path"))
    }
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).expect("the file is there")
    }
    /// A journal of a run of an operation.
    pub(crate) fn journal(&self, operation: &str, seed: &str, more: &[&str]) -> String {
        let journal = self.path("run.jsonl");
        let mut arguments = vec!["replay", operation, "--seed", seed, "--quiet", "--no-record"];
        arguments.extend(["--journal", &journal].iter().chain(more));
        let output = verst(&arguments);
        assert!(output.status.success(), "{}", stderr(&output));
        journal
    }
    /// Exports a run.
    pub(crate) fn export(&self, run: &str, format: &str, to: &str, more: &[&str]) -> String {
        let out = self.path(to);
        let mut arguments = vec!["export", run, "--format", format, "--out", &out];
        arguments.extend(more);
        let output = verst(&arguments);
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        stdout(&output)
    }
}

/// An export that is JSON.
pub(crate) fn exported(operation: &str, seed: &str, format: &str) -> Value {
    let folder = Folder::new();
    folder.export(operation, format, "out", &["--seed", seed]);
    serde_json::from_str(&folder.read("out")).expect("it is JSON")
}

/// Every file of an export by name, with its bytes.
fn bytes(path: &Path) -> Vec<(String, Vec<u8>)> {
    if path.is_file() {
        return vec![(String::new(), std::fs::read(path).expect("a file"))];
    }
    let entries = std::fs::read_dir(path).expect("a folder").filter_map(Result::ok);
    let name = |e: &std::fs::DirEntry| e.file_name().to_string_lossy().into_owned();
    let mut all: Vec<_> = entries.map(|e| (name(&e), std::fs::read(e.path()).expect("a file"))).collect();
    all.sort();
    all
}

#[test]
fn every_operation_exports_in_every_form_and_the_same_bytes_again() {
    for operation in ALL {
        let folder = Folder::new();
        let journal = folder.journal(operation, "7", &[]);
        for (format, out) in FORMATS {
            let said = folder.export(&journal, format, out, &[]);
            assert!(said.contains("seed 7"), "{said}");
            let first = bytes(&folder.0.path().join(out));
            // From the operation itself, over what is there.
            folder.export(operation, format, out, &["--seed", "7", "--quiet"]);
            assert!(first == bytes(&folder.0.path().join(out)), "{operation} {format}");
        }
        let left: Vec<String> = std::fs::read_dir(folder.0.path())
            .expect("the folder")
            .filter_map(Result::ok)
            .map(|e| e.file_name().to_string_lossy().into_owned())
            .filter(|name| name.starts_with('.'))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn another_seed_tells_another_run() {
    assert!(exported(NAME, "7", "geojson")["features"] != exported(NAME, "8", "geojson")["features"]);
}

#[test]
fn a_cut_journal_is_exported_up_to_the_cut() {
    let folder = Folder::new();
    let journal = folder.journal(NAME, "7", &["--until", "1941-12-24T06:00"]);
    folder.export(&journal, "geojson", "out", &[]);
    let all: Value = serde_json::from_str(&folder.read("out")).expect("JSON");
    let starts = all["features"].as_array().expect("features").iter();
    let last = starts.filter_map(|f| f["properties"]["t_start"].as_str()).max().expect("a time");
    assert!(("1941-12-24T00:00:00Z"..="1941-12-24T06:00:00Z").contains(&last), "{last}");
}

#[test]
fn a_file_may_go_to_standard_output_and_nothing_else_with_it() {
    let output = verst(&["export", NAME, "--seed", "7", "--format", "orbat", "--out", "-"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let file: Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    assert_eq!(file["type"], "ORBAT-mapper");
}

/// What no name should break.
const HOSTILE: &str = "</script><img src=x onerror=alert(1)>\\\", 'a';=1+1 \\n\u{202e}\u{1f600}";
const AS_READ: &str = "</script><img src=x onerror=alert(1)>\", 'a';=1+1 \n\u{202e}\u{1f600}";

#[test]
fn hostile_names_stay_names() {
    let folder = Folder::new();
    let library = folder.0.path().join("scenarios");
    std::fs::create_dir_all(library.join("rules")).expect("a folder");
    for shared in
        ["sources.ron", "rules/standard.ron", "rules/climatology.ron", "rules/engagement_covariance.ron"]
    {
        std::fs::copy(verst_tests::scenarios().join(shared), library.join(shared)).expect("a shared file");
    }
    assert!(verst_on(&library, &["new", "a"]).status.success());
    for file in ["scenario.ron", "theatre.ron", "forces.ron"] {
        let path = library.join("a").join(file);
        let text = std::fs::read_to_string(&path).expect("a file of the operation");
        let hostile = text.replace("name: \"", &format!("name: \"{HOSTILE}"));
        let hostile = hostile.replace("title: \"", &format!("title: \"{HOSTILE}"));
        assert_ne!(hostile, text);
        std::fs::write(path, hostile).expect("it is written");
    }
    for (format, out) in FORMATS {
        let path = folder.path(out);
        let output = verst_on(&library, &["export", "a", "--seed", "1", "--format", format, "--out", &path]);
        assert!(output.status.success(), "{format}: {}", stderr(&output));
    }
    for (_, file) in FORMATS.iter().filter(|f| f.0 != "csv") {
        let value: Value = serde_json::from_str(&folder.read(file)).expect("it is JSON");
        assert!(contains(&value, AS_READ), "{file}");
    }
    let mut table = csv::Reader::from_path(folder.path("tables/forces.csv")).expect("the table");
    let rows: Vec<csv::StringRecord> = table.records().map(|r| r.expect("a row")).collect();
    assert!(!rows.is_empty() && rows.iter().all(|r| r[1].starts_with(AS_READ)));
}

/// Whether a text within a value begins so.
fn contains(value: &Value, begin: &str) -> bool {
    match value {
        Value::String(text) => text.starts_with(begin),
        Value::Array(all) => all.iter().any(|v| contains(v, begin)),
        Value::Object(all) => all.values().any(|v| contains(v, begin)),
        _ => false,
    }
}

/// The block of README.md that shows an export, from its command on.
const SHOWN: &str = "```\n$ verst export kaluga-1941 --seed 7 --format csv --out tables\n";

/// As the tests of readme.rs, and refreshed like them.
#[test]
fn readme_shows_an_export() {
    let _held = readme::PAGE.lock();
    let folder = Folder::new();
    let out = folder.path("tables");
    let now = folder.export(NAME, "csv", "tables", &["--seed", "7"]).replace(&out, "tables");
    let file = verst_tests::root().join("README.md");
    let text = std::fs::read_to_string(&file).expect("README.md");
    let (before, rest) = text.split_once(SHOWN).expect("the command");
    let (shown, after) = rest.split_once("```\n").expect("its end");
    if readme::refreshed() {
        std::fs::write(&file, format!("{before}{SHOWN}{now}```\n{after}")).expect("README.md is written");
    } else {
        assert_eq!(shown, now, "README.md shows another export; see the top of tests/src/readme.rs");
    }
}

#[test]
fn the_page_on_exports_names_all_that_is_in_them() {
    let page = std::fs::read_to_string(verst_tests::scenarios().join("EXPORTS.md")).expect("the page");
    let named = |word: &str| page.contains(&format!("`{word}`"));
    let all = exported(NAME, "7", "geojson");
    for feature in all["features"].as_array().expect("features") {
        let properties = feature["properties"].as_object().expect("properties");
        assert!(named(properties["layer"].as_str().expect("a layer")), "{feature}");
        let unnamed: Vec<&String> = properties.keys().filter(|key| !named(key)).collect();
        assert!(unnamed.is_empty(), "{unnamed:?}");
    }
    let folder = Folder::new();
    folder.export(NAME, "csv", "tables", &["--seed", "7"]);
    for (file, _) in bytes(&folder.0.path().join("tables")) {
        assert!(named(&file), "{file}");
    }
    let mut columns = csv::Reader::from_path(folder.path("tables/columns.csv")).expect("the columns");
    for row in columns.records().map(|r| r.expect("a row")) {
        assert!(named(&row[1]), "{row:?}");
    }
}
