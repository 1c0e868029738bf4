//! A comparison for people: the table of differences, and where the journals part.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;
use verst_score::measure::{Scale, never};
use verst_score::paired::Estimate;

use crate::compare::{Comparison, SAME};
use crate::compare_rows::{Row, variance_left};
use crate::parting::Parting;

/// All that is printed of a comparison.
#[must_use]
pub fn account(of: &Comparison) -> String {
    let (rows, asked, set) = (&of.rows, of.seeds.len(), of.set);
    let mut text = if of.same { format!("{SAME}\n\n") } else { String::new() };
    for (letter, side) in [("A", of.a), ("B", of.b)] {
        text += &format!("{letter}  {}\n", side.label);
        if let Some(because) = &side.because {
            text += &format!("   {because}\n");
        }
    }
    let seeds = rows.first().map_or(0, |row| row.difference.seeds);
    if seeds < asked {
        text += &format!("{seeds} of {asked} seeds were finished in both arms.\n");
    }
    text += &format!("\n{seeds} seeds of {set} in both arms, orders historical, inputs drawn\n");
    if let Some(stopped) = &of.stopped {
        text += &stopped.line();
    }
    if !rows.is_empty() {
        text += &table(&of.a.opened.loaded.scenario, rows);
        text += "\n* the middle 90 % of the resampled difference leave out nought. A date that never comes counts as the end and 5 %.\n";
        text += "to B, to A: share of seeds in which it happens in that arm alone. variance: of the paired difference, as a share\n";
        text += "of what it would be without common seeds";
        text += &variance_left(rows).map_or_else(
            || String::from(".\n"),
            |left| format!("; {left:.2} in the median over all that varies.\n"),
        );
    }
    if let Some((seed, [entry, event])) = &of.parted {
        text += &format!("\nWhere the journals of seed {seed} part:\n");
        text += &told(entry.as_ref(), "the first entry");
        text += &told(event.as_ref(), "the first event");
    }
    text
}

fn told(parting: Option<&Parting>, what: &str) -> String {
    let Some(Parting { at, first, second }) = parting else {
        return format!("  {what}: nowhere, both say the same to the end\n");
    };
    let say = |line: &Option<String>| line.clone().unwrap_or_else(|| String::from("nothing more"));
    format!("  {what}, {at}\n    A  {}\n    B  {}\n", say(first), say(second))
}

fn table(scenario: &Scenario, rows: &[Row]) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header([
        "measure",
        "",
        "A",
        "B",
        "B - A: mean",
        "90 %",
        "median",
        "90 %",
        "to B",
        "to A",
        "variance",
    ]);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
        column.set_padding((1, 0));
    }
    if let Some(first) = table.column_mut(0) {
        first.set_padding((0, 0));
    }
    for row in rows {
        let d = &row.difference;
        let share = |x: Option<f64>| x.map_or_else(String::new, |x| format!("{:.0} %", 100.0 * x));
        let ratio = d.variance_left().map_or_else(String::new, |left| format!("{left:.2}"));
        let (value, delta) = (|x| value(scenario, row, x), |x| delta(row.unit, x));
        let interval = |e: &Estimate| format!("[{}, {}]", delta(e.low), delta(e.high));
        let middle = if row.scale == Scale::YesNo {
            [String::new(), String::new()]
        } else {
            [delta(d.median.value), interval(&d.median)]
        };
        let [median, between] = middle;
        table.add_row([
            row.name.clone(),
            String::from(if d.mean.is_clear() && is_something(&delta(d.mean.value)) { "*" } else { "" }),
            value(d.median_a),
            value(d.median_b),
            delta(d.mean.value),
            interval(&d.mean),
            median,
            between,
            share(d.gained),
            share(d.lost),
            ratio,
        ]);
    }
    table.trim_fmt() + "\n"
}

fn value(scenario: &Scenario, row: &Row, x: f64) -> String {
    match row.unit {
        "days" if x >= never(&scenario.calendar) - 1e-9 => String::from("never"),
        "days" => {
            let date = scenario.calendar.date(Minute::from_days(x));
            format!("{:02}-{:02}/{:02}h", date.month(), date.day(), date.hour())
        }
        "yes/no" => String::from(if x > 0.5 { "yes" } else { "no" }),
        "share" => format!("{x:.2}"),
        "km" => format!("{x:.0} km"),
        _ => format!("{x:.0}"),
    }
}

/// A difference in a unit, with its sign.
#[must_use]
pub fn delta(unit: &str, x: f64) -> String {
    let text = match unit {
        "days" => format!("{x:+.1} d"),
        "yes/no" => format!("{:+.0} %", 100.0 * x),
        "share" => format!("{x:+.2}"),
        "km" => format!("{x:+.1} km"),
        "places" => format!("{x:+.1}"),
        _ => format!("{x:+.0}"),
    };
    // No minus before what is nothing to this place.
    if is_something(&text) { text } else { text.replace('-', "+") }
}

/// Whether a difference as it is written is more than nought.
fn is_something(text: &str) -> bool {
    text.contains(|c: char| ('1'..='9').contains(&c))
}

/// The size of a difference in a unit.
#[must_use]
pub fn change(unit: &str, x: f64) -> String {
    delta(unit, x.abs()).trim_start_matches('+').to_string()
}
