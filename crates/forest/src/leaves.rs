//! From a grown tree to its finished form: the order of its nodes and the values
//! of its leaves.

use super::histogram::{Split, count_of, sum_of};
use super::monotone::{Leaf, enforce};
use super::tree::{Node, Tree, check_size};
use crate::error::Result;

/// A node while its tree grows.
#[derive(Debug, Clone, Copy)]
pub(super) struct GrownNode {
    /// Its rows: number and sum of targets.
    pub total: u64,
    /// Its split and its left child; the right child is the next node.
    pub split: Option<(Split, u32)>,
}

/// How sums of targets become leaf values.
#[derive(Debug, Clone, Copy)]
pub(super) struct LeafRule<'a> {
    /// The largest target.
    pub top_target: u16,
    /// The largest leaf value.
    pub top_value: u16,
    /// Lambda of hierarchical shrinkage.
    pub shrinkage: f64,
    /// Monotone signs, one a feature, or empty.
    pub monotone: &'a [i8],
    /// Number of bins, one a feature.
    pub bins: &'a [u16],
}

/// A node on its way into the finished tree. Means are fractions of the largest
/// target.
#[derive(Debug, Clone, Copy)]
struct Placed {
    /// Its place among the grown nodes.
    place: usize,
    /// Its mean, and the same after shrinkage.
    mean: f64,
    shrunk: f64,
}

impl LeafRule<'_> {
    fn mean(&self, total: u64) -> f64 {
        if count_of(total) == 0 {
            // A sample of rows without weight knows nothing.
            return 0.5;
        }
        sum_of(total) as f64 / (f64::from(count_of(total)) * f64::from(self.top_target))
    }

    /// Orders the nodes level by level and gives the leaves their values: the
    /// shrunk means, rounded, and then put in order by [`enforce`] where a
    /// feature has a sign.
    ///
    /// # Errors
    /// [`Error::Parameter`] when there are more than [`MAX_NODES`] nodes, or too
    /// many leaves to put in order.
    pub fn finish(&self, grown: &[GrownNode], min_leaf: u32) -> Result<Tree> {
        check_size(grown.len(), min_leaf)?;
        let mut tree = Tree::default();
        let mut leaves = Vec::new();
        let mut queue = Vec::with_capacity(grown.len());
        let mean = self.mean(grown[0].total);
        queue.push(Placed {
            place: 0,
            mean,
            shrunk: mean,
        });
        while let Some(&node) = queue.get(tree.nodes.len()) {
            if let Some((split, left)) = grown[node.place].split {
                let children = queue.len();
                let [whole, part] = [node.place, left as usize].map(|at| grown[at].total);
                tree.gains.push((split.feature, self.gain(whole, part)));
                tree.nodes.push(Node::split(
                    split.feature,
                    split.bin,
                    split.missing_left,
                    children,
                ));
                queue.extend(self.children(grown, node, left as usize));
            } else {
                tree.nodes.push(Node::leaf(tree.nodes.len()));
                let value = node.shrunk * f64::from(self.top_value);
                tree.leaf_values.push(value.round() as u16);
                let rows = f64::from(count_of(grown[node.place].total));
                leaves.push(Leaf { value, rows });
            }
        }
        if self.monotone.iter().any(|&sign| sign != 0) {
            enforce(&mut tree, &leaves, self.monotone, self.bins, min_leaf)?;
        }
        Ok(tree)
    }

    /// What a split of `total` with `left` on the left lowers the sum of squared
    /// errors by.
    fn gain(&self, total: u64, left: u64) -> f64 {
        let square = |total: u64| self.mean(total).powi(2) * f64::from(count_of(total));
        square(left) + square(total - left) - square(total)
    }

    fn children(&self, grown: &[GrownNode], parent: Placed, left: usize) -> [Placed; 2] {
        let rows = f64::from(count_of(grown[parent.place].total));
        let step = rows / (rows + self.shrinkage);
        [left, left + 1].map(|place| {
            let mean = self.mean(grown[place].total);
            Placed {
                place,
                mean,
                shrunk: parent.shrunk + (mean - parent.mean) * step,
            }
        })
    }
}
