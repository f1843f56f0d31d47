//! Bags: samples of groups that several trees share.

use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

use super::bins::check_width;
use super::bootstrap::{share, subsample};
use super::generator::{Draws, Stream, key};
use super::model::Forest;
use super::params::{Bags, MAX_FEATURES};
use super::predict::{LANES, add_tree, lay_out};
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
        check_width(self.features(), x.ncols())?;
        if trees == 0 {
            return Err(Error::parameter("trees a bag", "at least 1", 0));
        }
        let mut out = Array2::zeros((x.nrows(), self.trees() / trees));
        match self.features() {
            0..=4 => self.bags_of_tiles::<8>(x, trees, &mut out),
            5..=8 => self.bags_of_tiles::<16>(x, trees, &mut out),
            9..=16 => self.bags_of_tiles::<32>(x, trees, &mut out),
            17..=32 => self.bags_of_tiles::<64>(x, trees, &mut out),
            33..=64 => self.bags_of_tiles::<128>(x, trees, &mut out),
            _ => self.bags_of_tiles::<256>(x, trees, &mut out),
        }
        Ok(out)
    }

    fn bags_of_tiles<const S: usize>(
        &self,
        x: ArrayView2<'_, f32>,
        trees: usize,
        out: &mut Array2<f32>,
    ) {
        let bags = out.ncols();
        let work = |(tile, out): (usize, &mut [f32])| {
            let rows = out.len() / bags;
            let mut columns = vec![[0; S]; rows.next_multiple_of(LANES)];
            let mut sums = vec![0; columns.len()];
            let mut codes = [0; MAX_FEATURES];
            let codes = &mut codes[..self.features()];
            for (row, columns) in columns[..rows].iter_mut().enumerate() {
                self.bins().code_row(x.row(tile * TILE + row), codes);
                lay_out(codes, columns);
            }
            for bag in 0..bags {
                sums.fill(0);
                for tree in bag * trees..(bag + 1) * trees {
                    let (nodes, values) = self.walkable(tree);
                    add_tree(nodes, values, &columns, &mut sums);
                }
                for (row, &sum) in sums[..rows].iter().enumerate() {
                    out[row * bags + bag] = self.kind().mean(sum, trees);
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

/// How often bag `bag` holds each of `groups` groups, in the order of their
/// ids. With replacement at most 255 times.
///
/// Whatever else is fitted on the same samples (a model that the forest
/// corrects) can be drawn with this, and varies along with the bag's trees.
#[must_use]
pub fn bag_weights(bags: &Bags, seed: u64, bag: u64, groups: usize) -> Vec<u8> {
    let mut weights = vec![0u8; groups];
    let mut draws = Draws::new(key(seed, Stream::Bags, bag));
    if bags.replacement {
        let all = groups as u32;
        for _ in 0..share(bags.fraction, all.max(1)) {
            if let Some(weight) = weights.get_mut(draws.below(all) as usize) {
                *weight = weight.saturating_add(1);
            }
        }
    } else if groups > 0 {
        subsample(&mut draws, bags.fraction, &mut weights);
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bags_hold_the_promised_share() {
        let mut bags = Bags {
            trees: 4,
            fraction: 0.5,
            replacement: false,
        };
        let weights = bag_weights(&bags, 1, 3, 1001);
        assert_eq!(weights.iter().map(|&w| u32::from(w)).sum::<u32>(), 501);
        assert!(weights.iter().all(|&w| w <= 1));
        assert_ne!(weights, bag_weights(&bags, 1, 4, 1001));
        assert_ne!(weights, bag_weights(&bags, 2, 3, 1001));
        bags.replacement = true;
        let weights = bag_weights(&bags, 1, 3, 1001);
        assert_eq!(weights.iter().map(|&w| u32::from(w)).sum::<u32>(), 501);
        assert!(weights.iter().any(|&w| w > 1));
        assert!(bag_weights(&bags, 1, 3, 0).is_empty());
    }
}
