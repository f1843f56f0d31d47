//! The fitted forest: its arrays and what can be asked of them.

use rayon::prelude::*;
use std::sync::Arc;

use super::bins::Bins;
use super::layout::arrange;
use super::raw::TargetKind;
use super::tree::{MAX_NODES, Node, Tree};

/// Nodes that can be read from any tree's start, so that no number of a node,
/// plus one, needs a check.
pub(super) const READABLE: usize = MAX_NODES + 1;

/// A fitted forest.
///
/// Trees are flat arrays of four-byte nodes and two-byte values. Predictions are
/// means over trees, summed as integers: the same on every machine.
#[derive(Debug, Clone)]
pub struct Forest {
    kind: TargetKind,
    bins: Arc<Bins>,
    /// Where each tree starts, and the end of the last.
    offsets: Vec<usize>,
    /// See [`Node`]; laid out by [`arrange`], and padded so that [`READABLE`] can be read from any tree's
    /// start.
    nodes: Vec<u32>,
    /// A value a node, used where the node is a leaf; padded likewise.
    values: Vec<u16>,
    /// Number of nodes without padding.
    size: usize,
}

impl PartialEq for Forest {
    fn eq(&self, other: &Self) -> bool {
        self.to_raw() == other.to_raw()
    }
}

impl Forest {
    /// Trees must be sound: in the order of a finished tree, features known to
    /// `bins`.
    pub(super) fn from_trees(kind: TargetKind, bins: Arc<Bins>, trees: &[Tree]) -> Self {
        // Most of the time that it takes to read a model goes here.
        let arranged: Vec<_> = trees.par_iter().map(|tree| arrange(&tree.nodes)).collect();
        let total: usize = arranged.iter().map(|&(_, used)| used).sum();
        // Room to start the first tree, and so each, at a cache line.
        let mut nodes: Vec<u32> = Vec::with_capacity(total + READABLE + 16);
        let mut start = nodes.as_ptr().align_offset(64).min(15);
        nodes.resize(start + total + READABLE, Node::leaf(0).0);
        let mut forest = Self {
            kind,
            bins,
            offsets: vec![start],
            values: vec![0; nodes.len()],
            nodes,
            size: trees.iter().map(|tree| tree.nodes.len()).sum(),
        };
        for (tree, (places, used)) in trees.iter().zip(&arranged) {
            let place_of = |number: usize| match number {
                0 => 0,
                _ => places[(number - 1) / 2] + (number - 1) % 2,
            };
            let mut leaf_values = tree.leaf_values.iter().copied();
            for (number, &node) in tree.nodes.iter().enumerate() {
                let place = place_of(number);
                let target = if node.is_leaf() {
                    place
                } else {
                    place_of(usize::from(node.left()))
                };
                forest.nodes[start + place] = node.with_left(target).0;
                if node.is_leaf() {
                    forest.values[start + place] = leaf_values.next().unwrap_or(0);
                }
            }
            start += used;
            forest.offsets.push(start);
        }
        forest
    }

    /// A tree as it was before it was laid out.
    pub(super) fn to_tree(&self, tree: usize) -> Tree {
        let (nodes, values) = self.walkable(tree);
        let mut places = vec![0];
        let mut finished = Tree::default();
        while let Some(&place) = places.get(finished.nodes.len()) {
            let node = Node(nodes[place]);
            let number = finished.nodes.len();
            if node.is_leaf() {
                finished.nodes.push(node.with_left(number));
                finished.leaf_values.push(values[place]);
            } else {
                let left = usize::from(node.left());
                finished.nodes.push(node.with_left(places.len()));
                places.extend([left, left + 1]);
            }
        }
        finished
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
        self.size
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
        for &node in &self.nodes {
            let node = Node(node);
            if !node.is_leaf() {
                counts[usize::from(node.column() / 2)] += 1;
            }
        }
        counts
    }

    /// The bins of its features.
    #[must_use]
    pub fn bins(&self) -> &Arc<Bins> {
        &self.bins
    }

    /// A tree's nodes and values, running on into what follows, for walking
    /// without bounds checks.
    pub(super) fn walkable(&self, tree: usize) -> (&[u32; READABLE], &[u16; READABLE]) {
        let start = self.offsets[tree];
        let nodes = self.nodes[start..].first_chunk();
        let values = self.values[start..].first_chunk();
        nodes
            .zip(values)
            .expect("both arrays are padded by READABLE")
    }

    /// Reads a tree from end to end. Walking it jumps about, and would wait for
    /// memory at each jump; reading in order lets the processor fetch ahead.
    pub(super) fn fetch(&self, tree: usize) {
        let range = self.offsets[tree]..self.offsets[tree + 1];
        let nodes = self.nodes[range.clone()]
            .iter()
            .fold(0, |all, &node| all ^ node);
        let values = self.values[range].iter().fold(0, |all, &value| all ^ value);
        std::hint::black_box((nodes, values));
    }
}
