//! Follows one run from entry to entry, for the charts and the band of the fronts.

use verst_domain::ids::{LinkId, PlaceId, SideId};
use verst_domain::journal::{Entry, Losses, Stand, What as Happened};
use verst_domain::scenario::Scenario;
use verst_score::outcome::Observer;
use verst_score::outcome::amount;
use verst_score::record::StrengthKind;

use crate::series::{Series, What};

/// Who holds what, and where the lines stand.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    /// By place.
    pub(crate) holders: Vec<SideId>,
    /// By link, as told this turn: lines of the sides that hold ends `a` and `b`, in km from `a`.
    pub(crate) lines: Vec<Option<(f64, f64)>>,
    told: Vec<LinkId>,
}

impl Ground {
    pub(crate) fn at_start(scenario: &Scenario) -> Self {
        let theatre = &scenario.theatre;
        let mut ground = Self {
            holders: theatre.places.iter().map(|p| p.holder).collect(),
            lines: vec![None; theatre.links.len()],
            told: Vec::new(),
        };
        for mark in &theatre.front {
            ground.lines[mark.link.index()] = Some((mark.km.best, mark.km.best));
            ground.told.push(mark.link);
        }
        ground
    }

    pub(crate) fn see(&mut self, entry: &Entry) {
        match &entry.what {
            Happened::Captured { place, by, .. } => self.holders[place.index()] = *by,
            Happened::Front { link, line_a, line_b } => {
                self.lines[link.index()] = Some((*line_a, *line_b));
                self.told.push(*link);
            }
            _ => {}
        }
    }

    /// Forgets the lines of the turn that ended.
    pub(crate) fn next_turn(&mut self) {
        self.told.drain(..).for_each(|l| self.lines[l.index()] = None);
    }

    pub(crate) fn holder(&self, place: PlaceId) -> SideId {
        self.holders[place.index()]
    }

    /// Where the sides meet on a link whose ends are held by different sides, in km from `a`: the middle between the lines, or
    /// of the link where nothing is told.
    pub(crate) fn meeting(&self, scenario: &Scenario, link: LinkId) -> Option<f64> {
        let l = scenario.theatre.link(link);
        if self.holder(l.a) == self.holder(l.b) {
            return None;
        }
        let middle = self.lines[link.index()].map(|(a, b)| (a + b) / 2.0);
        Some(middle.unwrap_or(l.km.best / 2.0).clamp(0.0, l.km.best))
    }
}

/// What one run has at each turn's end.
pub(crate) struct Follower<'a> {
    scenario: &'a Scenario,
    series: &'a Series,
    by_unit: Vec<Vec<usize>>,
    observer: Observer<'a>,
    ground: Ground,
    now: Vec<f64>,
    /// By side: men, men times supply, men cut off.
    supplied: [[f64; 3]; 2],
    /// By turn, then by chart.
    pub(crate) values: Vec<Vec<f32>>,
    /// By turn: holders by place.
    pub(crate) holders: Vec<Vec<SideId>>,
    /// By turn: where the sides meet on each link, as a share of it.
    pub(crate) meetings: Vec<Vec<Option<f32>>>,
}

impl<'a> Follower<'a> {
    pub(crate) fn new(scenario: &'a Scenario, series: &'a Series) -> Self {
        Self {
            scenario,
            series,
            by_unit: series.by_unit(scenario),
            observer: Observer::new(scenario, &series.read),
            ground: Ground::at_start(scenario),
            now: vec![0.0; series.charts.len()],
            supplied: Default::default(),
            values: Vec::new(),
            holders: Vec::new(),
            meetings: Vec::new(),
        }
    }

    /// Forgets what was seen: the next entry is the first of another run.
    pub(crate) fn restart(&mut self) {
        self.observer.restart();
        self.ground = Ground::at_start(self.scenario);
        self.now.fill(0.0);
        self.supplied = Default::default();
        self.values.clear();
        self.holders.clear();
        self.meetings.clear();
    }

    /// Takes an entry; whether the run has ended with it.
    pub(crate) fn see(&mut self, entry: &Entry) -> bool {
        self.observer.see(entry);
        self.ground.see(entry);
        match &entry.what {
            Happened::Lost { unit, losses } => self.lost(unit.index(), losses, entry),
            Happened::Stand(stand) => self.stand(stand),
            Happened::TurnEnd { .. } => self.turn(),
            _ => {}
        }
        self.values.len() == self.series.turns
    }

    /// Ends the run: fills in what the record's measures read.
    pub(crate) fn finish(&mut self) {
        let observed = self.observer.finish();
        for (i, chart) in self.series.charts.iter().enumerate() {
            let What::Read(first) = chart.what else { continue };
            for (turn, values) in self.values.iter_mut().enumerate() {
                values[i] = observed[first + turn].value as f32;
            }
        }
    }

    fn lost(&mut self, unit: usize, losses: &Losses, entry: &Entry) {
        for &i in &self.by_unit[unit] {
            if let What::Lost { what, from, .. } = self.series.charts[i].what
                && entry.at > from
            {
                self.now[i] += amount(losses, what);
            }
        }
    }

    fn stand(&mut self, s: &Stand) {
        for &i in &self.by_unit[s.unit.index()] {
            if let What::Strength { what, .. } = self.series.charts[i].what {
                self.now[i] += match what {
                    StrengthKind::Men => s.men,
                    StrengthKind::Tanks => s.tanks,
                    StrengthKind::Guns => s.guns,
                };
            }
        }
        let side = &mut self.supplied[self.scenario.unit(s.unit).side.index()];
        side[0] += s.men;
        side[1] += s.men * s.supply;
        side[2] += if s.cut_off { s.men } else { 0.0 };
    }

    fn turn(&mut self) {
        let (scenario, ground) = (self.scenario, &self.ground);
        for (i, chart) in self.series.charts.iter().enumerate() {
            match chart.what {
                What::Supply(side) => {
                    let [men, supplied, _] = self.supplied[side.index()];
                    self.now[i] = if men > 0.0 { supplied / men } else { 0.0 };
                }
                What::CutOff(side) => {
                    let [men, _, cut] = self.supplied[side.index()];
                    self.now[i] = if men > 0.0 { 100.0 * cut / men } else { 0.0 };
                }
                What::Won(axis) => {
                    let axis = &self.series.axes[axis];
                    let line = |l: LinkId| ground.lines[l.index()];
                    self.now[i] = axis.won(&scenario.theatre, &|p| ground.holder(p), &line);
                }
                _ => {}
            }
        }
        self.values.push(self.now.iter().map(|v| *v as f32).collect());
        self.holders.push(ground.holders.clone());
        let links = scenario.theatre.links.iter().enumerate();
        let meet = |(i, l): (usize, &verst_domain::theatre::Link)| {
            ground.meeting(scenario, LinkId::new(i)).map(|km| (km / l.km.best.max(1e-9)) as f32)
        };
        self.meetings.push(links.map(meet).collect());
        self.ground.next_turn();
        self.supplied = Default::default();
        for (now, chart) in self.now.iter_mut().zip(&self.series.charts) {
            if let What::Strength { .. } = chart.what {
                *now = 0.0;
            }
        }
    }
}
