//! A tiny SVG writer: elements that are balanced by construction and text that is always escaped.

use std::fmt;

use crate::shape::{Point, Rect};

/// An SVG element with its attributes and content.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    tag: &'static str,
    attributes: String,
    content: String,
}

impl Element {
    pub(crate) fn new(tag: &'static str) -> Self {
        Self { tag, attributes: String::new(), content: String::new() }
    }
    /// A group with a class, which is also what the tests count.
    pub(crate) fn group(class: &str) -> Self {
        Self::new("g").set("class", class)
    }
    pub(crate) fn line(from: Point, to: Point) -> Self {
        Self::new("line").num("x1", from.0).num("y1", from.1).num("x2", to.0).num("y2", to.1)
    }
    pub(crate) fn circle(at: Point, radius: f64) -> Self {
        Self::new("circle").num("cx", at.0).num("cy", at.1).num("r", radius)
    }
    pub(crate) fn rect(r: &Rect) -> Self {
        Self::new("rect").num("x", r.x).num("y", r.y).num("width", r.w).num("height", r.h)
    }
    pub(crate) fn polyline(points: &[Point]) -> Self {
        Self::new("polyline").set("points", &list(points)).set("fill", "none")
    }
    pub(crate) fn polygon(points: &[Point]) -> Self {
        Self::new("polygon").set("points", &list(points))
    }
    /// Text whose baseline starts at a point.
    pub(crate) fn words(at: Point, size: f64, words: &str) -> Self {
        Self::new("text").num("x", at.0).num("y", at.1).num("font-size", size).text(words)
    }
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.attributes.push_str(&format!(" {name}=\"{}\"", escape(value)));
        self
    }
    pub(crate) fn num(self, name: &str, value: f64) -> Self {
        self.set(name, &number(value))
    }
    pub(crate) fn stroke(self, colour: &str, width: f64) -> Self {
        self.set("stroke", colour).num("stroke-width", width)
    }
    pub(crate) fn fill(self, colour: &str) -> Self {
        self.set("fill", colour)
    }
    /// A pale rim that keeps text readable on lines.
    pub(crate) fn halo(self, colour: &str) -> Self {
        self.stroke(colour, 3.2).set("paint-order", "stroke").set("stroke-linejoin", "round")
    }
    pub(crate) fn text(mut self, words: &str) -> Self {
        self.content.push_str(&escape(words));
        self
    }
    /// The tooltip of an element.
    pub(crate) fn title(self, words: &str) -> Self {
        self.add(Self::new("title").text(words))
    }
    pub(crate) fn add(mut self, child: Self) -> Self {
        self.push(child);
        self
    }
    pub(crate) fn push(&mut self, child: Self) {
        self.content.push_str(&child.to_string());
    }
    pub(crate) fn extend(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().for_each(|c| self.push(c));
        self
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.content.is_empty() {
            return writeln!(f, "<{}{}/>", self.tag, self.attributes);
        }
        // A line break inside text would show as a space, so only containers get one.
        let gap = if self.content.starts_with('<') { "\n" } else { "" };
        writeln!(f, "<{tag}{}>{gap}{}</{tag}>", self.attributes, self.content, tag = self.tag)
    }
}

/// A number with one decimal; zero never has a sign, and what is no number is zero.
pub(crate) fn number(value: f64) -> String {
    if !value.is_finite() {
        return String::from("0.0");
    }
    let text = format!("{value:.1}");
    if text == "-0.0" { String::from("0.0") } else { text }
}

/// Text for XML: markup escaped, characters that XML forbids replaced, line breaks as spaces.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
    out
}

fn list(points: &[Point]) -> String {
    let pairs: Vec<String> = points.iter().map(|p| format!("{},{}", number(p.0), number(p.1))).collect();
    pairs.join(" ")
}
