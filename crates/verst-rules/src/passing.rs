//! Passing: what each link passes of a side's loads in the going of the day.
//!
//! Law     supply.rs: a road passes so many tons a day by its class and going, with ferries instead of bridges no more than
//!         these; a railway adds what its trains bring.
//! Used by supply.rs.

use verst_domain::ids::{LinkId, SideId};
use verst_domain::theatre::RoadClass;

use crate::crossings::Crossings;
use crate::facts::{Facts, ROADS, TERRAINS, WAY_KINDS};
use crate::irregulars::Irregulars;
use crate::rail::line;
use crate::rail_net::Railways;
use crate::rules_file::RulesFile;
use crate::staff::Staff;
use crate::supply::Params;

/// What it depends on.
pub(crate) struct Passing<'a> {
    pub(crate) laws: &'a RulesFile,
    pub(crate) facts: &'a Facts,
    pub(crate) staff: &'a Staff,
    pub(crate) railways: &'a Railways,
    pub(crate) crossings: &'a Crossings,
    pub(crate) irregulars: &'a Irregulars,
}

impl Passing<'_> {
    /// Reckons the tons a day that each link passes for a side, in id order.
    pub(crate) fn reckon(&self, side: SideId, into: &mut Vec<f64>) {
        let Self { laws, facts, staff, railways, .. } = self;
        let (ferry, train) = (laws.crossings.ferry.get(), laws.supply.train.get());
        // Most links share their kind with others.
        let by_way: [f64; WAY_KINDS] =
            std::array::from_fn(|way| in_good_going(&laws.supply, ROADS[way / TERRAINS.len()]));
        into.clear();
        let links = (0..).map(LinkId::new).zip(facts.links()).zip(railways.all_runs(side));
        into.extend(links.map(|((id, link), runs)| {
            let trains_run = *runs && !self.crossings.is_broken(id);
            let trains = if trains_run { railways.left(id) * line(&laws.rail, link.tracks) } else { 0.0 };
            let left = self.irregulars.road_left(side, id);
            let road = by_way[usize::from(link.way)] * (staff.ease(link.way) * left);
            let passes = if staff.is_ferried(id) { road.min(ferry) } else { road };
            passes + trains * train
        }));
    }

    /// Whether reckoning them again gives the same.
    pub(crate) fn are_as_reckoned(&self, side: SideId, known: &[f64]) -> bool {
        let mut again = Vec::new();
        self.reckon(side, &mut again);
        again == known
    }
}

/// Tons a day that a road passes in good going.
fn in_good_going(laws: &Params, road: Option<RoadClass>) -> f64 {
    match road {
        Some(RoadClass::Highway) => laws.highway.get(),
        Some(RoadClass::Road) => laws.road.get(),
        Some(RoadClass::Track) => laws.track.get(),
        Some(RoadClass::OffRoad) | None => laws.offroad.get(),
    }
}
