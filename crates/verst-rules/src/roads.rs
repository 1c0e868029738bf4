//! Roads: what a march goes by, and how fast a unit goes along its leg.
//!
//! Law     march.rs.
//! Used by march.rs.

use bevy_ecs::system::{Res, ResMut, SystemParam};
use verst_domain::forces::Mobility;
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::journal::{Applied, Factor};
use verst_domain::orders::{Hours, Task};
use verst_domain::scenario::Scenario;
use verst_engine::agenda::Agenda;
use verst_engine::components::{Condition, Duty, Holding, Leg, Lines, Stance};
use verst_engine::journal::Journal;
use verst_engine::muster::Operation;
use verst_engine::roster::{Links, Places};
use verst_engine::run::Clock;

use crate::ahead::Ahead;
use crate::air::Air;
use crate::company::Company;
use crate::cover::Cover;
use crate::crossings::{BANK_KM, Crossing, Crossings, Water, km_toward};
use crate::facts::Facts;
use crate::fit::outruns_supply;
use crate::irregulars::Irregulars;
use crate::pace::{driven_share, ground_factor, has_rear_guards, hours_factor, pace, stamina, untrodden};
use crate::rules_file::Laws;
use crate::staff::Staff;
use crate::stocks::is_driven;
use crate::stops::Stops;
use crate::weather::Conditions;

/// Two positions nearer than this are one, in km.
pub(crate) const NEAR_KM: f64 = 0.05;

/// What a march reads and writes besides the units.
#[derive(SystemParam)]
pub(crate) struct Roads<'w, 's> {
    pub(crate) clock: ResMut<'w, Clock>,
    pub(crate) operation: Res<'w, Operation>,
    pub(crate) facts: Res<'w, Facts>,
    pub(crate) laws: Res<'w, Laws>,
    pub(crate) weather: Res<'w, Conditions>,
    pub(crate) staff: Res<'w, Staff>,
    pub(crate) crossings: Res<'w, Crossings>,
    pub(crate) air: Res<'w, Air>,
    company: Res<'w, Company>,
    pub(crate) irregulars: Res<'w, Irregulars>,
    pub(crate) cover: ResMut<'w, Cover>,
    pub(crate) agenda: ResMut<'w, Agenda>,
    pub(crate) journal: ResMut<'w, Journal>,
    pub(crate) places: Places<'w, 's, &'static mut Holding>,
    pub(crate) links: Links<'w, 's, &'static Lines>,
}

impl Roads<'_, '_> {
    pub(crate) fn stops(&self) -> Stops<'_> {
        let (scenario, laws) = (&*self.operation.0, &self.laws.0.cover);
        Stops { scenario, facts: &self.facts, laws, cover: &self.cover, now: self.clock.now }
    }

    fn is_enemy_ahead(&self, id: UnitId, men: f64, leg: &Leg) -> bool {
        let ahead = Ahead { laws: &self.laws.0, facts: &self.facts, cover: &self.cover };
        let ways = &self.operation.0.theatre.place(leg.to).ways;
        ahead.is_enemy(self.facts.unit(id), men, leg, leg.km_at(self.clock.now), ways)
    }
}

/// Km a day at which a unit goes along its leg now.
pub(crate) fn speed(
    (id, men): (UnitId, f64),
    from: PlaceId,
    leg: &Leg,
    condition: &Condition,
    duty: &Duty,
    roads: &mut Roads,
) -> f64 {
    let unit = roads.facts.unit(id);
    let laws = &roads.laws.0.march;
    let mobility = gait(roads, unit.mobility, leg, condition.fuel, duty.stance);
    let going = roads.staff.going(mobility, leg.link);
    let (fresh, steady) = stamina(laws, mobility, condition.fatigue, condition.march_days);
    let before_enemy = roads.cover.holder(leg.to) != unit.side;
    let tactical = match duty.stance {
        Stance::Retreat => roads.stops().pace_back(laws, unit.side, leg, duty),
        _ if before_enemy => laws.tactical.get(),
        _ => 1.0,
    };
    let follows = before_enemy
        && duty.stance != Stance::Retreat
        && has_rear_guards(laws, roads.links.get(leg.link).retreat_at, roads.clock.now)
        && roads.is_enemy_ahead(id, men, leg);
    debug_assert!(from != leg.to, "a leg leads somewhere else");
    let by_night = marches_by_night(duty, &roads.operation.0);
    let link = roads.facts.link(leg.link);
    let ground = if before_enemy {
        ground_factor(laws, mobility, untrodden(link.road()), link.terrain, roads.weather.footing())
    } else {
        going.ground
    };
    let mut factors = [
        pace(laws, mobility),
        going.class,
        ground,
        guided(roads, unit.side, leg.link, going.class * ground),
        fresh,
        steady,
        if by_night { hours_factor(laws, roads.weather.dark_hours) } else { 1.0 },
        if duty.forced { laws.forced.get() } else { 1.0 },
        tactical,
        if follows { laws.pursuit.get() } else { 1.0 },
        driven_share(mobility, condition.fuel),
        roads.laws.0.fodder.pace_kept(mobility, condition.horses),
        supplied_share(before_enemy, condition, duty, roads),
        if before_enemy && roads.company.is_alone(id) { 0.0 } else { 1.0 },
        if by_night { 1.0 } else { roads.air.open_between(unit.side, from, leg.to) },
        1.0,
    ];
    let dry = factors.iter().fold(1.0, |product, f| product * f);
    let river = river_share(roads, mobility, leg, dry);
    let applied = dry * river;
    if roads.journal.wants_factors() {
        factors[FACTORS.len() - 1] = river;
        let names = FACTORS.into_iter().zip(factors);
        let factors: Vec<Factor> = names.map(|(name, value)| Factor { name, value }).collect();
        roads.journal.factors(Applied::MarchKmPerDay(id), applied, &factors);
    }
    applied
}

/// What guides of the country win back of the going.
fn guided(roads: &Roads, side: SideId, link: LinkId, going: f64) -> f64 {
    roads.irregulars.guided(&roads.laws.0.irregulars, side, link, roads.facts.link(link), going)
}

/// Names of what a speed is made of.
const FACTORS: [&str; 16] = [
    "pace",
    "road class",
    "ground",
    "guides",
    "fatigue",
    "days marched",
    "hours of march",
    "forced march",
    "before the enemy",
    "rear guards",
    "fuel",
    "horses",
    "supply",
    "company",
    "enemy aircraft",
    "river",
];

/// A river's days, spread over the link as a slower pace than so many km a day; none, where the leg ends before it.
fn river_share(roads: &Roads, mobility: Mobility, leg: &Leg, km_per_day: f64) -> f64 {
    let days = roads.staff.river_days(mobility, leg.link);
    let l = roads.facts.link(leg.link);
    let is_beyond = |c: &Crossing| km_toward(c, l, leg.to) > leg.stop_km - NEAR_KM;
    if days == 0.0 || roads.crossings.on(leg.link).iter().all(is_beyond) {
        return 1.0;
    }
    l.km / (l.km + days * km_per_day)
}

/// Km along a leg at which a mobility comes to the bank of a river whose bridge was blown and that it cannot cross without;
/// infinite: none is ahead.
pub(crate) fn bank_km(roads: &Roads, mobility: Mobility, leg: &Leg) -> f64 {
    let (l, water) = (roads.facts.link(leg.link), Water { laws: &roads.laws.0, weather: &roads.weather });
    let ahead = roads.crossings.on(leg.link).iter().filter(|c| c.had_bridge && water.is_shut(c, mobility));
    ahead.map(|c| km_toward(c, l, leg.to)).filter(|km| *km >= leg.km - BANK_KM).fold(f64::INFINITY, f64::min)
}

/// Who attacks and has outrun his supplies waits for them.
fn supplied_share(before_enemy: bool, condition: &Condition, duty: &Duty, roads: &Roads) -> f64 {
    let waits = before_enemy && outruns_supply(&roads.laws.0.attack, condition, duty, roads.clock.now);
    if waits { 0.0 } else { 1.0 }
}

/// How a unit goes: with its lorries and tanks, but on foot and without them where it goes back and walks faster than it drives.
pub(crate) fn gait(roads: &Roads, own: Mobility, leg: &Leg, fuel: f64, stance: Stance) -> Mobility {
    if stance != Stance::Retreat || !is_driven(own) {
        return own;
    }
    let pace_as = |mobility: Mobility| {
        let going = roads.staff.going(mobility, leg.link);
        let dry = pace(&roads.laws.0.march, mobility) * going.class * going.ground;
        let waits = bank_km(roads, mobility, leg).is_finite();
        let passes = if waits { 0.0 } else { driven_share(mobility, fuel) };
        dry * passes * river_share(roads, mobility, leg, dry)
    };
    if pace_as(Mobility::Foot) > pace_as(own) { Mobility::Foot } else { own }
}

/// Whether a unit marches by night only.
fn marches_by_night(duty: &Duty, scenario: &Scenario) -> bool {
    duty.stance == Stance::March
        && duty.order.is_some_and(|o| {
            matches!(scenario.orders[o.index()].task, Task::March { hours: Hours::Night, .. })
        })
}
