//! The page: heading, the layers of the map from bottom to top, and the legend.

use crate::front::{draw, front};
use crate::ground::{links, rivers};
use crate::layout::Layout;
use crate::legend::legend;
use crate::picture::Picture;
use crate::shape::Rect;
use crate::sites::{places, sources, works};
use crate::style::{FAINT, FONT, INK, PAPER, shortened};
use crate::svg::Element;
use crate::view::{View, WIDTH};

/// Draws a picture as an SVG file: self-contained, well-formed, and the same bytes for the same picture.
#[must_use]
pub fn svg(picture: &Picture<'_>) -> String {
    let view = View::of(&picture.scenario.theatre);
    let front_lines = front(picture, &view);
    let layout = Layout::of(picture, &view, &front_lines);
    let page = Element::new("svg")
        .set("xmlns", "http://www.w3.org/2000/svg")
        .set("viewBox", &format!("0 0 {WIDTH:.0} {:.0}", view.height))
        .set("width", &format!("{WIDTH:.0}"))
        .set("height", &format!("{:.0}", view.height))
        .set("font-family", FONT)
        .title(&picture.title)
        .add(Element::rect(&Rect::new(0.0, 0.0, WIDTH, view.height)).fill("#ffffff"))
        .extend(heading(picture, &view))
        .add(clip(&view))
        .add(Element::rect(&view.frame).fill(PAPER));
    let theatre = &picture.scenario.theatre;
    let map = Element::group("map")
        .set("clip-path", "url(#frame)")
        .add(rivers(theatre, &view))
        .add(links(picture, &view))
        .add(works(picture, &view))
        .add(draw(&front_lines))
        .add(Element::group("leaders").extend(layout.stacks.iter().map(|s| s.draw_leader())))
        .add(places(picture, &view))
        .add(sources(picture, &layout.sources))
        .add(Element::group("river-names").extend(layout.rivers.iter().map(|r| r.draw())))
        .add(Element::group("names").extend(layout.labels.iter().map(|l| l.draw())))
        .add(Element::group("units").extend(layout.stacks.iter().map(|s| s.draw(picture))));
    let frame = Element::rect(&view.frame).fill("none").stroke(INK, 1.2);
    let page = page.add(map).add(frame).add(legend(picture, &view));
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{page}")
}

fn heading(picture: &Picture<'_>, view: &View) -> [Element; 2] {
    let x = view.frame.x;
    let title = Element::words((x, 46.0), 27.0, &shortened(&picture.title, 88));
    let subtitle = Element::words((x, 74.0), 15.5, &shortened(&picture.subtitle, 160));
    [title.fill(INK).set("font-weight", "bold"), subtitle.fill(FAINT)]
}

fn clip(view: &View) -> Element {
    let frame = Element::new("clipPath").set("id", "frame").add(Element::rect(&view.frame));
    Element::new("defs").add(frame)
}
