//! The settings of a forest, unchecked ([`ForestParams`]) and checked
//! ([`ValidForestParams`]).

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Most trees in one forest: a sum of that many 16-bit leaf values fits 32 bits.
pub const MAX_TREES: usize = 65_535;
/// Most bins of one feature; one more code means "missing".
pub const MAX_BINS: usize = 255;
/// Most rows of a tree's sample, see [`ForestParams::search_rows`].
const MAX_SEARCH_ROWS: usize = 16_777_215;
/// Most features of one forest.
pub const MAX_FEATURES: usize = 124;

/// Which groups a tree is grown on. Rows of one group (say, the plays of one
/// game) share their fate, so that a tree's out-of-bag groups are unseen as a
/// whole.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Resample {
    /// As many groups as there are, drawn with replacement.
    Bootstrap,
    /// This fraction of the groups, in (0, 1], drawn without replacement.
    Subsample(f64),
    /// All groups once; then nothing is out of bag.
    None,
    /// In two steps, so that sets of trees differ as fits to other data would.
    Bags(Bags),
}

/// Trees in bags (Sexton & Laake, "Standard errors for bagged and random forest
/// estimators", 2009): a bag is a sample of the groups, and each of its trees a
/// bootstrap of the bag. How much the bags' means differ tells how much a
/// forest would differ had it been grown on other groups.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bags {
    /// Trees a bag; tree `t` is of bag `t / trees`.
    pub trees: usize,
    /// Fraction of the groups that a bag holds, in (0, 1].
    pub fraction: f64,
    /// Whether a bag is drawn with replacement.
    pub replacement: bool,
}

/// Checked settings of a forest; made by [`ForestParams::check`] from
/// [`ForestParams`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValidForestParams {
    trees: usize,
    min_leaf: u32,
    mtry: Option<usize>,
    max_depth: Option<u32>,
    max_bins: usize,
    search_rows: usize,
    seed: u64,
    threads: Option<usize>,
    resample: Resample,
    monotone: Vec<i8>,
    shrinkage: f32,
    out_of_bag: bool,
}

impl ValidForestParams {
    /// Number of trees, 1 to [`MAX_TREES`].
    #[must_use]
    pub fn trees(&self) -> usize {
        self.trees
    }

    /// Fewest rows of a leaf, see [`ForestParams::min_leaf`].
    #[must_use]
    pub fn min_leaf(&self) -> u32 {
        self.min_leaf
    }

    /// Features tried at each node when there are `features` of them.
    ///
    /// # Errors
    /// [`Error::Parameter`] when more are asked for than there are.
    pub fn mtry(&self, features: usize) -> Result<usize> {
        match self.mtry {
            Some(mtry) if mtry > features => Err(Error::parameter(
                "mtry",
                format!("between 1 and {features}"),
                mtry,
            )),
            Some(mtry) => Ok(mtry),
            None => Ok((features as f64).sqrt().round().max(1.0) as usize),
        }
    }

    /// Most splits between the root and a leaf; `None` for no limit.
    #[must_use]
    pub fn max_depth(&self) -> Option<u32> {
        self.max_depth
    }

    /// Most bins of a feature, 2 to [`MAX_BINS`].
    #[must_use]
    pub fn max_bins(&self) -> usize {
        self.max_bins
    }

    /// About how many rows a large node is searched on, see
    /// [`ForestParams::search_rows`].
    #[must_use]
    pub fn search_rows(&self) -> usize {
        self.search_rows
    }

    /// The seed of everything random.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Threads; `None` for as many as the machine has cores.
    #[must_use]
    pub fn threads(&self) -> Option<usize> {
        self.threads
    }

    /// Which groups a tree is grown on.
    #[must_use]
    pub fn resample(&self) -> Resample {
        self.resample
    }

    /// Sign of each feature's effect, or empty for none.
    #[must_use]
    pub fn monotone(&self) -> &[i8] {
        &self.monotone
    }

    /// Lambda of hierarchical shrinkage; 0 for none.
    #[must_use]
    pub fn shrinkage(&self) -> f32 {
        self.shrinkage
    }

    /// Whether fitting also predicts each row by the trees that did not see it.
    #[must_use]
    pub fn out_of_bag(&self) -> bool {
        self.out_of_bag
    }

    #[cfg(feature = "linfa")]
    pub(super) fn without_out_of_bag(mut self) -> Self {
        self.out_of_bag = false;
        self
    }

    fn validate(&self) -> Result<()> {
        between("trees", self.trees, 1, MAX_TREES)?;
        at_least_one("min_leaf", u64::from(self.min_leaf))?;
        if let Some(mtry) = self.mtry {
            at_least_one("mtry", mtry as u64)?;
        }
        if let Some(depth) = self.max_depth {
            at_least_one("max_depth", u64::from(depth))?;
        }
        between("max_bins", self.max_bins, 2, MAX_BINS)?;
        between("search_rows", self.search_rows, 1, MAX_SEARCH_ROWS)?;
        if let Some(threads) = self.threads {
            at_least_one("threads", threads as u64)?;
        }
        if let Resample::Subsample(fraction) = self.resample
            && !(fraction > 0.0 && fraction <= 1.0)
        {
            return Err(Error::parameter(
                "subsample",
                "a fraction above 0 and at most 1",
                fraction,
            ));
        }
        if let Resample::Bags(bags) = self.resample {
            at_least_one("trees a bag", bags.trees as u64)?;
            if !(bags.fraction > 0.0 && bags.fraction <= 1.0) {
                return Err(Error::parameter(
                    "fraction of a bag",
                    "above 0 and at most 1",
                    bags.fraction,
                ));
            }
        }
        if let Some(sign) = self.monotone.iter().find(|s| !(-1..=1).contains(*s)) {
            return Err(Error::parameter("monotone", "-1, 0 or 1", sign));
        }
        if !(self.shrinkage >= 0.0 && self.shrinkage.is_finite()) {
            return Err(Error::parameter(
                "shrinkage",
                "a number of at least 0",
                self.shrinkage,
            ));
        }
        Ok(())
    }
}

fn between(name: &'static str, value: usize, low: usize, high: usize) -> Result<()> {
    if (low..=high).contains(&value) {
        Ok(())
    } else {
        let rule = format!("between {low} and {high}");
        Err(Error::parameter(name, rule, value))
    }
}

fn at_least_one(name: &'static str, value: u64) -> Result<()> {
    if value == 0 {
        return Err(Error::parameter(name, "at least 1", value));
    }
    Ok(())
}

/// The code of a missing value (NaN).
pub const MISSING: u8 = 255;

/// Called with the number of trees grown so far, from whichever thread grew the
/// last one; returning `false` cancels the fit.
pub type Progress<'a> = dyn Fn(usize) -> bool + Sync + 'a;

/// Settings of a forest, not checked yet.
///
/// ```
/// use grouped_forest::ForestParams;
///
/// let params = ForestParams::new().trees(500).min_leaf(200).mtry(4).check()?;
/// assert_eq!(params.trees(), 500);
///
/// let refused = ForestParams::new().threads(Some(0)).check().unwrap_err();
/// assert_eq!(refused.to_string(), "threads must be at least 1, but was 0");
/// # Ok::<(), grouped_forest::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct ForestParams(ValidForestParams);

impl Default for ForestParams {
    fn default() -> Self {
        Self(ValidForestParams {
            trees: 500,
            min_leaf: 200,
            mtry: None,
            max_depth: None,
            max_bins: MAX_BINS,
            search_rows: 1 << 18,
            seed: 0,
            threads: None,
            resample: Resample::Bootstrap,
            monotone: Vec::new(),
            shrinkage: 0.0,
            out_of_bag: true,
        })
    }
}

impl ForestParams {
    /// 500 trees on bootstrapped groups, leaves of at least 200 rows, the
    /// square root of the number of features tried at each node, all cores.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of trees, 1 to 65,535.
    #[must_use]
    pub fn trees(mut self, trees: usize) -> Self {
        self.0.trees = trees;
        self
    }

    /// Fewest different rows of a leaf, at least 1, as in scikit-learn, LightGBM
    /// and XGBoost; a leaf larger than the data makes trees of a single leaf.
    ///
    /// A tree counts rows as often as it drew them: a bootstrap holds some 63 %
    /// of the rows, each 1.58 times. The least count is therefore `min_leaf` ×
    /// (rows drawn) / (different rows) of the tree's own sample, rounded down;
    /// a leaf whose rows were drawn more often than others holds fewer.
    #[must_use]
    pub fn min_leaf(mut self, min_leaf: u32) -> Self {
        self.0.min_leaf = min_leaf;
        self
    }

    /// Number of features tried at each node, 1 to all; default is the
    /// rounded square root of their number.
    #[must_use]
    pub fn mtry(mut self, mtry: usize) -> Self {
        self.0.mtry = Some(mtry);
        self
    }

    /// Most splits between the root and a leaf, at least 1; default no limit.
    #[must_use]
    pub fn max_depth(mut self, max_depth: Option<u32>) -> Self {
        self.0.max_depth = max_depth;
        self
    }

    /// Most bins that a feature's values are sorted into, 2 to 255.
    #[must_use]
    pub fn max_bins(mut self, max_bins: usize) -> Self {
        self.0.max_bins = max_bins;
        self
    }

    /// About how many of its rows a large node's split is searched on, 1 to
    /// 16,777,215; default 262,144.
    ///
    /// A node with more than twice as many different rows is split by those of
    /// its rows that are of some groups, drawn once a tree so that they have
    /// about so many of all the tree's rows; by all its rows where these know no
    /// split, or one that goes against a sign on all rows. All rows count for
    /// the leaves, and for whether a node is split at all.
    #[must_use]
    pub fn search_rows(mut self, rows: usize) -> Self {
        self.0.search_rows = rows;
        self
    }

    /// The seed of everything random; any number.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }

    /// Threads, at least 1; `None` for as many as the machine has cores.
    /// Results are the same for any number.
    #[must_use]
    pub fn threads(mut self, threads: Option<usize>) -> Self {
        self.0.threads = threads;
        self
    }

    /// Which groups a tree is grown on.
    #[must_use]
    pub fn resample(mut self, resample: Resample) -> Self {
        self.0.resample = resample;
        self
    }

    /// For each feature +1 where the prediction must not fall as it rises, -1
    /// where it must not rise, 0 for no rule; empty for no rules at all.
    /// Missing values stand outside that order.
    ///
    /// Splits against a sign are refused, and the leaf values of each tree are
    /// put in order where leaves touch along the feature, so the rule holds for
    /// every row there could be, likely or not. Among features that depend on
    /// each other (a score and a multiple of it, say) that binds leaves whose
    /// rows have little in common: compare the out-of-bag loss with and without.
    #[must_use]
    pub fn monotone(mut self, signs: impl Into<Vec<i8>>) -> Self {
        self.0.monotone = signs.into();
        self
    }

    /// Lambda of hierarchical shrinkage (Agarwal, Tan, Ronen, Singh & Yu,
    /// "Hierarchical Shrinkage", ICML 2022), in rows: each step from a node
    /// with N rows to its child is multiplied by N / (N + lambda). 0 for none.
    #[must_use]
    pub fn shrinkage(mut self, lambda: f32) -> Self {
        self.0.shrinkage = lambda;
        self
    }

    /// Whether fitting also predicts each row by the trees that did not see
    /// its group (default yes; it costs about a tenth of the time).
    #[must_use]
    pub fn out_of_bag(mut self, wanted: bool) -> Self {
        self.0.out_of_bag = wanted;
        self
    }

    /// The same settings, checked.
    ///
    /// # Errors
    /// [`Error::Parameter`] that names the parameter, its rule and the value.
    pub fn check(self) -> Result<ValidForestParams> {
        self.0.validate()?;
        Ok(self.0)
    }

    /// As [`ForestParams::check`], by reference.
    ///
    /// # Errors
    /// As [`ForestParams::check`].
    pub fn check_ref(&self) -> Result<&ValidForestParams> {
        self.0.validate()?;
        Ok(&self.0)
    }
}
