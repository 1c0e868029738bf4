//! Speed, as ratios side by side in one run.

/// Runs the bench; whether it ran.
pub fn bench() -> bool {
    std::process::Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["test", "--release", "--quiet", "-p", "verst-tests", "--bench", "speed"])
        .status()
        .is_ok_and(|s| s.success())
}
