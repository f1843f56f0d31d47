//! Walking trees in blocks with AVX-512: eight rows, or eight trees, a register.
//!
//! A block is eight bytes of features and eight of thresholds, so that one register
//! holds the features of eight blocks; and the codes of eight rows are a table of
//! 128 bytes, which is what one look-up can reach. The first two blocks on each
//! row's way need no memory at all: all rows start at the root, and the eight
//! blocks below it fit two registers.

use std::arch::x86_64::{
    __m128i, __m512i, _mm_load_si128, _mm_setzero_si128, _mm256_castsi128_si256,
    _mm256_inserti128_si256, _mm512_add_epi64, _mm512_and_si512, _mm512_castsi256_si512,
    _mm512_cmpgt_epi8_mask, _mm512_inserti64x4, _mm512_loadu_si512, _mm512_mask_add_epi8,
    _mm512_maskz_mov_epi8, _mm512_maskz_mov_epi64, _mm512_maskz_permutex2var_epi16,
    _mm512_max_epu64, _mm512_or_si512, _mm512_permutex2var_epi8, _mm512_permutexvar_epi64,
    _mm512_sad_epu8, _mm512_set1_epi8, _mm512_set1_epi64, _mm512_setzero_si512, _mm512_slli_epi64,
    _mm512_storeu_si512, _mm512_ternarylogic_epi64, _mm512_test_epi8_mask, _mm512_testn_epi64_mask,
    _mm512_unpackhi_epi64, _mm512_unpacklo_epi64,
};

use super::super::blocks::{Block, BlockTree, EXITS, LEAF, MAX_WIDTH, SHIFT};
use super::LANES;

/// Registers that are walked side by side: enough to wait for memory, and for
/// each other's results, once for all of them.
const GROUPS: usize = 4;

/// The first word of each lane of 64 bits.
const FIRST_WORDS: u32 = 0x1111_1111;

/// Eight rows' codes, one row after the other.
type Rows = [__m512i; 2];

/// Whether this processor can do it.
pub(super) fn available() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vbmi")
}

/// See [`super::add_tree`].
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
pub(super) fn add_tree(
    tree: &BlockTree,
    rows: &[[[u8; MAX_WIDTH]; LANES]],
    sums: &mut [[u32; LANES]],
) {
    let constants = Constants::new();
    let top = Top::new(tree);
    let (many, few) = rows.as_chunks::<GROUPS>();
    let (many_sums, few_sums) = sums[..rows.len()].as_chunks_mut::<GROUPS>();
    for (rows, sums) in many.iter().zip(many_sums) {
        add_rows(&constants, tree, &top, rows, sums);
    }
    // What is left goes side by side too: one group alone takes almost as long as four.
    macro_rules! left {
        ($n:literal) => {
            if let (Some(rows), Some(sums)) =
                (few.first_chunk::<$n>(), few_sums.first_chunk_mut::<$n>())
            {
                add_rows(&constants, tree, &top, rows, sums);
                return;
            }
        };
    }
    left!(3);
    left!(2);
    left!(1);
}

/// [`add_tree`] for as many groups as go side by side.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn add_rows<const N: usize>(
    constants: &Constants,
    tree: &BlockTree,
    top: &Top,
    rows: &[[[u8; MAX_WIDTH]; LANES]; N],
    sums: &mut [[u32; LANES]; N],
) {
    let mut codes = [[_mm512_setzero_si512(); 2]; N];
    let mut at = [_mm512_setzero_si512(); N];
    // Plain loops: closures would not be inlined, and all must stay in registers.
    for group in 0..N {
        codes[group] = load_rows(&rows[group]);
        at[group] = top.walk(constants, codes[group]);
    }
    while any_inside(&at) {
        for group in 0..N {
            at[group] = step(constants, &[tree; LANES], codes[group], at[group]);
        }
    }
    for group in 0..N {
        for (sum, leaf) in sums[group].iter_mut().zip(numbers(at[group])) {
            *sum += value(tree, leaf);
        }
    }
}

/// See [`super::sum_of_row`].
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
pub(super) fn sum_of_row(trees: &[BlockTree], row: &[u8; MAX_WIDTH]) -> u32 {
    let constants = Constants::new();
    let rows = load_rows(&[*row; LANES]);
    let (groups, last) = trees.as_chunks::<LANES>();
    let (many, few) = groups.as_chunks::<GROUPS>();
    let mut sum = 0;
    for trees in many {
        let trees = trees.each_ref().map(|group| group.each_ref());
        let values = values_of_row(&constants, &trees, rows);
        sum += values.as_flattened().iter().sum::<u32>();
    }
    for trees in few {
        let values = values_of_row(&constants, &[trees.each_ref()], rows);
        sum += values.as_flattened().iter().sum::<u32>();
    }
    if let [first, ..] = last {
        // Lanes without a tree go down the first one, and do not count.
        let trees = std::array::from_fn(|lane| last.get(lane).unwrap_or(first));
        let values = values_of_row(&constants, &[trees], rows);
        sum += values[0][..last.len()].iter().sum::<u32>();
    }
    sum
}

/// The values of a row's leaves in trees side by side; the row stands in all
/// eight places of `rows`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn values_of_row<const N: usize>(
    constants: &Constants,
    trees: &[[&BlockTree; LANES]; N],
    rows: Rows,
) -> [[u32; LANES]; N] {
    let mut at = [_mm512_setzero_si512(); N];
    for group in 0..N {
        at[group] = lanes(trees[group].map(|tree| u64::from(tree.root())));
    }
    while any_inside(&at) {
        for group in 0..N {
            at[group] = step(constants, &trees[group], rows, at[group]);
        }
    }
    let mut values = [[0; LANES]; N];
    for group in 0..N {
        for (lane, leaf) in numbers(at[group]).into_iter().enumerate() {
            values[group][lane] = value(trees[group][lane], leaf);
        }
    }
    values
}

/// Vectors that stay the same.
struct Constants {
    /// The bits of a feature's number.
    feature: __m512i,
    /// Where each lane's row starts among the codes, in every byte.
    row: __m512i,
    shift: __m512i,
    one: __m512i,
    /// A bit a split, and none for the eighth.
    bits: __m512i,
    /// [`EXITS`].
    exits: [__m512i; 2],
    /// Where each lane's exits start among those of eight blocks, in words: see
    /// [`step`].
    word: __m512i,
}

impl Constants {
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    fn new() -> Self {
        Self {
            feature: _mm512_set1_epi8(MAX_WIDTH as i8 - 1),
            row: lanes([0, 1, 2, 3, 4, 5, 6, 7].map(|lane| lane * 0x1010_1010_1010_1010)),
            shift: _mm512_set1_epi8(SHIFT as i8),
            one: _mm512_set1_epi8(1),
            bits: _mm512_set1_epi64(0x0040_2010_0804_0201),
            exits: [load(&EXITS), load(&EXITS[64..])],
            word: lanes([0, 32, 8, 40, 16, 48, 24, 56]),
        }
    }
}

/// The first two blocks on every row's way.
struct Top {
    /// The root's features and thresholds, in every lane.
    root: [__m512i; 2],
    /// Those of the blocks below, by the root's exits.
    below: [__m512i; 2],
    /// The exits of the blocks below.
    exits: [__m512i; 2],
}

impl Top {
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    fn new(tree: &BlockTree) -> Self {
        let root = block_at(tree, tree.root());
        let below = root.exits.map(|exit| block_at(tree, exit));
        let mut exits = [0; 128];
        let words = below.iter().flat_map(|block| block.exits);
        for (place, word) in exits.as_chunks_mut().0.iter_mut().zip(words) {
            *place = word.to_le_bytes();
        }
        Self {
            root: [
                _mm512_set1_epi64(i64::from_le_bytes(root.features)),
                _mm512_set1_epi64(i64::from_le_bytes(root.thresholds)),
            ],
            below: [
                lanes(below.map(|block| u64::from_le_bytes(block.features))),
                lanes(below.map(|block| u64::from_le_bytes(block.thresholds))),
            ],
            exits: [load(&exits), load(&exits[64..])],
        }
    }

    /// Where eight rows are after two steps.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    fn walk(&self, constants: &Constants, rows: Rows) -> __m512i {
        let first = exits(constants, rows, self.root[0], self.root[1]);
        let features = _mm512_permutexvar_epi64(first, self.below[0]);
        let thresholds = _mm512_permutexvar_epi64(first, self.below[1]);
        let second = exits(constants, rows, features, thresholds);
        let word = _mm512_or_si512(_mm512_slli_epi64::<3>(first), second);
        _mm512_maskz_permutex2var_epi16(FIRST_WORDS, self.exits[0], word, self.exits[1])
    }
}

/// The block that an exit leads to; for a leaf one that leads there anyway.
fn block_at(tree: &BlockTree, exit: u16) -> Block {
    match exit & LEAF {
        0 => tree.blocks()[usize::from(exit)],
        _ => Block {
            exits: [exit; 8],
            ..Block::EMPTY
        },
    }
}

/// One step of eight rows, each from where it is in its tree. Who has arrived at
/// a leaf stays.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn step(constants: &Constants, trees: &[&BlockTree; LANES], rows: Rows, at: __m512i) -> __m512i {
    let inside = _mm512_testn_epi64_mask(at, _mm512_set1_epi64(i64::from(LEAF)));
    // Who has arrived reads the empty block, whose exits lead to 0.
    let blocks = numbers(_mm512_maskz_mov_epi64(inside, at));
    let (even, even_exits) = load_blocks(trees, &blocks, [0, 2, 4, 6]);
    let (odd, odd_exits) = load_blocks(trees, &blocks, [1, 3, 5, 7]);
    let features = _mm512_unpacklo_epi64(even, odd);
    let thresholds = _mm512_unpackhi_epi64(even, odd);
    let exit = exits(constants, rows, features, thresholds);
    let word = _mm512_add_epi64(exit, constants.word);
    let next = _mm512_maskz_permutex2var_epi16(FIRST_WORDS, even_exits, word, odd_exits);
    // An exit leads to a higher number (invariant 2), and a leaf's is above all.
    _mm512_max_epu64(at, next)
}

/// Which of its block's eight exits each of eight rows takes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn exits(constants: &Constants, rows: Rows, features: __m512i, thresholds: __m512i) -> __m512i {
    // features & feature | row
    let places =
        _mm512_ternarylogic_epi64::<0b1110_1010>(features, constants.feature, constants.row);
    let codes = _mm512_permutex2var_epi8(rows[0], places, rows[1]);
    let shifted = _mm512_test_epi8_mask(features, constants.shift);
    let codes = _mm512_mask_add_epi8(codes, shifted, codes, constants.one);
    let right = _mm512_cmpgt_epi8_mask(codes, thresholds);
    let bits = _mm512_maskz_mov_epi8(right, constants.bits);
    let bits = _mm512_sad_epu8(bits, _mm512_setzero_si512());
    _mm512_permutex2var_epi8(constants.exits[0], bits, constants.exits[1])
}

/// Four lanes' blocks, which their trees have, side by side: features with
/// thresholds, and exits.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn load_blocks(
    trees: &[&BlockTree; LANES],
    blocks: &[u64; LANES],
    lanes: [usize; 4],
) -> (__m512i, __m512i) {
    let mut halves = [[_mm_setzero_si128(); 4]; 2];
    for (place, &lane) in lanes.iter().enumerate() {
        let (tree, number) = (trees[lane], blocks[lane] as usize);
        debug_assert!(number < tree.blocks().len());
        // SAFETY: a number of one of the tree's blocks (invariants 1 and 2). A
        // block has 32 bytes and is aligned to them.
        let [head, exits] = unsafe {
            let block: &Block = tree.blocks().get_unchecked(number);
            let start = std::ptr::from_ref(block).cast();
            [_mm_load_si128(start), _mm_load_si128(start.add(1))]
        };
        halves[0][place] = head;
        halves[1][place] = exits;
    }
    (join(halves[0]), join(halves[1]))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn join([a, b, c, d]: [__m128i; 4]) -> __m512i {
    let low = _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(a), b);
    let high = _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(c), d);
    _mm512_inserti64x4::<1>(_mm512_castsi256_si512(low), high)
}

/// Whether any row has yet to arrive at its leaf.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn any_inside<const N: usize>(at: &[__m512i; N]) -> bool {
    let mut arrived = at[0];
    for &at in at {
        arrived = _mm512_and_si512(arrived, at);
    }
    _mm512_testn_epi64_mask(arrived, _mm512_set1_epi64(i64::from(LEAF))) != 0
}

/// The value of a leaf that the tree has.
#[inline]
fn value(tree: &BlockTree, leaf: u64) -> u32 {
    let number = (leaf & !u64::from(LEAF)) as usize;
    debug_assert!(leaf >= u64::from(LEAF) && number < tree.values().len());
    // SAFETY: an exit to a leaf has the number of one of the values (invariant 2).
    u32::from(unsafe { *tree.values().get_unchecked(number) })
}

/// A vector's lanes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn numbers(vector: __m512i) -> [u64; LANES] {
    let mut numbers = [0; LANES];
    // SAFETY: 64 bytes, and no alignment asked for.
    unsafe { _mm512_storeu_si512(numbers.as_mut_ptr().cast(), vector) };
    numbers
}

/// A vector of these lanes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn lanes(numbers: [u64; LANES]) -> __m512i {
    // SAFETY: 64 bytes, and no alignment asked for.
    unsafe { _mm512_loadu_si512(numbers.as_ptr().cast()) }
}

/// Eight rows' codes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn load_rows(rows: &[[u8; MAX_WIDTH]; LANES]) -> Rows {
    let (low, high) = rows.as_flattened().split_at(64);
    [load(low), load(high)]
}

/// A vector of the first 64 of these bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn load(bytes: &[u8]) -> __m512i {
    assert!(bytes.len() >= 64);
    // SAFETY: 64 bytes, and no alignment asked for.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}
