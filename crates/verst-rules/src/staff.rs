//! What staffs reckon with: days that each link costs each mobility in the day's weather, and cheapest ways by them.
//!
//! Law     as the march law, for a rested unit by day far from the enemy, plus the days that rivers cost.
//! Source  march.rs
//! Phase   Weather, after the weather itself.  Reads Conditions.  Writes Staff.  Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Res, ResMut};
use verst_domain::forces::Mobility;
use verst_domain::ids::LinkId;
use verst_domain::scenario::Scenario;
use verst_engine::muster::Operation;

use crate::pace::staff_days;
use crate::rules_file::Laws;
use crate::weather::Conditions;

const MOBILITIES: [Mobility; 5] =
    [Mobility::Foot, Mobility::Ski, Mobility::Horse, Mobility::Wheels, Mobility::Tracks];

/// Days per link and mobility.
#[derive(Resource, Debug, Default)]
pub struct Staff {
    days: [Vec<f64>; MOBILITIES.len()],
}

impl Staff {
    /// Days that a link costs; infinite: closed to this mobility.
    #[must_use]
    pub fn days(&self, mobility: Mobility, link: LinkId) -> f64 {
        self.days[mobility as usize][link.index()]
    }

    fn reckon(&mut self, scenario: &Scenario, laws: &Laws, weather: &Conditions) {
        for (days, mobility) in self.days.iter_mut().zip(MOBILITIES) {
            days.clear();
            days.extend(scenario.theatre.links.iter().map(|l| staff_days(&laws.0, weather, mobility, l)));
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
