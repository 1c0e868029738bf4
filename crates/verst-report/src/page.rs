//! The page: one HTML file that needs nothing else, and asks nobody for anything.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use verst_domain::forces::UnitKind;
use verst_domain::ids::SideId;

use crate::ground::{links, rivers};
use crate::layout::Layout;
use crate::page_data::{Page, data};
use crate::picture::Picture;
use crate::sites::{sources, works};
use crate::svg::{Element, escape};
use crate::symbols::unit_sign;
use crate::terrain::ground;
use crate::view::View;

/// The page's looks.
const STYLE: &str = include_str!("../page/page.css");
/// The page's skeleton.
const BODY: &str = include_str!("../page/page.html");
/// The parts of the page's script, in order; together they are one function.
const SCRIPTS: [&str; 12] = [
    include_str!("../page/base.js"),
    include_str!("../page/camera.js"),
    include_str!("../page/layers.js"),
    include_str!("../page/map.js"),
    include_str!("../page/panel.js"),
    include_str!("../page/legend.js"),
    include_str!("../page/charts.js"),
    include_str!("../page/dates.js"),
    include_str!("../page/card.js"),
    include_str!("../page/papers.js"),
    include_str!("../page/clock.js"),
    include_str!("../page/main.js"),
];

const KINDS: [UnitKind; 8] = [
    UnitKind::Rifle,
    UnitKind::Motorized,
    UnitKind::Tank,
    UnitKind::Cavalry,
    UnitKind::Ski,
    UnitKind::Garrison,
    UnitKind::Security,
    UnitKind::Artillery,
];

/// Writes the page: self-contained, without a request to anywhere, and the same bytes for the same content. What scenario and
/// record say is data and comes out as text, whatever it is.
#[must_use]
pub fn html(page: &Page<'_, '_>) -> String {
    let view = View::of(&page.scenario.theatre);
    // No text may end the script element that holds the data.
    let json = data(page, &view).to_string().replace('<', "\\u003c");
    let script = format!("(() => {{\n\"use strict\";\n{}}})();\n", SCRIPTS.concat());
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
        hash(&script),
        hash(STYLE)
    );
    let body = BODY.replace("<!--DEFS-->", &definitions()).replace("<!--GROUND-->", &base(page, &view));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{} - verst</title>\n<style>{STYLE}</style>\n</head>\n{body}\
         <script type=\"application/json\" id=\"data\">{json}</script>\n<script>{script}</script>\n</body>\n</html>\n",
        escape(&page.scenario.title)
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
            defs.push(Element::new("g").set("id", &format!("u{}-{kind:?}", side.index())).extend(sign));
        }
    }
    defs.to_string()
}

/// The ground, which never changes: terrain, rivers, roads, railways, works, sources of supply.
fn base(page: &Page<'_, '_>, view: &View) -> String {
    let theatre = &page.scenario.theatre;
    let picture = Picture { marks: Vec::new(), ..Picture::at_start(page.scenario) };
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
