//! Doctrine: what a formation does of its own accord where no order stands.
//!
//! Law     Each morning a formation whose units are without orders looks for the nearest key place or town that the enemy
//!         holds. If its free troops outnumber the enemy known near its way by the ratio that doctrine asks for an attack,
//!         it makes that place its objective, and keeps it until the place is taken or the odds are gone; else it holds.
//! Source  field service regulations of both armies: initiative where orders fail; ratio, see the rules file.
//! Phase   Command, before planning.  Reads Duty, Position, Strength, Condition, Cover, Knowledge.  Writes Doctrine.
//!         Entries none.  Dice Estimate.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Local, Res, ResMut};
use bevy_ecs::world::World;
use verst_domain::forces::{Mobility, UnitKind};
use verst_domain::ids::{FormationId, PlaceId, SideId};
use verst_domain::time::{DAY, Minute};
use verst_engine::components::{Condition, Duty, Position, Stance, Status, Strength};
use verst_engine::dice::Dice;
use verst_engine::digest::Fold;
use verst_engine::muster::{Constants, Operation};
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::coefficient::{Days, Km, Share, Times};
use crate::cover::Cover;
use crate::facts::Facts;
use crate::knowledge::{Knowledge, about, misjudgement};
use crate::near::Near;
use crate::path::{Network, Paths};
use crate::rules_file::Laws;
use crate::staff::Staff;

crate::coefficients! {
    /// Coefficients of doctrine.
    Params in "doctrine" {
        /// Own men per known enemy at which a formation attacks of its own accord.
        attacks: Times,
        /// Own men per known enemy below which it gives its objective up.
        gives_up: Times,
        /// Days of march within which it looks for an objective.
        horizon: Days,
        /// How near its seat or its objective an enemy counts.
        near: Km,
        /// Supply below which units do not count.
        least_supply: Share,
    }
}

/// Objectives that formations have set themselves.
#[derive(Resource, Debug, Default)]
pub struct Doctrine {
    goals: Vec<Option<PlaceId>>,
}

impl Doctrine {
    /// Forgets the last run.
    pub(crate) fn restart(&mut self, formations: usize) {
        self.goals.clear();
        self.goals.resize(formations, None);
    }

    /// The objective of a formation.
    #[must_use]
    pub fn goal(&self, formation: FormationId) -> Option<PlaceId> {
        self.goals[formation.index()]
    }
}

/// State that the next turns depend on.
pub fn digest(world: &World, to: &mut Fold) {
    for (formation, goal) in world.resource::<Doctrine>().goals.iter().enumerate() {
        if let Some(place) = goal {
            to.ints([formation as u64, u64::from(place.0)]);
        }
    }
}

/// Whether a unit's formation disposes of it: it has no order, and is made for attack.
#[must_use]
pub(crate) fn is_free(duty: &Duty, kind: UnitKind) -> bool {
    let made_for_it = !matches!(kind, UnitKind::Garrison | UnitKind::Security | UnitKind::Artillery);
    duty.status == Status::Present && duty.order.is_none() && made_for_it && duty.stance != Stance::Retreat
}

/// What a formation disposes of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Force {
    side: SideId,
    men: f64,
    /// Where its strongest unit stands, and how strong that is.
    seat: PlaceId,
    strongest: f64,
}

type Seen = (&'static Duty, &'static Position, &'static Strength, &'static Condition);

/// Sets every formation an objective, or none.
#[expect(clippy::too_many_arguments, reason = "the parameters of a system are its declared access")]
pub(crate) fn doctrine(
    clock: Res<Clock>,
    operation: Res<Operation>,
    facts: Res<Facts>,
    constants: Res<Constants>,
    laws: Res<Laws>,
    dice: Res<Dice>,
    cover: Res<Cover>,
    staff: Res<Staff>,
    network: Res<Network>,
    knowledge: Res<Knowledge>,
    units: Units<Seen>,
    mut doctrine: ResMut<Doctrine>,
    mut paths: Local<Paths>,
    mut forces: Local<Vec<Option<Force>>>,
    mut near: Local<Near>,
) {
    if clock.now.0 % DAY != 0 {
        return;
    }
    muster(&facts, &cover, &laws.0.doctrine, &units, doctrine.goals.len(), &mut forces);
    near.look(operation.0.digest, &operation.0.theatre.places, laws.0.doctrine.near.get());
    let morning = Morning {
        near: &near,
        laws: &laws,
        facts: &facts,
        constants: &constants,
        dice: &dice,
        cover: &cover,
        staff: &staff,
        network: &network,
        knowledge: &knowledge,
        now: clock.now,
    };
    for (goal, force) in doctrine.goals.iter_mut().zip(forces.iter()) {
        *goal = force.and_then(|force| morning.choose(&force, *goal, &units, &mut paths));
    }
}

/// The free troops of each formation.
fn muster(
    facts: &Facts,
    cover: &Cover,
    laws: &Params,
    units: &Units<Seen>,
    formations: usize,
    forces: &mut Vec<Option<Force>>,
) {
    forces.clear();
    forces.resize(formations, None);
    for (id, (duty, position, strength, condition)) in units.each() {
        let fit = condition.supply >= laws.least_supply.get() && !duty.exhausted;
        if !fit || !is_free(duty, facts.unit(id).kind) {
            continue;
        }
        let side = facts.unit(id).side;
        let seat = cover.anchor(side, position);
        let none = Force { side, men: 0.0, seat, strongest: 0.0 };
        let force = forces[duty.under.index()].get_or_insert(none);
        force.men += strength.men;
        if strength.men > force.strongest {
            (force.seat, force.strongest) = (seat, strength.men);
        }
    }
}

/// What staffs go by.
struct Morning<'a> {
    near: &'a Near,
    laws: &'a Laws,
    facts: &'a Facts,
    constants: &'a Constants,
    dice: &'a Dice,
    cover: &'a Cover,
    staff: &'a Staff,
    network: &'a Network,
    knowledge: &'a Knowledge,
    now: Minute,
}

impl Morning<'_> {
    fn choose(
        &self,
        force: &Force,
        has: Option<PlaceId>,
        units: &Units<Seen>,
        paths: &mut Paths,
    ) -> Option<PlaceId> {
        let laws = &self.laws.0.doctrine;
        let kept = has.filter(|&place| self.cover.holder(place) != force.side);
        let (place, ratio) = match kept {
            Some(place) => (place, laws.gives_up.get()),
            None => (self.nearest(force, paths)?, laws.attacks.get()),
        };
        (force.men >= ratio * self.enemies(force, place, units)).then_some(place)
    }

    /// The nearest key place or town that the enemy holds.
    fn nearest(&self, force: &Force, paths: &mut Paths) -> Option<PlaceId> {
        let horizon = self.laws.0.doctrine.horizon.get();
        let is_worth = |place: PlaceId| {
            let known =
                self.facts.town_depth(place) > 0.0 || self.facts.key_places().binary_search(&place).is_ok();
            known && self.cover.holder(place) != force.side
        };
        let mut found = None;
        let ends = |place: PlaceId, days: f64| {
            if found.is_none() && days <= horizon && is_worth(place) {
                found = Some(place);
            }
            found.is_some() || days > horizon
        };
        paths.search_until(self.network, [(force.seat, 0.0)], ends, |link, _, _| {
            self.staff.days(Mobility::Foot, link)
        });
        found
    }

    /// Men of the enemy who are taken to be near the seat or the objective.
    fn enemies(&self, force: &Force, place: PlaceId, units: &Units<Seen>) -> f64 {
        let is_near = |at| self.near.are(force.seat, at) || self.near.are(place, at);
        let counts =
            |id| self.facts.unit(id).side != force.side && self.knowledge.place(id).is_some_and(is_near);
        let men: f64 = units.each().map(|(id, row)| if counts(id) { row.2.men } else { 0.0 }).sum();
        let about = about(self.constants, place, force.side);
        men * misjudgement(&self.laws.0.knowledge, self.dice, about, self.now)
    }
}
