//! The railways of a theatre: whose trains run where, what is left of a line, and its repair.
//!
//! Law     Trains of a side run on a railway both of whose ends it holds and that it had at the start, or has repaired since.
//!         One whose ends the enemy took both is lost to its trains; so is one that was cut, or lay between the lines, at the
//!         start. It is repaired, each link from its beginning, where it joins a line on which trains from an own source run.
//!         Sabotage leaves a share of a line's trains.
//! Source  Soviet and German repair of lines, see rail.rs.
//! Used by rail_move.rs, supply.rs.

use bevy_ecs::resource::Resource;
use bevy_ecs::world::World;
use verst_domain::ids::{LinkId, PlaceId, SideId};
use verst_domain::scenario::Scenario;
use verst_domain::theatre::Source;
use verst_domain::time::Minute;
use verst_engine::digest::{Fold, bits};

use crate::path::{Network, Paths};
use crate::rail::{Params, line};
use crate::supply::note;

/// What is left of each railway's trains by what raiders and partisans do to it.
#[derive(Resource, Debug, Default)]
pub struct Sabotage {
    /// By link, 0 none to 1 all.
    left: Vec<f64>,
    /// How often it has changed.
    changes: u32,
}

impl Sabotage {
    /// All railways whole.
    pub(crate) fn restart(&mut self, links: usize) {
        self.left.clear();
        self.left.resize(links, 1.0);
        self.changes = 0;
    }

    /// Leaves a link's railway this share of its trains, 0 none to 1 all, until told otherwise. It takes effect with the
    /// next round.
    pub fn leave(&mut self, link: LinkId, share: f64) {
        let share = share.clamp(0.0, 1.0);
        self.changes += u32::from(note(&mut self.left[link.index()], share));
    }
}

/// A railway.
#[derive(Clone, Copy, Debug)]
struct Rail {
    link: LinkId,
    a: PlaceId,
    b: PlaceId,
    km: f64,
    /// Trains a day each way, if nobody disturbs them.
    daily: f64,
    /// Whose trains could run on it; none: nobody's.
    fit_for: Option<SideId>,
    /// Who repairs it.
    repairer: Option<SideId>,
    /// Km repaired.
    done_km: f64,
}

/// The railways in the course of a run.
#[derive(Resource, Debug, Default)]
pub struct Railways {
    /// In order of links.
    rails: Vec<Rail>,
    /// By link: km by rail; infinite: it has none.
    km: Vec<f64>,
    holder: Vec<SideId>,
    /// By source: whether its side's trains come to it.
    open: Vec<bool>,
    /// By side and link.
    runs: [Vec<bool>; 2],
    /// By link: what sabotage leaves.
    left: Vec<f64>,
    /// By side and place: trains a day that come there from its sources; infinite at a source; 0: none.
    width: [Vec<f64>; 2],
    sabotaged: u32,
    changes: u32,
    paths: Paths,
    running: Paths,
}

/// Puts railways and sabotage to their state at the start of a run.
pub fn start(world: &mut World, scenario: &Scenario, laws: &Params) {
    world.get_resource_or_init::<Sabotage>().restart(scenario.theatre.links.len());
    world.get_resource_or_init::<Railways>().restart(scenario, laws);
}

/// State that the next rounds depend on.
pub fn digest(world: &World, to: &mut Fold) {
    for rail in &world.resource::<Railways>().rails {
        let side = |of: Option<SideId>| of.map_or(2, |s| u64::from(s.0));
        to.ints([side(rail.fit_for), side(rail.repairer), bits(rail.done_km)]);
    }
    let sabotage = world.resource::<Sabotage>();
    sabotage.left.iter().filter(|left| **left < 1.0).for_each(|left| to.numbers([*left]));
}

impl Railways {
    fn restart(&mut self, scenario: &Scenario, laws: &Params) {
        let theatre = &scenario.theatre;
        self.rails.clear();
        self.rails.extend(theatre.links.iter().enumerate().filter_map(|(index, link)| {
            let holders = [link.a, link.b].map(|end| theatre.place(end).holder);
            let had = (holders[0] == holders[1] && !link.rail_cut).then_some(holders[0]);
            Some(Rail {
                link: LinkId::new(index),
                a: link.a,
                b: link.b,
                km: link.rail_km?,
                daily: line(laws, link.tracks),
                fit_for: had,
                repairer: None,
                done_km: 0.0,
            })
        }));
        self.km.clear();
        self.km.extend(theatre.links.iter().map(|link| link.rail_km.unwrap_or(f64::INFINITY)));
        self.holder.clear();
        self.holder.extend(theatre.places.iter().map(|p| p.holder));
        self.open.clear();
        self.open.extend(theatre.sources.iter().map(|s| opens(s, &self.holder, Minute(0))));
        self.left.clear();
        self.left.resize(theatre.links.len(), 1.0);
        for runs in &mut self.runs {
            runs.clear();
            runs.resize(theatre.links.len(), false);
        }
        (self.sabotaged, self.changes) = (0, 0);
        self.reckon(&theatre.sources, true);
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rails.is_empty()
    }
    /// How often trains have begun or ceased to run somewhere, or others are left: neither [`Self::runs`] nor [`Self::left`]
    /// says anything else while this does not change.
    #[must_use]
    pub fn changes(&self) -> u32 {
        self.changes
    }
    /// Whether a side's trains run on a link.
    #[must_use]
    pub fn runs(&self, side: SideId, link: LinkId) -> bool {
        self.runs[side.index()][link.index()]
    }
    /// The same of all links, in id order.
    pub(crate) fn all_runs(&self, side: SideId) -> &[bool] {
        &self.runs[side.index()]
    }
    /// What sabotage leaves of a link's trains, 0 to 1.
    #[must_use]
    pub fn left(&self, link: LinkId) -> f64 {
        self.left[link.index()]
    }
    /// Whether a side holds a place, as last looked at.
    #[must_use]
    pub fn holds(&self, side: SideId, place: PlaceId) -> bool {
        self.holder[place.index()] == side
    }
    /// Trains a day that come to a place from a side's sources; infinite at a source itself.
    #[must_use]
    pub fn width(&self, side: SideId, place: PlaceId) -> f64 {
        self.width[side.index()][place.index()]
    }
    /// Trains a day of the best line of a side at a place: [undisturbed, as sabotage leaves it].
    pub(crate) fn best_line(&self, network: &Network, side: SideId, place: PlaceId) -> [f64; 2] {
        let here = network.ways(place).iter().map(|way| way.0).filter(|&link| self.runs(side, link));
        let rails = here.filter_map(|link| self.rail(link));
        let lines = rails.map(|r| [r.daily, r.daily * self.left(r.link)]);
        lines.fold([0.0; 2], |best, line| if line[1] > best[1] { line } else { best })
    }
    /// Trains a day of a link, as sabotage leaves them.
    pub(crate) fn daily(&self, link: LinkId) -> f64 {
        self.rail(link).map_or(0.0, |rail| rail.daily * self.left(link))
    }

    fn rail(&self, link: LinkId) -> Option<&Rail> {
        self.rails.binary_search_by_key(&link, |r| r.link).ok().map(|at| &self.rails[at])
    }

    /// Looks at what they depend on, and reckons anew if it has changed.
    pub(crate) fn look(
        &mut self,
        sources: &[Source],
        sabotage: &Sabotage,
        holders: impl Iterator<Item = SideId>,
        now: Minute,
    ) {
        let mut is_other = note(&mut self.sabotaged, sabotage.changes);
        if is_other {
            self.left.copy_from_slice(&sabotage.left);
            self.changes += 1;
        }
        let mut is_taken = false;
        for (known, holder) in self.holder.iter_mut().zip(holders) {
            is_taken |= note(known, holder);
        }
        for (known, source) in self.open.iter_mut().zip(sources) {
            is_other |= note(known, opens(source, &self.holder, now));
        }
        if is_other || is_taken {
            self.reckon(sources, is_other);
        }
    }

    /// Repairs for some days, but for links whose bridges are down; tells what runs again and for whom.
    pub(crate) fn repair(
        &mut self,
        sources: &[Source],
        km: f64,
        is_broken: impl Fn(LinkId) -> bool,
        mut tell: impl FnMut(LinkId, SideId),
    ) {
        let mut any = false;
        for rail in &mut self.rails {
            let Some(side) = rail.repairer else { continue };
            let width = &self.width[side.index()];
            if width[rail.a.index()].max(width[rail.b.index()]) <= 0.0 {
                continue;
            }
            rail.done_km += km;
            if rail.done_km >= rail.km && !is_broken(rail.link) {
                (rail.fit_for, any) = (Some(side), true);
                tell(rail.link, side);
            }
        }
        if any {
            self.reckon(sources, false);
        }
    }

    /// Reckons whose trains run where; `is_other`: other sources are open, or others of their trains are left.
    fn reckon(&mut self, sources: &[Source], is_other: bool) {
        let mut changed = [false; 2];
        for rail in &mut self.rails {
            let [one, other] = [rail.a, rail.b].map(|end| self.holder[end.index()]);
            let whole = (one == other).then_some(one);
            if whole.is_some_and(|holder| rail.fit_for != Some(holder)) {
                rail.fit_for = None;
            }
            let repairer = whole.filter(|_| rail.fit_for.is_none());
            if note(&mut rail.repairer, repairer) {
                rail.done_km = 0.0;
            }
            let is_left = self.left[rail.link.index()] > 0.0;
            for side in SideId::BOTH {
                let runs = is_left && repairer.is_none() && whole == Some(side);
                changed[side.index()] |= note(&mut self.runs[side.index()][rail.link.index()], runs);
            }
        }
        self.changes += u32::from(changed != [false; 2]);
        for side in SideId::BOTH.into_iter().filter(|side| is_other || changed[side.index()]) {
            self.widen(sources, side);
        }
    }

    /// What comes to each place from a side's sources: over the widest way, what its narrowest link passes.
    fn widen(&mut self, sources: &[Source], side: SideId) {
        let width = &mut self.width[side.index()];
        width.clear();
        width.resize(self.holder.len(), 0.0);
        for (source, open) in sources.iter().zip(&self.open) {
            if *open && source.side == side {
                width[source.at.index()] = f64::INFINITY;
            }
        }
        let runs = &self.runs[side.index()];
        let mut changed = true;
        while changed {
            changed = false;
            for rail in self.rails.iter().filter(|r| runs[r.link.index()]) {
                let daily = rail.daily * self.left[rail.link.index()];
                let [a, b] = [rail.a, rail.b].map(PlaceId::index);
                let (into_a, into_b) = (width[b].min(daily), width[a].min(daily));
                changed |= into_a > width[a] || into_b > width[b];
                (width[a], width[b]) = (width[a].max(into_a), width[b].max(into_b));
            }
        }
    }

    /// The place nearest to another by rail, whoever holds the rails, of those that are good enough.
    pub(crate) fn last_before(
        &mut self,
        network: &Network,
        goal: PlaceId,
        is_good: impl Fn(&Self, PlaceId) -> bool,
    ) -> Option<PlaceId> {
        let mut paths = std::mem::take(&mut self.paths);
        let is_good = |place| is_good(self, place);
        let best = paths.nearest(network, [(goal, 0.0)], is_good, |link, _, _| self.km(link));
        self.paths = paths;
        best
    }

    /// The place nearest to a goal by rail, whoever holds the rails, of those to which a side's trains run from a place.
    pub(crate) fn farthest(
        &mut self,
        network: &Network,
        side: SideId,
        from: PlaceId,
        goal: PlaceId,
    ) -> Option<PlaceId> {
        let mut running = std::mem::take(&mut self.running);
        running.search(network, [(from, 0.0)], |link, _, _| {
            if self.runs(side, link) { self.km(link) } else { f64::INFINITY }
        });
        let end = self.last_before(network, goal, |_, place| running.cost(place).is_finite());
        self.running = running;
        end
    }

    /// Writes the shortest way by rail over which a side's trains run; nothing if there is none.
    pub(crate) fn way(
        &mut self,
        network: &Network,
        side: SideId,
        from: PlaceId,
        to: PlaceId,
        into: &mut Vec<LinkId>,
    ) {
        let mut paths = std::mem::take(&mut self.paths);
        paths.search(network, [(from, 0.0)], |link, _, _| {
            if self.runs(side, link) { self.km(link) } else { f64::INFINITY }
        });
        paths.route(to, into);
        self.paths = paths;
    }

    /// Km of a link by rail; infinite: it has none.
    pub(crate) fn km(&self, link: LinkId) -> f64 {
        self.km[link.index()]
    }
}

/// Whether a side's trains come to a source.
fn opens(source: &Source, holder: &[SideId], now: Minute) -> bool {
    source.from <= now && source.trains.best > 0.0 && holder[source.at.index()] == source.side
}

#[cfg(test)]
#[path = "rail_net_tests.rs"]
mod tests;
