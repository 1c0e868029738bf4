//! The ground: rivers, and links as roads and railways.

use verst_domain::theatre::{Link, River, RoadClass, Theatre};

use crate::front::shifted;
use crate::picture::Picture;
use crate::shape::Point;
use crate::style::{PAPER, RAIL, WATER, road_name, road_style};
use crate::svg::Element;
use crate::view::View;

/// Distance in px of a railway from the road beside it.
const RAIL_OFFSET: f64 = 4.2;

/// Whether a link is drawn: derived off-road links are not.
pub(crate) fn is_drawn(link: &Link) -> bool {
    link.road != Some(RoadClass::OffRoad)
}

/// The course of a river in px.
pub(crate) fn course(river: &River, view: &View) -> Vec<Point> {
    river.line.iter().map(|p| view.at(*p)).collect()
}

/// Width in px at which a river is drawn.
pub(crate) fn river_width(river: &River) -> f64 {
    (1.6 + river.width_m.best / 40.0).clamp(1.6, 7.0)
}

/// The rivers.
pub(crate) fn rivers(theatre: &Theatre, view: &View) -> Element {
    let drawn = theatre.rivers.iter().map(|river| {
        let tip = format!("{}: {:.0} m wide", river.name, river.width_m.best);
        let line = Element::polyline(&course(river, view)).stroke(WATER, river_width(river));
        Element::group("river").title(&tip).add(line)
    });
    let group = Element::group("rivers").set("stroke-linejoin", "round").set("stroke-linecap", "round");
    group.extend(drawn.collect::<Vec<_>>())
}

/// The roads and railways, better roads above.
pub(crate) fn links(picture: &Picture<'_>, view: &View) -> Element {
    let theatre = &picture.scenario.theatre;
    let mut drawn: Vec<&Link> = theatre.links.iter().filter(|l| is_drawn(l)).collect();
    // Tracks at the bottom, then roads, then highways; a stable sort keeps key order within a class.
    drawn.sort_by_key(|l| std::cmp::Reverse(l.road));
    let ends = |l: &Link| [view.at(theatre.place(l.a).at), view.at(theatre.place(l.b).at)];
    Element::group("links").extend(drawn.into_iter().map(|l| one_link(theatre, l, ends(l))))
}

fn one_link(theatre: &Theatre, link: &Link, ends: [Point; 2]) -> Element {
    let [from, to] = ends;
    let mut group = Element::group("link").title(&link_tip(theatre, link));
    if let Some(class) = link.road {
        road(class, from, to).into_iter().for_each(|e| group.push(e));
    }
    if link.rail_km.is_some() {
        let aside = if link.road.is_some() { RAIL_OFFSET } else { 0.0 };
        if let [a, b] = shifted(&[from, to], aside)[..] {
            railway(a, b).into_iter().for_each(|e| group.push(e));
        }
    }
    // An unseen wide line makes the tooltip easy to hit.
    group.add(Element::line(from, to).stroke(PAPER, 11.0).set("stroke-opacity", "0"))
}

/// A road as the legend and the map draw it.
pub(crate) fn road(class: RoadClass, from: Point, to: Point) -> Vec<Element> {
    let style = road_style(class);
    let mut parts = Vec::new();
    if let Some((colour, width)) = style.casing {
        parts.push(Element::line(from, to).stroke(colour, width));
    }
    let surface = Element::line(from, to).stroke(style.surface.0, style.surface.1);
    parts.push(match style.dash {
        Some(dash) => surface.set("stroke-dasharray", dash),
        None => surface,
    });
    parts
}

/// A railway as the legend and the map draw it.
pub(crate) fn railway(from: Point, to: Point) -> Vec<Element> {
    vec![
        Element::line(from, to).stroke(RAIL, 3.0),
        Element::line(from, to).stroke(PAPER, 1.6).set("stroke-dasharray", "7 7"),
    ]
}

fn link_tip(theatre: &Theatre, link: &Link) -> String {
    let ends = format!("{} – {}", theatre.place(link.a).name, theatre.place(link.b).name);
    let mut tip = format!("{ends}: {:.1} km", link.km.best);
    if let Some(class) = link.road {
        tip.push_str(&format!(", {}", road_name(class).to_lowercase()));
    }
    if let Some(km) = link.rail_km {
        tip.push_str(&format!(", railway {km:.1} km"));
    }
    for c in &link.crossings {
        let how = match (c.bridge, c.down) {
            (true, false) => "bridge",
            (true, true) => "bridge down",
            (false, _) => "no bridge",
        };
        tip.push_str(&format!("; crosses {} ({how})", theatre.rivers[c.river.index()].name));
    }
    tip
}
