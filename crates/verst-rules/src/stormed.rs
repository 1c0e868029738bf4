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
        let l = facts.link(link);
        for (end, side) in [l.a, l.b].into_iter().zip(cover.ends[link.index()]) {
            let from_end = cover.share_behind(facts, link, side, end) * l.km;
            let foes = cover.line(link, side.enemy()).forward;
            let is_in = foes > laws.picket.get() && from_end < facts.town_depth(end);
            cover.stormed[end.index()] |= is_in && cover.holder[end.index()] == side;
        }
    }
}
