//! Shortest ways over the theatre, for measures and baselines.

use verst_domain::ids::{LinkId, PlaceId};
use verst_domain::theatre::{Link, RoadClass, Theatre};

/// Distances in km from one or several beginnings to every place, and the link by which each is reached.
#[derive(Clone, Debug)]
pub(crate) struct Ways {
    /// By place; infinite where no way leads.
    pub(crate) km: Vec<f64>,
    /// The last link of the way, by place.
    pub(crate) last: Vec<Option<LinkId>>,
}

/// Whether a link is a road or a railway: a way for columns and supply, not open country.
pub(crate) fn is_way(link: &Link) -> bool {
    link.road.is_some_and(|class| class != RoadClass::OffRoad) || link.rail_km.is_some()
}

/// The shortest ways from beginnings (place, km already gone), by road and rail first: a place that only open country leads
/// to is reached over open country. `length` gives a link's km when entered from the place.
pub(crate) fn ways(
    theatre: &Theatre,
    beginnings: &[(PlaceId, f64)],
    length: &dyn Fn(LinkId, PlaceId) -> f64,
) -> Ways {
    let roads = dijkstra(theatre, beginnings, length, true);
    if roads.km.iter().all(|km| km.is_finite()) {
        return roads;
    }
    let any = dijkstra(theatre, beginnings, length, false);
    let pick = |i: usize| if roads.km[i].is_finite() { &roads } else { &any };
    let places = 0..roads.km.len();
    Ways {
        km: places.clone().map(|i| pick(i).km[i]).collect(),
        last: places.map(|i| pick(i).last[i]).collect(),
    }
}

/// The places of the shortest route between two, both included; none where no way leads.
pub(crate) fn route(theatre: &Theatre, from: PlaceId, to: PlaceId) -> Option<Vec<PlaceId>> {
    let length = |l: LinkId, _| theatre.link(l).km.best;
    let ends_by_road = dijkstra(theatre, &[(from, 0.0)], &length, true);
    let ways = if ends_by_road.km[to.index()].is_finite() {
        ends_by_road
    } else {
        dijkstra(theatre, &[(from, 0.0)], &length, false)
    };
    if !ways.km[to.index()].is_finite() {
        return None;
    }
    let mut places = vec![to];
    let mut at = to;
    while let Some(link) = ways.last[at.index()] {
        at = theatre.link(link).other(at);
        places.push(at);
    }
    places.reverse();
    Some(places)
}

/// Dijkstra by scanning for the nearest open place: a theatre has some hundred places. Ties go to the lower id.
fn dijkstra(
    theatre: &Theatre,
    beginnings: &[(PlaceId, f64)],
    length: &dyn Fn(LinkId, PlaceId) -> f64,
    roads_only: bool,
) -> Ways {
    let n = theatre.places.len();
    let mut ways = Ways { km: vec![f64::INFINITY; n], last: vec![None; n] };
    for &(place, km) in beginnings {
        ways.km[place.index()] = ways.km[place.index()].min(km);
    }
    let mut done = vec![false; n];
    loop {
        let open = (0..n).filter(|&i| !done[i] && ways.km[i].is_finite());
        let Some(here) = open.min_by(|&i, &j| ways.km[i].total_cmp(&ways.km[j])) else { return ways };
        done[here] = true;
        for &(l, to) in &theatre.places[here].ways {
            let link = theatre.link(l);
            if roads_only && !is_way(link) {
                continue;
            }
            let from = PlaceId::new(here);
            let to = to.index();
            let km = ways.km[here] + length(l, from).max(0.0);
            if km < ways.km[to] {
                ways.km[to] = km;
                ways.last[to] = Some(l);
            }
        }
    }
}
