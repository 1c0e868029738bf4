//! The house is as ARCHITECTURE.md says.

use std::path::{Path, PathBuf};

use verst_tests::root;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            // What a build leaves (crates/xtask/bench-nexosim has a target folder of its own) is not ours.
            if path.file_name().is_some_and(|n| n != "target") {
                sources(&path, found);
            }
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn all() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    sources(&root().join("crates"), &mut found);
    sources(&root().join("tests"), &mut found);
    found.sort();
    found.into_iter().map(|p| (p.clone(), std::fs::read_to_string(&p).expect("a source"))).collect()
}

#[test]
fn every_file_is_short_and_says_what_it_is_for() {
    for (path, text) in all() {
        assert!(text.starts_with("//! "), "{} has no purpose line", path.display());
        assert!(text.lines().count() < 400, "{} is too long", path.display());
    }
}

#[test]
fn scenarios_hold_ron_and_text_alone() {
    let listed = std::process::Command::new("git")
        .args(["ls-files", "scenarios", "seeds"])
        .current_dir(root())
        .output();
    let listed = listed.ok().filter(|o| o.status.success());
    let Some(listed) = listed else {
        return verst_tests::skipped("scenarios_hold_ron_and_text_alone", "this is no git checkout");
    };
    for file in verst_tests::stdout(&listed).lines() {
        let picture = file.ends_with("map.svg"); // README.md shows it
        assert!(picture || file.ends_with(".ron") || file.ends_with(".md"), "{file} does not belong here");
    }
}

#[test]
fn floors_0_to_2_name_no_place_or_operation() {
    let theatre =
        std::fs::read_to_string(root().join("scenarios/kaluga-1941/theatre.ron")).expect("the theatre");
    let names = ["kaluga", "sevsk", "kalinkovichi", "mozyr"];
    assert!(theatre.contains(names[0]));
    for (path, text) in all() {
        let low = ["verst-domain", "verst-engine", "verst-rules", "verst-files", "verst-score"];
        if low.iter().any(|c| path.components().any(|p| p.as_os_str() == *c)) {
            let text = text.to_lowercase();
            for name in names {
                assert!(!text.contains(name), "{} names {name}", path.display());
            }
        }
    }
}

#[test]
fn crates_use_lower_floors_only() {
    let floor = |name: &str| match name {
        "verst-domain" => Some(0),
        "verst-files" | "verst-engine" | "verst-score" => Some(1),
        "verst-rules" => Some(2),
        "verst-study" | "verst-report" => Some(3),
        "verst" => Some(4),
        _ => None,
    };
    for entry in std::fs::read_dir(root().join("crates")).expect("crates").filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(own) = floor(&name) else { continue };
        let manifest = std::fs::read_to_string(entry.path().join("Cargo.toml")).expect("a manifest");
        let uses = manifest.split("[dependencies]").nth(1).unwrap_or("");
        for used in uses.lines().filter_map(|l| l.split('.').next()).filter_map(floor) {
            assert!(used < own, "{name} uses its own floor or a higher one");
        }
    }
}

#[test]
fn architecture_names_every_crate() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    for entry in std::fs::read_dir(root().join("crates")).expect("crates").filter_map(Result::ok) {
        let name = format!("`crates/{}`", entry.file_name().to_string_lossy());
        assert!(text.contains(&name), "{name} is missing");
    }
}
