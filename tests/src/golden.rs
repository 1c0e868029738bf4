//! The golden runs: digest and ten lines of each operation, so that a review sees how history moved.
//!
//! A change on purpose is taken over by
//! `INSTA_UPDATE=always cargo test -p verst-tests --test all golden`
//! and explained by a line in CHANGELOG.md.

use std::fmt::Write;

use verst_domain::ids::SideId;
use verst_domain::journal::{Losses, What};
use verst_domain::scenario::Scenario;
use verst_engine::journal::Detail;

use crate::operation::{ALL, Operation, seeds_of};

/// What a side has at the end of a run.
#[derive(Clone, Copy, Default)]
struct Total {
    men: f64,
    tanks: f64,
    lost: Losses,
}

/// A run in a few numbers.
#[derive(Default)]
struct Tale {
    sides: [Total; 2],
    captures: Vec<String>,
    taken: [usize; 2],
    opened: usize,
    resolved: [usize; 2],
    retreats: usize,
    turns: u32,
}

impl Tale {
    fn see(&mut self, scenario: &Scenario, at: verst_domain::time::Minute, what: &What) {
        let side = |unit: verst_domain::ids::UnitId| scenario.unit(unit).side.index();
        match what {
            What::Captured { place, by, .. } => {
                self.taken[by.index()] += 1;
                let (key, date) = (&scenario.theatre.place(*place).key, scenario.calendar.date(at));
                let (month, day, hour) = (date.month(), date.day(), date.hour());
                self.captures.push(format!("{key} {month:02}-{day:02}/{hour:02}h"));
            }
            What::EngagementOpened { .. } => self.opened += 1,
            What::EngagementResolved { success, .. } => self.resolved[usize::from(*success)] += 1,
            What::Retreated { .. } => self.retreats += 1,
            What::Lost { unit, losses } => self.sides[side(*unit)].lost.add(losses),
            What::Stand(s) if at == scenario.calendar.end => {
                self.sides[side(s.unit)].men += s.men;
                self.sides[side(s.unit)].tanks += s.tanks;
            }
            What::TurnEnd { turn, .. } => self.turns = *turn,
            _ => {}
        }
    }

    /// Ten lines with the digest.
    fn text(&self, scenario: &Scenario, seed: u64, digest: [u8; 32]) -> String {
        let hex: String = digest.iter().map(|b| format!("{b:02x}")).collect();
        let mut text = format!("seed {seed}, {} turns, digest\n{hex}\n", self.turns);
        for side in SideId::BOTH {
            let Total { men, tanks, lost } = self.sides[side.index()];
            let (key, battle) = (&scenario.side(side).key, lost.battle());
            let ill = lost.sick + lost.frostbitten;
            let taken = self.taken[side.index()];
            let _ =
                writeln!(text, "{key}: {men:.0} men and {tanks:.1} tanks at the end, took {taken} places");
            let _ =
                writeln!(text, "{key}: lost {battle:.0} in battle, {ill:.0} sick, {:.1} tanks", lost.tanks);
        }
        let ([failed, won], opened) = (self.resolved, self.opened);
        let _ = writeln!(
            text,
            "engagements: {opened} opened, {won} won, {failed} lost; {} retreats",
            self.retreats
        );
        let third = self.captures.len().div_ceil(3);
        for some in self.captures.chunks(third) {
            let _ = writeln!(text, "captures: {}", some.join(", "));
        }
        text
    }
}

#[test]
fn golden_runs() {
    for name in ALL {
        let operation = Operation::named(name);
        let mut tales = String::new();
        for seed in seeds_of(name, "golden", usize::MAX) {
            let mut tale = Tale::default();
            let mut see =
                |entry: &verst_domain::journal::Entry| tale.see(&operation.scenario, entry.at, &entry.what);
            let end = operation.drawn().replay(seed, Detail::Facts, &mut see);
            tales += &tale.text(&operation.scenario, seed, end.digest);
        }
        assert_eq!(tales.lines().count(), 10, "a digest and a summary of ten lines for one golden seed");
        insta::assert_snapshot!(
            name,
            tales,
            "history moved. On purpose? INSTA_UPDATE=always cargo test -p verst-tests --test all golden, and a line in CHANGELOG.md"
        );
    }
}
