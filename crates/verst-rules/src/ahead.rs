//! Ahead: the enemy before someone on a road, if there are men of his to speak of.
//!
//! Law     following.rs, march.rs: men on the road, in the place to which it leads, and on the roads beyond it within a sector's
//!         reach; more than a picket, and than the share of a force that it brushes aside.
//! Used by following.rs and roads.rs. Pure.

use verst_domain::ids::{LinkId, PlaceId};
use verst_engine::components::Leg;

use crate::cover::Cover;
use crate::facts::{Facts, UnitFacts};
use crate::rules_file::RulesFile;

/// What somebody on a road sees of the enemy before him.
#[derive(Clone, Copy)]
pub(crate) struct Ahead<'a> {
    pub(crate) laws: &'a RulesFile,
    pub(crate) facts: &'a Facts,
    pub(crate) cover: &'a Cover,
}

impl Ahead<'_> {
    /// Whether a unit of so many men, so far along a leg, has enemies to speak of before it; `ways` lead on from where it goes.
    pub(crate) fn is_enemy(
        self,
        unit: UnitFacts,
        men: f64,
        leg: &Leg,
        km: f64,
        ways: &[(LinkId, PlaceId)],
    ) -> bool {
        let Self { laws, facts, cover } = self;
        let enemy = unit.side.enemy();
        let to_speak_of = laws.cover.picket.get().max(laws.cover.brushed_aside.get() * men);
        let within = laws.cover.sector_radius.get() - (facts.link(leg.link).km - km);
        cover.line(leg.link, enemy).total > to_speak_of
            || within > 0.0 && {
                let beyond = ways.iter().filter(|way| way.0 != leg.link);
                let goes = beyond.map(|&(link, _)| {
                    let l = facts.link(link);
                    let beyond = |km_from_a: f64| if leg.to == l.a { km_from_a } else { l.km - km_from_a };
                    cover.nearest_on_the_way(link, enemy, beyond)
                });
                goes.filter(|goes| goes.1 <= within).map(|goes| goes.0).sum::<f64>() > to_speak_of
            }
    }
}
