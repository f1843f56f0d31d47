//! Predictions.
//!
//! A row's codes are laid out twice, side by side: the code, and the code plus
//! one (so that missing, 255, becomes 0), for splits that send the missing right
//! and left. A step down a tree is then one comparison without a branch, and a
//! leaf is a node that leads to itself.

use std::hint::select_unpredictable;
use std::sync::Arc;

use ndarray::{Array1, ArrayView2};
use rayon::prelude::*;

use super::bins::{Binned, check_width};
use super::model::Forest;
use super::params::MAX_FEATURES;
use super::raw::TargetKind;
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
        let code = |row: usize, codes: &mut [u8]| self.bins().code_row(x.row(row), codes);
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
        let code = |row: usize, codes: &mut [u8]| codes.copy_from_slice(x.row(row));
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
        Ok(self.kind().mean(sum, self.trees()))
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
        // Room for two columns a feature.
        match self.features() {
            0..=4 => self.predict_tiles::<8>(threads, code, &mut out),
            5..=8 => self.predict_tiles::<16>(threads, code, &mut out),
            9..=16 => self.predict_tiles::<32>(threads, code, &mut out),
            17..=32 => self.predict_tiles::<64>(threads, code, &mut out),
            33..=64 => self.predict_tiles::<128>(threads, code, &mut out),
            _ => self.predict_tiles::<256>(threads, code, &mut out),
        }?;
        Ok(Array1::from(out))
    }

    fn predict_tiles<const S: usize>(
        &self,
        threads: usize,
        code: &(impl Fn(usize, &mut [u8]) + Sync),
        out: &mut [f32],
    ) -> Result<()> {
        let rows = out.len().div_ceil(4 * threads.max(1)).clamp(MIN_TILE, TILE);
        let work = |(tile, out): (usize, &mut [f32])| {
            let mut columns = vec![[0; S]; out.len().next_multiple_of(LANES)];
            let mut sums = vec![0; columns.len()];
            let mut codes = [0; MAX_FEATURES];
            let codes = &mut codes[..self.features()];
            for (row, columns) in columns[..out.len()].iter_mut().enumerate() {
                code(tile * rows + row, codes);
                lay_out(codes, columns);
            }
            let mut walkable = Walkable::new();
            for tree in 0..self.trees() {
                walkable.lay_out(self, tree);
                walkable.add_tree(&columns, &mut sums);
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

/// Lays a row's codes out for walking.
pub(super) fn lay_out<const S: usize>(codes: &[u8], columns: &mut [u8; S]) {
    for (&code, pair) in codes.iter().zip(columns.as_chunks_mut::<2>().0) {
        *pair = [code, code.wrapping_add(1)];
    }
}

/// One tree laid out for walking in step: each leaf leads to itself.
pub(super) struct Walkable {
    /// Padded so that no number of a node, plus one, needs a check.
    nodes: Box<[Node; READABLE]>,
    /// A value a node, used where the node is a leaf.
    values: Box<[u16; READABLE]>,
}

/// Most nodes of a tree, and one more.
const READABLE: usize = MAX_NODES + 1;

impl Walkable {
    pub fn new() -> Self {
        Self {
            nodes: Box::new([Node::leaf(0); READABLE]),
            values: Box::new([0; READABLE]),
        }
    }

    pub fn lay_out(&mut self, forest: &Forest, tree: usize) {
        let nodes = &forest.all_nodes()[forest.range(tree)];
        let places = self.nodes.iter_mut().zip(self.values.iter_mut());
        for (number, (&node, (place, value))) in nodes.iter().zip(places).enumerate() {
            let leaf = Node::leaf(number);
            *place = select_unpredictable(node.is_leaf(), leaf, node);
            *value = node.value();
        }
    }

    /// Adds the values of the rows' leaves to their sums. The number of rows is a
    /// multiple of [`LANES`], and no more than there are sums.
    pub fn add_tree<const S: usize>(&self, rows: &[[u8; S]], sums: &mut [u32]) {
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
