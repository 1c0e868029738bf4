//! Parties: the sides of a battle, its ground and its moment, as the law of engagement takes them.
//!
//! Law     Means over the men of a side; shares of the front by its axes.
//! Source  model of combat (1)-(6); campaign model A14, A15.
//! Used by combat.rs and attack.rs.

use verst_domain::forces::UnitKind;
use verst_domain::ids::{SideId, UnitId};
use verst_domain::theatre::{Terrain, WorksClass};
use verst_domain::time::DAY;
use verst_domain::weather::Sky;

use crate::battle::{Axis, Battle, Gather, Part};
use crate::engagement::{Field, Side};
use crate::snapshot::Snapshot;

impl Gather<'_> {
    /// A side of a battle as the law of engagement sees it.
    pub fn side(&self, parts: &[Part], units: &[Snapshot], year: i32) -> Side {
        let mut side = Side::default();
        for part in parts {
            let s = &units[part.unit.index()];
            let army = self.laws.army(&self.scenario.unit(part.unit).army, year);
            side.men += part.men;
            side.effective_men += part.men * s.effectiveness(&self.laws.battle);
            side.tanks += s.tanks * part.equipment;
            side.guns += s.guns * part.equipment;
            side.quality += part.men * (army.quality + self.quality_by_kind(part.unit));
            side.own_casualties += part.men * army.own_casualties;
            side.fanatic += part.men * army.fanatic;
            side.age_days += part.men * s.age_days;
        }
        if side.men > 0.0 {
            for mean in [&mut side.quality, &mut side.own_casualties, &mut side.fanatic, &mut side.age_days] {
                *mean /= side.men;
            }
        }
        side
    }

    /// Quality of a kind of unit against the line troops of its army.
    fn quality_by_kind(&self, unit: UnitId) -> f64 {
        match self.scenario.unit(unit).kind {
            UnitKind::Garrison | UnitKind::Security => self.laws.battle.rear_troops.get(),
            _ => 0.0,
        }
    }

    /// The ground and the moment of a battle.
    pub fn field(&self, battle: &Battle, units: &[Snapshot], month: i8) -> Field {
        let width = battle.width_km();
        let by_width = |pick: &dyn Fn(&Axis) -> bool| {
            battle.axes.iter().filter(|a| pick(a)).map(|a| a.width_km).sum::<f64>() / width
        };
        let terrain = |t: Terrain| {
            by_width(&|a| {
                let on_axis = self.scenario.theatre.link(a.link).terrain;
                on_axis == t || on_axis == Terrain::WoodedHills
            })
        };
        let works = (self.works)(battle.place);
        let belt = works.side != battle.attacker
            && works.depth_km > 0.0
            && works.class.is_some_and(|c| c >= WorksClass::Prepared);
        let defenders = battle.men().1.max(f64::MIN_POSITIVE);
        let delaying = battle
            .defenders
            .iter()
            .filter(|p| units[p.unit.index()].delaying(self.now))
            .map(|p| p.men)
            .sum::<f64>();
        let wet = self.weather.mud || self.weather.sky == Some(Sky::Rain);
        Field {
            width_km: width,
            fortified: if belt { 1.0 } else { by_width(&|a| a.in_town) },
            delaying: delaying / defenders,
            rugged: terrain(Terrain::Rugged),
            woods: terrain(Terrain::Forest),
            wet: f64::from(u8::from(wet)),
            winter: f64::from(u8::from(matches!(month, 12 | 1 | 2))),
            surprise: self.surprise(battle, units),
            air: self.air(battle.attacker),
            ..Field::default()
        }
    }

    fn air(&self, attacker: SideId) -> f64 {
        let own = self.scenario.side(attacker).air.best - self.scenario.side(attacker.enemy()).air.best;
        (own / 2.0).clamp(-1.0, 1.0)
    }

    /// Surprise of an attack out of a hidden march in its first day, with what an attack order states.
    fn surprise(&self, battle: &Battle, units: &[Snapshot]) -> f64 {
        let laws = &self.laws.battle;
        let attackers = battle.men().0.max(f64::MIN_POSITIVE);
        let felt = battle.attackers.iter().map(|p| {
            let s = &units[p.unit.index()];
            let days = s.closed_at.map_or(f64::INFINITY, |at| (self.now - at) as f64 / DAY as f64);
            if s.unseen && days < laws.surprise_lasts.get() { p.men } else { 0.0 }
        });
        let stated = battle.attackers.iter().map(|p| p.men * units[p.unit.index()].surprise);
        laws.surprise.get() * felt.sum::<f64>() / attackers + stated.sum::<f64>() / attackers
    }
}
