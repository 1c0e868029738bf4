//! Fires: artillery that lends its guns to a formation.
//!
//! Law     A unit of artillery with an order to support lends its guns, not its men, to the contacts on which the formation
//!         attacks, by the men who attack there; where it attacks nowhere, to those on which it is attacked. The front has
//!         to lie within reach of the unit, or before the place at which it stands: batteries follow their infantry up the
//!         road. Guns on the march do not fire. A unit that has less than the saving part of its ammunition fires so much
//!         less, and lends so many guns less. A gun that fires all day uses up `fired`; the law of engagement counts no
//!         more guns per thousand men than its cap. Out of reach the unit goes to the place behind its main contact.
//! Source  Soviet units of fire and their use in offensives; ranges of divisional and corps guns: see the rules file.
//! Phase   Contact, before the decision to attack: guns are laid. Fires: they fire where the attack goes on.  Reads Cover,
//!         Duty, Position, Strength, Condition, Orders, Lines.  Writes Fires.  Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Local, Res, ResMut, SystemParam};
use bevy_ecs::world::World;
use verst_domain::forces::UnitKind;
use verst_domain::geo::{LatLon, distance_km};
use verst_domain::ids::{FormationId, LinkId, PlaceId, SideId, UnitId};
use verst_domain::journal::{Applied, Factor};
use verst_domain::orders::Task;
use verst_domain::scenario::Scenario;
use verst_engine::components::{Condition, Duty, Lines, Position, Stance, Status, Strength};
use verst_engine::digest::Fold;
use verst_engine::journal::Journal;
use verst_engine::muster::Operation;
use verst_engine::roster::{Links, Units};
use verst_engine::run::Clock;

use crate::battle::Axis;
use crate::coefficient::{KgPerGun, KgPerGunDay, Km};
use crate::cover::Cover;
use crate::deployment::Deployment;
use crate::facts::Facts;
use crate::orders::Orders;
use crate::ranks::Ranks;
use crate::rules_file::Laws;
use crate::stocks::Load;

crate::coefficients! {
    /// Coefficients of artillery in support.
    Params in "fires" {
        /// How far from its unit the front may lie for its guns to reach it.
        reach: Km,
        /// Ammunition carried.
        carried: KgPerGun,
        /// Ammunition fired in a day of fighting.
        fired: KgPerGunDay,
    }
}

/// Share of its guns that a unit can serve with what it carries: below the part at which it saves, less.
#[must_use]
pub fn served(ammunition: f64, saving: f64) -> f64 {
    (ammunition / saving).clamp(0.0, 1.0)
}

/// A unit in support.
#[derive(Clone, Copy, Debug, Default)]
struct Battery {
    /// Whether its order is to support.
    supports: bool,
    /// Whether its guns are lent.
    lends: bool,
    /// Days of a full day's fire in the last round.
    fired_days: f64,
    /// Where it has to go to be within reach.
    goal: Option<PlaceId>,
}

/// Guns lent, until the next round.
#[derive(Resource, Debug, Default)]
pub struct Fires {
    /// By unit; empty: nobody was ever told to support.
    batteries: Vec<Battery>,
    /// By link and side: guns lent to those who fight there.
    guns: Vec<[f64; 2]>,
}

/// Whether any unit is ever told to support.
pub(crate) fn are_ordered(scenario: &Scenario) -> bool {
    scenario.orders.iter().any(|o| matches!(o.task, Task::Support { .. }))
}

impl Fires {
    /// No gun is laid yet.
    #[must_use]
    pub fn start(scenario: &Scenario) -> Self {
        if !are_ordered(scenario) {
            return Self::default();
        }
        Self {
            batteries: vec![Battery::default(); scenario.units.len()],
            guns: vec![[0.0; 2]; scenario.theatre.links.len()],
        }
    }

    fn battery(&self, unit: UnitId) -> Battery {
        self.batteries.get(unit.index()).copied().unwrap_or_default()
    }

    /// Guns lent to a side on the axes of an engagement.
    pub(crate) fn lent(&self, side: SideId, axes: &[Axis]) -> f64 {
        let on = |axis: &Axis| self.guns.get(axis.link.index()).map_or(0.0, |guns| guns[side.index()]);
        axes.iter().map(on).sum()
    }

    /// Share of its guns that a unit keeps for where it stands.
    #[must_use]
    pub fn kept(&self, unit: UnitId) -> f64 {
        if self.battery(unit).lends { 0.0 } else { 1.0 }
    }

    /// Where a unit has to go to be within reach of those whom it supports.
    #[must_use]
    pub fn goal(&self, unit: UnitId) -> Option<PlaceId> {
        self.battery(unit).goal
    }

    /// What a unit in support carries and has used up, per man: ammunition goes by its guns.
    pub(crate) fn stock(
        &self,
        laws: &Params,
        unit: UnitId,
        strength: &Strength,
        load: &mut Load,
        used: &mut Load,
    ) {
        let battery = self.battery(unit);
        if battery.supports && strength.men > 0.0 {
            let guns = strength.guns / strength.men;
            load.ammunition = laws.carried.get() * guns;
            used.ammunition += laws.fired.get() * guns * battery.fired_days;
        }
    }
}

/// State that the next round depends on.
pub fn digest(world: &World, to: &mut Fold) {
    for battery in &world.resource::<Fires>().batteries {
        let goal = battery.goal.map_or(u64::MAX, |place| u64::from(place.0));
        to.ints([u64::from(battery.supports), goal]);
        to.numbers([battery.fired_days]);
    }
}

type Gunner = (&'static Strength, &'static Condition, &'static Position, &'static Duty);

/// What laying reads.
#[derive(SystemParam)]
pub(crate) struct Field<'w, 's> {
    clock: Res<'w, Clock>,
    operation: Res<'w, Operation>,
    facts: Res<'w, Facts>,
    laws: Res<'w, Laws>,
    cover: Res<'w, Cover>,
    orders: Res<'w, Orders>,
    links: Links<'w, 's, &'static Lines>,
}

/// Men who attack on a contact, and their formation.
#[derive(Clone, Copy, Debug)]
struct Attack {
    link: LinkId,
    side: SideId,
    under: FormationId,
    men: f64,
}

/// Work space.
#[derive(Default)]
pub(crate) struct Work {
    attacks: Vec<Attack>,
    /// By formation that is supported: its attacks, by their place among all.
    own: Vec<Vec<u32>>,
    /// By link and side: whether the side is attacked there.
    attacked: Vec<[bool; 2]>,
    /// Links that are attacked and are no contacts: on them is who has been left behind the lines.
    behind_lines: Vec<LinkId>,
    /// The contacts of the formations that are supported.
    deployment: Deployment,
    targets: Vec<(LinkId, f64)>,
}

/// Lays the guns on the contacts on which attacks stand ready, so that staffs can count on them.
pub(crate) fn lay(
    field: Field,
    units: Units<Gunner>,
    mut fires: ResMut<Fires>,
    mut journal: ResMut<Journal>,
    mut work: Local<Work>,
) {
    field.lay_all(&units, false, &mut fires, &mut journal, &mut work);
}

/// The guns fire where attacks go on.
pub(crate) fn fire(
    field: Field,
    units: Units<Gunner>,
    mut fires: ResMut<Fires>,
    mut journal: ResMut<Journal>,
    mut work: Local<Work>,
) {
    field.lay_all(&units, true, &mut fires, &mut journal, &mut work);
}

impl Field<'_, '_> {
    fn lay_all(
        &self,
        units: &Units<Gunner>,
        firing: bool,
        fires: &mut Fires,
        journal: &mut Journal,
        work: &mut Work,
    ) {
        let Some(units) = units.columns().filter(|_| !fires.batteries.is_empty()) else { return };
        let ranks = Ranks { scenario: &self.operation.0, units, held_back: &[] };
        fires.guns.fill([0.0; 2]);
        self.find_attacks(ranks, firing, &mut work.attacks);
        self.look(ranks, fires.batteries.len(), work);
        for index in 0..fires.batteries.len() {
            let id = UnitId::new(index);
            let before = std::mem::take(&mut fires.batteries[index]);
            let Some(formation) = self.supported(ranks, id) else { continue };
            let battery = &mut fires.batteries[index];
            // What was fired is booked by the next step of supply; what is laid now has not fired yet.
            *battery = Battery { supports: true, goal: before.goal, ..Battery::default() };
            battery.fired_days = if firing { 0.0 } else { before.fired_days };
            if !firing {
                battery.goal = self.goal(ranks, id, formation, &work.deployment);
            }
            self.lay_battery(ranks, id, formation, firing, fires, journal, work);
        }
    }

    /// The formation that a unit was told to support with its guns, if it can.
    fn supported(&self, ranks: Ranks<'_>, id: UnitId) -> Option<FormationId> {
        let (duty, kind) = (ranks.duty(id), self.facts.unit(id).kind);
        if duty.status != Status::Present || kind != UnitKind::Artillery || ranks.strength(id).men <= 0.0 {
            return None;
        }
        match self.operation.0.orders[duty.order?.index()].task {
            Task::Support { formation } => Some(formation),
            _ => None,
        }
    }

    /// Who attacks where; the last time before the fight only those who do not wait.
    fn find_attacks(&self, ranks: Ranks<'_>, firing: bool, attacks: &mut Vec<Attack>) {
        attacks.clear();
        for (index, duty) in ranks.units.3.iter().enumerate() {
            let id = UnitId::new(index);
            let attacks_now = duty.stance == Stance::Attack && (duty.committed || !firing);
            if let Some(link) = ranks.attacks_on(id).filter(|_| attacks_now) {
                let (side, men) = (self.facts.unit(id).side, ranks.strength(id).men);
                attacks.push(Attack { link, side, under: duty.under, men });
            }
        }
    }

    /// Finds the attacks and contacts of the formations that are supported.
    fn look(&self, ranks: Ranks<'_>, units: usize, work: &mut Work) {
        let Work { attacks, own, attacked, behind_lines, deployment, .. } = work;
        deployment.clear();
        let batteries = (0..units).map(UnitId::new);
        batteries.filter_map(|id| self.supported(ranks, id)).for_each(|of| deployment.want(of));
        deployment.find(&self.cover, &self.facts, &self.orders, ranks.units.3);
        own.resize_with(self.operation.0.formations.len(), Vec::new);
        own.iter_mut().for_each(Vec::clear);
        attacked.clear();
        attacked.resize(self.facts.links().len(), [false; 2]);
        behind_lines.clear();
        for (index, attack) in attacks.iter().enumerate() {
            if !self.cover.is_contact(attack.link) {
                behind_lines.push(attack.link);
            }
            attacked[attack.link.index()][attack.side.enemy().index()] = true;
            for formation in deployment.wanted_above(&self.orders, attack.under) {
                own[formation.index()].push(index as u32);
            }
        }
    }

    /// Lays a unit's guns on the contacts of the formation that need them.
    #[expect(clippy::too_many_arguments, reason = "one unit in a round")]
    fn lay_battery(
        &self,
        ranks: Ranks<'_>,
        id: UnitId,
        formation: FormationId,
        firing: bool,
        fires: &mut Fires,
        journal: &mut Journal,
        work: &mut Work,
    ) {
        let Work { attacks, own, attacked, behind_lines, deployment, targets } = work;
        let side = self.facts.unit(id).side;
        if ranks.position(id).leg.is_some_and(|leg| leg.km_per_day > 0.0) {
            return;
        }
        targets.clear();
        let own = own[formation.index()].iter().map(|&at| &attacks[at as usize]);
        targets.extend(own.filter(|a| a.side == side).map(|a| (a.link, a.men)));
        targets.sort_by_key(|target| target.0);
        targets.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            kept.1 += if is_same { next.1 } else { 0.0 };
            is_same
        });
        targets.retain(|&(link, _)| self.is_in_reach(ranks, id, link));
        if targets.is_empty() {
            let contacts = deployment.contacts(formation, side).iter().chain(&*behind_lines);
            let attacked = contacts.filter(|link| attacked[link.index()][side.index()]);
            targets.extend(attacked.map(|&link| (link, self.men_of(ranks, formation, side, link))));
            targets.sort_by_key(|target| target.0);
            targets.dedup_by_key(|target| target.0);
            targets.retain(|&(link, men)| men > 0.0 && self.is_in_reach(ranks, id, link));
        }
        let men: f64 = targets.iter().map(|target| target.1).sum();
        if men <= 0.0 {
            return;
        }
        let laws = &self.laws.0;
        let guns = ranks.strength(id).guns;
        let served = served(ranks.condition(id).ammunition, laws.stocks.saving.get());
        fires.batteries[id.index()].lends = true;
        if firing {
            fires.batteries[id.index()].fired_days = served * self.clock.step_days();
        }
        for &(link, there) in targets.iter() {
            let lent = guns * served * (there / men);
            fires.guns[link.index()][side.index()] += lent;
            if firing && journal.wants_factors() {
                let factors = [
                    Factor { name: "guns of the unit", value: guns },
                    Factor { name: "ammunition", value: served },
                    Factor { name: "share of its targets", value: there / men },
                ];
                journal.factors(Applied::GunsLent(id, link), lent, &factors);
            }
        }
    }

    /// Men of a formation on a contact, and behind it in the place that they hold.
    fn men_of(&self, ranks: Ranks<'_>, formation: FormationId, side: SideId, link: LinkId) -> f64 {
        let is_of = |m: &&(UnitId, f64)| {
            self.facts.unit(m.0).side == side && self.orders.is_under(ranks.duty(m.0).under, formation)
        };
        let end = self.cover.held_end(&self.facts, link, side);
        let all = self.cover.line(link, side).men.iter().chain(&self.cover.garrison(end).men);
        all.filter(is_of).map(|m| m.1).sum()
    }

    /// Whether the front on a contact lies within reach of a unit, or before the place at which it stands.
    fn is_in_reach(&self, ranks: Ranks<'_>, id: UnitId, link: LinkId) -> bool {
        let (l, position) = (self.facts.link(link), ranks.position(id));
        let side = self.facts.unit(id).side;
        if position.place == self.cover.held_end(&self.facts, link, side) {
            return true;
        }
        let line = self.links.get(link).of[side.index()];
        let front = self.point(l.a, l.b, line / l.km);
        let own = position.leg.map_or_else(
            || self.point(position.place, position.place, 0.0),
            |leg| {
                let km = self.facts.link(leg.link).km;
                self.point(position.place, leg.to, leg.km_at(self.clock.now) / km)
            },
        );
        distance_km(own, front) <= self.laws.0.fires.reach.get()
    }

    /// A point on the way from one place to another.
    fn point(&self, from: PlaceId, to: PlaceId, share: f64) -> LatLon {
        let theatre = &self.operation.0.theatre;
        let (a, b) = (theatre.place(from).at, theatre.place(to).at);
        LatLon { lat: a.lat + (b.lat - a.lat) * share, lon: a.lon + (b.lon - a.lon) * share }
    }

    /// The place behind the contact on which most men of the formation stand, if none of its contacts is within reach.
    fn goal(&self, ranks: Ranks<'_>, id: UnitId, of: FormationId, all: &Deployment) -> Option<PlaceId> {
        let side = self.facts.unit(id).side;
        let mut main: Option<(f64, LinkId)> = None;
        for &link in all.contacts(of, side) {
            let men = self.men_of(ranks, of, side, link);
            if men > 0.0 && self.is_in_reach(ranks, id, link) {
                return None;
            }
            if men > main.map_or(0.0, |m| m.0) {
                main = Some((men, link));
            }
        }
        main.map(|(_, link)| self.cover.held_end(&self.facts, link, side))
    }
}

#[cfg(test)]
#[path = "fires_tests.rs"]
mod tests;
