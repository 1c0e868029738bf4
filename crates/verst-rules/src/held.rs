//! Held: who holds the places and their neighbours, looked at anew only where it changed.
//!
//! Used by bridges.rs.

use verst_domain::ids::{PlaceId, SideId};

use crate::path::Network;
use crate::supply::note;

/// Who holds the places of the round, close together: most of the crossings of a theatre lie quiet, and each asks for
/// the places about it.
#[derive(Default)]
pub(crate) struct Held {
    /// By place: its holder.
    by: Vec<SideId>,
    /// By place: whether each side holds it, or a place next to it.
    near: Vec<[bool; 2]>,
}

impl Held {
    /// Looks at who holds the places now.
    pub(crate) fn look(&mut self, holders: impl Iterator<Item = SideId>, network: &Network) {
        let mut changed = self.near.len() != network.places();
        self.by.resize(network.places(), SideId(0));
        for (known, holder) in self.by.iter_mut().zip(holders) {
            changed |= note(known, holder);
        }
        if changed {
            self.look_about(network);
        }
    }

    fn look_about(&mut self, network: &Network) {
        self.near.clear();
        self.near.extend(self.by.iter().enumerate().map(|(place, own)| {
            let mut near = [false; 2];
            near[own.index()] = true;
            for way in network.ways(PlaceId::new(place)) {
                near[self.by[way.1.index()].index()] = true;
            }
            near
        }));
    }

    /// Who holds a place.
    pub(crate) fn holder(&self, place: PlaceId) -> SideId {
        self.by[place.index()]
    }

    /// Whether a side holds a place, or one next to it.
    pub(crate) fn is_near(&self, place: PlaceId, side: SideId) -> bool {
        self.near[place.index()][side.index()]
    }
}
