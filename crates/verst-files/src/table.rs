//! CSV tables with named columns: every bad cell is told with its place.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use verst_domain::near::nearest;

use crate::problem::{Problem, Problems};
use crate::text::{Source, read_text};

/// A table as written.
#[derive(Clone, Debug)]
pub struct Table {
    source: Source,
    columns: BTreeMap<String, usize>,
    rows: Vec<Vec<Cell>>,
}

/// A cell: its text without quotes, and where it stands.
type Cell = (String, Range<usize>);

impl Table {
    /// Reads a table whose first line names its columns.
    ///
    /// # Errors
    /// If the file cannot be read, is empty, has a row of another width, or lacks one of the columns.
    pub fn read(file: &Path, needed: &[&str]) -> Result<Self, Problems> {
        let source = read_text(file)?;
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(source.text.as_bytes());
        let mut lines = Vec::new();
        for record in reader.records() {
            let record = record
                .map_err(|e| Problems::one(source.at(0..0, format!("this is no CSV table: {e}"), None)))?;
            let begin = record.position().map_or(0, |p| p.byte() as usize);
            lines.push(cells(&source.text, begin, &record));
        }
        let mut lines = lines.into_iter();
        let header = lines.next().unwrap_or_default();
        let rows: Vec<_> = lines.collect();
        let mut problems = wrong_widths(&source, header.len(), &rows);
        let mut columns = BTreeMap::new();
        for (at, (name, span)) in header.iter().enumerate() {
            if columns.insert(name.trim().to_string(), at).is_some() {
                problems.push(source.at(span.clone(), format!("there are two columns \"{name}\""), None));
            }
        }
        let whole = header.first().map_or(0, |c| c.1.start)..header.last().map_or(0, |c| c.1.end);
        for name in needed.iter().filter(|name| !columns.contains_key(**name)) {
            let hint = nearest(name, columns.keys().map(String::as_str));
            problems.push(source.at(whole.clone(), format!("there is no column \"{name}\""), hint));
        }
        if problems.is_empty() && rows.is_empty() {
            problems.push(source.at(whole, "this table has no rows", None));
        }
        if problems.is_empty() {
            Ok(Self { source, columns, rows })
        } else {
            Err(Problems(problems).sorted())
        }
    }

    /// Its rows, in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { table: self, cells })
    }
}

/// The cells of a record, each with its place: quotes and doubled quotes are counted as written.
fn cells(text: &str, begin: usize, record: &csv::StringRecord) -> Vec<Cell> {
    let mut at = begin + text[begin..].bytes().take_while(|b| matches!(b, b'\n' | b'\r')).count();
    let mut cells = Vec::with_capacity(record.len());
    for field in record {
        let end = end_of_cell(text, at);
        cells.push((field.to_string(), at..end));
        at = (end + 1).min(text.len());
    }
    cells
}

fn end_of_cell(text: &str, from: usize) -> usize {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate().skip(from) {
        match byte {
            b'"' => quoted = !quoted,
            b',' | b'\n' | b'\r' if !quoted => return at,
            _ => {}
        }
    }
    text.len()
}

fn wrong_widths(source: &Source, width: usize, rows: &[Vec<Cell>]) -> Vec<Problem> {
    let wrong = rows.iter().filter(|cells| cells.len() != width);
    wrong
        .map(|cells| {
            let span = cells.first().map_or(0..0, |c| c.1.start..cells.last().map_or(0, |c| c.1.end));
            let hint =
                Some(String::from("every row has a cell for every column, empty where nothing is known"));
            source.at(span, format!("this row has {} cells; the first line has {width}", cells.len()), hint)
        })
        .collect()
}

/// A row.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    table: &'a Table,
    cells: &'a [Cell],
}

impl Row<'_> {
    /// The text of a cell; empty where there is no such column.
    #[must_use]
    pub fn text(&self, column: &str) -> &str {
        self.cell(column).map_or("", |cell| cell.0.trim())
    }

    /// A number within limits; none where the cell is empty. What is wrong with it goes to `problems`.
    pub fn number(
        &self,
        column: &str,
        (least, most): (f64, f64),
        problems: &mut Vec<Problem>,
    ) -> Option<f64> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        match text.parse::<f64>() {
            Ok(number) if (least..=most).contains(&number) => return Some(number),
            Ok(_) => problems.push(self.problem(column, format!("expected {column} from {least} to {most}"))),
            Err(_) => problems.push(self.problem(column, format!("expected a number of {column}"))),
        }
        None
    }

    /// As [`Self::number`], where a cell may not be empty: 1 stands for what is wrong.
    pub fn needed(&self, column: &str, limits: (f64, f64), problems: &mut Vec<Problem>) -> f64 {
        if self.text(column).is_empty() {
            problems.push(self.problem(column, format!("{column} is needed")));
            return 1.0;
        }
        self.number(column, limits, problems).unwrap_or(1.0)
    }

    /// A problem with a cell.
    #[must_use]
    pub fn problem(&self, column: &str, message: String) -> Problem {
        let line = self.cells.first().map_or(0..0, |cell| cell.1.clone());
        let span = self.cell(column).map_or(line, |cell| cell.1.clone());
        self.table.source.at(span, message, None)
    }

    fn cell(&self, column: &str) -> Option<&Cell> {
        self.table.columns.get(column).and_then(|&at| self.cells.get(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str, needed: &[&str]) -> Result<Table, Problems> {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), text).expect("it can be written");
        Table::read(file.path(), needed)
    }

    #[test]
    fn cells_are_read_by_name_and_told_by_place() {
        let table = table("name,men\n\"A, \"\"B\"\"\",5\nC,x\n", &["men"]).expect("a table");
        let rows: Vec<Row> = table.rows().collect();
        let mut problems = Vec::new();
        assert_eq!(rows[0].text("name"), "A, \"B\"");
        assert_eq!(rows[0].number("men", (0.0, 9.0), &mut problems), Some(5.0));
        assert_eq!(rows[1].number("men", (0.0, 9.0), &mut problems), None);
        assert_eq!(problems[0].line_column(), (3, 3));
    }

    #[test]
    fn missing_columns_and_torn_rows_are_told() {
        let wrong = table("name,men\nA\nB,1,2\n", &["man"]).expect_err("three things are wrong");
        assert_eq!(wrong.0.len(), 3, "{wrong}");
    }
}
