//! The band of an ensemble's fronts: the ground that neither side holds in nearly all runs.

use std::collections::BTreeMap;

use crate::net::{Edge, Net};
use crate::shape::{Point, between};

/// Points on a link, between its ends, at which runs are asked who holds it.
pub const STATIONS: usize = 5;

/// Chances that the first side holds the ground.
pub(crate) struct Chances<'a> {
    /// By place.
    pub(crate) places: &'a [f64],
    /// By link and station, from the end with the smaller id.
    pub(crate) links: &'a [[f64; STATIONS]],
}

/// The ground where the first side's chance lies between `low` and `high`, as the path of an SVG; empty where there is none.
pub(crate) fn band(net: &Net, chances: &Chances<'_>, low: f64, high: f64) -> String {
    let mut cuts: BTreeMap<Edge, [Option<f64>; 2]> = BTreeMap::new();
    for &edge in &net.mesh.edges {
        let profile = profile(net, chances, edge);
        cuts.insert(edge, [crossing(&profile, low), crossing(&profile, high)]);
    }
    let mut path = String::new();
    for corners in &net.mesh.triangles {
        let shape = piece(net, chances, &cuts, corners, low, high);
        if shape.len() > 2 {
            for (i, (x, y)) in shape.iter().enumerate() {
                path += &format!("{}{x:.0} {y:.0}", if i == 0 { "M" } else { "L" });
            }
            path.push('Z');
        }
    }
    path
}

/// Chances along an edge with their places on it, 0 to 1. Where no link is, the change lies in the middle.
fn profile(net: &Net, chances: &Chances<'_>, edge: Edge) -> Vec<(f64, f64)> {
    let (start, end) = (chances.places[edge.0], chances.places[edge.1]);
    let Some(link) = net.links.get(&edge) else {
        return vec![(0.0, start), (0.5, start), (0.5, end), (1.0, end)];
    };
    let mut points = vec![(0.0, start)];
    let stations = chances.links[link.index()];
    points.extend(stations.iter().enumerate().map(|(i, c)| (station(i), *c)));
    points.push((1.0, end));
    points
}

/// Where a station lies on its link, 0 to 1.
pub(crate) fn station(i: usize) -> f64 {
    (i as f64 + 0.5) / STATIONS as f64
}

/// Where a profile whose ends lie on different sides of a level first passes it.
fn crossing(profile: &[(f64, f64)], level: f64) -> Option<f64> {
    let is_above = |p: &(f64, f64)| p.1 > level;
    if profile.first().map(is_above) == profile.last().map(is_above) {
        return None;
    }
    let pair = profile.windows(2).find(|w| is_above(&w[0]) != is_above(&w[1]))?;
    let (from, to) = (pair[0], pair[1]);
    let share = if (to.1 - from.1).abs() > 1e-9 { (level - from.1) / (to.1 - from.1) } else { 0.5 };
    Some(from.0 + (to.0 - from.0) * share)
}

/// The part of a triangle inside the band: its corners inside, and where its edges pass the two levels.
fn piece(
    net: &Net,
    chances: &Chances<'_>,
    cuts: &BTreeMap<Edge, [Option<f64>; 2]>,
    corners: &[usize; 3],
    low: f64,
    high: f64,
) -> Vec<Point> {
    let mut shape = Vec::new();
    for i in 0..3 {
        let (from, to) = (corners[i], corners[(i + 1) % 3]);
        let chance = chances.places[from];
        if chance > low && chance <= high {
            shape.push(net.places[from]);
        }
        let edge = (from.min(to), from.max(to));
        let mut shares: Vec<f64> = cuts.get(&edge).into_iter().flatten().flatten().copied().collect();
        shares.sort_by(f64::total_cmp);
        if from > to {
            shares.reverse();
        }
        shape.extend(shares.into_iter().map(|s| between(net.places[edge.0], net.places[edge.1], s)));
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::sample::grid;
    use crate::view::View;

    #[test]
    fn a_front_that_never_moves_has_a_narrow_band_and_one_that_moves_a_wide_one() {
        let scenario = grid();
        let view = View::of(&scenario.theatre);
        let net = Net::of(&scenario.theatre, &view);
        let sure: Vec<f64> =
            scenario.theatre.places.iter().map(|p| if p.holder.index() == 0 { 1.0 } else { 0.0 }).collect();
        let halves = |link: &verst_domain::theatre::Link| {
            let (a, b) = (sure[link.a.index()], sure[link.b.index()]);
            std::array::from_fn(|i| if station(i) < 0.5 { a } else { b })
        };
        let links: Vec<[f64; STATIONS]> = scenario.theatre.links.iter().map(halves).collect();
        let area = |places: &[f64], links: &[[f64; STATIONS]]| {
            let path = band(&net, &Chances { places, links }, 0.05, 0.95);
            shapes(&path).iter().map(|s| surface(s)).sum::<f64>()
        };
        let narrow = area(&sure, &links);
        let open = vec![0.5; sure.len()];
        let wide = area(&open, &vec![[0.5; STATIONS]; links.len()]);
        assert!(narrow > 0.0 && narrow * 4.0 < wide, "{narrow} {wide}");
        let held = vec![1.0; sure.len()];
        assert_eq!(area(&held, &vec![[1.0; STATIONS]; links.len()]), 0.0);
    }

    fn shapes(path: &str) -> Vec<Vec<Point>> {
        let points = |s: &str| {
            s.trim_start_matches('M')
                .split('L')
                .filter_map(|p| {
                    let (x, y) = p.split_once(' ')?;
                    Some((x.parse().ok()?, y.parse().ok()?))
                })
                .collect()
        };
        path.split('Z').filter(|s| !s.is_empty()).map(points).collect()
    }

    fn surface(shape: &[Point]) -> f64 {
        let twice: f64 = (0..shape.len())
            .map(|i| {
                let (p, q) = (shape[i], shape[(i + 1) % shape.len()]);
                p.0 * q.1 - q.0 * p.1
            })
            .sum();
        (twice / 2.0).abs()
    }
}
