//! Movement by rail: units that come into the theatre by train, and units that are ordered to ride.
//!
//! Law     A unit that enters by rail queues at its place of entry at its date; if the place is lost, or the railway from the
//!         own sources does not run that far, at the last place before. With its first train it is there, with what that
//!         carried; the others join it as they are unloaded, by march if it has gone on. A unit that is ordered to ride loads
//!         where it stands and is where it stands until the last train is full; then it rides the shortest way over its own
//!         side's railways, and where the way breaks ahead of it, it unloads at the last place before.
//! Source  see rail.rs.
//! Phase   Rail.  Reads Holding, Condition.  Writes Duty, Position, Strength.  Entries Arrived, Reached, Queued, Entrained,
//!         Unloaded, RailOpened.  Dice none.

use bevy_ecs::change_detection::Mut;
use bevy_ecs::system::{Res, ResMut, SystemParam};
use verst_domain::ids::{OrderId, PlaceId, SideId, UnitId};
use verst_domain::journal::{Applied, Factor, What};
use verst_domain::orders::Task;
use verst_domain::scenario::Scenario;
use verst_domain::time::HOUR;
use verst_engine::components::{Condition, Duty, Holding, Position, Stance, Status, Strength};
use verst_engine::journal::Journal;
use verst_engine::muster::{Constants, Operation};
use verst_engine::roster::{Places, Units};
use verst_engine::run::Clock;

use crate::crossings::Crossings;
use crate::facts::Facts;
use crate::pace::pace;
use crate::path::Network;
use crate::rail::{DAY_MINUTES, trains};
use crate::rail_net::{Railways, Sabotage};
use crate::rail_traffic::{Stage, Traffic, Transport};
use crate::rules_file::Laws;

type Rider = (&'static mut Duty, &'static mut Position, &'static mut Strength, &'static Condition);
/// A unit's components, to write.
type Riding<'a> = (Mut<'a, Duty>, Mut<'a, Position>, Mut<'a, Strength>, &'a Condition);

/// What the railways read and write besides the units.
#[derive(SystemParam)]
pub(crate) struct Rails<'w, 's> {
    clock: Res<'w, Clock>,
    operation: Res<'w, Operation>,
    facts: Res<'w, Facts>,
    laws: Res<'w, Laws>,
    constants: Res<'w, Constants>,
    network: Res<'w, Network>,
    sabotage: Res<'w, Sabotage>,
    crossings: Res<'w, Crossings>,
    railways: ResMut<'w, Railways>,
    traffic: ResMut<'w, Traffic>,
    journal: ResMut<'w, Journal>,
    places: Places<'w, 's, &'static Holding>,
}

/// Repairs lines, then lets the trains of the step run.
pub(crate) fn rail(mut units: Units<Rider>, mut rails: Rails) {
    if rails.railways.is_empty() && rails.traffic.is_idle() {
        return;
    }
    let operation = Res::clone(&rails.operation).into_inner();
    let scenario = &*operation.0;
    rails.look(scenario);
    if rails.traffic.is_idle() {
        return;
    }
    let now = rails.clock.now.0 as f64;
    rails.traffic.begin_step(now - rails.clock.step as f64, now);
    for id in units.ids() {
        if rails.traffic.transports[id.index()].stage != Stage::None {
            rails.follow(scenario, id, units.get_mut(id), now);
        }
    }
    if rails.traffic.has_orders {
        rails.obey(scenario, &units, now);
    }
    rails.run_trains(scenario, now);
    for id in units.ids() {
        match rails.traffic.transports[id.index()].stage {
            Stage::Loading => rails.depart(id, units.get_mut(id), now),
            Stage::Coming => rails.join(id, units.get_mut(id), now),
            Stage::None | Stage::Expected => {}
        }
    }
}

impl Rails<'_, '_> {
    fn look(&mut self, scenario: &Scenario) {
        let Self { railways, journal, places, sabotage, clock, laws, crossings, .. } = self;
        railways.look(
            &scenario.theatre.sources,
            sabotage,
            places.each().map(|(_, holding)| holding.side),
            clock.now,
        );
        let km = laws.0.rail.repair.get() * clock.step_days();
        let is_broken = |link| crossings.is_broken(link);
        let tell = |link, by| journal.tell(What::RailOpened { link, by });
        railways.repair(&scenario.theatre.sources, km, is_broken, tell);
    }

    /// What has become of a transport since the last step.
    fn follow(&mut self, scenario: &Scenario, id: UnitId, unit: Riding, now: f64) {
        let (duty, position, strength, _) = unit;
        let mut t = self.take(id);
        if matches!(duty.status, Status::Departed | Status::Destroyed) {
            t.stage = Stage::None;
        } else if t.stage == Stage::Loading {
            let stays = position.leg.is_none() && position.place == t.station;
            if duty.order != t.order || !stays || !self.railways.holds(t.side, t.station) {
                t.stage = Stage::None;
                t.out.clear();
            }
        } else if t.order.is_none() && t.since <= now {
            if t.trains == 0 {
                let mobility = self.facts.unit(id).mobility;
                let Strength { men, guns, tanks, .. } = *strength;
                t.trains = trains(&self.laws.0.rail, mobility, men, guns, tanks);
                t.each = [men, tanks, guns, men].map(|all| all / f64::from(t.trains));
            }
            let station = self.entry(scenario, &t);
            self.come_to(&mut t, station);
        } else if t.order.is_some() {
            self.keep_on(scenario, &mut t, now);
        }
        let is_there = t.stage == Stage::Coming && t.since <= now;
        let is_new = is_there && !t.is_told;
        t.is_told |= is_there;
        let (place, count) = (t.station, t.trains);
        self.traffic.transports[id.index()] = t;
        if is_new {
            let before = self.traffic.before(id);
            self.journal.tell(What::Queued { unit: id, place, trains: count, before });
        }
    }

    /// Takes a transport out, to change it beside the rest.
    fn take(&mut self, id: UnitId) -> Transport {
        let t = &mut self.traffic.transports[id.index()];
        std::mem::replace(t, t.emptied())
    }

    /// A transport's trains come to a station, or to none; trains that were to be unloaded at a place that is lost go with them.
    fn come_to(&self, t: &mut Transport, station: Option<PlaceId>) {
        if station == Some(t.station) && t.stage == Stage::Coming {
            return;
        }
        if !self.railways.holds(t.side, t.station) {
            t.out.clear();
            t.begun = t.joined;
        }
        t.is_told &= station == Some(t.station);
        t.stage = if station.is_some() { Stage::Coming } else { Stage::Expected };
        t.station = station.unwrap_or(t.station);
    }

    /// Where a unit that comes into the theatre can be unloaded.
    fn entry(&mut self, scenario: &Scenario, t: &Transport) -> Option<PlaceId> {
        let (goal, side) = (t.goal, t.side);
        let is_reached = t.from_outside || self.railways.width(side, goal) > 0.0;
        if self.railways.holds(side, goal) && is_reached {
            return Some(goal);
        }
        self.on_the_net(goal, side).or_else(|| {
            let sources = scenario.theatre.sources.iter().filter(|s| s.side == side);
            let held = sources.map(|s| s.at).filter(|&at| self.railways.holds(side, at));
            held.min_by(|&a, &b| {
                let km = |p| self.constants.distance(goal, p);
                km(a).total_cmp(&km(b)).then(a.cmp(&b))
            })
        })
    }

    /// The place nearest to a goal by rail to which trains come from a side's sources.
    fn on_the_net(&mut self, goal: PlaceId, side: SideId) -> Option<PlaceId> {
        let network = &*self.network;
        self.railways.last_before(network, goal, |r, p| r.holds(side, p) && r.width(side, p) > 0.0)
    }

    /// A unit on trains by order: where its way breaks ahead of it, it is unloaded before the break; a lost station is left.
    fn keep_on(&mut self, scenario: &Scenario, t: &mut Transport, now: f64) {
        if t.begun > 0 || t.stage == Stage::Expected {
            if t.stage == Stage::Expected || !self.railways.holds(t.side, t.station) {
                let station = self.on_the_net(t.station, t.side);
                self.come_to(t, station);
            }
            return;
        }
        let ride = self.laws.0.rail.ride.get() / DAY_MINUTES;
        let gone = (now - t.left_at) * ride;
        let (mut at, mut km) = (t.from, 0.0);
        let mut last = (at, km);
        for &link in &t.way {
            let end = km + self.railways.km(link);
            if end > gone && !self.railways.runs(t.side, link) {
                break;
            }
            at = scenario.theatre.link(link).other(at);
            km = end;
            if self.railways.holds(t.side, at) {
                last = (at, km);
            }
        }
        if last.0 != t.station {
            let since = t.left_at + last.1 / ride;
            (t.last, t.since) = (t.last - t.since + since, since);
            self.come_to(t, Some(last.0));
        }
    }

    /// Who is ordered to ride and stands at a station begins to load.
    fn obey(&mut self, scenario: &Scenario, units: &Units<Rider>, now: f64) {
        self.traffic.orders.fill([false; 2]);
        for (id, (duty, position, strength, _)) in units.each() {
            let Some(order) = duty.order else { continue };
            let Task::Rail { to } = scenario.orders[order.index()].task else { continue };
            if !matches!(duty.status, Status::Present | Status::OnTrains) {
                continue;
            }
            let is_there = position.leg.is_none() && position.place == to;
            let t = &self.traffic.transports[id.index()];
            let is_idle = t.stage == Stage::None && duty.status == Status::Present;
            let has_ridden = self.traffic.ridden[id.index()] == Some(order) || is_idle && is_there;
            self.traffic.orders[order.index()][usize::from(!has_ridden)] = true;
            let can_load = position.leg.is_none() && duty.stance != Stance::Retreat;
            if !has_ridden && is_idle && can_load {
                let Strength { men, guns, tanks, .. } = *strength;
                let count = trains(&self.laws.0.rail, self.facts.unit(id).mobility, men, guns, tanks);
                self.load(id, order, (position.place, to), count, now);
            }
        }
    }

    /// Begins to load, if trains go anywhere nearer to the goal.
    fn load(&mut self, id: UnitId, order: OrderId, (from, to): (PlaceId, PlaceId), count: u32, now: f64) {
        let side = self.facts.unit(id).side;
        let mut t = self.take(id);
        let end = self.railways.farthest(&self.network, side, from, to);
        if let Some(end) = end.filter(|&end| end != from) {
            self.railways.way(&self.network, side, from, end, &mut t.way);
            (t.stage, t.order, t.side) = (Stage::Loading, Some(order), side);
            (t.from, t.station, t.goal) = (from, from, end);
            (t.since, t.last) = (now, now);
            (t.trains, t.begun, t.joined, t.from_outside) = (count, 0, 0, false);
            t.out.clear();
        }
        self.traffic.transports[id.index()] = t;
    }

    /// Handles every train whose turn comes before now.
    fn run_trains(&mut self, scenario: &Scenario, now: f64) {
        for index in 0..self.traffic.transports.len() {
            let t = &self.traffic.transports[index];
            if matches!(t.stage, Stage::Loading | Stage::Coming) {
                let (station, outside) = (t.station, t.from_outside && t.station == t.goal);
                let factors = self.capacity(scenario, t.side, station, t.order.is_some(), outside);
                self.traffic.set_capacity(station, factors);
            }
        }
        self.traffic.line_up(now);
        let handling = self.laws.0.rail.handling.get() * HOUR as f64;
        while let Some((id, at)) = self.traffic.next(now) {
            self.traffic.handle(id, at, now, handling);
            if self.journal.wants_factors() {
                let station = self.traffic.transports[id.index()].station;
                let values = self.traffic.stations[station.index()].factors;
                let factors: Vec<Factor> =
                    NAMES.into_iter().zip(values).map(|(name, value)| Factor { name, value }).collect();
                self.journal.factors(Applied::TrainsPerDay(id), values.iter().product(), &factors);
            }
        }
    }

    /// Trains that a station handles a day, by factors: of its source or line, left by supplies, by sabotage and narrow ways.
    fn capacity(
        &self,
        scenario: &Scenario,
        side: SideId,
        place: PlaceId,
        any_line: bool,
        from_outside: bool,
    ) -> [f64; 3] {
        let laws = &self.laws.0.rail;
        let sources = scenario.theatre.sources.iter();
        let here = sources.filter(|s| s.at == place && s.side == side && s.from <= self.clock.now);
        let unloads: f64 = here.map(|s| s.trains.best).sum();
        let [daily, left] = self.railways.best_line(&self.network, side, place);
        if !self.railways.holds(side, place) {
            [0.0; 3]
        } else if unloads > 0.0 {
            [unloads, 1.0 - laws.kept.get(), 1.0]
        } else if daily > 0.0 {
            // Trains that are within the net already need no source behind them.
            let free = any_line || from_outside;
            let width = if free { left } else { left.min(self.railways.width(side, place)) };
            [daily, 1.0, width / daily]
        } else {
            [if from_outside { laws.single.get() } else { 0.0 }, 1.0, 1.0]
        }
    }

    /// The last train is full: the unit rides.
    fn depart(&mut self, id: UnitId, unit: Riding, now: f64) {
        let Self { railways, traffic, laws, journal, .. } = self;
        let t = &mut traffic.transports[id.index()];
        let (Some(&first), Some(&last)) = (t.out.front(), t.out.back()) else { return };
        if t.begun < t.trains || last > now {
            return;
        }
        let (mut duty, mut position, mut strength, _) = unit;
        let km: f64 = t.way.iter().map(|&link| railways.km(link)).sum();
        let narrowest = t.way.iter().map(|&link| railways.daily(link)).fold(f64::INFINITY, f64::min);
        let ride = km / laws.0.rail.ride.get() * DAY_MINUTES;
        let spread = f64::from(t.trains - 1) * DAY_MINUTES / narrowest;
        t.left_at = first;
        t.since = first + ride;
        t.last = (last + ride).max(t.since + spread);
        let Strength { men, tanks, guns, men_at_start, .. } = *strength;
        t.each = [men, tanks, guns, men_at_start].map(|all| all / f64::from(t.trains));
        (t.stage, t.station, t.begun, t.is_told) = (Stage::Coming, t.goal, 0, false);
        t.out.clear();
        (strength.men, strength.tanks, strength.guns, strength.men_at_start) = (0.0, 0.0, 0.0, 0.0);
        duty.status = Status::OnTrains;
        duty.stance = Stance::Hold;
        position.route.clear();
        let (trains, place, to) = (t.trains, t.from, t.goal);
        journal.tell(What::Entrained { unit: id, place, to, trains, men, tanks, guns });
    }

    /// What empty trains brought joins the unit; with the first of them the unit is there.
    fn join(&mut self, id: UnitId, unit: Riding, now: f64) {
        let (mut duty, mut position, mut strength, condition) = unit;
        let km_per_minute = pace(&self.laws.0.march, self.facts.unit(id).mobility) / DAY_MINUTES;
        let Self { traffic, constants, journal, .. } = self;
        let Traffic { transports, ridden, .. } = &mut **traffic;
        let t = &mut transports[id.index()];
        let mut come = [0.0; 3];
        while let Some(&out) = t.out.front() {
            let km = if t.joined == 0 { 0.0 } else { constants.distance(t.station, position.place) };
            if out + km / km_per_minute > now || km > 0.0 && condition.cut_days > 0.0 {
                break;
            }
            t.out.pop_front();
            t.joined += 1;
            let [men, tanks, guns, at_start] = t.each;
            if t.joined == 1 {
                (strength.men, strength.tanks, strength.guns, strength.men_at_start) = (0.0, 0.0, 0.0, 0.0);
                duty.status = Status::Present;
                (position.place, position.goal, position.from) = (t.station, t.station, t.station);
                let place = t.station;
                journal.tell(match t.order {
                    None => What::Arrived { unit: id, place, men, tanks, guns },
                    Some(_) => What::Reached { unit: id, place },
                });
            }
            strength.men += men;
            strength.tanks += tanks;
            strength.guns += guns;
            strength.men_at_start += at_start;
            if t.joined > 1 || t.order.is_some() {
                come = [come[0] + men, come[1] + tanks, come[2] + guns];
            }
        }
        if come != [0.0; 3] {
            let ([men, tanks, guns], days) = (come, (now - t.since) / DAY_MINUTES);
            let (place, train, of) = (t.station, t.joined, t.trains);
            journal.tell(What::Unloaded { unit: id, place, train, of, men, tanks, guns, days });
        }
        if t.joined == t.trains {
            t.stage = Stage::None;
            ridden[id.index()] = t.order;
        }
    }
}

/// Names of what trains a day are made of.
const NAMES: [&str; 3] = ["source or line", "left by supplies", "sabotage and narrow ways"];
