//! Predictions.
//!
//! Many rows go down one tree after the other, a tile of them at a time: on a
//! processor with AVX2 or AVX-512 in blocks of three levels ([`super::simd`]), else
//! node by node. For the latter a row's codes are laid out twice, side by side: the code,
//! and the code plus one (so that missing, 255, becomes 0), for splits that send
//! the missing right and left. A step down a tree is then one comparison without
//! a branch, and a leaf is a node that leads to itself.

use std::hint::select_unpredictable;
use std::sync::Arc;

use ndarray::{Array1, ArrayView2, s};
use rayon::prelude::*;

use super::bins::{Binned, check_width};
#[cfg(target_arch = "x86_64")]
use super::blocks::{BlockTree, MAX_WIDTH, row_of};
use super::model::Forest;
use super::params::MAX_FEATURES;
#[cfg(target_arch = "x86_64")]
use super::simd;
use super::target::TargetKind;
use super::threads;
use super::tree::{MAX_NODES, Node};
use crate::error::{Error, Result};

/// Most rows that one task takes through all trees: enough to make up for
/// bringing each tree into the cache.
pub(super) const TILE: usize = 4096;
/// Fewest rows worth a task of their own.
const MIN_TILE: usize = 256;
/// Rows that go down a tree side by side.
pub(super) const LANES: usize = 8;
/// Trees that one row goes down side by side: enough to wait for memory once
/// for all of them.
const TREE_LANES: usize = 16;
/// Steps between looking whether all rows have arrived.
const STRIDE: usize = 2;

/// `$body` with `$new` making the fastest [`Walk`] there is for a forest.
macro_rules! with_walker {
    ($forest:expr, $new:ident => $body:expr) => {{
        let forest = $forest;
        #[cfg(target_arch = "x86_64")]
        let result = if let Some(trees) = forest.blocks() {
            let $new = || $crate::predict::InBlocks(trees);
            Some($body)
        } else {
            None
        };
        #[cfg(not(target_arch = "x86_64"))]
        let result = None;
        match result {
            Some(result) => result,
            // Room for two columns a feature.
            None => match forest.features() {
                0..=4 => with_walker!(forest, $new, 8, $body),
                5..=8 => with_walker!(forest, $new, 16, $body),
                9..=16 => with_walker!(forest, $new, 32, $body),
                17..=32 => with_walker!(forest, $new, 64, $body),
                33..=64 => with_walker!(forest, $new, 128, $body),
                _ => with_walker!(forest, $new, 256, $body),
            },
        }
    }};
    ($forest:ident, $new:ident, $columns:literal, $body:expr) => {{
        let $new = || $crate::predict::Walkable::<$columns>::new($forest);
        $body
    }};
}
pub(super) use with_walker;

impl Forest {
    /// Probabilities, one a row, in [0, 1].
    ///
    /// * `x`: rows × features; NaN is missing.
    /// * `threads`: at least 1, or `None` for all cores.
    ///
    /// # Errors
    /// [`Error::Shape`] for another number of features, [`Error::Parameter`] for
    /// 0 threads, [`Error::Refused`] if the target was not binary.
    pub fn predict_proba(
        &self,
        x: ArrayView2<'_, f32>,
        threads: Option<usize>,
    ) -> Result<Array1<f32>> {
        self.refuse_unless_binary()?;
        self.predict_value(x, threads)
    }

    /// Predictions, one a row: values in [-1, 1] of a bounded target,
    /// probabilities of a binary one.
    ///
    /// # Errors
    /// As [`Forest::predict_proba`], but for any target.
    pub fn predict_value(
        &self,
        x: ArrayView2<'_, f32>,
        threads: Option<usize>,
    ) -> Result<Array1<f32>> {
        check_width(self.features(), x.ncols())?;
        let code = |first: usize, codes: &mut [u8]| {
            let rows = first..first + codes.len() / self.features();
            self.bins().code_rows(x.slice(s![rows, ..]), codes);
        };
        self.predict_rows(x.nrows(), threads, &code)
    }

    /// As [`Forest::predict_value`], from a matrix that is binned already.
    ///
    /// # Errors
    /// [`Error::Shape`] when the matrix was binned by other bins than the
    /// forest's, [`Error::Parameter`] for 0 threads.
    pub fn predict_binned(&self, x: &Binned, threads: Option<usize>) -> Result<Array1<f32>> {
        if !Arc::ptr_eq(x.bins(), self.bins()) && **x.bins() != **self.bins() {
            return Err(Error::Shape {
                what: "binned matrix",
                expected: "the bins that the forest was fitted on".to_owned(),
                found: "others".to_owned(),
            });
        }
        let code = |first: usize, codes: &mut [u8]| {
            let rows = first..first + codes.len() / self.features();
            codes.copy_from_slice(x.rows_of(rows));
        };
        self.predict_rows(x.rows(), threads, &code)
    }

    /// The prediction for one row, as [`Forest::predict_value`]; made for low
    /// latency.
    ///
    /// # Errors
    /// [`Error::Shape`] for another number of features.
    pub fn predict_row(&self, row: &[f32]) -> Result<f32> {
        check_width(self.features(), row.len())?;
        let mut codes = [0; MAX_FEATURES];
        let codes = &mut codes[..row.len()];
        self.bins().code_slice(row, codes);
        let few = self.are_few(1);
        Ok(self.predict_codes(codes, few))
    }

    /// The prediction for one row's codes; `few` as [`Forest::are_few`] says.
    fn predict_codes(&self, codes: &[u8], few: bool) -> f32 {
        #[cfg(target_arch = "x86_64")]
        if !few && let Some(trees) = self.blocks() {
            let sum = simd::sum_of_row(trees, &row_of(codes));
            return self.kind().mean(sum, self.trees());
        }
        let _ = few;
        let mut columns = [0; 256];
        lay_out(codes, &mut columns);
        let mut sum = 0;
        for roots in self.offsets()[..self.trees()].chunks(TREE_LANES) {
            sum += match roots.first_chunk() {
                Some(roots) => self.walk_at_rest::<TREE_LANES>(roots, &columns),
                None => roots
                    .iter()
                    .map(|&root| self.walk_at_rest(&[root], &columns))
                    .sum(),
            };
        }
        self.kind().mean(sum, self.trees())
    }

    /// Takes one row down several trees at once, so as to wait for memory once
    /// for all of them; returns the sum of the leaves' values.
    pub(super) fn walk_at_rest<const N: usize>(
        &self,
        roots: &[usize; N],
        columns: &[u8; 256],
    ) -> u32 {
        let nodes = self.all_nodes();
        let mut at = *roots;
        loop {
            let mut arrived = true;
            for (at, root) in at.iter_mut().zip(roots) {
                let node = nodes[*at];
                let right = columns[usize::from(node.column())] > node.threshold();
                let child = root + usize::from(node.left()) + usize::from(right);
                arrived &= node.is_leaf();
                *at = select_unpredictable(node.is_leaf(), *at, child);
            }
            if arrived {
                return at.map(|at| u32::from(nodes[at].value())).iter().sum();
            }
        }
    }

    /// Refuses a forest that does not give probabilities.
    pub(super) fn refuse_unless_binary(&self) -> Result<()> {
        match self.kind() {
            TargetKind::Binary => Ok(()),
            TargetKind::Bounded => Err(Error::Refused {
                problem: "this forest was fitted to a bounded target and has no probabilities"
                    .to_owned(),
                hint: "use predict_value".to_owned(),
            }),
        }
    }

    fn predict_rows(
        &self,
        rows: usize,
        threads: Option<usize>,
        code: &(impl Fn(usize, &mut [u8]) + Sync),
    ) -> Result<Array1<f32>> {
        let threads = threads::resolve(threads)?;
        let mut out = vec![0.0; rows];
        if self.are_few(rows) {
            let mut codes = [0; MAX_FEATURES];
            let codes = &mut codes[..self.features()];
            for (row, out) in out.iter_mut().enumerate() {
                code(row, codes);
                *out = self.predict_codes(codes, true);
            }
        } else {
            with_walker!(self, new => self.predict_tiles(new, threads, code, &mut out))?;
        }
        Ok(Array1::from(out))
    }

    fn predict_tiles<W: Walk>(
        &self,
        new: impl Fn() -> W + Sync,
        threads: usize,
        code: &(impl Fn(usize, &mut [u8]) + Sync),
        out: &mut [f32],
    ) -> Result<()> {
        let rows = out.len().div_ceil(4 * threads.max(1)).clamp(MIN_TILE, TILE);
        let work = |(tile, out): (usize, &mut [f32])| {
            let mut walker = new();
            let mut codes = vec![0; out.len() * self.features()];
            code(tile * rows, &mut codes);
            let laid_out = lay_out_all::<W>(&codes, self.features());
            let mut sums = vec![0; laid_out.len()];
            for tree in 0..self.trees() {
                walker.add_tree(tree, &laid_out, &mut sums);
            }
            for (out, &sum) in out.iter_mut().zip(&sums) {
                *out = self.kind().mean(sum, self.trees());
            }
        };
        let tiles = out.len().div_ceil(rows);
        if threads.min(tiles) <= 1 {
            out.chunks_mut(rows).enumerate().for_each(work);
        } else {
            threads::pool(threads.min(tiles))?
                .install(|| out.par_chunks_mut(rows).enumerate().for_each(work));
        }
        Ok(())
    }
}

/// Takes many rows down one tree after the other.
pub(super) trait Walk {
    /// A row's codes, laid out for walking.
    type Row: Copy;

    /// Lays out a row's codes, which more may follow.
    fn lay_out(codes: &[u8]) -> Self::Row;

    /// Adds the values of the rows' leaves to their sums. The number of rows is a
    /// multiple of [`LANES`], and no more than there are sums.
    fn add_tree(&mut self, tree: usize, rows: &[Self::Row], sums: &mut [u32]);
}

/// Lays out all rows' codes, one row after the other, and what is missing to a
/// multiple of [`LANES`].
pub(super) fn lay_out_all<W: Walk>(codes: &[u8], features: usize) -> Vec<W::Row> {
    let rows = codes.len() / features;
    let mut all: Vec<W::Row> = (0..rows)
        .map(|row| W::lay_out(&codes[row * features..]))
        .collect();
    all.resize(rows.next_multiple_of(LANES), W::lay_out(codes));
    all
}

/// Walks trees in blocks.
#[cfg(target_arch = "x86_64")]
pub(super) struct InBlocks<'a>(pub &'a [BlockTree]);

#[cfg(target_arch = "x86_64")]
impl Walk for InBlocks<'_> {
    type Row = [u8; MAX_WIDTH];

    fn lay_out(codes: &[u8]) -> Self::Row {
        row_of(codes)
    }

    fn add_tree(&mut self, tree: usize, rows: &[Self::Row], sums: &mut [u32]) {
        if rows.len() >= MIN_TILE {
            self.0[tree].fetch();
        }
        simd::add_tree(&self.0[tree], rows, sums);
    }
}

/// Lays a row's codes out for walking node by node.
pub(super) fn lay_out<const S: usize>(codes: &[u8], columns: &mut [u8; S]) {
    for (&code, pair) in codes.iter().zip(columns.as_chunks_mut::<2>().0) {
        *pair = [code, code.wrapping_add(1)];
    }
}

/// Walks node by node, in one tree at a time laid out so that each leaf leads to
/// itself. `S` is a power of two, at least twice the number of features.
pub(super) struct Walkable<'a, const S: usize> {
    forest: &'a Forest,
    /// Padded so that no number of a node, plus one, needs a check.
    nodes: Box<[Node; READABLE]>,
    /// A value a node, used where the node is a leaf.
    values: Box<[u16; READABLE]>,
}

/// Most nodes of a tree, and one more.
const READABLE: usize = MAX_NODES + 1;

impl<'a, const S: usize> Walkable<'a, S> {
    pub fn new(forest: &'a Forest) -> Self {
        Self {
            forest,
            nodes: Box::new([Node::leaf(0); READABLE]),
            values: Box::new([0; READABLE]),
        }
    }
}

impl<const S: usize> Walk for Walkable<'_, S> {
    type Row = [u8; S];

    fn lay_out(codes: &[u8]) -> [u8; S] {
        let mut columns = [0; S];
        lay_out(codes, &mut columns);
        columns
    }

    fn add_tree(&mut self, tree: usize, rows: &[[u8; S]], sums: &mut [u32]) {
        let nodes = &self.forest.all_nodes()[self.forest.range(tree)];
        let places = self.nodes.iter_mut().zip(self.values.iter_mut());
        for (number, (&node, (place, value))) in nodes.iter().zip(places).enumerate() {
            let leaf = Node::leaf(number);
            *place = select_unpredictable(node.is_leaf(), leaf, node);
            *value = node.value();
        }
        let rows = rows.as_chunks::<LANES>().0;
        let sums = sums.as_chunks_mut::<LANES>().0;
        for (rows, sums) in rows.iter().zip(sums) {
            let arrived = walk(&self.nodes, &rows.each_ref());
            for (sum, &node) in sums.iter_mut().zip(&arrived) {
                *sum += u32::from(self.values[node]);
            }
        }
    }
}

/// Takes rows down a tree side by side; returns their leaves' numbers.
#[inline(always)]
fn walk<const S: usize>(nodes: &[Node; READABLE], rows: &[&[u8; S]; LANES]) -> [usize; LANES] {
    let mut at = [0; LANES];
    loop {
        let mut common = u32::MAX;
        for step in 0..STRIDE {
            for lane in 0..LANES {
                let node = nodes[at[lane]];
                // S is a power of two above every column: the mask only spares
                // checks.
                let code = rows[lane][usize::from(node.column()) & (S - 1)];
                at[lane] = usize::from(node.left()) + usize::from(code > node.threshold());
                if step + 1 == STRIDE {
                    common &= node.0;
                }
            }
        }
        // A leaf has all bits of its threshold set, and no other node has.
        if Node(common).is_leaf() {
            return at;
        }
    }
}
