//! Refits of one score process, kept together: small in a file, quick to ask.

use super::points::{LENGTH, cells};
use super::{FittedScoreProcess, terms};
use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// What of a score process differs from refit to refit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::estimator) struct ProcessMembers {
    count: usize,
    /// Weights on raw terms, terms × refits.
    with_spread: Option<Vec<f32>>,
    without_spread: Vec<f32>,
    /// Expected points less the full fit's, cells × refits, each two bytes
    /// (little-endian, signed), in units of `unit` points.
    points: ByteBuf,
    unit: f32,
}

impl ProcessMembers {
    pub fn new(full: &FittedScoreProcess, refits: &[FittedScoreProcess]) -> Self {
        let count = refits.len();
        let interleave = |of: &dyn Fn(&FittedScoreProcess) -> &[f64]| -> Vec<f32> {
            let width = refits.first().map_or(0, |r| of(r).len());
            (0..width)
                .flat_map(|k| refits.iter().map(move |r| of(r)[k] as f32))
                .collect()
        };
        let apart = |cell: usize, refit: &FittedScoreProcess| {
            refit.points.values()[cell] - full.points.values()[cell]
        };
        let most = (0..LENGTH)
            .flat_map(|cell| refits.iter().map(move |refit| apart(cell, refit).abs()))
            .fold(1e-6, f32::max);
        let unit = most / f32::from(i16::MAX);
        let points: Vec<u8> = (0..LENGTH)
            .flat_map(|cell| refits.iter().map(move |refit| apart(cell, refit)))
            .flat_map(|apart| ((apart / unit).round() as i16).to_le_bytes())
            .collect();
        Self {
            count,
            with_spread: full
                .with_spread
                .as_ref()
                .map(|_| interleave(&|r| r.with_spread.as_deref().unwrap_or_default())),
            without_spread: interleave(&|r| &r.without_spread),
            points: ByteBuf::from(points),
            unit,
        }
    }

    /// Log-odds of winning, rows × refits.
    pub fn log_odds(&self, full: &FittedScoreProcess, x: ArrayView2<'_, f32>) -> Array2<f32> {
        let count = self.count;
        let mut out = Array2::zeros((x.nrows(), count));
        let situations: Vec<_> = x.rows().into_iter().map(|r| full.places.read(r)).collect();
        let mut values = Vec::new();
        for spread in [true, false] {
            let weights = if spread {
                self.with_spread.as_deref()
            } else {
                Some(self.without_spread.as_slice())
            };
            let Some(weights) = weights else { continue };
            let rows: Vec<usize> = (0..situations.len())
                .filter(|&i| {
                    let known = situations[i].spread.is_finite();
                    spread == (known && self.with_spread.is_some())
                })
                .collect();
            if rows.is_empty() {
                continue;
            }
            // Terms that are multiples of expected points, per point: the
            // points are each refit's own.
            values.clear();
            for &i in &rows {
                terms::log_odds(&situations[i], 1.0, spread, &mut values);
            }
            let width = values.len() / rows.len();
            let by_points = terms::multiples_of_points(spread);
            let mut slope = vec![0.0f32; count];
            let mut points = vec![0.0f32; count];
            for (&i, z) in rows.iter().zip(values.chunks_exact(width)) {
                let mut row = out.row_mut(i);
                slope.fill(0.0);
                let mut next = by_points.iter().peekable();
                for (k, (&z, weights)) in z.iter().zip(weights.chunks_exact(count)).enumerate() {
                    if next.next_if(|&&at| at == k).is_some() {
                        add(&mut slope, z, weights);
                    } else if let Some(row) = row.as_slice_mut().filter(|_| z != 0.0) {
                        add(row, z, weights);
                    }
                }
                points.fill(full.points.of(&situations[i]) as f32);
                cells(&situations[i], |cell, weight| {
                    let scale = weight as f32 * self.unit;
                    let bytes = &self.points[2 * cell * count..2 * (cell + 1) * count];
                    for (sum, &pair) in points.iter_mut().zip(bytes.as_chunks().0) {
                        *sum += scale * f32::from(i16::from_le_bytes(pair));
                    }
                });
                for ((row, slope), points) in row.iter_mut().zip(&slope).zip(&points) {
                    *row += slope * points;
                }
            }
        }
        out
    }

    /// Whether the parts fit together and to the full fit.
    pub fn is_sound(&self, full: &FittedScoreProcess, count: usize) -> bool {
        let fits = |own: &[f32], full: &[f64]| {
            own.len() == full.len() * count && own.iter().all(|w| w.is_finite())
        };
        let with_spread = match (&self.with_spread, &full.with_spread) {
            (Some(own), Some(full)) => fits(own, full),
            (None, None) => true,
            _ => false,
        };
        self.count == count
            && with_spread
            && fits(&self.without_spread, &full.without_spread)
            && self.points.len() == 2 * LENGTH * count
            && self.unit.is_finite()
    }
}

/// `sum` + `factor` · `values`.
fn add(sum: &mut [f32], factor: f32, values: &[f32]) {
    for (s, v) in sum.iter_mut().zip(values) {
        *s += factor * v;
    }
}
