//! Surprise: whether an attack meets defenders who are not on their guard.
//!
//! Law     An engagement that opens may find its defenders off their guard: more often those who have been out of battle than those
//!         who are in the midst of it. Its attackers then have the level of surprise of a march that nobody has seen, and for as
//!         long (battle.rs). One draw a day for each pair of formations: their attacks of a morning are one surprise.
//! Source  the database of battles: how often those that open a campaign, and those that follow, have a level of surprise of 1 or more.
//! Used by combat.rs, when an engagement opens. Dice Guard.

use verst_domain::dice_key::pair;
use verst_domain::ids::FormationId;
use verst_domain::scenario::Scenario;
use verst_domain::time::{DAY, Minute};
use verst_engine::dice::Purpose;
use verst_engine::roster::Units;

use crate::battle::Battle;
use crate::coefficient::{Days, Share};
use crate::combat::{Combatant, Ground, Parties};
use crate::ranks::Ranks;
use crate::rules_file::RulesFile;

crate::coefficients! {
    /// Coefficients of surprise.
    Params in "surprise" {
        /// Days of fighting behind them with which defenders are in the midst of battle.
        in_battle: Days,
        /// Share of attacks that find defenders off their guard who are not.
        of_quiet: Share,
        /// Share of attacks that find those off their guard who are.
        of_fighting: Share,
    }
}

/// Until when the attackers of an engagement that opens now have the advantage of surprise: now, if not at all. Where an order
/// states its surprise nothing is drawn.
pub(crate) fn surprised_until(
    ground: &Ground,
    scenario: &Scenario,
    laws: &RulesFile,
    battle: &Battle,
    parties: &Parties,
    (attacker, defender): (FormationId, FormationId),
    units: &Units<Combatant>,
) -> Minute {
    let now = ground.clock.now;
    let Some((strength, condition, position, duty, _)) = units.columns() else { return now };
    let ranks = Ranks { scenario, units: (strength, condition, position, duty), held_back: &[] };
    if battle.attackers.iter().any(|part| ranks.stated_surprise(part.unit).is_some()) {
        return now;
    }
    let is_quiet = parties.defender.age_days < laws.surprise.in_battle.get();
    let share = if is_quiet { laws.surprise.of_quiet.get() } else { laws.surprise.of_fighting.get() };
    let keys = &ground.constants.formation_keys;
    let both = pair(keys[attacker.index()], keys[defender.index()]);
    let day = scenario.calendar.calendar_day(now);
    if ground.dice.uniform(Purpose::Guard, both, day.unsigned_abs()) >= share {
        return now;
    }
    now + (laws.battle.surprise_lasts.get() * DAY as f64) as i64
}
