//! Ridge and logistic regression on large, narrow matrices: normal equations
//! added up over blocks of rows.
//!
//! linfa-logistic takes class labels only and needs minutes on all seasons;
//! the score process needs targets between 0 and 1 and a fit a fold.
//! Sums are formed a block at a time and added in the order of the blocks, so
//! that the result does not depend on the number of threads.

use crate::error::{Error, Result};
use ndarray::{Array1, Array2, ArrayView2, Axis};
use rayon::prelude::*;

/// Rows of a block.
const BLOCK: usize = 4096;

/// Solves (A + diag(penalty))·x = b for symmetric A, by Cholesky.
fn cholesky(mut a: Array2<f64>, mut b: Array1<f64>, penalty: &[f64]) -> Result<Array1<f64>> {
    let n = b.len();
    for i in 0..n {
        a[[i, i]] += penalty[i];
        for j in 0..=i {
            let dot: f64 = (0..j).map(|k| a[[i, k]] * a[[j, k]]).sum();
            let rest = a[[i, j]] - dot;
            if i == j {
                if rest <= 0.0 || !rest.is_finite() {
                    return Err(Error::Fit {
                        problem: format!("the terms are linearly dependent (term {i})"),
                        hint: "train on more games".into(),
                    });
                }
                a[[i, i]] = rest.sqrt();
            } else {
                a[[i, j]] = rest / a[[j, j]];
            }
        }
    }
    for i in 0..n {
        let dot: f64 = (0..i).map(|k| a[[i, k]] * b[k]).sum();
        b[i] = (b[i] - dot) / a[[i, i]];
    }
    for i in (0..n).rev() {
        let dot: f64 = (i + 1..n).map(|k| a[[k, i]] * b[k]).sum();
        b[i] = (b[i] - dot) / a[[i, i]];
    }
    Ok(b)
}

/// Σ w·z·zᵀ and Σ g·z over `rows` of `x`, with (w, g) from `weigh(row, z)`.
fn sums(
    x: ArrayView2<'_, f32>,
    rows: &[usize],
    weigh: impl Fn(usize, &[f64]) -> (f64, f64) + Sync,
) -> (Array2<f64>, Array1<f64>) {
    let p = x.ncols();
    let blocks: Vec<_> = rows
        .par_chunks(BLOCK)
        .map(|rows| {
            let mut z = Array2::<f64>::zeros((rows.len(), p));
            let mut weighted = Array2::<f64>::zeros((rows.len(), p));
            let mut gradient = Array1::<f64>::zeros(p);
            let mut values = vec![0.0; p];
            for (i, &row) in rows.iter().enumerate() {
                for (v, &from) in values.iter_mut().zip(x.row(row)) {
                    *v = f64::from(from);
                }
                let (w, g) = weigh(row, &values);
                for (k, &v) in values.iter().enumerate() {
                    z[[i, k]] = v;
                    weighted[[i, k]] = w * v;
                    gradient[k] += g * v;
                }
            }
            (z.t().dot(&weighted), gradient)
        })
        .collect();
    let mut square = Array2::zeros((p, p));
    let mut gradient = Array1::zeros(p);
    for (s, g) in &blocks {
        square += s;
        gradient += g;
    }
    (square, gradient)
}

/// Least squares of `target` on `rows` of `x` with penalty ½·λ·‖b‖², no
/// intercept.
///
/// # Errors
/// [`Error::Fit`] for linearly dependent columns.
pub(super) fn ridge(
    x: ArrayView2<'_, f32>,
    rows: &[usize],
    target: &[f32],
    penalty: f64,
) -> Result<Array1<f64>> {
    let (square, moment) = sums(x, rows, |row, _| (1.0, f64::from(target[row])));
    cholesky(square, moment, &vec![penalty; x.ncols()])
}

/// Columns' mean and standard deviation over `rows`; 1 for a constant column.
pub(super) fn moments(x: ArrayView2<'_, f32>, rows: &[usize]) -> (Vec<f64>, Vec<f64>) {
    let n = rows.len().max(1) as f64;
    x.axis_iter(Axis(1))
        .map(|column| {
            let mean = rows.iter().map(|&r| f64::from(column[r])).sum::<f64>() / n;
            let square = rows.iter().map(|&r| (f64::from(column[r]) - mean).powi(2)).sum::<f64>() / n;
            let sd = square.sqrt();
            (mean, if sd > 1e-9 { sd } else { 1.0 })
        })
        .unzip()
}

/// Logistic regression of `target` (in 0–1) on `rows` of `x`, whose first
/// column is the constant 1 and is not penalised; penalty ½·λ·‖b‖² on the
/// rest. Newton's method from `start`.
///
/// # Errors
/// [`Error::Fit`] for linearly dependent columns.
pub(super) fn logistic(
    x: ArrayView2<'_, f32>,
    rows: &[usize],
    target: &[f32],
    penalty: f64,
    start: Option<&Array1<f64>>,
) -> Result<Array1<f64>> {
    let p = x.ncols();
    let mut b = start.cloned().unwrap_or_else(|| Array1::zeros(p));
    let mut penalties = vec![penalty; p];
    penalties[0] = 1e-9;
    for _ in 0..30 {
        let (hessian, mut gradient) = sums(x, rows, |row, z| {
            let log_odds: f64 = z.iter().zip(&b).map(|(z, b)| z * b).sum();
            let mean = 1.0 / (1.0 + (-log_odds).exp());
            (mean * (1.0 - mean), f64::from(target[row]) - mean)
        });
        for k in 0..p {
            gradient[k] -= penalties[k] * b[k];
        }
        let step = cholesky(hessian, gradient, &penalties)?;
        b += &step;
        if step.iter().all(|s| s.abs() < 1e-6) {
            break;
        }
    }
    Ok(b)
}

/// Probabilities of all rows of `x` under weights.
pub(super) fn probabilities(x: ArrayView2<'_, f32>, b: &Array1<f64>) -> Vec<f32> {
    let blocks: Vec<Vec<f32>> = x
        .axis_chunks_iter(Axis(0), BLOCK)
        .into_par_iter()
        .map(|block| {
            let of = |row: ndarray::ArrayView1<'_, f32>| {
                let log_odds: f64 = row.iter().zip(b).map(|(&z, b)| f64::from(z) * b).sum();
                (1.0 / (1.0 + (-log_odds).exp())) as f32
            };
            block.rows().into_iter().map(of).collect()
        })
        .collect();
    blocks.concat()
}
