//! Shortest ways over the theatre's roads and railways.

use verst_domain::ids::{LinkId, PlaceId};
use verst_domain::theatre::{RoadClass, Theatre};

/// Distances from some places to all others, and the last link of each way.
pub(crate) struct Tree {
    /// Km by place; infinite where no way leads.
    pub(crate) km: Vec<f64>,
    last: Vec<Option<LinkId>>,
}

impl Tree {
    /// The shortest ways from some places over roads and railways, through places that are open. Ties go to the lower id.
    pub(crate) fn from(theatre: &Theatre, starts: &[PlaceId], is_open: &dyn Fn(PlaceId) -> bool) -> Self {
        let n = theatre.places.len();
        let mut tree = Self { km: vec![f64::INFINITY; n], last: vec![None; n] };
        starts.iter().filter(|p| is_open(**p)).for_each(|p| tree.km[p.index()] = 0.0);
        let mut done = vec![false; n];
        loop {
            let near = (0..n).filter(|&i| !done[i] && tree.km[i].is_finite());
            let Some(here) = near.min_by(|&i, &j| tree.km[i].total_cmp(&tree.km[j])) else { return tree };
            done[here] = true;
            for &(l, to) in &theatre.places[here].ways {
                let link = theatre.link(l);
                let is_way = link.rail_km.is_some() || link.road.is_some_and(|r| r != RoadClass::OffRoad);
                let km = tree.km[here] + link.km.best.max(0.0);
                if is_way && is_open(to) && km < tree.km[to.index()] {
                    tree.km[to.index()] = km;
                    tree.last[to.index()] = Some(l);
                }
            }
        }
    }

    /// The links of the way to a place, its last one first; none where no way leads, or none is needed.
    pub(crate) fn links_to(&self, theatre: &Theatre, to: PlaceId) -> Vec<LinkId> {
        let (mut at, mut links) = (to, Vec::new());
        while let Some(link) = self.last[at.index()] {
            links.push(link);
            at = theatre.link(link).other(at);
        }
        links
    }

    /// The places of the way to a place, from its start; none where no way leads.
    pub(crate) fn places_to(&self, theatre: &Theatre, to: PlaceId) -> Option<Vec<PlaceId>> {
        if !self.km[to.index()].is_finite() {
            return None;
        }
        let mut places = vec![to];
        for link in self.links_to(theatre, to) {
            places.push(theatre.link(link).other(places[places.len() - 1]));
        }
        places.reverse();
        Some(places)
    }
}
