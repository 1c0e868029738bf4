//! Cohesion, fatigue and age: what fighting takes out of a unit and rest gives back; the repulsed pause.
//!
//! Law     Fatigue grows with days fought or marched by force and fades with rest; a unit too tired to attack stays so until well rested.
//!         Cohesion falls by twice the share lost and by hunger when cut off, and recovers at rest. Age fades with rest.
//!         A repulsed attacker pauses.
//! Source  campaign model A3, A6, A8, A10; model of combat (10).
//! Phase   Cohesion.  Reads Fought, Resolved.  Writes Condition, Duty.  Dice Pause.

use bevy_ecs::system::{Res, ResMut};
use verst_domain::maths::exp;
use verst_domain::orders::Task;
use verst_domain::time::DAY;
use verst_engine::components::{Condition, Duty, Position, Stance, Status};
use verst_engine::dice::{Dice, Purpose};
use verst_engine::muster::{Constants, Operation};
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::coefficient::{Days, PerDay, Pure, Share, Times};
use crate::combat::{Fought, Resolved};
use crate::rules_file::Laws;

crate::coefficients! {
    /// Coefficients of cohesion and fatigue.
    Params in "cohesion" {
        /// Fatigue gained per day of fighting.
        fatigue_fighting: PerDay,
        /// Fatigue gained per day of forced march; an ordinary march neither tires nor rests.
        fatigue_forced: PerDay,
        /// Fatigue lost per day of rest.
        fatigue_rest: PerDay,
        /// Most that fatigue can reach.
        fatigue_most: Share,
        /// Fatigue at which attacks stop.
        exhausted: Share,
        /// Fatigue at which they begin again.
        rested: Share,
        /// Cohesion lost per share of men lost.
        cohesion_loss: Times,
        /// Cohesion regained per day of rest.
        cohesion_rest: PerDay,
        /// Cohesion lost per day without a road.
        cohesion_cut: PerDay,
        /// Days of rest after which age is forgotten (e-fold).
        age_rest: Days,
        /// Days of quiet after which pressure is forgotten (e-fold).
        pressure_rest: Days,
        /// Median pause of a repulsed attacker.
        pause: Days,
        /// Spread of its logarithm.
        pause_spread: Pure,
    }
}

/// Counter of a unit's pauses among its ordinals of dice.
const PAUSES: usize = 1;

type Body = (&'static mut Condition, &'static mut Duty, &'static Position);

/// Ages, tires and rests every unit by what it did in the round.
#[expect(clippy::too_many_arguments, reason = "the parameters of a system are its declared access")]
pub(crate) fn cohesion(
    clock: Res<Clock>,
    operation: Res<Operation>,
    constants: Res<Constants>,
    laws: Res<Laws>,
    dice: Res<Dice>,
    fought: Res<Fought>,
    resolved: ResMut<Resolved>,
    mut units: Units<Body>,
) {
    let laws = &laws.0.cohesion;
    let dt = clock.step_days();
    let quiet = exp(-dt / laws.pressure_rest.get());
    let rested = exp(-dt / laws.age_rest.get());
    for (id, (condition, duty, position)) in units.each_mut() {
        if duty.status != Status::Present {
            continue;
        }
        let days = fought.days.get(id.index()).copied().unwrap_or(0.0);
        let lost = fought.lost.get(id.index()).copied().unwrap_or(0.0);
        let moving = position.leg.is_some_and(|leg| leg.km_per_day > 0.0);
        let marching = match (moving, duty.forced) {
            (false, _) => None,
            (true, false) => Some(0.0),
            (true, true) => Some(laws.fatigue_forced.get()),
        };
        tire(laws, condition, days, dt, marching);
        steady(laws, condition, lost, dt, days > 0.0);
        if days > 0.0 && fought.defended[id.index()] {
            duty.pressed_days += days;
        } else if days <= 0.0 {
            duty.pressed_days *= quiet;
            duty.loss_rate *= quiet;
            condition.age_days *= rested;
        }
        duty.exhausted = if duty.exhausted {
            condition.fatigue > laws.rested.get()
        } else {
            condition.fatigue >= laws.exhausted.get()
        };
    }
    for verdict in resolved.0.iter().filter(|v| !v.success) {
        for &id in &verdict.attackers {
            let (_, mut duty, _) = units.get_mut(id);
            let key = constants.unit_keys[id.index()];
            let ordinal = u64::from(duty.counts[PAUSES]);
            duty.counts[PAUSES] += 1;
            let days =
                dice.log_normal(laws.pause.get(), laws.pause_spread.get(), Purpose::Pause, key, ordinal);
            let presses = duty.order.is_some_and(|o| {
                matches!(operation.0.orders[o.index()].task, Task::Attack { press: true, .. })
            });
            if !presses {
                duty.pause_until = clock.now + (days * DAY as f64) as i64;
                duty.committed = false;
                if duty.stance == Stance::Attack {
                    duty.waiting_since.get_or_insert(clock.now);
                }
            }
        }
    }
}

/// `marching`: fatigue a day of the march it is on, if it is on one.
fn tire(laws: &Params, condition: &mut Condition, fought: f64, dt: f64, marching: Option<f64>) {
    let resting = (dt - fought).max(0.0);
    let other = marching.unwrap_or(-laws.fatigue_rest.get());
    let change = laws.fatigue_fighting.get() * fought + other * resting;
    condition.fatigue = (condition.fatigue + change).clamp(0.0, laws.fatigue_most.get());
}

fn steady(laws: &Params, condition: &mut Condition, lost: f64, dt: f64, fighting: bool) {
    let mut change = -laws.cohesion_loss.get() * lost;
    if condition.cut_days > 0.0 {
        change -= laws.cohesion_cut.get() * dt;
    } else if !fighting {
        change += laws.cohesion_rest.get() * dt;
    }
    condition.cohesion = (condition.cohesion + change).clamp(0.0, 1.0);
}
