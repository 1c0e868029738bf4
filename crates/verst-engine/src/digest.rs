//! Digests over canonical bytes, little endian, f64 by their bits: BLAKE3 of what a run tells, and a fast 64-bit fold of the
//! state that stands behind it. The fold need not resist an attacker, only tell two states apart; BLAKE3 covers it in turn.

use bevy_ecs::resource::Resource;
use verst_domain::journal::{Entry, Losses, Stand, What};

/// Bytes that are collected before they are hashed: BLAKE3 is fast on long pieces only.
const PIECE: usize = 64 * 1024;

/// A 64-bit fold of a world's state.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fold(u64);

impl Fold {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.0 = 0;
    }
    /// Adds an integer.
    pub fn int(&mut self, value: u64) {
        // The multiplier of SplitMix64; the rotation brings high bits down for the next product.
        self.0 = (self.0 ^ value).wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_left(29);
    }
    /// Adds a number by its bits; both zeros count as one.
    pub fn number(&mut self, value: f64) {
        self.int(if value == 0.0 { 0 } else { value.to_bits() });
    }
    /// Adds numbers.
    pub fn numbers(&mut self, values: &[f64]) {
        values.iter().for_each(|v| self.number(*v));
    }
    /// The fold so far.
    #[must_use]
    pub fn finish(&self) -> u64 {
        verst_domain::dice_key::mix(self.0)
    }
}

/// The fold of the state at the last turn's end.
#[derive(Resource, Debug, Default)]
pub(crate) struct State(pub(crate) Fold);

/// A running BLAKE3 digest.
#[derive(Clone, Debug, Default)]
pub struct Digest {
    hasher: blake3::Hasher,
    piece: Vec<u8>,
}

impl Digest {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.hasher.reset();
        self.piece.clear();
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
        let bytes = values.map(|v| if v == 0.0 { 0.0_f64 } else { v }.to_bits().to_le_bytes());
        self.piece.extend_from_slice(bytes.as_flattened());
    }
    /// The digest so far.
    #[must_use]
    pub fn finish(&mut self) -> [u8; 32] {
        self.hasher.update(&self.piece);
        self.piece.clear();
        *self.hasher.finalize().as_bytes()
    }

    /// Adds a fact entry; factors are no facts and change no digest.
    pub fn entry(&mut self, entry: &Entry) {
        if matches!(entry.what, What::Factors { .. }) {
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
            What::Seen { unit, place } => self.ints(15, [unit.0, place.0]),
            What::Lost { unit, losses } => {
                self.ints(16, [unit.0]);
                self.losses(losses);
            }
            What::Repaired { unit, tanks } => {
                self.ints(17, [unit.0]);
                self.numbers([*tanks]);
            }
            What::Stand(s) => self.stand(s),
            What::Front { link, line_a, line_b } => {
                self.ints(19, [link.0]);
                self.numbers([*line_a, *line_b]);
            }
            What::TurnEnd { turn, digest } => {
                self.int(20);
                self.int(u64::from(*turn));
                self.int(*digest);
            }
            What::Factors { .. } => {}
        }
        self.hash_whole_pieces();
    }

    fn ints<const N: usize>(&mut self, tag: u8, ids: [u16; N]) {
        // Tags are below 256; ids are two bytes.
        self.piece.push(tag);
        self.piece.extend_from_slice(ids.map(u16::to_le_bytes).as_flattened());
    }

    fn losses(&mut self, l: &Losses) {
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

    fn stand(&mut self, s: &Stand) {
        let (link, km) = s.on.map_or((u16::MAX, 0.0), |(l, km)| (l.0, km));
        self.ints(18, [s.unit.0, s.under.0, s.place.0, link, s.doing as u16, u16::from(s.cut_off)]);
        self.numbers([km, s.men, s.tanks, s.guns, s.supply, s.fatigue, s.cohesion]);
    }
}
