//! A comparison for programs: the JSON of `compare --json`.

use serde_json::{Value, json};

use crate::compare::{Comparison, Side};
use crate::compare_rows::{Row, variance_left};
use crate::parting::Parting;
use crate::until_width::Stopped;

/// The text of the JSON file.
#[must_use]
pub fn result(of: &Comparison) -> String {
    let mut text = serde_json::to_string_pretty(&value(of)).expect("plain data has a JSON form");
    text.push('\n');
    text
}

/// What the file says.
#[must_use]
pub fn value(of: &Comparison) -> Value {
    let arm = |side: &Side| {
        let s = &side.opened.loaded.scenario;
        let variant = side.opened.variant.as_ref().map(|v| json!({ "name": v.name, "because": v.because }));
        json!({ "scenario": s.key, "variant": variant, "rules_digest": side.opened.rules.digest,
                "scenario_digest": crate::result_file::hex(&s.digest) })
    };
    let row = |row: &Row| -> Value {
        let d = &row.difference;
        json!({ "id": row.name, "unit": row.unit, "seeds": d.seeds, "median_a": d.median_a, "median_b": d.median_b,
                "mean": d.mean, "median": d.median, "clear": d.mean.is_clear(), "flips": d.flips(),
                "gained": d.gained, "lost": d.lost, "variance_paired": d.variance_paired,
                "variance_unpaired": d.variance_unpaired })
    };
    let parting =
        |p: &Option<Parting>| p.as_ref().map(|p| json!({ "at": p.at, "a": p.first, "b": p.second }));
    json!({
        "format": 1,
        "verst_version": env!("CARGO_PKG_VERSION"),
        "a": arm(of.a),
        "b": arm(of.b),
        "seeds": { "set": of.set, "first": of.seeds.first(), "last": of.seeds.last(), "asked": of.seeds.len() },
        "same_in_every_pair": of.same,
        "interval": 0.9,
        "until_width": of.stopped.as_ref().map(stopped),
        "variance_left": variance_left(&of.rows),
        "measures": of.rows.iter().map(row).collect::<Vec<_>>(),
        "journals_part": of.parted.as_ref().map(|(seed, [entry, event])| {
            json!({ "seed": seed, "entry": parting(entry), "event": parting(event) })
        }),
    })
}

/// How `--until-width` ended; the interval is one after stopping.
fn stopped(s: &Stopped) -> Value {
    let (mean, half) = (s.look.mean, s.look.half);
    json!({ "measure": s.measure, "unit": s.unit, "width_asked": s.width, "reached": s.reached, "pairs": s.look.pairs,
            "after_stopping": { "value": mean, "low": mean - half, "high": mean + half } })
}
