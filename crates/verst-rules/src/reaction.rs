//! Reaction: forces sent to key places under threat.
//!
//! Law     Each turn, where the enemy known to threaten a key place outnumbers its defenders by more than the given ratio
//!         and could be there within two days, the nearest uncommitted units go there, then the least pressed line units
//!         within a march; a formation gives at most its reserve share. Nobody is sent who asks to go back himself, or just
//!         went back.
//! Source  campaign model A12.
//! Phase   Command.  Reads Reach, Cover, Staff.  Writes Duty, Position.  Dice none.

use bevy_ecs::system::{Local, Res, SystemParam};
use verst_domain::forces::{Mobility, UnitKind};
use verst_domain::ids::{FormationId, LinkId, PlaceId, SideId, UnitId};
use verst_domain::scenario::Scenario;
use verst_domain::time::{DAY, Minute};
use verst_engine::components::{Duty, Position, Stance, Status, Strength};
use verst_engine::muster::{Constants, Operation};
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::coefficient::{Days, Km, Share};
use crate::cover::Cover;
use crate::path::{Network, Paths};
use crate::reach::{Reach, is_hidden};
use crate::route::turn_back;
use crate::rules_file::Laws;
use crate::staff::Staff;

crate::coefficients! {
    /// Coefficients of reaction.
    Params in "reaction" {
        /// How soon the enemy must be able to stand there.
        within: Days,
        /// Defenders per threatening man below which help is sent.
        weak: Share,
        /// How near an enemy must be to threaten the place.
        threat_radius: Km,
        /// Days of march from which help is sent.
        march: Days,
        /// How long those sent stay.
        stay: Days,
    }
}

type Sent = (&'static mut Duty, &'static mut Position, &'static Strength);

/// What the rule reads besides the units.
#[derive(SystemParam)]
pub(crate) struct Reaction<'w, 's> {
    clock: Res<'w, Clock>,
    operation: Res<'w, Operation>,
    constants: Res<'w, Constants>,
    laws: Res<'w, Laws>,
    cover: Res<'w, Cover>,
    reach: Res<'w, Reach>,
    staff: Res<'w, Staff>,
    network: Res<'w, Network>,
    paths: Local<'s, Paths>,
}

/// Looks at every key place of both sides.
pub(crate) fn reaction(mut units: Units<Sent>, mut rule: Reaction) {
    let scenario = std::sync::Arc::clone(&rule.operation.0);
    for (index, place) in scenario.theatre.places.iter().enumerate() {
        if place.key_place {
            let id = PlaceId::new(index);
            help(&scenario, id, rule.cover.holder(id), &mut units, &mut rule);
        }
    }
}

fn help(scenario: &Scenario, place: PlaceId, side: SideId, units: &mut Units<Sent>, rule: &mut Reaction) {
    let laws = std::sync::Arc::clone(&rule.laws.0);
    let inside = enemy_inside(scenario, rule, place, side);
    if rule.reach.days(side, place) > laws.reaction.within.get() && inside <= 0.0 {
        return;
    }
    let threat = threat(scenario, place, side, units, rule).max(inside);
    let mut defence = defence(scenario, place, side, units);
    if defence >= laws.reaction.weak.get() * threat {
        return;
    }
    let too_far = |_, days| days > laws.reaction.march.get();
    rule.paths.search_until(&rule.network, [(place, 0.0)], too_far, |link, _, to| {
        if rule.cover.holder(to) == side { rule.staff.days(Mobility::Foot, link) } else { f64::INFINITY }
    });
    let mut able = candidates(scenario, place, side, units, rule);
    able.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut given: Vec<(FormationId, f64)> = Vec::new();
    for (_, _, id) in able {
        if defence >= laws.reaction.weak.get() * threat {
            return;
        }
        let (duty, _, strength) = units.get(id);
        let under = duty.under;
        let men = strength.men;
        let already = given.iter().filter(|g| g.0 == under).map(|g| g.1).sum::<f64>();
        let committed_line = duty.stance != Stance::Reserve;
        if committed_line && already + men > laws.cover.reserve.get() * strength_of(under, units) {
            continue;
        }
        if send(scenario, id, place, units, rule) {
            given.push((under, men));
            defence += men;
        }
    }
}

/// Enemy men who stand inside the place's town.
fn enemy_inside(scenario: &Scenario, rule: &Reaction, place: PlaceId, side: SideId) -> f64 {
    scenario.theatre.place(place).links().map(|l| rule.cover.line(l, side.enemy()).forward).sum()
}

/// Known enemy men near enough to threaten a place.
fn threat(scenario: &Scenario, place: PlaceId, side: SideId, units: &Units<Sent>, rule: &Reaction) -> f64 {
    let laws = &rule.laws.0;
    units
        .each()
        .filter(|&(id, _)| scenario.unit(id).side != side)
        .map(|(_, (duty, position, strength))| {
            let near = duty.status == Status::Present
                && rule.constants.distance(position.place, place) <= laws.reaction.threat_radius.get();
            let known = || !is_hidden(scenario, duty, rule.clock.now, laws.reach.news.get());
            if near && known() { strength.men } else { 0.0 }
        })
        .sum()
}

/// Own men at a place or on their way to it.
fn defence(scenario: &Scenario, place: PlaceId, side: SideId, units: &Units<Sent>) -> f64 {
    units
        .each()
        .filter(|&(id, _)| scenario.unit(id).side == side)
        .map(|(_, (duty, position, strength))| {
            let there = position.place == place || position.goal == place && !position.route.is_empty();
            if duty.status == Status::Present && there { strength.men } else { 0.0 }
        })
        .sum()
}

fn strength_of(formation: FormationId, units: &Units<Sent>) -> f64 {
    units
        .each()
        .map(
            |(_, (duty, _, strength))| {
                if duty.under == formation && duty.status == Status::Present { strength.men } else { 0.0 }
            },
        )
        .sum()
}

/// Units that could go: (rank, days of march, id); uncommitted ones rank first.
fn candidates(
    scenario: &Scenario,
    place: PlaceId,
    side: SideId,
    units: &Units<Sent>,
    rule: &Reaction,
) -> Vec<(u8, f64, UnitId)> {
    let laws = &rule.laws.0.reaction;
    let mut able = Vec::new();
    for (id, (duty, position, _)) in units.each() {
        let unit = scenario.unit(id);
        let fixed = matches!(unit.kind, UnitKind::Garrison | UnitKind::Artillery);
        let going_back = duty.permission_at.is_some() || rule.clock.now < duty.delay_until;
        let free =
            matches!(duty.stance, Stance::Hold | Stance::Reserve) && rule.clock.now >= duty.settled_until;
        let able_to_go = free && !fixed && !going_back && position.place != place;
        if unit.side != side || duty.status != Status::Present || !able_to_go {
            continue;
        }
        let days = rule.paths.cost(position.place);
        let rank = match duty.stance {
            Stance::Reserve => 0,
            _ if !rule.cover.in_contact(id) => 1,
            _ if duty.pressed_days <= 0.0 => 2,
            _ => continue,
        };
        if days <= laws.march.get() {
            able.push((rank, days, id));
        }
    }
    able
}

fn send(
    scenario: &Scenario,
    id: UnitId,
    place: PlaceId,
    units: &mut Units<Sent>,
    rule: &mut Reaction,
) -> bool {
    let mut back: Vec<LinkId> = Vec::new();
    let (mut duty, mut position, _) = units.get_mut(id);
    // The search ran from the place outwards; the way there is the way back, reversed.
    let from = rule.cover.anchor(scenario.unit(id).side, &position);
    rule.paths.route(from, &mut back);
    if back.is_empty() {
        return false;
    }
    back.reverse();
    let now = rule.clock.now;
    if let Some(leg) = position.leg.filter(|leg| leg.to != from) {
        turn_back(scenario, &mut position, leg, now);
    }
    position.route = back;
    position.goal = place;
    duty.stance = Stance::March;
    duty.forced = true;
    duty.closed_at = None;
    duty.settled_until = Minute(now.0 + (rule.laws.0.reaction.stay.get() * DAY as f64) as i64);
    true
}
