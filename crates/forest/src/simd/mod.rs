//! What the forest does by hand for this kind of processor: walking trees in
//! blocks, with AVX2 or AVX-512, and binning. Here is all of the crate's `unsafe`.
//!
//! Each function gives what its scalar twin gives, to the last bit:
//! [`add_tree`] and [`sum_of_row`] what `Walkable` in [`super::predict`] gives,
//! [`code_column`] what [`Bins::code`](super::bins::Bins::code) gives; tests here
//! and in tests/forest compare them. `make sanitize` runs them under an address
//! sanitizer, with debug assertions.
//!
//! # Why it is sound
//! * Functions with `target_feature` are only called behind an `available`.
//! * Blocks and leaf values are read without checks: the numbers come
//!   from a [`BlockTree`], whose invariants bound them.
//! * Vectors are loaded from within one array, one [`Block`](super::blocks::Block)
//!   (32 bytes without padding, and aligned to them) or one array of blocks; where
//!   they need not be aligned by what they are, by instructions that do not ask.

#![allow(unsafe_code)]

mod avx2;
mod avx512;

pub(super) use avx2::{available, code_column, run};

use super::blocks::{BlockTree, MAX_WIDTH};

/// Rows that are walked side by side: sums are added to by so many.
pub(super) const LANES: usize = 8;

/// Adds the values of the rows' leaves to their sums. The number of rows is a
/// multiple of [`LANES`], and no more than there are sums.
pub(super) fn add_tree(tree: &BlockTree, rows: &[[u8; MAX_WIDTH]], sums: &mut [u32]) {
    Way::best().add_tree(tree, rows, sums);
}

/// The sum of the values of a row's leaves in all trees.
pub(super) fn sum_of_row(trees: &[BlockTree], row: &[u8; MAX_WIDTH]) -> u32 {
    Way::best().sum_of_row(trees, row)
}

/// How trees are walked.
#[derive(Debug, Clone, Copy)]
enum Way {
    Avx2,
    Avx512,
}

impl Way {
    fn best() -> Self {
        if avx512::available() {
            Self::Avx512
        } else {
            Self::Avx2
        }
    }

    fn available(self) -> bool {
        match self {
            Self::Avx2 => avx2::available(),
            Self::Avx512 => avx512::available(),
        }
    }

    /// See [`add_tree`].
    fn add_tree(self, tree: &BlockTree, rows: &[[u8; MAX_WIDTH]], sums: &mut [u32]) {
        assert!(self.available());
        let rows = rows.as_chunks().0;
        let sums = sums.as_chunks_mut().0;
        // SAFETY: the processor has what each asks for.
        match self {
            Self::Avx2 => unsafe { avx2::add_tree(tree, rows, sums) },
            Self::Avx512 => unsafe { avx512::add_tree(tree, rows, sums) },
        }
    }

    /// See [`sum_of_row`].
    fn sum_of_row(self, trees: &[BlockTree], row: &[u8; MAX_WIDTH]) -> u32 {
        assert!(self.available());
        // SAFETY: the processor has what each asks for.
        match self {
            Self::Avx2 => unsafe { avx2::sum_of_row(trees, row) },
            Self::Avx512 => unsafe { avx512::sum_of_row(trees, row) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bins::Table;
    use crate::blocks::row_of;
    use crate::generator::Draws;
    use crate::tree::Node;

    /// A tree with splits and leaf values at random, level by level.
    fn random_tree(draws: &mut Draws, features: u32, splits: usize) -> Vec<Node> {
        let mut nodes: Vec<Node> = Vec::new();
        let mut made = 0;
        while nodes.len() < 2 * made + 1 {
            // A leaf at random, unless nothing would be left to split.
            let last = nodes.len() == 2 * made;
            let leaf = made == splits || (!last && draws.below(3) == 0);
            nodes.push(if leaf {
                Node::from_parts(255 << 8, draws.below(65_536) as u16)
            } else {
                made += 1;
                let missing_left = draws.below(2) == 1;
                let feature = draws.below(features) as u8;
                Node::split(feature, draws.below(254) as u8, missing_left, 2 * made - 1)
            });
        }
        nodes
    }

    /// One row down one tree, node by node.
    fn walk_plainly(nodes: &[Node], codes: &[u8]) -> u32 {
        let mut at = 0;
        while !nodes[at].is_leaf() {
            let node = nodes[at];
            let code = codes[usize::from(node.column() / 2)].wrapping_add(node.column() % 2);
            at = usize::from(node.left()) + usize::from(code > node.threshold());
        }
        u32::from(nodes[at].value())
    }

    #[test]
    fn blocks_lead_where_nodes_lead() {
        let mut draws = Draws::new(3);
        let sizes = [0, 1, 2, 3, 6, 7, 8, 20, 100, 3000, 32_767];
        for (features, &splits) in (1..=16).rev().cycle().zip(sizes.iter().cycle()).take(33) {
            let rows: Vec<Vec<u8>> = (0..5 * LANES)
                .map(|_| (0..features).map(|_| draws.below(256) as u8).collect())
                .collect();
            let trees: Vec<Vec<Node>> = (0..43)
                .map(|_| random_tree(&mut draws, features, splits))
                .collect();
            let blocks: Vec<BlockTree> = trees.iter().map(|t| BlockTree::new(t)).collect();
            assert!(blocks.iter().all(BlockTree::is_sound));
            let expected: Vec<u32> = rows
                .iter()
                .map(|row| trees.iter().map(|tree| walk_plainly(tree, row)).sum())
                .collect();
            let laid_out: Vec<_> = rows.iter().map(|row| row_of(row)).collect();
            let ways = [Way::Avx2, Way::Avx512].into_iter();
            for way in ways.filter(|way| way.available()) {
                let mut sums = vec![0; rows.len()];
                for tree in &blocks {
                    way.add_tree(tree, &laid_out, &mut sums);
                }
                assert_eq!(
                    sums, expected,
                    "{way:?}: {features} features, {splits} splits"
                );
                let one_by_one: Vec<u32> = laid_out
                    .iter()
                    .map(|r| way.sum_of_row(&blocks, r))
                    .collect();
                assert_eq!(one_by_one, expected, "{way:?}, row by row");
            }
        }
    }

    #[test]
    fn codes_are_those_of_the_scalar_search() {
        if !available() {
            return;
        }
        for count in [0usize, 1, 15, 16, 17, 127, 240, 253, 254] {
            let edges: Vec<f32> = (0..count).map(|i| i as f32 * 1.5).collect();
            let mut more = edges.clone();
            if count > 0 {
                more[count - 1] = f32::INFINITY;
            }
            // Whole numbers that start below 0; and no whole numbers at all.
            let lower = edges.iter().map(|edge| edge - 60.5).collect();
            let between = edges.iter().map(|edge| edge + 0.3).collect();
            for edges in [edges, more, lower, between] {
                let table = Table::new(&edges);
                let values = (-130..800).map(|i| i as f32 * 0.5);
                let special = [
                    f32::NAN,
                    f32::INFINITY,
                    f32::NEG_INFINITY,
                    -0.0,
                    1e-45,
                    3e9,
                    -3e9,
                ];
                // The second of three columns.
                let values: Vec<f32> = values.chain(special).flat_map(|v| [v; 3]).collect();
                let mut codes = vec![7; values.len()];
                code_column(&table, &values, &mut codes, 1, 3);
                for (value, codes) in values.chunks(3).zip(codes.chunks(3)) {
                    let expected = [7, table.code(value[1]), 7];
                    assert_eq!(codes, expected, "{} among {count}", value[1]);
                }
            }
        }
    }
}
