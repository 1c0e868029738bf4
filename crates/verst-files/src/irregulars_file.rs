//! theatre.ron: checks and lowering of irregulars.

use verst_domain::forces::Side;
use verst_domain::limits;
use verst_domain::quantity::Quantity;
use verst_domain::theatre::{Irregulars, Theatre};

use crate::report::Report;
use crate::scenario_file::side;
use crate::schema::TheatreFile;

/// Checks and lowers the irregulars of theatre.ron.
pub(crate) fn lower(report: &mut Report, file: &TheatreFile, sides: &[Side], theatre: &mut Theatre) {
    let places: Vec<String> = theatre.places.iter().map(|p| p.key.clone()).collect();
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    for (key, row) in &file.irregulars {
        let path = format!("irregulars.{key}");
        report.key(&path, key);
        let around = report.find_places(&format!("{path}.around"), &row.around, &places);
        if row.around.is_empty() {
            let hint = String::from("keys of the places that they live around");
            report.tell(&format!("{path}.around"), "these irregulars are nowhere", Some(hint));
        }
        report.number(&format!("{path}.km"), Quantity::exact(row.km), limits::AREA_KM);
        theatre.irregulars.push(Irregulars {
            key: key.clone(),
            name: row.name.clone(),
            side: side(report, &format!("{path}.side"), &row.side, sides),
            men: report.number(&format!("{path}.men"), row.men.0, limits::COUNT),
            around,
            km: row.km,
            citation: report.cite(&path, row),
        });
    }
}
