//! Air: who rules it over a contact, and what that denies the enemy's roads.
//!
//! Law     Sorties of a day = sorties of a day of good flying weather x sky x min(1, hours of light / 12). They are flown
//!         over those contacts of the supported formation on which an attack stands ready or is under way, by frontage;
//!         where none does, over all of its contacts. Superiority over an engagement = ln(own + background) / (theirs +
//!         background), per km of front, over ln 2, from -1 to 1: more than twice the enemy's sorties rule the air, and a
//!         handful on either side, or none in bad weather, changes nothing. Where no side's aircraft support anybody the
//!         sides' `air` stands. Who rules it denies the enemy's roads near the front a share of the day, by superiority
//!         and by sorties per km: share = most x superiority x sorties / (sorties + half). Nights are free.
//! Source  model of combat, section 4 (rule of the air); CDB90, sorties and judged superiority; Rommel's report of 10 June
//!         1944 on movement by day and its depth.
//! Phase   Contact, after the cover and before the decision to attack.  Reads Cover, Conditions, Orders.  Writes Air.
//!         Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Local, Res, ResMut, SystemParam};
use bevy_ecs::world::World;
use verst_domain::ids::{LinkId, PlaceId, SideId};
use verst_domain::journal::{Applied, Factor};
use verst_domain::maths::ln;
use verst_domain::scenario::Scenario;
use verst_domain::weather::Sky;
use verst_engine::components::{Duty, Position, Stance};
use verst_engine::digest::Fold;
use verst_engine::journal::Journal;
use verst_engine::muster::Operation;
use verst_engine::roster::Units;
use verst_engine::run::Clock;

use crate::battle::Axis;
use crate::coefficient::{Hours, Km, Share, SortiesPerKm, Times};
use crate::cover::Cover;
use crate::deployment::Deployment;
use crate::facts::Facts;
use crate::near::Near;
use crate::orders::Orders;
use crate::rules_file::Laws;
use crate::weather::Conditions;

crate::coefficients! {
    /// Coefficients of air power.
    Params in "air" {
        /// Share of the sorties that are flown under an overcast sky.
        overcast: Share,
        /// In rain.
        rain: Share,
        /// In snowfall.
        snow: Share,
        /// In a blizzard or in fog.
        blind: Share,
        /// Hours of light that a full day of flying takes.
        full_day: Hours,
        /// So many times the enemy's sorties rule the air.
        superior: Times,
        /// Sorties a day and km of front on both sides beside which a few more are not felt.
        background: SortiesPerKm,
        /// How far behind the front roads are under the enemy's aircraft.
        reach: Km,
        /// Sorties a day and km of front that deny half of what is denied at most.
        half: SortiesPerKm,
        /// Share of the day that the roads lose at most.
        most: Share,
    }
}

/// Share of the sorties that a sky lets fly.
#[must_use]
pub fn sky_share(laws: &Params, sky: Option<Sky>) -> f64 {
    match sky {
        None | Some(Sky::Clear) => 1.0,
        Some(Sky::Overcast) => laws.overcast.get(),
        Some(Sky::Rain) => laws.rain.get(),
        Some(Sky::Snow) => laws.snow.get(),
        Some(Sky::Blizzard | Sky::Fog) => laws.blind.get(),
    }
}

/// Share of the sorties that the hours of light let fly.
#[must_use]
pub fn light_share(laws: &Params, light_hours: f64) -> f64 {
    (light_hours / laws.full_day.get()).clamp(0.0, 1.0)
}

/// Superiority in the air, -1 to 1, of a side with so many sorties a day and km of front over one with so many.
#[must_use]
pub fn superiority(laws: &Params, own: f64, theirs: f64) -> f64 {
    let background = laws.background.get();
    let ratio = (own + background) / (theirs + background);
    (ln(ratio) / ln(laws.superior.get())).clamp(-1.0, 1.0)
}

/// Share of the day that the roads lose under an enemy with a superiority and so many sorties a day and km of front.
#[must_use]
pub fn denied(laws: &Params, superiority: f64, per_km: f64) -> f64 {
    if superiority <= 0.0 || per_km <= 0.0 {
        return 0.0;
    }
    laws.most.get() * superiority * per_km / (per_km + laws.half.get())
}

/// What flies over a contact.
#[derive(Clone, Copy, Debug, Default)]
struct Over {
    /// By side: sorties a day.
    sorties: [f64; 2],
    /// Whether anybody's aircraft support troops on it.
    is_flown: bool,
}

/// What flies where, until the next round.
#[derive(Resource, Debug, Default)]
pub struct Air {
    /// By link; empty: no side has aircraft.
    over: Vec<Over>,
    /// By side and place: share of the day and night that the enemy's aircraft deny its roads there; empty likewise.
    shut: [Vec<f64>; 2],
}

impl Air {
    /// The air of a scenario before the first round.
    #[must_use]
    pub fn start(scenario: &Scenario) -> Self {
        if scenario.air.is_empty() {
            return Self::default();
        }
        let places = vec![0.0; scenario.theatre.places.len()];
        Self { over: vec![Over::default(); scenario.theatre.links.len()], shut: [places.clone(), places] }
    }

    /// Superiority of a side over the axes of an engagement; none: no aircraft support anybody there.
    pub(crate) fn over(&self, laws: &Params, side: SideId, axes: &[Axis]) -> Option<f64> {
        if self.over.is_empty() {
            return None;
        }
        let flown = || axes.iter().map(|axis| (axis, &self.over[axis.link.index()]));
        if !flown().any(|(_, over)| over.is_flown) {
            return None;
        }
        let width: f64 = axes.iter().map(|axis| axis.width_km).sum();
        let per_km = |s: SideId| flown().map(|(_, over)| over.sorties[s.index()]).sum::<f64>() / width;
        Some(superiority(laws, per_km(side), per_km(side.enemy())))
    }

    /// Share of day and night in which a side's roads at a place are free of the enemy's aircraft.
    #[must_use]
    pub fn open(&self, side: SideId, place: PlaceId) -> f64 {
        1.0 - self.shut[side.index()].get(place.index()).copied().unwrap_or(0.0)
    }

    /// The same on the road between two places.
    #[must_use]
    pub fn open_between(&self, side: SideId, one: PlaceId, other: PlaceId) -> f64 {
        self.over_roads(side).open_between(one, other)
    }

    /// What is over a side's roads, for those who ask about many.
    pub(crate) fn over_roads(&self, side: SideId) -> Roads<'_> {
        Roads(&self.shut[side.index()])
    }

    /// What supply columns bring over so many km from a source to a place, against a quiet sky: the last stretch is slower.
    #[must_use]
    pub fn columns(&self, laws: &Params, side: SideId, place: PlaceId, km: f64) -> f64 {
        let open = self.open(side, place);
        if open >= 1.0 || km <= 0.0 {
            return 1.0;
        }
        let near = km.min(laws.reach.get());
        km / (km - near + near / open)
    }
}

/// By place: the share of a side's day that is denied; none: nobody flies.
#[derive(Clone, Copy)]
pub(crate) struct Roads<'a>(&'a [f64]);

impl Roads<'_> {
    /// As [`Air::open_between`].
    pub(crate) fn open_between(self, one: PlaceId, other: PlaceId) -> f64 {
        if self.0.is_empty() {
            return 1.0;
        }
        ((1.0 - self.0[one.index()]) + (1.0 - self.0[other.index()])) / 2.0
    }
}

/// State that the next round depends on.
pub fn digest(world: &World, to: &mut Fold) {
    let air = world.resource::<Air>();
    for over in &air.over {
        to.numbers(over.sorties);
    }
    air.shut.iter().flatten().for_each(|share| to.numbers([*share]));
}

type Flown = (&'static Position, &'static Duty);

/// What flying reads.
#[derive(SystemParam)]
pub(crate) struct Field<'w> {
    clock: Res<'w, Clock>,
    operation: Res<'w, Operation>,
    facts: Res<'w, Facts>,
    laws: Res<'w, Laws>,
    cover: Res<'w, Cover>,
    weather: Res<'w, Conditions>,
    orders: Res<'w, Orders>,
}

/// Work space.
#[derive(Default)]
pub(crate) struct Work {
    /// By link: whether an attack stands ready or is under way on it.
    hot: Vec<bool>,
    /// The contacts of the formations that are supported.
    deployment: Deployment,
    /// Those of one of them.
    supported: Vec<LinkId>,
    /// Places under the aircraft that fly over each other.
    near: Near,
}

/// Sends the day's sorties over the contacts.
pub(crate) fn air(
    field: Field,
    units: Units<Flown>,
    mut air: ResMut<Air>,
    mut journal: ResMut<Journal>,
    mut work: Local<Work>,
) {
    let scenario = &*field.operation.0;
    if scenario.air.is_empty() {
        return;
    }
    let Some((_, duties)) = units.columns() else { return };
    air.over.fill(Over::default());
    find_attacks(&units, scenario.theatre.links.len(), &mut work.hot);
    work.deployment.clear();
    scenario.air.iter().for_each(|force| work.deployment.want(force.under));
    work.deployment.find(&field.cover, &field.facts, &field.orders, duties);
    for index in 0..scenario.air.len() {
        field.fly(index, &mut work, &mut air, &mut journal);
    }
    work.near.look(scenario.digest, &scenario.theatre.places, field.laws.0.air.reach.get());
    field.deny(&work.near, &mut air);
}

/// Marks the contacts on which an attack stands ready or is under way.
fn find_attacks(units: &Units<Flown>, links: usize, hot: &mut Vec<bool>) {
    hot.clear();
    hot.resize(links, false);
    for (_, (position, duty)) in units.each() {
        if let Some(leg) = position.leg.filter(|_| duty.stance == Stance::Attack && duty.closed_at.is_some())
        {
            hot[leg.link.index()] = true;
        }
    }
}

impl Field<'_> {
    /// Sends one side's aircraft over the contacts of the formation that they support.
    fn fly(&self, index: usize, work: &mut Work, air: &mut Air, journal: &mut Journal) {
        let force = &self.operation.0.air[index];
        let (now, laws) = (self.clock.now, &self.laws.0.air);
        if now < force.from || now >= force.until {
            return;
        }
        let Work { hot, deployment, supported, .. } = work;
        supported.clear();
        supported.extend_from_slice(deployment.contacts(force.under, force.side));
        supported.iter().for_each(|link| air.over[link.index()].is_flown = true);
        if supported.iter().any(|link| hot[link.index()]) {
            supported.retain(|link| hot[link.index()]);
        }
        let width = |link: &LinkId| self.facts.link(*link).frontage;
        let whole: f64 = supported.iter().map(width).sum();
        let sky = sky_share(laws, self.weather.sky);
        let light = light_share(laws, 24.0 * (1.0 - self.weather.dark_share()));
        for link in supported.iter() {
            let share = width(link) / whole;
            let sorties = force.sorties.best * sky * light * share;
            air.over[link.index()].sorties[force.side.index()] += sorties;
            if journal.wants_factors() && hot[link.index()] {
                let factors = [
                    Factor { name: "sorties of a good day", value: force.sorties.best },
                    Factor { name: "sky", value: sky },
                    Factor { name: "daylight", value: light },
                    Factor { name: "share of the front supported", value: share },
                ];
                journal.factors(Applied::Sorties(force.side, *link), sorties, &factors);
            }
        }
    }

    /// What superiority denies the enemy of the day on his roads near the front.
    fn deny(&self, near: &Near, air: &mut Air) {
        let (laws, day) = (&self.laws.0.air, 1.0 - self.weather.dark_share());
        let Air { over, shut } = air;
        shut.iter_mut().for_each(|places| places.fill(0.0));
        for &link in self.cover.contacts() {
            let l = self.facts.link(link);
            let per_km = over[link.index()].sorties.map(|sorties| sorties / l.frontage);
            for side in SideId::BOTH {
                let (own, theirs) = (per_km[side.index()], per_km[side.enemy().index()]);
                if own <= 0.0 {
                    continue; // who flies nothing denies nothing
                }
                let share = day * denied(laws, superiority(laws, own, theirs), own);
                if share > 0.0 {
                    shut_roads(near, [l.a, l.b], share, &mut shut[side.enemy().index()]);
                }
            }
        }
    }
}

/// A place near several contacts loses what the worst of them costs.
fn shut_roads(near: &Near, ends: [PlaceId; 2], share: f64, shut: &mut [f64]) {
    for place in ends.into_iter().flat_map(|end| near.to(end)) {
        let shut = &mut shut[place.index()];
        *shut = shut.max(share);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules_file::shipped;

    fn laws() -> Params {
        shipped().air
    }

    #[test]
    fn more_than_twice_the_sorties_rule_the_air_and_the_sides_mirror_each_other() {
        let laws = laws();
        assert_eq!(superiority(&laws, 7.0, 3.0), 1.0);
        assert_eq!(superiority(&laws, 3.0, 7.0), -1.0);
        assert_eq!(superiority(&laws, 5.0, 5.0), 0.0);
        let half = superiority(&laws, 4.2, 2.9);
        assert!((0.3..0.7).contains(&half), "{half}");
        assert_eq!(half, -superiority(&laws, 2.9, 4.2));
    }

    #[test]
    fn a_handful_of_aircraft_and_a_blizzard_rule_nothing() {
        let laws = laws();
        assert!(superiority(&laws, 0.02, 0.0) < 0.2);
        let sky = sky_share(&laws, Some(Sky::Blizzard));
        assert_eq!(superiority(&laws, 9.0 * sky, 1.0 * sky), 0.0);
        assert!(sky_share(&laws, Some(Sky::Overcast)) > sky_share(&laws, Some(Sky::Snow)));
    }

    #[test]
    fn december_has_three_quarters_of_a_day_of_flying() {
        let laws = laws();
        assert!((light_share(&laws, 8.8) - 0.73).abs() < 0.01);
        assert_eq!(light_share(&laws, 17.0), 1.0);
    }

    #[test]
    fn overwhelming_air_denies_most_of_the_day_and_never_all() {
        let laws = laws();
        // The Allies over 100 km of front in June 1944: 2,000 to 4,000 sorties a day.
        let normandy = denied(&laws, 1.0, 30.0);
        assert!((0.7..0.95).contains(&normandy), "{normandy}");
        assert_eq!(denied(&laws, -1.0, 30.0), 0.0);
        assert!(denied(&laws, 1.0, 1.0) < 0.25);
    }

    #[test]
    fn only_the_stretch_within_reach_slows_the_columns() {
        let (laws, side) = (laws(), SideId(0));
        let air = Air { over: Vec::new(), shut: [vec![0.5], vec![0.0]] };
        let (near, far) =
            (air.columns(&laws, side, PlaceId(0), 30.0), air.columns(&laws, side, PlaceId(0), 300.0));
        assert_eq!(near, 0.5);
        assert!(far > 0.8 && far < 1.0, "{far}");
        assert_eq!(air.columns(&laws, side.enemy(), PlaceId(0), 30.0), 1.0);
    }
}
