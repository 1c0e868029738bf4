//! Replacements: men and equipment that join units, and the wounded and sick who come back to them.
//!
//! Law     What comes to a formation day by day, and those of its wounded and sick who are well again, wait in its depot. They
//!         join its units in proportion to what these lack of their strength at the start, whole men at a time; units that
//!         are cut off, short of supplies or for more than a day in the fight take none, the others so many a day. The
//!         depot of a formation without units passes on what it has to the formation above. Of the wounded and frostbitten
//!         a share comes back evenly over some months after the day of the wound, of the sick over some weeks.
//! Source  returns of the Soviet medical service, campaign model; see the rules file.
//! Phase   Arrival.  Reads Duty, Condition, Toll.  Writes Strength.  Entries Joined.  Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Res, ResMut};
use bevy_ecs::world::World;
use verst_domain::forces::Unit;
use verst_domain::ids::{FormationId, UnitId};
use verst_domain::journal::{Applied, Factor, What};
use verst_domain::orders::Addressee;
use verst_domain::scenario::Scenario;
use verst_domain::time::{DAY, Minute};
use verst_engine::components::{Condition, Duty, Status, Strength, Toll};
use verst_engine::digest::Fold;
use verst_engine::journal::Journal;
use verst_engine::muster::Operation;
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::coefficient::{Days, PerDay, Share, Times};
use crate::convalescents::{self, Hospital};
use crate::rules_file::Laws;

crate::coefficients! {
    /// Coefficients of replacements and convalescents.
    Params in "replacements" {
        /// Strength to which a unit is refilled against that of its start.
        full: Times,
        /// Least supply of a unit that takes men in.
        supplied: Share,
        /// Days of fighting that still count above which a unit takes none in.
        engaged: Days,
        /// Men that a unit can take in a day against those of its start.
        intake: PerDay,
        /// Share of the wounded and frostbitten who come back.
        wounded: Share,
        /// Days after which the first of them come.
        wounded_first: Days,
        /// Days after which the last of them come.
        wounded_last: Days,
        /// Share of the sick who come back.
        sick: Share,
        /// Days after which the first of them come.
        sick_first: Days,
        /// Days after which the last of them come.
        sick_last: Days,
    }
}

/// What waits or joins: men new to the theatre, men healed, tanks, guns.
type Draft = [f64; 4];

/// Men new to the theatre in a [`Draft`].
const MEN: usize = 0;
/// Men healed.
const HEALED: usize = 1;
/// Tanks.
const TANKS: usize = 2;
/// Guns and mortars.
const GUNS: usize = 3;

/// Where replacements and convalescents wait for their units.
#[derive(Resource, Debug, Default)]
pub struct Depots {
    /// Whether anything can ever come in the run.
    is_open: bool,
    /// Since when nothing has been given out.
    since: Minute,
    /// By formation, then by unit: what waits there.
    waiting: Vec<Draft>,
    /// Likewise: what their units lack of men, tanks and guns, in the day's reckoning.
    lack: Vec<[f64; 3]>,
    /// Likewise: the part of it that was looked at so far.
    passed: Vec<[f64; 3]>,
    /// By formation: units that are or will be there.
    living: Vec<u32>,
    /// By unit: what it lacks in the day's reckoning.
    lacks: Vec<[f64; 3]>,
    hospital: Hospital,
}

impl Depots {
    /// Empties them for a run.
    pub(crate) fn restart(&mut self, scenario: &Scenario, laws: &Params) {
        let days = scenario.calendar.end.days();
        let heals = convalescents::first_day(laws) < days;
        self.is_open = heals || !scenario.replacements.is_empty();
        self.since = Minute(0);
        self.waiting.clear();
        if self.is_open {
            let (formations, units) = (scenario.formations.len(), scenario.units.len());
            self.waiting.resize(formations + units, [0.0; 4]);
            self.hospital.restart(units, if heals { days } else { 0.0 });
        }
    }

    /// Takes in what came since the last time, in so many whole days.
    fn take_in(&mut self, scenario: &Scenario, until: Minute) {
        for stream in &scenario.replacements {
            let minutes = stream.until.0.min(until.0) - stream.from.0.max(self.since.0);
            if minutes > 0 {
                let days = minutes as f64 / DAY as f64;
                let depot = &mut self.waiting[depot(scenario, stream.to)];
                depot[MEN] += stream.men.best.max(0.0) * days;
                depot[TANKS] += stream.tanks.best.max(0.0) * days;
                depot[GUNS] += stream.guns.best.max(0.0) * days;
            }
        }
    }

    /// Adds up what the units of each depot lack.
    fn survey(&mut self, scenario: &Scenario, units: impl Iterator<Item = (UnitId, FormationId, bool)>) {
        for list in [&mut self.lack, &mut self.passed] {
            list.clear();
            list.resize(self.waiting.len(), [0.0; 3]);
        }
        self.living.clear();
        self.living.resize(scenario.formations.len(), 0);
        for ((unit, under, lives), lack) in units.zip(&self.lacks) {
            for depot in depots(scenario, unit, under) {
                (0..3).for_each(|n| self.lack[depot][n] += lack[n]);
                if let Some(living) = self.living.get_mut(depot) {
                    *living += u32::from(lives);
                }
            }
        }
    }

    /// A formation that has no units left passes on what waits for them.
    fn pass_on(&mut self, scenario: &Scenario) {
        for (f, formation) in scenario.formations.iter().enumerate() {
            if let Some(above) = formation.under.filter(|_| self.living[f] == 0) {
                let draft = std::mem::take(&mut self.waiting[f]);
                (0..4).for_each(|n| self.waiting[above.index()][n] += draft[n]);
            }
        }
    }

    /// Gives a unit its part of what waits in its depots, the nearest first.
    fn give(&mut self, scenario: &Scenario, unit: UnitId, under: FormationId, lack: [f64; 3]) -> Draft {
        let mut given = [0.0; 4];
        if lack == [0.0; 3] {
            return given;
        }
        let mut left = lack;
        for depot in depots(scenario, unit, under) {
            for (kind, goods) in [&[HEALED, MEN][..], &[TANKS], &[GUNS]].into_iter().enumerate() {
                let (all, passed) = (self.lack[depot][kind], &mut self.passed[depot][kind]);
                let before = *passed;
                *passed += lack[kind];
                if all <= 0.0 || lack[kind] <= 0.0 {
                    continue;
                }
                let waiting: f64 = goods.iter().map(|g| self.waiting[depot][*g]).sum();
                if waiting < 1.0 || left[kind] < 1.0 {
                    continue; // nobody whole
                }
                let whole = part(waiting.min(all), before, *passed, all).min(left[kind].floor());
                left[kind] -= whole;
                let mut rest = whole;
                for &good in goods {
                    let taken = rest.min(self.waiting[depot][good]);
                    rest -= taken;
                    self.waiting[depot][good] -= taken;
                    given[good] += taken;
                }
            }
        }
        given
    }
}

/// The whole part of so many that falls to a stretch of all, so that the parts of all stretches add up.
#[must_use]
pub fn part(of: f64, from: f64, to: f64, all: f64) -> f64 {
    let whole = of.floor();
    ((whole * to / all).floor() - (whole * from / all).floor()).max(0.0)
}

/// What a unit may take of men, tanks and guns in so many days.
#[must_use]
pub fn lack(laws: &Params, start: &Unit, now: &Strength, condition: &Condition, days: f64) -> [f64; 3] {
    let fit = condition.cut_days == 0.0
        && condition.supply >= laws.supplied.get()
        && condition.age_days <= laws.engaged.get();
    if !fit {
        return [0.0; 3];
    }
    let full = laws.full.get();
    let men = (full * now.men_at_start - now.men).min(laws.intake.get() * now.men_at_start * days);
    let tanks = full * start.tanks.best - now.tanks - now.tanks_in_repair;
    let guns = full * start.guns.best - now.guns;
    [men, tanks, guns].map(|lack| lack.max(0.0))
}

fn depot(scenario: &Scenario, of: Addressee) -> usize {
    match of {
        Addressee::Formation(formation) => formation.index(),
        Addressee::Unit(unit) => scenario.formations.len() + unit.index(),
    }
}

/// The depots from which a unit is refilled: its own, then those of its formation and of all above.
fn depots(scenario: &Scenario, unit: UnitId, under: FormationId) -> impl Iterator<Item = usize> {
    let above = std::iter::successors(Some(under), |f| scenario.formation(*f).under);
    std::iter::once(depot(scenario, Addressee::Unit(unit))).chain(above.map(FormationId::index))
}

type Refilled = (&'static mut Strength, &'static Condition, &'static Duty, &'static Toll);

/// Once a day: takes in what came, sends the healed to their formations, gives out.
pub(crate) fn replacements(
    clock: Res<Clock>,
    operation: Res<Operation>,
    laws: Res<Laws>,
    mut depots: ResMut<Depots>,
    mut units: Units<Refilled>,
    mut journal: ResMut<Journal>,
) {
    let days = (clock.now - depots.since) / DAY;
    if !depots.is_open || days < 1 {
        return;
    }
    let (scenario, laws, depots) = (&*operation.0, &laws.0.replacements, &mut *depots);
    let until = depots.since + days * DAY;
    depots.take_in(scenario, until);
    depots.since = until;
    let tolls = units.each().map(|(_, (_, _, _, toll))| toll.total);
    depots.hospital.book(days, tolls);
    depots.hospital.discharge(laws, days);
    for (id, (_, _, duty, _)) in units.each() {
        depots.waiting[duty.under.index()][HEALED] += depots.hospital.healed(id);
    }
    if depots.waiting.iter().all(|draft| draft.iter().sum::<f64>() < 1.0) {
        return;
    }
    let lacks = |id, strength: &Strength, condition: &Condition, duty: &Duty| {
        let present = duty.status == Status::Present && strength.men > 0.0;
        if present { lack(laws, scenario.unit(id), strength, condition, days as f64) } else { [0.0; 3] }
    };
    depots.lacks.clear();
    depots.lacks.extend(
        units.each().map(|(id, (strength, condition, duty, _))| lacks(id, strength, condition, duty)),
    );
    let listed = units.each().map(|(id, (_, _, duty, _))| {
        (id, duty.under, matches!(duty.status, Status::Present | Status::Awaited))
    });
    depots.survey(scenario, listed);
    depots.pass_on(scenario);
    for (id, (strength, _, duty, _)) in units.each_mut() {
        let lack = depots.lacks[id.index()];
        let given = depots.give(scenario, id, duty.under, lack);
        if given != [0.0; 4] {
            join(id, strength, given, lack[0], &mut journal);
        }
    }
}

/// A unit takes in what it was given.
fn join(id: UnitId, strength: &mut Strength, given: Draft, lack: f64, journal: &mut Journal) {
    let men = given[MEN] + given[HEALED];
    if men > 0.0 && journal.wants_factors() {
        let factors = [
            Factor { name: "what it lacks and can take in", value: lack / strength.men_at_start },
            Factor { name: "what its depots have of that", value: men / lack },
        ];
        journal.factors(Applied::JoinedShare(id), men / strength.men_at_start, &factors);
    }
    strength.men += men;
    strength.tanks += given[TANKS];
    strength.guns += given[GUNS];
    let [men, healed, tanks, guns] = given;
    journal.tell(What::Joined { unit: id, men, healed, tanks, guns });
}

/// What waits in the depots, where there are any.
pub(crate) fn digest(world: &World, to: &mut Fold) {
    world.resource::<Depots>().waiting.iter().for_each(|draft| to.numbers(*draft));
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn parts_are_whole_and_add_up() {
        let bounds = [0.0, 0.4, 1.7, 2.0, 9.9, 10.0];
        let parts: Vec<f64> = bounds.windows(2).map(|w| part(7.9, w[0], w[1], 10.0)).collect();
        assert_eq!(parts.iter().sum::<f64>(), 7.0);
        assert!(parts.iter().all(|p| p.fract() == 0.0 && *p >= 0.0), "{parts:?}");
    }
}
