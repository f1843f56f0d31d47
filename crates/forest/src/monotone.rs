//! Making a tree's leaf values monotone.
//!
//! The splits already respect the signs, but leaves further down need not: a leaf
//! low on a feature may lie beside one that is high on it and has a lower value.
//! Bounding both sides of each split by the midpoint between its children, as is
//! usual, forbids far more than that, because it also binds leaves that differ in
//! other features; in deep trees it costs dearly. Here the pairs of leaves that
//! touch along a feature with a sign are listed, and only they are put in order.

use super::tree::{Node, Tree};
use crate::error::{Error, Result};

/// Most pairs that are listed for a tree.
const MAX_PAIRS: usize = 1 << 23;
/// Most times that all pairs are gone through.
const MAX_SWEEPS: usize = 100;
/// How far out of order leaf values may be before they are rounded.
const TOLERANCE: f64 = 0.5;

/// The codes of one feature that reach a place in the tree.
#[derive(Debug, Clone, Copy)]
struct Codes {
    first: u8,
    last: u8,
    missing: bool,
}

impl Codes {
    fn is_empty(self) -> bool {
        self.first > self.last && !self.missing
    }

    /// What is left of them in a split's left or right child.
    fn narrowed(mut self, node: Node, right: bool) -> Self {
        let missing_left = node.column() % 2 == 1;
        let bin = bin_of(node);
        if right {
            self.first = self.first.max(bin + 1);
        } else {
            self.last = self.last.min(bin);
        }
        self.missing &= missing_left != right;
        self
    }
}

/// What to do next while going down both sides of a split.
enum Step {
    /// List the touching leaves below these two nodes, lower side first.
    Meet(usize, usize),
    /// From here on these codes of a feature reach both sides.
    Narrow(usize, Codes),
}

/// A leaf before it has its place in the order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaf {
    /// Its value, not rounded.
    pub value: f64,
    /// Its number of rows.
    pub rows: f64,
}

/// Sets leaf values that respect the signs, near the given ones.
///
/// Touching leaves in the wrong order are replaced by their mean, weighted by
/// rows, pair after pair and again from the start, until no pair is out of order
/// by more than [`TOLERANCE`] or [`MAX_SWEEPS`] are done. (These are cyclic
/// projections onto the sets of values that respect one pair's order each; they
/// come ever closer to each point that respects all.) What is left is rounded
/// and settled exactly, by the mean of the smallest values in order above and
/// the largest below.
///
/// `signs` and `bins` (numbers of bins) are one a feature; `leaves` are in the
/// order of the tree's.
///
/// # Errors
/// [`Error::Parameter`] when the tree is so large that too many leaves touch.
pub(super) fn enforce(
    tree: &mut Tree,
    leaves: &[Leaf],
    signs: &[i8],
    bins: &[u16],
    min_leaf: u32,
) -> Result<()> {
    let pairs = touching(tree, signs, bins, min_leaf)?;
    let mut leaves = leaves.to_vec();
    for _ in 0..MAX_SWEEPS {
        let mut worst: f64 = 0.0;
        for &(low, high) in &pairs {
            let (a, b) = (leaves[usize::from(low)], leaves[usize::from(high)]);
            if a.value > b.value {
                worst = worst.max(a.value - b.value);
                let mean = (a.value * a.rows + b.value * b.rows) / (a.rows + b.rows);
                leaves[usize::from(low)].value = mean;
                leaves[usize::from(high)].value = mean;
            }
        }
        if worst <= TOLERANCE {
            break;
        }
    }
    tree.leaf_values.clear();
    let rounded = leaves.iter().map(|leaf| leaf.value.round() as u16);
    tree.leaf_values.extend(rounded);
    settle(&mut tree.leaf_values, &pairs);
    Ok(())
}

/// Puts values in order: the mean, rounded down, of the smallest in order above
/// them and the largest in order below.
fn settle(below: &mut [u16], pairs: &[(u16, u16)]) {
    let mut above = below.to_vec();
    let mut changed = true;
    while changed {
        changed = false;
        for &(low, high) in pairs {
            let (low, high) = (usize::from(low), usize::from(high));
            if above[low] > above[high] {
                above[high] = above[low];
                changed = true;
            }
            if below[low] > below[high] {
                below[low] = below[high];
                changed = true;
            }
        }
    }
    for (value, above) in below.iter_mut().zip(above) {
        *value = value.midpoint(above);
    }
}

/// The pairs of leaves, numbered in order, of which the first must not have the
/// higher value: those that some row passes between when a feature with a sign
/// moves from one bin to the next.
fn touching(tree: &Tree, signs: &[i8], bins: &[u16], min_leaf: u32) -> Result<Vec<(u16, u16)>> {
    let nodes = &tree.nodes;
    let mut leaf_numbers = vec![0u16; nodes.len()];
    let mut parents = vec![0; nodes.len()];
    let mut leaves = 0;
    for (place, node) in nodes.iter().enumerate() {
        if node.is_leaf() {
            leaf_numbers[place] = leaves;
            leaves += 1;
        } else {
            let left = usize::from(node.left());
            parents[left] = place;
            parents[left + 1] = place;
        }
    }
    let all: Vec<Codes> = bins
        .iter()
        .map(|&bins| Codes {
            first: 0,
            last: (bins - 1) as u8,
            missing: true,
        })
        .collect();
    let mut pairs = Vec::new();
    for (place, &node) in nodes.iter().enumerate() {
        let feature = usize::from(node.column() / 2);
        let sign = signs[feature];
        if node.is_leaf() || sign == 0 {
            continue;
        }
        let mut reach = all.clone();
        let mut below = place;
        while below != 0 {
            let parent = nodes[parents[below]];
            let codes = &mut reach[usize::from(parent.column() / 2)];
            *codes = codes.narrowed(parent, below != usize::from(parent.left()));
            below = parents[below];
        }
        let highest_low = bin_of(node);
        if highest_low >= reach[feature].last {
            // Only the missing go right: they have no place in the order.
            continue;
        }
        let left = usize::from(node.left());
        let mut steps = vec![Step::Meet(left, left + 1)];
        while let Some(step) = steps.pop() {
            let (low, high) = match step {
                Step::Meet(low, high) => (low, high),
                Step::Narrow(feature, codes) => {
                    reach[feature] = codes;
                    continue;
                }
            };
            // Go down on whichever side can.
            let on_low = !nodes[low].is_leaf();
            let at = if on_low { low } else { high };
            let split = nodes[at];
            if split.is_leaf() {
                let pair = (leaf_numbers[low], leaf_numbers[high]);
                pairs.push(if sign > 0 { pair } else { (pair.1, pair.0) });
                if pairs.len() > MAX_PAIRS {
                    let rule = "larger for trees with monotone signs on these data";
                    return Err(Error::parameter("min_leaf", rule, min_leaf));
                }
                continue;
            }
            let meet = |child: usize| match on_low {
                true => Step::Meet(child, high),
                false => Step::Meet(low, child),
            };
            let children = usize::from(split.left());
            let across = usize::from(split.column() / 2);
            if across == feature {
                // Only the part next to the first split touches the other side.
                let right = on_low && bin_of(split) < highest_low;
                steps.push(meet(children + usize::from(right)));
                continue;
            }
            let codes = reach[across];
            for right in [false, true] {
                let narrowed = codes.narrowed(split, right);
                if !narrowed.is_empty() {
                    steps.push(Step::Narrow(across, codes));
                    steps.push(meet(children + usize::from(right)));
                    steps.push(Step::Narrow(across, narrowed));
                }
            }
        }
    }
    Ok(pairs)
}

/// The highest code that a split sends left.
fn bin_of(split: Node) -> u8 {
    split.threshold() - split.column() % 2
}
