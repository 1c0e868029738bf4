//! Losses by kind: who of the lost was killed, wounded or taken, and what equipment went with them.
//!
//! Law     The law of engagement gives the share of men lost; fixed shares part it into killed, missing and wounded. Tanks
//!         are lost by a multiple of the share of men, drawn once for each unit; most of them can be repaired. Guns are
//!         lost by half the share of men.
//! Source  tank and gun factors from CDB90; kinds from Soviet and German returns, see the rules file.
//! Pure but for the one draw per unit. Used by combat.rs; repair by attrition.rs.

use verst_domain::journal::Losses;
use verst_domain::maths::{exp, ln};
use verst_engine::components::Strength;
use verst_engine::dice::{Dice, Purpose};

use crate::coefficient::{PerDay, Pure, Share};

crate::coefficients! {
    /// Coefficients of losses by kind.
    Params in "losses" {
        /// Killed among battle losses.
        killed: Share,
        /// Missing and captured among battle losses.
        missing: Share,
        /// k_T: median of the tank loss per man loss.
        tanks: Pure,
        /// Spread of its logarithm.
        tanks_spread: Pure,
        /// Share of the tanks lost that can be repaired.
        repairable: Share,
        /// Share of the repair pool that comes back a day.
        repair: PerDay,
        /// k_G: guns lost per share of men lost.
        guns: Pure,
    }
}

/// Takes a share of a unit's men, and equipment with them; what was lost. People are conserved.
pub fn battle_losses(
    laws: &Params,
    dice: &Dice,
    unit_key: u64,
    share: f64,
    strength: &mut Strength,
) -> Losses {
    let share = share.clamp(0.0, 1.0);
    let men = strength.men * share;
    strength.men -= men;
    let (killed, missing) = (men * laws.killed.get(), men * laws.missing.get());
    // The exponent that the share came from: tanks burn by the same exponent, times their factor.
    let exponent = -ln((1.0 - share).max(f64::MIN_POSITIVE));
    let factor =
        || dice.log_normal(laws.tanks.get(), laws.tanks_spread.get(), Purpose::TankLoss, unit_key, 0);
    let hit = if strength.tanks > 0.0 { strength.tanks * (1.0 - exp(-factor() * exponent)) } else { 0.0 };
    let damaged = hit * laws.repairable.get();
    let guns = strength.guns * (1.0 - exp(-laws.guns.get() * exponent));
    strength.tanks -= hit;
    strength.tanks_in_repair += damaged;
    strength.guns -= guns;
    Losses {
        killed,
        missing,
        wounded: men - killed - missing,
        tanks: hit - damaged,
        tanks_damaged: damaged,
        guns,
        ..Losses::default()
    }
}

/// Share of the tanks under repair that comes back over a step.
#[must_use]
pub fn repaired_share(laws: &Params, dt_days: f64) -> f64 {
    1.0 - exp(-laws.repair.get() * dt_days)
}

/// Brings that share of a unit's tanks back; how many.
pub fn repair(share: f64, strength: &mut Strength) -> f64 {
    let back = strength.tanks_in_repair * share;
    strength.tanks_in_repair -= back;
    strength.tanks += back;
    back
}
