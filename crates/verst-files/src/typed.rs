//! From a placed text to its type, in the words of FORMAT.md where it has none.

use std::ops::Range;

use ron::extensions::Extensions;
use serde::de::DeserializeOwned;
use verst_domain::near::closest;

use crate::problem::{Problem, Problems};
use crate::text::{Parsed, Source};
use crate::words;

/// Most unknown fields and type errors that are told of one file.
const MOST: usize = 50;

/// Gives the text its type; unknown fields, and entries in which something has another type, are blanked out one after the other,
/// so that all are told.
pub(crate) fn typed<T: DeserializeOwned>(source: Source) -> Result<Parsed<T>, Problems> {
    let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    let mut problems = Vec::new();
    let mut misspelt: Vec<(Range<usize>, &str)> = Vec::new();
    let mut text = source.text.to_string();
    for _ in 0..MOST {
        let error = match options.from_str::<T>(&text) {
            Ok(value) if problems.is_empty() => return Ok(Parsed { value, source }),
            Ok(_) => return Err(Problems(problems).sorted()),
            Err(error) => error,
        };
        let at = offset(&text, error.span.start.line, error.span.start.col);
        let to = offset(&text, error.span.end.line, error.span.end.col).max(at);
        match &error.code {
            ron::Error::NoSuchStructField { found, expected, .. } => {
                problems.push(describe(&source, &error.code, at..to));
                misspelt
                    .extend(closest(found, expected.iter().copied()).map(|meant| (row(&source, at), meant)));
                let Some(field) = field_around(&source, &text, found, at) else { break };
                blank_out(&mut text, field);
            }
            other => {
                // A missing field may be there, under the name that was told.
                let is_told = matches!(other, ron::Error::MissingStructField { field, .. }
                    if misspelt.contains(&(row(&source, at), *field)));
                if !is_told {
                    problems.push(describe(&source, other, at..to));
                }
                let Some(entry) = entry_around(&source, &text, at) else { break };
                blank_out(&mut text, entry);
            }
        }
    }
    Err(Problems(problems).sorted())
}

/// The row around a place.
fn row(source: &Source, at: usize) -> Range<usize> {
    around(source, at).unwrap_or(0..source.text.len())
}

/// The innermost value around a place.
fn around(source: &Source, at: usize) -> Option<Range<usize>> {
    source.values.iter().filter(|v| v.contains(&at)).min_by_key(|v| v.len()).cloned()
}

fn describe(source: &Source, error: &ron::Error, span: Range<usize>) -> Problem {
    use ron::Error as E;
    let named = matches!(
        error,
        E::NoSuchStructField { .. }
            | E::NoSuchEnumVariant { .. }
            | E::MissingStructField { .. }
            | E::ExpectedDifferentStructName { .. }
    );
    // The parser stops before or within the value: what is wrong is the whole of it.
    let blank = source.text[span.start..].len() - source.text[span.start..].trim_start().len();
    let value = around(source, span.start + blank).filter(|_| !named).unwrap_or(span);
    let (message, hint) = words::of_type(error, &source.text[value.clone()]);
    source.at(value, message, hint)
}

/// Byte offset of a line and column (both from 1, columns in characters).
fn offset(text: &str, line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line {
        match text[start..].find('\n') {
            Some(n) => start += n + 1,
            None => return text.len(),
        }
    }
    let rest = &text[start..];
    rest.char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(n, _)| start + n)
}

/// The span of `field: value` and its comma for an unknown field near an offset.
fn field_around(source: &Source, text: &str, field: &str, near: usize) -> Option<Range<usize>> {
    let ends = |path: &str| path == field || path.ends_with(&format!(".{field}"));
    let value = source
        .spans
        .iter()
        .filter(|(path, _)| ends(path))
        .map(|(_, span)| span.clone())
        .filter(|span| !text[span.clone()].trim().is_empty())
        .min_by_key(|span| span.start.abs_diff(near))?;
    let name = text[..value.start].rfind(field)?;
    Some(name..with_comma(text, value.end))
}

/// The span of the innermost entry of a map around an offset, with its comma; none where it is blank already.
fn entry_around(source: &Source, text: &str, at: usize) -> Option<Range<usize>> {
    let entry = source.entries.iter().filter(|e| e.contains(&at)).min_by_key(|e| e.len())?;
    (!text[entry.clone()].trim().is_empty()).then(|| entry.start..with_comma(text, entry.end))
}

/// The end of a value with the comma behind it, if there is one.
fn with_comma(text: &str, end: usize) -> usize {
    let comma = text[end..].trim_start().starts_with(',');
    if comma { end + text[end..].find(',').unwrap_or(0) + 1 } else { end }
}

/// Puts spaces in the place of some text, so that all behind it stays where it is.
fn blank_out(text: &mut String, span: Range<usize>) {
    let of = |c: char| if c == '\n' { String::from(c) } else { " ".repeat(c.len_utf8()) };
    let blank: String = text[span.clone()].chars().map(of).collect();
    text.replace_range(span, &blank);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use serde::Deserialize;

    use crate::text::parse;

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its form is asked for")]
    struct Book {
        format: u32,
        rows: BTreeMap<String, Row>,
    }

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its form is asked for")]
    struct Row {
        number: f64,
        kind: Option<Kind>,
    }

    #[derive(Deserialize, Debug)]
    enum Kind {
        Rifle,
    }

    #[test]
    fn the_first_type_error_of_every_entry_is_told_and_every_unknown_field() {
        let text = r#"(format: 1, rows: {
            "a": (number: "ä", kind: Nope),
            "b": (nummber: 1.0, kind: Rifle),
            "c": (number: 1.0, kind: Nope),
            "d": (kind: Rifle),
            "e": (number: 1.0),
        })"#;
        let problems = parse::<Book>(Path::new("a.ron"), String::from(text)).expect_err("it is broken").0;
        let told: Vec<(usize, &str)> =
            problems.iter().map(|p| (text[..p.span.start].lines().count(), p.message.as_str())).collect();
        assert_eq!(told.iter().map(|t| t.0).collect::<Vec<_>>(), [2, 3, 4, 5], "{told:?}");
    }
}
