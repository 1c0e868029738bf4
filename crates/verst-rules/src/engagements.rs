//! Engagements: those that stand between their rounds, and who fights in them.
//!
//! Used by combat.rs.

use bevy_ecs::resource::Resource;
use bevy_ecs::world::World;
use verst_domain::ids::{FormationId, PlaceId, SideId};
use verst_domain::scenario::Scenario;
use verst_domain::time::Minute;
use verst_engine::digest::{Fold, packed};

use crate::battle::Part;
use crate::snapshot::Snapshot;

/// An engagement between its rounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Engagement {
    pub(crate) place: PlaceId,
    pub(crate) attacker: SideId,
    pub(crate) formations: (FormationId, FormationId),
    pub(crate) size_men: f64,
    pub(crate) attacker_size_men: f64,
    pub(crate) hazard: f64,
    pub(crate) fought_at: Minute,
}

/// Engagements that stand, and how many each position has seen.
#[derive(Resource, Debug, Default)]
pub struct Engagements {
    pub(crate) open: Vec<Engagement>,
    pub(crate) count: Vec<[u32; 2]>,
}

impl Engagements {
    /// None yet.
    pub fn start(scenario: &Scenario) -> Self {
        Self { open: Vec::new(), count: vec![[0; 2]; scenario.theatre.places.len()] }
    }

    /// Whether a side's attack on a position is under way.
    pub(crate) fn is_open(&self, place: PlaceId, attacker: SideId) -> bool {
        self.open.binary_search_by_key(&(place, attacker), |e| (e.place, e.attacker)).is_ok()
    }
}

/// State that the next rounds depend on.
pub fn digest(world: &World, to: &mut Fold) {
    for e in &world.resource::<Engagements>().open {
        let (a, d) = e.formations;
        to.ints([packed([e.place.0, e.attacker.0, a.0, d.0]), e.fought_at.0 as u64]);
        to.numbers([e.size_men, e.attacker_size_men, e.hazard]);
    }
}

/// The formation with most men among the parts.
pub(crate) fn largest(scenario: &Scenario, parts: &[Part], snapshots: &[Snapshot]) -> FormationId {
    let mut men: Vec<(FormationId, f64)> = Vec::new();
    for part in parts {
        let under = snapshots[part.unit.index()].under;
        match men.iter_mut().find(|(f, _)| *f == under) {
            Some((_, sum)) => *sum += part.men,
            None => men.push((under, part.men)),
        }
    }
    men.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    men.first().map_or(scenario.unit(parts[0].unit).under, |m| m.0)
}

/// The army above a formation, or the highest below army that there is.
pub(crate) fn army_of(scenario: &Scenario, formation: FormationId) -> FormationId {
    let mut at = formation;
    while scenario.formation(at).level > verst_domain::forces::Level::Army {
        match scenario.formation(at).under {
            Some(above) => at = above,
            None => break,
        }
    }
    at
}
