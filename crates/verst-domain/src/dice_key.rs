//! The key of a subject of dice: a hash of its text, so that adding a unit to a file moves nobody else's luck.

/// 64-bit hash of key text (FNV-1a, then a SplitMix64 finisher); stable for ever: changing it moves every digest.
#[must_use]
pub fn subject(text: &str) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.bytes() {
        h = (h ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(h)
}

/// SplitMix64's finisher: every input bit moves every output bit.
#[must_use]
pub fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The key of an ordered pair of subjects.
#[must_use]
pub fn pair(first: u64, second: u64) -> u64 {
    mix(first.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ second.rotate_left(32))
}
