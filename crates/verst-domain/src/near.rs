//! Near names: what a misspelt key may have meant.

/// Longest names that are compared letter by letter: beyond, nobody mistyped one for the other.
const LONGEST: usize = 64;

/// How near a key is: mistyped letters count before a like sound.
fn nearness(wrong: &str, key: &str) -> f64 {
    if wrong.len() > LONGEST || key.len() > LONGEST {
        return 0.0;
    }
    // Swapped, missing, additional or wrong letters; one in a short name, more in a long one.
    let slips = strsim::damerau_levenshtein(wrong, key);
    let mistyped = slips <= 1.max(wrong.chars().count() / 4);
    strsim::jaro_winkler(wrong, key) + f64::from(u8::from(mistyped))
}

fn sorted<'a>(wrong: &str, keys: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut near: Vec<(f64, &str)> = keys.map(|k| (nearness(wrong, k), k)).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    near.into_iter().map(|(_, key)| key).collect()
}

/// The three nearest of some keys, as a hint; none where there are no keys.
#[must_use]
pub fn nearest<'a>(wrong: &str, keys: impl Iterator<Item = &'a str>) -> Option<String> {
    let list: Vec<String> = sorted(wrong, keys).iter().take(3).map(|k| format!("\"{k}\"")).collect();
    if list.is_empty() { None } else { Some(format!("did you mean {}?", list.join(", "))) }
}

/// The nearest of some keys.
#[must_use]
pub fn closest<'a>(wrong: &str, keys: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    sorted(wrong, keys).first().copied()
}

#[cfg(test)]
mod tests {
    use super::{closest, nearest};

    #[test]
    fn slips_of_the_pen_come_first() {
        assert_eq!(closest("mne", ["line", "men", "name"].into_iter()), Some("men"));
        assert_eq!(closest("bridgton", ["brighton", "bridgeton"].into_iter()), Some("bridgeton"));
        assert_eq!(nearest("x", std::iter::empty()), None);
    }
}
