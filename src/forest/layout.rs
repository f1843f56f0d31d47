//! Where a tree's nodes lie in memory.
//!
//! Level by level, each step of a walk would touch another cache line. Here a
//! line of 64 bytes (16 nodes) holds whole small subtrees, three levels or more,
//! so that a walk of 13 steps touches four or five lines.

use super::tree::{MAX_NODES, Node};

/// Pairs of siblings in one line.
const LINE: usize = 8;

/// The place of each pair of siblings (numbered by the split above it), as the
/// place of the left one, and the number of places used, a multiple of a
/// line's. The root is at place 0, place 1 is unused. Level by level if that
/// would need more than [`MAX_NODES`] places.
///
/// `nodes` must be in the order of a finished tree.
pub(super) fn arrange(nodes: &[Node]) -> (Vec<usize>, usize) {
    let splits = nodes.len() / 2;
    // The pair below each node, if it is a split.
    let mut below = Vec::with_capacity(nodes.len());
    let mut next = 0..splits;
    for node in nodes {
        below.push(if node.is_leaf() { None } else { next.next() });
    }
    let children = |pair: usize| {
        [below[2 * pair + 1], below[2 * pair + 2]]
            .into_iter()
            .flatten()
    };

    let mut places = vec![0; splits];
    // The root takes a pair's place in the first line.
    let mut lines = Lines {
        used: vec![1],
        open: vec![Vec::new(); LINE],
    };
    lines.open[LINE - 1].push(0);
    let mut starts: Vec<usize> = below[0].into_iter().collect();
    let mut room = LINE - 1;
    let mut cluster = Vec::with_capacity(LINE);
    while let Some(start) = starts.pop() {
        cluster.clear();
        cluster.push(start);
        let mut at = 0;
        while at < cluster.len() {
            for pair in children(cluster[at]) {
                if cluster.len() < room {
                    cluster.push(pair);
                } else {
                    starts.push(pair);
                }
            }
            at += 1;
        }
        let first = lines.take(cluster.len());
        for (offset, &pair) in cluster.iter().enumerate() {
            places[pair] = 2 * (first + offset);
        }
        room = LINE;
    }
    let used = lines.used.len() * 2 * LINE;
    if used > MAX_NODES {
        return ((0..splits).map(|pair| 2 * pair + 1).collect(), nodes.len());
    }
    (places, used)
}

/// Lines that are being filled.
struct Lines {
    /// How many pairs each holds.
    used: Vec<usize>,
    /// Lines with room for as many pairs as the index says.
    open: Vec<Vec<usize>>,
}

impl Lines {
    /// Room for `pairs` neighbouring pairs, at most a line's: in the fullest line
    /// that has it. Returns the number of the first.
    fn take(&mut self, pairs: usize) -> usize {
        let fitting = self.open[pairs.min(LINE)..].iter_mut().find_map(Vec::pop);
        let line = fitting.unwrap_or_else(|| {
            self.used.push(0);
            self.used.len() - 1
        });
        let used = self.used[line];
        self.used[line] += pairs;
        let room = LINE - self.used[line];
        if room > 0 {
            self.open[room].push(line);
        }
        line * LINE + used
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree whose k-th node is a split if `is_split` says so, up to `most`.
    fn tree(most: usize, is_split: impl Fn(usize) -> bool) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut promised = 1;
        while nodes.len() < promised {
            let number = nodes.len();
            if promised + 2 <= most && is_split(number) {
                nodes.push(Node::split(0, 0, false, promised));
                promised += 2;
            } else {
                nodes.push(Node::leaf(number));
            }
        }
        nodes
    }

    #[test]
    fn pairs_have_places_of_their_own_within_the_limit() {
        let shapes: [fn(usize) -> bool; 4] =
            [|_| true, |k| k % 2 == 0, |k| k % 3 != 0, |k| k % 7 != 6];
        for most in [1, 3, 5, 31, 33, 1001, 20_001, MAX_NODES - 1] {
            for is_split in shapes {
                let nodes = tree(most, is_split);
                let (mut places, used) = arrange(&nodes);
                assert_eq!(places.len(), nodes.len() / 2);
                assert!(used >= nodes.len() && used <= MAX_NODES);
                places.sort_unstable();
                assert!(places.windows(2).all(|pair| pair[1] >= pair[0] + 2));
                assert!(places.iter().all(|&place| place > 0 && place + 1 < used));
            }
        }
    }

    #[test]
    fn little_room_is_wasted_and_the_top_shares_a_line() {
        let nodes = tree(2001, |_| true);
        let (places, used) = arrange(&nodes);
        assert!(used < 2300, "{used}");
        assert!(places[..7].iter().all(|&place| place < 16));
    }
}
