//! theatre.ron: checks and lowering of places, links, rivers, works, sources of supply and the front.

use verst_domain::forces::Side;
use verst_domain::geo::{LatLon, distance_km};
use verst_domain::graph::{frontages, offroad_pairs, parts};
use verst_domain::ids::{LinkId, PlaceId, RiverId};
use verst_domain::near::nearest;
use verst_domain::quantity::{Basis, Citation, Quantity};
use verst_domain::theatre::{
    Crossing, FrontMark, Link, Place, River, RoadClass, Source, Terrain, Theatre, Works,
};
use verst_domain::time::{Calendar, Minute};

use crate::load::{Report, side};
use crate::schema::TheatreFile;

/// Narrowest and widest frontage of a link in km.
const FRONTAGE: (f64, f64) = (3.0, 30.0);
/// Longest derived off-road link in km.
const OFFROAD_LONGEST: f64 = 30.0;
/// Length of an off-road link against the great circle.
const OFFROAD_DETOUR: f64 = 1.3;
/// Rivers narrower than this hinder nobody off the roads, m.
const BROOK: f64 = 20.0;
/// A link may be this much shorter than the great circle: rounding of coordinates.
const ROUNDING: f64 = 0.99;
/// Longest distances, deepest towns and works, widest rivers, thickest ice, most trains: beyond them is a slip of the pen.
const MOST: f64 = 10_000.0;

/// Checks and lowers theatre.ron.
pub(crate) fn lower(report: &mut Report, file: &TheatreFile, sides: &[Side], calendar: &Calendar) -> Theatre {
    let mut theatre = Theatre::default();
    if file.places.is_empty() {
        report.tell("places", "a theatre needs places", None);
    }
    for (key, row) in &file.places {
        let path = format!("places.{key}");
        report.key(&path, key);
        if !(-90.0..=90.0).contains(&row.lat) || !(-180.0..=180.0).contains(&row.lon) {
            report.tell(&format!("{path}.lat"), "latitude lies in -90..90 and longitude in -180..180", None);
        }
        let depth = row.town_depth.map_or(Quantity::exact(0.0), |n| n.0);
        theatre.places.push(Place {
            key: key.clone(),
            name: row.name.clone(),
            at: LatLon { lat: row.lat, lon: row.lon },
            terrain: row.terrain,
            town_depth: report.number(&format!("{path}.town_depth"), depth, 0.0, MOST),
            holder: side(report, &format!("{path}.holder"), &row.holder, sides),
            key_place: row.key,
            citation: report.cite(&path, row),
            ways: Vec::new(),
        });
    }
    rivers(report, file, &mut theatre);
    links(report, file, &mut theatre);
    works_and_sources(report, file, sides, calendar, &mut theatre);
    derive(file, &mut theatre);
    front(report, file, &mut theatre);
    connected(report, &theatre);
    theatre
}

fn place(report: &mut Report, path: &str, key: &str, theatre: &Theatre) -> Option<PlaceId> {
    let keys: Vec<&str> = theatre.places.iter().map(|p| p.key.as_str()).collect();
    report.find(path, "place", key, &keys).map(PlaceId::new)
}

fn rivers(report: &mut Report, file: &TheatreFile, theatre: &mut Theatre) {
    for (key, row) in &file.rivers {
        let path = format!("rivers.{key}");
        report.key(&path, key);
        if row.line.len() < 2 {
            report.tell(&format!("{path}.line"), "a river needs at least two points", None);
        }
        let ice = row.ice_cm.map_or(Quantity::exact(0.0), |n| n.0);
        theatre.rivers.push(River {
            key: key.clone(),
            name: row.name.clone(),
            width_m: report.number(&format!("{path}.width_m"), row.width_m.0, 0.0, MOST),
            ice_cm: report.number(&format!("{path}.ice_cm"), ice, 0.0, MOST),
            line: row.line.iter().map(|&(lat, lon)| LatLon { lat, lon }).collect(),
            citation: report.cite(&path, row),
        });
    }
}

fn links(report: &mut Report, file: &TheatreFile, theatre: &mut Theatre) {
    let river_keys: Vec<&str> = file.rivers.keys().map(String::as_str).collect();
    for (key, row) in &file.links {
        let path = format!("links.{key}");
        report.key(&path, key);
        let citation = report.cite(&path, row);
        let km = report.number(&format!("{path}.km"), row.km.0, 0.0, MOST);
        let mut crossings = Vec::new();
        for (i, c) in row.crosses.iter().enumerate() {
            let at = format!("{path}.crosses[{i}].river");
            if let Some(r) = report.find(&at, "river", &c.river, &river_keys) {
                crossings.push(Crossing { river: RiverId::new(r), bridge: c.bridge });
            }
        }
        if let Some(rail) = row.rail_km {
            report.number(&format!("{path}.rail_km"), Quantity::exact(rail), 0.0, MOST);
        }
        let frontage = row.frontage.map_or(Quantity::exact(0.0), |n| n.0);
        let frontage = report.number(&format!("{path}.frontage"), frontage, 0.0, MOST);
        if row.road.is_none() && row.rail_km.is_none() || row.road == Some(RoadClass::OffRoad) {
            let hint = String::from("road: Highway, Road or Track; or rail_km: length");
            report.tell(&path, "a link has a road, a railway, or both", Some(hint));
        }
        let between = format!("{path}.between");
        let one = place(report, &between, &row.between.0, theatre);
        let other = place(report, &between, &row.between.1, theatre);
        let (Some(one), Some(other)) = (one, other) else { continue };
        if one == other {
            report.tell(&between, "a link leads from one place to another", None);
            continue;
        }
        if let Some(twin) = theatre.links.iter().find(|l| (l.a, l.b) == (one.min(other), one.max(other))) {
            let hint = String::from("one link per pair: give it road: and rail_km:");
            report.tell(&between, format!("\"{}\" joins these places already", twin.key), Some(hint));
            continue;
        }
        let straight = distance_km(theatre.place(one).at, theatre.place(other).at);
        if km.best < straight * ROUNDING {
            let message = format!("{} km is shorter than the great circle, {straight:.1} km", km.best);
            report.tell(&format!("{path}.km"), message, None);
        }
        theatre.links.push(Link {
            key: key.clone(),
            a: one.min(other),
            b: one.max(other),
            km,
            road: row.road,
            rail_km: row.rail_km,
            terrain: row.terrain,
            crossings,
            frontage,
            citation,
        });
    }
}

fn works_and_sources(
    report: &mut Report,
    file: &TheatreFile,
    sides: &[Side],
    calendar: &Calendar,
    theatre: &mut Theatre,
) {
    for (key, row) in &file.works {
        let path = format!("works.{key}");
        report.key(&path, key);
        let Some(at) = place(report, &format!("{path}.at"), &row.at, theatre) else { continue };
        theatre.works.push(Works {
            key: key.clone(),
            at,
            side: side(report, &format!("{path}.side"), &row.side, sides),
            class: row.class,
            depth: report.number(&format!("{path}.depth"), row.depth.0, 0.0, MOST),
            citation: report.cite(&path, row),
        });
    }
    for (key, row) in &file.sources {
        let path = format!("sources.{key}");
        report.key(&path, key);
        let Some(at) = place(report, &format!("{path}.at"), &row.at, theatre) else { continue };
        theatre.sources.push(Source {
            key: key.clone(),
            at,
            side: side(report, &format!("{path}.side"), &row.side, sides),
            trains: report.number(&format!("{path}.trains"), row.trains.0, 0.0, MOST),
            from: row.from.map_or(Minute(0), |d| calendar.minute(d.0)),
            citation: report.cite(&path, row),
        });
    }
    for (index, side) in sides.iter().enumerate() {
        if !theatre.sources.iter().any(|s| s.side.index() == index) {
            report.tell("sources", format!("\"{}\" has no source of supply", side.key), None);
        }
    }
}

/// Off-road links, links of places, frontages.
fn derive(file: &TheatreFile, theatre: &mut Theatre) {
    join(theatre);
    if file.off_road {
        for (a, b, km) in offroad_pairs(theatre, OFFROAD_LONGEST) {
            let (one, other) = (theatre.place(a), theatre.place(b));
            let link = Link {
                key: format!("{}~{}", one.key, other.key),
                a,
                b,
                km: Quantity::exact(km * OFFROAD_DETOUR),
                road: Some(RoadClass::OffRoad),
                rail_km: None,
                terrain: worse(one.terrain, other.terrain),
                crossings: crossed(theatre, one.at, other.at),
                frontage: Quantity::exact(0.0),
                citation: Citation { basis: Basis::Assumed, source: String::from("derived") },
            };
            theatre.links.push(link);
        }
        join(theatre);
    }
    let widths = frontages(theatre, FRONTAGE.0, FRONTAGE.1);
    for (link, width) in theatre.links.iter_mut().zip(widths) {
        if link.frontage.best <= 0.0 {
            link.frontage = Quantity::exact(width);
        }
    }
}

fn join(theatre: &mut Theatre) {
    theatre.places.iter_mut().for_each(|p| p.ways.clear());
    for index in 0..theatre.links.len() {
        let (a, b) = (theatre.links[index].a, theatre.links[index].b);
        for (end, other) in [(a, b), (b, a)] {
            theatre.places[end.index()].ways.push((LinkId::new(index), other));
        }
    }
}

/// The ground that hinders more.
fn worse(a: Terrain, b: Terrain) -> Terrain {
    let rank = |t: Terrain| match t {
        Terrain::Open | Terrain::Urban => 0,
        Terrain::Mixed => 1,
        Terrain::Rugged => 2,
        Terrain::Forest => 3,
        Terrain::Swamp => 4,
    };
    let worst = if rank(a) >= rank(b) { a } else { b };
    if worst == Terrain::Urban { Terrain::Open } else { worst }
}

/// Rivers that the straight line between two points meets.
fn crossed(theatre: &Theatre, from: LatLon, to: LatLon) -> Vec<Crossing> {
    let meets = |r: &River| r.line.windows(2).any(|w| segments_meet(from, to, w[0], w[1]));
    let rivers = theatre.rivers.iter().enumerate().filter(|(_, r)| r.width_m.best >= BROOK && meets(r));
    rivers.map(|(i, _)| Crossing { river: RiverId::new(i), bridge: false }).collect()
}

fn segments_meet(a: LatLon, b: LatLon, c: LatLon, d: LatLon) -> bool {
    let side = |p: LatLon, q: LatLon, r: LatLon| {
        (q.lon - p.lon) * (r.lat - p.lat) - (q.lat - p.lat) * (r.lon - p.lon)
    };
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

fn front(report: &mut Report, file: &TheatreFile, theatre: &mut Theatre) {
    for (i, row) in file.front.iter().enumerate() {
        let path = format!("front[{i}]");
        let Some(index) = theatre.links.iter().position(|l| l.key == row.link) else {
            let keys = file.links.keys().map(String::as_str);
            let hint = nearest(&row.link, keys);
            report.tell(&format!("{path}.link"), format!("there is no link \"{}\"", row.link), hint);
            continue;
        };
        let Some(end) = place(report, &format!("{path}.from_end"), &row.from_end, theatre) else { continue };
        let link = &theatre.links[index];
        if end != link.a && end != link.b {
            report.tell(&format!("{path}.from_end"), "this is no end of the link", None);
            continue;
        }
        if theatre.place(link.a).holder == theatre.place(link.b).holder {
            let message = "the front cannot cross a link whose ends one side holds";
            report.tell(&format!("{path}.link"), message, None);
        }
        let whole = link.km.best;
        let mut km = report.number(&format!("{path}.km"), row.km.0, 0.0, whole);
        if end == link.b {
            km = Quantity::new(whole - km.best, whole - km.high, whole - km.low);
        }
        theatre.front.push(FrontMark { link: LinkId::new(index), km });
    }
}

fn connected(report: &mut Report, theatre: &Theatre) {
    for part in parts(theatre).iter().skip(1) {
        let names: Vec<&str> = part.iter().map(|&p| theatre.place(p).key.as_str()).collect();
        let message = format!("no link leads from here to \"{}\"", theatre.places[0].key);
        let hint = format!("stranded: {}", names.join(", "));
        report.tell(&format!("places.{}", names[0]), message, Some(hint));
    }
}
