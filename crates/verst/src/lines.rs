//! Lines of a diary's turn: what several did in the same minute is one line, which names the first of many; long lines are wrapped.

use std::fmt::Write;

/// Columns of a line of the diary; longer ones go on below.
const WIDTH: usize = 120;
/// Where more did the same in one minute, at the start mostly, the others are counted.
const NAMED: usize = 16;

/// What somebody did, said of one and of several: "stands inside Tarusa", "stand inside Tarusa".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// Of one.
    pub one: String,
    /// Of several.
    pub many: String,
}

impl Deed {
    /// A deed whose verb alone differs.
    #[must_use]
    pub fn new(verbs: [&str; 2], rest: &str) -> Self {
        let [one, many] = verbs.map(|verb| format!("{verb}{rest}"));
        Self { one, many }
    }
}

/// Who did something, and what only concerns him.
type Who = (String, Option<String>);

#[derive(Debug)]
enum Said {
    Whole(String),
    Of(Vec<Who>, Deed),
}

/// The lines of a turn, in order.
#[derive(Debug, Default)]
pub struct Lines(Vec<(String, Said)>);

impl Lines {
    /// Notes a sentence.
    pub fn say(&mut self, clock: String, text: String) {
        self.0.push((clock, Said::Whole(text)));
    }

    /// Notes who did what, with those who did the same in the same minute.
    pub fn say_of(&mut self, clock: String, who: Who, deed: Deed) {
        let same_minute = self.0.iter_mut().rev().take_while(|(at, _)| *at == clock);
        for (_, said) in same_minute {
            if let Said::Of(others, done) = said
                && *done == deed
            {
                others.push(who);
                return;
            }
        }
        self.0.push((clock, Said::Of(vec![who], deed)));
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The last sentence, without its time.
    #[must_use]
    pub fn last(&self) -> Option<String> {
        self.0.last().map(|(_, said)| sentence(said))
    }

    /// Writes them under each other.
    pub fn write(&self, to: &mut String) {
        for (clock, said) in &self.0 {
            wrap(to, &format!("    {clock}  "), &sentence(said));
        }
    }
}

fn sentence(said: &Said) -> String {
    match said {
        Said::Whole(text) => text.clone(),
        Said::Of(who, deed) => match who.as_slice() {
            [(name, None)] => format!("{name} {}.", deed.one),
            [(name, Some(note))] => format!("{name} {} ({note}).", deed.one),
            several => format!("{} {}.", list(several), deed.many),
        },
    }
}

/// "A (a; b), B (c) and D (d)": who did it more than once is named once, and the others of many are counted.
fn list(several: &[Who]) -> String {
    let mut named: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name, note) in several {
        match named.iter_mut().find(|(other, _)| other == name) {
            Some((_, notes)) if note.is_some() => notes.extend(note.as_deref()),
            _ => named.push((name, note.as_deref().into_iter().collect())),
        }
    }
    let shown = named.len().min(NAMED);
    let mut parts: Vec<String> = named[..shown].iter().map(|(name, notes)| with_notes(name, notes)).collect();
    if shown < named.len() {
        parts.push(format!("{} others", named.len() - shown));
    }
    match parts.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => parts.concat(),
    }
}

fn with_notes(name: &str, notes: &[&str]) -> String {
    if notes.is_empty() { name.to_string() } else { format!("{name} ({})", notes.join("; ")) }
}

/// Writes a text after a head, and what finds no room below it.
pub fn wrap(to: &mut String, head: &str, text: &str) {
    let indent = head.chars().count();
    let mut column = indent;
    to.push_str(head);
    for (index, word) in text.split(' ').enumerate() {
        let length = word.chars().count();
        if index > 0 && column + 1 + length > WIDTH {
            let _ = write!(to, "\n{:indent$}{word}", "");
            column = indent + length;
        } else {
            let _ = write!(to, "{}{word}", if index > 0 { " " } else { "" });
            column += length + usize::from(index > 0);
        }
    }
    to.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stands(place: &str) -> Deed {
        Deed::new(["stands", "stand"], &format!(" inside {place}"))
    }

    #[test]
    fn who_did_the_same_in_one_minute_shares_a_line() {
        let mut lines = Lines::default();
        for (clock, who, place) in [
            ("00:00", "A", "X"),
            ("00:00", "B", "Y"),
            ("00:00", "C", "X"),
            ("00:00", "D", "X"),
            ("00:05", "E", "X"),
        ] {
            lines.say_of(clock.into(), (who.into(), None), stands(place));
        }
        let mut text = String::new();
        lines.write(&mut text);
        assert_eq!(
            text,
            "    00:00  A, C and D stand inside X.\n    00:00  B stands inside Y.\n    00:05  E stands inside X.\n"
        );
    }

    #[test]
    fn a_note_stays_with_its_owner() {
        let mut lines = Lines::default();
        let deed = || Deed { one: "has its orders".into(), many: "have their orders".into() };
        lines.say_of("05:00".into(), ("A".into(), Some("a-1".into())), deed());
        assert_eq!(lines.last().as_deref(), Some("A has its orders (a-1)."));
        lines.say_of("05:00".into(), ("B".into(), Some("b-1".into())), deed());
        assert_eq!(lines.last().as_deref(), Some("A (a-1) and B (b-1) have their orders."));
    }

    #[test]
    fn who_has_several_notes_is_named_once_and_many_are_counted() {
        let mut lines = Lines::default();
        let deed = || Deed { one: "has its orders".into(), many: "have their orders".into() };
        for (who, note) in [("A", "a-1"), ("B", "b-1"), ("A", "a-2")] {
            lines.say_of("00:00".into(), (who.into(), Some(note.into())), deed());
        }
        assert_eq!(lines.last().as_deref(), Some("A (a-1; a-2) and B (b-1) have their orders."));
        for n in 3..40 {
            lines.say_of("00:00".into(), (format!("U{n}"), None), deed());
        }
        let last = lines.last().expect("something was said");
        assert!(last.ends_with("U15, U16 and 23 others have their orders."), "{last}");
    }

    #[test]
    fn a_long_line_goes_on_below_its_text() {
        let mut text = String::new();
        wrap(&mut text, "    00:00  ", &["word"; 40].join(" "));
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(text.lines().skip(1).all(|line| line.starts_with("           word")), "{text}");
        assert_eq!(text.split_whitespace().filter(|word| *word == "word").count(), 40);
    }
}
