//! Combat: a round of every engagement.
//!
//! Law     engagement.rs. One superiority per engagement, read from the slow luck of the pair of formations, drives the
//!         losses of both sides, the advance on every axis and the decision. The decision comes when the accumulated
//!         hazard passes one draw of event luck, or the date until which the attack was ordered; an attack that leaves no
//!         defenders, or comes up to the place, has succeeded; who is cut off there fights on. In a town the advance is slow and the defender counts as fortified.
//! Source  model of combat, section 4; campaign model A1-A3, A14, A15.
//! Phase   Combat.  Reads Cover, Conditions, Duty.  Writes Strength, Position, Lines, Condition, Toll, Resolved, Fought.
//!         Entries EngagementOpened, EngagementResolved, Foothold.  Dice Superiority, losses, Advance, Resolution, Outcome, Guard
//!         (surprise.rs).

use std::cell::OnceCell;

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Local, Res, ResMut, SystemParam};
use verst_domain::dice_key::pair;
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::journal::{Applied, Factor, What};
use verst_domain::scenario::Scenario;
use verst_domain::time::DAY;
use verst_engine::agenda::Agenda;
use verst_engine::components::{Condition, Duty, Holding, Lines, Position, Strength, Toll, Trenches};
use verst_engine::dice::{Dice, Purpose};
use verst_engine::journal::Journal;
use verst_engine::luck::SlowLuck;
use verst_engine::muster::{Constants, Operation};
use verst_engine::roster::{Links, Places, Units};
use verst_engine::run::Clock;

use crate::air::Air;
use crate::battle::{Battle, Part, size};
use crate::coefficient::{Days, Share, Times};
use crate::cover::Cover;
use crate::crossings::Crossings;
use crate::engagement::{self, Field, Role, Side};
use crate::engagements::{Engagement, Engagements, army_of, is_last_round, largest, read_luck};
use crate::facts::Facts;
use crate::fires::Fires;
use crate::gain::advance;
use crate::gather::{Gather, Gathering};
use crate::irregulars::Irregulars;
use crate::parties::tell_superiority;
use crate::ranks::Ranks;
use crate::rules_file::{Laws, RulesFile};
use crate::staff::Staff;
use crate::surprise::surprised_until;
use crate::weather::Conditions;

crate::coefficients! {
    /// Coefficients of the conduct of an engagement.
    Params in "combat" {
        /// Share of the variance of the superiority that all attacks of a side have in common.
        common: Share,
        /// How long slow luck lasts.
        decorrelation: Days,
        /// Advance in a town against open ground.
        town: Times,
        /// After this long without fighting an engagement is a new one.
        lapse: Days,
        /// Smoothing time of a unit's rate of loss.
        smoothing: Days,
    }
}

/// A decided engagement.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The position.
    pub place: PlaceId,
    /// The attacking side.
    pub attacker: SideId,
    /// Whether it succeeded.
    pub success: bool,
    /// Its axes, each with the end that the loser holds.
    pub axes: Vec<(LinkId, PlaceId)>,
    /// Attacking units.
    pub attackers: Vec<UnitId>,
    /// Defending units.
    pub defenders: Vec<UnitId>,
}

/// The verdicts of the round, for the rules of retreat and cohesion.
#[derive(Resource, Debug, Default)]
pub struct Resolved(pub Vec<Verdict>);

/// What fighting did to each unit in the round.
#[derive(Resource, Debug, Default)]
pub struct Fought {
    /// Days of fighting, weighted by the share of the unit engaged.
    pub days: Vec<f64>,
    /// Days of the longest of its fights.
    pub longest: Vec<f64>,
    /// Share of the unit's men lost.
    pub lost: Vec<f64>,
    /// Whether as a defender.
    pub defended: Vec<bool>,
}

impl Fought {
    fn clear(&mut self, units: usize) {
        for list in [&mut self.days, &mut self.longest, &mut self.lost] {
            list.clear();
            list.resize(units, 0.0);
        }
        self.defended.clear();
        self.defended.resize(units, false);
    }
}

pub(crate) type Combatant = (
    &'static mut Strength,
    &'static mut Condition,
    &'static mut Position,
    &'static mut Duty,
    &'static mut Toll,
);

/// What a round of combat reads and writes besides the units.
#[derive(SystemParam)]
pub(crate) struct Ground<'w, 's> {
    pub(crate) clock: Res<'w, Clock>,
    pub(crate) operation: Res<'w, Operation>,
    pub(crate) constants: Res<'w, Constants>,
    pub(crate) facts: Res<'w, Facts>,
    pub(crate) laws: Res<'w, Laws>,
    pub(crate) dice: Res<'w, Dice>,
    pub(crate) cover: ResMut<'w, Cover>,
    pub(crate) weather: Res<'w, Conditions>,
    pub(crate) crossings: Res<'w, Crossings>,
    pub(crate) air: Res<'w, Air>,
    pub(crate) fires: Res<'w, Fires>,
    pub(crate) staff: Res<'w, Staff>,
    pub(crate) irregulars: Res<'w, Irregulars>,
    pub(crate) luck: ResMut<'w, SlowLuck>,
    pub(crate) engagements: ResMut<'w, Engagements>,
    pub(crate) resolved: ResMut<'w, Resolved>,
    pub(crate) fought: ResMut<'w, Fought>,
    pub(crate) journal: ResMut<'w, Journal>,
    pub(crate) agenda: ResMut<'w, Agenda>,
    pub(crate) works: Places<'w, 's, &'static mut Trenches>,
    pub(crate) holdings: Places<'w, 's, &'static mut Holding>,
    pub(crate) links: Links<'w, 's, &'static mut Lines>,
}

/// The battles of a round as they stand before its first shot, and work space.
#[derive(Default)]
pub(crate) struct Round {
    gathering: Gathering,
    /// Of each battle.
    parties: Vec<Parties>,
}

/// The parties of a battle as the law of engagement sees them.
pub(crate) struct Parties {
    attacker: Side,
    pub(crate) defender: Side,
    field: Field,
    /// Days fought in the round.
    days: f64,
}

/// Fights every engagement for the round; those not fought for long are forgotten.
pub(crate) fn combat(mut units: Units<Combatant>, mut ground: Ground, mut round: Local<Round>) {
    ground.resolved.0.clear();
    ground.fought.clear(units.ids().len());
    round.gather(&units, &ground);
    if !round.parties.is_empty() {
        fight_all(&round, &mut units, &mut ground);
    }
    let now = ground.clock.now;
    let lapse = (ground.laws.0.combat.lapse.get() * DAY as f64) as i64;
    ground.engagements.open.retain(|e| now - e.fought_at <= lapse);
}

impl Round {
    /// Finds the battles of all who attack, with their sides and ground.
    fn gather(&mut self, units: &Units<Combatant>, ground: &Ground) {
        self.gathering.clear();
        self.parties.clear();
        let Some((strength, condition, position, duty, _)) = units.columns() else { return };
        let scenario = &*ground.operation.0;
        let ranks = Ranks { scenario, units: (strength, condition, position, duty), held_back: &[] };
        for index in (0..duty.len()).filter(|&index| duty[index].committed) {
            let id = UnitId::new(index);
            if let Some(link) = ranks.attacks_on(id) {
                self.gathering.note(link, ground.facts.unit(id).side, id);
            }
        }
        if self.gathering.is_empty() {
            return;
        }
        let gather = Gather {
            ranks,
            facts: &ground.facts,
            laws: &ground.laws.0,
            cover: &ground.cover,
            air: &ground.air,
            fires: &ground.fires,
            weather: &ground.weather,
            crossings: &ground.crossings,
            irregulars: &ground.irregulars,
            lines: ground.links.columns().unwrap_or_default(),
            works: ground.works.columns().unwrap_or_default(),
            now: ground.clock.now,
            date: OnceCell::new(),
        };
        gather.battles_of_the_committed(&mut self.gathering);
        self.parties.extend(self.gathering.battles.iter().map(|battle| Parties {
            attacker: gather.attacker(&battle),
            defender: gather.defender(&battle),
            field: gather.field(&battle),
            days: gather.fought_days(ground.clock.step, battle.attackers),
        }));
    }
}

fn fight_all(round: &Round, units: &mut Units<Combatant>, ground: &mut Ground) {
    let operation = std::sync::Arc::clone(&ground.operation.0);
    let laws = std::sync::Arc::clone(&ground.laws.0);
    for (battle, parties) in round.gathering.battles.iter().zip(&round.parties) {
        let at = open(ground, &operation, &laws, &battle, round, parties, units);
        if parties.days > 0.0 {
            fight(ground, &laws, &battle, at, parties, units);
        }
    }
}

/// Finds the engagement of a battle, or opens one; its index.
fn open(
    ground: &mut Ground,
    scenario: &Scenario,
    laws: &RulesFile,
    battle: &Battle,
    round: &Round,
    parties: &Parties,
    units: &Units<Combatant>,
) -> usize {
    let battles = &round.gathering.battles;
    if let Some(at) = ground.engagements.of(&scenario.theatre, battle, battles) {
        return ground.engagements.go_on(at, battle.place);
    }
    let duties = units.columns().map_or(&[][..], |columns| columns.3);
    let of = |parts: &[Part]| largest(scenario, parts, duties);
    let own_army = army_of(scenario, of(battle.attackers));
    let near = laws.battle.neighbours.get();
    let (mut attackers, mut defenders) = (0.0, 0.0);
    for other in battles.iter() {
        // The distance last: it is dear in a large theatre, of which not every one is kept.
        let one_army = other.attacker == battle.attacker
            && army_of(scenario, of(other.attackers)) == own_army
            && ground.constants.distance(other.place, battle.place) <= near;
        if one_army {
            attackers += other.men().0;
            defenders += other.men().1;
        }
    }
    let seen = &mut ground.engagements.count[battle.place.index()][battle.attacker.index()];
    *seen += 1;
    let formations = (of(battle.attackers), of(battle.defenders));
    let engagement = Engagement {
        place: battle.place,
        attacker: battle.attacker,
        formations,
        size_men: size(attackers, defenders),
        attacker_size_men: attackers,
        hazard: 0.0,
        fought_at: ground.clock.now,
        opened: (battle.place, *seen),
        surprised_until: surprised_until(ground, scenario, laws, battle, parties, formations, units),
    };
    let at = ground.engagements.find(battle.place, battle.attacker).unwrap_or_else(|at| at);
    ground.engagements.open.insert(at, engagement);
    ground.journal.tell(What::EngagementOpened {
        place: battle.place,
        attacker: battle.attacker,
        attacker_men: parties.attacker.effective_men,
        defender_men: parties.defender.effective_men,
    });
    at
}

fn fight(
    ground: &mut Ground,
    laws: &RulesFile,
    battle: &Battle,
    at: usize,
    parties: &Parties,
    units: &mut Units<Combatant>,
) {
    let engagement = ground.engagements.open[at];
    let Parties { attacker, defender, days: dt, .. } = parties;
    let of_ground = parties.field.surprise;
    let is_surprised = ground.clock.now < engagement.surprised_until;
    let surprise = if is_surprised { of_ground.max(laws.battle.surprise.get()) } else { of_ground };
    let field = Field {
        size_men: engagement.size_men,
        attacker_size_men: engagement.attacker_size_men,
        surprise,
        ..parties.field
    };
    let dt = *dt;
    let luck = read_luck(ground, &laws.combat, &engagement);
    let law = engagement::Law { params: &laws.engagement, attacker, defender, field: &field, luck: &luck };
    let x = tell_superiority(&mut ground.journal, battle.place, &law.superiority());
    lose(ground, laws, battle, Role::Attacker, &law, x, dt, units);
    lose(ground, laws, battle, Role::Defender, &law, x, dt, units);
    let reached = advance(ground, laws, battle, &law, x, dt, units);
    let left: f64 = battle.defenders.iter().map(|p| units.get(p.unit).0.men * p.share).sum();
    // Who has nowhere to go fights on in the place until the engagement is decided.
    let is_ring = battle.defenders.iter().all(|p| units.get(p.unit).1.cut_days > 0.0);
    let overrun = reached && !is_ring || left <= laws.cover.picket.get();
    ground.engagements.open[at].fought_at = ground.clock.now;
    let (own, theirs) = battle.men();
    ground.engagements.open[at].hazard += dt * laws.engagement.hazard_per_day(size(own, theirs));
    let is_last = is_last_round(&ground.operation.0, &ground.clock, battle, units);
    decide(ground, laws, battle, at, x, overrun, is_last);
}

/// Takes a side's losses, unit by unit.
#[expect(clippy::too_many_arguments, reason = "one side of one engagement")]
fn lose(
    ground: &mut Ground,
    laws: &RulesFile,
    battle: &Battle,
    role: Role,
    law: &engagement::Law,
    x: f64,
    dt: f64,
    units: &mut Units<Combatant>,
) {
    let terms = law.loss_terms(role, x);
    let (parts, age) = match role {
        Role::Attacker => (battle.attackers, law.attacker.age_days),
        Role::Defender => (battle.defenders, law.defender.age_days),
    };
    let intensity = laws.engagement.intensity(age, dt);
    let share = engagement::loss_share(terms.sum(), intensity);
    for part in parts {
        let (mut strength, mut condition, _, _, mut toll) = units.get_mut(part.unit);
        let own = share * part.share;
        let key = ground.constants.unit_keys[part.unit.index()];
        let losses = crate::losses::battle_losses(&laws.losses, &ground.dice, key, own, &mut strength);
        toll.book(&losses);
        condition.age_days += dt * part.share;
        let index = part.unit.index();
        ground.fought.longest[index] = ground.fought.longest[index].max(dt);
        ground.fought.days[index] += dt * part.share;
        ground.fought.lost[index] += own;
        ground.fought.defended[index] |= role == Role::Defender;
        if ground.journal.wants_factors() {
            let mut factors = terms.factors10();
            factors.push(Factor { name: "intensity of the round", value: intensity });
            let df = factors.iter().fold(1.0, |product, f| product * f.value);
            factors.push(Factor { name: "saturation", value: share / df });
            factors.push(Factor { name: "share of the unit engaged", value: part.share });
            ground.journal.factors(Applied::LossShare(part.unit), own, &factors);
        }
    }
}

/// Whether the engagement is decided in this round, and how.
fn decide(
    ground: &mut Ground,
    laws: &RulesFile,
    battle: &Battle,
    at: usize,
    x: f64,
    overrun: bool,
    is_last_round: bool,
) {
    let engagement = ground.engagements.open[at];
    let place_key = ground.constants.place_keys[engagement.opened.0.index()];
    let key = pair(place_key, ground.constants.side_keys[battle.attacker.index()]);
    let ordinal = u64::from(engagement.opened.1);
    let due =
        is_last_round || engagement.hazard >= ground.dice.exponential(Purpose::Resolution, key, ordinal);
    if !due && !overrun {
        return;
    }
    let luck = ground.dice.uniform(Purpose::Outcome, key, ordinal);
    let success = overrun || luck < laws.engagement.win_probability(x);
    ground.engagements.open.remove(at);
    let ids = |parts: &[Part]| parts.iter().map(|p| p.unit).collect();
    ground.resolved.0.push(Verdict {
        place: battle.place,
        attacker: battle.attacker,
        success,
        axes: battle.axes.iter().map(|a| (a.link, a.end)).collect(),
        attackers: ids(battle.attackers),
        defenders: ids(battle.defenders),
    });
    // It is known by where it opened.
    let (place, attacker) = (engagement.opened.0, battle.attacker);
    ground.journal.tell(What::EngagementResolved { place, attacker, success });
}
