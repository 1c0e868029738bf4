//! Battles: who fights whom for which position, as the law of engagement sees it.
//!
//! Law     One engagement per defended position and attacking side; the contacts into it are its axes. A place on a single
//!         road, without town or works, is a way-point: lines before it belong to the next place behind. Attackers are the
//!         units closed up on them; no more men per km count than the terrain bears, with all their tanks and guns, and all share the losses,
//!         for who stands behind relieves who stands before; defenders
//!         are all who cover the axes and the garrison of the place, and half of those who attack out of it elsewhere. Both sides attacking on one contact:
//!         the larger effective force attacks.
//! Source  campaign model A1, A14, A15 (which spares those over the cap; the database of battles does not); model of combat (1), section 5.
//! Used by gather.rs, parties.rs, combat.rs and attack.rs.

use std::ops::Range;

use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::maths::sqrt;

use crate::coefficient::{Days, Km, MenPerKm, Pure, Share, Sigma, Times};

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
    /// The link that it stands on, if it is on one.
    pub stands_on: Option<LinkId>,
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
    /// Whether it is an assault over a river.
    pub over_river: bool,
}

/// One engagement's parties and ground.
#[derive(Clone, Copy, Debug)]
pub struct Battle<'a> {
    /// The defended position.
    pub place: PlaceId,
    /// The attacking side.
    pub attacker: SideId,
    /// Contacts on which it attacks.
    pub axes: &'a [Axis],
    /// Attacking units.
    pub attackers: &'a [Part],
    /// Defending units.
    pub defenders: &'a [Part],
}

impl Battle<'_> {
    /// Men who count, attacking and defending.
    #[must_use]
    pub fn men(&self) -> (f64, f64) {
        (men_of(self.attackers), men_of(self.defenders))
    }
    /// Frontage in km.
    #[must_use]
    pub fn width_km(&self) -> f64 {
        self.axes.iter().map(|a| a.width_km).sum()
    }
}

/// Men who count in the parts of a side.
#[must_use]
pub fn men_of(parts: &[Part]) -> f64 {
    parts.iter().map(|p| p.men).sum()
}

/// The battles of a moment, by place and side. Their axes and parts lie one battle after the other in common lists, which
/// keep their memory.
#[derive(Debug, Default)]
pub struct Battles {
    list: Vec<Listed>,
    pub(crate) axes: Vec<Axis>,
    pub(crate) parts: Vec<Part>,
}

/// A battle by what is its own in the common lists.
#[derive(Debug)]
struct Listed {
    place: PlaceId,
    attacker: SideId,
    axes: Range<usize>,
    attackers: Range<usize>,
    defenders: Range<usize>,
}

/// Where a battle begins in the common lists, and where its defenders do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begin {
    pub(crate) axes: usize,
    pub(crate) attackers: usize,
    pub(crate) defenders: usize,
}

impl Battles {
    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        self.list.clear();
        self.axes.clear();
        self.parts.clear();
    }

    /// Lists what was written since `begin` as a battle.
    pub(crate) fn list(&mut self, place: PlaceId, attacker: SideId, begin: Begin) {
        self.list.push(Listed {
            place,
            attacker,
            axes: begin.axes..self.axes.len(),
            attackers: begin.attackers..begin.defenders,
            defenders: begin.defenders..self.parts.len(),
        });
    }

    /// Takes back what was written since `begin`.
    pub(crate) fn take_back(&mut self, begin: Begin) {
        self.axes.truncate(begin.axes);
        self.parts.truncate(begin.attackers);
    }

    /// Every battle, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Battle<'_>> + Clone {
        self.list.iter().map(|b| Battle {
            place: b.place,
            attacker: b.attacker,
            axes: &self.axes[b.axes.clone()],
            attackers: &self.parts[b.attackers.clone()],
            defenders: &self.parts[b.defenders.clone()],
        })
    }
}

/// Sqrt of the product of two strengths: the size of a battle.
#[must_use]
pub fn size(attackers: f64, defenders: f64) -> f64 {
    sqrt(attackers * defenders)
}
