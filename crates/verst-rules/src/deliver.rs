//! Deliver: what units ask for, and what of it comes over sources, roads and railways that all share.
//!
//! Law     A unit asks for what it used up and part of what it lacks. Its share of the columns brings less the farther the
//!         source is, and only as much of that as the share of lorries, horses and waggons that has come along with it. What the nearest source cannot unload, or the cheapest way cannot pass, is sent for again with the columns
//!         that are free, by the best way on which there is room left, and so once more. Whose order gives him priority is served
//!         first, then those who fight, then the others, and last who is to come last.
//! Source  campaign model A13, A8; tonnages and lift, see the rules file.
//! Phase   Supply: part of supply.rs, which measures the distances.

use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::journal::{Applied, Factor, What};
use verst_engine::components::{Condition, Position, Status};
use verst_engine::journal::Journal;
use verst_engine::roster::Units;

use crate::airlift::Pocket;
use crate::haulage::{Claim, Haulage};
use crate::rail::left_to_supplies;
use crate::rules_file::RulesFile;
use crate::stocks::{Effort, Load, delivered, is_driven};
use crate::supply::{Fed, Params, Roads, SupplyMap};

/// How often what is short is sent for by another way. With two a line and its two neighbours share a load; more change little.
const AGAIN: usize = 2;
/// What is less is not sent for again, as a share of what was asked for.
const TRIFLE: f64 = 0.01;
/// Room in tons a day below which a road or a source is full.
const FULL: f64 = 1.0;
/// Loads are counted in kg, roads in tons.
pub(crate) const KG_PER_TON: f64 = 1000.0;

/// What a unit asks for in a step, and what comes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Asked {
    /// The place over which it last sent for loads; none: it is cut off, or not there.
    at: Option<PlaceId>,
    load: Load,
    used: Load,
    wanted: Load,
    claim: Claim,
    /// Share of its transport that is with it.
    present: f64,
    /// What its share of the columns could bring of it from the nearest source in a quiet sky with all its transport, in kg per
    /// man.
    whole: f64,
    /// What it can with the transport that is present.
    columns: f64,
    /// What of that comes under the enemy's aircraft.
    harried: f64,
    /// Share of its columns that is free.
    free: f64,
    /// What they set out for, in kg per man, and what of it is bread for the step.
    sent: f64,
    bread: f64,
    /// Share of them that this takes.
    takes: f64,
    /// What has come, in kg per man.
    came: f64,
    /// What aircraft and irregulars bring, where it is cut off.
    brought: Load,
}

impl Asked {
    fn missing(&self) -> f64 {
        self.wanted.sum() - self.came
    }

    /// Sets out for what is missing over a place; in a step all its columns would bring so many kg per man in a quiet sky, and under
    /// this one so much of it.
    fn set_out(&mut self, at: PlaceId, whole: f64, open: f64) {
        let quiet = whole * self.present;
        let harried = quiet * open;
        self.sent = self.missing().min(harried * self.free);
        self.bread = (self.used.food - self.came).max(0.0).min(self.sent);
        self.takes = if harried > 0.0 { self.sent / harried } else { 0.0 };
        if self.at.is_none() {
            self.whole = self.missing().min(whole);
            self.columns = self.missing().min(quiet);
            self.harried = self.sent / self.columns.max(f64::MIN_POSITIVE);
        }
        self.at = Some(at);
    }

    /// What its columns can bring with the transport that is present, as a share of what all could.
    fn with_transport(&self) -> f64 {
        if self.whole > 0.0 { self.columns / self.whole } else { 1.0 }
    }

    /// What came, as a share of what first was sent for.
    fn shared(&self) -> f64 {
        self.came / (self.columns * self.harried).max(f64::MIN_POSITIVE)
    }

    /// Shares of the bread and of the rest that it sent for come, and so one of the whole, which is told; the columns that
    /// bring nothing are free again.
    fn receive(&mut self, bread: f64, rest: f64) -> f64 {
        let came = self.bread * bread + (self.sent - self.bread) * rest;
        let share = came / self.sent;
        self.came += came;
        self.free -= self.takes * share;
        (self.sent, self.bread, self.takes) = (0.0, 0.0, 0.0);
        share
    }
}

/// A unit that asks, for as long as it is short: what each wave of loads asks of it, close together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asker {
    unit: UnitId,
    place: PlaceId,
    leg: Option<Ahead>,
    men: f64,
    /// What its share of the columns brings in the step, so many kg per man so many km.
    lift: f64,
}

/// The end of its link before a unit.
#[derive(Clone, Copy, Debug)]
struct Ahead {
    place: PlaceId,
    /// Km of the whole link, and behind the unit.
    whole: f64,
    gone: f64,
}

impl Asker {
    /// The place over which its loads come, and the km that its columns go.
    fn draws_on(&self, haulage: &Haulage) -> (PlaceId, f64) {
        let behind = haulage.km(self.place);
        let Some(leg) = self.leg else { return (self.place, behind) };
        let ahead = haulage.km(leg.place) + leg.whole - leg.gone;
        if behind + leg.gone <= ahead { (self.place, behind + leg.gone) } else { (leg.place, ahead) }
    }
}

impl SupplyMap {
    /// What every unit asks for.
    pub(crate) fn ask(&mut self, roads: &Roads, units: &Units<Fed>) {
        self.asked.clear();
        self.askers.iter_mut().for_each(Vec::clear);
        let askers = &mut self.askers;
        let (laws, orders, dt) = (&roads.laws.0, &roads.operation.0.orders, roads.clock.step_days());
        let loads = [false, true].map(|driven| laws.stocks.load(driven));
        let found = laws.fodder.found(roads.weather.temp_c, roads.weather.snow_cm);
        self.asked.extend(units.each().map(|(id, (position, duty, strength, condition))| {
            let unit = roads.facts.unit(id);
            if duty.status != Status::Present {
                return Asked::default();
            }
            let effort = effort(roads, id, position, dt);
            let driven = is_driven(unit.mobility);
            let (mut load, mut used) = (loads[usize::from(driven)], laws.stocks.used(driven, &effort));
            laws.fodder.stock(unit.mobility, found, dt, &mut load, &mut used);
            roads.fires.stock(&laws.fires, id, strength, &mut load, &mut used);
            let wanted = laws.stocks.wanted(condition, &load, &used, dt);
            let leg = position.leg.map(|leg| Ahead {
                place: leg.to,
                whole: roads.facts.link(leg.link).km,
                gone: leg.km_at(roads.clock.now),
            });
            let priority = duty.order.and_then(|order| orders[order.index()].supply);
            let claim = Claim::of(priority, effort.fought > 0.0);
            let lift = lift(&laws.supply, driven) * dt;
            askers[unit.side.index()].push(Asker {
                unit: id,
                place: position.place,
                leg,
                men: strength.men,
                lift,
            });
            let present = roads.facts.transport(id, roads.clock.now);
            Asked { load, used, wanted, claim, present, free: 1.0, ..Asked::default() }
        }));
    }

    /// Sends a side's loads off: by the cheapest ways from the nearest sources, then what is short by others.
    pub(crate) fn send(&mut self, roads: &Roads, side: SideId, journal: &mut Journal) {
        self.take_stock_of_room(roads, side);
        self.relieve(roads, side);
        self.hand_over(journal);
        let mut haulage = std::mem::take(&mut self.haulage[side.index()]);
        let mut is_short = self.wave(roads, side, &mut haulage);
        self.haulage[side.index()] = haulage;
        for _ in 0..AGAIN {
            if !is_short {
                return;
            }
            let mut again = std::mem::take(&mut self.again);
            self.look_for_room(roads, side, &mut again);
            is_short = self.wave(roads, side, &mut again);
            self.again = again;
        }
    }

    /// Lists a side's units that have no way.
    pub(crate) fn find_pockets(&mut self, side: SideId) {
        let haulage = &self.haulage[side.index()];
        let cut_off = self.askers[side.index()].iter().filter(|a| a.draws_on(haulage).1.is_infinite());
        let asked = &self.asked;
        self.pockets
            .extend(cut_off.map(|a| Pocket::new(a.unit, a.place, a.men, &asked[a.unit.index()].wanted)));
    }

    /// Hands what was brought to those who have no way over to them.
    fn hand_over(&mut self, journal: &mut Journal) {
        for pocket in &self.pockets {
            let asked = &mut self.asked[pocket.unit.index()];
            asked.brought = pocket.came();
            pocket.tell(asked.wanted.sum(), journal);
        }
    }

    /// What the side's sources unload and its roads pass today.
    fn take_stock_of_room(&mut self, roads: &Roads, side: SideId) {
        let (scenario, laws) = (&*roads.operation.0, &*roads.laws.0);
        let (links, sky) = (roads.facts.links(), roads.air.over_roads(side));
        let passes = self.passes[side.index()].iter().zip(links);
        self.room.links.clear();
        self.room.links.extend(passes.map(|(tons, link)| tons * sky.open_between(link.a, link.b)));
        self.room.restart();
        self.room.unloads.clear();
        self.room.unloads.resize(scenario.theatre.places.len(), 0.0);
        for (source, drawn) in scenario.theatre.sources.iter().zip(&self.drawn) {
            if source.side == side && *drawn {
                let left = left_to_supplies(&laws.rail, roads.traffic.busy(source.at));
                let denied = roads.irregulars.trains_left(&laws.irregulars, side, source.at);
                let trains = source.trains.best * left * denied;
                self.room.unloads[source.at.index()] += trains * laws.supply.train.get();
            }
        }
    }

    /// Every unit that is short sends by a tree of ways; whether it is worth sending again.
    fn wave(&mut self, roads: &Roads, side: SideId, haulage: &mut Haulage) -> bool {
        haulage.unload();
        let (laws, dt) = (&roads.laws.0, roads.clock.step_days());
        let Self { asked, askers, room, .. } = self;
        let askers = &mut askers[side.index()];
        for asker in askers.iter() {
            let (at, km) = asker.draws_on(haulage);
            if km.is_infinite() {
                continue;
            }
            let asked = &mut asked[asker.unit.index()];
            let whole = asker.lift / km.max(1.0);
            asked.set_out(at, whole, roads.air.columns(&laws.air, side, at, km));
            if dt > 0.0 {
                let tons_a_day = asker.men / dt / KG_PER_TON;
                haulage.load(at, asked.bread * tons_a_day, Claim::Bread);
                haulage.load(at, (asked.sent - asked.bread) * tons_a_day, asked.claim);
            }
        }
        haulage.send(room);
        let mut is_short = false;
        askers.retain(|asker| {
            let asked = &mut asked[asker.unit.index()];
            // Who has no way has none on which there is room either.
            let Some(at) = asked.at else { return false };
            if asked.sent > 0.0 {
                let share = asked.receive(haulage.share(at, Claim::Bread), haulage.share(at, asked.claim));
                is_short |= share < 1.0 - TRIFLE;
            }
            asked.free != 0.0 && asked.missing() > TRIFLE * asked.wanted.sum()
        });
        is_short && !askers.is_empty()
    }

    /// Finds the best ways on which there is room.
    fn look_for_room(&mut self, roads: &Roads, side: SideId, again: &mut Haulage) {
        let (km, room) = (&self.link_km[side.index()], &self.room);
        let sources = (0..).map(PlaceId::new).zip(&room.unloads);
        let sources = sources.filter(|(_, tons)| **tons > FULL).map(|(place, _)| (place, 0.0));
        let step = |link: LinkId, _, _| {
            let is_open = room.links[link.index()] > FULL;
            if is_open { km[link.index()] } else { f64::INFINITY }
        };
        again.grow(&mut self.paths, &roads.network, sources, step, &self.road_km[side.index()]);
    }

    /// Books what came; tells who is cut off, or no longer.
    pub(crate) fn feed(&mut self, roads: &Roads, units: &mut Units<Fed>, journal: &mut Journal) {
        let (laws, dt) = (&*roads.laws.0, roads.clock.step_days());
        self.longest_cut = 0.0;
        for ((id, (_, duty, _, condition)), asked) in units.each_mut().zip(&self.asked) {
            if duty.status != Status::Present {
                continue;
            }
            if asked.at.is_none() {
                if condition.cut_days == 0.0 {
                    journal.tell(What::CutOff(id));
                }
                // Cut off from this moment: a tick of time marks it even at the start.
                condition.cut_days += dt.max(f64::EPSILON);
                self.longest_cut = self.longest_cut.max(condition.cut_days);
                book(laws, condition, asked, asked.brought, dt);
                continue;
            }
            if condition.cut_days > 0.0 {
                condition.cut_days = 0.0;
                journal.tell(What::Relieved(id));
            }
            book(laws, condition, asked, delivered(&asked.wanted, asked.came), dt);
            if journal.wants_factors() && dt > 0.0 && asked.wanted.sum() > 0.0 {
                let wanted = asked.wanted.sum();
                let factors = [
                    Factor { name: "columns over the distance", value: asked.whole / wanted },
                    Factor { name: "transport with the troops", value: asked.with_transport() },
                    Factor { name: "enemy aircraft over the roads", value: asked.harried },
                    Factor { name: "sources and roads shared", value: asked.shared() },
                ];
                journal.factors(Applied::DeliveredShare(id), asked.came / wanted, &factors);
            }
        }
    }
}

/// Books a step of a unit: its stocks, and what its horses got.
fn book(laws: &RulesFile, condition: &mut Condition, asked: &Asked, delivered: Load, dt: f64) {
    laws.stocks.book(condition, &asked.load, &asked.used, delivered, dt);
    let met = laws.stocks.met(condition.fodder);
    condition.horses = laws.fodder.horses_after(condition.horses, met, dt);
}

/// What a unit's columns bring a man so far in a day.
fn lift(laws: &Params, driven: bool) -> f64 {
    if driven { laws.lift_driven.get() } else { laws.lift_foot.get() }
}

/// What a unit has done since the last round.
fn effort(roads: &Roads, id: UnitId, position: &Position, days: f64) -> Effort {
    let fought = &roads.fought;
    let on = |list: &[f64]| list.get(id.index()).copied().unwrap_or(0.0);
    Effort {
        days,
        fought: on(&fought.days).min(days),
        defended: fought.defended.get(id.index()).copied().unwrap_or(false),
        km: position.leg.map_or(0.0, |leg| leg.km_per_day * days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(food: f64) -> Asked {
        Asked { wanted: Load { food, ..Load::default() }, present: 1.0, free: 1.0, ..Asked::default() }
    }

    #[test]
    fn with_half_of_the_transport_columns_bring_half_as_far() {
        let mut asked = Asked { present: 0.5, ..asking(8.0) };
        asked.set_out(PlaceId(0), 10.0, 0.9);
        assert_eq!((asked.whole, asked.columns, asked.sent), (8.0, 5.0, 4.5));
        assert_eq!((asked.with_transport(), asked.harried), (5.0 / 8.0, 0.9));
        // Near enough it brings all that is asked for.
        let mut near = Asked { present: 0.5, ..asking(8.0) };
        near.set_out(PlaceId(0), 20.0, 1.0);
        assert_eq!((near.sent, near.with_transport()), (8.0, 1.0));
        let mut none = Asked { present: 0.0, ..asking(8.0) };
        none.set_out(PlaceId(0), 20.0, 1.0);
        assert_eq!((none.sent, none.takes, none.with_transport()), (0.0, 0.0, 0.0));
    }

    #[test]
    fn what_one_way_cannot_pass_is_sent_for_by_another_with_the_columns_that_are_free() {
        let mut asked = asking(8.0);
        asked.set_out(PlaceId(0), 10.0, 1.0);
        assert_eq!((asked.sent, asked.takes), (8.0, 0.8));
        assert_eq!(asked.receive(0.5, 0.5), 0.5);
        assert_eq!((asked.came, asked.missing(), asked.free), (4.0, 4.0, 0.6));
        // The other way is twice as long: six tenths of the columns bring 3 of 5.
        asked.set_out(PlaceId(1), 5.0, 1.0);
        asked.receive(1.0, 1.0);
        assert_eq!((asked.came, asked.free, asked.at), (7.0, 0.0, Some(PlaceId(1))));
        assert!((asked.columns * asked.harried * asked.shared() - asked.came).abs() < 1e-12);
    }

    #[test]
    fn who_has_enough_sends_for_no_more() {
        let mut asked = asking(8.0);
        asked.set_out(PlaceId(0), 100.0, 0.5);
        asked.receive(1.0, 1.0);
        assert_eq!((asked.missing(), asked.free), (0.0, 1.0 - 8.0 / 50.0));
        asked.set_out(PlaceId(1), 100.0, 1.0);
        assert_eq!(asked.sent, 0.0);
    }
}
