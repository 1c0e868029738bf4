//! Tests of orders.rs.

use super::*;

const WAITS: [bool; 2] = [false, false];
const STANDS: [bool; 2] = [false, true];
const DONE: [bool; 2] = [true, false];

fn stands(each: &[(i64, [bool; 2])]) -> Option<usize> {
    newest_in_force(each.iter().enumerate().map(|(order, &(at, has))| (order, at, has)))
}

#[test]
fn what_a_fulfilled_order_had_replaced_does_not_revive_but_its_sequel_stands() {
    assert_eq!(stands(&[(2, WAITS), (1, STANDS)]), Some(1));
    assert_eq!(stands(&[(2, DONE), (1, STANDS)]), None, "it had been replaced");
    assert_eq!(stands(&[(2, DONE), (2, STANDS), (1, STANDS)]), Some(1), "parts of one plan");
    assert_eq!(stands(&[(2, DONE), (2, WAITS), (1, STANDS)]), None);
    assert_eq!(stands(&[(3, STANDS), (2, DONE)]), Some(0));
}

#[test]
fn a_march_turns_back_to_no_place_that_the_last_one_has_passed() {
    let way = [0, 1, 2, 3].map(PlaceId);
    assert_eq!(behind(&way, 2, &way), 2);
    assert_eq!(behind(&way, 9, &way), 4);
    assert_eq!(behind(&way, 2, &[PlaceId(3), PlaceId(0)]), 0);
    assert_eq!(behind(&[], 3, &way), 0);
}
