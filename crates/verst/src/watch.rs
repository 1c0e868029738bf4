//! What the diary is to tell of: everything, or some places, units and formations.

use std::collections::BTreeSet;

use verst_domain::ids::{PlaceId, UnitId};
use verst_domain::near::nearest;
use verst_domain::scenario::Scenario;

/// What is watched; nothing named: everything.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    all: bool,
    places: BTreeSet<PlaceId>,
    units: BTreeSet<UnitId>,
}

impl Watch {
    /// Reads the names of places, units and formations.
    ///
    /// # Errors
    /// A message with the nearest names, if one is unknown.
    pub fn new(scenario: &Scenario, names: &[String]) -> Result<Self, String> {
        let mut watch = Self { all: names.is_empty(), ..Self::default() };
        for name in names {
            let (place, unit) = (scenario.theatre.find_place(name), scenario.find_unit(name));
            let formation = scenario.find_formation(name);
            watch.places.extend(place);
            watch.units.extend(unit);
            if let Some(formation) = formation {
                watch.units.extend(scenario.units_under(formation));
            }
            if place.is_none() && unit.is_none() && formation.is_none() {
                let places = scenario.theatre.places.iter().map(|p| p.key.as_str());
                let units = scenario.units.iter().map(|u| u.key.as_str());
                let formations = scenario.formations.iter().map(|f| f.key.as_str());
                let hint = nearest(name, places.chain(units).chain(formations)).unwrap_or_default();
                return Err(format!("there is no place, unit or formation \"{name}\"; {hint}"));
            }
        }
        Ok(watch)
    }

    /// A watch on everything.
    #[must_use]
    pub fn everything_there_is() -> Self {
        Self { all: true, ..Self::default() }
    }

    /// Whether everything is told.
    #[must_use]
    pub fn everything(&self) -> bool {
        self.all
    }
    /// Whether a place is watched.
    #[must_use]
    pub fn place(&self, place: PlaceId) -> bool {
        self.all || self.places.contains(&place)
    }
    /// Whether a unit is watched.
    #[must_use]
    pub fn unit(&self, unit: UnitId) -> bool {
        self.all || self.units.contains(&unit)
    }
    /// Watched units, where they were named.
    pub fn units(&self) -> impl Iterator<Item = UnitId> + '_ {
        self.units.iter().copied()
    }
}
