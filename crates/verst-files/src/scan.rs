//! A first look at a text, before it is parsed: brackets, quotes and comments that would lead the parser astray.

use std::ops::Range;

/// Deepest brackets in brackets. Operations need nine or ten; beyond some sixty the parser's recovery eats all memory.
const DEEPEST: usize = 32;

/// What is wrong with the shape of a text.
pub(crate) struct Fault {
    /// The bytes that show it.
    pub(crate) span: Range<usize>,
    /// What is wrong.
    pub(crate) message: String,
    /// How to mend it.
    pub(crate) hint: String,
    /// Up to here the text is as its writer meant it.
    pub(crate) sound_to: usize,
}

/// The first thing wrong with the brackets, quotes and comments of a text.
pub(crate) fn scan(text: &str) -> Result<(), Fault> {
    let bytes = text.as_bytes();
    let mut open: Vec<usize> = Vec::new();
    let mut torn = None;
    let mut at = 0;
    while at < bytes.len() {
        if let Some(end) = skipped(text, at).map_err(|fault| blame(fault, torn))? {
            if torn.is_none() && is_torn(&text[at..end]) {
                torn = Some(at);
            }
            at = end;
            continue;
        }
        match bytes[at] {
            b'(' | b'[' | b'{' => {
                open.push(at);
                if open.len() > DEEPEST {
                    return Err(too_deep(at));
                }
            }
            b')' | b']' | b'}' => close(text, &mut open, at).map_err(|fault| blame(fault, torn))?,
            _ => {}
        }
        at += 1;
    }
    match open.last() {
        Some(&last) => Err(blame(never_closed(text, last, open.len()), torn)),
        None => Ok(()),
    }
}

/// Where a comment, a text or a character that begins here ends; none if none begins here.
fn skipped(text: &str, at: usize) -> Result<Option<usize>, Fault> {
    let rest = &text.as_bytes()[at..];
    match rest {
        [b'/', b'/', ..] => Ok(Some(text[at..].find('\n').map_or(text.len(), |n| at + n))),
        [b'/', b'*', ..] => comment(text, at).map(Some),
        [b'"', ..] => quoted(text, at).map(Some),
        [b'\'', b'\\', _, b'\'', ..] => Ok(Some(at + 4)),
        [b'\'', _, b'\'', ..] => Ok(Some(at + 3)),
        [b'r', b'"' | b'#', ..] if !follows_name(text, at) => raw(text, at),
        _ => Ok(None),
    }
}

/// Whether a text runs over its line and ends where another would begin: it lacks its quote.
fn is_torn(text: &str) -> bool {
    let inside = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
    inside.is_some_and(|t| t.contains('\n') && t.trim_end().ends_with([':', '(', '[', '{', ',']))
}

fn follows_name(text: &str, at: usize) -> bool {
    // A byte string begins with b, or br.
    let before = text[..at].strip_suffix('b').unwrap_or(&text[..at]);
    before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// The end of a block comment; they lie in each other.
fn comment(text: &str, start: usize) -> Result<usize, Fault> {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0_usize, start);
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return Ok(at);
        }
    }
    Err(unfinished(start..start + 2, "comment", "*/"))
}

/// The end of a text in quotes.
fn quoted(text: &str, start: usize) -> Result<usize, Fault> {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return Ok(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    Err(unfinished(start..start + 1, "text", "\""))
}

/// The end of a raw text, `r"..."` or `r#"..."#`; none if it is none.
fn raw(text: &str, start: usize) -> Result<Option<usize>, Fault> {
    let body = text[start + 1..].trim_start_matches('#');
    let hashes = text.len() - start - 1 - body.len();
    let Some(inside) = body.strip_prefix('"') else { return Ok(None) };
    let end = format!("\"{}", "#".repeat(hashes));
    match inside.find(&end) {
        Some(n) => Ok(Some(text.len() - inside.len() + n + end.len())),
        None => Err(unfinished(start..start + 2 + hashes, "text", &end)),
    }
}

fn unfinished(span: Range<usize>, what: &str, end: &str) -> Fault {
    Fault {
        message: format!("a {what} begins here and never ends"),
        hint: format!("close it with {end}; if it is closed, one before it is not"),
        sound_to: span.start,
        span,
    }
}

fn too_deep(at: usize) -> Fault {
    Fault {
        span: at..at + 1,
        message: format!("more than {DEEPEST} brackets lie in each other here"),
        hint: String::from("no file of an operation needs so many: write it flatter"),
        // What is so deep is never parsed.
        sound_to: 0,
    }
}

fn partner(bracket: u8) -> char {
    match bracket {
        b'(' => ')',
        b'[' => ']',
        _ => '}',
    }
}

fn close(text: &str, open: &mut Vec<usize>, at: usize) -> Result<(), Fault> {
    let closing = char::from(text.as_bytes()[at]);
    let Some(last) = open.pop() else {
        return Err(Fault {
            span: at..at + 1,
            message: format!("this `{closing}` closes nothing"),
            hint: String::from("take it out, or look for a bracket that was closed too early"),
            sound_to: at,
        });
    };
    let opening = text.as_bytes()[last];
    if partner(opening) == closing {
        return Ok(());
    }
    let line = text[..last].matches('\n').count() + 1;
    Err(Fault {
        span: at..at + 1,
        message: format!(
            "this `{closing}` stands where the `{}` of line {line} is still open",
            char::from(opening)
        ),
        hint: format!("a `{}` is missing before it, or one of the two is another bracket", partner(opening)),
        sound_to: last,
    })
}

fn never_closed(text: &str, last: usize, count: usize) -> Fault {
    let opening = text.as_bytes()[last];
    let more = match count {
        1 => String::new(),
        2 => String::from(", nor is the bracket around it"),
        _ => format!(", nor are the {} brackets around it", count - 1),
    };
    let lines = text.trim_end().matches('\n').count() + 1;
    Fault {
        span: last..last + 1,
        message: format!("this `{}` is never closed{more}", char::from(opening)),
        hint: format!("a closing bracket is missing, or the file ends too early, with line {lines}"),
        sound_to: last,
    }
}

/// Where a text that lacks its quote has swallowed the beginning of the next, what goes wrong later is its fault.
fn blame(fault: Fault, torn: Option<usize>) -> Fault {
    match torn {
        Some(at) if at < fault.span.start => unfinished(at..at + 1, "text", "\" on its line"),
        _ => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::scan;

    fn place(text: &str) -> Option<usize> {
        scan(text).err().map(|fault| fault.span.start)
    }

    #[test]
    fn brackets_in_texts_and_comments_do_not_count() {
        for good in [
            "([{}])",
            "(\"(\")",
            "(\"\\\"(\")",
            "// (\n()",
            "/* ( /* [ */ */ ()",
            "(r#\"(\"[\"#)",
            "('(', '\\'')",
        ] {
            assert_eq!(place(good), None, "{good}");
        }
    }

    #[test]
    fn faults_are_told_where_they_begin() {
        assert_eq!(place("(a: [1, 2)"), Some(9));
        assert_eq!(place("(a: [1"), Some(4));
        assert_eq!(place("(a: 1))"), Some(6));
        assert_eq!(place("(a: \"b)"), Some(4));
        assert_eq!(place("() /* /* */"), Some(3));
        assert_eq!(place(&"(".repeat(1000)), Some(32));
    }
}
