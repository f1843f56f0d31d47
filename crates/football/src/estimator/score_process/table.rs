//! Terms of all plays: kept where plays are few, written anew where they are many.

use crate::estimator::solve::Rows;
use ndarray::{Array2, Axis, CowArray, Ix2, s};
use rayon::prelude::*;
use std::ops::Range;

/// Most plays whose terms are kept: they take up to 600 bytes a play. Of more plays
/// they are computed in each pass, which takes longer and gives the same numbers.
pub(super) const KEPT: usize = 1 << 20;

/// Rows of a block.
const BLOCK: usize = 8192;

/// Appends the terms of a row.
type Write<'a> = Box<dyn Fn(usize, &mut Vec<f32>) + Sync + 'a>;

/// A matrix of terms.
pub(super) struct Table<'a> {
    rows: usize,
    width: usize,
    kept: Option<Array2<f32>>,
    write: Write<'a>,
}

impl<'a> Table<'a> {
    /// Of `rows` rows, whose terms `write` appends to a list.
    pub fn new(rows: usize, keep: bool, write: impl Fn(usize, &mut Vec<f32>) + Sync + 'a) -> Self {
        let mut first = Vec::new();
        if rows > 0 {
            write(0, &mut first);
        }
        let mut table = Self {
            rows,
            width: first.len(),
            kept: None,
            write: Box::new(write),
        };
        table.kept = keep.then(|| table.computed(0..rows));
        table
    }

    /// With every row changed by `change`.
    pub fn with(self, change: impl Fn(usize, &mut [f32]) + Sync + 'a) -> Self {
        let Self { write, .. } = self;
        let kept = self.kept.map(|mut kept| {
            kept.axis_chunks_iter_mut(Axis(0), BLOCK)
                .into_par_iter()
                .enumerate()
                .for_each(|(block, mut part)| {
                    for (i, mut row) in part.rows_mut().into_iter().enumerate() {
                        if let Some(row) = row.as_slice_mut() {
                            change(block * BLOCK + i, row);
                        }
                    }
                });
            kept
        });
        Self {
            kept,
            write: Box::new(move |row, out| {
                let start = out.len();
                write(row, out);
                change(row, &mut out[start..]);
            }),
            ..self
        }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Some rows.
    pub fn block(&self, rows: Range<usize>) -> CowArray<'_, f32, Ix2> {
        match &self.kept {
            Some(kept) => kept.slice(s![rows, ..]).into(),
            None => {
                let mut part = Array2::zeros((rows.len(), self.width));
                let mut out = Vec::with_capacity(self.width);
                for (row, mut to) in rows.zip(part.rows_mut()) {
                    out.clear();
                    (self.write)(row, &mut out);
                    to.iter_mut().zip(&out).for_each(|(to, &v)| *to = v);
                }
                part.into()
            }
        }
    }

    fn computed(&self, rows: Range<usize>) -> Array2<f32> {
        let mut all = Array2::zeros((rows.len(), self.width));
        all.axis_chunks_iter_mut(Axis(0), BLOCK)
            .into_par_iter()
            .enumerate()
            .for_each(|(block, mut part)| {
                let start = rows.start + block * BLOCK;
                part.assign(&self.block(start..start + part.nrows()));
            });
        all
    }
}

impl Rows for Table<'_> {
    fn width(&self) -> usize {
        self.width
    }

    fn write(&self, row: usize, out: &mut Vec<f32>) {
        match &self.kept {
            Some(kept) => out.extend(kept.row(row)),
            None => (self.write)(row, out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::ScoreProcess;
    use super::super::drift::tests::seasons;
    use ndarray::Array2;

    /// Terms that are written in each pass are those that are kept, to the last bit, and
    /// so is all that is fitted to them.
    #[test]
    fn many_plays_are_fitted_as_few_are() {
        let plays = seasons(2000..2002);
        let mut x = plays.x().to_owned();
        let spread = plays.position("posteam_spread").unwrap();
        for (i, value) in x.column_mut(spread).iter_mut().enumerate() {
            // Some games have no spread, and some of the seconds are no whole ones.
            *value = match (i / 100) % 5 {
                0 => f32::NAN,
                game => game as f32 - 2.5,
            };
        }
        x.column_mut(1)
            .iter_mut()
            .step_by(7)
            .for_each(|v| *v *= 0.99);
        let plays = plays.with_x(x, plays.columns().to_vec()).unwrap();
        let weights = Array2::from_shape_fn((plays.games(), 3), |(game, member)| {
            ((game + member) % 3) as f32
        });
        let settings = ScoreProcess {
            refits: 2,
            ..ScoreProcess::default()
        };
        let fit = |keep| {
            let weights = Some(weights.view());
            settings
                .fit_keeping(&plays, weights, &|| true, keep)
                .unwrap()
        };
        let (kept, written) = (fit(true), fit(false));
        assert_eq!(kept.process, written.process);
        assert_eq!(kept.log_odds, written.log_odds);
        assert_eq!(kept.refits, written.refits);
        assert_eq!(kept.refits.len(), 3);
    }
}
