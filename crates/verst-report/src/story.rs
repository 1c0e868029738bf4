//! The run that the page shows turn by turn: everything that its map and its cards need.

use verst_domain::forces::Start;
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::journal::{Doing, Entry, Losses, Stand, What};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;

use crate::follow::{Follower, Ground};
use crate::series::Series;
use crate::ways::Tree;

/// A bridge: the link and its place among the link's crossings.
type Bridge = (usize, usize);

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
    /// By side: links on the shortest ways from the side's sources to its units.
    pub(crate) supply: [Vec<usize>; 2],
}

/// A run, turn by turn.
pub struct Story<'a> {
    scenario: &'a Scenario,
    follower: Follower<'a>,
    ground: Ground,
    bridges: std::collections::BTreeSet<Bridge>,
    /// By link: the side whose trains run on it.
    trains: Vec<Option<SideId>>,
    lost: Vec<Losses>,
    stands: Vec<Stand>,
    weather: Option<(f64, f64, bool)>,
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
            let down = l.crossings.iter().enumerate().filter(|(_, c)| !c.bridge);
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
            frames: Vec::new(),
            values: Vec::new(),
        };
        story.frame(Minute(0));
        story
    }

    /// Takes an entry.
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
            supply: SideId::BOTH.map(|side| self.supply(side, &stands, at)),
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

    fn supply(&self, side: SideId, stands: &[Stand], at: Minute) -> Vec<usize> {
        let theatre = &self.scenario.theatre;
        let own = theatre.sources.iter().filter(|s| s.side == side && s.from <= at);
        let starts: Vec<PlaceId> = own.map(|s| s.at).collect();
        let tree = Tree::from(theatre, &starts, &|p| self.ground.holder(p) == side);
        let units = stands.iter().filter(|s| self.scenario.unit(s.unit).side == side && !s.cut_off);
        let mut links: Vec<usize> =
            units.flat_map(|s| tree.links_to(theatre, s.place)).map(LinkId::index).collect();
        links.sort_unstable();
        links.dedup();
        links
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
        fatigue: unit.fatigue.best,
        cohesion: unit.cohesion.best,
        doing: Doing::Holding,
        cut_off: false,
    })
}
