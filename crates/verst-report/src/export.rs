//! One run for the tools of others: GeoJSON for maps in time, tables for statistics, a scenario for ORBAT Mapper.
//!
//! A [`Story`] folds the entries of a run; each form is written from it alone, so the same run gives the same bytes.
//! Times are the civil time of the theatre, written as if it were UTC: every tool then shows the theatre's clock.

mod columns;
mod front_lines;
mod geojson;
mod moment;
mod orbat;
mod orbat_states;
mod sidc;
mod story;
mod tables;
mod words;

#[cfg(test)]
mod tests;

pub use geojson::geojson;
pub use orbat::orbat;
pub use story::{Origin, Story};
pub use tables::{Table, table_files, tables};
