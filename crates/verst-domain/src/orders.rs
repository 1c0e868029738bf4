//! Orders: intentions, never results.

use serde::{Deserialize, Serialize};

use crate::forces::Known;
use crate::ids::{FormationId, OrderId, PlaceId, UnitId};
use crate::quantity::{Citation, Quantity};

/// Whom an order is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addressee {
    /// A headquarters, and so all its units that have no nearer order.
    Formation(FormationId),
    /// One unit.
    Unit(UnitId),
}

/// When to march.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hours {
    /// Day and night as the march law allows.
    Any,
    /// Only in the dark, to stay unseen.
    Night,
}

/// What to do where a march ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Stay and defend.
    Hold,
    /// Take the place from whoever holds it, from the march.
    Seize,
    /// Stay uncommitted.
    Reserve,
}

/// What a formation or unit is told to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// Attack along an axis; the last place is the objective.
    Attack {
        /// Places in order.
        along: Vec<PlaceId>,
        /// No refusal for bad odds and no halt after a failure.
        press: bool,
        /// Level of surprise of the whole attack, -3 to 3, where a database of battles states it. No operation does: there
        /// surprise comes from what the enemy has seen, and from whether he is on his guard.
        surprise: Option<f64>,
    },
    /// March by a route.
    March {
        /// Places to pass, in order, ending with the destination.
        via: Vec<PlaceId>,
        /// When to march.
        hours: Hours,
        /// Go round the enemy instead of through him.
        avoid_contact: bool,
        /// What to do at the destination.
        then: Then,
    },
    /// Hold the ground, or a place.
    Hold {
        /// Where to; none: where the addressee stands.
        at: Option<PlaceId>,
        /// No step back without permission from above.
        stand_fast: bool,
    },
    /// Fall back by bounds along an axis when pressed, holding as long as possible.
    Delay {
        /// Places in order, nearest first.
        along: Vec<PlaceId>,
    },
    /// Go back along an axis at once.
    Withdraw {
        /// Places in order; the last is to be held.
        along: Vec<PlaceId>,
    },
    /// Stay uncommitted, ready to be sent where the parent formation needs help.
    Reserve {
        /// Where to; none: where the addressee stands.
        at: Option<PlaceId>,
    },
    /// Load on trains, ride over the own side's railways, unload.
    Rail {
        /// Where to unload.
        to: PlaceId,
    },
    /// Lend the guns to the engagements of a formation.
    Support {
        /// The formation.
        formation: FormationId,
    },
    /// Come under another headquarters.
    Join {
        /// The new headquarters.
        to: FormationId,
    },
}

impl Task {
    /// The place that it tells to hold, at once or at the end of a march.
    #[must_use]
    pub fn held_place(&self) -> Option<PlaceId> {
        match self {
            Self::Hold { at, .. } => *at,
            Self::March { via, then: Then::Hold, .. } => via.last().copied(),
            _ => None,
        }
    }
}

/// Whose loads go before others where a source or a road has no room for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Priority {
    /// Before all others.
    First,
    /// After all others.
    Last,
}

/// A condition that a staff can see.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// The addressee has no road to a source of supply.
    SupplyCut,
    /// The addressee has lost more than this share of its men.
    LossAbove(f64),
    /// Our side holds the place.
    Holds(PlaceId),
    /// The enemy holds the place.
    Lost(PlaceId),
    /// The date has come, in minutes since the start.
    From(i64),
    /// The plan of before the start has run out (orders.plan of the rules): no file says it, forecasts alone have it.
    PlanRunsOut,
    /// One of these.
    Any(Vec<Condition>),
    /// All of these.
    All(Vec<Condition>),
}

/// An order.
#[derive(Clone, Debug)]
pub struct Order {
    /// Key in orders.ron.
    pub key: String,
    /// Whom it is for.
    pub to: Addressee,
    /// When it was signed, in minutes since the start; before the start is known at the start.
    pub issued: Quantity,
    /// Who could know it.
    pub known: Known,
    /// What it asks.
    pub task: Task,
    /// It takes effect only once this holds.
    pub when: Option<Condition>,
    /// It lapses once this holds; doctrine or the order before takes over.
    pub until: Option<Condition>,
    /// Priority of supply of those who act on it; none: they share as all do.
    pub supply: Option<Priority>,
    /// Order that is carried out once this one's objective is reached.
    pub then: Option<OrderId>,
    /// Where its entry comes from.
    pub citation: Citation,
}
