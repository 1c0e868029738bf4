//! Digests over canonical bytes, little endian, f64 by their bits: BLAKE3 of what a run tells, and fast 64-bit folds of the
//! state that stands behind it and of the many entries that every turn's end writes. A fold need not resist an attacker,
//! only tell two states apart; BLAKE3 covers it in turn.

use bevy_ecs::resource::Resource;
use verst_domain::dice_key::mix;
use verst_domain::journal::{Entry, Losses, Stand, What};

/// Bytes that are collected before they are hashed: BLAKE3 is fast on long pieces only.
const PIECE: usize = 64 * 1024;

/// Chains of products in a fold: each waits for its own last product only, so a processor works on all at once.
const LANES: usize = 4;

/// A 64-bit fold of a world's state.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fold([u64; LANES]);

impl Fold {
    /// Adds integers: each goes to a lane by its place in the list.
    #[inline]
    pub fn ints<const N: usize>(&mut self, values: [u64; N]) {
        for (at, value) in values.iter().enumerate() {
            self.add(at, *value);
        }
    }
    /// Adds numbers by their bits; both zeros count as one.
    #[inline]
    pub fn numbers<const N: usize>(&mut self, values: [f64; N]) {
        for (at, value) in values.iter().enumerate() {
            self.add(at, bits(*value));
        }
    }
    #[inline]
    fn add(&mut self, at: usize, value: u64) {
        let lane = &mut self.0[at % LANES];
        // The multiplier of SplitMix64; the rotation brings high bits down for the next product.
        *lane = (*lane ^ value).wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_left(29);
    }
    /// The fold so far.
    #[must_use]
    pub fn finish(&self) -> u64 {
        self.0.iter().fold(0, |all, lane| mix(all ^ lane))
    }
}

/// Small integers side by side in one.
#[must_use]
#[inline]
pub fn packed(parts: [u16; 4]) -> u64 {
    parts.iter().fold(0, |all, part| (all << 16) | u64::from(*part))
}

/// The bits of a number; both zeros count as one, for a negative zero and a positive one add up to a positive one.
#[must_use]
#[inline]
pub fn bits(value: f64) -> u64 {
    (value + 0.0).to_bits()
}

/// The folds of the last turn's end.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub(crate) struct State {
    /// Of the state.
    pub(crate) all: Fold,
    /// Of what was told of units and lines: whoever tells it knows what it is and folds it without asking.
    pub(crate) told: Fold,
}

/// A running BLAKE3 digest.
#[derive(Clone, Debug, Default)]
pub struct Digest {
    hasher: blake3::Hasher,
    piece: Vec<u8>,
    /// What the turn's end tells of units and lines, for the entry on the end of the turn.
    told: Fold,
}

impl Digest {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.hasher.reset();
        self.piece.clear();
        self.told = Fold::default();
    }
    /// Takes what the turn's end tells of units and lines; it is added with the entry on the end of the turn.
    pub(crate) fn told(&mut self, told: Fold) {
        self.told = told;
    }
    /// Adds raw bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.piece.extend_from_slice(bytes);
        self.hash_whole_pieces();
    }
    fn hash_whole_pieces(&mut self) {
        if self.piece.len() >= PIECE {
            self.hasher.update(&self.piece);
            self.piece.clear();
        }
    }
    fn int(&mut self, value: u64) {
        self.piece.extend_from_slice(&value.to_le_bytes());
    }
    /// Both zeros count as one.
    fn numbers<const N: usize>(&mut self, values: [f64; N]) {
        let bytes = values.map(|v| bits(v).to_le_bytes());
        self.piece.extend_from_slice(bytes.as_flattened());
    }
    /// The digest so far.
    #[must_use]
    pub fn finish(&mut self) -> [u8; 32] {
        self.hasher.update(&self.piece);
        self.piece.clear();
        *self.hasher.finalize().as_bytes()
    }

    /// Adds a fact entry. Factors are no facts and change no digest; losses, stands and fronts are told as a fold.
    pub fn entry(&mut self, entry: &Entry) {
        if let What::Factors { .. } | What::Lost { .. } | What::Stand(_) | What::Front { .. } = entry.what {
            return;
        }
        self.int(entry.at.0 as u64);
        match &entry.what {
            What::Weather { temp_c, snow_cm, mud } => {
                self.int(1);
                self.numbers([*temp_c, *snow_cm, f64::from(u8::from(*mud))]);
            }
            What::OrderReceived(o) => self.ints(2, [o.0]),
            What::OrderEnded(o) => self.ints(3, [o.0]),
            What::Arrived { unit, place, men, tanks, guns } => {
                self.ints(4, [unit.0, place.0]);
                self.numbers([*men, *tanks, *guns]);
            }
            What::Departed { unit, men, tanks, guns } => {
                self.ints(5, [unit.0]);
                self.numbers([*men, *tanks, *guns]);
            }
            What::Captured { place, by, unit } => {
                self.ints(6, [place.0, by.0, unit.map_or(u16::MAX, |u| u.0)]);
            }
            What::Foothold { unit, place } => self.ints(7, [unit.0, place.0]),
            What::Reached { unit, place } => self.ints(8, [unit.0, place.0]),
            What::EngagementOpened { place, attacker, attacker_men, defender_men } => {
                self.ints(9, [place.0, attacker.0]);
                self.numbers([*attacker_men, *defender_men]);
            }
            What::EngagementResolved { place, attacker, success } => {
                self.ints(10, [place.0, attacker.0, u16::from(*success)]);
            }
            What::Retreated { unit, from, to, why } => self.ints(11, [unit.0, from.0, to.0, *why as u16]),
            What::CutOff(u) => self.ints(12, [u.0]),
            What::Relieved(u) => self.ints(13, [u.0]),
            What::Destroyed(u) => self.ints(14, [u.0]),
            What::FlownIn { unit, tons } => {
                self.ints(34, [unit.0]);
                self.numbers([*tons]);
            }
            What::Surrendered { unit, place, prisoners, through, to } => {
                self.ints(30, [unit.0, place.0, to.map_or(u16::MAX, |u| u.0)]);
                self.numbers([*prisoners, *through]);
            }
            What::Seen { unit, place } => self.ints(15, [unit.0, place.0]),
            What::Repaired { unit, tanks } => {
                self.ints(17, [unit.0]);
                self.numbers([*tanks]);
            }
            What::BridgeBlown { link, river, by } => self.ints(31, [link.0, river.0, by.0]),
            What::BridgeTaken { link, river, by } => self.ints(32, [link.0, river.0, by.0]),
            What::BridgeRestored { link, river, by } => self.ints(33, [link.0, river.0, by.0]),
            What::Queued { unit, place, trains, before } => {
                self.ints(21, [unit.0, place.0]);
                self.int((u64::from(*trains) << 32) | u64::from(*before));
            }
            What::Entrained { unit, place, to, trains, men, tanks, guns } => {
                self.ints(22, [unit.0, place.0, to.0]);
                self.int(u64::from(*trains));
                self.numbers([*men, *tanks, *guns]);
            }
            What::Unloaded { unit, place, train, of, men, tanks, guns, days } => {
                self.ints(23, [unit.0, place.0]);
                self.int((u64::from(*train) << 32) | u64::from(*of));
                self.numbers([*men, *tanks, *guns, *days]);
            }
            What::RailOpened { link, by } => self.ints(24, [link.0, by.0]),
            What::Joined { unit, men, healed, tanks, guns } => {
                self.ints(25, [unit.0]);
                self.numbers([*men, *healed, *tanks, *guns]);
            }
            What::TurnEnd { turn, digest } => {
                self.int(20);
                self.int(u64::from(*turn));
                self.int(*digest);
                self.int(self.told.finish());
            }
            What::Factors { .. } | What::Lost { .. } | What::Stand(_) | What::Front { .. } => {}
        }
        self.hash_whole_pieces();
    }

    fn ints<const N: usize>(&mut self, tag: u8, ids: [u16; N]) {
        // Tags are below 256; ids are two bytes.
        self.piece.push(tag);
        self.piece.extend_from_slice(ids.map(u16::to_le_bytes).as_flattened());
    }
}

impl Fold {
    /// Adds an entry on losses.
    #[inline]
    pub(crate) fn losses(&mut self, unit: u16, l: &Losses) {
        self.ints([16, u64::from(unit)]);
        self.numbers([
            l.killed,
            l.wounded,
            l.missing,
            l.sick,
            l.frostbitten,
            l.tanks,
            l.tanks_damaged,
            l.guns,
        ]);
    }

    /// Adds an entry on a unit's stand.
    #[inline]
    pub(crate) fn stand(&mut self, s: &Stand) {
        let (link, km) = s.on.map_or((u16::MAX, 0.0), |(l, km)| (l.0, km));
        let ids = packed([s.unit.0, s.under.0, s.place.0, link]);
        self.ints([18, ids, packed([s.doing as u16, u16::from(s.cut_off), 0, 0])]);
        self.numbers([km, s.men, s.tanks, s.guns, s.supply, s.food, s.ammunition, s.fuel]);
        self.numbers([s.fodder, s.fatigue, s.cohesion]);
    }

    /// Adds an entry on the lines of a link.
    #[inline]
    pub(crate) fn front(&mut self, link: u16, line_a: f64, line_b: f64) {
        self.ints([19, u64::from(link), bits(line_a), bits(line_b)]);
    }
}
