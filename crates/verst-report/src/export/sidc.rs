//! Symbol codes of APP-6D: 20 digits for a land unit.

use verst_domain::forces::{Level, Unit, UnitKind};
use verst_domain::ids::SideId;

use crate::echelon::Echelon;

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
    code(unit.side, Echelon::of(&unit.name, unit.men.best), entity)
}

/// The code of a headquarters: a unit of no kind.
pub(crate) fn of_formation(level: Level, side: SideId) -> String {
    let echelon = match level {
        Level::Supreme | Level::Front => Echelon::Front,
        Level::Army => Echelon::Army,
        Level::Corps | Level::Group => Echelon::Corps,
        Level::Division => Echelon::Division,
    };
    code(side, echelon, "0000000000")
}

fn code(side: SideId, echelon: Echelon, entity: &str) -> String {
    // Version, reality, identity, land unit, present, no task force.
    format!("100{}1000{}{entity}", identity(side), echelon.code())
}

#[cfg(test)]
mod tests {
    use super::*;

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
