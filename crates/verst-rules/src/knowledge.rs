//! Knowledge: where each side takes the other's troops to be, and how far it errs about their numbers.
//!
//! Law     Troops within sight of the enemy, or in contact with him, are known where they stand. Of all others agents,
//!         aircraft and radio bring reports, which are a day or more old. A hidden march is known only where it was seen,
//!         and only for as long as that is news. About numbers a side errs by a factor that lasts for days.
//! Source  assumed: staffs' estimates of the time erred by a third and more; no rate is published. Range wide on purpose.
//! Phase   Command, before the decisions.  Reads Position, Duty, Cover.  Writes Knowledge.  Entries none.  Dice Estimate.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Res, ResMut};
use bevy_ecs::world::World;
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::maths::{exp, sqrt};
use verst_domain::scenario::Scenario;
use verst_domain::time::{DAY, Minute};
use verst_engine::components::{Duty, Position, Status, Strength};
use verst_engine::dice::{Dice, Purpose};
use verst_engine::digest::Fold;
use verst_engine::muster::{Constants, Operation};
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::by_place::ByPlace;
use crate::coefficient::{Days, Pure};
use crate::cover::Cover;
use crate::near::Near;
use crate::reach::{advances, is_hidden};
use crate::rules_file::Laws;

crate::coefficients! {
    /// Coefficients of what a side knows of the other.
    Params in "knowledge" {
        /// Age of a report of troops that nobody sees, when it arrives; the next one takes as long.
        report: Days,
        /// Error of estimated numbers: standard deviation of the logarithm.
        error: Pure,
        /// How long such an error lasts.
        lasts: Days,
    }
}

/// Where a unit was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Its place, or the one that it had set out from.
    pub place: PlaceId,
    /// The link that it was on, the place ahead, and the km that it had come along.
    pub on: Option<(LinkId, PlaceId, f64)>,
}

/// Where a unit was, and when.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Report {
    spot: Spot,
    at: Minute,
    /// Whether it was going forward.
    advances: bool,
}

/// What the enemy knows of a unit.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// The last report that arrived.
    told: Option<Report>,
    /// The one under way.
    coming: Option<Report>,
    /// It is in sight.
    in_sight: bool,
}

/// What the sides know.
#[derive(Resource, Debug, Default)]
pub struct Knowledge {
    /// By unit: what the enemy knows of it.
    of: Vec<Known>,
    /// Places within sight of each other.
    near: Near,
    /// By place and side: whether troops of the side see it.
    watched: Vec<[bool; 2]>,
    /// Units where the enemy takes them to be.
    by_place: ByPlace,
}

impl Knowledge {
    /// Forgets the last run.
    pub(crate) fn restart(&mut self, units: usize) {
        self.of.clear();
        self.of.resize(units, Known::default());
    }

    /// Where the enemy takes a unit to be; none: he does not know of it.
    #[must_use]
    pub fn spot(&self, unit: UnitId) -> Option<Spot> {
        self.of[unit.index()].told.map(|report| report.spot)
    }

    /// Writes the units that the enemy takes to be at any of some places, in id order.
    pub(crate) fn known_at(&self, places: impl Iterator<Item = PlaceId>, into: &mut Vec<UnitId>) {
        self.by_place.gather(places, into);
    }

    /// Whether the enemy takes a unit to be going forward.
    #[must_use]
    pub fn advances(&self, unit: UnitId) -> bool {
        self.of[unit.index()].told.is_some_and(|report| report.advances)
    }

    /// Whether the enemy sees a unit.
    #[must_use]
    pub fn is_in_sight(&self, unit: UnitId) -> bool {
        self.of[unit.index()].in_sight
    }

    fn look_around(&mut self, scenario: &Scenario, sight_km: f64) {
        self.near.look(scenario.digest, &scenario.theatre.places, sight_km);
        self.watched.clear();
        self.watched.resize(scenario.theatre.places.len(), [false; 2]);
    }
}

/// State that the next turns depend on.
pub fn digest(world: &World, to: &mut Fold) {
    for known in &world.resource::<Knowledge>().of {
        let number = |report: Option<Report>| {
            report.map_or(u64::MAX, |r| {
                (r.at.0 as u64) << 17 | u64::from(r.spot.place.0) << 1 | u64::from(r.advances)
            })
        };
        let km = |report: Option<Report>| {
            report
                .and_then(|r| r.spot.on)
                .map_or(u64::MAX, |(link, to, km)| km.to_bits() ^ (u64::from(link.0) << 17 | u64::from(to.0)))
        };
        to.ints([number(known.told), number(known.coming), km(known.told), km(known.coming)]);
    }
}

/// Factor by which a side misjudges numbers: a path over calendar days about some enemy (a key of dice), even in logarithms.
#[must_use]
pub fn misjudgement(laws: &Params, dice: &Dice, about: u64, now: Minute) -> f64 {
    misjudged(laws.error.get(), laws.lasts.get(), dice, about, now.days())
}

fn misjudged(error: f64, lasts: f64, dice: &Dice, about: u64, days: f64) -> f64 {
    let at = days.max(0.0) / lasts;
    let (knot, share) = (at.floor(), at - at.floor());
    let draw = |k: f64| dice.normal(Purpose::Estimate, about, k as u64);
    let mixed = (1.0 - share) * draw(knot) + share * draw(knot + 1.0);
    exp(error * mixed / sqrt((1.0 - share) * (1.0 - share) + share * share))
}

type Seen = (&'static Position, &'static Duty, &'static Strength);

/// Brings what is known of every unit up to date.
pub(crate) fn knowledge(
    clock: Res<Clock>,
    operation: Res<Operation>,
    laws: Res<Laws>,
    cover: Res<Cover>,
    units: Units<Seen>,
    mut knowledge: ResMut<Knowledge>,
) {
    let (scenario, laws) = (&*operation.0, &laws.0);
    knowledge.look_around(scenario, laws.contact.sight.get());
    let Knowledge { of, near, watched, by_place } = &mut *knowledge;
    by_place.restart(scenario.theatre.places.len());
    for (id, (position, duty, strength)) in units.each() {
        if duty.status == Status::Present && strength.men > 0.0 {
            let side = scenario.unit(id).side.index();
            near.to(position.place).iter().for_each(|place| watched[place.index()][side] = true);
        }
    }
    let report = (laws.knowledge.report.get() * DAY as f64) as i64;
    let news = (laws.reach.news.get() * DAY as f64) as i64;
    for (id, (position, duty, _)) in units.each() {
        let foe = scenario.unit(id).side.enemy().index();
        let known = &mut of[id.index()];
        if duty.status != Status::Present {
            *known = Known::default();
            continue;
        }
        let hidden = is_hidden(scenario, duty, clock.now, laws.reach.news.get());
        let seen = watched[position.place.index()][foe] || cover.in_contact(id);
        let on = position.leg.map(|leg| (leg.link, leg.to, leg.km_at(clock.now)));
        let spot = Spot { place: position.place, on };
        let now = Report { spot, at: clock.now, advances: advances(duty, position) };
        known.learn(now, hidden, seen, report, news);
        if let Some(told) = known.told {
            by_place.add(told.spot.place, id);
        }
    }
}

impl Known {
    /// What a turn adds: sight, a report that arrives, or the oblivion of a hidden march.
    fn learn(&mut self, now: Report, hidden: bool, seen: bool, report: i64, news: i64) {
        self.in_sight = seen && !hidden;
        if hidden {
            self.coming = None;
            self.told = self.told.filter(|told| now.at - told.at <= news);
        } else if seen {
            *self = Self { told: Some(now), coming: None, in_sight: true };
        } else if let Some(coming) = self.coming {
            if now.at - coming.at >= report {
                (self.told, self.coming) = (Some(coming), Some(now));
            }
        } else {
            // Before the first minute both sides have watched each other for long.
            self.told = self.told.or((now.at.0 == 0).then_some(now));
            self.coming = Some(now);
        }
    }
}

/// Whom a side misjudges before a place: one error about all enemies there.
#[must_use]
pub(crate) fn about(constants: &Constants, place: PlaceId, side: SideId) -> u64 {
    verst_domain::dice_key::pair(constants.place_keys[place.index()], constants.side_keys[side.index()])
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: PlaceId = PlaceId(1);

    fn at(place: PlaceId, days: i64) -> Report {
        Report { spot: Spot { place, on: None }, at: Minute(days * DAY), advances: true }
    }

    #[test]
    fn who_is_out_of_sight_is_known_by_reports_a_day_old() {
        let mut known = Known::default();
        known.learn(at(PlaceId(0), 0), false, false, DAY, 2 * DAY);
        assert_eq!(
            known.told,
            Some(at(PlaceId(0), 0)),
            "both sides have watched each other before the start"
        );
        known.learn(at(HERE, 1), false, false, DAY, 2 * DAY);
        assert_eq!(known.told, Some(at(PlaceId(0), 0)));
        known.learn(at(PlaceId(2), 2), false, false, DAY, 2 * DAY);
        assert_eq!(known.told, Some(at(HERE, 1)), "the report is a day old");
        known.learn(at(PlaceId(3), 3), false, true, DAY, 2 * DAY);
        assert_eq!(known.told, Some(at(PlaceId(3), 3)), "now it is seen");
    }

    #[test]
    fn a_hidden_march_is_forgotten_and_not_reported() {
        let mut known = Known { told: Some(at(HERE, 0)), ..Known::default() };
        known.learn(at(PlaceId(2), 1), true, true, DAY, 2 * DAY);
        assert_eq!(known.told, Some(at(HERE, 0)), "where it was seen last");
        known.learn(at(PlaceId(3), 3), true, false, DAY, 2 * DAY);
        assert_eq!(known.told, None);
    }

    #[test]
    fn errors_are_even_in_logarithms_and_last() {
        let (mut sum, mut square, mut jump, n) = (0.0, 0.0, 0.0_f64, 4000);
        for seed in 0..n {
            let z = |days| verst_domain::maths::ln(misjudged(0.3, 4.0, &Dice::new(seed), 7, days));
            sum += z(1.7);
            square += z(1.7) * z(1.7);
            jump = jump.max((z(1.7) - z(1.75)).abs());
        }
        let n = n as f64;
        assert!(
            (sum / n).abs() < 0.02 && (sqrt(square / n) - 0.3).abs() < 0.02,
            "{} {}",
            sum / n,
            square / n
        );
        assert!(jump < 0.1, "an hour changes little: {jump}");
    }
}
