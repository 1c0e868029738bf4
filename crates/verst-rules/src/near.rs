//! Near: which places lie near each place, the same in every run of a theatre.
//!
//! Looking through all places for each, in every round, was a sixth of the work in a theatre of 1,000 places.
//! Used by covering.rs, knowledge.rs, air.rs, doctrine.rs, reaction.rs, withdraw.rs.

use verst_domain::geo::{EARTH_RADIUS_KM, distance_km};
use verst_domain::ids::PlaceId;
use verst_domain::theatre::Place;

/// By place: the places within a radius, itself among them.
#[derive(Debug, Default)]
pub(crate) struct Near {
    /// The operation and the radius in km that they were found for.
    of: Option<([u8; 32], f64)>,
    /// By place: where its list begins; at the end, where all end.
    begins: Vec<usize>,
    places: Vec<PlaceId>,
    /// Those within a wider radius, in km, with their distances: a radius that is drawn is another in every run.
    wide: Wide,
}

/// By place: the places within a radius, itself among them, with their distances in km.
#[derive(Debug, Default)]
struct Wide {
    radius: f64,
    /// By place: where its list ends.
    ends: Vec<usize>,
    places: Vec<(f64, PlaceId)>,
}

/// The wider radius as a multiple of the one first asked for.
const WIDER: f64 = 1.5;

impl Near {
    /// Finds them, unless they are those of this operation and radius in km already.
    pub(crate) fn look(&mut self, operation: [u8; 32], places: &[Place], radius: f64) {
        if self.of != Some((operation, radius)) {
            let is_known = self.of.is_some_and(|of| of.0 == operation) && radius <= self.wide.radius;
            self.of = Some((operation, radius));
            if !is_known {
                self.wide.find(places, WIDER * radius);
            }
            self.take(radius);
        }
    }

    /// Takes those within a radius from the wider ones.
    fn take(&mut self, radius: f64) {
        self.places.clear();
        self.begins.clear();
        self.begins.push(0);
        let mut begin = 0;
        for &end in &self.wide.ends {
            let within = self.wide.places[begin..end].iter().filter(|other| other.0 <= radius);
            self.places.extend(within.map(|other| other.1));
            self.begins.push(self.places.len());
            begin = end;
        }
    }

    /// The places near a place, in id order.
    pub(crate) fn to(&self, place: PlaceId) -> &[PlaceId] {
        &self.places[self.begins[place.index()]..self.begins[place.index() + 1]]
    }

    /// Whether two places are near each other.
    pub(crate) fn are(&self, one: PlaceId, other: PlaceId) -> bool {
        self.to(one).binary_search(&other).is_ok()
    }
}

impl Wide {
    fn find(&mut self, places: &[Place], radius: f64) {
        self.radius = radius;
        let mut by_latitude: Vec<(f64, PlaceId)> =
            places.iter().enumerate().map(|(index, place)| (place.at.lat, PlaceId::new(index))).collect();
        by_latitude.sort_by(|a, b| a.0.total_cmp(&b.0));
        // No place is nearer than it is to the north or south; a hair more, for what is lost in rounding.
        let span = (radius / EARTH_RADIUS_KM).to_degrees() * (1.0 + 1e-9) + 1e-9;
        self.places.clear();
        self.ends.clear();
        for (index, place) in places.iter().enumerate() {
            let begin = self.places.len();
            let first = by_latitude.partition_point(|other| other.0 < place.at.lat - span);
            let others = by_latitude[first..].iter().take_while(|other| other.0 <= place.at.lat + span);
            let km = |other: PlaceId| {
                if other.index() == index { 0.0 } else { distance_km(place.at, places[other.index()].at) }
            };
            self.places.extend(others.map(|other| (km(other.1), other.1)).filter(|other| other.0 <= radius));
            self.places[begin..].sort_unstable_by_key(|other| other.1);
            self.ends.push(self.places.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use verst_domain::geo::LatLon;
    use verst_domain::ids::SideId;
    use verst_domain::quantity::{Basis, Citation, Quantity};
    use verst_domain::theatre::Terrain;

    fn place(index: u32) -> Place {
        // Strewn over a few hundred km.
        let at = |n: u32, of: f64| of + f64::from(n % 97) / 24.0;
        Place {
            key: format!("{index}"),
            name: format!("{index}"),
            at: LatLon { lat: at(index * 37, 52.0), lon: at(index * 61 + 13, 33.0) },
            terrain: Terrain::Open,
            town_depth: Quantity::exact(0.0),
            holder: SideId(0),
            key_place: false,
            citation: Citation { basis: Basis::Assumed, source: String::from("test") },
            ways: Vec::new(),
        }
    }

    #[test]
    fn they_are_those_that_looking_through_all_finds() {
        let places: Vec<Place> = (0..80).map(place).collect();
        let all = || (0..80).map(PlaceId::new);
        let mut near = Near::default();
        for radius in [0.0, 25.0, 35.0, 10.0, 90.0] {
            near.look([0; 32], &places, radius);
            for one in all() {
                let at = |p: PlaceId| places[p.index()].at;
                let found: Vec<PlaceId> =
                    all().filter(|&p| p == one || distance_km(at(one), at(p)) <= radius).collect();
                assert_eq!(near.to(one), found, "{one:?} within {radius} km");
                assert!(all().all(|p| near.are(one, p) == found.contains(&p)));
            }
        }
    }
}
