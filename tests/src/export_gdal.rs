//! GDAL, and so QGIS, reads the times of a GeoJSON export as times.
//!
//! It is asked through `ogrinfo` if that is installed, else through Python's pyogrio, which carries a GDAL of its own; where
//! there is neither, pyogrio is installed once beside the build, if PyPI can be reached.

use std::path::{Path, PathBuf};
use std::process::Command;

use verst_tests::{binary, skipped, stdout};

use crate::export::Folder;
use crate::operation::NAME;

const PACKAGE: &str = "pyogrio==0.13.0";
/// Prints the fields as `ogrinfo` does, as far as they are times.
const ASK: &str = "
import sys, pyogrio
info = pyogrio.read_info(sys.argv[1])
kinds = {'datetime64[ms]': 'DateTime', 'datetime64[D]': 'Date', 'object': 'String'}
for name, kind in zip(info['fields'], info['dtypes']):
    print(f'{name}: {kinds.get(str(kind), kind)} ')
print('Feature Count:', info['features'])
";

/// What GDAL says of a file; none where there is no GDAL.
fn asked(file: &str) -> Option<String> {
    let ogrinfo = Command::new("ogrinfo").args(["-so", "-al", file]).output();
    if let Ok(output) = ogrinfo {
        return Some(stdout(&output));
    }
    let python = [PathBuf::from("python3")].into_iter().find(|p| has_package(p)).or_else(installed)?;
    let output = Command::new(python).args(["-c", ASK, file]).output().ok()?;
    Some(stdout(&output))
}

fn has_package(python: &Path) -> bool {
    Command::new(python).args(["-c", "import pyogrio"]).output().is_ok_and(|o| o.status.success())
}

/// A Python beside the build with the package in it.
fn installed() -> Option<PathBuf> {
    let folder = binary().ancestors().nth(2)?.join("pyogrio");
    let python = folder.join("bin/python");
    if has_package(&python) {
        return Some(python);
    }
    let made = Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder).output().ok()?;
    let pip =
        ["-m", "pip", "install", "--quiet", "--only-binary", ":all:", "--timeout", "15", "--retries", "1"];
    let done = made.status.success().then(|| Command::new(&python).args(pip).arg(PACKAGE).output())?;
    done.ok()?.status.success().then_some(python)
}

#[test]
fn gdal_reads_the_times_as_times() {
    let folder = Folder::new();
    folder.export(NAME, "geojson", "out.geojson", &["--seed", "7"]);
    let Some(said) = asked(&folder.path("out.geojson")) else {
        let why = "neither ogrinfo nor pyogrio is here, and pyogrio could not be installed";
        return skipped("gdal_reads_the_times_as_times", why);
    };
    for field in ["t_start", "t_end"] {
        assert!(said.lines().any(|l| l.starts_with(&format!("{field}: DateTime "))), "{field} in {said}");
    }
    // One feature a line, between the head and the foot.
    let features = folder.read("out.geojson").lines().count() - 2;
    assert!(
        said.lines().any(|l| l == format!("Feature Count: {features}"))
            || said.matches("Feature Count").count() > 1,
        "{said}"
    );
}
