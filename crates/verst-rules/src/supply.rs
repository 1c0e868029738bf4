//! Supply: what reaches a unit over the roads from its side's sources.
//!
//! Law     The share of its needs that can reach a unit falls with the distance from the nearest source, road km counted by
//!         class and ground for wheels, rail km on lines that were its side's at the start and have stayed so for little;
//!         a road that the enemy can reach within hours carries half. Stocks follow within half days. With no way over
//!         places of its own side a unit is cut off and lives on what it carries for days.
//! Source  campaign model A13, A8; truck-supply distances, see the rules file.
//! Phase   Supply.  Reads Holding, Reach, Staff.  Writes Condition.  Entries CutOff, Relieved.  Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Res, ResMut};
use verst_domain::ids::{PlaceId, SideId, UnitId};
use verst_domain::journal::What;
use verst_domain::maths::pow;
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;
use verst_engine::components::{Condition, Duty, Holding, Position, Status};
use verst_engine::journal::Journal;
use verst_engine::muster::Operation;
use verst_engine::roster::{Places, Units};
use verst_engine::run::Clock;

use crate::coefficient::{Days, Km, PerDay, Pure, Times};
use crate::facts::{Facts, LinkFacts};
use crate::path::{Network, Paths};
use crate::reach::Reach;
use crate::rules_file::{Laws, RulesFile};
use crate::staff::Staff;
use crate::steps::Steps;

crate::coefficients! {
    /// Coefficients of supply.
    Params in "supply" {
        /// Road km from a source over which all needs can still be met.
        full_distance: Km,
        /// Exponent of the fall beyond it.
        fall: Pure,
        /// A rail km counts as this share of a road km.
        rail: Times,
        /// How fast supply falls towards what can reach the unit, a day.
        drains: PerDay,
        /// How fast it rises.
        rises: PerDay,
        /// Days that a cut-off unit's stocks last.
        stocks: Days,
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
    holder: Vec<SideId>,
    /// By side and place: whether the side holds it, and the enemy can reach it in time to interdict its roads.
    near: [Vec<bool>; 2],
    /// By source: whether its side draws on it.
    drawn: Vec<bool>,
    /// By place: what it costs the side that is measured to enter it: nothing, or no way into a place of the enemy's.
    entry: Vec<f64>,
    steps: Steps,
    paths: Paths,
    /// By unit: the km it was last fed over, and the share of its needs at them.
    last: Vec<(f64, f64)>,
    /// Days without a way of the unit that has been cut off longest.
    longest_cut: f64,
}

impl SupplyMap {
    /// Forgets the last run, but for its buffers.
    pub(crate) fn restart(&mut self) {
        self.reckonings = [0; 2];
        self.km.iter_mut().for_each(Vec::clear);
        self.last.clear();
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
        staff: &Staff,
        reach: &Reach,
        holder: impl Iterator<Item = SideId>,
        now: Minute,
    ) -> [bool; 2] {
        let (places, sources) = (scenario.theatre.places.len(), &scenario.theatre.sources);
        let [staffs, reaches] = &mut self.reckonings;
        let mut any = note(staffs, staff.reckonings());
        let reach_changed = note(reaches, reach.reckonings());
        self.holder.resize(places, SideId(0));
        for (known, side) in self.holder.iter_mut().zip(holder) {
            any |= note(known, side);
        }
        let mut stale = [any; 2];
        self.drawn.resize(sources.len(), false);
        for (known, s) in self.drawn.iter_mut().zip(sources) {
            let works = s.from <= now && s.trains.best > 0.0;
            stale[s.side.index()] |= note(known, works && self.holder[s.at.index()] == s.side);
        }
        if any || reach_changed {
            for side in SideId::BOTH {
                stale[side.index()] |= self.look_at_roads(laws, reach, side);
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

    /// As [`target`], which a unit that has not moved is not asked again.
    fn target(&mut self, laws: &Params, unit: UnitId, km: f64) -> f64 {
        let (at, share) = &mut self.last[unit.index()];
        if *at != km {
            (*at, *share) = (km, target(laws, km));
        }
        *share
    }
}

/// Takes note of a value; whether it is another.
pub(crate) fn note<T: PartialEq>(known: &mut T, value: T) -> bool {
    let changed = *known != value;
    *known = value;
    changed
}

/// Share of needs that can be met at a distance.
#[must_use]
pub fn target(laws: &Params, km: f64) -> f64 {
    if km.is_infinite() {
        return 0.0;
    }
    // Within the distance the power is above 1 and need not be told exactly; at its very edge a rounding might matter.
    if km * 1.001 <= laws.full_distance.get() && laws.fall.get() >= 0.01 {
        return 1.0;
    }
    pow(laws.full_distance.get() / km.max(f64::MIN_POSITIVE), laws.fall.get()).min(1.0)
}

/// Km that a link counts in today's going, at the ease with which lorries or sledges, whichever is easier, go on it.
#[must_use]
pub fn link_km(laws: &Params, link: &LinkFacts, ease: f64, rail_runs: bool) -> f64 {
    let road = if ease > 0.0 { link.km / ease } else { f64::INFINITY };
    if rail_runs { road.min(link.rail_km * laws.rail.get()) } else { road }
}

type Fed = (&'static Position, &'static Duty, &'static mut Condition);

/// Measures the distances, then feeds every unit.
#[expect(clippy::too_many_arguments, reason = "the parameters of a system are its declared access")]
pub(crate) fn supply(
    clock: Res<Clock>,
    operation: Res<Operation>,
    facts: Res<Facts>,
    laws: Res<Laws>,
    staff: Res<Staff>,
    reach: Res<Reach>,
    network: Res<Network>,
    places: Places<&'static Holding>,
    mut map: ResMut<SupplyMap>,
    mut units: Units<Fed>,
    mut journal: ResMut<Journal>,
) {
    let scenario = &*operation.0;
    let map = &mut *map;
    map.last.resize(scenario.units.len(), (f64::NAN, 0.0));
    let holder = places.each().map(|(_, holding)| holding.side);
    let is_stale = map.look(scenario, &laws.0.supply, &staff, &reach, holder, clock.now);
    for side in SideId::BOTH {
        if is_stale[side.index()] {
            measure(scenario, &facts, &laws.0, &staff, &network, side, map);
        }
    }
    let (laws, dt) = (&laws.0.supply, clock.step_days());
    let (down, up) = (laws.drains.get() * dt, laws.rises.get() * dt);
    map.longest_cut = 0.0;
    for (id, (position, duty, condition)) in units.each_mut() {
        if duty.status != Status::Present {
            continue;
        }
        let side = facts.unit(id).side;
        let mut km = map.km(side, position.place);
        if let Some(leg) = position.leg {
            let on = leg.km_at(clock.now);
            let whole = facts.link(leg.link).km;
            km = (km + on).min(map.km(side, leg.to) + whole - on);
        }
        if km.is_infinite() {
            starve(laws, condition, dt, || journal.tell(What::CutOff(id)));
            map.longest_cut = map.longest_cut.max(condition.cut_days);
            continue;
        }
        let target = map.target(laws, id, km);
        condition.supply += (target - condition.supply).clamp(-down, up);
        if condition.cut_days > 0.0 {
            condition.cut_days = 0.0;
            journal.tell(What::Relieved(id));
        }
    }
}

/// Measures a side's distances anew.
fn measure(
    scenario: &Scenario,
    facts: &Facts,
    laws: &RulesFile,
    staff: &Staff,
    network: &Network,
    side: SideId,
    map: &mut SupplyMap,
) {
    let near = &map.near[side.index()];
    let sources = scenario.theatre.sources.iter().zip(&map.drawn);
    let sources = sources.filter(|(s, drawn)| s.side == side && **drawn).map(|(s, _)| (s.at, 0.0));
    map.entry.clear();
    map.entry.extend(map.holder.iter().map(|holder| if *holder == side { 0.0 } else { f64::INFINITY }));
    let times = [1.0, laws.supply.interdiction.get()];
    let km = facts.links().iter().zip(staff.supply_km()).map(|(link, km)| {
        let rail_runs = link.was_held[side.index()];
        km[usize::from(rail_runs)] * times[usize::from(near[link.a.index()] | near[link.b.index()])]
    });
    map.steps.lay(facts.links(), km, &map.entry);
    map.paths.search_costs(network, sources, |link, from, to| map.steps.cost(link, from, to));
    map.km[side.index()].clear();
    map.km[side.index()].extend(map.paths.costs());
}

/// A unit without a way lives on what it carries.
fn starve(laws: &Params, condition: &mut Condition, dt: f64, cut: impl FnOnce()) {
    if condition.cut_days == 0.0 {
        cut();
    }
    // Cut off from this moment: a tick of time marks it even at the start.
    condition.cut_days += dt.max(f64::EPSILON);
    condition.supply = (condition.supply - dt / laws.stocks.get()).max(0.0);
}
