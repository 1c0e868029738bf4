//! Plane geometry in px, and the field of what is already drawn, in which labels look for room.

use verst_domain::maths::sqrt;

/// A point: px to the right, px down.
pub(crate) type Point = (f64, f64);

/// An upright rectangle by its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rect {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) w: f64,
    pub(crate) h: f64,
}

impl Rect {
    pub(crate) fn new(x: f64, y: f64, w: f64, h: f64) -> Self {
        Self { x, y, w, h }
    }
    /// The square around a point.
    pub(crate) fn around(at: Point, half: f64) -> Self {
        Self::new(at.0 - half, at.1 - half, 2.0 * half, 2.0 * half)
    }
    pub(crate) fn grown(&self, by: f64) -> Self {
        Self::new(self.x - by, self.y - by, self.w + 2.0 * by, self.h + 2.0 * by)
    }
    pub(crate) fn right(&self) -> f64 {
        self.x + self.w
    }
    pub(crate) fn bottom(&self) -> f64 {
        self.y + self.h
    }
    pub(crate) fn contains(&self, p: Point) -> bool {
        p.0 >= self.x && p.0 <= self.right() && p.1 >= self.y && p.1 <= self.bottom()
    }
    /// Area in common.
    pub(crate) fn overlap(&self, other: &Self) -> f64 {
        let w = self.right().min(other.right()) - self.x.max(other.x);
        let h = self.bottom().min(other.bottom()) - self.y.max(other.y);
        if w > 0.0 && h > 0.0 { w * h } else { 0.0 }
    }
    /// The point of the rectangle nearest to a point.
    pub(crate) fn nearest(&self, p: Point) -> Point {
        (p.0.clamp(self.x, self.right()), p.1.clamp(self.y, self.bottom()))
    }
    /// Length of the part of a line inside the rectangle (Liang and Barsky).
    pub(crate) fn inside(&self, from: Point, to: Point) -> f64 {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        let bounds = [
            (-dx, from.0 - self.x),
            (dx, self.right() - from.0),
            (-dy, from.1 - self.y),
            (dy, self.bottom() - from.1),
        ];
        for (step, room) in bounds {
            if step == 0.0 {
                if room < 0.0 {
                    return 0.0;
                }
            } else if step < 0.0 {
                enter = enter.max(room / step);
            } else {
                leave = leave.min(room / step);
            }
        }
        (leave - enter).max(0.0) * sqrt(dx * dx + dy * dy)
    }
}

pub(crate) fn distance(a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    sqrt(dx * dx + dy * dy)
}

pub(crate) fn between(a: Point, b: Point, share: f64) -> Point {
    (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share)
}

/// Unit vector from one point to another; to the right where they coincide.
pub(crate) fn direction(a: Point, b: Point) -> Point {
    let d = distance(a, b);
    if d > 1e-9 { ((b.0 - a.0) / d, (b.1 - a.1) / d) } else { (1.0, 0.0) }
}

/// Twice the signed area of a triangle: positive when it turns clockwise on the screen.
pub(crate) fn turn(a: Point, b: Point, c: Point) -> f64 {
    (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
}

/// Whether two lines cross at a point inside both.
pub(crate) fn cross(a: Point, b: Point, c: Point, d: Point) -> bool {
    turn(a, b, c) * turn(a, b, d) < 0.0 && turn(c, d, a) * turn(c, d, b) < 0.0
}

/// What is drawn so far: rectangles that must stay free, and lines that are better not covered.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    frame: Rect,
    taken: Vec<Rect>,
    lines: Vec<(Point, Point, f64)>,
}

impl Field {
    pub(crate) fn new(frame: Rect) -> Self {
        Self { frame, taken: Vec::new(), lines: Vec::new() }
    }
    pub(crate) fn take(&mut self, r: Rect) {
        self.taken.push(r);
    }
    /// Adds a line; `weight` says how bad it is to cover a px of it.
    pub(crate) fn add_line(&mut self, from: Point, to: Point, weight: f64) {
        self.lines.push((from, to, weight));
    }
    /// Area of a rectangle that is taken or lies outside the frame.
    pub(crate) fn clash(&self, r: &Rect) -> f64 {
        let outside = r.w * r.h - self.frame.overlap(r);
        self.taken.iter().map(|t| t.overlap(r)).sum::<f64>() + outside.max(0.0)
    }
    pub(crate) fn is_free(&self, r: &Rect) -> bool {
        self.clash(r) < 1e-6
    }
    /// How much drawn line a rectangle would cover.
    pub(crate) fn burden(&self, r: &Rect) -> f64 {
        self.lines.iter().map(|(from, to, weight)| r.inside(*from, *to) * weight).sum()
    }
    /// How bad a leader line is: what it crosses, apart from what it starts from.
    pub(crate) fn leader_burden(&self, from: Point, to: Point) -> f64 {
        let over = self.taken.iter().filter(|t| !t.contains(from) && t.inside(from, to) > 0.5).count();
        let crossed = self.lines.iter().filter(|(a, b, _)| cross(*a, *b, from, to)).map(|(_, _, w)| w * 40.0);
        // A leader that runs along the front or another leader would be taken for a part of it.
        let marks = [0.35, 0.7, 1.0].map(|share| Rect::around(between(from, to, share), 6.0));
        let heavy = self.lines.iter().filter(|(_, _, weight)| *weight >= 1.0);
        let along = heavy.flat_map(|(a, b, _)| marks.iter().map(|m| m.inside(*a, *b)));
        over as f64 * 50.0 + crossed.sum::<f64>() + along.sum::<f64>() * 2.0
    }
}
