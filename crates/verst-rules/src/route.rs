//! Route: the way a plan takes.
//!
//! Law     An axis is joined where it is nearest, and followed. Where a road joins two places of it, or the first of them that
//!         has to be taken and the place that the way begins at, that road is the way, until waiting has shown that it is
//!         shut; else the cheapest way in staff days. Who chose his objective himself is free in his way. Places known to be held cost more, for
//!         those told to avoid the enemy more still; who has waited before bad odds pays more again, and
//!         so finds a way round if there is one. A way that is days of march longer than the quickest, or than the one he has,
//!         is none, but for those told to avoid the enemy: it leaves the sector of his army, and that takes an order. Who is in a
//!         fight finishes it before he takes another way, whatever the order. Nobody
//!         looks for one out of a town that he fights in, nor while others march to the same objective: they are worth
//!         waiting for.
//! Source  campaign model A11.
//! Used by plan.rs.

use verst_domain::forces::{Mobility, Unit};
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::theatre::RoadClass;
use verst_domain::time::DAY;
use verst_engine::components::{Duty, Position, Stance};

use crate::back_first::back_first;
use crate::facts::Facts;
use crate::found::{Asked, Found};
use crate::irregulars::Irregulars;
use crate::path::Paths;
use crate::plan::Plan;
use crate::set_out::{begin_of, take, turn_back};
use crate::tolls::Tolls;

/// What staffs know of guides.
#[derive(Clone, Copy)]
pub(crate) struct Guides<'a> {
    pub(crate) irregulars: &'a Irregulars,
    pub(crate) laws: &'a crate::irregulars::Params,
    pub(crate) facts: &'a Facts,
}

/// What planning searches with.
#[derive(Default)]
pub(crate) struct Search {
    paths: Paths,
    /// The same, from where the ways lead to.
    back: Paths,
    /// Pieces of ways, which units of one axis have in common.
    pub(crate) found: Found<Piece>,
    pub(crate) tolls: Tolls,
}

/// A piece of a way, and for whom it is sought.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Piece {
    from: PlaceId,
    to: PlaceId,
    side: SideId,
    mobility: Mobility,
    /// How much dearer held places are.
    dear: f64,
}

impl Asked for Piece {
    fn from(&self) -> PlaceId {
        self.from
    }
}

/// Places to pass in order.
#[derive(Clone, Copy)]
struct Through<'a> {
    places: &'a [PlaceId],
    /// The place of the axis before them; none: it begins where the way does.
    before: Option<PlaceId>,
    /// Whether the road that joins two places of an axis is the way between them, whoever holds it.
    by_road: bool,
}

impl<'a> Through<'a> {
    /// No more than one place, by whatever way.
    fn to(place: &'a PlaceId) -> Self {
        Self { places: std::slice::from_ref(place), before: None, by_road: false }
    }
}

impl Plan<'_> {
    /// Goes along the places from the first that still has to be taken, unless it is on its way already.
    #[expect(clippy::too_many_arguments, reason = "an order's fields and a unit's state")]
    pub(crate) fn advance(
        &self,
        id: UnitId,
        (along, first): (&[PlaceId], usize),
        duty: &mut Duty,
        position: &mut Position,
        search: &mut Search,
        stance: Stance,
        avoid: bool,
    ) {
        let last = along[along.len() - 1];
        let waited = self.has_waited(id, last, duty, position);
        let under_way = position.leg.is_some() || !position.route.is_empty();
        duty.stance = stance;
        let fights = duty.committed && stance == Stance::Attack;
        if fights || under_way && !waited && position.goal == last {
            return;
        }
        let joins = self.joins(id, along, first, position, search);
        // Who goes straight for a place of the enemy comes from where he stands, not from the place before it.
        let before = joins.checked_sub(1).filter(|_| joins < first).map(|passed| along[passed]);
        // Who chose his objective himself is free in the choice of his way.
        let by_road = duty.order.is_some() && !avoid && !waited;
        let rest = Through { places: &along[joins..], before, by_road };
        let unit = self.scenario.unit(id);
        let (side, mobility) = (unit.side, unit.mobility);
        let dear = self.dearness(avoid, waited);
        let asked = |from| Piece { from, to: from, side, mobility, dear };
        let cost = |search: &mut Search, (from, days)| days + self.cost(rest, asked(from), search);
        let [behind, ahead] = self.begins_forward(id, position, dear, search);
        let goes_on = behind.0 != ahead.0 && cost(search, ahead) < cost(search, behind);
        let from = if goes_on { ahead.0 } else { behind.0 };
        let asked = asked(from);
        let (mut route, mut at) = self.way(rest, asked, search);
        if !avoid && asked.dear > 0.0 {
            let march = |links: &[LinkId]| links.iter().map(|&l| self.days(side, mobility, l)).sum::<f64>();
            let quickest = self.way(rest, Piece { dear: 0.0, ..asked }, search);
            if march(&route) > march(&quickest.0) + self.laws.way_round.get() {
                (route, at) = quickest;
            }
        }
        if route.is_empty() {
            return;
        }
        let goes_round = waited && under_way && position.goal == last;
        if goes_round && self.days_more(id, from, &route, position) > self.laws.way_round.get() {
            return;
        }
        take(self.scenario, position, from, &mut route, self.now);
        if waited {
            duty.waiting_since = None;
        }
        position.route = route;
        position.goal = at;
    }

    /// Where a unit's ways begin, with the days to there: its place; on a link between two places of its side either end;
    /// on any other its anchor.
    fn begins(&self, id: UnitId, position: &Position) -> [(PlaceId, f64); 2] {
        let unit = self.scenario.unit(id);
        let ends = self.staff.begins(self.guides.facts, unit.mobility, position, self.now);
        if ends.iter().all(|&(end, _)| self.cover.holder(end) == unit.side) {
            ends
        } else {
            [(self.cover.anchor(unit.side, position), 0.0); 2]
        }
    }

    /// The same of ways forward: who is on the road to a place of the enemy has the rest of it before him, and the enemy, and
    /// what he has come behind him.
    fn begins_forward(
        &self,
        id: UnitId,
        position: &Position,
        dear: f64,
        search: &mut Search,
    ) -> [(PlaceId, f64); 2] {
        let Unit { side, mobility, .. } = *self.scenario.unit(id);
        let is_own = |place: PlaceId| self.cover.holder(place) == side;
        let Some(leg) = position.leg.filter(|leg| is_own(position.place) && !is_own(leg.to)) else {
            return self.begins(id, position);
        };
        let [behind, ahead] = self.staff.begins(self.guides.facts, mobility, position, self.now);
        let toll = search.tolls.of(self, side, mobility, dear);
        [behind, (ahead.0, ahead.1 + toll.barred(leg.link, position.place, leg.to))]
    }

    /// What the way through places in order costs, as far as there is one.
    fn cost(&self, through: Through, asked: Piece, search: &mut Search) -> f64 {
        let (way, at) = self.way(through, asked, search);
        let toll = search.tolls.of(self, asked.side, asked.mobility, asked.dear);
        let mut here = asked.from;
        let mut days = 0.0;
        for link in way {
            let from = here;
            here = self.guides.facts.link(link).other(from);
            days += toll.step(link, from, here);
        }
        if through.places.last() == Some(&at) { days } else { f64::INFINITY }
    }

    /// Where a unit joins its axis: at a place of its own side that is nearer to it than the first one of the enemy, and
    /// nearer to that one than it is itself; else it goes to that one by the quickest way.
    fn joins(
        &self,
        id: UnitId,
        along: &[PlaceId],
        first: usize,
        position: &Position,
        search: &mut Search,
    ) -> usize {
        if first == 0 {
            return 0; // no place to join it at: nothing is searched for
        }
        let objective = along[first];
        let whole = self.days_to(id, position, objective, search);
        let is_ahead = |&joins: &usize, search: &mut Search| {
            self.days_to(id, position, along[joins], search) < whole
                && self.cost(Through::to(&objective), self.quickest(id, along[joins]), search) < whole
        };
        (0..first).find(|joins| is_ahead(joins, search)).unwrap_or(first)
    }

    /// Days of march of a unit from where it stands to a place, by the quickest way.
    fn days_to(&self, id: UnitId, position: &Position, to: PlaceId, search: &mut Search) -> f64 {
        let begins = self.begins_forward(id, position, 0.0, search);
        let days = |(from, days)| days + self.cost(Through::to(&to), self.quickest(id, from), search);
        begins.map(days).into_iter().fold(f64::INFINITY, f64::min)
    }

    /// Asks for the quickest way of a unit from a place, whoever holds what.
    fn quickest(&self, id: UnitId, from: PlaceId) -> Piece {
        let unit = self.scenario.unit(id);
        Piece { from, to: from, side: unit.side, mobility: unit.mobility, dear: 0.0 }
    }

    /// The way through places in order, as far as there is one, and where it ends.
    fn way(&self, through: Through, asked: Piece, search: &mut Search) -> (Vec<LinkId>, PlaceId) {
        let (mut way, mut at, mut before) = (Vec::new(), asked.from, through.before);
        for &next in through.places {
            let of_axis = through.by_road && before.is_none_or(|before| before == at);
            if let Some(road) = self.road(at, next, asked.mobility).filter(|_| of_axis) {
                way.push(road);
            } else {
                let piece = self.piece(Piece { from: at, to: next, ..asked }, search);
                if piece.is_empty() && next != at {
                    break;
                }
                way.extend_from_slice(piece);
            }
            (at, before) = (next, Some(next));
        }
        (way, at)
    }

    /// The road that joins two places; to those on foot a railway is one.
    fn road(&self, from: PlaceId, to: PlaceId, mobility: Mobility) -> Option<LinkId> {
        let theatre = &self.scenario.theatre;
        let goes = |link: &LinkId| match theatre.link(*link).road {
            Some(RoadClass::OffRoad) => false,
            Some(_) => true,
            None => mobility == Mobility::Foot,
        };
        theatre.link_between(from, to).filter(goes)
    }

    /// By how many days of march a way from the place behind a unit, or before it, is longer than the way that it is on.
    fn days_more(&self, id: UnitId, from: PlaceId, route: &[LinkId], position: &Position) -> f64 {
        let unit = self.scenario.unit(id);
        let march =
            |links: &[LinkId]| links.iter().map(|&l| self.days(unit.side, unit.mobility, l)).sum::<f64>();
        let Some(leg) = position.leg else { return march(route) - march(&position.route) };
        let link = self.days(unit.side, unit.mobility, leg.link);
        let gone = leg.km_at(self.now) / self.scenario.theatre.link(leg.link).km.best;
        let round = match route {
            // On along its link, the end behind it being where the way begins.
            [first, rest @ ..] if *first == leg.link && leg.to != from => link * (1.0 - gone) + march(rest),
            [first, rest @ ..] if *first == leg.link => link * gone + march(rest),
            _ if leg.to == from => link * (1.0 - gone) + march(route),
            _ => link * gone + march(route),
        };
        round - (link * (1.0 - gone) + march(&position.route))
    }

    /// Whether a unit has waited long enough to look for a way round.
    fn has_waited(&self, id: UnitId, goal: PlaceId, duty: &Duty, position: &Position) -> bool {
        let patience = self.laws.patience.get() * DAY as f64;
        let long = duty.waiting_since.is_some_and(|since| (self.now - since) as f64 > patience);
        let friends_come = self.coming[goal.index()][self.scenario.unit(id).side.index()];
        long && !friends_come && !self.is_inside(id, position)
    }

    /// Whether a unit stands inside a town that the enemy holds.
    fn is_inside(&self, id: UnitId, position: &Position) -> bool {
        position.leg.is_some_and(|leg| {
            let town = self.scenario.theatre.place(leg.to).town_depth.best;
            let left = self.scenario.theatre.link(leg.link).km.best - leg.km_at(self.now);
            left < town && self.cover.holder(leg.to) != self.scenario.unit(id).side
        })
    }

    fn dearness(&self, avoid: bool, waited: bool) -> f64 {
        let avoid = if avoid { self.laws.avoid.get() } else { 1.0 };
        let waited = if waited { self.laws.waited.get() } else { 1.0 };
        avoid * waited
    }

    fn piece<'s>(&self, piece: Piece, search: &'s mut Search) -> &'s [LinkId] {
        let Search { paths, back, found, tolls } = search;
        found.way(piece, |way| {
            let toll = tolls.of(self, piece.side, piece.mobility, piece.dear);
            let step = |l, a, b| toll.step(l, a, b);
            if piece.dear == 0.0 || self.cover.holder(piece.to) == piece.side {
                paths.search_until(self.network, [(piece.from, 0.0)], |p, _| p == piece.to, step);
                paths.route(piece.to, way);
            } else {
                // Every place of the enemy is days from the next: from one of them little is nearer than the troops, from these
                // all their own country is.
                back_first(paths, back, self.network, (piece.from, piece.to), step, way);
            }
        })
    }

    /// Days that a link costs a side's troops, with guides where there are any.
    pub(crate) fn days(&self, side: SideId, mobility: Mobility, link: LinkId) -> f64 {
        let (days, guides) = (self.staff.days(mobility, link), &self.guides);
        if guides.irregulars.is_empty() {
            return days;
        }
        let going = self.staff.going(mobility, link);
        let facts = guides.facts.link(link);
        days / guides.irregulars.guided(guides.laws, side, link, facts, going.class * going.ground)
    }

    /// Whether the enemy stands in a place of the way that is before a unit.
    pub(crate) fn is_way_barred(&self, side: SideId, position: &Position) -> bool {
        let picket = self.picket;
        let is_barred = |p: PlaceId| self.cover.holder(p) != side && self.cover.garrison(p).total > picket;
        let mut at = position.leg.map_or(position.place, |leg| leg.to);
        let mut ahead = position.route.iter().map(|&link| {
            at = self.scenario.theatre.link(link).other(at);
            at
        });
        position.leg.is_some_and(|leg| is_barred(leg.to)) || ahead.any(is_barred)
    }

    /// Takes the quickest way through its own side's places to one of them; whether there is one.
    pub(crate) fn sets_out(
        &self,
        id: UnitId,
        goal: PlaceId,
        position: &mut Position,
        search: &mut Search,
    ) -> bool {
        let unit = self.scenario.unit(id);
        let (side, mobility) = (unit.side, unit.mobility);
        let paths = &mut search.paths;
        paths.search_until(
            self.network,
            self.begins(id, position),
            |p, _| p == goal,
            |l, _, b| {
                if self.cover.holder(b) == side { self.days(side, mobility, l) } else { f64::INFINITY }
            },
        );
        if !paths.cost(goal).is_finite() {
            return false;
        }
        let mut route = Vec::new();
        paths.route(goal, &mut route);
        let from = begin_of(self.scenario, goal, &route);
        if let Some(leg) = position.leg.filter(|leg| leg.to != from) {
            turn_back(self.scenario, position, leg, self.now);
        }
        position.route = route;
        position.goal = goal;
        true
    }
}
