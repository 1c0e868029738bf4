//! Doctrine: what troops do of their own accord where no order stands.
//!
//! Law     Each morning the strongest unit of a formation that is without orders looks, from where it stands, for the nearest key
//!         place or town that the enemy holds; those of the formation who can be there in time join it. If its side, they and all
//!         friends who are near their way, outnumbers the enemy known near it by the ratio that doctrine asks for an attack,
//!         they make that place their objective, and keep it until the place is taken or the odds are gone; the others look in their turn, and who finds
//!         none holds. Troops under orders who may strike back (counterstroke.rs) do the same for a place that has just been lost. Scale: staffs look as far ahead as a turn, and some days at least.
//! Source  field service regulations of both armies: initiative where orders fail; ratio, see the rules file.
//! Phase   Command, before planning.  Reads Duty, Position, Strength, Condition, Cover, Knowledge.  Writes Doctrine.
//!         Entries none.  Dice Estimate.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Local, Res, ResMut};
use bevy_ecs::world::World;
use verst_domain::forces::{Mobility, UnitKind};
use verst_domain::ids::{FormationId, PlaceId, SideId, UnitId};
use verst_domain::time::{DAY, Minute};
use verst_engine::components::{Condition, Duty, Holding, Position, Stance, Status, Strength};
use verst_engine::dice::Dice;
use verst_engine::digest::Fold;
use verst_engine::muster::{Constants, Operation};
use verst_engine::roster::{Places, Units};
use verst_engine::run::Clock;

use crate::by_place::ByPlace;
use crate::coefficient::{Days, Km, Share, Times};
use crate::counterstroke::{Scene, is_to_be_retaken};
use crate::cover::Cover;
use crate::facts::Facts;
use crate::knowledge::{Knowledge, about, misjudgement};
use crate::near::Near;
use crate::path::{Network, Paths};
use crate::reach::Reach;
use crate::rules_file::Laws;
use crate::staff::Staff;

crate::coefficients! {
    /// Coefficients of doctrine.
    Params in "doctrine" {
        /// Men of the side per known enemy at which troops attack of their own accord.
        attacks: Times,
        /// Men of the side per known enemy below which they give their objective up.
        gives_up: Times,
        /// Days of march within which they look for an objective, or those of a turn if these are more.
        horizon: Days,
        /// How near their seat or their objective an enemy counts.
        near: Km,
        /// Supply below which units do not count.
        least_supply: Share,
    }
}

/// Objectives that units have set themselves.
#[derive(Resource, Debug, Default)]
pub struct Doctrine {
    goals: Vec<Option<PlaceId>>,
}

impl Doctrine {
    /// Forgets the last run.
    pub(crate) fn restart(&mut self, units: usize) {
        self.goals.clear();
        self.goals.resize(units, None);
    }

    /// Lets a unit forget its objective.
    pub(crate) fn forget(&mut self, unit: UnitId) {
        self.goals[unit.index()] = None;
    }

    /// The objective of a unit.
    #[must_use]
    pub fn goal(&self, unit: UnitId) -> Option<PlaceId> {
        self.goals[unit.index()]
    }
}

/// State that the next turns depend on.
pub fn digest(world: &World, to: &mut Fold) {
    for (unit, goal) in world.resource::<Doctrine>().goals.iter().enumerate() {
        if let Some(place) = goal {
            to.ints([unit as u64, u64::from(place.0)]);
        }
    }
}

/// Whether a unit is made for attack.
pub(crate) fn is_made_for_attack(kind: UnitKind) -> bool {
    !matches!(kind, UnitKind::Garrison | UnitKind::Security | UnitKind::Artillery)
}

/// Whether a unit disposes of itself: it has no order, and is made for attack.
#[must_use]
pub(crate) fn is_free(duty: &Duty, kind: UnitKind) -> bool {
    let goes_back = duty.stance == Stance::Retreat;
    duty.status == Status::Present && duty.order.is_none() && is_made_for_attack(kind) && !goes_back
}

/// A unit that disposes of itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Free {
    unit: UnitId,
    side: SideId,
    under: FormationId,
    men: f64,
    seat: PlaceId,
    /// Where its marches begin, and the days that it needs to get there.
    begins: [(PlaceId, f64); 2],
    has: Option<PlaceId>,
    /// It has an order, signed at this minute, and may only retake what has been lost since; none: it has no order.
    retakes: Option<f64>,
}

type Seen = (&'static Duty, &'static Position, &'static Strength, &'static Condition);

/// Sets every free unit an objective, or none.
#[expect(clippy::too_many_arguments, reason = "the parameters of a system are its declared access")]
pub(crate) fn doctrine(
    clock: Res<Clock>,
    operation: Res<Operation>,
    facts: Res<Facts>,
    constants: Res<Constants>,
    laws: Res<Laws>,
    (dice, cover): (Res<Dice>, Res<Cover>),
    staff: Res<Staff>,
    network: Res<Network>,
    knowledge: Res<Knowledge>,
    units: Units<Seen>,
    (places, reach): (Places<&'static Holding>, Res<Reach>),
    mut doctrine: ResMut<Doctrine>,
    mut paths: Local<Paths>,
    mut free: Local<Vec<Free>>,
    mut near: Local<Near>,
    (mut left, mut near_it, mut friends): (Local<Vec<Free>>, Local<Vec<UnitId>>, Local<ByPlace>),
) {
    if clock.now.0 % DAY != 0 {
        return;
    }
    let params = &laws.0.doctrine;
    near.look(operation.0.digest, &operation.0.theatre.places, params.near.get());
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
        places: &places,
        scene: Scene {
            scenario: &operation.0,
            cover: &cover,
            reach: &reach,
            within: laws.0.reaction.within.get(),
            now: clock.now,
        },
        now: clock.now,
        horizon: params.horizon.get().max(operation.0.calendar.turn as f64 / DAY as f64),
    };
    morning.muster(&units, &doctrine, &mut free);
    morning.look_for_friends(&units, &mut friends);
    doctrine.goals.fill(None);
    // Nobody joins another formation: each decides for itself.
    for formation in free.chunk_by(|one, next| one.under == next.under) {
        left.clear();
        left.extend_from_slice(formation);
        while let Some(first) = left.first().copied() {
            let (goal, together) = match first.has {
                Some(goal) => (Some(goal), Together::Goal(goal)),
                None => match morning.nearest(&first, &mut paths) {
                    Some(goal) => (Some(goal), Together::InTime(goal)),
                    None => (None, Together::Alone),
                },
            };
            if let Together::InTime(goal) = together {
                morning.march_to(goal, &mut paths);
            }
            let joins = |f: &Free| f.unit == first.unit || morning.joins(f, &first, together, &paths);
            let ratio = if first.has.is_some() { params.gives_up.get() } else { params.attacks.get() };
            let goal = goal.filter(|&place| {
                let joining = left.iter().filter(|f| joins(f)).map(|f| f.unit);
                let men = morning.friends(&first, place, joining, &friends, &units, &mut near_it);
                men >= ratio * morning.enemies(&first, place, &units, &mut near_it)
            });
            for f in left.iter().filter(|f| joins(f)) {
                doctrine.goals[f.unit.index()] = goal;
            }
            left.retain(|f| !joins(f));
        }
    }
}

/// Who goes with the first.
#[derive(Clone, Copy, Debug)]
enum Together {
    /// Nobody.
    Alone,
    /// All who have the objective already.
    Goal(PlaceId),
    /// All who have none and can be there in time.
    InTime(PlaceId),
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
    places: &'a Places<'a, 'a, &'static Holding>,
    scene: Scene<'a>,
    now: Minute,
    /// Days ahead that they look.
    horizon: f64,
}

impl Morning<'_> {
    /// Lists the free units that are fit by formation, the strongest of each first.
    fn muster(&self, units: &Units<Seen>, doctrine: &Doctrine, free: &mut Vec<Free>) {
        free.clear();
        for (id, (duty, position, strength, condition)) in units.each() {
            let unit = self.facts.unit(id);
            let fit = condition.supply >= self.laws.0.doctrine.least_supply.get() && !duty.exhausted;
            let side = unit.side;
            let has = doctrine.goal(id).filter(|&place| self.cover.holder(place) != side);
            let retakes = self.scene.may_strike(id, duty, has);
            if !fit || retakes.is_none() && !is_free(duty, unit.kind) {
                continue;
            }
            let (seat, men) = (self.cover.anchor(side, position), strength.men);
            let begins = self.staff.begins(self.facts, Mobility::Foot, position, self.now);
            free.push(Free { unit: id, side, under: duty.under, men, seat, begins, has, retakes });
        }
        free.sort_by(|a, b| a.under.cmp(&b.under).then(b.men.total_cmp(&a.men)).then(a.unit.cmp(&b.unit)));
    }

    /// The nearest key place or town that the enemy holds.
    fn nearest(&self, first: &Free, paths: &mut Paths) -> Option<PlaceId> {
        let is_worth = |place: PlaceId| {
            if let Some(signed) = first.retakes {
                let (laws, holding) = (&self.laws.0.counterstroke, self.places.get(place));
                return is_to_be_retaken(laws, holding, first.side, signed, self.now);
            }
            let known =
                self.facts.town_depth(place) > 0.0 || self.facts.key_places().binary_search(&place).is_ok();
            known && self.cover.holder(place) != first.side
        };
        let mut found = None;
        let ends = |place: PlaceId, days: f64| {
            if found.is_none() && days <= self.horizon && is_worth(place) {
                found = Some(place);
            }
            found.is_some() || days > self.horizon
        };
        paths.search_until(self.network, first.begins, ends, |link, _, _| {
            self.staff.days(Mobility::Foot, link)
        });
        found
    }

    /// Reckons the days of march to a place, as if nobody barred the way.
    fn march_to(&self, goal: PlaceId, paths: &mut Paths) {
        let too_far = |_, days| days > self.horizon;
        paths.search_until(self.network, [(goal, 0.0)], too_far, |link, _, _| {
            self.staff.days(Mobility::Foot, link)
        });
    }

    fn joins(&self, f: &Free, first: &Free, together: Together, paths: &Paths) -> bool {
        let is_of_it = f.under == first.under && f.retakes.is_some() == first.retakes.is_some();
        match together {
            Together::Alone => false,
            Together::Goal(goal) => is_of_it && f.has == Some(goal),
            Together::InTime(_) => {
                let days =
                    f.begins.iter().map(|&(at, days)| days + paths.cost(at)).fold(f64::INFINITY, f64::min);
                is_of_it && f.has.is_none() && days <= self.horizon
            }
        }
    }

    /// Lists the units of both sides where they are.
    fn look_for_friends(&self, units: &Units<Seen>, friends: &mut ByPlace) {
        friends.restart(self.cover.garrisons().len());
        for (id, (duty, position, ..)) in units.each() {
            if duty.status == Status::Present {
                friends.add(position.place, id);
            }
        }
    }

    /// Places near the seat or the objective.
    fn near_way(&self, first: &Free, place: PlaceId) -> impl Iterator<Item = PlaceId> {
        self.near.to(first.seat).iter().chain(self.near.to(place)).copied()
    }

    /// Men who join, and their friends near the seat or the objective.
    fn friends(
        &self,
        first: &Free,
        place: PlaceId,
        joining: impl Iterator<Item = UnitId>,
        friends: &ByPlace,
        units: &Units<Seen>,
        near_it: &mut Vec<UnitId>,
    ) -> f64 {
        friends.gather(self.near_way(first, place), near_it);
        near_it.retain(|&id| self.facts.unit(id).side == first.side);
        near_it.extend(joining);
        near_it.sort_unstable();
        near_it.dedup();
        near_it.iter().map(|&id| units.get(id).2.men).sum()
    }

    /// Men of the enemy who are taken to be near the seat or the objective.
    fn enemies(&self, first: &Free, place: PlaceId, units: &Units<Seen>, near_it: &mut Vec<UnitId>) -> f64 {
        self.knowledge.known_at(self.near_way(first, place), near_it);
        let enemies = near_it.iter().filter(|&&id| self.facts.unit(id).side != first.side);
        let men: f64 = enemies.map(|&id| units.get(id).2.men).sum();
        let about = about(self.constants, place, first.side);
        men * misjudgement(&self.laws.0.knowledge, self.dice, about, self.now)
    }
}
