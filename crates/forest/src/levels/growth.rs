//! The driver: what is asked next, and what the answers make of the trees.

use std::sync::{Arc, OnceLock};

use super::broken;
use super::level::{Growing, Known, Level, Rule};
use super::wire::Reader;
use crate::bins::{Bins, check_width};
use crate::bootstrap::draw_weights;
use crate::error::{Error, Result};
use crate::fit::{Fitted, gains_of};
use crate::grow::{least_drawn, too_many};
use crate::histogram::{MAX_COUNT, Split};
use crate::leaves::{GrownNode, LeafRule};
use crate::model::Forest;
use crate::params::ValidForestParams;
use crate::target::TargetKind;
use crate::tree::{Tree, check_size};

/// What the driver knows about a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupRows {
    /// How many rows it has, in all parts.
    pub rows: u64,
    /// The sum of their targets: of [`code_targets`](super::code_targets)' numbers,
    /// or how many are of the class that counts as yes.
    pub sum: u64,
}

/// The driver's side of a fit.
#[derive(Debug)]
pub struct Growth {
    params: ValidForestParams,
    kind: TargetKind,
    bins: Arc<Bins>,
    groups: Vec<GroupRows>,
    at_once: usize,
    /// The batch that grows; its trees are moved to `grown` when all are done.
    level: Level,
    batch: Vec<Growing>,
    grown: Vec<Tree>,
}

impl Growth {
    /// Starts a fit: as [`fit_binned`](crate::fit_binned) of all rows, without
    /// out-of-bag predictions.
    ///
    /// * `groups`: one a group, by rising id;
    /// * `positive`: for a binary target, the class that counts as yes (1 of two);
    ///   `None` for a bounded one;
    /// * `at_once`: trees that grow together, at least 1;
    /// * `run`: any number that no other fit on the same workers has.
    ///
    /// # Errors
    /// As [`fit`](crate::fit); [`Error::Refused`] where the parameters ask for
    /// out-of-bag predictions.
    pub fn new(
        params: ValidForestParams,
        bins: Arc<Bins>,
        groups: Vec<GroupRows>,
        positive: Option<u16>,
        at_once: usize,
        run: u64,
    ) -> Result<Self> {
        let features = bins.features();
        if params.out_of_bag() {
            return Err(Error::Refused {
                problem: "out-of-bag predictions need all rows in one place".to_owned(),
                hint: "turn them off, and predict groups that were held out".to_owned(),
            });
        }
        let signs = params.monotone().len();
        if signs != 0 {
            check_width(features, signs)?;
        }
        let count = u32::try_from(groups.len()).map_err(|_| Error::Fit {
            problem: format!("{} groups are more than {}", groups.len(), u32::MAX),
            hint: "fit on a part of them".to_owned(),
        })?;
        if groups.iter().all(|group| group.rows == 0) {
            return Err(Error::Fit {
                problem: "there are no rows".to_owned(),
                hint: "check what was filtered out before".to_owned(),
            });
        }
        let kind = match positive {
            Some(_) => TargetKind::Binary,
            None => TargetKind::Bounded,
        };
        let rule = Rule {
            run,
            seed: params.seed(),
            resample: params.resample(),
            groups: count,
            bins: (0..features).map(|f| bins.count(f) as u16).collect(),
            mtry: params.mtry(features)?,
            monotone: params.monotone().to_vec(),
            max_depth: params.max_depth(),
            search_rows: params.search_rows() as u64,
            top_target: kind.top_target(),
            positive,
        };
        let mut growth = Self {
            params,
            kind,
            bins,
            groups,
            at_once: at_once.max(1),
            level: Level {
                rule,
                depth: 0,
                trees: Vec::new(),
            },
            batch: Vec::new(),
            grown: Vec::new(),
        };
        growth.next_batch()?;
        Ok(growth)
    }

    /// What is to be counted next; `None` when the forest is grown.
    #[must_use]
    pub fn level(&self) -> Option<&Level> {
        (!self.level.trees.is_empty()).then_some(&self.level)
    }

    /// Trees that are grown.
    #[must_use]
    pub fn grown(&self) -> usize {
        self.grown.len()
    }

    /// Takes the splits of the level's trees: number and [`Level::solve`]'s or
    /// [`Level::grow`]'s bytes, each tree once, in any order.
    ///
    /// # Errors
    /// [`Error::Shape`] for answers that do not fit; [`Error::Parameter`] where a
    /// tree becomes too large.
    pub fn tell(&mut self, answers: &[(u64, Vec<u8>)]) -> Result<()> {
        let depth = self.level.depth;
        let mut done = Vec::new();
        for tree in &mut self.level.trees {
            let mut answers = answers.iter();
            let Some((_, answer)) = answers.find(|(number, _)| *number == tree.number) else {
                return Err(broken("an answer for each tree", "none of one"));
            };
            let (&grown, frames) = answer.split_first().unwrap_or((&0, &[]));
            let mut from = Reader::new(frames, "the splits of a tree");
            let mut at = depth;
            while at == depth || grown == 1 && !from.is_empty() {
                let length = from.count()?;
                let mut frame = Reader::new(from.take(length)?, "the splits of a tree");
                tree.apply(&self.level.rule, at, &mut frame)?;
                check_size(tree.nodes.len(), self.params.min_leaf())?;
                if !frame.is_empty() {
                    return Err(broken("the splits of a tree", "more than open nodes"));
                }
                at += 1;
            }
            let rule = &self.level.rule;
            if grown == 1 || tree.frontier(rule, at).is_empty() {
                done.push(tree.number);
            }
        }
        self.level.depth += 1;
        let trees = &mut self.level.trees;
        self.batch
            .extend(trees.extract_if(.., |tree| done.contains(&tree.number)));
        if self.level.trees.is_empty() {
            self.next_batch()?;
        }
        Ok(())
    }

    /// The forest.
    ///
    /// # Errors
    /// [`Error::Refused`] before all trees are grown.
    pub fn finish(self) -> Result<Fitted> {
        if self.grown.len() < self.params.trees() {
            return Err(Error::Refused {
                problem: format!(
                    "{} of {} trees are grown",
                    self.grown.len(),
                    self.params.trees()
                ),
                hint: "answer all levels first".to_owned(),
            });
        }
        Ok(Fitted {
            forest: Forest::from_trees(self.kind, self.bins, &self.grown),
            out_of_bag: Vec::new(),
            gains: gains_of(&self.grown, self.level.rule.bins.len()),
        })
    }

    /// Finishes a batch and begins the next that has something to count.
    fn next_batch(&mut self) -> Result<()> {
        loop {
            self.batch.sort_unstable_by_key(|tree| tree.number);
            for tree in std::mem::take(&mut self.batch) {
                let tree = self.finished(&tree)?;
                self.grown.push(tree);
            }
            let first = self.grown.len();
            let last = self.params.trees().min(first + self.at_once);
            if first == last {
                return Ok(());
            }
            self.level.depth = 0;
            for number in first..last {
                let tree = self.root(number as u64)?;
                match tree.frontier(&self.level.rule, 0).is_empty() {
                    true => self.batch.push(tree),
                    false => self.level.trees.push(tree),
                }
            }
            if !self.level.trees.is_empty() {
                return Ok(());
            }
        }
    }

    /// A tree of its root.
    fn root(&self, number: u64) -> Result<Growing> {
        let mut weights = vec![0; self.groups.len()];
        let params = &self.params;
        draw_weights(params.resample(), params.seed(), number, &mut weights);
        let (mut rows, mut weighted, mut sum) = (0, 0, 0);
        for (group, &weight) in self.groups.iter().zip(&weights) {
            let weight = u64::from(weight);
            rows += if weight > 0 { group.rows } else { 0 };
            weighted += weight * group.rows;
            sum += weight * group.sum;
        }
        if weighted > MAX_COUNT {
            return Err(too_many(number, weighted));
        }
        let total = weighted | sum << 24;
        Ok(Growing {
            number,
            least: least_drawn(params.min_leaf(), weighted, rows as usize),
            rows,
            nodes: vec![Known { total, cut: None }],
            drawn: OnceLock::new(),
        })
    }

    fn finished(&self, tree: &Growing) -> Result<Tree> {
        let rule = LeafRule {
            top_target: self.kind.top_target(),
            top_value: self.kind.top_value(),
            shrinkage: f64::from(self.params.shrinkage()),
            monotone: self.params.monotone(),
            bins: &self.level.rule.bins,
        };
        let mut children = 1;
        let nodes = tree.nodes.iter().map(|node| {
            let split = node.cut.map(|cut| {
                let split = Split {
                    feature: cut.feature,
                    bin: cut.bin,
                    missing_left: cut.missing_left,
                    left: tree.nodes[children as usize].total,
                    score: 0.0,
                };
                children += 2;
                (split, children - 2)
            });
            GrownNode {
                total: node.total,
                split,
            }
        });
        let nodes: Vec<GrownNode> = nodes.collect();
        rule.finish(&nodes, self.params.min_leaf())
    }
}
