//! The folder of a sweep: a manifest, and the results in pieces that are whole or not there.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;
use verst_files::parquet_file;
use verst_study::tables::Tables;

use crate::failure::Failure;
use crate::output::write_whole;
use crate::shard::Shard;
use crate::whole::Whole;

/// Name of the manifest.
pub const MANIFEST: &str = "manifest.json";
/// Where a file's metadata hold the digest of its piece, and that of the manifest.
pub const DIGEST: &str = "verst.digest";
/// As [`DIGEST`].
pub const MADE_WITH: &str = "verst.manifest";

/// What a sweep is of: two folders belong together if their manifests are equal.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest(pub Value);

impl Manifest {
    /// Its file's text.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(&self.0).expect("plain data has a JSON form") + "\n"
    }

    /// Reads that of a folder.
    ///
    /// # Errors
    /// If it has none.
    pub fn read(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(MANIFEST);
        let text = fs::read_to_string(&path).map_err(|e| {
            Failure::Usage(format!("{} is no folder of a sweep: {MANIFEST}: {}", folder.display(), e.kind()))
        })?;
        let value = serde_json::from_str(&text);
        value.map(Self).map_err(|e| Failure::Usage(format!("{}: {e}", path.display())))
    }

    /// A count in it.
    #[must_use]
    pub fn count(&self, field: &str) -> usize {
        self.0[field].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0)
    }

    /// Fields in which another differs.
    #[must_use]
    pub fn unlike(&self, other: &Self) -> String {
        let fields = self.0.as_object().into_iter().flatten();
        let unlike: Vec<&str> = fields
            .filter(|(key, value)| other.0.get(*key) != Some(*value))
            .map(|(key, _)| key.as_str())
            .collect();
        unlike.join(", ")
    }
}

/// The folder of a sweep.
pub struct Pieces {
    folder: PathBuf,
    manifest: Manifest,
}

impl Pieces {
    /// The folder of a sweep; nothing is touched.
    #[must_use]
    pub fn new(folder: &Path, manifest: Manifest) -> Self {
        Self { folder: folder.to_path_buf(), manifest }
    }

    /// Makes the folder ready: new, or as it was left. What a killed process of this shard left half done is taken away.
    ///
    /// # Errors
    /// If it holds something else, another sweep, or this one without leave to go on.
    pub fn begin(&self, resume: bool, shard: Shard) -> Result<(), Failure> {
        let wrong = |message: String| Err(Failure::Usage(message));
        let shown = self.folder.display();
        fs::create_dir_all(&self.folder).map_err(|e| cannot(&self.folder, &e))?;
        let names = names(&self.folder)?;
        if !names.iter().any(|n| n == MANIFEST) {
            if names.iter().any(|n| !n.starts_with('.')) {
                return wrong(format!("{shown} holds something else: give --out a folder of its own"));
            }
            clear(&self.folder, &names, &|_| true)?;
            return write_whole(&self.folder.join(MANIFEST), self.manifest.text().as_bytes());
        }
        let there = Manifest::read(&self.folder)?;
        if there != self.manifest {
            let unlike = self.manifest.unlike(&there);
            return wrong(format!(
                "{shown} holds another sweep (another {unlike}): give --out a folder of its own"
            ));
        }
        if !resume {
            return wrong(format!("{shown} holds this sweep already: --resume goes on with it"));
        }
        clear(&self.folder, &names, &|piece| shard.has(piece))
    }

    fn path(&self, piece: usize) -> PathBuf {
        self.folder.join(name(piece))
    }

    /// Whether a piece is there.
    #[must_use]
    pub fn has(&self, piece: usize) -> bool {
        self.path(piece).is_dir()
    }

    /// Writes a piece: under another name, then in its place.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, piece: usize, tables: &Tables) -> Result<(), Failure> {
        let draft = self.folder.join(format!(".{}.tmp", name(piece)));
        let place = self.path(piece);
        let _ = fs::remove_dir_all(&draft);
        fs::create_dir(&draft).map_err(|e| cannot(&draft, &e))?;
        let pairs =
            [(String::from(DIGEST), tables.digest()), (String::from(MADE_WITH), self.manifest.0.to_string())];
        for (name, frame) in tables.named() {
            let path = draft.join(format!("{name}.parquet"));
            let bytes = parquet_file::to_bytes(frame, &pairs).map_err(|e| cannot(&path, &e))?;
            let mut file = fs::File::create(&path).map_err(|e| cannot(&path, &e))?;
            file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(|e| cannot(&path, &e))?;
        }
        match fs::rename(&draft, &place) {
            Ok(()) => {}
            // Somebody else was faster with the same piece.
            Err(_) if place.is_dir() => drop(fs::remove_dir_all(&draft)),
            Err(e) => return Err(cannot(&place, &e)),
        }
        // The name is on the disk too before the piece counts as written.
        fs::File::open(&self.folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|e| cannot(&self.folder, &e))
    }

    /// All pieces of a folder that has them all.
    ///
    /// # Errors
    /// If one cannot be read.
    pub fn whole(&self) -> Result<Whole, Failure> {
        let pieces = (0..self.manifest.count("pieces")).map(|n| self.path(n)).collect();
        Whole::new(self.manifest.clone(), pieces)
    }
}

/// Name of a piece's folder.
#[must_use]
pub fn name(piece: usize) -> String {
    format!("piece-{piece:06}")
}

/// That something cannot be done with a file.
pub fn cannot(path: &Path, why: &dyn std::fmt::Display) -> Failure {
    Failure::Usage(format!("{}: {why}", path.display()))
}

/// Names of what lies in a folder, in order.
///
/// # Errors
/// If it cannot be read.
pub fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let entries = fs::read_dir(folder).map_err(|e| cannot(folder, &e))?;
    let mut names: Vec<String> =
        entries.filter_map(Result::ok).map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

/// Takes away what was left half done: drafts of pieces of ours, and temporary files.
///
/// # Errors
/// If it cannot be taken away.
pub fn clear(folder: &Path, names: &[String], ours: &dyn Fn(usize) -> bool) -> Result<(), Failure> {
    for name in names.iter().filter(|n| n.starts_with('.') && n.ends_with(".tmp")) {
        let path = folder.join(name);
        let piece =
            name.strip_prefix(".piece-").and_then(|n| n.strip_suffix(".tmp")).and_then(|n| n.parse().ok());
        let removed = match piece {
            Some(piece) if ours(piece) => fs::remove_dir_all(&path),
            None if name.starts_with(".verst-") => fs::remove_file(&path),
            _ => continue,
        };
        removed.map_err(|e| cannot(&path, &e))?;
    }
    Ok(())
}

/// Numbers as people list them: 1, 3-5, 9.
#[must_use]
pub fn numbers(sorted: &[usize]) -> String {
    let mut parts: Vec<(usize, usize)> = Vec::new();
    for &n in sorted {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == n => *last = n,
            _ => parts.push((n, n)),
        }
    }
    let text = |&(a, b): &(usize, usize)| if a == b { format!("{a}") } else { format!("{a}-{b}") };
    parts.iter().map(text).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn gaps_are_listed_as_ranges() {
        assert_eq!(numbers(&[1, 3, 4, 5, 9]), "1, 3-5, 9");
        assert_eq!(numbers(&[]), "");
    }
}
