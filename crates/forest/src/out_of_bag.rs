//! Predicting the training rows by the trees that did not see them.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::bins::Binned;
use super::bootstrap::{Groups, draw_weights};
use super::model::Forest;
use super::params::{Progress, Resample, ValidForestParams};
use super::predict::{LANES, TILE, Walk, lay_out_all, with_walker};
use super::threads;
use crate::error::{Error, Result};

/// Trees whose samples are held at one time.
const BATCH: usize = 64;

/// A row's sum over the trees that did not see it, and their number.
#[derive(Clone, Copy, Default)]
struct Tally {
    sum: u32,
    trees: u16,
}

/// The mean prediction of each row over the trees that did not see its group,
/// NaN where there is none. The samples are drawn anew from their keys.
pub(super) fn out_of_bag(
    forest: &Forest,
    params: &ValidForestParams,
    binned: &Binned,
    groups: &Groups,
    threads: usize,
    progress: &Progress<'_>,
) -> Result<Vec<f32>> {
    if params.resample() == Resample::None {
        return Ok(vec![f32::NAN; binned.rows()]);
    }
    let mut tallies = vec![Tally::default(); binned.rows()];
    let pool = threads::pool(threads)?;
    let stop = AtomicBool::new(false);
    let trees: Vec<usize> = (0..forest.trees()).collect();
    for batch in trees.chunks(BATCH) {
        pool.install(|| {
            let unseen: Vec<Vec<bool>> = batch
                .par_iter()
                .map(|&tree| {
                    let mut weights = vec![0; groups.count()];
                    draw_weights(params.resample(), params.seed(), tree as u64, &mut weights);
                    weights.iter().map(|&weight| weight == 0).collect()
                })
                .collect();
            tallies
                .par_chunks_mut(TILE)
                .enumerate()
                .for_each(|(tile, tallies)| {
                    if stop.load(Ordering::Relaxed) || !progress(forest.trees()) {
                        stop.store(true, Ordering::Relaxed);
                        return;
                    }
                    let tile = Tile {
                        binned,
                        groups,
                        start: tile * TILE,
                    };
                    with_walker!(forest, new => tile.tally(new(), batch, &unseen, tallies));
                });
        });
        if stop.load(Ordering::Relaxed) {
            return Err(Error::Cancelled);
        }
    }
    let mean = |tally: Tally| match tally.trees {
        0 => f32::NAN,
        trees => forest.kind().mean(tally.sum, usize::from(trees)),
    };
    Ok(tallies.into_iter().map(mean).collect())
}

/// Rows that one task takes through a batch of trees.
struct Tile<'a> {
    binned: &'a Binned,
    groups: &'a Groups,
    start: usize,
}

impl Tile<'_> {
    fn tally<W: Walk>(
        &self,
        mut walker: W,
        batch: &[usize],
        unseen: &[Vec<bool>],
        tallies: &mut [Tally],
    ) {
        let end = self.start + tallies.len();
        let columns =
            lay_out_all::<W>(self.binned.rows_of(self.start..end), self.binned.features());
        let runs = self.groups.runs_between(self.start as u32, end as u32);
        let mut picked = columns.clone();
        let mut sums = vec![0; picked.len()];
        for (&tree, unseen) in batch.iter().zip(unseen) {
            // The rows of each run within the tile.
            let ranges = || {
                runs.iter()
                    .filter(|run| unseen[run.group as usize])
                    .map(|run| {
                        let first = (run.start as usize).max(self.start) - self.start;
                        first..(run.end as usize).min(end) - self.start
                    })
            };
            let mut used = 0;
            for range in ranges() {
                picked[used..][..range.len()].copy_from_slice(&columns[range.clone()]);
                used += range.len();
            }
            let padded = used.next_multiple_of(LANES);
            sums[..padded].fill(0);
            walker.add_tree(tree, &picked[..padded], &mut sums);
            let mut sums = sums.iter();
            for range in ranges() {
                for (tally, &sum) in tallies[range].iter_mut().zip(&mut sums) {
                    tally.sum += sum;
                    tally.trees += 1;
                }
            }
        }
    }
}
