//! Bars: where the enemy can pass, and how long those who bar his way are reckoned to last.
//!
//! Law     Contacts that are held and garrisoned places stop him. Where those who hold are outweighed as where a reaction is called
//!         for (reaction.rs), he may pass when they are beaten, which a staff that wants most chances on its side reckons to be soon: the
//!         time within which so small a share of fights of that size is decided (combat.rs).
//! Source  campaign model A7; hazard of decision, from the durations in the database of battles.
//! Used by reach.rs.

use verst_domain::forces::Mobility;
use verst_domain::ids::{LinkId, PlaceId, SideId};
use verst_domain::maths::ln;
use verst_domain::theatre::Theatre;

use crate::battle::size;
use crate::cover::Cover;
use crate::facts::Facts;
use crate::rules_file::RulesFile;
use crate::staff::Staff;
use crate::steps::Steps;

/// What a staff sees when it reckons.
pub(crate) struct Map<'a> {
    pub(crate) theatre: &'a Theatre,
    pub(crate) facts: &'a Facts,
    pub(crate) cover: &'a Cover,
    pub(crate) staff: &'a Staff,
}

/// Where the enemy of a side can pass, and in how many days.
#[derive(Debug, Default)]
pub(crate) struct Bars {
    /// By place: how many more men the enemy has before it than make a reaction necessary; more than none: outweighed.
    excess: Vec<f64>,
    /// By place: garrisoned places of the side are entered by nobody, or when their defenders have been beaten.
    entry: Vec<f64>,
    pub(crate) steps: Steps,
    /// By side: links on which its units stand, contacts or not.
    pub(crate) standing: [Vec<LinkId>; 2],
}

impl Bars {
    /// Lays the bars of a side.
    pub(crate) fn lay(&mut self, map: &Map, laws: &RulesFile, side: SideId) {
        let Map { theatre, facts, cover, staff } = *map;
        let picket = laws.cover.picket.get();
        self.weigh(map, laws.reaction.weak.get(), side);
        let lasts_there = |place: PlaceId, men: f64| {
            let foe = cover.men_before(theatre, place, side);
            lasts(laws, size(foe, men))
        };
        self.entry.clear();
        self.entry.extend(cover.garrisons().zip(&self.excess).zip((0..).map(PlaceId)).map(
            |(((holder, men), excess), place)| match (holder == side && men > picket, *excess > 0.0) {
                (false, _) => 0.0,
                (true, false) => f64::INFINITY,
                (true, true) => lasts_there(place, men),
            },
        ));
        let days = staff.all_days(Mobility::Foot).iter().copied();
        self.steps.lay(facts.links(), days, &self.entry);
        for &link in cover.contacts() {
            if cover.is_held(facts, &laws.cover, link, side, picket) {
                let into_b = !cover.has_a(link, side);
                let end = cover.held_end(facts, link, side);
                if self.excess[end.index()] <= 0.0 {
                    self.steps.bar(link, into_b);
                } else if self.entry[end.index()] == 0.0 {
                    // Else the line is beaten together with the place.
                    self.steps.add(link, into_b, lasts_there(end, cover.line(link, side).total));
                }
            }
        }
        // A road between two of its places, behind an empty one, is no contact yet.
        for &link in &self.standing[side.index()] {
            let l = facts.link(link);
            if cover.holder(l.a) == side && cover.holder(l.b) == side {
                self.steps.bar(link, false);
                self.steps.bar(link, true);
            }
        }
    }

    /// Weighs the enemy before each place against those who hold it and the roads into it.
    fn weigh(&mut self, map: &Map, weak: f64, side: SideId) {
        let Map { facts, cover, .. } = *map;
        self.excess.clear();
        self.excess.extend((0..cover.garrisons().len()).map(|place| -cover.men_at(PlaceId::new(place))));
        for &link in cover.contacts() {
            let end = cover.held_end(facts, link, side);
            let (own, foe) = (cover.line(link, side).forward, cover.line(link, side.enemy()).forward);
            self.excess[end.index()] += weak * foe - own;
        }
    }
}

/// Days that defenders who are outweighed are reckoned to last in a fight of so many men.
pub(crate) fn lasts(laws: &RulesFile, size_men: f64) -> f64 {
    -ln((1.0 - laws.reach.risk.get()).max(0.0)) / laws.engagement.hazard_per_day(size_men)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules_file::shipped;

    #[test]
    fn large_fights_are_reckoned_to_last_longer() {
        let laws = shipped();
        let (division, army) = (lasts(&laws, 10_000.0), lasts(&laws, 200_000.0));
        assert!((0.5..1.0).contains(&division), "{division}");
        assert!((2.0..4.0).contains(&army), "{army}");
    }
}
