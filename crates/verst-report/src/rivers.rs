//! Names of rivers, written along them.

use verst_domain::maths::atan2;
use verst_domain::theatre::River;

use crate::ground::{course, river_width};
use crate::shape::{Field, Point, Rect, between, direction, distance};
use crate::style::{PAPER, WATER_INK, text_width};
use crate::svg::Element;
use crate::view::View;

const SIZE: f64 = 12.5;

/// A river's name, turned to run along a stretch of the river.
#[derive(Clone, Debug)]
pub(crate) struct RiverName {
    name: String,
    middle: Point,
    degrees: f64,
    /// Squares that cover it.
    pub(crate) area: Vec<Rect>,
}

impl RiverName {
    /// Finds the best stretch: long, straight, free, inside the frame. None where all would cover something.
    pub(crate) fn find(river: &River, view: &View, field: &Field) -> Option<Self> {
        let line = course(river, view);
        let width = text_width(&river.name, SIZE) * 1.1;
        let mut best: Option<(f64, Self)> = None;
        for (start, pair) in line.windows(2).enumerate() {
            let stretches =
                (start + 1..line.len().min(start + 4)).map(|end| (pair[0], line[end], end - start));
            for (from, to, bends) in stretches {
                for (share, side) in
                    [(0.5, 1.0), (0.5, -1.0), (0.3, 1.0), (0.3, -1.0), (0.7, 1.0), (0.7, -1.0)]
                {
                    let away = side * (river_width(river) / 2.0 + SIZE * 0.62);
                    let found = Self::along(river, (from, to), share, away, width);
                    let clash: f64 = found.area.iter().map(|r| field.clash(r)).sum();
                    if clash > 1e-6 {
                        continue;
                    }
                    let short = (width - distance(from, to)).max(0.0);
                    let bent = stray(&line[start..=start + bends], from, to);
                    let burden: f64 = found.area.iter().map(|r| field.burden(r)).sum();
                    let cost = short * 0.5 + bent * 2.0 + burden;
                    if best.as_ref().is_none_or(|(least, _)| cost < least - 1e-9) {
                        best = Some((cost, found));
                    }
                }
            }
        }
        best.map(|(_, found)| found)
    }

    fn along(river: &River, stretch: (Point, Point), share: f64, away: f64, width: f64) -> Self {
        let (mut dx, mut dy) = direction(stretch.0, stretch.1);
        // Never upside down.
        if dx < 0.0 {
            (dx, dy) = (-dx, -dy);
        }
        let on = between(stretch.0, stretch.1, share);
        let middle = (on.0 + dy * away, on.1 - dx * away);
        let squares = (width / SIZE).ceil().max(1.0) as u32;
        let area = (0..squares).map(|i| {
            let along = (f64::from(i) + 0.5) / f64::from(squares) * width - width / 2.0;
            Rect::around((middle.0 + dx * along, middle.1 + dy * along), SIZE * 0.55)
        });
        let degrees = atan2(dy, dx).to_degrees();
        Self { name: river.name.clone(), middle, degrees, area: area.collect() }
    }

    /// Draws the name.
    pub(crate) fn draw(&self) -> Element {
        let (x, y) = self.middle;
        let turned = format!(
            "rotate({} {} {})",
            crate::svg::number(self.degrees),
            crate::svg::number(x),
            crate::svg::number(y)
        );
        let words = Element::words((x, y + SIZE * 0.35), SIZE, &self.name).fill(WATER_INK).halo(PAPER);
        words.set("font-style", "italic").set("text-anchor", "middle").set("transform", &turned)
    }
}

/// How far the points of a stretch stray from the straight line between its ends.
fn stray(points: &[Point], from: Point, to: Point) -> f64 {
    let length = distance(from, to).max(1e-9);
    points.iter().map(|p| crate::shape::turn(from, to, *p).abs() / length).fold(0.0, f64::max)
}
