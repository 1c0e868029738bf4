//! Arrival: units come into the theatre and leave it.
//!
//! Law     A unit that marches in appears at its place of entry at its minute, if its side holds the place; otherwise at the
//!         nearest source of its side by great circle. One that comes by rail is brought by rail_move.rs. A unit that is
//!         taken out leaves with what it has, its pool of tanks under repair and what rides on trains included.
//! Source  order of battle; no coefficient.
//! Phase   Arrival.  Reads Holding.  Writes Duty, Position, Strength.  Entries Arrived, Departed.  Dice none.

use bevy_ecs::system::{Res, ResMut};
use verst_domain::forces::{Start, Travel};
use verst_domain::ids::{PlaceId, SideId};
use verst_domain::journal::What;
use verst_domain::scenario::Scenario;
use verst_engine::agenda::Subject;
use verst_engine::components::{Duty, Holding, Position, Status, Strength};
use verst_engine::journal::Journal;
use verst_engine::muster::{Constants, Operation};
use verst_engine::roster::{Places, Units};
use verst_engine::run::Due;

use crate::rail_traffic::Traffic;

type Traveller = (&'static mut Duty, &'static mut Position, &'static mut Strength);

/// Handles the arrivals and departures that are due.
pub(crate) fn arrival(
    due: Res<Due>,
    operation: Res<Operation>,
    constants: Res<Constants>,
    places: Places<&'static Holding>,
    mut traffic: ResMut<Traffic>,
    mut units: Units<Traveller>,
    mut journal: ResMut<Journal>,
) {
    let scenario = &*operation.0;
    for event in &due.0 {
        let Subject::Unit(id) = event.subject else { continue };
        let (mut duty, mut position, mut strength) = units.get_mut(id);
        match (duty.status, event.tag) {
            (Status::Awaited, 0) => {
                if matches!(scenario.unit(id).start, Start::Enters { by: Travel::Rail, .. }) {
                    continue;
                }
                let side = scenario.unit(id).side;
                let place = entry(scenario, &constants, &places, position.place, side);
                (position.place, position.goal, position.from) = (place, place, place);
                duty.status = Status::Present;
                let Strength { men, tanks, guns, .. } = *strength;
                journal.tell(What::Arrived { unit: id, place, men, tanks, guns });
            }
            (Status::Present | Status::OnTrains, 1) => {
                duty.status = Status::Departed;
                let aboard = traffic.leave(id);
                let left = strength.empty();
                let (men, guns) = (left.men + aboard[0], left.guns + aboard[2]);
                let tanks = left.all_tanks() + aboard[1];
                journal.tell(What::Departed { unit: id, men, tanks, guns });
            }
            (Status::Awaited, 1) => {
                duty.status = Status::Departed;
                traffic.leave(id);
            }
            _ => {}
        }
    }
}

/// The place of entry, or the nearest source of its side.
fn entry(
    scenario: &Scenario,
    constants: &Constants,
    places: &Places<&'static Holding>,
    meant: PlaceId,
    side: SideId,
) -> PlaceId {
    if places.get(meant).side == side {
        return meant;
    }
    let sources = scenario.theatre.sources.iter().filter(|s| s.side == side && places.get(s.at).side == side);
    let nearest = sources.map(|s| s.at).min_by(|&a, &b| {
        constants.distance(meant, a).total_cmp(&constants.distance(meant, b)).then(a.cmp(&b))
    });
    nearest.unwrap_or(meant)
}
