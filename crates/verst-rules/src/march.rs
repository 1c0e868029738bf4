//! March: how fast units move, and what arriving does.
//!
//! Law     km/day = pace of the mobility x road class x ground x (1 - .4 fatigue) x duty(days marched) x night x forced x
//!         tactical. A coup de main and help for a threatened place march by force.
//!         A march keeps its route and the rest of its minutes through places. Before the enemy it is tactical; behind a
//!         retreat less than two days old it meets rear guards and mines. A river without bridge or bearing ice costs time; where a bridge was blown
//!         driven troops wait on the bank until it is built anew.
//!         Lorries and tanks without fuel stand, weak horses are slow (fodder.rs); who goes back leaves them where he walks faster. By day the enemy's aircraft slow all who are on the road (air.rs). Guns without infantry do not lead: they wait until others of their side are
//!         on the road to the enemy.
//! Source  campaign model A9, A4; Soviet and German march norms (see the rules file).
//! Phase   March.  Reads Conditions, Cover, Duty.  Writes Position, Condition, Holding.  Entries Reached, Captured.
//!         Dice none.

use bevy_ecs::system::{Res, ResMut, SystemParam};
use verst_domain::forces::{Mobility, UnitKind};
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::journal::{Applied, Factor, What};
use verst_domain::maths::exp;
use verst_domain::orders::{Hours, Task};
use verst_domain::scenario::Scenario;
use verst_domain::time::DAY;
use verst_engine::agenda::{Agenda, Event, Subject};
use verst_engine::components::{Condition, Duty, Holding, Leg, Lines, Position, Stance, Status, Strength};
use verst_engine::journal::Journal;
use verst_engine::muster::Operation;
use verst_engine::phase::Phase;
use verst_engine::roster::{Links, Places, Units};
use verst_engine::run::{Clock, Due, follow};

use crate::air::Air;
use crate::control::change_hands;
use crate::cover::Cover;
use crate::crossings::{BANK_KM, Crossing, Crossings, Water, km_toward};
use crate::facts::Facts;
use crate::fit::outruns_supply;
use crate::irregulars::Irregulars;
use crate::pace::{ground_factor, has_rear_guards, hours_factor, pace, stamina, untrodden};
use crate::plan::pass;
use crate::pockets::only_passes;
use crate::route::turn_back;
use crate::rules_file::Laws;
use crate::staff::Staff;
use crate::stocks::is_driven;
use crate::stops::{Stop, Stops};
use crate::weather::Conditions;

type Marcher = (&'static mut Position, &'static mut Condition, &'static mut Duty, &'static Strength);

/// What a march reads and writes besides the units.
#[derive(SystemParam)]
pub(crate) struct Roads<'w, 's> {
    clock: ResMut<'w, Clock>,
    operation: Res<'w, Operation>,
    facts: Res<'w, Facts>,
    laws: Res<'w, Laws>,
    weather: Res<'w, Conditions>,
    staff: Res<'w, Staff>,
    crossings: Res<'w, Crossings>,
    air: Res<'w, Air>,
    irregulars: Res<'w, Irregulars>,
    cover: ResMut<'w, Cover>,
    agenda: ResMut<'w, Agenda>,
    journal: ResMut<'w, Journal>,
    places: Places<'w, 's, &'static mut Holding>,
    links: Links<'w, 's, &'static Lines>,
}

impl Roads<'_, '_> {
    fn stops(&self) -> Stops<'_> {
        let (scenario, laws) = (&*self.operation.0, &self.laws.0.cover);
        Stops { scenario, facts: &self.facts, laws, cover: &self.cover, now: self.clock.now }
    }
}

/// Arrivals at their minute; at each round, new legs, new speeds and days marched.
pub(crate) fn march(mut due: ResMut<Due>, mut units: Units<Marcher>, mut roads: Roads) {
    loop {
        for event in &due.0 {
            let Subject::Unit(id) = event.subject else { continue };
            let (mut position, condition, mut duty, strength) = units.get_mut(id);
            if event.tag != position.version || duty.status != Status::Present {
                continue;
            }
            if position.leg.is_some_and(|leg| leg.km_per_day == 0.0) {
                // The way before it has just been opened.
                refresh(id, &mut position, &condition, &mut duty, strength.men, &mut roads);
            } else {
                arrive(id, &mut position, &mut duty, strength, &mut roads);
                if !due.is_step() {
                    set_out(id, &mut position, &condition, &mut duty, strength.men, &mut roads);
                }
            }
        }
        if due.is_step() {
            break;
        }
        if !follow(&mut roads.agenda, &mut roads.clock, &mut due, &mut roads.journal) {
            return;
        }
    }
    let dt = roads.clock.step_days();
    let kept = exp(-dt / roads.laws.0.march.march_rest.get());
    for (id, (position, condition, duty, strength)) in units.each_mut() {
        if duty.status == Status::Present {
            count_march_days(position, condition, dt, kept);
            refresh(id, position, condition, duty, strength.men, &mut roads);
        }
    }
}

/// A step on the march counts; one of rest leaves `kept` of the days counted.
fn count_march_days(position: &Position, condition: &mut Condition, dt: f64, kept: f64) {
    let moving = position.leg.is_some_and(|leg| leg.km_per_day > 0.0);
    if moving {
        condition.march_days += dt;
    } else {
        condition.march_days *= kept;
    }
}

/// At a round: where the unit has got to, and its speed and stop from here on.
fn refresh(
    id: UnitId,
    position: &mut Position,
    condition: &Condition,
    duty: &mut Duty,
    men: f64,
    roads: &mut Roads,
) {
    let Some(leg) = position.leg else {
        set_out(id, position, condition, duty, men, roads);
        return;
    };
    let unit = roads.facts.unit(id);
    let now = roads.clock.now;
    let km = leg.km_at(now);
    let holds_still = matches!(duty.stance, Stance::Hold | Stance::Reserve)
        && position.route.is_empty()
        && leg.km_per_day == 0.0;
    if holds_still {
        return;
    }
    let stop = roads.stops().at(leg.link, position, unit, men, duty);
    let line = stop.km;
    let mobility = gait(roads, unit.mobility, &leg, condition.fuel, duty.stance);
    let bank = bank_km(roads, mobility, &Leg { km, ..leg });
    let shut = line + NEAR_KM < roads.facts.link(leg.link).km;
    if shut && line.max(km) - km < NEAR_KM && leg.km_per_day == 0.0 && stop.gives_way == 0.0 {
        // Still before the enemy's line, perhaps under a new order.
        if duty.stance != Stance::Retreat {
            duty.closed_at.get_or_insert(now);
        }
        return;
    }
    if line - km >= NEAR_KM {
        duty.closed_at = None;
    }
    if bank - km < NEAR_KM && leg.km_per_day == 0.0 {
        return; // until it is bridged
    }
    let leg = Leg { km, since: now, stop_km: line.min(bank).max(km), ..leg };
    start(id, position, leg, (stop, bank), condition, duty, roads);
}

/// Two positions nearer than this are one, in km.
const NEAR_KM: f64 = 0.05;

/// Takes the next link of the route.
fn set_out(
    id: UnitId,
    position: &mut Position,
    condition: &Condition,
    duty: &mut Duty,
    men: f64,
    roads: &mut Roads,
) {
    if position.route.is_empty() || position.leg.is_some() {
        return;
    }
    let link = position.route[0];
    let (unit, to) = (roads.facts.unit(id), roads.facts.link(link).other(position.place));
    let guns_alone = unit.kind == UnitKind::Artillery && duty.stance != Stance::Retreat;
    if guns_alone && !is_led(roads, link, to, unit.side) {
        return;
    }
    position.route.remove(0);
    let stop = roads.stops().at(link, position, unit, men, duty);
    let leg = Leg { link, to, km: 0.0, since: roads.clock.now, km_per_day: 0.0, stop_km: stop.km };
    let mobility = gait(roads, unit.mobility, &leg, condition.fuel, duty.stance);
    let bank = bank_km(roads, mobility, &leg);
    let leg = Leg { stop_km: stop.km.min(bank), ..leg };
    start(id, position, leg, (stop, bank), condition, duty, roads);
}

/// Guns without infantry go where their side is, or on a contact behind troops who stand on it.
fn is_led(roads: &Roads, link: LinkId, to: PlaceId, side: SideId) -> bool {
    roads.cover.holder(to) == side || roads.cover.line(link, side).forward > 0.0
}

/// Sets a leg in motion and schedules its arrival, unless the next round, which sets every moving leg anew, comes first.
fn start(
    id: UnitId,
    position: &mut Position,
    mut leg: Leg,
    (stop, bank): (Stop, f64),
    condition: &Condition,
    duty: &Duty,
    roads: &mut Roads,
) {
    leg.km_per_day = speed(id, position.place, &leg, condition, duty, roads);
    leg.stop_km = stop.met_by(leg.km, leg.km_per_day).min(bank).max(leg.km);
    position.version += 1;
    if leg.km_per_day > 0.0 {
        let days = (leg.stop_km - leg.km).max(0.0) / leg.km_per_day;
        let now = roads.clock.now;
        let at = now + (days * DAY as f64).ceil().max(1.0) as i64;
        let round = roads.operation.0.calendar.round;
        if at.0 <= (now.0 / round + 1) * round {
            let event = Event { at, phase: Phase::March, subject: Subject::Unit(id), tag: position.version };
            roads.agenda.schedule(event);
        }
    }
    position.leg = Some(leg);
}

/// Km a day at which a unit goes along its leg now.
fn speed(id: UnitId, from: PlaceId, leg: &Leg, condition: &Condition, duty: &Duty, roads: &mut Roads) -> f64 {
    let unit = roads.facts.unit(id);
    let laws = &roads.laws.0.march;
    let mobility = gait(roads, unit.mobility, leg, condition.fuel, duty.stance);
    let going = roads.staff.going(mobility, leg.link);
    let (fresh, steady) = stamina(laws, mobility, condition.fatigue, condition.march_days);
    let before_enemy = roads.cover.holder(leg.to) != unit.side;
    let tactical = match duty.stance {
        Stance::Retreat => roads.stops().pace_back(laws, unit.side, leg, duty),
        _ if before_enemy => laws.tactical.get(),
        _ => 1.0,
    };
    let follows = before_enemy
        && duty.stance != Stance::Retreat
        && has_rear_guards(laws, roads.links.get(leg.link).retreat_at, roads.clock.now);
    debug_assert!(from != leg.to, "a leg leads somewhere else");
    let by_night = marches_by_night(duty, &roads.operation.0);
    let link = roads.facts.link(leg.link);
    let ground = if before_enemy {
        ground_factor(laws, mobility, untrodden(link.road()), link.terrain, roads.weather.footing())
    } else {
        going.ground
    };
    let mut factors = [
        pace(laws, mobility),
        going.class,
        ground,
        guided(roads, unit.side, leg.link, going.class * ground),
        fresh,
        steady,
        if by_night { hours_factor(laws, roads.weather.dark_hours) } else { 1.0 },
        if duty.forced { laws.forced.get() } else { 1.0 },
        tactical,
        if follows { laws.pursuit.get() } else { 1.0 },
        driven_share(mobility, condition.fuel),
        roads.laws.0.fodder.pace_kept(mobility, condition.horses),
        supplied_share(before_enemy, condition, duty, roads),
        if by_night { 1.0 } else { roads.air.open_between(unit.side, from, leg.to) },
        1.0,
    ];
    let dry = factors.iter().fold(1.0, |product, f| product * f);
    let river = river_share(roads, mobility, leg, dry);
    let applied = dry * river;
    if roads.journal.wants_factors() {
        factors[FACTORS.len() - 1] = river;
        let names = FACTORS.into_iter().zip(factors);
        let factors: Vec<Factor> = names.map(|(name, value)| Factor { name, value }).collect();
        roads.journal.factors(Applied::MarchKmPerDay(id), applied, &factors);
    }
    applied
}

/// What guides of the country win back of the going.
fn guided(roads: &Roads, side: SideId, link: LinkId, going: f64) -> f64 {
    roads.irregulars.guided(&roads.laws.0.irregulars, side, link, roads.facts.link(link), going)
}

/// Names of what a speed is made of.
const FACTORS: [&str; 15] = [
    "pace",
    "road class",
    "ground",
    "guides",
    "fatigue",
    "days marched",
    "hours of march",
    "forced march",
    "before the enemy",
    "rear guards",
    "fuel",
    "horses",
    "supply",
    "enemy aircraft",
    "river",
];

/// A river's days, spread over the link as a slower pace than so many km a day; none, where the leg ends before it.
fn river_share(roads: &Roads, mobility: Mobility, leg: &Leg, km_per_day: f64) -> f64 {
    let days = roads.staff.river_days(mobility, leg.link);
    let l = roads.facts.link(leg.link);
    let is_beyond = |c: &Crossing| km_toward(c, l, leg.to) > leg.stop_km - NEAR_KM;
    if days == 0.0 || roads.crossings.on(leg.link).iter().all(is_beyond) {
        return 1.0;
    }
    l.km / (l.km + days * km_per_day)
}

/// Km along a leg at which a mobility comes to the bank of a river whose bridge was blown and that it cannot cross without;
/// infinite: none is ahead.
fn bank_km(roads: &Roads, mobility: Mobility, leg: &Leg) -> f64 {
    let (l, water) = (roads.facts.link(leg.link), Water { laws: &roads.laws.0, weather: &roads.weather });
    let ahead = roads.crossings.on(leg.link).iter().filter(|c| c.had_bridge && water.is_shut(c, mobility));
    ahead.map(|c| km_toward(c, l, leg.to)).filter(|km| *km >= leg.km - BANK_KM).fold(f64::INFINITY, f64::min)
}

/// Who attacks and has outrun his supplies waits for them.
fn supplied_share(before_enemy: bool, condition: &Condition, duty: &Duty, roads: &Roads) -> f64 {
    let waits = before_enemy && outruns_supply(&roads.laws.0.attack, condition, duty, roads.clock.now);
    if waits { 0.0 } else { 1.0 }
}

/// Lorries and tanks without fuel stand.
fn driven_share(mobility: Mobility, fuel: f64) -> f64 {
    if fuel > 0.0 || !is_driven(mobility) { 1.0 } else { 0.0 }
}

/// How a unit goes: with its lorries and tanks, but on foot and without them where it goes back and walks faster than it drives.
fn gait(roads: &Roads, own: Mobility, leg: &Leg, fuel: f64, stance: Stance) -> Mobility {
    if stance != Stance::Retreat || !is_driven(own) {
        return own;
    }
    let pace_as = |mobility: Mobility| {
        let going = roads.staff.going(mobility, leg.link);
        let dry = pace(&roads.laws.0.march, mobility) * going.class * going.ground;
        let waits = bank_km(roads, mobility, leg).is_finite();
        let passes = if waits { 0.0 } else { driven_share(mobility, fuel) };
        dry * passes * river_share(roads, mobility, leg, dry)
    };
    if pace_as(Mobility::Foot) > pace_as(own) { Mobility::Foot } else { own }
}

/// Whether a unit marches by night only.
fn marches_by_night(duty: &Duty, scenario: &Scenario) -> bool {
    duty.stance == Stance::March
        && duty.order.is_some_and(|o| {
            matches!(scenario.orders[o.index()].task, Task::March { hours: Hours::Night, .. })
        })
}

/// A unit reached the stop of its leg: the enemy's line, or the place.
fn arrive(id: UnitId, position: &mut Position, duty: &mut Duty, strength: &Strength, roads: &mut Roads) {
    let Some(leg) = position.leg else { return };
    let operation = &*roads.operation.0;
    let (unit, whole) = (roads.facts.unit(id), roads.facts.link(leg.link).km);
    let now = roads.clock.now;
    // The line may have moved since the leg was set.
    let Stop { km: stop, gives_way, last_km } =
        roads.stops().at(leg.link, position, unit, strength.men, duty);
    if stop + NEAR_KM < whole || leg.stop_km + NEAR_KM < whole {
        let km = leg.stop_km.min(whole).min(stop.max(leg.km));
        // He keeps up with an enemy who gives way.
        let keeps_up = if stop <= km + NEAR_KM { gives_way.min(leg.km_per_day) } else { 0.0 };
        let stop_km = if keeps_up > 0.0 { last_km } else { km };
        position.leg = Some(Leg { km, since: now, km_per_day: keeps_up, stop_km, ..leg });
        if stop <= km + NEAR_KM && duty.stance == Stance::Retreat {
            // It takes position, or the way back is shut: whoever is cut off looks for another.
            duty.stance = Stance::Hold;
            position.route.clear();
            if duty.halt_km <= km + NEAR_KM && roads.cover.holder(leg.to) == unit.side {
                turn_back(operation, position, Leg { km, ..leg }, now);
            }
        } else if stop <= km + NEAR_KM {
            duty.closed_at = Some(now);
        }
        return;
    }
    position.leg = None;
    position.place = leg.to;
    pass(operation, duty, leg.to);
    duty.closed_at = None;
    duty.committed = false;
    duty.waiting_since = None;
    let gets_away = duty.stance == Stance::Retreat || only_passes(operation, duty, now);
    let goes_through = gets_away && leg.to != position.goal;
    enter(id, leg.to, unit.side, strength.men, goes_through, roads);
    if leg.to == position.goal {
        position.route.clear();
    }
    if position.route.is_empty() && roads.cover.holder(leg.to) == unit.side {
        roads.cover.note_arrival(leg.to, id, strength.men);
    }
}

/// A unit stands in a place: it takes it if the enemy held it, unless it only goes back through.
fn enter(id: UnitId, place: PlaceId, side: SideId, men: f64, goes_through: bool, roads: &mut Roads) {
    let mut holding = roads.places.get_mut(place);
    let (is_own, now) = (holding.side == side, roads.clock.now);
    if goes_through && !is_own {
        return;
    }
    roads.journal.tell(What::Reached { unit: id, place });
    if is_own {
        return;
    }
    change_hands(place, side, Some(id), &mut holding, &mut roads.journal);
    roads.cover.note_capture(place, side, id, men);
    roads.agenda.schedule(Event { at: now, phase: Phase::Control, subject: Subject::Place(place), tag: 0 });
}
