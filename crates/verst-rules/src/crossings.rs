//! Crossings: where roads meet rivers, whether a bridge stands there, and who has a foothold beyond.
//!
//! Law     A river without bridge, too wide to be forded and without ice that bears men, parts attackers on its bank from the
//!         defenders: until they have stood beyond it for a day their attack is an assault, which counts as one on works, and
//!         who cannot be ferried takes no part: tanks and guns. Roads across it pass what ferries carry; rails across it pass nothing.
//! Source  model of combat: the database knows no rivers, and its one strong posture is that of works; see the rules file.
//! Used by bridges.rs, staff.rs, march.rs, gather.rs, gain.rs, supply.rs.

use bevy_ecs::resource::Resource;
use bevy_ecs::world::World;
use verst_domain::dice_key::subject;
use verst_domain::forces::Mobility;
use verst_domain::ids::{LinkId, PlaceId, RiverId, SideId};
use verst_domain::scenario::Scenario;
use verst_domain::theatre::{Link, Theatre};
use verst_domain::time::{DAY, Minute};
use verst_engine::digest::{Fold, bits};

use crate::coefficient::{Days, Times, TonsPerDay};
use crate::facts::LinkFacts;
use crate::rules_file::RulesFile;
use crate::weather::Conditions;

crate::coefficients! {
    /// Coefficients of rivers between enemies and on supply roads.
    Params in "crossings" {
        /// An assault over a river, as a share of what works do for the defender.
        assault: Times,
        /// After so long beyond the river it is an assault no more.
        foothold: Days,
        /// What ferries pass on a road without bridge, whatever the road.
        ferry: TonsPerDay,
    }
}

/// A line this near to a river stands on its bank, in km.
pub(crate) const BANK_KM: f64 = 0.05;

/// A river on a link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// The link.
    pub link: LinkId,
    /// The river.
    pub river: RiverId,
    /// Where, in km from end `a`.
    pub km: f64,
    /// Whether there was a bridge at the start.
    pub had_bridge: bool,
    /// Whether one stands.
    pub stands: bool,
    /// The side whose bridge it is, or who last had it.
    pub holder: SideId,
    /// Whether the holder has tried to blow it since he last stood before it.
    pub is_tried: bool,
    /// Days for which the holder has known of an enemy near it: charges are laid then.
    pub warned_days: f64,
    /// Days of a division's work done on a new one.
    pub built_days: f64,
    /// How often it was tried to blow it: ordinal of the dice.
    pub tries: u32,
    /// By side: how far its line on the link has come.
    pub reached: [Reached; 2],
}

/// How far a side's line on a link has come toward the enemy, seen from a river.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// The link is no contact.
    Away,
    /// On its own bank.
    Before,
    /// Beyond the river, since then.
    Beyond(Minute),
}

/// Long before any start: a line that was never seen before a river came another way.
const LONG_AGO: Minute = Minute(-100_000);

impl Reached {
    /// What it is now, of what it was.
    #[must_use]
    pub fn next(self, is_contact: bool, is_beyond: bool, now: Minute) -> Self {
        match (self, is_contact, is_beyond) {
            (_, false, _) => Self::Away,
            (_, true, false) => Self::Before,
            (Self::Away, true, true) => Self::Beyond(LONG_AGO),
            (Self::Before, true, true) => Self::Beyond(now),
            (Self::Beyond(since), true, true) => Self::Beyond(since),
        }
    }
}

/// Every river on a link.
#[derive(Resource, Debug, Default)]
pub struct Crossings {
    list: Vec<Crossing>,
    start: Vec<Crossing>,
    keys: Vec<u64>,
    /// By link: where its crossings begin; at the end, where all end.
    begins: Vec<usize>,
    changes: u32,
}

impl Crossings {
    /// The crossings of a scenario as it starts.
    #[must_use]
    pub fn of(scenario: &Scenario, laws: &RulesFile) -> Self {
        let mut all = Self::default();
        for (l, link) in scenario.theatre.links.iter().enumerate() {
            all.begins.push(all.list.len());
            for c in &link.crossings {
                let km = c.km.clamp(0.0, link.km.best);
                let (holder, is_on_front) = holder_at_start(&scenario.theatre, LinkId::new(l), link, km);
                all.list.push(Crossing {
                    link: LinkId::new(l),
                    river: c.river,
                    km,
                    had_bridge: c.bridge,
                    stands: c.bridge && !c.down,
                    holder,
                    is_tried: false,
                    warned_days: if is_on_front { laws.bridges.prepared_days() } else { 0.0 },
                    built_days: 0.0,
                    tries: 0,
                    reached: [Reached::Away; 2],
                });
                let river = &scenario.theatre.rivers[c.river.index()].key;
                all.keys.push(subject(&format!("links.{}.{river}", link.key)));
            }
        }
        all.begins.push(all.list.len());
        all.start.clone_from(&all.list);
        all
    }

    /// Every crossing, in order of links.
    #[must_use]
    pub fn all(&self) -> &[Crossing] {
        &self.list
    }
    /// The crossings of a link, in the order in which it names them.
    #[must_use]
    pub fn on(&self, link: LinkId) -> &[Crossing] {
        &self.list[self.begins[link.index()]..self.begins[link.index() + 1]]
    }
    /// Whether a link has lost a bridge.
    #[must_use]
    pub fn is_broken(&self, link: LinkId) -> bool {
        self.on(link).iter().any(|c| c.had_bridge && !c.stands)
    }
    /// How often a bridge was lost or restored.
    #[must_use]
    pub fn changes(&self) -> u32 {
        self.changes
    }

    pub(crate) fn key(&self, at: usize) -> u64 {
        self.keys[at]
    }
    pub(crate) fn get_mut(&mut self, at: usize) -> &mut Crossing {
        &mut self.list[at]
    }
    pub(crate) fn set_standing(&mut self, at: usize, stands: bool) {
        self.list[at].stands = stands;
        self.changes += 1;
    }
}

/// Who has a crossing at the start, and whether it lies at the front: an end of its link is the enemy's, or next to him.
fn holder_at_start(theatre: &Theatre, id: LinkId, link: &Link, km: f64) -> (SideId, bool) {
    let [a, b] = [link.a, link.b].map(|end| theatre.place(end).holder);
    let front = theatre.front.iter().find(|m| m.link == id).map_or(link.km.best / 2.0, |m| m.km.best);
    let holder = if a == b || km <= front { a } else { b };
    let next = [link.a, link.b].into_iter().flat_map(|end| &theatre.place(end).ways);
    (holder, next.into_iter().any(|way| theatre.place(way.1).holder != holder))
}

/// State that differs from the start.
pub fn digest(world: &World, to: &mut Fold) {
    let crossings = world.resource::<Crossings>();
    for (at, (c, start)) in crossings.list.iter().zip(&crossings.start).enumerate() {
        if c == start {
            continue;
        }
        let [one, other] = c.reached.map(|reached| match reached {
            Reached::Away => u64::MAX,
            Reached::Before => u64::MAX - 1,
            Reached::Beyond(since) => since.0 as u64,
        });
        let flags = [c.stands, c.is_tried].map(u64::from);
        to.ints([
            at as u64,
            u64::from(c.holder.0) << 2 | flags[0] << 1 | flags[1],
            u64::from(c.tries),
            one,
            other,
            bits(c.warned_days),
            bits(c.built_days),
        ]);
    }
}

/// The weather on the rivers, and the rules.
#[derive(Clone, Copy)]
pub(crate) struct Water<'a> {
    pub(crate) laws: &'a RulesFile,
    pub(crate) weather: &'a Conditions,
}

impl Water<'_> {
    /// Whether a crossing cannot be passed at all.
    pub(crate) fn is_shut(self, c: &Crossing, mobility: Mobility) -> bool {
        self.weather.crossing_days(&self.laws.weather, c.river, mobility, c.stands).is_none()
    }
    /// Whether men must be ferried over.
    pub(crate) fn parts(self, c: &Crossing) -> bool {
        !c.stands && self.weather.needs_boats(&self.laws.weather, c.river)
    }
    /// Whether an attack from a line, in km from end `a`, toward end `b` or `a`, is an assault over a river.
    pub(crate) fn is_assault(
        self,
        crossings: &[Crossing],
        side: SideId,
        line: f64,
        toward_b: bool,
        now: Minute,
    ) -> bool {
        let foothold = (self.laws.crossings.foothold.get() * DAY as f64) as i64;
        crossings.iter().any(|c| {
            let on_bank = ahead_km(c, line, toward_b).abs() <= BANK_KM;
            let is_new = matches!(c.reached[side.index()], Reached::Beyond(since) if now - since < foothold);
            (on_bank || is_new) && self.parts(c)
        })
    }
    /// Km that a line may gain before it stands on the bank of a river that must be crossed by boat; infinite: none is ahead.
    pub(crate) fn to_the_bank(self, crossings: &[Crossing], line: f64, toward_b: bool) -> f64 {
        let ahead = crossings.iter().filter(|c| self.parts(c)).map(|c| ahead_km(c, line, toward_b));
        ahead.filter(|km| *km > BANK_KM).fold(f64::INFINITY, f64::min)
    }
    /// Whether someone at a point of a link, in km from end `a`, cannot reach a line before which he stands, over a river.
    pub(crate) fn is_left_behind(
        self,
        crossings: &[Crossing],
        mobility: Mobility,
        from: f64,
        line: f64,
        toward_b: bool,
    ) -> bool {
        crossings.iter().any(|c| {
            ahead_km(c, from, toward_b) >= -BANK_KM
                && ahead_km(c, line, toward_b) <= BANK_KM
                && self.is_shut(c, mobility)
        })
    }
}

/// Km from a point of the link to a crossing on the way to end `b`, or `a`; below 0: it lies behind.
pub(crate) fn ahead_km(c: &Crossing, from: f64, toward_b: bool) -> f64 {
    if toward_b { c.km - from } else { from - c.km }
}

/// Km at which a march along a link toward one of its ends comes to a crossing.
pub(crate) fn km_toward(c: &Crossing, l: &LinkFacts, to: PlaceId) -> f64 {
    if to == l.b { c.km } else { l.km - c.km }
}
