//! Walking trees in blocks, and binning, with AVX2: a block a step.

use std::arch::x86_64::{
    __m128i, _CMP_LT_OQ, _mm_add_epi8, _mm_and_si128, _mm_cmpgt_epi8, _mm_loadu_si128,
    _mm_movemask_epi8, _mm_set1_epi8, _mm_shuffle_epi8, _mm_srli_epi16, _mm256_cmp_ps,
    _mm256_loadu_ps, _mm256_movemask_ps, _mm256_set1_ps,
};
use std::hint::select_unpredictable;

use super::super::bins::Table;
use super::super::blocks::{Block, BlockTree, EXITS, LEAF, MAX_WIDTH, SHIFT_BIT};
use super::super::params::MISSING;
use super::super::wide::Wide;
use super::LANES;

/// The mark of an exit to a leaf, in 32 bits.
const IS_LEAF: u32 = LEAF as u32;

/// Whether this processor can do what is here.
pub(crate) fn available() -> bool {
    is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt")
}

/// Codes of a feature's values in rows of `features` values each, to the same
/// place in rows of codes.
pub(crate) fn code_column(
    table: &Table,
    values: &[f32],
    codes: &mut [u8],
    feature: usize,
    features: usize,
) {
    assert!(available());
    // SAFETY: the processor has AVX2 and POPCNT.
    unsafe { code_column_avx2(table, values, codes, feature, features) }
}

/// `work`, compiled for AVX2: see [`super::super::wide`].
pub(crate) fn run<W: Wide>(work: W) -> W::Out {
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

/// See [`super::add_tree`].
#[target_feature(enable = "avx2")]
pub(super) fn add_tree(
    tree: &BlockTree,
    rows: &[[[u8; MAX_WIDTH]; LANES]],
    sums: &mut [[u32; LANES]],
) {
    for (rows, sums) in rows.iter().zip(sums) {
        let rows = rows.each_ref().map(|row| load(row));
        let leaves = walk!(LANES, |_| tree, |lane: usize| rows[lane]);
        for (sum, leaf) in sums.iter_mut().zip(leaves) {
            *sum += value(tree, leaf);
        }
    }
}

/// See [`super::sum_of_row`].
#[target_feature(enable = "avx2")]
pub(super) fn sum_of_row(trees: &[BlockTree], row: &[u8; MAX_WIDTH]) -> u32 {
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
fn code_column_avx2(
    table: &Table,
    values: &[f32],
    codes: &mut [u8],
    feature: usize,
    features: usize,
) {
    let values = values.chunks_exact(features).map(|row| row[feature]);
    let codes = codes
        .chunks_exact_mut(features)
        .map(|row| &mut row[feature]);
    let column = values.zip(codes);
    match &table.whole {
        Some(whole) => {
            column.for_each(|(value, code)| match whole.code(value) {
                Some(found) => *code = found,
                None => *code = search(table, value),
            });
        }
        None => column.for_each(|(value, code)| *code = search(table, value)),
    }
}

/// What [`Table::code`] finds.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn search(table: &Table, value: f32) -> u8 {
    // Which sixteen edges, then which of them.
    let part = below(&table.lasts, value);
    let parts = table.edges.as_chunks::<16>().0;
    let found = 16 * part + below(&parts[part & 15], value);
    if value.is_nan() { MISSING } else { found as u8 }
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
