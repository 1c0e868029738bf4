//! Designs: the settings of the knobs that a study plays, row by row.

use serde::{Deserialize, Serialize};
use verst_score::draws::Draws;

/// Most points of a Sobol' sequence.
pub const MOST_SOBOL: u32 = 1 << 16;
/// Most dimensions of a Sobol' sequence; a design takes two for each knob.
pub const MOST_DIMENSIONS: usize = 256;
/// Most rows of any design.
pub const MOST_ROWS: usize = 1_000_000;

/// A design over knobs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Design {
    /// Every combination of so many evenly spaced levels of each knob.
    Grid {
        /// Levels of each knob; 2 or more.
        levels: u32,
    },
    /// Nothing changed, then each knob alone at its low and its high end.
    OneAtATime,
    /// So many points, every knob spread evenly over its range.
    LatinHypercube {
        /// Points.
        points: u32,
        /// Key of the draws.
        #[serde(default)]
        key: u64,
    },
    /// So many blocks of k + 2 points for k knobs, from a scrambled Sobol' sequence, for Sobol' indices.
    Sobol {
        /// Blocks; a power of two serves best.
        points: u32,
        /// Key of the scrambling.
        #[serde(default)]
        key: u32,
    },
}

/// A knob's setting in a row: how far between its low and its high end (0 to 1); none: as it is written.
pub type Setting = Option<f64>;

impl Design {
    /// What is wrong with the design for so many knobs.
    ///
    /// # Errors
    /// A message.
    pub fn check(&self, knobs: usize) -> Result<(), String> {
        if knobs == 0 {
            return Err(String::from("a design needs at least one knob"));
        }
        match *self {
            Self::Grid { levels: 0 | 1 } => return Err(String::from("a grid has two levels or more")),
            Self::LatinHypercube { points: 0 | 1, .. } | Self::Sobol { points: 0 | 1, .. } => {
                return Err(String::from("a design has two points or more"));
            }
            Self::Sobol { points, .. } if points > MOST_SOBOL => {
                return Err(format!("a Sobol' sequence has at most {MOST_SOBOL} points"));
            }
            Self::Sobol { .. } if 2 * knobs > MOST_DIMENSIONS => {
                return Err(format!("a Sobol' design has at most {} knobs", MOST_DIMENSIONS / 2));
            }
            _ => {}
        }
        match self.rows(knobs) {
            Some(rows) if rows <= MOST_ROWS => Ok(()),
            _ => Err(format!("this design has more than {MOST_ROWS} rows")),
        }
    }

    /// Its rows; none if they cannot be counted.
    #[must_use]
    pub fn rows(&self, knobs: usize) -> Option<usize> {
        match *self {
            Self::Grid { levels } => (levels as usize).checked_pow(u32::try_from(knobs).ok()?),
            Self::OneAtATime => Some(1 + 2 * knobs),
            Self::LatinHypercube { points, .. } => Some(points as usize),
            Self::Sobol { points, .. } => (points as usize).checked_mul(knobs + 2),
        }
    }

    /// Every row's settings.
    #[must_use]
    pub fn points(&self, knobs: usize) -> Vec<Vec<Setting>> {
        match *self {
            Self::Grid { levels } => grid(levels as usize, knobs),
            Self::OneAtATime => one_at_a_time(knobs),
            Self::LatinHypercube { points, key } => latin(points as usize, knobs, key),
            Self::Sobol { points, key } => sobol(points, knobs, key),
        }
    }
}

fn grid(levels: usize, knobs: usize) -> Vec<Vec<Setting>> {
    let rows = levels.pow(u32::try_from(knobs).unwrap_or(0));
    let setting = |row: usize, knob: usize| {
        let level = row / levels.pow(u32::try_from(knobs - 1 - knob).unwrap_or(0)) % levels;
        Some(level as f64 / (levels - 1) as f64)
    };
    (0..rows).map(|row| (0..knobs).map(|knob| setting(row, knob)).collect()).collect()
}

fn one_at_a_time(knobs: usize) -> Vec<Vec<Setting>> {
    let mut rows = vec![vec![None; knobs]];
    for knob in 0..knobs {
        for end in [0.0, 1.0] {
            let mut row = vec![None; knobs];
            row[knob] = Some(end);
            rows.push(row);
        }
    }
    rows
}

fn latin(points: usize, knobs: usize, key: u64) -> Vec<Vec<Setting>> {
    let mut draws = Draws::new(key);
    let columns: Vec<Vec<f64>> = (0..knobs)
        .map(|_| {
            let order = draws.order(points);
            order.into_iter().map(|cell| (cell as f64 + draws.uniform()) / points as f64).collect()
        })
        .collect();
    (0..points).map(|row| columns.iter().map(|column| Some(column[row])).collect()).collect()
}

fn sobol(points: u32, knobs: usize, key: u32) -> Vec<Vec<Setting>> {
    // 24 bits of each number are random; the middle of its cell is taken.
    let half_cell = 0.5 / f64::from(1_u32 << 24);
    let at = |point: u32, dimension: usize| {
        let dimension = u32::try_from(dimension).unwrap_or(0);
        f64::from(sobol_burley::sample(point, dimension, key)) + half_cell
    };
    let mut rows = Vec::new();
    for point in 0..points {
        let a: Vec<Setting> = (0..knobs).map(|knob| Some(at(point, knob))).collect();
        let b: Vec<Setting> = (0..knobs).map(|knob| Some(at(point, knobs + knob))).collect();
        rows.extend([a.clone(), b.clone()]);
        for knob in 0..knobs {
            let mut mixed = a.clone();
            mixed[knob] = b[knob];
            rows.push(mixed);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::Design;
    use verst_score::sensitivity::indices;

    #[test]
    fn a_grid_has_every_combination_and_one_at_a_time_only_single_changes() {
        let grid = Design::Grid { levels: 3 }.points(2);
        assert_eq!(grid.len(), 9);
        assert_eq!((&grid[0], &grid[5]), (&vec![Some(0.0), Some(0.0)], &vec![Some(0.5), Some(1.0)]));
        let single = Design::OneAtATime.points(3);
        assert_eq!(single.len(), 7);
        assert!(single[0].iter().all(Option::is_none));
        assert!(single[1..].iter().all(|row| row.iter().flatten().count() == 1));
        for design in [Design::Grid { levels: 3 }, Design::OneAtATime, Design::Sobol { points: 4, key: 0 }] {
            assert_eq!(design.rows(3), Some(design.points(3).len()));
        }
        assert!(Design::Grid { levels: 10 }.check(9).is_err() && Design::OneAtATime.check(0).is_err());
    }

    #[test]
    fn a_latin_hypercube_has_every_knob_in_every_stripe_once() {
        let points = Design::LatinHypercube { points: 40, key: 5 }.points(3);
        for knob in 0..3 {
            let mut stripes: Vec<usize> =
                points.iter().filter_map(|p| p[knob]).map(|x| (x * 40.0) as usize).collect();
            stripes.sort_unstable();
            assert!(stripes.into_iter().eq(0..40));
        }
    }

    #[test]
    fn a_scrambled_sobol_sequence_stays_a_net() {
        // Every elementary interval of the first two dimensions holds one point of 256: what scrambling never destroys.
        let points = Design::Sobol { points: 256, key: 9 }.points(1);
        let a: Vec<(f64, f64)> = points.chunks(3).filter_map(|block| block[0][0].zip(block[1][0])).collect();
        for bits in 0..=8_u32 {
            let (wide, high) = (f64::from(1_u32 << bits), f64::from(1_u32 << (8 - bits)));
            let mut cells: Vec<(usize, usize)> =
                a.iter().map(|(x, y)| ((x * wide) as usize, (y * high) as usize)).collect();
            cells.sort_unstable();
            cells.dedup();
            assert_eq!(cells.len(), 256, "intervals of {wide} by {high}");
        }
    }

    /// Ishigami's function of three numbers in -pi to pi, with the usual 7 and 0.1.
    fn ishigami(point: &[Option<f64>]) -> f64 {
        let x: Vec<f64> = point.iter().flatten().map(|p| std::f64::consts::PI * (2.0 * p - 1.0)).collect();
        let sine = verst_domain::maths::sin;
        sine(x[0]) + 7.0 * sine(x[1]) * sine(x[1]) + 0.1 * x[2] * x[2] * x[2] * x[2] * sine(x[0])
    }

    #[test]
    fn the_indices_of_ishigami_are_those_of_the_books() {
        let means: Vec<f64> =
            Design::Sobol { points: 4096, key: 1 }.points(3).iter().map(|p| ishigami(p)).collect();
        let at = indices(&means, 3);
        for (knob, (first, total)) in
            [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)].into_iter().enumerate()
        {
            assert!((at[knob][0] - first).abs() < 0.01, "first order of {knob}: {at:?}");
            assert!((at[knob][1] - total).abs() < 0.01, "total of {knob}: {at:?}");
        }
    }
}
