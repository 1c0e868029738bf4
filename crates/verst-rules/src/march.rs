//! March: how fast units move, and what arriving does.
//!
//! Law     km/day = pace of the mobility x road class x ground x (1 - .4 fatigue) x duty(days marched) x night x forced x
//!         tactical. A coup de main and help for a threatened place march by force.
//!         A march keeps its route and the rest of its minutes through places. Before the enemy it is tactical; behind a
//!         retreat less than two days old it meets rear guards and mines, as long as it has men of the enemy's to speak of before it (ahead.rs). A river without bridge or bearing ice costs time; where a bridge was blown
//!         driven troops wait on the bank until it is built anew.
//!         Lorries and tanks without fuel stand, weak horses are slow (fodder.rs); who goes back leaves them where he walks faster. By day the enemy's aircraft slow all who are on the road (air.rs). Guns without infantry do not lead: they wait until others of their side are
//!         on the road to the enemy.
//! Source  campaign model A9, A4; Soviet and German march norms (see the rules file).
//! Phase   March.  Reads Conditions, Cover, Duty.  Writes Position, Condition, Holding.  Entries Reached, Captured.
//!         Dice none.

use bevy_ecs::system::ResMut;
use verst_domain::forces::UnitKind;
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::journal::What;
use verst_domain::maths::exp;
use verst_domain::time::DAY;
use verst_engine::agenda::{Event, Subject};
use verst_engine::components::{Condition, Duty, Leg, Position, Stance, Status, Strength};
use verst_engine::phase::Phase;
use verst_engine::roster::Units;
use verst_engine::run::{Due, follow};

use crate::control::change_hands;
use crate::plan::pass;
use crate::pockets::only_passes;
use crate::roads::{NEAR_KM, Roads, bank_km, gait, speed};
use crate::set_out::turn_back;
use crate::stops::Stop;

type Marcher = (&'static mut Position, &'static mut Condition, &'static mut Duty, &'static Strength);

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
    start((id, men), position, leg, (stop, bank), condition, duty, roads);
}

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
    start((id, men), position, leg, (stop, bank), condition, duty, roads);
}

/// Guns without infantry go where their side is, or on a contact behind troops who stand on it.
fn is_led(roads: &Roads, link: LinkId, to: PlaceId, side: SideId) -> bool {
    roads.cover.holder(to) == side || roads.cover.line(link, side).forward > 0.0
}

/// Sets a leg in motion and schedules its arrival, unless the next round, which sets every moving leg anew, comes first.
fn start(
    (id, men): (UnitId, f64),
    position: &mut Position,
    mut leg: Leg,
    (stop, bank): (Stop, f64),
    condition: &Condition,
    duty: &Duty,
    roads: &mut Roads,
) {
    leg.km_per_day = speed((id, men), position.place, &leg, condition, duty, roads);
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
