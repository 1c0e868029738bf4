//! What the parsers find wrong, in the words of FORMAT.md instead of theirs.

use ron2::error::ErrorKind;
use verst_domain::near::nearest;

/// Message and hint.
pub(crate) type Words = (String, Option<String>);

/// Endings of the names of Rust types, which no writer of files has ever seen.
const TYPES: [&str; 8] = ["File", "Row", "Rows", "Part", "Entry", "Params", "Coefficient", "Years"];

fn plain(message: &str, hint: &str) -> Words {
    (String::from(message), Some(String::from(hint)))
}

const FIELDS: &str = "expected fields in round brackets";
const FIELDS_HINT: &str = "write (field: value, field: value)";

/// A syntax error in words.
pub(crate) fn syntax(kind: &ErrorKind) -> Words {
    let hint = Some(String::from("the text is not RON at this point"));
    match kind {
        ErrorKind::Expected { expected, .. } if expected.contains("comma") => {
            plain("a comma is missing before this", "separate fields and rows with commas")
        }
        ErrorKind::Expected { expected, .. } if expected.contains("`:`") => {
            plain("a colon is missing after this", "write name: value, and quotes around texts")
        }
        ErrorKind::Expected { expected, .. } if expected.contains("identifier") => {
            plain("expected the name of a field", "write name: value")
        }
        ErrorKind::Expected { expected, .. } => (format!("expected {expected}"), hint),
        ErrorKind::TrailingCharacters => plain(
            "the file goes on after its last bracket",
            "one pair of round brackets holds everything; take out what stands after it",
        ),
        ErrorKind::UnexpectedChar('.') => plain("a number cannot begin with its point", "write 0.5 for .5"),
        ErrorKind::UnexpectedChar(c) => (format!("{c:?} cannot stand here"), hint),
        other => (format!("{other}"), hint),
    }
}

/// A type error in words; `written` is the value that was found wrong.
pub(crate) fn of_type(error: &ron::Error, written: &str) -> Words {
    use ron::Error as E;
    match error {
        E::NoSuchStructField { expected, found, .. } => {
            let near = nearest(found, expected.iter().copied()).unwrap_or_default();
            let known = expected.to_vec().join(", ");
            (format!("there is no field `{found}` here"), Some(format!("{near} Known here: {known}")))
        }
        E::NoSuchEnumVariant { expected, found, .. } => variant(expected, found),
        E::MissingStructField { field, .. } => (
            format!("the field `{field}` is missing"),
            Some(String::from("it belongs inside these brackets")),
        ),
        E::ExpectedDifferentStructName { expected, found } => named(expected, found),
        E::ExpectedNamedStructLike(_) | E::ExpectedStructLike => plain(FIELDS, FIELDS_HINT),
        E::ExpectedString => (String::from("expected a text in quotes"), quotes(written)),
        E::ExpectedComma | E::ExpectedInteger if written.parse::<f64>().is_ok() => {
            plain("expected a whole number", "without a fraction")
        }
        E::ExpectedInteger => plain("expected a whole number", &bare(written, "such as 12")),
        E::ExpectedFloat => plain("expected a number", &bare(written, "such as 54.5")),
        E::IntegerOutOfBounds => {
            plain("this whole number is too small or too large", "1 or more, such as 12")
        }
        E::ExpectedBoolean => plain("expected true or false", &bare(written, "such as true")),
        E::ExpectedMap => plain("expected a table in braces", "write {\"key\": (field: value)}"),
        E::ExpectedArray => plain("expected a list in square brackets", "write [\"one\", \"two\"]"),
        E::ExpectedStructLikeEnd => plain("one value too many", "close the bracket before it"),
        E::ExpectedIdentifier => plain("expected a word or a field", "words stand without quotes"),
        E::InvalidValueForType { expected, found } => {
            let found = found.replace("the unsigned integer ", "").replace("the signed integer ", "");
            let found = found.replace("the floating point number ", "").replace("the string ", "");
            (format!("expected {expected}, found {}", found.replace('`', "")), example(expected))
        }
        E::ExpectedDifferentLength { expected, found } => {
            let values = if *found == 1 { "value" } else { "values" };
            (format!("expected {expected}, found {found} {values}"), example(expected))
        }
        E::ExceededRecursionLimit => plain("too many brackets lie in each other here", "write it flatter"),
        E::Message(message) => (message.clone(), None),
        other => (format!("{other}"), None),
    }
}

/// How a quantity or a date is written.
fn example(expected: &str) -> Option<String> {
    let example = if expected.contains("date") {
        "such as \"1941-12-16\", or (\"1941-12-16\", \"1941-12-15\", \"1941-12-18\")"
    } else if expected.contains("best, low, high") {
        "such as 3000, or (3000, 2500, 4000)"
    } else {
        return None;
    };
    Some(String::from(example))
}

fn variant(expected: &[&str], found: &str) -> Words {
    let intention = if expected.contains(&"Attack") { " (orders are intentions, never results)" } else { "" };
    let known = expected.to_vec().join(", ");
    (format!("`{found}` is not known here{intention}"), Some(format!("expected one of {known}")))
}

/// A name before brackets that belongs to something else: a unit of measure, or a row that has no name.
fn named(expected: &str, found: &str) -> Words {
    if TYPES.iter().any(|ending| expected.ends_with(ending)) {
        return (format!("{FIELDS}, without `{found}` before them"), Some(String::from(FIELDS_HINT)));
    }
    let message = format!("expected the unit {expected}, found {found}");
    (message, Some(format!("convert the number and write {expected}(number)")))
}

/// What to write instead of a value; that it stands without quotes only where it has some.
fn bare(written: &str, example: &str) -> String {
    if written.starts_with('"') { format!("without quotes, {example}") } else { String::from(example) }
}

fn quotes(written: &str) -> Option<String> {
    let short = written.len() < 40 && !written.is_empty() && !written.contains(['"', '(', '[', '{', '\n']);
    short.then(|| format!("write \"{written}\""))
}
