//! The library: where operations, rules and sources lie.

use std::path::{Path, PathBuf};

use verst_domain::near::nearest;

use crate::problem::{Problem, Problems};

/// A folder of operations.
#[derive(Clone, Debug)]
pub struct Library {
    root: PathBuf,
}

impl Library {
    /// The folder given, else the one that the environment names, else `scenarios` here or in a parent folder.
    ///
    /// # Errors
    /// If there is none.
    pub fn find(given: Option<&Path>, environment: Option<&Path>, here: &Path) -> Result<Self, Problems> {
        if let Some(root) = given.or(environment) {
            return if root.is_dir() {
                Ok(Self { root: root.to_path_buf() })
            } else {
                Err(Problems::one(Problem::of_file(
                    root.to_path_buf(),
                    String::from("there is no such folder"),
                    None,
                )))
            };
        }
        let found = here.ancestors().map(|p| p.join("scenarios")).find(|p| p.is_dir());
        found.map(|root| Self { root }).ok_or_else(|| {
            let hint = String::from("use --scenarios DIR or set VERST_SCENARIOS");
            let message = String::from("no scenarios folder here or above");
            Problems::one(Problem::of_file(here.to_path_buf(), message, Some(hint)))
        })
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Names of its operations, in order.
    #[must_use]
    pub fn list(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(&self.root) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .filter_map(Result::ok)
            .filter(|e| e.path().join("scenario.ron").is_file())
            .map(|e| e.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// The folder of an operation: a name in the library, or a path.
    ///
    /// # Errors
    /// If there is none, with the nearest names.
    pub fn scenario(&self, name: &str) -> Result<PathBuf, Problems> {
        let named = self.root.join(name);
        let is_name = !name.is_empty() && !name.contains(['/', '\\']) && name != "." && name != "..";
        if is_name && named.is_dir() {
            return Ok(named);
        }
        let path = PathBuf::from(name);
        if path.is_dir() {
            return Ok(path);
        }
        let names = self.list();
        let hint = nearest(name, names.iter().map(String::as_str));
        let message = format!("there is no operation \"{name}\" in {}", self.root.display());
        Err(Problems::one(Problem::of_file(path, message, hint)))
    }

    /// The sources table of an operation: its own, else the library's.
    #[must_use]
    pub fn sources_path(&self, folder: &Path) -> PathBuf {
        self.own_or_shared(folder, "sources.ron")
    }

    /// The rules file of an operation: its own, else the library's.
    #[must_use]
    pub fn rules_path(&self, folder: &Path) -> PathBuf {
        self.own_or_shared(folder, "rules/standard.ron")
    }

    /// The table of battles for the climatology baseline.
    #[must_use]
    pub fn climatology_path(&self, folder: &Path) -> PathBuf {
        self.own_or_shared(folder, "rules/climatology.ron")
    }

    /// The covariance of the engagement law.
    #[must_use]
    pub fn covariance_path(&self, folder: &Path) -> PathBuf {
        self.own_or_shared(folder, "rules/engagement_covariance.ron")
    }

    fn own_or_shared(&self, folder: &Path, name: &str) -> PathBuf {
        let own = folder.join(name);
        if own.is_file() { own } else { self.root.join(name) }
    }
}
