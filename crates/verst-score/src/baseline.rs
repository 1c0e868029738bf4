//! Baselines: what one would expect without a model of war. None ever sees what the record says, only what it measures.
//!
//! - static: nothing moves; no answer on losses.
//! - climatology: a battle of like size, drawn for each member, gives pace and losses.
//! - lanchester: the median pace; losses by Lanchester's square law with coefficients drawn for each member.
//! - plan: every unit executes its orders unopposed. That is an engine run without combat, made elsewhere and taken as input.

use verst_domain::dice_key::{mix, pair, subject};
use verst_domain::forces::Start;
use verst_domain::ids::SideId;
use verst_domain::maths::normal_quantile;
use verst_domain::orders::{Task, Then};
use verst_domain::scenario::Scenario;

use crate::climatology::Climatology;
use crate::measure::{Kind, Record};

/// Members of each baseline.
pub const MEMBERS: usize = 200;

/// A baseline's members by measure, each a value on the measure's scale; none where it has no answer.
pub type Members = Vec<Option<Vec<f64>>>;

/// All baselines of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Baselines {
    /// Nothing moves.
    pub static_world: Members,
    /// A battle of like size.
    pub climatology: Members,
    /// Median pace and Lanchester's square law.
    pub lanchester: Members,
    /// Orders executed unopposed; none where no such runs were made.
    pub plan: Option<Members>,
}

impl Baselines {
    /// The three baselines that need no engine. They depend on the operation, the table and the kinds of the measures, on
    /// nothing else: their luck is fixed.
    #[must_use]
    pub fn new(scenario: &Scenario, record: &Record, climatology: &Climatology) -> Self {
        Self {
            static_world: crate::static_world::members(scenario, record),
            climatology: crate::climatology::members(scenario, record, climatology),
            lanchester: crate::lanchester::members(scenario, record, climatology),
            plan: None,
        }
    }

    /// With the baseline *plan*: the values (by run, then by measure) of runs without combat. It has no answer on losses,
    /// as the static world has none: nobody fights in it.
    #[must_use]
    pub fn with_plan(mut self, record: &Record, runs: &[Vec<f64>]) -> Self {
        let answer = |(m, measure): (usize, &crate::measure::Measure)| {
            let lost = matches!(measure.kind, Kind::Losses { .. });
            if lost || runs.is_empty() { None } else { Some(runs.iter().map(|run| run[m]).collect()) }
        };
        self.plan = Some(record.measures.iter().enumerate().map(answer).collect());
        self
    }
}

/// The attacking side, by what was ordered: the one with more orders to attack, or to march and seize, among those signed
/// before the end; with as many on both sides, the one with more men; with as many men, the first.
#[must_use]
pub fn attacker(scenario: &Scenario) -> SideId {
    let mut orders = [0_u32; 2];
    for order in scenario.orders.iter().filter(|o| o.issued.best <= scenario.calendar.end.0 as f64) {
        let attacks = matches!(order.task, Task::Attack { .. } | Task::March { then: Then::Seize, .. });
        let side = scenario.addressed_side(order.to);
        orders[side.index()] += u32::from(attacks);
    }
    let [first, second] = SideId::BOTH;
    if orders[0] != orders[1] {
        return if orders[0] > orders[1] { first } else { second };
    }
    if men(scenario, second) > men(scenario, first) { second } else { first }
}

/// Men of a side's units that are in the theatre at the start or enter it before the end.
#[must_use]
pub(crate) fn men(scenario: &Scenario, side: SideId) -> f64 {
    let units = scenario.units.iter().filter(|u| u.side == side && takes_part(scenario, &u.start));
    units.map(|u| u.men.best).sum()
}

/// Whether a unit that starts so is ever in the theatre.
pub(crate) fn takes_part(scenario: &Scenario, start: &Start) -> bool {
    match start {
        Start::Enters { on, .. } => on.best <= scenario.calendar.end.0 as f64,
        Start::At(_) | Start::OnLink { .. } => true,
    }
}

/// A uniform number inside (0, 1) for a baseline's member; the same for ever.
pub(crate) fn uniform(baseline: &str, member: usize, ordinal: u64) -> f64 {
    let bits = mix(pair(subject(baseline), member as u64).wrapping_add(mix(ordinal)));
    ((bits >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}

/// A standard normal number for a baseline's member; the same for ever.
pub(crate) fn normal(baseline: &str, member: usize, ordinal: u64) -> f64 {
    normal_quantile(uniform(baseline, member, ordinal))
}
