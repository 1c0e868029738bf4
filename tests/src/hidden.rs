//! What nobody can see changes nothing: a march that is not seen leaves the enemy as he would be without it.

use proptest::prelude::*;
use verst_domain::journal::{Doing, What};

use crate::operation::entries;
use crate::worlds::World;

/// A raid on a depot: a group in the west marches to a village before it.
#[derive(Clone, Copy, Debug)]
struct Raid {
    men: u32,
    guards: u32,
    reserve: u32,
    /// Km from the base to the wood on its way.
    road: f64,
    seed: u64,
}

fn raid() -> impl Strategy<Value = Raid> {
    (1_500..12_000_u32, 20..90_u32, 2_000..9_000_u32, 20.0..60.0_f64, 0..1_000_u64)
        .prop_map(|(men, guards, reserve, road, seed)| Raid { men, guards, reserve, road, seed })
}

impl Raid {
    fn world(&self, sets_out: bool) -> World {
        let mut world = World::new(8);
        // The village lies a day's march behind the wood, both near the depot.
        world.place("base", (0.0, 100.0), "blue", "");
        world.place("wood", (self.road - 2.0, 100.0), "blue", "");
        world.place("near", (self.road + 10.0, 110.0), "blue", "");
        world.place("depot", (self.road + 20.0, 100.0), "red", "key: true");
        world.place("rear", (self.road + 40.0, 100.0), "red", "");
        world.link(("base", "wood"), self.road, "road: Road");
        world.link(("wood", "near"), 50.0, "road: Road");
        world.link(("near", "depot"), 15.0, "road: Road");
        world.link(("depot", "rear"), 21.0, "road: Road");
        world.source("blue", "base", 10);
        world.source("red", "rear", 10);
        world.fallback = [String::from("\"base\""), String::from("\"rear\"")];
        world.unit("raiders", "blue", &format!("kind: Ski, at: \"base\", men: {}", self.men));
        world.unit("guards", "red", &format!("kind: Garrison, at: \"depot\", men: {}", self.guards));
        world.unit("reserve", "red", &format!("kind: Rifle, at: \"rear\", men: {}", self.reserve));
        world.order("guards", "Hold(at: \"depot\")");
        world.order("reserve", "Reserve()");
        let task = "March(via: [\"wood\", \"near\"], avoid: Contact, then: Hold)";
        world.order("raiders", if sets_out { task } else { "Hold()" });
        world
    }

    /// What the enemy does turn by turn, while the group is on the march if it is; whether it was seen.
    fn enemy(&self, sets_out: bool, seen_by_day: f64) -> (Vec<String>, bool) {
        let by_day = format!("rules.contact.seen_by_day={seen_by_day}");
        let arm = self.world(sets_out).arm(&[&by_day, "rules.contact.sight=200"]);
        let side = |unit| arm.scenario.unit(unit).side.index();
        let (mut turns, mut is_seen) = (Vec::new(), false);
        let mut turn = (String::new(), true);
        for entry in entries(&arm, self.seed) {
            match entry.what {
                What::Stand(stand) if side(stand.unit) == 1 => turn.0 += &format!("{stand:?}\n"),
                What::Stand(stand) if sets_out => turn.1 = stand.doing == Doing::Marching,
                What::Seen { .. } => is_seen = true,
                What::TurnEnd { .. } => {
                    let (told, marches) = std::mem::replace(&mut turn, (String::new(), true));
                    if !marches {
                        break;
                    }
                    turns.push(told);
                }
                _ => {}
            }
        }
        (turns, is_seen)
    }
}

#[test]
fn an_unseen_march_changes_nothing_for_the_enemy() {
    let config = ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() };
    let changed = std::cell::Cell::new(0);
    proptest!(config, |(raid in raid())| {
        let (absent, _) = raid.enemy(false, 0.0);
        let (hidden, was_seen) = raid.enemy(true, 0.0);
        prop_assert!(!was_seen && hidden.len() > 2);
        for (n, (without, with)) in absent.iter().zip(&hidden).enumerate() {
            prop_assert_eq!(without, with, "turn {}", n + 1);
        }
        let (seen, is_seen) = raid.enemy(true, 1000.0);
        prop_assert!(is_seen);
        let parted = absent.iter().zip(&seen).any(|(without, with)| without != with);
        changed.set(changed.get() + u32::from(parted));
    });
    // Otherwise the enemy never looks, and this shows nothing.
    assert!(changed.get() > 10, "seen marches changed {} of 48", changed.get());
}
