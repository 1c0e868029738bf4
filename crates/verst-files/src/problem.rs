//! Problems: what is wrong in a file, where, what was expected, and a hint.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// Something wrong in a file.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The file.
    pub file: PathBuf,
    /// Its text; empty where it could not be read.
    pub text: Arc<str>,
    /// Bytes of the text that are wrong.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What was expected, or how to mend it.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem with a whole file.
    #[must_use]
    pub fn of_file(file: PathBuf, message: String, hint: Option<String>) -> Self {
        Self { file, text: Arc::from(""), span: 0..0, message, hint }
    }

    /// Line and column, from 1.
    #[must_use]
    pub fn line_column(&self) -> (usize, usize) {
        let before = &self.text[..self.span.start.min(self.text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
        (line, column)
    }
}

/// Everything wrong with the input, in order of file and place.
#[derive(Clone, Debug, Default)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// One problem.
    #[must_use]
    pub fn one(problem: Problem) -> Self {
        Self(vec![problem])
    }
    /// The problems of several checks.
    #[must_use]
    pub fn all(several: impl Iterator<Item = Self>) -> Self {
        Self(several.flat_map(|p| p.0).collect()).sorted()
    }
    /// Both results, or the problems of both.
    ///
    /// # Errors
    /// If either has problems.
    pub fn both<A, B>(a: Result<A, Self>, b: Result<B, Self>) -> Result<(A, B), Self> {
        match (a, b) {
            (Ok(a), Ok(b)) => Ok((a, b)),
            (a, b) => Err(Self::all([a.err(), b.err()].into_iter().flatten())),
        }
    }
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Sorts by file and place and drops repetitions.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.0.sort_by(|a, b| {
            a.file.cmp(&b.file).then(a.span.start.cmp(&b.span.start)).then(a.message.cmp(&b.message))
        });
        self.0.dedup_by(|a, b| a.file == b.file && a.span == b.span && a.message == b.message);
        self
    }
    /// As a person reads them, with or without colour: what is wrong in the same way at more than a few places of a file is shown once,
    /// with the lines of the others.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut alike: BTreeMap<(&Path, &str), Vec<&Problem>> = BTreeMap::new();
        for problem in &self.0 {
            alike.entry((&problem.file, &problem.message)).or_default().push(problem);
        }
        let mut out = String::new();
        for problem in &self.0 {
            let of_kind = &alike[&(problem.file.as_path(), problem.message.as_str())];
            let is_many = of_kind.len() > FEW;
            if is_many && !std::ptr::eq(of_kind[0], problem) {
                continue;
            }
            out.push_str(&render(&renderer, problem));
            if is_many {
                out.push_str(&format!("\n  = note: the same in {}", lines_of(&of_kind[1..])));
            }
            out.push_str("\n\n");
        }
        let n = self.0.len();
        out.push_str(&format!("{n} problem{} found", if n == 1 { "" } else { "s" }));
        out
    }
}

/// So many problems of one kind in a file are each shown.
const FEW: usize = 8;
/// So many lines of others are named.
const NAMED: usize = 12;

/// The lines of problems, the first of them by number.
fn lines_of(problems: &[&Problem]) -> String {
    let line = |p: &&Problem| p.text[..p.span.start.min(p.text.len())].matches('\n').count() + 1;
    let named: Vec<String> = problems.iter().take(NAMED).map(|p| line(p).to_string()).collect();
    let rest = problems.len() - named.len();
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("lines {}{more}", named.join(", "))
}

fn render(renderer: &Renderer, problem: &Problem) -> String {
    let path = problem.file.display().to_string();
    if problem.text.is_empty() {
        let hint = problem.hint.as_ref().map_or(String::new(), |h| format!("\n  = help: {h}"));
        return format!("error: {}\n --> {path}{hint}", problem.message);
    }
    let end = problem.text.len();
    let start = problem.span.start.min(end);
    // Only the first line of a long span: the rest adds nothing.
    let line_end = problem.text[start..].find('\n').map_or(end, |n| start + n);
    let span = start..problem.span.end.clamp(start, line_end.max(start));
    let snippet = Snippet::source(&*problem.text).path(path).annotation(AnnotationKind::Primary.span(span));
    let mut group = Level::ERROR.primary_title(&*problem.message).element(snippet);
    if let Some(hint) = &problem.hint {
        group = group.element(Level::HELP.message(hint.as_str()));
    }
    renderer.render(&[group])
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_in_many_lines_of_a_file_is_shown_once_with_the_other_lines() {
        let text: Arc<str> = Arc::from("b\n".repeat(20));
        let wrong = |line: usize, message: &str| Problem {
            file: PathBuf::from("lab.ron"),
            text: text.clone(),
            span: 2 * line..2 * line + 1,
            message: message.to_owned(),
            hint: None,
        };
        let many: Vec<Problem> = (0..15).map(|line| wrong(line, "no b")).collect();
        let told = Problems([&many[..], &[wrong(16, "no c")]].concat()).to_string();
        assert_eq!(told.matches("no b").count(), 1, "{told}");
        assert!(
            told.contains("the same in lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 and 2 more\n"),
            "{told}"
        );
        assert!(told.contains("no c") && told.ends_with("16 problems found"), "{told}");
        let few = Problems(many[..FEW].to_vec()).to_string();
        assert_eq!(few.matches("no b").count(), FEW);
    }
}
