//! What the driver sends for each depth: the rule of the fit and the trees so far.

use std::ops::Range;
use std::sync::OnceLock;

use super::broken;
use super::wire::{Reader, put};
use crate::bootstrap::draw_weights;
use crate::error::Result;
use crate::generator::{Stream, child_key, choose_features, key};
use crate::grow::may_split;
use crate::histogram::{count_of, sum_of};
use crate::params::{Bags, MAX_FEATURES, Resample};
use crate::tree::MAX_NODES;

const WHAT: &str = "a level of growing trees";
const MAGIC: &[u8; 8] = b"wplevel1";

/// What all trees of a fit share.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rule {
    /// Which fit this is, so that nothing of another is taken for its own.
    pub run: u64,
    pub seed: u64,
    pub resample: Resample,
    pub groups: u32,
    /// Number of bins, one a feature.
    pub bins: Vec<u16>,
    pub mtry: usize,
    pub monotone: Vec<i8>,
    pub max_depth: Option<u32>,
    pub search_rows: u64,
    pub top_target: u16,
    /// The class that counts as yes; `None` where targets count as they are.
    pub positive: Option<u16>,
}

/// How a node divides its rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cut {
    pub feature: u8,
    /// The highest code on the left.
    pub bin: u8,
    pub missing_left: bool,
}

impl Cut {
    /// Whether a row with this code of the feature goes left.
    pub fn goes_left(self, code: u8) -> bool {
        let shift = u8::from(self.missing_left);
        code.wrapping_add(shift) <= self.bin + shift
    }
}

/// A node of a growing tree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Known {
    /// Its rows: number and sum of targets.
    pub total: u64,
    pub cut: Option<Cut>,
}

/// A tree so far.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Growing {
    pub number: u64,
    /// Fewest rows of a leaf, as often as they were drawn.
    pub least: u32,
    /// Different rows of its sample.
    pub rows: u64,
    /// Level by level: the children of the k-th split are 2k + 1 and 2k + 2.
    pub nodes: Vec<Known>,
    /// Its groups, once a block asked for them.
    pub drawn: OnceLock<Drawn>,
}

/// How often a tree drew each group.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Drawn {
    /// One place a group.
    All(Vec<u8>),
    /// Of many groups those that were drawn, rising.
    Few(Vec<(u32, u8)>),
}

impl Drawn {
    /// Of as many groups as have a place in `weights`.
    fn new(weights: Vec<u8>) -> Self {
        let drawn = weights.iter().filter(|&&weight| weight > 0).count();
        if drawn > weights.len() / 16 {
            return Self::All(weights);
        }
        let drawn = (0..).zip(weights).filter(|&(_, weight)| weight > 0);
        Self::Few(drawn.collect())
    }

    pub fn of(&self, group: u32) -> u8 {
        match self {
            Self::All(weights) => weights.get(group as usize).copied().unwrap_or(0),
            Self::Few(drawn) => drawn
                .binary_search_by_key(&group, |&(group, _)| group)
                .map_or(0, |place| drawn[place].1),
        }
    }
}

/// A node to be split.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub place: usize,
    pub key: u64,
    pub total: u64,
}

/// All that a worker must know to count one depth of a batch of trees: their
/// nodes so far, and how the fit draws groups and features.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    pub(super) rule: Rule,
    pub(super) depth: u32,
    pub(super) trees: Vec<Growing>,
}

impl Rule {
    /// Whether a node may be split.
    pub fn is_open(&self, total: u64, depth: u32, least: u32) -> bool {
        self.max_depth.is_none_or(|most| depth < most) && may_split(total, least, self.top_target)
    }

    /// Whether a node may have so many rows that scouts search it. Rows count at
    /// least once, so that the number of different ones is no larger.
    pub fn is_large(&self, total: u64) -> bool {
        u64::from(count_of(total)) > 2 * self.search_rows
    }

    /// The features that a node tries, rising.
    pub fn features(&self, key: u64) -> Vec<u8> {
        let mut chosen = vec![0; self.mtry];
        choose_features(key, self.bins.len(), self.mtry, &mut chosen);
        chosen
    }
}

impl Growing {
    /// Its groups. Drawn once however many blocks ask: with very many groups that takes
    /// longer than looking for them among a block's rows.
    pub fn drawn(&self, rule: &Rule) -> &Drawn {
        self.drawn.get_or_init(|| {
            let mut weights = vec![0; rule.groups as usize];
            draw_weights(rule.resample, rule.seed, self.number, &mut weights);
            Drawn::new(weights)
        })
    }

    /// The places of the nodes of each depth.
    pub fn depths(&self) -> Vec<Range<usize>> {
        let mut depths = Vec::new();
        let mut next = 0..self.nodes.len().min(1);
        while !next.is_empty() {
            let splits = self.nodes[next.clone()].iter();
            let splits = splits.filter(|node| node.cut.is_some()).count();
            let below = next.end..next.end + 2 * splits;
            depths.push(std::mem::replace(&mut next, below));
        }
        depths
    }

    /// The places of the nodes of a depth, and where their children begin.
    pub fn children(&self, depth: u32) -> (Range<usize>, usize) {
        let depths = self.depths();
        let end = depths.last().map_or(0, |last| last.end);
        let places = depths.get(depth as usize).cloned().unwrap_or(end..end);
        let begin = places.end;
        (places, begin)
    }

    /// Whether the two children that begin at a place may be split.
    pub fn open_pair(&self, rule: &Rule, children: usize, depth: u32) -> [bool; 2] {
        let open = |place: usize| rule.is_open(self.nodes[place].total, depth, self.least);
        [open(children), open(children + 1)]
    }

    /// Takes the splits of a depth, as [`Level::solve`] writes them.
    pub fn apply(&mut self, rule: &Rule, depth: u32, from: &mut Reader<'_>) -> Result<()> {
        for open in self.frontier(rule, depth) {
            let Some((cut, left)) = read_split(from, open.total)? else {
                continue;
            };
            self.nodes[open.place].cut = Some(cut);
            let cut = None;
            let children = [left, open.total - left];
            self.nodes
                .extend(children.map(|total| Known { total, cut }));
        }
        Ok(())
    }

    /// The open nodes of a depth, in order.
    pub fn frontier(&self, rule: &Rule, depth: u32) -> Vec<Open> {
        let mut keys = vec![key(rule.seed, Stream::Features, self.number)];
        let depths = self.depths();
        let Some(places) = depths.get(depth as usize).cloned() else {
            return Vec::new();
        };
        for above in &depths[..depth as usize] {
            let nodes = self.nodes[above.clone()].iter().zip(&keys);
            keys = nodes
                .filter(|(node, _)| node.cut.is_some())
                .flat_map(|(_, &key)| [child_key(key, false), child_key(key, true)])
                .collect();
        }
        let open = places.zip(keys).map(|(place, key)| Open {
            place,
            key,
            total: self.nodes[place].total,
        });
        open.filter(|open| rule.is_open(open.total, depth, self.least))
            .collect()
    }
}

/// A node's cut and what goes left; `None` for a leaf.
fn read_split(from: &mut Reader<'_>, total: u64) -> Result<Option<(Cut, u64)>> {
    let side = from.byte()?;
    if side == 0 {
        return Ok(None);
    }
    let cut = Cut {
        missing_left: side == 2,
        feature: from.byte()?,
        bin: from.byte()?,
    };
    let (rows, sum) = (from.number()?, from.number()?);
    if rows > u64::from(count_of(total)) || sum > sum_of(total) {
        return Err(broken("a split", format!("{rows} rows on the left")));
    }
    Ok(Some((cut, rows | sum << 24)))
}

impl Level {
    /// How many splits lie above the nodes that are to be counted.
    #[must_use]
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// The trees that have nodes to be counted.
    pub fn trees(&self) -> impl Iterator<Item = u64> {
        self.trees.iter().map(|tree| tree.number)
    }

    pub(super) fn tree(&self, number: u64) -> Result<&Growing> {
        let mut trees = self.trees.iter();
        trees
            .find(|tree| tree.number == number)
            .ok_or_else(|| broken("a tree of this level", number.to_string()))
    }

    /// As bytes, for [`Level::from_bytes`].
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let rule = &self.rule;
        let mut out = MAGIC.to_vec();
        out.extend(rule.run.to_le_bytes());
        out.extend(rule.seed.to_le_bytes());
        let (kind, fraction, trees) = match rule.resample {
            Resample::Bootstrap => (0, 0.0, 0),
            Resample::Subsample(fraction) => (1, fraction, 0),
            Resample::None => (2, 0.0, 0),
            Resample::Bags(bags) => (
                3 + u8::from(bags.replacement),
                bags.fraction,
                bags.trees as u64,
            ),
        };
        out.push(kind);
        out.extend(fraction.to_bits().to_le_bytes());
        put(&mut out, trees);
        put(&mut out, u64::from(rule.groups));
        put(&mut out, rule.bins.len() as u64);
        rule.bins.iter().for_each(|&b| put(&mut out, u64::from(b)));
        put(&mut out, rule.mtry as u64);
        put(&mut out, rule.monotone.len() as u64);
        out.extend(rule.monotone.iter().map(|&sign| sign as u8));
        put(
            &mut out,
            rule.max_depth.map_or(0, |most| u64::from(most) + 1),
        );
        put(&mut out, rule.search_rows);
        put(&mut out, u64::from(rule.top_target));
        put(
            &mut out,
            rule.positive.map_or(0, |class| u64::from(class) + 1),
        );
        put(&mut out, u64::from(self.depth));
        put(&mut out, self.trees.len() as u64);
        for tree in &self.trees {
            put(&mut out, tree.number);
            put(&mut out, u64::from(tree.least));
            put(&mut out, tree.rows);
            put(&mut out, tree.nodes.len() as u64);
            for node in &tree.nodes {
                put(&mut out, u64::from(count_of(node.total)));
                put(&mut out, sum_of(node.total));
                match node.cut {
                    None => out.push(0),
                    Some(cut) => {
                        out.extend([1 + u8::from(cut.missing_left), cut.feature, cut.bin]);
                    }
                }
            }
        }
        out
    }

    /// From the bytes of [`Level::to_bytes`].
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) for bytes that are no level.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut from = Reader::new(bytes, WHAT);
        if from.take(MAGIC.len())? != MAGIC {
            return Err(broken(WHAT, "other bytes"));
        }
        let rule = Rule::read(&mut from)?;
        let depth = from.small()?;
        let trees = (0..from.count()?)
            .map(|_| Growing::read(&mut from, rule.bins.len()))
            .collect::<Result<_>>()?;
        if !from.is_empty() {
            return Err(broken(WHAT, "bytes behind the end"));
        }
        Ok(Self { rule, depth, trees })
    }
}

impl Rule {
    fn read(from: &mut Reader<'_>) -> Result<Self> {
        let (run, seed) = (from.whole()?, from.whole()?);
        let kind = from.byte()?;
        let fraction = f64::from_bits(from.whole()?);
        let trees = from.small()?;
        let resample = match kind {
            0 => Resample::Bootstrap,
            1 => Resample::Subsample(fraction),
            2 => Resample::None,
            3 | 4 => Resample::Bags(Bags {
                trees,
                fraction,
                replacement: kind == 4,
            }),
            _ => return Err(broken(WHAT, "another way to draw groups")),
        };
        let groups = from.small()?;
        let bins = (0..from.count()?)
            .map(|_| from.small())
            .collect::<Result<Vec<u16>>>()?;
        let mtry = from.small()?;
        let signs = from.count()?;
        let monotone: Vec<i8> = from.take(signs)?.iter().map(|&sign| sign as i8).collect();
        let sound = (1..=MAX_FEATURES).contains(&bins.len())
            && bins.iter().all(|bins| (1..=255).contains(bins))
            && (1..=bins.len()).contains(&mtry)
            && (signs == 0 || signs == bins.len());
        if !sound {
            return Err(broken(WHAT, format!("{} features", bins.len())));
        }
        Ok(Self {
            run,
            seed,
            resample,
            groups,
            bins,
            mtry,
            monotone,
            max_depth: from.small::<u32>()?.checked_sub(1),
            search_rows: from.number()?,
            top_target: from.small()?,
            positive: from.small::<u16>()?.checked_sub(1),
        })
    }
}

impl Growing {
    fn read(from: &mut Reader<'_>, features: usize) -> Result<Self> {
        let (number, least, rows) = (from.number()?, from.small()?, from.number()?);
        let count = from.count()?;
        let mut splits = 0;
        let mut nodes = Vec::with_capacity(count.min(MAX_NODES));
        for place in 0..count {
            let rows: u32 = from.small()?;
            let total = u64::from(rows) & ((1 << 24) - 1) | from.number()? << 24;
            let cut = match from.byte()? {
                0 => None,
                side => Some(Cut {
                    missing_left: side == 2,
                    feature: from.byte()?,
                    bin: from.byte()?,
                }),
            };
            // Each node but the root is a child of an earlier split.
            let sound = cut.is_none_or(|cut| usize::from(cut.feature) < features && cut.bin < 254);
            if place > 2 * splits || !sound {
                return Err(broken(WHAT, format!("node {place} of tree {number}")));
            }
            splits += usize::from(cut.is_some());
            nodes.push(Known { total, cut });
        }
        if count != 2 * splits + 1 {
            return Err(broken(WHAT, format!("{count} nodes of tree {number}")));
        }
        Ok(Self {
            number,
            least,
            rows,
            nodes,
            drawn: OnceLock::new(),
        })
    }
}
