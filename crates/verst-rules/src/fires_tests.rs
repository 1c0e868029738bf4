//! Tests of the law of fires.

use super::*;
use crate::rules_file::shipped;

#[test]
fn guns_fall_silent_with_their_ammunition() {
    let saving = shipped().stocks.saving.get();
    assert_eq!(served(1.0, saving), 1.0);
    assert_eq!(served(saving, saving), 1.0);
    assert_eq!(served(saving / 4.0, saving), 0.25);
    assert_eq!(served(0.0, saving), 0.0);
}

#[test]
fn who_supports_carries_and_fires_by_the_gun_and_nobody_else_does() {
    let (laws, id) = (shipped().fires, UnitId(0));
    let strength = Strength { men: 5000.0, guns: 200.0, ..Strength::default() };
    let loads = |battery: Battery| {
        let fires = Fires { batteries: vec![battery], guns: Vec::new() };
        let (mut load, mut used) = (Load { ammunition: 30.0, ..Load::default() }, Load::default());
        fires.stock(&laws, id, &strength, &mut load, &mut used);
        (load.ammunition, used.ammunition)
    };
    assert_eq!(loads(Battery::default()), (30.0, 0.0));
    let (load, used) = loads(Battery { supports: true, fired_days: 0.5, ..Battery::default() });
    assert_eq!((load, used), (laws.carried.get() / 25.0, laws.fired.get() / 50.0));
    assert_eq!(Fires::default().kept(id), 1.0);
}
