//! Ways out: where those go who are cut off.
//!
//! Law     The cheapest way to the nearest place of the own side that has a road: round those who bar it (`way_out`), or, where there
//!         is none, against the fewest of them (`exit`).
//! Source  campaign model A8.
//! Used by pockets.rs.

use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::scenario::Scenario;
use verst_engine::components::Position;

use crate::cover::{self, Cover};
use crate::facts::Facts;
use crate::retreat::Way;
use crate::set_out::begin_of;
use crate::supply::SupplyMap;

/// The cheapest way to its own side where every enemy on it costs the days that he costs in a plan: fills `way.route`; where it
/// leads.
pub(crate) fn exit(
    scenario: &Scenario,
    id: UnitId,
    position: &Position,
    map: &SupplyMap,
    way: &mut Way,
) -> Option<PlaceId> {
    let unit = scenario.unit(id);
    let (side, mobility) = (unit.side, unit.mobility);
    let (cover, staff) = (&way.cover, &way.staff);
    let per_man = 1.0 / way.laws.0.plan.held_men.get();
    let barred = |p: PlaceId| if cover.holder(p) == side { 0.0 } else { cover.garrison(p).total * per_man };
    let begins = staff.begins(&way.facts, mobility, position, way.clock.now);
    let step = |link, _, b| {
        let shut = cover.is_contact(link);
        let line = if shut { cover.line(link, side.enemy()).total * per_man } else { 0.0 };
        staff.days(mobility, link) + line + barred(b)
    };
    let is_own = is_own_ground(side, position.place, map);
    let begins = begins.map(|(end, days)| (end, days + barred(end)));
    let goal = way.paths.nearest(&way.network, begins, is_own, step)?;
    way.paths.route(goal, &mut way.route);
    Some(goal)
}

/// Whether a side has a road to a place other than the one where it begins.
fn is_own_ground(side: SideId, from: PlaceId, map: &SupplyMap) -> impl Fn(PlaceId) -> bool {
    move |p| p != from && map.km(side, p).is_finite()
}

/// Whether the enemy stands on a road out of a side's place within a sector's reach of it.
fn stands_before(
    cover: &Cover,
    facts: &Facts,
    laws: &cover::Params,
    link: LinkId,
    side: SideId,
    place: PlaceId,
) -> bool {
    let km = cover.share_behind(facts, link, side, place) * facts.link(link).km;
    cover.line(link, side.enemy()).forward > laws.picket.get() && km <= laws.sector_radius.get()
}

/// A way out.
pub(crate) struct WayOut {
    pub(crate) begin: PlaceId,
    pub(crate) goal: PlaceId,
    /// Men of the enemy whom it leads past, in places that he has manned and in his lines, for each who goes it from there: 0 if
    /// nobody bars it.
    pub(crate) odds: f64,
}

/// The cheapest way to the nearest place of its own side that has a road, of no more days than it is fed for: through ground that
/// nobody holds, or across country, which is out of the enemy's reach beside the middle of a long road. None by a road on which the
/// enemy stands before his place.
pub(crate) fn way_out(
    scenario: &Scenario,
    facts: &Facts,
    id: UnitId,
    position: &Position,
    (men, fed_days): (f64, f64),
    map: &SupplyMap,
    way: &mut Way,
) -> Option<WayOut> {
    let unit = scenario.unit(id);
    let (side, mobility) = (unit.side, unit.mobility);
    let picket = way.laws.0.cover.picket.get();
    let (cover, staff, laws) = (&way.cover, &way.staff, &way.laws.0.cover);
    let from = cover.anchor(side, position);
    let is_foes = |p: PlaceId| cover.holder(p) != side;
    let is_shut = |link, a, b| {
        let held = cover.is_contact(link) && cover.is_held(facts, laws, link, side.enemy(), picket);
        let manned = [a, b].iter().any(|&p| is_foes(p) && cover.men_in(p) > picket);
        held || manned
    };
    let across = 1.0 / way.laws.0.march.offroad_foot.get();
    let step = |link, a, b| {
        let is_besieged =
            !is_foes(from) && (a == from || b == from) && stands_before(cover, facts, laws, link, side, from);
        let days = staff.days(mobility, link);
        match (is_shut(link, a, b), is_besieged || !facts.has_room(laws, link)) {
            _ if days.is_infinite() => days,
            (true, true) => f64::INFINITY,
            (_, false) if is_foes(a) && is_foes(b) => days * across,
            // Who has passed the enemy's foremost men is out of the ring.
            (true, false) if is_foes(a) => days * cover.share_behind(facts, link, side, a),
            _ => days,
        }
    };
    let is_lost = position.leg.is_some_and(|leg| is_foes(from) && facts.has_room(laws, leg.link));
    let begins = staff.begins(facts, mobility, position, way.clock.now);
    let begins = if is_lost { begins.map(|(end, days)| (end, days * across)) } else { [(from, 0.0); 2] };
    let goal = way.paths.nearest(&way.network, begins, is_own_ground(side, from, map), step)?;
    way.paths.route(goal, &mut way.route);
    if way.route.is_empty() || way.paths.cost(goal) > fed_days {
        return None;
    }
    let begin = begin_of(scenario, goal, &way.route);
    let manned = |p: PlaceId| if is_foes(p) { cover.men_in(p) } else { 0.0 };
    let (mut at, mut past) = (begin, 0.0);
    for &link in way.route.iter() {
        let next = facts.link(link).other(at);
        if is_shut(link, at, next) {
            let line = if cover.is_contact(link) { cover.line(link, side.enemy()).forward } else { 0.0 };
            past += line + manned(next);
        }
        at = next;
    }
    let beside = match position.leg {
        Some(leg) if is_foes(from) => cover.line(leg.link, side).total,
        _ => cover.men_in(from) + cover.men_before(&scenario.theatre, from, side.enemy()),
    };
    Some(WayOut { begin, goal, odds: past / beside.max(men).max(1.0) })
}
