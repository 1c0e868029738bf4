//! Covering: counts who covers which contact, and draws the stand lines.
//!
//! Law     cover.rs.
//! Phase   Command and Contact.  Reads Position, Duty, Strength, Holding.  Writes Cover, Lines.  Dice none.

use bevy_ecs::resource::Resource;
use bevy_ecs::system::{Local, Res, ResMut, SystemParam};
use verst_domain::forces::UnitKind;
use verst_domain::ids::{LinkId, SideId, UnitId};
use verst_engine::agenda::{Agenda, Event, Subject};
use verst_engine::components::{Condition, Duty, Holding, Leg, Lines, Position, Stance, Status, Strength};
use verst_engine::muster::Operation;
use verst_engine::phase::Phase;
use verst_engine::roster::{Links, Places, Units};
use verst_engine::run::Clock;

use crate::astray::{Astray, Strays};
use crate::combat::Resolved;
use crate::cover::{Cover, Params};
use crate::facts::{Facts, LinkFacts};
use crate::near::Near;
use crate::on_link::OnLink;
use crate::rout::{self, is_routed};
use crate::rules_file::Laws;
use crate::sector::{Around, Share, Spot, spread};
use crate::stormed;

type Where = (&'static Position, &'static Duty, &'static Strength, &'static Condition);

/// Work space of a count. What it keeps between runs is keyed by what it was made from, or made anew by the first count.
#[derive(Resource, Default)]
pub(crate) struct Work {
    /// From there a unit may have to cover a place's contacts.
    sectors: Near,
    /// The contacts, in link order.
    contacts: Vec<Contact>,
    /// By place and side: the contacts that a unit there may have to cover, in link order.
    around: Vec<[Vec<Around>; 2]>,
    /// Who stands between two places of the enemy.
    astray: Strays,
    /// Units at places in the last count.
    spots: Vec<Spot>,
    sector: Vec<Share>,
    /// Units that go back along a link: they bar it while the enemy has not passed them.
    going_back: Vec<UnitId>,
}

/// A contact.
struct Contact {
    link: LinkId,
    /// The side that holds end `a`.
    a_side: SideId,
    /// By side, in km from end `a`: its place, and where a new stand line of it lies.
    home: [f64; 2],
    out: [f64; 2],
}

impl Contact {
    fn new(link: LinkId, a_side: SideId, km: f64, laws: &Params) -> Self {
        let reach = laws.reach.get().min(laws.reach_share.get() * km);
        let by_side = |of_a: f64, of_b: f64| if a_side == SideId(0) { [of_a, of_b] } else { [of_b, of_a] };
        Self { link, a_side, home: by_side(0.0, km), out: by_side(reach, km - reach) }
    }
}

impl Work {
    fn find_contacts(
        &mut self,
        facts: &Facts,
        laws: &Params,
        cover: &mut Cover,
        links: &mut Links<&'static mut Lines>,
    ) {
        self.contacts.clear();
        cover.contacts.clear();
        let mut astray = self.astray.groups().iter().peekable();
        for (link, lines) in links.each_mut() {
            let l = facts.link(link);
            let mut ends = [cover.holder(l.a), cover.holder(l.b)];
            if let Some(group) = astray.next_if(|group| group.link == link) {
                ends[usize::from(!group.toward_b)] = group.side;
            }
            cover.ends[link.index()] = ends;
            cover.links[link.index()].clear();
            let [a_side, b_side] = ends;
            if a_side == b_side {
                lines.live = false;
                continue;
            }
            let contact = Contact::new(link, a_side, l.km, laws);
            if !lines.live {
                (lines.live, lines.of) = (true, contact.out);
            }
            cover.contacts.push(link);
            self.contacts.push(contact);
        }
    }

    fn look_around(&mut self, facts: &Facts, laws: &Params, cover: &Cover) {
        self.around.resize_with(cover.holder.len(), Default::default);
        self.around.as_flattened_mut().iter_mut().for_each(Vec::clear);
        for &link in &cover.contacts {
            let l = facts.link(link);
            let width = l.frontage.min(laws.widest.get());
            for (end, side) in [l.a, l.b].into_iter().zip(cover.ends[link.index()]) {
                let side = side.index();
                for place in self.sectors.to(end) {
                    let (km, is_a) = (l.km, end == l.a);
                    self.around[place.index()][side].push(Around { link, end, width, km, is_a });
                }
            }
        }
    }
}

/// What the count reads and writes.
#[derive(SystemParam)]
pub(crate) struct Count<'w, 's> {
    clock: Res<'w, Clock>,
    operation: Res<'w, Operation>,
    facts: Res<'w, Facts>,
    laws: Res<'w, Laws>,
    units: Units<'w, 's, Where>,
    places: Places<'w, 's, &'static Holding>,
    links: Links<'w, 's, &'static mut Lines>,
    cover: ResMut<'w, Cover>,
    work: ResMut<'w, Work>,
}

/// Counts anew where a position was won in the round: the winner goes on at once, from where he has fought his line to.
pub(crate) fn recount(
    resolved: Res<Resolved>,
    mut agenda: ResMut<Agenda>,
    mut count: Count,
    mut won: Local<Vec<Won>>,
) {
    won.clear();
    for verdict in resolved.0.iter().filter(|verdict| verdict.success) {
        let side = verdict.attacker.index();
        won.extend(verdict.axes.iter().map(|&(link, _)| (link, side, count.links.get(link).of[side])));
        for &id in &verdict.attackers {
            let tag = count.units.get(id).0.version;
            let (at, subject) = (count.clock.now + 1, Subject::Unit(id));
            agenda.schedule(Event { at, phase: Phase::March, subject, tag });
        }
    }
    if !won.is_empty() {
        count.take();
    }
    for &(link, side, km) in won.iter() {
        count.links.get_mut(link).of[side] = km;
    }
}

/// A contact on which a side has won, and where its line lies.
type Won = (LinkId, usize, f64);

/// Counts who covers what; draws the stand lines of new contacts.
pub(crate) fn covering(mut count: Count) {
    count.take();
}

impl Count<'_, '_> {
    fn take(&mut self) {
        let Self { clock, operation, facts, laws, units, places, links, cover, work } = self;
        let (cover, work, laws, routed) = (&mut **cover, &mut **work, &laws.0.cover, &laws.0.rout);
        for (place, holding) in places.each() {
            let at = place.index();
            cover.is_stale |= cover.holder[at] != holding.side;
            cover.holder[at] = holding.side;
            cover.stationed[at].is_left_open = holding.open_until > clock.now;
        }
        clear(cover, work);
        (cover.is_counted, cover.counted_at) = (true, clock.now);
        cover.is_stale |= find_astray(facts, cover, units, routed, &mut work.astray);
        if cover.is_stale {
            work.find_contacts(facts, laws, cover, links);
            work.sectors.look(operation.0.digest, &operation.0.theatre.places, laws.sector_radius.get());
            work.look_around(facts, laws, cover);
            cover.is_stale = false;
        }
        for (id, (position, duty, strength, condition)) in units.each() {
            if duty.status != Status::Present || strength.men <= 0.0 || is_routed(routed, condition) {
                continue;
            }
            let (side, goes_back) = (facts.unit(id).side, duty.stance == Stance::Retreat);
            let to_its_own = position.leg.is_some_and(|leg| cover.holder(leg.to) == side);
            let slips_through = goes_back && cover.holder(position.place) != side && !to_its_own;
            if slips_through {
                continue; // out of a pocket, behind the enemy's line: it holds nothing there
            }
            if let Some(leg) = &position.leg {
                let km = leg.km_at(clock.now);
                if goes_back {
                    work.going_back.push(id);
                    continue;
                }
                stand_on_link(facts.link(leg.link), cover, id, side, leg, km, strength.men);
            } else if !goes_back || position.route.is_empty() {
                let holds = matches!(
                    facts.unit(id).kind,
                    UnitKind::Garrison | UnitKind::Security | UnitKind::Artillery
                );
                work.spots.push(Spot {
                    unit: id,
                    side,
                    under: duty.under,
                    place: position.place,
                    men: strength.men,
                    covers: !holds && duty.stance != Stance::March,
                    is_reserve: duty.stance == Stance::Reserve,
                });
                cover.stationed[position.place.index()].add(strength.men, duty.under);
            }
        }
        for id in work.going_back.drain(..) {
            let (position, _, strength, _) = units.get(id);
            let (Some(leg), side) = (&position.leg, facts.unit(id).side) else { continue };
            let (link, km) = (facts.link(leg.link), leg.km_at(clock.now));
            if !cover.is_overtaken(link, side, leg, km) {
                stand_on_link(link, cover, id, side, leg, km, strength.men);
            }
        }
        let Work { contacts, around, spots, sector, .. } = work;
        for spot in spots.iter() {
            if spot.covers {
                spread(laws, cover, spot, &around[spot.place.index()][spot.side.index()], sector);
            } else {
                cover.garrison[spot.place.index()].add(spot.unit, spot.men, false);
            }
        }
        debug_assert!(holds_nobody_twice(cover), "men hold a place only while they stand in it");
        stand_lines(laws, contacts, cover, links);
        stormed::find(facts, laws, cover);
    }
}

/// Finds who stands between two places of the enemy; whether there are others than before.
fn find_astray(
    facts: &Facts,
    cover: &Cover,
    units: &Units<Where>,
    routed: &rout::Params,
    astray: &mut Strays,
) -> bool {
    let groups = units.each().filter_map(|(id, (position, duty, strength, condition))| {
        let (leg, side) = (position.leg?, facts.unit(id).side);
        let is_between = cover.holder(leg.to) != side && cover.holder(position.place) != side;
        let stands = duty.status == Status::Present
            && duty.stance != Stance::Retreat
            && strength.men > 0.0
            && !is_routed(routed, condition);
        let toward_b = leg.to == facts.link(leg.link).b;
        (is_between && stands).then_some(Astray { link: leg.link, side, toward_b, men: strength.men })
    });
    astray.look(groups)
}

/// Whether no place is held by more men than stand in it.
fn holds_nobody_twice(cover: &Cover) -> bool {
    let places = cover.garrison.iter().zip(&cover.stationed);
    places.into_iter().all(|(garrison, stationed)| garrison.total <= stationed.men * (1.0 + 1e-9))
}

/// Forgets the last count.
fn clear(cover: &mut Cover, work: &mut Work) {
    for spot in work.spots.drain(..) {
        cover.garrison[spot.place.index()].clear();
        cover.stationed[spot.place.index()].clear();
    }
    while let Some(place) = cover.reached.pop() {
        cover.garrison[place.index()].clear();
    }
    for link in &cover.contacts {
        cover.links[link.index()].clear();
    }
    cover.clear_on_the_way();
    cover.in_contact.fill(false);
}

fn stand_on_link(
    link: &LinkFacts,
    cover: &mut Cover,
    unit: UnitId,
    side: SideId,
    leg: &Leg,
    km: f64,
    men: f64,
) {
    let from_a = link.from_a(leg.to, km);
    // Between two places of one side: who goes the other way than the group astray, or comes up behind it, is none of the contact.
    let is_split = cover.holder(link.a) == cover.holder(link.b);
    let turns_away = is_split && link.end(cover.has_a(leg.link, side)) == leg.to;
    if !cover.is_contact(leg.link) {
        cover.note_on_the_way(leg.link, side, from_a, men);
        return;
    }
    if turns_away {
        return;
    }
    cover.in_contact[unit.index()] = true;
    let toward_b = cover.has_a(leg.link, side);
    let on_link = &mut cover.links[leg.link.index()];
    on_link.lines[side.index()].add(unit, men, true);
    let front = &mut on_link.front[side.index()];
    let is_foremost = front.is_none_or(|(_, f)| if toward_b { from_a > f } else { from_a < f });
    if is_foremost {
        *front = Some((from_a, from_a));
        let goes_back = leg.to == link.end(toward_b);
        let pace = if goes_back { leg.km_per_day } else { 0.0 };
        on_link.gives_way[side.index()] = (pace, link.from_a(leg.to, leg.stop_km));
    }
    let rear = &mut on_link.rear[side.index()];
    *rear = Some(match rear {
        Some(r) if toward_b => r.min(from_a),
        Some(r) => r.max(from_a),
        None => from_a,
    });
}

/// The stand line of men who cover a contact from behind lies where it lay; with nobody on it, it goes back to the place.
fn stand_lines(
    laws: &Params,
    contacts: &[Contact],
    cover: &mut Cover,
    links: &mut Links<&'static mut Lines>,
) {
    let picket = laws.picket.get();
    let (mut links, mut next) = (links.each_mut(), 0);
    for contact in contacts {
        let Some((_, lines)) = links.nth(contact.link.index() - next) else { return };
        next = contact.link.index() + 1;
        let OnLink { lines: manned, front, .. } = &mut cover.links[contact.link.index()];
        for side in SideId::BOTH.map(SideId::index) {
            let (was, home, out) = (lines.of[side], contact.home[side], contact.out[side]);
            lines.of[side] = match front[side] {
                Some((forward, _)) if side == contact.a_side.index() => forward.max(home),
                Some((forward, _)) => forward.min(home),
                None if manned[side].total <= picket => home,
                None => {
                    if was == home {
                        out
                    } else {
                        was
                    }
                }
            };
        }
        // Men who cover from behind do not stand beyond the enemy's foremost men.
        let (low, high) = (contact.a_side.index(), contact.a_side.enemy().index());
        if lines.of[low] > lines.of[high] {
            let forward = |side: usize| manned[side].forward > 0.0;
            if forward(low) && !forward(high) {
                lines.of[high] = lines.of[low];
            } else {
                lines.of[low] = lines.of[high];
            }
        }
        for (front, of) in front.iter_mut().zip(lines.of) {
            *front = Some((of, front.map_or(of, |f| f.1)));
        }
    }
}
