//! Limits: the least and the most that each number of an operation can be, in files and in settings alike.
//!
//! They keep slips of the pen out, not surprises: anything that an army, a road or a winter has been lies well inside.

/// Share.
pub const SHARE: (f64, f64) = (0.0, 1.0);
/// Rule of the air, from the enemy's to one's own.
pub const AIR: (f64, f64) = (-1.0, 1.0);
/// Length in km, width in m, thickness in cm, trains a day.
pub const LENGTH: (f64, f64) = (0.0, 10_000.0);
/// Length of a link in km: its ends are two places.
pub const LINK_KM: (f64, f64) = (0.001, 10_000.0);
/// Men, tanks, guns, days of a unit; sorties of a day.
pub const COUNT: (f64, f64) = (0.0, 2_000_000.0);
/// Mean temperature of a day, degrees Celsius.
pub const TEMPERATURE: (f64, f64) = (-60.0, 50.0);
/// Snow in cm.
pub const SNOW: (f64, f64) = (0.0, 400.0);
/// Km around a place that irregulars can be at home in.
pub const AREA_KM: (f64, f64) = (1.0, 200.0);
/// Km that transport aircraft fly from a base.
pub const FLIGHT_KM: (f64, f64) = (1.0, 1_000.0);
/// Days before the start at which an order can have been signed: older ones are of another year.
pub const EARLIEST_DAYS: i64 = 180;
/// Days behind the end at which the range of a date can end.
pub const LATEST_DAYS: i64 = 60;
/// Places of an operation: distances between all of them are kept.
pub const PLACES: usize = 4_000;
/// Units, formations, links, rivers, orders.
pub const OF_A_KIND: usize = 60_000;
