//! The project's own chores: `cargo xtask test` is the gate, `cargo xtask bench` records speed, `cargo xtask pictures` makes the
//! pictures of README.md.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a chore speaks to a person")]

mod bench;
mod bench_sweep;
mod browser;
mod gate;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let done = match arguments.next().as_deref() {
        Some("test") => gate::test(),
        Some("bench") => bench::bench(),
        Some("pictures") => browser::pictures(),
        _ => {
            println!(
                "cargo xtask test      format, lints, docs, release build and every test; ends with one line of counts\n\
                 cargo xtask bench     speed of a run, the event list and the runner, as ratios; writes nothing\n\
                 cargo xtask pictures  the pictures of README.md, of the release build; needs Node.js and Chromium"
            );
            return ExitCode::from(2);
        }
    };
    if done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
