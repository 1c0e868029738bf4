//! Retreat: where a unit goes when it cannot stay, and what a beaten position costs.
//!
//! Law     A beaten group far from its place gives up one bound; near it, it gives up the place and goes down its
//!         formation's fallback axis for L_min km through intermediate places, round places that the enemy
//!         reaches first, takes position there, on the road where the next place is more than a bound farther, and fights a delaying action for a day. Its neighbours do not re-cover the place for two days.
//!         A cut retreat costs men; an ordinary one a few stragglers, for the law of losses already holds prisoners.
//! Source  campaign model A6, A8.
//! Phase   Cohesion.  Reads Resolved, Reach, Staff, Cover.  Writes Duty, Position, Lines, Holding, Toll.
//!         Entries Retreated.  Dice Retreat, CutRetreat.

use bevy_ecs::system::{Local, Res, ResMut, SystemParam};
use verst_domain::forces::Mobility;
use verst_domain::ids::{FormationId, LinkId, PlaceId, SideId, UnitId};
use verst_domain::journal::{Losses, What, Why};
use verst_domain::scenario::Scenario;
use verst_domain::time::DAY;
use verst_engine::components::{
    Condition, Duty, Holding, Lines, Position, Stance, Status, Strength, Toll, Trenches,
};
use verst_engine::dice::{Dice, Purpose};
use verst_engine::journal::Journal;
use verst_engine::muster::{Constants, Operation};
use verst_engine::roster::{Links, Places, Units};
use verst_engine::run::Clock;

use crate::bound::{fall_through, pull_back_forward_units};
use crate::coefficient::{Days, Km, Pure, Share};
use crate::combat::{Resolved, Verdict};
use crate::cover::Cover;
use crate::facts::Facts;
use crate::found::Found;
use crate::on_roads::OnRoads;
use crate::path::{Network, Paths};
use crate::reach::Reach;
use crate::rules_file::Laws;
use crate::set_out::turn_back;
use crate::staff::Staff;
use crate::way_point::{Behind, Positions};

crate::coefficients! {
    /// Coefficients of retreat.
    Params in "retreat" {
        /// One bound, while the stand line is farther than this from the place.
        bound: Km,
        /// Median of the least distance covered when a place is given up.
        least: Km,
        /// Spread of its logarithm.
        least_spread: Pure,
        /// How long neighbours leave a lost place alone.
        open: Days,
        /// How long a unit that went back fights a delaying action.
        delaying: Days,
        /// What a place that the enemy reaches first costs in the choice of a way.
        enemy_first: Days,
        /// Stragglers of a beaten unit with a free road.
        stragglers: Share,
        /// Share of its tanks under repair that a beaten unit leaves on the field.
        field: Share,
        /// Median share lost when the road is cut.
        cut: Share,
        /// Spread of its logarithm.
        cut_spread: Pure,
        /// Supply below which a cut-off beaten unit loses twice that.
        starved: Share,
        /// Share of its men below which a beaten cut-off unit lays down its arms.
        dissolved: Share,
    }
}

/// Counter of a unit's retreats among its ordinals of dice.
pub(crate) const RETREATS: usize = 0;

/// What choosing and beginning a retreat reads and writes besides the unit.
#[derive(SystemParam)]
pub(crate) struct Way<'w, 's> {
    pub(crate) clock: Res<'w, Clock>,
    pub(crate) operation: Res<'w, Operation>,
    pub(crate) constants: Res<'w, Constants>,
    pub(crate) facts: Res<'w, Facts>,
    pub(crate) laws: Res<'w, Laws>,
    pub(crate) dice: Res<'w, Dice>,
    pub(crate) cover: Res<'w, Cover>,
    pub(crate) reach: Res<'w, Reach>,
    pub(crate) staff: Res<'w, Staff>,
    pub(crate) network: Res<'w, Network>,
    pub(crate) journal: ResMut<'w, Journal>,
    pub(crate) places: Places<'w, 's, &'static mut Holding>,
    works: Places<'w, 's, &'static Trenches>,
    pub(crate) links: Links<'w, 's, &'static mut Lines>,
    pub(crate) paths: Local<'s, Paths>,
    pub(crate) route: Local<'s, Vec<LinkId>>,
    /// Ways back found in this step; cleared by those who look for them.
    pub(crate) found: Local<'s, Found<Back>>,
}

/// A way back, and for whom it is sought.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Back {
    pub(crate) anchor: PlaceId,
    side: SideId,
    mobility: Mobility,
    /// The formation whose fallback axis it follows.
    axis: Option<FormationId>,
}

impl Way<'_, '_> {
    /// The position for which those fight who hold a place of their side.
    pub(crate) fn position_of(&self, place: PlaceId, side: SideId) -> PlaceId {
        let (theatre, facts, cover) = (&self.operation.0.theatre, &*self.facts, &*self.cover);
        let is_front = |&link: &LinkId| cover.is_contact(link) && cover.holder(place) == side;
        let positions = Positions { theatre, facts, cover };
        let front = theatre.place(place).links().find(is_front);
        front.map_or(place, |link| positions.behind(place, link, side, *self.works.get(place)))
    }

    /// Finds the way down the fallback axis from a unit's anchor: fills `route`; whether there is one.
    pub(crate) fn find(&mut self, id: UnitId, under: FormationId, anchor: PlaceId) -> bool {
        let scenario = &*self.operation.0;
        let unit = scenario.unit(id);
        let side = unit.side;
        let back = Back { anchor, side, mobility: unit.mobility, axis: with_axis(scenario, under) };
        let late = self.laws.0.retreat.enemy_first.get();
        let (cover, reach, staff) = (&self.cover, &self.reach, &self.staff);
        let (facts, laws) = (&self.facts, &self.laws.0.cover);
        let is_source = |p| self.facts.is_source(side, p);
        let held = |p: &&PlaceId| **p != anchor && cover.holder(**p) == side;
        let first = axis_from(scenario, under, anchor).iter().find(held);
        // Most searches end at the next place of the axis, or without an axis at the nearest source.
        let known = |place: PlaceId, days: f64| match first {
            Some(&first) => place == first && reach.days(side, place) >= days,
            None => place != anchor && is_source(place),
        };
        let step = |link, _, to| {
            if cover.bars(to, side) || cover.is_blocked(facts, laws, link, side) {
                return f64::INFINITY;
            }
            let days = staff.days(unit.mobility, link);
            if reach.days(side, to) < days { days + late } else { days }
        };
        let (paths, network) = (&mut *self.paths, &*self.network);
        let way = self.found.way(back, |way| {
            paths.search_until(network, [(anchor, 0.0)], known, step);
            if let Some(goal) = destination(scenario, reach, paths, side, under, anchor) {
                paths.route(goal, way);
            }
        });
        self.route.clear();
        self.route.extend_from_slice(way);
        !way.is_empty()
    }

    /// Sends a unit back for `least_km`, through intermediate places, or as far as the next place then. Whether there was a way.
    pub(crate) fn send(
        &mut self,
        id: UnitId,
        duty: &mut Duty,
        position: &mut Position,
        least_km: f64,
        why: Why,
    ) -> bool {
        let scenario = std::sync::Arc::clone(&self.operation.0);
        let side = scenario.unit(id).side;
        let anchor = self.cover.anchor(side, position);
        if self.cover.holder(anchor) != side || !self.find(id, duty.under, anchor) {
            return false;
        }
        let (mut km, mut to, mut links) = (0.0, anchor, 0);
        duty.halt_km = f64::INFINITY;
        for &link in self.route.iter() {
            let l = scenario.theatre.link(link);
            let gone = km;
            (km, to, links) = (km + l.km.best, l.other(to), links + 1);
            if km >= least_km {
                let may_stop = matches!(why, Why::Beaten | Why::Pressed);
                // A bound before the place, or nearer, it might as well stand in it.
                if may_stop && km - least_km > self.laws.0.retreat.bound.get() {
                    duty.halt_km = least_km - gone;
                }
                break;
            }
        }
        self.route.truncate(links);
        self.leave(anchor);
        position.route.clear();
        position.route.extend_from_slice(&self.route);
        position.goal = to;
        if let Some(leg) = position.leg
            && leg.to != anchor
        {
            turn_back(&scenario, position, leg, self.clock.now);
        }
        self.begin(duty);
        self.journal.tell(What::Retreated { unit: id, from: anchor, to, why });
        true
    }

    /// How far a unit goes back this time, at least.
    pub(crate) fn least_km(&self, id: UnitId, duty: &Duty) -> f64 {
        let (laws, key) = (&self.laws.0.retreat, self.constants.unit_keys[id.index()]);
        let (median, spread) = (laws.least.get(), laws.least_spread.get());
        self.dice.log_normal(median, spread, Purpose::Retreat, key, u64::from(duty.counts[RETREATS]))
    }

    pub(crate) fn begin(&self, duty: &mut Duty) {
        let now = self.clock.now;
        duty.stance = Stance::Retreat;
        duty.closed_at = None;
        duty.committed = false;
        duty.waiting_since = None;
        duty.permission_at = None;
        duty.settled_until = now;
        duty.pressed_days = 0.0;
        duty.counts[RETREATS] += 1;
        duty.delay_until = now + (self.laws.0.retreat.delaying.get() * DAY as f64) as i64;
    }

    /// Notes that a place is being left: rear guards on the road taken, open for its neighbours.
    fn leave(&mut self, anchor: PlaceId) {
        let now = self.clock.now;
        for link in self.route.iter() {
            self.links.get_mut(*link).retreat_at = Some(now);
        }
        self.open_to_the_enemy(anchor);
    }

    /// A place was given up: its neighbours leave its contacts alone for some days.
    fn open_to_the_enemy(&mut self, place: PlaceId) {
        let now = self.clock.now;
        let open = (self.laws.0.retreat.open.get() * DAY as f64) as i64;
        let mut holding = self.places.get_mut(place);
        holding.open_until = now + open;
        holding.left_at = now;
    }
}

/// Where a search has shown a way to: the first place of the axis that it reaches before the enemy, else the nearest source.
fn destination(
    scenario: &Scenario,
    reach: &Reach,
    paths: &Paths,
    side: SideId,
    under: FormationId,
    anchor: PlaceId,
) -> Option<PlaceId> {
    let open = |p: PlaceId| p != anchor && paths.cost(p).is_finite();
    let in_time = |p: PlaceId| open(p) && reach.days(side, p) >= paths.cost(p);
    let by_axis = axis_from(scenario, under, anchor).iter().copied().find(|&p| in_time(p));
    by_axis.or_else(|| {
        let sources = scenario.theatre.sources.iter().filter(|s| s.side == side && open(s.at));
        sources.map(|s| s.at).min_by(|&a, &b| paths.cost(a).total_cmp(&paths.cost(b)).then(a.cmp(&b)))
    })
}

/// The nearest formation up the chain of command that has a fallback axis.
fn with_axis(scenario: &Scenario, under: FormationId) -> Option<FormationId> {
    let up = std::iter::successors(Some(under), |&at| scenario.formation(at).under);
    up.into_iter().find(|&at| !scenario.formation(at).fallback.is_empty())
}

/// The nearest fallback axis up the chain of command; empty: none is known.
pub(crate) fn fallback_axis(scenario: &Scenario, under: FormationId) -> &[PlaceId] {
    with_axis(scenario, under).map_or(&[], |at| &scenario.formation(at).fallback)
}

/// What of the fallback axis lies behind an anchor; all of it where the anchor is not on it.
fn axis_from(scenario: &Scenario, under: FormationId, anchor: PlaceId) -> &[PlaceId] {
    let axis = fallback_axis(scenario, under);
    let passed = axis.iter().position(|&p| p == anchor).map_or(0, |i| i + 1);
    &axis[passed..]
}

pub(crate) type Beaten =
    (&'static mut Duty, &'static mut Position, &'static mut Strength, &'static Condition, &'static mut Toll);

/// Carries out the verdicts of the round.
pub(crate) fn retreat(
    mut resolved: ResMut<Resolved>,
    mut units: Units<Beaten>,
    mut way: Way,
    mut on_roads: Local<OnRoads>,
) {
    way.found.clear();
    let verdicts = std::mem::take(&mut resolved.0);
    if verdicts.iter().any(|verdict| verdict.success) {
        on_roads.restart(way.operation.0.theatre.places.len(), &units);
    }
    for verdict in &verdicts {
        if verdict.success {
            fall_back(verdict, &mut units, &mut way, &mut on_roads);
        }
    }
    resolved.0 = verdicts;
}

/// A won position: one bound, or the place.
fn fall_back(verdict: &Verdict, units: &mut Units<Beaten>, way: &mut Way, on_roads: &mut OnRoads) {
    let scenario = std::sync::Arc::clone(&way.operation.0);
    let (loser, place) = (verdict.attacker.enemy(), verdict.place);
    let bound = way.laws.0.retreat.bound.get();
    // From a way-point it is the whole next link to the position.
    let from_place = |link: LinkId, end: PlaceId, km_from_a: f64| {
        let l = scenario.theatre.link(link);
        let to_end = if l.a == end { km_from_a } else { l.km.best - km_from_a };
        let rest =
            scenario.theatre.link_between(end, place).map_or(0.0, |l| scenario.theatre.link(l).km.best);
        to_end + rest
    };
    let nearest = verdict
        .axes
        .iter()
        .map(|&(link, end)| from_place(link, end, way.links.get(link).of[loser.index()]))
        .fold(f64::INFINITY, f64::min);
    if nearest > bound {
        for &(link, end) in &verdict.axes {
            let line = way.take_back(link, end, loser);
            if let Some((behind, past)) = Behind::of(&scenario, end, place).zip(line.beyond()) {
                fall_through(&behind, (link, past), &verdict.defenders, units, way, on_roads);
            }
            pull_back_forward_units((link, end), loser, line, units, way, on_roads);
        }
        return;
    }
    way.open_to_the_enemy(place);
    leave_the_other_roads(verdict, units, way, on_roads.at(&[place]));
    for &id in &verdict.defenders {
        let (mut duty, mut position, mut strength, condition, mut toll) = units.get_mut(id);
        let of_it = |p: PlaceId| p == place || verdict.axes.iter().any(|axis| axis.1 == p);
        let here = of_it(position.place) || position.leg.is_some_and(|leg| of_it(leg.to));
        if duty.status != Status::Present || !here || duty.stance == Stance::Retreat {
            continue;
        }
        let key = way.constants.unit_keys[id.index()];
        let (ordinal, least) = (u64::from(duty.counts[RETREATS]), way.least_km(id, &duty));
        let went = way.send(id, &mut duty, &mut position, least, Why::Beaten);
        let cut = way.dice.log_normal(
            way.laws.0.retreat.cut.get(),
            way.laws.0.retreat.cut_spread.get(),
            Purpose::CutRetreat,
            key,
            ordinal,
        );
        lose_on_retreat(&way.laws.0.retreat, went, cut, &mut duty, &mut strength, condition, &mut toll);
        if duty.status == Status::Destroyed {
            way.journal.tell(What::Destroyed(id));
        }
    }
}

/// Those who hold the roads into a lost place on which nobody attacked go back with the others.
fn leave_the_other_roads(verdict: &Verdict, units: &mut Units<Beaten>, way: &mut Way, near: &[UnitId]) {
    let loser = verdict.attacker.enemy();
    for &id in near {
        let (mut duty, mut position, ..) = units.get_mut(id);
        let is_on_a_road =
            position.leg.is_some_and(|leg| position.place == verdict.place || leg.to == verdict.place);
        let holds_a_road = is_on_a_road
            && way.facts.unit(id).side == loser
            && duty.status == Status::Present
            && matches!(duty.stance, Stance::Hold | Stance::Reserve)
            && way.cover.anchor(loser, &position) == verdict.place;
        if holds_a_road && !verdict.defenders.contains(&id) {
            let least = way.laws.0.retreat.least.get();
            way.send(id, &mut duty, &mut position, least, Why::Beaten);
        }
    }
}

/// Men lost in going back, or in having nowhere to go.
fn lose_on_retreat(
    laws: &Params,
    went: bool,
    cut: f64,
    duty: &mut Duty,
    strength: &mut Strength,
    condition: &Condition,
    toll: &mut Toll,
) {
    let starved = condition.cut_days > 0.0 && condition.supply < laws.starved.get();
    let share = match (went, starved) {
        (true, _) => laws.stragglers.get(),
        (false, false) => cut,
        (false, true) => 2.0 * cut,
    };
    duty.counts[RETREATS] += u32::from(!went);
    let missing = strength.men * share.min(1.0);
    strength.men -= missing;
    // Who loses the field loses the damaged tanks on it.
    let left = strength.tanks_in_repair * laws.field.get().min(1.0);
    strength.tanks_in_repair -= left;
    let mut losses = Losses { missing, tanks: left, tanks_damaged: -left, ..Losses::default() };
    if !went && strength.men < laws.dissolved.get() * strength.men_at_start {
        let left = strength.empty();
        losses.missing += left.men;
        losses.tanks += left.all_tanks();
        losses.guns += left.guns;
        duty.status = Status::Destroyed;
    }
    toll.book(&losses);
}
