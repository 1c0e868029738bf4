//! The engagement protocol: a battle of a database as an operation of two places, played by the engine as it is.
//!
//! The attacker stands in the west place, the defender at km 0 of the one link to the east place, 600 km away, so that no
//! advance is cut short. The attacker is told to attack and to press on for the days of the battle, the defender to hold
//! where he stands. What is known of ground, weather, posture, surprise and air stands in the scenario; nothing here
//! computes a loss or a kilometre.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use jiff::civil::Date;
use verst_domain::forces::{Formation, Known, Level, Mobility, Side, Start, Unit, UnitKind};
use verst_domain::geo::LatLon;
use verst_domain::ids::{FormationId, LinkId, PlaceId, SideId, UnitId};
use verst_domain::journal::{Entry, What};
use verst_domain::maths::log10;
use verst_domain::orders::{Addressee, Condition, Order, Task};
use verst_domain::quantity::{Basis, Citation, Quantity};
use verst_domain::scenario::Scenario;
use verst_domain::theatre::{FrontMark, Link, Place, RoadClass, Source, Terrain, Theatre, Works, WorksClass};
use verst_domain::time::{Calendar, DAY, HOUR, Minute};
use verst_domain::weather::{Sky, WeatherDay};
use verst_engine::journal::Detail;
use verst_engine::run::Engine;
use verst_score::engagements::{Forecast, Target};

use crate::runner::Arm;

/// Length of the link: no advance of the data comes near it.
const LINK_KM: f64 = 600.0;
/// Men per km of front where the database has no width: the median of its defenders.
const MEDIAN_DENSITY: f64 = 1560.0;
/// Guns per thousand men where the database has none.
const MEDIAN_GUNS: f64 = 3.0;
/// Dawn.
const DAWN_HOUR: i8 = 6;

/// What was known of a battle before it began.
#[derive(Clone, Debug, PartialEq)]
pub struct Battle {
    /// Its key in the database.
    pub key: String,
    /// The first day.
    pub date: Date,
    /// Days of fighting.
    pub days: i64,
    /// The attacker.
    pub attacker: Party,
    /// The defender.
    pub defender: Party,
    /// Width of the attack in km, where known.
    pub width_km: Option<f64>,
    /// How the defender stood.
    pub posture: Posture,
    /// Hills that hinder movement.
    pub rugged: bool,
    /// Heavy woods.
    pub woods: bool,
    /// Wet weather.
    pub wet: bool,
    /// Winter.
    pub winter: bool,
    /// Level of surprise, -3 to 3.
    pub surprise: f64,
    /// Air superiority of the attacker, -1 to 1.
    pub air: f64,
}

/// A party to a battle.
#[derive(Clone, Debug, PartialEq)]
pub struct Party {
    /// Its army, a key of the rules file's table; one that the table lacks is the reference army.
    pub army: String,
    /// Men.
    pub men: f64,
    /// Tanks.
    pub tanks: f64,
    /// Guns, where known.
    pub guns: Option<f64>,
}

/// How a defender stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posture {
    /// In hasty or prepared works.
    Defends,
    /// Behind fortifications.
    Fortified,
    /// Fighting for time.
    Delays,
}

/// Coefficients set for the protocol: in the data nobody gives up the fight early, and supply is unknown, so that it stays at
/// its best.
pub const SETTINGS: [&str; 8] = [
    "rules.engagement.hazard=0",
    "rules.withdraw.pressed=1000",
    "rules.withdraw.bleeding=100",
    "rules.withdraw.permission=1000",
    "rules.supply.lift_foot=3000000",
    "rules.supply.lift_driven=3000000",
    "rules.cohesion.exhausted=1",
    "rules.attack.least_cohesion=0",
];

const ATTACKER: SideId = SideId(0);
const DEFENDER: SideId = SideId(1);
const WEST: PlaceId = PlaceId(0);
const EAST: PlaceId = PlaceId(1);
const ROAD: LinkId = LinkId(0);

fn citation() -> Citation {
    Citation { basis: Basis::Documented, source: String::from("cdb90") }
}

impl Battle {
    /// The battle as an operation with rounds of some hours.
    #[must_use]
    pub fn scenario(&self, round_hours: i64) -> Scenario {
        let round = round_hours * HOUR;
        let last = Minute(self.days * DAY);
        // One round more, so that the last turn of the attack is told.
        let calendar =
            Calendar { start: self.date.at(DAWN_HOUR, 0, 0, 0), end: last + round, turn: round, round };
        let weather = WeatherDay {
            temp_c: Quantity::exact(if self.winter { 0.0 } else { 15.0 }),
            snow_cm: Quantity::exact(0.0),
            sky: if self.wet { Sky::Rain } else { Sky::Clear },
            mud: false,
        };
        Scenario {
            key: self.key.clone(),
            title: self.key.clone(),
            summary: String::new(),
            sides: vec![
                self.side("attacker", &self.attacker.army, self.air),
                self.side("defender", &self.defender.army, 0.0),
            ],
            theatre: self.theatre(),
            formations: vec![self.formation(ATTACKER), self.formation(DEFENDER)],
            units: vec![self.unit(ATTACKER), self.unit(DEFENDER)],
            air: Vec::new(),
            airlift: Vec::new(),
            replacements: Vec::new(),
            orders: vec![self.attack(), self.defence()],
            weather: vec![weather; usize::try_from(self.days + 2).unwrap_or(0)],
            digest: *blake3::hash(format!("{self:?} {round}").as_bytes()).as_bytes(),
            calendar,
        }
    }

    fn side(&self, key: &str, army: &str, air: f64) -> Side {
        Side {
            key: format!("{key}-{}", self.key),
            name: String::from(key),
            army: army.to_string(),
            // The law takes half of the difference of the two sides.
            air: Quantity::exact(2.0 * air),
            winter_kit: Quantity::exact(1.0),
            citation: citation(),
        }
    }

    fn theatre(&self) -> Theatre {
        let place = |key: &str, lon: f64, holder: SideId, other: PlaceId| Place {
            key: format!("{key}-{}", self.key),
            name: String::from(key),
            at: LatLon { lat: 50.0, lon },
            terrain: Terrain::Open,
            town_depth: Quantity::exact(0.0),
            holder,
            key_place: false,
            citation: citation(),
            ways: vec![(ROAD, other)],
        };
        let width = self.width_km.unwrap_or(self.defender.men / MEDIAN_DENSITY);
        let link = Link {
            key: String::from("road"),
            a: WEST,
            b: EAST,
            km: Quantity::exact(LINK_KM),
            road: Some(RoadClass::Highway),
            rail_km: None,
            tracks: 1,
            rail_cut: false,
            terrain: match (self.rugged, self.woods) {
                (true, true) => Terrain::WoodedHills,
                (true, false) => Terrain::Rugged,
                (false, true) => Terrain::Forest,
                (false, false) => Terrain::Open,
            },
            crossings: Vec::new(),
            frontage: Quantity::exact(width),
            citation: citation(),
        };
        let source = |key: &str, at: PlaceId, side: SideId| Source {
            key: String::from(key),
            at,
            side,
            trains: Quantity::exact(100.0),
            from: Minute(0),
            citation: citation(),
        };
        let works = Works {
            key: String::from("works"),
            at: EAST,
            side: DEFENDER,
            class: WorksClass::Fortified,
            depth: Quantity::exact(LINK_KM),
            citation: citation(),
        };
        Theatre {
            places: vec![place("west", 30.0, ATTACKER, EAST), place("east", 38.0, DEFENDER, WEST)],
            links: vec![link],
            works: if self.posture == Posture::Fortified { vec![works] } else { Vec::new() },
            sources: vec![source("west", WEST, ATTACKER), source("east", EAST, DEFENDER)],
            front: vec![FrontMark { link: ROAD, km: Quantity::exact(0.0) }],
            ..Theatre::default()
        }
    }

    fn formation(&self, side: SideId) -> Formation {
        let name = if side == ATTACKER { "attacker" } else { "defender" };
        Formation {
            key: format!("{name}-{}", self.key),
            name: String::from(name),
            side,
            level: Level::Division,
            under: None,
            fallback: vec![if side == ATTACKER { WEST } else { EAST }],
            transport: None,
            citation: citation(),
        }
    }

    fn unit(&self, side: SideId) -> Unit {
        let (party, start) = if side == ATTACKER {
            (&self.attacker, Start::At(WEST))
        } else {
            (&self.defender, Start::OnLink { link: ROAD, km: Quantity::exact(0.0) })
        };
        let kind = if party.tanks > 0.0 { UnitKind::Motorized } else { UnitKind::Rifle };
        let name = if side == ATTACKER { "attacker" } else { "defender" };
        let of = Quantity::exact;
        Unit {
            key: format!("{name}-{}", self.key),
            name: String::from(name),
            kind,
            mobility: if party.tanks > 0.0 { Mobility::Wheels } else { Mobility::Foot },
            under: FormationId(side.0),
            side,
            army: party.army.clone(),
            start,
            leaves: None,
            men: of(party.men),
            line: None,
            tanks: of(party.tanks),
            guns: of(party.guns.unwrap_or(MEDIAN_GUNS * party.men / 1000.0)),
            fatigue: of(0.0),
            supply: of(1.0),
            cohesion: of(1.0),
            age_days: of(0.0),
            citation: citation(),
        }
    }

    fn attack(&self) -> Order {
        let task = Task::Attack { along: vec![EAST], press: true, surprise: Some(self.surprise) };
        // A minute after the last round, so that this is still fought.
        self.order(UnitId(0), task, Some(Condition::From(self.days * DAY + 1)))
    }

    fn defence(&self) -> Order {
        let task = if self.posture == Posture::Delays {
            Task::Delay { along: vec![EAST] }
        } else {
            Task::Hold { at: None, stand_fast: true }
        };
        self.order(UnitId(1), task, None)
    }

    fn order(&self, unit: UnitId, task: Task, until: Option<Condition>) -> Order {
        Order {
            key: format!("order-{}", unit.0),
            to: Addressee::Unit(unit),
            issued: Quantity::exact(-(30 * DAY) as f64),
            known: Known::Opening,
            task,
            when: None,
            until,
            supply: None,
            then: None,
            citation: citation(),
        }
    }
}

/// What one run says of a battle.
#[derive(Clone, Copy, Debug, Default)]
struct Outcome {
    won: bool,
    lost: [f64; 2],
    km: f64,
    /// When it was decided; what is marched after that is no advance against the enemy.
    decided: Option<Minute>,
}

impl Outcome {
    fn see(&mut self, entry: &Entry, last: Minute) {
        if entry.at > last {
            return;
        }
        match &entry.what {
            What::Lost { unit, losses } => self.lost[unit.index()] += losses.battle(),
            What::Front { line_a, .. } if self.decided.is_none_or(|at| entry.at <= at) => self.km = *line_a,
            What::EngagementResolved { attacker, success, .. } if *attacker == ATTACKER => {
                (self.won, self.decided) = (*success, Some(entry.at));
            }
            _ => {}
        }
    }

    fn km_per_day(&self, last: Minute) -> f64 {
        self.km / last.days()
    }
}

/// A request to forecast battles.
pub struct Request<'a> {
    /// The battles.
    pub battles: &'a [Battle],
    /// Hours of a round.
    pub round_hours: i64,
    /// How an arm is made of a battle's scenario: rules, settings and drawn inputs.
    pub arm: &'a (dyn Fn(Scenario) -> Arm + Sync),
    /// Seeds.
    pub seeds: &'a [u64],
    /// Threads.
    pub jobs: usize,
    /// Set from outside: no further battle begins.
    pub stop: &'a AtomicBool,
}

impl Request<'_> {
    /// Forecasts every battle, in order; `seen` is told of each that is done.
    ///
    /// # Panics
    /// If a rule breaks an invariant.
    pub fn run(&self, seen: &(dyn Fn() + Sync)) -> Vec<Forecast> {
        let next = AtomicUsize::new(0);
        let mut all: Vec<(usize, Forecast)> = std::thread::scope(|scope| {
            let work = || {
                let mut mine = Vec::new();
                while !self.stop.load(Ordering::Relaxed) {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(battle) = self.battles.get(at) else { break };
                    mine.push((at, self.forecast(battle)));
                    seen();
                }
                mine
            };
            let threads: Vec<_> = (0..self.jobs.max(1)).map(|_| scope.spawn(work)).collect();
            threads.into_iter().flat_map(|t| t.join().expect("a rule broke an invariant")).collect()
        });
        all.sort_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, forecast)| forecast).collect()
    }

    fn forecast(&self, battle: &Battle) -> Forecast {
        let arm = (self.arm)(battle.scenario(self.round_hours));
        let mut engine: Option<Engine> = None;
        let last = Minute(battle.days * DAY);
        let mut values: [Vec<f64>; 4] = Default::default();
        for &seed in self.seeds {
            let (scenario, rules) = arm.at(seed);
            let list = Arc::new((arm.list)(&rules));
            let engine = engine.get_or_insert_with(|| Engine::new(Arc::clone(&list)));
            engine.retune(list);
            let mut outcome = Outcome::default();
            engine.run(&scenario, seed, Detail::Facts, &mut |entry| outcome.see(entry, last));
            let logs = outcome.lost.map(|men| log10(men.max(1.0)));
            let told = [f64::from(u8::from(outcome.won)), logs[0], logs[1], outcome.km_per_day(last)];
            values.iter_mut().zip(told).for_each(|(list, value)| list.push(value));
        }
        let [won, attacker, defender, advance] = values;
        Forecast {
            key: battle.key.clone(),
            win: won.iter().sum::<f64>() / won.len().max(1) as f64,
            targets: [
                (Target::AttackerLosses, attacker),
                (Target::DefenderLosses, defender),
                (Target::Advance, advance),
            ]
            .map(|(target, values)| (target, Forecast::quantiles(values))),
        }
    }
}
