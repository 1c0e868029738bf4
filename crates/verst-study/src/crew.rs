//! A crew: numbered tasks on several threads, each with what it keeps between tasks. Results come as they end; whoever wants
//! an order puts them in it by their number.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

/// Does the tasks `0..count` on at most `jobs` threads. `hire` makes a thread's worker; `stop`, set from outside, lets what
/// has begun end and nothing else begin.
pub fn work<T: Send, W: FnMut(usize) -> T>(
    count: usize,
    jobs: usize,
    stop: &AtomicBool,
    hire: &(dyn Fn() -> W + Sync),
    seen: &mut dyn FnMut(usize, T),
) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        // Few results wait: a slow receiver slows the crew, and memory does not grow with the tasks.
        let (send, receive) = mpsc::sync_channel(2 * jobs.max(1));
        for _ in 0..jobs.clamp(1, count.max(1)) {
            let (send, next) = (send.clone(), &next);
            scope.spawn(move || {
                let mut worker = hire();
                while !stop.load(Ordering::Relaxed) {
                    let task = next.fetch_add(1, Ordering::Relaxed);
                    if task >= count || send.send((task, worker(task))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        for (task, result) in receive {
            seen(task, result);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::work;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn every_task_is_done_once() {
        for jobs in [1, 3] {
            let mut done = vec![0; 20];
            let stop = AtomicBool::new(false);
            work(20, jobs, &stop, &|| |n| n * n, &mut |n, square| {
                assert_eq!(square, n * n);
                done[n] += 1;
            });
            assert_eq!(done, [1; 20]);
        }
    }

    #[test]
    fn nothing_begins_after_a_stop() {
        let stop = AtomicBool::new(true);
        work(5, 2, &stop, &|| |n| n, &mut |_, _: usize| panic!("nothing was to begin"));
    }
}
