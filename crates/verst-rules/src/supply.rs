//! Supply: what reaches the troops over the roads from their side's sources.
//!
//! Law     Loads go by the cheapest road from the nearest source: road km counted by class and ground for lorries or sledges,
//!         rail km on lines on which its side's trains run for little; a road that the enemy can reach within hours counts
//!         double. What a unit's share of the columns can bring falls with that distance; sources unload, besides troop
//!         trains, and roads pass no more than so many tons a day; both suffer by day under the enemy's aircraft (air.rs),
//!         and where irregulars lurk. With no way over places of its own side a unit is cut off and
//!         lives on what it carries.
//! Source  campaign model A13, A8; tonnages and lift of divisions and armies, see the rules file.
//! Phase   Supply.  Reads Holding, Reach, Staff, Fought, Railways, Traffic.  Writes Condition.  Entries CutOff, Relieved.  Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Res, ResMut, SystemParam};
use verst_domain::ids::{PlaceId, SideId, UnitId};
use verst_domain::journal::{Applied, Factor, What};
use verst_domain::scenario::Scenario;
use verst_engine::components::{Condition, Duty, Holding, Position, Status, Strength};
use verst_engine::journal::Journal;
use verst_engine::muster::Operation;
use verst_engine::roster::{Places, Units};
use verst_engine::run::Clock;

use crate::air::Air;
use crate::coefficient::{Days, Haul, Times, Tons, TonsPerDay};
use crate::combat::Fought;
use crate::crossings::Crossings;
use crate::facts::{Facts, LinkFacts};
use crate::fires::Fires;
use crate::haulage::Haulage;
use crate::irregulars::Irregulars;
use crate::passing::Passing;
use crate::path::{Network, Paths};
use crate::rail::left_to_supplies;
use crate::rail_net::Railways;
use crate::rail_traffic::Traffic;
use crate::reach::Reach;
use crate::rules_file::Laws;
use crate::staff::Staff;
use crate::stocks::{Effort, Load, delivered, is_driven};

crate::coefficients! {
    /// Coefficients of supply.
    Params in "supply" {
        /// What a unit's share of all columns carries so far, there and back.
        lift: Haul,
        /// What a train brings.
        train: Tons,
        /// What a highway passes.
        highway: TonsPerDay,
        /// What an ordinary road passes.
        road: TonsPerDay,
        /// What a track passes.
        track: TonsPerDay,
        /// What open country passes.
        offroad: TonsPerDay,
        /// What a railway passes.
        railway: TonsPerDay,
        /// A rail km counts as this share of a road km.
        rail: Times,
        /// A road that the enemy can reach within this time carries less.
        interdicted: Days,
        /// So much longer it counts.
        interdiction: Times,
    }
}

/// Road km to the nearest source, by side and place; infinite: none. With what they were measured from: they are measured
/// again only when it has changed.
#[derive(Resource, Debug, Default)]
pub struct SupplyMap {
    km: [Vec<f64>; 2],
    /// How often staff and reach had been reckoned when it was last looked at what they say.
    reckonings: [u32; 2],
    /// How often the railways had been.
    railways: u32,
    /// How often the irregulars had been.
    irregulars: u32,
    /// Whether the going, railways or irregulars are other than when it was last reckoned what the roads pass.
    is_going_stale: bool,
    holder: Vec<SideId>,
    /// By side and place: whether the side holds it, and the enemy can reach it in time to interdict its roads.
    near: [Vec<bool>; 2],
    /// By source: whether its side draws on it.
    drawn: Vec<bool>,
    /// By place: what it costs the side that is measured to enter it: nothing, or no way into a place of the enemy's.
    entry: Vec<f64>,
    /// By link: km that it counts for the side that is measured.
    link_km: Vec<f64>,
    paths: Paths,
    haulage: [Haulage; 2],
    /// By side and link: tons a day that it passes in the day's going.
    passes: [Vec<f64>; 2],
    /// By unit: what it asks for in the step.
    asked: Vec<Asked>,
    /// Days without a way of the unit that has been cut off longest.
    longest_cut: f64,
}

impl SupplyMap {
    /// Forgets the last run, but for its buffers.
    pub(crate) fn restart(&mut self) {
        (self.reckonings, self.railways, self.irregulars) = ([0; 2], 0, 0);
        self.km.iter_mut().for_each(Vec::clear);
    }

    /// Road km from a place to the nearest source of a side.
    #[must_use]
    pub fn km(&self, side: SideId, place: PlaceId) -> f64 {
        self.km[side.index()].get(place.index()).copied().unwrap_or(f64::INFINITY)
    }

    /// Days for which the unit that has been cut off longest has had no way.
    #[must_use]
    pub fn longest_cut(&self) -> f64 {
        self.longest_cut
    }

    /// Looks at what the distances depend on; whether those of each side are to be measured again.
    fn look(
        &mut self,
        scenario: &Scenario,
        laws: &Params,
        roads: &Roads,
        holder: impl Iterator<Item = SideId>,
    ) -> [bool; 2] {
        let (places, sources) = (scenario.theatre.places.len(), &scenario.theatre.sources);
        let [staffs, reaches] = &mut self.reckonings;
        let mut any = note(staffs, roads.staff.reckonings());
        let reach_changed = note(reaches, roads.reach.reckonings());
        any |= note(&mut self.railways, roads.railways.changes());
        any |= note(&mut self.irregulars, roads.irregulars.changes());
        self.is_going_stale = any;
        self.holder.resize(places, SideId(0));
        for (known, side) in self.holder.iter_mut().zip(holder) {
            any |= note(known, side);
        }
        let mut stale = [any; 2];
        self.drawn.resize(sources.len(), false);
        for (known, s) in self.drawn.iter_mut().zip(sources) {
            let works = s.from <= roads.clock.now && s.trains.best > 0.0;
            stale[s.side.index()] |= note(known, works && self.holder[s.at.index()] == s.side);
        }
        if any || reach_changed {
            for side in SideId::BOTH {
                stale[side.index()] |= self.look_at_roads(laws, &roads.reach, side);
            }
        }
        stale
    }

    /// Whether the enemy has come near another part of a side's places, or gone from one.
    fn look_at_roads(&mut self, laws: &Params, reach: &Reach, side: SideId) -> bool {
        let (within, mut changed) = (laws.interdicted.get(), false);
        let near = &mut self.near[side.index()];
        near.resize(self.holder.len(), false);
        for (known, (days, holder)) in near.iter_mut().zip(reach.all(side).iter().zip(&self.holder)) {
            changed |= note(known, (*holder == side) & (*days < within));
        }
        changed
    }
}

/// Takes note of a value; whether it is another.
pub(crate) fn note<T: PartialEq>(known: &mut T, value: T) -> bool {
    let changed = *known != value;
    *known = value;
    changed
}

/// Km that a link counts in today's going, at the ease with which lorries or sledges, whichever is easier, go on it.
#[must_use]
pub fn link_km(laws: &Params, link: &LinkFacts, ease: f64, rail_runs: bool) -> f64 {
    let road = if ease > 0.0 { link.km / ease } else { f64::INFINITY };
    if rail_runs { road.min(link.rail_km * laws.rail.get()) } else { road }
}

/// What a unit asks for in a step.
#[derive(Clone, Copy, Debug, Default)]
struct Asked {
    /// The place that its loads are for; none: it is cut off, or not there.
    at: Option<PlaceId>,
    load: Load,
    used: Load,
    wanted: Load,
    /// What its share of the columns can bring of it, in kg per man.
    brought: f64,
    /// What of it comes under the enemy's aircraft.
    harried: f64,
    fights: bool,
}

type Fed = (&'static Position, &'static Duty, &'static Strength, &'static mut Condition);

/// What feeding reads.
#[derive(SystemParam)]
pub(crate) struct Roads<'w, 's> {
    clock: Res<'w, Clock>,
    operation: Res<'w, Operation>,
    facts: Res<'w, Facts>,
    laws: Res<'w, Laws>,
    staff: Res<'w, Staff>,
    crossings: Res<'w, Crossings>,
    reach: Res<'w, Reach>,
    network: Res<'w, Network>,
    railways: Res<'w, Railways>,
    traffic: Res<'w, Traffic>,
    fought: Res<'w, Fought>,
    air: Res<'w, Air>,
    fires: Res<'w, Fires>,
    irregulars: Res<'w, Irregulars>,
    places: Places<'w, 's, &'static Holding>,
}

/// Measures the distances, sends the loads off, then feeds every unit.
pub(crate) fn supply(
    roads: Roads,
    mut map: ResMut<SupplyMap>,
    mut units: Units<Fed>,
    mut journal: ResMut<Journal>,
) {
    let (scenario, laws) = (&*roads.operation.0, &roads.laws.0);
    let map = &mut *map;
    let holder = roads.places.each().map(|(_, holding)| holding.side);
    let is_stale = map.look(scenario, &laws.supply, &roads, holder);
    for side in SideId::BOTH {
        if is_stale[side.index()] {
            measure(&roads, side, map);
        }
    }
    map.ask(&roads, &units);
    map.send(&roads);
    map.feed(&roads, &mut units, &mut journal);
}

impl SupplyMap {
    /// What every unit asks for, put on the road.
    fn ask(&mut self, roads: &Roads, units: &Units<Fed>) {
        self.haulage.iter_mut().for_each(Haulage::unload);
        self.asked.clear();
        let (laws, dt) = (&roads.laws.0, roads.clock.step_days());
        let loads = [false, true].map(|driven| laws.stocks.load(driven));
        for (id, (position, duty, strength, condition)) in units.each() {
            let mut asked = Asked::default();
            let unit = roads.facts.unit(id);
            if duty.status == Status::Present {
                let (at, km) = self.draws_on(roads, unit.side, position);
                let effort = effort(roads, id, position, dt);
                let driven = is_driven(unit.mobility);
                (asked.load, asked.used) = (loads[usize::from(driven)], laws.stocks.used(driven, &effort));
                roads.fires.stock(&laws.fires, id, strength, &mut asked.load, &mut asked.used);
                asked.fights = effort.fought > 0.0;
                if km.is_finite() {
                    let wanted = laws.stocks.wanted(condition, &asked.load, &asked.used, dt);
                    // At the source itself its columns have hardly a way to go.
                    let most = laws.supply.lift.get() * dt / km.max(1.0);
                    (asked.at, asked.wanted) = (Some(at), wanted);
                    asked.brought = wanted.sum().min(most);
                    // In a quiet sky the least of both is the same.
                    let harried = wanted.sum().min(most * roads.air.columns(&laws.air, unit.side, at, km));
                    asked.harried = harried / asked.brought.max(f64::MIN_POSITIVE);
                    asked.brought = asked.brought.min(harried);
                    if dt > 0.0 {
                        let tons = asked.brought * strength.men / dt / KG_PER_TON;
                        self.haulage[unit.side.index()].load(at, tons, asked.fights);
                    }
                }
            }
            self.asked.push(asked);
        }
    }

    /// The place over which a unit's loads come, and the road km from the source.
    fn draws_on(&self, roads: &Roads, side: SideId, position: &Position) -> (PlaceId, f64) {
        let behind = self.km(side, position.place);
        let Some(leg) = position.leg else { return (position.place, behind) };
        let on = leg.km_at(roads.clock.now);
        let ahead = self.km(side, leg.to) + roads.facts.link(leg.link).km - on;
        if behind + on <= ahead { (position.place, behind + on) } else { (leg.to, ahead) }
    }

    /// What comes of it, over sources and roads that others use too.
    fn send(&mut self, roads: &Roads) {
        let scenario = &*roads.operation.0;
        let laws = &*roads.laws.0;
        for (side, haulage) in SideId::BOTH.into_iter().zip(&mut self.haulage) {
            let passes = &self.passes[side.index()];
            let sources = || scenario.theatre.sources.iter().zip(&self.drawn);
            let unloads = |place: PlaceId| {
                let here = sources().filter(|(s, drawn)| **drawn && s.at == place && s.side == side);
                let trains: f64 = here.map(|(s, _)| s.trains.best).sum();
                let left = left_to_supplies(&laws.rail, roads.traffic.busy(place));
                let denied = roads.irregulars.trains_left(&laws.irregulars, side, place);
                trains * left * denied * laws.supply.train.get()
            };
            let (links, sky) = (roads.facts.links(), roads.air.over_roads(side));
            haulage.send(
                |at| passes[at.index()] * sky.open_between(links[at.index()].a, links[at.index()].b),
                unloads,
            );
        }
    }

    fn feed(&mut self, roads: &Roads, units: &mut Units<Fed>, journal: &mut Journal) {
        let (laws, dt) = (&roads.laws.0.stocks, roads.clock.step_days());
        self.longest_cut = 0.0;
        for ((id, (_, duty, _, condition)), asked) in units.each_mut().zip(&self.asked) {
            if duty.status != Status::Present {
                continue;
            }
            let Some(at) = asked.at else {
                if condition.cut_days == 0.0 {
                    journal.tell(What::CutOff(id));
                }
                // Cut off from this moment: a tick of time marks it even at the start.
                condition.cut_days += dt.max(f64::EPSILON);
                self.longest_cut = self.longest_cut.max(condition.cut_days);
                laws.book(condition, &asked.load, &asked.used, Load::default(), dt);
                continue;
            };
            if condition.cut_days > 0.0 {
                condition.cut_days = 0.0;
                journal.tell(What::Relieved(id));
            }
            let share = self.haulage[roads.facts.unit(id).side.index()].share(at, asked.fights);
            let come = delivered(&asked.wanted, asked.brought * share);
            laws.book(condition, &asked.load, &asked.used, come, dt);
            if journal.wants_factors() && dt > 0.0 && asked.wanted.sum() > 0.0 {
                let columns = asked.brought / asked.harried / asked.wanted.sum();
                let factors = [
                    Factor { name: "columns over the distance", value: columns },
                    Factor { name: "enemy aircraft over the roads", value: asked.harried },
                    Factor { name: "sources and roads shared", value: share },
                ];
                journal.factors(Applied::DeliveredShare(id), come.sum() / asked.wanted.sum(), &factors);
            }
        }
    }
}

/// Loads are counted in kg, roads in tons.
const KG_PER_TON: f64 = 1000.0;

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

/// Measures a side's distances anew.
fn measure(roads: &Roads, side: SideId, map: &mut SupplyMap) {
    let (scenario, laws) = (&*roads.operation.0, &*roads.laws.0);
    let Roads { facts, staff, railways, .. } = roads;
    let Roads { crossings, irregulars, .. } = roads;
    let links = Passing { laws, facts, staff, railways, crossings, irregulars };
    if map.is_going_stale {
        links.reckon(side, &mut map.passes[side.index()]);
    }
    debug_assert!(links.are_as_reckoned(side, &map.passes[side.index()]), "the going has changed unnoticed");
    let near = &map.near[side.index()];
    let sources = scenario.theatre.sources.iter().zip(&map.drawn);
    let sources = sources.filter(|(s, drawn)| s.side == side && **drawn).map(|(s, _)| (s.at, 0.0));
    map.entry.clear();
    map.entry.extend(map.holder.iter().map(|holder| if *holder == side { 0.0 } else { f64::INFINITY }));
    let times = [1.0, laws.supply.interdiction.get()];
    let runs = railways.all_runs(side);
    map.link_km.clear();
    map.link_km.extend(facts.links().iter().zip(runs).zip(staff.supply_km()).map(|((link, runs), km)| {
        km[usize::from(*runs)] * times[usize::from(near[link.a.index()] | near[link.b.index()])]
    }));
    let (km, entry) = (&map.link_km, &map.entry);
    let haulage = &mut map.haulage[side.index()];
    haulage.fell();
    let note = |place, km| {
        haulage.reach(place, km);
        false
    };
    map.paths.search_until(&roads.network, sources, note, |link, _, to| km[link.index()] + entry[to.index()]);
    haulage.grow(&map.paths);
    map.km[side.index()].clear();
    map.km[side.index()].extend(map.paths.costs());
}
