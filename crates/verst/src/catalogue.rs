//! `verst list` and `verst check`.

use verst_files::library::Library;
use verst_files::load::Examined;
use verst_files::problem::Problems;
use verst_files::remarks;
use verst_score::hopeless;
use verst_study::seeds;

use crate::failure::Failure;
use crate::open;
use crate::output::{note, print};

/// Lists the operations of the library.
///
/// # Errors
/// If an operation is broken; the others are listed nevertheless.
pub fn list(library: &Library) -> Result<(), Failure> {
    let mut problems = Vec::new();
    let mut text = String::new();
    for name in library.list() {
        match open::operation(library, &name) {
            Ok(loaded) => {
                let s = &loaded.scenario;
                let (first, last) = (s.calendar.start.date(), s.calendar.date(s.calendar.end).date());
                text += &format!(
                    "{name:<24} {first} to {last}  {} units, {} places  {}\n",
                    s.units.len(),
                    s.theatre.places.len(),
                    s.title
                );
            }
            Err(found) => {
                text += &format!("{name:<24} broken: {} problems, see below\n", found.0.len());
                problems.extend(found.0);
            }
        }
    }
    if text.is_empty() {
        text = format!("no operations in {}\n", library.root().display());
    }
    print(&text)?;
    if problems.is_empty() { Ok(()) } else { Err(Problems(problems).into()) }
}

/// Checks operations with their records; without names everything, rules and seed sets included.
///
/// # Errors
/// Everything that was found.
pub fn check(library: &Library, paths: &[String]) -> Result<(), Failure> {
    let names = if paths.is_empty() { library.list() } else { paths.to_vec() };
    let mut problems = Vec::new();
    let mut good = 0;
    if paths.is_empty() {
        let found = open::rules(library, library.root(), None).err();
        problems.extend(found.into_iter().flat_map(|p| p.0));
        let sets = seeds::check(library.root());
        problems.extend(sets.into_iter().flat_map(|p| p.0));
    }
    for name in &names {
        match one(library, name) {
            Ok(text) => {
                good += 1;
                note(&text);
            }
            Err(found) => problems.extend(found.0),
        }
    }
    if !problems.is_empty() {
        return Err(Problems(problems).sorted().into());
    }
    print(&format!("{good} operation{} checked, no problems\n", if good == 1 { "" } else { "s" }))
}

/// Checks one operation with its record, rules and studies, whichever of them are broken; a line about it.
fn one(library: &Library, name: &str) -> Result<String, Problems> {
    let (folder, Examined { problems, known }) = open::examined(library, name)?;
    let rules = open::rules(library, &folder, None);
    let Some(loaded) = known else {
        // What the record refers to is not known: its own shape is.
        let books = open::written_books(library, &folder).err();
        let all = [Some(problems), rules.err(), books];
        return Err(Problems::all(all.into_iter().flatten()));
    };
    let armies = rules.as_ref().map_or(Ok(()), |rules| open::armies(&loaded, rules));
    let books = open::books(library, &loaded);
    let books = match (books, rules) {
        (Ok(books), Ok(_)) if problems.is_empty() && armies.is_ok() => books,
        (books, rules) => {
            let all = [Some(problems), armies.err(), books.err(), rules.err()];
            return Err(Problems::all(all.into_iter().flatten()));
        }
    };
    crate::variant::check(library, &loaded.folder)?;
    let s = &loaded.scenario;
    let mut remarks = remarks::remarks(s);
    remarks.extend(books.iter().flat_map(|b| hopeless::remarks(&b.record, s)));
    let measures =
        books.map_or_else(|| String::from("no record"), |b| format!("{} measures", b.record.measures.len()));
    let line = format!(
        "{}: {} places, {} links, {} units, {} orders, {} days of weather, {measures}",
        loaded.folder.display(),
        s.theatre.places.len(),
        s.theatre.links.len(),
        s.units.len(),
        s.orders.len(),
        s.weather.len()
    );
    Ok(std::iter::once(line).chain(remarks.iter().map(|r| format!("  {r}"))).collect::<Vec<_>>().join("\n"))
}
