//! The echelon mark above a unit's symbol, by the word for it in the unit's name.

/// Words with the mark of APP-6 that they stand for.
const WORDS: [(&str, &str); 8] = [
    ("battle group", "III"),
    ("battalion", "II"),
    ("regiment", "III"),
    ("brigade", "X"),
    ("division", "XX"),
    ("corps", "XXX"),
    ("army", "XXXX"),
    ("front", "XXXXX"),
];

/// The mark for a unit's name: that of the word which stands first. None where no such word is in it, or where it names the
/// troops of a headquarters.
pub(crate) fn echelon(name: &str) -> &'static str {
    let name = name.to_lowercase();
    if name.contains("troops") || name.contains("batter") {
        return "";
    }
    let found = WORDS.iter().filter_map(|(word, mark)| name.find(word).map(|at| (at, *mark)));
    found.min_by_key(|f| f.0).map_or("", |f| f.1)
}

#[cfg(test)]
mod tests {
    use super::echelon;

    #[test]
    fn the_first_word_counts() {
        assert_eq!(echelon("154th Rifle Division"), "XX");
        assert_eq!(echelon("131st Tank Battalion, part of 32nd Tank Brigade"), "II");
        assert_eq!(echelon("Battle group of 20th Panzer Division"), "III");
        assert_eq!(echelon("13th Army, right wing"), "XXXX");
        assert_eq!(echelon("Corps troops: 5th horse artillery"), "");
        assert_eq!(echelon("Garrison"), "");
    }
}
