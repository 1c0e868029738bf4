//! Origin: where a unit's advance counts from, which is where it last left the ground that its side held at the start.

use verst_domain::forces::Start;
use verst_domain::geo::LatLon;
use verst_domain::ids::{LinkId, PlaceId, SideId};
use verst_domain::theatre::Theatre;

/// The point from which a unit's advance counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin {
    pub(crate) at: LatLon,
    /// The place of its side's own ground that it passed last, while it has not left that ground.
    home: Option<PlaceId>,
}

impl Origin {
    /// Of a unit at its start; none before it has entered.
    pub(crate) fn of(theatre: &Theatre, side: SideId, start: &Start) -> Option<Self> {
        match *start {
            Start::At(place) => Some(Self::at_place(theatre, side, place)),
            Start::OnLink { link, km } => {
                let l = theatre.link(link);
                let home = [l.a, l.b].into_iter().find(|&end| is_own(theatre, side, end));
                Some(Self { at: theatre.point_on(link, km.best), home })
            }
            Start::Enters { .. } => None,
        }
    }

    /// Of a unit that enters at a place.
    pub(crate) fn at_place(theatre: &Theatre, side: SideId, place: PlaceId) -> Self {
        Self { at: theatre.place(place).at, home: Some(place).filter(|&p| is_own(theatre, side, p)) }
    }

    /// The unit is in a place; `line` tells where the front cut a link at the start, in km from its end `a`.
    pub(crate) fn comes_to(
        &mut self,
        theatre: &Theatre,
        side: SideId,
        place: PlaceId,
        line: impl Fn(LinkId) -> f64,
    ) {
        if is_own(theatre, side, place) {
            *self = Self::at_place(theatre, side, place);
        } else if let Some(link) = self.home.take().and_then(|home| theatre.link_between(home, place)) {
            self.at = theatre.point_on(link, line(link));
        }
    }

    /// The unit is on a link, so many km from its end `a`; `line` as in `comes_to`.
    pub(crate) fn stands_on(
        &mut self,
        theatre: &Theatre,
        side: SideId,
        (link, km): (LinkId, f64),
        line: impl Fn(LinkId) -> f64,
    ) {
        let l = theatre.link(link);
        let (own_a, own_b) = (is_own(theatre, side, l.a), is_own(theatre, side, l.b));
        let is_on_own_ground = match (own_a, own_b) {
            (true, false) => km <= line(link),
            (false, true) => km >= line(link),
            (own, _) => own,
        };
        if is_on_own_ground {
            *self = Self { at: theatre.point_on(link, km), home: Some(if own_a { l.a } else { l.b }) };
        } else if own_a != own_b && self.home.take().is_some() {
            self.at = theatre.point_on(link, line(link));
        }
    }
}

/// Whether a side held a place at the start.
fn is_own(theatre: &Theatre, side: SideId, place: PlaceId) -> bool {
    theatre.place(place).holder == side
}
