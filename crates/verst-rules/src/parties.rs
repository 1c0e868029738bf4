//! Parties: the sides of a battle and its ground, as the law of engagement takes them.
//!
//! Law     battle.rs.
//! Used by combat.rs and attack.rs.

use verst_domain::forces::UnitKind;
use verst_domain::ids::{PlaceId, SideId, UnitId};
use verst_domain::journal::{Applied, Factor};
use verst_domain::maths::exp;
use verst_domain::theatre::{Terrain, WorksClass};
use verst_domain::time::DAY;
use verst_domain::weather::Sky;
use verst_engine::journal::Journal;

use crate::armies::ArmyTerms;
use crate::battle::{Axis, Battle, Part, men_of};
use crate::engagement::{Field, Side, eras};
use crate::gather::Gather;
use crate::terms::Terms;

impl<'a> Gather<'a> {
    /// The attacker as the law of engagement sees him, with the guns that are lent to him.
    pub fn attacker(&self, battle: &Battle<'_>) -> Side {
        self.party(battle, battle.attacker, battle.attackers)
    }

    /// The defender likewise.
    pub fn defender(&self, battle: &Battle<'_>) -> Side {
        self.party(battle, battle.attacker.enemy(), battle.defenders)
    }

    fn party(&self, battle: &Battle<'_>, of: SideId, parts: &[Part]) -> Side {
        let mut side = self.side(parts);
        side.guns += self.fires.lent(of, battle.axes);
        if !self.irregulars.is_empty() && self.facts.town_depth(battle.place) > 0.0 {
            self.irregulars.help(&self.laws.irregulars, of, battle.place, &mut side);
        }
        side
    }

    /// Days fought in a round of so many minutes: men-weighted over the attackers, each from when it closed up.
    pub fn fought_days(&self, step: i64, attackers: &[Part]) -> f64 {
        let (mut sum, mut men) = (0.0, 0.0);
        for part in attackers {
            let closed_at = self.ranks.duty(part.unit).closed_at;
            let since = closed_at.map_or(step, |at| (self.now - at).clamp(0, step));
            sum += part.men * since as f64;
            men += part.men;
        }
        if men > 0.0 { sum / men / DAY as f64 } else { 0.0 }
    }

    /// A side of a battle without what is lent to it.
    fn side(&self, parts: &[Part]) -> Side {
        let (mut side, year) = (Side::default(), self.date().0);
        // Most sides are of one army: its terms are looked up once.
        let mut army: Option<(&'a str, ArmyTerms)> = None;
        for part in parts {
            let (strength, condition) = (self.ranks.strength(part.unit), self.ranks.condition(part.unit));
            let name = self.ranks.scenario.unit(part.unit).army.as_str();
            let known = army.filter(|known| known.0 == name);
            let (_, terms) = *army.insert(known.unwrap_or_else(|| (name, self.laws.army(name, year))));
            side.men += part.men;
            side.effective_men += part.men * self.ranks.effectiveness(part.unit, self.laws);
            side.tanks += strength.tanks * part.equipment;
            side.guns += strength.guns * part.equipment * self.fires.kept(part.unit);
            side.quality += part.men * (terms.quality + self.quality_by_kind(part.unit));
            side.own_casualties += part.men * terms.own_casualties;
            side.fanatic += part.men * terms.fanatic;
            side.age_days += part.men * condition.age_days;
        }
        if side.men > 0.0 {
            for mean in [&mut side.quality, &mut side.own_casualties, &mut side.fanatic, &mut side.age_days] {
                *mean /= side.men;
            }
        }
        side
    }

    /// Year and month.
    fn date(&self) -> (i32, i8) {
        *self.date.get_or_init(|| {
            let date = self.ranks.scenario.calendar.date(self.now);
            (i32::from(date.year()), date.month())
        })
    }

    /// Quality of a kind of unit against the line troops of its army.
    fn quality_by_kind(&self, unit: UnitId) -> f64 {
        match self.facts.unit(unit).kind {
            UnitKind::Garrison | UnitKind::Security => self.laws.battle.rear_troops.get(),
            _ => 0.0,
        }
    }

    /// The ground and the moment of a battle; its size when it opened is left to those who know it.
    pub fn field(&self, battle: &Battle<'_>) -> Field {
        let width = battle.width_km();
        let by_width = |pick: &dyn Fn(&Axis) -> bool| {
            battle.axes.iter().filter(|a| pick(a)).map(|a| a.width_km).sum::<f64>() / width
        };
        let terrain =
            |t: Terrain| by_width(&|a| [t, Terrain::WoodedHills].contains(&self.facts.link(a.link).terrain));
        let works = self.works[battle.place.index()];
        let belt = works.side != battle.attacker
            && works.depth_km > 0.0
            && works.class.is_some_and(|c| c >= WorksClass::Fortified);
        // Where works and water are, the stronger of the two tells.
        let assault = self.laws.crossings.assault.get() * by_width(&|a| a.over_river);
        let wet = self.weather.mud || self.weather.sky == Some(Sky::Rain);
        let (year, month) = self.date();
        let (first_war, after_1945) = eras(year);
        Field {
            width_km: width,
            fortified: if belt { 1.0 } else { by_width(&|a| a.in_town) }.max(assault),
            delaying: self.delaying(battle),
            rugged: terrain(Terrain::Rugged),
            woods: terrain(Terrain::Forest),
            wet: f64::from(u8::from(wet)),
            winter: f64::from(u8::from(matches!(month, 12 | 1 | 2))),
            surprise: self.surprise(battle),
            air: self.air(battle),
            first_war,
            after_1945,
            ..Field::default()
        }
    }

    /// Share of the defenders who delay.
    fn delaying(&self, battle: &Battle<'_>) -> f64 {
        let delaying = battle.defenders.iter().filter(|p| self.ranks.is_delaying(p.unit, self.now));
        let men: f64 = delaying.map(|p| p.men).sum();
        men / men_of(battle.defenders).max(f64::MIN_POSITIVE)
    }

    /// Superiority of the attacker in the air: by sorties, or as the sides' staffs know it.
    fn air(&self, battle: &Battle<'_>) -> f64 {
        let (scenario, attacker) = (self.ranks.scenario, battle.attacker);
        self.air.over(&self.laws.air, attacker, battle.axes).unwrap_or_else(|| {
            let own = scenario.side(attacker).air.best - scenario.side(attacker.enemy()).air.best;
            (own / 2.0).clamp(-1.0, 1.0)
        })
    }

    /// Surprise of an attack out of a hidden march in its first day, with what an attack order states.
    fn surprise(&self, battle: &Battle<'_>) -> f64 {
        let laws = &self.laws.battle;
        let felt = battle.attackers.iter().map(|p| {
            let closed_at = self.ranks.duty(p.unit).closed_at;
            let days = closed_at.map_or(f64::INFINITY, |at| (self.now - at) as f64 / DAY as f64);
            if days < laws.surprise_lasts.get() && self.ranks.is_unseen(p.unit) { p.men } else { 0.0 }
        });
        let stated =
            battle.attackers.iter().map(|p| p.men * self.ranks.stated_surprise(p.unit).unwrap_or(0.0));
        let men = men_of(battle.attackers).max(f64::MIN_POSITIVE);
        laws.surprise.get() * felt.sum::<f64>() / men + stated.sum::<f64>() / men
    }
}

/// Tells the named parts of an attacker's superiority to those who ask why; the sum of them.
pub(crate) fn tell_superiority(journal: &mut Journal, place: PlaceId, terms: &Terms) -> f64 {
    let x = terms.sum();
    if journal.wants_factors() {
        journal.factors(Applied::Superiority(place), exp(x), &terms.factors_e());
    }
    x
}

/// Tells the odds that an attacker knows of before a place, against the least at which he attacks, to those who ask why.
pub(crate) fn tell_known_odds(journal: &mut Journal, who: (UnitId, PlaceId), odds: &Terms, least: f64) {
    if !journal.wants_factors() {
        return;
    }
    let mut factors = odds.factors_e();
    factors.push(Factor { name: "least odds at which troops attack", value: exp(-least) });
    journal.factors(Applied::KnownOdds(who.0, who.1), exp(odds.sum() - least), &factors);
}
