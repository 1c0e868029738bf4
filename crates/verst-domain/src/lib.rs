//! The nouns of verst: what an operation is made of, and what a run says happened.
//!
//! Floor 0. Everything above speaks in these types; nothing here reads a file, rolls dice or knows a law of war.
//! After a scenario has been lowered to [`scenario::Scenario`] nothing is checked again: its ids are dense, given in
//! key order, and every id points at something.

pub mod dice_key;
pub mod factors;
pub mod forces;
pub mod geo;
pub mod graph;
pub mod ids;
pub mod journal;
pub mod knobs;
pub mod limits;
pub mod maths;
pub mod near;
pub mod orders;
pub mod pattern;
pub mod quantity;
pub mod scenario;
pub mod theatre;
pub mod time;
pub mod weather;
