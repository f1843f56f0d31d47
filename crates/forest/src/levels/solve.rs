//! The counts of all blocks added up, and the splits that they show.

use super::broken;
use super::count::put_cells;
use super::level::{Cut, Growing, Level, Open};
use super::wire::{Reader, put};
use crate::error::{Error, Result};
use crate::histogram::{Cells, Limits, Split, best_split, count_of, keeps_sign, sum_of, total_of};

const WHAT: &str = "the counts of a block";

/// A node's counts.
pub(super) struct Sums {
    /// Different rows.
    pub rows: u64,
    /// Of all rows, a histogram a feature; then of the scouts, where asked for.
    pub all: Vec<Cells>,
    scouts: Vec<Cells>,
}

impl Level {
    /// The splits of a tree's open nodes, for [`Growth::tell`](super::Growth::tell).
    ///
    /// `counts` holds what each block answered about the tree
    /// ([`Counted::trees`](super::Counted::trees)), or [`merge`]d answers; each
    /// block once, in any order.
    ///
    /// # Errors
    /// [`Error::Shape`] for a tree that is not of this level or bytes that are no
    /// counts; [`Error::Fit`] where the rows are not those that were there before.
    pub fn solve(&self, tree: u64, counts: &[&[u8]]) -> Result<Vec<u8>> {
        let tree = self.tree(tree)?;
        let mut counts: Vec<Reader<'_>> = counts.iter().map(|c| Reader::new(c, WHAT)).collect();
        let mut sums = Sums::new(self.rule.mtry);
        let mut splits = Vec::new();
        for node in tree.frontier(&self.rule, self.depth) {
            sums.add(self, &node, &mut counts)?;
            self.answer(tree, &node, &sums, &mut splits)?;
        }
        check_ends(&counts)?;
        // One depth of the tree.
        let mut out = vec![0];
        put(&mut out, splits.len() as u64);
        out.extend(splits);
        Ok(out)
    }

    /// Writes a node's best split.
    pub(super) fn answer(
        &self,
        tree: &Growing,
        node: &Open,
        sums: &Sums,
        out: &mut Vec<u8>,
    ) -> Result<()> {
        let Some(split) = self.split(tree, node, sums)? else {
            out.push(0);
            return Ok(());
        };
        let side = 1 + u8::from(split.missing_left);
        out.extend([side, split.feature, split.bin]);
        put(out, u64::from(count_of(split.left)));
        put(out, sum_of(split.left));
        Ok(())
    }

    /// A node's best split, as growing on one machine finds it.
    fn split(&self, tree: &Growing, node: &Open, sums: &Sums) -> Result<Option<Split>> {
        let features = self.rule.features(node.key);
        let first = self.rule.bins[usize::from(features[0])];
        if total_of(&sums.all[0], first) != node.total {
            return Err(Error::Fit {
                problem: format!("the rows changed while tree {} grew", tree.number),
                hint: "the table gives other rows when it is read again: write it down first"
                    .to_owned(),
            });
        }
        if self.rule.is_large(node.total) && sums.rows > 2 * self.rule.search_rows {
            let scouts = total_of(&sums.scouts[0], first);
            if let Some(split) = self.best(&sums.scouts, &features, scouts, tree.least) {
                let place = features.iter().position(|&f| f == split.feature);
                let left = left_of(&sums.all[place.unwrap_or(0)], split);
                if keeps_sign(self.sign(split.feature), left, node.total) {
                    return Ok(Some(Split { left, ..split }));
                }
            }
        }
        Ok(self.best(&sums.all, &features, node.total, tree.least))
    }

    fn best(&self, cells: &[Cells], features: &[u8], total: u64, min_leaf: u32) -> Option<Split> {
        let limits = Limits { total, min_leaf };
        let mut best = None;
        for (cells, &feature) in cells.iter().zip(features) {
            let bins = self.rule.bins[usize::from(feature)];
            best_split(cells, bins, feature, self.sign(feature), limits, &mut best);
        }
        best
    }

    fn sign(&self, feature: u8) -> i8 {
        let monotone = self.rule.monotone.get(usize::from(feature));
        monotone.copied().unwrap_or(0)
    }
}

/// The answers of several blocks about a tree of a level as those of one: for a
/// reduction in steps.
///
/// # Errors
/// As [`Level::solve`].
pub fn merge(level: &Level, tree: u64, counts: &[&[u8]]) -> Result<Vec<u8>> {
    let tree = level.tree(tree)?;
    let mut counts: Vec<Reader<'_>> = counts.iter().map(|c| Reader::new(c, WHAT)).collect();
    let mut sums = Sums::new(level.rule.mtry);
    let mut out = Vec::new();
    for node in tree.frontier(&level.rule, level.depth) {
        sums.add(level, &node, &mut counts)?;
        put(&mut out, 2 * sums.rows + 1);
        let features = level.rule.features(node.key);
        let large = level.rule.is_large(node.total);
        let scouts: &[Cells] = if large { &sums.scouts } else { &[] };
        let cells = sums.all.iter().zip(&features);
        for (cells, &feature) in cells.chain(scouts.iter().zip(&features)) {
            put_cells(&mut out, cells, level.rule.bins[usize::from(feature)]);
        }
    }
    check_ends(&counts)?;
    Ok(out)
}

/// The cells that a split sends left.
fn left_of(cells: &Cells, split: Split) -> u64 {
    let cut = Cut {
        feature: split.feature,
        bin: split.bin,
        missing_left: split.missing_left,
    };
    let codes = (0..=u8::MAX).zip(cells);
    codes
        .filter(|&(code, _)| cut.goes_left(code))
        .map(|(_, cell)| cell)
        .sum()
}

fn check_ends(counts: &[Reader<'_>]) -> Result<()> {
    if counts.iter().all(Reader::is_empty) {
        return Ok(());
    }
    Err(broken(WHAT, "more nodes than are open"))
}

impl Sums {
    pub fn new(mtry: usize) -> Self {
        Self {
            rows: 0,
            all: vec![[0; 256]; mtry],
            scouts: vec![[0; 256]; mtry],
        }
    }

    /// Sets them to what all blocks counted in the node that is next in all
    /// answers.
    fn add(&mut self, level: &Level, node: &Open, counts: &mut [Reader<'_>]) -> Result<()> {
        self.rows = 0;
        self.all.iter_mut().for_each(|cells| cells.fill(0));
        let large = level.rule.is_large(node.total);
        if large {
            self.scouts.iter_mut().for_each(|cells| cells.fill(0));
        }
        for from in counts {
            let head = from.number()?;
            self.rows += head / 2;
            if head % 2 == 0 {
                for _ in 0..head / 2 {
                    let weight = u64::from(from.byte()?);
                    let add = weight | from.number()? << 24;
                    let codes = from.take(self.all.len())?;
                    for (cells, &code) in self.all.iter_mut().zip(codes) {
                        cells[usize::from(code)] += add;
                    }
                }
                continue;
            }
            self.all
                .iter_mut()
                .try_for_each(|cells| add_cells(from, cells))?;
            if large {
                let mut scouts = self.scouts.iter_mut();
                scouts.try_for_each(|cells| add_cells(from, cells))?;
            }
        }
        Ok(())
    }
}

fn add_cells(from: &mut Reader<'_>, cells: &mut Cells) -> Result<()> {
    for _ in 0..from.number()? {
        let code = usize::from(from.byte()?);
        let count = from.number()?;
        cells[code] = cells[code].wrapping_add(count.wrapping_add(from.number()? << 24));
    }
    Ok(())
}
