//! Logistic regression with an offset and a ridge, by Newton's steps.

use crate::math::Portable;
use rayon::prelude::*;

/// Fitted weights: the intercept, the offset's factor, then one a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Logistic {
    weights: Vec<f64>,
}

const STEPS: usize = 25;
const DONE: f64 = 1e-7;
/// Rows whose sums are formed together; the order of the sums is fixed.
const BLOCK: usize = 8192;

/// The design: columns standardized, so that one ridge fits all.
pub(super) struct Design<'a> {
    pub columns: &'a [Vec<f64>],
    pub offset: &'a [f64],
    /// Whether the offset's factor is fitted (it has one), else it is 0.
    pub has_offset: bool,
}

impl Design<'_> {
    fn width(&self) -> usize {
        2 + self.columns.len()
    }

    fn row(&self, i: usize, out: &mut [f64]) {
        out[0] = 1.0;
        out[1] = self.offset[i];
        for (to, column) in out[2..].iter_mut().zip(self.columns) {
            *to = column[i];
        }
    }

    /// Log odds of each row.
    fn odds(&self, i: usize, weights: &[f64]) -> f64 {
        let fixed = weights[0] + weights[1] * self.offset[i];
        let rest = self.columns.iter().zip(&weights[2..]);
        fixed + rest.map(|(c, w)| c[i] * w).sum::<f64>()
    }
}

impl Logistic {
    /// Fits `y` with a ridge of `penalty` on all weights but the intercept's
    /// and the offset's, whose factor starts at 1.
    pub fn fit(design: &Design<'_>, y: &[bool], penalty: f64) -> Self {
        let k = design.width();
        let mut weights = vec![0.0; k];
        weights[1] = f64::from(u8::from(design.has_offset));
        for _ in 0..STEPS {
            let blocks: Vec<(Vec<f64>, Vec<f64>)> = (0..y.len())
                .step_by(BLOCK)
                .collect::<Vec<_>>()
                .par_iter()
                .map(|&from| {
                    let (mut gradient, mut hessian) = (vec![0.0; k], vec![0.0; k * k]);
                    let mut row = vec![0.0; k];
                    for (i, &won) in y.iter().enumerate().skip(from).take(BLOCK) {
                        design.row(i, &mut row);
                        let p = sigmoid(design.odds(i, &weights));
                        let miss = f64::from(u8::from(won)) - p;
                        let weight = (p * (1.0 - p)).max(1e-9);
                        for (a, &x) in row.iter().enumerate() {
                            gradient[a] += x * miss;
                            let wx = weight * x;
                            for (cell, &z) in hessian[a * k..=a * k + a].iter_mut().zip(&row) {
                                *cell += wx * z;
                            }
                        }
                    }
                    (gradient, hessian)
                })
                .collect();
            let (mut gradient, mut hessian) = (vec![0.0; k], vec![0.0; k * k]);
            for (g, h) in blocks {
                gradient.iter_mut().zip(g).for_each(|(a, b)| *a += b);
                hessian.iter_mut().zip(h).for_each(|(a, b)| *a += b);
            }
            for a in 0..k {
                let ridge = match a {
                    0 => 1e-9,
                    1 if design.has_offset => 1e-9,
                    1 => 1.0,
                    _ => penalty,
                };
                hessian[a * k + a] += ridge;
                if a >= 2 {
                    gradient[a] -= ridge * weights[a];
                }
            }
            if !design.has_offset {
                gradient[1] = 0.0;
            }
            let step = solve(hessian, gradient, k);
            let size = step.iter().fold(0.0_f64, |m, s| m.max(s.abs()));
            // A step that would leap is shortened: separable data have no end.
            let shorter = (2.0 / size.max(2.0)).min(1.0);
            weights
                .iter_mut()
                .zip(&step)
                .for_each(|(w, s)| *w += shorter * s);
            if size < DONE {
                break;
            }
        }
        Self { weights }
    }

    /// P(yes) of a row.
    pub fn predict(&self, design: &Design<'_>, row: usize) -> f64 {
        sigmoid(design.odds(row, &self.weights))
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp_())
}

/// Solves a symmetric positive system whose lower half is given (Cholesky).
fn solve(mut a: Vec<f64>, mut b: Vec<f64>, k: usize) -> Vec<f64> {
    for j in 0..k {
        for i in j..k {
            let dot: f64 = (0..j).map(|m| a[i * k + m] * a[j * k + m]).sum();
            let left = a[i * k + j] - dot;
            a[i * k + j] = match i == j {
                true => left.max(1e-12).sqrt(),
                false => left / a[j * k + j],
            };
        }
    }
    for i in 0..k {
        let dot: f64 = (0..i).map(|m| a[i * k + m] * b[m]).sum();
        b[i] = (b[i] - dot) / a[i * k + i];
    }
    for i in (0..k).rev() {
        let dot: f64 = (i + 1..k).map(|m| a[m * k + i] * b[m]).sum();
        b[i] = (b[i] - dot) / a[i * k + i];
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gradient_is_zero_at_the_fit() {
        let n = 3000;
        let at = |i: usize, j: usize| ((i * (37 + 11 * j) + 7 * j) % 101) as f64 / 50.0 - 1.0;
        let columns: Vec<Vec<f64>> = (0..3).map(|j| (0..n).map(|i| at(i, j)).collect()).collect();
        let offset: Vec<f64> = (0..n).map(|i| at(i, 5)).collect();
        let y: Vec<bool> = (0..n)
            .map(|i| at(i, 9) < 0.6 * at(i, 0) - 0.4 * at(i, 1) + offset[i])
            .collect();
        let design = Design {
            columns: &columns,
            offset: &offset,
            has_offset: true,
        };
        let fitted = Logistic::fit(&design, &y, 2.0);
        let mut row = vec![0.0; 5];
        let mut gradient = [0.0; 5];
        for (i, &won) in y.iter().enumerate() {
            design.row(i, &mut row);
            let miss = f64::from(u8::from(won)) - fitted.predict(&design, i);
            gradient
                .iter_mut()
                .zip(&row)
                .for_each(|(g, x)| *g += x * miss);
        }
        for (a, g) in gradient.iter().enumerate() {
            let ridge = if a < 2 { 0.0 } else { 2.0 };
            assert!((g - ridge * fitted.weights[a]).abs() < 1e-4, "{a}: {g}");
        }
    }
}
