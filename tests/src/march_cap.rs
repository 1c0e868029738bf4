//! No unit outruns its march law: between any two moments at which the entries say where it is, it had the time for the way
//! at the best daily pace of its mobility, by force and on dry ground.

use verst_domain::forces::{Mobility, Start};
use verst_domain::ids::{LinkId, PlaceId};
use verst_domain::journal::What;
use verst_domain::scenario::Scenario;
use verst_domain::theatre::{Link, RoadClass};
use verst_domain::time::{DAY, Minute};
use verst_rules::rules_file::RulesFile;

use crate::operation::{Operation, entries, seeds};

/// Positions nearer than this are one to the march rule, at each end of a hop.
const NEAR_KM: f64 = 0.05;
const MOBILITIES: [Mobility; 5] =
    [Mobility::Foot, Mobility::Ski, Mobility::Horse, Mobility::Wheels, Mobility::Tracks];

/// Where a unit was seen.
#[derive(Clone, Copy, Debug)]
enum Spot {
    At(PlaceId),
    /// Km from the link's end `a`.
    On(LinkId, f64),
}

/// The best a mobility can do on a link in km a day: its pace on that class of road, marching by force.
fn best_pace(laws: &RulesFile, mobility: Mobility, link: &Link) -> f64 {
    let m = &laws.march;
    let (pace, offroad) = match mobility {
        Mobility::Foot => (&m.foot, &m.offroad_foot),
        Mobility::Ski => (&m.ski, &m.offroad_foot),
        Mobility::Horse => (&m.horse, &m.offroad_horse),
        Mobility::Wheels => (&m.wheels, &m.offroad_wheels),
        Mobility::Tracks => (&m.tracks, &m.offroad_tracks),
    };
    let on_foot = matches!(mobility, Mobility::Foot | Mobility::Ski);
    let class = match link.road {
        Some(RoadClass::Highway) => 1.0,
        Some(RoadClass::Road) => m.road.get(),
        Some(RoadClass::Track) => m.track.get(),
        None if on_foot => m.track.get(),
        Some(RoadClass::OffRoad) | None => offroad.get(),
    };
    pace.get() * class * m.forced.get()
}

/// The least days between all places for a mobility.
struct Ways<'a> {
    scenario: &'a Scenario,
    paces: Vec<f64>,
    days: Vec<Vec<f64>>,
}

impl<'a> Ways<'a> {
    fn new(scenario: &'a Scenario, laws: &RulesFile, mobility: Mobility) -> Self {
        let theatre = &scenario.theatre;
        let paces: Vec<f64> = theatre.links.iter().map(|l| best_pace(laws, mobility, l)).collect();
        let count = theatre.places.len();
        let mut days = vec![vec![f64::INFINITY; count]; count];
        for (link, pace) in theatre.links.iter().zip(&paces) {
            let (a, b) = (link.a.index(), link.b.index());
            days[a][b] = days[a][b].min(link.km.best / pace);
            days[b][a] = days[a][b];
        }
        (0..count).for_each(|p| days[p][p] = 0.0);
        for by in 0..count {
            let onward = days[by].clone();
            for row in &mut days {
                let before = row[by];
                if before.is_finite() {
                    row.iter_mut().zip(&onward).for_each(|(d, next)| *d = d.min(before + next));
                }
            }
        }
        Self { scenario, paces, days }
    }

    /// Days from one of a link's ends to a point on it. Who is in a town may be at its edge.
    fn out_to(&self, link: LinkId, end: PlaceId, km: f64) -> f64 {
        self.along(link, km - self.scenario.theatre.place(end).town_depth.best)
    }

    fn along(&self, link: LinkId, km: f64) -> f64 {
        let km = (km - 2.0 * NEAR_KM).max(0.0);
        if km == 0.0 { 0.0 } else { km / self.paces[link.index()] }
    }

    /// The places at which a way from a spot begins, with the days to them.
    fn exits(&self, spot: Spot) -> Vec<(PlaceId, f64)> {
        match spot {
            Spot::At(place) => vec![(place, 0.0)],
            Spot::On(link, km) => {
                let l = self.scenario.theatre.link(link);
                vec![(l.a, self.out_to(link, l.a, km)), (l.b, self.out_to(link, l.b, l.km.best - km))]
            }
        }
    }

    /// The least days from one spot to another.
    fn least(&self, from: Spot, to: Spot) -> f64 {
        let mut least = f64::INFINITY;
        if let (Spot::On(one, here), Spot::On(other, there)) = (from, to)
            && one == other
        {
            least = self.along(one, (there - here).abs());
        }
        for (out, before) in self.exits(from) {
            for (back, after) in self.exits(to) {
                least = least.min(before + self.days[out.index()][back.index()] + after);
            }
        }
        least
    }
}

/// Where a unit is by an entry that says it came there.
fn came(what: &What) -> Option<(usize, Spot)> {
    match what {
        What::Arrived { unit, place, .. } | What::Reached { unit, place } => {
            Some((unit.index(), Spot::At(*place)))
        }
        _ => None,
    }
}

/// Where a unit is by any entry.
fn seen(what: &What) -> Option<(usize, Spot)> {
    match what {
        What::Stand(s) => {
            let spot = s.on.map_or(Spot::At(s.place), |(link, km)| Spot::On(link, km));
            Some((s.unit.index(), spot))
        }
        _ => came(what),
    }
}

fn at_start(scenario: &Scenario) -> Vec<Option<(Minute, Spot)>> {
    let spot = |start: &Start| match start {
        Start::At(place) => Some(Spot::At(*place)),
        Start::OnLink { link, km } => Some(Spot::On(*link, km.best)),
        Start::Enters { .. } => None,
    };
    scenario.units.iter().map(|u| spot(&u.start).map(|s| (Minute(0), s))).collect()
}

/// Goes through the hops between the spots that `find` finds; how many there were, and the fastest against the best pace.
fn hops(find: fn(&What) -> Option<(usize, Spot)>) -> (usize, f64) {
    let arm = Operation::open().drawn();
    let (mut hops, mut fastest) = (0, 0.0_f64);
    for seed in seeds("ci", usize::MAX) {
        let (scenario, rules) = arm.at(seed);
        let ways = MOBILITIES.map(|m| Ways::new(&scenario, &rules, m));
        let mut last = at_start(&scenario);
        for entry in entries(&arm, seed) {
            let Some((unit, spot)) = find(&entry.what) else { continue };
            let Some((since, before)) = last[unit].replace((entry.at, spot)) else { continue };
            let unit = &scenario.units[unit];
            // Who goes back may leave his lorries and walk.
            let on_foot = ways[Mobility::Foot as usize].least(before, spot);
            let driven = matches!(unit.mobility, Mobility::Wheels | Mobility::Tracks);
            let own = ways[unit.mobility as usize].least(before, spot);
            let least = if driven { own.min(on_foot) } else { own };
            // Minutes are whole.
            let took = (entry.at - since + 1) as f64 / DAY as f64;
            assert!(
                took >= least,
                "seed {seed}, {}: {} {before:?} to {spot:?} in {took:.3} days; no less than {least:.3} are possible",
                scenario.calendar.date(entry.at),
                unit.key
            );
            if least > 0.1 {
                hops += 1;
                fastest = fastest.max(least / took);
            }
        }
    }
    (hops, fastest)
}

#[test]
fn no_unit_is_sooner_at_a_place_than_its_march_law_allows() {
    let (hops, fastest) = hops(came);
    // The law is felt: if nobody came near it, the test would not notice a faster army.
    assert!(hops > 1000 && fastest > 0.6, "{hops} hops, the fastest at {fastest:.2} of the best pace");
}

#[test]
fn no_unit_is_anywhere_sooner_than_its_march_law_allows() {
    let (hops, fastest) = hops(seen);
    assert!(hops > 10_000 && fastest > 0.6, "{hops} hops, the fastest at {fastest:.2} of the best pace");
}
