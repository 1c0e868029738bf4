//! Haulage: loads on their way from the sources to the troops, by the tree of cheapest roads.
//!
//! Law     What a source can unload is shared by all who draw on it, what a road can pass by all whose loads go over it; those
//!         who fight are served first. What comes takes up room on its way, for whoever sends later in the same step.
//! Source  trains of the theatre file; capacities of roads, see the rules file.
//! Used by deliver.rs.

use verst_domain::ids::{LinkId, PlaceId};

use crate::path::Paths;

/// Loads on the road: [of those who fight, of the others], in tons a day.
type Tons = [f64; 2];

/// What a side's sources can still unload and its links still pass in a step, in tons a day.
#[derive(Debug, Default)]
pub(crate) struct Room {
    /// By link.
    pub(crate) links: Vec<f64>,
    /// By place: what its sources unload; none where there is no source.
    pub(crate) unloads: Vec<f64>,
}

/// A side's tree of supply roads with its loads.
#[derive(Debug, Default)]
pub(crate) struct Haulage {
    /// Places that a source reaches, the nearest first.
    order: Vec<PlaceId>,
    /// The same with the bits of their costs: work space.
    near: Vec<(u64, PlaceId)>,
    /// By place: the link over which its loads come, and from where; none at a source.
    via: Vec<Option<(LinkId, PlaceId)>>,
    /// By place: road km to it.
    km: Vec<f64>,
    /// By place: what goes to its own troops.
    own: Vec<Tons>,
    /// By place: what goes into it, for its own troops and those beyond.
    loads: Vec<Tons>,
    /// By place: what of it comes, as a share for its own troops.
    shares: Vec<Tons>,
    /// By place: what comes into it, for its own troops and those beyond.
    came: Vec<Tons>,
}

impl Haulage {
    /// Takes the tree of a search; `road_km` is what the columns go on a link.
    pub(crate) fn grow(&mut self, paths: &Paths, road_km: &[f64]) {
        self.via.clear();
        self.near.clear();
        for (place, cost) in paths.costs().enumerate() {
            let place = PlaceId::new(place);
            self.via.push(paths.via(place));
            if cost.is_finite() {
                debug_assert!(cost.is_sign_positive(), "the bits of positive numbers are in their order");
                self.near.push((cost.to_bits(), place));
            }
        }
        self.near.sort_unstable();
        let via = &self.via;
        // A way that costs nothing leaves two places equally near: the one behind comes later.
        let hops = |p: PlaceId| std::iter::successors(via[p.index()], |at| via[at.1.index()]).count();
        for equals in self.near.chunk_by_mut(|a, b| a.0 == b.0).filter(|equals| equals.len() > 1) {
            equals.sort_by_key(|at| hops(at.1));
        }
        self.order.clear();
        self.order.extend(self.near.iter().map(|at| at.1));
        self.km.clear();
        self.km.resize(via.len(), f64::INFINITY);
        for &place in &self.order {
            let before = via[place.index()].map(|(link, from)| self.km[from.index()] + road_km[link.index()]);
            self.km[place.index()] = before.unwrap_or(0.0);
        }
    }

    /// Km that columns go to a place, from where its loads leave the railway; infinite: no way.
    pub(crate) fn km(&self, to: PlaceId) -> f64 {
        self.km.get(to.index()).copied().unwrap_or(f64::INFINITY)
    }

    /// Forgets the tree.
    pub(crate) fn fell(&mut self) {
        self.km.clear();
    }

    /// Forgets the loads.
    pub(crate) fn unload(&mut self) {
        self.own.clear();
        self.own.resize(self.via.len(), [0.0; 2]);
    }

    /// Puts a load on the road to a place.
    pub(crate) fn load(&mut self, to: PlaceId, tons_a_day: f64, fights: bool) {
        self.own[to.index()][usize::from(!fights)] += tons_a_day;
    }

    /// Sends the loads off; what comes of them takes up room.
    pub(crate) fn send(&mut self, room: &mut Room) {
        self.loads.clone_from(&self.own);
        gather(&self.order, &self.via, &mut self.loads);
        self.shares.clear();
        self.shares.resize(self.via.len(), [0.0; 2]);
        for &place in &self.order {
            let (above, capacity) = match self.via[place.index()] {
                Some((link, from)) => (self.shares[from.index()], room.links[link.index()]),
                None => ([1.0; 2], room.unloads[place.index()]),
            };
            let own = shares(self.loads[place.index()], capacity);
            self.shares[place.index()] = [above[0].min(own[0]), above[1].min(own[1])];
        }
        let came = self.own.iter().zip(&self.shares).map(|(own, share)| [own[0] * share[0], own[1] * share[1]]);
        self.came.clear();
        self.came.extend(came);
        gather(&self.order, &self.via, &mut self.came);
        for &place in &self.order {
            let room = match self.via[place.index()] {
                Some((link, _)) => &mut room.links[link.index()],
                None => &mut room.unloads[place.index()],
            };
            *room -= self.came[place.index()].iter().sum::<f64>();
        }
    }

    /// By link with a load: tons a day that were asked for over it, and what of them came to the troops beyond.
    pub(crate) fn flows(&self) -> impl Iterator<Item = (LinkId, f64, f64)> {
        self.order.iter().filter_map(|place| {
            let (link, _) = self.via[place.index()]?;
            let [asked, came] = [&self.loads, &self.came].map(|tons| tons[place.index()].iter().sum::<f64>());
            (asked > 0.0).then_some((link, asked, came))
        })
    }

    /// What of a load to a place comes.
    pub(crate) fn share(&self, to: PlaceId, fights: bool) -> f64 {
        self.shares[to.index()][usize::from(!fights)]
    }
}

/// Adds the loads of each place to those of the place before it, the farthest first.
fn gather(order: &[PlaceId], via: &[Option<(LinkId, PlaceId)>], loads: &mut [Tons]) {
    for &place in order.iter().rev() {
        if let Some((_, from)) = via[place.index()] {
            let [first, then] = loads[place.index()];
            let behind = &mut loads[from.index()];
            (behind[0], behind[1]) = (behind[0] + first, behind[1] + then);
        }
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
        tree.send(&mut Room { links: vec![5.0, 100.0, 100.0], unloads: vec![1000.0; 4] });
        let came = |p: usize| tree.share(PlaceId::new(p), false);
        assert_eq!((came(1), came(2), came(3)), (0.25, 0.25, 1.0));
    }

    #[test]
    fn what_came_over_each_link_is_what_the_troops_beyond_got() {
        let mut tree = tree();
        (1..4).for_each(|p| tree.load(PlaceId::new(p), 10.0, p == 2));
        tree.send(|link| if link.index() == 0 { 15.0 } else { 4.0 }, |_| 1000.0);
        // 10 t for those who fight beyond a road of 4 t, 5 t of the room that is left on the first road, 4 t beside.
        let flow =
            |link: usize| tree.flows().into_iter().find(|f| f.0 == LinkId::new(link)).map(|f| (f.1, f.2));
        assert_eq!(flow(1), Some((10.0, 4.0)));
        assert_eq!(flow(0), Some((20.0, 9.0)));
        assert_eq!(flow(2), Some((10.0, 4.0)));
    }

    #[test]
    fn a_source_is_shared_by_all_who_draw_on_it() {
        let mut tree = tree();
        (1..4).for_each(|p| tree.load(PlaceId::new(p), 10.0, false));
        let mut room = Room { links: vec![1000.0; 3], unloads: vec![15.0; 4] };
        tree.send(&mut room);
        assert!((1..4).all(|p| tree.share(PlaceId::new(p), false) == 0.5));
        assert_eq!((room.unloads[0], room.links[0], room.links[2]), (0.0, 990.0, 995.0));
    }
}
