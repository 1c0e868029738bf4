//! March: how fast units move, and what arriving does.
//!
//! Law     km/day = pace of the mobility x road class x ground x (1 - .4 fatigue) x duty(days marched) x night x forced x
//!         tactical. A coup de main and help for a threatened place march by force.
//!         A march keeps its route and the rest of its minutes through places. Before the enemy it is tactical; behind a
//!         retreat less than two days old it meets rear guards and mines. A river without bridge or bearing ice costs time.
//! Source  campaign model A9, A4; Soviet and German march norms (see the rules file).
//! Phase   March.  Reads Conditions, Cover, Duty.  Writes Position, Condition, Holding.  Entries Reached, Captured.
//!         Dice none.

use bevy_ecs::system::{Res, ResMut, SystemParam};
use verst_domain::forces::Mobility;
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::journal::{Applied, Factor, What};
use verst_domain::maths::exp;
use verst_domain::orders::{Hours, Task};
use verst_domain::theatre::{Link, RoadClass, Terrain};
use verst_domain::time::{DAY, Minute};
use verst_engine::agenda::{Agenda, Event, Subject};
use verst_engine::components::{Condition, Duty, Holding, Leg, Lines, Position, Stance, Status, Strength};
use verst_engine::journal::Journal;
use verst_engine::muster::Operation;
use verst_engine::phase::Phase;
use verst_engine::roster::{Links, Places, Units};
use verst_engine::run::{Clock, Due};

use crate::coefficient::{Cm, Days, Hours as HoursOf, KmPerDay, Share, Times};
use crate::cover::Cover;
use crate::rules_file::Laws;
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
        /// Share of the first day's pace that can be kept up for ever.
        duty: Share,
        /// Days of marching after which pace has fallen most of the way to it.
        duty_days: Days,
        /// Days of rest after which marched days are forgotten (e-fold).
        march_rest: Days,
        /// Pace in the dark against the day.
        night: Times,
        /// Hours of dark that a full day's march needs.
        night_hours: HoursOf,
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
#[derive(Clone, Copy, Debug)]
pub struct Footing {
    /// Snow lying in cm.
    pub snow_cm: f64,
    /// Mud off the highways.
    pub mud: bool,
    /// Whether the ground is frozen hard.
    pub frozen: bool,
}

/// Multiplier of the road class; a bare railway serves men on foot as a track and nobody else.
#[must_use]
pub fn class_factor(laws: &Params, mobility: Mobility, road: Option<RoadClass>) -> f64 {
    match road {
        Some(RoadClass::Highway) => 1.0,
        Some(RoadClass::Road) => laws.road.get(),
        Some(RoadClass::Track) => laws.track.get(),
        Some(RoadClass::OffRoad) => match mobility {
            Mobility::Foot | Mobility::Ski => laws.offroad_foot.get(),
            Mobility::Horse => laws.offroad_horse.get(),
            Mobility::Wheels => laws.offroad_wheels.get(),
            Mobility::Tracks => laws.offroad_tracks.get(),
        },
        None if matches!(mobility, Mobility::Foot | Mobility::Ski) => laws.track.get(),
        None => 0.0,
    }
}

/// Multiplier of snow, mud and swamp.
#[must_use]
pub fn ground_factor(laws: &Params, mobility: Mobility, road: Option<RoadClass>, terrain: Terrain, ground: Footing) -> f64 {
    let (full_snow, full_mud) = match mobility {
        Mobility::Foot => (laws.snow_foot.get(), laws.mud_foot.get()),
        Mobility::Ski => (laws.snow_ski.get(), laws.mud_foot.get()),
        Mobility::Horse => (laws.snow_horse.get(), laws.mud_horse.get()),
        Mobility::Wheels => (laws.snow_wheels.get(), laws.mud_wheels.get()),
        Mobility::Tracks => (laws.snow_tracks.get(), laws.mud_tracks.get()),
    };
    let highway = road == Some(RoadClass::Highway);
    let felt = if highway { laws.cleared.get() } else { 1.0 };
    let snow = 1.0 - (1.0 - full_snow) * felt * (ground.snow_cm / laws.full_snow.get()).min(1.0);
    let mud = if ground.mud && !highway { full_mud } else { 1.0 };
    let swamp = if terrain == Terrain::Swamp && !ground.frozen && !highway { laws.swamp.get() } else { 1.0 };
    snow * mud * swamp
}

/// Multiplier of tiredness and of days marched.
#[must_use]
pub fn stamina(laws: &Params, fatigue: f64, march_days: f64) -> (f64, f64) {
    let duty = laws.duty.get();
    (1.0 - laws.fatigue.get() * fatigue, duty + (1.0 - duty) * exp(-march_days / laws.duty_days.get()))
}

/// Km a day on a link for a rested unit by day, far from the enemy: what staffs reckon with. 0: it cannot go there.
#[must_use]
pub fn staff_speed(laws: &Params, mobility: Mobility, link: &Link, ground: Footing) -> f64 {
    pace(laws, mobility)
        * class_factor(laws, mobility, link.road)
        * ground_factor(laws, mobility, link.road, link.terrain, ground)
}

/// Days that the rivers of a link cost; infinite: they cannot be crossed.
#[must_use]
pub fn river_days(weather: &Conditions, laws: &crate::weather::Params, link: &Link, mobility: Mobility) -> f64 {
    link.crossings.iter().map(|c| weather.crossing_days(laws, c.river, mobility, c.bridge).unwrap_or(f64::INFINITY)).sum()
}

/// Days that a link costs a staff that plans with it; infinite: closed to this mobility.
#[must_use]
pub fn staff_days(laws: &crate::rules_file::RulesFile, weather: &Conditions, mobility: Mobility, link: &Link) -> f64 {
    let speed = staff_speed(&laws.march, mobility, link, weather.footing());
    if speed <= 0.0 {
        return f64::INFINITY;
    }
    link.km.best / speed + river_days(weather, &laws.weather, link, mobility)
}

type Marcher =
    (&'static mut Position, &'static mut Condition, &'static mut Duty, &'static Strength);

/// What a march reads and writes besides the units.
#[derive(SystemParam)]
pub(crate) struct Roads<'w, 's> {
    clock: Res<'w, Clock>,
    operation: Res<'w, Operation>,
    laws: Res<'w, Laws>,
    weather: Res<'w, Conditions>,
    cover: ResMut<'w, Cover>,
    agenda: ResMut<'w, Agenda>,
    journal: ResMut<'w, Journal>,
    places: Places<'w, 's, &'static mut Holding>,
    links: Links<'w, 's, &'static Lines>,
}

/// Arrivals at their minute; at each round, new legs, new speeds and days marched.
pub(crate) fn march(due: Res<Due>, mut units: Units<Marcher>, mut roads: Roads) {
    for event in &due.0 {
        if let Subject::Unit(id) = event.subject {
            let (mut position, _, mut duty, strength) = units.get_mut(id);
            if event.tag == position.version && duty.status == Status::Present {
                arrive(id, &mut position, &mut duty, strength, &mut roads);
            }
        }
    }
    let is_step = due.is_step();
    for id in units.ids() {
        let (mut position, mut condition, mut duty, strength) = units.get_mut(id);
        if duty.status != Status::Present {
            continue;
        }
        if is_step {
            count_march_days(&roads, &position, &mut condition);
            refresh(id, &mut position, &condition, &mut duty, strength.men, &mut roads);
        } else if position.leg.is_none() && !position.route.is_empty() {
            set_out(id, &mut position, &condition, &mut duty, strength.men, &mut roads);
        }
    }
}

fn count_march_days(roads: &Roads, position: &Position, condition: &mut Condition) {
    let dt = roads.clock.step_days();
    let moving = position.leg.is_some_and(|leg| leg.km_per_day > 0.0);
    if moving {
        condition.march_days += dt;
    } else {
        condition.march_days *= exp(-dt / roads.laws.0.march.march_rest.get());
    }
}

/// At a round: where the unit has got to, and its speed and stop from here on.
fn refresh(id: UnitId, position: &mut Position, condition: &Condition, duty: &mut Duty, men: f64, roads: &mut Roads) {
    let Some(leg) = position.leg else {
        set_out(id, position, condition, duty, men, roads);
        return;
    };
    let side = roads.operation.0.unit(id).side;
    let now = roads.clock.now;
    let km = leg.km_at(now);
    let holds_still = matches!(duty.stance, Stance::Hold) && position.route.is_empty() && leg.km_per_day == 0.0;
    if holds_still {
        return;
    }
    let stop = stop(roads, leg.link, position.place, side, men, duty.stance).max(km);
    if stop - km < NEAR_KM && leg.km_per_day == 0.0 {
        return; // still before the enemy's line
    }
    if stop - km >= NEAR_KM {
        duty.closed_at = None;
    }
    let leg = Leg { km, since: now, stop_km: stop, ..leg };
    start(id, position, leg, condition, duty, roads);
}

/// Two positions nearer than this are one, in km.
const NEAR_KM: f64 = 0.05;

/// Takes the next link of the route.
fn set_out(id: UnitId, position: &mut Position, condition: &Condition, duty: &mut Duty, men: f64, roads: &mut Roads) {
    if position.route.is_empty() || position.leg.is_some() {
        return;
    }
    let link = position.route[0];
    let operation = std::sync::Arc::clone(&roads.operation.0);
    let l = operation.theatre.link(link);
    let mobility = operation.unit(id).mobility;
    if river_days(&roads.weather, &roads.laws.0.weather, l, mobility).is_infinite() {
        position.route.clear();
        return;
    }
    position.route.remove(0);
    let to = l.other(position.place);
    let stop = stop(roads, link, position.place, operation.unit(id).side, men, duty.stance);
    let leg = Leg { link, to, km: 0.0, since: roads.clock.now, km_per_day: 0.0, stop_km: stop };
    start(id, position, leg, condition, duty, roads);
}

/// Where a unit will be stopped: units that go back or slip past are not stopped by lines.
fn stop(roads: &Roads, link: LinkId, from: PlaceId, side: SideId, men: f64, stance: Stance) -> f64 {
    let scenario = &roads.operation.0;
    if stance == Stance::Retreat {
        return scenario.theatre.link(link).km.best;
    }
    roads.cover.stop_km(scenario, &roads.laws.0.cover, link, from, side, men)
}

/// Sets a leg in motion and schedules its arrival.
fn start(id: UnitId, position: &mut Position, mut leg: Leg, condition: &Condition, duty: &Duty, roads: &mut Roads) {
    leg.km_per_day = speed(id, position.place, &leg, condition, duty, roads);
    position.version += 1;
    if leg.km_per_day > 0.0 {
        let days = (leg.stop_km - leg.km).max(0.0) / leg.km_per_day;
        let at = roads.clock.now + (days * DAY as f64).ceil().max(1.0) as i64;
        let event = Event { at, phase: Phase::March, subject: Subject::Unit(id), tag: position.version };
        roads.agenda.schedule(event);
    }
    position.leg = Some(leg);
}

/// Km a day at which a unit goes along its leg now.
fn speed(id: UnitId, from: PlaceId, leg: &Leg, condition: &Condition, duty: &Duty, roads: &mut Roads) -> f64 {
    let operation = std::sync::Arc::clone(&roads.operation.0);
    let (unit, link) = (operation.unit(id), operation.theatre.link(leg.link));
    let laws = &roads.laws.0.march;
    let footing = roads.weather.footing();
    let (fresh, steady) = stamina(laws, condition.fatigue, condition.march_days);
    let before_enemy = roads.cover.holder(leg.to) != unit.side;
    let tactical = match duty.stance {
        Stance::Retreat => laws.retreat.get(),
        _ if before_enemy => laws.tactical.get(),
        _ => 1.0,
    };
    let recent = Minute(roads.clock.now.0 - (laws.rear_guard.get() * DAY as f64) as i64);
    let followed = roads.links.get(leg.link).retreat_at.is_some_and(|at| at >= recent);
    let pursuit = if before_enemy && followed && duty.stance != Stance::Retreat { laws.pursuit.get() } else { 1.0 };
    let river = river_share(roads, link, unit.mobility, leg);
    let factors = [
        Factor { name: "pace", value: pace(laws, unit.mobility) },
        Factor { name: "road class", value: class_factor(laws, unit.mobility, link.road) },
        Factor { name: "ground", value: ground_factor(laws, unit.mobility, link.road, link.terrain, footing) },
        Factor { name: "fatigue", value: fresh },
        Factor { name: "days marched", value: steady },
        Factor { name: "hours of march", value: hours_factor(laws, roads.weather.dark_hours, duty, &operation) },
        Factor { name: "forced march", value: if duty.forced { laws.forced.get() } else { 1.0 } },
        Factor { name: "before the enemy", value: tactical },
        Factor { name: "rear guards", value: pursuit },
        Factor { name: "river", value: river },
    ];
    let applied = factors.iter().fold(1.0, |product, f| product * f.value);
    debug_assert!(from != leg.to, "a leg leads somewhere else");
    if roads.journal.wants_factors() {
        roads.journal.factors(Applied::MarchKmPerDay(id), applied, &factors);
    }
    applied
}

/// A river's days, spread over the link as a slower pace.
fn river_share(roads: &Roads, link: &Link, mobility: Mobility, leg: &Leg) -> f64 {
    let days = river_days(&roads.weather, &roads.laws.0.weather, link, mobility);
    if days == 0.0 || leg.stop_km <= 0.0 {
        return 1.0;
    }
    if days.is_infinite() {
        return 0.0;
    }
    let dry = link.km.best / pace(&roads.laws.0.march, mobility);
    dry / (dry + days)
}

/// Multiplier for marching by night only.
fn hours_factor(laws: &Params, dark_hours: f64, duty: &Duty, scenario: &verst_domain::scenario::Scenario) -> f64 {
    let by_night = duty.stance == Stance::March
        && duty.order.is_some_and(|o| {
            matches!(scenario.orders[o.index()].task, Task::March { hours: Hours::Night, .. })
        });
    if by_night { laws.night.get() * (dark_hours / laws.night_hours.get()).min(1.0) } else { 1.0 }
}

/// A unit reached the stop of its leg: the enemy's line, or the place.
fn arrive(id: UnitId, position: &mut Position, duty: &mut Duty, strength: &Strength, roads: &mut Roads) {
    let Some(leg) = position.leg else { return };
    let operation = std::sync::Arc::clone(&roads.operation.0);
    let whole = operation.theatre.link(leg.link).km.best;
    let side = operation.unit(id).side;
    let now = roads.clock.now;
    // The line may have moved since the leg was set.
    let stop = stop(roads, leg.link, position.place, side, strength.men, duty.stance);
    if stop + NEAR_KM < whole || leg.stop_km + NEAR_KM < whole {
        let km = leg.stop_km.min(whole);
        position.leg = Some(Leg { km, since: now, km_per_day: 0.0, stop_km: km, ..leg });
        if stop <= km + NEAR_KM {
            duty.closed_at = Some(now);
        }
        return;
    }
    position.leg = None;
    position.place = leg.to;
    duty.closed_at = None;
    duty.committed = false;
    duty.waiting_since = None;
    enter(id, leg.to, side, duty.stance, roads);
    if leg.to == position.goal {
        position.route.clear();
    }
}

/// A unit stands in a place: it takes it if the enemy held it, unless it is only going back through.
fn enter(id: UnitId, place: PlaceId, side: SideId, stance: Stance, roads: &mut Roads) {
    roads.journal.tell(What::Reached { unit: id, place });
    let now = roads.clock.now;
    let mut holding = roads.places.get_mut(place);
    if holding.side == side || stance == Stance::Retreat {
        return;
    }
    holding.side = side;
    holding.since = now;
    holding.open_until = now;
    roads.cover.note_capture(place, side);
    roads.journal.tell(What::Captured { place, by: side, unit: Some(id) });
    roads.agenda.schedule(Event { at: now, phase: Phase::Control, subject: Subject::Place(place), tag: 0 });
}
