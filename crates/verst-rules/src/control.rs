//! Control: who holds what without a fight, and what happens to those overrun.
//!
//! Law     Whoever is found in a place that fell goes back, at a price if his road is cut. A place without troops beside
//!         enemy troops within screening distance, and none of its own, falls to them; so do one that they have passed, as far as
//!         a sector reaches behind them, and one that has no way left to its own side. Who has left a place to go back no longer holds it.
//! Source  campaign model A8; design of the front on the graph.
//! Phase   Control.  Reads Cover, SupplyMap, Staff.  Writes Holding, Duty, Position, Strength, Toll.
//!         Entries Captured, Retreated.  Dice none.

use bevy_ecs::system::{Local, Res};
use verst_domain::ids::{PlaceId, SideId, UnitId};
use verst_domain::journal::{Losses, What, Why};
use verst_domain::orders::Task;
use verst_domain::scenario::Scenario;
use verst_engine::agenda::Subject;
use verst_engine::components::{Condition, Duty, Holding, Position, Stance, Status, Strength, Toll};
use verst_engine::journal::Journal;
use verst_engine::roster::Units;
use verst_engine::run::Due;

use crate::coefficient::{Km, Share};
use crate::facts::Facts;
use crate::retreat::Way;
use crate::supply::SupplyMap;

crate::coefficients! {
    /// Coefficients of control.
    Params in "control" {
        /// Enemy troops this near take a place without troops.
        screen: Km,
        /// Share of his men whom a unit overrun in a place loses.
        overrun: Share,
    }
}

type Owner =
    (&'static mut Duty, &'static mut Position, &'static mut Strength, &'static Condition, &'static mut Toll);

/// Where troops are, and whom they screen; its buffers serve round after round.
#[derive(Default)]
pub(crate) struct Troops {
    /// By place and side: whether it has troops there, or on their way in.
    manned: Vec<[bool; 2]>,
    /// By place and side: whether troops of the side are within screening distance.
    screened: Vec<[bool; 2]>,
    /// By place and side: whether troops of the side stand on a road out of it, with it behind them.
    passed: Vec<[bool; 2]>,
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
    }
}

/// Units of the old holder still in a place that fell: they go back, or are lost.
fn overrun(place: PlaceId, units: &mut Units<Owner>, way: &mut Way) {
    let scenario = std::sync::Arc::clone(&way.operation.0);
    let side = way.places.get(place).side;
    for (id, (duty, position, strength, _, toll)) in units.each_mut() {
        // First of all: this is all that is read of nearly every unit.
        if position.place != place || position.leg.is_some() {
            continue;
        }
        let foe = way.facts.unit(id).side != side;
        let goes_on = duty.stance == Stance::Retreat && !position.route.is_empty();
        if duty.status != Status::Present || !foe || goes_on {
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
                duty.halt_km = f64::INFINITY;
                way.journal.tell(What::Retreated { unit: id, from: place, to: to.1, why: Why::Beaten });
            }
            None => {
                let left = strength.empty();
                (losses.tanks, losses.guns) = (left.all_tanks(), left.guns);
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
        let behind = way.laws.0.cover.sector_radius.get();
        for marks in [&mut self.manned, &mut self.screened, &mut self.passed] {
            marks.clear();
            marks.resize(scenario.theatre.places.len(), [false; 2]);
        }
        for (id, (duty, position, strength, ..)) in units.each() {
            if duty.status != Status::Present || strength.men < picket {
                continue;
            }
            let (side, has_men) = (facts.unit(id).side.index(), strength.men > 0.0);
            let has_left = position.leg.is_some() && duty.stance == Stance::Retreat;
            self.manned[position.place.index()][side] |= has_men && !has_left;
            if let Some(leg) = position.leg {
                self.manned[leg.to.index()][side] |= has_men;
                let holds_it =
                    leg.km_at(way.clock.now) <= behind && !has_left && !marches_hidden(scenario, duty);
                // Between an own place and one of the enemy it has passed neither.
                let is_beyond = || [position.place, leg.to].iter().all(|&end| is_foe(end, side, way));
                self.passed[position.place.index()][side] |= has_men && holds_it && is_beyond();
            } else if duty.stance != Stance::Retreat && !marches_hidden(scenario, duty) {
                for &(link, to) in way.network.ways(position.place) {
                    self.screened[to.index()][side] |= facts.link(link).km <= screen;
                }
            }
        }
    }

    /// Whether the enemy's troops are within screening distance of a side's place, and none of its own.
    fn is_screened(&self, place: PlaceId, side: SideId) -> bool {
        let near = self.screened[place.index()];
        near[side.enemy().index()] && !near[side.index()]
    }

    /// Whether the enemy's troops screen a side's place, or have passed it and stand near before it.
    fn is_exposed(&self, place: PlaceId, side: SideId) -> bool {
        self.is_screened(place, side) || self.passed[place.index()][side.enemy().index()]
    }

    /// Places without troops fall to enemies who screen them, and when they lie in nobody's rear but the enemy's.
    fn empty_places(&mut self, map: &SupplyMap, way: &mut Way) {
        let operation = Res::clone(&way.operation).into_inner();
        self.open.clear();
        for (place, holding) in way.places.each() {
            let side = holding.side;
            let at = place.index();
            let is_exposed = || self.is_exposed(place, side) || map.km(side, place).is_infinite();
            if !self.manned[at][side.index()] && is_exposed() {
                self.open.push(place);
            }
        }
        // One that falls takes a way out from its neighbours: each is looked at as those before it have left things.
        for &place in &self.open {
            let side = way.places.get(place).side;
            let foe = side.enemy();
            if self.is_exposed(place, side) || is_enclosed(map, &operation.0, place, side, way) {
                take(place, foe, way);
            }
        }
    }
}

fn is_foe(place: PlaceId, side: usize, way: &Way) -> bool {
    way.places.get(place).side.index() != side
}

fn marches_hidden(scenario: &Scenario, duty: &Duty) -> bool {
    duty.stance == Stance::March
        && duty.order.is_some_and(|o| {
            matches!(scenario.orders[o.index()].task, Task::March { avoid_contact: true, .. })
        })
}

/// Whether a place lies in the enemy's rear: no way leads to a source of its side, no neighbour shares that lot with it, and one
/// is the enemy's and has a way to one of his.
fn is_enclosed(map: &SupplyMap, scenario: &Scenario, place: PlaceId, side: SideId, way: &Way) -> bool {
    let foe = side.enemy();
    map.km(side, place).is_infinite()
        && map.km(foe, neighbour_of(scenario, place, foe, way)).is_finite()
        && no_pocket(map, scenario, place, side, way)
}

/// Some neighbour that a side holds; the place itself where there is none.
fn neighbour_of(scenario: &Scenario, place: PlaceId, side: SideId, way: &Way) -> PlaceId {
    let ways = scenario.theatre.place(place).ways.iter();
    ways.map(|way| way.1).find(|&p| way.places.get(p).side == side).unwrap_or(place)
}

/// Whether no neighbour of its own side is cut off as well; the enemy bars the road to one that is not.
fn no_pocket(map: &SupplyMap, scenario: &Scenario, place: PlaceId, side: SideId, way: &Way) -> bool {
    let is_cut = |p: PlaceId| way.places.get(p).side == side && map.km(side, p).is_infinite();
    !scenario.theatre.place(place).ways.iter().any(|&(_, p)| is_cut(p))
}

fn take(place: PlaceId, by: SideId, way: &mut Way) {
    change_hands(place, by, None, &mut way.places.get_mut(place), &mut way.journal);
}

/// A place passes to a side now, by a unit that stands in it or by nobody: who holds it, and the entry on it.
pub(crate) fn change_hands(
    place: PlaceId,
    by: SideId,
    unit: Option<UnitId>,
    holding: &mut Holding,
    journal: &mut Journal,
) {
    let now = journal.now;
    (holding.side, holding.since, holding.open_until) = (by, now, now);
    journal.tell(What::Captured { place, by, unit });
}
