//! Quantiles of an ensemble, and the share of a documented range that they cover.

/// The quantile of values in ascending order by linear interpolation between order statistics (type 7 of Hyndman and Fan,
/// the default of R and NumPy): the value at position p (m - 1), counted from 0.
///
/// # Panics
/// If there is no value.
#[must_use]
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p.clamp(0.0, 1.0) * (sorted.len() - 1) as f64;
    let below = sorted[at.floor() as usize];
    let above = sorted[at.ceil() as usize];
    below + (above - below) * (at - at.floor())
}

/// Share of [low, high] inside [q05, q95] of values in ascending order; for a point 0 or 1.
///
/// # Panics
/// If there is no value.
#[must_use]
pub fn inside_90(sorted: &[f64], low: f64, high: f64) -> f64 {
    inside(sorted, low, high, [0.05, 0.95])
}

/// Share of [low, high] between two quantiles of values in ascending order; for a point 0 or 1.
///
/// # Panics
/// If there is no value.
#[must_use]
pub fn inside(sorted: &[f64], low: f64, high: f64, ends: [f64; 2]) -> f64 {
    let [from, to] = ends.map(|p| quantile(sorted, p));
    if high > low {
        ((to.min(high) - from.max(low)) / (high - low)).clamp(0.0, 1.0)
    } else {
        f64::from(u8::from(from <= low && low <= to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_r_and_numpy() {
        let values = [1.0, 2.0, 4.0, 8.0];
        let close = |p: f64, expected: f64| assert!((quantile(&values, p) - expected).abs() < 1e-12, "{p}");
        close(0.0, 1.0);
        close(0.25, 1.75);
        close(0.5, 3.0);
        close(0.95, 7.4);
        close(1.0, 8.0);
        assert_eq!(quantile(&[3.0], 0.05), 3.0);
    }

    #[test]
    fn a_range_is_inside_by_its_share_and_a_point_wholly_or_not() {
        let values: Vec<f64> = (0..=100).map(f64::from).collect();
        assert_eq!(inside_90(&values, 10.0, 20.0), 1.0);
        assert!((inside_90(&values, 0.0, 10.0) - 0.5).abs() < 1e-12);
        assert_eq!(inside_90(&values, 200.0, 210.0), 0.0);
        assert_eq!(inside_90(&values, 5.0, 5.0), 1.0);
        assert_eq!(inside_90(&values, 4.0, 4.0), 0.0);
    }
}
