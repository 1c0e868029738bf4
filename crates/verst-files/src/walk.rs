//! The walk over a syntax tree: the place of every path and value, and the keys that stand twice.

use std::collections::BTreeMap;
use std::ops::Range;

use ron2::ast::{Expr, StructBody};

/// What a walk finds.
#[derive(Default)]
pub(crate) struct Walk<'a> {
    text: &'a str,
    /// The place of every path.
    pub(crate) spans: BTreeMap<String, Range<usize>>,
    /// The place of every value, outer ones first.
    pub(crate) values: Vec<Range<usize>>,
    /// The place of every entry of a map, key and value, outer ones first.
    pub(crate) entries: Vec<Range<usize>>,
    /// The places of keys and fields that stand there a second time.
    pub(crate) twice: Vec<(Range<usize>, String)>,
}

impl<'a> Walk<'a> {
    pub(crate) fn over(text: &'a str, value: Option<&Expr>) -> Self {
        let mut walk = Self { text, ..Self::default() };
        if let Some(value) = value {
            walk.expr(value, "");
        }
        walk
    }

    /// Notes a path, and gives the one under which its inside is noted: a twin's inside is no twin.
    fn note(&mut self, path: String, span: Range<usize>, what: &str, key: &str) -> String {
        if self.spans.contains_key(&path) {
            self.twice.push((span, format!("the {what} `{key}` stands here a second time")));
            return format!("{path}#{}", self.twice.len());
        }
        self.spans.insert(path.clone(), span);
        path
    }

    fn element(&mut self, element: &Expr, path: String) {
        self.spans.insert(path.clone(), place(element));
        self.expr(element, &path);
    }

    fn expr(&mut self, expr: &Expr, path: &str) {
        self.values.push(place(expr));
        match expr {
            Expr::AnonStruct(s) => {
                for f in &s.fields {
                    self.field(&f.name.name, &f.value, path);
                }
            }
            Expr::Struct(s) => match &s.body {
                Some(StructBody::Fields(b)) => {
                    for f in &b.fields {
                        self.field(&f.name.name, &f.value, path);
                    }
                }
                Some(StructBody::Tuple(t)) => {
                    for (i, e) in t.elements.iter().enumerate() {
                        self.element(&e.expr, format!("{path}[{i}]"));
                    }
                }
                None => {}
            },
            Expr::Map(m) => {
                for e in &m.entries {
                    let span = place(&e.key);
                    self.entries.push(span.start..place(&e.value).end);
                    let key = self.text[span.clone()].trim_matches('"').to_string();
                    let path = self.note(inner(path, &key), span, "key", &key);
                    self.expr(&e.value, &path);
                }
            }
            Expr::Seq(s) => {
                for (i, item) in s.items.iter().enumerate() {
                    self.element(&item.expr, format!("{path}[{i}]"));
                }
            }
            Expr::Tuple(t) => {
                for (i, e) in t.elements.iter().enumerate() {
                    self.element(&e.expr, format!("{path}[{i}]"));
                }
            }
            _ => {}
        }
    }

    fn field(&mut self, name: &str, value: &Expr, path: &str) {
        let path = self.note(inner(path, name), place(value), "field", name);
        self.expr(value, &path);
    }
}

fn inner(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_string() } else { format!("{path}.{key}") }
}

fn place(expr: &Expr) -> Range<usize> {
    let span = expr.span();
    span.start_offset..span.end_offset
}
