//! Where a block's rows are in trees that grow: which rows each open node has.

use super::block::Block;
use super::broken;
use super::level::{Growing, Level, Rule};
use super::wire::{Reader, checksum, put};
use crate::error::Result;

const WHAT: &str = "the places of a block's rows";
const MAGIC: &[u8; 8] = b"wpplace1";

/// The bits of an entry that hold the row; those above hold how often the tree
/// drew it.
pub(super) const ROW: u32 = (1 << 24) - 1;

/// A block's rows in one tree, those in open nodes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Rows {
    /// Row and weight, node after node.
    pub entries: Vec<u32>,
    /// How many each open node of the depth has, in order.
    pub lengths: Vec<u32>,
}

/// Of all trees of a level.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Places {
    pub trees: Vec<Rows>,
}

impl Places {
    /// The rows of the level's open nodes: from the places at an earlier depth,
    /// where these are of the same fit and block, else from the roots.
    pub fn new<const R: usize>(
        level: &Level,
        block: &Block<'_>,
        earlier: Option<&[u8]>,
    ) -> Result<Self> {
        let earlier = earlier.and_then(|bytes| Earlier::read(level, block, bytes).ok());
        let mut trees = Vec::with_capacity(level.trees.len());
        for tree in &level.trees {
            let known = earlier.as_ref().and_then(|earlier| earlier.of(tree.number));
            let (mut depth, mut rows) = match known {
                Some(rows) => rows,
                None => (0, sample(&level.rule, tree, block)?),
            };
            while depth < level.depth {
                rows = descend::<R>(&level.rule, tree, depth, &rows, block)?;
                depth += 1;
            }
            trees.push(rows);
        }
        Ok(Self { trees })
    }

    /// As bytes, for the level after.
    pub fn to_bytes(&self, level: &Level, block: &Block<'_>) -> Vec<u8> {
        let entries = self.trees.iter().map(|tree| tree.entries.len());
        let mut out = Vec::with_capacity(4 * entries.sum::<usize>() + 64);
        out.extend(MAGIC);
        out.extend([0; 8]);
        out.extend(level.rule.run.to_le_bytes());
        out.extend(block.checksum.to_le_bytes());
        put(&mut out, u64::from(level.depth));
        put(&mut out, self.trees.len() as u64);
        for (tree, rows) in level.trees.iter().zip(&self.trees) {
            put(&mut out, tree.number);
            put(&mut out, rows.lengths.len() as u64);
            let lengths = rows.lengths.iter();
            lengths.for_each(|&length| put(&mut out, u64::from(length)));
            put(&mut out, rows.entries.len() as u64);
            for entry in &rows.entries {
                out.extend(entry.to_le_bytes());
            }
        }
        let sum = checksum(&out[16..]);
        out[8..16].copy_from_slice(&sum.to_le_bytes());
        out
    }
}

/// Places that were kept.
struct Earlier {
    depth: u32,
    trees: Vec<(u64, Rows)>,
}

impl Earlier {
    /// Refuses what is of another fit or block, of a greater depth, or damaged.
    fn read(level: &Level, block: &Block<'_>, bytes: &[u8]) -> Result<Self> {
        let mut from = Reader::new(bytes, WHAT);
        let sound = from.take(MAGIC.len())? == MAGIC
            && from.whole()? == checksum(bytes.get(16..).unwrap_or_default())
            && from.whole()? == level.rule.run
            && from.whole()? == block.checksum;
        let depth = if sound { from.small()? } else { u32::MAX };
        if depth > level.depth {
            return Err(broken(WHAT, "those of another fit, block or depth"));
        }
        let mut trees = Vec::new();
        for _ in 0..from.count()? {
            let number = from.number()?;
            let lengths = (0..from.count()?)
                .map(|_| from.small())
                .collect::<Result<Vec<u32>>>()?;
            let count = from.count()?;
            let (entries, _) = from.take(4 * count)?.as_chunks::<4>();
            let entries: Vec<u32> = entries.iter().map(|e| u32::from_le_bytes(*e)).collect();
            let rows = entries.iter().map(|entry| entry & ROW).max().unwrap_or(0);
            let all: u64 = lengths.iter().map(|&length| u64::from(length)).sum();
            if rows as usize >= block.rows.max(1) || all != count as u64 {
                return Err(broken(WHAT, format!("{count} rows")));
            }
            trees.push((number, Rows { entries, lengths }));
        }
        Ok(Self { depth, trees })
    }

    fn of(&self, number: u64) -> Option<(u32, Rows)> {
        let mut trees = self.trees.iter();
        let (_, rows) = trees.find(|(found, _)| *found == number)?;
        Some((self.depth, rows.clone()))
    }
}

/// The rows that a tree drew: all in its root.
fn sample(rule: &Rule, tree: &Growing, block: &Block<'_>) -> Result<Rows> {
    if !rule.is_open(tree.nodes[0].total, 0, tree.least) {
        return Ok(Rows::default());
    }
    let drawn = tree.drawn(rule);
    let mut entries = Vec::new();
    let (mut last, mut weight) = (rule.groups, 0);
    for row in 0..block.rows {
        let group = block.group(row);
        if group != last {
            if group >= rule.groups {
                let found = format!("{group} of {}", rule.groups);
                return Err(broken("a block's group", found));
            }
            (last, weight) = (group, drawn.of(group));
        }
        if weight > 0 {
            entries.push(row as u32 | u32::from(weight) << 24);
        }
    }
    let lengths = vec![entries.len() as u32];
    Ok(Rows { entries, lengths })
}

/// From the rows of the open nodes of one depth to those of the next.
fn descend<const R: usize>(
    rule: &Rule,
    tree: &Growing,
    depth: u32,
    above: &Rows,
    block: &Block<'_>,
) -> Result<Rows> {
    let (places, mut children) = tree.children(depth);
    let records = block.records::<R>();
    let mut lengths = above.lengths.iter();
    let mut entries = above.entries.as_slice();
    let mut below = Rows {
        entries: Vec::with_capacity(above.entries.len()),
        lengths: Vec::new(),
    };
    let mut rights = Vec::new();
    for node in &tree.nodes[places] {
        let open = rule.is_open(node.total, depth, tree.least);
        let length = if open { lengths.next() } else { Some(&0) };
        let mine = length.and_then(|&length| entries.split_off(..length as usize));
        let Some(mine) = mine else {
            return Err(broken(WHAT, format!("too few of tree {}", tree.number)));
        };
        let Some(cut) = node.cut else { continue };
        let keep = tree.open_pair(rule, children, depth + 1);
        children += 2;
        if keep == [false; 2] {
            continue;
        }
        // R is a power of two above every feature: the mask only spares checks.
        let place = usize::from(cut.feature) & (R - 1);
        let first = below.entries.len();
        rights.clear();
        for &entry in mine {
            let record = &records[(entry & ROW) as usize];
            if cut.goes_left(record[place]) {
                below.entries.push(entry);
            } else {
                rights.push(entry);
            }
        }
        if keep[0] {
            below.lengths.push((below.entries.len() - first) as u32);
        } else {
            below.entries.truncate(first);
        }
        if keep[1] {
            below.lengths.push(rights.len() as u32);
            below.entries.extend_from_slice(&rights);
        }
    }
    Ok(below)
}
