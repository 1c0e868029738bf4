//! The law of engagement: one hidden superiority drives the losses of both sides, the advance and the decision.
//!
//! Law     x = bias + ratio ln(power) - works + surprise + air + quality - density + luck; loss of a side = 10^(base +
//!         army - size - or + ratio of men + enemy tanks + ground -+ slope x + error) over the increment of age^tempo;
//!         km = age (exp(base + size + tanks + density + age + ground + slope x + error) - offset); success with
//!         probability Phi(resolve x) once a hazard has run out.
//! Source  fitted to 199 battles of CDB90 (train half), see the rules file; symbols of that fit are named in the docs.
//! Pure: no world, no dice. Used by combat.rs and attack.rs.

use verst_domain::maths::{exp, exp10, ln, log10, normal_cdf, pow, sqrt};

use crate::coefficient::{Ln, Log10, Men, MenPerKm, PerDay, Pure, Sigma, Times};
pub use crate::engaged::{Field, Luck, Role, Side, eras};
use crate::terms::Terms;

crate::coefficients! {
    /// Coefficients of the law of engagement.
    Params in "engagement" {
        /// a0: superiority of an average attacker.
        bias: Sigma,
        /// rho: per natural logarithm of the ratio of power.
        ratio: Pure,
        /// wT: thousand-men equivalents of a tank per thousand men.
        tank_weight: Pure,
        /// wG: thousand-men equivalents of a gun per thousand men.
        gun_weight: Pure,
        /// Most tanks or guns per thousand men that count.
        equipment_most: Pure,
        /// phi_FD: fortified defenders.
        fortified: Sigma,
        /// phi_DL: delaying defenders.
        delaying: Sigma,
        /// b_sur: per level of surprise, -3 to 3.
        surprise: Sigma,
        /// b_air: per level of air superiority, -1 to 1.
        air: Sigma,
        /// lam: slope of the decision.
        resolve: Pure,
        /// dens_x: per natural logarithm of the defenders' density.
        density: Sigma,
        /// Density at which that term is zero.
        density_reference: MenPerKm,
        /// Size (root of attackers times defenders) at which the terms of size are zero.
        size_reference: Men,
        /// A_a: attacker's loss of the first day at x = 0.
        attacker_loss: Log10,
        /// A_d: defender's.
        defender_loss: Log10,
        /// zeta: fall of loss with size.
        size: Pure,
        /// th_a: fall of the attacker's loss with the ratio of men.
        attacker_ratio: Pure,
        /// th_d: rise of the defender's loss with the ratio of men.
        defender_ratio: Pure,
        /// tau: exponent of age in accumulated loss.
        tempo: Pure,
        /// gam_a: fall of the attacker's loss with x.
        attacker_slope: Log10,
        /// gam_d: rise of the defender's loss with x.
        defender_slope: Log10,
        /// i_DL: losses against delaying defenders.
        loss_delaying: Log10,
        /// i_G: losses in rugged ground.
        loss_rugged: Log10,
        /// i_W: losses in heavy woods.
        loss_woods: Log10,
        /// i_wet: losses in wet weather.
        loss_wet: Log10,
        /// i_cold: losses in winter.
        loss_winter: Log10,
        /// i_ww1: losses before 1921.
        loss_first_war: Log10,
        /// om_t: rise of loss with the enemy's tanks per thousand men.
        enemy_tanks: Pure,
        /// B_v: advance of the first day at x = 0.
        advance: Ln,
        /// gam_v: rise of advance with x.
        advance_slope: Ln,
        /// psi_v: rise of advance with the attackers' size.
        advance_size: Pure,
        /// kap_v: rise of advance with own tanks per thousand men.
        advance_tanks: Pure,
        /// dens_v: with the defenders' density.
        advance_density: Pure,
        /// tv: with age.
        advance_age: Pure,
        /// v_FD: against fortified defenders.
        advance_fortified: Ln,
        /// v_DL: against delaying defenders.
        advance_delaying: Ln,
        /// v_G: in rugged ground.
        advance_rugged: Ln,
        /// v_ww1: before 1921.
        advance_first_war: Ln,
        /// v_post: after 1945.
        advance_after_1945: Ln,
        /// Km/day taken off, so that no advance at all is possible.
        advance_offset: Pure,
        /// exp(lsa): spread of the attacker's loss.
        attacker_spread: Log10,
        /// exp(lsd): spread of the defender's loss.
        defender_spread: Log10,
        /// tanh(r): correlation of the two.
        loss_correlation: Pure,
        /// exp(lsv): spread of the advance.
        advance_spread: Ln,
        /// Inflation of the spreads of loss.
        inflation: Times,
        /// Hazard of a decision in a fight of the reference size.
        hazard: PerDay,
        /// How it falls with size: an exponent.
        hazard_size: Pure,
    }
}

/// Most that the exponent of loss may reach in one step, as in the reference.
const MOST_EXPONENT: f64 = 3.0;

/// Natural logarithm that is zero where its argument has no meaning.
fn ln_or_zero(x: f64) -> f64 {
    if x > 0.0 { ln(x) } else { 0.0 }
}

/// One engagement at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Law<'a> {
    /// Coefficients.
    pub params: &'a Params,
    /// The attacker.
    pub attacker: &'a Side,
    /// The defender.
    pub defender: &'a Side,
    /// The ground and the moment.
    pub field: &'a Field,
    /// The hidden part.
    pub luck: &'a Luck,
}

impl Law<'_> {
    /// ln of the defenders' men per km over the reference.
    fn density(&self) -> f64 {
        ln_or_zero(self.defender.men / self.field.width_km / self.params.density_reference.get())
    }

    /// x as a sum of named terms.
    #[must_use]
    pub fn superiority(&self) -> Terms {
        let (p, f) = (self.params, self.field);
        let power = self.attacker.power(p) - self.defender.power(p);
        Terms::new()
            .add("bias", p.bias.get())
            .add("power ratio", p.ratio.get() * power)
            .add("fortified", -p.fortified.get() * f.fortified)
            .add("delaying", -p.delaying.get() * f.delaying)
            .add("surprise", p.surprise.get() * f.surprise)
            .add("air", p.air.get() * f.air)
            .add("quality", self.attacker.quality - self.defender.quality)
            .add("density", -p.density.get() * self.density())
            .add("luck", self.luck.superiority)
    }

    /// Decimal logarithm of a side's loss at unit increment of intensity, as named terms.
    #[must_use]
    pub fn loss_terms(&self, role: Role, x: f64) -> Terms {
        let (p, f) = (self.params, self.field);
        let ratio = log10(self.attacker.men.max(1.0) / self.defender.men.max(1.0));
        let size = log10(f.size_men.max(1.0) / p.size_reference.get());
        let (base, by_ratio, enemy, superiority, army) = match role {
            Role::Attacker => (
                p.attacker_loss.get(),
                -p.attacker_ratio.get() * ratio,
                self.defender,
                -p.attacker_slope.get() * x,
                self.attacker.own_casualties,
            ),
            Role::Defender => (
                p.defender_loss.get(),
                p.defender_ratio.get() * ratio,
                self.attacker,
                p.defender_slope.get() * x,
                self.defender.own_casualties + self.defender.fanatic,
            ),
        };
        Terms::new()
            .add("base", base)
            .add("army", army)
            .add("size of the battle", -p.size.get() * size)
            .add("men against men", by_ratio)
            .add("enemy tanks", p.enemy_tanks.get() * log10(1.0 + enemy.tank_rate(p)))
            .add("delaying", p.loss_delaying.get() * f.delaying)
            .add("rugged", p.loss_rugged.get() * f.rugged)
            .add("woods", p.loss_woods.get() * f.woods)
            .add("wet", p.loss_wet.get() * f.wet)
            .add("winter", p.loss_winter.get() * f.winter)
            .add("era", p.loss_first_war.get() * f.first_war)
            .add("superiority", superiority)
            .add("luck", self.loss_error(role))
    }

    fn loss_error(&self, role: Role) -> f64 {
        let (p, r) = (self.params, self.params.loss_correlation.get());
        let inflation = p.inflation.get();
        match role {
            Role::Attacker => inflation * p.attacker_spread.get() * self.luck.attacker_loss,
            Role::Defender => {
                let own = sqrt(1.0 - r * r) * self.luck.defender_loss;
                inflation * p.defender_spread.get() * (r * self.luck.attacker_loss + own)
            }
        }
    }

    /// ln of (km/day + offset) on the first day, as named terms.
    #[must_use]
    pub fn advance_terms(&self, x: f64) -> Terms {
        let (p, f) = (self.params, self.field);
        Terms::new()
            .add("base", p.advance.get())
            .add(
                "size of the attack",
                p.advance_size.get() * ln_or_zero(f.attacker_size_men / p.size_reference.get()),
            )
            .add("own tanks", p.advance_tanks.get() * ln(1.0 + self.attacker.tank_rate(p)))
            .add("density", p.advance_density.get() * self.density())
            .add("fortified", p.advance_fortified.get() * f.fortified)
            .add("delaying", p.advance_delaying.get() * f.delaying)
            .add("rugged", p.advance_rugged.get() * f.rugged)
            .add("first war", p.advance_first_war.get() * f.first_war)
            .add("after 1945", p.advance_after_1945.get() * f.after_1945)
            .add("superiority", p.advance_slope.get() * x)
            .add("luck", p.advance_spread.get() * self.luck.advance)
    }

    /// Cumulative opposed advance in km at an age, D(n).
    #[must_use]
    pub fn distance_km(&self, age_days: f64, x: f64) -> f64 {
        self.distance_from(self.advance_terms(x).sum(), age_days)
    }

    /// The same from the sum of the advance terms.
    fn distance_from(&self, first_day: f64, age_days: f64) -> f64 {
        if age_days <= 0.0 {
            return 0.0;
        }
        let rate = exp(first_day + self.params.advance_age.get() * ln(age_days));
        age_days * (rate - self.params.advance_offset.get()).max(0.0)
    }

    /// Km gained in a step by attackers of their age.
    #[must_use]
    pub fn advance_km(&self, x: f64, dt_days: f64) -> f64 {
        let age = self.attacker.age_days;
        let first_day = self.advance_terms(x).sum();
        (self.distance_from(first_day, age + dt_days) - self.distance_from(first_day, age)).max(0.0)
    }
}

impl Params {
    /// Increment of intensity from an age over a step.
    #[must_use]
    pub fn intensity(&self, age_days: f64, dt_days: f64) -> f64 {
        pow(age_days + dt_days, self.tempo.get()) - pow(age_days, self.tempo.get())
    }
    /// Probability that the attack succeeds when it is decided.
    #[must_use]
    pub fn win_probability(&self, x: f64) -> f64 {
        normal_cdf(self.resolve.get() * x)
    }
    /// Probability of success before the hidden part is known.
    #[must_use]
    pub fn known_win_probability(&self, x: f64) -> f64 {
        let slope = self.resolve.get();
        normal_cdf(slope * x / sqrt(1.0 + slope * slope))
    }
    /// Hazard of a decision per day, by the size of the fight.
    #[must_use]
    pub fn hazard_per_day(&self, size_men: f64) -> f64 {
        self.hazard.get() * pow(size_men.max(1.0) / self.size_reference.get(), -self.hazard_size.get())
    }
}

/// Share of men lost for a decimal logarithm of loss over an increment of intensity.
#[must_use]
pub fn loss_share(log10_loss: f64, intensity: f64) -> f64 {
    1.0 - exp(-(exp10(log10_loss) * intensity).min(MOST_EXPONENT))
}

#[cfg(test)]
#[path = "engagement_tests.rs"]
mod tests;
