//! What the charts show: quantities that each run has at each turn's end, with what the books say of them.

use verst_domain::ids::{SideId, UnitId};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;
use verst_score::measure::{Kind, Measure, Record, Who};
use verst_score::outcome::members;
use verst_score::record::{HowFar, LossKind, StrengthKind};

use crate::axis::{Axis, axes};

/// Kinds of losses that are charted for each side.
const KINDS: [LossKind; 7] = [
    LossKind::Battle,
    LossKind::Killed,
    LossKind::Wounded,
    LossKind::Missing,
    LossKind::Sick,
    LossKind::Tanks,
    LossKind::Guns,
];

/// What is followed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    /// Lost after a date.
    Lost { of: Who, what: LossKind, from: Minute },
    /// Strength.
    Strength { of: Who, what: StrengthKind },
    /// Mean supply of a side's units, by men.
    Supply(SideId),
    /// Share of a side's men that are cut off.
    CutOff(SideId),
    /// Km won along an axis.
    Won(usize),
    /// A measure of the record, read at each turn's end: the first of so many measures of [`Series::read`].
    Read(usize),
}

/// A documented value, drawn into a chart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bar {
    pub(crate) id: String,
    pub(crate) day: f64,
    pub(crate) best: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// One chart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chart {
    pub(crate) title: String,
    pub(crate) group: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) side: Option<SideId>,
    pub(crate) what: What,
    pub(crate) documented: Vec<Bar>,
}

/// All charts of an operation. What is bound to follow runs borrows from it.
pub struct Series {
    pub(crate) charts: Vec<Chart>,
    pub(crate) axes: Vec<Axis>,
    /// Measures that are read at each turn's end, chart by chart.
    pub(crate) read: Record,
    pub(crate) turns: usize,
}

impl Series {
    /// The charts of every operation, and those that its record asks for.
    #[must_use]
    pub fn new(scenario: &Scenario, record: Option<&Record>) -> Self {
        let turns = usize::try_from(scenario.calendar.turns()).unwrap_or(0);
        let mut series = Self { charts: Vec::new(), axes: axes(scenario), read: Record::default(), turns };
        let measures = record.map_or(&[][..], |r| &r.measures);
        series.fronts(scenario, measures);
        for side in SideId::BOTH {
            for what in KINDS {
                series.lost(scenario, Who::Side(side), what, Minute(0));
            }
        }
        for side in SideId::BOTH {
            for what in [StrengthKind::Men, StrengthKind::Tanks, StrengthKind::Guns] {
                series.strength(scenario, Who::Side(side), what);
            }
        }
        for m in measures {
            let chart = match &m.kind {
                Kind::Losses { of, what, from, .. } => {
                    series.lost(scenario, *of, *what, (*from).max(Minute(0)))
                }
                Kind::Strength { of, what, .. } => series.strength(scenario, *of, *what),
                _ => continue,
            };
            series.charts[chart].documented.extend(bar(m));
        }
        for side in SideId::BOTH {
            let name = &scenario.side(side).name;
            series.add(Chart {
                title: format!("{name}: supply, mean over men"),
                unit: "share of need",
                ..blank("supply", side, What::Supply(side))
            });
            series.add(Chart {
                title: format!("{name}: men without a road to a source"),
                unit: "% of men",
                ..blank("supply", side, What::CutOff(side))
            });
        }
        series
    }

    /// Km by axis: as ordered, and as the record measures them.
    fn fronts(&mut self, scenario: &Scenario, measures: &[Measure]) {
        for (i, axis) in self.axes.clone().iter().enumerate() {
            let ends = [axis.route.first(), axis.route.last()];
            let [from, to] = ends.map(|p| p.map_or("", |p| scenario.place_name(*p)));
            let title = format!("{}: held on the way {from} – {to}", axis.name);
            self.add(Chart { title, unit: "km", ..blank("front", axis.side, What::Won(i)) });
        }
        for m in measures {
            let (side, same) = match &m.kind {
                Kind::Axis { by, .. } => (*by, without_date(&m.kind)),
                Kind::Advance { of, .. } => (side_of(scenario, *of), without_date(&m.kind)),
                _ => continue,
            };
            let known = self.charts.iter().position(|c| match c.what {
                What::Read(first) => without_date(&self.read.measures[first].kind) == same,
                _ => false,
            });
            let chart = known.unwrap_or_else(|| self.read_each_turn(scenario, m, side));
            self.charts[chart].documented.extend(bar(m));
        }
    }

    /// A chart of a measure's quantity at each turn's end.
    fn read_each_turn(&mut self, scenario: &Scenario, m: &Measure, side: SideId) -> usize {
        let first = self.read.measures.len();
        let calendar = &scenario.calendar;
        for turn in 1..=self.turns as i64 {
            let at = Minute((turn * calendar.turn).min(calendar.end.0));
            let kind = dated(&m.kind, at);
            self.read.measures.push(Measure { kind, ..m.clone() });
        }
        let title = match &m.kind {
            Kind::Axis { route, .. } => {
                let name = |p: Option<&_>| p.map_or("", |p| scenario.place_name(*p));
                format!("Won from {} towards {}", name(route.first()), name(route.last()))
            }
            Kind::Advance { of, how, .. } => {
                let how = if *how == HowFar::Max { "farthest unit" } else { "mean of the units" };
                format!("{}: {how} from its start", name_of(scenario, *of))
            }
            _ => m.text.clone(),
        };
        self.add(Chart { title, unit: "km", ..blank("front", side, What::Read(first)) })
    }

    fn lost(&mut self, scenario: &Scenario, of: Who, what: LossKind, from: Minute) -> usize {
        let since = if from.0 > 0 {
            format!(", from {}", scenario.calendar.date(from).strftime("%-d %b %Y"))
        } else {
            String::new()
        };
        let (kind, unit) = match what {
            LossKind::All => ("all losses", "men"),
            LossKind::Battle => ("killed, wounded, missing", "men"),
            LossKind::Killed => ("killed", "men"),
            LossKind::Wounded => ("wounded", "men"),
            LossKind::Missing => ("missing and captured", "men"),
            LossKind::Sick => ("sick and frostbitten", "men"),
            LossKind::Tanks => ("tanks lost for good", "tanks"),
            LossKind::Guns => ("guns lost", "guns"),
        };
        let title = format!("{}: {kind}{since}", name_of(scenario, of));
        let side = side_of(scenario, of);
        self.add(Chart { title, unit, ..blank("losses", side, What::Lost { of, what, from }) })
    }

    fn strength(&mut self, scenario: &Scenario, of: Who, what: StrengthKind) -> usize {
        let unit = match what {
            StrengthKind::Men => "men",
            StrengthKind::Tanks => "tanks",
            StrengthKind::Guns => "guns",
        };
        let title = format!("{}: {unit}", name_of(scenario, of));
        self.add(Chart {
            title,
            unit,
            ..blank("strength", side_of(scenario, of), What::Strength { of, what })
        })
    }

    /// Adds a chart, unless it is there; its number.
    fn add(&mut self, chart: Chart) -> usize {
        let known = self.charts.iter().position(|c| c.what == chart.what);
        known.unwrap_or_else(|| {
            self.charts.push(chart);
            self.charts.len() - 1
        })
    }

    /// By unit: the charts that its losses, or its strength, go into.
    pub(crate) fn by_unit(&self, scenario: &Scenario) -> Vec<Vec<usize>> {
        let mut lists = vec![Vec::new(); scenario.units.len()];
        for (i, chart) in self.charts.iter().enumerate() {
            if let What::Lost { of, .. } | What::Strength { of, .. } = &chart.what {
                members(scenario, *of).iter().for_each(|u: &UnitId| lists[u.index()].push(i));
            }
        }
        lists
    }
}

fn blank(group: &'static str, side: SideId, what: What) -> Chart {
    Chart { title: String::new(), group, unit: "", side: Some(side), what, documented: Vec::new() }
}

/// What a measure with a date of its own says.
fn bar(m: &Measure) -> Option<Bar> {
    let until = match m.kind {
        Kind::Losses { until, .. } => until,
        _ => m.kind.read_at()?,
    };
    let plain = |x| m.scale.to_plain(x);
    let d = m.documented;
    Some(Bar {
        id: m.key.clone(),
        day: until.days(),
        best: plain(d.best),
        low: plain(d.low),
        high: plain(d.high),
    })
}

/// A kind at another date.
fn dated(kind: &Kind, at: Minute) -> Kind {
    match kind.clone() {
        Kind::Axis { route, by, .. } => Kind::Axis { route, by, on: at },
        Kind::Advance { of, how, .. } => Kind::Advance { of, how, on: at },
        other => other,
    }
}

fn without_date(kind: &Kind) -> Kind {
    dated(kind, Minute(0))
}

fn side_of(scenario: &Scenario, who: Who) -> SideId {
    match who {
        Who::Side(side) => side,
        Who::Formation(f) => scenario.formation(f).side,
        Who::Unit(u) => scenario.unit(u).side,
    }
}

fn name_of(scenario: &Scenario, who: Who) -> &str {
    match who {
        Who::Side(side) => &scenario.side(side).name,
        Who::Formation(f) => &scenario.formation(f).name,
        Who::Unit(u) => &scenario.unit(u).name,
    }
}
