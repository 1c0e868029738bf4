//! The legend below the map: sides, places, lines, unit signs, scale bar and north arrow.

use std::collections::BTreeSet;

use verst_domain::ids::SideId;
use verst_domain::theatre::{RoadClass, WorksClass};

use crate::front::draw;
use crate::ground::{railway, road};
use crate::picture::Picture;
use crate::shape::{Point, Rect};
use crate::sites::{arc, class_name, source_sign, symbol};
use crate::style::{FAINT, INK, PAPER, WATER, kind_name, road_name, shortened, side_fill, side_ink};
use crate::svg::Element;
use crate::symbols::{FRAME_H, FRAME_W, unit_sign};
use crate::view::View;

const ROW: f64 = 24.0;
const ROWS: usize = 6;
const SIZE: f64 = 12.5;
/// Room for a sample in front of its words.
const SAMPLE: f64 = 44.0;

/// Draws the legend.
pub(crate) fn legend(picture: &Picture<'_>, view: &View) -> Element {
    let frame = view.legend;
    let mut group = Element::group("legend").add(Element::rect(&frame).fill(PAPER).stroke(INK, 1.2));
    let columns = [
        (20.0, "Sides", sides(picture)),
        (310.0, "Places", places(picture)),
        (590.0, "Lines", lines()),
        (770.0, "Units", units(picture)),
    ];
    for (x, heading, rows) in columns.into_iter().filter(|(_, _, rows)| !rows.is_empty()) {
        let x = frame.x + x;
        group.push(Element::words((x, frame.y + 24.0), SIZE, heading).fill(INK).set("font-weight", "bold"));
        for (i, (sample, words)) in rows.into_iter().enumerate() {
            // A long list goes on in a second column.
            let (column, row) = ((i / ROWS) as f64, (i % ROWS) as f64);
            let at = (x + column * 190.0, frame.y + 46.0 + row * ROW);
            group.push(Element::group("key").extend(sample(at)));
            group.push(Element::words((at.0 + SAMPLE, at.1 + 4.5), SIZE, &words).fill(INK));
        }
    }
    group.add(scale_bar(view)).add(north(view))
}

/// Draws a sample, given the left end of its middle line.
type Sample = Box<dyn Fn(Point) -> Vec<Element>>;

fn middle(at: Point) -> Point {
    (at.0 + SAMPLE / 2.0 - 6.0, at.1)
}

fn ends(at: Point) -> (Point, Point) {
    (at, (at.0 + SAMPLE - 10.0, at.1))
}

fn sides(picture: &Picture<'_>) -> Vec<(Sample, String)> {
    let mut rows: Vec<(Sample, String)> = Vec::new();
    for (i, side) in picture.scenario.sides.iter().enumerate() {
        let id = SideId::new(i);
        let sample = move |at: Point| {
            let swatch = Rect::new(at.0, at.1 - 8.0, SAMPLE - 10.0, 16.0);
            vec![Element::rect(&swatch).fill(side_fill(id)).stroke(side_ink(id), 1.4)]
        };
        rows.push((Box::new(sample), shortened(&side.name, 26)));
    }
    let front = |at: Point| vec![draw(&[vec![ends(at).1, at]])];
    rows.push((Box::new(front), String::from("Front, each side in its colour")));
    let leader = |at: Point| {
        let (from, to) = ends(at);
        vec![Element::line(from, to).stroke(INK, 1.1), Element::circle(from, 2.6).fill(INK)]
    };
    rows.push((Box::new(leader), String::from("Where the units of a box stand")));
    let supply = |at: Point| source_sign(middle(at), SideId(0));
    rows.push((Box::new(supply), String::from("Source of supply")));
    rows
}

fn places(picture: &Picture<'_>) -> Vec<(Sample, String)> {
    let dot =
        |radius: f64, key: bool| -> Sample { Box::new(move |at| symbol(middle(at), radius, key, FAINT)) };
    let mut rows: Vec<(Sample, String)> = vec![
        (
            Box::new(|at| {
                let (x, y) = middle(at);
                let mut parts = symbol((x - 9.0, y), 5.9, false, FAINT);
                parts.extend(symbol((x + 9.0, y), 9.8, false, FAINT));
                parts
            }),
            String::from("Town, by its depth"),
        ),
        (dot(3.4, false), String::from("Other place")),
        (dot(4.6, true), String::from("Key place (ring)")),
    ];
    let classes: BTreeSet<WorksClass> = picture.scenario.theatre.works.iter().map(|w| w.class).collect();
    for class in classes {
        let up = -std::f64::consts::FRAC_PI_2;
        let sample = move |at: Point| arc(middle(at), 5.0, up, class, INK);
        rows.push((Box::new(sample), format!("{} works", class_name(class))));
    }
    rows
}

fn lines() -> Vec<(Sample, String)> {
    let mut rows: Vec<(Sample, String)> = Vec::new();
    for class in [RoadClass::Highway, RoadClass::Road, RoadClass::Track] {
        let sample = move |at: Point| road(class, ends(at).0, ends(at).1);
        rows.push((Box::new(sample), String::from(road_name(class))));
    }
    rows.push((Box::new(|at| railway(ends(at).0, ends(at).1)), String::from("Railway")));
    let river = |at: Point| vec![Element::line(ends(at).0, ends(at).1).stroke(WATER, 4.0)];
    rows.push((Box::new(river), String::from("River")));
    rows
}

fn units(picture: &Picture<'_>) -> Vec<(Sample, String)> {
    let kinds: BTreeSet<_> = picture.marks.iter().map(|m| picture.scenario.unit(m.unit).kind).collect();
    let row = |kind| -> (Sample, String) {
        let sample = move |at: Point| {
            let corner = (middle(at).0 - FRAME_W / 2.0, at.1 - FRAME_H / 2.0);
            vec![unit_sign(kind, SideId(0), corner)]
        };
        (Box::new(sample), String::from(kind_name(kind)))
    };
    kinds.into_iter().map(row).collect()
}

/// The longest round distance that fits.
fn round_km(scale: f64) -> f64 {
    let steps = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0];
    steps.into_iter().rfind(|km| km * scale <= 230.0).unwrap_or(1.0)
}

fn scale_bar(view: &View) -> Element {
    let km = round_km(view.scale);
    let (x, y) = (view.legend.x + 1165.0, view.legend.y + 88.0);
    let mut group = Element::group("scale");
    let part = km * view.scale / 4.0;
    for i in 0..4_u32 {
        let piece = Rect::new(x + f64::from(i) * part, y, part, 7.0);
        let fill = if i % 2 == 0 { INK } else { "#ffffff" };
        group.push(Element::rect(&piece).fill(fill).stroke(INK, 1.0));
    }
    for (share, words) in
        [(0.0, String::from("0")), (2.0, format!("{}", km / 2.0)), (4.0, format!("{km:.0} km"))]
    {
        let label = Element::words((x + share * part, y - 7.0), SIZE, &words).fill(INK);
        group.push(label.set("text-anchor", "middle"));
    }
    let note = "Roads and railways are drawn straight; point at a thing for its name and numbers.";
    let (first, second) = note.split_at(note.find("; ").map_or(0, |i| i + 2));
    group.push(Element::words((x, y + 38.0), 10.5, first).fill(FAINT));
    group.add(Element::words((x, y + 53.0), 10.5, second).fill(FAINT))
}

fn north(view: &View) -> Element {
    let (x, y) = (view.legend.right() - 48.0, view.legend.y + 74.0);
    let left = [(x, y - 34.0), (x - 11.0, y + 20.0), (x, y + 10.0)];
    let right = [(x, y - 34.0), (x + 11.0, y + 20.0), (x, y + 10.0)];
    let letter = Element::words((x, y - 40.0), 14.0, "N").fill(INK).set("font-weight", "bold");
    Element::group("north")
        .add(Element::polygon(&left).fill("#ffffff").stroke(INK, 1.2))
        .add(Element::polygon(&right).fill(INK).stroke(INK, 1.2))
        .add(letter.set("text-anchor", "middle"))
}
