//! Symbol codes of APP-6D: 20 digits for a land unit.

use verst_domain::forces::{Level, Unit, UnitKind};
use verst_domain::ids::SideId;

/// Echelons.
const BATTALION: u8 = 16;
const REGIMENT: u8 = 17;
const BRIGADE: u8 = 18;
const DIVISION: u8 = 21;
const CORPS: u8 = 22;
const ARMY: u8 = 23;
const FRONT: u8 = 24;
/// Words of a name that tell an echelon, and the fewest men of whom it is believed: a battle group of a division is none.
const NAMED: [(&str, u8, f64); 6] = [
    ("army", ARMY, 25_000.0),
    ("corps", CORPS, 5_000.0),
    ("division", DIVISION, 1_500.0),
    ("brigade", BRIGADE, 500.0),
    ("regiment", REGIMENT, 200.0),
    ("battalion", BATTALION, 0.0),
];
/// Below so many men, where the name tells nothing.
const BY_MEN: [(f64, u8); 4] =
    [(1_200.0, BATTALION), (4_500.0, BRIGADE), (20_000.0, DIVISION), (60_000.0, CORPS)];

/// The digit of a side: the first is drawn as friend, the other as hostile.
pub(crate) fn identity(side: SideId) -> char {
    if side.index() == 0 { '3' } else { '6' }
}

/// The code of a unit.
pub(crate) fn of_unit(unit: &Unit) -> String {
    // Entity, then the two modifiers: skis are a modifier of infantry.
    let entity = match unit.kind {
        UnitKind::Rifle | UnitKind::Garrison => "1211000000",
        UnitKind::Motorized => "1211040000",
        UnitKind::Tank => "1205000000",
        UnitKind::Cavalry => "1213000000",
        UnitKind::Ski => "1211000042",
        UnitKind::Security => "1417000000",
        UnitKind::Artillery => "1303000000",
    };
    code(unit.side, echelon(&unit.name, unit.men.best), entity)
}

/// The code of a headquarters: a unit of no kind.
pub(crate) fn of_formation(level: Level, side: SideId) -> String {
    let echelon = match level {
        Level::Supreme | Level::Front => FRONT,
        Level::Army => ARMY,
        Level::Corps | Level::Group => CORPS,
        Level::Division => DIVISION,
    };
    code(side, echelon, "0000000000")
}

fn code(side: SideId, echelon: u8, entity: &str) -> String {
    // Version, reality, identity, land unit, present, no task force.
    format!("100{}1000{echelon}{entity}", identity(side))
}

/// By the first such word of the name, else by men.
fn echelon(name: &str, men: f64) -> u8 {
    let name = name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    let named = words.find_map(|word| NAMED.iter().find(|n| n.0 == word));
    let by_men = || BY_MEN.iter().find(|b| men < b.0).map_or(ARMY, |b| b.1);
    named.filter(|n| men >= n.2).map_or_else(by_men, |n| n.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_the_echelon_and_else_the_men() {
        assert_eq!(echelon("154th Rifle Division", 5_500.0), DIVISION);
        assert_eq!(echelon("Battle group of 20th Panzer Division", 440.0), BATTALION);
        assert_eq!(echelon("11th Guards Army, 3rd Belorussian Front", 107_000.0), ARMY);
        assert_eq!(echelon("Artillery of 65th Army", 5_100.0), DIVISION);
        assert_eq!(echelon("Garrison of a town", 1_000.0), BATTALION);
        assert_eq!(echelon("Divisional Group 86", 5_000.0), DIVISION);
        assert_eq!(echelon("", 100_000.0), ARMY);
    }

    #[test]
    fn a_code_has_twenty_digits_and_the_side_in_the_fourth() {
        for side in SideId::BOTH {
            let code = of_formation(Level::Army, side);
            assert_eq!(code.len(), 20);
            assert_eq!(code.chars().nth(3), Some(identity(side)));
            assert_eq!(&code[8..10], "23");
        }
    }
}
