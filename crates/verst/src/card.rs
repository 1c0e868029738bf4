//! The scorecard as text: every measure with its misses, then the sum.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;
use verst_score::bands::{Coverage, Width};
use verst_score::measure::never;
use verst_score::placebo::Placebo;
use verst_score::scorecard::{GroupScore, PerBaseline, Scorecard, Scored, Summary};

/// Room for a measure's name.
const NAME: usize = 30;

/// The scorecard.
#[must_use]
pub fn text(scenario: &Scenario, card: &Scorecard) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header([
        "measure",
        "documented",
        "5 %",
        "median",
        "95 %",
        "never",
        "in",
        "error",
        "static",
        "climat",
        "lanch",
        "plan",
    ]);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
        column.set_padding((1, 0));
    }
    if let Some(first) = table.column_mut(0) {
        first.set_padding((0, 0));
    }
    for easy in [false, true] {
        let mut measures = card.measures.iter().filter(|m| m.easy == easy).peekable();
        if easy && measures.peek().is_some() {
            table.add_row(["(easy, counted apart)"]);
        }
        for measure in measures {
            table.add_row(row(scenario, measure));
        }
    }
    let mut out = table.trim_fmt();
    out.push_str("\n\n");
    out.push_str(&summary(card));
    out
}

fn row(scenario: &Scenario, m: &Scored) -> Vec<String> {
    let value = |x: f64| value(scenario, m, x);
    let (low, high) = (value(m.documented.low), value(m.documented.high));
    let documented = if low == high { low } else { format!("{low}..{high}") };
    let error = |score: f64| format!("{:.1}", (score - m.floor) / m.unit_of_error);
    let theirs = |score: Option<f64>| score.map_or_else(|| String::from("-"), error);
    let (mut sim, mut inside) = (
        vec![value(m.simulated.q05), value(m.simulated.median), value(m.simulated.q95)],
        m.inside_90.map_or("", |share| if share >= 0.5 { "yes" } else { "NO" }),
    );
    if let Some(chance) = m.simulated.chance {
        sim = vec![String::new(), format!("{:.0} %", 100.0 * chance), String::new()];
        let right = (chance >= 0.5) == (m.documented.best > 0.5);
        inside = if right { "yes" } else { "NO" };
    }
    let never = if m.simulated.never_share > 0.0 {
        format!("{:.0} %", 100.0 * m.simulated.never_share)
    } else {
        String::new()
    };
    let mut row = vec![short(&m.id), documented];
    row.extend(sim);
    row.extend([never, inside.to_string(), error(m.crps)]);
    let b = &m.baselines;
    row.extend([theirs(b.static_world), theirs(b.climatology), theirs(b.lanchester), theirs(b.plan)]);
    row
}

fn short(id: &str) -> String {
    if id.chars().count() <= NAME {
        id.to_string()
    } else {
        id.chars().take(NAME - 1).chain(['…']).collect()
    }
}

/// A value as people read it: a date, a count, km, yes or no.
#[must_use]
pub fn value(scenario: &Scenario, m: &Scored, x: f64) -> String {
    match m.unit {
        "days" if x >= never(&scenario.calendar) - 1e-9 => String::from("never"),
        "days" => {
            let date = scenario.calendar.date(Minute::from_days(x));
            format!("{:02}-{:02}/{:02}h", date.month(), date.day(), date.hour())
        }
        "km" => format!("{x:.0} km"),
        "share" => format!("{x:.2}"),
        "yes/no" => String::from(if x > 0.5 { "yes" } else { "no" }),
        _ => format!("{x:.0}"),
    }
}

fn summary(card: &Scorecard) -> String {
    let s = &card.summary;
    let percent = |x: Option<f64>| x.map_or_else(|| String::from("-"), |x| format!("{:.0} %", 100.0 * x));
    let mut out = format!(
        "{} measures, {} of them easy; inside the middle 90 % of the runs: {} of the others, {} of the easy ones\n",
        s.measures,
        s.easy,
        percent(s.inside_90),
        percent(s.inside_90_easy)
    );
    out += &bands(s);
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(["skill against", "static", "climatology", "lanchester", "plan"]);
    table.add_row(skills("all measures", &s.crps_skill, &s.crps_skill_interval));
    for (name, group) in
        [("territory", &s.groups.territory), ("tempo", &s.groups.tempo), ("losses", &s.groups.losses)]
    {
        let GroupScore { measures, crps_skill, crps_skill_interval } = group;
        if *measures > 0 {
            table.add_row(skills(&format!("{name} ({measures})"), crps_skill, crps_skill_interval));
        }
    }
    out += &table.trim_fmt();
    out += "\n(1 perfect, 0 no better than the baseline; in brackets the middle 95 % over resampled runs)\n";
    let yes: usize = s.reliability.iter().map(|r| r.measures).sum();
    if yes > 0 {
        let parts: Vec<String> = s
            .reliability
            .iter()
            .map(|r| {
                format!(
                    "{:.0} % told, {:.0} % happened ({})",
                    100.0 * r.forecast,
                    100.0 * r.happened,
                    r.measures
                )
            })
            .collect();
        out += &format!("reliability of yes/no: {}\n", parts.join("; "));
    }
    if s.explained_by_orders == Some(true) {
        out += "explained by its orders: the skill against the plan is not above 0\n";
    }
    if let Some(placebo) = &s.placebo {
        out += &placebo_text(placebo);
    }
    out += "error: (score - floor) / unit of error, for the engine and each baseline; 0 is perfect\n";
    out
}

/// What the bands hold, and how wide they are.
fn bands(s: &Summary) -> String {
    if s.coverage.is_empty() {
        return String::new();
    }
    let held = |c: &Coverage| format!("{:.0}: {:.0}", 100.0 * c.band, 100.0 * c.inside);
    let wide = |w: &Width| {
        let width = |x: f64| match w.unit {
            "days" => format!("{x:.1} d"),
            "km" => format!("{x:.0} km"),
            "share" => format!("{x:.2} share"),
            unit => format!("x {x:.1} {unit}"),
        };
        format!("{} ({})", width(w.simulated), width(w.documented))
    };
    let (curve, widths): (Vec<String>, Vec<String>) =
        (s.coverage.iter().map(held).collect(), s.widths.iter().map(wide).collect());
    format!(
        "coverage, the middle % of the runs: % of the documented ranges inside: {}\n\
         median width of the middle 90 % (documented): {}\n",
        curve.join(", "),
        widths.join(", ")
    )
}

fn placebo_text(p: &Placebo) -> String {
    let mut out = format!(
        "placebo ({} runs): mean error {:.2} as ordered, {:.2} with orders two days late, {:.2} with objectives moved\n",
        p.runs, p.as_ordered, p.two_days_late, p.objectives_moved
    );
    if !p.unmoved.is_empty() {
        out += &format!("moved by neither, so no test of the engine: {}\n", p.unmoved.join(", "));
    }
    out
}

fn skills(name: &str, skill: &PerBaseline<f64>, interval: &PerBaseline<[f64; 2]>) -> Vec<String> {
    let cell = |skill: Option<f64>, interval: Option<[f64; 2]>| match (skill, interval) {
        (Some(s), Some([low, high])) => format!("{s:.2} [{low:.2}, {high:.2}]"),
        (Some(s), None) => format!("{s:.2}"),
        (None, _) => String::from("-"),
    };
    vec![
        name.to_string(),
        cell(skill.static_world, interval.static_world),
        cell(skill.climatology, interval.climatology),
        cell(skill.lanchester, interval.lanchester),
        cell(skill.plan, interval.plan),
    ]
}
