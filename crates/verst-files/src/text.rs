//! One file as text, type and syntax tree: every syntax error, duplicate key and unknown field, and the first type error.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ron::extensions::Extensions;
use ron2::ast::{Expr, StructBody, parse_document_lossy};
use serde::de::DeserializeOwned;

use verst_domain::near::nearest;

use crate::problem::{Problem, Problems};

/// Most unknown fields that are told of one file.
const MOST_UNKNOWN: usize = 50;

/// A file's text with the place of every path in it.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it was read from.
    pub file: PathBuf,
    /// Its text.
    pub text: Arc<str>,
    spans: BTreeMap<String, Range<usize>>,
}

/// A file that has its type.
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    /// What it says.
    pub value: T,
    /// Its text.
    pub source: Source,
}

impl Source {
    /// A problem at a path such as `units.154rd.men`: at the path, or at the nearest part of it that is written.
    #[must_use]
    pub fn problem(&self, path: &str, message: impl Into<String>, hint: Option<String>) -> Problem {
        let mut at = path;
        let span = loop {
            if let Some(span) = self.spans.get(at) {
                break span.clone();
            }
            match at.rfind(['.', '[']) {
                Some(cut) => at = &at[..cut],
                None => break 0..0,
            }
        };
        Problem { file: self.file.clone(), text: Arc::clone(&self.text), span, message: message.into(), hint }
    }

    /// The text at a path, if it is written.
    #[must_use]
    pub fn written(&self, path: &str) -> Option<&str> {
        self.spans.get(path).map(|s| &self.text[s.clone()])
    }
}

/// Reads a file into a type.
///
/// # Errors
/// If it cannot be read, is no UTF-8, or is not what the type asks: every syntax error and duplicate key, or every unknown
/// field and the first type error.
pub fn read<T: DeserializeOwned>(file: &Path) -> Result<Parsed<T>, Problems> {
    let bytes = std::fs::read(file).map_err(|e| {
        let message = match e.kind() {
            std::io::ErrorKind::NotFound => String::from("this file is missing"),
            _ => format!("this file cannot be read: {e}"),
        };
        Problems::one(Problem::of_file(file.to_path_buf(), message, None))
    })?;
    let text = String::from_utf8(bytes).map_err(|e| {
        let line = e.as_bytes()[..e.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
        let message = format!("this file is not UTF-8 text (line {line})");
        Problems::one(Problem::of_file(file.to_path_buf(), message, Some(String::from("save it as UTF-8"))))
    })?;
    parse(file, text)
}

/// As [`read`], of a text that stands for a file.
///
/// # Errors
/// As [`read`].
pub fn parse<T: DeserializeOwned>(file: &Path, text: String) -> Result<Parsed<T>, Problems> {
    let text: Arc<str> = Arc::from(text);
    let mut walk = Walk { file, text: &text, spans: BTreeMap::new(), problems: Vec::new() };
    let (document, errors) = parse_document_lossy(&text);
    for e in &errors {
        let span = e.span().start_offset..e.span().end_offset;
        walk.tell(span, format!("{}", e.kind()), Some(String::from("the text is not RON at this point")));
    }
    if text.contains("unwrap_newtypes") {
        let at = text.find("unwrap_newtypes").unwrap_or(0);
        walk.tell(at..at + 1, String::from("the extension unwrap_newtypes switches unit checks off"), None);
    }
    if let Some(value) = &document.value {
        walk.expr(value, "");
    }
    if !walk.problems.is_empty() {
        return Err(Problems(walk.problems).sorted());
    }
    let spans = std::mem::take(&mut walk.spans);
    let source = Source { file: file.to_path_buf(), text: Arc::clone(&text), spans };
    typed(source)
}

/// Gives the text its type; unknown fields are blanked out one after the other, so that all are told.
fn typed<T: DeserializeOwned>(source: Source) -> Result<Parsed<T>, Problems> {
    let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    let mut problems = Vec::new();
    let mut text = source.text.to_string();
    for _ in 0..MOST_UNKNOWN {
        let error = match options.from_str::<T>(&text) {
            Ok(value) if problems.is_empty() => return Ok(Parsed { value, source }),
            Ok(_) => return Err(Problems(problems).sorted()),
            Err(error) => error,
        };
        let at = offset(&text, error.span.start.line, error.span.start.col);
        let to = offset(&text, error.span.end.line, error.span.end.col).max(at);
        problems.push(describe(&source, &error.code, at..to));
        let ron::Error::NoSuchStructField { found, .. } = &error.code else { break };
        let Some(field) = field_around(&source, &text, found, at) else { break };
        let blank: String = text[field.clone()].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        if blank.len() != field.len() {
            break;
        }
        text.replace_range(field, &blank);
    }
    Err(Problems(problems).sorted())
}

fn describe(source: &Source, error: &ron::Error, span: Range<usize>) -> Problem {
    let (message, hint) = match error {
        ron::Error::NoSuchStructField { expected, found, .. } => {
            let known = expected.to_vec().join(", ");
            let near = nearest(found, expected.iter().copied()).unwrap_or_default();
            (format!("there is no field `{found}` here"), Some(format!("{near} Known here: {known}")))
        }
        ron::Error::NoSuchEnumVariant { expected, found, .. } => {
            let known = expected.to_vec().join(", ");
            let intention =
                if expected.contains(&"Attack") { " (orders are intentions, never results)" } else { "" };
            (format!("`{found}` is not known here{intention}"), Some(format!("expected one of {known}")))
        }
        ron::Error::MissingStructField { field, .. } => (
            format!("the field `{field}` is missing"),
            Some(String::from("it belongs inside these brackets")),
        ),
        other => (format!("{other}"), None),
    };
    Problem { file: source.file.clone(), text: Arc::clone(&source.text), span, message, hint }
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

struct Walk<'a> {
    file: &'a Path,
    text: &'a Arc<str>,
    spans: BTreeMap<String, Range<usize>>,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    fn tell(&mut self, span: Range<usize>, message: String, hint: Option<String>) {
        let file = self.file.to_path_buf();
        self.problems.push(Problem { file, text: Arc::clone(self.text), span, message, hint });
    }

    fn note(&mut self, path: &str, span: Range<usize>, what: &str, key: &str) {
        if self.spans.contains_key(path) {
            self.tell(
                span,
                format!("the {what} `{key}` stands here a second time"),
                Some(String::from("keep one of them")),
            );
        } else {
            self.spans.insert(path.to_string(), span);
        }
    }

    fn expr(&mut self, expr: &Expr, path: &str) {
        let inner = |key: &str| if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
        match expr {
            Expr::AnonStruct(s) => {
                for f in &s.fields {
                    self.field(&f.name.name, &f.value, &inner(&f.name.name));
                }
            }
            Expr::Struct(s) => match &s.body {
                Some(StructBody::Fields(b)) => {
                    for f in &b.fields {
                        self.field(&f.name.name, &f.value, &inner(&f.name.name));
                    }
                }
                Some(StructBody::Tuple(t)) => {
                    for (i, e) in t.elements.iter().enumerate() {
                        self.expr(&e.expr, &format!("{path}[{i}]"));
                    }
                }
                None => {}
            },
            Expr::Map(m) => {
                for e in &m.entries {
                    let span = e.key.span();
                    let written = &self.text[span.start_offset..span.end_offset];
                    let key = written.trim_matches('"').to_string();
                    let path = inner(&key);
                    self.note(&path, span.start_offset..span.end_offset, "key", &key);
                    self.expr(&e.value, &path);
                }
            }
            Expr::Seq(s) => {
                for (i, item) in s.items.iter().enumerate() {
                    let path = format!("{path}[{i}]");
                    let span = item.expr.span();
                    self.spans.insert(path.clone(), span.start_offset..span.end_offset);
                    self.expr(&item.expr, &path);
                }
            }
            Expr::Tuple(t) => {
                for (i, e) in t.elements.iter().enumerate() {
                    self.expr(&e.expr, &format!("{path}[{i}]"));
                }
            }
            _ => {}
        }
    }

    fn field(&mut self, name: &str, value: &Expr, path: &str) {
        let span = value.span();
        self.note(path, span.start_offset..span.end_offset, "field", name);
        self.expr(value, path);
    }
}
