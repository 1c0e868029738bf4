//! Stormed: the towns inside which the enemy stands. Nobody goes back through the streets that are fought for.
//!
//! Source  campaign model A14 (both sides may stand in one town).
//! Used by covering.rs; retreat.rs asks. Pure but for the cover that it marks.

use crate::cover::{Cover, Params};
use crate::facts::Facts;

/// Marks the towns inside which the enemy stands.
pub(crate) fn find(facts: &Facts, laws: &Params, cover: &mut Cover) {
    cover.stormed.fill(false);
    for &link in &cover.contacts {
        let (l, on_link) = (facts.link(link), &cover.links[link.index()]);
        for (end, side) in [l.a, l.b].into_iter().zip(cover.ends[link.index()]) {
            let foe = side.enemy().index();
            let foremost = on_link.front[foe]
                .map_or(f64::INFINITY, |front| (if end == l.a { front.1 } else { l.km - front.1 }).max(0.0));
            let is_in = on_link.lines[foe].forward > laws.picket.get() && foremost < facts.town_depth(end);
            cover.stormed[end.index()] |= is_in && cover.holder[end.index()] == side;
        }
    }
}
