//! The hold model on two engines, in turn: an event is taken, one system or model handles it, and schedules the next one.
//!
//! On either side one owner of all events draws the same waits, on one thread. Of verst it is the engine as runs use it: its
//! agenda, slots, clock and a rule that is called with the events of a slot and goes on to the next by itself, as the march
//! does, while no other rule's comes between; and again with a call of the rule for every slot.

#[path = "../../../verst-study/benches/cpu_time/mod.rs"]
mod cpu_time;
mod nexosim_hold;
mod verst_hold;

/// Events of a round.
const HOLDS: u64 = 200_000;
const ROUNDS: usize = 9;
/// Ten minutes lie between two events on the mean, whatever the number pending: hardly two share a minute.
const APART: u64 = 10;
/// Minutes in which some `HOLDS` events come due.
const MINUTES: u64 = HOLDS * APART;

/// Minutes until the next event of a stream of so many, by a number of its own.
fn wait(draw: u64, pending: u64) -> u64 {
    verst_domain::dice_key::mix(draw) % (2 * APART * pending) + 1
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    for pending in [1_000, 100_000] {
        let (mut own, mut by_call, mut other) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            own.push(verst_hold::nanoseconds(pending, true));
            by_call.push(verst_hold::nanoseconds(pending, false));
            other.push(nexosim_hold::nanoseconds(pending));
        }
        let (own, by_call, other) = (median(own), median(by_call), median(other));
        println!(
            "event loop, {pending} pending: {own:.0} ns an event, {by_call:.0} with a call for every slot, nexosim 1.0 {other:.0} ns: \
             {:.1} and {:.1} times as fast (at least 5)",
            other / own,
            other / by_call
        );
    }
}
