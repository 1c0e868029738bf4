//! The schema of record.ron: what the books say happened, as written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::written::{WrittenDate, WrittenDates, WrittenNumber};

/// A problem with a checked file: where, what, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Path of the wrong thing, such as `measures.ford-falls.kind.place`.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it, if that can be said.
    pub hint: Option<String>,
}

/// record.ron.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordFile {
    /// Format number.
    pub format: u32,
    /// Firmness and source of rows that do not say otherwise.
    pub rows: Option<Rows>,
    /// Measures by key.
    pub measures: BTreeMap<String, MeasureRow>,
}

/// What holds for all rows that do not say otherwise.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// Firmness.
    pub firmness: Firmness,
    /// Key in sources.ron.
    pub source: String,
}

/// How firmly the books stand by a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Firmness {
    /// A source states it.
    Documented,
    /// Derived from sources by stated reasoning.
    Estimated,
    /// Claimed by one side without confirmation.
    Claimed,
    /// Sources contradict each other.
    Disputed,
}

/// One documented measure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureRow {
    /// What is measured.
    pub kind: KindRow,
    /// Value of a dated measure.
    pub date: Option<WrittenDates>,
    /// Value in km.
    pub km: Option<WrittenNumber>,
    /// Value in men.
    pub men: Option<WrittenNumber>,
    /// Value in tanks.
    pub tanks: Option<WrittenNumber>,
    /// Value in guns and mortars.
    pub guns: Option<WrittenNumber>,
    /// Value as a share, 0 to 1.
    pub share: Option<WrittenNumber>,
    /// Whether it happened.
    pub yes: Option<bool>,
    /// Firmness, where it differs from the file's.
    pub firmness: Option<Firmness>,
    /// Key in sources.ron, where it differs from the file's.
    pub source: Option<String>,
    /// Measures of one cluster share weight 1; none: its own.
    pub cluster: Option<String>,
    /// Weight before sharing; none: 1.
    pub weight: Option<f64>,
    /// Remark for people.
    pub note: Option<String>,
}

/// What is measured, as written; places, sides, formations and units are keys. The meaning of each kind is that of
/// [`crate::measure::Kind`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum KindRow {
    /// When a side first held a place.
    Captured {
        /// The place.
        place: String,
        /// The side.
        by: String,
    },
    /// When a side lost a place.
    HeldUntil {
        /// The place.
        place: String,
        /// The side that lost it.
        by: String,
    },
    /// Whether a side did not hold a place until a date.
    NotCaptured {
        /// The place.
        place: String,
        /// The side.
        by: String,
        /// The date.
        until: WrittenDate,
    },
    /// Whether a side took two places within some days of each other.
    Together {
        /// The two places.
        places: (String, String),
        /// The side.
        by: String,
        /// The days.
        within_days: f64,
        /// The date by which both must have fallen.
        until: WrittenDate,
    },
    /// How far an advance had come; exactly one of `of` and (`axis`, `by`).
    Advance {
        /// A side or a formation.
        of: Option<String>,
        /// From where to where.
        axis: Option<(String, String)>,
        /// The side that advances along the axis.
        by: Option<String>,
        /// The farthest or the mean unit.
        how: HowFar,
        /// At which date.
        on: WrittenDate,
    },
    /// When a unit or formation reached a place.
    Reached {
        /// A unit or a formation.
        who: String,
        /// The place.
        place: String,
    },
    /// What was lost in a period.
    Losses {
        /// A side, a formation or a unit.
        of: String,
        /// Which losses.
        what: LossKind,
        /// Beginning of the period.
        from: WrittenDate,
        /// End of the period.
        until: WrittenDate,
    },
    /// What a formation or unit had at a date.
    Strength {
        /// A formation or a unit.
        of: String,
        /// Men, tanks or guns; none: men.
        what: Option<StrengthKind>,
        /// The date.
        on: WrittenDate,
    },
    /// Whether a unit or formation was encircled at a date.
    Encircled {
        /// A unit or a formation.
        who: String,
        /// The date.
        by: WrittenDate,
    },
    /// Whether a side's way between two places was cut at a date.
    SupplyCut {
        /// One place.
        from: String,
        /// The other.
        to: String,
        /// Whose way.
        side: String,
        /// The date.
        by: WrittenDate,
    },
    /// Which share of places were on the right side at a date.
    Front {
        /// The date.
        on: WrittenDate,
        /// Places by the side that held them.
        held: BTreeMap<String, Vec<String>>,
    },
    /// Which share of the places that a side had gained were lost again at a date.
    GroundLost {
        /// The side that had gained.
        by: String,
        /// The date.
        on: WrittenDate,
    },
}

/// Whose distance counts as an advance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum HowFar {
    /// The farthest unit.
    Max,
    /// The mean over units.
    Mean,
}

/// Which losses count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum LossKind {
    /// Men of every kind.
    All,
    /// Killed, wounded, missing.
    Battle,
    /// Killed.
    Killed,
    /// Wounded.
    Wounded,
    /// Missing and captured.
    Missing,
    /// Sick and frostbitten.
    Sick,
    /// Tanks beyond repair.
    Tanks,
    /// Guns and mortars.
    Guns,
}

/// Which strength counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum StrengthKind {
    /// Men.
    Men,
    /// Tanks fit to fight.
    Tanks,
    /// Guns and mortars.
    Guns,
}
