//! What the tests share: the repository, the binary, copies of operations, skips that are told.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The repository.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the repository").to_path_buf()
}

/// The scenarios folder.
#[must_use]
pub fn scenarios() -> PathBuf {
    root().join("scenarios")
}

/// The binary as a user has it: built for release, else for debugging.
///
/// # Panics
/// If neither was built.
#[must_use]
pub fn binary() -> PathBuf {
    let (release, debug) = (built("release"), built("debug"));
    release.or(debug).expect("build verst first: cargo xtask test, or cargo build")
}

/// The binary of a profile, if it was built.
#[must_use]
pub fn built(profile: &str) -> Option<PathBuf> {
    // target/debug/deps/all-0123 -> target
    let here = std::env::current_exe().ok()?;
    let target = here.ancestors().find(|p| p.join(profile).is_dir())?;
    Some(target.join(profile).join("verst")).filter(|p| p.is_file())
}

/// Runs the binary on the repository's scenarios.
///
/// # Panics
/// If it cannot be started.
#[must_use]
pub fn verst(arguments: &[&str]) -> Output {
    verst_on(&scenarios(), arguments)
}

/// Runs the binary on another scenarios folder.
///
/// # Panics
/// If it cannot be started.
#[must_use]
pub fn verst_on(library: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(binary());
    command.arg("--scenarios").arg(library).args(arguments).env("NO_COLOR", "1");
    command.output().expect("the binary starts")
}

/// Standard output as text.
#[must_use]
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Standard error as text.
#[must_use]
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Says aloud that a test could not be made, and why. The gate counts it.
pub fn skipped(name: &str, why: &str) {
    use std::io::Write;
    let line = format!("{name}: {why}\n");
    let _ = std::io::stderr().write_all(format!("SKIPPED {line}").as_bytes());
    if let Some(file) = std::env::var_os("VERST_SKIPPED") {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(file);
        let _ = file.and_then(|mut f| f.write_all(line.as_bytes()));
    }
}
