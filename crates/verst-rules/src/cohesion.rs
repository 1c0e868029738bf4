//! Cohesion, fatigue and age: what fighting takes out of a unit and rest gives back; the repulsed pause.
//!
//! Law     Fatigue grows with days fought or marched by force and fades with rest; a unit too tired to attack stays so until well rested.
//!         Cohesion falls by twice the share lost, more for armies of lower quality, and by hunger when cut off, and recovers at
//!         rest. Age fades with rest.
//!         A repulsed attacker pauses, longer the more men attacked; who has attacked under his order knows better (fit.rs). What an engagement takes out of a unit tells from the next one on: the law of
//!         engagement was fitted to whole battles and holds what tires and shakes troops within one.
//! Source  campaign model A3, A6, A8, A10; model of combat (10); for engagements, the protocol on CDB90.
//! Phase   Cohesion.  Reads Fought, Resolved.  Writes Condition, Duty.  Dice Pause.

use bevy_ecs::system::{Res, ResMut};
use verst_domain::maths::{exp, pow};
use verst_domain::time::DAY;
use verst_engine::components::{Condition, Duty, Position, Stance, Status, Strength};
use verst_engine::dice::{Dice, Purpose};
use verst_engine::muster::{Constants, Operation};
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::coefficient::{Days, Men, PerDay, Pure, Share, Times};
use crate::combat::{Fought, Resolved};
use crate::facts::Facts;
use crate::fit::is_pressed_on;
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
        /// Cohesion lost per share of men lost, by the reference army.
        cohesion_loss: Times,
        /// How much more another army is shaken: e to this, for a quality of one sigma below the reference.
        fragile: Pure,
        /// Cohesion regained per day of rest.
        cohesion_rest: PerDay,
        /// Cohesion lost per day without a road and without supply.
        cohesion_cut: PerDay,
        /// Days of rest after which age is forgotten (e-fold).
        age_rest: Days,
        /// Days of quiet after which pressure is forgotten (e-fold).
        pressure_rest: Days,
        /// Median pause of a repulsed attacker of a division's size.
        pause: Days,
        /// Men of such an attack.
        pause_men: Men,
        /// Exponent by which the pause grows with more men.
        pause_size: Pure,
        /// Spread of its logarithm.
        pause_spread: Pure,
    }
}

impl Params {
    /// Median pause in days after an attack by so many men was repulsed: a division is ordered forward again next morning, an army
    /// first brings up ammunition and regroups.
    #[must_use]
    pub fn pause_days(&self, men: f64) -> f64 {
        self.pause.get() * pow((men / self.pause_men.get()).max(1.0), self.pause_size.get())
    }
}

/// Counter of a unit's pauses among its ordinals of dice.
const PAUSES: usize = 1;

/// What losses do to troops of an army, by its quality in sigma, against the reference army.
#[must_use]
pub fn fragility(laws: &Params, quality: f64) -> f64 {
    exp(-laws.fragile.get() * quality)
}

type Body = (&'static mut Condition, &'static mut Duty, &'static Position, &'static Strength);

/// Ages, tires and rests every unit by what it did in the round.
#[expect(clippy::too_many_arguments, reason = "the parameters of a system are its declared access")]
pub(crate) fn cohesion(
    clock: Res<Clock>,
    operation: Res<Operation>,
    constants: Res<Constants>,
    facts: Res<Facts>,
    laws: Res<Laws>,
    dice: Res<Dice>,
    fought: Res<Fought>,
    resolved: ResMut<Resolved>,
    mut units: Units<Body>,
) {
    let smoothing = laws.0.combat.smoothing.get();
    let laws = &laws.0.cohesion;
    let dt = clock.step_days();
    let quiet = exp(-dt / laws.pressure_rest.get());
    let rested = exp(-dt / laws.age_rest.get());
    let step = Step::of(laws, dt);
    for (id, (condition, duty, position, _)) in units.each_mut() {
        if duty.status != Status::Present {
            continue;
        }
        let days = fought.days.get(id.index()).copied().unwrap_or(0.0);
        let lost = fought.lost.get(id.index()).copied().unwrap_or(0.0);
        let moving = position.leg.is_some_and(|leg| leg.km_per_day > 0.0);
        step.tire(condition, days, moving, duty.forced);
        step.steady(condition, lost * facts.unit(id).fragility, days > 0.0);
        if days > 0.0 {
            // Of the unit, in however many fights it has a part.
            let longest = fought.longest[id.index()];
            let weight = (longest / smoothing).min(1.0);
            duty.loss_rate += (lost / longest - duty.loss_rate) * weight;
            duty.has_attacked |= duty.committed;
        }
        if days > 0.0 && fought.defended[id.index()] {
            duty.pressed_days += days;
        } else if days <= 0.0 {
            duty.pressed_days *= quiet;
            duty.loss_rate *= quiet;
            condition.age_days *= rested;
        }
        duty.exhausted = step.is_exhausted(condition.fatigue, duty.exhausted);
        if days <= 0.0 {
            condition.vigour = condition.vigour_now();
        }
    }
    for verdict in &resolved.0 {
        for &id in verdict.attackers.iter().chain(&verdict.defenders) {
            let mut condition = units.get_mut(id).0;
            condition.vigour = condition.vigour_now();
        }
    }
    for verdict in resolved.0.iter().filter(|v| !v.success) {
        let pause = laws.pause_days(verdict.attackers.iter().map(|&id| units.get(id).3.men).sum());
        for &id in &verdict.attackers {
            let (_, mut duty, ..) = units.get_mut(id);
            let key = constants.unit_keys[id.index()];
            let ordinal = u64::from(duty.counts[PAUSES]);
            duty.counts[PAUSES] += 1;
            let days = dice.log_normal(pause, laws.pause_spread.get(), Purpose::Pause, key, ordinal);
            if !is_pressed_on(&operation.0, &duty) {
                duty.pause_until = clock.now + (days * DAY as f64) as i64;
                duty.committed = false;
                if duty.stance == Stance::Attack {
                    duty.waiting_since.get_or_insert(clock.now);
                }
            }
        }
    }
}

/// What a step does to units. What a unit does is anybody's guess: it chooses from these, and nothing branches on it.
struct Step {
    dt: f64,
    /// Fatigue a day of fighting.
    fighting: f64,
    /// Fatigue a day besides: by whether a unit marches, and by whether by force.
    besides: [[f64; 2]; 2],
    fatigue_most: f64,
    /// Fatigue at which attacks begin again, and at which they stop.
    rested: f64,
    exhausted: f64,
    /// Cohesion per share of men lost.
    loss: f64,
    /// Cohesion in a step: by whether a unit is without a road, and by whether it fights.
    steadied: [[f64; 2]; 2],
}

impl Step {
    fn of(laws: &Params, dt: f64) -> Self {
        let (rest, cut) = (laws.cohesion_rest.get() * dt, -laws.cohesion_cut.get() * dt);
        Self {
            dt,
            fighting: laws.fatigue_fighting.get(),
            besides: [[-laws.fatigue_rest.get(); 2], [0.0, laws.fatigue_forced.get()]],
            fatigue_most: laws.fatigue_most.get(),
            rested: laws.rested.get(),
            exhausted: laws.exhausted.get(),
            loss: -laws.cohesion_loss.get(),
            steadied: [[rest, 0.0], [cut; 2]],
        }
    }

    fn tire(&self, condition: &mut Condition, fought: f64, marching: bool, forced: bool) {
        let resting = (self.dt - fought).max(0.0);
        let besides = self.besides[usize::from(marching)][usize::from(forced)];
        let change = self.fighting * fought + besides * resting;
        condition.fatigue = (condition.fatigue + change).clamp(0.0, self.fatigue_most);
    }

    fn steady(&self, condition: &mut Condition, lost: f64, fighting: bool) {
        let is_cut = condition.cut_days > 0.0;
        let steadied = self.steadied[usize::from(is_cut)][usize::from(fighting)];
        // Who is cut off loses heart as his stocks go.
        let hunger = if is_cut { 1.0 - condition.supply } else { 1.0 };
        let change = self.loss * lost + steadied * hunger;
        condition.cohesion = (condition.cohesion + change).clamp(0.0, 1.0);
    }

    /// Whether a unit is too tired to attack: until well rested, if it was.
    fn is_exhausted(&self, fatigue: f64, was: bool) -> bool {
        (was & (fatigue > self.rested)) | (!was & (fatigue >= self.exhausted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules_file::shipped;

    #[test]
    fn who_is_cut_off_loses_heart_as_his_stocks_go() {
        let laws = shipped().cohesion;
        let after = |cut_days, supply| {
            let mut condition = Condition { cohesion: 0.8, cut_days, supply, ..Condition::default() };
            Step::of(&laws, 1.0).steady(&mut condition, 0.0, false);
            condition.cohesion
        };
        assert_eq!(after(3.0, 1.0), 0.8, "fed from his stocks");
        assert!((after(3.0, 0.0) - (0.8 - laws.cohesion_cut.get())).abs() < 1e-12);
        assert!((after(0.0, 0.3) - (0.8 + laws.cohesion_rest.get())).abs() < 1e-12, "he has a road");
    }

    #[test]
    fn an_army_needs_longer_than_a_division_before_it_tries_again() {
        let laws = shipped().cohesion;
        let [division, corps, army] = [10_000.0, 40_000.0, 250_000.0].map(|men| laws.pause_days(men));
        assert!((division - 1.5).abs() < 1e-9, "{division}");
        assert!((2.0..4.0).contains(&corps), "{corps}");
        assert!((6.0..11.0).contains(&army), "{army}");
    }
}
