//! Haulage: loads on their way from the sources to the troops, by the tree of cheapest roads.
//!
//! Law     What a source can unload is shared by all who draw on it, what a road can pass by all whose loads go over it; those
//!         who fight are served first.
//! Source  trains of the theatre file; capacities of roads, see the rules file.
//! Used by supply.rs.

use verst_domain::ids::{LinkId, PlaceId};

use crate::path::Paths;

/// Loads on the road: [of those who fight, of the others], in tons a day.
type Tons = [f64; 2];

/// A side's tree of supply roads with its loads.
#[derive(Debug, Default)]
pub(crate) struct Haulage {
    /// Places that a source reaches, the nearest first.
    order: Vec<PlaceId>,
    /// The same with the bits of their costs: work space.
    near: Vec<(u64, PlaceId)>,
    /// By place: the link over which its loads come, and from where; none at a source.
    via: Vec<Option<(LinkId, PlaceId)>>,
    /// By place: what goes into it, for its own troops and those beyond.
    loads: Vec<Tons>,
    /// By place: what of it comes.
    shares: Vec<Tons>,
}

impl Haulage {
    /// Forgets the tree: a search begins.
    pub(crate) fn fell(&mut self) {
        self.near.clear();
    }

    /// Notes a place as the search comes to it, the nearest first, and what the way to it costs.
    pub(crate) fn reach(&mut self, place: PlaceId, cost: f64) {
        debug_assert!(cost.is_sign_positive(), "the bits of positive numbers are in their order");
        self.near.push((cost.to_bits(), place));
    }

    /// Takes the tree of the search, once all its places are noted.
    pub(crate) fn grow(&mut self, paths: &Paths) {
        self.via.clear();
        self.via.extend((0..paths.costs().count()).map(|place| paths.via(PlaceId::new(place))));
        debug_assert_eq!(self.near.len(), paths.costs().filter(|cost| cost.is_finite()).count());
        // They are in order already but for those equally near: a sort that keeps what is sorted has hardly a thing to do.
        self.near.sort();
        let via = &self.via;
        // A way that costs nothing leaves two places equally near: the one behind comes later.
        let hops = |p: PlaceId| std::iter::successors(via[p.index()], |at| via[at.1.index()]).count();
        for equals in self.near.chunk_by_mut(|a, b| a.0 == b.0).filter(|equals| equals.len() > 1) {
            equals.sort_by_key(|at| hops(at.1));
        }
        self.order.clear();
        self.order.extend(self.near.iter().map(|at| at.1));
    }

    /// Forgets the loads.
    pub(crate) fn unload(&mut self) {
        self.loads.clear();
        self.loads.resize(self.via.len(), [0.0; 2]);
    }

    /// Puts a load on the road to a place.
    pub(crate) fn load(&mut self, to: PlaceId, tons_a_day: f64, fights: bool) {
        self.loads[to.index()][usize::from(!fights)] += tons_a_day;
    }

    /// Sends the loads off: `road` is what a link passes, `source` what a place with a source unloads, in tons a day.
    pub(crate) fn send(&mut self, road: impl Fn(LinkId) -> f64, source: impl Fn(PlaceId) -> f64) {
        for &place in self.order.iter().rev() {
            if let Some((_, from)) = self.via[place.index()] {
                let [first, then] = self.loads[place.index()];
                let behind = &mut self.loads[from.index()];
                (behind[0], behind[1]) = (behind[0] + first, behind[1] + then);
            }
        }
        self.shares.clear();
        self.shares.resize(self.via.len(), [0.0; 2]);
        for &place in &self.order {
            let (above, capacity) = match self.via[place.index()] {
                Some((link, from)) => (self.shares[from.index()], road(link)),
                None => ([1.0; 2], source(place)),
            };
            let own = shares(self.loads[place.index()], capacity);
            self.shares[place.index()] = [above[0].min(own[0]), above[1].min(own[1])];
        }
    }

    /// What of a load to a place comes.
    pub(crate) fn share(&self, to: PlaceId, fights: bool) -> f64 {
        self.shares[to.index()][usize::from(!fights)]
    }
}

/// What passes of two loads, the first before the second.
fn shares([first, then]: Tons, capacity: f64) -> Tons {
    let part = |load: f64, room: f64| if load > room { room.max(0.0) / load } else { 1.0 };
    [part(first, capacity), part(then, capacity - first)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_fights_is_served_first() {
        assert_eq!(shares([10.0, 10.0], 30.0), [1.0, 1.0]);
        assert_eq!(shares([10.0, 10.0], 15.0), [1.0, 0.5]);
        assert_eq!(shares([10.0, 10.0], 5.0), [0.5, 0.0]);
        assert_eq!(shares([0.0, 0.0], 0.0), [1.0, 1.0]);
    }

    /// A source at 0, places 1 and 2 behind one road, 3 beside.
    fn tree() -> Haulage {
        let place = PlaceId::new;
        let via = |link: usize, from: usize| Some((LinkId::new(link), place(from)));
        let order = vec![place(0), place(1), place(3), place(2)];
        let mut tree =
            Haulage { order, via: vec![None, via(0, 0), via(1, 1), via(2, 0)], ..Haulage::default() };
        tree.unload();
        tree
    }

    #[test]
    fn a_road_is_shared_by_all_whose_loads_go_over_it() {
        let mut tree = tree();
        (1..4).for_each(|p| tree.load(PlaceId::new(p), 10.0, false));
        tree.send(|link| if link.index() == 0 { 5.0 } else { 100.0 }, |_| 1000.0);
        let came = |p: usize| tree.share(PlaceId::new(p), false);
        assert_eq!((came(1), came(2), came(3)), (0.25, 0.25, 1.0));
    }

    #[test]
    fn a_source_is_shared_by_all_who_draw_on_it() {
        let mut tree = tree();
        (1..4).for_each(|p| tree.load(PlaceId::new(p), 10.0, false));
        tree.send(|_| 1000.0, |_| 15.0);
        assert!((1..4).all(|p| tree.share(PlaceId::new(p), false) == 0.5));
    }
}
