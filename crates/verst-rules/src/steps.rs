//! Steps: what a search pays for each link, reckoned once for all its places: most links are stepped on more than once.

use verst_domain::ids::{LinkId, PlaceId};

use crate::facts::LinkFacts;

/// By link: what a step into its end `a`, and into its end `b`, costs.
#[derive(Debug, Default)]
pub(crate) struct Steps(Vec<[f64; 2]>);

impl Steps {
    /// Lays the cost of each link, in id order, with what its ends cost to enter, by place.
    pub(crate) fn lay(&mut self, links: &[LinkFacts], costs: impl Iterator<Item = f64>, entry: &[f64]) {
        let into = |l: &LinkFacts, cost| [l.a, l.b].map(|end| cost + entry[end.index()]);
        self.0.clear();
        self.0.extend(links.iter().zip(costs).map(|(l, cost)| into(l, cost)));
    }

    /// Bars a link to those who come into one of its ends.
    pub(crate) fn bar(&mut self, link: LinkId, into_b: bool) {
        self.0[link.index()][usize::from(into_b)] = f64::INFINITY;
    }

    /// Makes a link dearer for those who come into one of its ends.
    pub(crate) fn add(&mut self, link: LinkId, into_b: bool, cost: f64) {
        self.0[link.index()][usize::from(into_b)] += cost;
    }

    /// What a step costs: end `a` of a link is the one with the smaller id.
    pub(crate) fn cost(&self, link: LinkId, from: PlaceId, to: PlaceId) -> f64 {
        self.0[link.index()][usize::from(from < to)]
    }
}
