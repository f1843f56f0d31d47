//! Which leaf of each tree a row comes to.

use ndarray::{Array2, ArrayView2, Axis, s};
use rayon::prelude::*;

use super::bins::check_width;
use super::model::Forest;
use super::params::MAX_FEATURES;
use super::predict::lay_out;
use super::threads;
use crate::error::Result;

/// Rows that one task takes through all trees.
const TILE: usize = 1024;

impl Forest {
    /// The number of the leaf that each row comes to in each tree, rows × trees:
    /// the place among that tree's nodes, level by level from 0 for its root.
    ///
    /// * `x`: rows × features; NaN is missing.
    /// * `threads`: at least 1, or `None` for all cores.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) for another number of features,
    /// [`Error::Parameter`](crate::Error::Parameter) for 0 threads.
    pub fn apply(&self, x: ArrayView2<'_, f32>, threads: Option<usize>) -> Result<Array2<u32>> {
        check_width(self.features(), x.ncols())?;
        let mut out = vec![0; x.nrows() * self.trees()];
        let tiles = x.nrows().div_ceil(TILE).max(1);
        threads::pool(threads::resolve(threads)?.min(tiles))?.install(|| {
            out.par_chunks_mut(TILE * self.trees())
                .enumerate()
                .for_each(|(tile, out)| {
                    let first = tile * TILE;
                    let rows = first..first + out.len() / self.trees();
                    self.apply_rows(x.slice(s![rows, ..]), out);
                });
        });
        // The product of both is the length by construction.
        Ok(Array2::from_shape_vec((x.nrows(), self.trees()), out).unwrap_or_default())
    }

    /// Leaves of some rows, row after row.
    fn apply_rows(&self, x: ArrayView2<'_, f32>, out: &mut [u32]) {
        let mut codes = [0; MAX_FEATURES];
        let codes = &mut codes[..self.features()];
        let mut columns = [0; 256];
        for (row, out) in x.rows().into_iter().zip(out.chunks_exact_mut(self.trees())) {
            self.bins().code_rows(row.insert_axis(Axis(0)), codes);
            lay_out(codes, &mut columns);
            for (tree, leaf) in out.iter_mut().enumerate() {
                *leaf = self.leaf_of(tree, &columns);
            }
        }
    }

    fn leaf_of(&self, tree: usize, columns: &[u8; 256]) -> u32 {
        let nodes = &self.all_nodes()[self.range(tree)];
        let mut at = 0;
        while !nodes[at].is_leaf() {
            let right = columns[usize::from(nodes[at].column())] > nodes[at].threshold();
            at = usize::from(nodes[at].left()) + usize::from(right);
        }
        at as u32
    }
}
