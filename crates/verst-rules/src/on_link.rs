//! What a count of the cover finds: men on links and at places.
//!
//! Used by cover.rs and those who fill it.

use verst_domain::ids::{FormationId, LinkId, SideId, UnitId};

/// Men of one side on one contact.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Men by unit, in unit order as they were assigned.
    pub men: Vec<(UnitId, f64)>,
    /// Their sum.
    pub total: f64,
    /// Men of units that stand on the link itself.
    pub forward: f64,
}

impl Line {
    pub(crate) fn clear(&mut self) {
        self.men.clear();
        (self.total, self.forward) = (0.0, 0.0);
    }

    pub(crate) fn add(&mut self, unit: UnitId, men: f64, forward: bool) {
        self.men.push((unit, men));
        self.total += men;
        if forward {
            self.forward += men;
        }
    }
}

/// Both sides on one link.
#[derive(Clone, Debug, Default)]
pub(crate) struct OnLink {
    /// By side: its men.
    pub(crate) lines: [Line; 2],
    /// By side, while the link is a contact: its stand line and its foremost men, in km from end `a`.
    pub(crate) front: [Option<(f64, f64)>; 2],
    /// By side: its rearmost men on the link, in km from end `a`, if there are any.
    pub(crate) rear: [Option<f64>; 2],
    /// By side: km a day at which its foremost men go back, and where they stop, in km from end `a`.
    pub(crate) gives_way: [(f64, f64); 2],
}

impl OnLink {
    pub(crate) fn clear(&mut self) {
        self.lines.iter_mut().for_each(Line::clear);
        (self.front, self.rear, self.gives_way) = ([None; 2], [None; 2], [(0.0, 0.0); 2]);
    }
}

/// Men of a side on a link that is no contact yet: both ends are the enemy's, or their own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OnTheWay {
    pub(crate) link: LinkId,
    pub(crate) side: SideId,
    /// In km from end `a`.
    pub(crate) km: f64,
    pub(crate) men: f64,
}

/// The formation of nobody: no scenario has so many.
pub(crate) const NOBODY: FormationId = FormationId(u16::MAX);

/// What neighbours of a place ask of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stationed {
    /// Men at it.
    pub(crate) men: f64,
    /// The formation of the first of them.
    pub(crate) under: FormationId,
    /// Whether its neighbours leave its contacts alone for now.
    pub(crate) is_left_open: bool,
}

impl Stationed {
    /// Forgets the men.
    pub(crate) fn clear(&mut self) {
        (self.men, self.under) = (0.0, NOBODY);
    }

    pub(crate) fn add(&mut self, men: f64, under: FormationId) {
        if self.under == NOBODY {
            self.under = under;
        }
        self.men += men;
    }
}
