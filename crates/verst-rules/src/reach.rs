//! Reach: when the enemy, as far as he has been seen, could be at each place.
//!
//! Law     Every enemy unit that has been seen advancing marches by the staff's reckoning through open contacts and
//!         un-garrisoned places; contacts that are held stop it. Who holds or goes back threatens no road. A hidden march
//!         is not known until it is detected.
//! Source  campaign model A7 (t_cut).
//! Phase   Command.  Reads Position, Duty, Cover, Staff.  Writes Reach.  Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Local, Res, ResMut};
use verst_domain::forces::Mobility;
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::orders::Task;
use verst_domain::scenario::Scenario;
use verst_domain::time::{DAY, Minute};
use verst_engine::components::{Duty, Position, Stance, Status, Strength};
use verst_engine::muster::Operation;
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::coefficient::{Days, Men};
use crate::cover::Cover;
use crate::path::{Network, Paths};
use crate::rules_file::Laws;
use crate::staff::Staff;

crate::coefficients! {
    /// Coefficients of what staffs know of the enemy's reach.
    Params in "reach" {
        /// How long a sighting of a hidden march stays news.
        news: Days,
        /// Units smaller than this threaten nothing.
        smallest: Men,
    }
}

/// Days until the enemy could stand at each place, by the side that is threatened.
#[derive(Resource, Debug, Default)]
pub struct Reach {
    days: [Vec<f64>; 2],
    reckonings: u32,
}

impl Reach {
    /// Days until the enemy of `side` could stand at a place; infinite: not at all.
    #[must_use]
    pub fn days(&self, side: SideId, place: PlaceId) -> f64 {
        self.days[side.index()].get(place.index()).copied().unwrap_or(f64::INFINITY)
    }

    fn nobody_comes(&mut self, side: SideId, places: usize) {
        self.days[side.index()].clear();
        self.days[side.index()].resize(places, f64::INFINITY);
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

/// Whether a unit marches so that the enemy does not know of it.
#[must_use]
pub fn is_hidden(scenario: &Scenario, duty: &Duty, now: Minute, news_days: f64) -> bool {
    let avoids = duty.stance == Stance::March
        && duty.order.is_some_and(|o| {
            matches!(scenario.orders[o.index()].task, Task::March { avoid_contact: true, .. })
        });
    let fresh = duty.seen_at.is_some_and(|at| (now - at) as f64 <= news_days * DAY as f64);
    avoids && !fresh
}

/// Whether a unit goes forward, or stands before the enemy to do so.
fn advances(duty: &Duty) -> bool {
    matches!(duty.stance, Stance::Attack | Stance::March)
}

type Seen = (&'static Position, &'static Duty, &'static Strength);

/// Reckons the reach of both sides.
#[expect(clippy::too_many_arguments, reason = "the parameters of a system are its declared access")]
pub(crate) fn reach(
    clock: Res<Clock>,
    operation: Res<Operation>,
    laws: Res<Laws>,
    cover: Res<Cover>,
    staff: Res<Staff>,
    network: Res<Network>,
    units: Units<Seen>,
    mut reach: ResMut<Reach>,
    mut paths: Local<Paths>,
    mut sources: Local<[Vec<(PlaceId, f64)>; 2]>,
    mut bars: Local<Bars>,
) {
    let scenario = &*operation.0;
    reach.reckonings += 1;
    for (id, (position, duty, strength)) in units.each() {
        let counts = duty.status == Status::Present
            && advances(duty)
            && strength.men >= laws.0.reach.smallest.get()
            && !is_hidden(scenario, duty, clock.now, laws.0.reach.news.get());
        if counts {
            let threatened = scenario.unit(id).side.enemy();
            sources[threatened.index()].push(stands(scenario, &cover, &staff, id, position, clock.now));
        }
    }
    for (side, sources) in SideId::BOTH.into_iter().zip(sources.iter_mut()) {
        if sources.is_empty() {
            reach.nobody_comes(side, scenario.theatre.places.len());
            continue;
        }
        bars.lay(&cover, &laws.0.cover, scenario, side);
        let days = staff.all_days(Mobility::Foot);
        paths.search_costs(&network, sources.drain(..), |link, from, to| {
            days[link.index()] + bars.on(link, from, to)
        });
        reach.days[side.index()].clear();
        reach.days[side.index()].extend(paths.costs());
    }
}

/// Where an enemy counts from: its place, or the end ahead of it with the days still to go.
fn stands(
    scenario: &Scenario,
    cover: &Cover,
    staff: &Staff,
    id: UnitId,
    position: &Position,
    now: Minute,
) -> (PlaceId, f64) {
    let Some(leg) = position.leg else { return (position.place, 0.0) };
    let own = scenario.unit(id).side;
    if leg.km_per_day > 0.0 && cover.holder(leg.to) == own {
        let whole = scenario.theatre.link(leg.link).km.best;
        let share = 1.0 - leg.km_at(now) / whole;
        return (leg.to, share * staff.days(Mobility::Foot, leg.link));
    }
    (position.place, 0.0)
}

/// Where the enemy of a side cannot pass without a fight: what a step costs more, nothing or for ever.
#[derive(Debug, Default)]
pub(crate) struct Bars {
    /// By place: garrisoned places of the side are entered by nobody.
    places: Vec<f64>,
    /// By link, into its end with the smaller and with the larger id: held contacts.
    links: Vec<[f64; 2]>,
}

impl Bars {
    fn lay(&mut self, cover: &Cover, laws: &crate::cover::Params, scenario: &Scenario, side: SideId) {
        let (theatre, picket) = (&scenario.theatre, laws.picket.get());
        let bar = |shut: bool| if shut { f64::INFINITY } else { 0.0 };
        let places = (0..theatre.places.len()).map(PlaceId::new);
        self.places.clear();
        self.places.extend(places.map(|p| bar(cover.holder(p) == side && cover.garrison(p).total > picket)));
        self.links.clear();
        self.links.resize(theatre.links.len(), [0.0; 2]);
        for &link in cover.contacts() {
            let l = theatre.link(link);
            let (own, other) = if cover.holder(l.a) == side { (l.a, l.b) } else { (l.b, l.a) };
            let into = usize::from(other < own);
            self.links[link.index()][into] = bar(cover.is_held(scenario, laws, link, side, picket));
        }
    }

    fn on(&self, link: LinkId, from: PlaceId, to: PlaceId) -> f64 {
        self.places[to.index()] + self.links[link.index()][usize::from(from < to)]
    }
}
