//! `verst new`: a small operation that runs, to be overwritten file by file.

use verst_files::library::Library;

use crate::failure::Failure;
use crate::output::{print, write_whole};

/// The template: the three-place laboratory world.
const FILES: [(&str, &str); 8] = [
    ("scenario.ron", include_str!("../template/scenario.ron")),
    ("theatre.ron", include_str!("../template/theatre.ron")),
    ("forces.ron", include_str!("../template/forces.ron")),
    ("orders.ron", include_str!("../template/orders.ron")),
    ("weather.ron", include_str!("../template/weather.ron")),
    ("record.ron", include_str!("../template/record.ron")),
    ("sources.ron", include_str!("../template/sources.ron")),
    ("README.md", include_str!("../template/README.md")),
];

/// Writes the template as a new operation.
///
/// # Errors
/// If the name is no key or is taken, or the folder cannot be written.
pub fn new(library: &Library, name: &str) -> Result<(), Failure> {
    let is_key =
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !is_key {
        return Err(Failure::Usage(format!("\"{name}\" is no name: lower case letters, digits and hyphens")));
    }
    let folder = library.root().join(name);
    if folder.exists() {
        return Err(Failure::Usage(format!("{} is there already", folder.display())));
    }
    // Written aside and renamed: a folder that is there is whole.
    let aside = library.root().join(format!(".{name}.tmp"));
    let failed = |e: std::io::Error| Failure::Usage(format!("cannot write {}: {e}", folder.display()));
    let _ = std::fs::remove_dir_all(&aside);
    std::fs::create_dir(&aside).map_err(failed)?;
    for (file, text) in FILES {
        write_whole(&aside.join(file), text.as_bytes())?;
    }
    std::fs::rename(&aside, &folder).map_err(failed)?;
    print(&format!(
        "{} holds a small operation that runs: try `verst replay {name}`.\n\
         Overwrite it file by file (see FORMAT.md) and run `verst check {name}` after each.\n",
        folder.display()
    ))
}
