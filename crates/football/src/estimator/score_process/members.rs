//! Refits of one score process, kept together: small in a file, quick to ask.

use super::super::check_width;
use super::points::{self, LENGTH};
use super::{FittedScoreProcess, dot, terms};
use crate::error::Result;
use crate::forest::wide::{Wide, wide};
use ndarray::{Array1, Array2, ArrayView2};
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

    /// How many refits.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Weights on raw terms, terms × refits.
    pub fn weights(&self, spread: bool) -> Option<&[f32]> {
        match spread {
            true => self.with_spread.as_deref(),
            false => Some(&self.without_spread),
        }
    }

    /// Cells of the table of points.
    pub fn cells(&self) -> usize {
        LENGTH
    }

    /// Points less the full fit's, cells × refits, in units of [`Self::unit`].
    pub fn apart(&self) -> Vec<i16> {
        let pairs = self.points.as_chunks().0.iter();
        pairs.map(|&pair| i16::from_le_bytes(pair)).collect()
    }

    pub fn unit(&self) -> f32 {
        self.unit
    }

    /// Log-odds of winning by the full fit, as [`FittedScoreProcess::log_odds`]
    /// has them, and by each refit, rows × refits.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) for a matrix of another width.
    pub fn log_odds(
        &self,
        full: &FittedScoreProcess,
        x: ArrayView2<'_, f32>,
    ) -> Result<(Array1<f32>, Array2<f32>)> {
        check_width(&x, full.width())?;
        let mut central = Array1::zeros(x.nrows());
        let mut out = Array2::zeros((x.nrows(), self.count));
        wide(LogOdds {
            members: self,
            full,
            x,
            central: &mut central,
            out: &mut out,
        });
        Ok((central, out))
    }

    #[inline(always)]
    fn write_log_odds(
        &self,
        full: &FittedScoreProcess,
        x: ArrayView2<'_, f32>,
        central: &mut Array1<f32>,
        out: &mut Array2<f32>,
    ) {
        let count = self.count;
        let by_points = [false, true].map(terms::multiples_of_points);
        let mut z = Vec::new();
        let mut slope = vec![0.0f32; count];
        let mut points = vec![0.0f32; count];
        let rows = x.rows().into_iter().zip(central);
        for ((row, central), mut out) in rows.zip(out.rows_mut()) {
            let situation = full.places.read(row);
            let known = situation.spread.is_finite();
            let (spread, of_full, weights) = match (&full.with_spread, &self.with_spread) {
                (Some(of_full), Some(weights)) if known => (true, of_full, weights),
                _ => (false, &full.without_spread, &self.without_spread),
            };
            // Where the points are read, once for all.
            let mut cells = [(0, 0.0); 8];
            let mut next = cells.iter_mut();
            points::cells(&situation, |cell, weight| {
                if let Some(place) = next.next() {
                    *place = (cell, weight);
                }
            });
            let ep = full.points.sum(&cells);
            z.clear();
            terms::log_odds(&situation, ep, spread, &mut z);
            *central = dot(&z, of_full) as f32;
            // Terms that are multiples of expected points: the points are each
            // refit's own.
            let per_point = terms::per_point(&situation);
            let mut next = by_points[usize::from(spread)]
                .iter()
                .zip(per_point)
                .peekable();
            slope.fill(0.0);
            let Some(row) = out.as_slice_mut() else {
                continue;
            };
            for (k, (&z, weights)) in z.iter().zip(weights.chunks_exact(count)).enumerate() {
                if let Some((_, z)) = next.next_if(|(at, _)| **at == k) {
                    add(&mut slope, z, weights);
                } else if z != 0.0 {
                    add(row, z, weights);
                }
            }
            points.fill(ep as f32);
            for (cell, weight) in cells {
                let scale = weight as f32 * self.unit;
                let bytes = &self.points[2 * cell * count..2 * (cell + 1) * count];
                for (sum, &pair) in points.iter_mut().zip(bytes.as_chunks().0) {
                    *sum += scale * f32::from(i16::from_le_bytes(pair));
                }
            }
            for ((row, slope), points) in row.iter_mut().zip(&slope).zip(&points) {
                *row += slope * points;
            }
        }
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

/// [`ProcessMembers::log_odds`].
struct LogOdds<'a, 'x> {
    members: &'a ProcessMembers,
    full: &'a FittedScoreProcess,
    x: ArrayView2<'x, f32>,
    central: &'a mut Array1<f32>,
    out: &'a mut Array2<f32>,
}

impl Wide for LogOdds<'_, '_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        self.members
            .write_log_odds(self.full, self.x, self.central, self.out);
    }
}

/// `sum` + `factor` · `values`.
#[inline(always)]
fn add(sum: &mut [f32], factor: f32, values: &[f32]) {
    for (s, v) in sum.iter_mut().zip(values) {
        *s += factor * v;
    }
}
