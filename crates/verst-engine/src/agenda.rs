//! The agenda: the future-event list of 16-byte events with a total order, and the regular steps of the phases.
//!
//! Order is (minute, phase, subject, sequence). The sequence counts events in the order in which they were scheduled, so
//! no tie is left open.

use bevy_ecs::resource::Resource;
use verst_domain::ids::{FormationId, LinkId, OrderId, PlaceId, UnitId};
use verst_domain::time::Minute;

use crate::pending::{Packed, Pending, SLOT_AT};
use crate::phase::Phase;

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The whole theatre.
    All,
    /// A unit.
    Unit(UnitId),
    /// A formation.
    Formation(FormationId),
    /// A place.
    Place(PlaceId),
    /// A link.
    Link(LinkId),
    /// An order.
    Order(OrderId),
}

impl Subject {
    fn pack(self) -> u64 {
        let (tag, id) = match self {
            Self::All => (0, 0),
            Self::Unit(u) => (1, u.0),
            Self::Formation(f) => (2, f.0),
            Self::Place(p) => (3, p.0),
            Self::Link(l) => (4, l.0),
            Self::Order(o) => (5, o.0),
        };
        (tag << 16) | u64::from(id)
    }

    fn unpack(bits: u64) -> Self {
        let id = (bits & 0xffff) as u16;
        match (bits >> 16) & 0xf {
            0 => Self::All,
            1 => Self::Unit(UnitId(id)),
            2 => Self::Formation(FormationId(id)),
            3 => Self::Place(PlaceId(id)),
            4 => Self::Link(LinkId(id)),
            _ => Self::Order(OrderId(id)),
        }
    }
}

/// Something due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Minute,
    /// In which phase of that minute.
    pub phase: Phase,
    /// What it is about.
    pub subject: Subject,
    /// A small number for the rule that scheduled it, such as the version of a march leg.
    pub tag: u32,
}

const TAG_BITS: u32 = 32;
const SUBJECT_AT: u32 = 64;
const PHASE_BITS: u32 = 6;

fn pack(event: &Event, sequence: u32) -> Packed {
    let slot = slot(event.at, event.phase);
    let subject = event.subject.pack();
    let rest = (u64::from(sequence) << TAG_BITS) | u64::from(event.tag);
    Packed((u128::from(slot) << SLOT_AT) | (u128::from(subject) << SUBJECT_AT) | u128::from(rest))
}

fn unpack(packed: Packed) -> Event {
    let slot = packed.slot();
    Event {
        at: minute_of(slot),
        phase: phase_of(slot),
        subject: Subject::unpack((packed.0 >> SUBJECT_AT) as u64 & 0xf_ffff),
        tag: packed.0 as u32,
    }
}

/// A slot in one integer, in the order of (minute, phase).
fn slot(at: Minute, phase: Phase) -> u64 {
    let minute = u64::try_from(at.0).expect("events lie at or after the start");
    assert!(minute < 1 << 38, "an event lies within five hundred millennia of the start");
    (minute << PHASE_BITS) | phase as u64
}

fn minute_of(slot: u64) -> Minute {
    Minute((slot >> PHASE_BITS) as i64)
}

fn phase_of(slot: u64) -> Phase {
    Phase::from_index((slot & 0x3f) as u8)
}

/// A phase's next regular step.
#[derive(Clone, Copy, Debug)]
struct Step {
    slot: u64,
    /// From one step to the next, in slots of one phase.
    every: u64,
}

/// Later than any slot.
const NEVER: u64 = u64::MAX;

const NO_STEP: Step = Step { slot: NEVER, every: 0 };

/// The future-event list.
#[derive(Resource, Debug)]
pub struct Agenda {
    pending: Pending,
    /// By phase. Most slots are regular steps: nobody has to put them into the heap and find them there again.
    steps: [Step; Phase::ALL.len()],
    /// The earliest of them: it changes only when a step is taken, and most slots of a busy agenda are none.
    next_step: u64,
    sequence: u32,
    /// Slot being handled; events must lie strictly later.
    now: Option<u64>,
    /// Phases, a bit of each, of which one rule alone runs between the steps: it may go on from slot to slot.
    lone: u32,
    /// The first slot after the end.
    end: u64,
    /// Events taken since the start, and of how many a run is a runaway.
    pub(crate) taken: u64,
    pub(crate) budget: u64,
}

impl Default for Agenda {
    fn default() -> Self {
        let steps = [NO_STEP; Phase::ALL.len()];
        Self {
            pending: Pending::default(),
            steps,
            next_step: NEVER,
            sequence: 0,
            now: None,
            lone: 0,
            end: NEVER,
            taken: 0,
            budget: u64::MAX,
        }
    }
}

impl Agenda {
    /// Forgets everything, keeping the memory.
    pub fn clear(&mut self) {
        self.pending.clear();
        (self.steps, self.next_step) = ([NO_STEP; Phase::ALL.len()], NEVER);
        (self.sequence, self.now, self.taken) = (0, None, 0);
    }

    /// Sets the last minute, how many events a run may have, and the phases of which one rule alone runs between the steps.
    pub(crate) fn bound(&mut self, last: Minute, budget: u64, lone: impl Iterator<Item = Phase>) {
        self.end = slot(last + 1, Phase::Weather);
        self.budget = budget;
        self.lone = lone.fold(0, |all, phase| all | 1 << phase as u32);
    }

    /// Makes a phase have a regular step: an event of the whole theatre, first then and every so many minutes, without end.
    ///
    /// # Panics
    /// If the first lies before the start.
    pub fn repeat(&mut self, phase: Phase, first: Minute, every: i64) {
        let every = u64::try_from(every).expect("time goes forward") << PHASE_BITS;
        self.steps[phase as usize] = Step { slot: slot(first, phase), every };
        self.find_next_step();
    }

    fn find_next_step(&mut self) {
        self.next_step = self.steps.iter().fold(NEVER, |least, step| least.min(step.slot));
    }

    /// Schedules an event.
    ///
    /// # Panics
    /// If it does not lie strictly later, in (minute, phase), than the slot being handled.
    pub fn schedule(&mut self, event: Event) {
        let packed = pack(&event, self.sequence);
        assert!(
            self.now.is_none_or(|now| packed.slot() > now),
            "an event must lie later than its cause: {event:?}"
        );
        self.sequence += 1;
        self.pending.push(packed);
    }

    /// Takes all events of the earliest slot into `due` (cleared first), in order; the slot's minute and phase.
    pub fn next_slot(&mut self, due: &mut Vec<Event>) -> Option<(Minute, Phase)> {
        due.clear();
        let slot = self.pending.first_slot().unwrap_or(NEVER).min(self.next_step);
        if slot == NEVER {
            return None;
        }
        let (at, phase) = (minute_of(slot), phase_of(slot));
        if slot == self.next_step {
            // The whole theatre comes before all other subjects.
            due.push(Event { at, phase, subject: Subject::All, tag: 0 });
            let step = &mut self.steps[phase as usize];
            step.slot += step.every;
            self.find_next_step();
        }
        self.take(slot, due);
        Some((at, phase))
    }

    fn take(&mut self, slot: u64, due: &mut Vec<Event>) {
        while let Some(event) = self.pending.pop_of(slot) {
            due.push(unpack(event));
        }
        self.now = Some(slot);
    }

    /// As [`Self::next_slot`], if the same rule and no other has to handle it, as it has the slot being handled, and before the
    /// end; its minute. Counts the events.
    pub(crate) fn follow(&mut self, due: &mut Vec<Event>) -> Option<Minute> {
        let (now, slot) = (self.now?, self.pending.first_slot()?);
        let phase = phase_of(slot);
        let is_next = phase == phase_of(now) && slot < self.next_step && slot < self.end;
        if !is_next || self.lone & (1 << phase as u32) == 0 || self.taken > self.budget {
            return None;
        }
        due.clear();
        self.take(slot, due);
        self.taken += due.len() as u64;
        Some(minute_of(slot))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(at: i64, phase: Phase, unit: u16, tag: u32) -> Event {
        Event { at: Minute(at), phase, subject: Subject::Unit(UnitId(unit)), tag }
    }

    #[test]
    fn events_come_in_the_order_of_minute_phase_subject_and_sequence() {
        let mut agenda = Agenda::default();
        let mut z = 1_u64;
        let mut all = Vec::new();
        for tag in 0..2000 {
            z = verst_domain::dice_key::mix(z + 1);
            let phase = Phase::from_index((z >> 8) as u8 % 15);
            let e = event((z % 50) as i64, phase, (z >> 20) as u16 % 7, tag);
            agenda.schedule(e);
            all.push(e);
        }
        all.sort_by_key(|e| (e.at, e.phase, e.subject, e.tag));
        let (mut due, mut seen) = (Vec::new(), Vec::new());
        while agenda.next_slot(&mut due).is_some() {
            seen.extend_from_slice(&due);
        }
        assert_eq!(seen, all);
    }

    #[test]
    #[should_panic(expected = "must lie later")]
    fn an_event_in_the_slot_being_handled_is_refused() {
        let mut agenda = Agenda::default();
        agenda.schedule(event(5, Phase::March, 1, 0));
        agenda.next_slot(&mut Vec::new());
        agenda.schedule(event(5, Phase::March, 2, 0));
    }
}
