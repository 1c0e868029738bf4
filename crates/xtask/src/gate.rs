//! The gate: every check of the project, one after the other, and a closing line of counts.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Tests that were counted.
#[derive(Default)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

/// Runs the gate; whether all went well.
pub fn test() -> bool {
    let start = Instant::now();
    let skips = std::env::temp_dir().join(format!("verst-skipped-{}.txt", std::process::id()));
    let mut counts = Counts::default();
    let checks: [(&str, &[&str]); 6] = [
        ("format", &["fmt", "--all", "--check"]),
        ("lints", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]),
        // What depends on a feature that is on by default is else never looked at without it.
        (
            "lints without Parquet",
            &["clippy", "--package", "verst", "--no-default-features", "--quiet", "--", "-D", "warnings"],
        ),
        ("docs", &["doc", "--workspace", "--no-deps", "--quiet"]),
        ("release build", &["build", "--release", "--quiet"]),
        // With the tests' own dependencies, so that nothing is built a second time for them.
        ("debug build", &["build", "--workspace", "--lib", "--bins", "--tests", "--quiet"]),
    ];
    for (name, arguments) in checks {
        let mut cargo = cargo(arguments);
        if name == "docs" {
            cargo.env("RUSTDOCFLAGS", "-D warnings");
        }
        let good = cargo.status().is_ok_and(|s| s.success());
        println!("{name}: {} ({:.0} s)", if good { "ok" } else { "FAILED" }, start.elapsed().as_secs_f64());
        if good { counts.passed += 1 } else { counts.failed += 1 }
    }
    run_tests(&mut counts, &skips);
    let skipped = std::fs::read_to_string(&skips).unwrap_or_default();
    for line in skipped.lines() {
        println!("SKIPPED {line}");
        counts.skipped += 1;
        // A skipped test ended well for the test harness.
        counts.passed = counts.passed.saturating_sub(1);
    }
    let _ = std::fs::remove_file(&skips);
    let browser = crate::browser::test();
    counts.passed += browser.passed;
    counts.failed += browser.failed;
    if let Some(why) = browser.skipped {
        println!("SKIPPED browser tests: {why}");
        counts.skipped += 1;
    }
    println!("took {:.0} s", start.elapsed().as_secs_f64());
    println!("{} passed, {} failed, {} skipped", counts.passed, counts.failed, counts.skipped);
    counts.failed == 0
}

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Everything is built once, on a fresh machine mostly.
    cargo.args(arguments).env("CARGO_INCREMENTAL", "0");
    cargo
}

/// Runs every test, shows what the harness says, and counts its summary lines.
fn run_tests(counts: &mut Counts, skips: &std::path::Path) {
    let child = cargo(&["test", "--workspace", "--no-fail-fast"])
        .env("VERST_SKIPPED", skips)
        .env("INSTA_UPDATE", "no")
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        counts.failed += 1;
        return;
    };
    let mut summaries = 0;
    let out = BufReader::new(child.stdout.take().expect("its output is piped"));
    for line in out.lines().map_while(Result::ok) {
        if let Some((passed, failed, ignored)) = summary(&line) {
            counts.passed += passed;
            counts.failed += failed;
            counts.skipped += ignored;
            summaries += 1;
        } else if !line.trim().is_empty() && !line.starts_with("running ") && !line.ends_with("... ok") {
            println!("{line}");
        }
        let _ = std::io::stdout().flush();
    }
    let good = child.wait().is_ok_and(|s| s.success());
    if (!good && counts.failed == 0) || summaries == 0 {
        eprintln!("the tests did not run to their end");
        counts.failed += 1;
    }
}

/// The counts of a harness summary line: passed, failed, ignored.
fn summary(line: &str) -> Option<(u64, u64, u64)> {
    let rest = line.strip_prefix("test result: ")?;
    let count = |word: &str| -> Option<u64> {
        let before = rest.split(word).next()?;
        before.split_whitespace().next_back()?.parse().ok()
    };
    Some((count(" passed")?, count(" failed")?, count(" ignored")?))
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn a_summary_line_is_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.08s";
        assert_eq!(summary(line), Some((12, 3, 1)));
        assert_eq!(summary("test a::b ... ok"), None);
    }
}
