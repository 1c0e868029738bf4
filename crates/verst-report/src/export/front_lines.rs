//! The front by turn: the line through the middle of no-man's-land on every contact, as the map draws it.

use verst_domain::geo::LatLon;
use verst_domain::quantity::Quantity;
use verst_domain::scenario::Scenario;
use verst_domain::theatre::FrontMark;

use super::story::{Story, Turn};
use crate::front::front;
use crate::picture::Picture;
use crate::shape::Point;
use crate::view::View;

/// The lines of the front of each turn, the start first; the first side is always on their left.
pub(crate) fn front_lines(story: &Story<'_>) -> Vec<Vec<Vec<LatLon>>> {
    let view = View::of(&story.scenario.theatre);
    let mut stage = story.scenario.clone();
    let lines = |turn: &Turn| {
        // At the start the scenario's own marks and the units on the roads say where the front lies.
        let lines = if turn.number == 0 {
            front(&Picture::at_start(story.scenario), &view)
        } else {
            set(&mut stage, turn);
            let holders = turn.holders.clone();
            let (title, subtitle) = (String::new(), String::new());
            front(
                &Picture {
                    scenario: &stage,
                    title,
                    subtitle,
                    holders,
                    marks: Vec::new(),
                    contacts: Vec::new(),
                },
                &view,
            )
        };
        lines.iter().map(|line| line.iter().map(|p| on_globe(&view, *p)).collect()).collect()
    };
    story.turns.iter().map(lines).collect()
}

/// Sets the stage as it would be if the operation began at the end of a turn.
fn set(stage: &mut Scenario, turn: &Turn) {
    for (place, holder) in stage.theatre.places.iter_mut().zip(&turn.holders) {
        place.holder = *holder;
    }
    let middle = |line_a: f64, line_b: f64| Quantity::exact((line_a + line_b) / 2.0);
    let marks = turn.contacts.iter().map(|c| FrontMark { link: c.link, km: middle(c.line_a, c.line_b) });
    stage.theatre.front = marks.collect();
}

/// The point of the globe that lies at a point of the page, whose projection is linear.
fn on_globe(view: &View, p: Point) -> LatLon {
    let origin = view.at(LatLon { lat: 0.0, lon: 0.0 });
    let one = view.at(LatLon { lat: 1.0, lon: 1.0 });
    LatLon { lat: (p.1 - origin.1) / (one.1 - origin.1), lon: (p.0 - origin.0) / (one.0 - origin.0) }
}
