//! What staffs reckon with: the going of each link for each mobility in the day's weather, and what supplies count on it.
//!
//! Law     as the march law, for a rested unit by day far from the enemy, plus the days that rivers cost.
//! Source  pace.rs, supply.rs
//! Phase   Weather, after the weather itself; Engineers, after the bridges.  Reads Conditions, Crossings.  Writes Staff.  Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Res, ResMut};
use verst_domain::forces::Mobility;
use verst_domain::ids::{LinkId, PlaceId, RiverId};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;
use verst_engine::components::Position;
use verst_engine::muster::Operation;

use crate::crossings::{Crossings, Water};
use crate::facts::{Facts, ROADS, TERRAINS, WAY_KINDS};
use crate::pace::{Footing, class_factor, ground_factor, pace, river_days};
use crate::rules_file::Laws;
use crate::supply::{link_km, note};
use crate::weather::{Conditions, bears};

pub(crate) const MOBILITIES: [Mobility; 5] =
    [Mobility::Foot, Mobility::Ski, Mobility::Horse, Mobility::Wheels, Mobility::Tracks];

/// What a link is to a mobility in the day's weather.
#[derive(Clone, Copy, Debug)]
pub struct Going {
    /// Multiplier of the road class.
    pub class: f64,
    /// Multiplier of snow, mud and swamp.
    pub ground: f64,
    /// Days that the rivers cost; infinite: they cannot be crossed.
    pub river_days: f64,
    /// Km a day of a rested unit by day, far from the enemy; 0: it cannot go there.
    pub speed: f64,
    /// Days that the whole link costs a rested unit; infinite: closed to this mobility.
    pub days: f64,
}

/// What the kinds of way are to one mobility on the day: many links share a kind.
#[derive(Clone, Copy, Debug)]
struct Ways {
    class: [f64; WAY_KINDS],
    ground: [f64; WAY_KINDS],
    speed: [f64; WAY_KINDS],
}

const UNKNOWN: Ways = Ways { class: [0.0; WAY_KINDS], ground: [0.0; WAY_KINDS], speed: [0.0; WAY_KINDS] };

impl Ways {
    fn of(mobility: Mobility, laws: &Laws, footing: Footing) -> Self {
        let (march, mut ways) = (&laws.0.march, UNKNOWN);
        let pace = pace(march, mobility);
        for (r, road) in ROADS.into_iter().enumerate() {
            let class = class_factor(march, mobility, road);
            for (t, terrain) in TERRAINS.into_iter().enumerate() {
                let ground = ground_factor(march, mobility, road, terrain, footing);
                let way = r * TERRAINS.len() + t;
                (ways.class[way], ways.ground[way]) = (class, ground);
                ways.speed[way] = pace * class * ground;
            }
        }
        ways
    }
}

/// The going by mobility and link, and the km that supplies count.
#[derive(Resource, Debug)]
pub struct Staff {
    /// By link: the kind of its way.
    way_of: Vec<u8>,
    ways: [Ways; MOBILITIES.len()],
    river_days: [Vec<f64>; MOBILITIES.len()],
    /// Days until bridges that were blown are built anew.
    bridge_days: [Vec<f64>; MOBILITIES.len()],
    /// By link: whether what lorries bring is ferried over a river.
    is_ferried: Vec<bool>,
    days: [Vec<f64>; MOBILITIES.len()],
    /// By kind of way: see [`Self::ease`].
    ease: [f64; WAY_KINDS],
    /// By link: without and with trains on its rails.
    supply_km: Vec<[f64; 2]>,
    reckonings: u32,
    /// How often bridges had been lost or restored.
    bridge_changes: u32,
    /// The ground it was last reckoned for.
    footing: Option<Footing>,
    /// By river and mobility: whether ice bore then.
    bearing: Vec<[bool; MOBILITIES.len()]>,
}

impl Default for Staff {
    fn default() -> Self {
        Self {
            way_of: Vec::new(),
            ways: [UNKNOWN; MOBILITIES.len()],
            river_days: Default::default(),
            bridge_days: Default::default(),
            is_ferried: Vec::new(),
            days: Default::default(),
            ease: [0.0; WAY_KINDS],
            supply_km: Vec::new(),
            reckonings: 0,
            bridge_changes: 0,
            footing: None,
            bearing: Vec::new(),
        }
    }
}

impl Staff {
    /// Forgets the last run, but for its buffers.
    pub(crate) fn restart(&mut self) {
        (self.reckonings, self.bridge_changes, self.footing) = (0, 0, None);
    }

    /// The going on a link.
    #[must_use]
    pub fn going(&self, mobility: Mobility, link: LinkId) -> Going {
        let ways = &self.ways[mobility as usize];
        let way = usize::from(self.way_of[link.index()]);
        Going {
            class: ways.class[way],
            ground: ways.ground[way],
            river_days: self.river_days(mobility, link),
            speed: ways.speed[way],
            days: self.days(mobility, link),
        }
    }
    /// Whether loads are ferried over a river on a link: it has no bridge, no ford and no ice that bears lorries.
    #[must_use]
    pub fn is_ferried(&self, link: LinkId) -> bool {
        self.is_ferried[link.index()]
    }
    /// Days that the rivers of a link cost a march; blown bridges are waited for besides.
    #[must_use]
    pub fn river_days(&self, mobility: Mobility, link: LinkId) -> f64 {
        self.river_days[mobility as usize][link.index()]
    }
    /// Days that a link costs; infinite: closed to this mobility.
    #[must_use]
    pub fn days(&self, mobility: Mobility, link: LinkId) -> f64 {
        self.days[mobility as usize][link.index()]
    }
    /// Where a unit's ways begin: its place, or both ends of its link, with the days to them. Who stands at an end needs no time
    /// to it, though the link be shut.
    #[must_use]
    pub(crate) fn begins(
        &self,
        facts: &Facts,
        mobility: Mobility,
        position: &Position,
        now: Minute,
    ) -> [(PlaceId, f64); 2] {
        let Some(leg) = position.leg else { return [(position.place, 0.0); 2] };
        let gone = leg.km_at(now) / facts.link(leg.link).km;
        let part = |share: f64| if share > 0.0 { share * self.days(mobility, leg.link) } else { 0.0 };
        [(position.place, part(gone)), (leg.to, part(1.0 - gone))]
    }
    /// Days of all links, in id order.
    #[must_use]
    pub fn all_days(&self, mobility: Mobility) -> &[f64] {
        &self.days[mobility as usize]
    }
    /// Km that each link counts for supplies, without and with trains on its rails, in id order.
    #[must_use]
    pub fn supply_km(&self) -> &[[f64; 2]] {
        &self.supply_km
    }
    /// How easily lorries or sledges, whichever go better, go on a kind of way; 1: as on a good highway.
    #[must_use]
    pub fn ease(&self, way: u8) -> f64 {
        self.ease[usize::from(way)]
    }
    /// How often it has been reckoned: nothing here changes while this does not.
    #[must_use]
    pub fn reckonings(&self) -> u32 {
        self.reckonings
    }

    /// Reckons anew, if the ground, bridges, or what ice bears, are not what they were.
    fn reckon(
        &mut self,
        scenario: &Scenario,
        facts: &Facts,
        laws: &Laws,
        weather: &Conditions,
        crossings: &Crossings,
    ) {
        let is_first = self.reckonings == 0;
        let ice_changed = self.look_at_ice(scenario.theatre.rivers.len(), laws, weather);
        let bridges_changed = note(&mut self.bridge_changes, crossings.changes());
        let rivers_changed = ice_changed || bridges_changed;
        let ground_changed = note(&mut self.footing, Some(weather.footing()));
        if !(is_first || rivers_changed || ground_changed) {
            return;
        }
        self.reckonings += 1;
        if is_first {
            self.way_of.clear();
            self.way_of.extend(facts.links().iter().map(|l| l.way));
        }
        if is_first || rivers_changed {
            self.cross_rivers(facts, laws, weather, crossings);
        }
        if is_first || ground_changed {
            for (ways, mobility) in self.ways.iter_mut().zip(MOBILITIES) {
                *ways = Ways::of(mobility, laws, weather.footing());
            }
            let [wheels, sledges] = [Mobility::Wheels, Mobility::Horse].map(|m| &self.ways[m as usize]);
            self.ease = std::array::from_fn(|way| {
                (wheels.class[way] * wheels.ground[way]).max(sledges.class[way] * sledges.ground[way])
            });
        }
        self.time_links(facts);
        self.measure_supply(facts, laws, crossings);
    }

    /// Whether ice bears somebody on some river whom it did not bear, or no longer does.
    fn look_at_ice(&mut self, rivers: usize, laws: &Laws, weather: &Conditions) -> bool {
        self.bearing.resize(rivers, Default::default());
        let mut any = false;
        for (river, bearing) in self.bearing.iter_mut().enumerate() {
            let ice = weather.ice_cm(RiverId::new(river));
            any |= note(bearing, MOBILITIES.map(|mobility| bears(&laws.0.weather, mobility, ice)));
        }
        any
    }

    fn cross_rivers(&mut self, facts: &Facts, laws: &Laws, weather: &Conditions, crossings: &Crossings) {
        let links = facts.links().len();
        for days in self.river_days.iter_mut().chain(&mut self.bridge_days) {
            days.clear();
            days.resize(links, 0.0);
        }
        self.is_ferried.clear();
        self.is_ferried.resize(links, false);
        let water = Water { laws: &laws.0, weather };
        for link in (0..links).map(LinkId::new) {
            let crossings = crossings.on(link);
            if crossings.is_empty() {
                continue;
            }
            self.is_ferried[link.index()] = crossings.iter().any(|c| water.is_shut(c, Mobility::Wheels));
            let tables = self.river_days.iter_mut().zip(&mut self.bridge_days);
            for ((rivers, bridges), mobility) in tables.zip(MOBILITIES) {
                (rivers[link.index()], bridges[link.index()]) =
                    river_days(weather, &laws.0, crossings, mobility);
            }
        }
    }

    fn time_links(&mut self, facts: &Facts) {
        let tables = self.river_days.iter().zip(&self.bridge_days).zip(&self.ways);
        for (days, ((rivers, bridges), ways)) in self.days.iter_mut().zip(tables) {
            days.clear();
            days.extend(facts.links().iter().zip(rivers.iter().zip(bridges)).map(
                |(link, (river, bridge))| {
                    let speed = ways.speed[usize::from(link.way)];
                    if speed > 0.0 { link.km / speed + river + bridge } else { f64::INFINITY }
                },
            ));
        }
    }

    fn measure_supply(&mut self, facts: &Facts, laws: &Laws, crossings: &Crossings) {
        let ease = &self.ease;
        self.supply_km.clear();
        self.supply_km.extend(facts.links().iter().enumerate().map(|(index, link)| {
            let (ease, whole) = (ease[usize::from(link.way)], !crossings.is_broken(LinkId::new(index)));
            let km = |rail_runs| link_km(&laws.0.supply, link, ease, rail_runs);
            [km(false), km(whole)]
        }));
    }
}

/// Reckons anew for the day's weather.
pub(crate) fn staff(
    operation: Res<Operation>,
    facts: Res<Facts>,
    laws: Res<Laws>,
    weather: Res<Conditions>,
    crossings: Res<Crossings>,
    mut staff: ResMut<Staff>,
) {
    staff.reckon(&operation.0, &facts, &laws, &weather, &crossings);
}
