//! Uncertainty of the engagement law: the covariance of its coefficients, and a draw from it.
//!
//! Law     One coefficient is given (its value, or in a share of the runs the high end of its range); the others are normal
//!         on their scales with the mean and covariance that follow from it.
//! Source  posterior of the fit to CDB90, `rules/engagement_covariance.ron`.

use serde::Deserialize;
use verst_domain::maths::{exp, ln, sqrt, tanh};

use crate::coefficient::Seen;
use crate::rules_file::RulesFile;

/// engagement_covariance.ron.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CovarianceFile {
    /// Version of the format: 1.
    pub format: u32,
    /// Key in sources.ron.
    pub source: String,
    /// Path of the coefficient that is given, not drawn.
    pub given: String,
    /// Share of the runs in which it stands at the high end of its range.
    pub share_at_high: f64,
    /// The coefficients, in the order of the matrix.
    pub coefficients: Vec<Moved>,
    /// Lower triangle of the covariance, row by row.
    pub covariance: Vec<Vec<f64>>,
}

/// A fitted coefficient.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// Paths in the rules file that take its value.
    pub moves: Vec<String>,
    /// On which scale it is normal.
    pub scale: Scale,
}

/// The scale on which a coefficient is normal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Scale {
    /// As it is.
    Plain,
    /// Its natural logarithm.
    Log,
    /// Its inverse hyperbolic tangent.
    Atanh,
}

impl Scale {
    fn to(self, x: f64) -> f64 {
        match self {
            Self::Plain => x,
            Self::Log => ln(x),
            Self::Atanh => 0.5 * ln((1.0 + x) / (1.0 - x)),
        }
    }
    fn from(self, y: f64) -> f64 {
        match self {
            Self::Plain => y,
            Self::Log => exp(y),
            Self::Atanh => tanh(y),
        }
    }
}

/// A coefficient of the fit, tied to its places in the rules file's order of visit.
#[derive(Clone, Debug)]
struct Tied {
    at: Vec<usize>,
    scale: Scale,
    mean: f64,
    /// Change of the mean per unit of the given coefficient.
    slope: f64,
}

/// The uncertainty, ready to draw from.
#[derive(Clone, Debug)]
pub struct Uncertainty {
    given_at: usize,
    given_value: f64,
    given_high: f64,
    share_at_high: f64,
    tied: Vec<Tied>,
    /// Lower Cholesky factor of the covariance of the others given the given one, row by row.
    factor: Vec<Vec<f64>>,
}

impl Uncertainty {
    /// Ties the covariance to a rules file.
    ///
    /// # Errors
    /// (path, message) of everything that does not fit.
    pub fn new(file: &CovarianceFile, rules: &mut RulesFile) -> Result<Self, Vec<(String, String)>> {
        let mut paths = Vec::new();
        let mut values = Vec::new();
        rules.visit(&mut |seen: Seen<'_>| {
            paths.push(seen.path());
            values.push((seen.quantity.best, seen.quantity.high));
        });
        let mut problems = file.shape();
        let mut at = Vec::new();
        for (n, moved) in file.coefficients.iter().enumerate() {
            let mut here = Vec::new();
            for path in &moved.moves {
                match paths.iter().position(|p| p == path) {
                    Some(index) => here.push(index),
                    None => {
                        problems.push((format!("coefficients[{n}]"), format!("the rules file has no {path}")))
                    }
                }
            }
            at.push(here);
        }
        let given = file.coefficients.iter().position(|c| c.moves.contains(&file.given));
        let Some(given) = given else {
            problems.push((String::from("given"), format!("{} is none of the coefficients", file.given)));
            return Err(problems);
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        let others: Vec<usize> = (0..at.len()).filter(|&i| i != given).collect();
        let cov = |i: usize, j: usize| file.covariance[i.max(j)][i.min(j)];
        let variance = cov(given, given);
        let tied = others.iter().map(|&i| Tied {
            at: at[i].clone(),
            scale: file.coefficients[i].scale,
            mean: file.coefficients[i].scale.to(values[at[i][0]].0),
            slope: cov(i, given) / variance,
        });
        let tied = tied.collect();
        let conditional = |i: usize, j: usize| {
            let (i, j) = (others[i], others[j]);
            cov(i, j) - cov(i, given) * cov(j, given) / variance
        };
        let factor = cholesky(others.len(), conditional).ok_or_else(|| {
            vec![(String::from("covariance"), String::from("the matrix is not positive definite"))]
        })?;
        let (given_value, given_high) = values[at[given][0]];
        Ok(Self {
            given_at: at[given][0],
            given_value,
            given_high,
            share_at_high: file.share_at_high,
            tied,
            factor,
        })
    }

    /// Whether the coefficient at this place in the order of visit belongs to the fit.
    #[must_use]
    pub fn covers(&self, index: usize) -> bool {
        index == self.given_at || self.tied.iter().any(|t| t.at.contains(&index))
    }

    /// A draw as (place in the order of visit, value), in that order. `structure` is uniform on (0, 1); `normal(n)` is the
    /// n-th standard normal.
    #[must_use]
    pub fn draw(&self, structure: f64, normal: &dyn Fn(usize) -> f64) -> Vec<(usize, f64)> {
        let given = if structure < self.share_at_high { self.given_high } else { self.given_value };
        let z: Vec<f64> = (0..self.tied.len()).map(normal).collect();
        let mut out = vec![(self.given_at, given)];
        for (tied, row) in self.tied.iter().zip(&self.factor) {
            let noise: f64 = row.iter().zip(&z).map(|(l, z)| l * z).sum();
            let value = tied.scale.from(tied.mean + tied.slope * (given - self.given_value) + noise);
            out.extend(tied.at.iter().map(|&at| (at, value)));
        }
        out.sort_by_key(|d| d.0);
        out
    }
}

impl CovarianceFile {
    fn shape(&self) -> Vec<(String, String)> {
        let mut problems = Vec::new();
        if self.format != crate::rules_file::FORMAT {
            problems.push((String::from("format"), format!("format {} is not known", self.format)));
        }
        if !(0.0..=1.0).contains(&self.share_at_high) {
            problems.push((String::from("share_at_high"), String::from("a share lies between 0 and 1")));
        }
        let n = self.coefficients.len();
        let triangle =
            self.covariance.len() == n && self.covariance.iter().enumerate().all(|(i, r)| r.len() == i + 1);
        if !triangle {
            problems.push((String::from("covariance"), format!("this is no lower triangle of {n} rows")));
        }
        for (i, moved) in self.coefficients.iter().enumerate() {
            if moved.moves.is_empty() {
                problems.push((format!("coefficients[{i}]"), String::from("it moves nothing")));
            }
        }
        problems
    }
}

/// Lower Cholesky factor of a symmetric matrix, row by row; none if it is not positive definite.
fn cholesky(n: usize, matrix: impl Fn(usize, usize) -> f64) -> Option<Vec<Vec<f64>>> {
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(n);
    for i in 0..n {
        let mut row = vec![0.0; i + 1];
        for j in 0..=i {
            let other: &[f64] = if j < i { &rows[j] } else { &row[..] };
            let dot: f64 = (0..j).map(|k| row[k] * other[k]).sum();
            let rest = matrix(i, j) - dot;
            if j < i {
                row[j] = rest / rows[j][j];
            } else if rest > 0.0 {
                row[i] = sqrt(rest);
            } else {
                return None;
            }
        }
        rows.push(row);
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::cholesky;

    #[test]
    fn a_factor_times_itself_is_the_matrix() {
        let m = [[4.0, 2.0, 0.6], [2.0, 2.0, 0.5], [0.6, 0.5, 3.0]];
        let l = cholesky(3, |i, j| m[i][j]).expect("it is positive definite");
        for i in 0..3 {
            for j in 0..=i {
                let product: f64 = (0..=j).map(|k| l[i][k] * l[j][k]).sum();
                assert!((product - m[i][j]).abs() < 1e-12, "{i} {j}");
            }
        }
        assert!(cholesky(2, |_, _| 1.0).is_none());
    }
}
