//! Irregulars: partisans, who hold nothing and are felt everywhere in their area.
//!
//! Law     What they do grows with their free men per 1000 km2; security and garrison troops of the enemy in the area bind the
//!         others. For their side's troops they win back a share of the pace that forest, swamp and bad ways cost; enemy
//!         trains and enemy loads on roads there fall with them, down to a part that always gets through; so many see as much
//!         as a unit near a hidden march; a share of them comes to a fight of their side for a town; they feed some of their side
//!         who are cut off among them (airlift.rs).
//! Source  rail war and Concert, 1943; the rest assumed, see the rules file.
//! Phase   Irregulars.  Reads Position, Duty, Railways.  Writes Irregulars, Sabotage; read by march, plan, supply, contact, combat.  Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Res, ResMut};
use bevy_ecs::world::World;
use verst_domain::forces::UnitKind;
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::maths::{exp, pow};
use verst_domain::scenario::Scenario;
use verst_domain::theatre::{RoadClass, Terrain};
use verst_engine::components::{Duty, Position, Status, Strength};
use verst_engine::digest::Fold;
use verst_engine::muster::Operation;
use verst_engine::roster::Units;

use crate::area::Area;
use crate::by_place::ByPlace;
use crate::coefficient::{MenPer1000Km2, Share, Times};
use crate::engagement::Side;
use crate::facts::{Facts, LinkFacts};
use crate::rail_net::{Railways, Sabotage};
use crate::rules_file::Laws;
use crate::supply::note;

crate::coefficients! {
    /// Coefficients of irregulars.
    Params in "irregulars" {
        /// Security troops that bind half of the irregulars, against the number of these.
        bound: Times,
        /// Share of the traffic of a railway or a road that they take at most.
        denied: Share,
        /// Free men per 1000 km2 that take all but 1/e of that from a railway.
        rail: MenPer1000Km2,
        /// Free men per 1000 km2 that take all but 1/e of it from a road.
        road: MenPer1000Km2,
        /// Share of the pace lost to forest, swamp and bad ways that guides win back at most.
        guides: Share,
        /// Free men per 1000 km2 that win back all but 1/e of that.
        guided: MenPer1000Km2,
        /// Free men per 1000 km2 that see as much as a unit.
        reports: MenPer1000Km2,
        /// Men of their side who are cut off in the area that they feed, against the number of the free.
        feeds: Times,
        /// Share of the free men who come to a fight for a town.
        help: Share,
        /// Most that they add to the effective men of their side there.
        help_most: Share,
    }
}

/// Steps in which the free share of a group is counted: what rests on it is reckoned anew with each.
const STEPS: f64 = 20.0;

/// Whether a theatre has irregulars.
pub(crate) fn are_there(scenario: &Scenario) -> bool {
    !scenario.theatre.irregulars.is_empty()
}

/// What the irregulars of the theatre do, by side and link or place; empty where there are none.
#[derive(Resource, Debug, Default)]
pub struct Irregulars {
    /// The operation whose areas these are.
    of: Option<[u8; 32]>,
    areas: Vec<Area>,
    /// By group: share of its men who are not bound.
    free: Vec<f64>,
    /// By side and link: free men per 1000 km2.
    links: [Vec<f64>; 2],
    /// By side and link: share of its loads that the enemy's leave on the road.
    roads: [Vec<f64>; 2],
    /// By side and place: free men per 1000 km2.
    places: [Vec<f64>; 2],
    /// By side and place: free men of the groups that it lies in the area of.
    men: [Vec<f64>; 2],
    changes: u32,
    /// How often they and the railways had changed when it was last reckoned what trains they leave.
    denied: Option<[u32; 2]>,
    /// Security troops: where they are, and how many men. Work space.
    guards: Vec<(SideId, PlaceId, f64)>,
    /// Their numbers in that list by place, and of those in an area: asking each group about all is too much in a large theatre.
    guarded: (ByPlace, Vec<UnitId>),
}

impl Irregulars {
    /// Sets them to the start of a run.
    pub(crate) fn restart(&mut self, scenario: &Scenario, laws: &Params) {
        let groups = &scenario.theatre.irregulars;
        if self.of != Some(scenario.digest) || self.areas.len() != groups.len() {
            self.areas.clear();
            self.areas.extend(groups.iter().map(|group| Area::of(&scenario.theatre, group)));
            self.of = Some(scenario.digest);
        }
        (self.changes, self.denied) = (0, None);
        self.free.clear();
        self.free.resize(groups.len(), 1.0);
        self.reckon(scenario, laws);
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// How often something has changed.
    #[must_use]
    pub fn changes(&self) -> u32 {
        self.changes
    }

    /// Adds up the groups.
    fn reckon(&mut self, scenario: &Scenario, laws: &Params) {
        let theatre = &scenario.theatre;
        let (places, links) =
            if self.is_empty() { (0, 0) } else { (theatre.places.len(), theatre.links.len()) };
        for side in SideId::BOTH.map(SideId::index) {
            for (list, len) in [
                (&mut self.links[side], links),
                (&mut self.places[side], places),
                (&mut self.men[side], places),
            ] {
                list.clear();
                list.resize(len, 0.0);
            }
        }
        for ((group, area), free) in theatre.irregulars.iter().zip(&self.areas).zip(&self.free) {
            let (side, men) = (group.side.index(), group.men.best.max(0.0) * free);
            let density = men / area.size;
            for (link, share) in &area.links {
                self.links[side][link.index()] += density * share;
            }
            for place in area.inside.iter().map(|place| place.index()) {
                self.places[side][place] += density;
                self.men[side][place] += men;
            }
        }
        self.leave_roads(laws);
    }

    /// Reckons what they leave on the roads.
    fn leave_roads(&mut self, laws: &Params) {
        for side in SideId::BOTH {
            let density = self.links[side.enemy().index()].iter();
            let roads = &mut self.roads[side.index()];
            roads.clear();
            roads.extend(density.map(|density| left(*density, laws.road.get(), laws.denied.get())));
        }
    }

    fn on_link(&self, side: SideId, link: LinkId) -> f64 {
        self.links[side.index()].get(link.index()).copied().unwrap_or(0.0)
    }

    fn at_place(&self, side: SideId, place: PlaceId) -> f64 {
        self.places[side.index()].get(place.index()).copied().unwrap_or(0.0)
    }

    /// Share of a side's trains that the enemy's irregulars leave on a link's railway.
    #[must_use]
    pub fn rail_left(&self, laws: &Params, side: SideId, link: LinkId) -> f64 {
        left(self.on_link(side.enemy(), link), laws.rail.get(), laws.denied.get())
    }

    /// Share of a side's trains that they leave to a source at a place.
    #[must_use]
    pub fn trains_left(&self, laws: &Params, side: SideId, place: PlaceId) -> f64 {
        left(self.at_place(side.enemy(), place), laws.rail.get(), laws.denied.get())
    }

    /// Share of a side's loads that they leave on a link's road.
    #[must_use]
    pub fn road_left(&self, side: SideId, link: LinkId) -> f64 {
        self.roads[side.index()].get(link.index()).copied().unwrap_or(1.0)
    }

    /// How much faster a side's troops go on a link with guides, where their going is a multiplier of road and ground.
    #[must_use]
    pub fn guided(&self, laws: &Params, side: SideId, link: LinkId, facts: &LinkFacts, going: f64) -> f64 {
        let density = self.on_link(side, link);
        if density <= 0.0 || going <= 0.0 || !needs_guides(facts) {
            return 1.0;
        }
        pow(going, -guides(laws, density)).max(1.0)
    }

    /// Units near a place of whose enemies these are that see as much.
    #[must_use]
    pub fn watchers(&self, laws: &Params, side: SideId, place: PlaceId) -> f64 {
        self.at_place(side, place) / laws.reports.get()
    }

    /// Free men of a side's irregulars in whose area a place lies.
    pub(crate) fn free_men(&self, side: SideId, place: PlaceId) -> f64 {
        self.men[side.index()].get(place.index()).copied().unwrap_or(0.0)
    }

    /// Adds those who come to a fight of a side for a town.
    pub fn help(&self, laws: &Params, of: SideId, town: PlaceId, side: &mut Side) {
        let men = self.free_men(of, town) * laws.help.get();
        side.effective_men += men.min(laws.help_most.get() * side.effective_men);
    }

    /// Counts who is bound; whether that changes anything.
    fn bind(
        &mut self,
        scenario: &Scenario,
        laws: &Params,
        mut security: impl FnMut(SideId, &Area) -> f64,
    ) -> bool {
        let mut changed = false;
        for ((group, area), free) in scenario.theatre.irregulars.iter().zip(&self.areas).zip(&mut self.free) {
            let now = free_share(laws, group.men.best, security(group.side.enemy(), area));
            changed |= note(free, (now * STEPS).round() / STEPS);
        }
        changed
    }
}

/// Share of traffic left at a density, where `strong` takes all but 1/e of what can be taken at most.
#[must_use]
pub fn left(density: f64, strong: f64, denied: f64) -> f64 {
    if density > 0.0 { 1.0 - denied * (1.0 - exp(-density / strong)) } else { 1.0 }
}

/// Share of the pace lost that guides win back.
#[must_use]
pub fn guides(laws: &Params, density: f64) -> f64 {
    laws.guides.get().min(1.0) * (1.0 - exp(-density / laws.guided.get()))
}

/// Share of a group's men who are not bound by so many security troops.
#[must_use]
pub fn free_share(laws: &Params, men: f64, security: f64) -> f64 {
    let half = laws.bound.get() * men;
    if half > 0.0 { half / (half + security) } else { 1.0 }
}

/// Whether a way is such that strangers lose it.
fn needs_guides(link: &LinkFacts) -> bool {
    let rough = matches!(link.terrain, Terrain::Forest | Terrain::Swamp | Terrain::WoodedHills);
    match link.road() {
        Some(RoadClass::OffRoad) => true,
        Some(RoadClass::Track) | None => rough,
        Some(RoadClass::Highway | RoadClass::Road) => false,
    }
}

/// Takes its part of the trains from whoever's trains run on the railways of an area.
fn deny(irregulars: &Irregulars, laws: &Params, facts: &Facts, railways: &Railways, sabotage: &mut Sabotage) {
    for (index, link) in facts.links().iter().enumerate() {
        let id = LinkId::new(index);
        let lurk = |side: SideId| railways.runs(side, id) && irregulars.on_link(side.enemy(), id) > 0.0;
        if link.rail_km.is_finite() {
            let denied = SideId::BOTH.into_iter().find(|side| lurk(*side));
            sabotage.leave(id, denied.map_or(1.0, |side| irregulars.rail_left(laws, side, id)));
        }
    }
}

type Guard = (&'static Position, &'static Duty, &'static Strength);

/// Counts the security troops in each area, reckons anew what rests on it if it matters, and denies the railways.
pub(crate) fn irregulars(
    operation: Res<Operation>,
    facts: Res<Facts>,
    laws: Res<Laws>,
    railways: Res<Railways>,
    mut irregulars: ResMut<Irregulars>,
    mut sabotage: ResMut<Sabotage>,
    units: Units<Guard>,
) {
    if irregulars.is_empty() {
        return;
    }
    let irregulars = &mut *irregulars;
    let mut guards = std::mem::take(&mut irregulars.guards);
    guards.clear();
    guards.extend(units.each().filter_map(|(id, (position, duty, strength))| {
        let unit = facts.unit(id);
        let guards = matches!(unit.kind, UnitKind::Security | UnitKind::Garrison);
        (guards && duty.status == Status::Present).then_some((unit.side, position.place, strength.men))
    }));
    let (mut by_place, mut inside) = std::mem::take(&mut irregulars.guarded);
    by_place.restart(operation.0.theatre.places.len());
    guards.iter().enumerate().for_each(|(index, guard)| by_place.add(guard.1, UnitId::new(index)));
    let security = |of: SideId, area: &Area| {
        by_place.gather(area.inside.iter().copied(), &mut inside);
        let inside = inside.iter().map(|index| &guards[index.index()]).filter(|(side, ..)| *side == of);
        inside.map(|(_, _, men)| men).sum::<f64>()
    };
    if irregulars.bind(&operation.0, &laws.0.irregulars, security) {
        irregulars.reckon(&operation.0, &laws.0.irregulars);
        irregulars.changes += 1;
    }
    (irregulars.guards, irregulars.guarded) = (guards, (by_place, inside));
    let now = Some([irregulars.changes, railways.changes()]);
    if note(&mut irregulars.denied, now) {
        deny(irregulars, &laws.0.irregulars, &facts, &railways, &mut sabotage);
    }
}

/// Who is free, where there are any.
pub(crate) fn digest(world: &World, to: &mut Fold) {
    world.resource::<Irregulars>().free.iter().for_each(|free| to.numbers([*free]));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules_file::shipped;

    fn laws() -> Params {
        shipped().irregulars
    }

    #[test]
    fn guards_bind_partisans() {
        assert_eq!(free_share(&laws(), 1000.0, 0.0), 1.0);
        assert_eq!(free_share(&laws(), 1000.0, 5000.0), 0.5);
        assert_eq!(free_share(&laws(), 0.0, 5000.0), 1.0);
    }

    #[test]
    fn the_rail_war_took_35_to_40_per_cent_of_the_trains_and_twice_its_density_hardly_more() {
        let taken = |men: f64, thousand_km2: f64| {
            1.0 - left(men / thousand_km2, laws().rail.get(), laws().denied.get())
        };
        let (war, concert) = (taken(100_000.0, 750.0), taken(120_615.0, 375.0));
        assert!((0.35..=0.4).contains(&war), "{war}");
        assert!((0.38..=0.43).contains(&concert), "{concert}");
        assert!(taken(1e9, 1.0) <= laws().denied.get());
    }

    #[test]
    fn guides_win_back_no_more_than_their_share() {
        assert_eq!(guides(&laws(), 0.0), 0.0);
        assert!(guides(&laws(), 50.0) < guides(&laws(), 200.0));
        assert!(guides(&laws(), 1e6) <= 0.4);
    }

    #[test]
    fn those_who_come_to_a_town_are_few() {
        let irregulars = Irregulars { men: [vec![3000.0], vec![0.0]], ..Irregulars::default() };
        let mut side = Side { effective_men: 10_000.0, ..Side::default() };
        irregulars.help(&laws(), SideId(0), PlaceId(0), &mut side);
        assert_eq!(side.effective_men, 10_300.0);
        side.effective_men = 1000.0;
        irregulars.help(&laws(), SideId(0), PlaceId(0), &mut side);
        assert_eq!(side.effective_men, 1100.0);
        irregulars.help(&laws(), SideId(1), PlaceId(0), &mut side);
        assert_eq!(side.effective_men, 1100.0);
    }
}
