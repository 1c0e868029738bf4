//! Journal entries: what happened in a run, in order. The journal is the only output of a run.

pub use crate::factors::{Applied, Factor};
use crate::ids::{FormationId, LinkId, OrderId, PlaceId, RiverId, SideId, UnitId};
use crate::time::Minute;

/// Men and equipment lost, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Losses {
    /// Killed.
    pub killed: f64,
    /// Wounded and brought back.
    pub wounded: f64,
    /// Missing and captured.
    pub missing: f64,
    /// Sick.
    pub sick: f64,
    /// Frostbitten.
    pub frostbitten: f64,
    /// Tanks destroyed or left behind, beyond repair.
    pub tanks: f64,
    /// Tanks out for repair, less those of them that were given up.
    pub tanks_damaged: f64,
    /// Guns and mortars.
    pub guns: f64,
}

impl Losses {
    /// Men lost of every kind.
    #[must_use]
    pub fn men(&self) -> f64 {
        self.battle() + self.sick + self.frostbitten
    }
    /// Men lost to the enemy.
    #[must_use]
    pub fn battle(&self) -> f64 {
        self.killed + self.wounded + self.missing
    }
    /// Adds another's losses of men.
    pub fn add_men(&mut self, other: &Self) {
        self.killed += other.killed;
        self.wounded += other.wounded;
        self.missing += other.missing;
        self.sick += other.sick;
        self.frostbitten += other.frostbitten;
    }
    /// Adds another's losses.
    pub fn add(&mut self, other: &Self) {
        self.add_men(other);
        self.tanks += other.tanks;
        self.tanks_damaged += other.tanks_damaged;
        self.guns += other.guns;
    }
}

/// What a unit is about at the end of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Holding its ground.
    Holding,
    /// Marching.
    Marching,
    /// Attacking, or closing up to attack.
    Attacking,
    /// Waiting before an enemy it judges too strong.
    Waiting,
    /// Going back.
    Retreating,
    /// Uncommitted.
    Reserve,
}

/// A unit as it stands at the end of a turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stand {
    /// The unit.
    pub unit: UnitId,
    /// Its headquarters at the time.
    pub under: FormationId,
    /// Where it is, or the place nearest behind it on its link.
    pub place: PlaceId,
    /// Where on a link it is, in km from the link's end `a`.
    pub on: Option<(LinkId, f64)>,
    /// Men.
    pub men: f64,
    /// Tanks fit to fight.
    pub tanks: f64,
    /// Guns and mortars.
    pub guns: f64,
    /// What it has of its needs, 0 to 1.
    pub supply: f64,
    /// Food carried, as a share of a full load.
    pub food: f64,
    /// Ammunition carried, likewise.
    pub ammunition: f64,
    /// Fuel carried, likewise; 1 where it burns none.
    pub fuel: f64,
    /// Fodder carried, likewise; 1 where it has no horses.
    pub fodder: f64,
    /// Fatigue, 0 to 1.
    pub fatigue: f64,
    /// Cohesion, 0 to 1.
    pub cohesion: f64,
    /// What it is about.
    pub doing: Doing,
    /// Whether it has no road to a source.
    pub cut_off: bool,
}

/// Why a unit went back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Beaten out of its position.
    Beaten,
    /// Its road was about to be cut.
    Threatened,
    /// Pressed while ordered to delay.
    Pressed,
    /// Ordered back.
    Ordered,
    /// Permission from above arrived.
    Permitted,
    /// Breaking out of a ring.
    BreakOut,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// The weather of a new day.
    Weather {
        /// Mean temperature in degrees Celsius.
        temp_c: f64,
        /// Snow on the ground in cm.
        snow_cm: f64,
        /// Mud off the highways.
        mud: bool,
    },
    /// An order reached its addressee and stands.
    OrderReceived(OrderId),
    /// An order lapsed or was fulfilled.
    OrderEnded(OrderId),
    /// A unit came into the theatre.
    Arrived {
        /// The unit.
        unit: UnitId,
        /// Where.
        place: PlaceId,
        /// Men it brought.
        men: f64,
        /// Tanks it brought.
        tanks: f64,
        /// Guns it brought.
        guns: f64,
    },
    /// A unit's first train stands in the queue of a station, its others behind it.
    Queued {
        /// The unit.
        unit: UnitId,
        /// The station.
        place: PlaceId,
        /// Trains that it fills.
        trains: u32,
        /// Trains of others that wait there, or are still to come there, and go first.
        before: u32,
    },
    /// The last train of a unit is loaded: it is on the way, and no longer where it was.
    Entrained {
        /// The unit.
        unit: UnitId,
        /// Where it was loaded.
        place: PlaceId,
        /// Where it is to be unloaded.
        to: PlaceId,
        /// Trains that it fills.
        trains: u32,
        /// Men aboard.
        men: f64,
        /// Tanks aboard.
        tanks: f64,
        /// Guns aboard.
        guns: f64,
    },
    /// Trains of a unit are unloaded, and what they brought has joined it. What the first train of a unit that comes into
    /// the theatre brings is told by `Arrived` alone.
    Unloaded {
        /// The unit.
        unit: UnitId,
        /// The station.
        place: PlaceId,
        /// Its trains that are unloaded now, those before among them.
        train: u32,
        /// Trains that it fills.
        of: u32,
        /// Men who have joined since the last such entry.
        men: f64,
        /// Tanks, likewise.
        tanks: f64,
        /// Guns, likewise.
        guns: f64,
        /// Days since the unit's first train came to the station.
        days: f64,
    },
    /// Trains of a side run on a railway that was taken from the enemy, or destroyed.
    RailOpened {
        /// The link.
        link: LinkId,
        /// Whose trains run on it.
        by: SideId,
    },
    /// A unit left the theatre with what it had.
    Departed {
        /// The unit.
        unit: UnitId,
        /// Men it took.
        men: f64,
        /// Tanks it took, with those under repair.
        tanks: f64,
        /// Guns it took.
        guns: f64,
    },
    /// A place changed hands.
    Captured {
        /// The place.
        place: PlaceId,
        /// The side that holds it now.
        by: SideId,
        /// The unit that took it; none where it fell as a rear area without a fight.
        unit: Option<UnitId>,
    },
    /// A unit stands inside a town that the enemy still holds.
    Foothold {
        /// The unit.
        unit: UnitId,
        /// The town.
        place: PlaceId,
    },
    /// A unit reached a place on its march or attack.
    Reached {
        /// The unit.
        unit: UnitId,
        /// The place.
        place: PlaceId,
    },
    /// Fighting for a defended position began.
    EngagementOpened {
        /// The position.
        place: PlaceId,
        /// The attacking side.
        attacker: SideId,
        /// Effective men attacking.
        attacker_men: f64,
        /// Effective men defending.
        defender_men: f64,
    },
    /// Fighting for a defended position was decided.
    EngagementResolved {
        /// The position.
        place: PlaceId,
        /// The attacking side.
        attacker: SideId,
        /// Whether the attacker succeeded.
        success: bool,
    },
    /// A unit gave up its position and goes back.
    Retreated {
        /// The unit.
        unit: UnitId,
        /// From where.
        from: PlaceId,
        /// Where to.
        to: PlaceId,
        /// Why.
        why: Why,
    },
    /// A unit lost its last road to a source.
    CutOff(UnitId),
    /// A cut-off unit has a road again.
    Relieved(UnitId),
    /// Aircraft brought supplies to a cut-off unit in the round.
    FlownIn {
        /// The unit.
        unit: UnitId,
        /// Tons of food and ammunition.
        tons: f64,
    },
    /// A cut-off unit gave up.
    Surrendered {
        /// The unit.
        unit: UnitId,
        /// Where.
        place: PlaceId,
        /// Men who fell into the enemy's hands.
        prisoners: f64,
        /// Men who got through to another unit.
        through: f64,
        /// That unit; none: nobody got through.
        to: Option<UnitId>,
    },
    /// A unit laid down its arms or was destroyed; its men are in `Lost` entries.
    Destroyed(UnitId),
    /// A raid or hidden march was seen by the enemy.
    Seen {
        /// The unit seen.
        unit: UnitId,
        /// Near which place.
        place: PlaceId,
    },
    /// A bridge was destroyed before the enemy.
    BridgeBlown {
        /// The link that it is on.
        link: LinkId,
        /// The river that it led over.
        river: RiverId,
        /// The side that destroyed it.
        by: SideId,
    },
    /// A bridge fell into the enemy's hands whole.
    BridgeTaken {
        /// The link that it is on.
        link: LinkId,
        /// The river that it leads over.
        river: RiverId,
        /// The side that has it now.
        by: SideId,
    },
    /// A bridge stands again.
    BridgeRestored {
        /// The link that it is on.
        link: LinkId,
        /// The river that it leads over.
        river: RiverId,
        /// The side that built it.
        by: SideId,
    },
    /// What a unit lost since the last turn's end.
    Lost {
        /// The unit.
        unit: UnitId,
        /// By kind.
        losses: Losses,
    },
    /// Tanks came back from repair since the last turn's end.
    Repaired {
        /// The unit.
        unit: UnitId,
        /// How many.
        tanks: f64,
    },
    /// Replacements and convalescents joined a unit.
    Joined {
        /// The unit.
        unit: UnitId,
        /// Men new to the theatre.
        men: f64,
        /// Wounded, sick and frostbitten who are well again.
        healed: f64,
        /// Tanks.
        tanks: f64,
        /// Guns and mortars.
        guns: f64,
    },
    /// A unit as it stands at the end of the turn.
    Stand(Stand),
    /// Where the lines stand on a contact at the end of the turn, in km from the link's end `a`.
    Front {
        /// The link.
        link: LinkId,
        /// Foremost line of the side that holds end `a`.
        line_a: f64,
        /// Foremost line of the side that holds end `b`.
        line_b: f64,
    },
    /// End of a turn.
    TurnEnd {
        /// Number of the turn, from 1.
        turn: u32,
        /// First eight bytes of the digest of all state.
        digest: u64,
    },
    /// Named factors of an applied number (only at Detail Factors; in no digest).
    Factors {
        /// Which number.
        of: Applied,
        /// The number that was applied.
        applied: f64,
        /// The factors.
        factors: Vec<Factor>,
    },
}

/// A dated entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// When.
    pub at: Minute,
    /// What.
    pub what: What,
}
