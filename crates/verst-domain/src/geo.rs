//! Distances on the globe and a local plane for pictures and angles.

use crate::maths::{asin, cos, sin, sqrt};

/// Mean radius of the Earth in km (IUGG).
pub const EARTH_RADIUS_KM: f64 = 6371.0088;

/// A point: latitude and longitude in degrees, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LatLon {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// Great-circle distance in km (haversine).
#[must_use]
pub fn distance_km(a: LatLon, b: LatLon) -> f64 {
    let (la, lb) = (a.lat.to_radians(), b.lat.to_radians());
    let half_lat = sin((lb - la) / 2.0);
    let half_lon = sin((b.lon - a.lon).to_radians() / 2.0);
    let h = half_lat * half_lat + cos(la) * cos(lb) * half_lon * half_lon;
    2.0 * EARTH_RADIUS_KM * asin(sqrt(h.clamp(0.0, 1.0)))
}

/// A local plane: km east and north of its origin; good to 1 % over a few hundred km.
#[derive(Clone, Copy, Debug)]
pub struct Plane {
    origin: LatLon,
    km_per_degree_east: f64,
}

impl Plane {
    /// A plane that touches the globe at `origin`.
    #[must_use]
    pub fn at(origin: LatLon) -> Self {
        Self {
            origin,
            km_per_degree_east: 1.0_f64.to_radians() * EARTH_RADIUS_KM * cos(origin.lat.to_radians()),
        }
    }
    /// (km east, km north) of a point.
    #[must_use]
    pub fn project(&self, p: LatLon) -> (f64, f64) {
        let north = (p.lat - self.origin.lat).to_radians() * EARTH_RADIUS_KM;
        ((p.lon - self.origin.lon) * self.km_per_degree_east, north)
    }
}

/// The point a share (0 to 1) of the way from `a` to `b`, by linear interpolation of the coordinates.
#[must_use]
pub fn between(a: LatLon, b: LatLon, share: f64) -> LatLon {
    LatLon { lat: a.lat + (b.lat - a.lat) * share, lon: a.lon + (b.lon - a.lon) * share }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_degree_of_latitude_is_111_km() {
        let km = distance_km(LatLon { lat: 54.0, lon: 36.0 }, LatLon { lat: 55.0, lon: 36.0 });
        assert!((km - 111.195).abs() < 0.01, "{km}");
    }
}
