//! Ridge and logistic regression on large, narrow matrices: normal equations
//! added up over blocks of rows.
//!
//! linfa-logistic takes class labels only and needs minutes on all seasons;
//! the score process needs targets between 0 and 1 and a fit a fold.
//! Sums are formed a block at a time and added in the order of the blocks, so
//! that the result does not depend on the number of threads.

use crate::error::{Error, Result};
use crate::math::Portable;
use ndarray::{Array1, Array2, ArrayView2, Axis, CowArray, Ix2};
use rayon::prelude::*;

/// Rows of a block.
const BLOCK: usize = 4096;

/// A matrix whose rows are there, or are made when they are asked for.
pub(crate) trait Rows: Sync {
    /// Number of columns.
    fn width(&self) -> usize;

    /// Appends a row's values.
    fn write(&self, row: usize, out: &mut Vec<f32>);
}

impl Rows for ArrayView2<'_, f32> {
    fn width(&self) -> usize {
        self.ncols()
    }

    fn write(&self, row: usize, out: &mut Vec<f32>) {
        out.extend(self.row(row));
    }
}

/// A row's values, one after the other in the same places.
struct Reader<'a, X: ?Sized> {
    x: &'a X,
    single: Vec<f32>,
}

impl<'a, X: Rows + ?Sized> Reader<'a, X> {
    fn of(x: &'a X) -> Self {
        Self {
            x,
            single: Vec::with_capacity(x.width()),
        }
    }

    fn row(&mut self, row: usize) -> &[f32] {
        self.single.clear();
        self.x.write(row, &mut self.single);
        &self.single
    }
}

/// The Cholesky factor of a symmetric matrix: solves A·x = b for many b.
pub(crate) struct Factor(Array2<f64>);

impl Factor {
    /// Factors A + diag(penalty).
    ///
    /// # Errors
    /// [`Error::Fit`] for a matrix that is not positive definite.
    pub(crate) fn of(mut a: Array2<f64>, penalty: &[f64]) -> Result<Self> {
        for i in 0..a.nrows() {
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
        Ok(Self(a))
    }

    /// An element of the lower triangle.
    pub(crate) fn lower(&self, at: (usize, usize)) -> f64 {
        self.0[at]
    }

    pub(crate) fn solve(&self, mut b: Array1<f64>) -> Array1<f64> {
        let (a, n) = (&self.0, b.len());
        for i in 0..n {
            let dot: f64 = (0..i).map(|k| a[[i, k]] * b[k]).sum();
            b[i] = (b[i] - dot) / a[[i, i]];
        }
        for i in (0..n).rev() {
            let dot: f64 = (i + 1..n).map(|k| a[[k, i]] * b[k]).sum();
            b[i] = (b[i] - dot) / a[[i, i]];
        }
        b
    }
}

/// Σ w·z·zᵀ and Σ g·z over `rows` of `x`, with (w, g) from `weigh(row, z)`.
fn sums(
    x: &(impl Rows + ?Sized),
    rows: &[u32],
    weigh: impl Fn(usize, &[f64]) -> (f64, f64) + Sync,
) -> (Array2<f64>, Array1<f64>) {
    let p = x.width();
    // Some blocks at a time, so that their sums are no more than a few.
    let mut square = Array2::zeros((p, p));
    let mut gradient = Array1::zeros(p);
    for some in rows.chunks(BLOCK * 64) {
        let blocks: Vec<_> = some
            .par_chunks(BLOCK)
            .map(|rows| {
                let mut z = Array2::<f64>::zeros((rows.len(), p));
                let mut weighted = Array2::<f64>::zeros((rows.len(), p));
                let mut gradient = Array1::<f64>::zeros(p);
                let mut values = vec![0.0; p];
                let mut reader = Reader::of(x);
                for (i, &row) in rows.iter().enumerate() {
                    let row = row as usize;
                    for (v, &from) in values.iter_mut().zip(reader.row(row)) {
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
        for (s, g) in &blocks {
            square += s;
            gradient += g;
        }
    }
    (square, gradient)
}

/// Σ z·zᵀ and Σ target·z over some rows: what least squares needs of them.
#[derive(Debug, Clone)]
pub(super) struct Moments {
    square: Array2<f64>,
    moment: Array1<f64>,
}

impl Moments {
    pub(super) fn of(x: &impl Rows, rows: &[u32], target: &[f32]) -> Self {
        let (square, moment) = sums(x, rows, |row, _| (1.0, f64::from(target[row])));
        Self { square, moment }
    }

    /// The same terms with another target.
    pub(super) fn with_target(self, x: &impl Rows, rows: &[u32], target: &[f32]) -> Self {
        let moment = gradient(x, rows, |row, _| (1.0, f64::from(target[row])));
        Self { moment, ..self }
    }

    /// Least squares with penalty ½·λ·‖b‖², no intercept.
    ///
    /// # Errors
    /// [`Error::Fit`] for linearly dependent columns.
    pub(super) fn ridge(&self, penalty: f64) -> Result<Array1<f64>> {
        let factor = Factor::of(self.square.clone(), &vec![penalty; self.moment.len()])?;
        Ok(factor.solve(self.moment.clone()))
    }
}

/// Runs whose sums are held at a time.
const SUMMED: usize = 512;

/// Σ w·v·z·zᵀ and Σ w·v·target·z over the rows of several runs, for each of many
/// fits that weigh the runs by w.
///
/// * `runs`: ranges of rows;
/// * `block`: a run's rows of z, and a weight v each;
/// * `target`: one value a row, or none;
/// * `weights`: runs × fits.
pub(super) fn weighted_sums<'a>(
    runs: &[std::ops::Range<usize>],
    width: usize,
    block: impl Fn(std::ops::Range<usize>) -> (CowArray<'a, f32, Ix2>, Vec<f32>) + Sync,
    target: Option<&[f32]>,
    weights: ArrayView2<'_, f32>,
) -> Vec<(Array2<f64>, Array1<f64>)> {
    let triangle = width * (width + 1) / 2;
    let mut sums = vec![vec![0.0; triangle + width]; weights.ncols()];
    for (runs, weights) in runs
        .chunks(SUMMED)
        .zip(weights.axis_chunks_iter(Axis(0), SUMMED))
    {
        // The lower triangle of each run's sum, row by row, then its moments.
        let mut parts = Array2::<f32>::zeros((runs.len(), triangle + width));
        parts
            .axis_iter_mut(Axis(0))
            .into_par_iter()
            .zip(runs)
            .for_each(|(mut part, run)| {
                let (z, v) = block(run.clone());
                let mut weighted = z.to_owned();
                for (mut row, &v) in weighted.rows_mut().into_iter().zip(&v) {
                    row *= v;
                }
                let square = z.t().dot(&weighted);
                let mut at = 0;
                for i in 0..width {
                    for j in 0..=i {
                        part[at] = square[[i, j]];
                        at += 1;
                    }
                }
                if let Some(target) = target {
                    let target = ndarray::ArrayView1::from(&target[run.clone()]);
                    let moment = weighted.t().dot(&target);
                    part.slice_mut(ndarray::s![triangle..]).assign(&moment);
                }
            });
        sums.par_iter_mut().enumerate().for_each(|(fit, sum)| {
            for (part, &weight) in parts.rows().into_iter().zip(weights.column(fit)) {
                if weight != 0.0 {
                    for (s, &v) in sum.iter_mut().zip(part) {
                        *s += f64::from(weight) * f64::from(v);
                    }
                }
            }
        });
    }
    let apart = |sum: Vec<f64>| {
        let mut square = Array2::zeros((width, width));
        let mut at = 0;
        for i in 0..width {
            for j in 0..=i {
                square[[i, j]] = sum[at];
                square[[j, i]] = sum[at];
                at += 1;
            }
        }
        (square, sum[at..].to_vec().into())
    };
    sums.into_iter().map(apart).collect()
}

/// Columns' mean and standard deviation over `rows`; 1 for a constant column.
pub(super) fn moments(x: &impl Rows, rows: &[u32]) -> (Vec<f64>, Vec<f64>) {
    let n = rows.len().max(1) as f64;
    let mean: Vec<f64> = added(x, rows, |_, v| v).iter().map(|sum| sum / n).collect();
    let squares = added(x, rows, |k, v| (v - mean[k]).powi(2));
    let sd = squares.iter().map(|square| {
        let sd = (square / n).sqrt();
        if sd > 1e-9 { sd } else { 1.0 }
    });
    let sd = sd.collect();
    (mean, sd)
}

/// Σ f(column, value) of each column, row after row.
fn added(x: &impl Rows, rows: &[u32], f: impl Fn(usize, f64) -> f64 + Sync) -> Vec<f64> {
    let p = x.width();
    // What `Iterator::sum` starts from.
    let mut sums = vec![-0.0; p];
    for some in rows.chunks(BLOCK * 16) {
        let blocks: Vec<Vec<f32>> = some
            .par_chunks(BLOCK)
            .map(|rows| {
                let mut values = Vec::with_capacity(rows.len() * p);
                rows.iter()
                    .for_each(|&row| x.write(row as usize, &mut values));
                values
            })
            .collect();
        sums.par_iter_mut().enumerate().for_each(|(k, sum)| {
            for block in &blocks {
                for row in block.chunks_exact(p) {
                    *sum += f(k, f64::from(row[k]));
                }
            }
        });
    }
    sums
}

/// Logistic regression of `target` (in 0–1) on `rows` of `x`, whose first
/// column is the constant 1; penalty ½·Σ λ·b², with a λ each column.
///
/// Newton's method, from `start` or else from a fit to a sixteenth of the rows.
/// The curvature is summed up anew only when steps stop shrinking: it costs
/// some fifty times what the gradient does, and decides how fast the optimum is
/// reached but not where it is.
///
/// # Errors
/// [`Error::Fit`] for linearly dependent columns.
pub(crate) fn logistic(
    x: &(impl Rows + ?Sized),
    rows: &[u32],
    target: &[f32],
    penalties: &[f64],
    start: Option<&Array1<f64>>,
) -> Result<Array1<f64>> {
    const THIN: usize = 16;
    /// Steps of less than this, in standard deviations, are not doubted.
    const FAR: f64 = 0.1;
    let p = x.width();
    let mut b = match start {
        Some(b) => b.clone(),
        None if rows.len() > 100 * THIN * p => {
            let some: Vec<u32> = rows.iter().copied().step_by(THIN).collect();
            logistic(x, &some, target, penalties, None)?
        }
        None => Array1::zeros(p),
    };
    let mut factor: Option<Factor> = None;
    let mut last = f64::INFINITY;
    for _ in 0..100 {
        let weigh = |row: usize, z: &[f64]| {
            let log_odds: f64 = z.iter().zip(&b).map(|(z, b)| z * b).sum();
            let mean = 1.0 / (1.0 + (-log_odds).exp_());
            (mean * (1.0 - mean), f64::from(target[row]) - mean)
        };
        let (current, mut gradient) = match factor.take() {
            Some(known) => (known, gradient(x, rows, weigh)),
            None => {
                let (curvature, gradient) = sums(x, rows, weigh);
                (Factor::of(curvature, penalties)?, gradient)
            }
        };
        for k in 0..p {
            gradient[k] -= penalties[k] * b[k];
        }
        let mut step = current.solve(gradient);
        let largest = |step: &Array1<f64>| step.iter().fold(0.0, |m: f64, s| m.max(s.abs()));
        // Far from the optimum, Newton's step can lead away from it: nearly certain
        // rows hardly bend the loss.
        let far = largest(&step) > FAR;
        let before = if far {
            loss(x, rows, target, penalties, &b)
        } else {
            0.0
        };
        b += &step;
        let mut shorter = false;
        while far && largest(&step) > FAR && loss(x, rows, target, penalties, &b) > before {
            step *= 0.5;
            b -= &step;
            shorter = true;
        }
        let size = largest(&step);
        if size < 1e-6 {
            break;
        }
        if size < 0.5 * last && !shorter {
            factor = Some(current);
        }
        last = size;
    }
    Ok(b)
}

/// What [`logistic`] minimizes.
fn loss(
    x: &(impl Rows + ?Sized),
    rows: &[u32],
    target: &[f32],
    penalties: &[f64],
    b: &Array1<f64>,
) -> f64 {
    let blocks: Vec<f64> = rows
        .par_chunks(BLOCK)
        .map(|rows| {
            let mut reader = Reader::of(x);
            let of = |&row: &u32| {
                let row = row as usize;
                let z: f64 = reader
                    .row(row)
                    .iter()
                    .zip(b)
                    .map(|(&x, b)| f64::from(x) * b)
                    .sum();
                // ln(1 + e^z) − y·z, which no z makes infinite.
                z.max(0.0) + (-z.abs()).exp_().ln_1p_() - f64::from(target[row]) * z
            };
            rows.iter().map(of).sum()
        })
        .collect();
    let penalty = |(b, penalty): (&f64, &f64)| 0.5 * penalty * b * b;
    blocks.iter().sum::<f64>() + b.iter().zip(penalties).map(penalty).sum::<f64>()
}

/// Σ g·z over `rows` of `x`.
fn gradient(
    x: &(impl Rows + ?Sized),
    rows: &[u32],
    weigh: impl Fn(usize, &[f64]) -> (f64, f64) + Sync,
) -> Array1<f64> {
    let blocks: Vec<_> = rows
        .par_chunks(BLOCK)
        .map(|rows| {
            let mut sum = vec![0.0; x.width()];
            let mut values = vec![0.0; x.width()];
            let mut reader = Reader::of(x);
            for &row in rows {
                let row = row as usize;
                for (v, &from) in values.iter_mut().zip(reader.row(row)) {
                    *v = f64::from(from);
                }
                let (_, g) = weigh(row, &values);
                for (s, v) in sum.iter_mut().zip(&values) {
                    *s += g * v;
                }
            }
            Array1::from(sum)
        })
        .collect();
    let mut sum = Array1::zeros(x.width());
    for block in &blocks {
        sum += block;
    }
    sum
}

/// Probabilities of the first `rows` rows of `x` under weights.
pub(super) fn probabilities(x: &impl Rows, rows: usize, b: &Array1<f64>) -> Vec<f32> {
    let mut p = vec![0.0; rows];
    p.par_chunks_mut(BLOCK).enumerate().for_each(|(block, p)| {
        let mut reader = Reader::of(x);
        for (i, p) in p.iter_mut().enumerate() {
            let row = reader.row(block * BLOCK + i).iter();
            let log_odds: f64 = row.zip(b).map(|(&z, b)| f64::from(z) * b).sum();
            *p = (1.0 / (1.0 + (-log_odds).exp_())) as f32;
        }
    });
    p
}
