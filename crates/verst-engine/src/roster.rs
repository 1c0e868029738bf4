//! The roster: which entity is which unit, place or link. Systems walk ids in order through it; `Entity` never leaves.

use std::sync::Arc;

use bevy_ecs::entity::Entity;
use bevy_ecs::query::{ContiguousQueryData, QueryData, ROQueryItem};
use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Local, Query, SystemParam};
use bevy_ecs::world::{FromWorld, World};
use verst_domain::ids::{LinkId, PlaceId, UnitId};

use crate::rows::{Columns, Numbered, Row};

/// Entities by id.
#[derive(Resource, Clone, Debug)]
pub struct Roster {
    pub(crate) units: Arc<[Entity]>,
    pub(crate) places: Arc<[Entity]>,
    pub(crate) links: Arc<[Entity]>,
}

/// A system keeps the roster at hand: muster writes it before it makes any system, and never again.
impl FromWorld for Roster {
    fn from_world(world: &mut World) -> Self {
        world.resource::<Self>().clone()
    }
}

/// Defines a system parameter that reads and writes components of one kind of entity by id.
macro_rules! define_access {
    ($(#[$doc:meta])* $name:ident, $id:ident, $field:ident) => {
        $(#[$doc])*
        #[derive(SystemParam)]
        pub struct $name<'w, 's, D: QueryData + 'static> {
            roster: Local<'s, Roster>,
            query: Query<'w, 's, (Entity, D)>,
        }

        impl<'s, D: QueryData> $name<'_, 's, D> {
            /// Ids in order.
            pub fn ids(&self) -> impl ExactSizeIterator<Item = $id> + use<D> {
                (0..self.roster.$field.len()).map($id::new)
            }
            /// Each id with its components, to read, in order of ids.
            ///
            /// Faster than [`Self::get`] for each: muster spawned them in order and nothing moves them.
            pub fn each<'w>(&'w self) -> impl Iterator<Item = ($id, Row<'w, 's, D::ReadOnly>)>
            where
                D::ReadOnly: ContiguousQueryData,
                <D::ReadOnly as ContiguousQueryData>::Contiguous<'w, 's>: Columns,
            {
                let table = self.query.contiguous_iter().expect("components lie in tables").next();
                Numbered::new(table.map(|(entities, columns)| {
                    debug_assert_eq!(entities, &*self.roster.$field, "rows lie in order of ids");
                    columns.rows()
                }))
            }
            /// Each id with its components, to write, in order of ids.
            pub fn each_mut<'w>(&'w mut self) -> impl Iterator<Item = ($id, Row<'w, 's, D>)>
            where
                D: ContiguousQueryData,
                <D as ContiguousQueryData>::Contiguous<'w, 's>: Columns,
            {
                let table = self.query.contiguous_iter_mut().expect("components lie in tables").next();
                Numbered::new(table.map(|(entities, columns)| {
                    debug_assert_eq!(entities, &*self.roster.$field, "rows lie in order of ids");
                    columns.rows()
                }))
            }
            /// The components column by column, to read, each in order of ids; `None`: there are no such entities.
            pub fn columns<'w>(
                &'w self,
            ) -> Option<<D::ReadOnly as ContiguousQueryData>::Contiguous<'w, 's>>
            where
                D::ReadOnly: ContiguousQueryData,
            {
                let table = self.query.contiguous_iter().expect("components lie in tables").next();
                table.map(|(entities, columns)| {
                    debug_assert_eq!(entities, &*self.roster.$field, "rows lie in order of ids");
                    columns
                })
            }
            /// The components, to read.
            ///
            /// # Panics
            /// If the id is of another scenario.
            pub fn get(&self, id: $id) -> ROQueryItem<'_, 's, D> {
                self.query.get(self.roster.$field[id.index()]).expect("muster spawned every id with all components").1
            }
            /// The components, to write.
            ///
            /// # Panics
            /// If the id is of another scenario.
            pub fn get_mut(&mut self, id: $id) -> D::Item<'_, 's> {
                self.query.get_mut(self.roster.$field[id.index()]).expect("muster spawned every id with all components").1
            }
        }
    };
}

define_access!(
    /// Components of units.
    Units,
    UnitId,
    units
);
define_access!(
    /// Components of places.
    Places,
    PlaceId,
    places
);
define_access!(
    /// Components of links.
    Links,
    LinkId,
    links
);
