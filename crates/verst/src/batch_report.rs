//! What machines read of a batch: JUnit XML, and the annotations and step summary of GitHub Actions.

use std::fmt::Write as _;
use std::io::Write as _;

use verst_report::escape;

use crate::batch::Verdict;
use crate::failure::Failure;
use crate::output::{note, print};

/// The batch as JUnit XML: an operation is a test case.
#[must_use]
pub fn junit(verdicts: &[Verdict]) -> String {
    let failures = verdicts.iter().filter(|v| v.fails).count();
    let errors = verdicts.iter().filter(|v| !v.broken.is_empty()).count();
    let counts = format!("tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\"", verdicts.len());
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(text, "<testsuites name=\"verst batch\" {counts}>");
    let _ = writeln!(text, "  <testsuite name=\"verst batch\" {counts} skipped=\"0\">");
    for v in verdicts {
        let _ = writeln!(text, "    <testcase classname=\"verst.batch\" name=\"{}\">", escaped(&v.scenario));
        let line = escaped(&v.line());
        if !v.broken.is_empty() {
            let _ = writeln!(text, "      <error type=\"broken\" message=\"{line}\">{line}</error>");
        } else if v.fails {
            let _ = writeln!(text, "      <failure type=\"worse\" message=\"{line}\">{line}</failure>");
        }
        let mut out = line;
        for warning in v.warnings() {
            let _ = write!(out, "\nwarning: {}", escaped(&warning));
        }
        let _ = writeln!(text, "      <system-out>{out}</system-out>\n    </testcase>");
    }
    text + "  </testsuite>\n</testsuites>\n"
}

/// Text as XML has it, with its line breaks.
fn escaped(text: &str) -> String {
    text.split('\n').map(escape).collect::<Vec<_>>().join("&#10;")
}

/// Tells GitHub Actions, if this runs there: a line for each operation that fails or warns, and the whole in the summary.
///
/// # Errors
/// If standard output or the summary cannot be written.
pub fn annotate(verdicts: &[Verdict], account: &str, json_only: bool) -> Result<(), Failure> {
    if std::env::var("GITHUB_ACTIONS").is_ok_and(|v| v == "true") {
        let text = annotations(verdicts);
        // Where standard output is the result, the log still reads the other.
        if json_only {
            note(&text)
        } else {
            print(&text)?
        }
        if let Some(file) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|f| !f.is_empty()) {
            let summary = format!("### verst batch\n\n```\n{account}```\n");
            let opened = std::fs::OpenOptions::new().create(true).append(true).open(&file);
            let written = opened.and_then(|mut f| f.write_all(summary.as_bytes()));
            written.map_err(|e| Failure::Usage(format!("cannot write the step summary: {e}")))?;
        }
    }
    Ok(())
}

fn annotations(verdicts: &[Verdict]) -> String {
    let mut text = String::new();
    for v in verdicts {
        let kind = if v.fails || !v.broken.is_empty() { "error" } else { "notice" };
        let _ = writeln!(text, "::{kind} title=verst {}::{}", property(&v.scenario), data(&v.line()));
        for warning in v.warnings() {
            let _ = writeln!(text, "::warning title=verst {}::{}", property(&v.scenario), data(&warning));
        }
    }
    text
}

/// A message as workflow commands have it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, escaped, property};

    #[test]
    fn texts_are_escaped_for_their_readers() {
        assert_eq!(escaped("a<b> &\n\"c\"\u{1}"), "a&lt;b&gt; &amp;&#10;&quot;c&quot;\u{fffd}");
        assert_eq!(data("5 %\nmore"), "5 %25%0Amore");
        assert_eq!(property("a:b,c"), "a%3Ab%2Cc");
    }
}
