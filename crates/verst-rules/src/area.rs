//! Area: where a group of irregulars is at home.
//!
//! Law     Everything within so many km of one of the places that it lives around. A link belongs to it by the share of it
//!         that lies inside.
//! Pure. Used by irregulars.rs.

use verst_domain::geo::{LatLon, distance_km};
use verst_domain::ids::{LinkId, PlaceId};
use verst_domain::theatre::{Irregulars, Link, Theatre};

/// Points of a link, and of a radius, that are looked at.
const POINTS: usize = 8;

/// An area with what lies in it.
#[derive(Clone, Debug, Default)]
pub struct Area {
    /// Its size in thousands of square km.
    pub size: f64,
    /// By place: whether it lies inside.
    pub places: Vec<bool>,
    /// Those that do.
    pub inside: Vec<PlaceId>,
    /// The links of which a part lies inside, with its share.
    pub links: Vec<(LinkId, f64)>,
}

impl Area {
    /// The area of a group.
    #[must_use]
    pub fn of(theatre: &Theatre, group: &Irregulars) -> Self {
        let inside =
            |at: LatLon| group.around.iter().any(|&p| distance_km(theatre.place(p).at, at) <= group.km);
        let places: Vec<bool> = theatre.places.iter().map(|p| inside(p.at)).collect();
        let within = (0..).map(PlaceId::new).zip(&places).filter(|(_, is_inside)| **is_inside);
        let within = within.map(|(place, _)| place).collect();
        let links = theatre.links.iter().map(|l| share(theatre, l, &inside));
        let links = (0..).map(LinkId::new).zip(links).filter(|(_, share)| *share > 0.0).collect();
        Self { size: size(theatre, group), places, inside: within, links }
    }
}

fn share(theatre: &Theatre, link: &Link, inside: &dyn Fn(LatLon) -> bool) -> f64 {
    let (a, b) = (theatre.place(link.a).at, theatre.place(link.b).at);
    let at = |n: usize| verst_domain::geo::between(a, b, (n as f64 + 0.5) / POINTS as f64);
    (0..POINTS).filter(|&n| inside(at(n))).count() as f64 / POINTS as f64
}

/// Thousands of square km within reach of any of the places: each place adds what none before it covers.
fn size(theatre: &Theatre, group: &Irregulars) -> f64 {
    let circle = std::f64::consts::PI * group.km * group.km / 1000.0;
    let centre = |p: PlaceId| theatre.place(p).at;
    let mut sum = 0.0;
    for (n, &place) in group.around.iter().enumerate() {
        let is_new = |at: LatLon| group.around[..n].iter().all(|&p| distance_km(centre(p), at) > group.km);
        let points = grid(centre(place), group.km);
        sum += circle * points.iter().filter(|at| is_new(**at)).count() as f64 / points.len() as f64;
    }
    sum
}

/// Points evenly over a circle.
fn grid(centre: LatLon, km: f64) -> Vec<LatLon> {
    let half = POINTS as i32;
    let km_per_degree = 1.0_f64.to_radians() * verst_domain::geo::EARTH_RADIUS_KM;
    let east = km_per_degree * verst_domain::maths::cos(centre.lat.to_radians());
    let mut points = Vec::new();
    for x in -half..=half {
        for y in -half..=half {
            if x * x + y * y <= half * half {
                // The outermost lie half a step inside the edge.
                let [x, y] = [x, y].map(|n| f64::from(n) * km / (f64::from(half) + 0.5));
                points.push(LatLon { lat: centre.lat + y / km_per_degree, lon: centre.lon + x / east });
            }
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use verst_domain::ids::SideId;
    use verst_domain::quantity::{Basis, Citation, Quantity};
    use verst_domain::theatre::{Place, Terrain};

    use super::*;

    fn place(lon: f64) -> Place {
        Place {
            key: String::new(),
            name: String::new(),
            at: LatLon { lat: 52.0, lon },
            terrain: Terrain::Forest,
            town_depth: Quantity::exact(0.0),
            holder: SideId(0),
            key_place: false,
            citation: Citation { basis: Basis::Assumed, source: String::new() },
            ways: Vec::new(),
        }
    }

    fn area(lons: &[f64], around: &[usize]) -> Area {
        let theatre = Theatre { places: lons.iter().map(|lon| place(*lon)).collect(), ..Theatre::default() };
        let group = Irregulars {
            key: String::new(),
            name: String::new(),
            side: SideId(0),
            men: Quantity::exact(1000.0),
            around: around.iter().map(|p| PlaceId::new(*p)).collect(),
            km: 25.0,
            citation: Citation { basis: Basis::Assumed, source: String::new() },
        };
        Area::of(&theatre, &group)
    }

    #[test]
    fn circles_that_overlap_count_once() {
        let circle = std::f64::consts::PI * 0.625;
        // Twice the same, side by side, and far apart.
        let size = |lon: f64| area(&[29.0, lon], &[0, 1]).size / circle;
        assert!((size(29.0) - 1.0).abs() < 1e-9);
        assert!((1.2..1.8).contains(&size(29.35)));
        assert!((size(32.0) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn places_within_reach_lie_inside() {
        // A degree of longitude is 68 km here.
        assert_eq!(area(&[29.0, 29.3, 29.5], &[0]).places, [true, true, false]);
    }
}
