//! Pictures of a theatre: one SVG map with roads, rivers, towns, the front and the units; and exports of a run for other tools.
//!
//! The map is one self-contained file without scripts or outside fonts. The same picture gives the same bytes on
//! every machine: nothing is random, and numbers are printed with one decimal.

mod axis;
mod band;
mod comparison_data;
mod echelon;
pub mod export;
mod fold;
mod follow;
mod front;
mod ground;
mod labels;
mod layout;
mod legend;
mod map;
mod mesh;
mod net;
mod page;
mod page_data;
mod picture;
mod rivers;
mod series;
mod shape;
mod shown;
mod sites;
mod stacks;
mod story;
mod style;
mod svg;
mod symbols;
mod terrain;
#[cfg(test)]
mod tests;
mod view;
mod ways;

pub use axis::{Axis, axes};
pub use comparison_data::{ArmPage, ComparisonPage, Unlike};
pub use fold::{Fold, MOST};
pub use map::svg;
pub use page::{comparison_html, html};
pub use page_data::{Input, Page};
pub use picture::{Picture, UnitMark};
pub use series::Series;
pub use shown::{Shown, Told};
pub use story::Story;
pub use svg::escape;
