//! The war diary: one run's entries, turn by turn, as a staff officer would write them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use verst_domain::forces::{Start, Travel};
use verst_domain::ids::{LinkId, OrderId, PlaceId, RiverId, SideId, UnitId};
use verst_domain::journal::{Entry, Losses, Stand, What, Why};
use verst_domain::orders::Addressee;
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;
use verst_report::Told;

use crate::args::Orders;
use crate::condition;
use crate::lines::{Deed, Lines, wrap};
use crate::open;
use crate::standing;
use crate::strip::Strip;
use crate::watch::Watch;

/// Collects entries and writes a paragraph per turn.
pub struct Diary<'a> {
    scenario: &'a Scenario,
    watch: Watch,
    lines: Lines,
    toll: [Losses; 2],
    weather: String,
    moved: BTreeMap<UnitId, PlaceId>,
    flown: BTreeMap<UnitId, f64>,
    stands: Vec<Stand>,
    footholds: BTreeSet<(UnitId, PlaceId)>,
    seen: BTreeSet<UnitId>,
    strip: Option<Strip<'a>>,
    /// Every line with whom it is about.
    pub told: Vec<Told>,
}

impl<'a> Diary<'a> {
    /// An empty diary.
    #[must_use]
    pub fn new(scenario: &'a Scenario, watch: Watch) -> Self {
        Self {
            scenario,
            watch,
            lines: Lines::default(),
            toll: Default::default(),
            weather: String::new(),
            moved: BTreeMap::new(),
            flown: BTreeMap::new(),
            stands: Vec::new(),
            footholds: BTreeSet::new(),
            seen: BTreeSet::new(),
            strip: None,
            told: Vec::new(),
        }
    }

    /// With a strip of the front at each turn's end, where there is room for one.
    #[must_use]
    pub fn with_strip(mut self, width: Option<usize>) -> Self {
        self.strip = Strip::new(self.scenario, width).filter(|_| self.watch.everything());
        self
    }

    /// Title, period and summary.
    #[must_use]
    pub fn head(&self, seed: u64, orders: Orders) -> String {
        let calendar = &self.scenario.calendar;
        let (first, last) = (calendar.start, calendar.date(calendar.end));
        format!(
            "{}\n{} to {}, turns of {} h, orders {}, seed {seed}\n\n",
            self.scenario.title,
            first.date(),
            last.date(),
            calendar.turn / verst_domain::time::HOUR,
            open::mode(orders).name()
        )
    }

    /// What a diary says of one entry alone; none where it says nothing of such entries by themselves.
    #[must_use]
    pub fn sentence(scenario: &'a Scenario, entry: &Entry) -> Option<String> {
        let mut diary = Self::new(scenario, Watch::everything_there_is());
        if !matches!(entry.what, What::TurnEnd { .. }) {
            diary.see(entry);
        }
        diary.lines.last()
    }

    fn unit(&self, id: UnitId) -> &str {
        &self.scenario.unit(id).name
    }
    fn place(&self, id: PlaceId) -> &str {
        self.scenario.place_name(id)
    }
    fn side(&self, id: SideId) -> &str {
        &self.scenario.side(id).name
    }

    fn clock(&self, at: Minute) -> String {
        let date = self.scenario.calendar.date(at);
        format!("{:02}:{:02}", date.hour(), date.minute())
    }

    /// Notes a line if a place or unit in it is watched.
    fn line(&mut self, places: &[PlaceId], units: &[UnitId], at: Minute, text: String) {
        if self.is_watched(places, units) {
            self.lines.say(self.clock(at), text.clone());
            self.told.push(Told { at, text, places: places.to_vec(), units: units.to_vec() });
        }
    }

    /// Notes what a unit did, likewise.
    fn deed(&mut self, places: &[PlaceId], unit: UnitId, at: Minute, verbs: [&str; 2], rest: &str) {
        let name = self.unit(unit).to_string();
        self.deed_of(places, &[unit], at, (name, None), Deed::new(verbs, rest));
    }

    fn deed_of(
        &mut self,
        places: &[PlaceId],
        units: &[UnitId],
        at: Minute,
        (name, note): (String, Option<String>),
        deed: Deed,
    ) {
        if self.is_watched(places, units) {
            let in_brackets = note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
            let text = format!("{name} {}{in_brackets}.", deed.one);
            self.lines.say_of(self.clock(at), (name, note), deed);
            self.told.push(Told { at, text, places: places.to_vec(), units: units.to_vec() });
        }
    }

    fn is_watched(&self, places: &[PlaceId], units: &[UnitId]) -> bool {
        places.iter().any(|p| self.watch.place(*p)) || units.iter().any(|u| self.watch.unit(*u))
    }

    /// Takes an entry; at a turn's end, the paragraph of the turn.
    pub fn see(&mut self, entry: &Entry) -> Option<String> {
        let at = entry.at;
        if let Some(strip) = &mut self.strip {
            strip.see(entry);
        }
        match &entry.what {
            What::Weather { temp_c, snow_cm, mud } => {
                let mud = if *mud { ", mud" } else { "" };
                self.weather = format!("{temp_c:+.0} °C, snow {snow_cm:.0} cm{mud}");
            }
            What::Reached { unit, place } => {
                self.moved.insert(*unit, *place);
            }
            What::FlownIn { unit, tons } => *self.flown.entry(*unit).or_default() += tons,
            What::OrderReceived(order) => self.order(*order, at),
            What::Lost { unit, losses } => self.toll[self.scenario.unit(*unit).side.index()].add(losses),
            What::Stand(stand) => self.stands.push(*stand),
            What::TurnEnd { turn, .. } => return Some(self.turn(*turn, at)),
            What::OrderEnded(_)
            | What::Repaired { .. }
            | What::Joined { .. }
            | What::Front { .. }
            | What::Factors { .. } => {}
            what => self.happening(what, at),
        }
        None
    }

    fn order(&mut self, order: OrderId, at: Minute) {
        let order = &self.scenario.orders[order.index()];
        let (to, units) = match order.to {
            Addressee::Formation(f) => {
                (self.scenario.formation(f).name.as_str(), self.scenario.units_under(f))
            }
            Addressee::Unit(u) => (self.unit(u), vec![u]),
        };
        let once = order.when.as_ref().map(|when| condition::words(self.scenario, when));
        let note = once.map_or_else(|| order.key.clone(), |once| format!("{}, once {once}", order.key));
        let who = (to.to_string(), Some(note));
        self.deed_of(&[], &units, at, who, Deed::new(["has its", "have their"], " orders"));
    }

    fn happening(&mut self, what: &What, at: Minute) {
        match what {
            What::Captured { place, by, unit } => {
                let who = unit.map_or_else(|| String::from("without a fight"), |u| self.unit(u).to_string());
                let text = format!("{} falls to the {} side ({who}).", self.place(*place), self.side(*by));
                self.line(&[*place], unit.as_slice(), at, text);
            }
            What::Foothold { unit, place } if self.footholds.insert((*unit, *place)) => {
                let rest = format!(" inside {}", self.place(*place));
                self.deed(&[*place], *unit, at, ["stands", "stand"], &rest);
            }
            What::EngagementOpened { place, attacker, attacker_men, defender_men } => {
                let (side, place_name) = (self.side(*attacker), self.place(*place));
                let text = format!(
                    "The {side} side attacks {place_name}: {attacker_men:.0} effective men against {defender_men:.0}."
                );
                self.line(&[*place], &[], at, text);
            }
            What::EngagementResolved { place, attacker, success } => {
                let how = if *success { "carries the position" } else { "fails" };
                let text = format!("The {} attack on {} {how}.", self.side(*attacker), self.place(*place));
                self.line(&[*place], &[], at, text);
            }
            What::Retreated { unit, from, to, why } => {
                let (start, end, why) = (self.place(*from), self.place(*to), reason(*why));
                let (verbs, rest) = if from == to {
                    (["goes back", "go back"], format!(" into {start}{why}"))
                } else {
                    (["leaves", "leave"], format!(" {start} for {end}{why}"))
                };
                self.deed(&[*from, *to], *unit, at, verbs, &rest);
            }
            What::Seen { unit, place } if self.seen.insert(*unit) => {
                let rest = format!(" seen near {}", self.place(*place));
                self.deed(&[*place], *unit, at, ["is", "are"], &rest);
            }
            What::Arrived { unit, place, men, .. } => {
                let first = if comes_by_rail(self.scenario, *unit) { " with its first train" } else { "" };
                let text =
                    format!("{} ({men:.0} men) arrives at {}{first}.", self.unit(*unit), self.place(*place));
                self.line(&[*place], &[*unit], at, text);
            }
            What::Queued { .. }
            | What::Entrained { .. }
            | What::Unloaded { .. }
            | What::RailOpened { .. } => {
                self.by_rail(what, at);
            }
            What::Departed { unit, men, .. } => {
                self.line(
                    &[],
                    &[*unit],
                    at,
                    format!("{} ({men:.0} men) leaves the theatre.", self.unit(*unit)),
                );
            }
            What::BridgeBlown { link, river, by } => {
                self.bridge(*link, *river, at, format!("is blown ({})", self.side(*by)));
            }
            What::BridgeTaken { link, river, by } => {
                self.bridge(*link, *river, at, format!("falls whole to the {} side", self.side(*by)));
            }
            What::BridgeRestored { link, river, by } => {
                self.bridge(*link, *river, at, format!("is restored ({})", self.side(*by)));
            }
            What::CutOff(u) => self.deed(&[], *u, at, ["is", "are"], " cut off"),
            What::Relieved(u) => self.deed(&[], *u, at, ["has", "have"], " a road again"),
            What::Surrendered { unit, place, prisoners, .. } => self.line(
                &[*place],
                &[*unit],
                at,
                format!(
                    "{} lays down its arms at {}: {prisoners:.0} prisoners.",
                    self.unit(*unit),
                    self.place(*place)
                ),
            ),
            What::Destroyed(u) => self.deed(&[], *u, at, ["ceases", "cease"], " to exist"),
            _ => {}
        }
    }

    fn bridge(&mut self, link: LinkId, river: RiverId, at: Minute, what: String) {
        let (l, river) =
            (self.scenario.theatre.link(link), &self.scenario.theatre.rivers[river.index()].name);
        let (one, other) = (self.place(l.a), self.place(l.b));
        let text = format!("The bridge over the {river} between {one} and {other} {what}.");
        self.line(&[l.a, l.b], &[], at, text);
    }

    /// What trains do.
    fn by_rail(&mut self, what: &What, at: Minute) {
        match what {
            What::Queued { unit, place, trains, before } => {
                let wait = match before {
                    0 => String::new(),
                    n => format!(", {n} of others before them"),
                };
                let (name, place_name) = (self.unit(*unit), self.place(*place));
                let text = format!("{name}: the first of {trains} trains stands before {place_name}{wait}.");
                self.line(&[*place], &[*unit], at, text);
            }
            What::Entrained { unit, place, to, trains, men, .. } => {
                let (name, from, end) = (self.unit(*unit), self.place(*place), self.place(*to));
                let text = format!("{name} ({men:.0} men) rides from {from} to {end} in {trains} trains.");
                self.line(&[*place, *to], &[*unit], at, text);
            }
            What::Unloaded { unit, place, train, of, days, .. } => {
                let (name, station) = (self.unit(*unit), self.place(*place));
                let text = format!(
                    "{name}: {train} of {of} trains unloaded at {station}, {days:.1} days after the first stood there."
                );
                self.line(&[*place], &[*unit], at, text);
            }
            What::RailOpened { link, by } => {
                let l = self.scenario.theatre.link(*link);
                let (a, b, side) = (self.place(l.a), self.place(l.b), self.side(*by));
                let text = format!("{side} trains run between {a} and {b} again.");
                self.line(&[l.a, l.b], &[], at, text);
            }
            _ => {}
        }
    }

    fn turn(&mut self, turn: u32, at: Minute) -> String {
        let date = self.scenario.calendar.date(at);
        let mut text = String::new();
        let _ = writeln!(text, "Turn {turn:>2}  to {} {:02}:00  {}", date.date(), date.hour(), self.weather);
        self.lines.write(&mut text);
        let moves: Vec<String> = self
            .moved
            .iter()
            .filter(|(unit, place)| self.watch.unit(**unit) || self.watch.place(**place))
            .map(|(unit, to)| format!("{} to {}", self.scenario.unit(*unit).key, self.place(*to)))
            .collect();
        if !moves.is_empty() {
            wrap(&mut text, "    Marches: ", &format!("{}.", moves.join(", ")));
        }
        let flown = self.flown.iter().filter(|(unit, _)| self.watch.unit(**unit));
        let flown: Vec<String> =
            flown.map(|(unit, tons)| format!("{} {tons:.0} t", self.scenario.unit(*unit).key)).collect();
        if !flown.is_empty() {
            wrap(&mut text, "    Flown in: ", &format!("{}.", flown.join(", ")));
        }
        if self.watch.everything() {
            for side in SideId::BOTH {
                let state = standing::side(self.scenario, side, &self.toll[side.index()], &self.stands);
                let _ = writeln!(text, "    {state}");
            }
            text += &self.strip.as_ref().map(Strip::text).unwrap_or_default();
        } else {
            standing::units(self.scenario, self.watch.units(), &self.stands, &mut text);
        }
        if let Some(strip) = &mut self.strip {
            strip.next_turn();
        }
        text.push('\n');
        self.lines.clear();
        self.moved.clear();
        self.flown.clear();
        self.stands.clear();
        self.toll = Default::default();
        text
    }
}

fn comes_by_rail(scenario: &Scenario, unit: UnitId) -> bool {
    matches!(scenario.unit(unit).start, Start::Enters { by: Travel::Rail, .. })
}

fn reason(why: Why) -> &'static str {
    match why {
        Why::Beaten => ", beaten",
        Why::Threatened => ", the road home in danger",
        Why::Pressed => ", pressed",
        Why::Ordered => " by order",
        Why::Permitted => " with permission",
        Why::BreakOut => ", breaking out",
    }
}
