//! Outcome: what a run says of each measure, folded from its journal entry by entry.

use verst_domain::forces::Start;
use verst_domain::ids::{PlaceId, UnitId};
use verst_domain::journal::{Entry, Losses, What};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;

use crate::measure::{Kind, Record, Scale, Who, never};
use crate::record::LossKind;
use crate::watched::Watched;

/// What a run says of one measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observed {
    /// The value on the measure's scale.
    pub value: f64,
    /// Whether it never happened; the value is then [`never()`].
    pub never: bool,
}

/// Which measures follow which entries, so that an entry only costs what concerns it.
#[derive(Clone, Debug)]
struct Watch {
    /// By place: measures of who holds it.
    holding: Vec<Vec<usize>>,
    /// By unit: places that it may reach, with the measure.
    reaching: Vec<Vec<(PlaceId, usize)>>,
    /// By unit: measures of its losses.
    losing: Vec<Vec<usize>>,
    /// Measures that read the state once, by date.
    due: Vec<(Minute, usize)>,
    /// By measure: units that it is about.
    members: Vec<Vec<UnitId>>,
}

/// Folds the entries of one run after another.
#[derive(Clone, Debug)]
pub struct Observer<'a> {
    scenario: &'a Scenario,
    record: &'a Record,
    watch: Watch,
    state: Watched<'a>,
    /// Plain values; none: not (yet) happened.
    values: Vec<Option<f64>>,
    next_due: usize,
    never: f64,
}

impl<'a> Observer<'a> {
    /// An observer of runs of an operation, at the first minute.
    #[must_use]
    pub fn new(scenario: &'a Scenario, record: &'a Record) -> Self {
        let mut observer = Self {
            scenario,
            record,
            watch: Watch::new(scenario, record),
            state: Watched::new(scenario),
            values: vec![None; record.measures.len()],
            next_due: 0,
            never: never(&scenario.calendar),
        };
        observer.restart();
        observer
    }

    /// Forgets what was seen: the next entry is the first of another run.
    pub fn restart(&mut self) {
        self.state.restart();
        self.next_due = 0;
        for (value, m) in self.values.iter_mut().zip(&self.record.measures) {
            *value = match &m.kind {
                Kind::Captured { place, by } if self.state.holder(*place) == *by => Some(0.0),
                Kind::NotCaptured { place, by, .. } => Some(yes(self.state.holder(*place) != *by)),
                Kind::Losses { .. } => Some(0.0),
                _ => None,
            };
        }
        for (unit, reaching) in self.scenario.units.iter().zip(&self.watch.reaching) {
            for (place, m) in reaching {
                if matches!(unit.start, Start::At(at) if at == *place) {
                    self.values[*m] = Some(0.0);
                }
            }
        }
    }

    /// Follows an entry. Entries come in order of time.
    pub fn see(&mut self, entry: &Entry) {
        while self.watch.due.get(self.next_due).is_some_and(|(date, _)| *date < entry.at) {
            self.read_due();
        }
        match &entry.what {
            What::Captured { place, unit, .. } => {
                self.captured(entry);
                if let Some(unit) = unit {
                    self.reached(*unit, *place, entry.at);
                }
            }
            What::Foothold { unit, place }
            | What::Reached { unit, place }
            | What::Arrived { unit, place, .. } => {
                self.reached(*unit, *place, entry.at);
            }
            What::Stand(stand) if stand.on.is_none() => self.reached(stand.unit, stand.place, entry.at),
            What::Lost { unit, losses } => self.lost(*unit, losses, entry.at),
            _ => {}
        }
        self.state.see(entry);
    }

    /// Ends the run: what it says of each measure, in the record's order. The observer is then ready for the next run.
    pub fn finish(&mut self) -> Vec<Observed> {
        while self.next_due < self.watch.due.len() {
            self.read_due();
        }
        let observed = self.record.measures.iter().zip(&self.values).map(|(m, value)| {
            let never = value.is_none() && m.scale == Scale::Days;
            let plain = value.unwrap_or(if never { self.never } else { 0.0 });
            Observed { value: m.scale.from_plain(plain), never }
        });
        let observed = observed.collect();
        self.restart();
        observed
    }

    fn read_due(&mut self) {
        let (_, m) = self.watch.due[self.next_due];
        self.next_due += 1;
        self.values[m] = self.state.read(&self.record.measures[m].kind, &self.watch.members[m]);
    }

    /// A place changes hands; the state still shows its old holder.
    fn captured(&mut self, entry: &Entry) {
        let What::Captured { place, by: taker, .. } = entry.what else { return };
        for &m in &self.watch.holding[place.index()] {
            let value = &mut self.values[m];
            match &self.record.measures[m].kind {
                Kind::Captured { by, .. } if *by == taker && value.is_none() => {
                    *value = Some(entry.at.days())
                }
                Kind::HeldUntil { by, .. }
                    if *by != taker && self.state.holder(place) == *by && value.is_none() =>
                {
                    *value = Some(entry.at.days());
                }
                Kind::NotCaptured { by, until, .. } if *by == taker && entry.at <= *until => {
                    *value = Some(0.0)
                }
                _ => {}
            }
        }
    }

    fn reached(&mut self, unit: UnitId, place: PlaceId, at: Minute) {
        for (there, m) in &self.watch.reaching[unit.index()] {
            if *there == place && self.values[*m].is_none() {
                self.values[*m] = Some(at.days());
            }
        }
    }

    fn lost(&mut self, unit: UnitId, losses: &Losses, at: Minute) {
        for &m in &self.watch.losing[unit.index()] {
            let Kind::Losses { what, from, until, .. } = &self.record.measures[m].kind else { continue };
            if at > *from && at <= *until {
                *self.values[m].get_or_insert(0.0) += amount(losses, *what);
            }
        }
    }
}

impl Watch {
    fn new(scenario: &Scenario, record: &Record) -> Self {
        let mut watch = Self {
            holding: vec![Vec::new(); scenario.theatre.places.len()],
            reaching: vec![Vec::new(); scenario.units.len()],
            losing: vec![Vec::new(); scenario.units.len()],
            due: Vec::new(),
            members: Vec::with_capacity(record.measures.len()),
        };
        for (m, measure) in record.measures.iter().enumerate() {
            let members = who(&measure.kind).map_or(Vec::new(), |w| members(scenario, w));
            match &measure.kind {
                Kind::Captured { place, .. }
                | Kind::HeldUntil { place, .. }
                | Kind::NotCaptured { place, .. } => {
                    watch.holding[place.index()].push(m);
                }
                Kind::Reached { place, .. } => {
                    members.iter().for_each(|u| watch.reaching[u.index()].push((*place, m)));
                }
                Kind::Losses { .. } => members.iter().for_each(|u| watch.losing[u.index()].push(m)),
                _ => {}
            }
            watch.due.extend(measure.kind.read_at().map(|date| (date, m)));
            watch.members.push(members);
        }
        watch.due.sort_unstable();
        watch
    }
}

/// Whom a kind is about, for kinds that are about units.
fn who(kind: &Kind) -> Option<Who> {
    match kind {
        Kind::Advance { of, .. } | Kind::Losses { of, .. } | Kind::Strength { of, .. } => Some(*of),
        Kind::Reached { who, .. } | Kind::Encircled { who, .. } => Some(*who),
        _ => None,
    }
}

/// Units of a side, of a formation by the chain of command at the start, or the one unit; in id order.
#[must_use]
pub fn members(scenario: &Scenario, who: Who) -> Vec<UnitId> {
    match who {
        Who::Side(side) => {
            (0..scenario.units.len()).map(UnitId::new).filter(|&u| scenario.unit(u).side == side).collect()
        }
        Who::Formation(formation) => scenario.units_under(formation),
        Who::Unit(unit) => vec![unit],
    }
}

/// Losses of one kind: men, tanks or guns.
#[must_use]
pub fn amount(losses: &Losses, what: LossKind) -> f64 {
    match what {
        LossKind::All => losses.men(),
        LossKind::Battle => losses.battle(),
        LossKind::Killed => losses.killed,
        LossKind::Wounded => losses.wounded,
        LossKind::Missing => losses.missing,
        LossKind::Sick => losses.sick + losses.frostbitten,
        LossKind::Tanks => losses.tanks,
        LossKind::Guns => losses.guns,
    }
}

fn yes(b: bool) -> f64 {
    f64::from(u8::from(b))
}
