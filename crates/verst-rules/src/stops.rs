//! Stops: where a march ends before its place.
//!
//! Law     A march is stopped by the enemy's line, where it comes up with him if he gives way and is not too few to matter, or at the edge of a place that he has manned (cover.rs). Lines do not stop those
//!         who go back; they halt where they are to take position (retreat.rs), and before a manned place, unless they break out
//!         round it (pockets.rs). Guns take no place, nor does
//!         who moves up before his hour (jump_off.rs).
//! Source  campaign model A4, A6, A8.
//! Used by march.rs.

use verst_domain::forces::UnitKind;
use verst_domain::ids::{LinkId, SideId};
use verst_domain::scenario::Scenario;
use verst_domain::time::{DAY, Minute};
use verst_engine::components::{Duty, Leg, Position, Stance};

use crate::cover::{Cover, Params, Passer};
use crate::facts::{Facts, UnitFacts};
use crate::jump_off::is_before_hour;
use crate::pace;
use crate::pockets::breaks_out;
use crate::reach::avoids_contact;

/// What stops a march.
pub(crate) struct Stops<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) facts: &'a Facts,
    pub(crate) laws: &'a Params,
    pub(crate) cover: &'a Cover,
    pub(crate) now: Minute,
}

/// Where a march is stopped, in km along a link from the end behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stop {
    /// Now; the whole length if it is not stopped.
    pub(crate) km: f64,
    /// Km a day at which the enemy who stops it gives way.
    pub(crate) gives_way: f64,
    /// Where he gives way no more.
    pub(crate) last_km: f64,
}

impl Stop {
    /// One that stays where it is.
    fn fixed(km: f64) -> Self {
        Self { km, gives_way: 0.0, last_km: km }
    }

    /// Where a pursuer at a point of the link comes up with the enemy, at so many km a day.
    pub(crate) fn met_by(self, from: f64, km_per_day: f64) -> f64 {
        if self.gives_way <= 0.0 {
            return self.km;
        }
        let gained = km_per_day - self.gives_way;
        let met = if gained > 0.0 { from + (self.km - from) * km_per_day / gained } else { f64::INFINITY };
        met.clamp(self.km, self.last_km.max(self.km))
    }
}

impl Stops<'_> {
    /// Where a unit is stopped on a link.
    pub(crate) fn at(
        &self,
        link: LinkId,
        position: &Position,
        unit: UnitFacts,
        men: f64,
        duty: &Duty,
    ) -> Stop {
        let (facts, laws, from) = (self.facts, self.laws, position.place);
        let l = facts.link(link);
        let to = l.other(from);
        let passer = Passer { side: unit.side, men, slips: avoids_contact(self.scenario, duty) };
        if duty.stance == Stance::Retreat {
            let is_last = position.route.is_empty();
            if !is_last && breaks_out(duty, self.now) && facts.has_room(laws, link) {
                return Stop::fixed(l.km);
            }
            // Whom the enemy has passed takes no position behind him.
            let leg = position.leg.filter(|leg| leg.link == link);
            let is_overtaken =
                leg.is_some_and(|leg| self.cover.is_overtaken(l, unit.side, &leg, leg.km_at(self.now)));
            let halt = if is_last && !is_overtaken { duty.halt_km } else { f64::INFINITY };
            let block = self.cover.block_km(facts, laws, link, from, unit.side);
            return Stop::fixed(self.cover.edge_km(facts, laws, link, to, passer).min(halt).min(block));
        }
        let line = self.cover.stop_km(facts, laws, link, from, passer);
        let enemys = self.cover.holder(to) != unit.side;
        let takes_none = unit.kind == UnitKind::Artillery || is_before_hour(self.scenario, duty, self.now);
        if takes_none && enemys {
            return Stop::fixed(line.min((l.km - laws.village_depth.get()).max(0.0))); // others take it, or he later
        }
        let (gives_way, halt) = if enemys { self.cover.gives_way(laws, link, passer) } else { (0.0, 0.0) };
        if gives_way <= 0.0 {
            return Stop::fixed(line);
        }
        let since = (self.now - self.cover.counted_at) as f64 / DAY as f64;
        let halt_km = if from == l.a { halt } else { l.km - halt };
        let last_km = self.cover.edge_km(facts, laws, link, to, passer).min(halt_km).max(line);
        Stop { km: (line + gives_way * since).min(last_km), gives_way, last_km }
    }

    /// The pace of a unit that goes back along its leg, against the march: who breaks out keeps off the roads between the enemy's
    /// places, where there is country beside them.
    pub(crate) fn pace_back(&self, laws: &pace::Params, side: SideId, leg: &Leg, duty: &Duty) -> f64 {
        let l = self.facts.link(leg.link);
        let is_behind_him = [l.a, l.b].iter().all(|&end| self.cover.holder(end) != side);
        let goes_across =
            is_behind_him && breaks_out(duty, self.now) && self.facts.has_room(self.laws, leg.link);
        if goes_across { laws.offroad_foot.get() } else { laws.retreat.get() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pursuer_comes_up_with_who_gives_way_where_their_paces_say_and_no_farther_than_his_last() {
        let enemy = Stop { km: 30.0, gives_way: 25.0, last_km: 100.0 };
        assert!((enemy.met_by(10.0, 50.0) - 50.0).abs() < 1e-12, "20 km behind, 25 km a day faster");
        assert_eq!(enemy.met_by(10.0, 25.0), 100.0, "never");
        assert_eq!(enemy.met_by(10.0, 26.0), 100.0, "not before his place");
        assert_eq!(Stop::fixed(30.0).met_by(10.0, 50.0), 30.0);
        assert_eq!(enemy.met_by(31.0, 50.0), 30.0, "he stood behind him: that is no reason to go back");
    }
}
