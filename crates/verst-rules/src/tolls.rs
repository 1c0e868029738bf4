//! Tolls: what plans pay for each link, reckoned once for all searches of a step: most links are looked at by many of them.
//!
//! Used by route.rs.

use verst_domain::forces::Mobility;
use verst_domain::ids::{LinkId, PlaceId, SideId};
use verst_domain::time::Minute;

use crate::plan::Plan;
use crate::staff::MOBILITIES;
use crate::supply::note;

/// The tolls of a step, each reckoned when a search first asks.
#[derive(Debug, Default)]
pub(crate) struct Tolls {
    /// By side and mobility: days of march by link; empty: not reckoned.
    days: [[Vec<f64>; MOBILITIES.len()]; 2],
    /// How often staff and irregulars had been reckoned when the days were.
    reckonings: [u32; 2],
    /// By side: days that the enemy costs who steps into end `a` of a link, and into end `b`; empty: not reckoned.
    held: [Vec<[f64; 2]>; 2],
}

/// What a side's troops of one mobility pay.
#[derive(Clone, Copy)]
pub(crate) struct Toll<'t> {
    days: &'t [f64],
    held: &'t [[f64; 2]],
    /// How much dearer held places are.
    dear: f64,
}

impl Tolls {
    /// Forgets what may have changed since the last step; at the start of a run all.
    pub(crate) fn restart(&mut self, now: Minute, reckonings: [u32; 2]) {
        if note(&mut self.reckonings, reckonings) || now.0 == 0 {
            self.days.as_flattened_mut().iter_mut().for_each(Vec::clear);
        }
        self.held.iter_mut().for_each(Vec::clear);
    }

    /// What a side's troops of a mobility pay, where held places are so much dearer.
    pub(crate) fn of(&mut self, plan: &Plan, side: SideId, mobility: Mobility, dear: f64) -> Toll<'_> {
        let links = || plan.guides.facts.links().iter().zip((0..).map(LinkId));
        let days = &mut self.days[side.index()][mobility as usize];
        if days.is_empty() {
            days.extend(links().map(|(_, link)| plan.days(side, mobility, link)));
        }
        let held = &mut self.held[side.index()];
        if held.is_empty() {
            let into = |link, from, to| plan.held_days(side, link, from, to);
            held.extend(links().map(|(l, link)| [into(link, l.b, l.a), into(link, l.a, l.b)]));
        }
        Toll { days, held, dear }
    }
}

impl Toll<'_> {
    /// What a step costs: end `a` of a link is the one with the smaller id.
    pub(crate) fn step(&self, link: LinkId, from: PlaceId, to: PlaceId) -> f64 {
        self.days[link.index()] + self.dear * self.held[link.index()][usize::from(from < to)]
    }
}
