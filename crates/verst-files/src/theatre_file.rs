//! theatre.ron: checks and lowering of places, links, rivers, works, sources of supply and the front.

use verst_domain::forces::Side;
use verst_domain::geo::{LatLon, distance_km};
use verst_domain::graph::{frontages, offroad_pairs, parts};
use verst_domain::ids::{LinkId, PlaceId};
use verst_domain::limits;
use verst_domain::near::nearest;
use verst_domain::quantity::{Basis, Citation, Quantity};
use verst_domain::theatre::{FrontMark, Link, Place, River, RoadClass, Source, Terrain, Theatre, Works};
use verst_domain::time::{Calendar, Minute};

use crate::crossing_file;
use crate::report::{Report, span};
use crate::scenario_file::side;
use crate::schema::{LinkRow, TheatreFile};

/// Narrowest and widest frontage of a link in km.
const FRONTAGE: (f64, f64) = (3.0, 30.0);
/// Longest derived off-road link in km.
const OFFROAD_LONGEST: f64 = 30.0;
/// Length of an off-road link against the great circle.
const OFFROAD_DETOUR: f64 = 1.3;
/// A link may be this much shorter than the great circle: rounding of coordinates.
const ROUNDING: f64 = 0.99;

/// Checks and lowers theatre.ron.
pub(crate) fn lower(report: &mut Report, file: &TheatreFile, sides: &[Side], calendar: &Calendar) -> Theatre {
    let mut theatre = Theatre::default();
    if file.places.is_empty() {
        report.tell("places", "a theatre needs places", None);
    }
    for (key, row) in &file.places {
        let path = format!("places.{key}");
        report.key(&path, key);
        let at = LatLon { lat: row.lat, lon: row.lon };
        on_the_globe(report, at, &format!("{path}.lat"), &format!("{path}.lon"));
        let depth = row.town_depth.map_or(Quantity::exact(0.0), |n| n.0);
        theatre.places.push(Place {
            key: key.clone(),
            name: row.name.clone(),
            at,
            terrain: row.terrain,
            town_depth: report.number(&format!("{path}.town_depth"), depth, limits::LENGTH),
            holder: side(report, &format!("{path}.holder"), &row.holder, sides),
            key_place: row.key,
            citation: report.cite(&path, row),
            ways: Vec::new(),
        });
    }
    rivers(report, file, &mut theatre);
    links(report, file, &mut theatre);
    works_and_sources(report, file, sides, calendar, &mut theatre);
    let has_all_links = theatre.links.len() == file.links.len();
    derive(file, &mut theatre);
    front(report, file, &mut theatre);
    if has_all_links {
        connected(report, &theatre);
    }
    theatre
}

/// Tells a latitude or a longitude that is none.
fn on_the_globe(report: &mut Report, at: LatLon, lat: &str, lon: &str) {
    let hint = || {
        Some(String::from(
            "degrees with a fraction, such as lat: 54.531, lon: 36.270; south and west below 0",
        ))
    };
    if !(-90.0..=90.0).contains(&at.lat) {
        report.tell(lat, format!("{} is no latitude: it lies between -90 and 90", at.lat), hint());
    }
    if !(-180.0..=180.0).contains(&at.lon) {
        report.tell(lon, format!("{} is no longitude: it lies between -180 and 180", at.lon), hint());
    }
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
            let hint = String::from("line: [(lat, lon), (lat, lon)], from the source down");
            report.tell(&format!("{path}.line"), "a river needs at least two points", Some(hint));
        }
        let line: Vec<LatLon> = row.line.iter().map(|&(lat, lon)| LatLon { lat, lon }).collect();
        for (i, at) in line.iter().enumerate() {
            on_the_globe(report, *at, &format!("{path}.line[{i}][0]"), &format!("{path}.line[{i}][1]"));
        }
        let ice = row.ice_cm.map_or(Quantity::exact(0.0), |n| n.0);
        theatre.rivers.push(River {
            key: key.clone(),
            name: row.name.clone(),
            width_m: report.number(&format!("{path}.width_m"), row.width_m.0, limits::LENGTH),
            ice_cm: report.number(&format!("{path}.ice_cm"), ice, limits::LENGTH),
            line,
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
        let km = report.number(&format!("{path}.km"), row.km.0, limits::LINK_KM);
        let mut crossings = crossing_file::lower(report, &path, &row.crosses, &river_keys, km.best);
        railway(report, &path, row);
        let frontage = row.frontage.map_or(Quantity::exact(0.0), |n| n.0);
        let frontage = report.number(&format!("{path}.frontage"), frontage, limits::LENGTH);
        if row.road.is_none() && row.rail_km.is_none() || row.road == Some(RoadClass::OffRoad) {
            let hint = String::from("road: Highway, Road or Track; or rail_km: length");
            report.tell(&path, "a link has a road, a railway, or both", Some(hint));
        }
        let between = format!("{path}.between");
        let one = place(report, &format!("{between}[0]"), &row.between.0, theatre);
        let other = place(report, &format!("{between}[1]"), &row.between.1, theatre);
        let (Some(one), Some(other)) = (one, other) else { continue };
        if one == other {
            let hint = format!("both ends are \"{}\"", row.between.0);
            report.tell(&between, "a link leads from one place to another", Some(hint));
            continue;
        }
        if let Some(twin) = theatre.links.iter().find(|l| (l.a, l.b) == (one.min(other), one.max(other))) {
            let hint = String::from("one link per pair: give it road: and rail_km:");
            report.tell(&between, format!("\"{}\" joins these places already", twin.key), Some(hint));
            continue;
        }
        let straight = distance_km(theatre.place(one).at, theatre.place(other).at);
        let ends = [&row.between.0, &row.between.1];
        let is_placed = ends.iter().all(|end| {
            report.is_sound(&format!("places.{end}.lat")) && report.is_sound(&format!("places.{end}.lon"))
        });
        let at = format!("{path}.km");
        if km.best < straight * ROUNDING && is_placed && report.is_sound(&at) {
            let message = format!("{} km is shorter than the great circle, {straight:.1} km", km.best);
            let hint = String::from("the length along the road; or a place is not where it should be");
            report.tell(&at, message, Some(hint));
        }
        let (a, b) = (one.min(other), one.max(other));
        let ends = (theatre.place(a).at, theatre.place(b).at);
        crossing_file::place(&mut crossings, theatre, ends, km.best, one > other);
        theatre.links.push(Link {
            key: key.clone(),
            a,
            b,
            km,
            road: row.road,
            rail_km: row.rail_km,
            tracks: row.tracks.unwrap_or(1),
            rail_cut: row.rail_cut,
            terrain: row.terrain,
            crossings,
            frontage,
            citation,
        });
    }
}

/// What a link says of its railway.
fn railway(report: &mut Report, path: &str, row: &LinkRow) {
    if let Some(rail) = row.rail_km {
        report.number(&format!("{path}.rail_km"), Quantity::exact(rail), limits::LENGTH);
    }
    let none = || Some(String::from("rail_km: the length of the railway, or leave this out"));
    if let Some(tracks) = row.tracks {
        let path = format!("{path}.tracks");
        if !(1..=2).contains(&tracks) {
            let hint = String::from("tracks: 1 or 2; a line of four carries more than it can unload");
            report.tell(&path, format!("a railway has 1 or 2 tracks, not {tracks}"), Some(hint));
        } else if row.rail_km.is_none() {
            report.tell(&path, "tracks of what? this link has no railway", none());
        }
    }
    if row.rail_cut && row.rail_km.is_none() {
        report.tell(&format!("{path}.rail_cut"), "this link has no railway that could be cut", none());
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
        let side = side(report, &format!("{path}.side"), &row.side, sides);
        if let Some(other) = theatre.works.iter().find(|w| w.at == at && w.side != side) {
            let message = format!("\"{}\" are works of the other side at the same place", other.key);
            let hint = String::from("works face the enemy: those of one side at a place");
            report.tell(&format!("{path}.side"), message, Some(hint));
        }
        theatre.works.push(Works {
            key: key.clone(),
            at,
            side,
            class: row.class,
            depth: report.number(&format!("{path}.depth"), row.depth.0, limits::LENGTH),
            citation: report.cite(&path, row),
        });
    }
    for (key, row) in &file.sources {
        let path = format!("sources.{key}");
        report.key(&path, key);
        let Some(at) = place(report, &format!("{path}.at"), &row.at, theatre) else { continue };
        if let Some(from) = row.from
            && calendar.minute(from.0) > calendar.end
            && report.has_calendar()
        {
            let message = "this source opens after the end of the operation";
            report.tell(&format!("{path}.from"), message, Some(span(calendar)));
        }
        theatre.sources.push(Source {
            key: key.clone(),
            at,
            side: side(report, &format!("{path}.side"), &row.side, sides),
            trains: report.number(&format!("{path}.trains"), row.trains.0, limits::LENGTH),
            from: row.from.map_or(Minute(0), |d| calendar.minute(d.0)),
            citation: report.cite(&path, row),
        });
    }
    let all_known = file.sources.keys().all(|key| {
        report.is_sound(&format!("sources.{key}.at")) && report.is_sound(&format!("sources.{key}.side"))
    });
    let all_known = all_known && report.is_untold("sides");
    for (index, side) in sides.iter().enumerate().filter(|_| all_known) {
        if !theatre.sources.iter().any(|s| s.side.index() == index) {
            let hint = String::from("name a railhead or a depot that its trains come to");
            report.tell("sources", format!("\"{}\" has no source of supply", side.key), Some(hint));
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
                tracks: 1,
                rail_cut: false,
                terrain: worse(one.terrain, other.terrain),
                crossings: crossing_file::crossed(theatre, one.at, other.at, km * OFFROAD_DETOUR),
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
        Terrain::WoodedHills => 4,
        Terrain::Swamp => 5,
    };
    let worst = if rank(a) >= rank(b) { a } else { b };
    if worst == Terrain::Urban { Terrain::Open } else { worst }
}

fn front(report: &mut Report, file: &TheatreFile, theatre: &mut Theatre) {
    for (i, row) in file.front.iter().enumerate() {
        let path = format!("front[{i}]");
        let Some(index) = theatre.links.iter().position(|l| l.key == row.link) else {
            if !file.links.contains_key(&row.link) {
                let hint = nearest(&row.link, file.links.keys().map(String::as_str));
                report.tell(&format!("{path}.link"), format!("there is no link \"{}\"", row.link), hint);
            }
            continue;
        };
        let Some(end) = place(report, &format!("{path}.from_end"), &row.from_end, theatre) else { continue };
        let link = &theatre.links[index];
        if end != link.a && end != link.b {
            let (a, b) = (&theatre.place(link.a).key, &theatre.place(link.b).key);
            let hint = format!("it leads from \"{a}\" to \"{b}\"");
            report.tell(&format!("{path}.from_end"), "this is no end of the link", Some(hint));
            continue;
        }
        let ends = [link.a, link.b].map(|end| theatre.place(end));
        let has_holders = ends.iter().all(|p| report.is_sound(&format!("places.{}.holder", p.key)));
        if ends[0].holder == ends[1].holder && has_holders {
            let message = "the front cannot cross a link whose ends one side holds";
            let hint = format!("see the holder: of \"{}\" and \"{}\"", ends[0].key, ends[1].key);
            report.tell(&format!("{path}.link"), message, Some(hint));
        }
        let whole = link.km.best;
        let mut km = report.number(&format!("{path}.km"), row.km.0, (0.0, whole));
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
