//! Helpers: who could be sent to a key place, and who threatens and defends one, counted once a look.
//!
//! Used by reaction.rs.

use verst_domain::forces::Mobility;
use verst_domain::ids::{FormationId, PlaceId, SideId, UnitId};
use verst_engine::components::Position;

use crate::by_place::ByPlace;
use crate::knowledge::Knowledge;
use crate::near::Near;
use crate::path::Network;
use crate::staff::MOBILITIES;

/// What a look at the key places asks of the units, counted once and kept up to date as units are sent: most places that ask
/// ask about the same units.
#[derive(Default)]
pub(crate) struct Muster {
    /// In id order.
    pub(crate) men: Vec<Counted>,
    /// Units at the places where they are and those that they go to.
    pub(crate) there: ByPlace,
    /// By formation: its men.
    pub(crate) under: Vec<f64>,
    /// By side and mobility: how many units could go.
    pub(crate) able: [[u32; MOBILITIES.len()]; 2],
    /// Those whom a count looks at.
    pub(crate) found: Vec<UnitId>,
    pub(crate) is_counted: bool,
}

/// A unit's men: none while it is not in the theatre.
#[derive(Clone, Copy)]
pub(crate) struct Counted {
    pub(crate) side: SideId,
    pub(crate) mobility: Mobility,
    pub(crate) place: PlaceId,
    /// Where it is on its way to; its place, where it is on none.
    pub(crate) bound_for: PlaceId,
    pub(crate) men: f64,
    /// Where the enemy takes it to be; none: he does not know of it.
    pub(crate) known: Option<PlaceId>,
    /// The place before it on the link that he takes it to be on, with the km still to go.
    pub(crate) ahead: Option<(PlaceId, f64)>,
    /// Who goes first; none: it stays.
    pub(crate) rank: Option<u8>,
}

/// Where a unit is on its way to; its place, where it is on none.
pub(crate) fn bound_for(position: &Position) -> PlaceId {
    if position.route.is_empty() { position.place } else { position.goal }
}

impl Muster {
    pub(crate) fn restart(&mut self, places: usize, formations: usize) {
        self.is_counted = true;
        self.men.clear();
        self.there.restart(places);
        self.under.clear();
        self.under.resize(formations, 0.0);
        self.able = Default::default();
    }

    pub(crate) fn add(&mut self, id: UnitId, under: FormationId, unit: Counted) {
        self.under[under.index()] += unit.men;
        self.able[unit.side.index()][unit.mobility as usize] += u32::from(unit.rank.is_some());
        self.list(id, &unit);
        self.men.push(unit);
    }

    fn list(&mut self, id: UnitId, unit: &Counted) {
        self.there.add(unit.place, id);
        if unit.bound_for != unit.place {
            self.there.add(unit.bound_for, id);
        }
    }

    /// Takes note that a unit has been sent.
    pub(crate) fn send(&mut self, id: UnitId, position: &Position) {
        let unit = &mut self.men[id.index()];
        self.able[unit.side.index()][unit.mobility as usize] -= 1;
        (unit.place, unit.bound_for, unit.rank) = (position.place, bound_for(position), None);
        let sent = *unit;
        self.list(id, &sent);
    }

    /// Known men of the enemies of a side who are near enough to a place, or on the way to it within a radius, to threaten it.
    pub(crate) fn threat(&mut self, rule: &Threats, place: PlaceId, side: SideId) -> f64 {
        let is_near = |at: PlaceId| rule.near.are(place, at);
        let comes = |(to, km): (PlaceId, f64)| to == place && km <= rule.radius;
        let threatens = |unit: &&Counted| {
            unit.side != side && (unit.known.is_some_and(is_near) || unit.ahead.is_some_and(comes))
        };
        // Who is on a road to it is known at the other end of that road.
        let ways = rule.network.ways(place).iter().map(|way| way.1);
        rule.knowledge.known_at(rule.near.to(place).iter().copied().chain(ways), &mut self.found);
        let known = self.found.iter().map(|id| &self.men[id.index()]);
        known.filter(threatens).map(|unit| unit.men).sum()
    }

    /// Men of a side at a place or on their way to it.
    pub(crate) fn defence(&mut self, place: PlaceId, side: SideId) -> f64 {
        self.there.gather([place].into_iter(), &mut self.found);
        let there = |unit: &&Counted| unit.side == side && (unit.place == place || unit.bound_for == place);
        self.found.iter().map(|id| &self.men[id.index()]).filter(there).map(|unit| unit.men).sum()
    }

    /// Units of a side and mobility at a place that could leave it.
    pub(crate) fn able_at(
        &self,
        at: PlaceId,
        side: SideId,
        mobility: Mobility,
    ) -> impl Iterator<Item = (u8, UnitId)> {
        self.there.at(at).filter_map(move |id| {
            let unit = &self.men[id.index()];
            let is_asked = unit.place == at && unit.side == side && unit.mobility == mobility;
            unit.rank.filter(|_| is_asked).map(|rank| (rank, id))
        })
    }
}

/// Where enemies are who threaten a place.
pub(crate) struct Threats<'a> {
    pub(crate) near: &'a Near,
    pub(crate) network: &'a Network,
    pub(crate) knowledge: &'a Knowledge,
    pub(crate) radius: f64,
}
