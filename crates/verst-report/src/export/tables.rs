//! Tidy tables: one row an observation, one column a quantity, with a table of the columns beside them.

use verst_domain::ids::{SideId, UnitId};
use verst_domain::time::Minute;

use super::columns::{Column, TABLES};
use super::moment::{Moment, Spot, Status};
use super::story::Story;
use super::words::{self, COUNT, SHARE, degrees, iso, rounded};

/// A table as a file of comma-separated values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Name of the file.
    pub file: String,
    /// Rows below the head.
    pub rows: usize,
    /// The file's text.
    pub text: Vec<u8>,
}

type Row = Vec<String>;

/// Names of the files of [`tables`].
#[must_use]
pub fn table_files() -> [&'static str; 9] {
    TABLES.map(|t| t.0)
}

/// The tables of a run; the last one explains the columns of the others.
#[must_use]
pub fn tables(story: &Story<'_>) -> Vec<Table> {
    let rows = [
        forces(story),
        units(story),
        supply(story),
        losses(story),
        engagements(story),
        captures(story),
        places(story),
        front(story),
        explained(),
    ];
    TABLES.iter().zip(rows).map(|((file, columns), rows)| table(file, columns, rows)).collect()
}

fn explained() -> Vec<Row> {
    let row = |file: &str, c: &Column| [file, c.name, c.unit, c.meaning].map(String::from).to_vec();
    TABLES.iter().flat_map(|(file, columns)| columns.iter().map(move |c| row(file, c))).collect()
}

fn table(file: &str, columns: &[Column], mut rows: Vec<Row>) -> Table {
    let count = rows.len();
    rows.insert(0, columns.iter().map(|c| String::from(c.name)).collect());
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in &rows {
        writer.write_record(row).expect("a row has a value for each column, and memory takes it");
    }
    let text = writer.into_inner().expect("memory takes it");
    Table { file: String::from(file), rows: count, text }
}

fn number(value: f64, digits: i32) -> String {
    format!("{}", rounded(value, digits))
}

fn side(story: &Story<'_>, side: SideId) -> String {
    story.scenario.side(side).key.clone()
}

fn date(story: &Story<'_>, at: Minute) -> String {
    iso(&story.scenario.calendar, at)
}

fn forces(story: &Story<'_>) -> Vec<Row> {
    let row = |u: &verst_domain::forces::Unit| {
        let under = story.scenario.formation(u.under);
        let mut row = vec![u.key.clone(), u.name.clone(), side(story, u.side), under.key.clone()];
        row.extend([under.name.clone(), String::from(words::kind(u.kind)), u.army.clone()]);
        row.extend([u.men.best, u.tanks.best, u.guns.best].map(|n| number(n, COUNT)));
        row
    };
    story.scenario.units.iter().map(row).collect()
}

/// The turn, its end, the unit and its side, for every moment of a unit that a turn's end tells of, by turn.
fn by_turn<'s>(story: &'s Story<'_>) -> Vec<(Row, UnitId, &'s Moment)> {
    let mut all: Vec<(i64, UnitId, &Moment)> = Vec::new();
    for (index, moments) in story.moments.iter().enumerate() {
        let told = moments.iter().filter(|m| m.stand.is_some() || m.at == Minute(0) && m.spot.is_some());
        all.extend(
            told.map(|m| (if m.stand.is_some() { story.turn_of(m.at) } else { 0 }, UnitId::new(index), m)),
        );
    }
    all.sort_by_key(|(turn, unit, _)| (*turn, *unit));
    let row = |(turn, id, m): (i64, UnitId, &'s Moment)| {
        let unit = story.scenario.unit(id);
        let head = vec![turn.to_string(), date(story, m.at), unit.key.clone(), side(story, unit.side)];
        (head, id, m)
    };
    all.into_iter().map(row).collect()
}

fn units(story: &Story<'_>) -> Vec<Row> {
    let theatre = &story.scenario.theatre;
    let rows = by_turn(story).into_iter().filter_map(|(mut row, id, m)| {
        let spot: Spot = m.spot?;
        let at = spot.point(theatre);
        let under = m.stand.map_or(story.scenario.unit(id).under, |s| s.under);
        row.push(story.scenario.formation(under).key.clone());
        row.extend([at.lat, at.lon].map(|d| format!("{}", degrees(d))));
        row.push(theatre.place(spot.place).key.clone());
        row.push(spot.on.map_or_else(String::new, |(link, _)| theatre.link(link).key.clone()));
        row.push(spot.on.map_or_else(String::new, |(_, km)| number(km, SHARE)));
        row.extend([m.strength.men, m.strength.tanks, m.strength.guns].map(|n| number(n, COUNT)));
        let start = story.scenario.unit(id);
        let [fatigue, cohesion] =
            m.stand.map_or([start.fatigue.best, start.cohesion.best], |s| [s.fatigue, s.cohesion]);
        row.extend([fatigue, cohesion].map(|n| number(n, SHARE)));
        row.push(match m.status {
            Status::About(doing) => String::from(words::doing(doing)),
            _ => String::new(),
        });
        Some(row)
    });
    rows.collect()
}

fn supply(story: &Story<'_>) -> Vec<Row> {
    let rows = by_turn(story).into_iter().filter_map(|(mut row, _, m)| {
        let s = m.stand?;
        row.extend([s.supply, s.food, s.ammunition, s.fuel, s.fodder].map(|n| number(n, SHARE)));
        row.push(s.cut_off.to_string());
        Some(row)
    });
    rows.collect()
}

fn losses(story: &Story<'_>) -> Vec<Row> {
    let rows = story.losses.iter().map(|loss| {
        let (unit, l) = (story.scenario.unit(loss.unit), &loss.losses);
        let turn = story.turn_of(loss.at).to_string();
        let mut row = vec![turn, date(story, loss.at), unit.key.clone(), side(story, unit.side)];
        let men = [l.killed, l.wounded, l.missing, l.sick, l.frostbitten];
        row.extend(men.iter().chain(&[l.tanks, l.tanks_damaged, l.guns]).map(|n| number(*n, SHARE)));
        row
    });
    rows.collect()
}

fn engagements(story: &Story<'_>) -> Vec<Row> {
    let rows = story.engagements.iter().map(|e| {
        let place = story.scenario.theatre.place(e.place);
        let mut row =
            vec![place.key.clone(), place.name.clone(), side(story, e.attacker), date(story, e.opened)];
        row.extend([e.attacker_men, e.defender_men].map(|n| number(n, COUNT)));
        row.push(e.resolved.map_or_else(String::new, |(at, _)| date(story, at)));
        row.push(e.resolved.map_or_else(String::new, |(_, success)| success.to_string()));
        row
    });
    rows.collect()
}

fn captures(story: &Story<'_>) -> Vec<Row> {
    let rows = story.captures.iter().map(|c| {
        let place = story.scenario.theatre.place(c.place);
        let mut row = vec![story.turn_of(c.at).to_string(), date(story, c.at), place.key.clone()];
        row.extend([place.name.clone(), side(story, c.by), side(story, c.from)]);
        row.push(c.unit.map_or_else(String::new, |u| story.scenario.unit(u).key.clone()));
        row
    });
    rows.collect()
}

fn places(story: &Story<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    for turn in &story.turns {
        for (place, holder) in story.scenario.theatre.places.iter().zip(&turn.holders) {
            let mut row = vec![turn.number.to_string(), date(story, turn.at), place.key.clone()];
            row.push(place.name.clone());
            row.extend([place.at.lat, place.at.lon].map(|d| format!("{}", degrees(d))));
            row.push(side(story, *holder));
            rows.push(row);
        }
    }
    rows
}

fn front(story: &Story<'_>) -> Vec<Row> {
    let theatre = &story.scenario.theatre;
    let mut rows = Vec::new();
    for turn in &story.turns {
        for contact in &turn.contacts {
            let link = theatre.link(contact.link);
            let (a, b) = (theatre.place(link.a), theatre.place(link.b));
            let mut row = vec![turn.number.to_string(), date(story, turn.at), link.key.clone()];
            row.extend([a.key.clone(), b.key.clone(), side(story, turn.holders[link.a.index()])]);
            row.extend([link.km.best, contact.line_a, contact.line_b].map(|n| number(n, SHARE)));
            rows.push(row);
        }
    }
    rows
}
