//! Deep nodes of few rows: their rows go to one place a tree, and the tree is grown
//! to its end there. Below some depth that moves fewer bytes than a histogram of each
//! node does, and spares a round of questions a level.

use super::block::{Block, record_bytes};
use super::broken;
use super::count::Counter;
use super::level::{Growing, Level};
use super::places::Places;
use super::solve::Sums;
use super::wire::{Reader, put};
use crate::error::Result;
use crate::histogram::{LANES, Scratch, count_of};

const WHAT: &str = "the rows of open nodes";

impl Level {
    /// How many rows, as often as they were drawn, lie in open nodes: of all trees, and
    /// of the tree that has most. `None` where scouts may search a node, whose rows
    /// cannot be [`gather`](Self::gather)ed.
    #[must_use]
    pub fn open_rows(&self) -> Option<(u64, u64)> {
        let (mut all, mut most) = (0, 0);
        for tree in &self.trees {
            let open = tree.frontier(&self.rule, self.depth);
            if open.iter().any(|node| self.rule.is_large(node.total)) {
                return None;
            }
            let rows = open.iter().map(|node| u64::from(count_of(node.total)));
            let rows = rows.sum::<u64>();
            all += rows;
            most = most.max(rows);
        }
        Some((all, most))
    }

    /// Bytes of a row in [`gather`](Self::gather)'s answers.
    #[must_use]
    pub fn row_bytes(&self) -> usize {
        record_bytes(self.rule.bins.len())
    }

    /// A block's rows in open nodes, one answer a tree for [`grow`](Self::grow);
    /// arguments as of [`count`](Self::count).
    ///
    /// # Errors
    /// As [`count`](Self::count).
    pub fn gather(&self, block: &[u8], places: Option<&[u8]>) -> Result<Vec<(u64, Vec<u8>)>> {
        let block = self.read_block(block)?;
        match self.row_bytes() {
            8 => self.gather_records::<8>(&block, places),
            16 => self.gather_records::<16>(&block, places),
            32 => self.gather_records::<32>(&block, places),
            64 => self.gather_records::<64>(&block, places),
            _ => self.gather_records::<128>(&block, places),
        }
    }

    fn gather_records<const R: usize>(
        &self,
        block: &Block<'_>,
        places: Option<&[u8]>,
    ) -> Result<Vec<(u64, Vec<u8>)>> {
        let places = Places::new::<R>(self, block, places)?;
        let counter = Counter::<R>::new(self, block);
        let mut trees = Vec::with_capacity(self.trees.len());
        for (tree, rows) in self.trees.iter().zip(&places.trees) {
            let mut out = Vec::with_capacity(rows.entries.len() * R + rows.lengths.len());
            let mut entries = rows.entries.as_slice();
            for &length in &rows.lengths {
                put(&mut out, u64::from(length));
                let mine = entries.split_off(..length as usize).unwrap_or_default();
                for &entry in mine {
                    out.extend(counter.record(entry));
                }
            }
            trees.push((tree.number, out));
        }
        Ok(trees)
    }

    /// Grows a tree to its end from all blocks' [`gather`](Self::gather)ed rows; the
    /// answer is for [`Growth::tell`](super::Growth::tell).
    ///
    /// # Errors
    /// As [`solve`](Self::solve).
    pub fn grow(&self, tree: u64, rows: &[&[u8]]) -> Result<Vec<u8>> {
        let tree = self.tree(tree)?;
        match self.row_bytes() {
            8 => self.grow_records::<8>(tree, rows),
            16 => self.grow_records::<16>(tree, rows),
            32 => self.grow_records::<32>(tree, rows),
            64 => self.grow_records::<64>(tree, rows),
            _ => self.grow_records::<128>(tree, rows),
        }
    }

    fn grow_records<const R: usize>(&self, tree: &Growing, rows: &[&[u8]]) -> Result<Vec<u8>> {
        let rule = &self.rule;
        let mut parts: Vec<Reader<'_>> = rows.iter().map(|r| Reader::new(r, WHAT)).collect();
        let mut nodes: Vec<Vec<[u8; R]>> = Vec::new();
        for _ in tree.frontier(rule, self.depth) {
            let mut mine = Vec::new();
            for part in &mut parts {
                let bytes = part.small::<usize>()?.saturating_mul(R);
                mine.extend_from_slice(part.take(bytes)?.as_chunks().0);
            }
            nodes.push(mine);
        }
        if !parts.iter().all(Reader::is_empty) {
            return Err(broken(WHAT, "more nodes than are open"));
        }
        let mut tree = tree.clone();
        let mut sums = Sums::new(rule.mtry);
        let mut scratch = Scratch::new();
        let mut out = vec![1];
        for depth in self.depth.. {
            let open = tree.frontier(rule, depth);
            if open.is_empty() {
                break;
            }
            let mut answer = Vec::new();
            for (node, records) in open.iter().zip(&nodes) {
                sums.rows = records.len() as u64;
                let features = rule.features(node.key);
                for (chunk, features) in features.chunks(LANES).enumerate() {
                    scratch.count(records, features, &rule.bins);
                    for (lane, &feature) in features.iter().enumerate() {
                        let into = &mut sums.all[chunk * LANES + lane];
                        into.fill(0);
                        scratch.counted(lane, rule.bins[usize::from(feature)], into);
                    }
                }
                self.answer(&tree, node, &sums, &mut answer)?;
            }
            tree.apply(rule, depth, &mut Reader::new(&answer, WHAT))?;
            put(&mut out, answer.len() as u64);
            out.extend(answer);
            let mut below = Vec::new();
            let (places, mut children) = tree.children(depth);
            let mut held = nodes.into_iter();
            for node in &tree.nodes[places] {
                let is_open = rule.is_open(node.total, depth, tree.least);
                let records = if is_open { held.next() } else { None };
                let Some(cut) = node.cut else { continue };
                let keep = tree.open_pair(rule, children, depth + 1);
                children += 2;
                // R is a power of two above every feature: the mask only spares checks.
                let place = usize::from(cut.feature) & (R - 1);
                let records = records.unwrap_or_default().into_iter();
                let (left, right): (Vec<_>, Vec<_>) =
                    records.partition(|record| cut.goes_left(record[place]));
                let both = [left, right].into_iter().zip(keep);
                below.extend(both.filter(|(_, keep)| *keep).map(|(records, _)| records));
            }
            nodes = below;
        }
        Ok(out)
    }
}
