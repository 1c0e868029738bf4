//! The theatre as a graph: connectivity, cut points, derived frontages and off-road links.

use petgraph::graph::{NodeIndex, UnGraph};

use crate::geo::{Plane, between, distance_km};
use crate::ids::{LinkId, PlaceId};
use crate::maths::{atan2, cos, sqrt};
use crate::theatre::{Place, Theatre};

/// The theatre as an undirected petgraph: nodes are places in id order, edges links in id order.
#[must_use]
pub fn petgraph(theatre: &Theatre) -> UnGraph<PlaceId, LinkId> {
    let mut graph = UnGraph::with_capacity(theatre.places.len(), theatre.links.len());
    for p in 0..theatre.places.len() {
        graph.add_node(PlaceId::new(p));
    }
    for (l, link) in theatre.links.iter().enumerate() {
        graph.add_edge(NodeIndex::new(link.a.index()), NodeIndex::new(link.b.index()), LinkId::new(l));
    }
    graph
}

/// Connected parts of the theatre, each a list of places in id order; the part with the first place comes first.
#[must_use]
pub fn parts(theatre: &Theatre) -> Vec<Vec<PlaceId>> {
    let graph = petgraph(theatre);
    let mut part_of = vec![usize::MAX; theatre.places.len()];
    let mut parts: Vec<Vec<PlaceId>> = Vec::new();
    for start in graph.node_indices() {
        if part_of[start.index()] != usize::MAX {
            continue;
        }
        let mut walk = petgraph::visit::Bfs::new(&graph, start);
        while let Some(n) = walk.next(&graph) {
            part_of[n.index()] = parts.len();
        }
        let here = parts.len();
        parts.push((0..part_of.len()).filter(|&p| part_of[p] == here).map(PlaceId::new).collect());
    }
    parts
}

/// Places whose loss would part the theatre (articulation points), in id order.
#[must_use]
pub fn cut_points(theatre: &Theatre) -> Vec<PlaceId> {
    let graph = petgraph(theatre);
    let mut points: Vec<PlaceId> = petgraph::algo::articulation_points::articulation_points(&graph)
        .into_iter()
        .map(|n| graph[n])
        .collect();
    points.sort_unstable();
    points
}

/// Frontage of each link in km: the sum of half the distances, left and right, to the nearest roughly parallel link,
/// between `narrowest` and `widest`.
///
/// Two links are parallel when the cosine of their angle is above 0.7; distances are between midpoints, across the
/// link's direction; links that begin where it ends, or lie wholly ahead or behind, do not count. All is measured where the
/// link lies: on a plane of one corner a theatre of fifteen degrees of latitude is a third too narrow at the other.
#[must_use]
pub fn frontages(theatre: &Theatre, narrowest: f64, widest: f64) -> Vec<f64> {
    let mut lines: Vec<Axis> = Vec::with_capacity(theatre.links.len());
    let width = |i: usize| {
        let (a, b) = (&theatre.links[i].a, &theatre.links[i].b);
        let plane = Plane::at(between(theatre.place(*a).at, theatre.place(*b).at, 0.5));
        lines.clear();
        lines.extend(theatre.links.iter().map(|l| Axis::of(&plane, theatre.place(l.a), theatre.place(l.b))));
        half_gaps(&lines, i, widest).clamp(narrowest, widest)
    };
    (0..theatre.links.len()).map(width).collect()
}

struct Axis {
    mid: (f64, f64),
    along: (f64, f64),
    km: f64,
}

impl Axis {
    fn of(plane: &Plane, a: &Place, b: &Place) -> Self {
        let (ax, ay) = plane.project(a.at);
        let (bx, by) = plane.project(b.at);
        let (dx, dy) = (bx - ax, by - ay);
        let km = sqrt(dx * dx + dy * dy).max(1e-9);
        Self { mid: ((ax + bx) / 2.0, (ay + by) / 2.0), along: (dx / km, dy / km), km }
    }
}

fn half_gaps(lines: &[Axis], i: usize, widest: f64) -> f64 {
    let me = &lines[i];
    let (mut left, mut right) = (widest, widest);
    for (j, other) in lines.iter().enumerate() {
        let cosine = (me.along.0 * other.along.0 + me.along.1 * other.along.1).abs();
        if j == i || cosine <= 0.7 {
            continue;
        }
        let (dx, dy) = (other.mid.0 - me.mid.0, other.mid.1 - me.mid.1);
        let ahead = dx * me.along.0 + dy * me.along.1;
        let across = dx * me.along.1 - dy * me.along.0;
        // A link that continues this one or lies beyond its ends is not a neighbouring axis: the two must lie abreast.
        let abreast = (me.km + other.km * cosine) / 2.0 - ahead.abs();
        if abreast < 1.0 || across.abs() < 1.0 {
            continue;
        }
        let side = if across > 0.0 { &mut right } else { &mut left };
        *side = side.min(across.abs());
    }
    (left + right) / 2.0
}

/// Pairs of places that men could walk between off the roads: the Gabriel graph of the places (no third place inside
/// the circle over the pair) less the pairs that already have a link and those farther apart than `longest` km.
#[must_use]
pub fn offroad_pairs(theatre: &Theatre, longest: f64) -> Vec<(PlaceId, PlaceId, f64)> {
    let n = theatre.places.len();
    let mut pairs = Vec::new();
    for i in 0..n {
        for j in i + 1..n {
            let (a, b) = (PlaceId::new(i), PlaceId::new(j));
            let km = distance_km(theatre.place(a).at, theatre.place(b).at);
            if km <= longest && theatre.link_between(a, b).is_none() && is_gabriel(theatre, i, j, km) {
                pairs.push((a, b, km));
            }
        }
    }
    pairs
}

fn is_gabriel(theatre: &Theatre, i: usize, j: usize, km: f64) -> bool {
    let to = |from: usize, k: usize| distance_km(theatre.places[from].at, theatre.places[k].at);
    (0..theatre.places.len()).filter(|&k| k != i && k != j).all(|k| {
        let (x, y) = (to(i, k), to(j, k));
        x * x + y * y >= km * km
    })
}

/// Bearing from one place to another in radians, 0 = east, counter-clockwise, on the local plane of the first.
#[must_use]
pub fn bearing(theatre: &Theatre, from: PlaceId, to: PlaceId) -> f64 {
    let plane = Plane::at(theatre.place(from).at);
    let (x, y) = plane.project(theatre.place(to).at);
    atan2(y, x)
}

/// Cosine of the angle at `from` between the directions to `one` and to `other`.
#[must_use]
pub fn turn_cosine(theatre: &Theatre, from: PlaceId, one: PlaceId, other: PlaceId) -> f64 {
    cos(bearing(theatre, from, one) - bearing(theatre, from, other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::LatLon;
    use crate::ids::SideId;
    use crate::quantity::{Basis, Citation, Quantity};
    use crate::theatre::{Link, RoadClass, Terrain};

    /// Places at degrees of latitude and longitude, and roads between them.
    fn theatre(places: &[(f64, f64)], roads: &[(u16, u16)]) -> Theatre {
        let citation = || Citation { basis: Basis::Assumed, source: String::from("test") };
        let place = |&(lat, lon): &(f64, f64)| Place {
            key: String::new(),
            name: String::new(),
            at: LatLon { lat, lon },
            terrain: Terrain::Open,
            town_depth: Quantity::exact(0.0),
            holder: SideId(0),
            key_place: false,
            citation: citation(),
            ways: Vec::new(),
        };
        let link = |&(a, b): &(u16, u16)| Link {
            key: String::new(),
            a: PlaceId(a),
            b: PlaceId(b),
            km: Quantity::exact(1.0),
            road: Some(RoadClass::Road),
            rail_km: None,
            tracks: 1,
            rail_cut: false,
            terrain: Terrain::Open,
            crossings: Vec::new(),
            frontage: Quantity::exact(0.0),
            citation: citation(),
        };
        let (places, links) = (places.iter().map(place).collect(), roads.iter().map(link).collect());
        Theatre { places, links, ..Theatre::default() }
    }

    #[test]
    fn a_road_that_goes_on_beyond_a_place_is_no_neighbour() {
        // A road to the north, and on from its end a little to the side.
        let theatre = theatre(&[(50.0, 30.0), (50.5, 30.0), (51.0, 30.2)], &[(0, 1), (1, 2)]);
        assert_eq!(frontages(&theatre, 3.0, 30.0), [30.0, 30.0]);
    }

    #[test]
    fn roads_abreast_share_the_ground_wherever_they_lie() {
        // Two roads to the north, a quarter of a degree of longitude apart: 18 km at 50 degrees, 14 at 60. The first place lies there.
        let places = [(60.0, 30.0), (60.5, 30.0), (50.0, 30.0), (50.5, 30.0), (50.0, 30.25), (50.5, 30.25)];
        let theatre = theatre(&places, &[(0, 1), (2, 3), (4, 5)]);
        let widths = frontages(&theatre, 3.0, 30.0);
        assert!((widths[0] - 30.0).abs() < 1e-9, "{widths:?}");
        // Half of 18 km on one side, and as much as may be on the other.
        assert!((widths[1] - 23.9).abs() < 0.3 && (widths[2] - 23.9).abs() < 0.3, "{widths:?}");
    }
}
