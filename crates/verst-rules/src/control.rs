//! Control: who holds what without a fight, what happens to those overrun, and how the cut off get out.
//!
//! Law     Whoever is found in a place that fell goes back, at a price if his road is cut. A place without troops beside
//!         enemy troops within screening distance falls to them; so does one that has no way left to its own side.
//!         A cut-off unit tries to break out after a day or more, through ground that no known enemy holds, once in days;
//!         where there is none it attacks outwards. Towns that were ordered held are held.
//! Source  campaign model A8; design of the front on the graph.
//! Phase   Control.  Reads Cover, SupplyMap, Staff.  Writes Holding, Duty, Position, Strength, Toll.
//!         Entries Captured, Retreated.  Dice BreakOut.

use bevy_ecs::system::{Local, Res};
use verst_domain::forces::UnitKind;
use verst_domain::ids::{PlaceId, SideId, UnitId};
use verst_domain::journal::{Losses, What, Why};
use verst_domain::orders::Task;
use verst_domain::scenario::Scenario;
use verst_domain::time::DAY;
use verst_engine::agenda::Subject;
use verst_engine::components::{Condition, Duty, Position, Stance, Status, Strength, Toll};
use verst_engine::dice::Purpose;
use verst_engine::roster::Units;
use verst_engine::run::Due;

use crate::coefficient::{Days, Km, Pure, Share};
use crate::facts::Facts;
use crate::retreat::Way;
use crate::route::turn_back;
use crate::supply::SupplyMap;

crate::coefficients! {
    /// Coefficients of control and of pockets.
    Params in "control" {
        /// Enemy troops this near take a place without troops.
        screen: Km,
        /// Days cut off before a break-out is tried.
        break_out_after: Days,
        /// Days between attempts.
        break_out_again: Days,
        /// Median share of men lost in a break-out.
        break_out_loss: Share,
        /// Spread of its logarithm.
        break_out_spread: Pure,
        /// Share of his men whom a unit overrun in a place loses.
        overrun: Share,
    }
}

/// Counter of a unit's break-outs among its ordinals of dice.
const BREAK_OUTS: usize = 3;

type Owner =
    (&'static mut Duty, &'static mut Position, &'static mut Strength, &'static Condition, &'static mut Toll);

/// Where troops are, and whom they screen; its buffers serve round after round.
#[derive(Default)]
pub(crate) struct Troops {
    /// By place and side: whether it has troops there, or on their way in.
    manned: Vec<[bool; 2]>,
    /// By place and side: whether troops of the side are within screening distance.
    screened: Vec<[bool; 2]>,
    /// Places that may fall: without troops, and screened or without a way to a source.
    open: Vec<PlaceId>,
}

/// Settles places that just fell; at the step, empty places and pockets.
pub(crate) fn control(
    due: Res<Due>,
    facts: Res<Facts>,
    map: Res<SupplyMap>,
    mut troops: Local<Troops>,
    mut units: Units<Owner>,
    mut way: Way,
) {
    for event in &due.0 {
        if let Subject::Place(place) = event.subject {
            overrun(place, &mut units, &mut way);
        }
    }
    if due.is_step() {
        troops.look(&facts, &units, &way);
        troops.empty_places(&map, &mut way);
        if map.longest_cut() >= way.laws.0.control.break_out_after.get() {
            break_outs(&facts, &mut units, &mut way);
        }
    }
}

/// Units of the old holder still in a place that fell: they go back, or are lost.
fn overrun(place: PlaceId, units: &mut Units<Owner>, way: &mut Way) {
    let scenario = std::sync::Arc::clone(&way.operation.0);
    let side = way.places.get(place).side;
    for (id, (duty, position, strength, _, toll)) in units.each_mut() {
        let here = position.place == place && position.leg.is_none();
        let foe = scenario.unit(id).side != side;
        if duty.status != Status::Present || !here || !foe || duty.stance == Stance::Retreat {
            continue;
        }
        let refuge = refuge(&scenario, id, place, way);
        let share = if refuge.is_some() { way.laws.0.control.overrun.get() } else { 1.0 };
        let missing = strength.men * share;
        strength.men -= missing;
        let mut losses = Losses { missing, ..Losses::default() };
        match refuge {
            Some(to) => {
                position.route.clear();
                position.route.push(to.0);
                position.goal = to.1;
                duty.stance = Stance::Retreat;
                way.journal.tell(What::Retreated { unit: id, from: place, to: to.1, why: Why::Beaten });
            }
            None => {
                losses.tanks = strength.tanks + strength.tanks_in_repair;
                losses.guns = strength.guns;
                *strength = Strength { men_at_start: strength.men_at_start, ..Strength::default() };
                duty.status = Status::Destroyed;
                way.journal.tell(What::Destroyed(id));
            }
        }
        toll.book(&losses);
    }
}

/// The nearest neighbouring place of a unit's own side.
fn refuge(
    scenario: &Scenario,
    id: UnitId,
    place: PlaceId,
    way: &Way,
) -> Option<(verst_domain::ids::LinkId, PlaceId)> {
    let unit = scenario.unit(id);
    let ways = scenario.theatre.place(place).ways.iter().copied();
    ways.filter(|&(l, to)| {
        way.places.get(to).side == unit.side && way.staff.days(unit.mobility, l).is_finite()
    })
    .min_by(|a, b| {
        let days = |l| way.staff.days(unit.mobility, l);
        days(a.0).total_cmp(&days(b.0)).then(a.1.cmp(&b.1))
    })
}

impl Troops {
    fn look(&mut self, facts: &Facts, units: &Units<Owner>, way: &Way) {
        let scenario = &*way.operation.0;
        let (picket, screen) = (way.laws.0.cover.picket.get(), way.laws.0.control.screen.get());
        for marks in [&mut self.manned, &mut self.screened] {
            marks.clear();
            marks.resize(scenario.theatre.places.len(), [false; 2]);
        }
        for (id, (duty, position, strength, ..)) in units.each() {
            if duty.status != Status::Present || strength.men < picket {
                continue;
            }
            let (side, has_men) = (facts.unit(id).side.index(), strength.men > 0.0);
            self.manned[position.place.index()][side] |= has_men;
            if let Some(leg) = position.leg {
                self.manned[leg.to.index()][side] |= has_men;
            } else if duty.stance != Stance::Retreat && !marches_hidden(scenario, duty) {
                for &(link, to) in way.network.ways(position.place) {
                    self.screened[to.index()][side] |= facts.link(link).km <= screen;
                }
            }
        }
    }

    /// Places without troops fall to enemies who screen them, and when they lie in nobody's rear but the enemy's.
    fn empty_places(&mut self, map: &SupplyMap, way: &mut Way) {
        let operation = Res::clone(&way.operation).into_inner();
        self.open.clear();
        for (place, holding) in way.places.each() {
            let (at, side) = (place.index(), holding.side);
            let exposed = self.screened[at][side.enemy().index()] || map.km(side, place).is_infinite();
            if exposed && !self.manned[at][side.index()] {
                self.open.push(place);
            }
        }
        // One that falls takes a way out from its neighbours: each is looked at as those before it have left things.
        for &place in &self.open {
            let side = way.places.get(place).side;
            let foe = side.enemy();
            if self.screened[place.index()][foe.index()] || is_enclosed(map, &operation.0, place, side, way) {
                take(place, foe, way);
            }
        }
    }
}

fn marches_hidden(scenario: &Scenario, duty: &Duty) -> bool {
    duty.stance == Stance::March
        && duty.order.is_some_and(|o| {
            matches!(scenario.orders[o.index()].task, Task::March { avoid_contact: true, .. })
        })
}

/// Whether a place lies in the enemy's rear: no way leads to a source of its side, every neighbour is the enemy's and has a
/// way to one of his.
fn is_enclosed(map: &SupplyMap, scenario: &Scenario, place: PlaceId, side: SideId, way: &Way) -> bool {
    let foe = side.enemy();
    map.km(side, place).is_infinite()
        && map.km(foe, neighbour_of(scenario, place, foe, way)).is_finite()
        && no_way_out(scenario, place, side, way)
}

/// Some neighbour that a side holds; the place itself where there is none.
fn neighbour_of(scenario: &Scenario, place: PlaceId, side: SideId, way: &Way) -> PlaceId {
    let ways = scenario.theatre.place(place).ways.iter();
    ways.map(|way| way.1).find(|&p| way.places.get(p).side == side).unwrap_or(place)
}

/// Whether every neighbour is the enemy's.
fn no_way_out(scenario: &Scenario, place: PlaceId, side: SideId, way: &Way) -> bool {
    scenario.theatre.place(place).ways.iter().all(|&(_, p)| way.places.get(p).side != side)
}

fn take(place: PlaceId, by: SideId, way: &mut Way) {
    let now = way.clock.now;
    let mut holding = way.places.get_mut(place);
    holding.side = by;
    holding.since = now;
    holding.open_until = now;
    way.journal.tell(What::Captured { place, by, unit: None });
}

/// Cut-off units look for a way out.
fn break_outs(facts: &Facts, units: &mut Units<Owner>, way: &mut Way) {
    let operation = Res::clone(&way.operation).into_inner();
    let scenario = &*operation.0;
    for (id, (duty, position, strength, condition, toll)) in units.each_mut() {
        if !wants_out(scenario, id, duty, position, condition, way) {
            continue;
        }
        let Some(goal) = way_out(scenario, facts, id, position.place, way) else {
            attack_out(scenario, id, duty, position, way);
            continue;
        };
        let laws = &way.laws.0.control;
        let key = way.constants.unit_keys[id.index()];
        let ordinal = u64::from(duty.counts[BREAK_OUTS]);
        let share = way.dice.log_normal(
            laws.break_out_loss.get(),
            laws.break_out_spread.get(),
            Purpose::BreakOut,
            key,
            ordinal,
        );
        duty.counts[BREAK_OUTS] += 1;
        duty.break_out_after = way.clock.now + (laws.break_out_again.get() * DAY as f64) as i64;
        let missing = strength.men * share.min(1.0);
        strength.men -= missing;
        toll.book(&Losses { missing, ..Losses::default() });
        let from = position.place;
        if let Some(leg) = position.leg {
            turn_back(scenario, position, leg, way.clock.now);
        }
        position.route.clear();
        position.route.extend_from_slice(&way.route);
        position.goal = goal;
        duty.stance = Stance::Retreat;
        duty.closed_at = None;
        duty.committed = false;
        way.journal.tell(What::Retreated { unit: id, from, to: goal, why: Why::BreakOut });
    }
}

/// No way round: a unit in a place of its own attacks along the way to its own side that the fewest enemies bar.
fn attack_out(scenario: &Scenario, id: UnitId, duty: &mut Duty, position: &mut Position, way: &mut Way) {
    let unit = scenario.unit(id);
    let (side, from) = (unit.side, position.place);
    if position.leg.is_some() || way.cover.holder(from) != side {
        return;
    }
    let (cover, staff, per_day) = (&way.cover, &way.staff, way.laws.0.plan.held_men.get());
    way.paths.search(&way.network, [(from, 0.0)], |link, a, b| {
        let on_link =
            if cover.holder(a) == cover.holder(b) { 0.0 } else { cover.line(link, side.enemy()).total };
        let barred = if cover.holder(b) == side { 0.0 } else { on_link + cover.garrison(b).total };
        staff.days(unit.mobility, link) + barred / per_day
    });
    let Some(goal) = own_ground(scenario, id, from, way) else { return };
    way.paths.route(goal, &mut way.route);
    duty.break_out_after = way.clock.now + (way.laws.0.control.break_out_again.get() * DAY as f64) as i64;
    duty.settled_until = duty.break_out_after;
    duty.stance = Stance::Attack;
    position.route.clear();
    position.route.extend_from_slice(&way.route);
    position.goal = goal;
}

/// The nearest place of its fallback axis, or source, that a unit's side holds, by the search just made.
fn own_ground(scenario: &Scenario, id: UnitId, from: PlaceId, way: &Way) -> Option<PlaceId> {
    let unit = scenario.unit(id);
    let axis = crate::retreat::fallback_axis(scenario, unit.under);
    let sources = scenario.theatre.sources.iter().filter(|s| s.side == unit.side).map(|s| s.at);
    axis.iter()
        .copied()
        .chain(sources)
        .filter(|&p| p != from && way.paths.cost(p).is_finite() && way.cover.holder(p) == unit.side)
        .min_by(|&a, &b| way.paths.cost(a).total_cmp(&way.paths.cost(b)).then(a.cmp(&b)))
}

/// Whether a unit breaks out: cut off for long enough, free to move, and not told to hold a town.
fn wants_out(
    scenario: &Scenario,
    id: UnitId,
    duty: &Duty,
    position: &Position,
    condition: &Condition,
    way: &Way,
) -> bool {
    if condition.cut_days < way.laws.0.control.break_out_after.get() {
        return false;
    }
    let free = matches!(duty.stance, Stance::Hold | Stance::Reserve);
    let town = position.leg.is_none() && scenario.theatre.place(position.place).town_depth.best > 0.0;
    let told = duty.order.is_some_and(|o| matches!(scenario.orders[o.index()].task, Task::Hold { .. }));
    duty.status == Status::Present
        && free
        && !(town && told)
        && scenario.unit(id).kind != UnitKind::Garrison
        && way.clock.now >= duty.break_out_after
}

/// The cheapest way to the nearest place of its own side that has a road, through ground that nobody holds.
fn way_out(scenario: &Scenario, facts: &Facts, id: UnitId, from: PlaceId, way: &mut Way) -> Option<PlaceId> {
    let unit = scenario.unit(id);
    let side = unit.side;
    let picket = way.laws.0.cover.picket.get();
    let (cover, staff, laws) = (&way.cover, &way.staff, &way.laws.0.cover);
    way.paths.search(&way.network, [(from, 0.0)], |link, a, b| {
        let held =
            cover.holder(a) != cover.holder(b) && cover.is_held(facts, laws, link, side.enemy(), picket);
        let manned = cover.holder(b) != side && cover.garrison(b).total > picket;
        if held || manned { f64::INFINITY } else { staff.days(unit.mobility, link) }
    });
    let goal = own_ground(scenario, id, from, way)?;
    way.paths.route(goal, &mut way.route);
    (!way.route.is_empty()).then_some(goal)
}
