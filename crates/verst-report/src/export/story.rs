//! The story of a run: its entries, folded into what was where when.

use verst_domain::forces::Start;
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::journal::{Entry, Losses, What};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;

use super::moment::{Moment, Spot, Status, Strength, add};

/// Which run is told: enough to play it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Version of verst.
    pub verst_version: String,
    /// Digest of the operation's files.
    pub scenario_digest: String,
    /// Digest of the rules.
    pub rules_digest: String,
    /// Order mode.
    pub orders: String,
    /// Input mode.
    pub inputs: String,
    /// Settings.
    pub changes: Vec<String>,
    /// The seed.
    pub seed: u64,
}

/// A side's hold on a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hold {
    pub(crate) side: SideId,
    pub(crate) since: Minute,
}

/// A place that changed hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Capture {
    pub(crate) at: Minute,
    pub(crate) place: PlaceId,
    pub(crate) by: SideId,
    pub(crate) from: SideId,
    pub(crate) unit: Option<UnitId>,
}

/// Fighting for a position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Engagement {
    pub(crate) place: PlaceId,
    pub(crate) attacker: SideId,
    pub(crate) opened: Minute,
    pub(crate) attacker_men: f64,
    pub(crate) defender_men: f64,
    /// When it was decided, and whether for the attacker; none: not by the end.
    pub(crate) resolved: Option<(Minute, bool)>,
}

/// Losses of a unit in a turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Loss {
    pub(crate) at: Minute,
    pub(crate) unit: UnitId,
    pub(crate) losses: Losses,
}

/// Lines of both sides on a contact, in km from the link's end `a`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Contact {
    pub(crate) link: LinkId,
    pub(crate) line_a: f64,
    pub(crate) line_b: f64,
}

/// A turn's end; the first is the start of the operation, as turn 0.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Turn {
    pub(crate) number: u32,
    pub(crate) at: Minute,
    /// Holder of each place.
    pub(crate) holders: Vec<SideId>,
    /// Lines on the contacts; at the start there are none but the scenario's marks.
    pub(crate) contacts: Vec<Contact>,
}

/// A run, folded from its entries.
#[derive(Clone, Debug)]
pub struct Story<'a> {
    /// The operation as the run played it.
    pub(crate) scenario: &'a Scenario,
    pub(crate) origin: Origin,
    /// By unit, in order of time.
    pub(crate) moments: Vec<Vec<Moment>>,
    /// By place, in order of time.
    pub(crate) holds: Vec<Vec<Hold>>,
    pub(crate) captures: Vec<Capture>,
    pub(crate) engagements: Vec<Engagement>,
    pub(crate) losses: Vec<Loss>,
    pub(crate) turns: Vec<Turn>,
    contacts: Vec<Contact>,
}

impl<'a> Story<'a> {
    /// The first minute of an operation, with the numbers that the run plays.
    #[must_use]
    pub fn new(scenario: &'a Scenario, origin: Origin) -> Self {
        let holders: Vec<SideId> = scenario.theatre.places.iter().map(|p| p.holder).collect();
        let held = |side: &SideId| vec![Hold { side: *side, since: Minute(0) }];
        Self {
            scenario,
            origin,
            moments: (0..scenario.units.len()).map(|u| first(scenario, UnitId::new(u))).collect(),
            holds: holders.iter().map(held).collect(),
            captures: Vec::new(),
            engagements: Vec::new(),
            losses: Vec::new(),
            turns: vec![Turn { number: 0, at: Minute(0), holders, contacts: Vec::new() }],
            contacts: Vec::new(),
        }
    }

    /// Takes the next entry of the run.
    pub fn see(&mut self, entry: &Entry) {
        let at = entry.at;
        match &entry.what {
            What::Stand(s) => {
                let strength = Strength { men: s.men, tanks: s.tanks, guns: s.guns };
                let spot = Some(Spot { place: s.place, on: s.on });
                let status = Status::About(s.doing);
                self.note(s.unit, Moment { at, spot, status, strength, stand: Some(*s) });
            }
            What::Reached { unit, place } => self.reach(at, *unit, *place),
            What::Arrived { unit, place, men, tanks, guns } => {
                let strength = Strength { men: *men, tanks: *tanks, guns: *guns };
                let spot = Some(Spot::at(*place));
                self.note(*unit, Moment { at, spot, status: Status::Present, strength, stand: None });
            }
            What::Entrained { unit, men, tanks, guns, .. } => {
                let strength = Strength { men: *men, tanks: *tanks, guns: *guns };
                self.leave(*unit, at, Status::OnTrains, strength);
            }
            What::Departed { unit, .. } => self.leave(*unit, at, Status::Departed, Strength::default()),
            What::Destroyed(unit) | What::Surrendered { unit, .. } => {
                self.leave(*unit, at, Status::Destroyed, Strength::default());
            }
            What::Captured { place, by, unit } => self.capture(at, *place, *by, *unit),
            What::EngagementOpened { place, attacker, attacker_men, defender_men } => {
                let (place, attacker) = (*place, *attacker);
                let (attacker_men, defender_men) = (*attacker_men, *defender_men);
                let fight =
                    Engagement { place, attacker, opened: at, attacker_men, defender_men, resolved: None };
                self.engagements.push(fight);
            }
            What::EngagementResolved { place, attacker, success } => {
                self.resolve(at, (*place, *attacker), *success);
            }
            What::Lost { unit, losses } => self.losses.push(Loss { at, unit: *unit, losses: *losses }),
            What::Front { link, line_a, line_b } => {
                self.contacts.push(Contact { link: *link, line_a: *line_a, line_b: *line_b });
            }
            What::TurnEnd { turn, .. } => {
                let holders = self.holds.iter().filter_map(|h| h.last()).map(|h| h.side).collect();
                let contacts = std::mem::take(&mut self.contacts);
                self.turns.push(Turn { number: *turn, at, holders, contacts });
            }
            // The rest moves nobody and takes nothing.
            _ => {}
        }
    }

    /// A unit is in a place, with the strength that it had.
    fn reach(&mut self, at: Minute, unit: UnitId, place: PlaceId) {
        let last = self.moments[unit.index()].last();
        let strength = last.map_or_else(Strength::default, |m| m.strength);
        let about = last.map(|m| m.status).filter(|s| matches!(s, Status::About(_)));
        let status = about.unwrap_or(Status::Present);
        self.note(unit, Moment { at, spot: Some(Spot::at(place)), status, strength, stand: None });
    }

    /// The open fight of an attacker for a place is decided.
    fn resolve(&mut self, at: Minute, fight: (PlaceId, SideId), success: bool) {
        let is_it = |e: &&mut Engagement| (e.place, e.attacker) == fight && e.resolved.is_none();
        if let Some(open) = self.engagements.iter_mut().rev().find(is_it) {
            open.resolved = Some((at, success));
        }
    }

    fn note(&mut self, unit: UnitId, moment: Moment) {
        add(&mut self.moments[unit.index()], moment);
    }

    fn leave(&mut self, unit: UnitId, at: Minute, status: Status, strength: Strength) {
        self.note(unit, Moment { at, spot: None, status, strength, stand: None });
    }

    fn capture(&mut self, at: Minute, place: PlaceId, by: SideId, unit: Option<UnitId>) {
        let holds = &mut self.holds[place.index()];
        let from = holds.last().map_or(by.enemy(), |h| h.side);
        self.captures.push(Capture { at, place, by, from, unit });
        if holds.last().is_some_and(|h| h.since == at) {
            holds.pop();
        }
        if holds.last().is_none_or(|h| h.side != by) {
            holds.push(Hold { side: by, since: at });
        }
    }

    /// The minute until which the last that is known stands: a turn after the last turn's end.
    pub(crate) fn horizon(&self) -> Minute {
        let last = self.turns.last().map_or(Minute(0), |t| t.at);
        last + self.scenario.calendar.turn
    }

    /// The turn in which a minute lies; a turn's last minute is its end.
    pub(crate) fn turn_of(&self, at: Minute) -> i64 {
        (at.0 - 1).max(0) / self.scenario.calendar.turn + 1
    }
}

/// What is known of a unit in the first minute; nothing if it comes later.
fn first(scenario: &Scenario, unit: UnitId) -> Vec<Moment> {
    let u = scenario.unit(unit);
    let spot = match u.start {
        Start::At(place) => Spot::at(place),
        Start::OnLink { link, km } => {
            let l = scenario.theatre.link(link);
            let nearer = if km.best * 2.0 <= l.km.best { l.a } else { l.b };
            Spot { place: nearer, on: Some((link, km.best)) }
        }
        Start::Enters { .. } => return Vec::new(),
    };
    let strength = Strength { men: u.men.best, tanks: u.tanks.best, guns: u.guns.best };
    vec![Moment { at: Minute(0), spot: Some(spot), status: Status::Present, strength, stand: None }]
}
