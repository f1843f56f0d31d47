//! A forest as plain arrays, for writing it to a file and reading it back.

use std::hint::select_unpredictable;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::bins::Bins;
use super::model::Forest;
use super::params::MAX_TREES;
use super::target::TargetKind;
use super::tree::{LEAF_CODE, MAX_NODES, Node};
use crate::error::{Error, Result};

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
    /// 2 × feature + m, bits 8–15 a threshold. A row whose code for the feature
    /// is c goes right when (c + m) mod 256 is above the threshold; a missing
    /// value's code is 255. In a leaf, bits 0–7 are 0 and the threshold is 255
    /// (no split has it). The children of a tree's k-th split (k = 0, 1, …) are
    /// nodes 2k + 1 and 2k + 2 of that tree.
    pub nodes: Vec<u16>,
    /// The leaves' values in the order of the leaves, see [`TargetKind`].
    pub leaf_values: Vec<u16>,
}

impl Forest {
    /// The forest's parts.
    #[must_use]
    pub fn to_raw(&self) -> RawForest {
        let nodes = self.all_nodes();
        let leaves = nodes.iter().filter(|node| node.is_leaf());
        RawForest {
            kind: self.kind(),
            edges: self.bins().edges().to_vec(),
            offsets: self.offsets().iter().map(|&start| start as u32).collect(),
            nodes: nodes.iter().map(|node| node.code()).collect(),
            leaf_values: leaves.map(|leaf| leaf.value()).collect(),
        }
    }

    /// A forest from parts, checked in full: no parts that this accepts can
    /// make a prediction panic, loop or leave its range. It takes a nanosecond
    /// or two a node.
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
        let mut linked = Vec::with_capacity(nodes.len());
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
            let Some((mine, others)) = values.split_at_checked(nodes.len().div_ceil(2)) else {
                let found = leaf_values.len().to_string();
                return Err(bad("leaf values", "one a leaf".into(), found));
            };
            values = others;
            link(nodes, mine, bins.features(), &mut linked)?;
        }
        if !values.is_empty() || linked.len() != nodes.len() {
            let found = format!("{} values, {} nodes", leaf_values.len(), nodes.len());
            return Err(bad(
                "forest",
                "as many leaf values and nodes as trees use".into(),
                found,
            ));
        }
        if let Some(value) = leaf_values.iter().max().filter(|&&v| v > kind.top_value()) {
            let rule = format!("at most {}", kind.top_value());
            return Err(bad("leaf value", rule, value.to_string()));
        }
        let offsets = offsets.iter().map(|&start| start as usize).collect();
        Ok(Self::from_nodes(kind, Arc::new(bins), offsets, linked))
    }
}

/// Checks one tree's nodes and adds them to `linked`, splits with their left
/// child and leaves with their value.
fn link(nodes: &[u16], values: &[u16], features: usize, linked: &mut Vec<Node>) -> Result<()> {
    if nodes.len() > MAX_NODES || nodes.len().is_multiple_of(2) {
        let found = format!("{} nodes", nodes.len());
        let rule = format!("an odd number of nodes, at most {MAX_NODES}");
        return Err(bad("tree", rule, found));
    }
    // Without branches: which nodes are leaves cannot be foreseen.
    let (mut splits, mut sound) = (0, true);
    linked.extend(nodes.iter().enumerate().map(|(number, &code)| {
        let is_leaf = Node::from_parts(code, 0).is_leaf();
        // Each node but the root is a child of an earlier split.
        sound &= number <= 2 * splits && is_sound(code, features);
        let leaf = (number - splits.min(number)).min(values.len() - 1);
        let high = select_unpredictable(is_leaf, values[leaf], (2 * splits + 1) as u16);
        splits += usize::from(!is_leaf);
        Node::from_parts(code, high)
    }));
    // So each child is there, and as many leaves as were counted on.
    if sound && nodes.len() == 2 * splits + 1 {
        return Ok(());
    }
    let wrong = nodes.iter().position(|&code| !is_sound(code, features));
    let found = wrong.map_or_else(
        || format!("{} nodes, {splits} splits", nodes.len()),
        |number| {
            let node = nodes[number];
            format!("{node:#06x} as node {number} of {}", nodes.len())
        },
    );
    let rule = "splits of known features and leaves, one node more than two a split".into();
    Err(bad("tree", rule, found))
}

/// Whether these can be the low 16 bits of a node.
fn is_sound(code: u16, features: usize) -> bool {
    let node = Node::from_parts(code, 0);
    let split = usize::from(node.column() / 2) < features && node.threshold() >= node.column() % 2;
    (code == LEAF_CODE) | (split & !node.is_leaf())
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
