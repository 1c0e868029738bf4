//! A whole sweep: all its pieces read for a summary, or put together into three files.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use verst_files::frame::{Data, Frame};
use verst_files::parquet_file;
use verst_study::tables::Tables;

use crate::failure::Failure;
use crate::output::write_whole;
use crate::pieces::{DIGEST, MADE_WITH, MANIFEST, Manifest, cannot, clear, name, names, numbers};

/// Tables of a sweep.
const TABLES: [&str; 3] = ["runs", "measures", "turns"];
/// Rows of a group in a merged file.
const GROUP: usize = 100_000;

/// A sweep with all its pieces.
pub struct Whole {
    /// What it is of.
    pub manifest: Manifest,
    pieces: Vec<PathBuf>,
    digest: String,
}

/// What a summary is made from.
pub struct Values {
    /// Watched measures: name, unit, values by run.
    pub measures: Vec<(String, String, Vec<f64>)>,
    /// Settings of the knobs by row.
    pub knobs: Vec<Vec<f64>>,
}

impl Whole {
    /// The whole of some pieces, in order.
    ///
    /// # Errors
    /// If one cannot be read.
    pub fn new(manifest: Manifest, pieces: Vec<PathBuf>) -> Result<Self, Failure> {
        let mut hasher = blake3::Hasher::new();
        for piece in &pieces {
            hasher.update(digest_of(piece)?.as_bytes());
        }
        Ok(Self { manifest, pieces, digest: hasher.finalize().to_hex().to_string() })
    }

    /// The last line: how much there is, and the digest of its content.
    #[must_use]
    pub fn closing(&self) -> String {
        let (runs, pieces) = (self.manifest.count("runs"), self.pieces.len());
        format!("content digest of {runs} runs in {pieces} pieces: {}\n", self.digest)
    }

    /// The values of the watched measures, run by run, and the knobs of the rows.
    ///
    /// # Errors
    /// If a piece cannot be read.
    pub fn read_values(&self) -> Result<Values, Failure> {
        let listed = self.manifest.0["measures"].as_array().cloned().unwrap_or_default();
        let watch = self.manifest.0["watch"].as_array().cloned().unwrap_or_default();
        let all = listed.len().max(1);
        let mut measures = Vec::new();
        let mut places = Vec::new();
        for (n, measure) in listed.iter().enumerate().filter(|(_, m)| watch.contains(&m["id"])) {
            let text = |field: &str| measure[field].as_str().unwrap_or_default().to_string();
            measures.push((text("id"), text("unit"), Vec::with_capacity(self.manifest.count("runs"))));
            places.push(n);
        }
        let mut knobs = Vec::new();
        for piece in &self.pieces {
            let frame = table(piece, "measures")?.0;
            let values = frame.numbers("value").unwrap_or_default();
            for (place, (_, _, into)) in places.iter().zip(&mut measures) {
                into.extend(values.iter().skip(*place).step_by(all));
            }
            knobs.extend(rows_of(&table(piece, "runs")?.0));
        }
        Ok(Values { measures, knobs })
    }
}

/// The knobs of the rows whose first run stands in a table of runs.
fn rows_of(runs: &Frame) -> Vec<Vec<f64>> {
    let repetition = runs.columns.iter().find(|c| c.name == "repetition").map(|c| &c.data);
    let Some(Data::Whole(repetition)) = repetition else { return Vec::new() };
    let knobs: Vec<&[f64]> = runs
        .columns
        .iter()
        .filter(|c| c.name.starts_with("knob_"))
        .filter_map(|c| runs.numbers(&c.name))
        .collect();
    let firsts = repetition.iter().enumerate().filter(|(_, r)| **r == 0);
    firsts.map(|(n, _)| knobs.iter().map(|k| k[n]).collect()).collect()
}

fn table(piece: &Path, name: &str) -> Result<(Frame, String), Failure> {
    let path = piece.join(format!("{name}.parquet"));
    let (frame, pairs) = parquet_file::read(&path).map_err(|e| cannot(&path, &e))?;
    Ok((frame, pairs.get(DIGEST).cloned().unwrap_or_default()))
}

fn digest_of(piece: &Path) -> Result<String, Failure> {
    let path = piece.join("runs.parquet");
    let pairs = parquet_file::metadata(&path).map_err(|e| cannot(&path, &e))?;
    Ok(pairs.get(DIGEST).cloned().unwrap_or_default())
}

/// Puts the pieces of several folders together into whole files.
///
/// # Errors
/// If they are of different sweeps, a piece is missing, differs or is damaged, or the whole cannot be written.
pub fn merge(folders: &[PathBuf], out: &Path, csv: bool) -> Result<Whole, Failure> {
    let manifest = Manifest::read(&folders[0])?;
    for other in &folders[1..] {
        let theirs = Manifest::read(other)?;
        if theirs != manifest {
            let (a, b, unlike) = (folders[0].display(), other.display(), manifest.unlike(&theirs));
            let message = format!("{a} and {b} are of different sweeps: they differ in {unlike}");
            return Err(Failure::Usage(message));
        }
    }
    let mut found = Vec::new();
    let mut gaps = Vec::new();
    for n in 0..manifest.count("pieces") {
        match one_of(folders, n)? {
            Some(piece) => found.push(piece),
            None => gaps.push(n),
        }
    }
    if !gaps.is_empty() {
        let (count, all) = (gaps.len(), manifest.count("pieces"));
        let message = format!(
            "{count} of {all} pieces are missing: {}; play them with `verst sweep --resume`, or name their folders too",
            numbers(&gaps)
        );
        return Err(Failure::Usage(message));
    }
    let whole = Whole::new(manifest, found)?;
    whole.write(out, csv)?;
    Ok(whole)
}

/// The folder of a piece among several; none if none has it.
fn one_of(folders: &[PathBuf], n: usize) -> Result<Option<PathBuf>, Failure> {
    let mut there = folders.iter().map(|f| f.join(name(n))).filter(|p| p.is_dir());
    let Some(first) = there.next() else { return Ok(None) };
    let digest = digest_of(&first)?;
    for other in there {
        if digest_of(&other)? != digest {
            let (a, b) = (first.display(), other.display());
            return Err(Failure::Usage(format!("{a} and {b} hold different results of the same runs")));
        }
    }
    Ok(Some(first))
}

impl Whole {
    /// Writes the whole tables, each under another name first.
    fn write(&self, out: &Path, csv: bool) -> Result<(), Failure> {
        fs::create_dir_all(out).map_err(|e| cannot(out, &e))?;
        clear(out, &names(out)?, &|_| false)?;
        for (n, name) in TABLES.into_iter().enumerate() {
            self.write_table(out, name, csv, n == 0)?;
        }
        write_whole(&out.join(MANIFEST), self.manifest.text().as_bytes())
    }

    fn write_table(&self, out: &Path, name: &str, csv: bool, check: bool) -> Result<(), Failure> {
        let path = out.join(format!("{name}.parquet"));
        let (mut file, mut lines) = (Draft::new(&path)?, None);
        if csv {
            lines = Some(Draft::new(&out.join(format!("{name}.csv")))?);
        }
        let pairs = [
            (String::from(DIGEST), self.digest.clone()),
            (String::from(MADE_WITH), self.manifest.0.to_string()),
        ];
        let wrong = |e: &dyn std::fmt::Display| cannot(&path, e);
        let shape =
            self.pieces.first().map_or(Ok(Frame::default()), |piece| table(piece, name).map(|t| t.0))?;
        let mut writer = parquet_file::Writer::new(&mut file.to, &shape, &pairs).map_err(|e| wrong(&e))?;
        let mut waiting = Frame::default();
        for (n, piece) in self.pieces.iter().enumerate() {
            if check {
                undamaged(piece)?;
            }
            let frame = table(piece, name)?.0;
            if let Some(lines) = &mut lines {
                lines.to.write_all(frame.csv(n == 0).as_bytes()).map_err(|e| wrong(&e))?;
            }
            waiting.append(frame);
            if waiting.rows() >= GROUP {
                writer.write(&std::mem::take(&mut waiting)).map_err(|e| wrong(&e))?;
            }
        }
        if waiting.rows() > 0 {
            writer.write(&waiting).map_err(|e| wrong(&e))?;
        }
        writer.finish().map_err(|e| wrong(&e))?;
        file.keep()?;
        lines.map_or(Ok(()), Draft::keep)
    }
}

/// A file under another name, until it is whole.
struct Draft {
    path: PathBuf,
    name: tempfile::TempPath,
    to: BufWriter<fs::File>,
}

impl Draft {
    fn new(path: &Path) -> Result<Self, Failure> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".verst-").suffix(".tmp");
        // A temporary file is private; a result has the rights of any new file.
        #[cfg(unix)]
        let builder = builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let folder = path.parent().unwrap_or(Path::new("."));
        let (file, name) = builder.tempfile_in(folder).map_err(|e| cannot(path, &e))?.into_parts();
        Ok(Self { path: path.to_path_buf(), name, to: BufWriter::new(file) })
    }

    /// Puts it in its place.
    fn keep(self) -> Result<(), Failure> {
        let Self { path, name, to } = self;
        let file = to.into_inner().map_err(|e| cannot(&path, e.error()))?;
        file.sync_all().map_err(|e| cannot(&path, &e))?;
        name.persist(&path).map_err(|e| cannot(&path, &e.error))
    }
}

/// Whether a piece still holds what was written.
fn undamaged(piece: &Path) -> Result<(), Failure> {
    let (runs, told) = table(piece, "runs")?;
    let tables = Tables { runs, measures: table(piece, "measures")?.0, turns: table(piece, "turns")?.0 };
    if tables.digest() == told {
        return Ok(());
    }
    let shown = piece.display();
    Err(Failure::Usage(format!(
        "{shown} is damaged: take it away and play it anew with `verst sweep --resume`"
    )))
}
