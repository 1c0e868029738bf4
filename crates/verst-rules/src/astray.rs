//! Astray: who stands between two places of the enemy.
//!
//! Law     cover.rs: a group on a link between two places of the enemy faces the end to which most of its men go, and has the
//!         other behind it.
//! Used by covering.rs. Pure.

use verst_domain::ids::{LinkId, SideId};

/// Troops on a link between two places of the enemy, and the end to which most of them go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Astray {
    pub(crate) link: LinkId,
    pub(crate) side: SideId,
    pub(crate) toward_b: bool,
    /// How many more go that way than the other.
    pub(crate) men: f64,
}

/// The groups astray, in link order; and those of the count before.
#[derive(Debug, Default)]
pub(crate) struct Strays {
    groups: Vec<Astray>,
    before: Vec<Astray>,
}

impl Strays {
    /// One group by link, in link order.
    pub(crate) fn groups(&self) -> &[Astray] {
        &self.groups
    }

    /// Puts units together; whether the groups are others than before, or face another way.
    pub(crate) fn look(&mut self, units: impl Iterator<Item = Astray>) -> bool {
        std::mem::swap(&mut self.groups, &mut self.before);
        self.groups.clear();
        self.groups.extend(units);
        self.groups.sort_by_key(|group| group.link);
        self.groups.dedup_by(|other, kept| {
            let is_together = other.link == kept.link;
            if is_together {
                kept.join(other);
            }
            is_together
        });
        let key = |group: &Astray| (group.link, group.side, group.toward_b);
        !self.groups.iter().map(key).eq(self.before.iter().map(key))
    }
}

impl Astray {
    fn join(&mut self, other: &Self) {
        self.men += if other.toward_b == self.toward_b { other.men } else { -other.men };
        if self.men < 0.0 {
            (self.men, self.toward_b) = (-self.men, !self.toward_b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(link: usize, toward_b: bool, men: f64) -> Astray {
        Astray { link: LinkId::new(link), side: SideId(0), toward_b, men }
    }

    #[test]
    fn a_group_faces_where_most_of_it_goes() {
        let mut strays = Strays::default();
        let units = [unit(7, true, 100.0), unit(3, true, 50.0), unit(7, false, 300.0), unit(7, true, 150.0)];
        assert!(strays.look(units.into_iter()));
        assert_eq!(strays.groups(), [unit(3, true, 50.0), unit(7, false, 50.0)]);
        assert!(!strays.look(units.into_iter()), "they are the same");
        assert!(strays.look(units[1..].iter().copied().take(1)), "one is gone");
        assert!(strays.look(std::iter::empty()));
    }
}
