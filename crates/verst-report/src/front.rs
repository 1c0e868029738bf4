//! The front: lines through the points of contact, with side 0 always on their left.

use std::collections::{BTreeMap, BTreeSet};

use verst_domain::ids::{LinkId, PlaceId};

use crate::ground::is_drawn;
use crate::mesh::Mesh;
use crate::net::{Edge, Net};
use crate::picture::Picture;
use crate::shape::{Point, between, direction, distance, turn};
use crate::style::{PAPER, side_fill};
use crate::svg::Element;
use crate::view::View;

/// Between unlinked places the line may pass no nearer to either than this share of their distance.
const NEAREST_SHARE: f64 = 0.2;
/// Rounds of tightening the line; it moves by less than a tenth of a px after some ten.
const ROUNDS: usize = 40;
/// A line is broken where its points are farther apart than this many median gaps.
const WIDEST_GAP_MEDIANS: f64 = 4.0;

/// The lines of the front in px, ordered from west to east by their start. A point without
/// neighbours gives a short line across its link.
pub(crate) fn front(picture: &Picture<'_>, view: &View) -> Vec<Vec<Point>> {
    front_on(&Net::of(&picture.scenario.theatre, view), picture, view)
}

/// As [`front`], on a net that is drawn more than once.
pub(crate) fn front_on(net: &Net, picture: &Picture<'_>, view: &View) -> Vec<Vec<Point>> {
    let contacts = Contacts::of(net, picture);
    let mut chains: Vec<(Vec<Edge>, bool)> = contacts.chains();
    chains.iter_mut().for_each(|(chain, _)| contacts.orient(chain));
    let gaps = |points: &[Point]| -> Vec<f64> { points.windows(2).map(|w| distance(w[0], w[1])).collect() };
    let drawn = |chain: &[Edge], closed: bool| -> Vec<Point> {
        let mut points: Vec<Point> = chain.iter().map(|e| contacts.points[e]).collect();
        points.extend(closed.then(|| points[0]));
        points
    };
    let mut all: Vec<f64> = chains.iter().flat_map(|(c, closed)| gaps(&drawn(c, *closed))).collect();
    all.sort_by(f64::total_cmp);
    let median = all.get(all.len() / 2).copied().unwrap_or(f64::INFINITY);
    let widest = net.widest_gap.min(WIDEST_GAP_MEDIANS * median);
    let mut lines = Vec::new();
    for (chain, closed) in &chains {
        let points = drawn(chain, *closed);
        let mut pieces: Vec<Vec<Point>> =
            points.chunk_by(|a, b| distance(*a, *b) <= widest).map(<[Point]>::to_vec).collect();
        if !closed {
            contacts.stretch(picture, view, chain, &mut pieces);
        }
        pieces.retain(|p| p.len() > 1);
        lines.append(&mut pieces);
    }
    lines
}

/// The points of contact on the edges of the mesh whose ends are held by different sides.
struct Contacts<'n> {
    net: &'n Net,
    is_first: Vec<bool>,
    points: BTreeMap<Edge, Point>,
    next: BTreeMap<Edge, Vec<Edge>>,
    free: BTreeSet<Edge>,
}

impl<'n> Contacts<'n> {
    fn of(net: &'n Net, picture: &Picture<'_>) -> Self {
        let is_first = (0..net.places.len()).map(|p| picture.holder(PlaceId::new(p)).index() == 0).collect();
        let (points, next, free) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        let mut contacts = Self { net, is_first, points, next, free };
        contacts.meet(picture, &net.mesh);
        contacts.tighten();
        contacts
    }

    /// Puts a point of contact on each mixed edge and joins those that share a triangle.
    fn meet(&mut self, picture: &Picture<'_>, mesh: &Mesh) {
        for &edge in mesh.edges.iter().filter(|e| self.is_first[e.0] != self.is_first[e.1]) {
            let known = self.net.links.get(&edge).and_then(|l| contact_share(picture, *l));
            let at = between(self.net.places[edge.0], self.net.places[edge.1], known.unwrap_or(0.5));
            self.points.insert(edge, at);
            self.next.insert(edge, Vec::new());
            if known.is_none() {
                self.free.insert(edge);
            }
        }
        for &[a, b, c] in &mesh.triangles {
            let cut: Vec<Edge> =
                [(a, b), (b, c), (a, c)].into_iter().filter(|e| self.points.contains_key(e)).collect();
            if let [one, other] = cut[..] {
                self.next.entry(one).or_default().push(other);
                self.next.entry(other).or_default().push(one);
            }
        }
    }

    /// Slides the points of which nothing is known along their edges until the line is taut between the others.
    fn tighten(&mut self) {
        for edge in (0..ROUNDS).flat_map(|_| self.free.clone()) {
            let (a, b) = (self.net.places[edge.0], self.net.places[edge.1]);
            let near: Vec<Point> = self.next[&edge].iter().map(|e| self.points[e]).collect();
            let share = match near[..] {
                [p] => foot(a, b, p),
                [p, q] => {
                    let (one, other) = (turn(p, q, a), turn(p, q, b));
                    let cut = if (one - other).abs() > 1e-9 { one / (one - other) } else { 0.5 };
                    let length = |share: &f64| {
                        let at = between(a, b, share.clamp(NEAREST_SHARE, 1.0 - NEAREST_SHARE));
                        distance(p, at) + distance(at, q)
                    };
                    let tries = [cut, 0.0, 1.0];
                    tries.into_iter().min_by(|x, y| length(x).total_cmp(&length(y))).unwrap_or(0.5)
                }
                _ => continue,
            };
            self.points.insert(edge, between(a, b, share.clamp(NEAREST_SHARE, 1.0 - NEAREST_SHARE)));
        }
    }

    /// Edges in the order in which the front passes them: first the open chains from their western ends, then the
    /// closed ones (`true`).
    fn chains(&self) -> Vec<(Vec<Edge>, bool)> {
        let mut starts: Vec<(bool, Point, Edge)> =
            self.points.iter().map(|(e, p)| (self.next[e].len() > 1, *p, *e)).collect();
        starts.sort_by(|x, y| {
            let by_place = x.1.0.total_cmp(&y.1.0).then(x.1.1.total_cmp(&y.1.1));
            x.0.cmp(&y.0).then(by_place).then(x.2.cmp(&y.2))
        });
        let mut seen = BTreeSet::new();
        let mut chains = Vec::new();
        for (closed, _, start) in starts {
            let mut chain = Vec::new();
            let mut at = Some(start).filter(|e| !seen.contains(e));
            while let Some(edge) = at {
                seen.insert(edge);
                chain.push(edge);
                at = self.next[&edge].iter().copied().find(|e| !seen.contains(e));
            }
            if !chain.is_empty() {
                chains.push((chain, closed));
            }
        }
        chains
    }

    /// Turns a chain so that side 0 is on its left (looking along it, on the screen).
    fn orient(&self, chain: &mut [Edge]) {
        let [first, second, ..] = chain else { return };
        let (p, q) = (self.points[first], self.points[second]);
        let corner = if self.is_first[first.0] { first.0 } else { first.1 };
        if turn(p, q, self.net.places[corner]) > 0.0 {
            chain.reverse();
        }
    }

    /// Lets the front reach beyond a link at its ends by half the link's frontage; a lone point becomes a short line
    /// across its link.
    fn stretch(&self, picture: &Picture<'_>, view: &View, chain: &[Edge], pieces: &mut [Vec<Point>]) {
        let mut rest = chain;
        let last = pieces.len().saturating_sub(1);
        for (i, piece) in pieces.iter_mut().enumerate() {
            let (edges, beyond) = rest.split_at(piece.len());
            rest = beyond;
            let across = |edge: Option<&Edge>| edge.and_then(|e| self.across(picture, view, *e));
            let lone = piece.len() == 1;
            if let Some((dx, dy)) = across(edges.first()).filter(|_| i == 0 || lone) {
                let (x, y) = piece[0];
                piece.insert(0, (x - dx, y - dy));
            }
            if let (Some((dx, dy)), Some(&(x, y))) =
                (across(edges.last()).filter(|_| i == last || lone), piece.last())
            {
                piece.push((x + dx, y + dy));
            }
        }
    }

    /// Half the frontage of an edge's link, as a step across it with side 0 on the left; none off the roads.
    fn across(&self, picture: &Picture<'_>, view: &View, edge: Edge) -> Option<Point> {
        let link =
            picture.scenario.theatre.link(*self.net.links.get(&edge).filter(|_| !self.free.contains(&edge))?);
        let half = (link.frontage.best * view.scale / 2.0).clamp(10.0, 60.0);
        let (a, b) = if self.is_first[edge.0] { edge } else { (edge.1, edge.0) };
        let (dx, dy) = direction(self.net.places[a], self.net.places[b]);
        Some((dy * half, -dx * half))
    }
}

/// Share of the way from `a` to `b` that is nearest to a point.
fn foot(a: Point, b: Point, p: Point) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    ((p.0 - a.0) * dx + (p.1 - a.1) * dy) / (dx * dx + dy * dy).max(1e-9)
}

/// Share of a link's length, from its smaller end, at which the sides meet: the mark of the start while its ends are
/// held as at the start, else the middle; never behind a unit that stands on the link. None where nothing is known:
/// off the roads without a mark or a unit.
fn contact_share(picture: &Picture<'_>, id: LinkId) -> Option<f64> {
    let theatre = &picture.scenario.theatre;
    let link = theatre.link(id);
    let km = link.km.best.max(1e-9);
    if let Some(at) = picture.contact(id) {
        let share = (at / km).clamp(0.0, 1.0);
        return Some(if link.a <= link.b { share } else { 1.0 - share });
    }
    let as_at_start = [link.a, link.b].iter().all(|&p| picture.holder(p) == theatre.place(p).holder);
    let mark = theatre.front.iter().find(|m| m.link == id).filter(|_| as_at_start);
    let share = mark.map_or(0.5, |m| (m.km.best / km).clamp(0.0, 1.0));
    let (mut from_a, mut from_b) = (0.0_f64, 1.0_f64);
    let on_it = picture.marks.iter().filter_map(|m| m.on.filter(|(l, _)| *l == id).map(|(_, at)| (m, at)));
    let mut is_known = mark.is_some() || is_drawn(link);
    for (mark, at) in on_it {
        is_known = true;
        if picture.side(mark) == picture.holder(link.a) {
            from_a = from_a.max(at / km);
        } else {
            from_b = from_b.min(at / km);
        }
    }
    let share = if from_a <= from_b { share.clamp(from_a, from_b) } else { share };
    let share = if link.a <= link.b { share } else { 1.0 - share };
    is_known.then_some(share)
}

/// Draws the lines: a pale band with one line in each side's colour, on that side.
pub(crate) fn draw(lines: &[Vec<Point>]) -> Element {
    let mut group = Element::group("front").set("stroke-linecap", "round").set("stroke-linejoin", "round");
    for line in lines {
        group.push(Element::polyline(line).stroke(PAPER, 9.0).set("stroke-opacity", "0.8"));
        for side in verst_domain::ids::SideId::BOTH {
            let away = if side.index() == 0 { -1.7 } else { 1.7 };
            group.push(Element::polyline(&shifted(line, away)).stroke(side_fill(side), 3.4));
        }
    }
    group
}

/// A line moved sideways, to the right for a positive distance.
pub(crate) fn shifted(line: &[Point], by: f64) -> Vec<Point> {
    let normal = |a: Point, b: Point| {
        let (dx, dy) = direction(a, b);
        (-dy, dx)
    };
    let last = line.len().saturating_sub(1);
    (0..line.len())
        .map(|i| {
            let before = normal(line[i.saturating_sub(1)], line[i.max(1).min(last)]);
            let after = normal(line[i.min(last.saturating_sub(1))], line[(i + 1).min(last)]);
            let sum = (before.0 + after.0, before.1 + after.1);
            let (nx, ny) = direction((0.0, 0.0), sum);
            (line[i].0 + nx * by, line[i].1 + ny * by)
        })
        .collect()
}
