//! Withdrawal: who goes back before he is beaten.
//!
//! Law     A holding unit goes when its road home is threatened (threat.rs); where the enemy can be first in the place before which it
//!         stands, and not beyond, it goes back into it. Who is cut off has no road home (pockets.rs). A delaying one goes also when it is attacked and has been pressed for a
//!         day or bleeds fast by the measure of its army (cohesion.rs); security troops likewise. Under stand-fast orders, and
//!         where it was sent to help, it asks where it would go, and goes when permission comes, after days; the request lapses
//!         with the threat. Who is pressed gives up a bound of ground, as long as there is ground before the position (bound.rs,
//!         way_point.rs). Permission to one unit holds for those of its formation who ask as well; it lifts the order that it was
//!         asked for, and all under that order who are threatened may go.
//! Source  campaign model A7; Epstein's withdrawal threshold (loss per day).
//! Phase   Command.  Reads Reach, Cover, Staff, Engagements.  Writes Duty, Position, Holding, Lines.  Entries Retreated.
//!         Dice Permission, Retreat.

use bevy_ecs::system::{Local, Res};
use verst_domain::dice_key::subject;
use verst_domain::forces::UnitKind;
use verst_domain::ids::{FormationId, LinkId, OrderId, PlaceId, UnitId};
use verst_domain::journal::Why;
use verst_domain::orders::Task;
use verst_domain::time::DAY;
use verst_engine::components::{Condition, Duty, Position, Stance, Status};
use verst_engine::dice::Purpose;
use verst_engine::roster::Units;

use crate::bound::{Ground, ground_before, pull_back};
use crate::coefficient::{Days, Km, PerDay};
use crate::engagements::Engagements;
use crate::near::Near;
use crate::retreat::{Way, fallback_axis};
use crate::threat::{fears_for_his_place, is_threatened};
use crate::way_point::Behind;

crate::coefficients! {
    /// Coefficients of withdrawal.
    Params in "withdraw" {
        /// How far ahead, in own marching days, a unit watches its road.
        horizon: Days,
        /// How much time before the enemy it wants.
        margin: Days,
        /// More, where a neighbouring place fell just now.
        alarmed: Days,
        /// How near such a neighbour is.
        neighbour: Km,
        /// Days under attack after which a unit is pressed.
        pressed: Days,
        /// Losses a day at which a unit asks or goes.
        bleeding: PerDay,
        /// Mean days until permission to leave a stand-fast position.
        permission: Days,
    }
}

/// Counter of a unit's requests among its ordinals of dice.
const REQUESTS: usize = 2;

/// What a unit makes of its situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mind {
    /// Stay.
    Stay,
    /// Go, for this reason.
    Go(Why),
    /// Ask for permission.
    Ask,
}

/// What the decision looks at.
#[derive(Clone, Copy, Debug)]
pub struct Outlook {
    /// The enemy can be on the road first.
    pub threatened: bool,
    /// Under attack for long enough.
    pub pressed: bool,
    /// Losing men fast.
    pub bleeding: bool,
    /// Told to stand fast, sent to help a threatened place, or at the end of its fallback axis.
    pub stand_fast: bool,
    /// Told to delay.
    pub delaying: bool,
    /// Guards and police.
    pub security: bool,
}

/// The decision.
#[must_use]
pub fn decide(o: Outlook) -> Mind {
    let why = if o.threatened {
        Why::Threatened
    } else if o.bleeding || (o.delaying || o.security) && o.pressed {
        Why::Pressed
    } else {
        return Mind::Stay;
    };
    if o.stand_fast { Mind::Ask } else { Mind::Go(why) }
}

type Holder = (&'static mut Duty, &'static mut Position, &'static Condition);

/// Decides for every holding unit, then for those who asked beside one that got leave.
pub(crate) fn withdraw(
    mut units: Units<Holder>,
    mut way: Way,
    engagements: Res<Engagements>,
    mut near: Local<Near>,
    mut alarmed: Local<Vec<[bool; 2]>>,
) {
    way.found.clear();
    let scenario = std::sync::Arc::clone(&way.operation.0);
    near.look(scenario.digest, &scenario.theatre.places, way.laws.0.withdraw.neighbour.get());
    look_for_alarms(&way, &near, &mut alarmed);
    let mut gone: Vec<FormationId> = Vec::new();
    let mut lifted: Vec<OrderId> = Vec::new();
    let mut bounds: Vec<(PlaceId, Vec<LinkId>)> = Vec::new();
    let mut neighbours: Vec<(UnitId, bool)> = Vec::new();
    for (id, (duty, position, condition)) in units.each_mut() {
        if !may_decide(duty) || condition.cut_days > 0.0 {
            continue;
        }
        let Some(mut outlook) = outlook(id, duty, position, &engagements, &alarmed, &mut way) else {
            continue;
        };
        let goes_in = !outlook.threatened && fears_for_his_place(id, position, &alarmed, &engagements, &way);
        outlook.threatened |= goes_in;
        let why = match decide(outlook) {
            Mind::Stay => {
                duty.permission_at = None;
                continue;
            }
            Mind::Go(why) => why,
            Mind::Ask => {
                if outlook.threatened {
                    neighbours.push((id, goes_in));
                }
                if !ask(id, duty, &way) {
                    continue;
                }
                Why::Permitted
            }
        };
        let side = way.facts.unit(id).side;
        let anchor = way.cover.anchor(side, position);
        let is_road_cut = outlook.threatened || way.cover.holder(anchor) != side;
        let ground = if is_road_cut { Ground::None } else { ground_before(&way, anchor) };
        let went = match ground {
            Ground::None if goes_in => way.back_into_place(id, duty, position),
            Ground::None => go(id, duty, position, why, &mut way),
            Ground::Open => false,
            Ground::Bound(links) => {
                bounds.push((anchor, links));
                false
            }
        };
        if went && why == Why::Permitted {
            gone.push(duty.under);
            lifted.extend(duty.order);
        }
    }
    bounds.sort_by_key(|bound| bound.0);
    bounds.dedup_by_key(|bound| bound.0);
    for (place, links) in &bounds {
        fall_back(*place, links, &mut units, &mut way);
    }
    for (id, goes_in) in neighbours {
        let (mut duty, mut position, _) = units.get_mut(id);
        let (duty, position) = (&mut *duty, &mut *position);
        if duty.stance == Stance::Retreat || !may_follow(duty.under, duty.order, &gone, &lifted) {
            continue;
        }
        if goes_in {
            way.back_into_place(id, duty, position);
        } else {
            go(id, duty, position, Why::Threatened, &mut way);
        }
    }
}

/// Whether a threatened unit may go with those of its formation who got leave, or because its order was lifted.
fn may_follow(under: FormationId, order: Option<OrderId>, gone: &[FormationId], lifted: &[OrderId]) -> bool {
    gone.contains(&under) || order.is_some_and(|order| lifted.contains(&order))
}

/// Units that hold, wait or rest decide.
fn may_decide(duty: &Duty) -> bool {
    duty.status == Status::Present && matches!(duty.stance, Stance::Hold | Stance::Reserve)
}

/// Looks at the road back; none: nothing to decide (no enemy near, or no road).
fn outlook(
    id: UnitId,
    duty: &Duty,
    position: &Position,
    engagements: &Engagements,
    alarmed: &[[bool; 2]],
    way: &mut Way,
) -> Option<Outlook> {
    let laws = &way.laws.0.withdraw;
    let side = way.operation.0.unit(id).side;
    let anchor = way.cover.anchor(side, position);
    // What it suffered elsewhere is no reason to leave a place that nobody attacks.
    let attacked = engagements.is_open(way.position_of(anchor, side), side.enemy());
    let pressed = attacked && duty.pressed_days >= laws.pressed.get();
    let bleeding = attacked && duty.loss_rate * way.facts.unit(id).fragility > laws.bleeding.get();
    let near = way.reach.days(side, anchor) <= laws.horizon.get() || way.cover.in_contact(id);
    if !near {
        return (duty.permission_at.is_some()).then_some(QUIET);
    }
    if !way.find(id, duty.under, anchor) {
        return None;
    }
    let threatened = is_threatened(id, position, anchor, alarmed[anchor.index()][side.index()], way);
    let scenario = &*way.operation.0;
    let axis = fallback_axis(scenario, duty.under);
    let ordered = duty.order.map(|o| &scenario.orders[o.index()].task);
    Some(Outlook {
        threatened,
        pressed,
        bleeding,
        stand_fast: matches!(ordered, Some(Task::Hold { stand_fast: true, .. }))
            || way.clock.now < duty.settled_until
            || axis.last() == Some(&anchor),
        delaying: matches!(ordered, Some(Task::Delay { .. })),
        security: scenario.unit(id).kind == UnitKind::Security,
    })
}

const QUIET: Outlook = Outlook {
    threatened: false,
    pressed: false,
    bleeding: false,
    stand_fast: false,
    delaying: false,
    security: false,
};

/// Marks, by place and side, where a side has just lost a place nearby.
fn look_for_alarms(way: &Way, near: &Near, alarmed: &mut Vec<[bool; 2]>) {
    alarmed.clear();
    alarmed.resize(way.places.ids().len(), [false; 2]);
    let recent = way.clock.now.0 - (way.laws.0.retreat.open.get() * DAY as f64) as i64;
    for (fallen, _) in way.places.each().filter(|(_, holding)| holding.since.0 > recent.max(0)) {
        let loser = way.cover.holder(fallen).enemy();
        for neighbour in near.to(fallen).iter().filter(|neighbour| **neighbour != fallen) {
            alarmed[neighbour.index()][loser.index()] = true;
        }
    }
}

/// Asks, or waits for the answer; whether permission is there.
pub(crate) fn ask(id: UnitId, duty: &mut Duty, way: &Way) -> bool {
    let now = way.clock.now;
    let at = *duty.permission_at.get_or_insert_with(|| {
        // One commander decides for all who stand under one order of his.
        let key = duty.order.map_or(way.constants.unit_keys[id.index()], |order| order_key(way, order));
        let wait = way.dice.exponential(Purpose::Permission, key, u64::from(duty.counts[REQUESTS]));
        duty.counts[REQUESTS] += 1;
        now + (wait * way.laws.0.withdraw.permission.get() * DAY as f64) as i64
    });
    now >= at
}

fn order_key(way: &Way, order: OrderId) -> u64 {
    subject(&format!("orders.{}", way.operation.0.orders[order.index()].key))
}

fn go(id: UnitId, duty: &mut Duty, position: &mut Position, why: Why, way: &mut Way) -> bool {
    let least = way.least_km(id, duty);
    way.send(id, duty, position, least, why)
}

/// Those who hold a place give up a bound on some of its links.
fn fall_back(place: PlaceId, links: &[LinkId], units: &mut Units<Holder>, way: &mut Way) {
    let (side, now) = (way.cover.holder(place), way.clock.now);
    let behind = Behind::of(&way.operation.0, place, way.position_of(place, side));
    for &link in links {
        let line = way.take_back(link, place, side);
        let through = behind.zip(line.beyond());
        if let Some((behind, _)) = through {
            way.links.get_mut(behind.link).retreat_at = Some(now);
        }
        for (id, (duty, position, _)) in units.each_mut() {
            // The place first: it is all that is read of nearly every unit.
            if position.place != place && position.leg.is_none_or(|leg| leg.link != link)
                || way.facts.unit(id).side != side
            {
                continue;
            }
            match through.filter(|(behind, _)| may_decide(duty) && behind.concerns(link, position)) {
                Some((behind, past)) => behind.stand(past, now, position, duty),
                None => pull_back(way.facts.link(link), (link, place), line, position, duty, now),
            }
        }
    }
    for (_, (duty, position, _)) in units.each_mut() {
        if way.cover.anchor(side, position) == place {
            (duty.pressed_days, duty.permission_at) = (0.0, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifted_order_lets_all_go_who_are_under_it() {
        let (gone, lifted) = (&[FormationId(1)], &[OrderId(7)]);
        assert!(may_follow(FormationId(1), None, gone, lifted));
        assert!(may_follow(FormationId(2), Some(OrderId(7)), gone, lifted));
        assert!(!may_follow(FormationId(2), Some(OrderId(8)), gone, lifted));
        assert!(!may_follow(FormationId(2), None, gone, lifted));
    }

    #[test]
    fn stand_fast_asks_where_others_go() {
        let free = Outlook { threatened: true, ..QUIET };
        assert_eq!(decide(free), Mind::Go(Why::Threatened));
        assert_eq!(decide(Outlook { stand_fast: true, ..free }), Mind::Ask);
        let pressed = Outlook { pressed: true, ..QUIET };
        assert_eq!(decide(pressed), Mind::Stay);
        assert_eq!(
            decide(Outlook { stand_fast: true, ..pressed }),
            Mind::Stay,
            "no weaker than an order to hold"
        );
        assert_eq!(decide(Outlook { delaying: true, ..pressed }), Mind::Go(Why::Pressed));
        assert_eq!(decide(Outlook { security: true, ..pressed }), Mind::Go(Why::Pressed));
        assert_eq!(decide(Outlook { bleeding: true, ..QUIET }), Mind::Go(Why::Pressed));
    }
}
