//! The hold model on verst's engine: one rule that schedules the next event of each that is due.

use std::sync::Arc;

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Local, Res, ResMut};
use verst_domain::forces::Side;
use verst_domain::ids::UnitId;
use verst_domain::quantity::{Basis, Citation, Quantity};
use verst_domain::scenario::Scenario;
use verst_domain::theatre::Theatre;
use verst_domain::time::{Calendar, Minute};
use verst_engine::agenda::{Agenda, Event, Subject};
use verst_engine::journal::{Detail, Journal};
use verst_engine::phase::Phase;
use verst_engine::run::{Clock, Due, Engine, RuleList, boxed, follow};

use crate::{HOLDS, MINUTES, cpu_time, wait};

/// How many are pending.
#[derive(Resource, Clone, Copy)]
struct Pending(u64);

/// Whether the rule goes on to the next slot by itself, as the march does, or is called for each.
#[derive(Resource, Clone, Copy)]
struct GoesOn(bool);

fn event(now: Minute, draw: u64, stream: u64, Pending(pending): Pending) -> Event {
    let at = now + wait(draw, pending) as i64;
    Event { at, phase: Phase::March, subject: Subject::Unit(UnitId(stream as u16)), tag: stream as u32 }
}

fn hold(
    (pending, goes_on): (Res<Pending>, Res<GoesOn>),
    mut clock: ResMut<Clock>,
    mut due: ResMut<Due>,
    mut agenda: ResMut<Agenda>,
    mut journal: ResMut<Journal>,
    mut drawn: Local<u64>,
) {
    loop {
        for held in due.0.iter().filter(|held| held.subject != Subject::All) {
            *drawn += 1;
            agenda.schedule(event(clock.now, *drawn, u64::from(held.tag), *pending));
        }
        if !goes_on.0 || !follow(&mut agenda, &mut clock, &mut due, &mut journal) {
            return;
        }
    }
}

/// Two sides, an empty theatre, and no turn before the end.
fn nothing(end: i64) -> Scenario {
    let side = |key: &str| Side {
        key: String::from(key),
        name: String::from(key),
        army: String::new(),
        air: Quantity::exact(0.0),
        winter_kit: Quantity::exact(0.0),
        citation: Citation { basis: Basis::Assumed, source: String::new() },
    };
    Scenario {
        key: String::from("hold"),
        title: String::new(),
        summary: String::new(),
        calendar: Calendar {
            start: jiff::civil::datetime(1941, 1, 1, 0, 0, 0, 0),
            end: Minute(end),
            turn: end + 1,
            round: end + 1,
        },
        sides: vec![side("a"), side("b")],
        theatre: Theatre::default(),
        formations: Vec::new(),
        units: Vec::new(),
        air: Vec::new(),
        airlift: Vec::new(),
        replacements: Vec::new(),
        orders: Vec::new(),
        weather: Vec::new(),
        digest: [0; 32],
    }
}

/// Nanoseconds of processor time an event, so many pending: of a run less one of half its length.
pub fn nanoseconds(pending: u64, goes_on: bool) -> f64 {
    let rules = RuleList::default()
        .start(move |world, _| {
            world.insert_resource(Pending(pending));
            world.insert_resource(GoesOn(goes_on));
            let mut agenda = world.resource_mut::<Agenda>();
            (0..pending)
                .for_each(|stream| agenda.schedule(event(Minute(0), stream, stream, Pending(pending))));
        })
        .rule_at_events(Phase::March, "hold", || boxed(hold));
    let mut engine = Engine::new(Arc::new(rules));
    let mut until = |times: u64| {
        let scenario = Arc::new(nothing((MINUTES * times) as i64));
        cpu_time::nanoseconds(|| engine.run(&scenario, 1, Detail::Facts, &mut |_| {})).0
    };
    // The first run builds the world.
    until(1);
    let half = until(1);
    (until(2) - half) / HOLDS as f64
}
