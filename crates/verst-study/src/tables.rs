//! Tables of a sweep: runs, measures and turns, with seed, repetition and every knob in each row.

use std::sync::Arc;

use verst_domain::scenario::Scenario;
use verst_files::frame::Frame;
use verst_score::measure::{Record, Scale, never};
use verst_score::score;
use verst_score::totals;

use crate::player::Played;
use crate::runner::Failure;
use crate::study::Plan;

/// Name of the measure that holds a run's total error against the record.
pub const ERROR: &str = "error";

/// Something measured.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Its key.
    pub name: Arc<str>,
    /// Its unit.
    pub unit: Arc<str>,
    /// On which scale the record has it; none: a total, or the error.
    scale: Option<Scale>,
}

/// Everything that a run is measured by, in order: the record's measures and the error, if there is a record, then totals.
#[must_use]
pub fn measured(scenario: &Scenario, record: Option<&Record>) -> Vec<Measured> {
    let of_record = record.into_iter().flat_map(|record| {
        let own = record.measures.iter().map(|m| Measured {
            name: m.key.as_str().into(),
            unit: m.scale.unit().into(),
            scale: Some(m.scale),
        });
        own.chain([Measured { name: ERROR.into(), unit: "units of error".into(), scale: None }])
    });
    let all = totals::names(scenario).into_iter();
    let totals = all.map(|(name, unit)| Measured { name: name.into(), unit: unit.into(), scale: None });
    of_record.chain(totals).collect()
}

/// A run of a sweep.
pub struct Row {
    /// Its number, from 0.
    pub run: usize,
    /// What came of it.
    pub result: Result<Played, Failure>,
}

/// The three tables.
pub struct Tables {
    /// One row a run.
    pub runs: Frame,
    /// One row a run and measure.
    pub measures: Frame,
    /// One row a run, turn and side.
    pub turns: Frame,
}

impl Tables {
    /// The tables with their names.
    #[must_use]
    pub fn named(&self) -> [(&'static str, &Frame); 3] {
        [("runs", &self.runs), ("measures", &self.measures), ("turns", &self.turns)]
    }

    /// BLAKE3 of their content.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for (_, frame) in self.named() {
            frame.fold_into(&mut hasher);
        }
        hasher.finalize().to_hex().to_string()
    }

    /// Puts another's rows under these.
    pub fn append(&mut self, other: Self) {
        self.runs.append(other.runs);
        self.measures.append(other.measures);
        self.turns.append(other.turns);
    }
}

/// What tables are made with.
pub struct Maker<'a> {
    /// The study.
    pub plan: &'a Plan,
    /// Names of its knobs.
    pub knobs: &'a [String],
    /// The record, if there is one.
    pub record: Option<&'a Record>,
    /// What is measured.
    pub measured: &'a [Measured],
}

impl Maker<'_> {
    /// The tables of some runs.
    #[must_use]
    pub fn tables(&self, rows: &[Row]) -> Tables {
        Tables { runs: self.runs(rows), measures: self.measures(rows), turns: self.turns(rows) }
    }

    /// The columns that every table begins with; `each` says how often a run stands there.
    fn begin(&self, rows: &[Row], each: impl Fn(&Row) -> usize) -> Frame {
        let mut frame = Frame::default();
        let places: Vec<(usize, usize, usize)> = rows
            .iter()
            .flat_map(|row| {
                let (at, repetition) = self.plan.place(row.run);
                std::iter::repeat_n((row.run, at, repetition), each(row))
            })
            .collect();
        let whole = |of: &dyn Fn(&(usize, usize, usize)) -> i64| places.iter().map(of).collect();
        frame.whole("run", "number of the run, from 0", whole(&|p| p.0 as i64));
        frame.whole("row", "row of the design, from 0", whole(&|p| p.1 as i64));
        frame.whole("repetition", "repetition within the row, from 0", whole(&|p| p.2 as i64));
        let seed = |p: &(usize, usize, usize)| self.plan.seeds[p.2].cast_signed();
        frame.whole(
            "seed",
            "seed of the run; the same repetition has the same seed in every row",
            whole(&seed),
        );
        let values: Vec<(usize, Vec<f64>)> =
            rows.iter().map(|row| (each(row), self.plan.values(self.plan.place(row.run).0))).collect();
        for (n, knob) in self.knobs.iter().enumerate() {
            let column = values.iter().flat_map(|(times, v)| std::iter::repeat_n(v[n], *times)).collect();
            let doc = "setting of the knob, as the manifest tells; missing: as it is written in the files";
            frame.number(format!("knob_{knob}"), doc, column);
        }
        frame
    }

    fn runs(&self, rows: &[Row]) -> Frame {
        let mut frame = self.begin(rows, |_| 1);
        let hex = |d: &[u8; 32]| d.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let text = |of: &dyn Fn(&Row) -> String| rows.iter().map(|row| of(row).into()).collect();
        let digest = text(&|row| row.result.as_ref().map_or_else(|_| String::new(), |p| hex(&p.run.digest)));
        frame.text("digest", "digest of the run: equal digests, equal histories", digest);
        let events = rows.iter().map(|row| row.result.as_ref().map_or(0, |p| p.run.events.cast_signed()));
        frame.whole("events", "events handled", events.collect());
        let failure = text(&|row| {
            row.result
                .as_ref()
                .err()
                .map_or_else(String::new, |f| format!("after turn {}: {}", f.turn, f.message))
        });
        frame.text("failure", "why the run broke off; missing: it did not", failure);
        frame
    }

    fn measures(&self, rows: &[Row]) -> Frame {
        let mut frame = self.begin(rows, |_| self.measured.len());
        let never = never(&self.plan.scenario().calendar);
        let (mut values, mut nevers) = (Vec::new(), Vec::new());
        for row in rows {
            let of_run = self.values(row);
            for (measured, value) in self.measured.iter().zip(of_run) {
                let dated = measured.scale == Some(Scale::Days);
                nevers.push(i64::from(dated && value >= never - 1e-9));
                values.push(value);
            }
        }
        let names = rows.iter().flat_map(|_| self.measured.iter().map(|m| Arc::clone(&m.name)));
        frame.text(
            "measure",
            "key of the measure in record.ron; `error`: the run's total error; `total.*`",
            names.collect(),
        );
        let units = rows.iter().flat_map(|_| self.measured.iter().map(|m| Arc::clone(&m.unit)));
        frame.text("unit", "unit of the value; days are counted from the first minute", units.collect());
        frame.number("value", "what the run says; missing: it broke off", values);
        frame.whole(
            "never",
            "1: it never happened, and the value is the end and 5 % of the duration",
            nevers,
        );
        frame
    }

    /// What a run says of everything that is measured.
    fn values(&self, row: &Row) -> Vec<f64> {
        let Ok(played) = &row.result else { return vec![f64::NAN; self.measured.len()] };
        let scales = self.measured.iter().filter_map(|m| m.scale);
        let mut values: Vec<f64> =
            scales.zip(&played.run.values).map(|(scale, x)| scale.to_plain(*x)).collect();
        if let Some(record) = self.record {
            values.extend(score::totals(record, std::slice::from_ref(&played.run.values)));
        }
        values.extend(&played.totals);
        values
    }

    fn turns(&self, rows: &[Row]) -> Frame {
        let turns = |row: &Row| row.result.as_ref().map_or(0, |p| p.turns.len());
        let mut frame = self.begin(rows, turns);
        let all: Vec<_> =
            rows.iter().filter_map(|row| row.result.as_ref().ok()).flat_map(|p| &p.turns).collect();
        let sides: Vec<Arc<str>> =
            self.plan.scenario().sides.iter().map(|side| side.key.as_str().into()).collect();
        frame.whole("turn", "number of the turn, from 1", all.iter().map(|t| i64::from(t.turn)).collect());
        frame.text(
            "side",
            "key of the side",
            all.iter().map(|t| Arc::clone(&sides[t.side.index()])).collect(),
        );
        frame.number("men", "men in the theatre at the end of the turn", all.iter().map(|t| t.men).collect());
        frame.number("tanks", "tanks fit to fight", all.iter().map(|t| t.tanks).collect());
        frame.number("guns", "guns and mortars", all.iter().map(|t| t.guns).collect());
        frame.number("lost", "men lost since the start, of every kind", all.iter().map(|t| t.lost).collect());
        let battle = all.iter().map(|t| t.lost_battle).collect();
        frame.number("lost_battle", "men lost to the enemy since the start", battle);
        let tanks = all.iter().map(|t| t.lost_tanks).collect();
        frame.number("lost_tanks", "tanks lost since the start", tanks);
        frame.whole("places", "places held", all.iter().map(|t| i64::from(t.places)).collect());
        frame.whole("cut_off", "units that are cut off", all.iter().map(|t| i64::from(t.cut_off)).collect());
        frame
    }
}
