//! Rows: components of many entities, column by column as the world keeps them, read row by row.

use std::marker::PhantomData;
use std::slice::{Iter, IterMut};

use bevy_ecs::change_detection::ContiguousMut;
use bevy_ecs::query::ContiguousQueryData;

/// Columns of one length.
pub trait Columns {
    /// What one entity has in them.
    type Row;
    /// Their rows.
    type Rows: Iterator<Item = Self::Row>;
    /// Their rows, in order.
    fn rows(self) -> Self::Rows;
}

/// One entity's row of a query.
pub type Row<'w, 's, D> = <<D as ContiguousQueryData>::Contiguous<'w, 's> as Columns>::Row;

impl<'w, T> Columns for &'w [T] {
    type Row = &'w T;
    type Rows = Iter<'w, T>;
    fn rows(self) -> Self::Rows {
        self.iter()
    }
}

impl<'w, T> Columns for ContiguousMut<'w, T> {
    type Row = &'w mut T;
    type Rows = IterMut<'w, T>;
    fn rows(self) -> Self::Rows {
        self.into_iter()
    }
}

/// Rows with their ids from 0; without a table there are none.
pub(crate) struct Numbered<I, R> {
    rows: Option<R>,
    next: u16,
    id: PhantomData<I>,
}

impl<I, R> Numbered<I, R> {
    pub(crate) fn new(rows: Option<R>) -> Self {
        Self { rows, next: 0, id: PhantomData }
    }
}

impl<I: From<u16>, R: Iterator> Iterator for Numbered<I, R> {
    type Item = (I, R::Item);
    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let row = self.rows.as_mut()?.next()?;
        let number = self.next;
        self.next = number.wrapping_add(1);
        Some((I::from(number), row))
    }
    /// Rows of one column are skipped at once, not one by one.
    #[inline]
    fn nth(&mut self, skipped: usize) -> Option<Self::Item> {
        let row = self.rows.as_mut()?.nth(skipped)?;
        let number = self.next.wrapping_add(skipped as u16);
        self.next = number.wrapping_add(1);
        Some((I::from(number), row))
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rows.as_ref().map_or((0, Some(0)), Iterator::size_hint)
    }
}

/// Rows of several columns.
pub struct Together<T>(T);

/// Defines the rows of a tuple of columns.
macro_rules! define_tuple {
    ($($column:ident $at:tt),*) => {
        impl<$($column: Columns),*> Columns for ($($column,)*) {
            type Row = ($($column::Row,)*);
            type Rows = Together<($($column::Rows,)*)>;
            fn rows(self) -> Self::Rows {
                Together(($(self.$at.rows(),)*))
            }
        }

        impl<$($column: Iterator),*> Iterator for Together<($($column,)*)> {
            type Item = ($($column::Item,)*);
            #[inline]
            fn next(&mut self) -> Option<Self::Item> {
                Some(($(self.0.$at.next()?,)*))
            }
            fn size_hint(&self) -> (usize, Option<usize>) {
                // All columns have one length.
                self.0.0.size_hint()
            }
        }
    };
}

define_tuple!(A 0, B 1);
define_tuple!(A 0, B 1, C 2);
define_tuple!(A 0, B 1, C 2, D 3);
define_tuple!(A 0, B 1, C 2, D 3, E 4);
