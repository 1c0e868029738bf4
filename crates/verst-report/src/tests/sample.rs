//! Invented theatres for the tests of this crate.

use verst_domain::forces::{Formation, Known, Level, Mobility, Side, Start, Travel, Unit, UnitKind};
use verst_domain::geo::LatLon;
use verst_domain::ids::{FormationId, LinkId, PlaceId, RiverId, SideId};
use verst_domain::quantity::{Basis, Citation, Quantity};
use verst_domain::scenario::Scenario;
use verst_domain::theatre::{
    Crossing, FrontMark, Link, Place, River, RoadClass, Source, Terrain, Theatre, Works, WorksClass,
};
use verst_domain::time::{Calendar, DAY, Minute};

pub(crate) const WEST: SideId = SideId(0);
pub(crate) const EAST: SideId = SideId(1);
pub(crate) const KINDS: [UnitKind; 8] = [
    UnitKind::Rifle,
    UnitKind::Motorized,
    UnitKind::Tank,
    UnitKind::Cavalry,
    UnitKind::Ski,
    UnitKind::Garrison,
    UnitKind::Security,
    UnitKind::Artillery,
];

fn cited() -> Citation {
    Citation { basis: Basis::Documented, source: String::from("book") }
}

pub(crate) fn place(name: &str, at: (f64, f64), holder: SideId) -> Place {
    Place {
        key: String::from(name),
        name: String::from(name),
        at: LatLon { lat: at.0, lon: at.1 },
        terrain: Terrain::Open,
        town_depth: Quantity::exact(0.0),
        holder,
        key_place: false,
        citation: cited(),
        ways: Vec::new(),
    }
}

/// Adds a link of 10 km and returns its id.
pub(crate) fn join(theatre: &mut Theatre, a: usize, b: usize, road: Option<RoadClass>) -> LinkId {
    let id = LinkId::new(theatre.links.len());
    theatre.links.push(Link {
        key: format!("l{}", id.index()),
        a: PlaceId::new(a),
        b: PlaceId::new(b),
        km: Quantity::exact(10.0),
        road,
        rail_km: road.is_none().then_some(10.0),
        tracks: 1,
        rail_cut: false,
        terrain: Terrain::Open,
        crossings: Vec::new(),
        frontage: Quantity::exact(5.0),
        citation: cited(),
    });
    theatre.places[a].ways.push((id, PlaceId::new(b)));
    theatre.places[b].ways.push((id, PlaceId::new(a)));
    id
}

pub(crate) fn unit(key: &str, kind: UnitKind, side: SideId, start: Start) -> Unit {
    Unit {
        key: String::from(key),
        name: format!("Unit {key}"),
        kind,
        mobility: Mobility::Foot,
        under: FormationId(side.0),
        side,
        army: String::from("X"),
        start,
        leaves: None,
        men: Quantity::exact(5500.0),
        line: None,
        tanks: Quantity::exact(7.0),
        guns: Quantity::exact(20.0),
        fatigue: Quantity::exact(0.0),
        supply: Quantity::exact(1.0),
        cohesion: Quantity::exact(1.0),
        age_days: Quantity::exact(0.0),
        citation: cited(),
    }
}

pub(crate) fn operation(theatre: Theatre, units: Vec<Unit>) -> Scenario {
    let side = |key: &str| Side {
        key: String::from(key),
        name: String::from(key),
        army: String::from("X"),
        air: Quantity::exact(0.0),
        winter_kit: Quantity::exact(1.0),
        citation: cited(),
    };
    let formation = |key: &str, side: SideId| Formation {
        key: String::from(key),
        name: String::from(key),
        side,
        level: Level::Army,
        under: None,
        fallback: Vec::new(),
        transport: None,
        citation: cited(),
    };
    Scenario {
        key: String::from("sample"),
        title: String::from("Sample"),
        summary: String::new(),
        calendar: Calendar {
            start: "1943-03-01T00:00".parse().expect("a date"),
            end: Minute(20 * DAY),
            turn: DAY / 2,
            round: DAY / 4,
        },
        sides: vec![side("Westland"), side("Eastland")],
        theatre,
        formations: vec![formation("w", WEST), formation("e", EAST)],
        units,
        air: Vec::new(),
        airlift: Vec::new(),
        replacements: Vec::new(),
        orders: Vec::new(),
        weather: Vec::new(),
        digest: [0; 32],
    }
}

/// Six by six places about 10 km apart; the three western columns are side 0's. Every kind of thing is on it: roads of
/// all classes, a railway, an off-road link, a river, works, sources, a marked contact, and units of all kinds.
pub(crate) fn grid() -> Scenario {
    let mut theatre = Theatre::default();
    for row in 0..6_u32 {
        for column in 0..6_u32 {
            let holder = if column < 3 { WEST } else { EAST };
            let at =
                (54.0 - f64::from(row) * 0.09, 36.0 + f64::from(column) * 0.15 + f64::from(row % 2) * 0.01);
            theatre.places.push(place(&format!("Place {row}{column}"), at, holder));
        }
    }
    theatre.places[14].key_place = true;
    theatre.places[15].town_depth = Quantity::exact(3.0);
    let classes = [Some(RoadClass::Highway), Some(RoadClass::Road), Some(RoadClass::Track), None];
    for i in 0..36_usize {
        if i % 6 < 5 {
            join(&mut theatre, i, i + 1, classes[i % 4]);
        }
        if i < 30 {
            join(&mut theatre, i, i + 6, classes[(i + 1) % 4]);
        }
    }
    join(&mut theatre, 0, 7, Some(RoadClass::OffRoad));
    let both = theatre.link_between(PlaceId(0), PlaceId(1)).expect("a link");
    theatre.links[both.index()].rail_km = Some(9.0);
    theatre.links[both.index()].crossings.push(Crossing {
        river: RiverId(0),
        bridge: false,
        down: false,
        km: 1.0,
    });
    let line = [(54.1, 36.05), (53.8, 36.1), (53.5, 36.02)].map(|(lat, lon)| LatLon { lat, lon });
    theatre.rivers.push(River {
        key: String::from("r"),
        name: String::from("Long River"),
        width_m: Quantity::exact(100.0),
        ice_cm: Quantity::exact(0.0),
        line: line.to_vec(),
        citation: cited(),
    });
    for (i, class) in [WorksClass::Hasty, WorksClass::Prepared, WorksClass::Fortified].into_iter().enumerate()
    {
        let at = PlaceId::new(8 + 6 * i.min(1));
        let (key, depth) = (format!("w{i}"), Quantity::exact(2.0));
        theatre.works.push(Works { key, at, side: WEST, class, depth, citation: cited() });
    }
    let trains = Quantity::exact(5.0);
    let (key, at) = (String::from("s"), PlaceId(12));
    theatre.sources.push(Source { key, at, side: WEST, trains, from: Minute(0), citation: cited() });
    let contact = theatre.link_between(PlaceId(14), PlaceId(15)).expect("a link");
    theatre.front.push(FrontMark { link: contact, km: Quantity::exact(7.0) });
    operation(theatre, grid_units(contact))
}

fn grid_units(contact: LinkId) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for (i, kind) in KINDS.into_iter().enumerate() {
        units.push(unit(&format!("a{i}"), kind, WEST, Start::At(PlaceId(14))));
        units.push(unit(&format!("b{i}"), kind, EAST, Start::At(PlaceId(15))));
    }
    let on = |km: f64| Start::OnLink { link: contact, km: Quantity::exact(km) };
    units.push(unit("c0", UnitKind::Rifle, WEST, on(6.0)));
    units.push(unit("c1", UnitKind::Rifle, EAST, on(8.0)));
    let on_day = Quantity::exact(2.0 * DAY as f64);
    let late = Start::Enters { at: PlaceId(0), on: on_day, by: Travel::Road, known: Known::Opening };
    units.push(unit("late", UnitKind::Rifle, WEST, late));
    units
}

/// Four places in a row, the first two side 0's, joined by roads: too flat for triangles.
pub(crate) fn row() -> Scenario {
    let mut theatre = Theatre::default();
    for i in 0..4_u32 {
        let holder = if i < 2 { WEST } else { EAST };
        theatre.places.push(place(&format!("Row {i}"), (0.0, f64::from(i) * 0.1), holder));
    }
    for i in 0..3 {
        join(&mut theatre, i, i + 1, Some(RoadClass::Road));
    }
    operation(theatre, Vec::new())
}
