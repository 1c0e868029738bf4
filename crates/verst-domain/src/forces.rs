//! Forces: sides, formations and units, with strengths, start and arrival.

use serde::{Deserialize, Serialize};

use crate::ids::{FormationId, LinkId, PlaceId, SideId};
use crate::orders::Addressee;
use crate::quantity::{Citation, Quantity};
use crate::time::Minute;

/// Whether something was decided before the first minute or during the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Known {
    /// Decided before the first minute: both forecast and hindcast see it.
    Opening,
    /// Decided during the operation, in reaction to it: only the hindcast sees it.
    Reaction,
}

/// A party to the operation. There are exactly two.
#[derive(Clone, Debug)]
pub struct Side {
    /// Key in scenario.ron.
    pub key: String,
    /// Name for people.
    pub name: String,
    /// The army whose quality by year applies: a key of the rules file's army table.
    pub army: String,
    /// Air superiority as a staff could have known it: -1 the enemy's, 0 neither, 1 ours.
    pub air: Quantity,
    /// Share of its men clothed and housed for winter (0 to 1).
    pub winter_kit: Quantity,
    /// Where its entry comes from.
    pub citation: Citation,
}

/// Level of a headquarters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// Supreme command.
    Supreme,
    /// Army group or front.
    Front,
    /// Army.
    Army,
    /// Corps.
    Corps,
    /// Ad-hoc group of divisions.
    Group,
    /// Division or brigade.
    Division,
}

/// How much of its transport is with a formation.
#[derive(Clone, Debug)]
pub struct Transport {
    /// Share of the lorries, horses and waggons of its establishment at the start, 0 to 1.
    pub present: Quantity,
    /// When the rest has come, in minutes since the start: evenly until then. None: it does not come.
    pub whole: Option<Quantity>,
    /// Where its entry comes from.
    pub citation: Citation,
}

impl Transport {
    /// How the rest of it comes, by the best values.
    #[must_use]
    pub fn coming(&self) -> Coming {
        Coming { present: self.present.best, whole: self.whole.map_or(f64::INFINITY, |w| w.best) }
    }
}

/// How the rest of a formation's transport comes.
#[derive(Clone, Copy, Debug)]
pub struct Coming {
    /// Share at the start.
    pub present: f64,
    /// Minute from which on all of it is there; infinite: never.
    pub whole: f64,
}

impl Coming {
    /// All of it is there.
    pub const WHOLE: Self = Self { present: 1.0, whole: 0.0 };

    /// The share that is there at a minute.
    #[must_use]
    pub fn at(&self, now: Minute) -> f64 {
        let now = now.0 as f64;
        if now < self.whole { self.present + (1.0 - self.present) * now / self.whole } else { 1.0 }
    }
}

/// A headquarters in the chain of command.
#[derive(Clone, Debug)]
pub struct Formation {
    /// Key in forces.ron.
    pub key: String,
    /// Name for people.
    pub name: String,
    /// Its side.
    pub side: SideId,
    /// Its level.
    pub level: Level,
    /// The headquarters above it, at the start.
    pub under: Option<FormationId>,
    /// Where it fell back to by staff knowledge of before the start: places, nearest first.
    pub fallback: Vec<PlaceId>,
    /// Transport of its units and of the formations below it, where it is not whole: of those below, their own goes before.
    pub transport: Option<Transport>,
    /// Where its entry comes from.
    pub citation: Citation,
}

/// Aircraft that support a formation.
#[derive(Clone, Debug)]
pub struct AirForce {
    /// Key in forces.ron.
    pub key: String,
    /// Name for people.
    pub name: String,
    /// Its side.
    pub side: SideId,
    /// The headquarters over whose contacts it flies.
    pub under: FormationId,
    /// Sorties of a day of good flying weather with as many hours of light as of dark.
    pub sorties: Quantity,
    /// It flies from this minute on.
    pub from: Minute,
    /// And before this one.
    pub until: Minute,
    /// Where its entry comes from.
    pub citation: Citation,
}

/// Transport aircraft that supply those who are cut off.
#[derive(Clone, Debug)]
pub struct Airlift {
    /// Key in forces.ron.
    pub key: String,
    /// Name for people.
    pub name: String,
    /// Its side.
    pub side: SideId,
    /// Places that it flies from.
    pub bases: Vec<PlaceId>,
    /// Tons of a day of good flying weather with as many hours of light as of dark.
    pub tons: Quantity,
    /// How far from a base it flies, in km.
    pub km: f64,
    /// It flies from this minute on.
    pub from: Minute,
    /// And before this one.
    pub until: Minute,
    /// Where its entry comes from.
    pub citation: Citation,
}

/// What a unit is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum UnitKind {
    /// Infantry on foot with horse transport.
    Rifle,
    /// Infantry in lorries.
    Motorized,
    /// Tank division, brigade or battalion.
    Tank,
    /// Cavalry.
    Cavalry,
    /// Infantry on skis.
    Ski,
    /// Rear troops, guards, alarm units: hold places, do not manoeuvre.
    Garrison,
    /// Guards, police and security troops.
    Security,
    /// Guns and rocket launchers without infantry of their own.
    Artillery,
}

/// How a unit moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Mobility {
    /// Marching men and horse-drawn guns.
    Foot,
    /// Men on skis.
    Ski,
    /// Horsemen.
    Horse,
    /// Lorries.
    Wheels,
    /// Tanks and tractors.
    Tracks,
}

impl UnitKind {
    /// How this kind moves unless its entry says otherwise.
    #[must_use]
    pub fn mobility(self) -> Mobility {
        match self {
            Self::Rifle | Self::Garrison | Self::Security => Mobility::Foot,
            Self::Ski => Mobility::Ski,
            Self::Cavalry => Mobility::Horse,
            Self::Motorized | Self::Artillery => Mobility::Wheels,
            Self::Tank => Mobility::Tracks,
        }
    }
}

/// How a unit comes to the theatre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Travel {
    /// By rail.
    Rail,
    /// By marching in from outside the map.
    Road,
}

/// Where a unit begins.
#[derive(Clone, Copy, Debug)]
pub enum Start {
    /// At a place.
    At(PlaceId),
    /// On a link, `km` from its end `a`.
    OnLink {
        /// The link.
        link: LinkId,
        /// Distance from end `a` in km.
        km: Quantity,
    },
    /// Not yet in the theatre.
    Enters {
        /// Where it appears.
        at: PlaceId,
        /// When, in minutes since the start.
        on: Quantity,
        /// How.
        by: Travel,
        /// Who knew.
        known: Known,
    },
}

/// That a unit leaves the theatre.
#[derive(Clone, Copy, Debug)]
pub struct Leaves {
    /// When it is taken out, in minutes since the start.
    pub on: Quantity,
    /// Who knew.
    pub known: Known,
}

/// A manoeuvre unit.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Key in forces.ron.
    pub key: String,
    /// Name for people.
    pub name: String,
    /// What it is made for.
    pub kind: UnitKind,
    /// How it moves.
    pub mobility: Mobility,
    /// Its headquarters at the start.
    pub under: FormationId,
    /// Its side, from its headquarters.
    pub side: SideId,
    /// The army whose quality applies to it: a key of the rules file's army table.
    pub army: String,
    /// Where it begins.
    pub start: Start,
    /// When it leaves, if it does.
    pub leaves: Option<Leaves>,
    /// Ration strength of its own combat and support troops.
    pub men: Quantity,
    /// Men in the fighting line, where documented apart.
    pub line: Option<Quantity>,
    /// Tanks and assault guns fit to fight.
    pub tanks: Quantity,
    /// Guns and mortars.
    pub guns: Quantity,
    /// Fatigue at the start, 0 fresh to 1.
    pub fatigue: Quantity,
    /// Supply at the start, 0 to 1 of what it needs.
    pub supply: Quantity,
    /// Cohesion at the start, 0 to 1.
    pub cohesion: Quantity,
    /// Days of fighting behind it at the start that still count (age).
    pub age_days: Quantity,
    /// Where its entry comes from.
    pub citation: Citation,
}

/// Men and equipment that come to a formation or a unit day by day.
#[derive(Clone, Debug)]
pub struct Replacements {
    /// Key in forces.ron.
    pub key: String,
    /// Who gets them.
    pub to: Addressee,
    /// From when they come.
    pub from: Minute,
    /// Until when.
    pub until: Minute,
    /// Men a day.
    pub men: Quantity,
    /// Tanks and assault guns a day.
    pub tanks: Quantity,
    /// Guns and mortars a day.
    pub guns: Quantity,
    /// Who knew.
    pub known: Known,
    /// Where the entry comes from.
    pub citation: Citation,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_the_transport_comes_evenly_until_it_is_whole() {
        let at = |whole: f64| [0, 300, 600, 900].map(|now| Coming { present: 0.4, whole }.at(Minute(now)));
        assert_eq!(at(f64::INFINITY), [0.4; 4]);
        assert_eq!(at(600.0), [0.4, 0.7, 1.0, 1.0]);
        assert_eq!(Coming::WHOLE.at(Minute(0)), 1.0);
    }
}
