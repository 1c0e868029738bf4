//! Reaction: forces sent to key places under threat.
//!
//! Law     Each turn, where the enemy known to threaten a key place, or one that somebody is told to hold, outnumbers its defenders by more than the given ratio
//!         and could be there within two days, the nearest uncommitted units go there, then the least pressed line units
//!         within a march of their own pace. Scale: staffs look as far ahead as a turn, if that is more; then who comes along a
//!         link is seen as much farther off, and help comes from as far as it can before him. Who comes along a
//!         link threatens the place ahead of him by the km still to go; a formation gives at most its reserve share. Nobody is sent who asks to go back himself, or just
//!         went back, nor to a place that its own troops are leaving.
//! Source  campaign model A12, and its section 3 (key places: garrison order, depot, only bridge).
//! Phase   Command.  Reads Reach, Cover, Staff.  Writes Duty, Position.  Dice none.

use bevy_ecs::system::{Local, Res, SystemParam};
use verst_domain::forces::{Mobility, UnitKind};
use verst_domain::ids::{FormationId, LinkId, PlaceId, SideId, UnitId};
use verst_domain::scenario::Scenario;
use verst_domain::time::{DAY, Minute};
use verst_engine::components::{Duty, Holding, Lines, Position, Stance, Status, Strength};
use verst_engine::dice::Dice;
use verst_engine::muster::{Constants, Operation};
use verst_engine::roster::{Links, Places, Units};
use verst_engine::run::Clock;

use crate::coefficient::{Days, Km, Share};
use crate::cover::Cover;
use crate::facts::Facts;
use crate::helpers::{Counted, Muster, Threats, bound_for};
use crate::knowledge::{Knowledge, about, misjudgement};
use crate::near::Near;
use crate::path::{Network, Paths};
use crate::reach::Reach;
use crate::rules_file::Laws;
use crate::set_out::turn_back;
use crate::staff::{MOBILITIES, Staff};

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
        /// How long those sent stay after they have come.
        stay: Days,
    }
}

type Sent = (&'static mut Duty, &'static mut Position, &'static Strength);

/// What the rule reads besides the units, and its buffers.
#[derive(SystemParam)]
pub(crate) struct Reaction<'w, 's> {
    clock: Res<'w, Clock>,
    operation: Res<'w, Operation>,
    facts: Res<'w, Facts>,
    constants: Res<'w, Constants>,
    laws: Res<'w, Laws>,
    cover: Res<'w, Cover>,
    reach: Res<'w, Reach>,
    knowledge: Res<'w, Knowledge>,
    dice: Res<'w, Dice>,
    staff: Res<'w, Staff>,
    lines: Links<'w, 's, &'static Lines>,
    holdings: Places<'w, 's, &'static Holding>,
    network: Res<'w, Network>,
    paths: Local<'s, Paths>,
    muster: Local<'s, Muster>,
    /// Days of march from which help is sent to the place looked at.
    farthest: Local<'s, f64>,
    /// Places from which an enemy threatens.
    near: Local<'s, Near>,
    /// Places that are looked at: key places, and those that somebody is told to hold.
    asked: Local<'s, Vec<PlaceId>>,
}

/// Looks at every key place of both sides, and at those that somebody is told to hold.
pub(crate) fn reaction(mut units: Units<Sent>, mut rule: Reaction) {
    let (operation, facts) = (Res::clone(&rule.operation).into_inner(), Res::clone(&rule.facts).into_inner());
    rule.muster.is_counted = false;
    let radius = rule.laws.0.reaction.threat_radius.get();
    rule.near.look(operation.0.digest, &operation.0.theatre.places, radius);
    let mut places = std::mem::take(&mut *rule.asked);
    places.clear();
    places.extend_from_slice(facts.key_places());
    places.extend(units.each().filter_map(|(id, (duty, ..))| told_to_hold(&operation.0, &rule, id, duty)));
    places.sort_unstable();
    places.dedup();
    for &place in &places {
        help(&operation.0, place, rule.cover.holder(place), &mut units, &mut rule);
    }
    *rule.asked = places;
}

/// The place that a unit's order tells it to hold, while its side has it: a key place for as long.
fn told_to_hold(scenario: &Scenario, rule: &Reaction, id: UnitId, duty: &Duty) -> Option<PlaceId> {
    let order = duty.order.filter(|_| duty.status == Status::Present)?;
    let held = scenario.orders[order.index()].task.held_place();
    held.filter(|&at| rule.cover.holder(at) == rule.facts.unit(id).side)
}

fn help(scenario: &Scenario, place: PlaceId, side: SideId, units: &mut Units<Sent>, rule: &mut Reaction) {
    let laws = &*Res::clone(&rule.laws).into_inner().0;
    if rule.holdings.get(place).open_until > rule.clock.now {
        return; // its own troops are leaving it
    }
    let inside = enemy_inside(rule, place, side);
    let far = rule.foresight(scenario);
    let until = days_before(rule, place, side);
    if until > far * laws.reaction.within.get() && inside <= 0.0 {
        return;
    }
    rule.count(units, scenario);
    let estimate =
        misjudgement(&laws.knowledge, &rule.dice, about(&rule.constants, place, side), rule.clock.now);
    let radius = far * laws.reaction.threat_radius.get();
    let Reaction { muster, near, network, knowledge, .. } = rule;
    let threats = Threats { near, network, knowledge, radius };
    let threat = estimate * muster.threat(&threats, place, side).max(inside);
    let mut defence = rule.muster.defence(place, side);
    if defence >= laws.reaction.weak.get() * threat {
        return;
    }
    let march = laws.reaction.march.get();
    *rule.farthest = until.min(far * march).max(march);
    let mut able = rule.candidates(place, side);
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
        if committed_line && already + men > laws.cover.reserve.get() * rule.muster.under[under.index()] {
            continue;
        }
        if send(scenario, id, place, units, rule) {
            given.push((under, men));
            defence += men;
            rule.muster.send(id, units.get(id).1);
        }
    }
}

/// Days until the enemy could stand before a place, whoever holds it: its own garrison keeps nobody away.
fn days_before(rule: &Reaction, place: PlaceId, side: SideId) -> f64 {
    let ways = rule.network.ways(place).iter();
    let by = ways.map(|&(link, from)| rule.reach.days(side, from) + rule.staff.days(Mobility::Foot, link));
    by.fold(rule.reach.days(side, place), f64::min)
}

/// Whether the place that a unit is told to hold wants it there: the enemy could stand before it as soon as help is sent for.
fn is_wanted(at: PlaceId, id: UnitId, scenario: &Scenario, rule: &Reaction) -> bool {
    let soon = rule.foresight(scenario) * rule.laws.0.reaction.within.get();
    days_before(rule, at, rule.facts.unit(id).side) <= soon
}

/// Enemy men who stand inside the place's town.
fn enemy_inside(rule: &Reaction, place: PlaceId, side: SideId) -> f64 {
    let (enemy, town) = (side.enemy(), rule.facts.town_depth(place));
    let is_inside = |link: LinkId| {
        let (l, line) = (rule.facts.link(link), rule.lines.get(link).of[enemy.index()]);
        let left = if place == l.b { l.km - line } else { line };
        left < town
    };
    let ways = rule.network.ways(place).iter();
    let ways = ways.filter(|way| rule.cover.holder(way.1) == enemy && is_inside(way.0));
    ways.map(|way| rule.cover.line(way.0, enemy).forward).sum()
}

impl Reaction<'_, '_> {
    /// How much farther than the days for which help is sent staffs look ahead: as far as a turn.
    fn foresight(&self, scenario: &Scenario) -> f64 {
        let turn_days = scenario.calendar.turn as f64 / DAY as f64;
        (turn_days / self.laws.0.reaction.within.get()).max(1.0)
    }

    /// Searches the ways to a place over those that its side holds, for troops of a mobility.
    fn search(&mut self, mobility: Mobility, place: PlaceId, side: SideId) {
        let Self { cover, staff, network, paths, farthest, .. } = self;
        let too_far = |_, days| days > **farthest;
        paths.search_until(network, [(place, 0.0)], too_far, |link, _, to| {
            if cover.holder(to) == side { staff.days(mobility, link) } else { f64::INFINITY }
        });
    }

    /// Counts the units, unless they have been in this look.
    fn count(&mut self, units: &Units<Sent>, scenario: &Scenario) {
        if self.muster.is_counted {
            return;
        }
        let mut muster = std::mem::take(&mut *self.muster);
        muster.restart(scenario.theatre.places.len(), scenario.formations.len());
        for (id, (duty, position, strength)) in units.each() {
            let (unit, known) = (self.facts.unit(id), self.knowledge.spot(id));
            let ahead = known.and_then(|spot| spot.on);
            let counted = Counted {
                side: unit.side,
                mobility: unit.mobility,
                place: position.place,
                bound_for: bound_for(position),
                men: if duty.status == Status::Present { strength.men } else { 0.0 },
                known: known.map(|spot| spot.place),
                ahead: ahead.map(|(link, to, km)| (to, self.facts.link(link).km - km)),
                rank: rank(id, duty, position, scenario, self),
            };
            muster.add(id, duty.under, counted);
        }
        *self.muster = muster;
    }

    /// Units that could go: (rank, days of march, id); uncommitted ones rank first.
    fn candidates(&mut self, place: PlaceId, side: SideId) -> Vec<(u8, f64, UnitId)> {
        let mut able: Vec<(u8, f64, UnitId)> = Vec::new();
        for mobility in MOBILITIES {
            if self.muster.able[side.index()][mobility as usize] == 0 {
                continue;
            }
            self.search(mobility, place, side);
            for &from in self.paths.reached() {
                let days = self.paths.cost(from);
                if from != place && days <= *self.farthest {
                    let there = self.muster.able_at(from, side, mobility);
                    able.extend(there.map(|(rank, id)| (rank, days, id)));
                }
            }
        }
        able
    }
}

/// Who goes first, of those who could: the uncommitted, then those out of contact, then those whom nobody presses; none: he stays.
fn rank(id: UnitId, duty: &Duty, position: &Position, scenario: &Scenario, rule: &Reaction) -> Option<u8> {
    let fixed = matches!(rule.facts.unit(id).kind, UnitKind::Garrison | UnitKind::Artillery);
    let going_back = duty.permission_at.is_some() || rule.clock.now < duty.delay_until;
    let settled = rule.clock.now < duty.settled_until;
    if fixed || duty.status != Status::Present || going_back || settled {
        return None;
    }
    if told_to_hold(scenario, rule, id, duty)
        .is_some_and(|at| at == position.place && is_wanted(at, id, scenario, rule))
    {
        return None;
    }
    match duty.stance {
        Stance::Reserve => Some(0),
        Stance::Hold if !rule.cover.in_contact(id) => Some(1),
        Stance::Hold if duty.pressed_days <= 0.0 => Some(2),
        _ => None,
    }
}

fn send(
    scenario: &Scenario,
    id: UnitId,
    place: PlaceId,
    units: &mut Units<Sent>,
    rule: &mut Reaction,
) -> bool {
    let mut back: Vec<LinkId> = Vec::new();
    let unit = rule.facts.unit(id);
    rule.search(unit.mobility, place, unit.side);
    let (mut duty, mut position, _) = units.get_mut(id);
    // The search ran from the place outwards; the way there is the way back, reversed.
    let from = rule.cover.anchor(unit.side, &position);
    rule.paths.route(from, &mut back);
    if back.is_empty() {
        return false;
    }
    let stays = rule.paths.cost(from) + rule.laws.0.reaction.stay.get();
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
    duty.settled_until = Minute(now.0 + (stays * DAY as f64) as i64);
    true
}
