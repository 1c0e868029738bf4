//! Sector: which contacts a unit covers from its place, and with how many men.
//!
//! Law     cover.rs.
//! Used by covering.rs.

use verst_domain::ids::{FormationId, LinkId, PlaceId, SideId, UnitId};

use crate::cover::{Cover, Params};
use crate::on_link::OnLink;

/// A unit at a place.
pub(crate) struct Spot {
    pub(crate) unit: UnitId,
    pub(crate) side: SideId,
    pub(crate) under: FormationId,
    pub(crate) place: PlaceId,
    pub(crate) men: f64,
    /// Whether it covers contacts; the others hold their place and nothing before it.
    pub(crate) covers: bool,
    pub(crate) is_reserve: bool,
}

/// A contact near a place.
pub(crate) struct Around {
    pub(crate) link: LinkId,
    /// The end that the unit's side holds.
    pub(crate) end: PlaceId,
    /// Frontage in km that asks for men.
    pub(crate) width: f64,
    /// The whole link in km, and whether the end is its end `a`.
    pub(crate) km: f64,
    pub(crate) is_a: bool,
}

impl Around {
    /// Whether a side's own troops stand on the contact, and farther before the end than a sector reaches.
    fn is_out_of_reach(&self, laws: &Params, on_link: &OnLink, side: SideId) -> bool {
        let foremost = on_link.front[side.index()].map_or(0.0, |front| front.1);
        let out = if self.is_a { foremost } else { self.km - foremost };
        (on_link.lines[side.index()].forward > laws.picket.get()) & (out > laws.sector_radius.get())
    }
}

/// A contact in a unit's sector.
#[derive(Clone, Copy)]
pub(crate) struct Share {
    link: LinkId,
    width: f64,
    threat: f64,
    lent: bool,
}

const NO_SHARE: Share = Share { link: LinkId(0), width: 0.0, threat: 0.0, lent: false };

/// A unit at a place: its sector is every contact of the place and the open ones within reach.
pub(crate) fn spread(
    laws: &Params,
    cover: &mut Cover,
    spot: &Spot,
    around: &[Around],
    sector: &mut Vec<Share>,
) {
    let reserve = if spot.is_reserve { 1.0 } else { laws.reserve.get() };
    let sums = find_sector(laws, cover, spot, around, sector);
    let for_lending = if sums.lent > 0.0 { laws.lent.get() } else { 0.0 };
    let against_threat = (reserve - for_lending).max(0.0);
    let mut left = spot.men;
    for s in sector.iter() {
        let men = if s.lent {
            for_lending * spot.men * s.threat / sums.lent
        } else {
            let by_width = (1.0 - reserve) * s.width / sums.width;
            let by_threat = if sums.threat > 0.0 { against_threat * s.threat / sums.threat } else { 0.0 };
            spot.men * (by_width + by_threat)
        };
        if men > 0.0 {
            cover.links[s.link.index()].lines[spot.side.index()].add(spot.unit, men, false);
            cover.in_contact[spot.unit.index()] = true;
            left -= men;
        }
    }
    if left > 0.0 {
        cover.garrison[spot.place.index()].add(spot.unit, left, false);
    }
}

/// What the contacts of a sector ask for together: its own by width and threat, and those it lends men to by threat.
#[derive(Default)]
struct Sums {
    width: f64,
    threat: f64,
    lent: f64,
}

/// Finds the contacts of a unit's sector. Which they are is anybody's guess, so nothing branches on it.
fn find_sector(
    laws: &Params,
    cover: &Cover,
    spot: &Spot,
    around: &[Around],
    sector: &mut Vec<Share>,
) -> Sums {
    let (mut sums, mut count) = (Sums::default(), 0);
    sector.resize(around.len(), NO_SHARE);
    for near in around {
        let &Around { link, end, width, .. } = near;
        let threat = cover.line(link, spot.side.enemy()).forward;
        let there = &cover.stationed[end.index()];
        let in_reach = !near.is_out_of_reach(laws, &cover.links[link.index()], spot.side);
        let is_small = there.men < laws.small_garrison.get();
        let is_own = in_reach & ((end == spot.place) | (!there.is_left_open & is_small));
        let lent = in_reach & !is_own & !there.is_left_open & (threat > 0.0) & (there.under == spot.under);
        sector[count] = Share { link, width, threat, lent };
        count += usize::from(is_own | lent);
        sums.width += if is_own { width } else { 0.0 };
        sums.threat += if is_own { threat } else { 0.0 };
        sums.lent += if lent { threat } else { 0.0 };
    }
    sector.truncate(count);
    sums
}
