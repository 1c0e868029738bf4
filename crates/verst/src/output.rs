//! Where results go: whole files or none, standard output that pipes.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::failure::Failure;

/// A file to be written: it appears whole or not at all. What is no regular file, such as a pipe, is written to directly.
pub struct Output {
    path: PathBuf,
    /// None: a pipe or a device.
    temporary: Option<NamedTempFile>,
}

impl Output {
    /// Prepares to write, so that what cannot be written is told before the work.
    ///
    /// # Errors
    /// If the folder is missing or not writable, or the path is a folder.
    pub fn prepare(path: &Path) -> Result<Self, Failure> {
        let wrong =
            |e: &dyn std::fmt::Display| Failure::Usage(format!("cannot write {}: {e}", path.display()));
        // A link keeps its name: what it points to is replaced, or made.
        let beyond = std::fs::read_link(path).map(|to| path.parent().unwrap_or(Path::new(".")).join(to));
        let path = path.canonicalize().or(beyond).unwrap_or_else(|_| path.to_path_buf());
        let there = path.metadata().ok();
        if there.as_ref().is_some_and(std::fs::Metadata::is_dir) {
            return Err(wrong(&"it is a folder"));
        }
        if there.as_ref().is_some_and(|m| !m.is_file()) {
            return Ok(Self { path, temporary: None });
        }
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return Err(wrong(&"its folder is missing"));
        }
        let mut builder = Builder::new();
        builder.prefix(".verst-").suffix(".tmp");
        // A temporary file is private; a result has the rights of the file it replaces, or those of any new file.
        #[cfg(unix)]
        let builder =
            builder.permissions(there.map_or_else(
                || std::os::unix::fs::PermissionsExt::from_mode(0o666),
                |kept| kept.permissions(),
            ));
        let temporary = builder.tempfile_in(folder).map_err(|e| wrong(&e.kind()))?;
        Ok(Self { path, temporary: Some(temporary) })
    }

    /// Writes the whole file.
    ///
    /// # Errors
    /// If the disk is full, or the file cannot be put in its place.
    pub fn write(self, text: &[u8]) -> Result<(), Failure> {
        let written = match self.temporary {
            None => {
                std::fs::OpenOptions::new().write(true).open(&self.path).and_then(|mut f| f.write_all(text))
            }
            Some(mut file) => file
                .write_all(text)
                .and_then(|()| file.as_file().sync_all())
                .and_then(|()| file.persist(&self.path).map(|_| ()).map_err(|e| e.error)),
        };
        written.map_err(|e| Failure::Usage(format!("cannot write {}: {e}", self.path.display())))
    }
}

/// Writes a file so that it appears whole or not at all.
///
/// # Errors
/// As [`Output`].
pub fn write_whole(path: &Path, text: &[u8]) -> Result<(), Failure> {
    Output::prepare(path)?.write(text)
}

/// Prints to standard output.
///
/// # Errors
/// [`Failure::Pipe`] once nobody reads any more; what else is wrong with it, such as a full disk.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|e| match e.kind() {
        io::ErrorKind::BrokenPipe => Failure::Pipe,
        _ => Failure::Usage(format!("cannot write to standard output: {e}")),
    })
}

/// Tells a person something that is no result.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Whether to colour what goes to standard error.
pub fn colour() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}
