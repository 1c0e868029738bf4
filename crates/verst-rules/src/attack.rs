//! The decision to attack, to wait, and to strike back.
//!
//! Law     Troops closed up attack if the odds they know of are not too bad, if they are fed, whole and rested enough, and
//!         not just repulsed; otherwise they demonstrate and wait. The odds known are the superiority without its hidden
//!         part, reckoned with the best values of the rules: how far the coefficients are from these nobody in the field
//!         knows. An attack once begun goes on until it is decided or the troops can no more. An order to press leaves no
//!         choice. Defenders strike back, when they are clearly stronger and like the odds as any attacker must, at an
//!         enemy inside their town and at one whom they have just repulsed.
//! Source  campaign model A10, A11, A6 (reverse engagement).
//! Phase   Contact, after the cover.  Reads Cover, Conditions.  Writes Duty, Position.  Dice none.

use bevy_ecs::system::{Res, SystemParam};
use verst_domain::forces::UnitKind;
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::orders::Task;
use verst_domain::scenario::Scenario;
use verst_engine::components::{Condition, Duty, Leg, Lines, Position, Stance, Strength, Trenches};
use verst_engine::muster::Operation;
use verst_engine::roster::{Links, Places, Units};
use verst_engine::run::Clock;

use crate::battle::{Axis, Battle, Counting, Gather, Part};
use crate::coefficient::{Share, Sigma, Times};
use crate::cover::Cover;
use crate::engagement::{self, Law, Luck};
use crate::engagements::Engagements;
use crate::rules_file::{Laws, RulesFile};
use crate::snapshot::Snapshot;
use crate::weather::Conditions;

crate::coefficients! {
    /// Coefficients of the decision to attack.
    Params in "attack" {
        /// Least known superiority at which troops attack.
        least_odds: Sigma,
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
    laws: Res<'w, Laws>,
    cover: Res<'w, Cover>,
    weather: Res<'w, Conditions>,
    works: Places<'w, 's, &'static Trenches>,
    links: Links<'w, 's, &'static Lines>,
    engagements: Res<'w, Engagements>,
}

/// Decides for all who stand before the enemy, then for those who have him in their town.
pub(crate) fn attack(mut units: Units<Decider>, known: Known) {
    let scenario = &*known.operation.0;
    let laws = &*known.laws.0;
    let mut snapshots: Vec<Snapshot> = Vec::with_capacity(units.ids().len());
    for (_, (strength, condition, position, duty)) in units.each() {
        snapshots.push(Snapshot::of(scenario, (strength, condition, position, duty)));
    }
    for (id, (_, condition, _, duty)) in units.each_mut() {
        if duty.closed_at.is_some() && !is_fit(laws, condition, duty, &known) {
            (duty.committed, snapshots[id.index()].stance) = (false, Stance::Hold);
            if duty.stance == Stance::Attack {
                duty.waiting_since.get_or_insert(known.clock.now);
            }
        }
    }
    let lines = |link: LinkId| known.links.get(link).of;
    let reckoned = laws.reckoned();
    let gather = Gather {
        scenario,
        laws: reckoned,
        cover: &known.cover,
        weather: &known.weather,
        lines: &lines,
        works: &|place| *known.works.get(place),
        now: known.clock.now,
    };
    for battle in gather.battles(&snapshots, Counting::Closed) {
        let begun = known.engagements.is_open(battle.place, battle.attacker);
        let odds = known_odds(&gather, &battle, &snapshots);
        for part in &battle.attackers {
            let mut duty = units.get_mut(part.unit).3;
            let presses = is_pressed_on(scenario, &duty);
            duty.committed = presses || begun || odds >= laws.attack.least_odds.get();
            if duty.committed {
                duty.waiting_since = None;
            } else {
                duty.waiting_since.get_or_insert(known.clock.now);
            }
        }
    }
    strike_back(scenario, &gather, &known, &snapshots, &mut units);
}

/// Fed, whole, rested and not just repulsed; an order to press overrides only the pause.
fn is_fit(laws: &RulesFile, condition: &Condition, duty: &Duty, known: &Known) -> bool {
    let scenario = &*known.operation.0;
    let able = condition.supply >= laws.attack.least_supply.get()
        && condition.cohesion >= laws.attack.least_cohesion.get()
        && !duty.exhausted;
    able && (known.clock.now >= duty.pause_until || is_pressed_on(scenario, duty))
        || is_pressed_on(scenario, duty)
}

fn is_pressed_on(scenario: &Scenario, duty: &Duty) -> bool {
    duty.order.is_some_and(|o| matches!(scenario.orders[o.index()].task, Task::Attack { press: true, .. }))
}

/// The superiority that the attacker can know of: all but its hidden part.
fn known_odds(gather: &Gather, battle: &Battle, units: &[Snapshot]) -> f64 {
    let date = gather.scenario.calendar.date(gather.now);
    let year = i32::from(date.year());
    let (attacker, defender) =
        (gather.side(&battle.attackers, units, year), gather.side(&battle.defenders, units, year));
    let mut field = gather.field(battle, units, date.month());
    let (men, against) = battle.men();
    (field.size_men, field.attacker_size_men) = (crate::battle::size(men, against), men);
    (field.first_war, field.after_1945) = engagement::eras(year);
    let law = Law {
        params: &gather.laws.engagement,
        attacker: &attacker,
        defender: &defender,
        field: &field,
        luck: &Luck::default(),
    };
    law.superiority().sum()
}

/// Defenders turn on an enemy who is clearly weaker, inside their town or just repulsed before their place.
fn strike_back(
    scenario: &Scenario,
    gather: &Gather,
    known: &Known,
    snapshots: &[Snapshot],
    units: &mut Units<Decider>,
) {
    let laws = &*known.laws.0;
    for &link in known.cover.contacts() {
        for side in SideId::BOTH {
            let repulsed = || repulsed_from(scenario, known, snapshots, link, side);
            if let Some(place) = enemy_inside(scenario, known, link, side).or_else(repulsed) {
                let intruders: f64 = known.cover.line(link, side.enemy()).forward;
                let able = strikers(scenario, snapshots, place, link, side);
                let men: f64 = able.iter().map(|&u| snapshots[u.index()].men).sum();
                let stronger = men > laws.attack.strike_back.get() * intruders;
                if stronger && likes_the_odds(gather, link, side, place, &able, snapshots) {
                    for id in able {
                        strike(scenario, known, id, link, place, units);
                    }
                }
            }
        }
    }
}

/// Whether the odds of turning on the enemy on a contact are such that troops attack.
fn likes_the_odds(
    gather: &Gather,
    link: LinkId,
    side: SideId,
    place: PlaceId,
    able: &[UnitId],
    snapshots: &[Snapshot],
) -> bool {
    let l = gather.scenario.theatre.link(link);
    let end = l.other(place);
    let attackers =
        able.iter().map(|&unit| Part { unit, men: snapshots[unit.index()].men, share: 1.0, equipment: 1.0 });
    let line = gather.cover.line(link, side.enemy()).men.iter();
    let defenders = line.map(|&(unit, men)| {
        let share = men / snapshots[unit.index()].men;
        Part { unit, men, share, equipment: share }
    });
    let battle = Battle {
        place: end,
        attacker: side,
        axes: vec![Axis { link, end, width_km: l.frontage.best, in_town: false }],
        attackers: attackers.collect(),
        defenders: defenders.collect(),
    };
    known_odds(gather, &battle, snapshots) >= gather.laws.attack.least_odds.get()
}

/// The side's town on a contact, if the enemy stands inside it.
fn enemy_inside(scenario: &Scenario, known: &Known, link: LinkId, side: SideId) -> Option<PlaceId> {
    if known.cover.line(link, side.enemy()).forward <= 0.0 {
        return None;
    }
    let l = scenario.theatre.link(link);
    let place = known.cover.held_end(l, side);
    let town = scenario.theatre.place(place).town_depth.best;
    let line = known.links.get(link).of[side.enemy().index()];
    let left = if place == l.b { l.km.best - line } else { line };
    let inside = town > 0.0 && left < town && left < l.km.best;
    inside.then_some(place)
}

/// The side's place on a contact, if all the enemy who stands before it pauses after a repulse.
fn repulsed_from(
    scenario: &Scenario,
    known: &Known,
    snapshots: &[Snapshot],
    link: LinkId,
    side: SideId,
) -> Option<PlaceId> {
    let line = known.cover.line(link, side.enemy());
    let mut forward = line.men.iter().map(|m| &snapshots[m.0.index()]).filter(|s| s.forward == Some(link));
    let repulsed = line.forward > 0.0 && forward.all(|s| s.closed && known.clock.now < s.pause_until);
    repulsed.then(|| known.cover.held_end(scenario.theatre.link(link), side))
}

/// Units at the place, or already before it on the link, that are free to strike.
fn strikers(
    scenario: &Scenario,
    snapshots: &[Snapshot],
    place: PlaceId,
    link: LinkId,
    side: SideId,
) -> Vec<UnitId> {
    (0..snapshots.len())
        .map(UnitId::new)
        .filter(|&id| {
            let s = &snapshots[id.index()];
            let free = matches!(s.stance, Stance::Hold | Stance::Reserve) || s.committed;
            let there = s.forward == Some(link) || s.at == Some(place);
            let kind = scenario.unit(id).kind;
            scenario.unit(id).side == side && s.present && free && there && kind != UnitKind::Artillery
        })
        .collect()
}

fn strike(
    scenario: &Scenario,
    known: &Known,
    id: UnitId,
    link: LinkId,
    place: PlaceId,
    units: &mut Units<Decider>,
) {
    let l = scenario.theatre.link(link);
    let (_, condition, mut position, mut duty) = units.get_mut(id);
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
        position.leg =
            Some(Leg { link, to: l.other(place), km: 0.0, since: now, km_per_day: 0.0, stop_km: 0.0 });
        position.route.clear();
        duty.closed_at = None;
    }
    duty.committed = duty.closed_at.is_some();
}
