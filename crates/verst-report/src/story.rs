//! The run that the page shows turn by turn: everything that its map and its cards need.

use std::collections::{BTreeMap, BTreeSet};

use verst_domain::forces::Start;
use verst_domain::ids::{LinkId, SideId, UnitId};
use verst_domain::journal::{Applied, Doing, Entry, Losses, Stand, What};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;

use crate::follow::{Follower, Ground};
use crate::series::Series;

/// A bridge: the link and its place among the link's crossings.
type Bridge = (usize, usize);

/// What went over a link in the turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Load {
    pub(crate) link: usize,
    /// Tons a day that came to the troops beyond.
    pub(crate) came: f64,
    /// Tons a day that they had asked for.
    pub(crate) asked: f64,
}

/// The state at the start, or at a turn's end.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) at: Minute,
    pub(crate) holders: Vec<SideId>,
    pub(crate) stands: Vec<Stand>,
    /// By link: km from `a` at which the sides meet.
    pub(crate) contacts: Vec<Option<f64>>,
    /// Lost since the start, by unit.
    pub(crate) lost: Vec<Losses>,
    pub(crate) weather: Option<(f64, f64, bool)>,
    /// Links on which a bridge is down.
    pub(crate) bridges_down: Vec<usize>,
    /// Links within one side's ground on which no trains run.
    pub(crate) rails_cut: Vec<usize>,
    /// By side: the links over which its supplies came.
    pub(crate) supply: [Vec<Load>; 2],
}

/// A run, turn by turn.
pub struct Story<'a> {
    scenario: &'a Scenario,
    follower: Follower<'a>,
    ground: Ground,
    bridges: BTreeSet<Bridge>,
    /// By link: the side whose trains run on it.
    trains: Vec<Option<SideId>>,
    lost: Vec<Losses>,
    stands: Vec<Stand>,
    weather: Option<(f64, f64, bool)>,
    hauled: Hauled,
    pub(crate) frames: Vec<Frame>,
    /// Values of the charts, by turn.
    pub(crate) values: Vec<Vec<f32>>,
}

impl<'a> Story<'a> {
    /// The story before its first entry.
    #[must_use]
    pub fn new(scenario: &'a Scenario, series: &'a Series) -> Self {
        let theatre = &scenario.theatre;
        let down = |(i, l): (usize, &verst_domain::theatre::Link)| {
            let down = l.crossings.iter().enumerate().filter(|(_, c)| !c.bridge || c.down);
            down.map(|(n, _)| (i, n)).collect::<Vec<Bridge>>()
        };
        let trains = theatre.links.iter().map(|l| {
            let (a, b) = (theatre.place(l.a).holder, theatre.place(l.b).holder);
            (l.rail_km.is_some() && !l.rail_cut && a == b).then_some(a)
        });
        let mut story = Self {
            scenario,
            follower: Follower::new(scenario, series),
            ground: Ground::at_start(scenario),
            bridges: theatre.links.iter().enumerate().flat_map(down).collect(),
            trains: trains.collect(),
            lost: vec![Losses::default(); scenario.units.len()],
            stands: (0..scenario.units.len()).filter_map(|i| at_start(scenario, UnitId::new(i))).collect(),
            weather: scenario.weather.first().map(|w| (w.temp_c.best, w.snow_cm.best, w.mud)),
            hauled: Hauled::default(),
            frames: Vec::new(),
            values: Vec::new(),
        };
        story.frame(Minute(0));
        story
    }

    /// Takes an entry. Loads on the roads are known only of a run that tells its factors.
    pub fn see(&mut self, entry: &Entry) {
        if self.values.is_empty() && self.follower.see(entry) {
            self.follower.finish();
            self.values = std::mem::take(&mut self.follower.values);
        }
        self.ground.see(entry);
        match &entry.what {
            What::Weather { temp_c, snow_cm, mud } => self.weather = Some((*temp_c, *snow_cm, *mud)),
            What::Lost { unit, losses } => self.lost[unit.index()].add(losses),
            What::Stand(stand) => self.stands.push(*stand),
            What::BridgeBlown { link, river, .. } => {
                self.crossing(*link, river.index()).map(|b| self.bridges.insert(b));
            }
            What::BridgeRestored { link, river, .. } => {
                self.crossing(*link, river.index()).map(|b| self.bridges.remove(&b));
            }
            What::Factors { of: Applied::HauledTons(side, link), applied, factors } => {
                let asked = factors.first().map_or(0.0, |f| f.value);
                self.hauled.add(entry.at, *side, Load { link: link.index(), came: *applied, asked });
            }
            What::RailOpened { link, by } => self.trains[link.index()] = Some(*by),
            What::TurnEnd { .. } => {
                self.frame(entry.at);
                self.ground.next_turn();
            }
            _ => {}
        }
    }

    fn crossing(&self, link: LinkId, river: usize) -> Option<Bridge> {
        let crossings = &self.scenario.theatre.link(link).crossings;
        crossings.iter().position(|c| c.river.index() == river).map(|n| (link.index(), n))
    }

    fn frame(&mut self, at: Minute) {
        let links = self.scenario.theatre.links.len();
        let stands = std::mem::take(&mut self.stands);
        let mut down: Vec<usize> = self.bridges.iter().map(|b| b.0).collect();
        down.dedup();
        self.frames.push(Frame {
            at,
            holders: self.ground.holders.clone(),
            contacts: (0..links).map(|l| self.ground.meeting(self.scenario, LinkId::new(l))).collect(),
            lost: self.lost.clone(),
            weather: self.weather,
            bridges_down: down,
            rails_cut: self.rails_cut(),
            supply: std::mem::take(&mut self.hauled).mean(),
            stands,
        });
    }

    fn rails_cut(&self) -> Vec<usize> {
        let links = self.scenario.theatre.links.iter().enumerate();
        let cut = links.filter(|(i, l)| {
            let (a, b) = (self.ground.holder(l.a), self.ground.holder(l.b));
            l.rail_km.is_some() && a == b && self.trains[*i] != Some(a)
        });
        cut.map(|(i, _)| i).collect()
    }
}

/// The loads of a turn, round by round.
#[derive(Default)]
struct Hauled {
    rounds: Vec<Minute>,
    loads: [BTreeMap<usize, (f64, f64)>; 2],
}

impl Hauled {
    fn add(&mut self, at: Minute, side: SideId, load: Load) {
        if self.rounds.last() != Some(&at) {
            self.rounds.push(at);
        }
        let sum = self.loads[side.index()].entry(load.link).or_default();
        (sum.0, sum.1) = (sum.0 + load.came, sum.1 + load.asked);
    }

    /// The mean over the turn's rounds.
    fn mean(self) -> [Vec<Load>; 2] {
        let rounds = self.rounds.len().max(1) as f64;
        self.loads.map(|loads| {
            let load = |(link, (came, asked)): (usize, (f64, f64))| Load {
                link,
                came: came / rounds,
                asked: asked / rounds,
            };
            loads.into_iter().map(load).collect()
        })
    }
}

/// A unit as it stands before the first minute; none if it enters later.
fn at_start(scenario: &Scenario, id: UnitId) -> Option<Stand> {
    let unit = scenario.unit(id);
    let (place, on) = match unit.start {
        Start::At(place) => (place, None),
        Start::OnLink { link, km } => {
            let l = scenario.theatre.link(link);
            let own = if scenario.theatre.place(l.b).holder == unit.side { l.b } else { l.a };
            (own, Some((link, km.best)))
        }
        Start::Enters { .. } => return None,
    };
    let supply = unit.supply.best;
    Some(Stand {
        unit: id,
        under: unit.under,
        place,
        on,
        men: unit.men.best,
        tanks: unit.tanks.best,
        guns: unit.guns.best,
        supply,
        food: supply,
        ammunition: supply,
        fuel: supply,
        fodder: supply,
        fatigue: unit.fatigue.best,
        cohesion: unit.cohesion.best,
        doing: Doing::Holding,
        cut_off: false,
    })
}
