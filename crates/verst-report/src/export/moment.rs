//! Moments of a unit: when a run tells where it is, how strong, and what it is about.

use verst_domain::geo::LatLon;
use verst_domain::ids::{LinkId, PlaceId};
use verst_domain::journal::{Doing, Stand};
use verst_domain::theatre::Theatre;
use verst_domain::time::Minute;

/// Where a unit is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spot {
    /// The place, or the place behind it on its link.
    pub(crate) place: PlaceId,
    /// Its link and the km from the link's end `a`; none: at the place.
    pub(crate) on: Option<(LinkId, f64)>,
}

impl Spot {
    pub(crate) fn at(place: PlaceId) -> Self {
        Self { place, on: None }
    }
    /// Where it lies.
    pub(crate) fn point(&self, theatre: &Theatre) -> LatLon {
        match self.on {
            Some((link, km)) => theatre.point_on(link, km),
            None => theatre.place(self.place).at,
        }
    }
}

/// What is known of a unit's doings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// In the theatre; what it is about is told at the turn's end.
    Present,
    /// What it was about at the last turn's end.
    About(Doing),
    /// On trains: nowhere on the map.
    OnTrains,
    /// Taken out of the theatre.
    Departed,
    /// Destroyed, or it gave up.
    Destroyed,
}

/// Men and equipment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Strength {
    pub(crate) men: f64,
    pub(crate) tanks: f64,
    pub(crate) guns: f64,
}

/// What is known of a unit from a minute on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Moment {
    pub(crate) at: Minute,
    /// None: not on the map.
    pub(crate) spot: Option<Spot>,
    pub(crate) status: Status,
    pub(crate) strength: Strength,
    /// Its stand, where the moment is a turn's end.
    pub(crate) stand: Option<Stand>,
}

/// Adds a moment; what was known of the same minute gives way.
pub(crate) fn add(moments: &mut Vec<Moment>, moment: Moment) {
    if moments.last().is_some_and(|last| last.at == moment.at) {
        moments.pop();
    }
    moments.push(moment);
}

/// Each moment with the minute until which it stands: the next one's, or the last of all.
pub(crate) fn intervals(moments: &[Moment], last: Minute) -> impl Iterator<Item = (&Moment, Minute)> {
    let ends = moments.iter().skip(1).map(|m| m.at).chain([last]);
    moments.iter().zip(ends)
}
