//! A finished tree and the layout of a node.

use crate::error::{Error, Result};

/// Most nodes of one tree: a child's number has 16 bits.
pub const MAX_NODES: usize = 65_536;

/// The threshold that marks a leaf; no split has it.
const LEAF: u8 = 255;

/// A node in four bytes: `2 * feature + missing_left` in bits 0–7, the threshold
/// in bits 8–15, the left child's number in bits 16–31; the right child is the
/// next node. A row goes right when its code, plus one if `missing_left` (and
/// then 255 + 1 is 0), is above the threshold. A leaf has feature 0, threshold
/// 255, and in bits 16–31 its own number while its tree grows and is walked in
/// step with others, its value in a forest at rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node(pub u32);

/// The low 16 bits of a leaf.
pub(super) const LEAF_CODE: u16 = (LEAF as u16) << 8;

impl Node {
    fn new(column: u8, threshold: u8, left: usize) -> Self {
        debug_assert!(left < MAX_NODES);
        Self(u32::from(column) | u32::from(threshold) << 8 | (left as u32) << 16)
    }

    /// A split; `bin` is the highest code on the left.
    pub fn split(feature: u8, bin: u8, missing_left: bool, left: usize) -> Self {
        let shift = u8::from(missing_left);
        Self::new(2 * feature + shift, bin + shift, left)
    }

    /// The node with these low and high 16 bits.
    pub fn from_parts(code: u16, high: u16) -> Self {
        Self(u32::from(code) | u32::from(high) << 16)
    }

    /// The leaf with this number.
    pub fn leaf(number: usize) -> Self {
        Self::new(0, LEAF, number)
    }

    /// The low 16 bits: all but the left child or value.
    pub fn code(self) -> u16 {
        self.0 as u16
    }

    pub fn is_leaf(self) -> bool {
        self.threshold() == LEAF
    }

    /// `2 * feature + missing_left`.
    pub fn column(self) -> u8 {
        self.0 as u8
    }

    pub fn threshold(self) -> u8 {
        (self.0 >> 8) as u8
    }

    /// The left child's number.
    pub fn left(self) -> u16 {
        (self.0 >> 16) as u16
    }

    /// A leaf's value, in a forest at rest.
    pub fn value(self) -> u16 {
        self.left()
    }
}

/// A finished tree: nodes level by level, so that the children of the k-th
/// split (k = 0, 1, …) are nodes 2k + 1 and 2k + 2; the leaves' values in the
/// order of the leaves.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree {
    pub nodes: Vec<Node>,
    pub leaf_values: Vec<u16>,
    /// Each split's feature, and by how much it lowered the sum of squared
    /// errors of the tree's sample; targets from 0 to 1.
    pub gains: Vec<(u8, f64)>,
}

/// Refuses a tree of more than [`MAX_NODES`] nodes.
pub(super) fn check_size(nodes: usize, min_leaf: u32) -> Result<()> {
    if nodes <= MAX_NODES {
        return Ok(());
    }
    let rule = format!(
        "larger for these data, or max_depth at most 15 (a tree may have {MAX_NODES} nodes)"
    );
    Err(Error::parameter("min_leaf", rule, min_leaf))
}
