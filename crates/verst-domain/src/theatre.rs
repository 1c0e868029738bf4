//! The theatre: places, links, rivers, works and sources of supply.

use serde::{Deserialize, Serialize};

use crate::geo::LatLon;
use crate::ids::{LinkId, PlaceId, RiverId, SideId};
use crate::quantity::{Citation, Quantity};
use crate::time::Minute;

/// What the ground around a place or along a link is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Terrain {
    /// Fields, steppe.
    Open,
    /// Fields and woods.
    Mixed,
    /// Heavy woods.
    Forest,
    /// Bog.
    Swamp,
    /// Hills that hinder movement.
    Rugged,
    /// Such hills under heavy woods.
    WoodedHills,
    /// Built-up.
    Urban,
}

/// How good a road is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RoadClass {
    /// Metalled trunk road.
    Highway,
    /// Ordinary road.
    Road,
    /// Farm or forest track.
    Track,
    /// No road: open country or forest, derived from the theatre, never written in a file.
    OffRoad,
}

/// A node of the theatre graph.
#[derive(Clone, Debug)]
pub struct Place {
    /// Key in theatre.ron.
    pub key: String,
    /// Name for people.
    pub name: String,
    /// Where it lies.
    pub at: LatLon,
    /// Ground around it.
    pub terrain: Terrain,
    /// Depth of its built-up area in km (0: no town to speak of): street fighting happens within it.
    pub town_depth: Quantity,
    /// Side that holds it at the start.
    pub holder: SideId,
    /// Staffs know it as a key place (depot, garrison order, only bridge): reaction forces go there.
    pub key_place: bool,
    /// Where its entry comes from.
    pub citation: Citation,
    /// Links that end here with their other ends, in order of links.
    pub ways: Vec<(LinkId, PlaceId)>,
}

impl Place {
    /// Links that end here, in id order.
    pub fn links(&self) -> impl Iterator<Item = LinkId> + '_ {
        self.ways.iter().map(|way| way.0)
    }
}

/// A river on a link.
#[derive(Clone, Copy, Debug)]
pub struct Crossing {
    /// Which river.
    pub river: RiverId,
    /// Whether the road has a bridge there.
    pub bridge: bool,
    /// Whether that bridge lies in the river at the start.
    pub down: bool,
    /// Where, in km from end `a` of the link.
    pub km: f64,
}

/// An edge of the theatre graph. It has a road class, a rail line, or both.
#[derive(Clone, Debug)]
pub struct Link {
    /// Key in theatre.ron; `a~b` for a derived off-road link.
    pub key: String,
    /// End with the smaller place id.
    pub a: PlaceId,
    /// End with the larger place id.
    pub b: PlaceId,
    /// Length in km along the road (along the rail where there is no road).
    pub km: Quantity,
    /// Road class; none: only a railway, which men on foot may use as a track, all others as open country.
    pub road: Option<RoadClass>,
    /// Length in km along the railway, where there is one.
    pub rail_km: Option<f64>,
    /// Tracks of its railway: 1 or 2.
    pub tracks: u8,
    /// Whether its railway is destroyed at the start.
    pub rail_cut: bool,
    /// Ground along it.
    pub terrain: Terrain,
    /// Rivers it crosses.
    pub crossings: Vec<Crossing>,
    /// Frontage in km: half the distance to the neighbouring parallel axes on each side, 3 to 30.
    pub frontage: Quantity,
    /// Where its entry comes from.
    pub citation: Citation,
}

impl Link {
    /// The other end.
    #[must_use]
    pub fn other(&self, end: PlaceId) -> PlaceId {
        if end == self.a { self.b } else { self.a }
    }
}

/// A river line.
#[derive(Clone, Debug)]
pub struct River {
    /// Key in theatre.ron.
    pub key: String,
    /// Name for people.
    pub name: String,
    /// Width in m.
    pub width_m: Quantity,
    /// Ice at the start in cm.
    pub ice_cm: Quantity,
    /// Its course.
    pub line: Vec<LatLon>,
    /// Where its entry comes from.
    pub citation: Citation,
}

/// How strong a field fortification is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum WorksClass {
    /// Foxholes, snow walls.
    Hasty,
    /// Trenches and wire, days of work.
    Prepared,
    /// Belts with bunkers and mines, weeks of work.
    Fortified,
}

/// Field fortifications around a place at the start.
#[derive(Clone, Debug)]
pub struct Works {
    /// Key in theatre.ron.
    pub key: String,
    /// Place they protect.
    pub at: PlaceId,
    /// Side that faces the enemy from them.
    pub side: SideId,
    /// Strength.
    pub class: WorksClass,
    /// Depth in km.
    pub depth: Quantity,
    /// Where the entry comes from.
    pub citation: Citation,
}

/// A source of supply: a railhead or depot tied to the homeland.
#[derive(Clone, Debug)]
pub struct Source {
    /// Key in theatre.ron.
    pub key: String,
    /// Where it lies.
    pub at: PlaceId,
    /// Side that draws on it while it holds the place.
    pub side: SideId,
    /// Trains a day that it can unload.
    pub trains: Quantity,
    /// From when it works.
    pub from: Minute,
    /// Where the entry comes from.
    pub citation: Citation,
}

/// Partisans of a side: men who live in an area and fight there without holding it.
#[derive(Clone, Debug)]
pub struct Irregulars {
    /// Key in theatre.ron.
    pub key: String,
    /// Name for people.
    pub name: String,
    /// The side that they help.
    pub side: SideId,
    /// Men.
    pub men: Quantity,
    /// Places in the middle of their area.
    pub around: Vec<PlaceId>,
    /// How far it reaches around each of these, in km.
    pub km: f64,
    /// Where the entry comes from.
    pub citation: Citation,
}

/// Where the front lies on a contact at the start: `km` from end `a` of the link, on the no-man's-land line.
#[derive(Clone, Copy, Debug)]
pub struct FrontMark {
    /// The link cut by the front.
    pub link: LinkId,
    /// Distance from its end `a` in km.
    pub km: Quantity,
}

/// The whole map.
#[derive(Clone, Debug, Default)]
pub struct Theatre {
    /// Places in key order.
    pub places: Vec<Place>,
    /// Links in key order; derived off-road links follow the written ones.
    pub links: Vec<Link>,
    /// Rivers in key order.
    pub rivers: Vec<River>,
    /// Works in key order.
    pub works: Vec<Works>,
    /// Sources of supply in key order.
    pub sources: Vec<Source>,
    /// Irregulars in key order.
    pub irregulars: Vec<Irregulars>,
    /// Front at the start where known.
    pub front: Vec<FrontMark>,
}

impl Theatre {
    /// A place by id.
    #[must_use]
    pub fn place(&self, id: PlaceId) -> &Place {
        &self.places[id.index()]
    }
    /// A link by id.
    #[must_use]
    pub fn link(&self, id: LinkId) -> &Link {
        &self.links[id.index()]
    }
    /// The place with a key.
    #[must_use]
    pub fn find_place(&self, key: &str) -> Option<PlaceId> {
        self.places.binary_search_by(|p| p.key.as_str().cmp(key)).ok().map(PlaceId::new)
    }
    /// The shortest link between two places, if any.
    #[must_use]
    pub fn link_between(&self, a: PlaceId, b: PlaceId) -> Option<LinkId> {
        self.place(a).ways.iter().find(|way| way.1 == b).map(|way| way.0)
    }
    /// The point `km` from end `a` on the straight line between the ends, in proportion to the link's length.
    #[must_use]
    pub fn point_on(&self, link: LinkId, km: f64) -> LatLon {
        let l = self.link(link);
        let share = (km / l.km.best).clamp(0.0, 1.0);
        crate::geo::between(self.place(l.a).at, self.place(l.b).at, share)
    }
}
