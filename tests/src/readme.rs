//! README.md shows what the binary says and draws now.
//!
//! `VERST_REFRESH=1 cargo test -p verst-tests --test all readme`, after a release build, writes it anew on purpose.

use std::path::PathBuf;
use std::sync::Mutex;

use verst_tests::{root, stdout, verst};

use crate::operation::NAME;

const BEGIN: &str = "## What a replay says\n\n```\n";
const END: &str = "\n```\n";

/// Held by each test that may write README.md anew, so that none undoes another's work.
pub(crate) static PAGE: Mutex<()> = Mutex::new(());

pub(crate) fn refreshed() -> bool {
    std::env::var_os("VERST_REFRESH").is_some()
}

/// The first two turns of the diary, and everything from its rank to the end.
fn excerpt(told: &str) -> String {
    let (head, rest) = told.split_once("\nTurn  3").expect("the diary has a third turn");
    let tail = rest.find("The run told above").expect("the run is ranked");
    format!("{head}\n...\n\n{}", rest[tail..].trim_end())
}

#[test]
fn readme_shows_the_first_replay() {
    let _held = PAGE.lock();
    let file = root().join("README.md");
    let text = std::fs::read_to_string(&file).expect("README.md");
    let (before, rest) = text.split_once(BEGIN).expect("the replay's heading");
    let (shown, after) = rest.split_once(END).expect("its end");
    let now = excerpt(&stdout(&verst(&["replay", NAME])));
    if refreshed() {
        std::fs::write(&file, format!("{before}{BEGIN}{now}{END}{after}")).expect("README.md is written");
    } else {
        assert!(shown == now, "README.md shows another replay; see the top of tests/src/readme.rs");
    }
}

#[test]
fn readme_shows_the_map() {
    let kept: PathBuf = root().join("scenarios").join(NAME).join("map.svg");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let drawn = folder.path().join("map.svg");
    let output = verst(&["show", NAME, "--map", drawn.to_str().expect("a plain path")]);
    assert!(output.status.success());
    let now = std::fs::read(&drawn).expect("the map was drawn");
    if refreshed() {
        std::fs::write(&kept, now).expect("the map is written");
    } else {
        assert!(
            std::fs::read(&kept).ok() == Some(now),
            "the map has changed; see the top of tests/src/readme.rs"
        );
    }
    let link = format!("(scenarios/{NAME}/map.svg)");
    let text = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    assert!(text.contains(&link), "README.md does not show the map");
}
