//! A small invented operation for the tests of this crate: five places in a row, 10 km apart, two sides, 20 days.
//!
//! ash - birch | cedar - dale - elm: the north holds the first two. Units `a` (birch) under n1, `b` (ash) and `d` (enters at
//! ash on day 2) under n2, which is under n1; `c` (cedar) and `e` (elm) under s1.

use std::collections::BTreeSet;

use jiff::civil::date;
use ron::extensions::Extensions;
use verst_domain::forces::{Formation, Known, Level, Mobility, Side, Start, Travel, Unit, UnitKind};
use verst_domain::geo::LatLon;
use verst_domain::ids::{FormationId, LinkId, OrderId, PlaceId, SideId, UnitId};
use verst_domain::journal::{Doing, Entry, Losses, Stand, What};
use verst_domain::orders::{Addressee, Order, Task};
use verst_domain::quantity::{Basis, Citation, Quantity};
use verst_domain::scenario::Scenario;
use verst_domain::theatre::{Link, Place, RoadClass, Terrain, Theatre};
use verst_domain::time::{Calendar, DAY, Minute};

use crate::check::check;
use crate::measure::Record;
use crate::outcome::{Observed, Observer};
use crate::record::{Finding, RecordFile};

pub(crate) const NORTH: SideId = SideId(0);
pub(crate) const SOUTH: SideId = SideId(1);
pub(crate) const ASH: PlaceId = PlaceId(0);
pub(crate) const BIRCH: PlaceId = PlaceId(1);
pub(crate) const CEDAR: PlaceId = PlaceId(2);
pub(crate) const DALE: PlaceId = PlaceId(3);
pub(crate) const ELM: PlaceId = PlaceId(4);
pub(crate) const A: UnitId = UnitId(0);
pub(crate) const B: UnitId = UnitId(1);
pub(crate) const C: UnitId = UnitId(2);
pub(crate) const D: UnitId = UnitId(3);
pub(crate) const E: UnitId = UnitId(4);

pub(crate) fn cited() -> Citation {
    Citation { basis: Basis::Documented, source: String::from("book") }
}

fn place(i: usize, key: &str, holder: SideId) -> Place {
    // 10 km of longitude on the equator, where the great circle is the parallel.
    let lon = i as f64 * 10.0 / 6371.0088_f64.to_radians();
    let behind = i.checked_sub(1).map(|before| (LinkId::new(before), PlaceId::new(before)));
    let ahead = Some(i).filter(|i| *i < 4).map(|i| (LinkId::new(i), PlaceId::new(i + 1)));
    Place {
        key: String::from(key),
        name: String::from(key),
        at: LatLon { lat: 0.0, lon },
        terrain: Terrain::Open,
        town_depth: Quantity::exact(0.0),
        holder,
        key_place: false,
        citation: cited(),
        ways: behind.into_iter().chain(ahead).collect(),
    }
}

fn unit(key: &str, under: u16, side: SideId, start: Start, men: f64) -> Unit {
    Unit {
        key: String::from(key),
        name: String::from(key),
        kind: UnitKind::Rifle,
        mobility: Mobility::Foot,
        under: FormationId(under),
        side,
        army: String::from("X"),
        start,
        leaves: None,
        men: Quantity::exact(men),
        line: None,
        tanks: Quantity::exact(10.0),
        guns: Quantity::exact(20.0),
        fatigue: Quantity::exact(0.0),
        supply: Quantity::exact(1.0),
        cohesion: Quantity::exact(1.0),
        age_days: Quantity::exact(0.0),
        citation: cited(),
    }
}

pub(crate) fn operation() -> Scenario {
    let side = |key: &str| Side {
        key: String::from(key),
        name: String::from(key),
        army: String::from("X"),
        air: Quantity::exact(0.0),
        winter_kit: Quantity::exact(1.0),
        citation: cited(),
    };
    let keys = ["ash", "birch", "cedar", "dale", "elm"];
    let places = keys.iter().enumerate().map(|(i, k)| place(i, k, if i < 2 { NORTH } else { SOUTH }));
    let link = |i: usize| Link {
        key: format!("{}-{}", keys[i], keys[i + 1]),
        a: PlaceId::new(i),
        b: PlaceId::new(i + 1),
        km: Quantity::exact(10.0),
        road: Some(RoadClass::Road),
        rail_km: None,
        tracks: 1,
        rail_cut: false,
        terrain: Terrain::Open,
        crossings: Vec::new(),
        frontage: Quantity::exact(5.0),
        citation: cited(),
    };
    let formation = |key: &str, side: SideId, under: Option<u16>| Formation {
        key: String::from(key),
        name: String::from(key),
        side,
        level: Level::Army,
        under: under.map(FormationId),
        fallback: Vec::new(),
        transport: None,
        citation: cited(),
    };
    let day_2 = Quantity::exact(2.0 * DAY as f64);
    let enters = Start::Enters { at: ASH, on: day_2, by: Travel::Road, known: Known::Opening };
    Scenario {
        key: String::from("sample"),
        title: String::from("Sample"),
        summary: String::new(),
        calendar: Calendar {
            start: date(1943, 3, 1).at(0, 0, 0, 0),
            end: Minute(20 * DAY),
            turn: DAY / 2,
            round: DAY / 4,
        },
        sides: vec![side("north"), side("south")],
        theatre: Theatre {
            places: places.collect(),
            links: (0..4).map(link).collect(),
            ..Theatre::default()
        },
        formations: vec![
            formation("n1", NORTH, None),
            formation("n2", NORTH, Some(0)),
            formation("s1", SOUTH, None),
        ],
        units: vec![
            unit("a", 0, NORTH, Start::At(BIRCH), 8000.0),
            unit("b", 1, NORTH, Start::At(ASH), 6000.0),
            unit("c", 2, SOUTH, Start::At(CEDAR), 5000.0),
            unit("d", 1, NORTH, enters, 4000.0),
            unit("e", 2, SOUTH, Start::At(ELM), 3000.0),
        ],
        air: Vec::new(),
        airlift: Vec::new(),
        replacements: Vec::new(),
        orders: vec![Order {
            key: String::from("go"),
            to: Addressee::Formation(FormationId(0)),
            issued: Quantity::exact(0.0),
            known: Known::Opening,
            task: Task::Attack { along: vec![BIRCH, CEDAR, ELM], press: false, surprise: None },
            when: None,
            until: None,
            supply: None,
            then: None::<OrderId>,
            citation: cited(),
        }],
        weather: Vec::new(),
        digest: [0; 32],
    }
}

/// Reads the measures of a record, as verst-files does.
pub(crate) fn file(measures: &str) -> RecordFile {
    let text =
        format!("(format: 1, rows: (firmness: Documented, source: \"book\"), measures: {{{measures}}})");
    let reader = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    reader.from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

pub(crate) fn findings(measures: &str) -> Vec<Finding> {
    check(&file(measures), &operation(), &BTreeSet::from([String::from("book"), String::from("bookkeeping")]))
}

pub(crate) fn record(scenario: &Scenario, measures: &str) -> Record {
    let file = file(measures);
    let found = check(&file, scenario, &BTreeSet::from([String::from("book")]));
    assert!(found.is_empty(), "{found:?}");
    Record::lower(&file, scenario)
}

/// An entry at a day.
pub(crate) fn at(day: f64, what: What) -> Entry {
    Entry { at: Minute::from_days(day), what }
}

pub(crate) fn captured(day: f64, place: PlaceId, by: SideId) -> Entry {
    at(day, What::Captured { place, by, unit: None })
}

pub(crate) fn stand(day: f64, unit: UnitId, place: PlaceId, on: Option<(LinkId, f64)>, men: f64) -> Entry {
    let stand = Stand {
        unit,
        under: FormationId(0),
        place,
        on,
        men,
        tanks: 4.0,
        guns: 5.0,
        supply: 1.0,
        food: 1.0,
        ammunition: 1.0,
        fuel: 1.0,
        fodder: 1.0,
        fatigue: 0.0,
        cohesion: 1.0,
        doing: Doing::Holding,
        cut_off: false,
    };
    at(day, What::Stand(stand))
}

pub(crate) fn lost(day: f64, unit: UnitId, killed: f64, sick: f64) -> Entry {
    let losses = Losses { killed, sick, frostbitten: sick, tanks: 2.0, ..Losses::default() };
    at(day, What::Lost { unit, losses })
}

/// What a journal says of one measure.
pub(crate) fn observe(measure: &str, journal: &[Entry]) -> Observed {
    let scenario = operation();
    let record = record(&scenario, &format!("\"m\": ({measure})"));
    let mut observer = Observer::new(&scenario, &record);
    journal.iter().for_each(|e| observer.see(e));
    let first = observer.finish()[0];
    journal.iter().for_each(|e| observer.see(e));
    assert_eq!(observer.finish()[0], first, "an observer forgets the run before");
    first
}
