//! A strip of the front for each axis of attack, below each turn of the diary where the terminal is wide enough.

use std::fmt::Write;
use std::io::IsTerminal;

use verst_domain::ids::{LinkId, PlaceId, SideId};
use verst_domain::journal::{Entry, What};
use verst_domain::scenario::Scenario;
use verst_report::{Axis, axes};

/// Columns from which on there is room.
const WIDE: usize = 100;
/// Cells of a strip.
const CELLS: usize = 38;
/// Letters of a name.
const NAME: usize = 17;

/// Columns of the terminal that the diary goes to: as $COLUMNS says, else as it tells; none where it goes elsewhere.
#[must_use]
pub fn terminal_width() -> Option<usize> {
    let said = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let stdout = std::io::stdout();
    said.or_else(|| {
        let told = terminal_size::terminal_size_of(&stdout).filter(|_| stdout.is_terminal());
        told.map(|(width, _)| usize::from(width.0))
    })
}

/// Follows a run's ground.
#[derive(Clone, Debug)]
pub struct Strip<'a> {
    scenario: &'a Scenario,
    axes: Vec<Axis>,
    holders: Vec<SideId>,
    lines: Vec<Option<(f64, f64)>>,
}

impl<'a> Strip<'a> {
    /// A strip at the first minute; none where there is no room, or no axis.
    #[must_use]
    pub fn new(scenario: &'a Scenario, width: Option<usize>) -> Option<Self> {
        width.filter(|w| *w >= WIDE)?;
        let theatre = &scenario.theatre;
        let strip = Self {
            scenario,
            axes: axes(scenario),
            holders: theatre.places.iter().map(|p| p.holder).collect(),
            lines: vec![None; theatre.links.len()],
        };
        Some(strip).filter(|s| !s.axes.is_empty())
    }

    /// Takes an entry.
    pub fn see(&mut self, entry: &Entry) {
        match &entry.what {
            What::Captured { place, by, .. } => self.holders[place.index()] = *by,
            What::Front { link, line_a, line_b } => self.lines[link.index()] = Some((*line_a, *line_b)),
            _ => {}
        }
    }

    /// Forgets the lines of the turn that was told.
    pub fn next_turn(&mut self) {
        self.lines.fill(None);
    }

    /// A line for each axis.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for axis in &self.axes {
            let (km, won) = (axis.km(&self.scenario.theatre), self.won(axis));
            let name = |p: Option<&PlaceId>| p.map_or("", |p| self.scenario.place_name(*p));
            let _ = writeln!(
                text,
                "    {:<NAME$} {:>11.11} {} {:<11.11} {won:>4.0} of {km:.0} km",
                short(&axis.name),
                name(axis.route.first()),
                self.cells(axis, won),
                name(axis.route.last()),
            );
        }
        text
    }

    fn won(&self, axis: &Axis) -> f64 {
        axis.won(&self.scenario.theatre, &|p| self.holder(p), &|l: LinkId| self.lines[l.index()])
    }

    fn holder(&self, place: PlaceId) -> SideId {
        self.holders[place.index()]
    }

    /// `=` ground of the side that attacks, `.` the enemy's, `|` where its own ground ends first.
    fn cells(&self, axis: &Axis, won: f64) -> String {
        let theatre = &self.scenario.theatre;
        let whole = axis.km(theatre).max(1e-9);
        let cell = |i: usize| {
            let at = (i as f64 + 0.5) / CELLS as f64 * whole;
            if self.is_own(axis, at) { '=' } else { '.' }
        };
        let mut cells: Vec<char> = (0..CELLS).map(cell).collect();
        if won < whole - 1e-6 {
            cells[((won / whole * CELLS as f64) as usize).min(CELLS - 1)] = '|';
        }
        cells.into_iter().collect()
    }

    /// Whether the ground at a km of the axis is the attacker's.
    fn is_own(&self, axis: &Axis, at: f64) -> bool {
        let theatre = &self.scenario.theatre;
        let mut gone = 0.0;
        for (link, pair) in axis.links.iter().zip(axis.route.windows(2)) {
            let l = theatre.link(*link);
            if at <= gone + l.km.best {
                let (from, to) = (self.holder(pair[0]) == axis.side, self.holder(pair[1]) == axis.side);
                let along = at - gone;
                let (a, b) = self.lines[link.index()].unwrap_or((l.km.best / 2.0, l.km.best / 2.0));
                let own_end = if from { pair[0] } else { pair[1] };
                let line = if own_end == l.a { a } else { b };
                let line = if pair[0] == l.a { line } else { l.km.best - line };
                return if from == to { from } else { (along <= line) == from };
            }
            gone += l.km.best;
        }
        false
    }
}

/// A name without its remark, cut to its column.
fn short(name: &str) -> String {
    let name = name.split(" (").next().unwrap_or(name);
    name.chars().take(NAME).collect()
}
