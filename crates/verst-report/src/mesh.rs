//! A triangle mesh over the places, in which the front is followed from triangle to triangle.
//!
//! It is the greedy triangulation: edges are added, the wanted ones first and then the shortest, unless they cross one
//! that is there. So a road with a known front mark is always an edge, which Delaunay's mesh would not promise.

use std::collections::BTreeSet;

use crate::shape::{Point, cross, distance, turn};

/// A mesh: edges `(a, b)` with `a < b`, and triangles with ascending corners.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mesh {
    pub(crate) edges: BTreeSet<(usize, usize)>,
    pub(crate) triangles: Vec<[usize; 3]>,
}

impl Mesh {
    /// Builds the mesh: `wanted` edges first, in their order, then all pairs up to `longest` px apart.
    pub(crate) fn over(points: &[Point], wanted: &[(usize, usize)], longest: f64) -> Self {
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for a in 0..points.len() {
            for b in a + 1..points.len() {
                let d = distance(points[a], points[b]);
                if d <= longest {
                    pairs.push((d, a, b));
                }
            }
        }
        pairs.sort_by(|x, y| x.0.total_cmp(&y.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        let mut mesh = Self::default();
        let wanted = wanted.iter().map(|&(a, b)| (a.min(b), a.max(b)));
        for (a, b) in wanted.chain(pairs.into_iter().map(|(_, a, b)| (a, b))) {
            if mesh.has_room(points, a, b) {
                mesh.edges.insert((a, b));
            }
        }
        mesh.triangles = mesh.find_triangles(points);
        mesh
    }

    fn has_room(&self, points: &[Point], a: usize, b: usize) -> bool {
        let (p, q) = (points[a], points[b]);
        let length = distance(p, q);
        if length < 1e-6 || self.edges.contains(&(a, b)) {
            return false;
        }
        // An edge through a third point would leave no triangle between the three.
        let on_it = |r: Point| {
            turn(p, q, r).abs() < 1e-6 * length && distance(p, r) < length && distance(q, r) < length
        };
        !points.iter().enumerate().any(|(k, r)| k != a && k != b && on_it(*r))
            && !self.edges.iter().any(|&(c, d)| cross(p, q, points[c], points[d]))
    }

    fn find_triangles(&self, points: &[Point]) -> Vec<[usize; 3]> {
        let mut beyond: Vec<Vec<usize>> = vec![Vec::new(); points.len()];
        self.edges.iter().for_each(|&(a, b)| beyond[a].push(b));
        let mut found = Vec::new();
        for &(a, b) in &self.edges {
            for &c in beyond[b].iter().filter(|c| self.edges.contains(&(a, **c))) {
                if is_empty(points, [a, b, c]) {
                    found.push([a, b, c]);
                }
            }
        }
        found
    }
}

/// Whether a triangle has an area and no point inside.
fn is_empty(points: &[Point], corners: [usize; 3]) -> bool {
    let [a, b, c] = corners.map(|i| points[i]);
    let whole = turn(a, b, c);
    let inside = |p: Point| [turn(a, b, p), turn(b, c, p), turn(c, a, p)].iter().all(|t| t * whole > 0.0);
    whole.abs() > 1e-9 && !points.iter().enumerate().any(|(k, p)| !corners.contains(&k) && inside(*p))
}
