//! The hold model on nexosim: one model that schedules itself.

use std::time::Duration;

use nexosim::model::{Context, Model, schedulable};
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};

use crate::{HOLDS, MINUTES, cpu_time, wait};

#[derive(Serialize, Deserialize)]
struct Holder {
    pending: u64,
    drawn: u64,
}

#[Model]
impl Holder {
    #[nexosim(init)]
    async fn begin(&mut self, cx: &Context<Self>) {
        for stream in 0..self.pending {
            self.schedule(stream, cx);
        }
    }

    #[nexosim(schedulable)]
    async fn hold(&mut self, stream: u64, cx: &Context<Self>) {
        self.schedule(stream, cx);
    }

    fn schedule(&mut self, stream: u64, cx: &Context<Self>) {
        let after = Duration::from_secs(60 * wait(self.drawn, self.pending));
        self.drawn += 1;
        cx.schedule_event(after, schedulable!(Self::hold), stream).expect("it lies in the future");
    }
}

/// Nanoseconds of processor time an event, so many pending.
pub fn nanoseconds(pending: u64) -> f64 {
    let holder = Holder { pending, drawn: 0 };
    let init = SimInit::with_num_threads(1).add_model(holder, Mailbox::new(), "holder");
    let mut simulation = init.init(MonotonicTime::EPOCH).expect("it starts");
    let until = |times: u64| MonotonicTime::EPOCH + Duration::from_secs(60 * MINUTES * times);
    simulation.step_until(until(1)).expect("it runs on");
    let (spent, done) = cpu_time::nanoseconds(|| simulation.step_until(until(2)));
    done.expect("it runs to its end");
    spent / HOLDS as f64
}
