//! The agenda against the `dary_heap` crate with packed keys: one event taken and one scheduled, many pending.
//!
//! Both hold the same 16 bytes an event and draw the same times; rounds alternate, and the ratio of medians is told.

#![expect(clippy::print_stdout, reason = "a benchmark tells its result")]

use std::cmp::Reverse;
use std::time::Instant;

use dary_heap::QuaternaryHeap;
use verst_domain::dice_key::mix;
use verst_domain::ids::UnitId;
use verst_domain::time::Minute;
use verst_engine::agenda::{Agenda, Event, Subject};
use verst_engine::phase::Phase;

const HOLDS: u64 = 200_000;
const ROUNDS: usize = 15;

/// Minutes until the next event of a stream: 1 to 2^20, so that few slots are shared.
fn wait(draw: u64) -> i64 {
    (mix(draw) & 0xf_ffff) as i64 + 1
}

fn event(at: i64, draw: u64) -> Event {
    Event { at: Minute(at), phase: Phase::March, subject: Subject::Unit(UnitId(draw as u16)), tag: 0 }
}

/// Nanoseconds a hold on the agenda.
fn agenda(pending: u64) -> f64 {
    let mut agenda = Agenda::default();
    (0..pending).for_each(|i| agenda.schedule(event(wait(i), i)));
    let mut due = Vec::new();
    let (mut held, mut draw) = (0, pending);
    let start = Instant::now();
    while held < HOLDS {
        let Some((now, _)) = agenda.next_slot(&mut due) else { break };
        for _ in 0..due.len() {
            agenda.schedule(event(now.0 + wait(draw), draw));
            (held, draw) = (held + 1, draw + 1);
        }
    }
    start.elapsed().as_nanos() as f64 / held as f64
}

/// The same event as the agenda packs it: slot and subject above, sequence below.
fn packed(at: i64, draw: u64, sequence: u64) -> Reverse<(u64, u64)> {
    Reverse((((at as u64) << 26) | (4 << 20) | (1 << 16) | (draw & 0xffff), sequence << 32))
}

/// Nanoseconds a hold on a `dary_heap` of packed keys.
fn dary(pending: u64) -> f64 {
    let mut heap: QuaternaryHeap<Reverse<(u64, u64)>> = QuaternaryHeap::new();
    (0..pending).for_each(|i| heap.push(packed(wait(i), i, i)));
    let start = Instant::now();
    for draw in pending..pending + HOLDS {
        let Some(Reverse((key, _))) = heap.pop() else { break };
        heap.push(packed((key >> 26) as i64 + wait(draw), draw, draw));
    }
    start.elapsed().as_nanos() as f64 / HOLDS as f64
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    for pending in [1_000, 100_000] {
        let (mut own, mut other) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            own.push(agenda(pending));
            other.push(dary(pending));
        }
        let (own, other) = (median(own), median(other));
        println!(
            "event list, {pending} pending: {own:.0} ns a hold, dary_heap {other:.0} ns, ratio {:.2} (at most 1.25)",
            own / other
        );
    }
}
