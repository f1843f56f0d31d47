//! Counting rows by code, and finding the best split of what was counted.
//!
//! A cell is one `u64`: how many rows in the low 24 bits, the sum of their
//! targets in the high 40. Cells add and subtract exactly, in any order.

use super::params::MISSING;

/// One feature's histogram: a cell a code, the last one for the missing.
pub(super) type Cells = [u64; 256];

/// Features counted in one pass over the rows.
pub(super) const LANES: usize = 4;

/// Most rows of a tree's sample, weights included.
pub(super) const MAX_COUNT: u64 = (1 << COUNT_BITS) - 1;

const COUNT_BITS: u32 = 24;

/// The number of rows in a cell or in a sum of cells.
pub(super) fn count_of(cell: u64) -> u32 {
    (cell & MAX_COUNT) as u32
}

/// The sum of targets in a cell or in a sum of cells.
pub(super) fn sum_of(cell: u64) -> u64 {
    cell >> COUNT_BITS
}

/// The last four bytes of a row's record: its weight in the low 8 bits, weight
/// × target in the high 24. Targets are at most 32,766, weights at most 255.
pub(super) fn pack_weight(weight: u8, target: u16) -> u32 {
    u32::from(weight) | (u32::from(weight) * u32::from(target)) << 8
}

/// What a row adds to a cell.
pub(super) fn cell_of_row<const R: usize>(row: &[u8; R]) -> u64 {
    let weight = row
        .last_chunk()
        .map_or(0, |bytes| u32::from_le_bytes(*bytes));
    let packed = u64::from(weight);
    (packed & 0xff) | ((packed & !0xff) << (COUNT_BITS - 8))
}

/// Cells to count in. Rows go to two copies in turn, because neighbouring rows
/// often share a code and adding twice to one address makes the second add
/// wait for the first.
pub(super) struct Scratch {
    even: [Cells; LANES],
    odd: [Cells; LANES],
}

impl Scratch {
    pub fn new() -> Box<Self> {
        Box::new(Self {
            even: [[0; 256]; LANES],
            odd: [[0; 256]; LANES],
        })
    }

    /// Counts up to [`LANES`] features of the rows; `bins` holds the number of
    /// bins of every feature. Read the result by [`Scratch::counted`].
    pub fn count<const R: usize>(&mut self, rows: &[[u8; R]], features: &[u8], bins: &[u16]) {
        for (lane, &feature) in features.iter().enumerate() {
            let bins = usize::from(bins[usize::from(feature)]);
            for cells in [&mut self.even[lane], &mut self.odd[lane]] {
                cells[..bins].fill(0);
                cells[usize::from(MISSING)] = 0;
            }
        }
        match *features {
            [a] => self.count_lanes(rows, [a]),
            [a, b] => self.count_lanes(rows, [a, b]),
            [a, b, c] => self.count_lanes(rows, [a, b, c]),
            [a, b, c, d] => self.count_lanes(rows, [a, b, c, d]),
            _ => debug_assert!(features.is_empty()),
        }
    }

    fn count_lanes<const R: usize, const N: usize>(&mut self, rows: &[[u8; R]], features: [u8; N]) {
        // R is a power of two above every feature: the mask only spares checks.
        let places = features.map(|feature| usize::from(feature) & (R - 1));
        let (pairs, last) = rows.as_chunks::<2>();
        for [first, second] in pairs {
            let (add_first, add_second) = (cell_of_row(first), cell_of_row(second));
            for lane in 0..N {
                self.even[lane][usize::from(first[places[lane]])] += add_first;
                self.odd[lane][usize::from(second[places[lane]])] += add_second;
            }
        }
        for row in last {
            let add = cell_of_row(row);
            for lane in 0..N {
                self.even[lane][usize::from(row[places[lane]])] += add;
            }
        }
    }

    /// Writes what was counted for the feature in `lane`.
    pub fn counted(&self, lane: usize, bins: u16, into: &mut Cells) {
        let (even, odd) = (&self.even[lane], &self.odd[lane]);
        for code in 0..usize::from(bins) {
            into[code] = even[code] + odd[code];
        }
        let missing = usize::from(MISSING);
        into[missing] = even[missing] + odd[missing];
    }
}

/// A node's histogram from its parent's and its sibling's.
pub(super) fn subtract(parent: &Cells, sibling: &Cells, bins: u16, into: &mut Cells) {
    for code in 0..usize::from(bins) {
        into[code] = parent[code] - sibling[code];
    }
    let missing = usize::from(MISSING);
    into[missing] = parent[missing] - sibling[missing];
}

/// All rows that were counted, by any one feature's cells.
pub(super) fn total_of(cells: &Cells, bins: u16) -> u64 {
    let known: u64 = cells[..usize::from(bins)].iter().sum();
    known + cells[usize::from(MISSING)]
}

/// Whether a split of `total` with `left` on the left keeps to a monotone sign:
/// the side with the lower values must not have the higher mean for +1, nor the
/// lower for -1. Both sides must have rows.
pub(super) fn keeps_sign(sign: i8, left: u64, total: u64) -> bool {
    i64::from(sign) * score(left, total).0.signum() <= 0
}

/// A split: rows with a code of at most `bin` go left; the missing go where
/// `missing_left` says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Split {
    pub feature: u8,
    pub bin: u8,
    pub missing_left: bool,
    /// Sum of the cells that go left.
    pub left: u64,
    /// See [`score`].
    pub score: f64,
}

/// What [`best_split`] must respect.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Sum of all the node's cells.
    pub total: u64,
    /// Fewest rows, weights included, on either side.
    pub min_leaf: u32,
}

/// How good it is to split `total` into `left` and the rest: with n rows and
/// sum s in the whole, (s_L·n − s·n_L)² / (n_L·n_R). That is n times the usual
/// s_L²/n_L + s_R²/n_R − s²/n, so it ranks the splits of a node as they do.
/// The numerator's root, returned first, is exact, and positive when the left
/// side's mean is the higher one. Both sides must have rows.
fn score(left: u64, total: u64) -> (i64, f64) {
    let (n, n_left) = (i64::from(count_of(total)), i64::from(count_of(left)));
    // Below 2^39 · 2^24, so neither product nor difference overflows.
    let difference = sum_of(left) as i64 * n - sum_of(total) as i64 * n_left;
    let root = difference as f64;
    (difference, root * root / (n_left * (n - n_left)) as f64)
}

/// Replaces `best` by the best split of one feature if that is better, by
/// score. Equal scores keep what was there; so of equals the first wins, in
/// order of features, then missing to the right before missing to the left,
/// then bins. `sign` is the feature's monotone sign: see [`keeps_sign`].
pub(super) fn best_split(
    cells: &Cells,
    bins: u16,
    feature: u8,
    sign: i8,
    limits: Limits,
    best: &mut Option<Split>,
) {
    let bins = usize::from(bins).min(255);
    let missing = cells[usize::from(MISSING)];
    if missing == 0 {
        let most = most_left(limits, 0);
        let found = scan(&cells[..bins - 1], 0, sign, limits, most, best_score(*best));
        if let Some((bin, left, score)) = found {
            *best = Some(Split {
                feature,
                bin,
                // The missing of later data follow the larger child.
                missing_left: 2 * count_of(left) >= count_of(limits.total),
                left,
                score,
            });
        }
        return;
    }
    for missing_left in [false, true] {
        let start = if missing_left { missing } else { 0 };
        // No split has only the missing on one side: whether a value is known
        // mostly tells which file a row is from.
        let right = if missing_left { 0 } else { count_of(missing) };
        let most = most_left(limits, right);
        let found = scan(
            &cells[..bins - 1],
            start,
            sign,
            limits,
            most,
            best_score(*best),
        );
        if let Some((bin, left, score)) = found {
            *best = Some(Split {
                feature,
                bin,
                missing_left,
                left,
                score,
            });
        }
    }
}

/// Most rows on the left, where the right side is to be a leaf and to have more
/// than the `missing` that go there.
fn most_left(limits: Limits, missing: u32) -> Option<u32> {
    count_of(limits.total).checked_sub(limits.min_leaf.max(missing + 1))
}

fn best_score(best: Option<Split>) -> f64 {
    best.map_or(0.0, |split| split.score)
}

/// The best split after one of `cells` with at most `most` rows on the left, if
/// better than `floor`: its bin, the sum of the cells on the left, its score.
fn scan(
    cells: &[u64],
    start: u64,
    sign: i8,
    limits: Limits,
    most: Option<u32>,
    floor: f64,
) -> Option<(u8, u64, f64)> {
    let Limits { total, min_leaf } = limits;
    let mut left = start;
    let mut best = None;
    let mut best_score = floor;
    let most = most?;
    for (bin, &cell) in cells.iter().enumerate() {
        left += cell;
        let n_left = count_of(left);
        if n_left < min_leaf || cell == 0 {
            continue;
        }
        if n_left > most {
            break;
        }
        let (difference, score) = score(left, total);
        if score > best_score && i64::from(sign) * difference.signum() <= 0 {
            best_score = score;
            best = Some((bin as u8, left, score));
        }
    }
    best
}
