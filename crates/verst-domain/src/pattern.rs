//! Patterns of paths: `units.*[under=mob].men` as pieces, and `*` for any text.

/// Splits a pattern at its dots, those inside brackets left alone.
#[must_use]
pub fn pieces(pattern: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    pattern
        .split(move |c: char| {
            depth += i32::from(c == '[') - i32::from(c == ']');
            c == '.' && depth == 0
        })
        .collect()
}

/// A piece as its name and what stands in brackets behind it, such as `*` and `under=mob`.
#[must_use]
pub fn filter(piece: &str) -> (&str, Option<&str>) {
    match piece.split_once('[') {
        Some((name, rest)) => (name, Some(rest.strip_suffix(']').unwrap_or(rest))),
        None => (piece, None),
    }
}

/// `*` stands for any text: the pieces between stars must follow each other, the first at the start, the last at the end.
#[must_use]
pub fn glob(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|head| text.strip_prefix(head)) else { return false };
    let Some(tail) = pieces.next_back() else { return rest.is_empty() };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(tail)
}

#[cfg(test)]
mod tests {
    use super::{filter, glob, pieces};

    #[test]
    fn stars_match_any_text_and_nothing_else() {
        assert!(glob("*", "men") && glob("1*rd", "154rd") && glob("men", "men") && glob("*.km", "at.km"));
        assert!(!glob("1*rd", "154id") && !glob("me", "men"));
        assert!(glob("a*b*c", "axxbxxc") && !glob("a*b*c", "axxcxxb") && !glob("ab*ba", "aba"));
        assert!(!glob(&format!("{}x", "*".repeat(1000)), &"a".repeat(1000)));
    }

    #[test]
    fn dots_inside_brackets_do_not_part_a_path() {
        assert_eq!(pieces("units.*[under=a.b].men"), ["units", "*[under=a.b]", "men"]);
        assert_eq!(filter("*[under=mob]"), ("*", Some("under=mob")));
        assert_eq!(filter("men"), ("men", None));
    }
}
