//! The net in which lines between the sides are followed: the mesh over the places, with the links on its edges.

use std::collections::{BTreeMap, BTreeSet};

use verst_domain::ids::LinkId;
use verst_domain::theatre::{Link, Theatre};

use crate::mesh::Mesh;
use crate::shape::{Point, distance};
use crate::view::View;

/// A line is broken where its points are farther apart than this, in km, or than the median link where that is longer.
const WIDEST_GAP_KM: f64 = 60.0;

/// An edge between two places, the smaller first.
pub(crate) type Edge = (usize, usize);

/// Places in px, the links between them, and the mesh.
pub(crate) struct Net {
    pub(crate) places: Vec<Point>,
    pub(crate) links: BTreeMap<Edge, LinkId>,
    pub(crate) mesh: Mesh,
    /// A line is broken where its points are farther apart than this, in px.
    pub(crate) widest_gap: f64,
}

impl Net {
    /// The net over a theatre: links with a known front mark are edges of the mesh for certain, others where there is room.
    pub(crate) fn of(theatre: &Theatre, view: &View) -> Self {
        let places: Vec<Point> = theatre.places.iter().map(|p| view.at(p.at)).collect();
        let mut links: BTreeMap<Edge, LinkId> = BTreeMap::new();
        for (i, l) in theatre.links.iter().enumerate() {
            links.entry(edge(l)).or_insert(LinkId::new(i));
        }
        let marked: BTreeSet<LinkId> = theatre.front.iter().map(|m| m.link).collect();
        for &l in &marked {
            links.insert(edge(theatre.link(l)), l);
        }
        let mut wanted: Vec<(bool, f64, Edge)> = links
            .iter()
            .map(|(e, l)| (!marked.contains(l), distance(places[e.0], places[e.1]), *e))
            .collect();
        wanted.sort_by(|x, y| x.0.cmp(&y.0).then(x.1.total_cmp(&y.1)).then(x.2.cmp(&y.2)));
        let wanted: Vec<Edge> = wanted.into_iter().map(|w| w.2).collect();
        let widest_gap = widest_gap(theatre, view);
        // The middles of two sides of a triangle are half its third side apart: longer edges only make gaps.
        let mesh = Mesh::over(&places, &wanted, 2.0 * widest_gap);
        Self { places, links, mesh, widest_gap }
    }

    /// The net over some points alone.
    pub(crate) fn over(theatre: &Theatre, places: Vec<Point>, view: &View) -> Self {
        let widest_gap = widest_gap(theatre, view);
        let mesh = Mesh::over(&places, &[], 2.0 * widest_gap);
        Self { places, links: BTreeMap::new(), mesh, widest_gap }
    }
}

fn edge(link: &Link) -> Edge {
    (link.a.index().min(link.b.index()), link.a.index().max(link.b.index()))
}

fn widest_gap(theatre: &Theatre, view: &View) -> f64 {
    let mut km: Vec<f64> = theatre.links.iter().map(|l| l.km.best).collect();
    km.sort_by(f64::total_cmp);
    let median = km.get(km.len() / 2).copied().unwrap_or(0.0);
    median.max(WIDEST_GAP_KM) * view.scale
}
