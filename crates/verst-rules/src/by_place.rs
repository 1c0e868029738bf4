//! By place: units listed by the place that they are at, so that who asks about a place need not look through all units.
//!
//! Used by knowledge.rs, reaction.rs, attack.rs, doctrine.rs, irregulars.rs, on_roads.rs.

use verst_domain::ids::{PlaceId, UnitId};

/// No further one.
const NONE: u32 = u32::MAX;

/// Units by place; one may be listed at several.
#[derive(Debug, Default)]
pub(crate) struct ByPlace {
    /// By place: the last one listed there.
    last: Vec<u32>,
    /// Each with the one listed before it at the same place.
    listed: Vec<(UnitId, u32)>,
}

impl ByPlace {
    /// Forgets all.
    pub(crate) fn restart(&mut self, places: usize) {
        self.last.clear();
        self.last.resize(places, NONE);
        self.listed.clear();
    }

    /// Lists a unit at a place.
    pub(crate) fn add(&mut self, place: PlaceId, unit: UnitId) {
        let last = &mut self.last[place.index()];
        self.listed.push((unit, *last));
        *last = (self.listed.len() - 1) as u32;
    }

    /// Those listed at a place, the last one first.
    pub(crate) fn at(&self, place: PlaceId) -> impl Iterator<Item = UnitId> {
        let listed = |at: u32| self.listed.get(at as usize).copied();
        let first = listed(self.last[place.index()]);
        std::iter::successors(first, move |one| listed(one.1)).map(|one| one.0)
    }

    /// Writes those listed at any of some places, each once, in id order: sums over them do not depend on how they are listed.
    pub(crate) fn gather(&self, places: impl Iterator<Item = PlaceId>, into: &mut Vec<UnitId>) {
        into.clear();
        into.extend(places.flat_map(|place| self.at(place)));
        into.sort_unstable();
        into.dedup();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_at_any_of_some_places_come_once_and_in_order() {
        let (mut by_place, mut found) = (ByPlace::default(), Vec::new());
        by_place.restart(3);
        for (place, unit) in [(2, 4), (0, 7), (0, 1), (2, 1), (1, 3)] {
            by_place.add(PlaceId(place), UnitId(unit));
        }
        by_place.gather([PlaceId(2), PlaceId(0)].into_iter(), &mut found);
        assert_eq!(found, [UnitId(1), UnitId(4), UnitId(7)]);
        by_place.restart(3);
        assert_eq!(by_place.at(PlaceId(0)).count(), 0);
    }
}
