//! Contact: hidden marches are seen, or not.
//!
//! Law     A unit that marches to avoid contact is seen with a hazard that grows with its men and the enemies near its way,
//!         by day far more than by night; moonlight helps the watcher, and so do irregulars. Once seen, surprise is gone and the enemy's staffs
//!         count it. Lines that are not held (cover.rs) do not stop it.
//! Source  assumed; the operational record of raids gives no rate. Range wide on purpose.
//! Phase   Contact.  Reads Position, Conditions, Cover.  Writes Duty.  Entries Seen.  Dice Detection.

use bevy_ecs::system::{Local, Res, ResMut};
use verst_domain::ids::{PlaceId, SideId, UnitId};
use verst_domain::journal::What;
use verst_domain::maths::pow;
use verst_domain::orders::{Hours, Task};
use verst_domain::scenario::Scenario;
use verst_engine::components::{Duty, Position, Stance, Status, Strength};
use verst_engine::dice::{Dice, Purpose};
use verst_engine::journal::Journal;
use verst_engine::muster::{Constants, Operation};
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::coefficient::{Km, Men, PerDay, Pure, Times};
use crate::facts::Facts;
use crate::irregulars::Irregulars;
use crate::reach::is_hidden;
use crate::rules_file::Laws;
use crate::weather::Conditions;

crate::coefficients! {
    /// Coefficients of detection.
    Params in "contact" {
        /// Hazard of being seen for a unit of reference size with one enemy unit near, by day.
        seen_by_day: PerDay,
        /// In the dark, without moon, against the day.
        dark: Times,
        /// Under a full moon, against the day.
        moonlit: Times,
        /// Reference size.
        reference_men: Men,
        /// Exponent of size.
        size: Pure,
        /// How near an enemy unit sees.
        sight: Km,
    }
}

/// Counter of a unit's sightings among its ordinals of dice.
const SIGHTINGS: usize = 4;

/// Hazard of being seen per day.
#[must_use]
pub fn hazard(laws: &Params, men: f64, watchers: f64, dark_share: f64, moon: f64) -> f64 {
    let at_night = laws.dark.get() + (laws.moonlit.get() - laws.dark.get()) * moon;
    let light = (1.0 - dark_share) + dark_share * at_night;
    laws.seen_by_day.get() * watchers * light * pow(men / laws.reference_men.get(), laws.size.get())
}

type Hidden = (&'static Position, &'static Strength, &'static mut Duty);

/// Adds up the hazard of every hidden march.
#[expect(clippy::too_many_arguments, reason = "the parameters of a system are its declared access")]
pub(crate) fn contact(
    clock: Res<Clock>,
    operation: Res<Operation>,
    constants: Res<Constants>,
    facts: Res<Facts>,
    laws: Res<Laws>,
    dice: Res<Dice>,
    weather: Res<Conditions>,
    irregulars: Res<Irregulars>,
    mut units: Units<Hidden>,
    mut journal: ResMut<Journal>,
    mut hiding: Local<Vec<(UnitId, Hours)>>,
) {
    let scenario = &*operation.0;
    let dt = clock.step_days();
    hiding.clear();
    hiding.extend(units.each().filter_map(|(id, (_, _, duty))| Some((id, hides(scenario, duty)?))));
    for &(id, hours) in hiding.iter() {
        let (position, strength, duty) = units.get(id);
        if !is_hidden(scenario, duty, clock.now, laws.0.reach.news.get()) || position.leg.is_none() {
            continue; // known already, or lying still
        }
        let sight = laws.0.contact.sight.get();
        let is_near = |at: PlaceId| constants.distance(at, position.place) <= sight;
        let enemy = facts.unit(id).side.enemy();
        let reports = irregulars.watchers(&laws.0.irregulars, enemy, position.place);
        let watchers = watchers(&facts, enemy, is_near, &units) + reports;
        let dark_share = if hours == Hours::Night { 1.0 } else { weather.dark_share() };
        let rate = hazard(&laws.0.contact, strength.men, watchers, dark_share, weather.moonlight);
        let place = position.place;
        let mut duty = units.get_mut(id).2;
        duty.detection += rate * dt;
        let ordinal = u64::from(duty.counts[SIGHTINGS]);
        let threshold = dice.exponential(Purpose::Detection, constants.unit_keys[id.index()], ordinal);
        if duty.detection >= threshold {
            duty.detection = 0.0;
            duty.counts[SIGHTINGS] += 1;
            duty.seen_at = Some(clock.now);
            journal.tell(What::Seen { unit: id, place });
        }
    }
}

/// Whether a unit marches so as not to be seen, and when.
fn hides(scenario: &Scenario, duty: &Duty) -> Option<Hours> {
    if duty.status != Status::Present || duty.stance != Stance::March {
        return None;
    }
    match scenario.orders[duty.order?.index()].task {
        Task::March { hours, avoid_contact: true, .. } => Some(hours),
        _ => None,
    }
}

/// Units of a side near enough to see.
fn watchers(facts: &Facts, side: SideId, is_near: impl Fn(PlaceId) -> bool, units: &Units<Hidden>) -> f64 {
    let sees = |(id, (position, _, duty)): &(UnitId, (&Position, &Strength, &Duty))| {
        facts.unit(*id).side == side && duty.status == Status::Present && is_near(position.place)
    };
    units.each().filter(sees).count() as f64
}
