//! The second encoding of an operation plays: what its page tells a reader to do works.

use std::fs;

use verst_tests::{root, scenarios, stdout, verst_on};

const NAME: &str = "dmitriev-sevsk-1943";

#[test]
fn the_second_encoding_plays() {
    let library = tempfile::tempdir().expect("a folder");
    let folder = library.path().join(NAME);
    fs::create_dir_all(library.path().join("rules")).expect("a folder");
    fs::create_dir(&folder).expect("a folder");
    let copy_all = |from: std::path::PathBuf, to: &std::path::Path| {
        for file in fs::read_dir(from).expect("it is there").map(|f| f.expect("it reads").path()) {
            if file.is_file() {
                fs::copy(&file, to.join(file.file_name().expect("a file"))).expect("it copies");
            }
        }
    };
    copy_all(scenarios(), library.path());
    copy_all(scenarios().join("rules"), &library.path().join("rules"));
    copy_all(scenarios().join(NAME), &folder);
    copy_all(root().join("tests/second-encoding").join(NAME), &folder);

    let checked = verst_on(library.path(), &["check", &folder.to_string_lossy()]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    let played = verst_on(library.path(), &["replay", NAME, "--seed", "1", "--quiet"]);
    assert!(played.status.success(), "{}", String::from_utf8_lossy(&played.stderr));
    // Another hand, other runs: the two files were read.
    let first = verst_on(&scenarios(), &["replay", NAME, "--seed", "1", "--quiet"]);
    assert_ne!(stdout(&played), stdout(&first));
}
