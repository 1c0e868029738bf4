//! Haulage: loads on their way from the sources to the troops, by the tree of cheapest roads.
//!
//! Law     What a source can unload is shared by all who draw on it, what a road can pass by all whose loads go over it: the
//!         day's bread goes before everything else; of the rest, who has priority is served before those who fight, these
//!         before all others, and who is to come last after them. What comes takes up room on its way, for whoever sends later in the same step.
//! Source  trains of the theatre file; capacities of roads, see the rules file.
//! Used by deliver.rs.

use verst_domain::ids::{LinkId, PlaceId, SideId};
use verst_domain::journal::{Applied, Factor};
use verst_domain::orders::Priority;
use verst_engine::journal::Journal;

use crate::path::{Network, Paths};

/// Who is served before whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Claim {
    /// What a unit eats in the step, whoever it is.
    Bread,
    First,
    Fights,
    #[default]
    Waits,
    Last,
}

impl Claim {
    /// The claim of a unit by its order and by whether it fights.
    pub(crate) fn of(priority: Option<Priority>, fights: bool) -> Self {
        match (priority, fights) {
            (Some(Priority::First), _) => Self::First,
            (None, true) => Self::Fights,
            (None, false) => Self::Waits,
            (Some(Priority::Last), _) => Self::Last,
        }
    }
}

/// Loads on the road by claim, in tons a day.
type Tons = [f64; 5];

/// What a side's sources can still unload and its links still pass in a step, in tons a day.
#[derive(Debug, Default)]
pub(crate) struct Room {
    /// By link.
    pub(crate) links: Vec<f64>,
    /// By place: what its sources unload; none where there is no source.
    pub(crate) unloads: Vec<f64>,
    /// By link: what came over it in the step.
    came: Vec<f64>,
    /// By link: what did not come of what was last sent for over it.
    short: Vec<f64>,
}

impl Room {
    /// Forgets what came in the last step.
    pub(crate) fn restart(&mut self) {
        for list in [&mut self.came, &mut self.short] {
            list.clear();
            list.resize(self.links.len(), 0.0);
        }
    }

    /// Tells what was sent for over each link and what of it came, where factors are wanted.
    pub(crate) fn tell(&self, side: SideId, journal: &mut Journal) {
        if !journal.wants_factors() {
            return;
        }
        for (link, (came, short)) in (0..).map(LinkId::new).zip(self.came.iter().zip(&self.short)) {
            let sent = came + short;
            if sent > 0.0 {
                let factors = [
                    Factor { name: "tons a day sent for over it", value: sent },
                    Factor { name: "share that sources and roads let through", value: came / sent },
                ];
                journal.factors(Applied::HauledTons(side, link), *came, &factors);
            }
        }
    }
}

/// A side's tree of supply roads with its loads.
#[derive(Debug, Default)]
pub(crate) struct Haulage {
    /// Places that a source reaches, the nearest first.
    order: Vec<PlaceId>,
    /// The same with the bits of their costs: work space.
    near: Vec<(u64, PlaceId)>,
    /// By place that a source reaches: links of the way to it. Work space.
    hops: Vec<u32>,
    /// By place: the link over which its loads come, and from where; none at a source.
    via: Vec<Option<(LinkId, PlaceId)>>,
    /// By place: road km to it.
    km: Vec<f64>,
    /// By place: what goes to its own troops.
    own: Vec<Tons>,
    /// By place: whether anybody there, or beyond, asks for loads; and these places, the farthest first.
    is_asking: Vec<bool>,
    asking: Vec<PlaceId>,
    /// By place that asks: what goes into it, for its own troops and those beyond.
    loads: Vec<Tons>,
    /// By place that asks: what of it comes.
    shares: Vec<Tons>,
}

impl Haulage {
    /// Forgets the tree.
    pub(crate) fn fell(&mut self) {
        self.km.clear();
    }

    /// Takes the tree of the cheapest ways from the sources; `road_km` is what the columns go on a link.
    pub(crate) fn grow(
        &mut self,
        paths: &mut Paths,
        network: &Network,
        sources: impl IntoIterator<Item = (PlaceId, f64)>,
        step: impl FnMut(LinkId, PlaceId, PlaceId) -> f64,
        road_km: &[f64],
    ) {
        self.near.clear();
        // A search comes to the nearest places first.
        let note = |place, cost: f64| {
            debug_assert!(cost.is_sign_positive(), "the bits of positive numbers are in their order");
            self.near.push((cost.to_bits(), place));
            false
        };
        paths.search_until(network, sources, note, step);
        self.via.clear();
        self.via.extend((0..paths.costs().count()).map(|place| paths.via(PlaceId::new(place))));
        debug_assert!(self.near.is_sorted_by_key(|at| at.0), "a search comes to the nearest places first");
        let via = &self.via;
        // Of those equally near the first by id; but a way that costs nothing leads to a place as near: that one comes later.
        self.hops.resize(via.len(), 0);
        for &(_, place) in &self.near {
            self.hops[place.index()] = via[place.index()].map_or(0, |at| self.hops[at.1.index()] + 1);
        }
        for equals in self.near.chunk_by_mut(|a, b| a.0 == b.0).filter(|equals| equals.len() > 1) {
            equals.sort_unstable_by_key(|at| (self.hops[at.1.index()], at.1));
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

    /// Forgets the loads.
    pub(crate) fn unload(&mut self) {
        self.own.clear();
        self.own.resize(self.via.len(), Tons::default());
        self.is_asking.clear();
        self.is_asking.resize(self.via.len(), false);
    }

    /// Puts a load on the road to a place.
    pub(crate) fn load(&mut self, to: PlaceId, tons_a_day: f64, claim: Claim) {
        self.own[to.index()][claim as usize] += tons_a_day;
        self.is_asking[to.index()] = true;
    }

    /// Sends the loads off; what comes of them takes up room.
    pub(crate) fn send(&mut self, room: &mut Room) {
        self.find_asking();
        self.loads.resize(self.via.len(), Tons::default());
        self.shares.resize(self.via.len(), Tons::default());
        for &place in &self.asking {
            self.loads[place.index()] = self.own[place.index()];
        }
        self.gather();
        for &place in self.asking.iter().rev() {
            let load = self.loads[place.index()];
            let (above, capacity) = match self.via[place.index()] {
                Some((link, from)) => {
                    let sent = load.iter().sum::<f64>();
                    if sent > 0.0 {
                        room.short[link.index()] = sent;
                    }
                    (self.shares[from.index()], room.links[link.index()])
                }
                None => ([1.0; 5], room.unloads[place.index()]),
            };
            let own = shares(load, capacity);
            self.shares[place.index()] = std::array::from_fn(|claim| above[claim].min(own[claim]));
        }
        for &place in &self.asking {
            let (own, share) = (self.own[place.index()], self.shares[place.index()]);
            self.loads[place.index()] = std::array::from_fn(|claim| own[claim] * share[claim]);
        }
        self.gather();
        for &place in &self.asking {
            let came = self.loads[place.index()].iter().sum::<f64>();
            let Some((link, _)) = self.via[place.index()] else {
                room.unloads[place.index()] -= came;
                continue;
            };
            room.links[link.index()] -= came;
            room.came[link.index()] += came;
            room.short[link.index()] = (room.short[link.index()] - came).max(0.0);
        }
    }

    /// Finds the places that ask for loads, and those on the way to them.
    fn find_asking(&mut self) {
        self.asking.clear();
        for &place in self.order.iter().rev() {
            if self.is_asking[place.index()] {
                self.asking.push(place);
                if let Some((_, from)) = self.via[place.index()] {
                    self.is_asking[from.index()] = true;
                }
            }
        }
    }

    /// Adds the loads of each place that asks to those of the place before it.
    fn gather(&mut self) {
        for &place in &self.asking {
            if let Some((_, from)) = self.via[place.index()] {
                let beyond = self.loads[place.index()];
                let behind = &mut self.loads[from.index()];
                behind.iter_mut().zip(beyond).for_each(|(load, more)| *load += more);
            }
        }
    }

    /// What of a load to a place comes.
    pub(crate) fn share(&self, to: PlaceId, claim: Claim) -> f64 {
        self.shares[to.index()][claim as usize]
    }
}

/// What passes of each load, the first before the second and so on.
fn shares(loads: Tons, capacity: f64) -> Tons {
    let mut room = capacity;
    loads.map(|load| {
        let part = if load > room { room.max(0.0) / load } else { 1.0 };
        room -= load;
        part
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_priority_is_served_before_who_fights_and_who_fights_before_the_others() {
        let two = |capacity| shares([0.0, 0.0, 10.0, 10.0, 0.0], capacity);
        assert_eq!(two(30.0)[2..4], [1.0, 1.0]);
        assert_eq!(two(15.0)[2..4], [1.0, 0.5]);
        assert_eq!(two(5.0)[2..4], [0.5, 0.0]);
        assert_eq!(shares([0.0; 5], 0.0), [1.0; 5]);
        assert_eq!(shares([10.0; 5], 25.0), [1.0, 1.0, 0.5, 0.0, 0.0]);
        assert_eq!(Claim::of(Some(Priority::First), false), Claim::First);
        assert_eq!(Claim::of(Some(Priority::Last), true), Claim::Last);
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

    fn room(links: Vec<f64>, unloads: f64) -> Room {
        let mut room = Room { links, unloads: vec![unloads; 4], ..Room::default() };
        room.restart();
        room
    }

    #[test]
    fn a_road_is_shared_by_all_whose_loads_go_over_it() {
        let mut tree = tree();
        (1..4).for_each(|p| tree.load(PlaceId::new(p), 10.0, Claim::Waits));
        tree.send(&mut room(vec![5.0, 100.0, 100.0], 1000.0));
        let came = |p: usize| tree.share(PlaceId::new(p), Claim::Waits);
        assert_eq!((came(1), came(2), came(3)), (0.25, 0.25, 1.0));
    }

    #[test]
    fn what_came_over_each_link_is_what_the_troops_beyond_got() {
        let mut tree = tree();
        (1..4).for_each(|p| tree.load(PlaceId::new(p), 10.0, Claim::of(None, p == 2)));
        // 10 t for those who fight beyond a road of 4 t, 5 t of the room that is left on the first road, 4 t beside.
        let mut room = room(vec![15.0, 4.0, 4.0], 1000.0);
        tree.send(&mut room);
        assert_eq!((room.came[1], room.short[1]), (4.0, 6.0));
        assert_eq!((room.came[0], room.short[0]), (9.0, 11.0));
        assert_eq!((room.came[2], room.short[2]), (4.0, 6.0));
        // What is sent for again and comes is short no longer.
        tree.unload();
        tree.load(PlaceId::new(2), 6.0, Claim::Fights);
        room.links = vec![100.0; 3];
        tree.send(&mut room);
        assert_eq!((room.came[1], room.short[1]), (10.0, 0.0));
    }

    #[test]
    fn a_source_is_shared_by_all_who_draw_on_it() {
        let mut tree = tree();
        (1..4).for_each(|p| tree.load(PlaceId::new(p), 10.0, Claim::Waits));
        let mut room = room(vec![1000.0; 3], 15.0);
        tree.send(&mut room);
        assert!((1..4).all(|p| tree.share(PlaceId::new(p), Claim::Waits) == 0.5));
        assert_eq!((room.unloads[0], room.links[0], room.links[2]), (0.0, 990.0, 995.0));
    }
}
