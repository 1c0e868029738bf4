//! Near names: what a misspelt key may have meant.

/// The three nearest of some keys, as a hint; none where there are no keys.
#[must_use]
pub fn nearest<'a>(wrong: &str, keys: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut near: Vec<(f64, &str)> = keys.map(|k| (strsim::jaro_winkler(wrong, k), k)).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let list: Vec<String> = near.iter().take(3).map(|(_, k)| format!("\"{k}\"")).collect();
    if list.is_empty() { None } else { Some(format!("did you mean {}?", list.join(", "))) }
}
