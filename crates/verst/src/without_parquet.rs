//! `verst sweep` and `verst merge` in a verst that was built without Parquet: they say so.

use verst_files::library::Library;

use crate::args::{Merge, Sweep};
use crate::failure::Failure;

/// Says that there is no Parquet.
///
/// # Errors
/// Always.
pub fn sweep(_: &Library, _: &Sweep) -> Result<(), Failure> {
    Err(missing())
}

/// Says that there is no Parquet.
///
/// # Errors
/// Always.
pub fn merge(_: &Merge) -> Result<(), Failure> {
    Err(missing())
}

fn missing() -> Failure {
    let message = "this verst was built without Parquet, in which sweeps are written: build it without --no-default-features";
    Failure::Usage(String::from(message))
}
