//! Names of places: each tries sixteen spots around its place, the more important ones first.

use verst_domain::ids::PlaceId;

use crate::ground::is_drawn;
use crate::picture::Picture;
use crate::shape::{Field, Point, Rect};
use crate::sites::reach;
use crate::style::{INK, PAPER, text_width};
use crate::svg::Element;
use crate::view::View;

/// A name with the spot that it found.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    /// The lines of the name.
    lines: Vec<String>,
    size: f64,
    bold: bool,
    /// Room that it takes.
    pub(crate) area: Rect,
}

/// How much a place matters, greatest first by `cmp`: key place, depth of its town in m, number of links.
fn importance(picture: &Picture<'_>, id: PlaceId) -> (bool, u64, usize) {
    let theatre = &picture.scenario.theatre;
    let place = theatre.place(id);
    let links = place.links().filter(|l| is_drawn(theatre.link(*l))).count();
    (place.key_place, (place.town_depth.best.max(0.0) * 1000.0) as u64, links)
}

/// Places in the order in which they may choose a spot.
pub(crate) fn by_importance(picture: &Picture<'_>) -> Vec<PlaceId> {
    let mut ids: Vec<PlaceId> = (0..picture.scenario.theatre.places.len()).map(PlaceId::new).collect();
    ids.sort_by_key(|id| (std::cmp::Reverse(importance(picture, *id)), *id));
    ids
}

/// Whether a place is named before the units find their spots.
pub(crate) fn is_major(picture: &Picture<'_>, id: PlaceId) -> bool {
    let (key, depth, _) = importance(picture, id);
    key || depth > 0
}

/// Finds a spot for the name of a place, if any is free.
pub(crate) fn place_label(picture: &Picture<'_>, view: &View, field: &Field, id: PlaceId) -> Option<Label> {
    let place = picture.scenario.theatre.place(id);
    let (key, depth, _) = importance(picture, id);
    let (size, bold) = match (key, depth) {
        (true, _) => (13.5, true),
        (_, 1500..) => (12.5, true),
        (_, 1..) => (12.0, false),
        _ => (11.0, false),
    };
    let lines = wrapped(short_name(&place.name));
    let widest = lines.iter().map(|l| text_width(l, size)).fold(0.0, f64::max);
    let width = widest * if bold { 1.09 } else { 1.0 } + 2.0;
    let height = lines.len() as f64 * size * 1.16 + 1.0;
    let at = view.at(place.at);
    let free = spots(at, reach(picture, id), width, height)
        .into_iter()
        .enumerate()
        .filter(|(_, area)| field.is_free(area))
        .map(|(i, area)| (i as f64 * 0.8 + 2.0 * field.burden(&area), area))
        .min_by(|x, y| x.0.total_cmp(&y.0));
    free.map(|(_, area)| Label { lines, size, bold, area })
}

/// Eight spots around a place, the favourite first, close by and then a little away.
fn spots(at: Point, reach: f64, w: f64, h: f64) -> Vec<Rect> {
    let mut spots = Vec::new();
    for away in [reach + 2.0, reach + 9.0] {
        let near = away * 0.72;
        let corners = [
            (at.0 + away, at.1 - h / 2.0),
            (at.0 - w / 2.0, at.1 - away - h),
            (at.0 + near, at.1 - near - h),
            (at.0 + near, at.1 + near),
            (at.0 - w / 2.0, at.1 + away),
            (at.0 - away - w, at.1 - h / 2.0),
            (at.0 - near - w, at.1 - near - h),
            (at.0 - near - w, at.1 + near),
        ];
        spots.extend(corners.map(|(x, y)| Rect::new(x, y, w, h)));
    }
    spots
}

/// A name without the remark in brackets that some places carry; the tooltip has it all.
fn short_name(name: &str) -> &str {
    match name.split_once(" (") {
        Some((short, rest)) if rest.ends_with(')') && !short.trim().is_empty() => short.trim(),
        _ => name,
    }
}

/// A name on one line, or a long one on two, broken at the blank nearest its middle.
fn wrapped(name: &str) -> Vec<String> {
    let longest = 20;
    let length = name.chars().count();
    let blanks = name.match_indices(' ').map(|(i, _)| i);
    let middle = blanks.min_by_key(|&i| (name[..i].chars().count() * 2).abs_diff(length));
    match middle {
        Some(i) if length > longest => vec![String::from(&name[..i]), String::from(name[i..].trim_start())],
        _ => vec![String::from(name)],
    }
}

impl Label {
    /// Draws the name.
    pub(crate) fn draw(&self) -> Element {
        let mut group = Element::group("name");
        for (i, line) in self.lines.iter().enumerate() {
            let x = self.area.x + self.area.w / 2.0;
            let y = self.area.y + self.size * (0.92 + i as f64 * 1.16);
            let mut words = Element::words((x, y), self.size, line).fill(INK).halo(PAPER);
            words = words.set("text-anchor", "middle");
            group.push(if self.bold { words.set("font-weight", "bold") } else { words });
        }
        group
    }
}
