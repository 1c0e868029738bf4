//! Ensembles: seed sets, drawn inputs, order modes, the parallel runner, and the baseline that needs an engine.
//!
//! Floor 3. It reads no operation's text and prints nothing.
//!
//! - [`seeds`]: named sets of seeds.
//! - [`battles`]: their tables.
//! - [`engagements`]: battles of a database as operations of two places.
//! - [`inputs`]: cited numbers and coefficients drawn within their ranges, run by run.
//! - [`settings`]: quantities set by path, as on the command line.
//! - [`variant`]: named sets of changes to an operation and its rules.
//! - [`study`]: a design over knobs, played with the same seeds in every row; [`design`]: its settings; [`tables`]: its
//!   results.
//! - [`runner`]: an ensemble on several threads.
//! - [`crew`]: numbered tasks on several threads; [`player`]: runs summed up by measures, totals and turns.
//! - [`plan`]: orders carried out unopposed.
//! - [`placebo`]: orders that are wrong on purpose.
//! - [`split`]: seeds whose dice, drawn inputs and drawn rules are mixed.

pub mod battles;
pub mod crew;
pub mod design;
pub mod engagements;
pub mod inputs;
pub mod placebo;
pub mod plan;
pub mod player;
pub mod runner;
pub mod seeds;
pub mod settings;
pub mod split;
pub mod study;
pub mod tables;
pub mod variant;
pub mod variant_words;
