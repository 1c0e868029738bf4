//! Reach: when the enemy, as far as he has been seen, could be at each place.
//!
//! Law     Every enemy unit that has been seen advancing marches by the staff's reckoning through open contacts and
//!         un-garrisoned places; contacts that are held stop it, and so do roads that somebody stands on. Those who are
//!         outweighed stop it only for a time (bars.rs), wherever on the road to them it is. Who is on a link has the rest of it before him, and what he
//!         has come along behind him, but not while he stands before our own troops. Who comes first to a place comes with all who set out from the same place. Who holds or goes back threatens no road. Who is out of
//!         sight counts from where he is known to have been (knowledge.rs); a hidden march not until it is detected.
//! Source  campaign model A7 (t_cut).
//! Phase   Command.  Reads Knowledge, Duty, Cover, Staff.  Writes Reach.  Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Local, Res, ResMut};
use verst_domain::forces::Mobility;
use verst_domain::ids::{PlaceId, SideId};
use verst_domain::orders::Task;
use verst_domain::scenario::Scenario;
use verst_domain::time::{DAY, Minute};
use verst_engine::components::{Duty, Position, Stance, Status, Strength};
use verst_engine::muster::Operation;
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::bars::{Bars, Map};
use crate::coefficient::{Days, Men, Share};
use crate::cover::Cover;
use crate::facts::Facts;
use crate::knowledge::{Knowledge, Spot};
use crate::path::{Network, Paths};
use crate::pockets::attacks_out;
use crate::rules_file::Laws;
use crate::staff::Staff;
use crate::steps::Steps;

crate::coefficients! {
    /// Coefficients of what staffs know of the enemy's reach.
    Params in "reach" {
        /// How long a sighting of a hidden march stays news.
        news: Days,
        /// Units smaller than this threaten nothing.
        smallest: Men,
        /// Chance that defenders who are outweighed are beaten sooner than a staff reckons with.
        risk: Share,
    }
}

/// Days until the enemy could stand at each place, by the side that is threatened.
#[derive(Resource, Debug, Default)]
pub struct Reach {
    days: [Vec<f64>; 2],
    /// By side that is threatened, and place: the men who come first.
    men: [Vec<f64>; 2],
    reckonings: u32,
}

impl Reach {
    /// Days until the enemy of `side` could stand at a place; infinite: not at all.
    #[must_use]
    pub fn days(&self, side: SideId, place: PlaceId) -> f64 {
        self.days[side.index()].get(place.index()).copied().unwrap_or(f64::INFINITY)
    }

    /// Men of the enemy of `side` who could stand at a place first: none, where nobody can.
    #[must_use]
    pub fn men(&self, side: SideId, place: PlaceId) -> f64 {
        self.men[side.index()].get(place.index()).copied().unwrap_or(0.0)
    }

    fn nobody_comes(&mut self, side: SideId, places: usize) {
        self.days[side.index()].clear();
        self.days[side.index()].resize(places, f64::INFINITY);
        self.men[side.index()].clear();
        self.men[side.index()].resize(places, 0.0);
    }

    /// Takes the days of a search, and from it who comes; `order` are the places that it came to, the nearest first.
    fn take(&mut self, side: SideId, paths: &Paths, order: &[PlaceId], starts: &[Comer]) {
        let (days, men) = (&mut self.days[side.index()], &mut self.men[side.index()]);
        days.clear();
        days.extend(paths.costs());
        men.clear();
        men.resize(days.len(), 0.0);
        for &(place, _, strength) in starts {
            men[place.index()] += strength;
        }
        for &place in order {
            if let Some((_, from)) = paths.via(place) {
                men[place.index()] = men[from.index()];
            }
        }
    }

    /// How often it has been reckoned: nothing here changes while this does not.
    #[must_use]
    pub fn reckonings(&self) -> u32 {
        self.reckonings
    }

    /// The same of all places, in id order; none before the first reckoning.
    #[must_use]
    pub fn all(&self, side: SideId) -> &[f64] {
        &self.days[side.index()]
    }
}

/// Whether a unit is on a march on which it was told to avoid contact.
#[must_use]
pub fn avoids_contact(scenario: &Scenario, duty: &Duty) -> bool {
    duty.stance == Stance::March
        && duty.order.is_some_and(|o| {
            matches!(scenario.orders[o.index()].task, Task::March { avoid_contact: true, .. })
        })
}

/// Whether a unit marches so that the enemy does not know of it.
#[must_use]
pub fn is_hidden(scenario: &Scenario, duty: &Duty, now: Minute, news_days: f64) -> bool {
    let fresh = duty.seen_at.is_some_and(|at| (now - at) as f64 <= news_days * DAY as f64);
    avoids_contact(scenario, duty) && !fresh
}

/// Whether a unit is to be seen going forward, or standing before the enemy to do so: what it was told nobody sees.
pub(crate) fn advances(duty: &Duty, position: &Position) -> bool {
    let is_under_way = position.leg.is_some_and(|leg| leg.km_per_day > 0.0) || duty.closed_at.is_some();
    is_under_way && matches!(duty.stance, Stance::Attack | Stance::March)
}

/// A place that an enemy comes to first, the days to it, and his men.
type Comer = (PlaceId, f64, f64);

/// An enemy who has been seen.
#[derive(Debug)]
pub(crate) struct Seen {
    spot: Spot,
    men: f64,
    /// He stands before our own troops: he has turned his back on what lies behind him.
    is_engaged: bool,
}

type Enemy = (&'static Duty, &'static Position, &'static Strength);

/// Reckons the reach of both sides.
#[expect(clippy::too_many_arguments, reason = "the parameters of a system are its declared access")]
pub(crate) fn reach(
    clock: Res<Clock>,
    operation: Res<Operation>,
    facts: Res<Facts>,
    laws: Res<Laws>,
    cover: Res<Cover>,
    staff: Res<Staff>,
    network: Res<Network>,
    knowledge: Res<Knowledge>,
    units: Units<Enemy>,
    mut reach: ResMut<Reach>,
    mut paths: Local<Paths>,
    mut starts: Local<[Vec<Seen>; 2]>,
    mut bars: Local<Bars>,
    (mut comers, mut order): (Local<Vec<Comer>>, Local<Vec<PlaceId>>),
) {
    let scenario = &*operation.0;
    reach.reckonings += 1;
    bars.standing.iter_mut().for_each(Vec::clear);
    for (id, (duty, position, strength)) in units.each() {
        if let Some(leg) = position.leg.filter(|leg| leg.km_per_day == 0.0)
            && duty.status == Status::Present
            && strength.men > laws.0.cover.picket.get()
        {
            bars.standing[facts.unit(id).side.index()].push(leg.link);
        }
        // Who has just set out on a hidden march is still taken to stand where he stood.
        let in_sight =
            knowledge.is_in_sight(id) && !is_hidden(scenario, duty, clock.now, laws.0.reach.news.get());
        let advances = if in_sight { advances(duty, position) } else { knowledge.advances(id) };
        // Who attacks out of a ring wants to get away.
        let advances = advances && !attacks_out(duty, clock.now);
        let counts =
            duty.status == Status::Present && advances && strength.men >= laws.0.reach.smallest.get();
        if let Some(known) = knowledge.spot(id).filter(|_| counts) {
            let is_engaged = in_sight && duty.closed_at.is_some();
            starts[facts.unit(id).side.enemy().index()].push(Seen {
                spot: known,
                men: strength.men,
                is_engaged,
            });
        }
    }
    let map = Map { theatre: &scenario.theatre, facts: &facts, cover: &cover, staff: &staff };
    for (side, starts) in SideId::BOTH.into_iter().zip(starts.iter_mut()) {
        if starts.is_empty() {
            reach.nobody_comes(side, scenario.theatre.places.len());
            continue;
        }
        bars.lay(&map, &laws.0, side);
        let steps = &bars.steps;
        let with_men =
            |seen: Seen| ends(&seen, &facts, &staff, steps).map(|(place, days)| (place, days, seen.men));
        comers.clear();
        comers.extend(starts.drain(..).flat_map(with_men).filter(|comer| comer.1.is_finite()));
        order.clear();
        let note = |place, _| {
            order.push(place);
            false
        };
        let ends = comers.iter().map(|&(place, days, _)| (place, days));
        paths.search_until(&network, ends, note, |link, from, to| steps.cost(link, from, to));
        reach.take(side, &paths, &order, &comers);
    }
}

/// The places that an enemy comes to first, with the days to each: both ends of the link that he is known to be on, as far as
/// the way is open, but for who is engaged there.
fn ends(seen: &Seen, facts: &Facts, staff: &Staff, steps: &Steps) -> [(PlaceId, f64); 2] {
    let (place, never) = (seen.spot.place, f64::INFINITY);
    let Some((link, to, km)) = seen.spot.on else { return [(place, 0.0), (place, never)] };
    let (whole, from) = (facts.link(link).km, facts.link(link).other(to));
    let march = staff.days(Mobility::Foot, link);
    let part = |km: f64, days: f64| left(km / whole, march, days);
    let back = if seen.is_engaged { never } else { part(km, steps.cost(link, to, from)) };
    [(to, part(whole - km, steps.cost(link, from, to))), (from, back)]
}

/// Days over a share of a road that takes so many days of march, and so many with its defenders: less of the road lies before him, not
/// less of its defenders.
fn left(share: f64, march: f64, days: f64) -> f64 {
    let defended = (days - march).max(0.0);
    if days.is_finite() { defended + share.max(0.0) * march } else { days }
}

#[cfg(test)]
mod tests {
    use super::*;
    use verst_domain::ids::LinkId;

    #[test]
    fn less_road_is_left_to_who_is_near_its_end_and_no_fewer_defenders() {
        assert!((left(0.25, 0.8, 0.8) - 0.2).abs() < 1e-12, "an open road");
        assert!((left(0.25, 0.8, 2.8) - 2.2).abs() < 1e-12, "two days of defenders");
        assert_eq!(left(-1e-16, 0.8, 0.8), 0.0, "nobody is there before now");
        assert_eq!(left(0.5, 0.8, f64::INFINITY), f64::INFINITY);
        assert_eq!(left(0.5, f64::INFINITY, f64::INFINITY), f64::INFINITY);
    }

    #[test]
    fn who_comes_first_comes_with_all_who_set_out_with_him() {
        // A road 0-1-2-3-4; two units at one end, a small one at 3; 4 is shut.
        let network = Network::of_ends(5, (0..4).map(|a| (a, a + 1)));
        let starts = [(PlaceId(0), 0.0, 2000.0), (PlaceId(0), 0.0, 1000.0), (PlaceId(3), 0.0, 500.0)];
        let (mut paths, mut order, mut reach) = (Paths::default(), Vec::new(), Reach::default());
        let note = |place, _| {
            order.push(place);
            false
        };
        let step =
            |link: LinkId, _, _| if link.0 == 3 { f64::INFINITY } else { 1.0 + f64::from(link.0) / 10.0 };
        paths.search_until(&network, starts.iter().map(|s| (s.0, s.1)), note, step);
        reach.take(SideId(0), &paths, &order, &starts);
        let men = [0, 1, 2, 3, 4].map(|place| reach.men(SideId(0), PlaceId(place)));
        assert_eq!(men, [3000.0, 3000.0, 500.0, 500.0, 0.0]);
    }
}
