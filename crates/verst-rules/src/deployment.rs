//! Deployment: on which contacts the troops of a formation stand, those of the formations below it among them.
//!
//! Asking each contact for each formation was a third of the work in a theatre of 10,000 units: here every man's chain of
//! command is walked once.
//! Used by air.rs, fires.rs.

use verst_domain::ids::{FormationId, LinkId, SideId};
use verst_engine::components::Duty;

use crate::cover::Cover;
use crate::facts::Facts;
use crate::orders::Orders;

/// What is known of a formation, for those that somebody asked for.
#[derive(Debug, Default)]
struct Of {
    is_wanted: bool,
    /// By side: the contacts whose line, or the place behind it, has troops of the formation, in link order.
    contacts: [Vec<LinkId>; 2],
}

/// The contacts of formations.
#[derive(Debug, Default)]
pub(crate) struct Deployment {
    of: Vec<Of>,
    /// The formations asked for.
    wanted: Vec<FormationId>,
}

impl Deployment {
    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        for formation in self.wanted.drain(..) {
            let of = &mut self.of[formation.index()];
            of.is_wanted = false;
            of.contacts.iter_mut().for_each(Vec::clear);
        }
    }

    /// Asks for a formation.
    pub(crate) fn want(&mut self, formation: FormationId) {
        if self.of.len() <= formation.index() {
            self.of.resize_with(formation.index() + 1, Of::default);
        }
        if !std::mem::replace(&mut self.of[formation.index()].is_wanted, true) {
            self.wanted.push(formation);
        }
    }

    /// Whether nobody has asked for any.
    pub(crate) fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    /// Of a formation and those above it, the ones asked for.
    pub(crate) fn wanted_above(
        &self,
        orders: &Orders,
        formation: FormationId,
    ) -> impl Iterator<Item = FormationId> {
        orders.upward(formation).filter(|at| self.of.get(at.index()).is_some_and(|of| of.is_wanted))
    }

    /// Finds the contacts of all formations asked for.
    pub(crate) fn find(&mut self, cover: &Cover, facts: &Facts, orders: &Orders, duties: &[Duty]) {
        if self.is_empty() {
            return;
        }
        for &link in cover.contacts() {
            for side in SideId::BOTH {
                let behind = cover.garrison(cover.held_end(facts, link, side));
                for &(unit, _) in cover.line(link, side).men.iter().chain(&behind.men) {
                    self.note(link, side, duties[unit.index()].under, orders);
                }
            }
        }
        debug_assert!(self.is_right(cover, facts, orders, duties), "asking each contact finds the same");
    }

    fn is_right(&self, cover: &Cover, facts: &Facts, orders: &Orders, duties: &[Duty]) -> bool {
        let stands = |of: FormationId, side: SideId, link: LinkId| {
            let behind = cover.garrison(cover.held_end(facts, link, side));
            let mut men = cover.line(link, side).men.iter().chain(&behind.men);
            men.any(|&(unit, _)| orders.is_under(duties[unit.index()].under, of))
        };
        let asked = |of, side| cover.contacts().iter().filter(move |&&link| stands(of, side, link));
        self.wanted
            .iter()
            .all(|&of| SideId::BOTH.iter().all(|&side| asked(of, side).eq(self.contacts(of, side))))
    }

    fn note(&mut self, link: LinkId, side: SideId, under: FormationId, orders: &Orders) {
        for at in orders.upward(under) {
            let Some(of) = self.of.get_mut(at.index()).filter(|of| of.is_wanted) else { continue };
            let contacts = &mut of.contacts[side.index()];
            if contacts.last() != Some(&link) {
                contacts.push(link);
            }
        }
    }

    /// The contacts of a formation asked for, seen from a side, in link order.
    pub(crate) fn contacts(&self, formation: FormationId, side: SideId) -> &[LinkId] {
        self.of.get(formation.index()).map_or(&[], |of| &of.contacts[side.index()])
    }
}
