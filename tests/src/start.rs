//! An operation begins as its encoder meant it: nobody is cut off in the first minute because a road or a source was forgotten.

use verst_domain::journal::What;
use verst_domain::time::Minute;

use crate::operation::{ALL, Operation, entries};

#[test]
fn nobody_begins_cut_off() {
    for name in ALL {
        let operation = Operation::named(name);
        let told = entries(&operation.best(), 1);
        let cut: Vec<&str> = told
            .iter()
            .take_while(|entry| entry.at == Minute(0))
            .filter_map(|entry| match entry.what {
                What::CutOff(unit) => Some(operation.scenario.unit(unit).key.as_str()),
                _ => None,
            })
            .collect();
        assert!(cut.is_empty(), "{name}: {cut:?}");
    }
}
