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
    /// By place: the days that the enemy in it costs. Work space.
    entry: Vec<f64>,
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
        let days = &mut self.days[side.index()][mobility as usize];
        if days.is_empty() {
            let links = (0..plan.guides.facts.links().len()).map(LinkId::new);
            days.extend(links.map(|link| plan.days(side, mobility, link)));
        }
        let held = &mut self.held[side.index()];
        if held.is_empty() {
            hold(plan, side, &mut self.entry, held);
        }
        Toll { days, held, dear }
    }
}

/// Reckons the days that the enemy costs a side on each link in a plan, where held places are not dearer: in the place that he
/// holds, and on the road into it that is a contact.
fn hold(plan: &Plan, side: SideId, entry: &mut Vec<f64>, held: &mut Vec<[f64; 2]>) {
    let (cover, enemy) = (plan.cover, side.enemy());
    let days = |men: f64| if men < 1.0 { 0.0 } else { plan.laws.defended_days(men) };
    entry.clear();
    entry.extend(cover.garrisons().map(|(holder, men)| if holder == side { 0.0 } else { days(men) }));
    held.extend(plan.guides.facts.links().iter().zip((0..).map(LinkId)).map(|(l, link)| {
        let mut into = [l.a, l.b].map(|end| entry[end.index()]);
        if cover.holder(l.a) != cover.holder(l.b) {
            let is_b = cover.holder(l.b) == enemy;
            let end = if is_b { l.b } else { l.a };
            let men = cover.line(link, enemy).total + cover.garrison(end).total;
            into[usize::from(is_b)] = days(men);
        }
        into
    }));
}

impl Toll<'_> {
    /// What a step costs.
    pub(crate) fn step(&self, link: LinkId, from: PlaceId, to: PlaceId) -> f64 {
        self.days[link.index()] + self.barred(link, from, to)
    }

    /// What the enemy on a step costs: end `a` of a link is the one with the smaller id.
    pub(crate) fn barred(&self, link: LinkId, from: PlaceId, to: PlaceId) -> f64 {
        self.dear * self.held[link.index()][usize::from(from < to)]
    }
}
