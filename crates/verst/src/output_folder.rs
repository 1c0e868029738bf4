//! A folder of results: it appears whole or not at all.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempDir};

use crate::failure::Failure;

/// A folder to be written. One that is there gives way only if it holds nothing but files of the same names.
pub struct OutputFolder {
    path: PathBuf,
    is_there: bool,
}

impl OutputFolder {
    /// Looks whether a folder of such files can be written.
    ///
    /// # Errors
    /// If the path is a file, its parent is missing, or it holds something else.
    pub fn prepare(path: &Path, files: &[&str]) -> Result<Self, Failure> {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let wrong =
            |why: String| Failure::Usage(format!("cannot write the folder {}: {why}", path.display()));
        if path.symlink_metadata().is_err() {
            return if parent(&path).is_dir() {
                Ok(Self { path, is_there: false })
            } else {
                Err(wrong(String::from("the folder above it is missing")))
            };
        }
        if !path.is_dir() {
            return Err(wrong(String::from("it is a file")));
        }
        let entries = std::fs::read_dir(&path).map_err(|e| wrong(e.to_string()))?;
        for name in entries.filter_map(Result::ok).map(|e| e.file_name()) {
            if !files.iter().any(|f| OsStr::new(f) == name) {
                let name = name.to_string_lossy();
                return Err(wrong(format!(
                    "it holds {name}, which is no part of an export; name a new folder"
                )));
            }
        }
        Ok(Self { path, is_there: true })
    }

    /// Writes all files, and then puts the folder in its place.
    ///
    /// # Errors
    /// If the disk is full, or the folder cannot be put in its place: what was there then stays.
    pub fn write(self, files: &[(&str, &[u8])]) -> Result<(), Failure> {
        self.put(files)
            .map_err(|e| Failure::Usage(format!("cannot write the folder {}: {e}", self.path.display())))
    }

    fn put(&self, files: &[(&str, &[u8])]) -> io::Result<()> {
        let new = self.temporary()?;
        for (name, text) in files {
            let path = new.path().join(name);
            std::fs::write(&path, text)?;
            std::fs::File::open(&path)?.sync_all()?;
        }
        if !self.is_there {
            std::fs::rename(new.path(), &self.path)?;
            return Ok(());
        }
        let old = self.temporary()?;
        let aside = old.path().join("old");
        std::fs::rename(&self.path, &aside)?;
        let put = std::fs::rename(new.path(), &self.path);
        if put.is_err() {
            std::fs::rename(&aside, &self.path)?;
        }
        put
    }

    /// A folder beside the place, on the same disk; it is removed when it is no longer needed.
    fn temporary(&self) -> io::Result<TempDir> {
        let mut builder = Builder::new();
        builder.prefix(".verst-").suffix(".tmp");
        // A temporary folder is private; a result has the rights of any new folder.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        builder.tempdir_in(parent(&self.path))
    }
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
