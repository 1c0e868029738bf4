//! What staffs reckon with: the going of each link for each mobility in the day's weather, and what supplies count on it.
//!
//! Law     as the march law, for a rested unit by day far from the enemy, plus the days that rivers cost.
//! Source  pace.rs, supply.rs
//! Phase   Weather, after the weather itself.  Reads Conditions.  Writes Staff.  Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Res, ResMut};
use verst_domain::forces::Mobility;
use verst_domain::ids::{LinkId, RiverId};
use verst_domain::scenario::Scenario;
use verst_domain::theatre::{Link, RoadClass, Terrain};
use verst_engine::muster::Operation;

use crate::pace::{Footing, class_factor, ground_factor, pace, river_days};
use crate::rules_file::Laws;
use crate::supply::link_km;
use crate::weather::{Conditions, bears};

const MOBILITIES: [Mobility; 5] =
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

const ROADS: [Option<RoadClass>; 5] =
    [None, Some(RoadClass::Highway), Some(RoadClass::Road), Some(RoadClass::Track), Some(RoadClass::OffRoad)];
const TERRAINS: [Terrain; 6] =
    [Terrain::Open, Terrain::Mixed, Terrain::Forest, Terrain::Swamp, Terrain::Rugged, Terrain::Urban];

/// What roads and ground of every kind are to one mobility on the day: many links share a kind.
struct Kinds {
    mobility: Mobility,
    pace: f64,
    class: [f64; ROADS.len()],
    ground: [[f64; TERRAINS.len()]; ROADS.len()],
}

impl Kinds {
    fn of(mobility: Mobility, laws: &Laws, weather: &Conditions) -> Self {
        let (march, footing) = (&laws.0.march, weather.footing());
        Self {
            mobility,
            pace: pace(march, mobility),
            class: ROADS.map(|road| class_factor(march, mobility, road)),
            ground: ROADS
                .map(|road| TERRAINS.map(|terrain| ground_factor(march, mobility, road, terrain, footing))),
        }
    }

    fn going(&self, link: &Link, laws: &Laws, weather: &Conditions) -> Going {
        let road = link.road.map_or(0, |class| class as usize + 1);
        let (class, ground) = (self.class[road], self.ground[road][link.terrain as usize]);
        let river_days = river_days(weather, &laws.0.weather, link, self.mobility);
        let speed = self.pace * class * ground;
        let days = if speed > 0.0 { link.km.best / speed + river_days } else { f64::INFINITY };
        Going { class, ground, river_days, speed, days }
    }
}

/// The going by mobility and link, and the km that supplies count.
#[derive(Resource, Debug, Default)]
pub struct Staff {
    going: [Vec<Going>; MOBILITIES.len()],
    /// The days of each going, apart: searches read nothing else of it.
    days: [Vec<f64>; MOBILITIES.len()],
    supply_km: [Vec<f64>; 2],
    reckonings: u32,
    /// What it was last reckoned from.
    from: Option<(Footing, Vec<bool>)>,
}

impl Staff {
    /// The going on a link.
    #[must_use]
    pub fn going(&self, mobility: Mobility, link: LinkId) -> &Going {
        &self.going[mobility as usize][link.index()]
    }
    /// Days that a link costs; infinite: closed to this mobility.
    #[must_use]
    pub fn days(&self, mobility: Mobility, link: LinkId) -> f64 {
        self.days[mobility as usize][link.index()]
    }
    /// The same of all links, in id order.
    #[must_use]
    pub fn all_days(&self, mobility: Mobility) -> &[f64] {
        &self.days[mobility as usize]
    }
    /// Km that a link counts for supplies, with or without trains on its rails.
    #[must_use]
    pub fn supply_km(&self, link: LinkId, rail_runs: bool) -> f64 {
        self.supply_km[usize::from(rail_runs)][link.index()]
    }
    /// How often it has been reckoned: nothing here changes while this does not.
    #[must_use]
    pub fn reckonings(&self) -> u32 {
        self.reckonings
    }

    /// Reckons anew, if the ground, or what ice bears, is not what it was.
    fn reckon(&mut self, scenario: &Scenario, laws: &Laws, weather: &Conditions) {
        let ice = (0..scenario.theatre.rivers.len()).map(|river| weather.ice_cm(RiverId::new(river)));
        let bearing = ice.flat_map(|ice| MOBILITIES.map(|mobility| bears(&laws.0.weather, mobility, ice)));
        let from = Some((weather.footing(), bearing.collect()));
        if self.from == from {
            return;
        }
        self.from = from;
        self.reckonings += 1;
        let links = &scenario.theatre.links;
        for (going, mobility) in self.going.iter_mut().zip(MOBILITIES) {
            let kinds = Kinds::of(mobility, laws, weather);
            going.clear();
            going.extend(links.iter().map(|l| kinds.going(l, laws, weather)));
        }
        for (days, going) in self.days.iter_mut().zip(&self.going) {
            days.clear();
            days.extend(going.iter().map(|g| g.days));
        }
        let wheels = &self.going[Mobility::Wheels as usize];
        let horses = &self.going[Mobility::Horse as usize];
        for (km, rail_runs) in self.supply_km.iter_mut().zip([false, true]) {
            km.clear();
            let on = links.iter().zip(wheels.iter().zip(horses));
            km.extend(on.map(|(l, (w, h))| link_km(&laws.0.supply, l, [w, h], rail_runs)));
        }
    }
}

/// Reckons anew for the day's weather.
pub(crate) fn staff(
    operation: Res<Operation>,
    laws: Res<Laws>,
    weather: Res<Conditions>,
    mut staff: ResMut<Staff>,
) {
    staff.reckon(&operation.0, &laws, &weather);
}
