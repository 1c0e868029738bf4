//! How troops stand at a turn's end: a side in one line, watched units in one each.

use std::fmt::Write;

use verst_domain::ids::{SideId, UnitId};
use verst_domain::journal::{Doing, Losses, Stand};
use verst_domain::scenario::Scenario;

/// Below this a unit is told as out of supply.
const HUNGRY: f64 = 0.3;

/// Writes a line for each unit.
pub fn units(scenario: &Scenario, units: impl Iterator<Item = UnitId>, stands: &[Stand], text: &mut String) {
    for unit in units {
        let Some(stand) = stands.iter().find(|s| s.unit == unit) else { continue };
        let _ = writeln!(
            text,
            "    {:<12} {} at {}: {:.0} men, {:.0} tanks, supply {:.0} % (food {:.0}, ammunition {:.0}, fuel {:.0}, fodder {:.0}), fatigue {:.0} %",
            scenario.unit(unit).key,
            doing(stand.doing),
            scenario.place_name(stand.place),
            stand.men,
            stand.tanks,
            100.0 * stand.supply,
            100.0 * stand.food,
            100.0 * stand.ammunition,
            100.0 * stand.fuel,
            100.0 * stand.fodder,
            100.0 * stand.fatigue
        );
    }
}

/// A side: its men, what it lost in the turn, who waits and who is out of supply.
pub fn side(scenario: &Scenario, side: SideId, toll: &Losses, stands: &[Stand]) -> String {
    let own = || stands.iter().filter(|s| scenario.unit(s.unit).side == side);
    let men: f64 = own().map(|s| s.men).sum();
    let hungry: Vec<&str> = own()
        .filter(|s| s.cut_off || s.supply < HUNGRY)
        .map(|s| scenario.unit(s.unit).key.as_str())
        .collect();
    let waiting = own().filter(|s| s.doing == Doing::Waiting).count();
    let mut text = format!(
        "{:<7} {men:>7.0} men; lost {:.0} in battle, {:.0} sick and frostbitten, {:.0} tanks",
        scenario.side(side).name,
        toll.battle(),
        toll.sick + toll.frostbitten,
        toll.tanks + toll.tanks_damaged
    );
    if waiting > 0 {
        let _ = write!(text, "; {waiting} waiting before the enemy");
    }
    if !hungry.is_empty() {
        let _ = write!(text, "; out of supply: {}", hungry.join(", "));
    }
    text
}

fn doing(doing: Doing) -> &'static str {
    match doing {
        Doing::Holding => "holds",
        Doing::Marching => "marches",
        Doing::Attacking => "attacks",
        Doing::Waiting => "waits",
        Doing::Retreating => "goes back",
        Doing::Reserve => "in reserve",
    }
}
