//! What two arms came to, measure by measure.

use verst_score::measure::{Record, Scale, never};
use verst_score::paired::Difference;
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

/// Every measure that both arms have, then the totals.
#[must_use]
pub fn rows(a: &Side, b: &Side, pairs: &[[Played; 2]]) -> Vec<Row> {
    let mut rows = Vec::new();
    let never = never(&a.opened.loaded.scenario.calendar);
    let none = Record::default();
    let record =
        |side: &'_ Side| side.books.as_ref().map_or_else(|| none.clone(), |books| books.record.clone());
    let (ours, theirs) = (record(a), record(b));
    for (m, measure) in ours.measures.iter().enumerate() {
        let Some(n) = theirs.measures.iter().position(|t| t.key == measure.key) else { continue };
        let scale = measure.scale;
        let plain = |arm: usize, at: usize| -> Vec<f64> {
            pairs.iter().map(|pair| scale.to_plain(pair[arm].run.values[at])).collect()
        };
        let happened = |x: f64| if scale == Scale::YesNo { x > 0.5 } else { x < never - 1e-9 };
        let asked = matches!(scale, Scale::YesNo | Scale::Days);
        let happened = asked.then_some(&happened as &dyn Fn(f64) -> bool);
        let difference = Difference::new(&plain(0, m), &plain(1, n), happened);
        rows.push(Row { name: measure.key.clone(), unit: scale.unit(), scale, difference });
    }
    for (t, (name, unit)) in totals::names(&a.opened.loaded.scenario).into_iter().enumerate() {
        let of = |arm: usize| pairs.iter().map(|pair| pair[arm].totals[t]).collect::<Vec<f64>>();
        rows.push(Row { name, unit, scale: Scale::Km, difference: Difference::new(&of(0), &of(1), None) });
    }
    rows
}
