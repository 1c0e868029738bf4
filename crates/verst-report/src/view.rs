//! From the globe to the page: the projection, its scale, and the frames of map and legend.

use verst_domain::geo::{LatLon, Plane, distance_km};
use verst_domain::theatre::Theatre;

use crate::shape::{Point, Rect};

/// Width of the page in px.
pub(crate) const WIDTH: f64 = 1600.0;
const EDGE: f64 = 24.0;
const HEADER: f64 = 92.0;
const LEGEND: f64 = 190.0;
/// Room in px between the outermost places and the frame, for labels and units.
const MARGIN: f64 = 100.0;
const LOWEST: f64 = 520.0;
const HIGHEST: f64 = 2400.0;

/// How the theatre lies on the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    plane: Plane,
    centre: Point,
    /// Frame of the map.
    pub(crate) frame: Rect,
    /// Frame of the legend.
    pub(crate) legend: Rect,
    /// Height of the page.
    pub(crate) height: f64,
    /// px per km.
    pub(crate) scale: f64,
}

impl View {
    /// Fits the places of a theatre into the width of the page.
    pub(crate) fn of(theatre: &Theatre) -> Self {
        let (south_west, north_east) = corners(theatre);
        let middle = verst_domain::geo::between(south_west, north_east, 0.5);
        let plane = Plane::at(middle);
        let (west, south) = plane.project(south_west);
        let (east, north) = plane.project(north_east);
        let (wide, high) = ((east - west).max(1.0), (north - south).max(1.0));
        let room = WIDTH - 2.0 * EDGE - 2.0 * MARGIN;
        let scale = (room / wide).min((HIGHEST - 2.0 * MARGIN) / high);
        let map_height = (high * scale + 2.0 * MARGIN).max(LOWEST).round();
        let frame = Rect::new(EDGE, HEADER, WIDTH - 2.0 * EDGE, map_height);
        let legend = Rect::new(EDGE, frame.bottom() + 14.0, frame.w, LEGEND);
        let centre = (frame.x + frame.w / 2.0, frame.y + frame.h / 2.0);
        Self { plane, centre, frame, legend, height: legend.bottom() + EDGE, scale }
    }
    /// Where a point of the globe lies on the page.
    pub(crate) fn at(&self, p: LatLon) -> Point {
        let (east, north) = self.plane.project(p);
        (self.centre.0 + east * self.scale, self.centre.1 - north * self.scale)
    }
}

/// South-west and north-east corner of the places' extent, at least some km across.
fn corners(theatre: &Theatre) -> (LatLon, LatLon) {
    let Some(first) = theatre.places.first() else {
        return (LatLon { lat: 0.0, lon: 0.0 }, LatLon { lat: 0.1, lon: 0.1 });
    };
    let (mut low, mut high) = (first.at, first.at);
    for p in &theatre.places {
        low = LatLon { lat: low.lat.min(p.at.lat), lon: low.lon.min(p.at.lon) };
        high = LatLon { lat: high.lat.max(p.at.lat), lon: high.lon.max(p.at.lon) };
    }
    if distance_km(low, high) < 5.0 {
        low = LatLon { lat: low.lat - 0.03, lon: low.lon - 0.03 };
        high = LatLon { lat: high.lat + 0.03, lon: high.lon + 0.03 };
    }
    (low, high)
}
