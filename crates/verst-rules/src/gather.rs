//! Gather: who fights whom, out of those closed up on contacts.
//!
//! Law     battle.rs.
//! Used by combat.rs and attack.rs.

use std::cell::OnceCell;
use std::ops::Range;

use verst_domain::forces::{Mobility, UnitKind};
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::theatre::Terrain;
use verst_domain::time::Minute;
use verst_engine::components::{Lines, Stance, Trenches};

use crate::air::Air;
use crate::battle::{Axis, Battles, Begin, Part, men_of};
use crate::cover::Cover;
use crate::crossings::{Crossings, Water};
use crate::facts::Facts;
use crate::fires::Fires;
use crate::irregulars::Irregulars;
use crate::ranks::Ranks;
use crate::rules_file::RulesFile;
use crate::way_point::Positions;
use crate::weather::Conditions;

/// What gathering reads.
pub struct Gather<'a> {
    /// The units.
    pub ranks: Ranks<'a>,
    /// What never changes of units and links.
    pub facts: &'a Facts,
    /// The rules.
    pub laws: &'a RulesFile,
    /// Who covers what.
    pub cover: &'a Cover,
    /// Aircraft over the contacts.
    pub air: &'a Air,
    /// Guns lent to those who fight.
    pub fires: &'a Fires,
    /// The weather.
    pub weather: &'a Conditions,
    /// Rivers and bridges.
    pub crossings: &'a Crossings,
    /// Who helps in towns.
    pub irregulars: &'a Irregulars,
    /// Where the lines lie, by link.
    pub lines: &'a [Lines],
    /// Fortifications, by place.
    pub works: &'a [Trenches],
    /// Now.
    pub now: Minute,
    /// Year and month, once somebody asks: most rounds open no battle.
    pub date: OnceCell<(i32, i8)>,
}

/// A unit that stands closed up on a link and may attack there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Closed {
    link: LinkId,
    side: SideId,
    unit: UnitId,
}

/// All of a side who attack on one contact.
#[derive(Debug)]
struct Front {
    place: PlaceId,
    attacker: SideId,
    axis: Axis,
    /// Where they are among the attackers.
    parts: Range<usize>,
    is_overtaken: bool,
}

/// The battles found, and work space to find them in.
#[derive(Debug, Default)]
pub struct Gathering {
    /// What was found.
    pub battles: Battles,
    closed: Vec<Closed>,
    fronts: Vec<Front>,
    attackers: Vec<Part>,
    men: Vec<(UnitId, f64)>,
}

impl Gathering {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.battles.clear();
        self.closed.clear();
        self.fronts.clear();
        self.attackers.clear();
    }

    /// Whether nobody has been noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.closed.is_empty()
    }

    /// Notes a unit that stands closed up on a link and may attack there.
    pub fn note(&mut self, link: LinkId, side: SideId, unit: UnitId) {
        self.closed.push(Closed { link, side, unit });
    }
}

impl Gather<'_> {
    /// Finds the battles of those noted who wait or attack.
    pub fn battles_of_the_closed_up(&self, to: &mut Gathering) {
        self.form_fronts(to);
        self.form_battles(to);
    }

    /// Finds the battles of those noted, who all attack: where both sides attack on one contact, the weaker is the defender.
    pub fn battles_of_the_committed(&self, to: &mut Gathering) {
        self.form_fronts(to);
        for at in 0..to.fronts.len() {
            to.fronts[at].is_overtaken = self.is_overtaken(&to.fronts[at], to);
        }
        to.fronts.retain(|front| !front.is_overtaken);
        self.form_battles(to);
    }

    fn form_fronts(&self, to: &mut Gathering) {
        let Gathering { closed, fronts, attackers, .. } = to;
        closed.sort_unstable();
        for together in closed.chunk_by(|one, next| (one.link, one.side) == (next.link, next.side)) {
            let (link, side, begin) = (together[0].link, together[0].side, attackers.len());
            let is_among = |unit| together.iter().any(|closed| closed.unit == unit);
            let takes_part = |unit| is_among(unit) && !self.is_left_behind(link, side, unit);
            let on_contact = self.cover.line(link, side).men.iter().filter(|m| takes_part(m.0));
            attackers.extend(on_contact.map(|m| self.whole(m.0)));
            if attackers.len() > begin {
                self.thin_out(link, &mut attackers[begin..]);
                fronts.push(self.front(link, side, begin..attackers.len()));
            }
        }
    }

    /// A whole unit as a part of a battle.
    pub fn whole(&self, unit: UnitId) -> Part {
        self.part(unit, self.ranks.strength(unit).men, 1.0)
    }

    /// Some men of a unit as a part of a battle.
    pub fn part(&self, unit: UnitId, men: f64, share: f64) -> Part {
        Part { unit, men, share, equipment: share, stands_on: self.ranks.stands_on(unit) }
    }

    /// No more of the attackers on a contact count than the ground bears; the others relieve them.
    fn thin_out(&self, link: LinkId, attackers: &mut [Part]) {
        let (all, cap) = (men_of(attackers), self.cap(link));
        if all > cap {
            attackers.iter_mut().for_each(|p| p.men *= cap / all);
        }
    }

    fn cap(&self, link: LinkId) -> f64 {
        let l = self.facts.link(link);
        let laws = &self.laws.battle;
        let terrain = match l.terrain {
            Terrain::Forest | Terrain::WoodedHills => laws.cap_forest.get(),
            Terrain::Swamp => laws.cap_swamp.get(),
            _ => 1.0,
        };
        laws.density_cap.get() * terrain * l.frontage
    }

    fn front(&self, link: LinkId, attacker: SideId, parts: Range<usize>) -> Front {
        let l = self.facts.link(link);
        let end = self.cover.held_end(self.facts, link, attacker.enemy());
        let positions =
            Positions { theatre: &self.ranks.scenario.theatre, facts: self.facts, cover: self.cover };
        let place = positions.behind(end, link, attacker.enemy(), self.works[end.index()]);
        let town = self.facts.town_depth(end);
        let line = self.lines[link.index()].of[attacker.index()];
        let to_end = if end == l.a { line } else { l.km - line };
        let (in_town, on_link) = (town > 0.0 && to_end <= town, self.crossings.on(link));
        let over_river = self.water().is_assault(on_link, attacker, line, end == l.b, self.now);
        let axis = Axis { link, end, width_km: l.frontage, in_town, over_river };
        Front { place, attacker, axis, parts, is_overtaken: false }
    }

    fn water(&self) -> Water<'_> {
        Water { laws: self.laws, weather: self.weather }
    }

    /// Whether an attacker stands before a river that it cannot cross, with the enemy beyond: motorised infantry goes over in boats.
    fn is_left_behind(&self, link: LinkId, side: SideId, unit: UnitId) -> bool {
        let crossings = self.crossings.on(link);
        let Some(leg) = self.ranks.position(unit).leg.filter(|_| !crossings.is_empty()) else { return false };
        let l = self.facts.link(link);
        let toward_b = self.cover.held_end(self.facts, link, side.enemy()) == l.b;
        let from_a = l.from_a(leg.to, leg.km_at(self.now));
        let line = self.lines[link.index()].of[side.index()];
        let facts = self.facts.unit(unit);
        let goes_by_boat = !matches!(facts.kind, UnitKind::Tank | UnitKind::Artillery);
        let mobility = if goes_by_boat { Mobility::Foot } else { facts.mobility };
        self.water().is_left_behind(crossings, mobility, from_a, line, toward_b)
    }

    /// Both attack on one contact: the weaker is the defender.
    fn is_overtaken(&self, front: &Front, among: &Gathering) -> bool {
        let force = |front: &Front| -> f64 {
            let parts = among.attackers[front.parts.clone()].iter();
            parts.map(|p| p.men * self.ranks.effectiveness(p.unit, self.laws)).sum()
        };
        let are_against = |f: &&Front| f.axis.link == front.axis.link && f.attacker != front.attacker;
        let (own, theirs) = (force(front), among.fronts.iter().find(are_against).map_or(0.0, force));
        theirs > own || (theirs == own && front.attacker.0 == 1)
    }

    /// Fronts of one side before one place are one battle, if there is somebody to fight.
    fn form_battles(&self, to: &mut Gathering) {
        let Gathering { battles, fronts, attackers, men, .. } = to;
        fronts.sort_unstable_by_key(|f| (f.place, f.attacker, f.axis.link));
        for of_one in fronts.chunk_by(|one, next| (one.place, one.attacker) == (next.place, next.attacker)) {
            let (axes, parts) = (battles.axes.len(), battles.parts.len());
            for front in of_one {
                battles.axes.push(front.axis);
                battles.parts.extend_from_slice(&attackers[front.parts.clone()]);
            }
            let begin = Begin { axes, attackers: parts, defenders: battles.parts.len() };
            let (place, attacker) = (of_one[0].place, of_one[0].attacker);
            self.count_defenders(place, attacker, &battles.axes[axes..], men);
            self.defend(men, &mut battles.parts);
            if men_of(&battles.parts[begin.defenders..]) > self.laws.cover.picket.get() {
                battles.list(place, attacker, begin);
            } else {
                battles.take_back(begin);
            }
        }
    }

    /// Men who cover the axes, and the garrison; a unit may be among them more than once.
    fn count_defenders(&self, place: PlaceId, attacker: SideId, axes: &[Axis], men: &mut Vec<(UnitId, f64)>) {
        let side = attacker.enemy();
        men.clear();
        for axis in axes {
            men.extend_from_slice(&self.cover.line(axis.link, side).men);
            if axis.end != place && self.is_in_reach(axis.end, axis, side) {
                men.extend_from_slice(&self.cover.garrison(axis.end).men);
            }
        }
        if self.cover.holder(place) == side && axes.iter().any(|axis| self.is_in_reach(place, axis, side)) {
            men.extend_from_slice(&self.cover.garrison(place).men);
            self.count_attackers_out(place, side, axes, men);
        }
        men.sort_by_key(|m| m.0);
    }

    /// Whether the fight on an axis is near enough to a place for those in it to take part; always, where none of their own
    /// stand before it.
    fn is_in_reach(&self, place: PlaceId, axis: &Axis, side: SideId) -> bool {
        let (l, theatre) = (self.facts.link(axis.link), &self.ranks.scenario.theatre);
        let line = self.lines[axis.link.index()].of[side.index()];
        let to_end = if axis.end == l.a { line } else { l.km - line };
        let behind = theatre.link_between(axis.end, place).filter(|_| axis.end != place);
        let km = to_end + behind.map_or(0.0, |link| self.facts.link(link).km);
        let laws = &self.laws.cover;
        self.cover.line(axis.link, side).forward <= laws.picket.get() || km <= laws.sector_radius.get()
    }

    /// Who attacks out of the place on another contact, and has not gone far, is called back with a share of his men.
    fn count_attackers_out(&self, place: PlaceId, side: SideId, axes: &[Axis], men: &mut Vec<(UnitId, f64)>) {
        for link in self.ranks.scenario.theatre.place(place).links() {
            if axes.iter().any(|axis| axis.link == link) {
                continue;
            }
            let is_near = |unit| {
                let leg = self.ranks.position(unit).leg;
                leg.is_some_and(|leg| {
                    let gone = leg.km_at(self.now);
                    let from_place = if leg.to == place { self.facts.link(link).km - gone } else { gone };
                    leg.link == link && from_place <= self.laws.cover.sector_radius.get()
                })
            };
            let out = |unit| is_near(unit) && self.ranks.stance(unit) == Stance::Attack;
            let going_out = self.cover.line(link, side).men.iter().filter(|m| out(m.0));
            men.extend(going_out.map(|&(unit, m)| (unit, m * self.laws.battle.attacking_out.get())));
        }
    }

    /// Makes each unit of the men, in order of units, one part of the defence.
    fn defend(&self, men: &[(UnitId, f64)], parts: &mut Vec<Part>) {
        for of_one in men.chunk_by(|one, next| one.0 == next.0) {
            let unit = of_one[0].0;
            let whole = self.ranks.strength(unit).men;
            let share = |counted: f64| if whole > 0.0 { counted / whole } else { 0.0 };
            let mut part = self.part(unit, of_one[0].1, share(of_one[0].1).min(1.0));
            for &(_, counted) in &of_one[1..] {
                part.men += counted;
                part.share = (part.share + share(counted)).min(1.0);
                part.equipment = part.share;
            }
            parts.push(part);
        }
    }
}
