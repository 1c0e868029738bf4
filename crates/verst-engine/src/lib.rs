//! The engine: an ECS world driven by a future-event list, dice without state, and a journal. It knows no law of war.
//!
//! Floor 1. A run is a function of (scenario, rules, seed): no clock, no disk, no globals, no printing. The laws come as
//! a [`run::RuleList`] from the crate above; their systems read and write the components of [`components`], ask
//! [`dice::Dice`], schedule on the [`agenda::Agenda`] and write to the [`journal::Journal`].
//!
//! Invariants: after muster nothing is spawned or despawned and no component is added or removed; an event lies strictly
//! later than the slot that schedules it; iteration that can matter walks ids in order through [`roster`].

pub mod agenda;
pub mod components;
pub mod dice;
pub mod digest;
pub mod journal;
pub mod luck;
pub mod muster;
mod pending;
pub mod phase;
pub mod roster;
pub mod rows;
pub mod run;
mod turn_end;
