//! Pockets: how those who are cut off get out, and how they end.
//!
//! Law     A cut-off unit tries to break out after a day or more, through ground that no known enemy holds, to any place with
//!         a road that is no farther than its food lasts, once in days. Where roads are longer than the reach of those who hold their ends it goes round them across
//!         country, and loses as many as one whose retreat is cut. Where there is no way, and if it was sent to attack and nobody bars the place behind it, it attacks outwards, from its place or back along its link, whatever the
//!         odds and with what it has left to fire. Towns that are to be held at all costs are held, and other places that a unit is told to hold for as long as it has something to eat and to fire. Who cannot be carried is left behind: of a break-out's losses all but the
//!         dead are the enemy's prisoners. A unit that has nothing left to eat or to fire and has lost its cohesion lays down its
//!         arms by a hazard, unless it is on its way out and has still to eat; a few get through to their own.
//! Source  campaign model A8; ends of pockets, see the rules file.
//! Phase   Control, after control.  Reads Cover, SupplyMap, Staff, Condition.  Writes Duty, Position, Strength, Toll.
//!         Entries Retreated, Destroyed, Surrendered.  Dice BreakOut, Surrender.

use bevy_ecs::system::{Local, Res};
use verst_domain::forces::UnitKind;
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::journal::{Losses, What, Why};
use verst_domain::orders::Task;
use verst_domain::scenario::Scenario;
use verst_domain::time::{DAY, Minute};
use verst_engine::components::{Condition, Duty, Position, Stance, Status, Strength, Toll};
use verst_engine::dice::Purpose;
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::coefficient::{Days, PerDay, Pure, Share};
use crate::cover::{self, Cover};
use crate::facts::Facts;
use crate::retreat::Way;
use crate::route::{begin_of, take};
use crate::supply::SupplyMap;

crate::coefficients! {
    /// Coefficients of pockets.
    Params in "pockets" {
        /// Days cut off before a break-out is tried.
        after: Days,
        /// Days between attempts.
        again: Days,
        /// Median share of men lost in a break-out.
        loss: Share,
        /// Spread of its logarithm.
        spread: Pure,
        /// Stocks, as a share of a full load, below which food or ammunition counts as spent.
        spent: Share,
        /// Cohesion below which a unit without stocks may give up.
        shaken: Share,
        /// Hazard of giving up then.
        gives_up: PerDay,
        /// Share of its men who get through to their own side.
        stragglers: Share,
        /// Share of its men who fall in the last fight.
        fallen: Share,
    }
}

/// Counter of a unit's break-outs among its ordinals of dice.
const BREAK_OUTS: usize = 3;

type Owner =
    (&'static mut Duty, &'static mut Position, &'static mut Strength, &'static Condition, &'static mut Toll);

/// Looks after all who are cut off.
pub(crate) fn pockets(
    clock: Res<Clock>,
    facts: Res<Facts>,
    map: Res<SupplyMap>,
    mut units: Units<Owner>,
    mut way: Way,
    mut ends: Local<Vec<UnitId>>,
) {
    if map.longest_cut() >= way.laws.0.pockets.after.get() {
        break_outs(&facts, &map, &mut units, &mut way);
    }
    if map.longest_cut() > 0.0 {
        despair(clock.step_days(), &mut units, &way, &mut ends);
        for id in ends.drain(..) {
            surrender(id, &facts, &mut units, &mut way);
        }
    }
}

/// Losses of men of whom a share is dead and the others fall into the enemy's hands: the wounded cannot be carried.
fn left_behind(lost: f64, killed: f64) -> Losses {
    Losses { killed: lost * killed, missing: lost * (1.0 - killed), ..Losses::default() }
}

/// Whether a unit has nothing left to hold out with.
#[must_use]
pub fn is_desperate(laws: &Params, condition: &Condition) -> bool {
    let spent = condition.food.min(condition.ammunition) < laws.spent.get();
    condition.cut_days > 0.0 && spent && condition.cohesion < laws.shaken.get()
}

/// Whether a cut-off unit attacks outwards: until it may try another way.
#[must_use]
pub fn attacks_out(duty: &Duty, now: Minute) -> bool {
    duty.stance == Stance::Attack && now < duty.break_out_after && duty.settled_until == duty.break_out_after
}

/// Whether a unit is on its way out of a ring.
#[must_use]
pub(crate) fn breaks_out(duty: &Duty, now: Minute) -> bool {
    duty.stance == Stance::Retreat && now < duty.break_out_after
}

/// Whether a unit attacks outwards only to get away: who was sent to attack opens his road again.
pub(crate) fn only_passes(scenario: &Scenario, duty: &Duty, now: Minute) -> bool {
    let was_sent = duty.order.is_some_and(|o| matches!(scenario.orders[o.index()].task, Task::Attack { .. }));
    attacks_out(duty, now) && !was_sent
}

/// Adds up the hazard of giving up; who gives up is listed.
fn despair(days: f64, units: &mut Units<Owner>, way: &Way, ends: &mut Vec<UnitId>) {
    let laws = &way.laws.0.pockets;
    for (id, (duty, position, _, condition, _)) in units.each_mut() {
        let gets_away = duty.stance == Stance::Retreat
            && condition.food >= laws.spent.get()
            && position.leg.is_some_and(|leg| leg.km_per_day > 0.0);
        if duty.status != Status::Present || gets_away || !is_desperate(laws, condition) {
            continue;
        }
        duty.despair += laws.gives_up.get() * days;
        if duty.despair >= way.dice.exponential(Purpose::Surrender, way.constants.unit_keys[id.index()], 0) {
            ends.push(id);
        }
    }
}

/// A unit lays down its arms: some have fallen, a few get through to another unit, the rest are prisoners.
fn surrender(id: UnitId, facts: &Facts, units: &mut Units<Owner>, way: &mut Way) {
    let laws = &way.laws.0.pockets;
    let to = met_by_stragglers(id, facts, units, way);
    let (mut duty, position, mut strength, _, mut toll) = units.get_mut(id);
    let left = strength.empty();
    let through = to.map_or(0.0, |_| left.men * laws.stragglers.get());
    let losses = Losses {
        tanks: left.all_tanks(),
        guns: left.guns,
        ..left_behind(left.men - through, laws.fallen.get())
    };
    duty.status = Status::Destroyed;
    toll.book(&losses);
    let (place, prisoners) = (position.place, losses.missing);
    way.journal.tell(What::Surrendered { unit: id, place, prisoners, through, to });
    way.journal.tell(What::Destroyed(id));
    if let Some(to) = to {
        units.get_mut(to).2.men += through;
    }
}

/// The unit that stragglers find: with a road, of the same formation if there is one, the nearest of them.
fn met_by_stragglers(id: UnitId, facts: &Facts, units: &Units<Owner>, way: &Way) -> Option<UnitId> {
    let (side, (duty, position, ..)) = (facts.unit(id).side, units.get(id));
    let found = units.each().filter(|&(other, (d, _, s, c, _))| {
        facts.unit(other).side == side && d.status == Status::Present && c.cut_days <= 0.0 && s.men > 0.0
    });
    found
        .map(|(other, (d, p, ..))| {
            (d.under != duty.under, way.constants.distance(p.place, position.place), other)
        })
        .min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)))
        .map(|(_, _, other)| other)
}

/// Cut-off units look for a way out.
fn break_outs(facts: &Facts, map: &SupplyMap, units: &mut Units<Owner>, way: &mut Way) {
    let operation = Res::clone(&way.operation).into_inner();
    let scenario = &*operation.0;
    for (id, (duty, position, strength, condition, toll)) in units.each_mut() {
        if !wants_out(scenario, id, duty, position, condition, way) {
            continue;
        }
        let fed_days = condition.food * way.laws.0.stocks.food.get();
        // Who was sent to attack opens his road again where nobody bars it, and takes the places on it.
        let behind = position.place;
        let is_barred = way.cover.holder(behind) != facts.unit(id).side
            && way.cover.men_in(behind) > way.laws.0.cover.picket.get();
        let slips = duty.stance != Stance::Attack || is_barred;
        let out = slips.then(|| way_out(scenario, facts, id, position, fed_days, map, way)).flatten();
        let Some(WayOut { begin, goal, leads_round }) = out else {
            attack_out(scenario, id, duty, position, map, way);
            continue;
        };
        let laws = &way.laws.0.pockets;
        let key = way.constants.unit_keys[id.index()];
        let ordinal = u64::from(duty.counts[BREAK_OUTS]);
        let (loss, spread) = if leads_round {
            (way.laws.0.retreat.cut.get(), way.laws.0.retreat.cut_spread.get())
        } else {
            (laws.loss.get(), laws.spread.get())
        };
        let share = way.dice.log_normal(loss, spread, Purpose::BreakOut, key, ordinal);
        duty.counts[BREAK_OUTS] += 1;
        duty.break_out_after = way.clock.now + (laws.again.get() * DAY as f64) as i64;
        let lost = strength.men * share.min(1.0);
        strength.men -= lost;
        toll.book(&left_behind(lost, way.laws.0.losses.killed.get()));
        take(scenario, position, begin, &mut way.route, way.clock.now);
        position.route.clear();
        position.route.extend_from_slice(&way.route);
        position.goal = goal;
        duty.stance = Stance::Retreat;
        duty.halt_km = f64::INFINITY;
        duty.closed_at = None;
        duty.committed = false;
        way.journal.tell(What::Retreated { unit: id, from: begin, to: goal, why: Why::BreakOut });
    }
}

/// No way round: a unit attacks along the way to its own side that the fewest enemies bar, out of its place or back along its link;
/// one that is days longer than the shortest is none, for time is what it has least of.
fn attack_out(
    scenario: &Scenario,
    id: UnitId,
    duty: &mut Duty,
    position: &mut Position,
    map: &SupplyMap,
    way: &mut Way,
) {
    if position.leg.is_none() && way.cover.holder(position.place) != scenario.unit(id).side {
        return;
    }
    let plan = &way.laws.0.plan;
    let (per_man, longer) = (1.0 / plan.held_men.get(), plan.way_round.get());
    let Some((_, shortest)) = exit(scenario, id, position, map, 0.0, way) else { return };
    let easiest = exit(scenario, id, position, map, per_man, way).filter(|e| e.1 <= shortest + longer);
    let Some((goal, _)) = easiest.or_else(|| exit(scenario, id, position, map, 0.0, way)) else { return };
    let begin = begin_of(scenario, goal, &way.route);
    take(scenario, position, begin, &mut way.route, way.clock.now);
    duty.break_out_after = way.clock.now + (way.laws.0.pockets.again.get() * DAY as f64) as i64;
    duty.settled_until = duty.break_out_after;
    duty.stance = Stance::Attack;
    duty.closed_at = None;
    position.route.clear();
    position.route.extend_from_slice(&way.route);
    position.goal = goal;
}

/// The cheapest way to its own side where every enemy on it costs so many days: fills `way.route`; where it leads, and its days
/// of march.
fn exit(
    scenario: &Scenario,
    id: UnitId,
    position: &Position,
    map: &SupplyMap,
    per_man: f64,
    way: &mut Way,
) -> Option<(PlaceId, f64)> {
    let unit = scenario.unit(id);
    let (side, mobility) = (unit.side, unit.mobility);
    let (cover, staff) = (&way.cover, &way.staff);
    let barred = |p: PlaceId| if cover.holder(p) == side { 0.0 } else { cover.garrison(p).total * per_man };
    let begins = staff.begins(&way.facts, mobility, position, way.clock.now);
    let step = |link, _, b| {
        let shut = cover.is_contact(link);
        let line = if shut { cover.line(link, side.enemy()).total * per_man } else { 0.0 };
        staff.days(mobility, link) + line + barred(b)
    };
    let is_own = is_own_ground(side, position.place, map);
    let barred_begins = begins.map(|(end, days)| (end, days + barred(end)));
    let goal = way.paths.nearest(&way.network, barred_begins, is_own, step)?;
    way.paths.route(goal, &mut way.route);
    let begin = begin_of(scenario, goal, &way.route);
    let to_begin = begins.iter().filter(|b| b.0 == begin).map(|b| b.1).fold(f64::INFINITY, f64::min);
    let march = way.route.iter().map(|&link| staff.days(mobility, link)).sum::<f64>();
    Some((goal, to_begin + march))
}

/// Whether a side has a road to a place other than the one where it begins.
fn is_own_ground(side: SideId, from: PlaceId, map: &SupplyMap) -> impl Fn(PlaceId) -> bool {
    move |p| p != from && map.km(side, p).is_finite()
}

/// Whether a unit breaks out: cut off for long enough, free to move, and not told to hold where it is.
fn wants_out(
    scenario: &Scenario,
    id: UnitId,
    duty: &Duty,
    position: &Position,
    condition: &Condition,
    way: &Way,
) -> bool {
    if condition.cut_days < way.laws.0.pockets.after.get() {
        return false;
    }
    // Who is told to march, and finds no way, is as free to break out as who stands.
    let halted = position.leg.is_some_and(|leg| leg.km_per_day == 0.0);
    let free = matches!(duty.stance, Stance::Hold | Stance::Reserve)
        || duty.stance == Stance::March && (halted || position.leg.is_none() && position.route.is_empty());
    let town = position.leg.is_none() && scenario.theatre.place(position.place).town_depth.best > 0.0;
    let task = duty.order.map(|o| &scenario.orders[o.index()].task);
    let stands_fast = matches!(task, Some(Task::Hold { stand_fast: true, .. }));
    let holds_here = task.and_then(Task::held_place) == Some(position.place);
    let can_fight = condition.food.min(condition.ammunition) >= way.laws.0.pockets.spent.get();
    let told = stands_fast && town || (stands_fast || holds_here) && can_fight;
    // Who was sent behind the enemy's lines, or told to press on, knew that his road would be cut.
    let goes_on = matches!(task, Some(Task::March { .. } | Task::Attack { press: true, .. }));
    let attacks = duty.stance == Stance::Attack && !goes_on;
    duty.status == Status::Present
        && (free || attacks)
        && !told
        && scenario.unit(id).kind != UnitKind::Garrison
        && way.clock.now >= duty.break_out_after
}

/// Whether the enemy stands on a road out of a side's place within a sector's reach of it.
fn stands_before(
    cover: &Cover,
    facts: &Facts,
    laws: &cover::Params,
    link: LinkId,
    side: SideId,
    place: PlaceId,
) -> bool {
    let km = cover.share_behind(facts, link, side, place) * facts.link(link).km;
    cover.line(link, side.enemy()).forward > laws.picket.get() && km <= laws.sector_radius.get()
}

/// A way out.
struct WayOut {
    begin: PlaceId,
    goal: PlaceId,
    /// Whether it leads round places that the enemy has manned, or past his line.
    leads_round: bool,
}

/// The cheapest way to the nearest place of its own side that has a road, no longer than its food lasts: through ground that
/// nobody holds, or across country, which is out of the enemy's reach beside the middle of a long road. None by a road on which the
/// enemy stands before his place.
fn way_out(
    scenario: &Scenario,
    facts: &Facts,
    id: UnitId,
    position: &Position,
    fed_days: f64,
    map: &SupplyMap,
    way: &mut Way,
) -> Option<WayOut> {
    let unit = scenario.unit(id);
    let (side, mobility) = (unit.side, unit.mobility);
    let picket = way.laws.0.cover.picket.get();
    let (cover, staff, laws) = (&way.cover, &way.staff, &way.laws.0.cover);
    let from = cover.anchor(side, position);
    let is_foes = |p: PlaceId| cover.holder(p) != side;
    let is_shut = |link, a, b| {
        let held = cover.is_contact(link) && cover.is_held(facts, laws, link, side.enemy(), picket);
        let manned = [a, b].iter().any(|&p| is_foes(p) && cover.men_in(p) > picket);
        held || manned
    };
    let across = 1.0 / way.laws.0.march.offroad_foot.get();
    let step = |link, a, b| {
        let is_besieged =
            !is_foes(from) && (a == from || b == from) && stands_before(cover, facts, laws, link, side, from);
        let days = staff.days(mobility, link);
        match (is_shut(link, a, b), is_besieged || !facts.has_room(laws, link)) {
            _ if days.is_infinite() => days,
            (true, true) => f64::INFINITY,
            (_, false) if is_foes(a) && is_foes(b) => days * across,
            // Who has passed the enemy's foremost men is out of the ring.
            (true, false) if is_foes(a) => days * cover.share_behind(facts, link, side, a),
            _ => days,
        }
    };
    let is_lost = position.leg.is_some_and(|leg| is_foes(from) && facts.has_room(laws, leg.link));
    let begins = staff.begins(facts, mobility, position, way.clock.now);
    let begins = if is_lost { begins.map(|(end, days)| (end, days * across)) } else { [(from, 0.0); 2] };
    let goal = way.paths.nearest(&way.network, begins, is_own_ground(side, from, map), step)?;
    way.paths.route(goal, &mut way.route);
    if way.route.is_empty() || way.paths.cost(goal) > fed_days {
        return None;
    }
    let begin = begin_of(scenario, goal, &way.route);
    let mut at = begin;
    let mut leads_round = false;
    for &link in way.route.iter() {
        let next = facts.link(link).other(at);
        leads_round |= is_shut(link, at, next);
        at = next;
    }
    Some(WayOut { begin, goal, leads_round })
}
