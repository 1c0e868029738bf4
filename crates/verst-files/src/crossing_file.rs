//! theatre.ron: where links cross rivers.

use verst_domain::geo::LatLon;
use verst_domain::ids::RiverId;
use verst_domain::limits;
use verst_domain::quantity::Quantity;
use verst_domain::theatre::{Crossing, River, Theatre};

use crate::report::Report;
use crate::schema::CrossingPart;

/// Rivers narrower than this hinder nobody off the roads, m.
const BROOK: f64 = 20.0;

/// Checks and lowers what a link crosses; `km` counts from the first place of the row still, and is no number where none was
/// written: [`place`] mends both.
pub(crate) fn lower(
    report: &mut Report,
    path: &str,
    rows: &[CrossingPart],
    rivers: &[&str],
    whole_km: f64,
) -> Vec<Crossing> {
    let mut crossings = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let at = format!("{path}.crosses[{i}]");
        let km = row.km.map_or(f64::NAN, |km| {
            let most = if report.is_sound(&format!("{path}.km")) { whole_km } else { limits::LINK_KM.1 };
            report.number(&format!("{at}.km"), Quantity::exact(km), (0.0, most)).best
        });
        if row.down && !row.bridge {
            let hint =
                "bridge: true, down: true is a bridge that was blown before the start and can be built anew";
            report.tell(&format!("{at}.down"), "only a bridge can be down", Some(hint.to_owned()));
        }
        if let Some(r) = report.find(&format!("{at}.river"), "river", &row.river, rivers) {
            crossings.push(Crossing { river: RiverId::new(r), bridge: row.bridge, down: row.down, km });
        }
    }
    crossings
}

/// Counts the km of crossings from end `a` of their link, which runs between two points; where no km was written the river
/// lies where its line meets the straight line between the ends, else in the middle.
pub(crate) fn place(
    crossings: &mut [Crossing],
    theatre: &Theatre,
    (a, b): (LatLon, LatLon),
    km: f64,
    is_turned: bool,
) {
    for c in crossings {
        c.km = match (c.km.is_nan(), is_turned) {
            (true, _) => km * meeting(&theatre.rivers[c.river.index()], a, b).unwrap_or(0.5),
            (false, true) => km - c.km,
            (false, false) => c.km,
        };
    }
}

/// Rivers that the straight line between two points meets, on a link of so many km.
pub(crate) fn crossed(theatre: &Theatre, from: LatLon, to: LatLon, km: f64) -> Vec<Crossing> {
    let broad = theatre.rivers.iter().enumerate().filter(|(_, r)| r.width_m.best >= BROOK);
    let met = broad.filter_map(|(i, r)| Some((i, meeting(r, from, to)?)));
    met.map(|(i, share)| Crossing { river: RiverId::new(i), bridge: false, down: false, km: km * share })
        .collect()
}

/// The share of the way between two points at which a river is first met.
fn meeting(river: &River, from: LatLon, to: LatLon) -> Option<f64> {
    let met = river.line.windows(2).filter_map(|w| meeting_of_segments(from, to, w[0], w[1]));
    met.min_by(f64::total_cmp)
}

fn meeting_of_segments(a: LatLon, b: LatLon, c: LatLon, d: LatLon) -> Option<f64> {
    let side = |p: LatLon, q: LatLon, r: LatLon| {
        (q.lon - p.lon) * (r.lat - p.lat) - (q.lat - p.lat) * (r.lon - p.lon)
    };
    let (of_a, of_b) = (side(c, d, a), side(c, d, b));
    let meet = side(a, b, c) * side(a, b, d) < 0.0 && of_a * of_b < 0.0;
    meet.then(|| of_a / (of_a - of_b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_river_a_third_of_the_way_is_met_there() {
        let at = |lat, lon| LatLon { lat, lon };
        let met = meeting_of_segments(at(54.0, 36.0), at(54.0, 36.6), at(54.3, 36.2), at(53.7, 36.2));
        assert!(met.is_some_and(|share| (share - 1.0 / 3.0).abs() < 1e-9), "{met:?}");
        assert_eq!(meeting_of_segments(at(54.0, 36.0), at(54.0, 36.1), at(54.3, 36.2), at(53.7, 36.2)), None);
    }
}
