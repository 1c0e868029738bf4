//! The laboratory, of railways. See laboratory.rs.

use crate::labs::{number, stands, told};

/// Days from the first train of a unit before its station until the last is unloaded, and how many there are.
fn by_rail(lab: &str, settings: &[&str], unit: &str) -> (f64, f64) {
    let unloaded = told(lab, settings, |entry| entry["what"] == "Unloaded" && entry["unit"] == unit);
    let last = unloaded.last().expect("trains come");
    assert_eq!(number(last, "train"), number(last, "of"), "all of them");
    (number(last, "days"), number(last, "of"))
}

#[test]
fn a_division_takes_three_days_over_one_track_and_one_over_two() {
    let (one, trains) = by_rail("rail-single", &[], "b1");
    // The German handbook: 35 to 40 trains a division, 10 military trains a day on one track and 30 on two.
    assert!((35.0..=40.0).contains(&trains), "{trains} trains");
    assert!((3.0..=4.0).contains(&one), "{one} days over one track");
    let (two, _) = by_rail("rail-single", &[], "b2");
    assert!((1.0..=1.5).contains(&two), "{two} days over two tracks");
    // Without the law of lines they come as if all trains could be unloaded at once.
    let (free, _) = by_rail("rail-single", &["rules.rail.single=1000"], "b1");
    assert!(free <= 0.5, "{free} days");
}

#[test]
fn a_division_by_rail_is_there_train_by_train() {
    let stands = stands("rail-single", "b1");
    let men: Vec<f64> = stands.iter().map(|stand| number(stand, "men")).collect();
    let third = 12_500.0 / 3.0;
    // Twelve of 36 trains a day, less some hours on the ramps.
    assert!((men[1] - third).abs() < 0.15 * third, "{} men after a day", men[1]);
    assert!((men[3] - 2.0 * third).abs() < 0.15 * third, "{} men after two", men[3]);
    assert!(men.last().is_some_and(|men| *men > 0.95 * 12_500.0), "in the end all but the sick");
}

#[test]
fn troop_trains_crowd_out_supplies_down_to_a_quarter() {
    let least = |settings: &[&str]| {
        let stands =
            told("rail-crowded", settings, |entry| entry["what"] == "Stand" && entry["unit"] == "b01");
        stands.iter().map(|stand| number(stand, "supply")).fold(1.0, f64::min)
    };
    // A quarter of four trains of 450 t for twenty divisions of 20,000 men at 2.5 kg a man, as in the world of one train.
    let crowded = least(&[]);
    assert!((crowded - 0.45).abs() < 0.06, "{crowded} of the needs");
    assert!(least(&["rules.rail.kept=0.6"]) > 0.99, "unless supplies go first");
    let stands = stands("rail-crowded", "b01");
    assert!(number(stands.last().expect("turns"), "supply") > 0.99, "afterwards all is well again");
}

#[test]
fn a_ride_ends_before_a_cut_which_is_repaired_at_8_km_a_day() {
    let place = |unit: &str| {
        let stands = stands("rail-cut", unit);
        stands.last().and_then(|stand| stand["place"].as_str()).map(String::from)
    };
    assert_eq!(place("b1").as_deref(), Some("stop"));
    assert_eq!(place("b2").as_deref(), Some("end"));
    let opened = told("rail-cut", &[], |entry| entry["what"] == "RailOpened");
    assert_eq!(opened.len(), 1);
    assert_eq!(number(&opened[0], "minute") / 1440.0, 5.0, "40 km");
    let (came, rode) = ("Unloaded", "Entrained");
    let men = |what: &str| -> f64 {
        told("rail-cut", &[], |e| e["what"] == what && e["unit"] == "b1")
            .iter()
            .map(|e| number(e, "men"))
            .sum()
    };
    assert!((men(came) - men(rode)).abs() < 1e-6, "nobody is lost on the way");
}
