//! Tables of an export hold what the run told, and their columns are explained.

use std::collections::BTreeMap;

use verst_domain::journal::What;

use crate::export::Folder;
use crate::operation::{ALL, NAME, Operation, entries};

type Row = BTreeMap<String, String>;

const TABLES: [&str; 8] =
    ["forces", "units", "supply", "losses", "engagements", "captures", "places", "front"];

fn rows(folder: &Folder, table: &str) -> Vec<Row> {
    let path = folder.path(&format!("tables/{table}.csv"));
    let mut reader = csv::Reader::from_path(path).expect("the table");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

fn tables(operation: &str) -> Folder {
    let folder = Folder::new();
    folder.export(operation, "csv", "tables", &["--seed", "7"]);
    folder
}

#[test]
fn every_column_is_explained_in_order() {
    let folder = tables(NAME);
    let explained = rows(&folder, "columns");
    for table in TABLES.iter().chain(&["columns"]) {
        let file = format!("{table}.csv");
        let told: Vec<&str> =
            explained.iter().filter(|r| r["table"] == file).map(|r| r["column"].as_str()).collect();
        let text = folder.read(&format!("tables/{file}"));
        assert_eq!(text.lines().next().expect("a head"), told.join(","), "{file}");
    }
    assert!(explained.iter().all(|r| !r["unit"].is_empty() && !r["meaning"].is_empty()));
}

#[test]
fn tables_add_up_to_what_the_run_told() {
    for name in ALL {
        let folder = tables(name);
        let arm = Operation::named(name).drawn();
        let scenario = arm.at(7).0;
        let told = entries(&arm, 7);
        let (mut men, mut stands, mut opened, mut resolved) = (0.0, 0, 0, 0);
        for entry in &told {
            match &entry.what {
                What::Lost { losses, .. } => men += losses.men(),
                What::Stand(_) => stands += 1,
                What::EngagementOpened { .. } => opened += 1,
                What::EngagementResolved { .. } => resolved += 1,
                _ => {}
            }
        }
        let kinds = ["killed", "wounded", "missing", "sick", "frostbitten"];
        let losses = rows(&folder, "losses");
        let sum: f64 = losses.iter().flat_map(|r| kinds.map(|k| number(r, k))).sum();
        assert!((sum - men).abs() < 0.001 * losses.len() as f64 && men > 1000.0, "{name}: {sum} {men}");
        assert_eq!(rows(&folder, "supply").len(), stands, "{name}");
        let at_start = rows(&folder, "units").iter().filter(|r| r["turn"] == "0").count();
        assert_eq!(rows(&folder, "units").len(), stands + at_start, "{name}");
        let engagements = rows(&folder, "engagements");
        assert_eq!(engagements.len(), opened, "{name}");
        assert_eq!(engagements.iter().filter(|r| !r["success"].is_empty()).count(), resolved, "{name}");
        holders(name, &folder, scenario.theatre.places.len());
    }
}

/// Places change hands as the captures say.
fn holders(name: &str, folder: &Folder, places: usize) {
    let rows_of_places = rows(folder, "places");
    let mut holder: BTreeMap<String, String> =
        rows_of_places[..places].iter().map(|r| (r["place"].clone(), r["holder"].clone())).collect();
    let captures = rows(folder, "captures");
    assert!(!captures.is_empty(), "{name}");
    let mut next = captures.iter().peekable();
    for turn in rows_of_places.chunks(places).skip(1) {
        while let Some(capture) = next.next_if(|c| c["date"] <= turn[0]["date"]) {
            let before = holder.insert(capture["place"].clone(), capture["by"].clone());
            assert_eq!(before.as_ref(), Some(&capture["from"]), "{name} {capture:?}");
        }
        for row in turn {
            assert_eq!(row["holder"], holder[&row["place"]], "{name} {row:?}");
        }
    }
    assert!(next.next().is_none(), "{name}");
}
