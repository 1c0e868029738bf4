//! What holds in any world: nobody appears or vanishes, nothing comes where no road leads, sides are only names, no rule
//! breaks. The worlds are drawn, and shrink to a small one that fails.

use std::cell::Cell;
use std::sync::Arc;

use proptest::prelude::*;
use verst_domain::ids::{PlaceId, SideId};
use verst_domain::journal::{Entry, What};
use verst_domain::scenario::Scenario;
use verst_study::runner::Arm;

use crate::conservation::{audited, side_balances};
use crate::operation::entries;
use crate::worlds::World;

/// Km between neighbouring places.
const STEP: f64 = 30.0;

/// A world on a grid of places: the western columns are blue, the eastern ones red.
#[derive(Clone, Debug)]
struct Draft {
    columns: usize,
    rows: usize,
    /// By place, again and again: depth of the town, whether a road leads north, whether east (the first row has all).
    ground: Vec<(u32, bool, bool)>,
    units: Vec<Troop>,
    days: u32,
    seed: u64,
}

/// A unit with its order.
#[derive(Clone, Debug)]
struct Troop {
    blue: bool,
    kind: usize,
    place: usize,
    men: u32,
    tanks: u32,
    task: usize,
    goal: usize,
    /// The day on which it comes, if it is not there from the start; and whether it leaves again.
    comes: Option<u32>,
    leaves: bool,
}

const KINDS: [&str; 8] =
    ["Rifle", "Motorized", "Tank", "Cavalry", "Ski", "Garrison", "Security", "Artillery"];

fn troop() -> impl Strategy<Value = Troop> {
    let who = (any::<bool>(), 0..KINDS.len(), 0..12_usize, 200..15_000_u32, 0..120_u32);
    let what = (0..8_usize, 0..12_usize, prop::option::weighted(0.2, 1..4_u32), prop::bool::weighted(0.1));
    (who, what).prop_map(|((blue, kind, place, men, tanks), (task, goal, comes, leaves))| Troop {
        blue,
        kind,
        place,
        men,
        tanks,
        task,
        goal,
        comes,
        leaves,
    })
}

fn draft() -> impl Strategy<Value = Draft> {
    let ground = prop::collection::vec((0..5_u32, any::<bool>(), any::<bool>()), 12);
    let units = prop::collection::vec(troop(), 2..12);
    (2..5_usize, 1..4_usize, ground, units, 3..9_u32, 0..1_000_u64).prop_map(
        |(columns, rows, ground, units, days, seed)| Draft { columns, rows, ground, units, days, seed },
    )
}

fn key(column: usize, row: usize) -> String {
    format!("p{column}{row}")
}

impl Draft {
    fn is_blue(&self, column: usize) -> bool {
        column < self.columns.div_ceil(2)
    }

    /// The places in order.
    fn keys(&self, of: impl Fn(usize) -> bool) -> Vec<String> {
        let columns = (0..self.columns).filter(|&c| of(c));
        columns.flat_map(|c| (0..self.rows).map(move |r| key(c, r))).collect()
    }

    fn world(&self) -> World {
        let mut world = World::new(self.days);
        for column in 0..self.columns {
            for row in 0..self.rows {
                self.lay(&mut world, column, row);
            }
        }
        let last = key(self.columns - 1, 0);
        world.source("blue", "p00", 3);
        world.source("red", &last, 3);
        world.fallback = [String::from("\"p00\""), format!("\"{last}\"")];
        for (n, troop) in self.units.iter().enumerate() {
            self.raise(&mut world, n, troop);
        }
        world
    }

    /// A place and its roads to the east and to the north.
    fn lay(&self, world: &mut World, column: usize, row: usize) {
        let (town, north, east) = self.ground[column * 3 + row];
        let side = if self.is_blue(column) { "blue" } else { "red" };
        let at = (column as f64 * STEP, row as f64 * STEP);
        // The keys of places tell who is who: those of some of them are key places.
        let more = format!("town_depth: {town}, key: {}", town > 2);
        world.place(&key(column, row), at, side, &more);
        if column + 1 < self.columns && (row == 0 || east) {
            world.link((&key(column, row), &key(column + 1, row)), 32.0, "road: Road");
        }
        // Every place can be reached by the roads of its column, at least by a track.
        if row + 1 < self.rows {
            let road = if north { "road: Road" } else { "road: Track" };
            world.link((&key(column, row), &key(column, row + 1)), 33.0, road);
        }
    }

    fn raise(&self, world: &mut World, n: usize, troop: &Troop) {
        let own = self.keys(|c| self.is_blue(c) == troop.blue);
        let all = self.keys(|_| true);
        let side = if troop.blue { "blue" } else { "red" };
        let name = format!("u{n:02}");
        let home = &own[troop.place % own.len()];
        let at = match troop.comes {
            None => format!("at: \"{home}\""),
            Some(day) => {
                format!("enters: (at: \"{home}\", on: \"1943-07-{:02}\", by: Road, known: Opening)", day + 1)
            }
        };
        let leaves = if troop.leaves && troop.comes.is_none() {
            ", leaves: (on: \"1943-07-03T06:00\", known: Opening)"
        } else {
            ""
        };
        let kind = KINDS[troop.kind];
        let row = format!(
            "kind: {kind}, {at}, men: {}, tanks: {}, guns: {}{leaves}",
            troop.men,
            troop.tanks,
            troop.men / 200
        );
        world.unit(&name, side, &row);
        let goal = &all[troop.goal % all.len()];
        let source = if troop.blue { key(0, 0) } else { key(self.columns - 1, 0) };
        let task = match troop.task {
            0 | 1 => format!("Attack(along: [\"{goal}\"])"),
            2 => format!("March(via: [\"{goal}\"], hours: Night, avoid: Contact, then: Seize)"),
            3 => format!("March(via: [\"{goal}\"], then: Hold)"),
            4 => format!("Delay(along: [\"{source}\"])"),
            5 => String::from("Reserve()"),
            6 => String::from("Hold(stand_fast: true)"),
            _ => return, // no order
        };
        world.order(&name, &task);
    }
}

/// The scenario with the two sides' numbers exchanged: every name and every die stays.
fn with_sides_exchanged(scenario: &Scenario) -> Scenario {
    let mut other = scenario.clone();
    other.sides.reverse();
    let theatre = &mut other.theatre;
    let sides = theatre.places.iter_mut().map(|p| &mut p.holder);
    let sides = sides.chain(theatre.works.iter_mut().map(|w| &mut w.side));
    let sides = sides.chain(theatre.sources.iter_mut().map(|s| &mut s.side));
    let sides = sides.chain(other.formations.iter_mut().map(|f| &mut f.side));
    sides.chain(other.units.iter_mut().map(|u| &mut u.side)).for_each(|side| *side = side.enemy());
    other
}

/// What a run told, without the order within a minute, digests, and which number a side has.
fn told(arm: &Arm, seed: u64, exchanged: bool) -> Vec<(i64, String)> {
    let of = |side: SideId| if exchanged { side.enemy() } else { side };
    let tell = |entry: Entry| {
        let what = match entry.what {
            What::TurnEnd { .. } => return None,
            What::Captured { place, by, unit } => What::Captured { place, by: of(by), unit },
            What::EngagementOpened { place, attacker, attacker_men, defender_men } => {
                What::EngagementOpened { place, attacker: of(attacker), attacker_men, defender_men }
            }
            What::EngagementResolved { place, attacker, success } => {
                What::EngagementResolved { place, attacker: of(attacker), success }
            }
            what => what,
        };
        Some((entry.at.0, format!("{what:?}")))
    };
    let mut all: Vec<(i64, String)> = entries(arm, seed).into_iter().filter_map(tell).collect();
    all.sort();
    all
}

/// Places from which a side can reach a source of its own over its own places.
fn fed(scenario: &Scenario, holders: &[SideId], side: SideId) -> Vec<bool> {
    let mut fed = vec![false; holders.len()];
    let sources = scenario.theatre.sources.iter().filter(|s| s.side == side && holders[s.at.index()] == side);
    let mut next: Vec<PlaceId> = sources.map(|s| s.at).collect();
    while let Some(place) = next.pop() {
        if !std::mem::replace(&mut fed[place.index()], true) {
            let ways = scenario.theatre.place(place).ways.iter().map(|way| way.1);
            next.extend(ways.filter(|p| holders[p.index()] == side && !fed[p.index()]));
        }
    }
    fed
}

/// Who, with no way to a source at either end of a turn in which no place changed hands, has more food after it; and how
/// many were looked at.
fn fed_by_nobody(scenario: &Scenario, told: &[Entry]) -> (Vec<String>, usize) {
    let mut holders: Vec<SideId> = scenario.theatre.places.iter().map(|p| p.holder).collect();
    let mut before: Vec<Option<f64>> = vec![None; scenario.units.len()];
    let (mut found, mut cut, mut is_still) = (Vec::new(), 0, true);
    for entry in told {
        match &entry.what {
            What::Captured { place, by, .. } => {
                holders[place.index()] = *by;
                is_still = false;
            }
            What::Stand(stand) => {
                let side = scenario.unit(stand.unit).side;
                let fed = fed(scenario, &holders, side);
                let ends = stand.on.map(|(link, _)| {
                    let link = scenario.theatre.link(link);
                    [link.a, link.b]
                });
                let near = ends.iter().flatten().chain([&stand.place]).any(|p| fed[p.index()]);
                let food = (!near).then_some(stand.food);
                let was = std::mem::replace(&mut before[stand.unit.index()], food);
                if let (Some(was), Some(is), true) = (was, food, is_still) {
                    cut += 1;
                    if is > was + 1e-9 {
                        found.push(format!(
                            "{} {}: {was} to {is}",
                            entry.at.0,
                            scenario.unit(stand.unit).key
                        ));
                    }
                }
            }
            What::TurnEnd { .. } => is_still = true,
            _ => {}
        }
    }
    (found, cut)
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() }
}

#[test]
fn nobody_appears_or_vanishes_and_nothing_comes_without_a_road() {
    let seen = Cell::new([0; 3]);
    proptest!(config(), |(draft in draft())| {
        let arm = draft.world().arm(&[]);
        let told = entries(&arm, draft.seed);
        let accounts = audited(&arm.scenario, &told, draft.seed);
        side_balances(&arm.scenario, &accounts, draft.seed);
        let (wrong, looked_at) = fed_by_nobody(&arm.scenario, &told);
        prop_assert!(wrong.is_empty(), "{:?}", wrong);
        let captured = told.iter().filter(|e| matches!(e.what, What::Captured { .. })).count();
        let fought = told.iter().filter(|e| matches!(e.what, What::EngagementResolved { .. })).count();
        let sum = seen.get();
        seen.set([sum[0] + looked_at, sum[1] + captured, sum[2] + fought]);
    });
    // Worlds in which nothing happens would show nothing.
    let [cut, captured, fought] = seen.get();
    assert!(cut > 50 && captured > 30 && fought > 15, "{cut} cut off, {captured} places, {fought} fights");
}

#[test]
fn sides_are_only_names() {
    proptest!(config(), |(draft in draft())| {
        let arm = draft.world().arm(&[]);
        let exchanged = Arm { scenario: Arc::new(with_sides_exchanged(&arm.scenario)), ..arm.clone() };
        let (one, other) = (told(&arm, draft.seed, false), told(&exchanged, draft.seed, true));
        let parted = one.iter().zip(&other).find(|(a, b)| a != b);
        prop_assert!(parted.is_none() && one.len() == other.len(), "{:#?}", parted);
    });
}
