//! The journal of a run: the only thing that leaves it.

use bevy_ecs::resource::Resource;
use verst_domain::journal::{Applied, Entry, Factor, What};
use verst_domain::time::Minute;

/// How much a run tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// What score and digest need.
    Facts,
    /// Also the named factors of each loss and advance.
    Factors,
}

/// Collects the entries of the slot being handled.
#[derive(Resource, Debug)]
pub struct Journal {
    /// Minute of the slot being handled.
    pub now: Minute,
    detail: Detail,
    pub(crate) entries: Vec<Entry>,
}

impl Journal {
    pub(crate) fn new() -> Self {
        Self { now: Minute(0), detail: Detail::Facts, entries: Vec::with_capacity(256) }
    }

    pub(crate) fn restart(&mut self, detail: Detail) {
        self.detail = detail;
        self.entries.clear();
    }

    /// Writes that something happened now.
    pub fn tell(&mut self, what: What) {
        self.entries.push(Entry { at: self.now, what });
    }

    /// Whether factors are wanted: rules need not collect them otherwise.
    #[must_use]
    pub fn wants_factors(&self) -> bool {
        self.detail == Detail::Factors
    }

    /// Writes the factors of an applied number, if wanted.
    pub fn factors(&mut self, of: Applied, applied: f64, factors: &[Factor]) {
        if self.wants_factors() {
            self.tell(What::Factors { of, applied, factors: factors.to_vec() });
        }
    }
}
