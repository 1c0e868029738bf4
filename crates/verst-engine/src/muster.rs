//! Muster: spawns every unit, place and link, future arrivals too, and sets them back in place for the next run.

use std::sync::Arc;

use bevy_ecs::resource::Resource;
use bevy_ecs::world::World;
use verst_domain::dice_key::subject;
use verst_domain::forces::{Start, Unit};
use verst_domain::geo::{LatLon, distance_km};
use verst_domain::ids::{PlaceId, UnitId};
use verst_domain::scenario::Scenario;
use verst_domain::theatre::{Link, Place, Theatre};
use verst_domain::time::Minute;

use crate::components::{
    Condition, Duty, Holding, Leg, Lines, Position, Stance, Status, Strength, Toll, Trenches,
};
use crate::roster::Roster;

/// The scenario of the run.
#[derive(Resource, Clone)]
pub struct Operation(pub Arc<Scenario>);

/// What is the same for every run of a scenario: keys of dice, distances between places.
#[derive(Resource, Debug, Default)]
pub struct Constants {
    /// Dice subjects of units.
    pub unit_keys: Vec<u64>,
    /// Dice subjects of formations.
    pub formation_keys: Vec<u64>,
    /// Dice subjects of places.
    pub place_keys: Vec<u64>,
    /// Dice subjects of sides.
    pub side_keys: Vec<u64>,
    places: Vec<LatLon>,
    /// Between every two places; empty where there are too many.
    distances: Vec<f64>,
}

/// Places up to which the distance between every two is kept: the table grows with their square.
const FEW: usize = 1024;

impl Constants {
    /// Great-circle km between two places.
    #[must_use]
    pub fn distance(&self, a: PlaceId, b: PlaceId) -> f64 {
        let known = self.distances.get(a.index() * self.places.len() + b.index());
        known.copied().unwrap_or_else(|| distance_km(self.places[a.index()], self.places[b.index()]))
    }

    fn of(scenario: &Scenario) -> Self {
        let places: Vec<LatLon> = scenario.theatre.places.iter().map(|place| place.at).collect();
        let kept = if places.len() > FEW { &[][..] } else { &places[..] };
        let distances = kept.iter().flat_map(|a| kept.iter().map(|b| distance_km(*a, *b))).collect();
        let key = |kind: &str, key: &str| subject(&format!("{kind}.{key}"));
        Self {
            unit_keys: scenario.units.iter().map(|u| key("units", &u.key)).collect(),
            formation_keys: scenario.formations.iter().map(|f| key("formations", &f.key)).collect(),
            place_keys: scenario.theatre.places.iter().map(|p| key("places", &p.key)).collect(),
            side_keys: scenario.sides.iter().map(|s| key("sides", &s.key)).collect(),
            places,
            distances,
        }
    }
}

/// Whether the world was mustered for a scenario of the same shape: the same files.
pub(crate) fn fits(world: &World, scenario: &Scenario) -> bool {
    world
        .get_resource::<Operation>()
        .is_some_and(|op| op.0.digest == scenario.digest && op.0.key == scenario.key)
}

/// Spawns every entity in a new world.
pub(crate) fn spawn(world: &mut World, scenario: &Scenario) {
    let (mut units, mut places, mut links) = (Vec::new(), Vec::new(), Vec::new());
    for unit in &scenario.units {
        let (strength, condition, position, duty) = unit_state(scenario, unit);
        units.push(world.spawn((strength, condition, position, duty, Toll::default())).id());
    }
    for (place, trenches) in scenario.theatre.places.iter().zip(trenches(&scenario.theatre)) {
        places.push(world.spawn((holding(place), trenches)).id());
    }
    links.extend(lines(&scenario.theatre).into_iter().map(|lines| world.spawn(lines).id()));
    world.insert_resource(Roster { units: units.into(), places: places.into(), links: links.into() });
    world.insert_resource(Constants::of(scenario));
}

/// Sets every entity back to the start of the scenario.
pub(crate) fn reset(world: &mut World, scenario: &Scenario) {
    world.resource_scope(|world, roster: bevy_ecs::world::Mut<Roster>| {
        for (unit, entity) in scenario.units.iter().zip(&*roster.units) {
            let (strength, condition, position, duty) = unit_state(scenario, unit);
            let mut entity = world.entity_mut(*entity);
            let there = "muster spawned all components";
            *entity.get_mut::<Strength>().expect(there) = strength;
            *entity.get_mut::<Condition>().expect(there) = condition;
            *entity.get_mut::<Position>().expect(there) = position;
            *entity.get_mut::<Duty>().expect(there) = duty;
            *entity.get_mut::<Toll>().expect(there) = Toll::default();
        }
        let places = scenario.theatre.places.iter().zip(trenches(&scenario.theatre));
        for ((place, trenches), entity) in places.zip(&*roster.places) {
            let mut entity = world.entity_mut(*entity);
            *entity.get_mut::<Holding>().expect("muster spawned it") = holding(place);
            *entity.get_mut::<Trenches>().expect("muster spawned it") = trenches;
        }
        for (lines, entity) in lines(&scenario.theatre).into_iter().zip(&*roster.links) {
            *world.entity_mut(*entity).get_mut::<Lines>().expect("muster spawned it") = lines;
        }
    });
}

/// When a unit enters, if it is not there at the start.
pub(crate) fn enters(unit: &Unit) -> Option<Minute> {
    match unit.start {
        Start::Enters { on, .. } => Some(Minute(on.best.round() as i64)),
        Start::At(_) | Start::OnLink { .. } => None,
    }
}

fn unit_state(scenario: &Scenario, unit: &Unit) -> (Strength, Condition, Position, Duty) {
    let men = unit.men.best.max(0.0);
    let strength = Strength {
        men,
        line_share: unit.line.map_or(0.0, |line| if men > 0.0 { line.best / men } else { 0.0 }),
        tanks: unit.tanks.best.max(0.0),
        tanks_in_repair: 0.0,
        guns: unit.guns.best.max(0.0),
        men_at_start: men,
    };
    let mut condition = Condition {
        vigour: 0.0,
        fatigue: unit.fatigue.best.clamp(0.0, 1.0),
        cohesion: unit.cohesion.best.clamp(0.0, 1.0),
        supply: unit.supply.best.clamp(0.0, 1.0),
        food: unit.supply.best.clamp(0.0, 1.0),
        ammunition: unit.supply.best.clamp(0.0, 1.0),
        fuel: unit.supply.best.clamp(0.0, 1.0),
        fodder: unit.supply.best.clamp(0.0, 1.0),
        horses: 1.0,
        age_days: unit.age_days.best.max(0.0),
        march_days: 0.0,
        cut_days: 0.0,
    };
    condition.vigour = condition.vigour_now();
    let (place, leg) = start_position(&scenario.theatre, unit);
    let position = Position { place, leg, version: 0, route: Vec::new(), goal: place, from: place };
    let awaited = matches!(unit.start, Start::Enters { .. });
    (strength, condition, position, duty(unit, if awaited { Status::Awaited } else { Status::Present }))
}

fn duty(unit: &Unit, status: Status) -> Duty {
    Duty {
        status,
        under: unit.under,
        order: None,
        step: 0,
        stance: Stance::Hold,
        closed_at: None,
        committed: false,
        waiting_since: None,
        pause_until: Minute(0),
        exhausted: false,
        has_attacked: false,
        delay_until: Minute(0),
        pressed_days: 0.0,
        loss_rate: 0.0,
        permission_at: None,
        forced: false,
        settled_until: Minute(0),
        detection: 0.0,
        despair: 0.0,
        seen_at: None,
        counts: [0; 5],
        break_out_after: Minute(0),
        halt_km: f64::INFINITY,
    }
}

/// A unit on a link stands with the end of its own side behind it; with both ends its own, the nearer one.
fn start_position(theatre: &Theatre, unit: &Unit) -> (PlaceId, Option<Leg>) {
    match unit.start {
        Start::At(place) | Start::Enters { at: place, .. } => (place, None),
        Start::OnLink { link, km } => {
            let l = theatre.link(link);
            let from_a = km.best.clamp(0.0, l.km.best);
            let holds = |p: PlaceId| theatre.place(p).holder == unit.side;
            let behind_a = match (holds(l.a), holds(l.b)) {
                (true, false) => true,
                (false, true) => false,
                _ => from_a <= l.km.best / 2.0,
            };
            let (place, to, km) = if behind_a { (l.a, l.b, from_a) } else { (l.b, l.a, l.km.best - from_a) };
            (place, Some(Leg { link, to, km, since: Minute(0), km_per_day: 0.0, stop_km: km }))
        }
    }
}

fn holding(place: &Place) -> Holding {
    Holding { side: place.holder, since: Minute(0), open_until: Minute(0), left_at: Minute(-100_000) }
}

/// By place. Works of a place that lie one behind the other hold like the strongest, over the depth of all.
fn trenches(theatre: &Theatre) -> Vec<Trenches> {
    let none = |place: &Place| Trenches::none(place.holder);
    let mut all: Vec<Trenches> = theatre.places.iter().map(none).collect();
    for works in &theatre.works {
        let there = &mut all[works.at.index()];
        if there.class.is_none() {
            there.side = works.side;
        }
        there.class = there.class.max(Some(works.class));
        there.depth_km += works.depth.best.max(0.0);
    }
    all
}

/// By link. At the start both lines lie at the front mark, or in the middle of the link.
fn lines(theatre: &Theatre) -> Vec<Lines> {
    let mut marks = vec![None; theatre.links.len()];
    for mark in &theatre.front {
        marks[mark.link.index()].get_or_insert(mark.km.best);
    }
    let of = |(link, mark): (&Link, Option<f64>)| {
        let live = theatre.place(link.a).holder != theatre.place(link.b).holder;
        let km = mark.unwrap_or(link.km.best / 2.0).clamp(0.0, link.km.best);
        Lines { of: [km, km], live, retreat_at: None }
    };
    theatre.links.iter().zip(marks).map(of).collect()
}

/// Every unit id of a scenario, in order.
pub fn unit_ids(scenario: &Scenario) -> impl ExactSizeIterator<Item = UnitId> + use<> {
    (0..scenario.units.len()).map(UnitId::new)
}
