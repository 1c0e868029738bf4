//! On roads: who is on a road at either end of it, so that not every unit is asked about every position that falls.
//!
//! Used by retreat.rs and bound.rs.

use verst_domain::ids::{PlaceId, UnitId};
use verst_engine::components::Position;
use verst_engine::roster::Units;

use crate::by_place::ByPlace;
use crate::retreat::Beaten;

/// Units by the places at the ends of their roads.
#[derive(Default)]
pub(crate) struct OnRoads {
    by_place: ByPlace,
    found: Vec<UnitId>,
}

impl OnRoads {
    /// Looks where everybody is.
    pub(crate) fn restart(&mut self, places: usize, units: &Units<Beaten>) {
        self.by_place.restart(places);
        units.each().for_each(|(id, (_, position, ..))| self.note(id, position));
    }

    /// Takes note of a unit that stands on another road than before.
    pub(crate) fn note(&mut self, id: UnitId, position: &Position) {
        if let Some(leg) = position.leg {
            self.by_place.add(position.place, id);
            self.by_place.add(leg.to, id);
        }
    }

    /// Those on the roads at some places, and some who no longer are, in order of ids.
    pub(crate) fn at(&mut self, places: &[PlaceId]) -> &[UnitId] {
        self.by_place.gather(places.iter().copied(), &mut self.found);
        &self.found
    }
}
