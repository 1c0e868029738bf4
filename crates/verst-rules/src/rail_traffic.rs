//! Traffic: trains that load, ride, wait before a station and unload, in the order of the queue.
//!
//! Law     A station handles one train after the other, so many a day. Of the trains that wait the one goes first whose unit's
//!         first train came first, then the one of the smaller unit id; a train that is not there yet lets others go first.
//!         It is empty, or full, once its interval and its hours of handling are over. Supplies get what time the ramps have.
//! Source  see rail.rs.
//! Used by rail_move.rs, supply.rs, plan.rs, arrival.rs.

use std::collections::VecDeque;

use bevy_ecs::resource::Resource;
use bevy_ecs::world::World;
use verst_domain::forces::{Start, Travel, Unit};
use verst_domain::ids::{LinkId, OrderId, PlaceId, SideId, UnitId};
use verst_domain::orders::Task;
use verst_domain::scenario::Scenario;
use verst_engine::digest::{Fold, packed};

use crate::rail::DAY_MINUTES;

/// What a transport is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// There is none.
    None,
    /// It comes into the theatre later, or has no station to come to.
    Expected,
    /// Its trains are loaded at its station.
    Loading,
    /// Its trains ride to its station, and are unloaded there.
    Coming,
}

/// The trains of a unit.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    pub(crate) stage: Stage,
    /// The order that it rides by; none: it comes into the theatre.
    pub(crate) order: Option<OrderId>,
    pub(crate) side: SideId,
    /// Where it is to be unloaded.
    pub(crate) goal: PlaceId,
    /// Where it is loaded, or can be unloaded as things are.
    pub(crate) station: PlaceId,
    /// Whether its goal has no railway from an own source on the map: its trains come from outside.
    pub(crate) from_outside: bool,
    /// Minute of its first train at the station.
    pub(crate) since: f64,
    /// Minute of its last train there.
    pub(crate) last: f64,
    pub(crate) trains: u32,
    /// Trains that have been handled, or are.
    pub(crate) begun: u32,
    /// Trains whose load has joined the unit.
    pub(crate) joined: u32,
    /// What a train carries: men, tanks, guns, men of those with whom the unit began.
    pub(crate) each: [f64; 4],
    /// Minutes at which trains are empty, or full, of those that have not joined yet.
    pub(crate) out: VecDeque<f64>,
    /// Its way by rail, where it began and when.
    pub(crate) way: Vec<LinkId>,
    pub(crate) from: PlaceId,
    pub(crate) left_at: f64,
    /// Whether it has been told that it stands in the queue.
    pub(crate) is_told: bool,
}

impl Transport {
    fn of(unit: &Unit, scenario: &Scenario) -> Self {
        let mut transport = Self::none(unit.side);
        if let Start::Enters { at, on, by: Travel::Rail, .. } = unit.start {
            transport.stage = Stage::Expected;
            (transport.goal, transport.station) = (at, at);
            transport.since = on.best.max(0.0);
            transport.last = transport.since;
            transport.from_outside = !is_joined(scenario, unit.side, at);
        }
        transport
    }

    /// No transport.
    fn none(side: SideId) -> Self {
        Self {
            stage: Stage::None,
            order: None,
            side,
            goal: PlaceId(0),
            station: PlaceId(0),
            from_outside: false,
            since: 0.0,
            last: 0.0,
            trains: 0,
            begun: 0,
            joined: 0,
            each: [0.0; 4],
            out: VecDeque::new(),
            way: Vec::new(),
            from: PlaceId(0),
            left_at: 0.0,
            is_told: false,
        }
    }

    /// What stands for it while it is taken out; allocates nothing.
    pub(crate) fn emptied(&self) -> Self {
        Self::none(self.side)
    }

    /// Minute at which its next train is at the station.
    fn ready(&self) -> f64 {
        let gaps = f64::from(self.trains.saturating_sub(1)).max(1.0);
        self.since + (self.last - self.since) * f64::from(self.begun) / gaps
    }

    fn is_handled(&self) -> bool {
        matches!(self.stage, Stage::Loading | Stage::Coming) && self.begun < self.trains
    }
}

/// Whether railways, in whatever state, join a place to a source of a side.
fn is_joined(scenario: &Scenario, side: SideId, place: PlaceId) -> bool {
    let theatre = &scenario.theatre;
    let mut reached = vec![false; theatre.places.len()];
    theatre.sources.iter().filter(|s| s.side == side).for_each(|s| reached[s.at.index()] = true);
    let mut changed = true;
    while changed {
        changed = false;
        for link in theatre.links.iter().filter(|l| l.rail_km.is_some()) {
            let [a, b] = [link.a.index(), link.b.index()];
            changed |= reached[a] != reached[b];
            (reached[a], reached[b]) = (reached[a] | reached[b], reached[a] | reached[b]);
        }
    }
    reached[place.index()]
}

/// The ramps of a place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Station {
    /// When they have room for the next train.
    free_at: f64,
    /// Minutes from train to train; infinite: no train can be handled.
    pub(crate) interval: f64,
    /// What trains a day are made of: source or line, what supplies leave, sabotage.
    pub(crate) factors: [f64; 3],
    /// Minutes of the step that troop trains took.
    busy: f64,
}

/// Every train of a run.
#[derive(Resource, Debug, Default)]
pub struct Traffic {
    /// By unit.
    pub(crate) transports: Vec<Transport>,
    /// By place.
    pub(crate) stations: Vec<Station>,
    /// By unit: the order by which it has ridden.
    pub(crate) ridden: Vec<Option<OrderId>>,
    /// By order: whether a unit that acts on it has ridden, and whether one still has to.
    pub(crate) orders: Vec<[bool; 2]>,
    pub(crate) has_orders: bool,
    has_any: bool,
    /// Who has trains to be handled in the step.
    queue: Vec<UnitId>,
    step: f64,
}

/// Puts the traffic to its state at the start of a run.
pub fn start(world: &mut World, scenario: &Scenario) {
    world.get_resource_or_init::<Traffic>().restart(scenario);
}

/// State that the next rounds depend on.
pub fn digest(world: &World, to: &mut Fold) {
    let traffic = world.resource::<Traffic>();
    for (unit, t) in traffic.transports.iter().enumerate().filter(|(_, t)| t.stage != Stage::None) {
        let order = t.order.map_or(u16::MAX, |o| o.0);
        to.ints([packed([unit as u16, t.stage as u16, order, t.station.0]), u64::from(t.begun)]);
        to.ints([u64::from(t.trains), u64::from(t.joined)]);
        to.numbers([t.since, t.last, t.each[0], t.each[1], t.each[2], t.each[3], t.left_at]);
        t.out.iter().for_each(|out| to.numbers([*out]));
    }
    let stations = traffic.stations.iter().map(|s| s.free_at);
    stations.filter(|at| *at > 0.0).for_each(|at| to.numbers([at]));
}

impl Traffic {
    fn restart(&mut self, scenario: &Scenario) {
        let comes = |u: &Unit| matches!(u.start, Start::Enters { by: Travel::Rail, .. });
        self.has_orders = scenario.orders.iter().any(|o| matches!(o.task, Task::Rail { .. }));
        self.has_any = self.has_orders || scenario.units.iter().any(comes);
        self.transports.clear();
        self.stations.clear();
        self.ridden.clear();
        self.orders.clear();
        self.step = 0.0;
        if self.has_any {
            self.transports.extend(scenario.units.iter().map(|u| Transport::of(u, scenario)));
            let station = Station { free_at: 0.0, interval: f64::INFINITY, factors: [0.0; 3], busy: 0.0 };
            self.stations.resize(scenario.theatre.places.len(), station);
            self.ridden.resize(scenario.units.len(), None);
            self.orders.resize(scenario.orders.len(), [false; 2]);
        }
    }

    /// Whether no train will ever run.
    pub(crate) fn is_idle(&self) -> bool {
        !self.has_any
    }

    /// Share of the last step in which troop trains held the ramps of a place.
    #[must_use]
    pub fn busy(&self, place: PlaceId) -> f64 {
        let busy = self.stations.get(place.index()).map_or(0.0, |s| s.busy);
        if busy > 0.0 { (busy / self.step).min(1.0) } else { 0.0 }
    }

    /// Whether all who act on an order have ridden.
    pub(crate) fn is_fulfilled(&self, order: OrderId) -> bool {
        self.orders.get(order.index()) == Some(&[true, false])
    }

    /// A unit leaves the theatre: men, tanks and guns of its own that are still on trains leave with it.
    pub(crate) fn leave(&mut self, unit: UnitId) -> [f64; 3] {
        let Some(t) = self.transports.get_mut(unit.index()) else { return [0.0; 3] };
        let aboard = t.order.is_some() && t.stage == Stage::Coming;
        let trains = if aboard { f64::from(t.trains - t.joined) } else { 0.0 };
        t.stage = Stage::None;
        [t.each[0] * trains, t.each[1] * trains, t.each[2] * trains]
    }

    /// A step begins: the train on the ramps takes its time of it.
    pub(crate) fn begin_step(&mut self, from: f64, now: f64) {
        self.step = now - from;
        for station in &mut self.stations {
            station.busy = (station.free_at.min(now) - from).max(0.0);
        }
    }

    /// Lines up those who have a train at its station before now.
    pub(crate) fn line_up(&mut self, now: f64) {
        let units = (0..).map(UnitId::new).zip(&self.transports);
        self.queue.clear();
        self.queue.extend(units.filter(|(_, t)| t.is_handled() && t.ready() < now).map(|(unit, _)| unit));
    }

    /// The next train of those lined up that is handled before now, and the minute.
    pub(crate) fn next(&self, now: f64) -> Option<(UnitId, f64)> {
        let mut first: Option<(f64, f64, UnitId)> = None;
        let lined_up = self.queue.iter().map(|&unit| (unit, &self.transports[unit.index()]));
        for (unit, t) in lined_up.filter(|(_, t)| t.is_handled()) {
            let station = &self.stations[t.station.index()];
            let at = t.ready().max(station.free_at);
            let is_first = first.is_none_or(|(f, since, _)| (at, t.since) < (f, since));
            if station.interval.is_finite() && at < now && is_first {
                first = Some((at, t.since, unit));
            }
        }
        first.map(|(at, _, unit)| (unit, at))
    }

    /// Handles a train.
    pub(crate) fn handle(&mut self, unit: UnitId, at: f64, now: f64, handling: f64) {
        let t = &mut self.transports[unit.index()];
        let station = &mut self.stations[t.station.index()];
        t.begun += 1;
        t.out.push_back(at + station.interval.max(handling));
        station.free_at = at + station.interval;
        station.busy += station.free_at.min(now) - at;
    }

    /// Trains that go before a unit's at its station.
    pub(crate) fn before(&self, unit: UnitId) -> u32 {
        let own = &self.transports[unit.index()];
        let key = |u: usize| (self.transports[u].since, u);
        let others = (0..self.transports.len()).filter(|&u| {
            let t = &self.transports[u];
            t.is_handled() && t.station == own.station && key(u) < key(unit.index())
        });
        others.map(|u| self.transports[u].trains - self.transports[u].begun).sum()
    }

    /// Sets what a station handles a day.
    pub(crate) fn set_capacity(&mut self, place: PlaceId, factors: [f64; 3]) {
        let station = &mut self.stations[place.index()];
        let daily = factors.iter().product::<f64>();
        station.interval = if daily > 0.0 { DAY_MINUTES / daily } else { f64::INFINITY };
        station.factors = factors;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATION: PlaceId = PlaceId(0);

    /// Transports of so many trains each, with the minutes of their first and last, before one station.
    fn traffic(transports: &[(u32, f64, f64)], daily: f64) -> Traffic {
        let transport = |&(trains, since, last): &(u32, f64, f64)| Transport {
            stage: Stage::Coming,
            since,
            last,
            trains,
            ..Transport::none(SideId(0))
        };
        let station = Station { free_at: 0.0, interval: 0.0, factors: [0.0; 3], busy: 0.0 };
        let mut traffic = Traffic {
            transports: transports.iter().map(transport).collect(),
            stations: vec![station],
            has_any: true,
            ..Traffic::default()
        };
        traffic.set_capacity(STATION, [daily, 1.0, 1.0]);
        traffic
    }

    /// Units whose trains are handled, in order, in steps of so many minutes up to an end.
    fn handled(traffic: &mut Traffic, step: f64, end: f64) -> Vec<(u16, f64)> {
        let (mut from, mut list) = (0.0, Vec::new());
        while from < end {
            traffic.begin_step(from, from + step);
            traffic.line_up(from + step);
            while let Some((unit, at)) = traffic.next(from + step) {
                traffic.handle(unit, at, from + step, 0.0);
                list.push((unit.0, at));
            }
            from += step;
        }
        list
    }

    #[test]
    fn who_came_first_is_unloaded_first_and_the_smaller_id_of_two() {
        let order = |list: &[(u32, f64, f64)]| -> Vec<u16> {
            handled(&mut traffic(list, 12.0), 360.0, 2880.0).into_iter().map(|(unit, _)| unit).collect()
        };
        assert_eq!(order(&[(2, 0.0, 0.0), (2, 0.0, 0.0)]), [0, 0, 1, 1]);
        assert_eq!(order(&[(2, 60.0, 60.0), (2, 0.0, 0.0)]), [1, 1, 0, 0]);
    }

    #[test]
    fn a_train_that_is_not_there_lets_others_go_first() {
        let list = handled(&mut traffic(&[(2, 0.0, 600.0), (2, 10.0, 10.0)], 12.0), 360.0, 2880.0);
        assert_eq!(list, [(0, 0.0), (1, 120.0), (1, 240.0), (0, 600.0)]);
    }

    #[test]
    fn the_length_of_the_round_changes_no_train() {
        let all = [(7, 50.0, 700.0), (5, 0.0, 0.0)];
        let [long, short] = [720.0, 90.0].map(|step| handled(&mut traffic(&all, 10.0), step, 4320.0));
        assert_eq!(long, short);
        assert_eq!(long.len(), 12);
    }

    #[test]
    fn ramps_are_busy_as_long_as_trains_stand_on_them() {
        // A train of 120 minutes in a step of 360.
        let mut traffic = traffic(&[(1, 300.0, 300.0)], 12.0);
        let busy: Vec<f64> = [0.0, 360.0, 720.0]
            .map(|from| {
                traffic.begin_step(from, from + 360.0);
                traffic.line_up(from + 360.0);
                while let Some((unit, at)) = traffic.next(from + 360.0) {
                    traffic.handle(unit, at, from + 360.0, 0.0);
                }
                traffic.busy(STATION)
            })
            .to_vec();
        assert_eq!(busy, [1.0 / 6.0, 1.0 / 6.0, 0.0]);
    }
}
