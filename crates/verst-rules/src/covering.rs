//! Covering: counts who covers which contact, and draws the stand lines.
//!
//! Law     cover.rs.
//! Phase   Command and Contact.  Reads Position, Duty, Strength, Holding.  Writes Cover, Lines.  Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Res, ResMut};
use verst_domain::forces::UnitKind;
use verst_domain::ids::{FormationId, LinkId, PlaceId, SideId, UnitId};
use verst_domain::scenario::Scenario;
use verst_domain::theatre::Link;
use verst_engine::components::{Duty, Holding, Lines, Position, Stance, Status, Strength};
use verst_engine::muster::{Constants, Operation};
use verst_engine::roster::{Links, Places, Units};
use verst_engine::run::Clock;

use crate::cover::{Cover, Line, Params};
use crate::rules_file::Laws;

type Where = (&'static Position, &'static Duty, &'static Strength);

/// What one count of the cover needs to know.
struct Count<'a> {
    scenario: &'a Scenario,
    laws: &'a Params,
}

/// A unit at a place.
struct Spot {
    unit: UnitId,
    side: SideId,
    under: FormationId,
    place: PlaceId,
    men: f64,
    stance: Stance,
}

/// Work space of a count. What it keeps between runs is keyed by what it was made from, or made anew by the first count.
#[derive(Resource, Default)]
pub(crate) struct Work {
    sectors: Sectors,
    /// By place and side: the contacts that a unit there may have to cover, in link order.
    contacts: Vec<[Vec<Contact>; 2]>,
    spots: Vec<Spot>,
    sector: Vec<Sector>,
}

/// A contact near a place.
struct Contact {
    link: LinkId,
    /// The end that the unit's side holds.
    end: PlaceId,
    /// Frontage in km that asks for men.
    width: f64,
}

impl Work {
    fn find_contacts(&mut self, count: &Count, cover: &Cover) {
        self.contacts.resize_with(count.scenario.theatre.places.len(), Default::default);
        self.contacts.as_flattened_mut().iter_mut().for_each(Vec::clear);
        for &link in &cover.contacts {
            let l = count.scenario.theatre.link(link);
            let width = l.frontage.best.min(count.laws.widest.get());
            for &(place, near) in &self.sectors.places[link.index()] {
                for (end, is_near) in [l.a, l.b].into_iter().zip(near) {
                    if is_near {
                        let side = cover.holder(end);
                        self.contacts[place.index()][side.index()].push(Contact { link, end, width });
                    }
                }
            }
        }
    }
}

/// By link: the places from where a unit may have to cover it, and whether its ends `a` and `b` are near. The same in every
/// run of a theatre with one radius.
#[derive(Default)]
struct Sectors {
    of: Option<([u8; 32], f64)>,
    places: Vec<Vec<(PlaceId, [bool; 2])>>,
}

impl Sectors {
    fn draw(&mut self, count: &Count, constants: &Constants) {
        let (theatre, radius) = (&count.scenario.theatre, count.laws.sector_radius.get());
        let of = Some((count.scenario.digest, radius));
        if self.of == of {
            return;
        }
        self.of = of;
        let places = || (0..theatre.places.len()).map(PlaceId::new);
        let is_near = |end, place| end == place || constants.distance(end, place) <= radius;
        let around: Vec<Vec<bool>> =
            places().map(|end| places().map(|place| is_near(end, place)).collect()).collect();
        let of_link = |l: &Link| {
            let near = |place: PlaceId| [l.a, l.b].map(|end| around[end.index()][place.index()]);
            places().map(|place| (place, near(place))).filter(|(_, [a, b])| *a || *b).collect()
        };
        self.places = theatre.links.iter().map(of_link).collect();
    }
}

/// A contact in a unit's sector.
struct Sector {
    link: LinkId,
    width: f64,
    threat: f64,
    lent: bool,
}

/// Counts who covers what; draws the stand lines of new contacts.
#[expect(clippy::too_many_arguments, reason = "the parameters of a system are its declared access")]
pub(crate) fn covering(
    clock: Res<Clock>,
    operation: Res<Operation>,
    constants: Res<Constants>,
    laws: Res<Laws>,
    units: Units<Where>,
    places: Places<&'static Holding>,
    mut links: Links<&'static mut Lines>,
    mut cover: ResMut<Cover>,
    mut work: ResMut<Work>,
) {
    let scenario = &*operation.0;
    let count = Count { scenario, laws: &laws.0.cover };
    let cover = &mut *cover;
    for (place, holding) in places.each() {
        let at = place.index();
        cover.is_stale |= cover.holder[at] != holding.side;
        cover.holder[at] = holding.side;
        cover.is_left_open[at] = holding.open_until > clock.now;
        cover.garrison[at].clear();
        cover.stationed[at] = (0.0, None);
    }
    if cover.is_stale {
        find_contacts(&count, cover, &mut links);
        work.sectors.draw(&count, &constants);
        work.find_contacts(&count, cover);
        cover.is_stale = false;
    }
    for link in &cover.contacts {
        cover.lines[link.index()].iter_mut().for_each(Line::clear);
        cover.front[link.index()] = [None; 2];
    }
    cover.in_contact.fill(false);
    let Work { contacts, spots, sector, .. } = &mut *work;
    spots.clear();
    for (id, (position, duty, strength)) in units.each() {
        if duty.status != Status::Present || strength.men <= 0.0 {
            continue;
        }
        let side = scenario.unit(id).side;
        let slips_through = duty.stance == Stance::Retreat && cover.holder(position.place) != side;
        if slips_through {
            continue; // out of a pocket, behind the enemy's line: it holds nothing there
        }
        if let Some(leg) = &position.leg {
            stand_on_link(&count, cover, id, side, position, leg.km_at(clock.now), strength.men);
        } else if duty.stance != Stance::Retreat || position.route.is_empty() {
            let (place, under) = (position.place, duty.under);
            spots.push(Spot { unit: id, side, under, place, men: strength.men, stance: duty.stance });
            let stationed = &mut cover.stationed[place.index()];
            *stationed = (stationed.0 + strength.men, stationed.1.or(Some(under)));
        }
    }
    for spot in spots.iter() {
        spread(&count, cover, spot, &contacts[spot.place.index()][spot.side.index()], sector);
    }
    stand_lines(&count, cover, &mut links);
}

fn find_contacts(count: &Count, cover: &mut Cover, links: &mut Links<&'static mut Lines>) {
    let (scenario, laws) = (count.scenario, count.laws);
    cover.contacts.clear();
    for (link, lines) in links.each_mut() {
        let l = scenario.theatre.link(link);
        let (a, b) = (cover.holder(l.a), cover.holder(l.b));
        cover.lines[link.index()].iter_mut().for_each(Line::clear);
        cover.front[link.index()] = [None; 2];
        if a == b {
            lines.live = false;
            continue;
        }
        if !lines.live {
            lines.live = true;
            let reach = laws.reach.get().min(laws.reach_share.get() * l.km.best / 2.0);
            lines.of[a.index()] = reach;
            lines.of[b.index()] = l.km.best - reach;
        }
        cover.contacts.push(link);
    }
}

fn stand_on_link(
    count: &Count,
    cover: &mut Cover,
    unit: UnitId,
    side: SideId,
    position: &Position,
    km: f64,
    men: f64,
) {
    let Some(leg) = position.leg else { return };
    let l = count.scenario.theatre.link(leg.link);
    if cover.holder(l.a) == cover.holder(l.b) {
        return;
    }
    let from_a = if position.place == l.a { km } else { l.km.best - km };
    cover.in_contact[unit.index()] = true;
    cover.lines[leg.link.index()][side.index()].add(unit, men, true);
    let toward_b = cover.holder(l.a) == side;
    let front = &mut cover.front[leg.link.index()][side.index()];
    let forward = match front {
        Some((_, f)) if toward_b => f.max(from_a),
        Some((_, f)) => f.min(from_a),
        None => from_a,
    };
    *front = Some((forward, forward));
}

/// A unit at a place: its sector is every contact of the place and the open ones within reach.
fn spread(count: &Count, cover: &mut Cover, spot: &Spot, contacts: &[Contact], sector: &mut Vec<Sector>) {
    let kind = count.scenario.unit(spot.unit).kind;
    if matches!(kind, UnitKind::Garrison | UnitKind::Security | UnitKind::Artillery)
        || spot.stance == Stance::March
    {
        cover.garrison[spot.place.index()].add(spot.unit, spot.men, false);
        return;
    }
    sector.clear();
    for contact in contacts {
        sector.extend(in_sector(count, cover, spot, contact));
    }
    let laws = count.laws;
    let reserve = if spot.stance == Stance::Reserve { 1.0 } else { laws.reserve.get() };
    let width: f64 = sector.iter().filter(|s| !s.lent).map(|s| s.width).sum();
    let threat: f64 = sector.iter().filter(|s| !s.lent).map(|s| s.threat).sum();
    let lent: f64 = sector.iter().filter(|s| s.lent).map(|s| s.threat).sum();
    let for_lending = if lent > 0.0 { laws.lent.get() } else { 0.0 };
    let mut left = spot.men;
    for s in sector.iter() {
        let men = if s.lent {
            for_lending * spot.men * s.threat / lent
        } else {
            let by_width = (1.0 - reserve) * s.width / width;
            let by_threat =
                if threat > 0.0 { (reserve - for_lending).max(0.0) * s.threat / threat } else { 0.0 };
            spot.men * (by_width + by_threat)
        };
        if men > 0.0 {
            cover.lines[s.link.index()][spot.side.index()].add(spot.unit, men, false);
            cover.in_contact[spot.unit.index()] = true;
            left -= men;
        }
    }
    if left > 0.0 {
        cover.garrison[spot.place.index()].add(spot.unit, left, false);
    }
}

fn in_sector(count: &Count, cover: &Cover, spot: &Spot, contact: &Contact) -> Option<Sector> {
    let &Contact { link, end: own_end, width } = contact;
    let threat = cover.line(link, spot.side.enemy()).forward;
    let sector = Sector { link, width, threat, lent: false };
    if own_end == spot.place {
        return Some(sector);
    }
    if cover.is_left_open[own_end.index()] {
        return None;
    }
    let (men, formation) = cover.stationed[own_end.index()];
    if men < count.laws.small_garrison.get() {
        return Some(sector);
    }
    (threat > 0.0 && formation == Some(spot.under)).then_some(Sector { lent: true, ..sector })
}

/// The stand line of men who cover a contact from behind lies where it lay; with nobody on it, it goes back to the place.
fn stand_lines(count: &Count, cover: &mut Cover, links: &mut Links<&'static mut Lines>) {
    let (scenario, laws) = (count.scenario, count.laws);
    let Cover { contacts, holder, lines: manned, front, .. } = cover;
    let mut contacts = contacts.iter().copied().peekable();
    for (link, lines) in links.each_mut() {
        if contacts.next_if_eq(&link).is_none() {
            continue;
        }
        let l = scenario.theatre.link(link);
        let a_side = holder[l.a.index()];
        let (manned, front) = (&manned[link.index()], &mut front[link.index()]);
        for side in SideId::BOTH {
            let toward_b = side == a_side;
            let home = if toward_b { 0.0 } else { l.km.best };
            let line = &manned[side.index()];
            let at = match front[side.index()] {
                Some((forward, _)) if toward_b => forward.max(0.0),
                Some((forward, _)) => forward.min(l.km.best),
                None if line.total > laws.picket.get() => {
                    let reach = laws.reach.get().min(laws.reach_share.get() * l.km.best / 2.0);
                    let out = if toward_b { reach } else { l.km.best - reach };
                    if lines.of[side.index()] == home { out } else { lines.of[side.index()] }
                }
                None => home,
            };
            lines.of[side.index()] = at;
        }
        // Men who cover from behind do not stand beyond the enemy's foremost men.
        let (low, high) = (a_side.index(), a_side.enemy().index());
        if lines.of[low] > lines.of[high] {
            let forward = |side: usize| manned[side].forward > 0.0;
            if forward(low) && !forward(high) {
                lines.of[high] = lines.of[low];
            } else {
                lines.of[low] = lines.of[high];
            }
        }
        for side in SideId::BOTH {
            let forward = front[side.index()].map_or(lines.of[side.index()], |f| f.1);
            front[side.index()] = Some((lines.of[side.index()], forward));
        }
    }
}
