//! Back first: the cheapest way between two places, looked for from its far end where that end has fewer places near it.
//!
//! The search back tells what may lie on a cheapest way; the search forth goes over that alone, adds up the same costs in the
//! same order as one over everything, and finds the same way, ties and all.
//! Used by route.rs.

use verst_domain::ids::{LinkId, PlaceId};

use crate::path::{Network, Paths};

/// Sums of the same costs in another order are no farther apart.
const ROUNDING: f64 = 1.0 + 1e-9;

/// Writes the links of the cheapest way between two places; nothing if there is none. `step` is the cost of passing a link from
/// one place to the next.
pub(crate) fn back_first(
    paths: &mut Paths,
    back: &mut Paths,
    network: &Network,
    (from, to): (PlaceId, PlaceId),
    step: impl Fn(LinkId, PlaceId, PlaceId) -> f64,
    way: &mut Vec<LinkId>,
) {
    way.clear();
    back.search_until(network, [(to, 0.0)], |p, _| p == from, |l, next, here| step(l, here, next));
    if back.cost(from).is_infinite() {
        return;
    }
    let on_the_way = |l, here, next| {
        let cost = step(l, here, next);
        if cost + back.cost(next) <= back.cost(here) * ROUNDING { cost } else { f64::INFINITY }
    };
    paths.search_until(network, [(from, 0.0)], |p, _| p == to, on_the_way);
    paths.route(to, way);
}

#[cfg(test)]
mod tests {
    use super::*;
    use verst_domain::dice_key::mix;

    /// A square of places, all of whose neighbours are joined.
    const SIDE: u16 = 12;

    #[test]
    fn it_is_the_way_that_a_search_over_everything_finds() {
        let places = SIDE * SIDE;
        let right = (0..places).filter(|p| p % SIDE + 1 < SIDE).map(|p| (p, p + 1));
        let down = (0..places - SIDE).map(|p| (p, p + SIDE));
        let network = Network::of_ends(places, right.chain(down));
        let (mut paths, mut back) = (Paths::default(), Paths::default());
        let (mut whole, mut way) = (Vec::new(), Vec::new());
        let mut found = 0;
        for seed in 0..300 {
            // Few different costs, so that many ways are equally long; another one way than the other; some links are shut.
            let step = |l: LinkId, a: PlaceId, b: PlaceId| match mix(
                seed ^ mix(u64::from(l.0) * 2 + u64::from(a < b))
            ) % 9
            {
                0 => f64::INFINITY,
                n => 0.1 * (n % 3 + 1) as f64 + if b.0 % SIDE > SIDE / 2 { 2.3 } else { 0.0 },
            };
            let end = |n: u64| PlaceId((mix(seed * 2 + n) % u64::from(places)) as u16);
            let (from, to) = (end(0), end(1));
            paths.search_until(&network, [(from, 0.0)], |p, _| p == to, step);
            paths.route(to, &mut whole);
            back_first(&mut paths, &mut back, &network, (from, to), step, &mut way);
            assert_eq!(way, whole, "{from:?} to {to:?} with seed {seed}");
            found += usize::from(!way.is_empty());
        }
        assert!(found > 200, "{found} ways");
    }
}
