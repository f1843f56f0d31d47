//! The forest as its documentation describes it, with no thought of speed: rows
//! are listed and scanned anew for every cut of every node.

use grouped_forest::generator::{Draws, Stream, child_key, key, mix};
use grouped_forest::{Binned, MISSING, Resample, TargetKind, ValidForestParams, bag_weights};

/// A node, and its leaf value on the scale of the targets, 0 to 1.
#[derive(Debug, Clone)]
pub enum Node {
    Leaf(f64),
    Split {
        feature: usize,
        bin: u8,
        missing_left: bool,
        left: usize,
    },
}

/// A tree's nodes, level by level, and which groups it saw how often.
pub struct Tree {
    pub nodes: Vec<Node>,
    /// How many rows each leaf has, weights included.
    pub rows: Vec<i64>,
    pub weights: Vec<u8>,
}

/// What a forest is grown from.
pub struct Reference<'a> {
    pub params: &'a ValidForestParams,
    pub binned: &'a Binned,
    pub kind: TargetKind,
    /// 0 to `kind.top_target()`.
    pub targets: Vec<u64>,
    /// 0 to the number of groups.
    pub groups: Vec<usize>,
}

/// A node that waits, with what it inherits.
struct Open {
    rows: Vec<usize>,
    depth: u32,
    key: u64,
    mean: f64,
    shrunk: f64,
}

struct Cut {
    feature: usize,
    bin: u8,
    missing_left: bool,
    score: f64,
}

impl Reference<'_> {
    pub fn grow(&self, tree: u64) -> Tree {
        let weights = self.weights(tree);
        let all: Vec<usize> = (0..self.binned.rows())
            .filter(|&row| weights[self.groups[row]] > 0)
            .collect();
        let mean = self.mean(&all, &weights);
        let mut queue = vec![Open {
            rows: all,
            depth: 0,
            key: key(self.params.seed(), Stream::Features, tree),
            mean,
            shrunk: mean,
        }];
        let mut nodes = Vec::new();
        let mut rows = Vec::new();
        while nodes.len() < queue.len() {
            let open = &queue[nodes.len()];
            let Some(cut) = self.best_cut(open, &weights, tree) else {
                nodes.push(Node::Leaf(open.shrunk));
                rows.push(self.totals(&open.rows, &weights).0);
                continue;
            };
            let children = self.children(open, &cut, &weights);
            nodes.push(Node::Split {
                feature: cut.feature,
                bin: cut.bin,
                missing_left: cut.missing_left,
                left: queue.len(),
            });
            queue.extend(children);
        }
        Tree {
            nodes,
            rows,
            weights,
        }
    }

    fn weights(&self, tree: u64) -> Vec<u8> {
        let groups = self.groups.iter().max().unwrap() + 1;
        let mut weights = vec![0; groups];
        let mut draws = Draws::new(key(self.params.seed(), Stream::Groups, tree));
        match self.params.resample() {
            Resample::Bootstrap => {
                for _ in 0..groups {
                    weights[draws.below(groups as u32) as usize] += 1;
                }
            }
            Resample::Subsample(fraction) => {
                let mut wanted = ((fraction * groups as f64).round() as u32).max(1);
                for (group, weight) in weights.iter_mut().enumerate() {
                    if draws.below((groups - group) as u32) < wanted {
                        *weight = 1;
                        wanted -= 1;
                    }
                }
            }
            Resample::None => weights.fill(1),
            Resample::Bags(bags) => {
                let bag = tree / bags.trees as u64;
                let held = bag_weights(&bags, self.params.seed(), bag, groups);
                let mut urn = Vec::new();
                for (group, &times) in held.iter().enumerate() {
                    urn.extend(vec![group; usize::from(times)]);
                }
                for _ in 0..urn.len() {
                    weights[urn[draws.below(urn.len() as u32) as usize]] += 1;
                }
            }
        }
        weights
    }

    /// How many drawn rows stand for `min_leaf` different ones.
    fn least_drawn(&self, weights: &[u8]) -> i64 {
        let times = self.groups.iter().map(|&group| i64::from(weights[group]));
        let different = times.clone().filter(|&times| times > 0).count() as i64;
        i64::from(self.params.min_leaf()) * times.sum::<i64>() / different
    }

    /// Rows (weights included) and sum of targets.
    fn totals(&self, rows: &[usize], weights: &[u8]) -> (i64, i64) {
        let weight = |row: usize| i64::from(weights[self.groups[row]]);
        let count = rows.iter().map(|&row| weight(row)).sum();
        let sum = rows
            .iter()
            .map(|&row| weight(row) * self.targets[row] as i64)
            .sum();
        (count, sum)
    }

    fn mean(&self, rows: &[usize], weights: &[u8]) -> f64 {
        let (count, sum) = self.totals(rows, weights);
        sum as f64 / (count as f64 * f64::from(self.kind.top_target()))
    }

    fn features(&self, key: u64) -> Vec<usize> {
        let all = self.binned.features();
        let mut deck: Vec<usize> = (0..all).collect();
        let mut draws = Draws::new(key);
        let mtry = self.params.mtry(all).unwrap();
        for place in 0..mtry {
            let other = place + draws.below((all - place) as u32) as usize;
            deck.swap(place, other);
        }
        deck.truncate(mtry);
        deck.sort_unstable();
        deck
    }

    fn divide(&self, rows: &[usize], cut: &Cut) -> (Vec<usize>, Vec<usize>) {
        rows.iter()
            .partition(|&&row| match self.binned.row(row)[cut.feature] {
                MISSING => cut.missing_left,
                code => code <= cut.bin,
            })
    }

    fn sign(&self, feature: usize) -> i64 {
        self.params
            .monotone()
            .get(feature)
            .map_or(0, |&sign| i64::from(sign))
    }

    fn best_cut(&self, open: &Open, weights: &[u8], tree: u64) -> Option<Cut> {
        let (n, s) = self.totals(&open.rows, weights);
        if n < 2 * self.least_drawn(weights)
            || self
                .params
                .max_depth()
                .is_some_and(|most| open.depth >= most)
            || s == 0
            || s == n * i64::from(self.kind.top_target())
        {
            return None;
        }
        if open.rows.len() > 2 * self.params.search_rows() {
            let scouts = self.scouts(&open.rows, weights, tree);
            if let Some(cut) = self.search(open.key, &scouts, weights) {
                let (left, right) = self.divide(&open.rows, &cut);
                let [left, right] = [left, right].map(|rows| self.mean(&rows, weights));
                let rises = i64::from(left < right) - i64::from(left > right);
                if rises * self.sign(cut.feature) >= 0 {
                    return Some(cut);
                }
            }
        }
        self.search(open.key, &open.rows, weights)
    }

    /// The rows that a node with very many is searched on.
    fn scouts(&self, rows: &[usize], weights: &[u8], tree: u64) -> Vec<usize> {
        let drawn = self.groups.iter().filter(|&&group| weights[group] > 0);
        let below = ((self.params.search_rows() as u64) << 32) / drawn.count() as u64;
        let key = key(self.params.seed(), Stream::Scouts, tree);
        rows.iter()
            .copied()
            .filter(|&row| mix(key ^ self.groups[row] as u64) >> 32 < below)
            .collect()
    }

    fn search(&self, key: u64, rows: &[usize], weights: &[u8]) -> Option<Cut> {
        let (n, s) = self.totals(rows, weights);
        let min_leaf = self.least_drawn(weights);
        let mut best: Option<Cut> = None;
        for feature in self.features(key) {
            let last = self.binned.bins().count(feature) as u8 - 1;
            let missing = rows
                .iter()
                .any(|&row| self.binned.row(row)[feature] == MISSING);
            let sides: &[bool] = if missing { &[false, true] } else { &[false] };
            for &missing_left in sides {
                for bin in 0..last {
                    let mut cut = Cut {
                        feature,
                        bin,
                        missing_left,
                        score: 0.0,
                    };
                    let (left, right) = self.divide(rows, &cut);
                    let (n_left, s_left) = self.totals(&left, weights);
                    let (n_right, s_right) = self.totals(&right, weights);
                    if n_left < min_leaf || n_right < min_leaf {
                        continue;
                    }
                    let known = |row: &usize| self.binned.row(*row)[feature] != MISSING;
                    if !left.iter().any(known) || !right.iter().any(known) {
                        continue;
                    }
                    let order = (s_left * n_right).cmp(&(s_right * n_left)) as i64;
                    if order * self.sign(feature) > 0 {
                        continue;
                    }
                    if !missing {
                        cut.missing_left = n_left >= n_right;
                    }
                    let root = (s_left * n - s * n_left) as f64;
                    cut.score = root * root / (n_left * n_right) as f64;
                    if cut.score > best.as_ref().map_or(0.0, |best| best.score) {
                        best = Some(cut);
                    }
                }
            }
        }
        best
    }

    fn children(&self, open: &Open, cut: &Cut, weights: &[u8]) -> [Open; 2] {
        let (left, right) = self.divide(&open.rows, cut);
        let (n, _) = self.totals(&open.rows, weights);
        let lambda = f64::from(self.params.shrinkage());
        let child = |rows: Vec<usize>, right: bool| {
            let mean = self.mean(&rows, weights);
            Open {
                rows,
                depth: open.depth + 1,
                key: child_key(open.key, right),
                mean,
                shrunk: open.shrunk + (mean - open.mean) / (1.0 + lambda / n as f64),
            }
        };
        [child(left, false), child(right, true)]
    }

    /// The pairs of leaves (numbered in order) of which the first must not have
    /// the higher value; compares each leaf with each.
    pub fn ordered_pairs(&self, nodes: &[Node]) -> Vec<(usize, usize)> {
        let boxes: Vec<_> = self
            .boxes(nodes)
            .into_iter()
            .zip(nodes)
            .filter(|(_, node)| matches!(node, Node::Leaf(_)))
            .map(|(codes, _)| codes)
            .collect();
        let mut pairs = Vec::new();
        for (a, a_box) in boxes.iter().enumerate() {
            for (b, b_box) in boxes.iter().enumerate() {
                let meet = |f: usize| a_box[f].iter().zip(&b_box[f]).any(|(&a, &b)| a && b);
                let apart: Vec<usize> = (0..a_box.len()).filter(|&f| !meet(f)).collect();
                let [feature] = apart[..] else { continue };
                let first = |codes: &[Vec<bool>]| codes[feature][..255].iter().position(|&c| c);
                let (Some(a_first), Some(b_first)) = (first(a_box), first(b_box)) else {
                    continue;
                };
                let rising = i64::from(a_first < b_first) * 2 - 1;
                if rising * self.sign(feature) > 0 {
                    pairs.push((a, b));
                }
            }
        }
        pairs
    }

    /// For each node and feature, which of the 256 codes reach it.
    fn boxes(&self, nodes: &[Node]) -> Vec<Vec<Vec<bool>>> {
        let bins = self.binned.bins();
        let all = (0..self.binned.features())
            .map(|f| {
                (0..256)
                    .map(|code| code < bins.count(f) || code == 255)
                    .collect()
            })
            .collect();
        let mut boxes: Vec<Vec<Vec<bool>>> = vec![all];
        for (at, node) in nodes.iter().enumerate() {
            if let Node::Split {
                feature,
                bin,
                missing_left,
                ..
            } = *node
            {
                for right in [false, true] {
                    let mut codes = boxes[at].clone();
                    for (code, reaches) in codes[feature].iter_mut().enumerate() {
                        let left = match code {
                            255 => missing_left,
                            _ => code <= usize::from(bin),
                        };
                        *reaches &= left != right;
                    }
                    boxes.push(codes);
                }
            }
        }
        boxes
    }

    /// The leaf value of a row, 0 to 1.
    pub fn walk(&self, tree: &Tree, row: usize) -> f64 {
        let mut at = 0;
        loop {
            match tree.nodes[at] {
                Node::Leaf(value) => return value,
                Node::Split {
                    feature,
                    bin,
                    missing_left,
                    left,
                } => {
                    let goes_left = match self.binned.row(row)[feature] {
                        MISSING => missing_left,
                        code => code <= bin,
                    };
                    at = left + usize::from(!goes_left);
                }
            }
        }
    }
}
