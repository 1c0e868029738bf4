//! Measures: what is compared, on which scale, and what the books say of it.

use verst_domain::ids::{FormationId, PlaceId, SideId, UnitId};
use verst_domain::maths::{exp10, log10};
use verst_domain::time::{Calendar, DAY, Minute};

use crate::record::{Firmness, HowFar, LossKind, StrengthKind};

/// Whom a measure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// All units of a side.
    Side(SideId),
    /// All units of a formation and of those below it, by the chain of command at the start.
    Formation(FormationId),
    /// One unit.
    Unit(UnitId),
}

/// What is measured. An entry dated exactly at a measure's date counts; a measure of a date reads the state after all entries
/// up to and including it.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Days until the side first holds the place; 0 where it holds it at the start; never if it never does.
    Captured {
        /// The place.
        place: PlaceId,
        /// The side.
        by: SideId,
    },
    /// Days until the side first loses the place after having held it; never if it does not lose it, or never holds it.
    HeldUntil {
        /// The place.
        place: PlaceId,
        /// The side.
        by: SideId,
    },
    /// Yes if the side does not hold the place at any minute from the start to the date, the start and the date included.
    NotCaptured {
        /// The place.
        place: PlaceId,
        /// The side.
        by: SideId,
        /// The date.
        until: Minute,
    },
    /// Yes if at the date the side has held both places, and first did so within so many days of each other; a place that it
    /// holds at the start counts from the first minute.
    Together {
        /// The two places.
        places: [PlaceId; 2],
        /// The side.
        by: SideId,
        /// Longest time between the two.
        within: Minute,
        /// The date.
        until: Minute,
    },
    /// Great-circle km from where each unit last left the ground that its side held at the start, on the road by which it went
    /// over, to where it stood in its last `Stand` entry up to the date; 0 without one, and on that ground. Who starts beyond
    /// it counts from there. The farthest or the mean over the units that are in the theatre at the start; if none of them is,
    /// over those that have entered. A unit that has left or was destroyed keeps its last stand.
    Advance {
        /// A side or a formation.
        of: Who,
        /// The farthest or the mean.
        how: HowFar,
        /// The date.
        on: Minute,
    },
    /// The ground won along the shortest route between two places (by road or rail; over open country only where there is no
    /// other): starting at the route's first place, as far as the side holds place after place without a gap, and on the next
    /// link as far as its foremost line by the `Front` entries of the last turn. The value is the greatest great-circle
    /// distance in km from the first place to any of these points; 0 where the side does not hold the first place.
    Axis {
        /// The route's places in order; at least one.
        route: Vec<PlaceId>,
        /// The side.
        by: SideId,
        /// The date.
        on: Minute,
    },
    /// Days until the first unit of `who` is in the place: it starts or arrives there, reaches it, gains a foothold in it,
    /// captures it, or stands in it at the end of a turn; never if none is.
    Reached {
        /// A unit or a formation.
        who: Who,
        /// The place.
        place: PlaceId,
    },
    /// Sum of the `Lost` entries dated after `from` and up to `until` (an entry covers the turn that ends with it).
    /// `Sick` counts the frostbitten too; `Tanks` only those beyond repair.
    Losses {
        /// A side, a formation or a unit.
        of: Who,
        /// Which losses.
        what: LossKind,
        /// Beginning.
        from: Minute,
        /// End.
        until: Minute,
    },
    /// Sum over the `Stand` entries of the last turn that ended up to the date; before the first turn ends, the strengths
    /// of those in the theatre at the start.
    Strength {
        /// A formation or a unit.
        of: Who,
        /// Men, tanks or guns.
        what: StrengthKind,
        /// The date.
        on: Minute,
    },
    /// A unit: yes if it had a `CutOff` entry without a `Relieved` one after it at the date (also when it was destroyed
    /// since). A formation: yes if such units have at least half of its men, each with its last known strength.
    Encircled {
        /// A unit or a formation.
        who: Who,
        /// The date.
        by: Minute,
    },
    /// Yes if at the date no path by road or rail leads from one place to the other through places that the side holds,
    /// both included.
    SupplyCut {
        /// One place.
        from: PlaceId,
        /// The other.
        to: PlaceId,
        /// The side.
        side: SideId,
        /// The date.
        by: Minute,
    },
    /// Share of the named places that the named side holds at the date, 0 to 1.
    Front {
        /// The date.
        on: Minute,
        /// Places with the side that held them.
        held: Vec<(PlaceId, SideId)>,
    },
    /// Of the places that the side has captured since the start and did not hold then, the share that it does not hold at
    /// the date, 0 to 1; 0 if it has captured none.
    GroundLost {
        /// The side.
        by: SideId,
        /// The date.
        on: Minute,
    },
}

impl Kind {
    /// Its name in record.ron and in results.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Captured { .. } => "Captured",
            Self::HeldUntil { .. } => "HeldUntil",
            Self::NotCaptured { .. } => "NotCaptured",
            Self::Together { .. } => "Together",
            Self::Advance { .. } | Self::Axis { .. } => "Advance",
            Self::Reached { .. } => "Reached",
            Self::Losses { .. } => "Losses",
            Self::Strength { .. } => "Strength",
            Self::Encircled { .. } => "Encircled",
            Self::SupplyCut { .. } => "SupplyCut",
            Self::Front { .. } => "Front",
            Self::GroundLost { .. } => "GroundLost",
        }
    }

    /// The date at which the state is read, for kinds that read it once.
    #[must_use]
    pub fn read_at(&self) -> Option<Minute> {
        match self {
            Self::Advance { on, .. }
            | Self::Axis { on, .. }
            | Self::Strength { on, .. }
            | Self::Front { on, .. }
            | Self::GroundLost { on, .. } => Some(*on),
            Self::Encircled { by, .. } | Self::SupplyCut { by, .. } => Some(*by),
            Self::Together { until, .. } => Some(*until),
            Self::Captured { .. }
            | Self::HeldUntil { .. }
            | Self::NotCaptured { .. }
            | Self::Reached { .. }
            | Self::Losses { .. } => None,
        }
    }

    /// The group whose skill it counts for.
    #[must_use]
    pub fn group(&self) -> Group {
        match self {
            Self::Advance { .. } | Self::Axis { .. } | Self::Reached { .. } => Group::Tempo,
            Self::Losses { .. } | Self::Strength { .. } => Group::Losses,
            _ => Group::Territory,
        }
    }
}

/// What a measure tells about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Dates of captures, fronts, ground given up, yes/no.
    Territory,
    /// Km gained and places reached.
    Tempo,
    /// Losses and strengths.
    Losses,
}

impl Group {
    /// Its name in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Territory => "territory",
            Self::Tempo => "tempo",
            Self::Losses => "losses",
        }
    }
}

/// The scale on which a measure is scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Days since the start; may be *never*.
    Days,
    /// Km as is.
    Km,
    /// log10 of max(x, 1); the name is the unit of x.
    Log10(&'static str),
    /// A share, 0 to 1, as is.
    Share,
    /// 1 yes, 0 no.
    YesNo,
}

impl Scale {
    /// The unit in which people see it.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Km => "km",
            Self::Log10(unit) => unit,
            Self::Share => "share",
            Self::YesNo => "yes/no",
        }
    }
    /// From the unit that people see to the scale.
    #[must_use]
    pub fn from_plain(self, x: f64) -> f64 {
        if let Self::Log10(_) = self { log10(x.max(1.0)) } else { x }
    }
    /// From the scale to the unit that people see.
    #[must_use]
    pub fn to_plain(self, x: f64) -> f64 {
        if let Self::Log10(_) = self { exp10(x) } else { x }
    }
}

/// What the books say, on the measure's scale, low <= best <= high.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Documented {
    /// The best value.
    pub best: f64,
    /// Low end of the range.
    pub low: f64,
    /// High end of the range.
    pub high: f64,
}

/// One comparable quantity, checked, with dense ids.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Key in record.ron.
    pub key: String,
    /// What is measured.
    pub kind: Kind,
    /// The kind as people read it, such as `Captured(ford, by north)`.
    pub text: String,
    /// On which scale.
    pub scale: Scale,
    /// What the books say.
    pub documented: Documented,
    /// How firmly.
    pub firmness: Firmness,
    /// Key in sources.ron.
    pub source: String,
    /// Remark for people.
    pub note: Option<String>,
    /// The cluster it shares weight with; its own key where it stands alone.
    pub cluster: String,
    /// Its weight: the written weight, 1 unless given, divided by the number of measures in its cluster.
    pub weight: f64,
    /// How large a difference counts as one, on the scale: dates 5 % of the operation's duration, km 10 % of the documented
    /// depth (the deepest advance in the record, at least 10 km), log10 0.3, shares 0.1, Brier 0.25.
    pub unit_of_error: f64,
}

/// The record of an operation: measures in key order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// The measures.
    pub measures: Vec<Measure>,
}

/// The value in days that stands for *never*: the end plus the longer of one turn and 5 % of the duration. The same for
/// model, record and baselines.
#[must_use]
pub fn never(calendar: &Calendar) -> f64 {
    let turn = calendar.turn as f64 / DAY as f64;
    calendar.duration_days() + turn.max(crate::check::DATE_SHARE * calendar.duration_days())
}
