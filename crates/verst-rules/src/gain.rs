//! Gain: what an engagement does to the ground, axis by axis.
//!
//! Law     km of the law of engagement x streets, never faster than the march law, never beyond the end of the link and in one round
//!         never over a river that needs boats.
//!         Both lines of a contact move together; who stands on the link stands at its line, and beyond a way-point on the
//!         next link: there the fight goes on, and the way-point is the attacker's. What is gained is taken off
//!         the depth of the works; works without depth are no works.
//! Source  campaign model A2, A15; model of combat, section 4.
//! Used by combat.rs.

use verst_domain::ids::{LinkId, UnitId};
use verst_domain::journal::{Applied, Factor, What};
use verst_domain::time::{DAY, Minute};
use verst_engine::agenda::{Event, Subject};
use verst_engine::components::Leg;
use verst_engine::phase::Phase;
use verst_engine::roster::Units;

use crate::battle::{Axis, Battle, Part};
use crate::combat::{Combatant, Ground};
use crate::control::change_hands;
use crate::crossings::Water;
use crate::engagement;
use crate::entrenchment::penetrate;
use crate::facts::LinkFacts;
use crate::plan::pass;
use crate::rules_file::RulesFile;
use crate::way_point::Behind;

/// Km from the line at which a unit still stands at it.
const CLOSE: f64 = 0.1;

/// Moves the lines on every axis; whether an axis has gone all the way to the place.
pub(crate) fn advance(
    ground: &mut Ground,
    laws: &RulesFile,
    battle: &Battle,
    law: &engagement::Law,
    x: f64,
    dt: f64,
    units: &mut Units<Combatant>,
) -> bool {
    let km = law.advance_km(x, dt);
    let (mut overrun, mut deepest) = (false, 0.0_f64);
    for axis in battle.axes {
        let link = *ground.facts.link(axis.link);
        let town = if axis.in_town { laws.combat.town.get() } else { 1.0 };
        let mobility = ground.facts.unit(battle.attackers[0].unit).mobility;
        let fastest = ground.staff.going(mobility, axis.link).speed * dt;
        let mut lines = ground.links.get_mut(axis.link);
        let toward_b = axis.end == link.b;
        let at = lines.of[battle.attacker.index()];
        let left = if toward_b { link.km - at } else { at };
        let water = Water { laws, weather: &ground.weather };
        let bank = water.to_the_bank(ground.crossings.on(axis.link), at, toward_b);
        let gained = (km * town).min(fastest).min(left).min(bank);
        let moved = if toward_b { at + gained } else { at - gained };
        lines.of[battle.attacker.index()] = moved;
        lines.of[battle.attacker.enemy().index()] = moved;
        let in_place = axis.end == battle.place && left - gained <= f64::EPSILON * link.km;
        overrun |= in_place;
        deepest = deepest.max(gained);
        if ground.journal.wants_factors() && km > 0.0 {
            let mut factors = law.advance_terms(x).factors_e();
            // The law's terms multiply to km a day on the first day; what is left of them depends on the age.
            let first_day = factors.iter().fold(1.0, |product, f| product * f.value);
            factors.push(Factor { name: "days fought, less the standstill", value: km / first_day });
            factors.push(Factor { name: "streets", value: town });
            factors.push(Factor {
                name: "march law, river bank and end of the link",
                value: gained / (km * town),
            });
            ground.journal.factors(Applied::AdvanceKm(axis.link), gained, &factors);
        }
        let now = ground.clock.now;
        let on_link = |part: &&Part| part.stands_on == Some(axis.link);
        for part in battle.attackers.iter().chain(battle.defenders).filter(on_link) {
            let speed = ground.staff.going(ground.facts.unit(part.unit).mobility, axis.link).speed;
            move_with_line(&link, axis.link, (moved, gained), part.unit, now, speed, units);
        }
        if axis.end != battle.place && left - gained <= f64::EPSILON * link.km {
            press_through(ground, battle, axis, units);
            go_through(ground, battle, axis, units);
        }
        tell_foothold(ground, battle, axis, moved);
    }
    penetrate(&mut ground.works.get_mut(battle.place), battle.attacker, deepest);
    overrun
}

/// The line has come to a way-point: its defenders go on behind it.
fn press_through(ground: &mut Ground, battle: &Battle, axis: &Axis, units: &mut Units<Combatant>) {
    let Some(behind) = Behind::of(&ground.operation.0, axis.end, battle.place) else { return };
    let (side, l) = (battle.attacker.enemy(), ground.facts.link(behind.link));
    let km = if l.a == axis.end { 0.0 } else { l.km };
    for part in battle.defenders {
        let (strength, _, mut position, mut duty, _) = units.get_mut(part.unit);
        if behind.concerns(axis.link, &position) {
            behind.stand(0.0, ground.clock.now, &mut position, &mut duty);
            ground.cover.note_on_the_way(behind.link, side, km, strength.men);
        }
    }
}

/// Who has pressed them through, and goes on along the road, comes out behind the way-point with them, and takes it: the fight goes on.
fn go_through(ground: &mut Ground, battle: &Battle, axis: &Axis, units: &mut Units<Combatant>) {
    let Some(behind) = Behind::of(&ground.operation.0, axis.end, battle.place) else { return };
    let (now, place, whole) = (ground.clock.now, axis.end, ground.facts.link(axis.link).km);
    for part in battle.attackers {
        let (_, _, mut position, mut duty, _) = units.get_mut(part.unit);
        let is_there =
            |leg: &Leg| leg.link == axis.link && leg.to == place && leg.km_at(now) + CLOSE >= whole;
        let has_come = duty.closed_at.is_some() && position.leg.as_ref().is_some_and(is_there);
        if !has_come || position.route.first() != Some(&behind.link) {
            continue;
        }
        position.route.remove(0);
        behind.come_out(now, &mut position);
        pass(&ground.operation.0, &mut duty, place);
        ground.journal.tell(What::Reached { unit: part.unit, place });
        let mut holding = ground.holdings.get_mut(place);
        if holding.side != battle.attacker {
            change_hands(place, battle.attacker, Some(part.unit), &mut holding, &mut ground.journal);
            ground.cover.note_fall(place, battle.attacker);
            let subject = Subject::Place(place);
            ground.agenda.schedule(Event { at: now, phase: Phase::Control, subject, tag: 0 });
        }
    }
}

/// Attackers and defenders who stand on the link stand at its line; who has only just closed up comes no further than he can
/// march since, and who stands farther beyond it than it has moved had the enemy come out behind him, and stays.
fn move_with_line(
    l: &LinkFacts,
    link: LinkId,
    (line_from_a, gained): (f64, f64),
    unit: UnitId,
    now: Minute,
    speed: f64,
    units: &mut Units<Combatant>,
) {
    let (_, _, mut position, mut duty, _) = units.get_mut(unit);
    let line = if position.place == l.a { line_from_a } else { l.km - line_from_a };
    if let Some(leg) = position.leg.as_mut().filter(|leg| leg.link == link && leg.km_per_day == 0.0)
        && (duty.closed_at.is_some() || leg.km_at(now) > line)
        && leg.km_at(now) <= line + gained + CLOSE
    {
        let since = duty.closed_at.map_or(f64::INFINITY, |at| (now - at) as f64 / DAY as f64);
        let reached = leg.km + speed * since;
        let lags = reached + CLOSE < line;
        if lags {
            duty.closed_at = None; // the march law brings him up
        }
        let km = if lags { reached } else { line };
        (leg.km, leg.since, leg.stop_km) = (km, now, km);
    }
}

fn tell_foothold(ground: &mut Ground, battle: &Battle, axis: &Axis, line_from_a: f64) {
    let l = ground.facts.link(axis.link);
    let left = if axis.end == l.b { l.km - line_from_a } else { line_from_a };
    let town = ground.facts.town_depth(axis.end);
    if town <= 0.0 || left >= town {
        return;
    }
    for part in battle.attackers.iter().filter(|part| part.stands_on == Some(axis.link)) {
        ground.journal.tell(What::Foothold { unit: part.unit, place: axis.end });
    }
}
