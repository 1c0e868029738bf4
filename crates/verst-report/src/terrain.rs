//! The tint of the ground: what lies around places and along links, as broad pale strokes.

use verst_domain::theatre::{Terrain, Theatre};

use crate::ground::is_drawn;
use crate::svg::Element;
use crate::view::View;

/// Half the width of a strip of ground in km.
const REACH_KM: f64 = 6.0;

/// Colour of a kind of ground; none for open fields, which stay paper.
pub(crate) fn tint(terrain: Terrain) -> Option<&'static str> {
    match terrain {
        Terrain::Open => None,
        Terrain::Mixed => Some("#e4ead2"),
        Terrain::Forest => Some("#c9dcb4"),
        Terrain::Swamp => Some("#c6dcd8"),
        Terrain::Rugged => Some("#e6d9bf"),
        Terrain::WoodedHills => Some("#cfcfa6"),
        Terrain::Urban => Some("#dcd3cd"),
    }
}

/// Name of a kind of ground.
pub(crate) fn terrain_name(terrain: Terrain) -> &'static str {
    match terrain {
        Terrain::Open => "open fields",
        Terrain::Mixed => "fields and woods",
        Terrain::Forest => "forest",
        Terrain::Swamp => "swamp",
        Terrain::Rugged => "hills",
        Terrain::WoodedHills => "wooded hills",
        Terrain::Urban => "built-up",
    }
}

/// The ground under everything else.
pub(crate) fn ground(theatre: &Theatre, view: &View) -> Element {
    let reach = (REACH_KM * view.scale).clamp(14.0, 60.0);
    let blur = Element::new("feGaussianBlur").num("stdDeviation", reach * 0.45);
    let filter = Element::new("filter").set("id", "soft").add(blur);
    let mut group = Element::group("terrain").set("stroke-linecap", "round").set("filter", "url(#soft)");
    group.push(Element::new("defs").add(filter));
    for link in theatre.links.iter().filter(|l| is_drawn(l)) {
        if let Some(colour) = tint(link.terrain) {
            let ends = [link.a, link.b].map(|p| view.at(theatre.place(p).at));
            group.push(Element::line(ends[0], ends[1]).stroke(colour, 2.0 * reach));
        }
    }
    for place in &theatre.places {
        if let Some(colour) = tint(place.terrain) {
            group.push(Element::circle(view.at(place.at), reach).fill(colour));
        }
    }
    group
}
