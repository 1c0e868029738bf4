//! Small worlds made by a test: written as the files that a stranger would write, read and checked like any operation.

use std::fmt::Write;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use verst_domain::ids::{PlaceId, UnitId};
use verst_domain::journal::{Entry, Stand, What};
use verst_domain::scenario::Scenario;
use verst_engine::journal::Detail;
use verst_engine::run::Engine;
use verst_files::library::Library;
use verst_files::load::load;
use verst_rules::list;
use verst_rules::rules_file::RulesFile;
use verst_study::runner::Arm;
use verst_study::settings::set;
use verst_tests::{root, scenarios};

use crate::operation::Operation;

/// Degrees of a km to the north, and to the east at 50 degrees of latitude.
const DEGREES: (f64, f64) = (1.0 / 111.2, 1.0 / 71.5);

/// The rules of the repository, read once.
pub(crate) fn rules() -> RulesFile {
    static RULES: OnceLock<RulesFile> = OnceLock::new();
    RULES.get_or_init(|| Operation::open().rules).clone()
}

/// An operation in the making: rows of its files, as text.
#[derive(Clone, Debug)]
pub(crate) struct World {
    /// Days that it lasts, from 1 July 1943.
    pub(crate) days: u32,
    /// Fallback axes of the two armies, as rows of places.
    pub(crate) fallback: [String; 2],
    /// Armies of the sides, keys of the rules file.
    pub(crate) armies: [&'static str; 2],
    places: String,
    links: String,
    sources: String,
    front: String,
    works: String,
    rivers: String,
    units: String,
    orders: String,
}

impl World {
    /// An empty world.
    pub(crate) fn new(days: u32) -> Self {
        Self {
            days,
            fallback: Default::default(),
            armies: ["GER", "GER"],
            places: String::new(),
            links: String::new(),
            sources: String::new(),
            front: String::new(),
            works: String::new(),
            rivers: String::new(),
            units: String::new(),
            orders: String::new(),
        }
    }

    /// A place so many km east and north of the corner of the map; `more` are further fields.
    pub(crate) fn place(&mut self, key: &str, at: (f64, f64), holder: &str, more: &str) {
        let (lat, lon) = (50.0 + at.1 * DEGREES.0, 30.0 + at.0 * DEGREES.1);
        let row = format!("name: \"{key}\", lat: {lat:.5}, lon: {lon:.5}, holder: \"{holder}\"");
        let _ = writeln!(self.places, "\"{key}\": ({row}, terrain: Open, {more}),");
    }

    /// A road between two places.
    pub(crate) fn link(&mut self, ends: (&str, &str), km: f64, more: &str) {
        let (a, b) = ends;
        let row = format!("between: (\"{a}\", \"{b}\"), km: {km:.3}, terrain: Open, {more}");
        let _ = writeln!(self.links, "\"{a}-{b}\": ({row}),");
    }

    /// A road of places, the first of them blue's, so many km apart on the map and by road.
    pub(crate) fn road(&mut self, names: &[&str], apart: f64, km: f64) {
        for (n, name) in names.iter().enumerate() {
            self.place(name, (apart * n as f64, 100.0), if n == 0 { "blue" } else { "red" }, "");
        }
        for two in names.windows(2) {
            self.link((two[0], two[1]), km, "road: Road");
        }
    }

    /// Where no-man's-land lies on a road, from its first end.
    pub(crate) fn front(&mut self, ends: (&str, &str), km: f64) {
        let (a, b) = ends;
        let note = "any row may carry one";
        let _ =
            writeln!(self.front, "(link: \"{a}-{b}\", km: {km:.3}, from_end: \"{a}\", note: \"{note}\"),");
    }

    /// Works of so many km in depth at a place.
    pub(crate) fn works(&mut self, at: &str, side: &str, class: &str, depth: u32) {
        let _ = writeln!(
            self.works,
            "\"works-{at}\": (at: \"{at}\", side: \"{side}\", class: {class}, depth: {depth}),"
        );
    }

    /// A river across the whole map, so many km east of its corner.
    pub(crate) fn river(&mut self, key: &str, width_m: u32, east: f64) {
        let lon = 30.0 + east * DEGREES.1;
        let line = format!("[(49.5, {lon:.5}), (52.5, {lon:.5})]");
        let row = format!("name: \"{key}\", width_m: {width_m}, ice_cm: 0, line: {line}");
        let _ = writeln!(self.rivers, "\"{key}\": ({row}),");
    }

    /// A depot.
    pub(crate) fn source(&mut self, side: &str, at: &str, trains: u32) {
        let _ =
            writeln!(self.sources, "\"{side}-{at}\": (side: \"{side}\", at: \"{at}\", trains: {trains}),");
    }

    /// A unit of a side's army; `row` are its fields but name and headquarters.
    pub(crate) fn unit(&mut self, key: &str, side: &str, row: &str) {
        let _ = writeln!(self.units, "\"{key}\": (name: \"{key}\", under: \"{side}-army\", {row}),");
    }

    /// An order of before the start.
    pub(crate) fn order(&mut self, to: &str, task: &str) {
        let row = format!("to: \"{to}\", issued: \"1943-06-20\", known: Opening, task: {task}");
        let _ = writeln!(self.orders, "\"order-{to}\": ({row}),");
    }

    /// An order of one of the first days.
    pub(crate) fn later_order(&mut self, to: &str, day: u32, task: &str) {
        let row = format!("to: \"{to}\", issued: \"1943-07-{day:02}\", known: Opening, task: {task}");
        let _ = writeln!(self.orders, "\"later-{to}\": ({row}),");
    }

    /// The files, by name.
    fn files(&self) -> [(&'static str, String); 6] {
        let head = "format: 1, rows: (basis: Assumed, source: \"invented\"),";
        let last = 1 + self.days;
        let (end, month) = if last > 31 { (last - 31, 8) } else { (last, 7) };
        let end = format!("1943-{month:02}-{end:02}");
        let [blue, red] = self.armies;
        let sides = format!(
            "\"blue\": (name: \"Blue\", army: \"{blue}\", air: 0, winter_kit: 1), \
             \"red\": (name: \"Red\", army: \"{red}\", air: 0, winter_kit: 1)"
        );
        let army = |side: &str, fallback: &str| {
            format!(
                "\"{side}-army\": (side: \"{side}\", name: \"{side}\", level: Army, fallback: [{fallback}]),"
            )
        };
        let armies = army("blue", &self.fallback[0]) + &army("red", &self.fallback[1]);
        [
            (
                "scenario.ron",
                format!(
                    "({head} title: \"A small world\", summary: \"Made by a test.\", start: \"1943-07-01\", \
                     end: \"{end}\", turn_hours: 12, round_hours: 6, sides: {{{sides}}}, free_choices: [])"
                ),
            ),
            (
                "theatre.ron",
                format!(
                    "({head} places: {{{}}}, links: {{{}}}, sources: {{{}}}, front: [{}], works: {{{}}}, \
                     rivers: {{{}}})",
                    self.places, self.links, self.sources, self.front, self.works, self.rivers
                ),
            ),
            ("forces.ron", format!("({head} formations: {{{armies}}}, units: {{{}}})", self.units)),
            ("orders.ron", format!("({head} orders: {{{}}})", self.orders)),
            (
                "weather.ron",
                format!(
                    "({head} days: {{\"1943-07-01\": (until: \"{end}\", temp_c: 18, snow_cm: 0, sky: Clear)}})"
                ),
            ),
            (
                "sources.ron",
                String::from("(format: 1, sources: {\"invented\": (title: \"Invented by a test\")})"),
            ),
        ]
    }

    /// Writes the files.
    fn write(&self, folder: &Path) {
        for (name, text) in self.files() {
            std::fs::write(folder.join(name), text).expect("a file of the world");
        }
    }

    /// Reads and checks the world.
    pub(crate) fn scenario(&self) -> Scenario {
        let folder = tempfile::tempdir().expect("a temporary folder");
        self.write(folder.path());
        let library = Library::find(Some(&scenarios()), None, &root()).expect("the library");
        match load(&library, folder.path()) {
            Ok(loaded) => loaded.scenario,
            Err(problems) => panic!("{problems:?}\n{self:#?}"),
        }
    }

    /// The world with best inputs, some coefficients set.
    pub(crate) fn arm(&self, settings: &[&str]) -> Arm {
        let (mut scenario, mut rules) = (self.scenario(), rules());
        for setting in settings {
            set(&mut scenario, &mut rules, setting).expect("a coefficient of the rules");
        }
        Arm { scenario: Arc::new(scenario), rules: Arc::new(rules), inputs: None, list: list::standard }
    }
}

/// Plays an arm with each of the seeds on one engine.
pub(crate) fn play(arm: &Arm, seeds: &[u64], tell: &mut dyn FnMut(u64, &Entry)) {
    let mut engine = Engine::new(Arc::new((arm.list)(&arm.rules)));
    for &seed in seeds {
        engine.run(&arm.scenario, seed, Detail::Facts, &mut |entry| tell(seed, entry));
    }
}

/// What a run comes to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Outcome {
    /// Km that the men of the first side have come forward, in the mean.
    pub(crate) km: f64,
    /// Men lost to the enemy, by side.
    pub(crate) lost: [f64; 2],
}

/// The mean outcome over seeds; `depth` tells how far forward a place lies, in km.
pub(crate) fn mean_outcome(arm: &Arm, seeds: &[u64], depth: &dyn Fn(&str) -> f64) -> Outcome {
    let scenario = &arm.scenario;
    let of_first = |index: usize| scenario.units[index].side.index() == 0;
    let men: f64 =
        (0..scenario.units.len()).filter(|&i| of_first(i)).map(|i| scenario.units[i].men.best).sum();
    let at = |stand: &Stand| match stand.on {
        None => depth(&scenario.theatre.place(stand.place).key),
        Some((link, km)) => {
            let l = scenario.theatre.link(link);
            let [a, b] = [l.a, l.b].map(|end| depth(&scenario.theatre.place(end).key));
            a + (b - a) * km / l.km.best
        }
    };
    let (mut first, mut last) = (vec![None; scenario.units.len()], vec![0.0; scenario.units.len()]);
    let mut sum = Outcome::default();
    let count = seeds.len() as f64;
    play(arm, seeds, &mut |_, entry| match &entry.what {
        What::Stand(stand) if of_first(stand.unit.index()) => {
            last[stand.unit.index()] = at(stand);
            first[stand.unit.index()].get_or_insert(at(stand));
        }
        What::Lost { unit, losses } => {
            sum.lost[scenario.unit(*unit).side.index()] += losses.battle() / count;
        }
        What::TurnEnd { .. } if entry.at >= scenario.calendar.end => {
            for (index, unit) in scenario.units.iter().enumerate().filter(|(i, _)| of_first(*i)) {
                sum.km += unit.men.best / men * (last[index] - start(scenario, index, depth)) / count;
            }
        }
        _ => {}
    });
    sum
}

/// How far forward a unit begins.
fn start(scenario: &Scenario, index: usize, depth: &dyn Fn(&str) -> f64) -> f64 {
    match scenario.units[index].start {
        verst_domain::forces::Start::At(place) => depth(&scenario.theatre.place(place).key),
        _ => 0.0,
    }
}

/// A number of runs of which most must show it.
pub(crate) fn twenty() -> Vec<u64> {
    (1..=20).collect()
}

/// A unit of the world.
pub(crate) fn named(arm: &Arm, key: &str) -> UnitId {
    arm.scenario.find_unit(key).expect("a unit of the world")
}

/// A place of the world.
pub(crate) fn place(arm: &Arm, key: &str) -> PlaceId {
    arm.scenario.theatre.find_place(key).expect("a place of the world")
}
