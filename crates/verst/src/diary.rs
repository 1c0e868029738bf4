//! The war diary: one run's journal, turn by turn, as a staff officer would write it.

use std::collections::BTreeMap;
use std::fmt::Write;

use verst_domain::ids::{PlaceId, SideId, UnitId};
use verst_domain::journal::{Doing, Entry, Losses, Stand, What, Why};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;

/// Collects entries and writes a paragraph per turn.
pub struct Diary<'a> {
    scenario: &'a Scenario,
    lines: Vec<String>,
    toll: [Losses; 2],
    weather: String,
    moved: BTreeMap<UnitId, (PlaceId, PlaceId)>,
    stands: Vec<Stand>,
    footholds: BTreeMap<(UnitId, PlaceId), Minute>,
}

impl<'a> Diary<'a> {
    /// An empty diary.
    #[must_use]
    pub fn new(scenario: &'a Scenario) -> Self {
        Self {
            scenario,
            lines: Vec::new(),
            toll: Default::default(),
            weather: String::new(),
            moved: BTreeMap::new(),
            stands: Vec::new(),
            footholds: BTreeMap::new(),
        }
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

    /// Takes an entry; at a turn's end, the paragraph of the turn.
    pub fn see(&mut self, entry: &Entry) -> Option<String> {
        let at = self.clock(entry.at);
        match &entry.what {
            What::Weather { temp_c, snow_cm, mud } => {
                let mud = if *mud { ", mud" } else { "" };
                self.weather = format!("{temp_c:+.0} C, snow {snow_cm:.0} cm{mud}");
            }
            What::Captured { place, by, unit } => {
                let who = unit.map_or_else(|| String::from("without a fight"), |u| self.unit(u).to_string());
                self.lines.push(format!("{at}  {} falls to the {} ({who}).", self.place(*place), self.side(*by)));
            }
            What::Foothold { unit, place } => {
                if self.footholds.insert((*unit, *place), entry.at).is_none() {
                    self.lines.push(format!("{at}  {} stands inside {}.", self.unit(*unit), self.place(*place)));
                }
            }
            What::Reached { unit, place } => {
                let from = self.moved.get(unit).map_or(*place, |m| m.0);
                self.moved.insert(*unit, (from, *place));
            }
            What::OrderReceived(order) => {
                let order = &self.scenario.orders[order.index()];
                self.lines.push(format!("{at}  Order \"{}\" arrives.", order.key));
            }
            What::EngagementOpened { place, attacker, attacker_men, defender_men } => self.lines.push(format!(
                "{at}  The {} attack {}: {attacker_men:.0} effective men against {defender_men:.0}.",
                self.side(*attacker),
                self.place(*place)
            )),
            What::EngagementResolved { place, attacker, success } => {
                let how = if *success { "carries the position" } else { "fails" };
                self.lines.push(format!("{at}  The {} attack on {} {how}.", self.side(*attacker), self.place(*place)));
            }
            What::Retreated { unit, from, to, why } => {
                let (unit, from, to) = (self.unit(*unit), self.place(*from), self.place(*to));
                self.lines.push(format!("{at}  {unit} leaves {from} for {to}{}.", reason(*why)));
            }
            What::CutOff(u) => self.lines.push(format!("{at}  {} is cut off.", self.unit(*u))),
            What::Relieved(u) => self.lines.push(format!("{at}  {} has a road again.", self.unit(*u))),
            What::Destroyed(u) => self.lines.push(format!("{at}  {} ceases to exist.", self.unit(*u))),
            What::Seen { unit, place } => {
                self.lines.push(format!("{at}  {} is seen near {}.", self.unit(*unit), self.place(*place)));
            }
            What::Arrived { unit, place, men, .. } => self
                .lines
                .push(format!("{at}  {} ({men:.0} men) arrives at {}.", self.unit(*unit), self.place(*place))),
            What::Departed { unit, men, .. } => {
                self.lines.push(format!("{at}  {} ({men:.0} men) leaves the theatre.", self.unit(*unit)));
            }
            What::Lost { unit, losses } => self.toll[self.scenario.unit(*unit).side.index()].add(losses),
            What::Stand(stand) => self.stands.push(*stand),
            What::TurnEnd { turn, .. } => return Some(self.turn(*turn, entry.at)),
            What::OrderEnded(_) | What::Repaired { .. } | What::Front { .. } | What::Factors { .. } => {}
        }
        None
    }

    fn turn(&mut self, turn: u32, at: Minute) -> String {
        let date = self.scenario.calendar.date(at);
        let mut text = String::new();
        let _ = writeln!(text, "Turn {turn:>2}  to {} {:02}:00  {}", date.date(), date.hour(), self.weather);
        for line in &self.lines {
            let _ = writeln!(text, "    {line}");
        }
        if !self.moved.is_empty() {
            let moves: Vec<String> =
                self.moved.iter().map(|(u, (_, to))| format!("{} to {}", self.scenario.unit(*u).key, self.place(*to))).collect();
            let _ = writeln!(text, "    Marches: {}.", moves.join(", "));
        }
        for side in SideId::BOTH {
            let _ = writeln!(text, "    {}", self.state(side));
        }
        self.lines.clear();
        self.moved.clear();
        self.stands.clear();
        self.toll = Default::default();
        text
    }

    fn state(&self, side: SideId) -> String {
        let toll = &self.toll[side.index()];
        let own = || self.stands.iter().filter(|s| self.scenario.unit(s.unit).side == side);
        let men: f64 = own().map(|s| s.men).sum();
        let hungry: Vec<&str> = own()
            .filter(|s| s.cut_off || s.supply < 0.3)
            .map(|s| self.scenario.unit(s.unit).key.as_str())
            .collect();
        let waiting = own().filter(|s| s.doing == Doing::Waiting).count();
        let mut text = format!(
            "{:<7} {men:>7.0} men; lost {:.0} in battle, {:.0} sick and frostbitten, {:.0} tanks",
            self.side(side),
            toll.battle(),
            toll.sick + toll.frostbitten,
            toll.tanks + toll.tanks_damaged
        );
        if waiting > 0 {
            let _ = write!(text, "; {waiting} waiting before the enemy");
        }
        if !hungry.is_empty() {
            let _ = write!(text, "; out of supply: {}", hungry.join(", "));
        }
        text
    }
}

fn reason(why: Why) -> &'static str {
    match why {
        Why::Beaten => ", beaten",
        Why::Threatened => ", its road in danger",
        Why::Pressed => ", pressed",
        Why::Ordered => " by order",
        Why::Permitted => " with permission",
        Why::BreakOut => ", breaking out",
    }
}
