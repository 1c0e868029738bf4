//! Unit symbols: those of APP-6 as milsymbol draws them, made once by `sprite/make.mjs`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use verst_domain::forces::UnitKind;
use verst_domain::ids::SideId;

use crate::shape::Point;
use crate::style::{PAPER, side_ink, side_pale};
use crate::svg::Element;

/// Width of a frame in px.
pub(crate) const FRAME_W: f64 = 24.0;
/// Height of a frame in px.
pub(crate) const FRAME_H: f64 = 15.0;

/// From the sprite's coordinates, where a frame is 150 by 100 and its corner lies at (25, 50), to px.
const TO_PX: &str = "scale(0.16 0.15) translate(-25 -50)";

/// Whose colour an area has.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Fill {
    None,
    Pale,
    Ink,
}

/// A part of a symbol, in the sprite's coordinates.
#[derive(Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Part {
    Shape {
        d: String,
        fill: Fill,
        #[serde(default)]
        line: f64,
    },
    Words {
        words: String,
        x: f64,
        y: f64,
        size: f64,
    },
}

/// The parts of each kind's symbol, from the back to the front. The file is our own: that it can be read and is whole is tested.
static SPRITE: LazyLock<BTreeMap<UnitKind, Vec<Part>>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../sprite/symbols.json")).unwrap_or_default());

impl Part {
    fn draw(&self, side: SideId) -> Element {
        let ink = side_ink(side);
        match self {
            Self::Shape { d, fill, line } => {
                let colour = match fill {
                    Fill::None => "none",
                    Fill::Pale => side_pale(side),
                    Fill::Ink => ink,
                };
                let shape = Element::new("path").set("d", d).fill(colour);
                if *line > 0.0 { shape.stroke(ink, *line) } else { shape }
            }
            Self::Words { words, x, y, size } => {
                let text = Element::words((*x, *y), *size, words).fill(ink);
                text.set("text-anchor", "middle").set("font-weight", "bold")
            }
        }
    }
}

/// The sign of a kind of unit in its frame, by the frame's upper left corner.
pub(crate) fn unit_sign(kind: UnitKind, side: SideId, corner: Point) -> Element {
    let place = format!("translate({:.1} {:.1}) {TO_PX}", corner.0, corner.1);
    let parts = SPRITE.get(&kind).into_iter().flatten().map(|part| part.draw(side));
    Element::new("g").set("transform", &place).extend(parts)
}

/// A dot that marks where a unit on a link stands.
pub(crate) fn spot(at: Point, side: SideId) -> Element {
    Element::circle(at, 2.6).fill(side_ink(side)).stroke(PAPER, 0.9)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::page::KINDS;

    #[test]
    fn each_kind_has_a_framed_symbol_of_its_own() {
        let mut seen = BTreeSet::new();
        for kind in KINDS {
            for side in SideId::BOTH {
                let sign = unit_sign(kind, side, (0.0, 0.0)).to_string();
                assert!(sign.contains("M25,50 l150,0 0,100 -150,0 z"), "{kind:?} has no frame: {sign}");
                assert!(sign.contains(side_ink(side)) && sign.contains(side_pale(side)), "{kind:?}: {sign}");
                assert!(seen.insert(sign), "{kind:?} looks like another");
            }
        }
        assert_eq!(SPRITE.len(), KINDS.len(), "the sprite has a symbol that nobody draws");
    }
}
