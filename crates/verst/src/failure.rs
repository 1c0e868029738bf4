//! Why a command ends early, and the exit code that says so.

use std::process::ExitCode;

use verst_files::problem::Problems;

use crate::output::{colour, note};

/// Why a command ends early.
#[derive(Debug)]
pub enum Failure {
    /// Something is wrong in the input files.
    Input(Problems),
    /// The command was used wrongly.
    Usage(String),
    /// A gate failed: the input is good, the result is not.
    Gate(String),
    /// A rule broke an invariant.
    Internal(String),
    /// Interrupted; what was finished has been printed.
    Interrupted,
    /// Nobody reads the output any more.
    Pipe,
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Input(problems)
    }
}

impl Failure {
    /// Tells the reason on standard error.
    pub fn tell(&self) -> ExitCode {
        match self {
            Self::Input(problems) => {
                note(&problems.render(colour()));
                ExitCode::from(2)
            }
            Self::Usage(message) => {
                note(&format!("error: {message}"));
                ExitCode::from(2)
            }
            Self::Gate(message) => {
                note(&format!("gate failed: {message}"));
                ExitCode::from(1)
            }
            Self::Internal(message) => {
                note(&format!("internal failure: {message}"));
                ExitCode::from(3)
            }
            Self::Interrupted => ExitCode::from(130),
            Self::Pipe => ExitCode::SUCCESS,
        }
    }
}
