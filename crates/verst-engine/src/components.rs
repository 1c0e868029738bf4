//! The state of units, places and links. After muster, state changes are changes of these fields and of nothing else.

use bevy_ecs::component::Component;
use verst_domain::ids::{FormationId, LinkId, OrderId, PlaceId, SideId};
use verst_domain::journal::Losses;
use verst_domain::theatre::WorksClass;
use verst_domain::time::Minute;

use crate::digest::{Fold, bits, packed};

/// Men and equipment of a unit.
#[derive(Component, Clone, Debug, Default)]
pub struct Strength {
    /// Men present.
    pub men: f64,
    /// Men in the fighting line per man of ration strength; 0: not stated.
    pub line_share: f64,
    /// Tanks fit to fight.
    pub tanks: f64,
    /// Tanks under repair.
    pub tanks_in_repair: f64,
    /// Guns and mortars.
    pub guns: f64,
    /// Men when it came.
    pub men_at_start: f64,
}

impl Strength {
    /// Tanks fit to fight and under repair.
    #[must_use]
    pub fn all_tanks(&self) -> f64 {
        self.tanks + self.tanks_in_repair
    }

    /// Leaves nothing of it but what it began with; what there was.
    pub fn empty(&mut self) -> Self {
        let men_at_start = self.men_at_start;
        std::mem::replace(self, Self { men_at_start, ..Self::default() })
    }
}

/// How fit a unit is.
#[derive(Component, Clone, Debug, Default)]
pub struct Condition {
    /// 0 fresh to 1.
    pub fatigue: f64,
    /// 0 to 1.
    pub cohesion: f64,
    /// Share of its men's effect that fatigue and cohesion left it when its present engagement began.
    pub vigour: f64,
    /// Share of its needs that reaches it, 0 to 1.
    pub supply: f64,
    /// Food carried, as a share of a full load.
    pub food: f64,
    /// Ammunition carried, likewise.
    pub ammunition: f64,
    /// Fuel carried, likewise.
    pub fuel: f64,
    /// Fodder carried, likewise.
    pub fodder: f64,
    /// Strength of its horses, 0 to 1; 1 where it has none.
    pub horses: f64,
    /// Days of fighting that still count (model: n).
    pub age_days: f64,
    /// Days marched that still count.
    pub march_days: f64,
    /// Days without a road to a source; 0: it has one.
    pub cut_days: f64,
}

impl Condition {
    /// Share of its men's effect that fatigue and cohesion leave it now.
    #[must_use]
    pub fn vigour_now(&self) -> f64 {
        (1.0 - self.fatigue) * self.cohesion
    }
}

/// A stretch of a link under way, or a stand on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leg {
    /// The link.
    pub link: LinkId,
    /// The end it faces.
    pub to: PlaceId,
    /// Km from the unit's `place`, the end behind it, at `since`.
    pub km: f64,
    /// When `km` was true.
    pub since: Minute,
    /// Km a day towards `to`; 0: it stands.
    pub km_per_day: f64,
    /// Where it will stop, km from `place`.
    pub stop_km: f64,
}

impl Leg {
    /// Km from the end behind, at `now`.
    #[must_use]
    #[inline]
    pub fn km_at(&self, now: Minute) -> f64 {
        let gone = self.km_per_day * ((now - self.since) as f64 / verst_domain::time::DAY as f64);
        (self.km + gone).min(self.stop_km.max(self.km))
    }
}

/// Where a unit is. All but its route fills 64 bytes, one line of the processor's cache.
#[derive(Component, Clone, Debug)]
#[repr(C, align(64))]
pub struct Position {
    /// Its stretch of a link, if it is on one.
    pub leg: Option<Leg>,
    /// Where it is, or the end behind it on its link.
    pub place: PlaceId,
    /// The place it set out for; meaningful while a route or leg stands.
    pub goal: PlaceId,
    /// Place it started from in the theatre.
    pub from: PlaceId,
    /// Number of the current leg's due event: older events are void.
    pub version: u32,
    /// The rest of its route: links in order, the current leg's not among them.
    pub route: Vec<LinkId>,
}

/// Whether a unit is in the theatre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not yet come.
    Awaited,
    /// In the theatre.
    Present,
    /// Taken out by order.
    Departed,
    /// Destroyed or captured.
    Destroyed,
    /// In the theatre, but on trains: it can neither fight nor be fought.
    OnTrains,
}

/// What a unit is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// Holding where it stands.
    Hold,
    /// Marching to its goal behind its own lines, or past the enemy.
    March,
    /// Going forward against the enemy.
    Attack,
    /// Going back.
    Retreat,
    /// Uncommitted.
    Reserve,
}

/// What a unit is told and what it is doing about it.
///
/// What rules ask of every unit in every round fills the first 64 bytes, one line of the processor's cache.
#[derive(Component, Clone, Debug)]
#[repr(C, align(64))]
pub struct Duty {
    /// Whether it is in the theatre.
    pub status: Status,
    /// What it is doing.
    pub stance: Stance,
    /// Whether it attacks where it stands before the enemy's line; otherwise it waits.
    pub committed: bool,
    /// Too tired to attack until rested.
    pub exhausted: bool,
    /// It has attacked under its order.
    pub has_attacked: bool,
    /// It marches by force: faster, and tiring.
    pub forced: bool,
    /// Its headquarters now.
    pub under: FormationId,
    /// The order it acts on.
    pub order: Option<OrderId>,
    /// How many places of the order's list are behind it.
    pub step: u16,
    /// Since when it stands before the enemy's line on its link.
    pub closed_at: Option<Minute>,
    /// Days under attack, faded by rest.
    pub pressed_days: f64,
    /// Smoothed share of men lost per day to attacks.
    pub loss_rate: f64,
    /// No attack before this minute (repulsed).
    pub pause_until: Minute,
    /// It fights a delaying action until this minute.
    pub delay_until: Minute,
    /// Since when it waits before odds it does not like.
    pub waiting_since: Option<Minute>,
    /// When permission to withdraw will come, once asked.
    pub permission_at: Option<Minute>,
    /// When the enemy last saw it.
    pub seen_at: Option<Minute>,
    /// It goes back without looking for a route of its own before this minute.
    pub settled_until: Minute,
    /// Earliest minute of the next break-out attempt.
    pub break_out_after: Minute,
    /// Km along the last link of its way back at which it takes position; infinite: it goes into the place.
    pub halt_km: f64,
    /// Hazard of being seen, accumulated while hidden.
    pub detection: f64,
    /// Hazard of giving up, accumulated while cut off without stocks.
    pub despair: f64,
    /// Counters for ordinals of dice: retreats, pauses, requests, break-outs, sightings.
    pub counts: [u32; 5],
}

/// Losses of a unit.
#[derive(Component, Clone, Debug, Default)]
pub struct Toll {
    /// Since the last turn's end.
    pub turn: Losses,
    /// Since the start.
    pub total: Losses,
    /// Tanks back from repair since the last turn's end.
    pub repaired: f64,
}

impl Toll {
    /// Books losses.
    pub fn book(&mut self, losses: &Losses) {
        self.turn.add(losses);
        self.total.add(losses);
    }

    /// Books losses that are of men alone, as those of every unit in every round are.
    pub fn book_men(&mut self, losses: &Losses) {
        self.turn.add_men(losses);
        self.total.add_men(losses);
    }
}

/// Who holds a place.
#[derive(Component, Clone, Debug)]
pub struct Holding {
    /// The side that holds it.
    pub side: SideId,
    /// Since when.
    pub since: Minute,
    /// Its neighbours may not cover its contacts before this minute (it was given up).
    pub open_until: Minute,
    /// When its present holder's enemy last left it under pressure.
    pub left_at: Minute,
}

/// Field fortifications at a place.
#[derive(Component, Clone, Copy, Debug)]
pub struct Trenches {
    /// Side that faces the enemy from them.
    pub side: SideId,
    /// Strength, if there are any.
    pub class: Option<WorksClass>,
    /// Depth in km not yet penetrated.
    pub depth_km: f64,
    /// Days that the present holder has dug.
    pub dug_days: f64,
}

impl Trenches {
    /// No works at a side's place.
    #[must_use]
    pub fn none(side: SideId) -> Self {
        Self { side, class: None, depth_km: 0.0, dug_days: 0.0 }
    }
}

/// Foremost lines on a link, by side, in km from its end `a`. Meaningful while its ends are held by different sides.
#[derive(Component, Clone, Debug, Default)]
pub struct Lines {
    /// One per side.
    pub of: [f64; 2],
    /// Whether the link was a contact at the last step.
    pub live: bool,
    /// When a retreat last went over it.
    pub retreat_at: Option<Minute>,
}

/// State that enters the turn digest.
pub trait Digested {
    /// Adds every field that the future depends on.
    fn digest(&self, to: &mut Fold);
}

fn when(minute: Option<Minute>) -> u64 {
    minute.map_or(u64::MAX, |m| m.0 as u64)
}

impl Digested for Strength {
    #[inline]
    fn digest(&self, to: &mut Fold) {
        let Self { men, line_share, tanks, tanks_in_repair, guns, men_at_start } = *self;
        to.numbers([men, line_share, tanks, tanks_in_repair, guns, men_at_start]);
    }
}

impl Digested for Condition {
    #[inline]
    fn digest(&self, to: &mut Fold) {
        let Self {
            fatigue,
            cohesion,
            vigour,
            supply,
            food,
            ammunition,
            fuel,
            fodder,
            horses,
            age_days,
            march_days,
            cut_days,
        } = *self;
        to.numbers([
            fatigue, cohesion, vigour, supply, food, ammunition, fuel, fodder, horses, age_days, march_days,
            cut_days,
        ]);
    }
}

impl Digested for Position {
    #[inline]
    fn digest(&self, to: &mut Fold) {
        let links = self.route.len() as u16;
        let leg = self.leg.map_or((u16::MAX, u16::MAX), |leg| (leg.link.0, leg.to.0));
        to.ints([packed([self.place.0, self.goal.0, leg.0, leg.1]), u64::from(links)]);
        if let Some(leg) = &self.leg {
            to.ints([leg.since.0 as u64, bits(leg.km), bits(leg.km_per_day), bits(leg.stop_km)]);
        }
        self.route.iter().for_each(|l| to.ints([u64::from(l.0)]));
    }
}

impl Digested for Duty {
    #[inline]
    fn digest(&self, to: &mut Fold) {
        let order = self.order.map_or(u16::MAX, |o| o.0);
        let flags = [self.committed, self.exhausted, self.forced, self.has_attacked].map(u16::from);
        let [retreats, pauses, requests, break_outs, sightings] = self.counts.map(u64::from);
        to.ints([
            packed([self.status as u16, self.under.0, order, self.step]),
            packed([self.stance as u16, flags[0] | (flags[3] << 1), flags[1], flags[2]]),
            (retreats << 32) | pauses,
            (requests << 32) | break_outs,
            sightings,
            when(self.closed_at),
            when(self.waiting_since),
            when(self.permission_at),
            when(self.seen_at),
            self.pause_until.0 as u64,
            self.delay_until.0 as u64,
            self.settled_until.0 as u64,
            self.break_out_after.0 as u64,
            bits(self.pressed_days),
            bits(self.loss_rate),
            bits(self.halt_km),
            bits(self.detection),
            bits(self.despair),
        ]);
    }
}

impl Digested for Holding {
    #[inline]
    fn digest(&self, to: &mut Fold) {
        let Self { side, since, open_until, left_at } = self;
        to.ints([u64::from(side.0), since.0 as u64, open_until.0 as u64, left_at.0 as u64]);
    }
}

impl Digested for Trenches {
    #[inline]
    fn digest(&self, to: &mut Fold) {
        let class = self.class.map_or(0, |c| c as u64 + 1);
        to.ints([u64::from(self.side.0), class, bits(self.depth_km), bits(self.dug_days)]);
    }
}

impl Digested for Lines {
    #[inline]
    fn digest(&self, to: &mut Fold) {
        // The lines mean nothing while the link is no contact.
        let of = if self.live { self.of } else { [0.0; 2] };
        to.ints([u64::from(self.live), when(self.retreat_at), bits(of[0]), bits(of[1])]);
    }
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn what_every_round_asks_lies_in_one_line() {
        assert!(offset_of!(Duty, waiting_since) <= 64, "the fields before it are those of every round");
        assert!(offset_of!(Position, route) <= 64, "the fields before it are those of every round");
    }
}
