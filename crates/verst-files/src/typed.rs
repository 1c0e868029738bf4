//! From a placed text to its type, in the words of FORMAT.md where it has none.

use std::ops::Range;

use ron::extensions::Extensions;
use serde::de::DeserializeOwned;
use verst_domain::near::closest;

use crate::problem::{Problem, Problems};
use crate::text::{Parsed, Source};
use crate::words;

/// Most unknown fields that are told of one file.
const MOST_UNKNOWN: usize = 50;

/// Gives the text its type; unknown fields are blanked out one after the other, so that all are told.
pub(crate) fn typed<T: DeserializeOwned>(source: Source) -> Result<Parsed<T>, Problems> {
    let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    let mut problems = Vec::new();
    let mut misspelt: Vec<(Range<usize>, &str)> = Vec::new();
    let mut text = source.text.to_string();
    for _ in 0..MOST_UNKNOWN {
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
                let blank: String =
                    text[field.clone()].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
                if blank.len() != field.len() {
                    break;
                }
                text.replace_range(field, &blank);
            }
            // It is there, under the name that was told.
            ron::Error::MissingStructField { field, .. }
                if misspelt.contains(&(row(&source, at), *field)) =>
            {
                break;
            }
            other => {
                problems.push(describe(&source, other, at..to));
                break;
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
    let comma = text[value.end..].trim_start().starts_with(',');
    let end = if comma { value.end + text[value.end..].find(',').unwrap_or(0) + 1 } else { value.end };
    Some(name..end)
}
