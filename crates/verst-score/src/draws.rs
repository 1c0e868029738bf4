//! Draws for designs and resamplings: SplitMix64 from a key. No run rolls them.

use verst_domain::dice_key::mix;

/// A stream of draws.
#[derive(Clone, Debug)]
pub struct Draws {
    state: u64,
}

impl Draws {
    /// The stream of a key; the same key gives the same draws.
    #[must_use]
    pub fn new(key: u64) -> Self {
        Self { state: mix(key) }
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.state)
    }

    /// A uniform position below `n`: the high half of the product of 64 random bits and n.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// Uniform on [0, 1), of 53 bits.
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Puts positions 0 to n - 1 in a random order.
    #[must_use]
    pub fn order(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for last in (1..n).rev() {
            order.swap(last, self.below(last + 1));
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::Draws;

    #[test]
    fn draws_are_uniform_and_repeat() {
        let mut draws = Draws::new(3);
        let mean = (0..20_000).map(|_| draws.uniform()).sum::<f64>() / 20_000.0;
        assert!((mean - 0.5).abs() < 0.01, "{mean}");
        let mut order = Draws::new(4).order(50);
        assert_eq!(order, Draws::new(4).order(50));
        order.sort_unstable();
        assert!(order.into_iter().eq(0..50));
    }
}
