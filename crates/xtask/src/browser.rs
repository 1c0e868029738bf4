//! The page of a replay in a real browser: installs what is missing where it can, and runs `tests/browser`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const FOLDER: &str = "tests/browser";
const CHROMIUM: &str = "/usr/bin/chromium";

/// What came of the browser tests.
pub struct Outcome {
    /// Checks that passed.
    pub passed: u64,
    /// Checks that failed.
    pub failed: u64,
    /// Why there were none, if there were none.
    pub skipped: Option<String>,
}

/// Runs the checks against the release build.
pub fn test() -> Outcome {
    if let Err(why) = prepare() {
        return Outcome { passed: 0, failed: 0, skipped: Some(why) };
    }
    let ran = node("run.mjs").stdout(Stdio::piped()).spawn().and_then(|child| child.wait_with_output());
    let text = ran.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
    text.lines().filter(|l| l.starts_with("FAILED")).for_each(|l| println!("browser: {l}"));
    match text.lines().last().and_then(counts) {
        Some((passed, failed)) => Outcome { passed, failed, skipped: None },
        None => {
            println!("browser: FAILED: the checks did not run to their end");
            Outcome { passed: 0, failed: 1, skipped: None }
        }
    }
}

/// Makes the pictures of README.md anew; whether that went well.
pub fn pictures() -> bool {
    if let Err(why) = prepare() {
        println!("no pictures: {why}");
        return false;
    }
    node("pictures.mjs").status().is_ok_and(|s| s.success())
}

/// The counts of the closing line: `18 passed, 0 failed`.
fn counts(line: &str) -> Option<(u64, u64)> {
    let (passed, failed) = line.strip_suffix(" failed")?.split_once(" passed, ")?;
    Some((passed.parse().ok()?, failed.parse().ok()?))
}

/// Looks for Node, Chromium and the library between them, and installs the last two where it can.
fn prepare() -> Result<(), String> {
    if !works("node", &["--version"]) || !works("npm", &["--version"]) {
        return Err(String::from("Node.js with npm is not installed"));
    }
    if !chromium().is_file() {
        works("apt-get", &["update"]);
        works("apt-get", &["install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"]);
    }
    if !chromium().is_file() {
        return Err(format!("{} is missing and cannot be installed here", chromium().display()));
    }
    if !Path::new(FOLDER).join("node_modules/playwright-core").is_dir() {
        let installed = Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--silent"])
            .current_dir(FOLDER)
            .status();
        if !installed.is_ok_and(|s| s.success()) {
            return Err(String::from("playwright-core cannot be installed here"));
        }
    }
    Ok(())
}

fn chromium() -> PathBuf {
    std::env::var_os("VERST_CHROMIUM").map_or_else(|| PathBuf::from(CHROMIUM), PathBuf::from)
}

/// Whether a command runs well; it says nothing, and asks nothing.
fn works(command: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(command);
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|s| s.success())
}

fn node(script: &str) -> Command {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let binary = target.join("release/verst");
    let mut command = Command::new("node");
    command.arg(Path::new(FOLDER).join(script));
    command.env("VERST_BINARY", binary.canonicalize().unwrap_or(binary)).env("VERST_CHROMIUM", chromium());
    command
}

#[cfg(test)]
mod tests {
    use super::counts;

    #[test]
    fn the_closing_line_is_counted() {
        assert_eq!(counts("18 passed, 2 failed"), Some((18, 2)));
        assert_eq!(counts("ok it prints"), None);
    }
}
