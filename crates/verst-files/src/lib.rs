//! Files: from RON text to checked, dense data, with every problem placed in its file and line.
//!
//! Floor 1. The only crate that reads the disk. [`load::load`] gives an operation; [`text::read`] gives any serde type with
//! its text, so that upper crates can check their own schemas (the record, the rules) and place what they find.

mod air_file;
mod crossing_file;
mod forces_file;
pub mod frame;
mod irregulars_file;
pub mod library;
pub mod load;
mod lowering;
pub mod number;
mod orders_file;
#[cfg(feature = "parquet")]
pub mod parquet_file;
pub mod problem;
pub mod remarks;
mod replacements_file;
mod report;
mod scan;
mod scenario_file;
pub mod schema;
pub mod splice;
pub mod table;
pub mod text;
mod theatre_file;
mod typed;
mod walk;
mod weather_file;
mod words;
