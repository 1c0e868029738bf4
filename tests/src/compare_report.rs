//! The page of a comparison, through the command line. `tests/browser` looks at the page itself.

use std::path::Path;

use verst_tests::{stderr, stdout, verst};

use crate::operation::NAME;

const VARIANT: &str = "no-mobile-group";

fn page(file: &Path, more: &[&str]) -> String {
    let path = file.to_str().expect("a plain path");
    let output =
        verst(&[&["compare", NAME, VARIANT, "--runs", "6", "--quiet", "--report", path], more].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    std::fs::read_to_string(file).expect("the page was written")
}

/// The page's data.
fn data(page: &str) -> serde_json::Value {
    let (_, rest) = page.split_once("id=\"data\">").expect("a data block");
    let (text, _) = rest.split_once("</script>").expect("its end");
    serde_json::from_str(text).expect("it is JSON")
}

#[test]
fn the_page_is_the_same_for_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let one = page(&folder.path().join("one.html"), &["--jobs", "1"]);
    let three = page(&folder.path().join("three.html"), &["--jobs", "3"]);
    assert!(one.starts_with("<!doctype html>") && one.ends_with("</html>\n"));
    assert!(one == three, "the page depends on the number of threads");
}

#[test]
fn the_page_holds_what_the_json_says_and_changes_nothing_of_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let made = folder.path().join("both.json");
    let both = page(&folder.path().join("both.html"), &["--json", made.to_str().expect("a plain path")]);
    let plain = verst(&["compare", NAME, VARIANT, "--runs", "6", "--json", "-"]);
    let told: serde_json::Value = serde_json::from_str(&stdout(&plain)).expect("JSON");
    assert_eq!(std::fs::read_to_string(made).expect("the JSON"), stdout(&plain));
    let data = data(&both);
    assert_eq!(data["result"], told);
    for arm in [0, 1] {
        assert_eq!(data["arms"][arm]["folded"], 6);
        assert!(data["arms"][arm]["frames"].as_array().is_some_and(|f| f.len() == 41));
    }
    assert!(data["arms"][0]["changes"].as_array().is_some_and(Vec::is_empty));
    let changes = data["arms"][1]["changes"].as_array().expect("what the variant changes");
    assert!(changes.iter().any(|c| c == "orders.raid is taken away."), "{changes:?}");
    let gone = data["unlike"].as_array().expect("unlike quantities");
    assert!(gone.iter().any(|u| u[0] == "orders.raid.issued" && u[2][1].is_null()), "{gone:?}");
}

#[test]
fn arms_of_one_operation_that_agree_are_told_so() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("same.html");
    let path = file.to_str().expect("a plain path");
    let output = verst(&["compare", NAME, NAME, "--runs", "2", "--quiet", "--report", path]);
    assert!(output.status.success(), "{}", stderr(&output));
    let data = data(&std::fs::read_to_string(file).expect("the page"));
    assert!(data["unlike"].as_array().is_some_and(Vec::is_empty));
    assert!(data["result"]["journals_part"]["entry"].is_null());
    assert_eq!(data["arms"][0]["frames"], data["arms"][1]["frames"]);
}

#[test]
fn a_page_that_cannot_be_written_is_told_before_the_work() {
    for (file, told) in [("/no/such/folder/x.html", "its folder is missing"), ("-", "--report needs a file")]
    {
        let output = verst(&["compare", NAME, VARIANT, "--report", file]);
        assert_eq!(output.status.code(), Some(2), "{file}");
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
        assert!(stdout(&output).is_empty());
    }
    let output = verst(&["compare", NAME, VARIANT, "--report", "same.html", "--json", "same.html"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("the same file"), "{}", stderr(&output));
}
