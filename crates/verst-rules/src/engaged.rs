//! Engaged: the parties of an engagement, its ground, its moment and its luck, as the law takes them. Pure.

use verst_domain::maths::ln;

use crate::engagement::Params;

/// Equipment is counted per thousand men.
const THOUSAND: f64 = 1000.0;
/// Last year of the era of the First World War in the data.
const FIRST_WAR_LAST_YEAR: i32 = 1920;
/// First year of the era after the Second World War in the data.
const AFTER_WAR_FIRST_YEAR: i32 = 1946;

/// (before 1921, after 1945) as 0 or 1.
#[must_use]
pub fn eras(year: i32) -> (f64, f64) {
    (f64::from(u8::from(year <= FIRST_WAR_LAST_YEAR)), f64::from(u8::from(year >= AFTER_WAR_FIRST_YEAR)))
}

/// A side of an engagement.
#[derive(Clone, Copy, Debug, Default)]
pub struct Side {
    /// Men engaged.
    pub men: f64,
    /// Men after supply, fatigue, cohesion.
    pub effective_men: f64,
    /// Tanks engaged.
    pub tanks: f64,
    /// Guns engaged.
    pub guns: f64,
    /// q of its army and year.
    pub quality: f64,
    /// c of its army and year.
    pub own_casualties: f64,
    /// fan_d of its army, felt in defence.
    pub fanatic: f64,
    /// Days of fighting that count.
    pub age_days: f64,
}

impl Side {
    fn per_thousand(&self, laws: &Params, count: f64) -> f64 {
        (THOUSAND * count / self.men.max(1.0)).clamp(0.0, laws.equipment_most.get())
    }
    pub(crate) fn tank_rate(&self, laws: &Params) -> f64 {
        self.per_thousand(laws, self.tanks)
    }
    pub(crate) fn power(&self, laws: &Params) -> f64 {
        let guns = self.per_thousand(laws, self.guns);
        let equipment = 1.0 + laws.tank_weight.get() * self.tank_rate(laws) + laws.gun_weight.get() * guns;
        ln(self.effective_men.max(1.0)) + ln(equipment)
    }
}

/// The ground and the moment; shares are 0 to 1.
#[derive(Clone, Copy, Debug, Default)]
pub struct Field {
    /// Frontage in km.
    pub width_km: f64,
    /// Share of the defence that is fortified.
    pub fortified: f64,
    /// Share of the defenders who delay.
    pub delaying: f64,
    /// Share in rugged ground.
    pub rugged: f64,
    /// Share in heavy woods.
    pub woods: f64,
    /// Wet weather.
    pub wet: f64,
    /// Winter.
    pub winter: f64,
    /// Level of surprise.
    pub surprise: f64,
    /// Level of air superiority of the attacker.
    pub air: f64,
    /// Size of the battle when it opened: root of attackers times defenders (Sg).
    pub size_men: f64,
    /// Attackers of the battle when it opened (S_a0).
    pub attacker_size_men: f64,
    /// Before 1921.
    pub first_war: f64,
    /// After 1945.
    pub after_1945: f64,
}

/// Standard normals of the hidden part.
#[derive(Clone, Copy, Debug, Default)]
pub struct Luck {
    /// eta.
    pub superiority: f64,
    /// Attacker's loss.
    pub attacker_loss: f64,
    /// Defender's loss, the part of its own.
    pub defender_loss: f64,
    /// Advance.
    pub advance: f64,
}

/// Which side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The one that attacks.
    Attacker,
    /// The one that defends.
    Defender,
}
