//! A forest as plain arrays, for writing it to a file and reading it back.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::bins::Bins;
use super::model::Forest;
use super::params::MAX_TREES;
use super::tree::{MAX_NODES, Node, Tree};
use crate::error::{Error, Result};

/// What a forest was fitted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TargetKind {
    /// Yes or no: leaf values v are probabilities v / 65535.
    Binary,
    /// Numbers in [-1, 1]: leaf values v mean v / 32767 - 1.
    Bounded,
}

impl TargetKind {
    /// The largest target while fitting; the smallest is 0.
    #[must_use]
    pub const fn top_target(self) -> u16 {
        match self {
            Self::Binary => 1,
            Self::Bounded => 32_766,
        }
    }

    /// The largest leaf value; the smallest is 0.
    #[must_use]
    pub const fn top_value(self) -> u16 {
        match self {
            Self::Binary => 65_535,
            Self::Bounded => 65_534,
        }
    }

    /// The prediction that `sum`, over `trees` leaf values, stands for.
    pub(super) fn mean(self, sum: u32, trees: usize) -> f32 {
        let share = f64::from(sum) / (trees as f64 * f64::from(self.top_value()));
        match self {
            Self::Binary => share as f32,
            Self::Bounded => (2.0 * share - 1.0) as f32,
        }
    }
}

/// A forest's parts as plain arrays. [`Forest::to_raw`] and
/// [`Forest::from_raw`] convert without loss; the latter trusts nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawForest {
    /// What it was fitted to.
    pub kind: TargetKind,
    /// Bin edges, one strictly rising list of at most 254 numbers a feature.
    pub edges: Vec<Vec<f32>>,
    /// Where each tree's nodes start, and at the end their number: one more
    /// than there are trees.
    pub offsets: Vec<u32>,
    /// All trees' nodes, each tree level by level. Bits 0–7 hold
    /// 2 × feature + m, bits 8–15 a threshold, bits 16–31 the left child's
    /// number within the tree; the right child is the next node. A row whose
    /// code for the feature is c goes right when (c + m) mod 256 is above the
    /// threshold; a missing value's code is 255. In a leaf, bits 0–7 are 0,
    /// the threshold is 255 (no split has it) and the child is the leaf's own
    /// number. The children of a tree's k-th split (k = 0, 1, …) are nodes
    /// 2k + 1 and 2k + 2, so a file need not keep bits 16–31.
    pub nodes: Vec<u32>,
    /// The leaves' values in the order of the leaves, see [`TargetKind`].
    pub leaf_values: Vec<u16>,
}

impl Forest {
    /// The forest's parts.
    #[must_use]
    pub fn to_raw(&self) -> RawForest {
        let mut raw = RawForest {
            kind: self.kind(),
            edges: self.bins().edges().to_vec(),
            offsets: vec![0],
            nodes: Vec::new(),
            leaf_values: Vec::new(),
        };
        for tree in 0..self.trees() {
            let tree = self.to_tree(tree);
            raw.nodes.extend(tree.nodes.iter().map(|node| node.0));
            raw.offsets.push(raw.nodes.len() as u32);
            raw.leaf_values.extend(tree.leaf_values);
        }
        raw
    }

    /// A forest from parts, checked in full: no parts that this accepts can
    /// make a prediction panic, loop or leave its range.
    ///
    /// # Errors
    /// [`Error::Shape`] saying what does not fit.
    pub fn from_raw(raw: RawForest) -> Result<Self> {
        let RawForest {
            kind,
            edges,
            offsets,
            nodes,
            leaf_values,
        } = raw;
        let bins = Bins::from_edges(edges)?;
        if !(2..=MAX_TREES + 1).contains(&offsets.len()) || offsets[0] != 0 {
            let found = format!("{} offsets from {:?}", offsets.len(), offsets.first());
            return Err(bad(
                "tree offsets",
                format!("2 to {} from 0", MAX_TREES + 1),
                found,
            ));
        }
        let mut trees = Vec::with_capacity(offsets.len() - 1);
        let mut values = leaf_values.as_slice();
        for pair in offsets.windows(2) {
            let range = pair[0] as usize..pair[1] as usize;
            let Some(nodes) = nodes.get(range) else {
                let found = format!("{} to {} of {}", pair[0], pair[1], nodes.len());
                return Err(bad(
                    "tree offsets",
                    "rising ones within the nodes".into(),
                    found,
                ));
            };
            let leaves = check_tree(nodes, bins.features())?;
            let Some((mine, others)) = values.split_at_checked(leaves) else {
                let found = leaf_values.len().to_string();
                return Err(bad("leaf values", "one a leaf".into(), found));
            };
            values = others;
            trees.push(Tree {
                nodes: nodes.iter().map(|&node| Node(node)).collect(),
                leaf_values: mine.to_vec(),
            });
        }
        if !values.is_empty() || offsets[offsets.len() - 1] as usize != nodes.len() {
            let found = format!("{} values, {} nodes", leaf_values.len(), nodes.len());
            return Err(bad(
                "forest",
                "as many leaf values and nodes as trees use".into(),
                found,
            ));
        }
        if let Some(value) = leaf_values.iter().find(|&&value| value > kind.top_value()) {
            let rule = format!("at most {}", kind.top_value());
            return Err(bad("leaf value", rule, value.to_string()));
        }
        Ok(Self::from_trees(kind, Arc::new(bins), &trees))
    }
}

/// Checks one tree's nodes; returns the number of leaves.
fn check_tree(nodes: &[u32], features: usize) -> Result<usize> {
    let wrong = |number: usize| {
        let found = format!(
            "{:#010x} as node {number} of {}",
            nodes[number],
            nodes.len()
        );
        bad("tree", "a split of known features or a leaf".into(), found)
    };
    let mut splits = 0;
    for (number, &node) in nodes.iter().take(MAX_NODES).enumerate() {
        // Each node but the root is a child of an earlier split.
        if number > 2 * splits {
            return Err(wrong(number));
        }
        let node = Node(node);
        let sound = if node.is_leaf() {
            node == Node::leaf(number)
        } else {
            splits += 1;
            let children = 2 * splits - 1;
            usize::from(node.left()) == children
                && usize::from(node.column() / 2) < features
                && node.threshold() >= node.column() % 2
        };
        if !sound {
            return Err(wrong(number));
        }
    }
    // So there is at least one node, and no child is wanting.
    if nodes.len() > MAX_NODES || nodes.len() != 2 * splits + 1 {
        let found = format!("{} nodes, {splits} splits", nodes.len());
        return Err(bad("tree", "one node more than two a split".into(), found));
    }
    Ok(splits + 1)
}

fn bad(what: &'static str, expected: String, found: String) -> Error {
    Error::Shape {
        what,
        expected,
        found,
    }
}

impl Serialize for Forest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_raw().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Forest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_raw(RawForest::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
