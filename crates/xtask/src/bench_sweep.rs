//! What a sweep costs beyond the runs themselves: processor time against a bare ensemble, and memory as it grows.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::bench::{peak, processor_time};

/// Rows of the design.
const ROWS: u32 = 10;
/// Pairs that are timed.
const PAIRS: usize = 5;

/// Measures both, in a folder of its own that is taken away again.
pub fn sweeps() -> Option<()> {
    let folder = std::env::temp_dir().join(format!("verst-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).ok()?;
    let measured = processor_times(&folder).and_then(|()| memory(&folder));
    let _ = std::fs::remove_dir_all(&folder);
    measured
}

/// The least of five for each, in turn, for what else runs on a machine only adds.
fn processor_times(folder: &Path) -> Option<()> {
    let (mut bare, mut tables) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..PAIRS {
        let ensemble = ["replay", "kaluga-1941", "--no-record", "--runs", "500", "--jobs", "1"];
        bare = bare.min(processor_time(start(&ensemble)?)?);
        tables = tables.min(processor_time(sweep(folder, 500, "1")?)?);
    }
    println!(
        "a sweep into Parquet against a bare ensemble: {:.2} times the time (at most 1.3)",
        tables / bare
    );
    Some(())
}

fn memory(folder: &Path) -> Option<()> {
    let (Some(small), Some(large)) = (peak(sweep(folder, 500, "2")?)?, peak(sweep(folder, 2000, "2")?)?)
    else {
        println!("peak memory of a sweep: SKIPPED, this system does not tell it");
        return Some(());
    };
    println!(
        "peak memory of a sweep: {small} KiB at 500 runs, {large} KiB at 2000 (at most 300,000 at any number)"
    );
    Some(())
}

/// Begins a sweep of so many runs whose knob changes next to nothing.
fn sweep(folder: &Path, runs: u32, jobs: &str) -> Option<Child> {
    let (study, out) = (folder.join("study.ron"), folder.join("out"));
    let _ = std::fs::remove_dir_all(&out);
    let text = format!(
        "(format: 1, name: \"bench\", base: \"kaluga-1941\", because: \"what do the tables cost?\",\n\
         design: LatinHypercube(points: {ROWS}), repeats: {},\n\
         knobs: [(name: \"men\", path: \"units.*[under=mob].men\", how: Scale, low: 0.999, high: 1.001)])",
        runs / ROWS
    );
    std::fs::write(&study, text).ok()?;
    start(&["sweep", study.to_str()?, "--out", out.to_str()?, "--jobs", jobs])
}

fn start(arguments: &[&str]) -> Option<Child> {
    let mut command = Command::new("target/release/verst");
    command.args(arguments).arg("--quiet").stdout(Stdio::null()).spawn().ok()
}
