//! Cover: who defends which contact.
//!
//! Law     A line unit spreads its men over the contacts of its sector by their frontage; a third of it is a reserve that
//!         goes to its attacked contacts; contacts in reach whose own place has no garrison to speak of are part of its
//!         sector; attacked neighbours of the same formation are lent a small share. Units on a contact stand on that
//!         contact alone. Who stands between two places of the enemy faces the one that he goes to, and shuts the road. Garrisons
//!         hold their place and nothing before it. Nobody is counted twice. A thin line of strong
//!         points stops whoever comes openly; who is told to avoid contact finds the gaps in it. Men who are in a place stop whoever comes to
//!         it at its edge, whatever they cover. Who goes back along a road bars it no more once the enemy's foremost men have passed him.
//! Source  campaign model A5 (mechanism), density of thin fronts: see `held_density`.
//! Phase   Contact.  Reads Position, Duty, Strength, Holding, Lines.  Writes Cover.  Dice none.

use bevy_ecs::resource::Resource;
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::scenario::Scenario;
use verst_domain::theatre::Theatre;
use verst_domain::time::Minute;
use verst_engine::components::{Leg, Position};

use crate::coefficient::{Km, Men, MenPerKm, Share};
use crate::facts::{Facts, LinkFacts};
use crate::on_link::{Line, NOBODY, OnLink, OnTheWay, Stationed};

/// Lines that are nearer to each other than this, in km, are in contact (campaign model A4).
pub(crate) const CLOSED_UP_KM: f64 = 0.5;

crate::coefficients! {
    /// Coefficients of cover.
    Params in "cover" {
        /// How far from a unit the front point of a contact may lie to be in its sector.
        sector_radius: Km,
        /// Share of a line unit held back behind its sector.
        reserve: Share,
        /// Share of a unit lent to attacked neighbours of its formation.
        lent: Share,
        /// A place with fewer men of its own is covered by its neighbours.
        small_garrison: Men,
        /// Men per km that make a line without gaps.
        held_density: MenPerKm,
        /// Share of that density below which a contact is open.
        held_share: Share,
        /// Frontage above which more width asks for no more men.
        widest: Km,
        /// A contact with fewer men than this share of the attackers is open.
        brushed_aside: Share,
        /// Men who go back along a road, as a share of a pursuer, whom he sweeps aside and passes.
        swept: Share,
        /// How far before its place a new stand line lies at most.
        reach: Km,
        /// And at most this share of the link.
        reach_share: Share,
        /// Where a garrison without town meets an attacker before its place.
        village_depth: Km,
        /// Men able to stop a march at all.
        picket: Men,
    }
}

/// Who goes along a link.
#[derive(Clone, Copy, Debug)]
pub struct Passer {
    /// Its side.
    pub side: SideId,
    /// Its men.
    pub men: f64,
    /// Whether it avoids contact, and so finds the gaps between strong points.
    pub slips: bool,
}

/// Who defends what: contacts by link and side, places by their reserve.
#[derive(Resource, Debug, Default)]
pub struct Cover {
    pub(crate) contacts: Vec<LinkId>,
    pub(crate) links: Vec<OnLink>,
    /// By link: the sides that have its ends `a` and `b`. Who stands between two places of the enemy has the end behind him.
    pub(crate) ends: Vec<[SideId; 2]>,
    pub(crate) garrison: Vec<Line>,
    /// Who is on links that were no contacts at the last count.
    on_the_way: Vec<OnTheWay>,
    /// Places that troops have come to since the last count.
    pub(crate) reached: Vec<PlaceId>,
    /// Whether anybody counts: where orders are carried out unopposed nobody does, and nobody bars a place.
    pub(crate) is_counted: bool,
    /// By place: whether the enemy of its holder stands inside its town.
    pub(crate) stormed: Vec<bool>,
    pub(crate) in_contact: Vec<bool>,
    pub(crate) holder: Vec<SideId>,
    pub(crate) stationed: Vec<Stationed>,
    /// When it was counted.
    pub(crate) counted_at: Minute,
    /// Whether a place may have changed hands since the contacts were found.
    pub(crate) is_stale: bool,
}

impl Cover {
    /// Sets the buffers for a run of a scenario.
    pub(crate) fn restart(&mut self, scenario: &Scenario) {
        let (places, links) = (scenario.theatre.places.len(), scenario.theatre.links.len());
        self.contacts.clear();
        self.on_the_way.clear();
        self.links.resize_with(links, Default::default);
        self.links.iter_mut().for_each(OnLink::clear);
        self.ends.clear();
        let holder = |place: PlaceId| scenario.theatre.place(place).holder;
        self.ends.extend(scenario.theatre.links.iter().map(|link| [holder(link.a), holder(link.b)]));
        self.garrison.resize_with(places, Default::default);
        self.garrison.iter_mut().for_each(Line::clear);
        self.reached.clear();
        self.is_counted = false;
        refill(&mut self.stormed, places, false);
        refill(&mut self.in_contact, scenario.units.len(), false);
        refill(&mut self.stationed, places, Stationed { men: 0.0, under: NOBODY, is_left_open: false });
        self.holder.clear();
        self.holder.extend(scenario.theatre.places.iter().map(|p| p.holder));
        self.is_stale = true;
    }

    /// Contacts, in link order.
    #[must_use]
    pub fn contacts(&self) -> &[LinkId] {
        &self.contacts
    }
    /// Men of a side on a link.
    #[must_use]
    pub fn line(&self, link: LinkId, side: SideId) -> &Line {
        &self.links[link.index()].lines[side.index()]
    }
    /// The enemy's men who stand before a side's place, on all roads into it.
    #[must_use]
    pub fn men_before(&self, theatre: &Theatre, place: PlaceId, side: SideId) -> f64 {
        theatre.place(place).links().map(|link| self.line(link, side.enemy()).forward).sum()
    }
    /// Men at a place that are on none of its contacts.
    #[must_use]
    pub fn garrison(&self, place: PlaceId) -> &Line {
        &self.garrison[place.index()]
    }
    /// Men who stand at a place, whatever they cover.
    pub(crate) fn men_at(&self, place: PlaceId) -> f64 {
        self.stationed[place.index()].men
    }
    /// Share of a contact, from its end `from`, that lies behind the foremost men of a side's enemy.
    pub(crate) fn share_behind(&self, facts: &Facts, link: LinkId, side: SideId, from: PlaceId) -> f64 {
        let l = facts.link(link);
        let front = self.links[link.index()].front[side.enemy().index()];
        let km = front.map_or(0.0, |(_, foremost)| if from == l.a { foremost } else { l.km - foremost });
        (km / l.km).clamp(0.0, 1.0)
    }
    /// Whether the enemy's foremost men on a contact have passed a unit that goes back along it.
    pub(crate) fn is_overtaken(&self, l: &LinkFacts, side: SideId, leg: &Leg, km: f64) -> bool {
        let Some((_, foe)) = self.links[leg.link.index()].front[side.enemy().index()] else { return false };
        let from_a = l.from_a(leg.to, km);
        let ahead = if self.has_a(leg.link, side) { from_a - foe } else { foe - from_a };
        self.is_contact(leg.link) && ahead > CLOSED_UP_KM
    }
    /// Men in a place, those among them who have come since the last count.
    pub(crate) fn men_in(&self, place: PlaceId) -> f64 {
        self.garrison(place).total.max(self.men_at(place))
    }
    /// Of all places, in id order: who holds them, and how many men are on none of their contacts.
    pub fn garrisons(&self) -> impl ExactSizeIterator<Item = (SideId, f64)> + '_ {
        self.holder.iter().zip(&self.garrison).map(|(holder, men)| (*holder, men.total))
    }
    /// Whether a unit covers a contact or stands on one.
    #[must_use]
    pub fn in_contact(&self, unit: UnitId) -> bool {
        self.in_contact[unit.index()]
    }
    /// Who held a place when the cover was last counted.
    #[must_use]
    pub fn holder(&self, place: PlaceId) -> SideId {
        self.holder[place.index()]
    }
    /// Whether a place is no way for a side: it is the enemy's, or he stands inside its town.
    #[must_use]
    pub fn bars(&self, place: PlaceId, side: SideId) -> bool {
        self.holder(place) != side || self.stormed[place.index()]
    }
    /// Whether the two sides meet on a link.
    #[must_use]
    pub fn is_contact(&self, link: LinkId) -> bool {
        let [a, b] = self.ends[link.index()];
        a != b
    }
    /// Whether a side has end `a` of a link.
    #[must_use]
    pub fn has_a(&self, link: LinkId, side: SideId) -> bool {
        self.ends[link.index()][0] == side
    }
    /// The end of a contact that a side has.
    #[must_use]
    pub fn held_end(&self, facts: &Facts, contact: LinkId, side: SideId) -> PlaceId {
        facts.link(contact).end(self.has_a(contact, side))
    }
    /// Whether enemies enough to stop a march stand on a link between two places of a side.
    #[must_use]
    pub fn is_blocked(&self, facts: &Facts, laws: &Params, link: LinkId, side: SideId) -> bool {
        let l = facts.link(link);
        let is_behind = self.holder(l.a) == side && self.holder(l.b) == side;
        is_behind && self.line(link, side.enemy()).forward > laws.picket.get()
    }
    /// Where a unit's way begins: the end of its link that its side holds, or its place.
    #[must_use]
    pub fn anchor(&self, side: SideId, position: &Position) -> PlaceId {
        match position.leg {
            Some(leg) if self.holder(position.place) != side && self.holder(leg.to) == side => leg.to,
            _ => position.place,
        }
    }
    /// Notes at once that a unit took a place for its side and stands in it, so that marches within the same round see it.
    pub fn note_capture(&mut self, place: PlaceId, side: SideId, unit: UnitId, men: f64) {
        self.note_fall(place, side);
        self.note_arrival(place, unit, men);
    }

    /// Notes at once that a place has fallen to a side.
    pub(crate) fn note_fall(&mut self, place: PlaceId, side: SideId) {
        self.holder[place.index()] = side;
        self.is_stale = true;
        self.garrison[place.index()].clear();
    }

    /// Notes that men of a side are on a link that is no contact, so many km from its end `a`.
    pub(crate) fn note_on_the_way(&mut self, link: LinkId, side: SideId, km: f64, men: f64) {
        self.on_the_way.push(OnTheWay { link, side, km, men });
    }

    /// Forgets who is on the way.
    pub(crate) fn clear_on_the_way(&mut self) {
        self.on_the_way.clear();
    }

    /// Notes at once that a unit has come to a place of its own side to stay, so that nobody walks in on it before the next count.
    pub(crate) fn note_arrival(&mut self, place: PlaceId, unit: UnitId, men: f64) {
        if self.is_counted {
            self.garrison[place.index()].add(unit, men, false);
            self.reached.push(place);
        }
    }

    /// Km from `from` at which the enemy stops someone going along `link` to its other end; the whole length where nobody
    /// does.
    #[must_use]
    pub fn stop_km(&self, facts: &Facts, laws: &Params, link: LinkId, from: PlaceId, passer: Passer) -> f64 {
        let l = facts.link(link);
        let to = l.other(from);
        let whole = l.km;
        let enemy = passer.side.enemy();
        if self.holder(to) == passer.side {
            return self.block_km(facts, laws, link, from, passer.side);
        }
        let line = self.line(link, enemy);
        let edge = self.edge_km(facts, laws, link, to, passer);
        if self.is_swept(laws, link, passer) {
            return edge;
        }
        let from_end = |km_from_a: f64| if from == l.a { km_from_a } else { whole - km_from_a };
        if let Some((stand, forward)) = self.links[link.index()].front[enemy.index()] {
            if line.forward > laws.picket.get() {
                return from_end(forward).clamp(0.0, whole);
            }
            let closes = if passer.slips { 1.0 } else { laws.held_share.get() };
            if self.is_closed(facts, laws, link, enemy, closes, passer.men) {
                return from_end(stand).clamp(0.0, before(facts, laws, link, to));
            }
            return edge;
        }
        // The place behind it has only just fallen: who is on the road behind stands in the way before the next count.
        let (men, km) = self.nearest_on_the_way(link, enemy, from_end);
        if men > laws.picket.get() { edge.min(km) } else { edge }
    }

    /// Whether all whom a pursuer finds on a contact go back, and are so few that he sweeps them aside.
    fn is_swept(&self, laws: &Params, link: LinkId, passer: Passer) -> bool {
        let (on_link, enemy) = (&self.links[link.index()], passer.side.enemy().index());
        on_link.gives_way[enemy].0 > 0.0 && on_link.lines[enemy].total <= laws.swept.get() * passer.men
    }

    /// Km a day at which the men on a link who stop a march of their enemy go back, and where they halt, in km from end `a`; 0:
    /// they stand.
    pub(crate) fn gives_way(&self, laws: &Params, link: LinkId, passer: Passer) -> (f64, f64) {
        let (on_link, enemy) = (&self.links[link.index()], passer.side.enemy().index());
        let stops = on_link.lines[enemy].forward > laws.picket.get() && !self.is_swept(laws, link, passer);
        if stops && self.is_contact(link) { on_link.gives_way[enemy] } else { (0.0, 0.0) }
    }

    /// Men of a side on a link that was no contact at the last count, and the least distance of any of them.
    pub(crate) fn nearest_on_the_way(&self, on: LinkId, side: SideId, km: impl Fn(f64) -> f64) -> (f64, f64) {
        let there = self.on_the_way.iter().filter(|who| (who.link, who.side) == (on, side));
        there.fold((0.0, f64::INFINITY), |(men, least), who| (men + who.men, km(who.km).min(least)))
    }

    /// Km from `from` at which enemies on a link between two places of a side stop its troops; the whole length where there are none.
    #[must_use]
    pub fn block_km(&self, facts: &Facts, laws: &Params, link: LinkId, from: PlaceId, side: SideId) -> f64 {
        let (l, on_link) = (facts.link(link), &self.links[link.index()]);
        let enemy = side.enemy();
        let ends = on_link.front[enemy.index()].zip(on_link.rear[enemy.index()]);
        match ends.filter(|_| self.is_blocked(facts, laws, link, side)) {
            Some(((_, front), rear)) if from == l.a => front.min(rear),
            Some(((_, front), rear)) => l.km - front.max(rear),
            None => l.km,
        }
    }

    /// Km along a link at which someone going to its end `to` is stopped by the enemy in that place: nobody walks into a
    /// manned place; the fight begins at its edge at the latest.
    #[must_use]
    pub fn edge_km(&self, facts: &Facts, laws: &Params, link: LinkId, to: PlaceId, passer: Passer) -> f64 {
        let brushed_aside = laws.brushed_aside.get() * passer.men;
        let manned = self.men_in(to) > laws.picket.get().max(brushed_aside);
        let shut = self.holder(to) != passer.side && manned;
        if shut { before(facts, laws, link, to) } else { facts.link(link).km }
    }

    /// Whether a side holds a contact against `attackers` men.
    #[must_use]
    pub fn is_held(&self, facts: &Facts, laws: &Params, link: LinkId, side: SideId, attackers: f64) -> bool {
        self.is_closed(facts, laws, link, side, laws.held_share.get(), attackers)
    }

    /// Whether a side has more than a share of the men that make a line on a contact.
    fn is_closed(
        &self,
        facts: &Facts,
        laws: &Params,
        link: LinkId,
        side: SideId,
        share: f64,
        attackers: f64,
    ) -> bool {
        let width = facts.link(link).frontage.min(laws.widest.get());
        let men = self.line(link, side).total;
        men > share * laws.held_density.get() * width && men > laws.brushed_aside.get() * attackers
    }
}

fn refill<T: Clone>(buffer: &mut Vec<T>, len: usize, value: T) {
    buffer.clear();
    buffer.resize(len, value);
}

/// Km along a link at which the built-up area of its end `to` begins.
fn before(facts: &Facts, laws: &Params, link: LinkId, to: PlaceId) -> f64 {
    let depth = facts.town_depth(to).max(laws.village_depth.get());
    (facts.link(link).km - depth).max(0.0)
}
