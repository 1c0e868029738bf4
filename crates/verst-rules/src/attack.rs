//! The decision to attack, to wait, and to strike back.
//!
//! Law     Troops closed up attack if the odds they know of are not too bad, and if they are fit (fit.rs); otherwise they demonstrate and wait. The odds known are the superiority without its hidden
//!         part, against numbers that are misjudged (knowledge.rs), reckoned with the best values of the rules: how far the
//!         coefficients are from these nobody in the field knows. An attack once begun goes on until it is decided or the
//!         troops can no more. Staffs count men, tanks, guns, aircraft and works; by how much the troops of one side are better than the other's, nobody
//!         in the field can count. Who is told to attack does so once at nearly any odds: after that he knows better
//!         (fit.rs). An order to press leaves no choice, nor does a way out of a ring (pockets.rs).
//!         Defenders strike back, when they are clearly stronger and like the odds as any attacker must, at an enemy inside their town and at one whom they have just repulsed.
//! Source  campaign model A10, A11, A6 (reverse engagement); the odds at which attacks of the war were made, by the law of
//!         engagement, in the database of battles.
//! Phase   Contact, after the cover.  Reads Cover, Conditions.  Writes Duty, Position.  Dice none.

use std::cell::OnceCell;

use bevy_ecs::system::{Local, Res, ResMut, SystemParam};
use verst_domain::forces::UnitKind;
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_engine::components::{Condition, Duty, Leg, Lines, Position, Stance, Status, Strength, Trenches};
use verst_engine::dice::Dice;
use verst_engine::journal::Journal;
use verst_engine::muster::{Constants, Operation};
use verst_engine::roster::{Links, Places, Units};
use verst_engine::run::Clock;

use crate::air::Air;
use crate::battle::{Axis, Battle, Battles, Part};
use crate::by_place::ByPlace;
use crate::coefficient::{Share, Sigma, Times};
use crate::cover::Cover;
use crate::crossings::Crossings;
use crate::engagement::{Law, Luck};
use crate::engagements::Engagements;
use crate::facts::Facts;
use crate::fires::Fires;
use crate::fit::{Fit, is_pressed_on, least_odds};
use crate::gather::{Gather, Gathering};
use crate::irregulars::Irregulars;
use crate::knowledge::{about, misjudgement};
use crate::parties::tell_known_odds;
use crate::pockets::attacks_out;
use crate::ranks::{Ranks, UnitColumns};
use crate::rules_file::Laws;
use crate::terms::Terms;
use crate::weather::Conditions;

crate::coefficients! {
    /// Coefficients of the decision to attack.
    Params in "attack" {
        /// Least known superiority at which troops attack.
        least_odds: Sigma,
        /// The same for their first attack under an order.
        least_ordered: Sigma,
        /// Supply below which no attack is made.
        least_supply: Share,
        /// Cohesion below which no attack is made.
        least_cohesion: Share,
        /// Men against men at which defenders strike back.
        strike_back: Times,
    }
}

type Decider = (&'static Strength, &'static Condition, &'static mut Position, &'static mut Duty);

/// What the decision reads besides the units.
#[derive(SystemParam)]
pub(crate) struct Known<'w, 's> {
    clock: Res<'w, Clock>,
    operation: Res<'w, Operation>,
    facts: Res<'w, Facts>,
    laws: Res<'w, Laws>,
    cover: Res<'w, Cover>,
    weather: Res<'w, Conditions>,
    crossings: Res<'w, Crossings>,
    air: Res<'w, Air>,
    fires: Res<'w, Fires>,
    works: Places<'w, 's, &'static Trenches>,
    links: Links<'w, 's, &'static Lines>,
    engagements: Res<'w, Engagements>,
    constants: Res<'w, Constants>,
    dice: Res<'w, Dice>,
    irregulars: Res<'w, Irregulars>,
}

/// What was decided, to be carried out after all decisions: they are taken on what everybody saw before; and work space.
#[derive(Default)]
pub(crate) struct Council {
    gathering: Gathering,
    /// By unit: unfit to attack.
    held_back: Vec<bool>,
    /// Who attacks, or waits.
    decided: Vec<(UnitId, bool)>,
    strikes: Vec<Strike>,
    able: Vec<UnitId>,
    parties: Vec<Part>,
    by_place: ByPlace,
}

/// A unit strikes back.
struct Strike {
    unit: UnitId,
    link: LinkId,
    place: PlaceId,
}

impl Council {
    fn restart(&mut self, units: usize) {
        self.gathering.clear();
        self.held_back.clear();
        self.held_back.resize(units, false);
        self.decided.clear();
        self.strikes.clear();
    }
}

/// Decides for all who stand before the enemy, then for those who have him in their town.
pub(crate) fn attack(
    mut units: Units<Decider>,
    known: Known,
    mut journal: ResMut<Journal>,
    mut council: Local<Council>,
) {
    let council = &mut *council;
    if let Some(columns) = units.columns() {
        decide(columns, &known, &mut journal, council);
    }
    for &(id, attacks) in &council.decided {
        carry_out(attacks, &mut units.get_mut(id).3, &known);
    }
    for strike in &council.strikes {
        strike.carry_out(&known, &mut units);
    }
}

fn decide(units: UnitColumns<'_>, known: &Known, journal: &mut Journal, council: &mut Council) {
    let (scenario, laws) = (&*known.operation.0, &*known.laws.0);
    council.restart(scenario.units.len());
    let Council { gathering, held_back, decided, strikes, able, parties, by_place } = council;
    call_up(Ranks { scenario, units, held_back: &[] }, known, journal, (gathering, held_back, decided));
    let gather = Gather {
        ranks: Ranks { scenario, units, held_back },
        facts: &known.facts,
        laws: laws.reckoned(),
        cover: &known.cover,
        air: &known.air,
        fires: &known.fires,
        weather: &known.weather,
        crossings: &known.crossings,
        irregulars: &known.irregulars,
        lines: known.links.columns().unwrap_or_default(),
        works: known.works.columns().unwrap_or_default(),
        now: known.clock.now,
        date: OnceCell::new(),
    };
    gather.battles_of_the_closed_up(gathering);
    for battle in gathering.battles.iter() {
        go_or_wait(&gather, known, &battle, &gathering.battles, journal, decided);
    }
    by_place.restart(scenario.theatre.places.len());
    for (index, position) in units.2.iter().enumerate() {
        by_place.add(position.place, UnitId::new(index));
    }
    strike_back(&gather, known, strikes, (able, by_place), parties);
}

/// Notes those before the enemy who may attack; the unfit are held back and wait.
fn call_up(
    ranks: Ranks<'_>,
    known: &Known,
    journal: &mut Journal,
    (gathering, held_back, decided): (&mut Gathering, &mut [bool], &mut Vec<(UnitId, bool)>),
) {
    for (index, duty) in ranks.units.3.iter().enumerate() {
        if duty.closed_at.is_none() {
            continue;
        }
        let id = UnitId::new(index);
        let fit = Fit::of(&known.laws.0.attack, ranks.scenario, ranks.condition(id), duty, known.clock.now);
        if !fit.is_fit() {
            fit.tell(id, journal);
            held_back[index] = true;
            if is_news(duty, false) {
                decided.push((id, false));
            }
        } else if let Some(link) = ranks.attacks_on(id) {
            gathering.note(link, known.facts.unit(id).side, id);
        }
    }
}

/// Whether those of a battle attack, or wait.
fn go_or_wait(
    gather: &Gather,
    known: &Known,
    battle: &Battle,
    battles: &Battles,
    journal: &mut Journal,
    decided: &mut Vec<(UnitId, bool)>,
) {
    let is_open = known.engagements.of(&gather.ranks.scenario.theatre, battle, battles).is_some();
    let odds = (!is_open).then(|| known_odds(gather, known, battle));
    for part in battle.attackers {
        let duty = gather.ranks.duty(part.unit);
        let (scenario, now) = (gather.ranks.scenario, known.clock.now);
        let likes = odds.as_ref().is_none_or(|odds| {
            let least = least_odds(&known.laws.0.attack, scenario, duty);
            tell_known_odds(journal, (part.unit, battle.place), odds, least);
            odds.sum() >= least
        });
        let attacks = likes || is_pressed_on(scenario, duty) || attacks_out(duty, now);
        if is_news(duty, attacks) {
            decided.push((part.unit, attacks));
        }
    }
}

/// Whether to attack, or to wait, changes anything of what a unit does.
fn is_news(duty: &Duty, attacks: bool) -> bool {
    let waits = !attacks && duty.stance == Stance::Attack;
    duty.committed != attacks
        || attacks && duty.waiting_since.is_some()
        || waits && duty.waiting_since.is_none()
}

fn carry_out(attacks: bool, duty: &mut Duty, known: &Known) {
    duty.committed = attacks;
    if attacks {
        duty.waiting_since = None;
    } else if duty.stance == Stance::Attack {
        duty.waiting_since.get_or_insert(known.clock.now);
    }
}

/// The superiority that the attacker can know of: all but its hidden part and the quality of the troops, against as many as he takes the
/// enemy for.
fn known_odds(gather: &Gather, known: &Known, battle: &Battle) -> Terms {
    let (mut attacker, mut defender) = (gather.attacker(battle), gather.defender(battle));
    (attacker.quality, defender.quality) = (0.0, 0.0);
    let about = about(&known.constants, battle.place, battle.attacker);
    let estimate = misjudgement(&known.laws.0.knowledge, &known.dice, about, known.clock.now);
    defender.effective_men *= estimate;
    let mut field = gather.field(battle);
    let (men, against) = battle.men();
    let against = against * estimate;
    (field.size_men, field.attacker_size_men) = (crate::battle::size(men, against), men);
    let law = Law {
        params: &gather.laws.engagement,
        attacker: &attacker,
        defender: &defender,
        field: &field,
        luck: &Luck::default(),
    };
    law.superiority()
}

/// Defenders turn on an enemy who is clearly weaker, inside their town or just repulsed before their place.
fn strike_back(
    gather: &Gather,
    known: &Known,
    strikes: &mut Vec<Strike>,
    (able, by_place): (&mut Vec<UnitId>, &ByPlace),
    parties: &mut Vec<Part>,
) {
    for &link in known.cover.contacts() {
        for side in SideId::BOTH {
            if known.cover.line(link, side.enemy()).forward <= 0.0 {
                continue;
            }
            let repulsed = || repulsed_from(gather, link, side);
            let Some(place) = enemy_inside(gather, link, side).or_else(repulsed) else { continue };
            find_strikers(gather, by_place, place, link, side, able);
            let men: f64 = able.iter().map(|&u| gather.ranks.strength(u).men).sum();
            // Who strikes turns his back on those who stand before the place on other roads.
            let before = known.cover.men_before(&gather.ranks.scenario.theatre, place, side);
            let stronger = men > known.laws.0.attack.strike_back.get() * before;
            if stronger && likes_the_odds(gather, known, link, side, place, able, parties) {
                strikes.extend(able.iter().map(|&unit| Strike { unit, link, place }));
            }
        }
    }
}

/// Whether the odds of turning on the enemy on a contact are such that troops attack.
fn likes_the_odds(
    gather: &Gather,
    known: &Known,
    link: LinkId,
    side: SideId,
    place: PlaceId,
    able: &[UnitId],
    parties: &mut Vec<Part>,
) -> bool {
    let l = gather.facts.link(link);
    let end = l.other(place);
    let line = gather.cover.line(link, side.enemy()).men.iter();
    let share = |unit: UnitId, men: f64| men / gather.ranks.strength(unit).men;
    parties.clear();
    parties.extend(able.iter().map(|&unit| gather.whole(unit)));
    parties.extend(line.map(|&(unit, men)| gather.part(unit, men, share(unit, men))));
    let (attackers, defenders) = parties.split_at(able.len());
    let axes = &[Axis { link, end, width_km: l.frontage, in_town: false, over_river: false }];
    let battle = Battle { place: end, attacker: side, axes, attackers, defenders };
    known_odds(gather, known, &battle).sum() >= gather.laws.attack.least_odds.get()
}

/// The side's town on a contact, if the enemy who stands on it stands inside the town.
fn enemy_inside(gather: &Gather, link: LinkId, side: SideId) -> Option<PlaceId> {
    let l = gather.facts.link(link);
    let place = gather.cover.held_end(gather.facts, link, side);
    let town = gather.facts.town_depth(place);
    let line = gather.lines[link.index()].of[side.enemy().index()];
    let left = if place == l.b { l.km - line } else { line };
    let inside = town > 0.0 && left < town && left < l.km;
    inside.then_some(place)
}

/// The side's place on a contact, if all the enemy who stands on it pauses after a repulse.
fn repulsed_from(gather: &Gather, link: LinkId, side: SideId) -> Option<PlaceId> {
    let pauses = |duty: &Duty| duty.closed_at.is_some() && gather.now < duty.pause_until;
    let men = gather.cover.line(link, side.enemy()).men.iter().map(|m| m.0);
    let mut forward = men.filter(|&unit| gather.ranks.stands_on(unit) == Some(link));
    let repulsed = forward.all(|unit| pauses(gather.ranks.duty(unit)));
    repulsed.then(|| gather.cover.held_end(gather.facts, link, side))
}

/// Units at the place, or already before it on the link, that are free to strike.
fn find_strikers(
    gather: &Gather,
    by_place: &ByPlace,
    place: PlaceId,
    link: LinkId,
    side: SideId,
    able: &mut Vec<UnitId>,
) {
    let is_able = |&id: &UnitId| {
        let (facts, position, duty) =
            (gather.facts.unit(id), gather.ranks.position(id), gather.ranks.duty(id));
        let there = position.leg.map_or(position.place == place, |leg| leg.link == link);
        let is_free = || matches!(gather.ranks.stance(id), Stance::Hold | Stance::Reserve) || duty.committed;
        there
            && facts.side == side
            && facts.kind != UnitKind::Artillery
            && duty.status == Status::Present
            && is_free()
    };
    // Who is on the link set out from one of its ends.
    by_place.gather([place, gather.facts.link(link).other(place)].into_iter(), able);
    able.retain(is_able);
}

impl Strike {
    fn carry_out(&self, known: &Known, units: &mut Units<Decider>) {
        let (link, place) = (self.link, self.place);
        let (_, condition, mut position, mut duty) = units.get_mut(self.unit);
        let laws = &known.laws.0.attack;
        if condition.supply < laws.least_supply.get()
            || condition.cohesion < laws.least_cohesion.get()
            || duty.exhausted
        {
            return;
        }
        let now = known.clock.now;
        duty.stance = Stance::Attack;
        if position.leg.is_some() {
            duty.closed_at.get_or_insert(now);
        } else {
            // Out of the place it goes by the law of march, as far as the enemy's line.
            let to = known.facts.link(link).other(place);
            position.leg = Some(Leg { link, to, km: 0.0, since: now, km_per_day: 0.0, stop_km: 0.0 });
            position.route.clear();
            duty.closed_at = None;
        }
        duty.committed = duty.closed_at.is_some();
    }
}
