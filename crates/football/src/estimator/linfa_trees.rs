//! Trees grown by linfa-trees: the labeled baseline behind our traits.
//!
//! linfa-trees 0.8 keeps a class at each leaf and no rate, knows no missing
//! values and no feature sampling at nodes, and needs minutes a tree on all
//! seasons. So the trees are grown on a stated sample of games, behind
//! [`Scale`](super::Scale) (which fills unknown values), and the share of wins
//! at each leaf is counted afterwards with the same training plays.

use super::linfa::{Node, grow_tree};
use super::{Classifier, Estimator, Watch, check_width};
use crate::error::{Error, Result};
use crate::features::PlaySet;
use ndarray::{Array1, ArrayView1, ArrayView2, Axis};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Settings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LinfaTrees {
    /// Trees; 1 is a single tree on the sample, more are bagged over games.
    pub trees: usize,
    /// Least plays at a leaf.
    pub min_leaf: usize,
    /// Greatest depth.
    pub max_depth: usize,
    /// Games to draw for each tree.
    pub games: usize,
    /// Seed of the draws.
    pub seed: u64,
}

impl Default for LinfaTrees {
    fn default() -> Self {
        Self {
            trees: 10,
            min_leaf: 200,
            max_depth: 10,
            games: 150,
            seed: 1,
        }
    }
}

/// Bagged trees with the share of wins at each leaf.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BaggedTrees {
    width: usize,
    trees: Vec<Vec<Node>>,
}

impl Estimator for LinfaTrees {
    type Model = BaggedTrees;

    fn fit(&self, train: &PlaySet, watch: Watch<'_>) -> Result<BaggedTrees> {
        train.check_trainable()?;
        if self.trees == 0 {
            return Err(Error::parameter("trees", "at least 1", 0));
        }
        if self.games == 0 {
            return Err(Error::parameter("games", "at least 1", 0));
        }
        if train.x().iter().any(|v| !v.is_finite()) {
            return Err(Error::Fit {
                problem: "linfa-trees does not handle missing values".into(),
                hint: "put `Scale` before it in the pipeline".into(),
            });
        }
        let mut rows_of = std::collections::BTreeMap::<u32, Vec<usize>>::new();
        for (row, &game) in train.game().iter().enumerate() {
            rows_of.entry(game).or_default().push(row);
        }
        let games: Vec<Vec<usize>> = rows_of.into_values().collect();
        let done = AtomicUsize::new(0);
        let trees = (0..self.trees)
            .into_par_iter()
            .map(|t| {
                let tree = self.tree(train, &games, t as u64)?;
                if watch(done.fetch_add(1, Ordering::Relaxed) + 1, self.trees) {
                    Ok(tree)
                } else {
                    Err(Error::Cancelled)
                }
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(BaggedTrees {
            width: train.columns().len(),
            trees,
        })
    }
}

impl LinfaTrees {
    fn tree(&self, train: &PlaySet, games: &[Vec<usize>], tree: u64) -> Result<Vec<Node>> {
        let draws = self.games.min(games.len()) as u64;
        let rows: Vec<usize> = (0..draws)
            .flat_map(|draw| {
                let hash = crate::forest::generator::mix(
                    self.seed ^ crate::forest::generator::mix((tree << 32) | draw),
                );
                // Multiply-shift maps 64 random bits to 0..games (Lemire 2019).
                let pick = (u128::from(hash) * games.len() as u128) >> 64;
                games[pick as usize].iter().copied()
            })
            .collect();
        let x = train.x().select(Axis(0), &rows);
        let y = train.y().select(Axis(0), &rows);
        // linfa breaks a leaf's tie between classes by the order of a hash map,
        // which differs from run to run; unequal weights leave no ties.
        let weights = y.mapv(|win| if win { 1.0 } else { 0.999_287_7 });
        let mut nodes = grow_tree(
            x.clone(),
            y.clone(),
            weights,
            (self.max_depth, self.min_leaf),
        )?;
        let mut counts = vec![(0u32, 0u32); nodes.len()];
        for (row, &win) in x.rows().into_iter().zip(&y) {
            let leaf = walk(&nodes, row);
            counts[leaf].0 += 1;
            counts[leaf].1 += u32::from(win);
        }
        for (node, (n, wins)) in nodes.iter_mut().zip(counts) {
            if let Node::Leaf(p) = node {
                // One win and one loss more keep a pure leaf off 0 and 1.
                *p = (wins as f32 + 1.0) / (n as f32 + 2.0);
            }
        }
        Ok(nodes)
    }
}

fn walk(nodes: &[Node], row: ArrayView1<'_, f32>) -> usize {
    let mut at = 0;
    while let Node::Split {
        column,
        threshold,
        left,
        right,
    } = nodes[at]
    {
        at = if row[column as usize] < threshold {
            left
        } else {
            right
        } as usize;
    }
    at
}

impl BaggedTrees {
    /// Whether children stand after their parents and columns exist, so that
    /// a damaged file can neither panic nor loop.
    pub(crate) fn is_sound(&self) -> bool {
        !self.trees.is_empty()
            && self.trees.iter().all(|nodes| {
                !nodes.is_empty()
                    && nodes.iter().enumerate().all(|(i, node)| match *node {
                        Node::Leaf(p) => (0.0..=1.0).contains(&p),
                        Node::Split {
                            column,
                            left,
                            right,
                            ..
                        } => {
                            (column as usize) < self.width
                                && [left, right]
                                    .iter()
                                    .all(|&c| c as usize > i && (c as usize) < nodes.len())
                        }
                    })
            })
    }
}

impl Classifier for BaggedTrees {
    fn width(&self) -> usize {
        self.width
    }

    fn predict_proba(&self, x: ArrayView2<'_, f32>) -> Result<Array1<f32>> {
        check_width(&x, self.width)?;
        Ok(x.rows()
            .into_iter()
            .map(|row| {
                let sum: f32 = self
                    .trees
                    .iter()
                    .map(|nodes| match nodes[walk(nodes, row)] {
                        Node::Leaf(p) => p,
                        Node::Split { .. } => 0.5,
                    })
                    .sum();
                sum / self.trees.len() as f32
            })
            .collect())
    }
}
