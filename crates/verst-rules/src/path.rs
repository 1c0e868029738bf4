//! Cheapest paths over the theatre: Dijkstra with reused buffers, ties by link id.

use bevy_ecs::resource::Resource;
use verst_domain::ids::{LinkId, PlaceId};
use verst_domain::theatre::Theatre;

use crate::open::{LARGE, Open};

/// The ways of a theatre, place by place, close together in memory: searches read nothing else of it.
#[derive(Resource, Debug, Default)]
pub struct Network {
    /// By place: where its ways begin; at the end, where they all end.
    begins: Vec<usize>,
    ways: Vec<(LinkId, PlaceId)>,
}

impl Network {
    /// The ways of a theatre.
    #[must_use]
    pub fn of(theatre: &Theatre) -> Self {
        let mut network = Self { begins: vec![0], ways: Vec::with_capacity(2 * theatre.links.len()) };
        for place in &theatre.places {
            network.ways.extend_from_slice(&place.ways);
            network.begins.push(network.ways.len());
        }
        network
    }

    /// A network of links in order, told by their ends.
    #[cfg(test)]
    pub(crate) fn of_ends(places: u16, ends: impl Iterator<Item = (u16, u16)> + Clone) -> Self {
        let mut network = Self { begins: vec![0], ways: Vec::new() };
        for place in 0..places {
            let links = (0..).map(LinkId).zip(ends.clone());
            let of_it = links.filter(|(_, (a, b))| *a == place || *b == place);
            network.ways.extend(of_it.map(|(link, (a, b))| (link, PlaceId(a + b - place))));
            network.begins.push(network.ways.len());
        }
        network
    }

    /// Links that end at a place with their other ends, in order of links.
    #[must_use]
    pub fn ways(&self, place: PlaceId) -> &[(LinkId, PlaceId)] {
        &self.ways[self.begins[place.index()]..self.begins[place.index() + 1]]
    }

    /// How many places there are.
    pub(crate) fn places(&self) -> usize {
        self.begins.len() - 1
    }
}

/// The link by which a place is reached and from where, in one number: of two ways into a place the one with the smaller
/// link is less, and none is less than all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Via(u32);

impl Via {
    const NONE: Self = Self(0);

    fn new(link: LinkId, from: PlaceId) -> Self {
        // Ids lie below 65,535.
        Self(((u32::from(link.0) + 1) << 16) | u32::from(from.0))
    }

    fn way(self) -> Option<(LinkId, PlaceId)> {
        let link = (self.0 >> 16).checked_sub(1)?;
        Some((LinkId(link as u16), PlaceId(self.0 as u16)))
    }
}

/// What a search knows of a place.
#[derive(Clone, Copy, Debug)]
struct Node {
    cost: f64,
    via: Via,
}

const UNKNOWN: Node = Node { cost: f64::INFINITY, via: Via::NONE };

/// Buffers of a search, and its result until the next one.
#[derive(Debug, Default)]
pub struct Paths {
    nodes: Vec<Node>,
    /// Places of which the search knows anything: the first `reached_len` count. The others need not be forgotten.
    reached: Vec<PlaceId>,
    reached_len: usize,
    open: Open,
}

impl Paths {
    /// Finds the cheapest way from the sources (each with a cost to begin with) to every place.
    ///
    /// `step` is the cost of passing a link from one place to the next, not negative; infinite: closed.
    pub fn search(
        &mut self,
        network: &Network,
        sources: impl IntoIterator<Item = (PlaceId, f64)>,
        step: impl FnMut(LinkId, PlaceId, PlaceId) -> f64,
    ) {
        self.search_until(network, sources, |_, _| false, step);
    }

    /// As [`Self::search`], but stops once `known` says so of a place whose cost is final: costs and ways hold for it and
    /// all cheaper places only.
    pub fn search_until(
        &mut self,
        network: &Network,
        sources: impl IntoIterator<Item = (PlaceId, f64)>,
        mut known: impl FnMut(PlaceId, f64) -> bool,
        mut step: impl FnMut(LinkId, PlaceId, PlaceId) -> f64,
    ) {
        self.forget(network.places());
        self.open.restart(network.places() > LARGE);
        for (place, cost) in sources {
            self.open.reserve(1);
            self.note(place);
            self.open.add_if(self.nodes[place.index()].reach(cost, cost, Via::NONE), cost, place);
        }
        while let Some((here, from)) = self.open.next() {
            if here > self.nodes[from.index()].cost {
                continue;
            }
            if known(from, here) {
                return;
            }
            let ways = network.ways(from);
            self.open.reserve(ways.len());
            for &(link, to) in ways {
                let node = &mut self.nodes[to.index()];
                if node.cost < here {
                    continue; // final already: no step back can be cheaper
                }
                let there = here + step(link, from, to);
                // Nothing branches on whether it is reached for the first time either.
                self.reached[self.reached_len] = to;
                self.reached_len += usize::from((node.cost == f64::INFINITY) & (there < f64::INFINITY));
                self.open.add_if(node.reach(here, there, Via::new(link, from)), there, to);
            }
        }
    }

    /// Forgets the last search: what it knows of every place, or of those that it reached.
    fn forget(&mut self, places: usize) {
        if self.nodes.len() == places && self.reached_len <= places {
            for place in &self.reached[..self.reached_len] {
                self.nodes[place.index()] = UNKNOWN;
            }
        } else {
            self.nodes.clear();
            self.nodes.resize(places, UNKNOWN);
            self.reached.resize(places + 1, PlaceId(0));
        }
        self.reached_len = 0;
        debug_assert!(self.nodes.iter().all(|node| node.cost == f64::INFINITY && node.via == Via::NONE));
    }

    /// Notes a source, if it is the first there.
    fn note(&mut self, place: PlaceId) {
        self.reached[self.reached_len] = place;
        self.reached_len += usize::from(self.nodes[place.index()].cost == f64::INFINITY);
    }

    /// The nearest place that is good enough, the first by id of those equally near; the way to it holds as after a search.
    pub fn nearest(
        &mut self,
        network: &Network,
        sources: impl IntoIterator<Item = (PlaceId, f64)>,
        is_good: impl Fn(PlaceId) -> bool,
        step: impl FnMut(LinkId, PlaceId, PlaceId) -> f64,
    ) -> Option<PlaceId> {
        let mut best: Option<(f64, PlaceId)> = None;
        let known = |place, cost: f64| {
            let is_farther = best.is_some_and(|(least, _)| cost > least);
            if !is_farther && best.is_none_or(|(_, first)| place < first) && is_good(place) {
                best = Some((cost, place));
            }
            is_farther
        };
        self.search_until(network, sources, known, step);
        best.map(|(_, place)| place)
    }

    /// Cost of the cheapest way to a place; infinite: none.
    #[must_use]
    pub fn cost(&self, to: PlaceId) -> f64 {
        self.nodes[to.index()].cost
    }

    /// The last link of the cheapest way to a place, and from where it comes; none at a source or without a way.
    #[must_use]
    pub fn via(&self, to: PlaceId) -> Option<(LinkId, PlaceId)> {
        self.nodes[to.index()].via.way()
    }

    /// Places to which a search with ways has found one, in no order; their costs are final as those of the search are.
    pub(crate) fn reached(&self) -> &[PlaceId] {
        &self.reached[..self.reached_len]
    }

    /// Costs of all places, in id order.
    pub fn costs(&self) -> impl Iterator<Item = f64> {
        self.nodes.iter().map(|node| node.cost)
    }

    /// Writes the links of the cheapest way to a place, in order of travel; nothing if there is none.
    pub fn route(&self, to: PlaceId, into: &mut Vec<LinkId>) {
        into.clear();
        if !self.cost(to).is_finite() {
            return;
        }
        let mut at = to;
        while let Some((link, from)) = self.nodes[at.index()].via.way() {
            into.push(link);
            at = from;
        }
        into.reverse();
    }
}

impl Node {
    /// Takes note of a way with a cost, after a place that costs `here`, if it is cheaper, or as cheap by a smaller link;
    /// whether it is cheaper.
    fn reach(&mut self, here: f64, there: f64, via: Via) -> bool {
        let is_lower = there < self.cost;
        // A step that costs nothing never turns a way round: it could lead in a circle.
        let is_smaller = (there == self.cost) & (here < there) & (via < self.via);
        self.cost = if is_lower { there } else { self.cost };
        self.via = if is_lower | is_smaller { via } else { self.via };
        is_lower
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use verst_domain::quantity::{Basis, Citation, Quantity};
    use verst_domain::theatre::{Link, RoadClass, Terrain};

    /// A square with one diagonal: 0-1-3 and 0-2-3 of equal length, 0-3 longer.
    fn square() -> Theatre {
        let citation = Citation { basis: Basis::Assumed, source: String::from("test") };
        let ends = [(0, 1, 1.0), (0, 2, 1.0), (0, 3, 5.0), (1, 3, 1.0), (2, 3, 1.0)];
        let link = |&(a, b, km): &(u16, u16, f64)| Link {
            key: format!("{a}-{b}"),
            a: PlaceId(a),
            b: PlaceId(b),
            km: Quantity::exact(km),
            road: Some(RoadClass::Road),
            rail_km: None,
            tracks: 1,
            rail_cut: false,
            terrain: Terrain::Open,
            crossings: Vec::new(),
            frontage: Quantity::exact(5.0),
            citation: citation.clone(),
        };
        let links: Vec<Link> = ends.iter().map(link).collect();
        let place = |p: u16| verst_domain::theatre::Place {
            key: format!("{p}"),
            name: format!("{p}"),
            at: verst_domain::geo::LatLon { lat: 50.0, lon: 30.0 },
            terrain: Terrain::Open,
            town_depth: Quantity::exact(0.0),
            holder: verst_domain::ids::SideId(0),
            key_place: false,
            citation: citation.clone(),
            ways: (0..5)
                .filter(|&l| links[l].a.0 == p || links[l].b.0 == p)
                .map(|l| (LinkId::new(l), links[l].other(PlaceId(p))))
                .collect(),
        };
        Theatre { places: (0..4).map(place).collect(), links, ..Theatre::default() }
    }

    #[test]
    fn steps_that_cost_nothing_lead_in_no_circle() {
        let theatre = square();
        let (network, mut paths, mut route) = (Network::of(&theatre), Paths::default(), Vec::new());
        for source in 0..4 {
            paths.search(&network, [(PlaceId(source), 1.0)], |_, _, _| 0.0);
            for to in (0..4).filter(|&to| to != source) {
                paths.route(PlaceId(to), &mut route);
                assert!((1..=3).contains(&route.len()), "{source} to {to}: {route:?}");
            }
        }
    }

    #[test]
    fn ties_go_to_the_smaller_link_and_closed_links_are_passed_round() {
        let theatre = square();
        let network = Network::of(&theatre);
        let (mut paths, mut route) = (Paths::default(), Vec::new());
        let km = |l: LinkId, _: PlaceId, _: PlaceId| theatre.link(l).km.best;
        paths.search(&network, [(PlaceId(0), 0.0)], km);
        paths.route(PlaceId(3), &mut route);
        assert_eq!((paths.cost(PlaceId(3)), route.clone()), (2.0, vec![LinkId(0), LinkId(3)]));
        let closed =
            |l: LinkId, _: PlaceId, _: PlaceId| if l.0 == 3 || l.0 == 4 { f64::INFINITY } else { 1.0 };
        paths.search(&network, [(PlaceId(0), 0.0)], closed);
        paths.route(PlaceId(3), &mut route);
        assert_eq!(route, vec![LinkId(2)]);
    }
}
