//! Bags: samples of groups that several trees share.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, ArrayViewMut1, Axis, s};
use rayon::prelude::*;

use super::bins::check_width;
use super::model::Forest;
use super::params::MAX_FEATURES;
use super::predict::{Walk, lay_out, lay_out_all, with_walker};
use crate::error::{Error, Result};

/// Rows that one task takes through all trees.
const TILE: usize = 2048;

impl Forest {
    /// The mean prediction of each run of `trees` trees, rows × runs, on the
    /// scale of [`Forest::predict_value`]: of each bag for a forest of bags,
    /// of each tree where `trees` is 1. Trees beyond the last whole run are
    /// left out.
    ///
    /// * `x`: rows × features; NaN is missing.
    ///
    /// # Errors
    /// [`Error::Shape`] for another number of features, [`Error::Parameter`]
    /// for 0 trees.
    pub fn predict_bags(&self, x: ArrayView2<'_, f32>, trees: usize) -> Result<Array2<f32>> {
        let sums = self.sums_of_bags(x, trees)?;
        Ok(sums.mapv(|sum| self.kind().mean(sum, trees)))
    }

    /// As [`Forest::predict_bags`], with what [`Forest::predict_value`] says of
    /// each row before it, for the price of one of them.
    ///
    /// # Errors
    /// As [`Forest::predict_bags`].
    pub fn predict_value_and_bags(
        &self,
        x: ArrayView2<'_, f32>,
        trees: usize,
    ) -> Result<(Array1<f32>, Array2<f32>)> {
        let sums = self.sums_of_bags(x, trees)?;
        let grown = trees * sums.ncols();
        let all = sums.rows().into_iter().map(|row| row.sum());
        Ok((
            all.map(|sum| self.kind().mean(sum, grown)).collect(),
            sums.mapv(|sum| self.kind().mean(sum, trees)),
        ))
    }

    /// Sums of leaf values, rows × runs of trees.
    fn sums_of_bags(&self, x: ArrayView2<'_, f32>, trees: usize) -> Result<Array2<u32>> {
        check_width(self.features(), x.ncols())?;
        if trees == 0 {
            return Err(Error::parameter("trees a bag", "at least 1", 0));
        }
        let mut out = Array2::zeros((x.nrows(), self.trees() / trees));
        if self.are_few(x.nrows()) {
            for (row, mut out) in x.rows().into_iter().zip(out.rows_mut()) {
                self.bags_of_row(row, trees, &mut out);
            }
        } else {
            with_walker!(self, new => self.bags_of_tiles(new, x, trees, &mut out));
        }
        Ok(out)
    }

    /// Without laying trees out, which takes longer than one row does.
    fn bags_of_row(
        &self,
        row: ArrayView1<'_, f32>,
        trees: usize,
        out: &mut ArrayViewMut1<'_, u32>,
    ) {
        let mut codes = [0; MAX_FEATURES];
        let codes = &mut codes[..self.features()];
        self.bins().code_rows(row.insert_axis(Axis(0)), codes);
        let mut columns = [0; 256];
        lay_out(codes, &mut columns);
        let roots = self.offsets()[..self.trees()].chunks_exact(trees);
        for (out, roots) in out.iter_mut().zip(roots) {
            let fours = roots.as_chunks::<4>();
            *out = fours
                .0
                .iter()
                .map(|roots| self.walk_at_rest(roots, &columns))
                .chain(
                    fours
                        .1
                        .iter()
                        .map(|&root| self.walk_at_rest(&[root], &columns)),
                )
                .sum();
        }
    }

    fn bags_of_tiles<W: Walk>(
        &self,
        new: impl Fn() -> W + Sync,
        x: ArrayView2<'_, f32>,
        trees: usize,
        out: &mut Array2<u32>,
    ) {
        let bags = out.ncols();
        let work = |(tile, out): (usize, &mut [u32])| {
            let mut walker = new();
            let (first, rows) = (tile * TILE, out.len() / bags);
            let mut codes = vec![0; rows * self.features()];
            let x = x.slice(s![first..first + rows, ..]);
            self.bins().code_rows(x, &mut codes);
            let laid_out = lay_out_all::<W>(&codes, self.features());
            let mut sums = vec![0; laid_out.len()];
            for bag in 0..bags {
                sums.fill(0);
                for tree in bag * trees..(bag + 1) * trees {
                    walker.add_tree(tree, &laid_out, &mut sums);
                }
                for (row, &sum) in sums[..rows].iter().enumerate() {
                    out[row * bags + bag] = sum;
                }
            }
        };
        if let Some(out) = out.as_slice_mut().filter(|_| bags > 0) {
            if out.len() <= TILE * bags {
                work((0, out));
            } else {
                out.par_chunks_mut(TILE * bags).enumerate().for_each(work);
            }
        }
    }
}
