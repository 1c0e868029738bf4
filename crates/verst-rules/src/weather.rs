//! Weather: what nature does, day by day: temperature, snow, frozen ground, river ice, darkness.
//!
//! Law     Temperature, snow and sky are the scenario's. Ice grows with the root of the freezing degree-days (Stefan) and
//!         melts with the thawing ones. Ground is frozen when the mean of the last days is well below zero. Darkness and
//!         moon follow from date and latitude. Ice bears men before horses, lorries and tanks; unfrozen rivers without a
//!         bridge cost time by width, or cannot be crossed.
//! Source  Stefan's law; ice bearing tables; astronomy: see the rules file.
//! Phase   Weather.  Writes Conditions.  Entries Weather.  Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Res, ResMut};
use bevy_ecs::world::World;
use jiff::civil::Date;
use verst_domain::forces::Mobility;
use verst_domain::ids::RiverId;
use verst_domain::journal::What;
use verst_domain::maths::{acos, cos, exp, sin, sqrt};
use verst_domain::scenario::Scenario;
use verst_domain::weather::Sky;
use verst_engine::digest::Fold;
use verst_engine::journal::Journal;
use verst_engine::muster::Operation;
use verst_engine::run::{Clock, Due};

use crate::coefficient::{Celsius, Cm, Days, Hours, Metres, Pure};
use crate::pace::Footing;
use crate::rules_file::Laws;

crate::coefficients! {
    /// Coefficients of weather, ground and ice.
    Params in "weather" {
        /// Growth of river ice: cm per root of a freezing degree-day, under snow.
        ice_growth: Pure,
        /// Melt of river ice: cm per thawing degree-day.
        ice_melt: Pure,
        /// Mean temperature of the last days below which ground is frozen hard.
        frozen_below: Celsius,
        /// Memory of the ground for temperature.
        ground_memory: Days,
        /// Ice that bears men on foot.
        bears_foot: Cm,
        /// Ice that bears horses and sledges.
        bears_horse: Cm,
        /// Ice that bears lorries and guns.
        bears_wheels: Cm,
        /// Ice that bears tanks.
        bears_tracks: Cm,
        /// Rivers narrower than this are forded or bridged by anybody.
        narrow: Metres,
        /// Rivers wider than this need boats.
        wide: Metres,
        /// Hours that men and horses lose at a narrow river.
        narrow_delay: Hours,
        /// At a middling one.
        middling_delay: Hours,
        /// At a wide one.
        wide_delay: Hours,
        /// Snow lying that makes it winter for losses, whatever the month.
        winter_snow: Cm,
    }
}

/// Hours in a day.
const HOURS: f64 = 24.0;
/// Obliquity of the ecliptic, degrees.
const OBLIQUITY: f64 = 23.44;
/// Day of the year of the winter solstice, counted from 1 January, and days in a year.
const SOLSTICE: f64 = -10.0;
/// Days in a year.
const YEAR: f64 = 365.25;
/// Sun this far below the horizon ends civil twilight, degrees.
const TWILIGHT: f64 = -6.0;
/// Mean length of a lunation in days.
const LUNATION: f64 = 29.530_588_853;
/// A new moon: 6 January 2000, 18:14, as days after that date's midnight.
const NEW_MOON: f64 = 0.76;

/// The state of nature.
#[derive(Resource, Clone, Debug, Default)]
pub struct Conditions {
    /// Mean temperature of the day.
    pub temp_c: f64,
    /// Snow lying.
    pub snow_cm: f64,
    /// Sky.
    pub sky: Option<Sky>,
    /// Mud off the highways.
    pub mud: bool,
    /// Hours between the ends of civil twilight.
    pub dark_hours: f64,
    /// Lit share of the moon.
    pub moonlight: f64,
    /// Whether the ground is frozen hard.
    pub frozen_ground: bool,
    ground_temp_c: f64,
    ice_cm: Vec<f64>,
    width_m: Vec<f64>,
    winter_month: bool,
    snowy: bool,
}

impl Conditions {
    /// The ground as a march meets it.
    #[must_use]
    pub fn footing(&self) -> Footing {
        Footing { snow_cm: self.snow_cm, mud: self.mud, frozen: self.frozen_ground }
    }
    /// Share of the day that is dark.
    #[must_use]
    pub fn dark_share(&self) -> f64 {
        self.dark_hours / HOURS
    }
    /// Winter by the calendar or by the snow.
    #[must_use]
    pub fn is_winter(&self) -> bool {
        self.winter_month || self.snowy
    }
    /// Ice on a river in cm.
    #[must_use]
    pub fn ice_cm(&self, river: RiverId) -> f64 {
        self.ice_cm[river.index()]
    }
    /// Width of a river in m.
    #[must_use]
    pub fn width_m(&self, river: RiverId) -> f64 {
        self.width_m[river.index()]
    }
    /// Whether men cross a river in boats alone: no ice bears them, and it is too wide to be forded.
    #[must_use]
    pub fn needs_boats(&self, laws: &Params, river: RiverId) -> bool {
        let (width, ice) = (self.width_m[river.index()], self.ice_cm[river.index()]);
        width >= laws.narrow.get() && !bears(laws, Mobility::Foot, ice)
    }
    /// Days that crossing a river costs; none: it cannot be crossed.
    #[must_use]
    pub fn crossing_days(
        &self,
        laws: &Params,
        river: RiverId,
        mobility: Mobility,
        bridge: bool,
    ) -> Option<f64> {
        crossing_days(laws, mobility, self.width_m[river.index()], self.ice_cm[river.index()], bridge)
    }
}

/// Whether ice bears a mobility.
#[must_use]
pub fn bears(laws: &Params, mobility: Mobility, ice_cm: f64) -> bool {
    let needed = match mobility {
        Mobility::Foot | Mobility::Ski => laws.bears_foot.get(),
        Mobility::Horse => laws.bears_horse.get(),
        Mobility::Wheels => laws.bears_wheels.get(),
        Mobility::Tracks => laws.bears_tracks.get(),
    };
    ice_cm >= needed
}

/// Days that a river costs; none: it cannot be crossed.
#[must_use]
pub fn crossing_days(
    laws: &Params,
    mobility: Mobility,
    width_m: f64,
    ice_cm: f64,
    bridge: bool,
) -> Option<f64> {
    if bridge || bears(laws, mobility, ice_cm) {
        return Some(0.0);
    }
    let light = matches!(mobility, Mobility::Foot | Mobility::Ski | Mobility::Horse);
    let hours = if width_m < laws.narrow.get() {
        laws.narrow_delay.get()
    } else if light && width_m < laws.wide.get() {
        laws.middling_delay.get()
    } else if light {
        laws.wide_delay.get()
    } else {
        return None;
    };
    Some(hours / HOURS)
}

/// Hours between the ends of civil twilight at a latitude on a day of the year (1 to 366).
#[must_use]
pub fn dark_hours(latitude: f64, day_of_year: f64) -> f64 {
    let turn = 2.0 * std::f64::consts::PI;
    let declination = -OBLIQUITY.to_radians() * cos(turn * (day_of_year - SOLSTICE) / YEAR);
    let (lat, low) = (latitude.to_radians(), TWILIGHT.to_radians());
    let cosine = (sin(low) - sin(lat) * sin(declination)) / (cos(lat) * cos(declination));
    let light = 2.0 * acos(cosine.clamp(-1.0, 1.0)) / turn * HOURS;
    HOURS - light
}

/// Lit share of the moon at midnight of a date.
#[must_use]
pub fn moonlight(date: Date) -> f64 {
    let epoch = jiff::civil::date(2000, 1, 6);
    let days = f64::from(
        date.since((jiff::Unit::Day, epoch)).expect("two dates have a difference in days").get_days(),
    );
    let phase = ((days - NEW_MOON) / LUNATION).rem_euclid(1.0);
    (1.0 - cos(2.0 * std::f64::consts::PI * phase)) / 2.0
}

/// Ice after a day.
#[must_use]
pub fn ice_after_day(laws: &Params, ice_cm: f64, temp_c: f64) -> f64 {
    if temp_c < 0.0 {
        let growth = laws.ice_growth.get();
        sqrt(ice_cm * ice_cm + growth * growth * -temp_c)
    } else {
        (ice_cm - laws.ice_melt.get() * temp_c).max(0.0)
    }
}

/// Sets the conditions for a run.
pub fn start(world: &mut World, scenario: &Scenario) {
    let first = scenario.weather.first().map_or(0.0, |w| w.temp_c.best);
    world.insert_resource(Conditions {
        ground_temp_c: first,
        ice_cm: scenario.theatre.rivers.iter().map(|r| r.ice_cm.best.max(0.0)).collect(),
        width_m: scenario.theatre.rivers.iter().map(|r| r.width_m.best.max(0.0)).collect(),
        ..Conditions::default()
    });
}

/// State that the next days depend on.
pub fn digest(world: &World, to: &mut Fold) {
    let c = world.resource::<Conditions>();
    to.numbers([c.temp_c, c.snow_cm, c.ground_temp_c]);
    c.ice_cm.iter().for_each(|ice| to.numbers([*ice]));
}

/// Takes over the weather of the new day.
pub(crate) fn weather(
    clock: Res<Clock>,
    due: Res<Due>,
    operation: Res<Operation>,
    laws: Res<Laws>,
    mut conditions: ResMut<Conditions>,
    mut journal: ResMut<Journal>,
) {
    let scenario = &*operation.0;
    let laws = &laws.0.weather;
    let day = scenario.calendar.calendar_day(clock.now).max(0) as usize;
    let Some(today) = scenario.weather.get(day.min(scenario.weather.len().saturating_sub(1))) else { return };
    if !due.is_step() {
        return;
    }
    let c = &mut *conditions;
    (c.temp_c, c.snow_cm, c.sky, c.mud) =
        (today.temp_c.best, today.snow_cm.best.max(0.0), Some(today.sky), today.mud);
    if clock.now.0 > 0 {
        for ice in &mut c.ice_cm {
            *ice = ice_after_day(laws, *ice, today.temp_c.best);
        }
    }
    let keep = exp(-1.0 / laws.ground_memory.get());
    c.ground_temp_c = keep * c.ground_temp_c + (1.0 - keep) * c.temp_c;
    c.frozen_ground = c.ground_temp_c < laws.frozen_below.get();
    let date = scenario.calendar.date(clock.now);
    let places = &scenario.theatre.places;
    let latitude = places.iter().map(|p| p.at.lat).sum::<f64>() / places.len().max(1) as f64;
    c.dark_hours = dark_hours(latitude, f64::from(date.day_of_year()));
    c.moonlight = moonlight(date.date());
    c.winter_month = matches!(date.month(), 12 | 1 | 2);
    c.snowy = c.snow_cm >= laws.winter_snow.get();
    journal.tell(What::Weather { temp_c: c.temp_c, snow_cm: c.snow_cm, mud: c.mud });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn december_nights_at_54_north_and_the_moon_of_1941() {
        // Civil light 8.8 h in late December at 54.5 N; new moon 18 December 1941, full 2 January 1942.
        assert!((dark_hours(54.5, 355.0) - 15.2).abs() < 0.3, "{}", dark_hours(54.5, 355.0));
        assert!(moonlight(jiff::civil::date(1941, 12, 18)) < 0.02);
        assert!(moonlight(jiff::civil::date(1942, 1, 2)) > 0.98);
        let full = moonlight(jiff::civil::date(1941, 12, 30));
        assert!((full - 0.86).abs() < 0.05, "{full}");
    }
}
