//! Totals of a run by side, which need no record: losses, strength and ground, at the end and turn by turn.

use verst_domain::ids::SideId;
use verst_domain::journal::{Entry, Losses, What};
use verst_domain::scenario::Scenario;

/// Names of the totals of a side, with their units.
const TOTALS: [(&str, &str); 5] =
    [("lost", "men"), ("lost-battle", "men"), ("lost-tanks", "tanks"), ("men", "men"), ("places", "places")];

/// A total's name, such as `total.german.lost`, and its unit.
#[must_use]
pub fn names(scenario: &Scenario) -> Vec<(String, &'static str)> {
    let of_side = |key: &str| TOTALS.map(|(name, unit)| (format!("total.{key}.{name}"), unit));
    scenario.sides.iter().flat_map(|side| of_side(&side.key)).collect()
}

/// A side at the end of a turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SideTurn {
    /// Number of the turn, from 1.
    pub turn: u32,
    /// The side.
    pub side: SideId,
    /// Men in the theatre.
    pub men: f64,
    /// Tanks fit to fight.
    pub tanks: f64,
    /// Guns and mortars.
    pub guns: f64,
    /// Men lost since the start, of every kind.
    pub lost: f64,
    /// Men lost to the enemy since the start.
    pub lost_battle: f64,
    /// Tanks lost since the start.
    pub lost_tanks: f64,
    /// Places held.
    pub places: u32,
    /// Units that are cut off.
    pub cut_off: u32,
}

/// Before anything is counted.
const NOTHING: SideTurn = SideTurn {
    turn: 0,
    side: SideId(0),
    men: 0.0,
    tanks: 0.0,
    guns: 0.0,
    lost: 0.0,
    lost_battle: 0.0,
    lost_tanks: 0.0,
    places: 0,
    cut_off: 0,
};

/// Sums up one run after another.
#[derive(Clone, Debug)]
pub struct Totals<'a> {
    scenario: &'a Scenario,
    toll: [Losses; 2],
    now: [SideTurn; 2],
    places: [u32; 2],
    last: [SideTurn; 2],
    turns: Vec<SideTurn>,
}

impl<'a> Totals<'a> {
    /// Ready for the first entry of a run.
    #[must_use]
    pub fn new(scenario: &'a Scenario) -> Self {
        let mut totals = Self {
            scenario,
            toll: Default::default(),
            now: [NOTHING; 2],
            places: [0; 2],
            last: [NOTHING; 2],
            turns: Vec::new(),
        };
        totals.restart();
        totals
    }

    fn restart(&mut self) {
        self.toll = Default::default();
        self.now = [NOTHING; 2];
        self.last = [NOTHING; 2];
        self.turns.clear();
        self.places = [0; 2];
        self.scenario.theatre.places.iter().for_each(|p| self.places[p.holder.index()] += 1);
    }

    /// Follows an entry.
    pub fn see(&mut self, entry: &Entry) {
        match &entry.what {
            What::Lost { unit, losses } => {
                self.toll[self.scenario.unit(*unit).side.index()].add(losses);
            }
            What::Captured { by, .. } => {
                let other = 1 - by.index();
                self.places[by.index()] += 1;
                self.places[other] = self.places[other].saturating_sub(1);
            }
            What::Stand(stand) => {
                let side = &mut self.now[self.scenario.unit(stand.unit).side.index()];
                side.men += stand.men;
                side.tanks += stand.tanks;
                side.guns += stand.guns;
                side.cut_off += u32::from(stand.cut_off);
            }
            What::TurnEnd { turn, .. } => self.end_turn(*turn),
            _ => {}
        }
    }

    fn end_turn(&mut self, turn: u32) {
        for side in [0, 1] {
            let toll = &self.toll[side];
            let end = SideTurn {
                turn,
                side: SideId::new(side),
                lost: toll.men(),
                lost_battle: toll.battle(),
                lost_tanks: toll.tanks,
                places: self.places[side],
                ..self.now[side]
            };
            self.last[side] = end;
            self.turns.push(end);
        }
        self.now = [NOTHING; 2];
    }

    /// Ends the run: its totals in the order of [`names`], and its turns. Then it is ready for the next run.
    pub fn finish(&mut self) -> (Vec<f64>, Vec<SideTurn>) {
        let of_side = |side: usize| {
            let (toll, end) = (&self.toll[side], &self.last[side]);
            [toll.men(), toll.battle(), toll.tanks, end.men, f64::from(self.places[side])]
        };
        let totals = [0, 1].into_iter().flat_map(of_side).collect();
        let turns = std::mem::take(&mut self.turns);
        self.restart();
        (totals, turns)
    }
}
