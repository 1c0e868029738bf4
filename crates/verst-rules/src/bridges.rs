//! Bridges: blown before the enemy, built again behind the front.
//!
//! Law     Whoever has a bridge lays charges while it lies at the front, or while he knows of an enemy who comes near. When he
//!         loses the bank beyond it, in a fight or by going back over it before an enemy who comes, he blows it with a chance
//!         that grows with the days of warning, less with the enemy on his heels; his own troops on the road cross first, if
//!         the enemy lets them, and he spares the bridges over which they are to go forward. What he fails to blow falls to the enemy whole.
//!         The side with both banks builds a new one (bridging.rs); so does he who has come to the river and finds nobody
//!         beyond it, and, under fire, he whose troops stand beyond it before the enemy.
//! Source  bridges of the Rhine in March 1945: see the rules file.
//! Phase   Engineers.  Reads Holding, Lines, Reach, Cover, Position, Strength.  Writes Crossings.
//!         Entries BridgeBlown, BridgeTaken, BridgeRestored.  Dice Demolition.

use bevy_ecs::system::{Local, Res, ResMut, SystemParam};
use verst_domain::ids::{PlaceId, SideId};
use verst_domain::journal::{Applied, Factor, What};
use verst_domain::maths::exp;
use verst_domain::time::DAY;
use verst_engine::components::{Duty, Holding, Lines, Position, Stance, Status, Strength};
use verst_engine::dice::{Dice, Purpose};
use verst_engine::journal::Journal;
use verst_engine::muster::Operation;
use verst_engine::roster::{Links, Places, Units};
use verst_engine::run::Clock;

use crate::coefficient::{Days, Km, Share, Times};
use crate::cover::Cover;
use crate::crossings::{BANK_KM, Crossing, Crossings, Reached, Water, ahead_km, km_toward};
use crate::facts::Facts;
use crate::held::Held;
use crate::path::Network;
use crate::reach::Reach;
use crate::rules_file::Laws;
use crate::weather::Conditions;

crate::coefficients! {
    /// Coefficients of demolition and repair.
    Params in "bridges" {
        /// Chance that a bridge is blown by those who had time and no enemy near.
        sure: Share,
        /// Share of that chance without any warning: guards and standing charges.
        surprised: Share,
        /// Days of warning in which most of the charges are laid (e-fold).
        preparing: Days,
        /// An enemy who can be there in this time is a warning.
        warning: Days,
        /// Chance against that with the enemy at the bridge when its bank is lost.
        heels: Times,
        /// Enemy lines this far beyond the river no longer hinder the work.
        safe: Km,
    }
}

/// Warning after which hardly a charge is missing, in times of preparing.
const READY: f64 = 3.0;

impl Params {
    /// Days of warning that a bridge on the front has behind it at the start.
    #[must_use]
    pub fn prepared_days(&self) -> f64 {
        READY * self.preparing.get()
    }
    /// Share of the chance that days of warning give.
    #[must_use]
    pub fn readiness(&self, warned_days: f64) -> f64 {
        let surprised = self.surprised.get();
        surprised + (1.0 - surprised) * (1.0 - exp(-warned_days / self.preparing.get()))
    }
}

type Builder = (&'static mut Position, &'static Duty, &'static Strength);

/// What engineers read and write.
#[derive(SystemParam)]
pub(crate) struct Field<'w, 's> {
    clock: Res<'w, Clock>,
    operation: Res<'w, Operation>,
    facts: Res<'w, Facts>,
    laws: Res<'w, Laws>,
    reach: Res<'w, Reach>,
    cover: Res<'w, Cover>,
    weather: Res<'w, Conditions>,
    network: Res<'w, Network>,
    dice: Res<'w, Dice>,
    crossings: ResMut<'w, Crossings>,
    journal: ResMut<'w, Journal>,
    places: Places<'w, 's, &'static Holding>,
    links: Links<'w, 's, &'static Lines>,
    units: Units<'w, 's, Builder>,
    held: Local<'s, Held>,
}

/// Who has the banks of a crossing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Banks {
    /// One side has both.
    Both(SideId),
    /// One side's line runs beyond the river, not far from it.
    Bridgehead(SideId),
    /// The river lies between the lines.
    Between,
    /// The road has just become a contact: nobody knows.
    Unknown,
}

/// Looks at every crossing of the round.
pub(crate) fn bridges(mut field: Field, mut men: Local<Vec<[f64; 2]>>) {
    men.clear();
    let Field { held, places, network, .. } = &mut field;
    held.look(places.each().map(|(_, holding)| holding.side), network);
    for at in 0..field.crossings.all().len() {
        let c = field.crossings.all()[at];
        if field.is_quiet(&c) {
            continue;
        }
        let banks = field.banks(&c);
        field.note_footholds(at, &c, banks);
        if c.stands {
            field.hold(at, &c, banks);
        } else if c.had_bridge {
            field.build(at, &c, banks, &mut men);
        }
    }
}

impl Field<'_, '_> {
    /// Whether a crossing lies behind its holder's front, with nobody near: most do, and nothing becomes of them.
    fn is_quiet(&self, c: &Crossing) -> bool {
        let is_untouched = c.reached == [Reached::Away; 2] && !c.is_tried && (c.stands || !c.had_bridge);
        is_untouched && !self.is_at_front(c) && !self.is_enemy_near(c)
    }

    fn banks(&self, c: &Crossing) -> Banks {
        let l = self.facts.link(c.link);
        let [a, b] = [l.a, l.b].map(|end| self.held.holder(end));
        if a == b {
            return Banks::Both(a);
        }
        let lines = self.links.get(c.link);
        if !lines.live {
            return Banks::Unknown;
        }
        let beyond = [(a, lines.of[a.index()] - c.km), (b, c.km - lines.of[b.index()])];
        // On a line that runs along the river itself the bridge is still whose it was.
        let first = usize::from(beyond[0].0 != c.holder);
        for (side, km) in [beyond[first], beyond[1 - first]] {
            if km >= self.laws.0.bridges.safe.get() {
                return Banks::Both(side);
            }
            if km >= 0.0 {
                return Banks::Bridgehead(side);
            }
        }
        Banks::Between
    }

    fn note_footholds(&mut self, at: usize, c: &Crossing, banks: Banks) {
        let now = self.clock.now;
        if banks == Banks::Unknown {
            return;
        }
        let l = self.facts.link(c.link);
        let is_contact = self.held.holder(l.a) != self.held.holder(l.b);
        for side in SideId::BOTH {
            // Beyond the river, and not merely on it.
            let is_beyond = is_contact && self.ahead(c, side) < -BANK_KM;
            let reached = &mut self.crossings.get_mut(at).reached[side.index()];
            *reached = reached.next(is_contact, is_beyond, now);
        }
    }

    /// A standing bridge: guarded, lost, or blown.
    fn hold(&mut self, at: usize, c: &Crossing, banks: Banks) {
        match banks {
            Banks::Unknown => {}
            Banks::Both(side) | Banks::Bridgehead(side) if side == c.holder => self.guard(at, c),
            Banks::Both(side) | Banks::Bridgehead(side) => {
                if c.is_tried || !self.blow(at, c, true) {
                    self.fall(at, c, side);
                }
            }
            Banks::Between => {
                let is_needed = || self.own_troops_come(c) || self.is_on_own_way(c);
                if !c.is_tried && self.is_enemy_near(c) && !is_needed() {
                    self.blow(at, c, false);
                }
            }
        }
    }

    /// The holder stands before his bridge: charges are laid while the enemy is near.
    fn guard(&mut self, at: usize, c: &Crossing) {
        let most = self.laws.0.bridges.prepared_days();
        let is_warned = self.is_at_front(c) || self.is_enemy_near(c);
        let days = self.clock.step_days();
        let kept = self.crossings.get_mut(at);
        kept.is_tried = false;
        if is_warned {
            kept.warned_days = (kept.warned_days + days).min(most.max(kept.warned_days));
        }
    }

    /// Whether the enemy holds an end of the road, or a place next to one.
    fn is_at_front(&self, c: &Crossing) -> bool {
        let l = self.facts.link(c.link);
        [l.a, l.b].into_iter().any(|end| self.held.is_near(end, c.holder.enemy()))
    }

    /// Whether the holder knows of an enemy who comes: he does not blow his bridges because nobody happens to guard the far bank. He
    /// looks as far ahead as a turn, if that is more: staffs reckon once a turn.
    fn is_enemy_near(&self, c: &Crossing) -> bool {
        let turn_days = self.operation.0.calendar.turn as f64 / DAY as f64;
        let (l, warning) = (self.facts.link(c.link), self.laws.0.bridges.warning.get().max(turn_days));
        [l.a, l.b].into_iter().any(|end| self.reach.days(c.holder, end) <= warning)
    }

    /// Tries to blow the bridge; whether it is gone.
    fn blow(&mut self, at: usize, c: &Crossing, on_heels: bool) -> bool {
        let laws = &self.laws.0.bridges;
        let factors = [
            ("time and no enemy near", laws.sure.get()),
            ("days of warning", laws.readiness(c.warned_days)),
            ("enemy on the heels", if on_heels { laws.heels.get() } else { 1.0 }),
        ];
        let chance = factors.iter().fold(1.0, |product, f| product * f.1);
        if self.journal.wants_factors() {
            let factors = factors.map(|(name, value)| Factor { name, value });
            self.journal.factors(Applied::BlownChance(c.link), chance, &factors);
        }
        let key = self.crossings.key(at);
        let is_gone = self.dice.uniform(Purpose::Demolition, key, u64::from(c.tries)) < chance;
        let tried = self.crossings.get_mut(at);
        (tried.is_tried, tried.tries) = (true, c.tries + 1);
        if is_gone {
            tried.built_days = 0.0;
            self.crossings.set_standing(at, false);
            self.halt_on_the_bank(at);
            self.journal.tell(What::BridgeBlown { link: c.link, river: c.river, by: c.holder });
        }
        is_gone
    }

    /// Whoever is on his way to the bridge and cannot cross without it comes as far as the bank.
    fn halt_on_the_bank(&mut self, at: usize) {
        let (c, now) = (self.crossings.all()[at], self.clock.now);
        let (l, water) = (*self.facts.link(c.link), Water { laws: &self.laws.0, weather: &self.weather });
        for (id, (position, ..)) in self.units.each_mut() {
            let Some(leg) = position.leg.as_mut().filter(|leg| leg.link == c.link) else { continue };
            let bank = km_toward(&c, &l, leg.to);
            if leg.km_at(now) < bank && water.is_shut(&c, self.facts.unit(id).mobility) {
                leg.stop_km = leg.stop_km.min(bank);
            }
        }
    }

    fn fall(&mut self, at: usize, c: &Crossing, to: SideId) {
        let fallen = self.crossings.get_mut(at);
        (fallen.holder, fallen.is_tried, fallen.warned_days) = (to, false, 0.0);
        self.journal.tell(What::BridgeTaken { link: c.link, river: c.river, by: to });
    }

    /// Whether troops of the holder are on their way to the bridge from the bank that he has lost.
    fn own_troops_come(&self, c: &Crossing) -> bool {
        let (l, now) = (self.facts.link(c.link), self.clock.now);
        let behind_is_a = self.held.holder(l.a) == c.holder;
        self.has_troops(c.holder, |position, _| {
            let Some(leg) = position.leg.filter(|leg| leg.link == c.link && leg.km_per_day > 0.0) else {
                return false;
            };
            let goes_back = (leg.to == l.a) == behind_is_a;
            let from_a = l.from_a(leg.to, leg.km_at(now));
            let is_short = if behind_is_a { from_a > c.km } else { from_a < c.km };
            goes_back && is_short
        })
    }

    /// Whether a side has troops of whom something holds.
    fn has_troops(&self, side: SideId, holds: impl Fn(&Position, &Duty) -> bool) -> bool {
        self.units.each().any(|(id, (position, duty, strength))| {
            let own = self.facts.unit(id).side == side;
            own && duty.status == Status::Present && strength.men > 0.0 && holds(position, duty)
        })
    }

    /// Km from a side's line on a contact to the river ahead of it; below 0: it is beyond.
    fn ahead(&self, c: &Crossing, side: SideId) -> f64 {
        let line = self.links.get(c.link).of[side.index()];
        ahead_km(c, line, self.held.holder(self.facts.link(c.link).a) == side)
    }

    /// Whether troops of the holder are to attack or march over the bridge.
    fn is_on_own_way(&self, c: &Crossing) -> bool {
        self.has_troops(c.holder, |position, duty| {
            let is_ahead =
                position.leg.is_some_and(|leg| leg.link == c.link) || position.route.contains(&c.link);
            is_ahead && matches!(duty.stance, Stance::Attack | Stance::March)
        })
    }

    /// Who can build a bridge, and whether under fire: the side with both banks, or that has come to the river and finds nobody
    /// beyond it; else the one with troops beyond it.
    fn builder(&self, c: &Crossing, banks: Banks) -> Option<(SideId, bool)> {
        match banks {
            Banks::Both(side) => Some((side, false)),
            Banks::Unknown => None,
            Banks::Bridgehead(_) | Banks::Between => {
                let at_the_river = |side: &SideId| self.ahead(c, *side) <= BANK_KM;
                let unhindered = |side: &SideId| at_the_river(side) && !self.is_barred(c, side.enemy());
                let has_foothold = |side: &SideId| self.ahead(c, *side) < -BANK_KM;
                let first = |can: &dyn Fn(&SideId) -> bool| SideId::BOTH.into_iter().find(can);
                first(&unhindered).map(|side| (side, false)).or_else(|| Some((first(&has_foothold)?, true)))
            }
        }
    }

    /// Whether a side holds the road beyond a river, or its end near it.
    fn is_barred(&self, c: &Crossing, side: SideId) -> bool {
        let (l, laws) = (self.facts.link(c.link), &self.laws.0);
        let is_manned = |(end, km): (PlaceId, f64)| {
            self.held.holder(end) == side
                && km < laws.bridges.safe.get()
                && self.cover.men_in(end) > laws.cover.picket.get()
        };
        self.cover.line(c.link, side).total > laws.cover.picket.get()
            || [(l.a, c.km), (l.b, l.km - c.km)].into_iter().any(is_manned)
    }

    /// A bridge that was blown is built by whoever can.
    fn build(&mut self, at: usize, c: &Crossing, banks: Banks, men: &mut Vec<[f64; 2]>) {
        let Some((side, under_fire)) = self.builder(c, banks) else { return };
        if men.is_empty() {
            self.count_men(men);
        }
        let (l, laws) = (self.facts.link(c.link), &self.laws.0.bridging);
        let there = men[l.a.index()][side.index()] + men[l.b.index()][side.index()];
        let width = self.operation.0.theatre.rivers[c.river.index()].width_m.best;
        let (days, pace, needed) =
            (self.clock.step_days(), laws.pace_of(there), laws.days_to_build(width, there));
        let hindered = if under_fire { laws.under_fire.get() } else { 1.0 };
        if self.journal.wants_factors() && days > 0.0 {
            let factors = [
                Factor { name: "days of the round", value: days },
                Factor { name: "men on the spot", value: pace },
                Factor { name: "under fire", value: hindered },
            ];
            self.journal.factors(Applied::BridgeDays(c.link), days * pace * hindered, &factors);
        }
        let work = self.crossings.get_mut(at);
        if work.holder != side {
            (work.holder, work.built_days) = (side, 0.0);
        }
        work.built_days += days * pace * hindered;
        if work.built_days >= needed {
            (work.built_days, work.warned_days, work.is_tried) = (0.0, 0.0, false);
            self.crossings.set_standing(at, true);
            self.journal.tell(What::BridgeRestored { link: c.link, river: c.river, by: side });
        }
    }

    /// Men at every place, by side: those on a road count half at each of its ends.
    fn count_men(&self, men: &mut Vec<[f64; 2]>) {
        men.resize(self.operation.0.theatre.places.len(), [0.0; 2]);
        for (id, (position, duty, strength)) in self.units.each() {
            if duty.status != Status::Present {
                continue;
            }
            let side = self.facts.unit(id).side.index();
            let mut add = |place: PlaceId, share: f64| men[place.index()][side] += share * strength.men;
            match &position.leg {
                Some(leg) => [position.place, leg.to].into_iter().for_each(|end| add(end, 0.5)),
                None => add(position.place, 1.0),
            }
        }
    }
}

#[cfg(test)]
#[path = "bridges_tests.rs"]
mod tests;
