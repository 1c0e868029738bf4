//! Engagements: those that stand between their rounds, and who fights in them.
//!
//! Used by combat.rs.

use bevy_ecs::resource::Resource;
use bevy_ecs::world::World;
use verst_domain::dice_key::pair;
use verst_domain::ids::{FormationId, PlaceId, SideId};
use verst_domain::maths::sqrt;
use verst_domain::orders::{Condition as When, Order, Task};
use verst_domain::scenario::Scenario;
use verst_domain::theatre::Theatre;
use verst_domain::time::Minute;
use verst_engine::components::Duty;
use verst_engine::dice::Purpose;
use verst_engine::digest::{Fold, packed};
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::battle::{Axis, Battle, Battles, Part};
use crate::combat::{Combatant, Ground, Params};
use crate::engagement::Luck;
use crate::way_point::next_by_the_road;

/// An engagement between its rounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Engagement {
    pub(crate) place: PlaceId,
    pub(crate) attacker: SideId,
    pub(crate) formations: (FormationId, FormationId),
    pub(crate) size_men: f64,
    pub(crate) attacker_size_men: f64,
    pub(crate) hazard: f64,
    pub(crate) fought_at: Minute,
    /// The position at which it opened, and how many that one had then seen: what its dice are drawn by.
    pub(crate) opened: (PlaceId, u32),
    /// Until when its attackers have the advantage of surprise.
    pub(crate) surprised_until: Minute,
}

/// Engagements that stand, and how many each position has seen.
#[derive(Resource, Debug, Default)]
pub struct Engagements {
    pub(crate) open: Vec<Engagement>,
    pub(crate) count: Vec<[u32; 2]>,
}

impl Engagements {
    /// None yet.
    pub fn start(scenario: &Scenario) -> Self {
        Self { open: Vec::new(), count: vec![[0; 2]; scenario.theatre.places.len()] }
    }

    /// Where a side's attack on a position is among the open ones, or where it would be.
    pub(crate) fn find(&self, place: PlaceId, attacker: SideId) -> Result<usize, usize> {
        self.open.binary_search_by_key(&(place, attacker), |e| (e.place, e.attacker))
    }

    /// Whether a side has attacked a position in the round that ends now.
    pub(crate) fn is_fought(&self, place: PlaceId, attacker: SideId, now: Minute) -> bool {
        self.find(place, attacker).is_ok_and(|at| self.open[at].fought_at == now)
    }

    /// Whether a side's attack on a position is under way.
    pub(crate) fn is_open(&self, place: PlaceId, attacker: SideId) -> bool {
        self.find(place, attacker).is_ok()
    }

    /// The engagement that a battle carries on: that of its position, or, as an attack goes on along the road through a way-point,
    /// and whether works make it one or not, that of the end of an axis or of the next place behind it, unless that
    /// is fought for as well.
    pub(crate) fn of(&self, theatre: &Theatre, battle: &Battle, battles: &Battles) -> Option<usize> {
        if let Ok(at) = self.find(battle.place, battle.attacker) {
            return Some(at);
        }
        let is_fought = |place| battles.iter().any(|b| (b.place, b.attacker) == (place, battle.attacker));
        let is_town = |end| theatre.place(end).town_depth.best > 0.0;
        let next =
            |axis: &Axis| next_by_the_road(theatre, axis.end, axis.link).filter(|_| !is_town(axis.end));
        let by_the_road = |axis: &Axis| [Some(axis.end), next(axis)];
        let places = battle.axes.iter().flat_map(by_the_road).flatten();
        places.filter(|&place| !is_fought(place)).find_map(|place| self.find(place, battle.attacker).ok())
    }

    /// An engagement goes on at another position; its index from then on.
    pub(crate) fn go_on(&mut self, at: usize, place: PlaceId) -> usize {
        if self.open[at].place == place {
            return at;
        }
        let engagement = Engagement { place, ..self.open.remove(at) };
        let to = self.find(place, engagement.attacker).unwrap_or_else(|to| to);
        self.open.insert(to, engagement);
        to
    }
}

/// State that the next rounds depend on.
pub fn digest(world: &World, to: &mut Fold) {
    for e in &world.resource::<Engagements>().open {
        let (a, d) = e.formations;
        let opened = u64::from(e.opened.0.0) << 32 | u64::from(e.opened.1);
        let minutes = [e.fought_at, e.surprised_until].map(|minute| minute.0 as u64);
        to.ints([packed([e.place.0, e.attacker.0, a.0, d.0]), minutes[0], opened, minutes[1]]);
        to.numbers([e.size_men, e.attacker_size_men, e.hazard]);
    }
}

/// The slow luck of an engagement now.
pub(crate) fn read_luck(ground: &mut Ground, laws: &Params, engagement: &Engagement) -> Luck {
    let (days, decay) = (ground.clock.now.days(), laws.decorrelation.get());
    let keys = &ground.constants.formation_keys;
    let (a, d) = engagement.formations;
    let both = pair(keys[a.index()], keys[d.index()]);
    let side = ground.constants.side_keys[engagement.attacker.index()];
    let dice = *ground.dice;
    let mut path = |purpose, subject| ground.luck.at(&dice, purpose, subject, days, decay);
    let common = laws.common.get();
    Luck {
        superiority: sqrt(common) * path(Purpose::Superiority, side)
            + sqrt(1.0 - common) * path(Purpose::Superiority, both),
        attacker_loss: path(Purpose::AttackerLoss, both),
        defender_loss: path(Purpose::DefenderLoss, both),
        advance: path(Purpose::Advance, both),
    }
}

/// The formation with most men among the parts, the one with the smaller id of those with as many.
pub(crate) fn largest(scenario: &Scenario, parts: &[Part], duties: &[Duty]) -> FormationId {
    let under = |part: &Part| duties[part.unit.index()].under;
    let men =
        |of: FormationId| -> f64 { parts.iter().filter(|p| under(p) == of).fold(0.0, |sum, p| sum + p.men) };
    let formations = parts.iter().map(under);
    let most = formations.max_by(|&a, &b| men(a).total_cmp(&men(b)).then(b.cmp(&a)));
    most.unwrap_or_else(|| scenario.unit(parts[0].unit).under)
}

/// The army above a formation, or the highest below army that there is.
pub(crate) fn army_of(scenario: &Scenario, formation: FormationId) -> FormationId {
    let mut at = formation;
    while scenario.formation(at).level > verst_domain::forces::Level::Army {
        match scenario.formation(at).under {
            Some(above) => at = above,
            None => break,
        }
    }
    at
}

/// Whether the attack order of some attacker has no further round: its date comes before the troops can fight on.
pub(crate) fn is_last_round(
    scenario: &Scenario,
    clock: &Clock,
    battle: &Battle,
    units: &Units<Combatant>,
) -> bool {
    // Orders lapse when staffs next decide after their date; a round that ends after that is no longer fought.
    let turn = scenario.calendar.command_cycle();
    let next_turn = (clock.now.0 / turn + 1) * turn;
    let fights_on = clock.now.0 + scenario.calendar.round < next_turn;
    let ends = |order: &Order| {
        let attack = matches!(order.task, Task::Attack { .. });
        attack && matches!(order.until, Some(When::From(minute)) if minute <= next_turn)
    };
    let order = |unit| units.get(unit).3.order.map(|o| &scenario.orders[o.index()]);
    !fights_on && battle.attackers.iter().any(|part| order(part.unit).is_some_and(ends))
}
