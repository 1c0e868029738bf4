//! The phases of a minute, in the order in which they are handled.

/// A phase. Rules of one phase run together, in the order of the rule list; phases of one minute run in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Phase {
    /// Temperature, snow, ground, river ice, daylight.
    Weather,
    /// Orders, withdrawal, commitment, reaction.
    Command,
    /// Trains: repair of lines, loading, queueing, unloading.
    Rail,
    /// Distances to sources, stocks.
    Supply,
    /// Movement.
    March,
    /// Where the sides meet: cover of contacts, infiltration, detection.
    Contact,
    /// Artillery fires.
    Fires,
    /// Engagements.
    Combat,
    /// Losses out of combat.
    Attrition,
    /// Cohesion, fatigue, retreat, pursuit.
    Cohesion,
    /// Who holds what; encirclement.
    Control,
    /// Entrenchment, bridges, demolition.
    Engineers,
    /// Partisans (no rule yet).
    Irregulars,
    /// Arrivals, departures, replacements.
    Arrival,
    /// End of a turn: the engine's own.
    TurnEnd,
}

impl Phase {
    /// Every phase in order.
    pub const ALL: [Self; 15] = [
        Self::Weather,
        Self::Command,
        Self::Rail,
        Self::Supply,
        Self::March,
        Self::Contact,
        Self::Fires,
        Self::Combat,
        Self::Attrition,
        Self::Cohesion,
        Self::Control,
        Self::Engineers,
        Self::Irregulars,
        Self::Arrival,
        Self::TurnEnd,
    ];

    /// The phase with a number.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn from_index(index: u8) -> Self {
        Self::ALL[usize::from(index)]
    }
}
