//! What a map shows: who holds each place and where each unit stands, at one moment of an operation.

use verst_domain::forces::Start;
use verst_domain::geo::LatLon;
use verst_domain::ids::{LinkId, PlaceId, SideId, UnitId};
use verst_domain::scenario::Scenario;

/// A unit on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnitMark {
    /// Which unit.
    pub unit: UnitId,
    /// The place where it stands, or the nearer end of its link.
    pub place: PlaceId,
    /// The link on which it stands and the distance from the link's end `a` in km; none: at the place.
    pub on: Option<(LinkId, f64)>,
    /// Men with it.
    pub men: f64,
    /// Tanks fit to fight.
    pub tanks: f64,
}

/// One moment of an operation, to be drawn.
#[derive(Clone, Debug)]
pub struct Picture<'a> {
    /// The operation.
    pub scenario: &'a Scenario,
    /// Heading of the map.
    pub title: String,
    /// Line below the heading.
    pub subtitle: String,
    /// Holder of each place, in id order.
    pub holders: Vec<SideId>,
    /// Units in the theatre.
    pub marks: Vec<UnitMark>,
    /// Where the sides meet on each link, in km from its end `a`, in id order; empty: nothing is known but marks and units.
    pub contacts: Vec<Option<f64>>,
}

impl<'a> Picture<'a> {
    /// The first minute: holders and units as the scenario has them; units that enter later are left off.
    #[must_use]
    pub fn at_start(scenario: &'a Scenario) -> Self {
        let theatre = &scenario.theatre;
        let marks = scenario.units.iter().enumerate().filter_map(|(i, unit)| {
            let (place, on) = match unit.start {
                Start::At(place) => (place, None),
                Start::OnLink { link, km } => {
                    let l = theatre.link(link);
                    let nearer = if km.best * 2.0 <= l.km.best { l.a } else { l.b };
                    (nearer, Some((link, km.best)))
                }
                Start::Enters { .. } => return None,
            };
            Some(UnitMark { unit: UnitId::new(i), place, on, men: unit.men.best, tanks: unit.tanks.best })
        });
        Self {
            scenario,
            title: scenario.title.clone(),
            subtitle: format!("Situation on {}", scenario.calendar.start.strftime("%-d %B %Y, %H:%M")),
            holders: theatre.places.iter().map(|p| p.holder).collect(),
            marks: marks.collect(),
            contacts: Vec::new(),
        }
    }

    /// Who holds a place; its holder at the start where the picture does not say.
    pub(crate) fn holder(&self, place: PlaceId) -> SideId {
        self.holders.get(place.index()).copied().unwrap_or(self.scenario.theatre.place(place).holder)
    }

    /// Where the sides meet on a link, if it is told.
    pub(crate) fn contact(&self, link: LinkId) -> Option<f64> {
        self.contacts.get(link.index()).copied().flatten()
    }

    /// Where a unit stands.
    pub(crate) fn position(&self, mark: &UnitMark) -> LatLon {
        match mark.on {
            Some((link, km)) => self.scenario.theatre.point_on(link, km),
            None => self.scenario.theatre.place(mark.place).at,
        }
    }

    /// Side of a marked unit.
    pub(crate) fn side(&self, mark: &UnitMark) -> SideId {
        self.scenario.unit(mark.unit).side
    }
}
