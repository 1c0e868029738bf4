//! Tables of battles and of their outcomes, as the database's columns name them.

use std::path::Path;

use jiff::civil::Date;
use verst_domain::limits;
use verst_files::problem::{Problem, Problems};
use verst_files::table::{Row, Table};
use verst_score::engagements::Outcome;

use crate::engagements::{Battle, Party, Posture};

/// Columns that a table of battles must have.
const BATTLES: [&str; 18] = [
    "isqno",
    "date_start",
    "t_days",
    "nat_a",
    "nat_d",
    "str_a",
    "str_d",
    "tank_a",
    "tank_d",
    "arty_a",
    "arty_d",
    "wof_a",
    "post1",
    "terra1",
    "terra2",
    "wx_wet",
    "season",
    "surpa",
];
/// Columns that a table of outcomes must have.
const OUTCOMES: [&str; 6] = ["isqno", "wina", "cas_a", "cas_d", "kmda", "t_days"];
/// Men of a party, up to a group of fronts.
const MEN: (f64, f64) = (1.0, 10_000_000.0);
/// Days of a battle.
const DAYS: (f64, f64) = (1.0, 1000.0);
/// Width in km: a front of a whole army group at the most.
const WIDTH: (f64, f64) = (0.0, 3000.0);
/// Level of surprise.
const SURPRISE: (f64, f64) = (-3.0, 3.0);
/// Km gained, or lost.
const GAIN: (f64, f64) = (-3000.0, 3000.0);

/// Reads what was known of battles before they began.
///
/// # Errors
/// Everything wrong with the table.
pub fn battles(file: &Path) -> Result<Vec<Battle>, Problems> {
    let table = Table::read(file, &BATTLES)?;
    let mut problems = Vec::new();
    let battles: Vec<Battle> = table.rows().map(|row| battle(row, &mut problems)).collect();
    for (index, row) in table.rows().enumerate() {
        if battles[..index].iter().any(|b| b.key == battles[index].key) {
            problems.push(row.problem("isqno", format!("there are two battles {}", row.text("isqno"))));
        }
    }
    if problems.is_empty() { Ok(battles) } else { Err(Problems(problems).sorted()) }
}

fn battle(row: Row, problems: &mut Vec<Problem>) -> Battle {
    let date = row.text("date_start").parse::<Date>().unwrap_or_else(|_| {
        let message = String::from("expected the first day as YEAR-MONTH-DAY");
        problems.push(row.problem("date_start", message));
        Date::constant(1900, 1, 1)
    });
    let days = row.needed("t_days", DAYS, problems);
    if days.fract() != 0.0 {
        problems.push(row.problem("t_days", String::from("expected whole days")));
    }
    if row.text("isqno").is_empty() {
        problems.push(row.problem("isqno", String::from("a battle needs a key")));
    }
    Battle {
        key: row.text("isqno").to_string(),
        date,
        days: days as i64,
        attacker: party(row, ["nat_a", "str_a", "tank_a", "arty_a"], problems),
        defender: party(row, ["nat_d", "str_d", "tank_d", "arty_d"], problems),
        width_km: row.number("wof_a", WIDTH, problems).filter(|w| *w > 0.0),
        posture: match row.text("post1") {
            "FD" => Posture::Fortified,
            "DL" | "WD" => Posture::Delays,
            _ => Posture::Defends,
        },
        rugged: row.text("terra1") == "G",
        woods: row.text("terra2") == "W",
        wet: row.text("wx_wet") == "W",
        winter: row.text("season") == "W",
        surprise: row.number("surpa", SURPRISE, problems).unwrap_or(0.0),
        air: row.number("aeroa", limits::AIR, problems).unwrap_or(0.0),
    }
}

fn party(row: Row, [army, men, tanks, guns]: [&str; 4], problems: &mut Vec<Problem>) -> Party {
    Party {
        army: row.text(army).to_string(),
        men: row.needed(men, MEN, problems),
        tanks: row.number(tanks, limits::COUNT, problems).unwrap_or(0.0),
        guns: row.number(guns, limits::COUNT, problems),
    }
}

/// Reads what happened.
///
/// # Errors
/// Everything wrong with the table.
pub fn outcomes(file: &Path) -> Result<Vec<Outcome>, Problems> {
    let table = Table::read(file, &OUTCOMES)?;
    let mut problems = Vec::new();
    let outcomes = table.rows().map(|row| {
        let days = row.number("t_days", DAYS, &mut problems);
        let gain = row.number("kmda", GAIN, &mut problems);
        Outcome {
            key: row.text("isqno").to_string(),
            won: row.number("wina", (-1.0, 1.0), &mut problems).map(|w| w == 1.0),
            attacker_losses: row.number("cas_a", (0.0, MEN.1), &mut problems),
            defender_losses: row.number("cas_d", (0.0, MEN.1), &mut problems),
            advance: gain.zip(days).map(|(km, days)| km / days),
        }
    });
    let outcomes = outcomes.collect();
    if problems.is_empty() { Ok(outcomes) } else { Err(Problems(problems).sorted()) }
}
