//! Stops: where a march ends before its place.
//!
//! Law     A march is stopped by the enemy's line, or at the edge of a place that he has manned (cover.rs). Lines do not stop those
//!         who go back; they halt where they are to take position (retreat.rs), and before a manned place, unless they break out
//!         round it (pockets.rs). Guns take no place, nor does
//!         who moves up before his hour (jump_off.rs).
//! Source  campaign model A4, A6, A8.
//! Used by march.rs.

use verst_domain::forces::UnitKind;
use verst_domain::ids::{LinkId, SideId};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;
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

impl Stops<'_> {
    /// Km along a link, from the end behind a unit, at which it is stopped; the whole length if it is not.
    pub(crate) fn km(
        &self,
        link: LinkId,
        position: &Position,
        unit: UnitFacts,
        men: f64,
        duty: &Duty,
    ) -> f64 {
        let (facts, laws, from) = (self.facts, self.laws, position.place);
        let l = facts.link(link);
        let to = l.other(from);
        let passer = Passer { side: unit.side, men, slips: avoids_contact(self.scenario, duty) };
        if duty.stance == Stance::Retreat {
            let is_last = position.route.is_empty();
            if !is_last && breaks_out(duty, self.now) && facts.has_room(laws, link) {
                return l.km;
            }
            let halt = if is_last { duty.halt_km } else { f64::INFINITY };
            let block = self.cover.block_km(facts, laws, link, from, unit.side);
            return self.cover.edge_km(facts, laws, link, to, passer).min(halt).min(block);
        }
        let line = self.cover.stop_km(facts, laws, link, from, passer);
        let takes_none = unit.kind == UnitKind::Artillery || is_before_hour(self.scenario, duty, self.now);
        if takes_none && self.cover.holder(to) != unit.side {
            return line.min((l.km - laws.village_depth.get()).max(0.0)); // others take the place, or he later
        }
        line
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
