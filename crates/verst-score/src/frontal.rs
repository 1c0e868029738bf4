//! A frontal war, the stuff of two baselines: one side advances at a constant pace along the shortest ways, and both lose a
//! share of their men that depends on the day alone.
//!
//! The attacker's front lies at the start on the places that he holds, and on each contact where theatre.ron marks it,
//! else in the middle of the link. A place of the defender falls when the km travelled reach it along the shortest way. A
//! unit of the attacker reaches a place when the km travelled since its start or entry reach it from where it began. Each
//! unit of the attacker has advanced the km travelled. The defender's units stay; how far they have gone is not answered.
//!
//! What this war does is written as a journal and folded like any other, so that every kind means the same in it.

use verst_domain::forces::Start;
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::journal::{Entry, What};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;

use crate::baseline::takes_part;
use crate::measure::{Kind, Record, Scale, Who};
use crate::outcome::{Observer, members};
use crate::record::{LossKind, StrengthKind};
use crate::route::ways;

/// A member's pace and losses.
pub(crate) struct Course<'a> {
    /// Km a day; not negative.
    pub(crate) pace: f64,
    /// Share of the men of a side lost by a day since the start.
    pub(crate) lost: &'a dyn Fn(SideId, f64) -> f64,
}

/// The parts of a frontal war that all members share.
pub(crate) struct Frontal<'a> {
    scenario: &'a Scenario,
    record: &'a Record,
    attacker: SideId,
    /// Km from the front to each place.
    km: Vec<f64>,
    /// Where the front lies on contacts at the start: km from the attacker's end.
    contacts: Vec<Option<f64>>,
    /// Places that a unit of the attacker may reach: unit, place, day from which it moves, km.
    reaching: Vec<(UnitId, PlaceId, f64, f64)>,
    observer: Observer<'a>,
}

impl<'a> Frontal<'a> {
    pub(crate) fn new(scenario: &'a Scenario, record: &'a Record, attacker: SideId) -> Self {
        let theatre = &scenario.theatre;
        let holder = |p: PlaceId| theatre.place(p).holder;
        let mut contacts = vec![None; theatre.links.len()];
        for (contact, link) in contacts.iter_mut().zip(&theatre.links) {
            if holder(link.a) != holder(link.b) {
                *contact = Some(link.km.best / 2.0);
            }
        }
        for mark in &theatre.front {
            let link = theatre.link(mark.link);
            let from_a = holder(link.a) == attacker;
            if let Some(km) = &mut contacts[mark.link.index()] {
                *km = if from_a { mark.km.best } else { link.km.best - mark.km.best };
            }
        }
        let own = (0..theatre.places.len()).map(PlaceId::new).filter(|p| holder(*p) == attacker);
        let beginnings: Vec<(PlaceId, f64)> = own.map(|p| (p, 0.0)).collect();
        let length = |l: LinkId, from: PlaceId| {
            let ahead = if holder(from) == attacker { contacts[l.index()].unwrap_or(0.0) } else { 0.0 };
            theatre.link(l).km.best - ahead
        };
        let km = ways(theatre, &beginnings, &length).km;
        let observer = Observer::new(scenario, record);
        let mut frontal = Self { scenario, record, attacker, km, contacts, reaching: Vec::new(), observer };
        frontal.reaching = frontal.find_reaching();
        frontal
    }

    fn find_reaching(&self) -> Vec<(UnitId, PlaceId, f64, f64)> {
        let mut list = Vec::new();
        for measure in &self.record.measures {
            let Kind::Reached { who, place } = measure.kind else { continue };
            let own = members(self.scenario, who)
                .into_iter()
                .filter(|u| self.scenario.unit(*u).side == self.attacker);
            for unit in own {
                let start = self.scenario.unit(unit).start;
                if takes_part(self.scenario, &start) {
                    let (day, km) = self.way_of(start, place);
                    list.push((unit, place, day, km));
                }
            }
        }
        list
    }

    /// From which day a unit moves, and how far it has to a place.
    fn way_of(&self, start: Start, to: PlaceId) -> (f64, f64) {
        let theatre = &self.scenario.theatre;
        let (day, beginnings) = match start {
            Start::At(place) => (0.0, vec![(place, 0.0)]),
            Start::OnLink { link, km } => {
                let l = theatre.link(link);
                (0.0, vec![(l.a, km.best), (l.b, l.km.best - km.best)])
            }
            Start::Enters { at, on, .. } => (Minute(on.best.round() as i64).days().max(0.0), vec![(at, 0.0)]),
        };
        (day, ways(theatre, &beginnings, &|l, _| theatre.link(l).km.best).km[to.index()])
    }

    /// What a member says of each measure.
    pub(crate) fn answer(&mut self, course: &Course) -> Vec<Option<f64>> {
        let mut entries = self.journal(course.pace);
        entries.sort_by_key(|e| e.at);
        entries.iter().for_each(|e| self.observer.see(e));
        let observed = self.observer.finish();
        let measures = self.record.measures.iter().zip(observed);
        measures.map(|(m, o)| self.own_answer(&m.kind, m.scale, o.value, course)).collect()
    }

    /// Places taken and reached, and the lines at the dates at which an axis is measured.
    fn journal(&self, pace: f64) -> Vec<Entry> {
        let end = self.scenario.calendar.end;
        let arrives = |day: f64, km: f64| {
            let days = if km <= 0.0 { day } else { day + km / pace };
            // Also false where the pace is 0 or no way leads.
            Some(days).filter(|d| *d <= end.days()).map(Minute::from_days)
        };
        let mut entries = Vec::new();
        for (p, &km) in self.km.iter().enumerate() {
            let place = PlaceId::new(p);
            if self.scenario.theatre.place(place).holder == self.attacker {
                continue;
            }
            if let Some(at) = arrives(0.0, km) {
                entries.push(Entry { at, what: What::Captured { place, by: self.attacker, unit: None } });
            }
        }
        for &(unit, place, day, km) in &self.reaching {
            if let Some(at) = arrives(day, km) {
                entries.push(Entry { at, what: What::Reached { unit, place } });
            }
        }
        for measure in &self.record.measures {
            if let Kind::Axis { on, .. } = measure.kind {
                self.lines(pace * on.days(), on, &mut entries);
            }
        }
        entries
    }

    /// Where the front lies on each link that it cuts after so many km.
    fn lines(&self, gone: f64, at: Minute, entries: &mut Vec<Entry>) {
        let theatre = &self.scenario.theatre;
        let distance = |p: PlaceId| {
            if theatre.place(p).holder == self.attacker { 0.0 } else { self.km[p.index()] }
        };
        for (l, link) in theatre.links.iter().enumerate() {
            let (taken_a, taken_b) = (distance(link.a) <= gone, distance(link.b) <= gone);
            if taken_a == taken_b {
                continue;
            }
            let own = if taken_a { link.a } else { link.b };
            let start = if theatre.place(own).holder == self.attacker { self.contacts[l] } else { None };
            let ahead = (start.unwrap_or(0.0) + gone - distance(own)).min(link.km.best);
            let line = if taken_a { ahead } else { link.km.best - ahead };
            entries
                .push(Entry { at, what: What::Front { link: LinkId::new(l), line_a: line, line_b: line } });
        }
    }

    /// The answer to a measure, given what the journal says of it.
    fn own_answer(&self, kind: &Kind, scale: Scale, folded: f64, course: &Course) -> Option<f64> {
        let plain = match *kind {
            Kind::Advance { of, on, .. } => {
                let own = side_of(self.scenario, of) == self.attacker;
                Some(course.pace * on.days()).filter(|_| own)?
            }
            Kind::Losses { of, what: LossKind::All | LossKind::Battle, from, until } => {
                let side = side_of(self.scenario, of);
                self.men(of) * ((course.lost)(side, until.days()) - (course.lost)(side, from.days())).max(0.0)
            }
            Kind::Strength { of, what: StrengthKind::Men, on } => {
                self.men(of) * (1.0 - (course.lost)(side_of(self.scenario, of), on.days())).max(0.0)
            }
            Kind::Losses { .. } | Kind::Strength { .. } => return None,
            _ => return Some(folded),
        };
        Some(scale.from_plain(plain))
    }

    fn men(&self, of: Who) -> f64 {
        let units = members(self.scenario, of).into_iter().map(|u| self.scenario.unit(u));
        units.filter(|u| takes_part(self.scenario, &u.start)).map(|u| u.men.best).sum()
    }
}

fn side_of(scenario: &Scenario, who: Who) -> SideId {
    match who {
        Who::Side(side) => side,
        Who::Formation(f) => scenario.formation(f).side,
        Who::Unit(u) => scenario.unit(u).side,
    }
}
