//! What the agenda holds, in order: a small heap of what comes soon, and what comes later in buckets of equal spans.
//!
//! A heap of everything is searched along its whole height for each event, through memory that no cache holds when there are
//! many. Time only goes forward: an event that lies far ahead has to be in its bucket only, and is ordered among the few of
//! that bucket when its time has come. Which structure holds an event never shows: the order is total.

/// An event in one integer, so that one comparison orders two: from the top 38 bits of minute, 6 of phase, 20 of subject, 32 of
/// sequence, 32 of tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Packed(pub(crate) u128);

/// Where the slot begins in a packed event.
pub(crate) const SLOT_AT: u32 = 84;

impl Packed {
    /// Minute and phase.
    pub(crate) fn slot(self) -> u64 {
        (self.0 >> SLOT_AT) as u64
    }
}

const ARITY: usize = 4;
/// Events that need no buckets: a heap of so many lies in the nearest cache.
const FEW: usize = 64;
const BUCKETS_LOG: u32 = 11;
const BUCKETS: usize = 1 << BUCKETS_LOG;
/// The buckets reach as far as so many times the mean distance of what goes into them: a few stragglers do not make them wide.
const REACH: u64 = 4;
/// The end of a chain.
const NONE: u32 = u32::MAX;
/// Later than any slot.
const NEVER: u64 = u64::MAX;

/// Events in their total order.
#[derive(Debug)]
pub(crate) struct Pending {
    /// All before `edge`, as a heap; empty only if there is nothing else.
    near: Vec<Packed>,
    edge: u64,
    /// What comes from `edge` on: of each bucket the first of a chain, which is in no order, and last of what lies behind them.
    buckets: Vec<u32>,
    /// Where the first bucket begins, and of how many slots each is, as a power of two.
    base: u64,
    span: u32,
    /// The bucket that comes next.
    next: usize,
    /// Events of the chains, and of each which one is behind it.
    events: Vec<Packed>,
    behind: Vec<u32>,
    /// Room for events in the chains: the first of a chain of its own.
    free: u32,
    /// How many the chains hold.
    far: usize,
}

impl Default for Pending {
    fn default() -> Self {
        Self {
            near: Vec::with_capacity(2 * FEW),
            edge: NEVER,
            buckets: vec![NONE; BUCKETS + 1],
            base: 0,
            span: 0,
            next: BUCKETS,
            events: Vec::new(),
            behind: Vec::new(),
            free: NONE,
            far: 0,
        }
    }
}

impl Pending {
    /// Forgets everything, keeping the memory.
    pub(crate) fn clear(&mut self) {
        self.near.clear();
        self.events.clear();
        self.behind.clear();
        if self.far > 0 {
            self.buckets.fill(NONE);
        }
        (self.edge, self.next, self.free, self.far) = (NEVER, BUCKETS, NONE, 0);
    }

    /// The slot of the first event.
    pub(crate) fn first_slot(&self) -> Option<u64> {
        self.near.first().map(|first| first.slot())
    }

    /// Adds an event.
    pub(crate) fn push(&mut self, event: Packed) {
        if event.slot() >= self.edge {
            if !self.near.is_empty() {
                self.push_far(event, self.bucket_of(event));
                return;
            }
            self.edge = NEVER;
        }
        self.near.push(event);
        self.sift_up(self.near.len() - 1);
        if self.near.len() > FEW && self.edge == NEVER {
            self.spread();
        }
    }

    /// Takes the first event if it is of a slot.
    pub(crate) fn pop_of(&mut self, slot: u64) -> Option<Packed> {
        let first = *self.near.first()?;
        if first.slot() != slot {
            return None;
        }
        self.near.swap_remove(0);
        if !self.near.is_empty() {
            self.sift_down();
        } else if self.far > 0 {
            self.refill();
        }
        Some(first)
    }

    fn push_far(&mut self, event: Packed, bucket: usize) {
        let behind = self.buckets[bucket];
        let at = if self.free == NONE {
            self.events.push(event);
            self.behind.push(behind);
            u32::try_from(self.events.len() - 1).expect("fewer than four milliards are pending")
        } else {
            let room = self.free as usize;
            self.events[room] = event;
            std::mem::replace(&mut self.free, std::mem::replace(&mut self.behind[room], behind))
        };
        self.buckets[bucket] = at;
        self.far += 1;
    }

    fn bucket_of(&self, event: Packed) -> usize {
        let spans = (event.slot() - self.base) >> self.span;
        spans.min(BUCKETS as u64) as usize
    }

    /// Moves what comes next into the empty heap; there is something.
    fn refill(&mut self) {
        let Some(empty) = self.buckets[self.next..BUCKETS].iter().position(|&chain| chain != NONE) else {
            self.lay_out();
            return;
        };
        self.take(self.next + empty);
        self.next += empty + 1;
        self.edge = self.base + ((self.next as u64) << self.span);
    }

    /// Makes a heap of a bucket.
    fn take(&mut self, bucket: usize) {
        let chain = std::mem::replace(&mut self.buckets[bucket], NONE);
        let (mut at, mut last) = (chain, chain);
        while at != NONE {
            self.near.push(self.events[at as usize]);
            last = at;
            at = self.behind[at as usize];
        }
        self.behind[last as usize] = std::mem::replace(&mut self.free, chain);
        self.far -= self.near.len();
        (1..self.near.len()).for_each(|at| self.sift_up(at));
    }

    /// Lays the buckets out anew over what lies behind the last of them.
    #[cold]
    fn lay_out(&mut self) {
        if self.far <= FEW {
            self.take(BUCKETS);
            self.edge = NEVER;
            return;
        }
        let (mut least, mut sum) = (NEVER, 0_u128);
        let mut at = self.buckets[BUCKETS];
        while at != NONE {
            let slot = self.events[at as usize].slot();
            least = least.min(slot);
            sum += u128::from(slot);
            at = self.behind[at as usize];
        }
        let mean = (sum / self.far as u128) as u64 - least;
        self.base = least;
        self.span = (u64::BITS - (REACH * mean).leading_zeros()).saturating_sub(BUCKETS_LOG);
        let mut at = std::mem::replace(&mut self.buckets[BUCKETS], NONE);
        while at != NONE {
            let bucket = self.bucket_of(self.events[at as usize]);
            let chain = std::mem::replace(&mut self.buckets[bucket], at);
            at = std::mem::replace(&mut self.behind[at as usize], chain);
        }
        self.next = 0;
        self.refill();
    }

    /// The heap has grown large: all of it goes into buckets.
    #[cold]
    fn spread(&mut self) {
        while let Some(event) = self.near.pop() {
            self.push_far(event, BUCKETS);
        }
        self.lay_out();
    }

    fn sift_up(&mut self, mut at: usize) {
        let item = self.near[at];
        while at > 0 {
            let parent = (at - 1) / ARITY;
            if self.near[parent] <= item {
                break;
            }
            self.near[at] = self.near[parent];
            at = parent;
        }
        self.near[at] = item;
    }

    /// The item at the top came from the end and mostly belongs near it: the hole goes all the way down along the least
    /// children, and the item up from there.
    fn sift_down(&mut self) {
        let item = self.near[0];
        let mut at = 0;
        loop {
            let first = at * ARITY + 1;
            let least = match self.near.get(first..) {
                Some(&[a, b, c, d, ..]) => {
                    let (left, l) = if b < a { (b, 1) } else { (a, 0) };
                    let (right, r) = if d < c { (d, 3) } else { (c, 2) };
                    first + if right < left { r } else { l }
                }
                Some(some) if !some.is_empty() => {
                    let of = (0..some.len()).min_by_key(|&i| some[i]);
                    first + of.expect("there are some")
                }
                _ => break,
            };
            self.near[at] = self.near[least];
            at = least;
        }
        self.near[at] = item;
        self.sift_up(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes the first of `pending` and adds what `wait` says so many times, next to a sorted list.
    fn agrees_with_a_sorted_list(many: u64, mut wait: impl FnMut(u64) -> u64) {
        let (mut pending, mut sorted) = (Pending::default(), std::collections::BTreeSet::new());
        for round in 0..2 {
            let mut number = 0;
            let mut add =
                |from: u64, pending: &mut Pending, sorted: &mut std::collections::BTreeSet<u128>| {
                    let event = (u128::from(from + wait(number)) << SLOT_AT) | u128::from(number);
                    number += 1;
                    pending.push(Packed(event));
                    sorted.insert(event);
                };
            (0..many).for_each(|_| add(0, &mut pending, &mut sorted));
            let mut left = 20 * many;
            while let Some(slot) = pending.first_slot() {
                let mut due = 0;
                while let Some(event) = pending.pop_of(slot) {
                    assert_eq!(sorted.pop_first(), Some(event.0), "they come in order");
                    due += 1;
                }
                assert!(due > 0, "a slot has an event");
                for _ in 0..due.min(left) {
                    left -= 1;
                    add(slot + 1, &mut pending, &mut sorted);
                }
                if round == 0 && left < many {
                    break;
                }
            }
            if round == 0 {
                pending.clear();
                sorted.clear();
            }
            assert!(sorted.is_empty(), "all have come");
        }
    }

    fn draw(number: u64, of: u64) -> u64 {
        verst_domain::dice_key::mix(number) % of
    }

    #[test]
    fn order_is_the_same_wherever_events_lie() {
        for many in [1, 30, 3000] {
            agrees_with_a_sorted_list(many, |n| draw(n, 100_000));
            agrees_with_a_sorted_list(many, |n| draw(n, 3));
            agrees_with_a_sorted_list(many, |n| if n % 50 == 0 { 1 << 40 } else { draw(n, 500) });
            agrees_with_a_sorted_list(many, |n| draw(n, 40) * 1000);
        }
    }
}
