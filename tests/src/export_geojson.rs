//! A GeoJSON export is as RFC 7946 wants it, and its times make sense.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::export::exported;
use crate::operation::{ALL, NAME, Operation};

/// The box around positions: west, south, east, north.
type Bounds = [f64; 4];

/// Everything in a collection that RFC 7946 forbids.
fn faults(collection: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    if collection["type"] != "FeatureCollection" {
        faults.push(String::from("no FeatureCollection"));
    }
    for member in ["crs", "coordinates", "geometries", "geometry", "properties"] {
        if collection.get(member).is_some() {
            faults.push(format!("the collection has {member}"));
        }
    }
    let mut bounds: Bounds = [180.0, 90.0, -180.0, -90.0];
    let mut ids = BTreeSet::new();
    for feature in collection["features"].as_array().into_iter().flatten() {
        let id = feature["id"].to_string();
        if !(feature["id"].is_string() || feature["id"].is_number()) || !ids.insert(id.clone()) {
            faults.push(format!("{id} is no id, or is there twice"));
        }
        if feature["type"] != "Feature" || !feature["properties"].is_object() {
            faults.push(format!("{id} is no feature with properties"));
        }
        for member in ["coordinates", "geometries", "features"] {
            if feature.get(member).is_some() {
                faults.push(format!("{id} has {member}"));
            }
        }
        let wrong = geometry_fault(&feature["geometry"], &mut bounds);
        faults.extend(wrong.map(|what| format!("{id}: {what}")));
    }
    if collection.get("bbox").is_some_and(|b| *b != json!(bounds)) {
        faults.push(format!("bbox is not {bounds:?}"));
    }
    faults
}

fn geometry_fault(geometry: &Value, bounds: &mut Bounds) -> Option<String> {
    let coordinates = &geometry["coordinates"];
    match geometry["type"].as_str() {
        Some("Point") => position(coordinates, bounds).is_none().then(|| String::from("no position")),
        Some("LineString") => {
            let line = positions(coordinates, bounds);
            line.is_none_or(|l| l.len() < 2).then(|| String::from("no line of two positions or more"))
        }
        Some("Polygon") => {
            let rings = coordinates.as_array().into_iter().flatten().enumerate();
            rings.filter_map(|(n, ring)| ring_fault(n == 0, positions(ring, bounds)?)).next()
        }
        other => Some(format!("geometry {other:?} was not expected")),
    }
}

fn ring_fault(is_outer: bool, ring: Vec<[f64; 2]>) -> Option<String> {
    if ring.len() < 4 || ring.first() != ring.last() {
        return Some(String::from("an open ring"));
    }
    let area: f64 = ring.windows(2).map(|w| w[0][0] * w[1][1] - w[1][0] * w[0][1]).sum();
    ((area > 0.0) != is_outer).then(|| String::from("a ring against the right-hand rule"))
}

fn positions(line: &Value, bounds: &mut Bounds) -> Option<Vec<[f64; 2]>> {
    line.as_array()?.iter().map(|p| position(p, bounds)).collect()
}

fn position(value: &Value, bounds: &mut Bounds) -> Option<[f64; 2]> {
    let [lon, lat] = value.as_array()?.as_slice() else { return None };
    let (lon, lat) = (lon.as_f64()?, lat.as_f64()?);
    *bounds = [bounds[0].min(lon), bounds[1].min(lat), bounds[2].max(lon), bounds[3].max(lat)];
    (lon.abs() <= 180.0 && lat.abs() <= 90.0).then_some([lon, lat])
}

#[test]
fn every_operation_is_valid_geojson() {
    for operation in ALL {
        let all = exported(operation, "7", "geojson");
        assert!(all["features"].as_array().is_some_and(|f| f.len() > 1000), "{operation}");
        let faults = faults(&all);
        assert!(faults.is_empty(), "{operation}: {faults:?}");
    }
}

#[test]
fn the_check_finds_what_is_wrong() {
    let feature = |id: Value, kind: &str, coordinates: Value| {
        json!({ "type": "Feature", "id": id, "properties": {},
                "geometry": { "type": kind, "coordinates": coordinates } })
    };
    let collection = |features: Vec<Value>| json!({ "type": "FeatureCollection", "features": features });
    let ring = json!([[0, 0], [1, 0], [1, 1], [0, 0]]);
    assert!(faults(&collection(vec![feature(json!("a"), "Polygon", json!([ring]))])).is_empty());
    for wrong in [
        vec![feature(json!("a"), "Point", json!([1, 2])), feature(json!("a"), "Point", json!([1, 2]))],
        vec![feature(Value::Null, "Point", json!([1, 2]))],
        vec![feature(json!("a"), "Point", json!([1, 91]))],
        vec![feature(json!("a"), "Point", json!([181, 2]))],
        vec![feature(json!("a"), "LineString", json!([[1, 2]]))],
        vec![feature(json!("a"), "Polygon", json!([[[0, 0], [1, 1], [1, 0], [0, 0]]]))],
        vec![feature(json!("a"), "Polygon", json!([[[0, 0], [1, 0], [1, 1], [0, 1]]]))],
    ] {
        assert_eq!(faults(&collection(wrong.clone())).len(), 1, "{wrong:?}");
    }
    let mut boxed = collection(vec![feature(json!("a"), "Point", json!([1.0, 2.0]))]);
    boxed["bbox"] = json!([1.0, 2.0, 1.0, 2.0]);
    assert!(faults(&boxed).is_empty());
    boxed["bbox"] = json!([2.0, 1.0, 2.0, 1.0]);
    boxed["crs"] = json!({});
    assert_eq!(faults(&boxed).len(), 2);
}

#[test]
fn times_are_ordered_and_a_unit_is_never_in_two_places() {
    for operation in ALL {
        let all = exported(operation, "7", "geojson");
        let mut units: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        let mut layers: BTreeSet<String> = BTreeSet::new();
        for feature in all["features"].as_array().expect("features") {
            let p = &feature["properties"];
            let text = |key: &str| String::from(p[key].as_str().unwrap_or_else(|| panic!("{key} of {p}")));
            let (from, until) = (text("t_start"), text("t_end"));
            for time in [&from, &until] {
                let digits = time.chars().map(|c| if c.is_ascii_digit() { '0' } else { c });
                assert_eq!(digits.collect::<String>(), "0000-00-00T00:00:00Z");
            }
            assert!(from <= until, "{feature}");
            if p["layer"] == "unit" {
                assert!(from < until, "{feature}");
                units.entry(text("unit")).or_default().push((from, until));
            }
            layers.insert(text("layer"));
        }
        let wanted = ["capture", "engagement", "front", "link", "place", "river", "track", "unit"];
        assert_eq!(layers.iter().map(String::as_str).collect::<Vec<_>>(), wanted, "{operation}");
        for (unit, intervals) in units {
            assert!(intervals.windows(2).all(|w| w[0].1 <= w[1].0), "{operation} {unit}: {intervals:?}");
        }
    }
}

#[test]
fn places_lie_where_the_theatre_has_them_longitude_first() {
    let scenario = Operation::open().scenario;
    let all = exported(NAME, "7", "geojson");
    let features = all["features"].as_array().expect("features");
    for place in &scenario.theatre.places {
        let shown = features.iter().find(|f| f["id"] == format!("place.{}.0", place.key));
        let at = &shown.unwrap_or_else(|| panic!("{} is missing", place.key))["geometry"]["coordinates"];
        assert_eq!(at, &json!([place.at.lon, place.at.lat]), "{}", place.key);
    }
    // One hold more for each capture.
    let count = |layer: &str| features.iter().filter(|f| f["properties"]["layer"] == layer).count();
    assert_eq!(count("place"), scenario.theatre.places.len() + count("capture"));
}
