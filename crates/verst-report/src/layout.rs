//! Where everything goes that has no fixed spot: signs of supply, names and stacks of units.

use verst_domain::ids::PlaceId;
use verst_domain::theatre::RoadClass;

use crate::ground::{course, is_drawn};
use crate::labels::{Label, by_importance, is_major, place_label};
use crate::picture::Picture;
use crate::rivers::RiverName;
use crate::shape::{Field, Point, Rect};
use crate::sites::{SOURCE_HALF, reach};
use crate::stacks::{Stack, gather};
use crate::view::View;

/// Spots found for all movable things.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// Signs of supply, in the order of the sources.
    pub(crate) sources: Vec<Rect>,
    /// Names of places.
    pub(crate) labels: Vec<Label>,
    /// Names of rivers.
    pub(crate) rivers: Vec<RiverName>,
    /// Stacks of units.
    pub(crate) stacks: Vec<Stack>,
}

impl Layout {
    /// Finds the spots: signs of supply first, then names of towns, of rivers and of other places, which may be
    /// dropped; last the units from the largest stack to the smallest, which a leader line lets stand farther off.
    pub(crate) fn of(picture: &Picture<'_>, view: &View, front: &[Vec<Point>]) -> Self {
        let theatre = &picture.scenario.theatre;
        let mut stacks = gather(picture, view);
        let mut field = field(picture, view, front, &stacks);
        let sources = theatre.sources.iter().map(|s| {
            let spot = source_spot(&field, view.at(theatre.place(s.at).at), reach(picture, s.at));
            field.take(spot);
            spot
        });
        let sources = sources.collect();
        let mut labels = Vec::new();
        let mut name = |field: &mut Field, major: bool| {
            for id in by_importance(picture).into_iter().filter(|id| is_major(picture, *id) == major) {
                if let Some(label) = place_label(picture, view, field, id) {
                    field.take(label.area);
                    labels.push(label);
                }
            }
        };
        name(&mut field, true);
        let mut rivers = Vec::new();
        for river in &theatre.rivers {
            if let Some(found) = RiverName::find(river, view, &field) {
                found.area.iter().for_each(|r| field.take(*r));
                rivers.push(found);
            }
        }
        name(&mut field, false);
        let mut order: Vec<usize> = (0..stacks.len()).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(stacks[i].len()));
        for i in order {
            stacks[i].settle(&field);
            field.take(stacks[i].area);
            let (from, to) = stacks[i].leader();
            field.add_line(from, to, 1.5);
        }
        Self { sources, labels, rivers, stacks }
    }
}

/// The field with all that has a fixed spot.
fn field(picture: &Picture<'_>, view: &View, front: &[Vec<Point>], stacks: &[Stack]) -> Field {
    let theatre = &picture.scenario.theatre;
    let mut field = Field::new(view.frame.grown(-3.0));
    for (i, place) in theatre.places.iter().enumerate() {
        field.take(Rect::around(view.at(place.at), reach(picture, PlaceId::new(i))));
    }
    for stack in stacks {
        stack.spots.iter().for_each(|p| field.take(Rect::around(*p, 3.0)));
    }
    for link in theatre.links.iter().filter(|l| is_drawn(l)) {
        let weight = match link.road {
            Some(RoadClass::Highway | RoadClass::Road) => 0.1,
            _ if link.rail_km.is_some() => 0.1,
            _ => 0.06,
        };
        field.add_line(view.at(theatre.place(link.a).at), view.at(theatre.place(link.b).at), weight);
    }
    for river in &theatre.rivers {
        course(river, view).windows(2).for_each(|w| field.add_line(w[0], w[1], 0.12));
    }
    for line in front {
        line.windows(2).for_each(|w| field.add_line(w[0], w[1], 4.0));
    }
    field
}

/// One of eight spots for a sign of supply, that covers the least.
fn source_spot(field: &Field, at: Point, reach: f64) -> Rect {
    let away = reach + SOURCE_HALF + 1.0;
    let slant = away * 0.8;
    let offsets = [
        (-slant, -slant),
        (slant, -slant),
        (-slant, slant),
        (slant, slant),
        (0.0, -away),
        (0.0, away),
        (-away, 0.0),
        (away, 0.0),
    ];
    let cost = |r: &Rect| field.clash(r) * 100.0 + field.burden(r);
    let spots = offsets.map(|(dx, dy)| Rect::around((at.0 + dx, at.1 + dy), SOURCE_HALF));
    spots.into_iter().min_by(|a, b| cost(a).total_cmp(&cost(b))).unwrap_or(Rect::around(at, SOURCE_HALF))
}
