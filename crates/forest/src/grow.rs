//! Growing one tree: the sample as contiguous records, depth first, each node
//! splitting its records in place.
//!
//! A node of very many rows is searched on part of them, the scouts: the rows of
//! some groups, drawn once a tree and kept aside. Dividing its rows is then most
//! of the work; without, the depth that more rows give a tree would cost more.

use std::ops::Range;

use super::bins::Binned;
use super::bootstrap::{Groups, draw_weights, scouts_below};
use super::fit::Targets;
use super::generator::{Stream, child_key, choose_features, key};
use super::histogram::{
    Cells, LANES, Limits, MAX_COUNT, Scratch, Split, best_split, cell_of_row, count_of, keeps_sign,
    pack_weight, subtract, sum_of, total_of,
};
use super::leaves::{GrownNode, LeafRule};
use super::params::{MAX_FEATURES, ValidForestParams};
use super::tree::{MAX_NODES, Tree, check_size};
use super::weights::RowWeights;
use crate::error::{Error, Result};

/// What all trees of a fit share.
pub(super) struct Plan<'a> {
    pub params: &'a ValidForestParams,
    pub mtry: usize,
    pub binned: &'a Binned,
    pub targets: Targets<'a>,
    pub groups: &'a Groups,
    /// What a row counts for, where rows differ in that.
    pub weights: Option<&'a RowWeights>,
    /// Number of bins, one a feature.
    pub bins: &'a [u16],
    pub leaf_rule: LeafRule<'a>,
}

/// Where a node's rows are.
struct Rows {
    all: Range<usize>,
    /// The scouts among them, in the scouts' own list.
    scouts: Range<usize>,
    /// Whether only the scouts are counted.
    by_scouts: bool,
}

impl Rows {
    fn new(plan: &Plan<'_>, all: Range<usize>, scouts: Range<usize>) -> Self {
        let by_scouts = all.len() > 2 * plan.params.search_rows();
        Self {
            all,
            // Nobody asks for them below here.
            scouts: if by_scouts { scouts } else { 0..0 },
            by_scouts,
        }
    }

    /// How many are counted.
    fn counted(&self) -> usize {
        if self.by_scouts {
            self.scouts.len()
        } else {
            self.all.len()
        }
    }
}

/// A node that waits to be split; its features are counted.
struct Task {
    /// Place among the grown nodes.
    place: usize,
    rows: Rows,
    depth: u32,
    key: u64,
    features: Features,
    /// First of its histograms in the pool, one a feature.
    slot: usize,
}

/// A node's features, rising.
#[derive(Clone, Copy)]
struct Features {
    list: [u8; MAX_FEATURES],
    len: usize,
}

impl Features {
    const NONE: Self = Self {
        list: [0; MAX_FEATURES],
        len: 0,
    };

    fn as_slice(&self) -> &[u8] {
        &self.list[..self.len]
    }

    fn push(&mut self, feature: u8) {
        self.list[self.len] = feature;
        self.len += 1;
    }

    fn position(&self, feature: u8) -> Option<usize> {
        self.as_slice().iter().position(|&f| f == feature)
    }
}

/// A child that must be counted.
struct Child {
    place: usize,
    rows: Rows,
    key: u64,
    /// Whether it may be split further; if not it needs no features.
    open: bool,
    features: Features,
}

/// The memory of one worker, used again for each tree. `R` is the length of a
/// record: the codes of a row, and in its last four bytes weight and target; a
/// power of two.
pub(super) struct Arena<const R: usize> {
    records: Vec<[u8; R]>,
    /// Copies of the scouts' records; none where no node has so many rows.
    scouts: Vec<[u8; R]>,
    weights: Vec<u8>,
    nodes: Vec<GrownNode>,
    tasks: Vec<Task>,
    /// Histograms, in slots of `mtry`.
    pool: Vec<Cells>,
    free: Vec<usize>,
    scratch: Box<Scratch>,
    counted: Box<Cells>,
    /// The tree's [`least_drawn`].
    min_leaf: u32,
}

impl<const R: usize> Arena<R> {
    pub fn new(groups: usize) -> Self {
        Self {
            records: Vec::new(),
            scouts: Vec::new(),
            weights: vec![0; groups],
            nodes: Vec::new(),
            tasks: Vec::new(),
            pool: Vec::new(),
            free: Vec::new(),
            scratch: Scratch::new(),
            counted: Box::new([0; 256]),
            min_leaf: 1,
        }
    }

    /// Grows tree number `tree`.
    pub fn grow(&mut self, plan: &Plan<'_>, tree: u64) -> Result<Tree> {
        let params = plan.params;
        let total = self.sample(plan, tree)?;
        self.nodes.clear();
        self.nodes.push(GrownNode { total, split: None });
        let key = key(params.seed(), Stream::Features, tree);
        if self.is_open(plan, total, 0) {
            let features = draw_features(plan, key);
            let slot = self.take_slot(plan.mtry);
            let rows = Rows::new(plan, 0..self.records.len(), 0..self.scouts.len());
            self.count_node(plan, &rows, &features, slot);
            self.tasks.push(Task {
                place: 0,
                rows,
                depth: 0,
                key,
                features,
                slot,
            });
        }
        while let Some(mut task) = self.tasks.pop() {
            if let Some((split, middle)) = self.split(plan, &mut task) {
                self.apply(plan, &task, split, middle)?;
            }
            self.free.push(task.slot);
        }
        plan.leaf_rule.finish(&self.nodes, params.min_leaf())
    }

    /// Draws the tree's groups and copies their rows. Returns the root's total.
    fn sample(&mut self, plan: &Plan<'_>, tree: u64) -> Result<u64> {
        let params = plan.params;
        draw_weights(params.resample(), params.seed(), tree, &mut self.weights);
        let runs = plan.groups.runs();
        let weight_of = |group: u32| self.weights[group as usize];
        let (mut rows, mut weighted) = (0, 0);
        for run in runs {
            let weight = weight_of(run.group);
            if weight > 0 {
                rows += (run.end - run.start) as usize;
                weighted += u64::from(run.end - run.start) * u64::from(weight);
            }
        }
        if weighted > MAX_COUNT {
            return Err(too_many(tree, weighted));
        }
        self.records.clear();
        self.records.reserve_exact(rows);
        self.scouts.clear();
        if let Some(weights) = plan.weights {
            return self.sample_weighted(plan, tree, weights);
        }
        let is_scout = scouts_below(params.seed(), tree, params.search_rows(), rows);
        let width = plan.binned.features();
        let codes = plan.binned.padded_codes();
        let mut sum = 0u64;
        for run in runs {
            let weight = weight_of(run.group);
            if weight == 0 {
                continue;
            }
            let rows = run.start as usize..run.end as usize;
            let targets = plan.targets.of(rows.clone());
            let codes = &codes[rows.start * width..];
            let first = self.records.len();
            self.records
                .extend(targets.enumerate().map(|(row, target)| {
                    // The codes, whatever follows them, and the weight on top.
                    let mut record = [0; R];
                    record.copy_from_slice(&codes[row * width..][..R]);
                    record[R - 4..].copy_from_slice(&pack_weight(weight, target).to_le_bytes());
                    sum += u64::from(weight) * u64::from(target);
                    record
                }));
            if is_scout(run.group) {
                self.scouts.extend_from_slice(&self.records[first..]);
            }
        }
        self.min_leaf = least_drawn(params.min_leaf(), weighted, self.records.len());
        Ok(weighted | sum << 24)
    }

    /// Copies the rows of the groups that were drawn, as often as their weights
    /// say, without scouts. Returns the root's total.
    fn sample_weighted(&mut self, plan: &Plan<'_>, tree: u64, weights: &RowWeights) -> Result<u64> {
        let count = weights.in_tree(plan.params.seed(), tree);
        let width = plan.binned.features();
        let codes = plan.binned.padded_codes();
        let (mut weighted, mut sum) = (0u64, 0u64);
        for run in plan.groups.runs() {
            let times = self.weights[run.group as usize];
            let rows = run.start as usize..run.end as usize;
            for (row, target) in rows.clone().zip(plan.targets.of(rows)) {
                let weight = count(row, times);
                if weight == 0 {
                    continue;
                }
                let mut record = [0; R];
                record.copy_from_slice(&codes[row * width..][..R]);
                record[R - 4..].copy_from_slice(&pack_weight(weight, target).to_le_bytes());
                self.records.push(record);
                weighted += u64::from(weight);
                sum += u64::from(weight) * u64::from(target);
            }
        }
        if weighted > MAX_COUNT {
            return Err(too_many(tree, weighted));
        }
        self.min_leaf = least_drawn(plan.params.min_leaf(), weighted, self.records.len());
        Ok(weighted | sum << 24)
    }

    fn is_open(&self, plan: &Plan<'_>, total: u64, depth: u32) -> bool {
        let top_target = plan.leaf_rule.top_target;
        plan.params.max_depth().is_none_or(|most| depth < most)
            && may_split(total, self.min_leaf, top_target)
    }

    /// Counts a node's features into its slot.
    fn count_node(&mut self, plan: &Plan<'_>, rows: &Rows, features: &Features, slot: usize) {
        for (chunk, features) in features.as_slice().chunks(LANES).enumerate() {
            self.count(plan, rows, features);
            for (lane, &feature) in features.iter().enumerate() {
                let into = &mut self.pool[slot + chunk * LANES + lane];
                self.scratch
                    .counted(lane, plan.bins[usize::from(feature)], into);
            }
        }
    }

    /// Counts up to [`LANES`] features of a node.
    fn count(&mut self, plan: &Plan<'_>, rows: &Rows, features: &[u8]) {
        let records = if rows.by_scouts {
            &self.scouts[rows.scouts.clone()]
        } else {
            &self.records[rows.all.clone()]
        };
        self.scratch.count(records, features, plan.bins);
    }

    /// A node's best split and, where its rows are divided already, the first
    /// that goes right.
    fn split(&mut self, plan: &Plan<'_>, task: &mut Task) -> Option<(Split, Option<usize>)> {
        let total = self.nodes[task.place].total;
        if !task.rows.by_scouts {
            return self
                .find_split(plan, task, total)
                .map(|split| (split, None));
        }
        // All of a feature's cells together hold all rows.
        let bins = plan.bins[usize::from(task.features.as_slice()[0])];
        let scouts = total_of(&self.pool[task.slot], bins);
        if let Some(split) = self.find_split(plan, task, scouts) {
            let records = &mut self.records[task.rows.all.clone()];
            let middle = partition(records, split);
            let left = left_total(records, middle, total);
            if keeps_sign(sign_of(plan, split.feature), left, total) {
                let split = Split { left, ..split };
                return Some((split, Some(task.rows.all.start + middle)));
            }
        }
        // The scouts know no split, or one against a sign: so all are asked.
        task.rows.by_scouts = false;
        self.count_node(plan, &task.rows, &task.features, task.slot);
        self.find_split(plan, task, total)
            .map(|split| (split, None))
    }

    /// The best split by what was counted, which is `total` together.
    fn find_split(&self, plan: &Plan<'_>, task: &Task, total: u64) -> Option<Split> {
        let limits = Limits {
            total,
            min_leaf: self.min_leaf,
        };
        let mut best = None;
        for (cells, &feature) in self.pool[task.slot..].iter().zip(task.features.as_slice()) {
            let bins = plan.bins[usize::from(feature)];
            let sign = sign_of(plan, feature);
            best_split(cells, bins, feature, sign, limits, &mut best);
        }
        best
    }

    /// Splits a node, counts the children that may be split again, and queues
    /// them, the one with fewer rows on top: so no more nodes wait than the
    /// logarithm of the rows. `middle` is the first row that goes right, where
    /// the rows are divided already.
    fn apply(
        &mut self,
        plan: &Plan<'_>,
        task: &Task,
        split: Split,
        middle: Option<usize>,
    ) -> Result<()> {
        let total = self.nodes[task.place].total;
        let left_place = self.nodes.len();
        check_size(left_place + 2, plan.params.min_leaf())?;
        debug_assert!(left_place + 2 <= MAX_NODES);
        self.nodes[task.place].split = Some((split, left_place as u32));
        let totals = [split.left, total - split.left];
        self.nodes
            .extend(totals.map(|total| GrownNode { total, split: None }));
        let depth = task.depth + 1;
        let open = totals.map(|total| self.is_open(plan, total, depth));
        if open == [false; 2] {
            return Ok(());
        }
        let (all, scouts) = (task.rows.all.clone(), task.rows.scouts.clone());
        let middle =
            middle.unwrap_or_else(|| all.start + partition(&mut self.records[all.clone()], split));
        let scouts_middle = scouts.start + partition(&mut self.scouts[scouts.clone()], split);
        let child = |right: bool| {
            let open = open[usize::from(right)];
            let key = child_key(task.key, right);
            Child {
                place: left_place + usize::from(right),
                rows: if right {
                    Rows::new(plan, middle..all.end, scouts_middle..scouts.end)
                } else {
                    Rows::new(plan, all.start..middle, scouts.start..scouts_middle)
                },
                key,
                open,
                features: if open {
                    draw_features(plan, key)
                } else {
                    Features::NONE
                },
            }
        };
        let (left, right) = (child(false), child(true));
        let (small, large) = if left.rows.all.len() < right.rows.all.len() {
            (left, right)
        } else {
            (right, left)
        };
        let slots = self.count_children(plan, task, &small, &large);
        for (child, slot) in [(large, slots[1]), (small, slots[0])] {
            if child.open {
                self.tasks.push(Task {
                    place: child.place,
                    rows: child.rows,
                    depth,
                    key: child.key,
                    features: child.features,
                    slot,
                });
            }
        }
        Ok(())
    }

    /// Counts both children's features. What the parent has counted too, the
    /// larger child gets by subtraction where that is less work.
    fn count_children(
        &mut self,
        plan: &Plan<'_>,
        parent: &Task,
        small: &Child,
        large: &Child,
    ) -> [usize; 2] {
        let [small_slot, large_slot] = [small, large].map(|child| {
            if child.open {
                self.take_slot(plan.mtry)
            } else {
                0
            }
        });
        // Counts subtract where they are of the same rows.
        let alike = [small, large]
            .iter()
            .all(|child| child.rows.by_scouts == parent.rows.by_scouts);
        // Which features are counted in which child's rows.
        let mut in_small = small.features;
        let mut in_large = Features::NONE;
        let mut derived = Features::NONE;
        for &feature in large.features.as_slice() {
            let bins = usize::from(plan.bins[usize::from(feature)]);
            let known = alike && parent.features.position(feature).is_some();
            let wanted = small.features.position(feature).is_some();
            if known && (wanted || small.rows.counted() + bins / 2 < large.rows.counted()) {
                derived.push(feature);
                if !wanted {
                    in_small.push(feature);
                }
            } else {
                in_large.push(feature);
            }
        }
        for features in in_small.as_slice().chunks(LANES) {
            self.count(plan, &small.rows, features);
            for (lane, &feature) in features.iter().enumerate() {
                let bins = plan.bins[usize::from(feature)];
                self.scratch.counted(lane, bins, &mut self.counted);
                if let Some(place) = small.features.position(feature) {
                    copy(&self.counted, bins, &mut self.pool[small_slot + place]);
                }
                if derived.position(feature).is_some()
                    && let Some(from) = parent.features.position(feature)
                    && let Some(into) = large.features.position(feature)
                    && let Ok([from, into]) = self
                        .pool
                        .get_disjoint_mut([parent.slot + from, large_slot + into])
                {
                    subtract(from, &self.counted, bins, into);
                }
            }
        }
        for features in in_large.as_slice().chunks(LANES) {
            self.count(plan, &large.rows, features);
            for (lane, &feature) in features.iter().enumerate() {
                if let Some(place) = large.features.position(feature) {
                    let into = &mut self.pool[large_slot + place];
                    self.scratch
                        .counted(lane, plan.bins[usize::from(feature)], into);
                }
            }
        }
        [small_slot, large_slot]
    }

    fn take_slot(&mut self, mtry: usize) -> usize {
        self.free.pop().unwrap_or_else(|| {
            let slot = self.pool.len();
            self.pool.resize(slot + mtry, [0; 256]);
            slot
        })
    }
}

pub(super) fn too_many(tree: u64, rows: u64) -> Error {
    Error::Fit {
        problem: format!("the sample of tree {tree} has {rows} rows, more than {MAX_COUNT}"),
        hint: "draw a part of the groups for each tree (Resample::Subsample)".to_owned(),
    }
}

/// Whether a node could be split: enough rows for two leaves, and not all of one
/// class.
pub(super) fn may_split(total: u64, min_leaf: u32, top_target: u16) -> bool {
    let (rows, sum) = (u64::from(count_of(total)), sum_of(total));
    rows >= 2 * u64::from(min_leaf) && sum > 0 && sum < rows * u64::from(top_target)
}

/// How many drawn rows stand for `min_leaf` different ones in a sample of so
/// many `rows`, which are `drawn` rows as often as they were drawn.
pub(super) fn least_drawn(min_leaf: u32, drawn: u64, rows: usize) -> u32 {
    let least = u64::from(min_leaf) * drawn / (rows as u64).max(1);
    u32::try_from(least).unwrap_or(u32::MAX)
}

fn copy(from: &Cells, bins: u16, into: &mut Cells) {
    let bins = usize::from(bins);
    into[..bins].copy_from_slice(&from[..bins]);
    into[255] = from[255];
}

fn draw_features(plan: &Plan<'_>, key: u64) -> Features {
    let mut features = Features::NONE;
    features.len = plan.mtry;
    choose_features(key, plan.bins.len(), plan.mtry, &mut features.list);
    features
}

/// The monotone sign of a feature.
fn sign_of(plan: &Plan<'_>, feature: u8) -> i8 {
    let monotone = plan.params.monotone();
    monotone.get(usize::from(feature)).copied().unwrap_or(0)
}

/// The sum of the cells of the records before `middle`, where that of all is
/// `total`.
fn left_total<const R: usize>(records: &[[u8; R]], middle: usize, total: u64) -> u64 {
    let sum = |records: &[[u8; R]]| records.iter().map(cell_of_row).sum::<u64>();
    let (left, right) = records.split_at(middle);
    if left.len() < right.len() {
        sum(left)
    } else {
        total - sum(right)
    }
}

/// Brings the records that go left to the front; returns how many they are.
fn partition<const R: usize>(records: &mut [[u8; R]], split: Split) -> usize {
    // R is a power of two above every feature: the mask only spares checks.
    let place = usize::from(split.feature) & (R - 1);
    let shift = u8::from(split.missing_left);
    let highest = split.bin + shift;
    let goes_left = |record: &[u8; R]| record[place].wrapping_add(shift) <= highest;
    let Some(mut front) = records.iter().position(|record| !goes_left(record)) else {
        return records.len();
    };
    for next in front + 1..records.len() {
        // Without a branch: the record at the front is one that goes right, so
        // it may move here, whichever way this one goes.
        let (before, from_next) = records.split_at_mut(next);
        let left = goes_left(&from_next[0]);
        std::mem::swap(&mut before[front], &mut from_next[0]);
        front += usize::from(left);
    }
    front
}
