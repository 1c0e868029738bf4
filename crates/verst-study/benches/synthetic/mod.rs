//! A theatre of any size, made from a seed: bands of places in turn of either side, with a front every ten columns, so that a
//! larger theatre is more of the same and not another kind of war. As many units as places, with orders of every kind.

use verst_domain::dice_key::mix;
use verst_domain::forces::{
    AirForce, Formation, Known, Level, Mobility, Replacements, Side, Start, Unit, UnitKind,
};
use verst_domain::geo::LatLon;
use verst_domain::ids::{FormationId, LinkId, PlaceId, RiverId, SideId, UnitId};
use verst_domain::orders::{Addressee, Hours, Order, Task, Then};
use verst_domain::quantity::{Basis, Citation, Quantity};
use verst_domain::scenario::Scenario;
use verst_domain::theatre::{
    Crossing, FrontMark, Irregulars, Link, Place, River, RoadClass, Source, Terrain, Theatre, Works,
    WorksClass,
};
use verst_domain::time::{Calendar, DAY, HOUR, Minute};
use verst_domain::weather::{Sky, WeatherDay};

/// Columns from one front to the next, and of a corps; rows of a corps and of an army.
const BAND: usize = 10;
const CORPS_COLUMNS: usize = 5;
const CORPS_ROWS: usize = 3;
const ARMY_ROWS: usize = 15;
/// Degrees between neighbouring places: some 20 km.
const STEP: LatLon = LatLon { lat: 0.18, lon: 0.3 };
const LINK_KM: f64 = 22.0;

/// A size of the theatre.
#[derive(Clone, Copy)]
pub struct Grid {
    /// Places from west to east.
    pub columns: usize,
    /// Places from south to north.
    pub rows: usize,
    /// Days that it is played for.
    pub days: i64,
    /// What it is made from.
    pub seed: u64,
}

fn exact(value: f64) -> Quantity {
    Quantity::exact(value)
}

fn citation() -> Citation {
    Citation { basis: Basis::Assumed, source: String::from("synthetic") }
}

fn side_of(column: usize) -> SideId {
    SideId(((column + BAND / 2) / BAND % 2) as _)
}

impl Grid {
    /// Places, and units.
    pub fn size(self) -> usize {
        self.columns * self.rows
    }

    fn at(self, place: usize) -> (usize, usize) {
        (place / self.rows, place % self.rows)
    }

    fn place(self, column: usize, row: usize) -> PlaceId {
        PlaceId::new(column * self.rows + row)
    }

    /// One of so many, by what it is for.
    fn draw(self, what: u64, of: usize, choices: u64) -> u64 {
        mix(self.seed ^ mix((what << 32) | of as u64)) % choices
    }

    /// The source behind a place: in the middle of its band.
    fn home(self, place: usize) -> PlaceId {
        let (column, row) = self.at(place);
        let middle = (column + BAND / 2) / BAND * BAND;
        self.place(middle.min(self.columns - 1), row / CORPS_ROWS * CORPS_ROWS)
    }

    fn army(self, place: usize) -> usize {
        let (column, row) = self.at(place);
        column / CORPS_COLUMNS * self.rows.div_ceil(ARMY_ROWS) + row / ARMY_ROWS
    }

    fn armies(self) -> usize {
        self.columns / CORPS_COLUMNS * self.rows.div_ceil(ARMY_ROWS)
    }

    /// Corps follow the armies in the list.
    fn corps(self, place: usize) -> FormationId {
        let (column, row) = self.at(place);
        let corps = column / CORPS_COLUMNS * self.rows.div_ceil(CORPS_ROWS) + row / CORPS_ROWS;
        FormationId::new(self.armies() + corps)
    }

    /// The whole operation.
    pub fn scenario(self) -> Scenario {
        let all = 0..self.size();
        let weather = WeatherDay { temp_c: exact(15.0), snow_cm: exact(0.0), sky: Sky::Clear, mud: false };
        let key = format!("synthetic-{}-{}", self.size(), self.seed);
        Scenario {
            digest: *blake3::hash(key.as_bytes()).as_bytes(),
            title: key.clone(),
            key,
            summary: String::new(),
            calendar: Calendar {
                start: jiff::civil::datetime(1943, 7, 1, 0, 0, 0, 0),
                end: Minute(self.days * DAY),
                turn: 12 * HOUR,
                round: 6 * HOUR,
            },
            sides: [("blue", "GER"), ("red", "SOV")].map(side).to_vec(),
            theatre: self.theatre(),
            formations: self.formations(),
            units: all.clone().map(|place| self.unit(place)).collect(),
            air: self.by_army(|army, place| self.aircraft(army, place)),
            airlift: Vec::new(),
            replacements: self.by_army(|army, _| drafts(army)),
            orders: all.filter_map(|place| self.order(place)).collect(),
            weather: vec![weather; usize::try_from(self.days + 2).unwrap_or(0)],
        }
    }

    fn by_army<T>(self, make: impl Fn(usize, usize) -> T) -> Vec<T> {
        (0..self.armies()).map(|army| make(army, self.first_of_army(army))).collect()
    }

    fn first_of_army(self, army: usize) -> usize {
        let stacks = self.rows.div_ceil(ARMY_ROWS);
        self.place(army / stacks * CORPS_COLUMNS, army % stacks * ARMY_ROWS).index()
    }

    fn theatre(self) -> Theatre {
        let mut places: Vec<Place> = (0..self.size()).map(|place| self.ground(place)).collect();
        let links = self.links();
        for (index, link) in links.iter().enumerate() {
            places[link.a.index()].ways.push((LinkId::new(index), link.b));
            places[link.b.index()].ways.push((LinkId::new(index), link.a));
        }
        let marks = links
            .iter()
            .enumerate()
            .filter(|(_, l)| places[l.a.index()].holder != places[l.b.index()].holder);
        let front =
            marks.map(|(l, _)| FrontMark { link: LinkId::new(l), km: exact(LINK_KM / 2.0) }).collect();
        let all = || 0..self.size();
        let rivers = (0..self.columns.div_ceil(BAND)).map(|n| self.river(n)).collect();
        let works =
            all().filter(|&p| self.is_front(p) && self.draw(1, p, 2) == 0).map(|p| self.works(p)).collect();
        let sources = all().filter(|&p| self.home(p).index() == p).map(|p| self.source(p)).collect();
        let partisans = all().filter(|p| p % 60 == 33).map(|p| self.partisans(p)).collect();
        Theatre { places, links, rivers, works, sources, irregulars: partisans, front }
    }

    fn is_front(self, place: usize) -> bool {
        let column = self.at(place).0 % BAND;
        column + 1 == BAND / 2 || column == BAND / 2
    }

    fn ground(self, place: usize) -> Place {
        let (column, row) = self.at(place);
        let town = self.draw(2, place, 6) == 0;
        Place {
            key: format!("p{place:05}"),
            name: format!("{column}/{row}"),
            at: LatLon { lat: 45.0 + row as f64 * STEP.lat, lon: 20.0 + column as f64 * STEP.lon },
            terrain: if self.draw(3, place, 4) == 0 { Terrain::Forest } else { Terrain::Mixed },
            town_depth: exact(if town { 2.0 } else { 0.0 }),
            holder: side_of(column),
            key_place: self.draw(4, place, 12) == 0,
            citation: citation(),
            ways: Vec::new(),
        }
    }

    /// Roads to the north and to the east, in order of their western or southern ends.
    fn links(self) -> Vec<Link> {
        let mut links = Vec::new();
        for place in 0..self.size() {
            let (column, row) = self.at(place);
            let north = (row + 1 < self.rows).then(|| self.place(column, row + 1));
            let east = (column + 1 < self.columns).then(|| self.place(column + 1, row));
            for (n, end) in [north, east].into_iter().enumerate() {
                links.extend(end.map(|end| self.link(place, n, end)));
            }
        }
        links
    }

    fn link(self, place: usize, n: usize, end: PlaceId) -> Link {
        let column = self.at(place).0;
        let road = [RoadClass::Highway, RoadClass::Road, RoadClass::Road, RoadClass::Track];
        let river =
            Crossing { river: RiverId::new(column / BAND), bridge: true, down: false, km: LINK_KM / 2.0 };
        let is_wet = n == 1 && column % BAND == 7;
        Link {
            key: format!("l{place:05}-{n}"),
            a: PlaceId::new(place),
            b: end,
            km: exact(LINK_KM),
            road: Some(road[self.draw(5, 2 * place + n, 4) as usize]),
            rail_km: None,
            tracks: 1,
            rail_cut: false,
            terrain: if self.draw(6, 2 * place + n, 5) == 0 { Terrain::Forest } else { Terrain::Open },
            crossings: if is_wet { vec![river] } else { Vec::new() },
            frontage: exact(15.0),
            citation: citation(),
        }
    }

    fn river(self, n: usize) -> River {
        River {
            key: format!("r{n:02}"),
            name: format!("r{n:02}"),
            width_m: exact(60.0),
            ice_cm: exact(0.0),
            line: Vec::new(),
            citation: citation(),
        }
    }

    fn works(self, place: usize) -> Works {
        Works {
            key: format!("w{place:05}"),
            at: PlaceId::new(place),
            side: side_of(self.at(place).0),
            class: WorksClass::Prepared,
            depth: exact(3.0),
            citation: citation(),
        }
    }

    fn source(self, place: usize) -> Source {
        Source {
            key: format!("s{place:05}"),
            at: PlaceId::new(place),
            side: side_of(self.at(place).0),
            trains: exact(8.0),
            from: Minute(0),
            citation: citation(),
        }
    }

    fn partisans(self, place: usize) -> Irregulars {
        Irregulars {
            key: format!("i{place:05}"),
            name: format!("i{place:05}"),
            side: side_of(self.at(place).0).enemy(),
            men: exact(1500.0),
            around: vec![PlaceId::new(place)],
            km: 40.0,
            citation: citation(),
        }
    }

    fn formations(self) -> Vec<Formation> {
        let mut all =
            self.by_army(|army, place| self.headquarters(format!("a{army:05}"), Level::Army, place, None));
        let stacks = self.rows.div_ceil(CORPS_ROWS);
        for corps in 0..self.columns / CORPS_COLUMNS * stacks {
            let place = self.place(corps / stacks * CORPS_COLUMNS, corps % stacks * CORPS_ROWS).index();
            let army = FormationId::new(self.army(place));
            all.push(self.headquarters(format!("c{corps:05}"), Level::Corps, place, Some(army)));
        }
        all
    }

    fn headquarters(self, key: String, level: Level, place: usize, under: Option<FormationId>) -> Formation {
        Formation {
            name: key.clone(),
            key,
            side: side_of(self.at(place).0),
            level,
            under,
            fallback: vec![self.home(place)],
            transport: None,
            citation: citation(),
        }
    }

    fn aircraft(self, army: usize, place: usize) -> AirForce {
        AirForce {
            key: format!("f{army:05}"),
            name: format!("f{army:05}"),
            side: side_of(self.at(place).0),
            under: FormationId::new(army),
            sorties: exact(60.0 + self.draw(7, army, 100) as f64),
            from: Minute(0),
            until: Minute(self.days * DAY),
            citation: citation(),
        }
    }

    fn unit(self, place: usize) -> Unit {
        let kind = match self.draw(8, place, 12) {
            0 => UnitKind::Artillery,
            1 => UnitKind::Tank,
            2 => UnitKind::Motorized,
            3 => UnitKind::Cavalry,
            4 => UnitKind::Security,
            _ => UnitKind::Rifle,
        };
        let side = side_of(self.at(place).0);
        let mobility: Mobility = kind.mobility();
        Unit {
            key: format!("u{place:05}"),
            name: format!("u{place:05}"),
            kind,
            mobility,
            under: self.corps(place),
            side,
            army: String::from(if side == SideId(0) { "GER" } else { "SOV" }),
            start: Start::At(PlaceId::new(place)),
            leaves: None,
            men: exact(5000.0 + self.draw(9, place, 8000) as f64),
            line: None,
            tanks: exact(if mobility == Mobility::Tracks { 120.0 } else { 0.0 }),
            guns: exact(if kind == UnitKind::Artillery { 150.0 } else { 50.0 }),
            fatigue: exact(0.0),
            supply: exact(1.0),
            cohesion: exact(1.0),
            age_days: exact(0.0),
            citation: citation(),
        }
    }

    /// At the front some attack and some hold; behind it some come up, some wait and some are left to doctrine.
    fn order(self, place: usize) -> Option<Order> {
        let (column, row) = self.at(place);
        let forward = 1 + self.draw(10, place, 3) as usize;
        let east = column % BAND < BAND / 2;
        let to = |km: usize| if east { column + km } else { column.saturating_sub(km) };
        let ahead = |links: usize| self.place(to(links).min(self.columns - 1), row);
        let choice = self.draw(11, place, 4);
        let task = if self.unit(place).kind == UnitKind::Artillery {
            Task::Support { formation: self.corps(place) }
        } else if self.is_front(place) && choice < 2 {
            Task::Attack { along: vec![ahead(forward)], press: false, surprise: None }
        } else if self.is_front(place) {
            Task::Hold { at: None, stand_fast: choice == 3 }
        } else {
            match choice {
                0 => Task::Reserve { at: None },
                1 => Task::Attack { along: vec![ahead(5)], press: false, surprise: None },
                2 => Task::March {
                    via: vec![ahead(1)],
                    hours: Hours::Any,
                    avoid_contact: false,
                    then: Then::Hold,
                },
                _ => return None,
            }
        };
        Some(Order {
            key: format!("o{place:05}"),
            to: Addressee::Unit(UnitId::new(place)),
            issued: exact(-(DAY as f64)),
            known: Known::Opening,
            task,
            when: None,
            until: None,
            supply: None,
            then: None,
            citation: citation(),
        })
    }
}

fn side((key, army): (&str, &str)) -> Side {
    Side {
        key: String::from(key),
        name: String::from(key),
        army: String::from(army),
        air: exact(0.0),
        winter_kit: exact(1.0),
        citation: citation(),
    }
}

fn drafts(army: usize) -> Replacements {
    Replacements {
        key: format!("d{army:05}"),
        to: Addressee::Formation(FormationId::new(army)),
        from: Minute(0),
        until: Minute(100 * DAY),
        men: exact(300.0),
        tanks: exact(3.0),
        guns: exact(3.0),
        known: Known::Opening,
        citation: citation(),
    }
}
