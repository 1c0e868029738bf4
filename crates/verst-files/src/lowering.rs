//! Lowering: from checked files to the domain, file by file, with one report for each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use verst_domain::limits;
use verst_domain::scenario::Scenario;

use crate::load::{FILES, Written};
use crate::problem::Problems;
use crate::report::Report;
use crate::schema::Rows;
use crate::text::Source;
use crate::{
    air_file, forces_file, irregulars_file, orders_file, replacements_file, scenario_file, theatre_file,
    weather_file,
};

/// Lowers an operation and keeps what it finds wrong.
pub(crate) struct Lowering<'a> {
    written: &'a Written,
    problems: Problems,
    cited: BTreeMap<String, usize>,
    /// Paths that were told so far.
    told: BTreeSet<String>,
}

impl<'a> Lowering<'a> {
    pub(crate) fn new(written: &'a Written) -> Self {
        Self { written, problems: Problems::default(), cited: BTreeMap::new(), told: BTreeSet::new() }
    }

    /// The operation; none where calendar, sides or ground are in doubt; complete only if nothing was found wrong.
    pub(crate) fn scenario(&mut self, folder: &Path) -> Option<Scenario> {
        let w = self.written;
        if self.is_too_large() {
            return None;
        }
        let head = &w.scenario.value;
        let mut report = self.report(&w.scenario.source, head.rows.as_ref());
        let (calendar, sides) = scenario_file::lower(&mut report, head);
        self.take(report);
        let file = &w.theatre.value;
        let mut report = self.report(&w.theatre.source, file.rows.as_ref());
        let mut theatre = theatre_file::lower(&mut report, file, &sides, &calendar);
        irregulars_file::lower(&mut report, file, &sides, &mut theatre);
        self.take(report);
        let is_certain = self.problems.is_empty();
        let file = &w.forces.value;
        let mut report = self.report(&w.forces.source, file.rows.as_ref());
        let (formations, units) = forces_file::lower(&mut report, file, &sides, &theatre, &calendar);
        let air = air_file::lower(&mut report, file, &sides, &formations, &calendar);
        let airlift = air_file::lower_lift(&mut report, file, &sides, &theatre, &calendar);
        let replacements = replacements_file::lower(&mut report, file, &formations, &units, &calendar);
        self.take(report);
        let file = &w.orders.value;
        let mut report = self.report(&w.orders.source, file.rows.as_ref());
        let orders = orders_file::lower(&mut report, file, &theatre, &formations, &units, &calendar);
        self.take(report);
        let file = &w.weather.value;
        let mut report = self.report(&w.weather.source, file.rows.as_ref());
        let weather = weather_file::lower(&mut report, file, &calendar);
        self.take(report);
        let key = folder.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let scenario = Scenario {
            key,
            title: head.title.clone(),
            summary: head.summary.clone(),
            calendar,
            sides,
            theatre,
            formations,
            units,
            air,
            airlift,
            replacements,
            orders,
            weather,
            digest: self.digest(),
        };
        Some(scenario).filter(|s| is_certain && s.units.len() == w.forces.value.units.len())
    }

    /// Tells which tables have more rows than can be played.
    fn is_too_large(&mut self) -> bool {
        let w = self.written;
        let (theatre, forces, orders) = (&w.theatre, &w.forces, &w.orders);
        let tables = [
            (&theatre.source, "places", theatre.value.places.len(), limits::PLACES),
            (&theatre.source, "links", theatre.value.links.len(), limits::OF_A_KIND),
            (&theatre.source, "rivers", theatre.value.rivers.len(), limits::OF_A_KIND),
            (&theatre.source, "irregulars", theatre.value.irregulars.len(), limits::OF_A_KIND),
            (&forces.source, "formations", forces.value.formations.len(), limits::OF_A_KIND),
            (&forces.source, "units", forces.value.units.len(), limits::OF_A_KIND),
            (&forces.source, "replacements", forces.value.replacements.len(), limits::OF_A_KIND),
            (&orders.source, "orders", orders.value.orders.len(), limits::OF_A_KIND),
        ];
        for (source, table, rows, most) in tables {
            if rows > most {
                let message = format!("{rows} {table} are more than the {most} that can be played");
                self.problems.0.push(source.problem(table, message, None));
            }
        }
        !self.problems.is_empty()
    }

    fn report(&self, source: &'a Source, rows: Option<&Rows>) -> Report<'a> {
        Report::new(source, rows, &self.written.sources, self.told.clone())
    }

    pub(crate) fn finish(self) -> (Problems, BTreeMap<String, usize>) {
        (self.problems, self.cited)
    }

    fn take(&mut self, report: Report) {
        let (problems, cited, told) = report.finish();
        self.problems.0.extend(problems);
        for (source, count) in cited {
            *self.cited.entry(source).or_default() += count;
        }
        self.told = told;
    }

    /// BLAKE3 of the scenario's files; the record is none of them.
    fn digest(&self) -> [u8; 32] {
        let w = self.written;
        let texts = [
            &w.scenario.source.text,
            &w.theatre.source.text,
            &w.forces.source.text,
            &w.orders.source.text,
            &w.weather.source.text,
        ];
        let mut hasher = blake3::Hasher::new();
        for (name, text) in FILES.iter().zip(texts) {
            hasher.update(name.as_bytes());
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        *hasher.finalize().as_bytes()
    }
}
