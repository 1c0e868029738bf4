//! Splicing: rows and fields added to a text or taken out of it at the place of their path. What comes of it goes through
//! the same reader and checks as any file.

use std::ops::Range;

use ron2::ast::{Expr, StructBody, parse_document};
use verst_domain::near::nearest;
use verst_domain::pattern::{filter, glob, pieces};

/// Which file holds a table or a field of its own, by the first piece of a path.
const HOMES: [(&str, &str); 23] = [
    ("title", "scenario.ron"),
    ("summary", "scenario.ron"),
    ("start", "scenario.ron"),
    ("end", "scenario.ron"),
    ("turn_hours", "scenario.ron"),
    ("round_hours", "scenario.ron"),
    ("sides", "scenario.ron"),
    ("free_choices", "scenario.ron"),
    ("places", "theatre.ron"),
    ("links", "theatre.ron"),
    ("rivers", "theatre.ron"),
    ("works", "theatre.ron"),
    ("sources", "theatre.ron"),
    ("front", "theatre.ron"),
    ("irregulars", "theatre.ron"),
    ("off_road", "theatre.ron"),
    ("formations", "forces.ron"),
    ("units", "forces.ron"),
    ("air", "forces.ron"),
    ("airlift", "forces.ron"),
    ("replacements", "forces.ron"),
    ("orders", "orders.ron"),
    ("days", "weather.ron"),
];

/// What is done to a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Splice {
    /// A row, a field or an item more.
    Add {
        /// Where: the path of the new row or field, or that of a list.
        path: String,
        /// What stands there, as it would be written in the file.
        text: String,
    },
    /// A row, a field or an item less; `*` matches keys, `[field=value]` rows by what is written in them.
    Remove {
        /// Which.
        path: String,
    },
}

/// What is wrong with a splice: a message and a hint.
pub type Miss = (String, Option<String>);

/// The file that a path belongs to.
///
/// # Errors
/// If no file of an operation has such a table.
pub fn home(path: &str) -> Result<&'static str, Miss> {
    let table = pieces(path).first().map_or("", |piece| filter(piece).0);
    let found = HOMES.iter().find(|(name, _)| *name == table);
    found.map(|(_, file)| *file).ok_or_else(|| {
        let hint = nearest(table, HOMES.iter().map(|(name, _)| *name));
        (format!("no file of an operation has \"{table}\""), hint)
    })
}

impl Splice {
    /// Its path.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::Add { path, .. } | Self::Remove { path } => path,
        }
    }

    /// The text with this done to it.
    ///
    /// # Errors
    /// If the text is no RON, the path names nothing, or what is to be added is there.
    pub fn apply(&self, text: &str) -> Result<String, Miss> {
        let document = parse_document(text).map_err(|e| (format!("the text is not RON: {e}"), None))?;
        let Some(root) = &document.value else { return Err((String::from("the text is empty"), None)) };
        let mut edits = match self {
            Self::Remove { path } => removals(root, text, path)?,
            Self::Add { path, text: new } => additions(root, text, path, new)?,
        };
        // From the back, so that places before stay what they are.
        edits.sort_by_key(|e| std::cmp::Reverse(e.0.start));
        edits.dedup();
        let mut out = text.to_string();
        for (span, new) in edits {
            out.replace_range(span, &new);
        }
        Ok(out)
    }
}

/// A piece of text and what stands in its stead.
type Change = (Range<usize>, String);

/// Something that a path can name.
struct Member<'a> {
    name: String,
    /// From its name to behind its comma.
    whole: Range<usize>,
    value: &'a Expr<'a>,
}

fn place(expr: &Expr) -> Range<usize> {
    expr.span().start_offset..expr.span().end_offset
}

fn unquoted<'t>(text: &'t str, expr: &Expr) -> &'t str {
    text[place(expr)].trim_matches('"')
}

/// What lies directly in a value: fields, rows or items.
fn members<'a>(expr: &'a Expr<'a>, text: &str) -> Vec<Member<'a>> {
    let member = |name: String, start: usize, value: &'a Expr<'a>, comma: Option<usize>| Member {
        name,
        whole: start..comma.unwrap_or(place(value).end),
        value,
    };
    let fields = match expr {
        Expr::AnonStruct(s) => &s.fields,
        Expr::Struct(s) => match &s.body {
            Some(StructBody::Fields(b)) => &b.fields,
            _ => return Vec::new(),
        },
        Expr::Map(m) => {
            let row = m.entries.iter().map(|e| {
                let comma = e.comma.as_ref().map(|c| c.end_offset);
                member(unquoted(text, &e.key).to_string(), place(&e.key).start, &e.value, comma)
            });
            return row.collect();
        }
        Expr::Seq(s) => {
            let item = s.items.iter().enumerate().map(|(n, i)| {
                let comma = i.comma.as_ref().map(|c| c.end_offset);
                member(n.to_string(), place(&i.expr).start, &i.expr, comma)
            });
            return item.collect();
        }
        _ => return Vec::new(),
    };
    let field = fields.iter().map(|f| {
        let comma = f.comma.as_ref().map(|c| c.end_offset);
        member(f.name.name.to_string(), f.name.span.start_offset, &f.value, comma)
    });
    field.collect()
}

/// Whether what is in brackets holds of a row: a field of it, or of what lies in it, is written so.
fn holds(condition: &str, value: &Expr, text: &str) -> bool {
    let Some((field, wanted)) = condition.split_once('=') else { return false };
    let inside = members(value, text);
    let says = |m: &Member| m.name == field && glob(wanted, unquoted(text, m.value));
    inside.iter().any(says) || inside.iter().any(|m| members(m.value, text).iter().any(says))
}

/// Everything that a path names.
fn find<'a>(root: &'a Expr<'a>, text: &str, path: &[&str]) -> Vec<Member<'a>> {
    let Some((first, rest)) = path.split_first() else { return Vec::new() };
    let (name, condition) = filter(first);
    let mut found = Vec::new();
    for member in members(root, text).into_iter().filter(|m| glob(name, &m.name)) {
        let Some(condition) = condition else {
            found.push(member);
            continue;
        };
        match member.value {
            Expr::Seq(_) => found.extend(
                members(member.value, text)
                    .into_iter()
                    .filter(|item| item.name == condition || holds(condition, item.value, text)),
            ),
            value if holds(condition, value, text) => found.push(member),
            _ => {}
        }
    }
    if rest.is_empty() {
        return found;
    }
    found.iter().flat_map(|m| find(m.value, text, rest)).collect()
}

fn removals(root: &Expr, text: &str, path: &str) -> Result<Vec<Change>, Miss> {
    let found = find(root, text, &pieces(path));
    if found.is_empty() {
        return Err(nothing(root, text, path));
    }
    Ok(found.into_iter().map(|m| (m.whole, String::new())).collect())
}

fn additions(root: &Expr, text: &str, path: &str, new: &str) -> Result<Vec<Change>, Miss> {
    let path_pieces = pieces(path);
    let there = find(root, text, &path_pieces);
    if let Some(list) = there.first() {
        return match list.value {
            Expr::Seq(_) => Ok(there.iter().filter_map(|l| insertion(l.value, text, "", new)).collect()),
            _ => Err((
                format!("\"{path}\" is there already"),
                Some(String::from("take it out first with Remove")),
            )),
        };
    }
    let Some((name, above)) = path_pieces.split_last() else { return Err(nothing(root, text, path)) };
    let found = find(root, text, above);
    let holders: Vec<&Expr> =
        if above.is_empty() { vec![root] } else { found.iter().map(|m| m.value).collect() };
    let changes: Vec<Change> = holders.iter().filter_map(|h| insertion(h, text, name, new)).collect();
    if changes.is_empty() { Err(nothing(root, text, &above.join("."))) } else { Ok(changes) }
}

/// What puts a member at the end of a value.
fn insertion(holder: &Expr, text: &str, name: &str, new: &str) -> Option<Change> {
    let (end, head) = match holder {
        Expr::AnonStruct(s) => (s.close_paren.start_offset, format!("{name}: ")),
        Expr::Map(m) => (m.close_brace.start_offset, format!("\"{name}\": ")),
        Expr::Seq(s) => (s.close_bracket.start_offset, String::new()),
        _ => return None,
    };
    let last = members(holder, text).into_iter().next_back();
    // Behind the last member: a comment may stand before the bracket.
    let (at, comma) = match last {
        Some(last) if text[last.whole.clone()].ends_with(',') => (last.whole.end, ""),
        Some(last) => (last.whole.end, ","),
        None => (end, ""),
    };
    Some((at..at, format!("{comma} {head}{new},")))
}

/// That nothing has this name, with the nearest that has one.
fn nothing(root: &Expr, text: &str, path: &str) -> Miss {
    let pieces = pieces(path);
    // As far as the path leads, then the names that go on from there.
    let known = (0..pieces.len()).rev().find(|&n| n == 0 || !find(root, text, &pieces[..n]).is_empty());
    let known = known.unwrap_or(0);
    let parents = find(root, text, &pieces[..known]);
    let names: Vec<String> = if known == 0 {
        members(root, text).into_iter().map(|m| m.name).collect()
    } else {
        parents.iter().flat_map(|p| members(p.value, text)).map(|m| m.name).collect()
    };
    let wanted = pieces.get(known).copied().unwrap_or(path);
    (format!("nothing is written at \"{path}\""), nearest(filter(wanted).0, names.iter().map(String::as_str)))
}

#[cfg(test)]
mod tests {
    use super::{Splice, home};

    const TEXT: &str = r#"(
    format: 1,
    orders: {
        "raid": (to: "mob", issued: "1941-12-17", task: March(via: ["a", "b"])),
        // the last one
        "hold": (to: "xiii", task: Hold(stand_fast: true), when: [1, 2])
    },
    front: [(link: "a-b", km: 4), (link: "b-c", km: 5)],
)"#;

    fn remove(path: &str) -> String {
        Splice::Remove { path: path.to_string() }.apply(TEXT).expect("it is there")
    }
    fn add(path: &str, text: &str) -> Result<String, super::Miss> {
        Splice::Add { path: path.to_string(), text: text.to_string() }.apply(TEXT)
    }

    #[test]
    fn rows_fields_and_items_are_taken_out() {
        assert!(!remove("orders.raid").contains("raid"));
        let cut = remove("orders.*[task=Hold(stand_fast*].when");
        assert!(!cut.contains("when") && cut.contains("\"hold\""), "{cut}");
        let cut = remove("front[link=a-b]");
        assert!(!cut.contains("a-b") && cut.contains("b-c"), "{cut}");
        assert!(!remove("orders.*").contains("to:"));
    }

    #[test]
    fn rows_fields_and_items_are_added() {
        let new = add("orders.wait", "(to: \"mob\", task: Reserve())").expect("there is none");
        assert!(new.contains("when: [1, 2]), \"wait\": (to: \"mob\", task: Reserve()),"), "{new}");
        let new = add("orders.raid.until", "SupplyCut").expect("there is none");
        assert!(new.contains("task: March(via: [\"a\", \"b\"]), until: SupplyCut,)"), "{new}");
        assert!(
            add("front", "(link: \"c-d\", km: 1)")
                .expect("a list")
                .contains("km: 5), (link: \"c-d\", km: 1),]")
        );
        assert!(add("off_road", "true").expect("a new field").contains("], off_road: true,"));
        for text in [add("orders.wait", "()"), add("off_road", "true")] {
            assert!(ron2::ast::parse_document(&text.expect("added")).is_ok());
        }
    }

    #[test]
    fn what_is_not_there_is_told_with_what_is_near() {
        let miss = Splice::Remove { path: String::from("orders.riad") }.apply(TEXT).expect_err("a slip");
        assert!(miss.1.is_some_and(|hint| hint.contains("\"raid\"")), "{}", miss.0);
        assert!(add("orders.raid", "()").is_err(), "it is there");
        assert_eq!(home("orders.raid"), Ok("orders.ron"));
        assert!(home("order.raid").is_err_and(|m| m.1.is_some_and(|h| h.contains("orders"))));
    }
}
