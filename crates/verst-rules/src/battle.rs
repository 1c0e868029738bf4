//! Battles: who fights whom for which position, as the law of engagement sees it.
//!
//! Law     One engagement per defended position and attacking side; the contacts into it are its axes. A place on a single
//!         road, without town or works, is a way-point: lines before it belong to the next place behind. Attackers are the
//!         units closed up on them, no more men per km than the terrain bears, with all their tanks and guns; defenders are all who cover the axes and
//!         the garrison of the place, and half of those who attack out of it elsewhere. Both sides attacking on one contact:
//!         the larger effective force attacks.
//! Source  campaign model A1, A14, A15; model of combat (1), section 5.
//! Used by combat.rs and attack.rs.

use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::maths::sqrt;
use verst_domain::scenario::Scenario;
use verst_domain::theatre::Terrain;
use verst_domain::time::Minute;
use verst_engine::components::{Condition, Duty, Lines, Position, Stance, Strength, Trenches};
use verst_engine::roster::Links;

use crate::coefficient::{Days, Km, MenPerKm, Pure, Share, Sigma, Times};
use crate::cover::Cover;
use crate::rules_file::RulesFile;
use crate::snapshot::Snapshot;
use crate::weather::Conditions;

crate::coefficients! {
    /// Coefficients of who fights.
    Params in "battle" {
        /// Men per km that can be brought to bear in open ground.
        density_cap: MenPerKm,
        /// Share of that in forest.
        cap_forest: Times,
        /// Share of that in swamp.
        cap_swamp: Times,
        /// Exponent of supply in effective men.
        supply: Pure,
        /// Men in the fighting line per man of ration strength that make a unit whole.
        whole_line: Share,
        /// Exponent of a thin line in effective men.
        thin_line: Pure,
        /// Least share of its men that a unit without supply counts.
        least_supply: Share,
        /// Surprise level of an attack out of a march that the enemy has not seen.
        surprise: Pure,
        /// How long it lasts.
        surprise_lasts: Days,
        /// Quality of garrison and security troops against the line.
        rear_troops: Sigma,
        /// Share of troops attacking out of a place that counts in its defence.
        attacking_out: Share,
        /// Positions this near belong to one battle if one army attacks them.
        neighbours: Km,
    }
}

/// A unit's part in a battle.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The unit.
    pub unit: UnitId,
    /// Its men that count.
    pub men: f64,
    /// Share of the unit that is engaged.
    pub share: f64,
    /// Share of its tanks and guns that count: men find no room on a narrow front, guns fire from behind it.
    pub equipment: f64,
}

/// An axis of a battle.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    /// The contact.
    pub link: LinkId,
    /// The end of it that the defender holds: the position, or a way-point before it.
    pub end: PlaceId,
    /// Its frontage in km.
    pub width_km: f64,
    /// Whether the fighting on it is inside the town.
    pub in_town: bool,
}

/// One engagement's parties and ground.
#[derive(Clone, Debug)]
pub struct Battle {
    /// The defended position.
    pub place: PlaceId,
    /// The attacking side.
    pub attacker: SideId,
    /// Contacts on which it attacks.
    pub axes: Vec<Axis>,
    /// Attacking units.
    pub attackers: Vec<Part>,
    /// Defending units.
    pub defenders: Vec<Part>,
}

impl Battle {
    /// Men who count, attacking and defending.
    #[must_use]
    pub fn men(&self) -> (f64, f64) {
        let sum = |parts: &[Part]| parts.iter().map(|p| p.men).sum::<f64>();
        (sum(&self.attackers), sum(&self.defenders))
    }
    /// Frontage in km.
    #[must_use]
    pub fn width_km(&self) -> f64 {
        self.axes.iter().map(|a| a.width_km).sum()
    }
}

/// Read access to what a battle is gathered from.
pub type Fighter = (&'static Strength, &'static Condition, &'static Position, &'static Duty);

/// What gathering reads besides the units.
pub struct Gather<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The rules.
    pub laws: &'a RulesFile,
    /// Who covers what.
    pub cover: &'a Cover,
    /// The weather.
    pub weather: &'a Conditions,
    /// Where the lines lie.
    pub lines: &'a dyn Fn(LinkId) -> [f64; 2],
    /// Fortifications.
    pub works: &'a dyn Fn(PlaceId) -> Trenches,
    /// Now.
    pub now: Minute,
}

/// Which units count as attackers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Those that attack.
    Committed,
    /// Also those that stand closed up and wait.
    Closed,
}

/// Reads the lines of a link query.
pub fn line_reader<'a>(links: &'a Links<'_, '_, &'static Lines>) -> impl Fn(LinkId) -> [f64; 2] + 'a {
    |link| links.get(link).of
}

impl Gather<'_> {
    /// All battles, by place and side.
    pub fn battles(&self, units: &[Snapshot], counting: Counting) -> Vec<Battle> {
        let mut battles: Vec<Battle> = Vec::new();
        let attacked = self.attacked(units, counting);
        for &link in self.cover.contacts() {
            for side in SideId::BOTH {
                if !attacked[link.index()][side.index()] {
                    continue;
                }
                let attackers = self.attackers_on(link, side, units, counting);
                if !attackers.is_empty() && !self.is_overtaken(link, side, &attackers, units, counting) {
                    self.join(&mut battles, link, side, attackers);
                }
            }
        }
        for battle in &mut battles {
            self.count_defenders(battle, units);
        }
        battles.retain(|b| b.men().1 > self.laws.cover.picket.get());
        battles.sort_by_key(|b| (b.place, b.attacker));
        battles
    }

    /// Links by who attacks on them.
    fn attacked(&self, units: &[Snapshot], counting: Counting) -> Vec<[bool; 2]> {
        let mut attacked = vec![[false; 2]; self.scenario.theatre.links.len()];
        for (s, unit) in units.iter().zip(&self.scenario.units) {
            if let Some(link) = s.forward.filter(|_| s.attacks(counting)) {
                attacked[link.index()][unit.side.index()] = true;
            }
        }
        attacked
    }

    /// Units of a side closed up on a contact, counted up to the density that the ground bears.
    fn attackers_on(&self, link: LinkId, side: SideId, units: &[Snapshot], counting: Counting) -> Vec<Part> {
        let line = self.cover.line(link, side);
        let mut parts: Vec<Part> = Vec::new();
        for &(unit, _) in &line.men {
            let s = &units[unit.index()];
            if s.forward == Some(link) && s.attacks(counting) {
                parts.push(Part { unit, men: s.men, share: 1.0, equipment: 1.0 });
            }
        }
        let all: f64 = parts.iter().map(|p| p.men).sum();
        let cap = self.cap(link);
        if all > cap {
            for p in &mut parts {
                p.share = cap / all;
                p.men *= p.share;
            }
        }
        parts
    }

    fn cap(&self, link: LinkId) -> f64 {
        let l = self.scenario.theatre.link(link);
        let laws = &self.laws.battle;
        let terrain = match l.terrain {
            Terrain::Forest | Terrain::WoodedHills => laws.cap_forest.get(),
            Terrain::Swamp => laws.cap_swamp.get(),
            _ => 1.0,
        };
        laws.density_cap.get() * terrain * l.frontage.best
    }

    /// Both attack on one contact: the weaker is the defender.
    fn is_overtaken(
        &self,
        link: LinkId,
        side: SideId,
        attackers: &[Part],
        units: &[Snapshot],
        counting: Counting,
    ) -> bool {
        if counting == Counting::Closed {
            return false;
        }
        let force = |parts: &[Part]| -> f64 {
            parts.iter().map(|p| p.men * units[p.unit.index()].effectiveness(&self.laws.battle)).sum()
        };
        let (own, theirs) =
            (force(attackers), force(&self.attackers_on(link, side.enemy(), units, counting)));
        theirs > own || (theirs == own && side.0 == 1)
    }

    fn join(&self, battles: &mut Vec<Battle>, link: LinkId, attacker: SideId, attackers: Vec<Part>) {
        let l = self.scenario.theatre.link(link);
        let end = self.cover.held_end(l, attacker.enemy());
        let place = self.position_behind(end, link, attacker.enemy());
        let town = self.scenario.theatre.place(end).town_depth.best;
        let line = (self.lines)(link)[attacker.index()];
        let to_end = if end == l.a { line } else { l.km.best - line };
        let axis = Axis { link, end, width_km: l.frontage.best, in_town: town > 0.0 && to_end <= town };
        match battles.iter_mut().find(|b| b.place == place && b.attacker == attacker) {
            Some(battle) => {
                battle.axes.push(axis);
                battle.attackers.extend(attackers);
            }
            None => {
                battles.push(Battle { place, attacker, axes: vec![axis], attackers, defenders: Vec::new() })
            }
        }
    }

    /// The position that lines before a place belong to: the place itself, or the next one where it is a way-point.
    fn position_behind(&self, end: PlaceId, link: LinkId, defender: SideId) -> PlaceId {
        let place = self.scenario.theatre.place(end);
        let works = (self.works)(end);
        let fortified = works.side == defender && works.class.is_some();
        if place.ways.len() != 2 || place.town_depth.best > 0.0 || fortified {
            return end;
        }
        let behind = place.ways.iter().find(|way| way.0 != link).map(|way| way.1);
        behind.filter(|&p| self.cover.holder(p) == defender).unwrap_or(end)
    }

    fn count_defenders(&self, battle: &mut Battle, units: &[Snapshot]) {
        let side = battle.attacker.enemy();
        let mut men: Vec<(UnitId, f64)> = Vec::new();
        for axis in &battle.axes {
            men.extend_from_slice(&self.cover.line(axis.link, side).men);
            if axis.end != battle.place {
                men.extend_from_slice(&self.cover.garrison(axis.end).men);
            }
        }
        if self.cover.holder(battle.place) == side {
            men.extend_from_slice(&self.cover.garrison(battle.place).men);
            self.count_attackers_out(battle, side, units, &mut men);
        }
        men.sort_by_key(|m| m.0);
        for (unit, counted) in men {
            let whole = units[unit.index()].men;
            let share = if whole > 0.0 { counted / whole } else { 0.0 };
            match battle.defenders.last_mut().filter(|p| p.unit == unit) {
                Some(part) => {
                    part.men += counted;
                    part.share = (part.share + share).min(1.0);
                    part.equipment = part.share;
                }
                None => {
                    let share = share.min(1.0);
                    battle.defenders.push(Part { unit, men: counted, share, equipment: share });
                }
            }
        }
    }

    /// Who attacks out of the place on another contact is called back with a share of his men.
    fn count_attackers_out(
        &self,
        battle: &Battle,
        side: SideId,
        units: &[Snapshot],
        men: &mut Vec<(UnitId, f64)>,
    ) {
        for link in self.scenario.theatre.place(battle.place).links() {
            if battle.axes.iter().any(|axis| axis.link == link) {
                continue;
            }
            let out = |s: &Snapshot| s.forward == Some(link) && s.stance == Stance::Attack;
            let line = self.cover.line(link, side).men.iter().filter(|m| out(&units[m.0.index()]));
            men.extend(line.map(|&(unit, m)| (unit, m * self.laws.battle.attacking_out.get())));
        }
    }
}

/// Sqrt of the product of two strengths: the size of a battle.
#[must_use]
pub fn size(attackers: f64, defenders: f64) -> f64 {
    sqrt(attackers * defenders)
}
