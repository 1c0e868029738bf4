//! Pictures of a theatre: one SVG map with roads, rivers, towns, the front and the units; and exports of a run for other tools.
//!
//! The map is one self-contained file without scripts or outside fonts. The same picture gives the same bytes on
//! every machine: nothing is random, and numbers are printed with one decimal.

pub mod export;
mod front;
mod ground;
mod labels;
mod layout;
mod legend;
mod map;
mod mesh;
mod picture;
mod rivers;
mod shape;
mod sites;
mod stacks;
mod style;
mod svg;
mod symbols;
#[cfg(test)]
mod tests;
mod view;

pub use map::svg;
pub use picture::{Picture, UnitMark};
