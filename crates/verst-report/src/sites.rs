//! Places, with what lies at them: town, works, source of supply.

use verst_domain::ids::{PlaceId, SideId};
use verst_domain::maths::{atan2, cos, sin};
use verst_domain::theatre::{Place, Source, Works, WorksClass};

use crate::picture::Picture;
use crate::shape::{Point, Rect, distance};
use crate::style::{INK, PAPER, side_fill, side_ink};
use crate::svg::{Element, number};
use crate::view::View;

/// Radius in px of a place's circle, by the depth of its town.
pub(crate) fn radius(place: &Place) -> f64 {
    let depth = place.town_depth.best;
    if depth > 0.0 { (4.6 + 1.3 * depth).min(11.0) } else { 3.4 }
}

/// Radius in px of all that is drawn around a place.
pub(crate) fn reach(picture: &Picture<'_>, id: PlaceId) -> f64 {
    let place = picture.scenario.theatre.place(id);
    let ring = if place.key_place { 4.0 } else { 1.0 };
    let works = picture.scenario.theatre.works.iter().filter(|w| w.at == id).count();
    radius(place) + ring + works as f64 * 7.0
}

/// All places.
pub(crate) fn places(picture: &Picture<'_>, view: &View) -> Element {
    let places = &picture.scenario.theatre.places;
    Element::group("places").extend((0..places.len()).map(|i| one_place(picture, view, PlaceId::new(i))))
}

fn one_place(picture: &Picture<'_>, view: &View, id: PlaceId) -> Element {
    let place = picture.scenario.theatre.place(id);
    let at = view.at(place.at);
    let group = Element::group("place").title(&place_tip(picture, id));
    group.extend(symbol(at, radius(place), place.key_place, side_fill(picture.holder(id))))
}

/// A place's circle, with the ring of a key place.
pub(crate) fn symbol(at: Point, radius: f64, key_place: bool, fill: &str) -> Vec<Element> {
    let mut parts = Vec::new();
    if key_place {
        parts.push(Element::circle(at, radius + 3.0).fill(PAPER).stroke(INK, 1.3));
    }
    parts.push(Element::circle(at, radius).fill(fill).stroke(INK, 1.1));
    parts
}

fn place_tip(picture: &Picture<'_>, id: PlaceId) -> String {
    let scenario = picture.scenario;
    let place = scenario.theatre.place(id);
    let mut tip = format!("{}, held by {}", place.name, scenario.side(picture.holder(id)).name);
    if place.town_depth.best > 0.0 {
        tip.push_str(&format!(", town {:.1} km deep", place.town_depth.best));
    }
    if place.key_place {
        tip.push_str(", key place");
    }
    tip
}

/// The works, each as a toothed arc around its place.
pub(crate) fn works(picture: &Picture<'_>, view: &View) -> Element {
    let theatre = &picture.scenario.theatre;
    let drawn = theatre.works.iter().enumerate().map(|(i, w)| {
        let place = theatre.place(w.at);
        let inner = theatre.works[..i].iter().filter(|before| before.at == w.at).count();
        let ring = radius(place) + if place.key_place { 6.0 } else { 3.5 } + inner as f64 * 7.0;
        let tip = format!("{} works at {}, {:.1} km deep", class_name(w.class), place.name, w.depth.best);
        let facing = facing(picture, view, w);
        Element::group("work").title(&tip).extend(arc(
            view.at(place.at),
            ring,
            facing,
            w.class,
            side_ink(w.side),
        ))
    });
    Element::group("works").extend(drawn.collect::<Vec<_>>())
}

/// Name of a class of works.
pub(crate) fn class_name(class: WorksClass) -> &'static str {
    match class {
        WorksClass::Hasty => "Hasty",
        WorksClass::Prepared => "Prepared",
        WorksClass::Fortified => "Fortified",
    }
}

/// Angle towards the nearest place of the enemy; up where there is none.
fn facing(picture: &Picture<'_>, view: &View, works: &Works) -> f64 {
    let places = &picture.scenario.theatre.places;
    let at = view.at(picture.scenario.theatre.place(works.at).at);
    let enemy = (0..places.len())
        .filter(|&i| picture.holder(PlaceId::new(i)) != works.side && i != works.at.index())
        .map(|i| view.at(places[i].at))
        .min_by(|p, q| distance(at, *p).total_cmp(&distance(at, *q)));
    enemy.map_or(-std::f64::consts::FRAC_PI_2, |p| atan2(p.1 - at.1, p.0 - at.0))
}

/// A toothed arc: a third of a ring for hasty works, two thirds for prepared ones, a whole ring for a fortified belt.
pub(crate) fn arc(at: Point, ring: f64, facing: f64, class: WorksClass, colour: &str) -> Vec<Element> {
    let (half, teeth, width) = match class {
        WorksClass::Hasty => (1.05, 4_u32, 1.1),
        WorksClass::Prepared => (2.1, 8, 1.5),
        WorksClass::Fortified => (std::f64::consts::PI, 12, 2.0),
    };
    let on = |angle: f64, r: f64| (at.0 + r * cos(angle), at.1 + r * sin(angle));
    let step = 2.0 * half / f64::from(teeth);
    let mut points = Vec::new();
    for tooth in 0..teeth {
        let from = facing - half + f64::from(tooth) * step;
        points.extend([on(from, ring), on(from + step * 0.25, ring), on(from + step * 0.5, ring + 4.0)]);
        points.push(on(from + step * 0.75, ring));
    }
    points.push(on(facing + half, ring));
    vec![Element::polyline(&points).stroke(colour, width).set("stroke-linejoin", "round")]
}

/// Half the size in px of the sign of a source of supply.
pub(crate) const SOURCE_HALF: f64 = 7.0;

/// The sources of supply, at the spots that the layout found for them.
pub(crate) fn sources(picture: &Picture<'_>, spots: &[Rect]) -> Element {
    let theatre = &picture.scenario.theatre;
    let drawn = theatre.sources.iter().zip(spots).map(|(s, spot)| {
        let centre = (spot.x + spot.w / 2.0, spot.y + spot.h / 2.0);
        Element::group("source").title(&source_tip(picture, s)).extend(source_sign(centre, s.side))
    });
    Element::group("sources").extend(drawn.collect::<Vec<_>>())
}

/// A triangle on two wheels.
pub(crate) fn source_sign(at: Point, side: SideId) -> Vec<Element> {
    let (x, y) = at;
    let triangle = [(x, y - 6.5), (x + 6.5, y + 3.5), (x - 6.5, y + 3.5)];
    let wheel = |dx: f64| Element::circle((x + dx, y + 5.2), 1.7).fill(side_ink(side));
    vec![Element::polygon(&triangle).fill(side_fill(side)).stroke(PAPER, 1.0), wheel(-3.2), wheel(3.2)]
}

fn source_tip(picture: &Picture<'_>, source: &Source) -> String {
    let scenario = picture.scenario;
    let trains = number(source.trains.best);
    let (side, place) = (&scenario.side(source.side).name, scenario.place_name(source.at));
    format!("Source of supply of {side} at {place}: {trains} trains a day")
}
