//! What staffs reckon with: the going of each link for each mobility in the day's weather, and what supplies count on it.
//!
//! Law     as the march law, for a rested unit by day far from the enemy, plus the days that rivers cost.
//! Source  pace.rs, supply.rs
//! Phase   Weather, after the weather itself.  Reads Conditions.  Writes Staff.  Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Res, ResMut};
use verst_domain::forces::Mobility;
use verst_domain::ids::LinkId;
use verst_domain::scenario::Scenario;
use verst_domain::theatre::Link;
use verst_engine::muster::Operation;

use crate::pace::{class_factor, ground_factor, pace, river_days};
use crate::rules_file::Laws;
use crate::supply::link_km;
use crate::weather::Conditions;

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

impl Going {
    fn on(link: &Link, mobility: Mobility, laws: &Laws, weather: &Conditions) -> Self {
        let march = &laws.0.march;
        let class = class_factor(march, mobility, link.road);
        let ground = ground_factor(march, mobility, link.road, link.terrain, weather.footing());
        let river_days = river_days(weather, &laws.0.weather, link, mobility);
        let speed = pace(march, mobility) * class * ground;
        let days = if speed > 0.0 { link.km.best / speed + river_days } else { f64::INFINITY };
        Self { class, ground, river_days, speed, days }
    }
}

/// The going by mobility and link, and the km that supplies count.
#[derive(Resource, Debug, Default)]
pub struct Staff {
    going: [Vec<Going>; MOBILITIES.len()],
    supply_km: [Vec<f64>; 2],
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
        self.going(mobility, link).days
    }
    /// Km that a link counts for supplies, with or without trains on its rails.
    #[must_use]
    pub fn supply_km(&self, link: LinkId, rail_runs: bool) -> f64 {
        self.supply_km[usize::from(rail_runs)][link.index()]
    }

    fn reckon(&mut self, scenario: &Scenario, laws: &Laws, weather: &Conditions) {
        let links = &scenario.theatre.links;
        for (going, mobility) in self.going.iter_mut().zip(MOBILITIES) {
            going.clear();
            going.extend(links.iter().map(|l| Going::on(l, mobility, laws, weather)));
        }
        for (km, rail_runs) in self.supply_km.iter_mut().zip([false, true]) {
            km.clear();
            km.extend(links.iter().map(|l| link_km(&laws.0, weather, l, rail_runs)));
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
