//! Factors: what an applied number of a run is made of, for those who ask why.

use crate::ids::{LinkId, PlaceId, SideId, UnitId};

/// One named factor of a loss or an advance: the applied number is the product of the factors of its group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factor {
    /// Its name; a key of the rule that wrote it.
    pub name: &'static str,
    /// The multiplier.
    pub value: f64,
}

/// Which applied number a group of factors multiplies up to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Applied {
    /// Share of a unit's men lost in the round.
    LossShare(UnitId),
    /// Share of a unit's men lost in breaking out of a ring.
    BreakOutShare(UnitId),
    /// Km gained on a link in the round.
    AdvanceKm(LinkId),
    /// Km a day at which a unit set out on a leg.
    MarchKmPerDay(UnitId),
    /// Share of men lost to sickness and frost in the round.
    SickShare(UnitId),
    /// Share of what a unit asked for in the round that came.
    DeliveredShare(UnitId),
    /// Chance that a bridge on a link is blown.
    BlownChance(LinkId),
    /// Days of work on a bridge of a link in the round.
    BridgeDays(LinkId),
    /// Trains a day at which a unit's next train was unloaded, or loaded.
    TrainsPerDay(UnitId),
    /// e to the superiority of the attacker of a position.
    Superiority(PlaceId),
    /// Sorties a day of a side over a contact.
    Sorties(SideId, LinkId),
    /// Guns that a unit lent to a formation on a contact in the round.
    GunsLent(UnitId, LinkId),
    /// Tons a day of a side that came over a link in the round.
    HauledTons(SideId, LinkId),
    /// Men who joined a unit in a day, as a share of those it began with.
    JoinedShare(UnitId),
    /// e to the superiority that a unit before a position of the enemy knows of, against the least at which troops attack: at 1
    /// and above they do.
    KnownOdds(UnitId, PlaceId),
    /// Days that a unit needs to a place on its road home, with the margin that it wants, per day of the enemy's: at 1 and above
    /// he is first.
    RoadHome(UnitId, PlaceId),
    /// Men of the enemy who could be first at a place on a unit's road home, per man that it fears: at 1 and above it goes.
    EnemyAhead(UnitId, PlaceId),
    /// Whether a unit before the enemy is in a state to attack: 1, or 0.
    MayAttack(UnitId),
}
