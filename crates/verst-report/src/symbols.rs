//! Unit symbols: small framed signs in the manner of APP-6.

use verst_domain::forces::UnitKind;
use verst_domain::ids::SideId;

use crate::shape::Point;
use crate::style::{PAPER, side_ink, side_pale};
use crate::svg::Element;

/// Width of a frame in px.
pub(crate) const FRAME_W: f64 = 24.0;
/// Height of a frame in px.
pub(crate) const FRAME_H: f64 = 15.0;

/// The sign of a kind of unit in its frame, by the frame's upper left corner.
pub(crate) fn unit_sign(kind: UnitKind, side: SideId, corner: Point) -> Vec<Element> {
    let ink = side_ink(side);
    let frame = crate::shape::Rect::new(corner.0, corner.1, FRAME_W, FRAME_H);
    let at = |x: f64, y: f64| (corner.0 + x * FRAME_W, corner.1 + y * FRAME_H);
    let stroke = |from: Point, to: Point| Element::line(from, to).stroke(ink, 1.2);
    let rising = || stroke(at(0.0, 1.0), at(1.0, 0.0));
    let falling = || stroke(at(0.0, 0.0), at(1.0, 1.0));
    let dot = |x: f64, y: f64, r: f64| Element::circle(at(x, y), r).fill(ink);
    let mut parts = vec![Element::rect(&frame).fill(side_pale(side)).stroke(ink, 1.4)];
    match kind {
        UnitKind::Rifle => parts.extend([rising(), falling()]),
        UnitKind::Motorized => {
            parts.extend([rising(), falling()]);
            parts.extend([dot(0.3, 1.13, 1.9), dot(0.7, 1.13, 1.9)]);
        }
        UnitKind::Tank => {
            let oval = Element::rect(&crate::shape::Rect::new(corner.0 + 4.0, corner.1 + 3.6, 16.0, 7.8));
            parts.push(oval.num("rx", 3.9).set("fill", "none").stroke(ink, 1.4));
        }
        UnitKind::Cavalry => parts.push(rising()),
        UnitKind::Ski => {
            parts.extend([rising(), falling()]);
            let ski = [at(0.1, 1.2), at(0.82, 1.2), at(0.92, 1.06)];
            parts.push(Element::polyline(&ski).stroke(ink, 1.3).set("stroke-linecap", "round"));
        }
        UnitKind::Garrison => {
            let wall = crate::shape::Rect::new(corner.0, corner.1 + FRAME_H * 0.62, FRAME_W, FRAME_H * 0.38);
            parts.push(Element::rect(&wall).fill(ink));
        }
        UnitKind::Security => {
            let word = Element::words(at(0.5, 0.76), 8.5, "SEC").fill(ink);
            parts.push(word.set("text-anchor", "middle").set("font-weight", "bold"));
        }
        UnitKind::Artillery => parts.push(dot(0.5, 0.5, 3.1)),
    }
    parts
}

/// A dot that marks where a unit on a link stands.
pub(crate) fn spot(at: Point, side: SideId) -> Element {
    Element::circle(at, 2.6).fill(side_ink(side)).stroke(PAPER, 0.9)
}
