//! Speed, told as ratios of what ran side by side: replications, the event list, threads against processes, memory, sweeps.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Runs every benchmark and prints a line for each; whether all ran.
pub fn bench() -> bool {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let build = |arguments: &[&str]| Command::new(&cargo).args(arguments).status().is_ok_and(|s| s.success());
    build(&["build", "--release", "--quiet"])
        && build(&["bench", "--quiet", "-p", "verst-engine", "--bench", "agenda"])
        && build(&["bench", "--quiet", "-p", "verst-study", "--bench", "scale"])
        && against_nexosim(&build)
        && replications().is_some()
        && threads_and_processes().is_some()
        && memory().is_some()
        && crate::bench_sweep::sweeps().is_some()
}

/// The event loop against nexosim's, in a package of its own that only this builds: where nexosim cannot be had, that is said.
fn against_nexosim(cargo: &impl Fn(&[&str]) -> bool) -> bool {
    let package =
        ["--release", "--quiet", "--locked", "--manifest-path", "crates/xtask/bench-nexosim/Cargo.toml"];
    if cargo(&[&["build"][..], &package].concat()) {
        return cargo(&[&["run"][..], &package].concat());
    }
    println!("event loop against nexosim: SKIPPED, it does not build here");
    true
}

/// Time of a replication on one thread: a large ensemble less a small one, so that loading does not count; the least of
/// five, for what else runs on a machine only adds.
fn replications() -> Option<()> {
    for inputs in ["best", "drawn"] {
        let (mut small, mut large) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..5 {
            small = small.min(time(&[(100, 1)], inputs)?);
            large = large.min(time(&[(400, 1)], inputs)?);
        }
        println!(
            "one replication, inputs {inputs}: {:.2} ms (at most 1.5)",
            (large - small) / 300.0 * 1000.0
        );
    }
    Some(())
}

/// Two threads of one process against two processes of one thread, in turn; the median of the ratios of nine pairs.
fn threads_and_processes() -> Option<()> {
    let mut ratios = Vec::new();
    for _ in 0..9 {
        let threads = time(&[(800, 2)], "best")?;
        ratios.push(time(&[(400, 1), (400, 1)], "best")? / threads);
    }
    ratios.sort_by(f64::total_cmp);
    let ratio = ratios[ratios.len() / 2];
    println!("two threads against two processes: {ratio:.2} times as fast (at least 0.95)");
    Some(())
}

/// Peak memory of a small and a large ensemble.
fn memory() -> Option<()> {
    let (Some(small), Some(large)) = (peak_kib(50)?, peak_kib(2000)?) else {
        println!("peak memory: SKIPPED, this system does not tell it");
        return Some(());
    };
    println!("peak memory: {small} KiB at 50 runs, {large} KiB at 2000");
    Some(())
}

fn start(runs: u32, jobs: u32, inputs: &str) -> Option<Child> {
    Command::new("target/release/verst")
        .args(["replay", "kaluga-1941", "--no-record", "--quiet", "--inputs", inputs])
        .args(["--seed", "1", "--runs", &runs.to_string(), "--jobs", &jobs.to_string()])
        .stdout(Stdio::null())
        .spawn()
        .ok()
}

/// Seconds of processor time that ensembles of (runs, threads), begun together, took.
fn time(ensembles: &[(u32, u32)], inputs: &str) -> Option<f64> {
    let all: Option<Vec<Child>> = ensembles.iter().map(|&(runs, jobs)| start(runs, jobs, inputs)).collect();
    let waiting: Vec<_> =
        all?.into_iter().map(|child| std::thread::spawn(|| processor_time(child))).collect();
    waiting.into_iter().map(|thread| thread.join().ok().flatten()).sum()
}

/// Seconds of processor time of a process until it ends well; of wall time where the system does not tell.
pub fn processor_time(mut child: Child) -> Option<f64> {
    let begun = Instant::now();
    let stat = format!("/proc/{}/stat", child.id());
    let mut seconds = None;
    // An ended process keeps its times until it is waited for.
    while let Ok(text) = std::fs::read_to_string(&stat) {
        let fields: Vec<&str> = text.rsplit(')').next()?.split_whitespace().collect();
        let ticks: Vec<f64> = fields.get(11..13)?.iter().filter_map(|f| f.parse().ok()).collect();
        seconds = Some(ticks.iter().sum::<f64>() / TICKS_PER_SECOND);
        if fields[0] == "Z" {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let well = child.wait().is_ok_and(|s| s.success());
    well.then(|| seconds.unwrap_or_else(|| begun.elapsed().as_secs_f64()))
}

/// Fixed by Linux for what /proc tells.
const TICKS_PER_SECOND: f64 = 100.0;

/// The most memory that an ensemble held.
fn peak_kib(runs: u32) -> Option<Option<u64>> {
    peak(start(runs, 2, "drawn")?)
}

/// The most memory that a process holds until it ends, in KiB, as Linux tells it of a running one.
pub fn peak(mut child: Child) -> Option<Option<u64>> {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    while child.try_wait().ok()?.is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        peak = line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok()).max(peak);
        std::thread::sleep(Duration::from_millis(2));
    }
    Some(peak)
}
