//! Company: small bodies of troops do not go on alone into the enemy's country.
//!
//! Law     A unit that attacks goes on into ground of the enemy only while so many men of its side, itself among them, stand or march
//!         no farther from it than a few hours' march; or half of those under its order, or of its formation if it has none, where they
//!         are fewer. Else it waits for them. A march, and who attacks out of a ring, goes as it is told.
//! Source  Order 325 of the People's Commissar of Defence, 16 October 1942: tank brigades of armies fight with the infantry and in no way without it, tank
//!         corps as a body.
//! Phase   Command, after plan.  Reads Position, Duty, Strength.  Writes Company.  Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Local, Res, ResMut};
use verst_domain::ids::UnitId;
use verst_engine::components::{Duty, Position, Stance, Status, Strength};
use verst_engine::muster::Operation;
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::coefficient::{Km, Men};
use crate::facts::Facts;
use crate::near::Near;
use crate::pockets::attacks_out;
use crate::rules_file::Laws;

crate::coefficients! {
    /// Coefficients of company.
    Params in "company" {
        /// Men who go on together whatever their order is.
        enough: Men,
        /// How near they are to each other.
        within: Km,
    }
}

/// Of those under one order, the share that goes on without the others.
const HALF: f64 = 0.5;

/// Who waits for company.
#[derive(Resource, Debug, Default)]
pub(crate) struct Company {
    alone: Vec<bool>,
}

impl Company {
    /// Whether a unit is too weak to go on into the enemy's country without those who follow.
    pub(crate) fn is_alone(&self, unit: UnitId) -> bool {
        self.alone.get(unit.index()).copied().unwrap_or(false)
    }
}

/// Men by place and side, and by what makes a body of them.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    near: Near,
    places: Vec<[f64; 2]>,
    orders: Vec<f64>,
    formations: Vec<f64>,
}

impl Counts {
    fn restart(&mut self, places: usize, orders: usize, formations: usize) {
        self.places.clear();
        self.places.resize(places, [0.0; 2]);
        for (men, count) in [(&mut self.orders, orders), (&mut self.formations, formations)] {
            men.clear();
            men.resize(count, 0.0);
        }
    }

    /// Men under a unit's order, or in its formation if it has none.
    fn body(&mut self, duty: &Duty) -> &mut f64 {
        match duty.order {
            Some(order) => &mut self.orders[order.index()],
            None => &mut self.formations[duty.under.index()],
        }
    }
}

type Who = (&'static Position, &'static Duty, &'static Strength);

/// Finds those who are alone.
pub(crate) fn company(
    (clock, operation, facts, laws): (Res<Clock>, Res<Operation>, Res<Facts>, Res<Laws>),
    units: Units<Who>,
    mut counts: Local<Counts>,
    mut company: ResMut<Company>,
) {
    let (scenario, laws) = (&operation.0, &laws.0.company);
    let theatre = &scenario.theatre;
    counts.near.look(scenario.digest, &theatre.places, laws.within.get());
    counts.restart(theatre.places.len(), scenario.orders.len(), scenario.formations.len());
    for (id, (position, duty, strength)) in units.each() {
        if duty.status == Status::Present {
            counts.places[position.place.index()][facts.unit(id).side.index()] += strength.men;
            *counts.body(duty) += strength.men;
        }
    }
    company.alone.clear();
    company.alone.resize(scenario.units.len(), false);
    for (id, (position, duty, strength)) in units.each() {
        let attacks = duty.stance == Stance::Attack && !attacks_out(duty, clock.now);
        if duty.status != Status::Present || !attacks || strength.men >= laws.enough.get() {
            continue;
        }
        let side = facts.unit(id).side.index();
        let enough = laws.enough.get().min(HALF * *counts.body(duty));
        let together: f64 =
            counts.near.to(position.place).iter().map(|p| counts.places[p.index()][side]).sum();
        company.alone[id.index()] = together < enough;
    }
}
