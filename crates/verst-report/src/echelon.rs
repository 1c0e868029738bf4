//! The echelon of a unit, by the word for it in its name, else by its men.

/// An echelon as APP-6 marks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Echelon {
    Battalion,
    Regiment,
    Brigade,
    Division,
    Corps,
    Army,
    Front,
}

use Echelon::{Army, Battalion, Brigade, Corps, Division, Front, Regiment};

/// Words of a name that tell an echelon, and the fewest men of whom it is believed: a battle group of a division is none.
const NAMED: [(&str, Echelon, f64); 7] = [
    ("front", Front, 60_000.0),
    ("army", Army, 25_000.0),
    ("corps", Corps, 5_000.0),
    ("division", Division, 1_500.0),
    ("brigade", Brigade, 500.0),
    ("regiment", Regiment, 200.0),
    ("battalion", Battalion, 0.0),
];
/// Below so many men, where the name tells nothing.
const BY_MEN: [(f64, Echelon); 4] =
    [(1_200.0, Battalion), (4_500.0, Brigade), (20_000.0, Division), (60_000.0, Corps)];

impl Echelon {
    /// By the first such word of the name, else by men.
    pub(crate) fn of(name: &str, men: f64) -> Self {
        let name = name.to_lowercase();
        let mut words = name.split(|c: char| !c.is_alphanumeric());
        let named = words.find_map(|word| NAMED.iter().find(|n| n.0 == word));
        let by_men = || BY_MEN.iter().find(|b| men < b.0).map_or(Army, |b| b.1);
        named.filter(|n| men >= n.2).map_or_else(by_men, |n| n.1)
    }

    /// The mark above a symbol.
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Battalion => "II",
            Regiment => "III",
            Brigade => "X",
            Division => "XX",
            Corps => "XXX",
            Army => "XXXX",
            Front => "XXXXX",
        }
    }

    /// The two digits of a symbol's code in APP-6D.
    pub(crate) fn code(self) -> u8 {
        match self {
            Battalion => 16,
            Regiment => 17,
            Brigade => 18,
            Division => 21,
            Corps => 22,
            Army => 23,
            Front => 24,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_the_echelon_and_else_the_men() {
        assert_eq!(Echelon::of("154th Rifle Division", 5_500.0), Division);
        assert_eq!(Echelon::of("131st Tank Battalion, part of 32nd Tank Brigade", 300.0), Battalion);
        assert_eq!(Echelon::of("Battle group of 20th Panzer Division", 440.0), Battalion);
        assert_eq!(Echelon::of("11th Guards Army, 3rd Belorussian Front", 107_000.0), Army);
        assert_eq!(Echelon::of("Karelian Front", 180_000.0), Front);
        assert_eq!(Echelon::of("Artillery of 65th Army", 5_100.0), Division);
        assert_eq!(Echelon::of("Corps troops: 5th horse artillery", 900.0), Battalion);
        assert_eq!(Echelon::of("Garrison of a town", 1_000.0), Battalion);
        assert_eq!(Echelon::of("Divisional Group 86", 5_000.0), Division);
        assert_eq!(Echelon::of("", 100_000.0), Army);
    }
}
