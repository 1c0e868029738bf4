//! Pace: how fast troops march, by mobility, road, ground, tiredness.
//!
//! Law     km/day = pace of the mobility x road class x ground x (1 - .4 fatigue) x duty(days marched); rivers without
//!         bridge or bearing ice cost time. Rules of command plan with the part that needs no unit.
//! Source  campaign model A9; Soviet and German march norms (see the rules file).
//! Used by march.rs, staff.rs, supply.rs. Pure.

use verst_domain::forces::Mobility;
use verst_domain::maths::exp;
use verst_domain::theatre::{RoadClass, Terrain};
use verst_domain::time::{DAY, Minute};

use crate::coefficient::{Cm, Days, Hours, KmPerDay, Share, Times};
use crate::crossings::Crossing;
use crate::rules_file::RulesFile;
use crate::stocks::is_driven;
use crate::weather::Conditions;

crate::coefficients! {
    /// Coefficients of the march.
    Params in "march" {
        /// Pace of men on foot on a good road, all day.
        foot: KmPerDay,
        /// Pace of men on skis.
        ski: KmPerDay,
        /// Pace of horsemen.
        horse: KmPerDay,
        /// Pace of lorry columns.
        wheels: KmPerDay,
        /// Pace of tank columns.
        tracks: KmPerDay,
        /// Ordinary road against highway.
        road: Times,
        /// Track against highway.
        track: Times,
        /// Open country against highway, men on foot.
        offroad_foot: Times,
        /// Open country, horses.
        offroad_horse: Times,
        /// Open country, wheels.
        offroad_wheels: Times,
        /// Open country, tracks.
        offroad_tracks: Times,
        /// Full snow, men on foot.
        snow_foot: Times,
        /// Full snow, skis.
        snow_ski: Times,
        /// Full snow, horses.
        snow_horse: Times,
        /// Full snow, wheels.
        snow_wheels: Times,
        /// Full snow, tracks.
        snow_tracks: Times,
        /// Snow depth at which it hinders fully.
        full_snow: Cm,
        /// Share of the hindrance of snow that remains on cleared highways.
        cleared: Share,
        /// Share of it that remains on roads behind one's own lines, which are trodden.
        trodden: Share,
        /// Mud, men on foot.
        mud_foot: Times,
        /// Mud, horses.
        mud_horse: Times,
        /// Mud, wheels.
        mud_wheels: Times,
        /// Mud, tracks.
        mud_tracks: Times,
        /// Unfrozen swamp, any mobility, off the highways.
        swamp: Times,
        /// Loss of pace at full fatigue.
        fatigue: Share,
        /// Share of the first day's pace that men on foot, on skis and on horses keep up for ever: they rest on days of halt.
        duty_foot: Share,
        /// Share of it that lorry and tank columns keep up: they halt for fuel, repair and those who fell behind.
        duty_driven: Share,
        /// Days of marching after which pace has fallen most of the way to it.
        duty_days: Days,
        /// Days of rest after which marched days are forgotten (e-fold).
        march_rest: Days,
        /// Pace in the dark against the day.
        night: Times,
        /// Hours of dark that a full day's march needs.
        night_hours: Hours,
        /// Pace of advance before the enemy.
        tactical: Times,
        /// Pace behind a retreat.
        pursuit: Times,
        /// Pace of a forced march.
        forced: Times,
        /// How long a retreat leaves rear guards and mines on a link.
        rear_guard: Days,
        /// Pace of a unit that goes back under pressure.
        retreat: Times,
    }
}

/// Pace on a good road in km/day.
#[must_use]
pub fn pace(laws: &Params, mobility: Mobility) -> f64 {
    match mobility {
        Mobility::Foot => laws.foot.get(),
        Mobility::Ski => laws.ski.get(),
        Mobility::Horse => laws.horse.get(),
        Mobility::Wheels => laws.wheels.get(),
        Mobility::Tracks => laws.tracks.get(),
    }
}

/// The state of the ground that a march meets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Footing {
    /// Snow lying in cm.
    pub snow_cm: f64,
    /// Mud off the highways.
    pub mud: bool,
    /// Whether the ground is frozen hard.
    pub frozen: bool,
}

/// Multiplier of the road class; a bare railway serves men on foot as a track, all others go beside it through open country.
#[must_use]
pub fn class_factor(laws: &Params, mobility: Mobility, road: Option<RoadClass>) -> f64 {
    match road {
        Some(RoadClass::Highway) => 1.0,
        Some(RoadClass::Road) => laws.road.get(),
        Some(RoadClass::Track) => laws.track.get(),
        None if matches!(mobility, Mobility::Foot | Mobility::Ski) => laws.track.get(),
        Some(RoadClass::OffRoad) | None => match mobility {
            Mobility::Foot | Mobility::Ski => laws.offroad_foot.get(),
            Mobility::Horse => laws.offroad_horse.get(),
            Mobility::Wheels => laws.offroad_wheels.get(),
            Mobility::Tracks => laws.offroad_tracks.get(),
        },
    }
}

/// What a road is before the enemy, where nobody has trodden it.
#[must_use]
pub fn untrodden(road: Option<RoadClass>) -> Option<RoadClass> {
    if road == Some(RoadClass::Road) { Some(RoadClass::Track) } else { road }
}

/// Multiplier of snow, mud and swamp.
#[must_use]
pub fn ground_factor(
    laws: &Params,
    mobility: Mobility,
    road: Option<RoadClass>,
    terrain: Terrain,
    ground: Footing,
) -> f64 {
    let (full_snow, full_mud) = match mobility {
        Mobility::Foot => (laws.snow_foot.get(), laws.mud_foot.get()),
        Mobility::Ski => (laws.snow_ski.get(), laws.mud_foot.get()),
        Mobility::Horse => (laws.snow_horse.get(), laws.mud_horse.get()),
        Mobility::Wheels => (laws.snow_wheels.get(), laws.mud_wheels.get()),
        Mobility::Tracks => (laws.snow_tracks.get(), laws.mud_tracks.get()),
    };
    let highway = road == Some(RoadClass::Highway);
    let felt = match road {
        Some(RoadClass::Highway) => laws.cleared.get(),
        Some(RoadClass::Road) => laws.trodden.get(),
        _ => 1.0,
    };
    let snow = 1.0 - (1.0 - full_snow) * felt * (ground.snow_cm / laws.full_snow.get()).min(1.0);
    let mud = if ground.mud && !highway { full_mud } else { 1.0 };
    let swamp = if terrain == Terrain::Swamp && !ground.frozen && !highway { laws.swamp.get() } else { 1.0 };
    snow * mud * swamp
}

/// Whether a retreat that last went over a link went so lately that its rear guards are still there.
#[must_use]
pub fn has_rear_guards(laws: &Params, retreat_at: Option<Minute>, now: Minute) -> bool {
    let recent = Minute(now.0 - (laws.rear_guard.get() * DAY as f64) as i64);
    retreat_at.is_some_and(|at| at >= recent)
}

/// Multiplier of tiredness and of days marched.
#[must_use]
pub fn stamina(laws: &Params, mobility: Mobility, fatigue: f64, march_days: f64) -> (f64, f64) {
    let duty = if is_driven(mobility) { laws.duty_driven.get() } else { laws.duty_foot.get() };
    (1.0 - laws.fatigue.get() * fatigue, duty + (1.0 - duty) * exp(-march_days / laws.duty_days.get()))
}

/// Multiplier for marching by night only.
pub(crate) fn hours_factor(laws: &Params, dark_hours: f64) -> f64 {
    laws.night.get() * (dark_hours / laws.night_hours.get()).min(1.0)
}

/// Lorries and tanks without fuel stand.
pub(crate) fn driven_share(mobility: Mobility, fuel: f64) -> f64 {
    if fuel > 0.0 || !is_driven(mobility) { 1.0 } else { 0.0 }
}

/// Days that the rivers of a link cost a march: who can neither ford nor be ferried has his own sappers bridge them. Where a bridge
/// was blown he waits on the bank until it is built anew (bridges.rs); the second number are the days that a staff reckons for that.
#[must_use]
pub fn river_days(
    weather: &Conditions,
    laws: &RulesFile,
    crossings: &[Crossing],
    mobility: Mobility,
) -> (f64, f64) {
    let (mut march, mut wait) = (0.0, 0.0);
    for c in crossings {
        match weather.crossing_days(&laws.weather, c.river, mobility, c.stands) {
            Some(days) => march += days,
            None if c.had_bridge => wait += laws.bridging.expected_days(weather.width_m(c.river)),
            None => march += laws.bridging.expected_days(weather.width_m(c.river)),
        }
    }
    (march, wait)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules_file::shipped;

    #[test]
    fn rear_guards_stay_for_two_days_and_tread_no_road() {
        let laws = shipped().march;
        assert!(!has_rear_guards(&laws, None, Minute(DAY)), "nobody has gone back");
        assert!(has_rear_guards(&laws, Some(Minute(0)), Minute(2 * DAY)));
        assert!(!has_rear_guards(&laws, Some(Minute(0)), Minute(2 * DAY + 1)));
        let snow = Footing { snow_cm: 40.0, mud: false, frozen: true };
        let foot = |road| ground_factor(&laws, Mobility::Foot, road, Terrain::Open, snow);
        let [highway, road, track] =
            [RoadClass::Highway, RoadClass::Road, RoadClass::Track].map(|r| foot(Some(r)));
        assert!(highway > road && road > track, "{highway} {road} {track}");
        assert_eq!(foot(untrodden(Some(RoadClass::Road))), track);
        assert_eq!(foot(untrodden(Some(RoadClass::Highway))), highway);
    }
}
