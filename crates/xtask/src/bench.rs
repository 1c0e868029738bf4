//! Speed of a replay, timed as whole processes.

use std::process::Command;
use std::time::Instant;

/// Times ensembles of two sizes on one and two threads; whether it ran.
pub fn bench() -> bool {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    if !Command::new(cargo).args(["build", "--release", "--quiet"]).status().is_ok_and(|s| s.success()) {
        return false;
    }
    let time = |runs: &str, jobs: &str| {
        let start = Instant::now();
        let done = Command::new("target/release/verst")
            .args(["replay", "kaluga-1941", "--no-record", "--quiet", "--runs", runs, "--jobs", jobs])
            .output();
        done.is_ok_and(|o| o.status.success()).then(|| start.elapsed().as_secs_f64())
    };
    let (Some(small), Some(large), Some(two)) = (time("100", "1"), time("400", "1"), time("400", "2")) else {
        return false;
    };
    println!("one replication on one thread: {:.2} ms", (large - small) / 300.0 * 1000.0);
    println!("two threads against one: {:.2} times as fast", large / two);
    true
}
