//! What two arms came to, measure by measure.

use verst_score::measure::{Measure, Scale, never};
use verst_score::paired::{Difference, median_of};
use verst_score::totals;
use verst_study::player::Played;

use crate::compare::Side;

/// What is compared, in both arms.
pub struct Row {
    /// Key of the measure or name of the total.
    pub name: String,
    /// Unit in which people see it.
    pub unit: &'static str,
    /// Its scale; a total's is plain.
    pub scale: Scale,
    /// The difference, seed by seed.
    pub difference: Difference,
}

/// What can be compared of two arms.
pub struct Column {
    /// Key of the measure or name of the total.
    pub name: String,
    /// Unit in which people see it.
    pub unit: &'static str,
    scale: Scale,
    at: At,
}

/// Where a run's value stands.
enum At {
    /// Positions of the measure in the records of both arms.
    Measure(usize, usize),
    /// Position of the total, the same in both arms.
    Total(usize),
}

impl Column {
    /// The value of a run of the first arm, in the unit.
    #[must_use]
    pub fn of_first(&self, played: &Played) -> f64 {
        match self.at {
            At::Measure(first, _) => self.scale.to_plain(played.run.values[first]),
            At::Total(at) => played.totals[at],
        }
    }

    /// The value of a run of the second arm, in the unit.
    #[must_use]
    pub fn of_second(&self, played: &Played) -> f64 {
        match self.at {
            At::Measure(_, second) => self.scale.to_plain(played.run.values[second]),
            At::Total(at) => played.totals[at],
        }
    }
}

/// Every measure that both arms have, then the totals.
#[must_use]
pub fn columns(a: &Side, b: &Side) -> Vec<Column> {
    let measures = |side: &'_ Side| side.books.as_ref().map_or(Vec::new(), |b| b.record.measures.clone());
    let theirs = measures(b);
    let both = |(first, m): (usize, &Measure)| {
        let second = theirs.iter().position(|t| t.key == m.key)?;
        let at = At::Measure(first, second);
        Some(Column { name: m.key.clone(), unit: m.scale.unit(), scale: m.scale, at })
    };
    let total = |(at, (name, unit))| Column { name, unit, scale: Scale::Km, at: At::Total(at) };
    let mut all: Vec<Column> = measures(a).iter().enumerate().filter_map(both).collect();
    all.extend(totals::names(&a.opened.loaded.scenario).into_iter().enumerate().map(total));
    all
}

/// The rows of all that can be compared.
#[must_use]
pub fn rows(a: &Side, b: &Side, pairs: &[[Played; 2]]) -> Vec<Row> {
    let never = never(&a.opened.loaded.scenario.calendar);
    let row = |column: Column| {
        let scale = column.scale;
        let first: Vec<f64> = pairs.iter().map(|[played, _]| column.of_first(played)).collect();
        let second: Vec<f64> = pairs.iter().map(|[_, played]| column.of_second(played)).collect();
        let happened = |x: f64| if scale == Scale::YesNo { x > 0.5 } else { x < never - 1e-9 };
        let asked = matches!(scale, Scale::YesNo | Scale::Days);
        let happened = asked.then_some(&happened as &dyn Fn(f64) -> bool);
        let difference = Difference::new(&first, &second, happened);
        Row { name: column.name, unit: column.unit, scale, difference }
    };
    columns(a, b).into_iter().map(row).collect()
}

/// What common seeds leave of the variance, in the median over all that varies; none where nothing does.
#[must_use]
pub fn variance_left(rows: &[Row]) -> Option<f64> {
    let left: Vec<f64> = rows.iter().filter_map(|row| row.difference.variance_left()).collect();
    (!left.is_empty()).then(|| median_of(&left))
}
