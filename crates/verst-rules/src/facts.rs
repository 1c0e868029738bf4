//! Facts: what rules ask of every unit and link in every round, close together in memory: a scenario's own entries are large.

use bevy_ecs::resource::Resource;
use verst_domain::forces::{Coming, Mobility, UnitKind};
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::scenario::Scenario;
use verst_domain::theatre::{Link, RoadClass, Terrain};
use verst_domain::time::Minute;

use crate::cohesion::fragility;
use crate::cover::Params;
use crate::rules_file::RulesFile;

/// What never changes of a unit in a run.
#[derive(Clone, Copy, Debug)]
pub struct UnitFacts {
    /// Its side.
    pub side: SideId,
    /// What it is made for.
    pub kind: UnitKind,
    /// How it moves.
    pub mobility: Mobility,
    /// What losses do to it against the reference army (cohesion.rs): above 1, it breaks sooner.
    pub fragility: f64,
}

/// What never changes of a link in a run.
#[derive(Clone, Copy, Debug)]
pub struct LinkFacts {
    /// End with the smaller place id.
    pub a: PlaceId,
    /// End with the larger place id.
    pub b: PlaceId,
    /// Kind of its way: its road and ground, a number below [`WAY_KINDS`].
    pub way: u8,
    /// Length in km.
    pub km: f64,
    /// Ground along it.
    pub terrain: Terrain,
    /// Frontage in km.
    pub frontage: f64,
    /// Length in km along the railway; infinite: there is none.
    pub rail_km: f64,
    /// Tracks of the railway.
    pub tracks: u8,
}

impl LinkFacts {
    /// End `a`, or end `b`.
    #[must_use]
    pub fn end(&self, is_a: bool) -> PlaceId {
        if is_a { self.a } else { self.b }
    }
    /// Km from end `a` of a point so many km on the way to one of its ends.
    #[must_use]
    pub fn from_a(&self, to: PlaceId, km: f64) -> f64 {
        if to == self.b { km } else { self.km - km }
    }
    /// Its road.
    #[must_use]
    pub fn road(&self) -> Option<RoadClass> {
        ROADS[usize::from(self.way) / TERRAINS.len()]
    }
    /// The other end.
    #[must_use]
    pub fn other(&self, end: PlaceId) -> PlaceId {
        if end == self.a { self.b } else { self.a }
    }
}

/// Roads, none among them.
pub const ROADS: [Option<RoadClass>; 5] =
    [None, Some(RoadClass::Highway), Some(RoadClass::Road), Some(RoadClass::Track), Some(RoadClass::OffRoad)];
/// Ground along links.
pub const TERRAINS: [Terrain; 7] = [
    Terrain::Open,
    Terrain::Mixed,
    Terrain::Forest,
    Terrain::Swamp,
    Terrain::Rugged,
    Terrain::WoodedHills,
    Terrain::Urban,
];
/// How many kinds of way there are: every road on every ground.
pub const WAY_KINDS: usize = ROADS.len() * TERRAINS.len();

/// The facts of a scenario.
#[derive(Resource, Debug, Default)]
pub struct Facts {
    units: Vec<UnitFacts>,
    /// By unit: how its transport comes.
    transport: Vec<Coming>,
    links: Vec<LinkFacts>,
    town_depths: Vec<f64>,
    key_places: Vec<PlaceId>,
    /// By place: whether each side has a source there.
    sources: Vec<[bool; 2]>,
}

impl Facts {
    /// The facts of a scenario under a set of rules.
    #[must_use]
    pub fn of(scenario: &Scenario, laws: &RulesFile) -> Self {
        let (places, units) = (&scenario.theatre.places, scenario.units.iter());
        let year = i32::from(scenario.calendar.start.year());
        let units = units.map(|u| UnitFacts {
            side: u.side,
            kind: u.kind,
            mobility: u.mobility,
            fragility: fragility(&laws.cohesion, laws.army(&u.army, year).quality),
        });
        let mut sources = vec![[false; 2]; places.len()];
        scenario.theatre.sources.iter().for_each(|s| sources[s.at.index()][s.side.index()] = true);
        Self {
            units: units.collect(),
            transport: scenario.units.iter().map(|u| scenario.transport(u.under)).collect(),
            links: scenario.theatre.links.iter().map(link_facts).collect(),
            town_depths: places.iter().map(|p| p.town_depth.best).collect(),
            key_places: (0..places.len()).filter(|&p| places[p].key_place).map(PlaceId::new).collect(),
            sources,
        }
    }

    /// A unit's facts.
    #[must_use]
    pub fn unit(&self, id: UnitId) -> UnitFacts {
        self.units[id.index()]
    }
    /// Share of a unit's transport that is with it at a minute.
    #[must_use]
    pub fn transport(&self, id: UnitId, now: Minute) -> f64 {
        self.transport[id.index()].at(now)
    }
    /// Whether there is country beside the middle of a link that is beyond the reach of those at its ends.
    #[must_use]
    pub fn has_room(&self, laws: &Params, link: LinkId) -> bool {
        self.link(link).km > 2.0 * laws.sector_radius.get()
    }
    /// Whether a side has a source at a place, whoever holds it.
    #[must_use]
    pub fn is_source(&self, side: SideId, place: PlaceId) -> bool {
        self.sources[place.index()][side.index()]
    }
    /// A link's facts.
    #[must_use]
    pub fn link(&self, id: LinkId) -> &LinkFacts {
        &self.links[id.index()]
    }
    /// The facts of all links, in id order.
    #[must_use]
    pub fn links(&self) -> &[LinkFacts] {
        &self.links
    }
    /// Depth of a place's built-up area in km.
    #[must_use]
    pub fn town_depth(&self, place: PlaceId) -> f64 {
        self.town_depths[place.index()]
    }
    /// Places that staffs know as key places, in id order.
    #[must_use]
    pub fn key_places(&self) -> &[PlaceId] {
        &self.key_places
    }
}

fn link_facts(link: &Link) -> LinkFacts {
    let road = link.road.map_or(0, |class| class as usize + 1);
    LinkFacts {
        a: link.a,
        b: link.b,
        way: (road * TERRAINS.len() + link.terrain as usize) as u8,
        km: link.km.best,
        terrain: link.terrain,
        frontage: link.frontage.best,
        rail_km: link.rail_km.unwrap_or(f64::INFINITY),
        tracks: link.tracks,
    }
}
