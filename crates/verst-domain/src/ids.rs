//! Typed ids: dense, given in key order, so that a unit's id cannot index a place.

/// Defines a dense id type over `u16`.
macro_rules! define_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u16);

        impl From<u16> for $name {
            fn from(index: u16) -> Self {
                Self(index)
            }
        }

        impl $name {
            /// The id of position `index` in key order.
            ///
            /// # Panics
            /// If there are more than 65,535 of a kind.
            #[must_use]
            pub fn new(index: usize) -> Self {
                Self(u16::try_from(index).expect("the checker allows at most 65,535 of a kind"))
            }
            /// Position in key order.
            #[must_use]
            pub fn index(self) -> usize {
                usize::from(self.0)
            }
        }
    };
}

define_id!(
    /// A side: one of the two parties to the operation.
    SideId
);
define_id!(
    /// A place: a node of the theatre graph.
    PlaceId
);
define_id!(
    /// A link: an edge of the theatre graph.
    LinkId
);
define_id!(
    /// A river.
    RiverId
);
define_id!(
    /// A formation: a headquarters in the chain of command.
    FormationId
);
define_id!(
    /// A manoeuvre unit with men and equipment.
    UnitId
);
define_id!(
    /// An order.
    OrderId
);

impl SideId {
    /// The other side.
    #[must_use]
    pub fn enemy(self) -> Self {
        Self(1 - self.0)
    }
    /// Both sides, in key order.
    pub const BOTH: [Self; 2] = [Self(0), Self(1)];
}
