//! Sequels: which of two orders is the newer one.
//!
//! Law     The one that was signed later; but what is to be done next is newer than what it follows.
//! Used by orders.rs.

use verst_domain::ids::OrderId;

/// Of every order, when it was signed and how many orders it follows: what is to be done next is newer than what it follows,
/// whichever day of the documented range each of them is given.
pub(crate) fn ages(signed: Vec<i64>, next: impl Fn(usize) -> Option<OrderId>) -> Vec<(i64, u32)> {
    let mut ages: Vec<_> = signed.into_iter().map(|at| (at, 0)).collect();
    // Each round carries the ages one order further along the chains.
    for _ in 0..ages.len() {
        let mut is_done = true;
        for index in 0..ages.len() {
            let (at, before) = ages[index];
            let Some(next) = next(index).filter(|next| ages[next.index()] <= (at, before)) else { continue };
            (ages[next.index()], is_done) = ((at, before + 1), false);
        }
        if is_done {
            break;
        }
    }
    ages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_done_next_is_newer_than_what_it_follows() {
        // To go back, then to hold, then to rest; all of one day, and by the luck of their ranges signed in another order.
        let next = [Some(OrderId::new(1)), Some(OrderId::new(2)), None, None];
        let ages = ages(vec![30, 20, 10, 25], |index| next[index]);
        assert_eq!(ages, [(30, 0), (30, 1), (30, 2), (25, 0)]);
    }
}
