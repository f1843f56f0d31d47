//! What a block has to say about a level: the histograms of its rows in each open
//! node.
//!
//! Of each node a tree's answer holds `2 × rows + 1` and the cells of its features,
//! or, of few rows, `2 × rows` and the rows themselves: what each adds to a cell and
//! its codes. Cells are the number of those that are not 0, then code, rows and sum
//! of targets of each. Of a node that scouts may search, theirs follow.

use super::block::Block;
use super::broken;
use super::level::{Level, Open};
use super::places::{Places, ROW};
use super::wire::put;
use crate::bootstrap::scouts_below;
use crate::error::Result;
use crate::histogram::{Cells, LANES, Scratch, count_of, pack_weight, sum_of};

/// Of so many rows the rows themselves take less than their histograms.
const FEW: usize = 64;

/// What a block says about a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Where its rows are now, for the next level; may be lost.
    pub places: Vec<u8>,
    /// One answer a tree: its number, and bytes for [`Level::solve`].
    pub trees: Vec<(u64, Vec<u8>)>,
}

impl Level {
    /// Counts a block's rows in all open nodes.
    ///
    /// * `block`: by [`code_block`](super::code_block);
    /// * `places`: where the rows were at an earlier level of this fit, if that is
    ///   known. Those of another fit or block, or damaged ones, are passed over.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) for a block that does not fit.
    pub fn count(&self, block: &[u8], places: Option<&[u8]>) -> Result<Counted> {
        let block = self.read_block(block)?;
        match self.row_bytes() {
            8 => self.count_records::<8>(&block, places),
            16 => self.count_records::<16>(&block, places),
            32 => self.count_records::<32>(&block, places),
            64 => self.count_records::<64>(&block, places),
            _ => self.count_records::<128>(&block, places),
        }
    }

    pub(super) fn read_block<'a>(&self, block: &'a [u8]) -> Result<Block<'a>> {
        let block = Block::read(block)?;
        if block.features == self.rule.bins.len() {
            return Ok(block);
        }
        let found = format!("{} features", block.features);
        Err(broken("a block of coded rows", found))
    }

    fn count_records<const R: usize>(
        &self,
        block: &Block<'_>,
        places: Option<&[u8]>,
    ) -> Result<Counted> {
        let places = Places::new::<R>(self, block, places)?;
        let mut counter = Counter::<R>::new(self, block);
        let mut trees = Vec::with_capacity(self.trees.len());
        for (tree, rows) in self.trees.iter().zip(&places.trees) {
            let (seed, wanted) = (self.rule.seed, self.rule.search_rows as usize);
            let is_scout = scouts_below(seed, tree.number, wanted, tree.rows as usize);
            let mut entries = rows.entries.as_slice();
            let open = tree.frontier(&self.rule, self.depth);
            if open.len() != rows.lengths.len() {
                return Err(broken("open nodes", format!("{}", rows.lengths.len())));
            }
            for (node, &length) in open.iter().zip(&rows.lengths) {
                let mine = entries.split_off(..length as usize).unwrap_or_default();
                counter.node(node, mine, &is_scout);
            }
            trees.push((tree.number, std::mem::take(&mut counter.out)));
        }
        Ok(Counted {
            places: places.to_bytes(self, block),
            trees,
        })
    }
}

/// Counts the rows of one block.
pub(super) struct Counter<'a, const R: usize> {
    level: &'a Level,
    block: &'a Block<'a>,
    scratch: Box<Scratch>,
    cells: Box<Cells>,
    records: Vec<[u8; R]>,
    out: Vec<u8>,
}

impl<'a, const R: usize> Counter<'a, R> {
    pub fn new(level: &'a Level, block: &'a Block<'a>) -> Self {
        Self {
            level,
            block,
            scratch: Scratch::new(),
            cells: Box::new([0; 256]),
            records: Vec::new(),
            out: Vec::new(),
        }
    }

    fn node(&mut self, node: &Open, entries: &[u32], is_scout: &impl Fn(u32) -> bool) {
        let large = self.level.rule.is_large(node.total);
        let as_rows = !large && entries.len() <= FEW;
        let rows = 2 * entries.len() as u64 + u64::from(!as_rows);
        put(&mut self.out, rows);
        if entries.is_empty() && as_rows {
            return;
        }
        let features = self.level.rule.features(node.key);
        if as_rows {
            return self.rows(entries, &features);
        }
        self.histograms(entries, &features);
        if large {
            let scouts = entries.iter().copied();
            let scouts: Vec<u32> = scouts
                .filter(|entry| is_scout(self.block.group((entry & ROW) as usize)))
                .collect();
            self.histograms(&scouts, &features);
        }
    }

    /// A row's record with what it adds to cells, as growing trees reads it.
    pub fn record(&self, entry: u32) -> [u8; R] {
        let mut record = self.block.records::<R>()[(entry & ROW) as usize];
        let target = u16::from_le_bytes([record[R - 4], record[R - 3]]);
        let target = match self.level.rule.positive {
            Some(class) => u16::from(target == class),
            None => target,
        };
        let weight = pack_weight((entry >> 24) as u8, target);
        record[R - 4..].copy_from_slice(&weight.to_le_bytes());
        record
    }

    fn rows(&mut self, entries: &[u32], features: &[u8]) {
        for &entry in entries {
            let record = self.record(entry);
            let weight = record.last_chunk().map_or(0, |b| u32::from_le_bytes(*b));
            self.out.push(weight as u8);
            put(&mut self.out, u64::from(weight >> 8));
            let codes = features.iter().map(|&f| record[usize::from(f) & (R - 1)]);
            self.out.extend(codes);
        }
    }

    fn histograms(&mut self, entries: &[u32], features: &[u8]) {
        self.records.clear();
        for &entry in entries {
            let record = self.record(entry);
            self.records.push(record);
        }
        let bins = &self.level.rule.bins;
        for features in features.chunks(LANES) {
            self.scratch.count(&self.records, features, bins);
            for (lane, &feature) in features.iter().enumerate() {
                let bins = bins[usize::from(feature)];
                self.scratch.counted(lane, bins, &mut self.cells);
                put_cells(&mut self.out, &self.cells, bins);
            }
        }
    }
}

/// Writes cells that are not 0.
pub(super) fn put_cells(out: &mut Vec<u8>, cells: &Cells, bins: u16) {
    let codes = || (0..usize::from(bins.min(255))).chain([255]);
    let held = codes().filter(|&code| cells[code] != 0).count();
    put(out, held as u64);
    for code in codes() {
        let cell = cells[code];
        if cell != 0 {
            out.push(code as u8);
            put(out, u64::from(count_of(cell)));
            put(out, sum_of(cell));
        }
    }
}
