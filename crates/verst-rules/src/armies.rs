//! Armies by year: quality and own casualties, one global table for every operation.
//!
//! Law     quality adds to the superiority of its army; own casualties add to the logarithm of what its army loses.
//! Source  fitted to CDB90, see the rules file.

use serde::Deserialize;

use crate::coefficient::{Coefficient, Log10, Seen, Sigma};

/// Terms of one army over some years.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArmyYears {
    /// Key of the army, as scenarios name it.
    pub army: String,
    /// First year.
    pub from: i32,
    /// Last year.
    pub until: i32,
    /// q: quality against the reference army.
    pub quality: Coefficient<Sigma>,
    /// c: own casualties against the reference army.
    pub own_casualties: Coefficient<Log10>,
    /// fan_d: casualties of defenders who do not give up.
    pub fanatic: Coefficient<Log10>,
}

impl ArmyYears {
    /// Shows its coefficients.
    pub fn visit(&mut self, see: &mut dyn FnMut(Seen<'_>)) {
        let row = format!("{}-{}", self.army, self.from);
        self.quality.visit("armies", &row, "quality", see);
        self.own_casualties.visit("armies", &row, "own_casualties", see);
        self.fanatic.visit("armies", &row, "fanatic", see);
    }
}

/// An army's terms in a year.
#[derive(Clone, Copy, Debug, Default)]
pub struct ArmyTerms {
    /// q.
    pub quality: f64,
    /// c.
    pub own_casualties: f64,
    /// fan_d.
    pub fanatic: f64,
}

/// The terms of an army in a year; an army that the table does not know is the reference army.
#[must_use]
pub fn terms(table: &[ArmyYears], army: &str, year: i32) -> ArmyTerms {
    let row = table.iter().find(|a| a.army == army && (a.from..=a.until).contains(&year));
    row.map_or_else(ArmyTerms::default, |a| ArmyTerms {
        quality: a.quality.get(),
        own_casualties: a.own_casualties.get(),
        fanatic: a.fanatic.get(),
    })
}
