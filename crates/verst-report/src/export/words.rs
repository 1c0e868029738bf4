//! Words and numbers as they are written in exports.

use serde_json::{Value, json};
use verst_domain::forces::UnitKind;
use verst_domain::geo::LatLon;
use verst_domain::journal::Doing;
use verst_domain::theatre::{RoadClass, Terrain};
use verst_domain::time::{Calendar, Minute};

/// Digits behind the point of men, tanks and guns.
pub(crate) const COUNT: i32 = 1;
/// Digits of shares and km.
pub(crate) const SHARE: i32 = 3;
/// Digits of degrees: a tenth of a metre.
const DEGREES: i32 = 6;

/// A date and time that programs read as one.
pub(crate) fn iso(calendar: &Calendar, minute: Minute) -> String {
    calendar.date(minute).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A number with so many digits behind the point; never a negative zero.
pub(crate) fn rounded(value: f64, digits: i32) -> f64 {
    let unit = (0..digits).fold(1.0, |unit, _| unit * 10.0);
    (value * unit).round() / unit + 0.0
}

/// Degrees as they are written.
pub(crate) fn degrees(value: f64) -> f64 {
    rounded(value, DEGREES)
}

/// A position: longitude first.
pub(crate) fn position(p: LatLon) -> Value {
    json!([degrees(p.lon), degrees(p.lat)])
}

pub(crate) fn kind(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Rifle => "Rifle",
        UnitKind::Motorized => "Motorized",
        UnitKind::Tank => "Tank",
        UnitKind::Cavalry => "Cavalry",
        UnitKind::Ski => "Ski",
        UnitKind::Garrison => "Garrison",
        UnitKind::Security => "Security",
        UnitKind::Artillery => "Artillery",
    }
}

pub(crate) fn doing(doing: Doing) -> &'static str {
    match doing {
        Doing::Holding => "Holding",
        Doing::Marching => "Marching",
        Doing::Attacking => "Attacking",
        Doing::Waiting => "Waiting",
        Doing::Retreating => "Retreating",
        Doing::Reserve => "Reserve",
    }
}

pub(crate) fn terrain(terrain: Terrain) -> &'static str {
    match terrain {
        Terrain::Open => "Open",
        Terrain::Mixed => "Mixed",
        Terrain::Forest => "Forest",
        Terrain::Swamp => "Swamp",
        Terrain::Rugged => "Rugged",
        Terrain::WoodedHills => "WoodedHills",
        Terrain::Urban => "Urban",
    }
}

pub(crate) fn road(class: Option<RoadClass>) -> Option<&'static str> {
    class.map(|class| match class {
        RoadClass::Highway => "Highway",
        RoadClass::Road => "Road",
        RoadClass::Track => "Track",
        RoadClass::OffRoad => "OffRoad",
    })
}
