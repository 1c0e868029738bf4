//! One file as text, type and syntax tree: every syntax error, duplicate key and unknown field, and the first type error.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ron2::ast::parse_document_lossy;
use serde::de::DeserializeOwned;

use crate::problem::{Problem, Problems};
use crate::scan::{Fault, scan};
use crate::typed::typed;
use crate::walk::Walk;
use crate::words;

/// The newest format that this version reads, of every file.
pub const FORMAT: u32 = 1;

/// Most bytes of a file.
const LARGEST: u64 = 64 << 20;
/// What editors on some systems put before a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A file's text with the place of every path in it.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it was read from.
    pub file: PathBuf,
    /// Its text.
    pub text: Arc<str>,
    pub(crate) spans: BTreeMap<String, Range<usize>>,
    pub(crate) values: Vec<Range<usize>>,
    pub(crate) entries: Vec<Range<usize>>,
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
        self.at(span, message, hint)
    }

    /// A problem at some bytes of the text.
    pub(crate) fn at(&self, span: Range<usize>, message: impl Into<String>, hint: Option<String>) -> Problem {
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
/// field and the first type error of every entry.
pub fn read<T: DeserializeOwned>(file: &Path) -> Result<Parsed<T>, Problems> {
    parse(file, read_to_string(file)?)
}

/// Reads a file as text alone.
///
/// # Errors
/// If it cannot be read, is no UTF-8, or is empty.
pub(crate) fn read_text(file: &Path) -> Result<Source, Problems> {
    bare(file, &read_to_string(file)?, "expected a table with a line of column names")
}

fn read_to_string(file: &Path) -> Result<String, Problems> {
    if let Some(about) = std::fs::metadata(file).ok().filter(|a| !a.is_file() || a.len() > LARGEST) {
        let message = if about.is_file() {
            format!("this file has {} bytes; {LARGEST} are the most", about.len())
        } else {
            String::from("this is no file")
        };
        return Err(Problems::one(Problem::of_file(file.to_path_buf(), message, None)));
    }
    let bytes = std::fs::read(file).map_err(|e| {
        let (message, hint) = match e.kind() {
            std::io::ErrorKind::NotFound => (
                String::from("this file is missing"),
                Some(String::from("FORMAT.md lists the files of an operation")),
            ),
            _ => (format!("this file cannot be read: {e}"), None),
        };
        Problems::one(Problem::of_file(file.to_path_buf(), message, hint))
    })?;
    String::from_utf8(bytes).map_err(|wrong| Problems::one(no_utf8(file, &wrong)))
}

/// A text without its places; `expected` is the hint where there is none.
fn bare(file: &Path, text: &str, expected: &str) -> Result<Source, Problems> {
    let text: Arc<str> = Arc::from(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text));
    if text.trim().is_empty() {
        let (message, hint) = (String::from("this file is empty"), Some(String::from(expected)));
        return Err(Problems::one(Problem::of_file(file.to_path_buf(), message, hint)));
    }
    Ok(Source {
        file: file.to_path_buf(),
        text,
        spans: BTreeMap::new(),
        values: Vec::new(),
        entries: Vec::new(),
    })
}

fn no_utf8(file: &Path, wrong: &std::string::FromUtf8Error) -> Problem {
    // Replacement leaves the bytes before the first wrong one as they are.
    let start = wrong.utf8_error().valid_up_to();
    let text = String::from_utf8_lossy(wrong.as_bytes());
    Problem {
        file: file.to_path_buf(),
        span: start..start + char::REPLACEMENT_CHARACTER.len_utf8(),
        text: Arc::from(text),
        message: String::from("this is not UTF-8 text"),
        hint: Some(String::from("save the file as UTF-8")),
    }
}

/// As [`read`], of a text that stands for a file.
///
/// # Errors
/// As [`read`].
pub fn parse<T: DeserializeOwned>(file: &Path, text: String) -> Result<Parsed<T>, Problems> {
    let source = placed(bare(file, &text, "FORMAT.md tells what it holds")?)?;
    known_format(&source)?;
    typed(source)
}

/// Gives every path and value of a text its place.
fn placed(mut source: Source) -> Result<Source, Problems> {
    if let Err(fault) = scan(&source.text) {
        return Err(torn(&source, fault));
    }
    let text = Arc::clone(&source.text);
    let (document, errors) = parse_document_lossy(&text);
    let mut problems: Vec<Problem> = errors.iter().map(|e| syntax(&source, e)).collect();
    if let Some(at) = text.find("unwrap_newtypes") {
        let message = "the extension unwrap_newtypes switches unit checks off";
        let hint = Some(String::from("take it out"));
        problems.push(source.at(at..at + "unwrap_newtypes".len(), message, hint));
    }
    let walk = Walk::over(&text, document.value.as_ref());
    let twice = walk.twice.into_iter();
    problems
        .extend(twice.map(|(at, message)| source.at(at, message, Some(String::from("keep one of them")))));
    if problems.is_empty() && document.value.is_none() {
        let message = "this file holds nothing but comments";
        problems.push(source.at(0..0, message, Some(String::from("FORMAT.md tells what it holds"))));
    }
    if !problems.is_empty() {
        return Err(Problems(problems).sorted());
    }
    (source.spans, source.values, source.entries) = (walk.spans, walk.values, walk.entries);
    Ok(source)
}

/// A fault in the shape of a text, with the syntax errors of what stands before it.
fn torn(source: &Source, fault: Fault) -> Problems {
    let before = source.text[..fault.sound_to].trim_end();
    let (_, errors) = parse_document_lossy(before);
    // That its brackets are open at its end is no error of its own.
    let earlier = errors.iter().filter(|e| e.span().end_offset < before.len());
    let mut problems: Vec<Problem> = earlier.map(|e| syntax(source, e)).collect();
    problems.push(source.at(fault.span, fault.message, Some(fault.hint)));
    Problems(problems).sorted()
}

fn syntax(source: &Source, error: &ron2::error::Error) -> Problem {
    let span = error.span().start_offset..error.span().end_offset;
    let (message, hint) = words::syntax(error.kind());
    source.at(span, message, hint)
}

/// A file of another format is told to be one before anything in it is called unknown.
fn known_format(source: &Source) -> Result<(), Problems> {
    let written = source.written("format").and_then(|w| w.parse::<u64>().ok());
    let (message, hint) = match written {
        Some(0) => (String::from("there is no format 0"), format!("write format: {FORMAT}")),
        Some(format) if format > u64::from(FORMAT) => (
            format!("format {format} is newer than this version reads"),
            format!("this version reads format {FORMAT}; a newer verst is needed"),
        ),
        _ => return Ok(()),
    };
    Err(Problems::one(source.problem("format", message, Some(hint))))
}
