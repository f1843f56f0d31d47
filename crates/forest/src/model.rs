//! The fitted forest: its arrays and what can be asked of them.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use super::bins::Bins;
#[cfg(target_arch = "x86_64")]
use super::blocks::{BlockTree, MAX_WIDTH};
#[cfg(target_arch = "x86_64")]
use super::simd;
use super::target::TargetKind;
use super::tree::{Node, Tree};

/// So many rows are predicted one by one before the trees are laid out for
/// more, which takes about as long.
const FEW: usize = 256;

/// Trees in blocks, and how many rows were predicted without.
#[derive(Debug, Default)]
struct Blocks {
    rows_before: AtomicUsize,
    #[cfg(target_arch = "x86_64")]
    trees: OnceLock<Vec<BlockTree>>,
    #[cfg(not(target_arch = "x86_64"))]
    trees: OnceLock<()>,
}

impl Clone for Blocks {
    fn clone(&self) -> Self {
        Self {
            rows_before: AtomicUsize::new(self.rows_before.load(Ordering::Relaxed)),
            trees: self.trees.clone(),
        }
    }
}

/// A fitted forest.
///
/// Trees are flat arrays of four-byte nodes. Predictions are means over trees,
/// summed as integers: the same on every machine.
#[derive(Debug, Clone)]
pub struct Forest {
    kind: TargetKind,
    bins: Arc<Bins>,
    /// Where each tree starts, and the end of the last.
    offsets: Vec<usize>,
    /// All trees' nodes, each tree level by level, leaves with their values.
    nodes: Vec<Node>,
    /// The same for walking in step, made when that pays.
    blocks: Blocks,
}

impl PartialEq for Forest {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.bins == other.bins
            && self.offsets == other.offsets
            && self.nodes == other.nodes
    }
}

impl Forest {
    /// Trees must be sound: in the order of a finished tree, features known to
    /// `bins`.
    pub(super) fn from_trees(kind: TargetKind, bins: Arc<Bins>, trees: &[Tree]) -> Self {
        let mut nodes = Vec::with_capacity(trees.iter().map(|tree| tree.nodes.len()).sum());
        let mut offsets = vec![0];
        for tree in trees {
            let mut values = tree.leaf_values.iter();
            nodes.extend(tree.nodes.iter().map(|&node| match node.is_leaf() {
                true => Node::from_parts(node.code(), *values.next().unwrap_or(&0)),
                false => node,
            }));
            offsets.push(nodes.len());
        }
        Self::from_nodes(kind, bins, offsets, nodes)
    }

    /// As [`Forest::from_trees`], from nodes as a forest holds them.
    pub(super) fn from_nodes(
        kind: TargetKind,
        bins: Arc<Bins>,
        offsets: Vec<usize>,
        nodes: Vec<Node>,
    ) -> Self {
        Self {
            kind,
            bins,
            offsets,
            nodes,
            blocks: Blocks::default(),
        }
    }

    /// What it was fitted to.
    #[must_use]
    pub fn kind(&self) -> TargetKind {
        self.kind
    }

    /// Number of trees.
    #[must_use]
    pub fn trees(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Number of features that a row must have.
    #[must_use]
    pub fn features(&self) -> usize {
        self.bins.features()
    }

    /// Number of nodes of all trees, leaves included.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// Number of leaves of all trees.
    #[must_use]
    pub fn leaves(&self) -> usize {
        // A binary tree has one leaf more than splits.
        (self.nodes() + self.trees()) / 2
    }

    /// How many splits use each feature, one count a feature.
    #[must_use]
    pub fn split_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.features()];
        for node in self.nodes.iter().filter(|node| !node.is_leaf()) {
            counts[usize::from(node.column() / 2)] += 1;
        }
        counts
    }

    /// The bins of its features.
    #[must_use]
    pub fn bins(&self) -> &Arc<Bins> {
        &self.bins
    }

    /// Where a tree's nodes are among all.
    pub(super) fn range(&self, tree: usize) -> Range<usize> {
        self.offsets[tree]..self.offsets[tree + 1]
    }

    /// Where each tree starts, and the end of the last.
    pub(super) fn offsets(&self) -> &[usize] {
        &self.offsets
    }

    /// All trees' nodes.
    pub(super) fn all_nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Whether to take rows one by one down the trees as they are, because there
    /// have been too few, these included, to make up for laying the trees out.
    pub(super) fn are_few(&self, rows: usize) -> bool {
        let before = self.blocks.rows_before.fetch_add(rows, Ordering::Relaxed);
        before.saturating_add(rows) < FEW && self.blocks.trees.get().is_none()
    }

    /// The trees in blocks, if this processor and this forest are made for it;
    /// laid out at the first call.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn blocks(&self) -> Option<&[BlockTree]> {
        if self.features() > MAX_WIDTH || !simd::available() {
            return None;
        }
        Some(self.blocks.trees.get_or_init(|| {
            // Not side by side: a task that waits here for others could be given
            // one that wants the same trees, and would wait for itself.
            (0..self.trees())
                .map(|tree| BlockTree::new(&self.nodes[self.range(tree)]))
                .collect()
        }))
    }
}
