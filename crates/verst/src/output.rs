//! Where results go: whole files or none, standard output that pipes.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use crate::failure::Failure;

/// Writes a file so that it appears whole or not at all.
///
/// # Errors
/// If the folder is missing or not writable.
pub fn write_whole(path: &Path, text: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written =
        tempfile::Builder::new().prefix(".verst-").suffix(".tmp").tempfile_in(folder).and_then(|mut file| {
            file.write_all(text)?;
            file.as_file().sync_all()?;
            // A temporary file is private; a result is for everyone who may read its folder.
            #[cfg(unix)]
            file.as_file().set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
            file.persist(path).map_err(|e| e.error)
        });
    written.map(|_| ()).map_err(|e| Failure::Usage(format!("cannot write {}: {e}", path.display())))
}

/// Prints to standard output.
///
/// # Errors
/// [`Failure::Pipe`] once nobody reads any more.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|_| Failure::Pipe)
}

/// Tells a person something that is no result.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Whether to colour what goes to standard error.
pub fn colour() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}
