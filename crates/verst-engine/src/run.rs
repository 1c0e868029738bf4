//! A run: muster, slots, turn ends, digest.

use std::sync::Arc;

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{BoxedSystem, IntoSystem, ResMut, SystemState};
use bevy_ecs::world::World;
use verst_domain::journal::{Entry, What};
use verst_domain::scenario::Scenario;
use verst_domain::time::{DAY, Minute};

use crate::agenda::{Agenda, Event, Subject};
use crate::dice::Dice;
use crate::digest::{Digest, Fold, State};
use crate::journal::{Detail, Journal};
use crate::luck::SlowLuck;
use crate::muster::{self, Operation};
use crate::phase::Phase;

/// Events handled per simulated day above which a run is a runaway.
const EVENTS_PER_DAY: u64 = 200_000;

/// The minute being handled, and how long the step is that ends now.
#[derive(Resource, Clone, Copy, Debug)]
pub struct Clock {
    /// Now.
    pub now: Minute,
    /// Minutes since this phase's last step; 0 at the start.
    pub step: i64,
}

impl Clock {
    /// Length of the step in days.
    #[must_use]
    pub fn step_days(&self) -> f64 {
        self.step as f64 / DAY as f64
    }
}

/// The events of the slot being handled.
#[derive(Resource, Debug, Default)]
pub struct Due(pub Vec<Event>);

impl Due {
    /// Whether the phase's regular step is due: the day, the turn or the round.
    #[must_use]
    pub fn is_step(&self) -> bool {
        self.0.first().is_some_and(|e| e.subject == Subject::All)
    }
}

/// Goes on to the next slot within one call of a rule; whether there is one for it.
///
/// A rule that runs between the steps and needs none of its state anew from slot to slot may go on so: what a call costs is
/// then paid once for the slots that no other rule comes between. It never goes on from a step, which the phase's other
/// rules have to see as well.
pub fn follow(agenda: &mut Agenda, clock: &mut Clock, due: &mut Due, journal: &mut Journal) -> bool {
    if due.is_step() {
        return false;
    }
    let Some(now) = agenda.follow(&mut due.0) else { return false };
    *clock = Clock { now, step: 0 };
    journal.now = now;
    true
}

type Start = Box<dyn Fn(&mut World, &Scenario) + Send + Sync>;
/// A rule's system, and when it runs.
struct Rule {
    phase: Phase,
    name: &'static str,
    make: fn() -> BoxedSystem,
    /// Also between the phase's steps, where an event is due.
    at_events: bool,
    /// Whether it has anything to do in an operation.
    is_needed: fn(&Scenario) -> bool,
}
type StateDigest = fn(&World, &mut Fold);
/// What the engine itself reads and writes at every slot.
type Slot = (ResMut<'static, Agenda>, ResMut<'static, Clock>, ResMut<'static, Due>, ResMut<'static, Journal>);

/// The ordered list of rules, with what they keep.
#[derive(Default)]
pub struct RuleList {
    systems: Vec<Rule>,
    starts: Vec<Start>,
    digests: Vec<StateDigest>,
}

impl RuleList {
    /// Adds a rule's system to its phase, after those already there. It runs at the phase's steps.
    #[must_use]
    pub fn rule(self, phase: Phase, name: &'static str, make: fn() -> BoxedSystem) -> Self {
        self.rule_where(phase, name, make, |_| true)
    }
    /// Adds a rule's system to its phase, but for operations in which it has nothing to do: even asking costs time.
    #[must_use]
    pub fn rule_where(
        mut self,
        phase: Phase,
        name: &'static str,
        make: fn() -> BoxedSystem,
        is_needed: fn(&Scenario) -> bool,
    ) -> Self {
        self.systems.push(Rule { phase, name, make, at_events: false, is_needed });
        self
    }
    /// Adds a rule's system that also runs between the steps, where an event of its phase is due.
    #[must_use]
    pub fn rule_at_events(mut self, phase: Phase, name: &'static str, make: fn() -> BoxedSystem) -> Self {
        self.systems.push(Rule { phase, name, make, at_events: true, is_needed: |_| true });
        self
    }
    /// Adds what sets a rule's resources to their state at the start of a run.
    #[must_use]
    pub fn start(mut self, start: impl Fn(&mut World, &Scenario) + Send + Sync + 'static) -> Self {
        self.starts.push(Box::new(start));
        self
    }
    /// Adds the digest of state that a rule keeps in a resource.
    #[must_use]
    pub fn digest(mut self, digest: StateDigest) -> Self {
        self.digests.push(digest);
        self
    }
    /// Names of the rules with their phases, in order.
    pub fn names(&self) -> impl Iterator<Item = (Phase, &'static str)> + '_ {
        self.systems.iter().map(|rule| (rule.phase, rule.name))
    }
}

/// Boxes a system function for [`RuleList::rule`].
pub fn boxed<M>(system: impl IntoSystem<(), (), M>) -> BoxedSystem {
    Box::new(IntoSystem::into_system(system))
}

/// What remains of a run besides its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunEnd {
    /// Digest of turn digests and fact entries.
    pub digest: [u8; 32],
    /// Events handled.
    pub events: u64,
}

/// A phase's systems.
#[derive(Default)]
struct Systems {
    /// Each with whether it runs between the steps too.
    all: Vec<(BoxedSystem, bool)>,
    /// Whether any does.
    at_events: bool,
}

impl Systems {
    /// Whether a slot has nothing to run.
    fn is_idle(&self, is_step: bool) -> bool {
        self.all.is_empty() || !(is_step || self.at_events)
    }

    fn has_lone_rule_at_events(&self) -> bool {
        self.all.iter().filter(|(_, at_events)| *at_events).count() == 1
    }
}

/// A world and its systems, built once and set back in place for each run.
pub struct Engine {
    world: World,
    list: Arc<RuleList>,
    /// By phase.
    phases: Vec<Systems>,
    slot: Option<SystemState<Slot>>,
    digest: Digest,
}

impl Engine {
    /// An engine for a rule list.
    #[must_use]
    pub fn new(list: Arc<RuleList>) -> Self {
        Self { world: World::new(), list, phases: Vec::new(), slot: None, digest: Digest::default() }
    }

    /// Takes the same rules with other coefficients: systems stay, starts change.
    ///
    /// # Panics
    /// If the list names other rules than the engine was built with.
    pub fn retune(&mut self, list: Arc<RuleList>) {
        assert!(self.list.names().eq(list.names()), "an engine keeps its rules for life");
        self.list = list;
    }

    /// Runs a scenario from its first to its last minute and tells every entry in order.
    ///
    /// # Panics
    /// If an invariant breaks (an internal failure): the caller catches it and names the seed.
    pub fn run(
        &mut self,
        scenario: &Arc<Scenario>,
        seed: u64,
        detail: Detail,
        tell: &mut dyn FnMut(&Entry),
    ) -> RunEnd {
        self.prepare(scenario, seed, detail);
        self.digest.clear();
        while let Some((phase, is_step)) = self.next_slot(scenario, tell) {
            self.handle(phase, is_step, scenario);
        }
        RunEnd { digest: self.digest.finish(), events: self.world.resource::<Agenda>().taken }
    }

    /// A world of its own for another operation, with systems that know it.
    fn muster(&mut self, scenario: &Scenario) {
        self.world = World::new();
        let world = &mut self.world;
        muster::spawn(world, scenario);
        world.insert_resource(Agenda::default());
        world.insert_resource(Journal::new());
        world.insert_resource(SlowLuck::default());
        world.insert_resource(Due::default());
        world.insert_resource(State::default());
        self.phases = Phase::ALL.iter().map(|_| Systems::default()).collect();
        let turn_end = Rule {
            phase: Phase::TurnEnd,
            name: "turn end",
            make: || boxed(crate::turn_end::turn_end),
            at_events: false,
            is_needed: |_| true,
        };
        let needed = self.list.systems.iter().chain([&turn_end]).filter(|rule| (rule.is_needed)(scenario));
        for Rule { phase, name, make, at_events, .. } in needed {
            let mut system = make();
            system.initialize(world);
            // Commands take effect later than the rule that gave them: order would no longer be visible.
            assert!(!system.has_deferred(), "{name} gives Commands; rules change the world at once");
            let phase = &mut self.phases[*phase as usize];
            phase.all.push((system, *at_events));
            phase.at_events |= at_events;
        }
        self.slot = None;
    }

    fn prepare(&mut self, scenario: &Arc<Scenario>, seed: u64, detail: Detail) {
        if muster::fits(&self.world, scenario) {
            muster::reset(&mut self.world, scenario);
        } else {
            self.muster(scenario);
        }
        let world = &mut self.world;
        world.insert_resource(Operation(Arc::clone(scenario)));
        world.insert_resource(Dice::new(seed));
        world.insert_resource(Clock { now: Minute(0), step: 0 });
        world.resource_mut::<SlowLuck>().clear();
        world.resource_mut::<Journal>().restart(detail);
        world.resource_mut::<Agenda>().clear();
        for start in &self.list.starts {
            start(world, scenario);
        }
        self.slot.get_or_insert_with(|| SystemState::new(world));
        let mut agenda = world.resource_mut::<Agenda>();
        let budget = EVENTS_PER_DAY * (scenario.calendar.end.0 / DAY + 1) as u64;
        let lone = |phase: &Phase| self.phases[*phase as usize].has_lone_rule_at_events();
        agenda.bound(scenario.calendar.end, budget, Phase::ALL.into_iter().filter(lone));
        for phase in Phase::ALL {
            let (every, at_start) = cadence(phase, scenario);
            agenda.repeat(phase, Minute(if at_start { 0 } else { every }), every);
        }
        for (index, unit) in scenario.units.iter().enumerate() {
            let subject = Subject::Unit(verst_domain::ids::UnitId::new(index));
            if let Some(at) = muster::enters(unit) {
                agenda.schedule(Event { at: at.max(Minute(0)), phase: Phase::Arrival, subject, tag: 0 });
            }
            if let Some(leaves) = unit.leaves {
                let at = Minute(leaves.on.best.round() as i64).max(Minute(0));
                agenda.schedule(Event { at, phase: Phase::Arrival, subject, tag: 1 });
            }
        }
    }

    /// Tells what the last slot left and takes the next one up to the end that has something to run: its phase, and whether
    /// that has its step. Counts the events, of idle slots too.
    fn next_slot(&mut self, scenario: &Scenario, tell: &mut dyn FnMut(&Entry)) -> Option<(Phase, bool)> {
        let slot = self.slot.as_mut().expect("a run is prepared first");
        let (mut agenda, mut clock, mut due, mut journal) =
            slot.get_mut(&mut self.world).expect("muster inserted all four");
        for entry in &journal.entries {
            self.digest.entry(entry);
            tell(entry);
        }
        journal.entries.clear();
        loop {
            let (now, phase) = agenda.next_slot(&mut due.0)?;
            if now > scenario.calendar.end {
                return None;
            }
            agenda.taken += due.0.len() as u64;
            assert!(
                agenda.taken <= agenda.budget,
                "more than {EVENTS_PER_DAY} events a day: a rule runs away in {phase:?}"
            );
            let is_step = due.is_step();
            if self.phases[phase as usize].is_idle(is_step) {
                continue;
            }
            let every = cadence(phase, scenario).0;
            *clock = Clock { now, step: if now.0 == 0 || !is_step { 0 } else { every.min(now.0) } };
            journal.now = now;
            return Some((phase, is_step));
        }
    }

    fn handle(&mut self, phase: Phase, is_step: bool, scenario: &Scenario) {
        for (system, at_events) in &mut self.phases[phase as usize].all {
            if !is_step && !*at_events {
                continue;
            }
            // A plain list of systems: order is a historical claim, so it is total and visible.
            let done = system.run_without_applying_deferred((), &mut self.world);
            done.expect("rules return nothing that can fail");
        }
        if phase == Phase::TurnEnd {
            self.end_turn(scenario);
        }
    }

    fn end_turn(&mut self, scenario: &Scenario) {
        let now = self.world.resource::<Clock>().now;
        let State { mut all, told } = *self.world.resource::<State>();
        for digest in &self.list.digests {
            digest(&self.world, &mut all);
        }
        let digest = all.finish();
        self.digest.told(told);
        let turn = u32::try_from(now.0 / scenario.calendar.turn).expect("turns are counted from 1");
        self.world.resource_mut::<Journal>().tell(What::TurnEnd { turn, digest });
    }
}

/// How often a phase has its regular step, in minutes, and whether the first is at the start.
fn cadence(phase: Phase, scenario: &Scenario) -> (i64, bool) {
    let (turn, round) = (scenario.calendar.turn, scenario.calendar.round);
    match phase {
        Phase::Weather => (DAY, true),
        Phase::Command => (scenario.calendar.command_cycle(), true),
        Phase::TurnEnd => (turn, false),
        Phase::Supply | Phase::March | Phase::Contact | Phase::Control => (round, true),
        Phase::Rail
        | Phase::Fires
        | Phase::Combat
        | Phase::Attrition
        | Phase::Cohesion
        | Phase::Engineers
        | Phase::Irregulars
        | Phase::Arrival => (round, false),
    }
}

/// Digest of an ensemble: over run digests in seed order.
#[must_use]
pub fn ensemble_digest(runs: &[[u8; 32]]) -> [u8; 32] {
    let mut digest = Digest::default();
    runs.iter().for_each(|r| digest.bytes(r));
    digest.finish()
}
