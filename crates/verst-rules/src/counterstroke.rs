//! Counterstroke: troops whom nobody presses retake what has just been lost.
//!
//! Law     A place that the enemy took within the last days is an objective for troops of the loser who hold or wait in reserve,
//!         have no enemy before them, are not on their way back and are not wanted where they are told to stay: by the odds and
//!         within the time of doctrine.rs, formation by formation, if it fell after their order was signed. They turn back to
//!         their order when it is retaken, the odds are gone, or another order comes.
//! Source  field service regulations of both armies: what is lost is retaken before the enemy has settled in it; see the rules file.
//! Used by doctrine.rs.

use verst_domain::ids::{PlaceId, SideId, UnitId};
use verst_domain::orders::Task;
use verst_domain::scenario::Scenario;
use verst_domain::time::{DAY, Minute};
use verst_engine::components::{Duty, Holding, Stance, Status};

use crate::coefficient::Days;
use crate::cover::Cover;
use crate::doctrine::is_made_for_attack;
use crate::reach::Reach;

crate::coefficients! {
    /// Coefficients of counterstrokes.
    Params in "counterstroke" {
        /// How long after its fall a place is still to be retaken.
        fresh: Days,
    }
}

/// Whether the enemy of a side has just taken a place, after the order of those who could retake it was signed: who signed it later
/// knew of that.
pub(crate) fn is_to_be_retaken(
    laws: &Params,
    holding: &Holding,
    side: SideId,
    signed: f64,
    now: Minute,
) -> bool {
    let lasts = (laws.fresh.get() * DAY as f64) as i64;
    let fell = holding.since;
    holding.side != side && fell.0 > 0 && fell.0 as f64 >= signed && now - fell <= lasts
}

/// What decides whether a unit may be sent.
pub(crate) struct Scene<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) cover: &'a Cover,
    pub(crate) reach: &'a Reach,
    /// Days within which an enemy who can come binds those who are told to hold a place.
    pub(crate) within: f64,
    pub(crate) now: Minute,
}

impl Scene<'_> {
    /// When the order of a unit that may strike back was signed, in minutes; none: it may not. Who strikes already goes on.
    pub(crate) fn may_strike(&self, id: UnitId, duty: &Duty, goal: Option<PlaceId>) -> Option<f64> {
        let unit = self.scenario.unit(id);
        let is_able = is_made_for_attack(unit.kind) && duty.status == Status::Present;
        let order = duty.order.filter(|_| is_able)?;
        let order = &self.scenario.orders[order.index()];
        let task = &order.task;
        let holds = matches!(task, Task::Hold { .. } | Task::Reserve { .. });
        let is_bound = task.held_place().is_some_and(|at| {
            self.cover.holder(at) == unit.side && self.reach.days(unit.side, at) <= self.within
        });
        let is_idle = matches!(duty.stance, Stance::Hold | Stance::Reserve)
            && !self.cover.in_contact(id)
            && duty.permission_at.is_none()
            && self.now >= duty.delay_until
            && self.now >= duty.settled_until;
        let strikes = goal.is_some() && duty.stance == Stance::Attack;
        (holds && !is_bound && (is_idle || strikes)).then_some(order.issued.best)
    }
}
