//! What a sweep says: which knob decides what, and how much the dice.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use verst_score::paired::{Difference, Estimate, mean};
use verst_score::sensitivity::{Results, main_effect, rank_correlation, sobol, sources};

use crate::pieces::Manifest;
use crate::whole::Values;

/// The summary of a sweep.
#[must_use]
pub fn text(manifest: &Manifest, values: &Values) -> String {
    let of = &manifest.0;
    let word = |field: &str| of[field].as_str().unwrap_or_default();
    let repeats = manifest.count("repeats");
    let knobs: Vec<&str> =
        of["knobs"].as_array().into_iter().flatten().filter_map(|k| k["name"].as_str()).collect();
    let mut text = format!(
        "{} ({})\n{}\n{} rows of {} knobs, {repeats} seeds each: {} runs\n",
        word("study"),
        word("scenario"),
        word("because"),
        manifest.count("rows"),
        knobs.len(),
        manifest.count("runs")
    );
    let design = &of["design"];
    let kind =
        design.as_str().or_else(|| design.as_object().and_then(|d| d.keys().next().map(String::as_str)));
    let told = Told { knobs: &knobs, values, repeats };
    text += &match kind {
        Some("Sobol") => told.sobol(),
        Some("OneAtATime") => told.tornado(),
        Some("Grid") => told.shares("share of the variance of Y between the levels of a knob", &main_effect),
        _ => told.shares("rank correlation of Y with a knob", &rank_correlation),
    };
    text
}

/// What is told of.
struct Told<'a> {
    knobs: &'a [&'a str],
    values: &'a Values,
    repeats: usize,
}

impl Told<'_> {
    fn results<'v>(&self, values: &'v [f64]) -> Results<'v> {
        Results { values, repeats: self.repeats }
    }

    /// A measure's heading, with what the dice do to a single run.
    fn heading(&self, name: &str, unit: &str, values: &[f64], rows: &[usize]) -> String {
        let results = self.results(values);
        let failed = values.iter().filter(|x| x.is_nan()).count();
        let broken = if failed > 0 { format!("; {failed} runs broke off") } else { String::new() };
        let dice = sources(results, rows).map_or_else(String::new, |s| {
            format!("; of the variance of a single run, {:.0} % are the dice's", 100.0 * s.dice)
        });
        let means: Vec<f64> = results.means().into_iter().filter(|y| y.is_finite()).collect();
        format!("\n{name} ({unit}): mean {}{dice}{broken}\n", number(mean(&means)))
    }

    fn sobol(&self) -> String {
        let block = self.knobs.len() + 2;
        let mut text = String::from(
            "Y: mean over the seeds of a row. first: share of the variance of Y that a knob explains alone;\ntotal: with all that it works with; in brackets the middle 90 % over resampled rows and seeds\n",
        );
        let mut sums = vec![0.0; self.knobs.len()];
        for (name, unit, values) in &self.values.measures {
            let results = self.results(values);
            let ends: Vec<usize> = (0..results.rows()).filter(|r| r % block < 2).collect();
            text += &self.heading(name, unit, values, &ends);
            let all = sobol(results, self.knobs.len());
            let mut order: Vec<usize> = (0..all.len()).collect();
            order.sort_by(|a, b| all[*b].total.value.total_cmp(&all[*a].total.value));
            let rows = order
                .iter()
                .map(|&k| vec![self.knobs[k].to_string(), share(&all[k].first), share(&all[k].total)]);
            text += &table(&["  knob", "first", "total"], rows.collect());
            sums.iter_mut().zip(&all).for_each(|(sum, i)| *sum += i.total.value);
        }
        text + &self.rank(&sums, "mean total index over the measures above")
    }

    /// Which knob decides most, over all measures.
    fn rank(&self, sums: &[f64], what: &str) -> String {
        let count = self.values.measures.len().max(1) as f64;
        let mut order: Vec<usize> = (0..sums.len()).collect();
        order.sort_by(|a, b| sums[*b].total_cmp(&sums[*a]));
        let mut text = format!("\nWhich assumption decides the result ({what}):\n");
        for (place, knob) in order.into_iter().enumerate() {
            text += &format!("  {}. {} {:.2}\n", place + 1, self.knobs[knob], sums[knob] / count);
        }
        text
    }

    fn tornado(&self) -> String {
        let mut text = String::from(
            "Each knob alone at its low and its high end, against nothing changed, on common seeds;\nin brackets the middle 90 % of the resampled mean difference\n",
        );
        let mut sums = vec![0.0; self.knobs.len()];
        for (name, unit, values) in &self.values.measures {
            let results = self.results(values);
            text += &self.heading(name, unit, values, &[]);
            let against = |row: usize| {
                let pairs = results
                    .row(0)
                    .iter()
                    .zip(results.row(row))
                    .filter(|(a, b)| a.is_finite() && b.is_finite());
                let (a, b): (Vec<f64>, Vec<f64>) = pairs.map(|(a, b)| (*a, *b)).unzip();
                (!a.is_empty()).then(|| Difference::new(&a, &b, None).mean)
            };
            let ends: Vec<[Option<Estimate>; 2]> =
                (0..self.knobs.len()).map(|k| [against(1 + 2 * k), against(2 + 2 * k)]).collect();
            let span = |k: usize| ends[k].iter().flatten().map(|e| e.value.abs()).fold(0.0, f64::max);
            let mut order: Vec<usize> = (0..ends.len()).collect();
            order.sort_by(|a, b| span(*b).total_cmp(&span(*a)));
            let widest = order.first().map_or(0.0, |k| span(*k));
            let rows = order.iter().map(|&k| {
                let cell = |e: &Option<Estimate>| e.map_or_else(String::new, |e| difference(&e));
                vec![self.knobs[k].to_string(), cell(&ends[k][0]), cell(&ends[k][1])]
            });
            text += &table(&["  knob", "at its low end", "at its high end"], rows.collect());
            if widest > 0.0 {
                sums.iter_mut().enumerate().for_each(|(k, sum)| *sum += span(k) / widest);
            }
        }
        text + &self.rank(&sums, "widest difference, as a share of the widest of each measure")
    }

    fn shares(&self, what: &str, of: &dyn Fn(&[f64], &[f64]) -> f64) -> String {
        let mut text = format!("Y: mean over the seeds of a row. Told is the {what}\n");
        let mut sums = vec![0.0; self.knobs.len()];
        for (name, unit, values) in &self.values.measures {
            let results = self.results(values);
            let rows: Vec<usize> = (0..results.rows()).collect();
            text += &self.heading(name, unit, values, &rows);
            let means = results.means();
            let column = |k: usize| self.values.knobs.iter().map(|row| row[k]).collect::<Vec<f64>>();
            let all: Vec<f64> = (0..self.knobs.len()).map(|k| of(&means, &column(k))).collect();
            let mut order: Vec<usize> = (0..all.len()).collect();
            order.sort_by(|a, b| all[*b].abs().total_cmp(&all[*a].abs()));
            let rows = order.iter().map(|&k| vec![self.knobs[k].to_string(), format!("{:+.2}", all[k])]);
            text += &table(&["  knob", ""], rows.collect());
            sums.iter_mut().zip(&all).for_each(|(sum, x)| *sum += x.abs());
        }
        text + &self.rank(&sums, &format!("mean over the measures above, {what}"))
    }
}

fn share(e: &Estimate) -> String {
    format!("{:.2} [{:.2}, {:.2}]", e.value, e.low, e.high)
}

fn difference(e: &Estimate) -> String {
    format!("{} [{}, {}]", signed(e.value), signed(e.low), signed(e.high))
}

fn number(x: f64) -> String {
    if x.abs() >= 100.0 { format!("{x:.0}") } else { format!("{x:.2}") }
}

fn signed(x: f64) -> String {
    if x.abs() >= 100.0 { format!("{x:+.0}") } else { format!("{x:+.2}") }
}

fn table(head: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(head.iter().map(ToString::to_string));
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
        column.set_padding((2, 0));
    }
    for row in rows {
        let mut row = row;
        row[0].insert_str(0, "  ");
        table.add_row(row);
    }
    table.trim_fmt() + "\n"
}
