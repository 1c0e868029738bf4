//! `verst replay --split`: the table of where the spread comes from.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use verst_score::paired::Estimate;
use verst_score::split::{MIXES, Middle, Parts, Split};

/// The table, and what it comes to.
#[must_use]
pub fn text(split: &Split) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(["where the spread comes from", "deviation", "dice", "inputs", "rules", "together"]);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for row in &split.measures {
        let easy = if row.easy { " (easy)" } else { "" };
        let cells = row.parts.as_ref().map_or_else(|| vec![String::from("does not vary")], cells);
        table.add_row([vec![format!("{}{easy}", row.id)], cells].concat());
    }
    let hard = format!("median of the {} hard ones that vary", split.hard);
    for (name, middle) in [(hard.as_str(), &split.median), ("total error of a run", &split.error)] {
        if let Some(middle) = middle {
            table.add_row([vec![name.to_string(), String::new()], middle_cells(middle)].concat());
        }
    }
    format!(
        "{}\n({} pairs of seeds, each mix of whose dice, inputs and rules: {} runs. Shares of the variance of a single run,\n\
         in %: alone / with whatever it works with; together: what none explains alone. In brackets the middle 90 % over\n\
         resampled pairs; a share below nought is noise. Deviation: of a single run, in days, km, shares, log10 of men and tanks.)\n\n",
        table.trim_fmt(),
        split.pairs,
        MIXES * split.pairs
    )
}

fn cells(p: &Parts) -> Vec<String> {
    let shares =
        [p.dice, p.inputs, p.rules].map(|s| format!("{:.0} / {:.0}", 100.0 * s.alone, 100.0 * s.total));
    let [dice, inputs, rules] = shares;
    vec![format!("{:.2}", p.deviation), dice, inputs, rules, format!("{:.0}", 100.0 * p.together)]
}

fn middle_cells(m: &Middle) -> Vec<String> {
    let cell = |e: &Estimate| format!("{:.0} [{:.0}, {:.0}]", 100.0 * e.value, 100.0 * e.low, 100.0 * e.high);
    let shares = [&m.dice, &m.inputs, &m.rules];
    let shares = shares.map(|s| format!("{} / {:.0}", cell(&s.alone), 100.0 * s.total.value));
    shares.into_iter().chain([cell(&m.together)]).collect()
}
