//! Airlift: what aircraft, and irregulars of the country, bring to those who are cut off.
//!
//! Law     Transport aircraft bring so many tons in a day of good flying weather; sky and hours of light take their share off,
//!         as of sorties (air.rs). They fly to whoever is cut off within their range, from the nearest of their bases that has
//!         a way to a source: food and ammunition alone, by need over all. What they load comes over that way before all
//!         other loads. The enemy's aircraft take the share of it that they take of the day on roads there; where no aircraft
//!         are given, the sides' `air` tells whom. Irregulars feed some times their own number in their area.
//! Source  lifts of Demyansk and Stalingrad, FORMAT.md; irregulars assumed, see the rules file.
//! Phase   Supply: part of supply.rs, before the roads are used.

use verst_domain::forces::Airlift;
use verst_domain::geo::distance_km;
use verst_domain::ids::{PlaceId, SideId, UnitId};
use verst_domain::journal::{Applied, Factor, What};
use verst_domain::scenario::Scenario;
use verst_engine::journal::Journal;

use crate::air::{light_share, sky_share};
use crate::deliver::KG_PER_TON;
use crate::haulage::{Claim, Haulage};
use crate::stocks::Load;
use crate::supply::{Roads, SupplyMap};

/// Hours in a day.
const HOURS: f64 = 24.0;

/// A unit that is cut off, and what comes to it by air, or from irregulars, in a step; in kg per man.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pocket {
    pub(crate) unit: UnitId,
    place: PlaceId,
    men: f64,
    wants: Load,
    /// Food from irregulars.
    found: f64,
    /// What aircraft loaded for it, and what of that came.
    loaded: f64,
    flown: f64,
}

impl Pocket {
    pub(crate) fn new(unit: UnitId, place: PlaceId, men: f64, wanted: &Load) -> Self {
        let wants = Load { food: wanted.food, ammunition: wanted.ammunition, ..Load::default() };
        Self { unit, place, men, wants, found: 0.0, loaded: 0.0, flown: 0.0 }
    }

    fn needs(&self) -> f64 {
        (self.wants.sum() - self.found - self.loaded).max(0.0)
    }

    /// What comes.
    pub(crate) fn came(&self) -> Load {
        let food = self.wants.food.min(self.found + self.flown);
        let ammunition = self.wants.ammunition.min(self.found + self.flown - food);
        Load { food, ammunition, ..Load::default() }
    }

    /// Tells what came by air, and its factors to those who ask why.
    pub(crate) fn tell(&self, wanted: f64, journal: &mut Journal) {
        let came = self.came().sum();
        if self.flown > 0.0 {
            journal.tell(What::FlownIn { unit: self.unit, tons: self.flown * self.men / KG_PER_TON });
        }
        if journal.wants_factors() && wanted > 0.0 && came > 0.0 {
            let sent = self.found + self.loaded;
            let factors = [
                Factor { name: "food and ammunition alone", value: self.wants.sum() / wanted },
                Factor { name: "lift, bases and irregulars", value: sent / self.wants.sum() },
                Factor { name: "enemy aircraft over the pocket", value: came / sent },
            ];
            journal.factors(Applied::DeliveredShare(self.unit), came / wanted, &factors);
        }
    }
}

/// Share of a need that a lift of so many tons a day carries.
#[must_use]
pub fn carried(lift: f64, need: f64) -> f64 {
    if need > lift { lift / need } else { 1.0 }
}

/// Food for each man of so many who are cut off among irregulars who feed so many.
#[must_use]
pub fn found(food: f64, fed: f64, men: f64) -> f64 {
    if men > 0.0 { food * (fed / men).min(1.0) } else { 0.0 }
}

/// The usable base nearest to a place, if it is within range.
fn base(scenario: &Scenario, lift: &Airlift, haulage: &Haulage, to: PlaceId) -> Option<PlaceId> {
    let at = |place: PlaceId| scenario.theatre.place(place).at;
    let usable = lift.bases.iter().filter(|base| haulage.km(**base).is_finite());
    let near = usable.map(|&base| (distance_km(at(base), at(to)), base)).filter(|(km, _)| *km <= lift.km);
    near.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).map(|(_, base)| base)
}

impl SupplyMap {
    /// Brings what can be brought to those of a side who have no way.
    pub(crate) fn relieve(&mut self, roads: &Roads, side: SideId) {
        let scenario = &*roads.operation.0;
        let (now, days) = (roads.clock.now, roads.clock.step_days());
        let flies = |lift: &&Airlift| lift.side == side && lift.from <= now && now < lift.until;
        self.pockets.clear();
        if days <= 0.0 || roads.irregulars.is_empty() && !scenario.airlift.iter().any(|lift| flies(&lift)) {
            return;
        }
        self.find_pockets(side);
        if self.pockets.is_empty() {
            return;
        }
        self.feed_by_irregulars(roads, side);
        for lift in scenario.airlift.iter().filter(flies) {
            self.fly(roads, lift);
        }
    }

    fn feed_by_irregulars(&mut self, roads: &Roads, side: SideId) {
        let (laws, irregulars) = (&roads.laws.0.irregulars, &roads.irregulars);
        let fed = |place| laws.feeds.get() * irregulars.free_men(side, place);
        let men: f64 = self.pockets.iter().filter(|p| fed(p.place) > 0.0).map(|p| p.men).sum();
        for pocket in &mut self.pockets {
            pocket.found = found(pocket.wants.food, fed(pocket.place), men);
        }
    }

    /// Flies a lift's loads to all within its range.
    fn fly(&mut self, roads: &Roads, lift: &Airlift) {
        let (scenario, laws) = (&*roads.operation.0, &*roads.laws.0);
        let days = roads.clock.step_days();
        let Self { pockets, haulage, room, .. } = self;
        let haulage = &mut haulage[lift.side.index()];
        let a_day = |pocket: &Pocket| pocket.needs() * pocket.men / days / KG_PER_TON;
        let bases: Vec<_> = pockets.iter().map(|p| base(scenario, lift, haulage, p.place)).collect();
        let reached = || pockets.iter().zip(&bases).filter_map(|(p, base)| Some((p, (*base)?)));
        let light = HOURS * (1.0 - roads.weather.dark_share());
        let tons = lift.tons.best * sky_share(&laws.air, roads.weather.sky) * light_share(&laws.air, light);
        let share = carried(tons, reached().map(|(pocket, _)| a_day(pocket)).sum());
        haulage.unload();
        reached().for_each(|(pocket, base)| haulage.load(base, share * a_day(pocket), Claim::First));
        haulage.send(room);
        for (pocket, base) in pockets.iter_mut().zip(bases).filter_map(|(p, base)| Some((p, base?))) {
            let loaded = pocket.needs() * share * haulage.share(base, Claim::First);
            pocket.loaded += loaded;
            pocket.flown += loaded * open_sky(roads, lift.side, pocket.place);
        }
    }
}

/// Share of the loads that the enemy's aircraft let through to a pocket.
fn open_sky(roads: &Roads, side: SideId, place: PlaceId) -> f64 {
    let scenario = &*roads.operation.0;
    if !scenario.air.is_empty() {
        return roads.air.open(side, place);
    }
    let theirs = scenario.side(side.enemy()).air.best - scenario.side(side).air.best;
    let day = 1.0 - roads.weather.dark_share();
    1.0 - day * roads.laws.0.air.most.get() * (theirs / 2.0).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pocket(men: f64) -> Pocket {
        let wanted = Load { food: 2.0, ammunition: 3.0, fuel: 4.0, fodder: 5.0 };
        Pocket::new(UnitId(0), PlaceId(0), men, &wanted)
    }

    #[test]
    fn a_lift_is_spread_over_all_by_need() {
        assert_eq!(carried(300.0, 150.0), 1.0);
        assert_eq!(carried(100.0, 400.0), 0.25);
        assert_eq!(carried(0.0, 400.0), 0.0);
        assert_eq!(carried(0.0, 0.0), 1.0);
    }

    #[test]
    fn aircraft_bring_food_before_ammunition_and_nothing_else() {
        let mut all = pocket(1000.0);
        assert_eq!(all.needs(), 5.0);
        (all.loaded, all.flown) = (5.0, 2.5);
        assert_eq!(all.needs(), 0.0);
        assert_eq!(all.came(), Load { food: 2.0, ammunition: 0.5, ..Load::default() });
    }

    #[test]
    fn irregulars_feed_some_and_no_more_than_they_can() {
        assert_eq!(found(2.0, 500.0, 1000.0), 1.0);
        assert_eq!(found(2.0, 5000.0, 1000.0), 2.0);
        assert_eq!(found(2.0, 0.0, 0.0), 0.0);
        let mut fed = pocket(1000.0);
        fed.found = 1.0;
        assert_eq!(fed.came(), Load { food: 1.0, ..Load::default() });
    }
}
