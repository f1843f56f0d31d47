//! Trees in blocks of three levels, for walking three levels in one step.
//!
//! A block is half a cache line: the features and thresholds of its seven splits,
//! and what lies below each of its eight exits. One shuffle of a row's codes, one
//! comparison and one look-up of its seven bits lead from a block to the next;
//! [`super::simd`] does that.

use super::tree::Node;

/// Most features of a forest in blocks: a row's codes must fit one register.
pub(super) const MAX_WIDTH: usize = 16;
/// Levels of splits in a block.
const LEVELS: usize = 3;
/// The mark of an exit to a leaf.
pub(super) const LEAF: u16 = 1 << 15;
/// The mark of a feature to whose code one is added. It stands above the bits
/// of a feature's number, where a shuffle does not look.
pub(super) const SHIFT: u8 = 1 << SHIFT_BIT;
/// The number of its bit.
pub(super) const SHIFT_BIT: i32 = 4;

/// Three levels of a tree: split k leads to splits 2k + 1 and 2k + 2 or, if
/// these are above six, to exits 2k - 6 and 2k - 5. The eighth split is none.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(32))]
pub(super) struct Block {
    /// Below [`MAX_WIDTH`]; with [`SHIFT`] where the missing go left.
    pub features: [u8; 8],
    /// With the top bit turned over, so that they compare as signed numbers.
    pub thresholds: [u8; 8],
    /// A block's number, or [`LEAF`] and a leaf's.
    pub exits: [u16; 8],
}

impl Block {
    /// All rows go left; leads to block 0.
    pub const EMPTY: Self = Self {
        features: [0; 8],
        thresholds: [127; 8],
        exits: [0; 8],
    };
}

/// A tree in blocks.
///
/// # Invariants
/// [`super::simd`] reads without checks and relies on this:
/// 1. there is a block 0, and it leads to itself only;
/// 2. `root` and every exit of the other blocks is [`LEAF`] plus the number of
///    a leaf below `values.len()`, or a number below `blocks.len()`, above that
///    of the exit's own block.
#[derive(Debug, Clone)]
pub(super) struct BlockTree {
    blocks: Vec<Block>,
    /// The leaves' values.
    values: Vec<u16>,
    root: u16,
}

impl BlockTree {
    /// From a forest's nodes of one tree, whose features are below
    /// [`MAX_WIDTH`].
    pub fn new(nodes: &[Node]) -> Self {
        let mut tree = Self {
            blocks: vec![Block::EMPTY],
            values: Vec::with_capacity(nodes.len().div_ceil(2)),
            root: 0,
        };
        // The nodes that blocks start at, in the order of the blocks.
        let mut starts = vec![0];
        tree.root = tree.exit_to(nodes, 0, &mut starts);
        let mut next = 1;
        while let Some(&start) = starts.get(next) {
            next += 1;
            let mut block = Block::EMPTY;
            let mut places = [start; 1 << LEVELS];
            for level in 0..LEVELS {
                // From the last, so that no place is written before it is read.
                for place in (0..1 << level).rev() {
                    let node = nodes[places[place]];
                    let split = (1 << level) - 1 + place;
                    let children = if node.is_leaf() {
                        [places[place]; 2]
                    } else {
                        block.features[split] = (node.column() / 2) | (node.column() % 2 * SHIFT);
                        block.thresholds[split] = node.threshold() ^ 0x80;
                        let left = usize::from(node.left());
                        [left, left + 1]
                    };
                    places[2 * place..][..2].copy_from_slice(&children);
                }
            }
            let mut exits = [0; 1 << LEVELS];
            for (number, &place) in places.iter().enumerate() {
                // A leaf above the last level has several exits.
                exits[number] = match number.checked_sub(1) {
                    Some(before) if places[before] == place => exits[before],
                    _ => tree.exit_to(nodes, place, &mut starts),
                };
            }
            block.exits = exits;
            tree.blocks.push(block);
        }
        debug_assert!(tree.is_sound());
        tree
    }

    /// The exit that leads to a node, which is numbered as a leaf or as the
    /// start of a block.
    fn exit_to(&mut self, nodes: &[Node], place: usize, starts: &mut Vec<usize>) -> u16 {
        let node = nodes[place];
        if node.is_leaf() {
            self.values.push(node.value());
            LEAF | (self.values.len() - 1) as u16
        } else {
            starts.push(place);
            (starts.len() - 1) as u16
        }
    }

    /// Whether the invariants hold.
    pub fn is_sound(&self) -> bool {
        let leads = |own: usize, exit: u16| match exit & LEAF {
            0 => usize::from(exit) > own && usize::from(exit) < self.blocks.len(),
            _ => usize::from(exit - LEAF) < self.values.len(),
        };
        let below = |(own, block): (usize, &Block)| block.exits.iter().all(|&e| leads(own, e));
        self.blocks.first().is_some_and(|b| b.exits == [0; 8])
            && leads(0, self.root)
            && self.blocks.iter().enumerate().skip(1).all(below)
    }

    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    pub fn values(&self) -> &[u16] {
        &self.values
    }

    pub fn root(&self) -> u16 {
        self.root
    }

    /// Reads the tree from end to end. Walking it jumps about, and would wait for
    /// memory at each jump; reading in order lets the processor fetch ahead.
    pub fn fetch(&self) {
        let blocks = self.blocks.iter().fold(0, |all, b| all ^ b.exits[0]);
        let values = self.values.iter().fold(0, |all, value| all ^ value);
        std::hint::black_box((blocks, values));
    }
}

/// A row's codes for walking, the top bit turned over; whatever follows the
/// row's codes comes along.
pub(super) fn row_of(codes: &[u8]) -> [u8; MAX_WIDTH] {
    let row = codes.first_chunk().copied().unwrap_or_else(|| {
        let mut row = [0; MAX_WIDTH];
        row[..codes.len()].copy_from_slice(codes);
        row
    });
    row.map(|code| code ^ 0x80)
}

/// The exit of a block by which of its splits send a row right, a bit a split.
pub(super) static EXITS: [u8; 128] = {
    let mut exits = [0; 128];
    let mut bits = 0;
    while bits < exits.len() {
        let mut place = 0;
        let mut level = 0;
        while level < LEVELS {
            place = 2 * place + (bits >> ((1 << level) - 1 + place) & 1);
            level += 1;
        }
        exits[bits] = place as u8;
        bits += 1;
    }
    exits
};
