//! Pages: one HTML file that needs nothing else, and asks nobody for anything.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};
use verst_domain::forces::UnitKind;
use verst_domain::ids::SideId;
use verst_domain::scenario::Scenario;

use crate::comparison_data::{self, ComparisonPage};
use crate::ground::{links, rivers};
use crate::layout::Layout;
use crate::page_data::{self, Page};
use crate::picture::Picture;
use crate::sites::{sources, works};
use crate::svg::{Element, escape};
use crate::symbols::unit_sign;
use crate::terrain::ground;
use crate::view::View;

/// The looks of all pages.
const STYLE: &str = include_str!("../page/page.css");
/// The skeleton of the page of a replay.
const REPLAY: &str = include_str!("../page/replay.html");
/// The skeleton of the page of a comparison.
const COMPARISON: &str = include_str!("../page/compare.html");
/// The parts of the script that every page has, in order; with its own parts they are one function.
const SHARED: [&str; 10] = [
    include_str!("../page/base.js"),
    include_str!("../page/camera.js"),
    include_str!("../page/layers.js"),
    include_str!("../page/ground.js"),
    include_str!("../page/map.js"),
    include_str!("../page/panel.js"),
    include_str!("../page/legend.js"),
    include_str!("../page/charts.js"),
    include_str!("../page/dates.js"),
    include_str!("../page/papers.js"),
];
/// The parts that the page of a replay has besides.
const OF_REPLAY: [&str; 4] = [
    include_str!("../page/coverage.js"),
    include_str!("../page/card.js"),
    include_str!("../page/clock.js"),
    include_str!("../page/replay.js"),
];
/// The parts that the page of a comparison has besides.
const OF_COMPARISON: [&str; 3] = [
    include_str!("../page/difference.js"),
    include_str!("../page/clock.js"),
    include_str!("../page/compare.js"),
];

/// Every kind of unit.
pub(crate) const KINDS: [UnitKind; 8] = [
    UnitKind::Rifle,
    UnitKind::Motorized,
    UnitKind::Tank,
    UnitKind::Cavalry,
    UnitKind::Ski,
    UnitKind::Garrison,
    UnitKind::Security,
    UnitKind::Artillery,
];

/// Writes the page of a replay: self-contained, without a request to anywhere, and the same bytes for the same content. What
/// scenario and record say is data and comes out as text, whatever it is.
#[must_use]
pub fn html(page: &Page<'_, '_>) -> String {
    let scenario = page.shown.scenario;
    let view = View::of(&scenario.theatre);
    let body = REPLAY.replace("<!--DEFS-->", &definitions()).replace("<!--GROUND-->", &base(scenario, &view));
    document(&scenario.title, &body, &OF_REPLAY, &page_data::data(page, &view))
}

/// Writes the page of a comparison, likewise; a ground that both arms share is written once.
#[must_use]
pub fn comparison_html(page: &ComparisonPage<'_, '_>) -> String {
    let [a, b] = page.arms.each_ref().map(|arm| arm.shown.scenario);
    let views = [a, b].map(|s| View::of(&s.theatre));
    let [ours, theirs] = [base(a, &views[0]), base(b, &views[1])];
    let theirs = if theirs == ours { String::new() } else { theirs };
    let body = COMPARISON
        .replace("<!--DEFS-->", &definitions())
        .replace("<!--GROUND-A-->", &ours)
        .replace("<!--GROUND-B-->", &theirs);
    let title = format!("{} against {}", page.arms[0].label, page.arms[1].label);
    document(&title, &body, &OF_COMPARISON, &comparison_data::data(page, &views))
}

/// A whole page.
fn document(title: &str, body: &str, own: &[&str], data: &Value) -> String {
    // No text may end the script element that holds the data.
    let json = data.to_string().replace('<', "\\u003c");
    let script = format!("(() => {{\n\"use strict\";\n{}{}}})();\n", SHARED.concat(), own.concat());
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
        hash(&script),
        hash(STYLE)
    );
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{} - verst</title>\n<style>{STYLE}</style>\n</head>\n{body}\
         <script type=\"application/json\" id=\"data\">{json}</script>\n<script>{script}</script>\n</body>\n</html>\n",
        escape(title)
    )
}

/// The hash by which the policy knows an inline script or style.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// The symbols of units, to be used by name.
fn definitions() -> String {
    let mut defs = Element::new("defs");
    for side in SideId::BOTH {
        for kind in KINDS {
            let sign = unit_sign(kind, side, (0.0, 0.0));
            defs.push(Element::new("g").set("id", &format!("u{}-{kind:?}", side.index())).add(sign));
        }
    }
    defs.to_string()
}

/// The ground, which never changes: terrain, rivers, roads, railways, works, sources of supply.
fn base(scenario: &Scenario, view: &View) -> String {
    let theatre = &scenario.theatre;
    let picture = Picture { marks: Vec::new(), ..Picture::at_start(scenario) };
    let layout = Layout::of(&picture, view, &[]);
    let names = Element::group("river-names").extend(layout.rivers.iter().map(|r| r.draw()));
    [
        ground(theatre, view),
        rivers(theatre, view),
        links(&picture, view),
        names,
        works(&picture, view),
        sources(&picture, &layout.sources),
    ]
    .iter()
    .map(ToString::to_string)
    .collect()
}
