//! Supply: what reaches the troops over the roads from their side's sources.
//!
//! Law     Loads go by the cheapest road from the nearest source: road km counted by class and ground for lorries or sledges,
//!         rail km on lines on which its side's trains run for little; one that the enemy can reach within hours counts
//!         double. Columns go the road km alone, from where the trains unload. Sources unload, besides troop trains, and
//!         roads and railways pass no more than so many tons a day; both suffer by day under the enemy's aircraft (air.rs),
//!         and where irregulars lurk. With no way over places of its own side a unit is cut off and lives on what it
//!         carries, and on what is flown in (airlift.rs). What is sent and what comes: deliver.rs.
//! Source  campaign model A13, A8; tonnages and lift of divisions and armies, see the rules file.
//! Phase   Supply.  Reads Holding, Reach, Staff, Fought, Railways, Traffic.  Writes Condition.  Entries CutOff, Relieved.  Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Res, ResMut, SystemParam};
use verst_domain::ids::{LinkId, PlaceId, SideId};
use verst_domain::scenario::Scenario;
use verst_engine::components::{Condition, Duty, Holding, Position, Strength};
use verst_engine::journal::Journal;
use verst_engine::muster::Operation;
use verst_engine::roster::{Places, Units};
use verst_engine::run::Clock;

use crate::air::Air;
use crate::airlift::Pocket;
use crate::coefficient::{Days, Haul, Times, Tons, TonsPerDay};
use crate::combat::Fought;
use crate::crossings::Crossings;
use crate::deliver::{Asked, Asker};
use crate::facts::{Facts, LinkFacts};
use crate::fires::Fires;
use crate::haulage::{Haulage, Room};
use crate::irregulars::Irregulars;
use crate::passing::Passing;
use crate::path::{Network, Paths};
use crate::rail_net::Railways;
use crate::rail_traffic::Traffic;
use crate::reach::Reach;
use crate::rules_file::Laws;
use crate::staff::Staff;
use crate::weather::Conditions;

crate::coefficients! {
    /// Coefficients of supply.
    Params in "supply" {
        /// What the share of all columns that a unit on foot or horses has carries so far, there and back.
        lift_foot: Haul,
        /// What the share of a unit with lorries or tanks does.
        lift_driven: Haul,
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
        /// A rail km counts as this share of a road km in the choice of a way.
        rail: Times,
        /// A road or railway that the enemy can reach within this time carries less.
        interdicted: Days,
        /// So much longer it counts.
        interdiction: Times,
    }
}

/// The ways from the sources to every place, by side, with what they were measured from: they are measured again only when it
/// has changed.
#[derive(Resource, Debug, Default)]
pub struct SupplyMap {
    /// How often staff and reach had been reckoned when it was last looked at what they say.
    reckonings: [u32; 2],
    /// How often the railways had been.
    railways: u32,
    /// How often the irregulars had been.
    irregulars: u32,
    /// Whether the going, railways or irregulars are other than when it was last reckoned what the roads pass.
    is_going_stale: bool,
    pub(crate) holder: Vec<SideId>,
    /// By side and place: whether the side holds it, and the enemy can reach it in time to interdict its roads.
    near: [Vec<bool>; 2],
    /// By source: whether its side draws on it.
    pub(crate) drawn: Vec<bool>,
    /// By side: whether other sources are drawn on than those that its tree was grown from.
    is_felled: [bool; 2],
    /// By side and link: km that it counts in the choice of a way, and km that columns go on it; infinite: an end of it is the
    /// enemy's.
    pub(crate) link_km: [Vec<f64>; 2],
    pub(crate) road_km: [Vec<f64>; 2],
    pub(crate) paths: Paths,
    pub(crate) haulage: [Haulage; 2],
    /// The tree of those who send again, and what they have left to use.
    pub(crate) again: Haulage,
    pub(crate) room: Room,
    /// By side and link: tons a day that it passes in the day's going.
    pub(crate) passes: [Vec<f64>; 2],
    /// By unit: what it asks for in the step.
    pub(crate) asked: Vec<Asked>,
    /// By side: those of them who are still short, in order of units.
    pub(crate) askers: [Vec<Asker>; 2],
    /// Those of the side whose loads are sent who have no way.
    pub(crate) pockets: Vec<Pocket>,
    /// Days without a way of the unit that has been cut off longest.
    pub(crate) longest_cut: f64,
}

impl SupplyMap {
    /// Forgets the last run, but for its buffers.
    pub(crate) fn restart(&mut self) {
        (self.reckonings, self.railways, self.irregulars) = ([0; 2], 0, 0);
        self.haulage.iter_mut().for_each(Haulage::fell);
        self.drawn.clear();
        self.link_km.iter_mut().for_each(Vec::clear);
    }

    /// Road km to a place from where a side's trains unload what goes there; infinite: no way.
    #[must_use]
    pub fn km(&self, side: SideId, place: PlaceId) -> f64 {
        self.haulage[side.index()].km(place)
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
        self.is_felled = [false; 2];
        self.drawn.resize(sources.len(), false);
        for (known, s) in self.drawn.iter_mut().zip(sources) {
            let works = s.from <= roads.clock.now && s.trains.best > 0.0;
            self.is_felled[s.side.index()] |= note(known, works && self.holder[s.at.index()] == s.side);
        }
        let mut stale = self.is_felled.map(|is_felled| any || is_felled);
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

pub(crate) type Fed = (&'static Position, &'static Duty, &'static Strength, &'static mut Condition);

/// What feeding reads.
#[derive(SystemParam)]
pub(crate) struct Roads<'w, 's> {
    pub(crate) clock: Res<'w, Clock>,
    pub(crate) operation: Res<'w, Operation>,
    pub(crate) facts: Res<'w, Facts>,
    pub(crate) laws: Res<'w, Laws>,
    pub(crate) staff: Res<'w, Staff>,
    pub(crate) crossings: Res<'w, Crossings>,
    pub(crate) reach: Res<'w, Reach>,
    pub(crate) network: Res<'w, Network>,
    pub(crate) railways: Res<'w, Railways>,
    pub(crate) traffic: Res<'w, Traffic>,
    pub(crate) fought: Res<'w, Fought>,
    pub(crate) air: Res<'w, Air>,
    pub(crate) fires: Res<'w, Fires>,
    pub(crate) irregulars: Res<'w, Irregulars>,
    pub(crate) weather: Res<'w, Conditions>,
    pub(crate) places: Places<'w, 's, &'static Holding>,
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
    for side in SideId::BOTH {
        map.send(&roads, side, &mut journal);
        map.room.tell(side, &mut journal);
    }
    map.feed(&roads, &mut units, &mut journal);
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
    if !measure_links(roads, side, map) {
        return;
    }
    let sources = scenario.theatre.sources.iter().zip(&map.drawn);
    let sources = sources.filter(|(s, drawn)| s.side == side && **drawn).map(|(s, _)| (s.at, 0.0));
    let (km, road_km) = (&map.link_km[side.index()], &map.road_km[side.index()]);
    let step = |link: LinkId, _, _| km[link.index()];
    map.haulage[side.index()].grow(&mut map.paths, &roads.network, sources, step, road_km);
}

/// Measures a side's links; whether its tree has to be grown anew.
fn measure_links(roads: &Roads, side: SideId, map: &mut SupplyMap) -> bool {
    let (laws, links, holder) = (&roads.laws.0.supply, roads.facts.links(), &map.holder);
    let near = &map.near[side.index()];
    let (km, road_km) = (&mut map.link_km[side.index()], &mut map.road_km[side.index()]);
    let mut is_other = map.is_felled[side.index()] || km.len() != links.len();
    km.resize(links.len(), f64::INFINITY);
    road_km.resize(links.len(), f64::INFINITY);
    let known = km.iter_mut().zip(road_km);
    let legs = roads.railways.all_runs(side).iter().zip(roads.staff.supply_km()).zip(known);
    for (link, ((runs, km_of), (km, road_km))) in links.iter().zip(legs) {
        let is_own = (holder[link.a.index()] == side) & (holder[link.b.index()] == side);
        let is_near = near[link.a.index()] | near[link.b.index()];
        let (counts, by_road) =
            if is_own { leg(laws, *km_of, *runs, is_near) } else { (f64::INFINITY, f64::INFINITY) };
        is_other |= note(km, counts) | note(road_km, by_road);
    }
    is_other
}

/// What a link counts in the choice of a way, and the km that columns go on it, from its km by road and with trains: these carry
/// their loads where they are the cheaper.
fn leg(laws: &Params, [road, rail]: [f64; 2], runs: bool, is_near: bool) -> (f64, f64) {
    let times = if is_near { laws.interdiction.get() } else { 1.0 };
    if runs && rail < road { (rail * times, 0.0) } else { (road * times, road * times) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules_file::shipped;

    #[test]
    fn columns_go_where_no_trains_run() {
        let laws = shipped().supply;
        assert_eq!(leg(&laws, [100.0, 5.0], true, false), (5.0, 0.0));
        assert_eq!(leg(&laws, [100.0, 5.0], false, false), (100.0, 100.0));
        let near = 100.0 * laws.interdiction.get();
        assert_eq!(leg(&laws, [100.0, 5.0], false, true), (near, near));
        assert_eq!(leg(&laws, [100.0, 5.0], true, true).1, 0.0);
    }
}
