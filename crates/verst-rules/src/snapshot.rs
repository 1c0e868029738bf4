//! Snapshot: a unit as battles see it, read once for a round.
//!
//! Used by battle.rs, combat.rs and attack.rs.

use verst_domain::ids::{FormationId, LinkId, PlaceId};
use verst_domain::maths::pow;
use verst_domain::orders::{Condition as When, Task};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;
use verst_engine::components::{Condition, Duty, Position, Stance, Status, Strength};
use verst_engine::roster::Units;

use crate::battle::{Counting, Fighter, Params};

/// What a battle needs to know of a unit.
#[derive(Clone, Copy, Debug)]
pub struct Snapshot {
    /// Men present.
    pub men: f64,
    /// Men in line per man; 0: not stated.
    pub line_share: f64,
    /// Tanks fit to fight.
    pub tanks: f64,
    /// Guns.
    pub guns: f64,
    /// Supply, fatigue, cohesion.
    pub fitness: (f64, f64, f64),
    /// Days of fighting that still count.
    pub age_days: f64,
    /// The contact it stands on.
    pub forward: Option<LinkId>,
    /// The place it is at, if it is on no link.
    pub at: Option<PlaceId>,
    /// What it is doing.
    pub stance: Stance,
    /// Whether it stands before the enemy's line.
    pub closed: bool,
    /// Since when.
    pub closed_at: Option<Minute>,
    /// Whether it attacks.
    pub committed: bool,
    /// It pauses after a repulse until then.
    pub pause_until: Minute,
    /// Whether the enemy has not seen it come.
    pub unseen: bool,
    /// Level of surprise that its order states.
    pub surprise: f64,
    /// The date until which it is told to attack.
    pub attack_until: Option<Minute>,
    /// It delays by order.
    pub ordered_to_delay: bool,
    /// It delays until then after going back.
    pub delay_until: Minute,
    /// Its headquarters.
    pub under: FormationId,
    /// Whether it is in the theatre.
    pub present: bool,
}

impl Snapshot {
    /// Reads a unit.
    #[must_use]
    pub fn of(
        scenario: &Scenario,
        (strength, condition, position, duty): (&Strength, &Condition, &Position, &Duty),
    ) -> Self {
        let order = duty.order.map(|o| &scenario.orders[o.index()]);
        let task = order.map(|o| &o.task);
        Self {
            men: strength.men,
            line_share: strength.line_share,
            tanks: strength.tanks,
            guns: strength.guns,
            fitness: (condition.supply, condition.fatigue, condition.cohesion),
            age_days: condition.age_days,
            forward: position.leg.map(|leg| leg.link),
            at: position.leg.is_none().then_some(position.place),
            stance: duty.stance,
            closed: duty.closed_at.is_some(),
            closed_at: duty.closed_at,
            committed: duty.committed,
            pause_until: duty.pause_until,
            unseen: matches!(task, Some(Task::March { avoid_contact: true, .. })) && duty.seen_at.is_none(),
            surprise: match task {
                Some(Task::Attack { surprise, .. }) => *surprise,
                _ => 0.0,
            },
            attack_until: order.and_then(|o| match (&o.task, &o.until) {
                (Task::Attack { .. }, Some(When::From(minute))) => Some(Minute(*minute)),
                _ => None,
            }),
            ordered_to_delay: matches!(task, Some(Task::Delay { .. } | Task::Withdraw { .. })),
            delay_until: duty.delay_until,
            under: duty.under,
            present: duty.status == Status::Present,
        }
    }

    /// Whether it attacks the enemy before whom it stands.
    #[must_use]
    pub fn attacks(&self, counting: Counting) -> bool {
        let closed = self.stance == Stance::Attack && self.closed && self.men > 0.0;
        closed && (self.committed || counting == Counting::Closed)
    }

    /// Whether it fights a delaying action.
    #[must_use]
    pub fn delaying(&self, now: Minute) -> bool {
        self.ordered_to_delay || now < self.delay_until || self.stance == Stance::Retreat
    }

    /// Effective men per man: supply, fatigue, cohesion and a thin line.
    #[must_use]
    pub fn effectiveness(&self, laws: &Params) -> f64 {
        let (supply, fatigue, cohesion) = self.fitness;
        let fed = pow(supply.max(laws.least_supply.get()), laws.supply.get());
        let thin = if self.line_share > 0.0 {
            pow((self.line_share / laws.whole_line.get()).min(1.0), laws.thin_line.get())
        } else {
            1.0
        };
        fed * (1.0 - fatigue) * cohesion * thin
    }
}

/// Reads every unit into snapshots, in id order.
pub fn snapshots(scenario: &Scenario, units: &Units<Fighter>) -> Vec<Snapshot> {
    units.each().map(|(_, unit)| Snapshot::of(scenario, unit)).collect()
}
