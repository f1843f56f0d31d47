//! What the forest does by hand with AVX2: walking trees in blocks, and binning.
//! This is the crate's only module with `unsafe`.
//!
//! Each function gives what its scalar twin gives, to the last bit:
//! [`add_tree`] and [`sum_of_row`] what `Walkable` in [`super::predict`] gives,
//! [`code_row`] what [`Bins::code`](super::bins::Bins::code) gives; tests here
//! and in tests/forest compare them. `make sanitize` runs them under an address
//! sanitizer, with debug assertions.
//!
//! # Why it is sound
//! * Functions with `target_feature` are only called behind [`available`].
//! * Blocks and leaf values are read without checks: the numbers come
//!   from a [`BlockTree`], whose invariants bound them.
//! * Vectors are loaded, unaligned, from within one array or one [`Block`] (24
//!   of its 32 bytes), which has no padding.

#![allow(unsafe_code)]

use std::arch::x86_64::{
    __m128i, _CMP_LT_OQ, _mm_add_epi8, _mm_and_si128, _mm_cmpgt_epi8, _mm_loadu_si128,
    _mm_movemask_epi8, _mm_set1_epi8, _mm_shuffle_epi8, _mm_srli_epi16, _mm256_cmp_ps,
    _mm256_loadu_ps, _mm256_movemask_ps, _mm256_set1_ps,
};
use std::hint::select_unpredictable;

use super::bins::{MISSING, Table};
use super::blocks::{Block, BlockTree, EXITS, LEAF, MAX_WIDTH, SHIFT_BIT};
use super::wide::Wide;

/// Rows, or trees, that are walked side by side.
pub(super) const LANES: usize = 8;

/// The mark of an exit to a leaf, in 32 bits.
const IS_LEAF: u32 = LEAF as u32;

/// Whether this processor can do it.
pub(super) fn available() -> bool {
    is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt")
}

/// Adds the values of the rows' leaves to their sums. The number of rows is a
/// multiple of [`LANES`], and no more than there are sums.
pub(super) fn add_tree(tree: &BlockTree, rows: &[[u8; MAX_WIDTH]], sums: &mut [u32]) {
    assert!(available());
    let rows = rows.as_chunks::<LANES>().0;
    let sums = sums.as_chunks_mut::<LANES>().0;
    // SAFETY: the processor has AVX2.
    unsafe { add_groups(tree, rows, sums) }
}

/// The sum of the values of a row's leaves in all trees.
pub(super) fn sum_of_row(trees: &[BlockTree], row: &[u8; MAX_WIDTH]) -> u32 {
    assert!(available());
    // SAFETY: the processor has AVX2.
    unsafe { sum_of_row_avx2(trees, row) }
}

/// The codes of a row; the slices have one place a feature.
pub(super) fn code_row(tables: &[Table], row: &[f32], codes: &mut [u8]) {
    assert!(available());
    // SAFETY: the processor has AVX2 and POPCNT.
    unsafe { code_row_avx2(tables, row, codes) }
}

/// `work`, compiled for AVX2: see [`super::wide`].
pub(super) fn run<W: Wide>(work: W) -> W::Out {
    assert!(available());
    // SAFETY: the processor has AVX2.
    unsafe { run_avx2(work) }
}

#[target_feature(enable = "avx2")]
fn run_avx2<W: Wide>(work: W) -> W::Out {
    work.run()
}

/// Takes `$lanes` rows down trees, one of each a lane; gives exits to leaves. A
/// macro, since all of it must stay in registers.
macro_rules! walk {
    ($lanes:expr, $tree:expr, $row:expr) => {{
        let mut at: [u32; $lanes] = std::array::from_fn(|lane| u32::from($tree(lane).root()));
        loop {
            let mut arrived = IS_LEAF;
            for (lane, at) in at.iter_mut().enumerate() {
                // Who has arrived waits, at the empty block.
                let done = *at >= IS_LEAF;
                let block = select_unpredictable(done, 0, *at);
                let next = step($tree(lane), block, $row(lane));
                *at = select_unpredictable(done, *at, next);
                arrived &= *at;
            }
            if arrived != 0 {
                break at;
            }
        }
    }};
}

#[target_feature(enable = "avx2")]
fn add_groups(tree: &BlockTree, rows: &[[[u8; MAX_WIDTH]; LANES]], sums: &mut [[u32; LANES]]) {
    for (rows, sums) in rows.iter().zip(sums) {
        let rows = rows.each_ref().map(|row| load(row));
        let leaves = walk!(LANES, |_| tree, |lane: usize| rows[lane]);
        for (sum, leaf) in sums.iter_mut().zip(leaves) {
            *sum += value(tree, leaf);
        }
    }
}

#[target_feature(enable = "avx2")]
fn sum_of_row_avx2(trees: &[BlockTree], row: &[u8; MAX_WIDTH]) -> u32 {
    let row = load(row);
    let (groups, rest) = trees.as_chunks::<LANES>();
    let mut sum = 0;
    for trees in groups {
        let leaves = walk!(LANES, |lane: usize| &trees[lane], |_| row);
        for (tree, leaf) in trees.iter().zip(leaves) {
            sum += value(tree, leaf);
        }
    }
    for tree in rest {
        let [leaf] = walk!(1, |_| tree, |_| row);
        sum += value(tree, leaf);
    }
    sum
}

/// Three levels down, from a block that the tree has.
#[inline]
#[target_feature(enable = "avx2")]
fn step(tree: &BlockTree, at: u32, row: __m128i) -> u32 {
    let at = at as usize;
    debug_assert!(at < tree.blocks().len());
    // SAFETY: a number of one of the tree's blocks (invariants 1 and 2). A block
    // has 32 bytes: 8 features, 8 thresholds, 16 bytes more; so 16 can be read
    // from its start and from its thresholds.
    let (block, features, thresholds) = unsafe {
        let block: &Block = tree.blocks().get_unchecked(at);
        let start = std::ptr::from_ref(block).cast::<u8>();
        (
            block,
            _mm_loadu_si128(start.cast()),
            _mm_loadu_si128(start.add(8).cast()),
        )
    };
    // What each split adds to a code, from its feature's mark: shifting sixteen
    // bits at a time is as good, since one bit of each byte is kept.
    let shifts = _mm_and_si128(_mm_srli_epi16::<SHIFT_BIT>(features), _mm_set1_epi8(1));
    let codes = _mm_add_epi8(_mm_shuffle_epi8(row, features), shifts);
    let right = _mm_movemask_epi8(_mm_cmpgt_epi8(codes, thresholds)) as usize;
    let exit = usize::from(EXITS[right & 127]);
    debug_assert!(exit < block.exits.len());
    // SAFETY: all numbers in EXITS are below eight.
    u32::from(unsafe { *block.exits.get_unchecked(exit) })
}

/// The value of a leaf that the tree has.
#[inline]
#[target_feature(enable = "avx2")]
fn value(tree: &BlockTree, leaf: u32) -> u32 {
    let number = (leaf & !IS_LEAF) as usize;
    debug_assert!(leaf >= IS_LEAF && number < tree.values().len());
    // SAFETY: an exit to a leaf has the number of one of the values (invariant 2).
    u32::from(unsafe { *tree.values().get_unchecked(number) })
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(row: &[u8; MAX_WIDTH]) -> __m128i {
    // SAFETY: 16 bytes, and no alignment asked for.
    unsafe { _mm_loadu_si128(row.as_ptr().cast()) }
}

#[target_feature(enable = "avx2,popcnt")]
fn code_row_avx2(tables: &[Table], row: &[f32], codes: &mut [u8]) {
    for ((table, &value), code) in tables.iter().zip(row).zip(codes) {
        if let Some(found) = table.whole.as_ref().and_then(|whole| whole.code(value)) {
            *code = found;
            continue;
        }
        // Which sixteen edges, then which of them.
        let part = below(&table.lasts, value);
        let parts = table.edges.as_chunks::<16>().0;
        let found = 16 * part + below(&parts[part & 15], value);
        *code = if value.is_nan() { MISSING } else { found as u8 };
    }
}

/// How many of the rising numbers are below `value`; 0 for NaN.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn below(edges: &[f32; 16], value: f32) -> usize {
    let value = _mm256_set1_ps(value);
    let [low, high] = [0, 8].map(|start| {
        // SAFETY: eight of the sixteen numbers, and no alignment asked for.
        let edges = unsafe { _mm256_loadu_ps(edges[start..].as_ptr()) };
        _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_LT_OQ>(edges, value))
    });
    (low | high << 8).count_ones() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forest::blocks::row_of;
    use crate::forest::generator::Draws;
    use crate::forest::tree::Node;

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
        if !available() {
            return;
        }
        let mut draws = Draws::new(3);
        let sizes: &[usize] = if cfg!(miri) {
            &[0, 1, 2, 9]
        } else {
            &[0, 1, 2, 3, 6, 7, 8, 20, 100, 3000, 32_767]
        };
        for (features, &splits) in (1..=16).rev().cycle().zip(sizes.iter().cycle()).take(33) {
            let rows: Vec<Vec<u8>> = (0..4 * LANES)
                .map(|_| (0..features).map(|_| draws.below(256) as u8).collect())
                .collect();
            let trees: Vec<Vec<Node>> = (0..if cfg!(miri) { 9 } else { 21 })
                .map(|_| random_tree(&mut draws, features, splits))
                .collect();
            let blocks: Vec<BlockTree> = trees.iter().map(|t| BlockTree::new(t)).collect();
            assert!(blocks.iter().all(BlockTree::is_sound));
            let expected: Vec<u32> = rows
                .iter()
                .map(|row| trees.iter().map(|tree| walk_plainly(tree, row)).sum())
                .collect();
            let laid_out: Vec<_> = rows.iter().map(|row| row_of(row)).collect();
            let mut sums = vec![0; rows.len()];
            for tree in &blocks {
                add_tree(tree, &laid_out, &mut sums);
            }
            assert_eq!(sums, expected, "{features} features, {splits} splits");
            let one_by_one: Vec<u32> = laid_out.iter().map(|r| sum_of_row(&blocks, r)).collect();
            assert_eq!(one_by_one, expected);
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
                for value in values.chain(special) {
                    let mut code = [7];
                    code_row(std::slice::from_ref(&table), &[value], &mut code);
                    assert_eq!(code[0], table.code(value), "{value} among {count}");
                }
            }
        }
    }
}
