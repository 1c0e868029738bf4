//! Open: the places that a search has still to look at.
//!
//! Used by path.rs.

use std::hint::select_unpredictable;

use verst_domain::ids::PlaceId;

/// Places whose cost is not final yet, with a cost; void where a lower one has been found since. A theatre has so few at a
/// time that looking through them is quicker than keeping them in order. Only the first `len` count.
#[derive(Debug, Default)]
pub(crate) struct Open {
    /// With the bits of their costs, which are never negative and so in the same order: whole numbers are compared in less time.
    places: Vec<(u64, PlaceId)>,
    len: usize,
    /// Whether they are kept in order after all, as a heap: a large theatre has hundreds at a time.
    is_heap: bool,
}

/// Children of a place in the heap.
const ARITY: usize = 4;

/// Places above which a theatre is large.
pub(crate) const LARGE: usize = 512;

impl Open {
    /// Forgets all.
    pub(crate) fn restart(&mut self, is_heap: bool) {
        (self.len, self.is_heap) = (0, is_heap);
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, more: usize) {
        if self.places.len() < self.len + more {
            self.places.resize(self.len + more, (u64::MAX, PlaceId(0)));
        }
    }

    /// Adds a place if told to, for which room was made: whether it is is anybody's guess, so nothing branches on it.
    pub(crate) fn add_if(&mut self, is_added: bool, cost: f64, place: PlaceId) {
        debug_assert!(cost.is_sign_positive(), "the bits of positive numbers are in their order");
        self.places[self.len] = (cost.to_bits(), place);
        self.len += usize::from(is_added);
        if self.is_heap && is_added {
            self.rise(self.len - 1);
        }
    }

    /// Moves a place of the heap up to where it belongs.
    fn rise(&mut self, mut at: usize) {
        let places = &mut self.places[..=at];
        let item = places[at];
        while at > 0 {
            let above = (at - 1) / ARITY;
            if item.0 >= places[above].0 {
                break;
            }
            places[at] = places[above];
            at = above;
        }
        places[at] = item;
    }

    /// Takes the top of the heap away; what lay at its end goes down to where it belongs.
    fn pop(&mut self) -> Option<(u64, PlaceId)> {
        self.len = self.len.checked_sub(1)?;
        let (top, item) = (self.places[0], self.places[self.len]);
        let places = &mut self.places[..self.len];
        let mut at = 0;
        loop {
            let first = ARITY * at + 1;
            let less = match places.get(first..) {
                // Which is least is anybody's guess, so nothing branches on it.
                Some(&[a, b, c, d, ..]) => {
                    let (left, l) = select_unpredictable(b.0 < a.0, (b.0, 1), (a.0, 0));
                    let (right, r) = select_unpredictable(d.0 < c.0, (d.0, 3), (c.0, 2));
                    first + select_unpredictable(right < left, r, l)
                }
                Some(some) => match (0..some.len()).min_by_key(|&n| some[n].0) {
                    Some(least) => first + least,
                    None => break,
                },
                None => break,
            };
            if item.0 <= places[less].0 {
                break;
            }
            places[at] = places[less];
            at = less;
        }
        if let Some(place) = places.get_mut(at) {
            *place = item;
        }
        Some(top)
    }

    /// Takes one of the cheapest places. Which of them comes first changes no cost and no way.
    pub(crate) fn next(&mut self) -> Option<(f64, PlaceId)> {
        if self.is_heap {
            return self.pop().map(|(cost, place)| (f64::from_bits(cost), place));
        }
        let (mut at, mut least) = (0, u64::MAX);
        for (index, &(cost, _)) in self.places[..self.len].iter().enumerate() {
            at = select_unpredictable(cost < least, index, at);
            least = select_unpredictable(cost < least, cost, least);
        }
        self.len = self.len.checked_sub(1)?;
        let (cost, place) = self.places[at];
        self.places[at] = self.places[self.len];
        Some((f64::from_bits(cost), place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use verst_domain::dice_key::mix;

    #[test]
    fn a_heap_gives_the_same_costs_in_the_same_order() {
        let taken = |is_heap: bool| {
            let mut open = Open::default();
            open.restart(is_heap);
            let mut taken = Vec::new();
            for n in 0..400_u16 {
                open.reserve(1);
                let draw = mix(u64::from(n));
                open.add_if(!draw.is_multiple_of(5), (draw % 97) as f64, PlaceId(n));
                if n % 3 == 2 {
                    taken.extend(open.next().map(|next| next.0));
                }
            }
            taken.extend(std::iter::from_fn(|| open.next()).map(|next| next.0));
            taken
        };
        assert!(taken(false).len() > 300);
        assert_eq!(taken(true), taken(false));
    }
}
