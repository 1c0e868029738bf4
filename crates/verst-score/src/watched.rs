//! The part of a run's state that measures read: who holds what, where units stood last, where the lines lie.

use verst_domain::forces::Start;
use verst_domain::geo::{LatLon, distance_km};
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::journal::{Entry, Stand, What};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;

use crate::measure::{Kind, Who};
use crate::origin::Origin;
use crate::record::{HowFar, StrengthKind};
use crate::route::is_way;

/// Where a unit was last seen.
#[derive(Clone, Copy, Debug)]
struct Sight {
    at: Minute,
    place: PlaceId,
    on: Option<(LinkId, f64)>,
    men: f64,
    tanks: f64,
    guns: f64,
}

#[derive(Clone, Copy, Debug)]
struct UnitState {
    /// Where its advance counts from; none before it has entered.
    origin: Option<Origin>,
    sight: Option<Sight>,
    cut_off: bool,
    departed: bool,
}

#[derive(Clone, Copy, Debug)]
struct Lines {
    at: Minute,
    a: f64,
    b: f64,
}

/// State folded from entries.
#[derive(Clone, Debug)]
pub(crate) struct Watched<'a> {
    scenario: &'a Scenario,
    holder: Vec<SideId>,
    /// When a side first captured a place that it did not hold at the start.
    gained: Vec<[Option<Minute>; 2]>,
    units: Vec<UnitState>,
    lines: Vec<Option<Lines>>,
    /// Where the front cut each link at the start, in km from its end `a`; the middle where nothing is said.
    start_lines: Vec<f64>,
    /// When the last turn that left entries ended.
    turn: Option<Minute>,
    /// Work space of the search for a cut way.
    open: Vec<PlaceId>,
    seen: Vec<bool>,
}

impl<'a> Watched<'a> {
    pub(crate) fn new(scenario: &'a Scenario) -> Self {
        let places = scenario.theatre.places.len();
        let mut start_lines: Vec<f64> = scenario.theatre.links.iter().map(|l| l.km.best / 2.0).collect();
        for mark in &scenario.theatre.front {
            start_lines[mark.link.index()] = mark.km.best;
        }
        let nowhere = UnitState { origin: None, sight: None, cut_off: false, departed: false };
        let mut watched = Self {
            scenario,
            holder: Vec::with_capacity(places),
            gained: vec![[None; 2]; places],
            units: vec![nowhere; scenario.units.len()],
            lines: vec![None; scenario.theatre.links.len()],
            start_lines,
            turn: None,
            open: Vec::with_capacity(places),
            seen: vec![false; places],
        };
        watched.restart();
        watched
    }

    /// Back to the first minute.
    pub(crate) fn restart(&mut self) {
        let theatre = &self.scenario.theatre;
        self.holder.clear();
        self.holder.extend(theatre.places.iter().map(|p| p.holder));
        self.gained.fill([None; 2]);
        self.turn = None;
        for ((lines, link), &km) in self.lines.iter_mut().zip(&theatre.links).zip(&self.start_lines) {
            let contact = theatre.place(link.a).holder != theatre.place(link.b).holder;
            *lines = Some(Lines { at: Minute(0), a: km, b: km }).filter(|_| contact);
        }
        for (unit, state) in self.scenario.units.iter().zip(&mut self.units) {
            let origin = Origin::of(theatre, unit.side, &unit.start);
            *state = UnitState { origin, sight: None, cut_off: false, departed: false };
        }
    }

    pub(crate) fn holder(&self, place: PlaceId) -> SideId {
        self.holder[place.index()]
    }

    /// Follows an entry.
    pub(crate) fn see(&mut self, entry: &Entry) {
        match &entry.what {
            What::Captured { place, by, unit } => {
                unit.iter().for_each(|&unit| self.comes_to(unit, *place));
                self.holder[place.index()] = *by;
                if self.scenario.theatre.place(*place).holder != *by {
                    self.gained[place.index()][by.index()].get_or_insert(entry.at);
                }
            }
            What::Stand(stand) => self.stand(entry.at, stand),
            What::Front { link, line_a, line_b } => {
                self.turn = Some(entry.at);
                self.lines[link.index()] = Some(Lines { at: entry.at, a: *line_a, b: *line_b });
            }
            What::TurnEnd { .. } => self.turn = Some(entry.at),
            What::Arrived { unit, place, men, tanks, guns } => {
                let side = self.scenario.unit(*unit).side;
                let origin = Origin::at_place(&self.scenario.theatre, side, *place);
                let state = &mut self.units[unit.index()];
                state.origin = state.origin.or(Some(origin));
                let (men, tanks, guns) = (*men, *tanks, *guns);
                state.sight = Some(Sight { at: entry.at, place: *place, on: None, men, tanks, guns });
            }
            What::Reached { unit, place } | What::Foothold { unit, place } => self.comes_to(*unit, *place),
            What::Departed { unit, .. } => self.units[unit.index()].departed = true,
            What::CutOff(unit) => self.units[unit.index()].cut_off = true,
            What::Relieved(unit) => self.units[unit.index()].cut_off = false,
            _ => {}
        }
    }

    fn stand(&mut self, at: Minute, s: &Stand) {
        self.turn = Some(at);
        let sight = Sight { at, place: s.place, on: s.on, men: s.men, tanks: s.tanks, guns: s.guns };
        let theatre = &self.scenario.theatre;
        let state = &mut self.units[s.unit.index()];
        state.sight = Some(sight);
        match s.on {
            None => self.comes_to(s.unit, s.place),
            Some(on) => {
                let side = self.scenario.unit(s.unit).side;
                if let Some(origin) = &mut state.origin {
                    origin.stands_on(theatre, side, on, |link| self.start_lines[link.index()]);
                }
            }
        }
    }

    fn comes_to(&mut self, unit: UnitId, place: PlaceId) {
        let side = self.scenario.unit(unit).side;
        if let Some(origin) = &mut self.units[unit.index()].origin {
            origin.comes_to(&self.scenario.theatre, side, place, |link| self.start_lines[link.index()]);
        }
    }

    /// The value of a kind that is read at its date, in plain units; none for the other kinds.
    pub(crate) fn read(&mut self, kind: &Kind, members: &[UnitId]) -> Option<f64> {
        let yes = |b: bool| f64::from(u8::from(b));
        match kind {
            Kind::Advance { how, .. } => Some(self.advance(members, *how)),
            Kind::Axis { route, by, .. } => Some(self.axis(route, *by)),
            Kind::Strength { what, .. } => Some(self.strength(members, *what)),
            Kind::Encircled { who, .. } => Some(yes(self.encircled(*who, members))),
            Kind::SupplyCut { from, to, side, .. } => Some(yes(self.supply_cut(*from, *to, *side))),
            Kind::Together { places, by, within, .. } => {
                let [first, second] = places.map(|p| self.first_held(p, *by));
                let apart = first.zip(second).map(|(a, b)| (a.0 - b.0).abs());
                Some(yes(apart.is_some_and(|minutes| minutes <= within.0)))
            }
            Kind::Front { held, .. } => {
                let right = held.iter().filter(|(place, side)| self.holder(*place) == *side).count();
                Some(right as f64 / held.len() as f64)
            }
            Kind::GroundLost { by, .. } => Some(self.ground_lost(*by)),
            Kind::Captured { .. }
            | Kind::HeldUntil { .. }
            | Kind::NotCaptured { .. }
            | Kind::Reached { .. }
            | Kind::Losses { .. } => None,
        }
    }

    /// When a side first held a place; none: not yet.
    fn first_held(&self, place: PlaceId, by: SideId) -> Option<Minute> {
        let at_start = self.scenario.theatre.place(place).holder == by;
        if at_start { Some(Minute(0)) } else { self.gained[place.index()][by.index()] }
    }

    fn advance(&self, members: &[UnitId], how: HowFar) -> f64 {
        let begins = |u: &UnitId| !matches!(self.scenario.unit(*u).start, Start::Enters { .. });
        let any = members.iter().any(begins);
        let (mut farthest, mut sum, mut count) = (0.0_f64, 0.0, 0.0);
        for unit in members.iter().filter(|u| !any || begins(u)) {
            let Some(origin) = self.units[unit.index()].origin else { continue };
            let km = self.units[unit.index()].sight.map_or(0.0, |s| distance_km(origin.at, self.point(&s)));
            farthest = farthest.max(km);
            sum += km;
            count += 1.0;
        }
        match how {
            HowFar::Max => farthest,
            HowFar::Mean if count > 0.0 => sum / count,
            HowFar::Mean => 0.0,
        }
    }

    fn point(&self, sight: &Sight) -> LatLon {
        let theatre = &self.scenario.theatre;
        sight.on.map_or(theatre.place(sight.place).at, |(link, km)| theatre.point_on(link, km))
    }

    fn axis(&self, route: &[PlaceId], by: SideId) -> f64 {
        let theatre = &self.scenario.theatre;
        let start = theatre.place(route[0]).at;
        let held = route.iter().take_while(|p| self.holder(**p) == by).count();
        let mut km = 0.0_f64;
        for place in &route[..held] {
            km = km.max(distance_km(start, theatre.place(*place).at));
        }
        if held > 0 && held < route.len() {
            let (last, next) = (route[held - 1], route[held]);
            let link = theatre.link_between(last, next);
            let lines =
                link.and_then(|l| self.lines[l.index()].filter(|f| self.is_fresh(f.at)).map(|f| (l, f)));
            if let Some((l, lines)) = lines {
                let line = if theatre.link(l).a == last { lines.a } else { lines.b };
                km = km.max(distance_km(start, theatre.point_on(l, line)));
            }
        }
        km
    }

    /// Whether something is of the last turn that ended, or of the start before the first has.
    fn is_fresh(&self, at: Minute) -> bool {
        at == self.turn.unwrap_or(Minute(0))
    }

    fn strength(&self, members: &[UnitId], what: StrengthKind) -> f64 {
        let pick = |men, tanks, guns| match what {
            StrengthKind::Men => men,
            StrengthKind::Tanks => tanks,
            StrengthKind::Guns => guns,
        };
        let of = |u: &UnitId| {
            let unit = self.scenario.unit(*u);
            match (self.turn, self.units[u.index()].sight) {
                (Some(turn), Some(s)) if s.at == turn => pick(s.men, s.tanks, s.guns),
                (None, Some(s)) => pick(s.men, s.tanks, s.guns),
                (None, None) if self.units[u.index()].origin.is_some() => {
                    pick(unit.men.best, unit.tanks.best, unit.guns.best)
                }
                _ => 0.0,
            }
        };
        members.iter().map(of).sum()
    }

    fn encircled(&self, who: Who, members: &[UnitId]) -> bool {
        if let Who::Unit(unit) = who {
            return self.units[unit.index()].cut_off;
        }
        let (mut cut, mut all) = (0.0, 0.0);
        for unit in members {
            let state = &self.units[unit.index()];
            if state.departed || state.origin.is_none() {
                continue;
            }
            let men = state.sight.map_or(self.scenario.unit(*unit).men.best, |s| s.men);
            all += men;
            if state.cut_off {
                cut += men;
            }
        }
        all > 0.0 && cut >= all / 2.0
    }

    fn supply_cut(&mut self, from: PlaceId, to: PlaceId, side: SideId) -> bool {
        let theatre = &self.scenario.theatre;
        if self.holder(from) != side || self.holder(to) != side {
            return true;
        }
        self.seen.fill(false);
        self.open.clear();
        self.open.push(from);
        self.seen[from.index()] = true;
        while let Some(here) = self.open.pop() {
            if here == to {
                return false;
            }
            for &(l, next) in &theatre.place(here).ways {
                if is_way(theatre.link(l)) && !self.seen[next.index()] && self.holder(next) == side {
                    self.seen[next.index()] = true;
                    self.open.push(next);
                }
            }
        }
        true
    }

    fn ground_lost(&self, by: SideId) -> f64 {
        let (mut gained, mut lost) = (0_u32, 0_u32);
        for (gain, holder) in self.gained.iter().zip(&self.holder) {
            let gain = gain[by.index()].is_some();
            gained += u32::from(gain);
            lost += u32::from(gain && *holder != by);
        }
        if gained == 0 { 0.0 } else { f64::from(lost) / f64::from(gained) }
    }
}
