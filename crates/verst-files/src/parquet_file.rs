//! Frames as Parquet files, compressed with zstd, with what each column means in the file's metadata.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical, ZstdLevel};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use crate::frame::{Column, Data, Frame};

/// What goes before a column's name where the metadata tells what it means.
const MEANS: &str = "column.";

/// Writes one frame after another into a Parquet file, each as a row group.
pub struct Writer<W: Write + Send> {
    inner: SerializedFileWriter<W>,
}

impl<W: Write + Send> Writer<W> {
    /// Begins a file for frames of the form of `shape`. `metadata` are pairs of key and text that a reader finds in the file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn new(to: W, shape: &Frame, metadata: &[(String, String)]) -> Result<Self> {
        let fields = shape.columns.iter().map(field).collect::<Result<Vec<_>>>()?;
        let schema = Type::group_type_builder("verst").with_fields(fields).build()?;
        let told = shape.columns.iter().map(|c| (format!("{MEANS}{}", c.name), c.doc.clone()));
        let pairs = metadata.iter().cloned().chain(told).map(|(key, value)| KeyValue::new(key, value));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
            .set_created_by(format!("verst {}", env!("CARGO_PKG_VERSION")))
            .set_key_value_metadata(Some(pairs.collect()))
            .build();
        Ok(Self { inner: SerializedFileWriter::new(to, Arc::new(schema), Arc::new(properties))? })
    }

    /// Writes a frame as a row group.
    ///
    /// # Errors
    /// If it cannot be written, or has other columns than the file.
    pub fn write(&mut self, frame: &Frame) -> Result<()> {
        let mut group = self.inner.next_row_group()?;
        for column in &frame.columns {
            let Some(mut writer) = group.next_column()? else { return Err(unlike(&column.name)) };
            match (writer.untyped(), &column.data) {
                (ColumnWriter::Int64ColumnWriter(w), Data::Whole(values)) => {
                    w.write_batch(values, None, None)?;
                }
                (ColumnWriter::DoubleColumnWriter(w), Data::Number(values)) => {
                    let there: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
                    let levels: Vec<i16> = values.iter().map(|x| i16::from(!x.is_nan())).collect();
                    w.write_batch(&there, Some(&levels), None)?;
                }
                (ColumnWriter::ByteArrayColumnWriter(w), Data::Text(values)) => {
                    let levels: Vec<i16> = values.iter().map(|x| i16::from(!x.is_empty())).collect();
                    w.write_batch(&bytes(values), Some(&levels), None)?;
                }
                _ => return Err(unlike(&column.name)),
            }
            writer.close()?;
        }
        group.close()?;
        Ok(())
    }

    /// Ends the file and gives back what it was written to.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(self) -> Result<W> {
        self.inner.into_inner()
    }
}

/// Texts that are there, as bytes that are shared between equal ones.
fn bytes(values: &[Arc<str>]) -> Vec<ByteArray> {
    let mut known: BTreeMap<&str, ByteArray> = BTreeMap::new();
    let there = values.iter().filter(|x| !x.is_empty());
    there.map(|x| known.entry(x).or_insert_with(|| ByteArray::from(&**x)).clone()).collect()
}

fn unlike(column: &str) -> ParquetError {
    ParquetError::General(format!("the column {column} does not belong into this file"))
}

fn field(column: &Column) -> Result<Arc<Type>> {
    let (physical, repetition) = match column.data {
        Data::Whole(_) => (Physical::INT64, Repetition::REQUIRED),
        Data::Number(_) => (Physical::DOUBLE, Repetition::OPTIONAL),
        Data::Text(_) => (Physical::BYTE_ARRAY, Repetition::OPTIONAL),
    };
    let mut builder = Type::primitive_type_builder(&column.name, physical).with_repetition(repetition);
    if physical == Physical::BYTE_ARRAY {
        builder = builder.with_converted_type(ConvertedType::UTF8);
    }
    builder.build().map(Arc::new)
}

/// A whole frame as the bytes of a file.
///
/// # Errors
/// If it cannot be written.
pub fn to_bytes(frame: &Frame, metadata: &[(String, String)]) -> Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new(), frame, metadata)?;
    writer.write(frame)?;
    writer.finish()
}

/// A file's pairs of key and text.
///
/// # Errors
/// If it cannot be read.
pub fn metadata(path: &Path) -> Result<BTreeMap<String, String>> {
    let reader = SerializedFileReader::new(File::open(path)?)?;
    Ok(pairs(&reader))
}

fn pairs(reader: &SerializedFileReader<File>) -> BTreeMap<String, String> {
    let all = reader.metadata().file_metadata().key_value_metadata();
    let all = all.into_iter().flatten();
    all.map(|pair| (pair.key.clone(), pair.value.clone().unwrap_or_default())).collect()
}

/// Reads a whole file that [`Writer`] wrote, with its pairs of key and text.
///
/// # Errors
/// If it cannot be read, or is no such file.
pub fn read(path: &Path) -> Result<(Frame, BTreeMap<String, String>)> {
    let reader = SerializedFileReader::new(File::open(path)?)?;
    let pairs = pairs(&reader);
    let names: Vec<String> = {
        let schema = reader.metadata().file_metadata().schema_descr();
        schema.columns().iter().map(|c| c.name().to_string()).collect()
    };
    let mut frame = Frame::default();
    for g in 0..reader.num_row_groups() {
        let group = reader.get_row_group(g)?;
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        let mut piece = Frame::default();
        for (n, name) in names.iter().enumerate() {
            let doc = pairs.get(&format!("{MEANS}{name}")).cloned().unwrap_or_default();
            let data = values(group.get_column_reader(n)?, rows)?;
            piece.columns.push(Column { name: name.clone(), doc, data });
        }
        frame.append(piece);
    }
    Ok((frame, pairs))
}

fn values(reader: ColumnReader, rows: usize) -> Result<Data> {
    match reader {
        ColumnReader::Int64ColumnReader(mut reader) => {
            let mut values = Vec::with_capacity(rows);
            reader.read_records(rows, None, None, &mut values)?;
            Ok(Data::Whole(values))
        }
        ColumnReader::DoubleColumnReader(reader) => Ok(Data::Number(optional(reader, rows, f64::NAN)?)),
        ColumnReader::ByteArrayColumnReader(reader) => {
            let values = optional(reader, rows, ByteArray::from(""))?;
            let mut known: BTreeMap<Vec<u8>, Arc<str>> = BTreeMap::new();
            let text = |bytes: ByteArray| match known.get(bytes.data()) {
                Some(text) => Arc::clone(text),
                None => {
                    let text: Arc<str> = String::from_utf8_lossy(bytes.data()).into();
                    known.insert(bytes.data().to_vec(), Arc::clone(&text));
                    text
                }
            };
            Ok(Data::Text(values.into_iter().map(text).collect()))
        }
        _ => Err(ParquetError::General(String::from("verst writes no column of this type"))),
    }
}

/// Values of a column some of which are missing.
fn optional<T: DataType>(mut reader: ColumnReaderImpl<T>, rows: usize, missing: T::T) -> Result<Vec<T::T>> {
    let (mut levels, mut there) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    reader.read_records(rows, Some(&mut levels), None, &mut there)?;
    let mut there = there.into_iter();
    let fill = |level: i16| if level > 0 { there.next() } else { None }.unwrap_or_else(|| missing.clone());
    Ok(levels.into_iter().map(fill).collect())
}

#[cfg(test)]
mod tests {
    use super::{read, to_bytes};
    use crate::frame::Frame;

    #[test]
    fn what_is_written_is_read_again() {
        let mut frame = Frame::default();
        frame.whole("run", "number of the run", vec![7, 8, 9]);
        frame.number("knob_a", "share", vec![0.25, f64::NAN, -1e300]);
        frame.text("measure", "its key", vec!["x".into(), "".into(), "x".into()]);
        let pairs = [(String::from("verst.digest"), String::from("abc"))];
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), to_bytes(&frame, &pairs).expect("it is written")).expect("it is there");
        let (again, told) = read(file.path()).expect("it is read");
        assert_eq!(again.csv(true), frame.csv(true));
        assert_eq!(again.columns[1].doc, "share");
        assert_eq!(told["verst.digest"], "abc");
        assert_eq!(super::metadata(file.path()).expect("it is read"), told);
    }
}
