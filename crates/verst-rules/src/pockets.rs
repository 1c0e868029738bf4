//! Pockets: how those who are cut off get out, and how they end.
//!
//! Law     A cut-off unit tries to break out after a day or more, through ground that no known enemy holds, to any place with
//!         a road that is no farther than its food lasts, once in days. Where roads are longer than the reach of those who hold their ends it goes round them across
//!         country, which costs men, tanks and guns by the number of those who bar the way, to those who break out from the same place. Who was sent to attack goes on while he finds the way open and has half his stocks; else
//!         he opens his road again, unless more bar the place behind him than a reaction is called for. Where there is no way, a unit attacks outwards, from its place or back along its link, whatever the
//!         odds, by the way that costs least with the enemies on it, while it has something left to fire and until it has a road again. Towns that are to be held at all costs are held, and other places that a unit is told to hold for as long as it has something to eat and to fire,
//!         or until leave comes (withdraw.rs) where it is to stand fast: who was driven from his place has nothing left to hold. Who is on his way back to a place that has fallen looks for another. Who cannot be carried is left behind: of a break-out's losses all but the
//!         dead are the enemy's prisoners. A unit that has nothing left to eat or to fire and has lost its cohesion lays down its
//!         arms by a hazard, unless it is on its way out and has still to eat; a few get through to their own.
//! Source  campaign model A8; ends of pockets, see the rules file.
//! Phase   Control, after control.  Reads Cover, SupplyMap, Staff, Condition.  Writes Duty, Position, Strength, Toll.
//!         Entries Retreated, Destroyed, Surrendered.  Dice BreakOut, Surrender.

use bevy_ecs::system::{Local, Res};
use verst_domain::forces::UnitKind;
use verst_domain::ids::{PlaceId, UnitId};
use verst_domain::journal::{Applied, Factor, Losses, What, Why};
use verst_domain::maths::exp;
use verst_domain::orders::Task;
use verst_domain::scenario::Scenario;
use verst_domain::time::{DAY, Minute};
use verst_engine::components::{Condition, Duty, Position, Stance, Status, Strength, Toll};
use verst_engine::dice::Purpose;
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::coefficient::{Days, PerDay, Pure, Share};
use crate::facts::Facts;
use crate::fit::is_told_to_attack;
use crate::retreat::Way;
use crate::rout::is_routed;
use crate::set_out::{begin_of, take};
use crate::supply::SupplyMap;
use crate::way_out::{exit, way_out};
use crate::withdraw::ask;

crate::coefficients! {
    /// Coefficients of pockets.
    Params in "pockets" {
        /// Days cut off before a break-out is tried.
        after: Days,
        /// Days between attempts.
        again: Days,
        /// Median share of men lost in a break-out, as an exponent: so large ones come to no more than all.
        loss: Share,
        /// What those who bar the way add to it, for every man of theirs per man who breaks out.
        loss_round: Share,
        /// Spread of the logarithm of both.
        spread: Pure,
        /// Share of its tanks and guns that it leaves behind where as many bar the way, and in proportion where fewer do.
        left: Share,
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
    turn_to_their_orders(way.clock.now, &mut units);
    look_for_other_goals(&facts, &map, &mut units, &mut way);
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

/// Who has a road again no longer attacks outwards: staffs give him his way by his orders.
fn turn_to_their_orders(now: Minute, units: &mut Units<Owner>) {
    for (_, (duty, position, _, condition, _)) in units.each_mut() {
        if condition.cut_days <= 0.0 && attacks_out(duty, now) {
            (duty.break_out_after, duty.settled_until) = (now, now);
            position.route.clear();
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
    attacks_out(duty, now) && !is_told_to_attack(scenario, duty)
}

/// Adds up the hazard of giving up; who gives up is listed.
fn despair(days: f64, units: &mut Units<Owner>, way: &Way, ends: &mut Vec<UnitId>) {
    let (laws, routed) = (&way.laws.0.pockets, &way.laws.0.rout);
    let is_at_an_end = |c: &Condition| is_desperate(laws, c) || c.cut_days > 0.0 && is_routed(routed, c);
    for (id, (duty, position, _, condition, _)) in units.each_mut() {
        let gets_away = duty.stance == Stance::Retreat
            && condition.food >= laws.spent.get()
            && position.leg.is_some_and(|leg| leg.km_per_day > 0.0);
        if duty.status != Status::Present || gets_away || !is_at_an_end(condition) {
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
        // Who was sent to attack opens his road again where few bar it, and takes the places on it.
        let behind = position.place;
        let is_barred = way.cover.holder(behind) != facts.unit(id).side
            && way.cover.men_in(behind) > way.laws.0.reaction.weak.get() * strength.men;
        let slips = duty.stance != Stance::Attack || is_barred;
        let out = slips
            .then(|| way_out(scenario, facts, id, position, (strength.men, fed_days), map, way))
            .flatten();
        let Some(out) = out else {
            if condition.ammunition >= way.laws.0.pockets.spent.get() {
                attack_out(scenario, id, duty, position, map, way);
            }
            continue;
        };
        let lost = break_out(id, out.odds, duty, strength, way);
        toll.book(&lost);
        way.journal.tell(What::Retreated { unit: id, from: out.begin, to: out.goal, why: Why::BreakOut });
        set_off(scenario, (out.begin, out.goal), position, way);
    }
}

/// A unit breaks out past so many enemies for each who goes with it; what it loses.
fn break_out(id: UnitId, odds: f64, duty: &mut Duty, strength: &mut Strength, way: &mut Way) -> Losses {
    let laws = &way.laws.0.pockets;
    let key = way.constants.unit_keys[id.index()];
    let ordinal = u64::from(duty.counts[BREAK_OUTS]);
    let median = laws.loss.get() + laws.loss_round.get() * odds;
    let left = laws.left.get().min(1.0) * odds.min(1.0);
    let exponent = way.dice.log_normal(median, laws.spread.get(), Purpose::BreakOut, key, ordinal);
    let share = 1.0 - exp(-exponent);
    let factors = [
        Factor { name: "median", value: median },
        Factor { name: "luck", value: exponent / median.max(f64::MIN_POSITIVE) },
        Factor { name: "saturation", value: share / exponent.max(f64::MIN_POSITIVE) },
    ];
    way.journal.factors(Applied::BreakOutShare(id), share, &factors);
    duty.counts[BREAK_OUTS] += 1;
    duty.break_out_after = way.clock.now + (laws.again.get() * DAY as f64) as i64;
    duty.stance = Stance::Retreat;
    duty.halt_km = f64::INFINITY;
    duty.closed_at = None;
    duty.committed = false;
    leave(strength, share, left, way.laws.0.losses.killed.get())
}

/// What a unit loses that breaks out: a share of all it has, and of its tanks and guns another share, which stays behind.
fn leave(strength: &mut Strength, share: f64, left: f64, killed: f64) -> Losses {
    let of_arms = 1.0 - (1.0 - share) * (1.0 - left);
    let men = strength.men * share;
    let losses = Losses {
        tanks: strength.all_tanks() * of_arms,
        // They are no longer those under repair.
        tanks_damaged: -strength.tanks_in_repair * of_arms,
        guns: strength.guns * of_arms,
        ..left_behind(men, killed)
    };
    strength.men -= men;
    for arm in [&mut strength.tanks, &mut strength.tanks_in_repair, &mut strength.guns] {
        *arm *= 1.0 - of_arms;
    }
    losses
}

/// Sets a unit on its way out from one place to another; `way.route` is that way.
fn set_off(scenario: &Scenario, (from, to): (PlaceId, PlaceId), position: &mut Position, way: &mut Way) {
    take(scenario, position, from, &mut way.route, way.clock.now);
    position.route.clear();
    position.route.extend_from_slice(&way.route);
    position.goal = to;
}

/// Those on their way back whose goal has fallen meanwhile look for another, however far: they are under way already.
fn look_for_other_goals(facts: &Facts, map: &SupplyMap, units: &mut Units<Owner>, way: &mut Way) {
    let operation = Res::clone(&way.operation).into_inner();
    for (id, (duty, position, strength, ..)) in units.each_mut() {
        let is_lost = duty.status == Status::Present
            && duty.stance == Stance::Retreat
            && way.cover.holder(position.goal) != facts.unit(id).side;
        if !is_lost {
            continue;
        }
        if let Some(out) = way_out(&operation.0, facts, id, position, (strength.men, f64::INFINITY), map, way)
        {
            set_off(&operation.0, (out.begin, out.goal), position, way);
        }
    }
}

/// No way round: a unit attacks along the way to its own side that costs least, with the enemies who bar it, out of its place or
/// back along its link.
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
    let Some(goal) = exit(scenario, id, position, map, way) else { return };
    let begin = begin_of(scenario, goal, &way.route);
    set_off(scenario, (begin, goal), position, way);
    duty.break_out_after = way.clock.now + (way.laws.0.pockets.again.get() * DAY as f64) as i64;
    duty.settled_until = duty.break_out_after;
    duty.stance = Stance::Attack;
    (duty.closed_at, duty.committed) = (None, false);
}

/// Whether a unit breaks out: cut off for long enough, free to move, and not told to hold where it is.
fn wants_out(
    scenario: &Scenario,
    id: UnitId,
    duty: &mut Duty,
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
    let carried = condition.food.min(condition.ammunition);
    let can_fight = carried >= way.laws.0.pockets.spent.get();
    let side = scenario.unit(id).side;
    // Who was driven off has nothing left to hold.
    let has_place = way.cover.holder(way.cover.anchor(side, position)) == side;
    let told = has_place && (stands_fast && town || (stands_fast || holds_here) && can_fight);
    let may_go = |duty: &mut Duty| !told || stands_fast && !town && ask(id, duty, way);
    // Who was sent behind the enemy's lines, or told to press on, knew that his road would be cut.
    let goes_on = matches!(task, Some(Task::March { .. } | Task::Attack { press: true, .. }));
    let is_stuck = duty.closed_at.is_some() || carried < way.laws.0.stocks.saving.get();
    let attacks = duty.stance == Stance::Attack && !goes_on && is_stuck;
    duty.status == Status::Present
        && (free || attacks)
        && scenario.unit(id).kind != UnitKind::Garrison
        && way.clock.now >= duty.break_out_after
        && may_go(duty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_out_leaves_arms_behind_and_loses_nobody_twice() {
        let before =
            Strength { men: 8000.0, tanks: 30.0, tanks_in_repair: 10.0, guns: 60.0, ..Strength::default() };
        let mut after = before.clone();
        let losses = leave(&mut after, 0.25, 0.6, 0.2);
        assert_eq!((after.men, losses.men()), (6000.0, 2000.0));
        assert_eq!((losses.killed, losses.missing), (400.0, 1600.0));
        assert!((after.guns - 60.0 * 0.75 * 0.4).abs() < 1e-9, "those who get out bring two guns in five");
        assert!((losses.tanks + after.all_tanks() - before.all_tanks()).abs() < 1e-9);
        assert!((losses.tanks_damaged + before.tanks_in_repair - after.tanks_in_repair).abs() < 1e-9);
    }
}
