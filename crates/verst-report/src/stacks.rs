//! Stacks of units: those of one side at one place, or close together on one link, side by side in a small grid.

use verst_domain::ids::{LinkId, PlaceId, SideId};
use verst_domain::maths::{cos, sin};

use crate::picture::{Picture, UnitMark};
use crate::shape::{Field, Point, Rect, distance};
use crate::style::{PAPER, count, shortened, side_ink, text_width};
use crate::svg::Element;
use crate::symbols::{FRAME_H, FRAME_W, spot, unit_sign};
use crate::view::View;

/// Units on a link closer together than this (in px) share a stack.
const TOGETHER: f64 = 48.0;
const ROW: f64 = FRAME_H + 5.0;
const KEY_SIZE: f64 = 10.0;
const PAD: f64 = 3.0;
/// Leader lines are tried in these lengths.
const REACHES: [f64; 9] = [9.0, 16.0, 26.0, 40.0, 58.0, 80.0, 110.0, 150.0, 200.0];

/// A stack: its units, where they stand, and where it is drawn.
#[derive(Clone, Debug)]
pub(crate) struct Stack {
    pub(crate) side: SideId,
    place: Option<PlaceId>,
    link: Option<LinkId>,
    marks: Vec<UnitMark>,
    /// Where the units stand, on a link.
    pub(crate) spots: Vec<Point>,
    /// Where the leader line begins.
    pub(crate) anchor: Point,
    /// Room that it takes.
    pub(crate) area: Rect,
}

/// Gathers the units of a picture into stacks, in the order of their first units.
pub(crate) fn gather(picture: &Picture<'_>, view: &View) -> Vec<Stack> {
    let mut stacks: Vec<Stack> = Vec::new();
    for mark in &picture.marks {
        let side = picture.side(mark);
        let at = view.at(picture.position(mark));
        let (place, link) = match mark.on {
            Some((link, _)) => (None, Some(link)),
            None => (Some(mark.place), None),
        };
        let near = |s: &&mut Stack| {
            let same = s.side == side && s.place == place && s.link == link;
            same && s.spots.iter().all(|p| distance(*p, at) <= TOGETHER)
        };
        if let Some(stack) = stacks.iter_mut().find(near) {
            stack.marks.push(*mark);
            stack.spots.push(at);
        } else {
            let area = Rect::around(at, 0.0);
            stacks.push(Stack { side, place, link, marks: vec![*mark], spots: vec![at], anchor: at, area });
        }
    }
    for stack in &mut stacks {
        let n = stack.spots.len() as f64;
        let mean = stack.spots.iter().fold((0.0, 0.0), |m, p| (m.0 + p.0 / n, m.1 + p.1 / n));
        // The leader begins at a true position, the one in the middle.
        let middle = stack.spots.iter().min_by(|p, q| distance(mean, **p).total_cmp(&distance(mean, **q)));
        stack.anchor = middle.copied().unwrap_or(mean);
        let (w, h) = stack.size(picture);
        stack.area = Rect::new(stack.anchor.0, stack.anchor.1, w, h);
    }
    stacks
}

impl Stack {
    fn columns(&self) -> usize {
        match self.marks.len() {
            0..=3 => 1,
            4..=10 => 2,
            11..=21 => 3,
            n => n.div_ceil(7),
        }
    }
    fn rows(&self) -> usize {
        self.marks.len().div_ceil(self.columns())
    }
    fn column_width(&self, picture: &Picture<'_>) -> f64 {
        let keys = self.marks.iter().map(|m| text_width(&key(picture, m), KEY_SIZE));
        FRAME_W + 3.0 + keys.fold(0.0, f64::max) + 5.0
    }
    fn size(&self, picture: &Picture<'_>) -> (f64, f64) {
        let columns = self.columns() as f64;
        (columns * self.column_width(picture) + 2.0 * PAD, self.rows() as f64 * ROW + 2.0 * PAD - 1.0)
    }
    /// Number of units.
    pub(crate) fn len(&self) -> usize {
        self.marks.len()
    }

    /// Finds the best spot: free, near, on the own side of the front, over little else.
    pub(crate) fn settle(&mut self, field: &Field) {
        let (w, h) = (self.area.w, self.area.h);
        let mut best: Option<(f64, Rect)> = None;
        for reach in REACHES {
            for turn in 0..24_u32 {
                let angle = f64::from(turn) * std::f64::consts::TAU / 24.0;
                let (dx, dy) = (cos(angle), sin(angle));
                let centre = (self.anchor.0 + dx * (reach + w / 2.0), self.anchor.1 + dy * (reach + h / 2.0));
                let area = Rect::new(centre.0 - w / 2.0, centre.1 - h / 2.0, w, h);
                let leader = area.nearest(self.anchor);
                let cost = field.clash(&area.grown(2.0)) * 100.0
                    + distance(leader, self.anchor) * 1.2
                    + field.burden(&area.grown(4.0)) * 2.0
                    + field.leader_burden(self.anchor, leader);
                if best.is_none_or(|(least, _)| cost < least - 1e-9) {
                    best = Some((cost, area));
                }
            }
        }
        if let Some((_, area)) = best {
            self.area = area;
        }
    }

    /// The leader line.
    pub(crate) fn leader(&self) -> (Point, Point) {
        (self.anchor, self.area.nearest(self.anchor))
    }

    /// Draws leader and positions, which belong below all symbols.
    pub(crate) fn draw_leader(&self) -> Element {
        let (from, to) = self.leader();
        let mut group = Element::group("leader");
        group.push(Element::line(from, to).stroke(PAPER, 3.0).set("stroke-opacity", "0.7"));
        group.push(Element::line(from, to).stroke(side_ink(self.side), 1.1));
        if self.link.is_some() {
            let mut spots = self.spots.clone();
            spots.dedup();
            spots.into_iter().for_each(|p| group.push(spot(p, self.side)));
        }
        group
    }

    /// Draws the units.
    pub(crate) fn draw(&self, picture: &Picture<'_>) -> Element {
        let back = Element::rect(&self.area).num("rx", 3.0).fill(PAPER).set("fill-opacity", "0.86");
        let mut group = Element::group("stack").add(back.stroke(side_ink(self.side), 0.6));
        let wide = self.column_width(picture);
        for (i, mark) in self.marks.iter().enumerate() {
            let (column, row) = (i / self.rows(), i % self.rows());
            let x = self.area.x + PAD + 1.0 + column as f64 * wide;
            let y = self.area.y + PAD + row as f64 * ROW + 0.5;
            group.push(draw_unit(picture, mark, (x, y)));
        }
        group
    }
}

fn key(picture: &Picture<'_>, mark: &UnitMark) -> String {
    shortened(&picture.scenario.unit(mark.unit).key, 14)
}

fn draw_unit(picture: &Picture<'_>, mark: &UnitMark, corner: Point) -> Element {
    let unit = picture.scenario.unit(mark.unit);
    let (men, tanks) = (count(mark.men), count(mark.tanks));
    let tip = format!("{} ({}): {men} men, {tanks} tanks", unit.name, unit.key);
    let foot = (corner.0 + FRAME_W + 3.0, corner.1 + FRAME_H - 4.0);
    let words = Element::words(foot, KEY_SIZE, &key(picture, mark)).fill(side_ink(unit.side));
    Element::group("unit").title(&tip).add(unit_sign(unit.kind, unit.side, corner)).add(words)
}
