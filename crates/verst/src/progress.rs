//! Long work: how far it has got, on how many threads, and Ctrl-C that loses nothing.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Set by Ctrl-C: what has begun is finished, nothing else begins.
pub static STOP: AtomicBool = AtomicBool::new(false);

/// Lets Ctrl-C set [`STOP`]; a second one does not wait.
pub fn stop_on_ctrl_c() {
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
}

/// Whether Ctrl-C was pressed.
pub fn is_stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// Threads asked for, or the machine's cores.
pub fn jobs(asked: Option<u16>) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    asked.map_or(cores, usize::from)
}

/// A bar on standard error with the time left; hidden where nobody looks, or where there is but one thing to do.
pub fn bar(count: usize, what: &str, quiet: bool) -> ProgressBar {
    let shown = !quiet && std::io::stderr().is_terminal() && count > 1;
    let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(count as u64), target);
    let template = format!("{{wide_bar}} {{pos}}/{{len}} {what}, {{per_sec}}, {{eta}} left");
    bar.with_style(ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}
