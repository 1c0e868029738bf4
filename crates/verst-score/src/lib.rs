//! The record, what a run says of it, and the score.
//!
//! Floor 1. It reads no file, prints nothing, and sees of a run only its journal; the engine and the rules never see it.
//!
//! ```text
//! let file: RecordFile = ...;                                   // record.ron, read by verst-files
//! let findings = check::check(&file, &scenario, &source_keys);  // every problem, with its path
//! let record = Record::lower(&file, &scenario);                 // only if there were none
//! let table = Climatology::lower(&climatology_file);            // rules/climatology.ron, after climatology::check
//!
//! let mut observer = Observer::new(&scenario, &record);         // one for each worker
//! for seed in seeds {
//!     engine.run(&scenario, seed, Detail::Facts, &mut |entry| observer.see(entry));
//!     runs.push(observer.finish().iter().map(|o| o.value).collect());   // one f64 for each run and measure
//! }
//! let baselines = Baselines::new(&scenario, &record, &table).with_plan(&record, &plan_runs);
//! let card = score::score(&scenario, &record, &runs, &baselines);       // serde gives `summary` and `measures`
//! let totals = score::totals(&record, &runs);
//! let rank = score::rank(&totals, 0);
//! ```
//!
//! - [`record`]: the schema of record.ron; [`check`]: its check and lowering.
//! - [`measure`]: what is measured, each kind defined, and on which scale.
//! - [`outcome`]: the fold of a journal to values.
//! - [`crps`], [`quantile`]: the score of one measure, and quantiles.
//! - [`bands`]: how much of the books the bands hold, and how wide they are.
//! - [`baseline`], [`static_world`], [`climatology`], [`lanchester`]: what a run is held against.
//! - [`placebo`]: what wrong orders do to the score.
//! - [`engagements`]: battles of a database, forecast and scored.
//! - [`totals`]: losses, strength and ground by side, without a record.
//! - [`paired`]: two arms that share their seeds; [`draws`]: the draws of resamplings.
//! - [`sequential`]: when enough pairs were played.
//! - [`gate`]: whether a score has become worse than a baseline.
//! - [`sensitivity`]: how much each knob decides, and how much the dice.
//! - [`split`]: how much of the spread comes of the dice, the drawn inputs and the drawn rules.
//! - [`score`], [`scorecard`]: everything together.

pub mod bands;
pub mod baseline;
pub mod check;
pub mod climatology;
pub mod crps;
pub mod draws;
mod easy;
pub mod engagements;
mod frontal;
pub mod gate;
pub mod hopeless;
mod kinds;
pub mod lanchester;
pub mod measure;
mod origin;
pub mod outcome;
pub mod paired;
pub mod placebo;
pub mod quantile;
pub mod record;
mod route;
pub mod score;
pub mod scorecard;
pub mod sensitivity;
pub mod sequential;
mod skill;
pub mod split;
pub mod static_world;
#[cfg(test)]
mod tests;
pub mod totals;
mod watched;
pub mod written;
