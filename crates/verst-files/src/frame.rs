//! Frames: tables by columns, as analysts read them, with what each column means.

use std::fmt::Write;
use std::sync::Arc;

/// A column's values.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// Whole numbers.
    Whole(Vec<i64>),
    /// Numbers; one that is none (NaN) is missing.
    Number(Vec<f64>),
    /// Texts; an empty one is missing.
    Text(Vec<Arc<str>>),
}

impl Data {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Whole(v) => v.len(),
            Self::Number(v) => v.len(),
            Self::Text(v) => v.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts another's values behind these. Columns of another kind are left out: frames of one table never mix kinds.
    fn append(&mut self, other: Self) {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => a.extend(b),
            (Self::Number(a), Self::Number(b)) => a.extend(b),
            (Self::Text(a), Self::Text(b)) => a.extend(b),
            _ => {}
        }
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it means, with its unit.
    pub doc: String,
    /// Its values.
    pub data: Data,
}

impl Column {
    /// The column without its values.
    #[must_use]
    pub fn empty(&self) -> Self {
        let data = match self.data {
            Data::Whole(_) => Data::Whole(Vec::new()),
            Data::Number(_) => Data::Number(Vec::new()),
            Data::Text(_) => Data::Text(Vec::new()),
        };
        Self { name: self.name.clone(), doc: self.doc.clone(), data }
    }
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    /// Its columns, all equally long.
    pub columns: Vec<Column>,
}

impl Frame {
    /// Adds a column of whole numbers.
    pub fn whole(&mut self, name: impl Into<String>, doc: impl Into<String>, values: Vec<i64>) {
        self.columns.push(Column { name: name.into(), doc: doc.into(), data: Data::Whole(values) });
    }
    /// Adds a column of numbers.
    pub fn number(&mut self, name: impl Into<String>, doc: impl Into<String>, values: Vec<f64>) {
        self.columns.push(Column { name: name.into(), doc: doc.into(), data: Data::Number(values) });
    }
    /// Adds a column of texts.
    pub fn text(&mut self, name: impl Into<String>, doc: impl Into<String>, values: Vec<Arc<str>>) {
        self.columns.push(Column { name: name.into(), doc: doc.into(), data: Data::Text(values) });
    }

    /// Rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |c| c.data.len())
    }

    /// The numbers of a column; none if there is no such column of numbers.
    #[must_use]
    pub fn numbers(&self, name: &str) -> Option<&[f64]> {
        self.columns.iter().find(|c| c.name == name).and_then(|c| match &c.data {
            Data::Number(values) => Some(values.as_slice()),
            _ => None,
        })
    }

    /// Puts another frame of the same table under this one.
    pub fn append(&mut self, other: Self) {
        if self.columns.is_empty() {
            *self = other;
            return;
        }
        for (own, more) in self.columns.iter_mut().zip(other.columns) {
            own.data.append(more.data);
        }
    }

    /// Takes the content into a hash: names and values, bit by bit.
    pub fn fold_into(&self, to: &mut blake3::Hasher) {
        for column in &self.columns {
            to.update(column.name.as_bytes());
            to.update(&(column.data.len() as u64).to_le_bytes());
            match &column.data {
                Data::Whole(v) => v.iter().for_each(|x| {
                    to.update(&x.to_le_bytes());
                }),
                // One missing number is like another.
                Data::Number(v) => v.iter().for_each(|x| {
                    let bits = if x.is_nan() { u64::MAX } else { x.to_bits() };
                    to.update(&bits.to_le_bytes());
                }),
                Data::Text(v) => v.iter().for_each(|x| {
                    to.update(&(x.len() as u64).to_le_bytes());
                    to.update(x.as_bytes());
                }),
            }
        }
    }

    /// As CSV; the first line, if asked for, names the columns.
    #[must_use]
    pub fn csv(&self, with_names: bool) -> String {
        let mut text = String::new();
        if with_names {
            let names: Vec<String> = self.columns.iter().map(|c| quoted(&c.name)).collect();
            text += &names.join(",");
            text.push('\n');
        }
        for row in 0..self.rows() {
            for (n, column) in self.columns.iter().enumerate() {
                if n > 0 {
                    text.push(',');
                }
                cell(&mut text, &column.data, row);
            }
            text.push('\n');
        }
        text
    }
}

fn cell(text: &mut String, data: &Data, row: usize) {
    match data {
        Data::Whole(v) => {
            let _ = write!(text, "{}", v[row]);
        }
        Data::Number(v) if v[row].is_nan() => {}
        Data::Number(v) => {
            let _ = write!(text, "{}", v[row]);
        }
        Data::Text(v) => text.push_str(&quoted(&v[row])),
    }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Frame;

    fn frame() -> Frame {
        let mut frame = Frame::default();
        frame.whole("run", "number", vec![1, 2]);
        frame.number("value", "km", vec![1.5, f64::NAN]);
        frame.text("name", "whose", vec!["a,b".into(), "c".into()]);
        frame
    }

    #[test]
    fn csv_leaves_missing_cells_empty_and_quotes_commas() {
        assert_eq!(frame().csv(true), "run,value,name\n1,1.5,\"a,b\"\n2,,c\n");
    }

    #[test]
    fn what_is_put_together_has_the_hash_of_the_whole() {
        let mut twice = frame();
        twice.append(frame());
        assert_eq!((twice.rows(), twice.numbers("value").map(<[f64]>::len)), (4, Some(4)));
        let hash = |f: &Frame| {
            let mut hasher = blake3::Hasher::new();
            f.fold_into(&mut hasher);
            hasher.finalize()
        };
        assert_eq!(hash(&frame()), hash(&frame()));
        assert_ne!(hash(&frame()), hash(&twice));
    }
}
