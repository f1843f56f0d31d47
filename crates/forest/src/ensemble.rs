//! Many classes, any numbers, any number of features: forests of the engine side by
//! side, each of one class and of at most [`MAX_FEATURES`] features.

use crate::bins::{Binned, Bins};
#[cfg(feature = "mapped")]
use crate::coded::{CodedTable, fit_table};
use crate::error::{Error, Result};
use crate::fit::{Fitted, Target, fit_binned, fit_weighted};
use crate::model::Forest;
use crate::params::{ForestParams, MAX_FEATURES, Resample, ValidForestParams};
use crate::shares;
use crate::subspaces::{self, PILOT_DEPTH, PILOTS};
use ndarray::{ArrayView2, Axis};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A forest for numbers or for classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ensemble {
    features: usize,
    /// Classes; 0 for a regression.
    classes: usize,
    /// A regression's smallest and largest target.
    range: [f64; 2],
    /// Of more than two classes: the power that makes shares probabilities.
    power: f64,
    parts: Vec<Part>,
}

/// Trees on some of the features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Which features; `None` for all.
    pub columns: Option<Vec<u32>>,
    /// One for each class that is told apart from the others: one for two
    /// classes or a number.
    pub forests: Vec<Forest>,
}

/// What an [`Ensemble`] is fitted with: see [`ForestParams`].
#[derive(Debug, Clone)]
pub struct EnsembleSettings {
    /// Trees of each class.
    pub trees: usize,
    /// Minimum rows per leaf.
    pub min_leaf: u32,
    /// Features considered at each split.
    pub mtry: usize,
    /// Depth; `None` for the engine's most.
    pub max_depth: Option<u32>,
    /// Bins of a feature.
    pub max_bins: usize,
    /// Seed.
    pub seed: u64,
    /// Threads; `None` for all cores.
    pub threads: Option<usize>,
    /// How groups are drawn.
    pub resample: Resample,
    /// Sign of each feature's effect, or empty.
    pub monotone: Vec<i8>,
    /// Hierarchical shrinkage.
    pub shrinkage: f32,
    /// Whether rows are predicted by the trees that did not see them.
    pub out_of_bag: bool,
}

/// A fitted ensemble, with what was learned on the way.
#[derive(Debug, Clone)]
pub struct FittedEnsemble {
    /// The forest.
    pub ensemble: Ensemble,
    /// How much the splits of each feature gained.
    pub gains: Vec<f64>,
    /// Out-of-bag predictions, rows × [`Ensemble::width`]; NaN where every tree
    /// saw the row; empty where they were not asked for.
    pub out_of_bag: Vec<f32>,
}

/// What is learned.
enum Targets {
    /// Yes or no, one list a class that is told apart.
    Classes(Vec<Vec<bool>>),
    /// Numbers scaled to -1 to 1.
    Numbers(Vec<f32>),
}

impl Targets {
    fn count(&self) -> usize {
        match self {
            Self::Classes(classes) => classes.len(),
            Self::Numbers(_) => 1,
        }
    }

    fn of(&self, class: usize) -> Target<'_> {
        match self {
            Self::Classes(classes) => Target::Binary(&classes[class]),
            Self::Numbers(numbers) => Target::Bounded(numbers),
        }
    }
}

/// Sums of out-of-bag predictions and of the trees behind them, over the parts.
struct OutOfBag {
    sums: Vec<Vec<f64>>,
    trees: Vec<f64>,
}

impl EnsembleSettings {
    /// What each forest is grown with, of at most [`MAX_FEATURES`] features.
    ///
    /// # Errors
    /// [`Error::Parameter`] for settings outside their range.
    pub fn forest(&self) -> Result<ValidForestParams> {
        self.params(self.trees, self.seed, None)
    }

    /// For `trees` trees on the features `columns`.
    fn params(
        &self,
        trees: usize,
        seed: u64,
        columns: Option<&[u32]>,
    ) -> Result<ValidForestParams> {
        let monotone = match columns {
            Some(columns) if !self.monotone.is_empty() => {
                columns.iter().map(|&c| self.monotone[c as usize]).collect()
            }
            _ => self.monotone.clone(),
        };
        let most = columns.map_or(usize::MAX, <[u32]>::len);
        ForestParams::new()
            .trees(trees)
            .min_leaf(self.min_leaf)
            .mtry(self.mtry.min(most))
            .max_depth(self.max_depth)
            .max_bins(self.max_bins)
            .seed(seed)
            .threads(self.threads)
            .resample(self.resample)
            .monotone(monotone)
            .shrinkage(self.shrinkage)
            .out_of_bag(self.out_of_bag)
            .check()
    }
}

impl Ensemble {
    /// Fits to `y`: numbers, or the numbers 0, 1, … of `classes` classes (0 for
    /// numbers). `watch` is told of trees grown and of all, and says `false` to stop.
    ///
    /// # Errors
    /// [`Error::Parameter`] for settings outside their range, [`Error::Shape`] for
    /// lengths that differ, [`Error::Fit`] where there is nothing to learn,
    /// [`Error::Cancelled`].
    pub fn fit(
        settings: &EnsembleSettings,
        x: ArrayView2<'_, f32>,
        y: &[f64],
        classes: usize,
        group: &[u32],
        weights: Option<&[f32]>,
        watch: &(dyn Fn(usize, usize) -> bool + Sync),
    ) -> Result<FittedEnsemble> {
        if y.len() != x.nrows() {
            return Err(Error::Shape {
                what: "targets",
                expected: format!("{} rows", x.nrows()),
                found: y.len().to_string(),
            });
        }
        let (targets, range) = targets(y, classes);
        let asked = settings.out_of_bag;
        let several = classes > 2;
        let settings = EnsembleSettings {
            // Rows that a tree did not see tell how sure shares are.
            out_of_bag: settings.out_of_bag || several,
            ..settings.clone()
        };
        let blocks = match x.ncols() > MAX_FEATURES {
            true => subspaces::blocks(x.ncols(), settings.seed),
            false => Vec::new(),
        };
        let mut growing = Growing {
            x: x.reborrow(),
            targets: &targets,
            group,
            weights,
            watch,
            done: 0,
            all: (PILOTS * blocks.len() + settings.trees) * targets.count(),
        };
        let parts = match blocks.is_empty() {
            true => vec![(settings.trees, None)],
            false => {
                let gains = growing.pilots(&settings, blocks)?;
                let parts = subspaces::parts(settings.trees, &gains, settings.seed);
                parts.into_iter().map(|(n, c)| (n, Some(c))).collect()
            }
        };
        let mut ensemble = Self {
            features: x.ncols(),
            classes,
            range,
            power: 1.0,
            parts: Vec::with_capacity(parts.len()),
        };
        let mut gains = vec![0.0; x.ncols()];
        let mut unseen = OutOfBag {
            sums: vec![vec![0.0; targets.count()]; x.nrows()],
            trees: vec![0.0; x.nrows()],
        };
        for (number, (trees, columns)) in parts.into_iter().enumerate() {
            let seed = settings.seed.wrapping_add(number as u64);
            let grown = growing.part(&settings, trees, seed, columns.as_deref())?;
            let mut forests = Vec::with_capacity(targets.count());
            for (class, fitted) in grown.into_iter().enumerate() {
                add_gains(&fitted, columns.as_deref(), &mut gains);
                unseen.add(&fitted, class, trees);
                forests.push(fitted.forest);
            }
            ensemble.parts.push(Part { columns, forests });
        }
        let means = unseen.means();
        if several {
            ensemble.power = shares::power(&means, y);
        }
        let out_of_bag = match asked {
            true => ensemble.answers(means),
            false => Vec::new(),
        };
        Ok(FittedEnsemble {
            ensemble,
            gains,
            out_of_bag,
        })
    }

    /// Of forests that were grown elsewhere, one for each class that is told apart
    /// (one for two classes or a number), as [`Ensemble::fit`] grows them of all
    /// features. `range` holds a regression's smallest and largest target.
    ///
    /// # Errors
    /// [`Error::Shape`] for another number of forests, or other features.
    pub fn of_forests(classes: usize, range: [f64; 2], forests: Vec<Forest>) -> Result<Self> {
        let wanted = told_apart(classes).len();
        let features = forests.first().map_or(0, Forest::features);
        if forests.len() != wanted || forests.iter().any(|f| f.features() != features) {
            return Err(Error::Shape {
                what: "forests",
                expected: format!("{wanted} of the same features"),
                found: forests.len().to_string(),
            });
        }
        let columns = None;
        Ok(Self {
            features,
            classes,
            range: if classes > 0 { [0.0, 1.0] } else { range },
            power: 1.0,
            parts: vec![Part { columns, forests }],
        })
    }

    /// As [`Ensemble::fit`], on a table in files, whose features are those of one
    /// forest. Labels are the numbers of `classes` classes, or (0) numbers that
    /// [`scaled`] made of those in `range`. Nothing is out of bag, so that shares of
    /// more than two classes stay as they are.
    ///
    /// # Errors
    /// As [`Ensemble::fit`].
    #[cfg(feature = "mapped")]
    pub fn fit_table(
        settings: &EnsembleSettings,
        table: &CodedTable,
        classes: usize,
        range: [f64; 2],
        watch: &(dyn Fn(usize, usize) -> bool + Sync),
    ) -> Result<FittedEnsemble> {
        let features = table.binned().features();
        let params = settings.params(settings.trees, settings.seed, None)?;
        let told = told_apart(classes);
        let all = settings.trees * told.len();
        let mut gains = vec![0.0; features];
        let mut forests = Vec::with_capacity(told.len());
        for (number, &class) in told.iter().enumerate() {
            let progress = |grown: usize| watch(number * settings.trees + grown, all);
            let fitted = fit_table(&params, table, class as u16, &progress)?;
            add_gains(&fitted, None, &mut gains);
            forests.push(fitted.forest);
        }
        Ok(FittedEnsemble {
            ensemble: Self::of_forests(classes, range, forests)?,
            gains,
            out_of_bag: Vec::new(),
        })
    }

    /// Probabilities of all classes, or numbers: rows × [`width`](Self::width).
    ///
    /// # Errors
    /// [`Error::Shape`] for a matrix of other features.
    pub fn predict(&self, x: ArrayView2<'_, f32>, threads: Option<usize>) -> Result<Vec<f32>> {
        Ok(self.answers(self.means(x, threads)?))
    }

    /// Each row's leaf in each tree, rows × trees; trees of all classes one after
    /// the other.
    ///
    /// # Errors
    /// As [`Ensemble::predict`].
    pub fn apply(&self, x: ArrayView2<'_, f32>, threads: Option<usize>) -> Result<Vec<u32>> {
        self.check(x)?;
        let trees = self.trees();
        let mut leaves = vec![0; x.nrows() * trees];
        let mut at = 0;
        for part in &self.parts {
            let x = part.of(x);
            for forest in &part.forests {
                let mine = forest.apply(x.view(), threads)?;
                for (row, from) in mine.rows().into_iter().enumerate() {
                    let into = &mut leaves[row * trees + at..][..from.len()];
                    into.iter_mut().zip(from).for_each(|(to, &v)| *to = v);
                }
                at += forest.trees();
            }
        }
        Ok(leaves)
    }

    /// Its forests, by the features that they look at.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Features that it was fitted to.
    #[must_use]
    pub fn features(&self) -> usize {
        self.features
    }

    /// Classes; 0 for a regression.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// A regression's smallest and largest target.
    #[must_use]
    pub fn range(&self) -> [f64; 2] {
        self.range
    }

    /// Of more than two classes: shares of the forests are raised to this power
    /// before they are scaled to add up to 1; 1 for others.
    #[must_use]
    pub fn power(&self) -> f64 {
        self.power
    }

    /// Trees of all classes.
    #[must_use]
    pub fn trees(&self) -> usize {
        self.forests().map(Forest::trees).sum()
    }

    /// Nodes of all trees.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.forests().map(Forest::nodes).sum()
    }

    /// Columns of a prediction.
    #[must_use]
    pub fn width(&self) -> usize {
        self.classes.max(1)
    }

    fn check(&self, x: ArrayView2<'_, f32>) -> Result<()> {
        if x.ncols() == self.features {
            return Ok(());
        }
        Err(Error::Shape {
            what: "features",
            expected: format!("{} columns", self.features),
            found: x.ncols().to_string(),
        })
    }

    fn forests(&self) -> impl Iterator<Item = &Forest> {
        self.parts.iter().flat_map(|p| &p.forests)
    }

    /// Mean predictions of each class that is told apart, rows × classes.
    fn means(&self, x: ArrayView2<'_, f32>, threads: Option<usize>) -> Result<Vec<Vec<f64>>> {
        self.check(x)?;
        let count = self.parts.first().map_or(1, |p| p.forests.len());
        let all: usize = self.parts.iter().map(|p| p.forests[0].trees()).sum();
        let mut means = vec![vec![0.0; count]; x.nrows()];
        for part in &self.parts {
            let x = part.of(x);
            let share = part.forests[0].trees() as f64 / all as f64;
            for (class, forest) in part.forests.iter().enumerate() {
                let values = forest.predict_value(x.view(), threads)?;
                for (mean, &value) in means.iter_mut().zip(&values) {
                    mean[class] += share * f64::from(value);
                }
            }
        }
        Ok(means)
    }

    /// Means as predictions, row after row: numbers back on their scale,
    /// probabilities that add up to 1.
    fn answers(&self, means: Vec<Vec<f64>>) -> Vec<f32> {
        let [low, high] = self.range;
        let mut answers = Vec::with_capacity(means.len() * self.width());
        for mean in means {
            match self.classes {
                0 => answers.push((low + (mean[0] + 1.0) / 2.0 * (high - low)) as f32),
                1 => answers.push(1.0),
                2 => {
                    let p = mean[0] as f32;
                    answers.extend([1.0 - p, p]);
                }
                _ => answers.extend(shares::probabilities(&mean, self.power)),
            }
        }
        answers
    }
}

/// What forests are grown on, and how far that is.
struct Growing<'a> {
    x: ArrayView2<'a, f32>,
    targets: &'a Targets,
    group: &'a [u32],
    weights: Option<&'a [f32]>,
    watch: &'a (dyn Fn(usize, usize) -> bool + Sync),
    /// Trees of all classes that are grown, and how many there will be.
    done: usize,
    all: usize,
}

impl Growing<'_> {
    /// Trees of each class on some of the features.
    fn part(
        &mut self,
        settings: &EnsembleSettings,
        trees: usize,
        seed: u64,
        columns: Option<&[u32]>,
    ) -> Result<Vec<Fitted>> {
        let params = settings.params(trees, seed, columns)?;
        let binned = bin(settings, self.x, columns)?;
        let mut forests = Vec::with_capacity(self.targets.count());
        for class in 0..self.targets.count() {
            let before = self.done;
            let progress = |grown: usize| (self.watch)(before + grown, self.all);
            let (target, group) = (self.targets.of(class), self.group);
            forests.push(match self.weights {
                Some(w) => fit_weighted(&params, &binned, target, group, w, &progress)?,
                None => fit_binned(&params, &binned, target, group, &progress)?,
            });
            self.done += trees;
        }
        Ok(forests)
    }

    /// How much each feature gains in shallow trees on a block of them.
    fn pilots(&mut self, settings: &EnsembleSettings, blocks: Vec<Vec<u32>>) -> Result<Vec<f64>> {
        let settings = EnsembleSettings {
            max_depth: Some(
                settings
                    .max_depth
                    .map_or(PILOT_DEPTH, |d| d.min(PILOT_DEPTH)),
            ),
            out_of_bag: false,
            ..settings.clone()
        };
        let mut gains = vec![0.0; self.x.ncols()];
        for block in blocks {
            for fitted in self.part(&settings, PILOTS, settings.seed, Some(&block))? {
                add_gains(&fitted, Some(&block), &mut gains);
            }
        }
        Ok(gains)
    }
}

impl Part {
    /// The features that this part looks at.
    fn of<'a>(&self, x: ArrayView2<'a, f32>) -> ndarray::CowArray<'a, f32, ndarray::Ix2> {
        chosen(x, self.columns.as_deref())
    }
}

impl OutOfBag {
    fn add(&mut self, fitted: &Fitted, class: usize, trees: usize) {
        for (row, &value) in fitted.out_of_bag.iter().enumerate() {
            if !value.is_nan() {
                self.sums[row][class] += trees as f64 * f64::from(value);
                if class == 0 {
                    self.trees[row] += trees as f64;
                }
            }
        }
    }

    /// NaN where every tree saw the row.
    fn means(self) -> Vec<Vec<f64>> {
        let rows = self.sums.into_iter().zip(self.trees);
        rows.map(|(sums, trees)| sums.into_iter().map(|s| s / trees).collect())
            .collect()
    }
}

fn chosen<'a>(
    x: ArrayView2<'a, f32>,
    columns: Option<&[u32]>,
) -> ndarray::CowArray<'a, f32, ndarray::Ix2> {
    match columns {
        None => x.into(),
        Some(columns) => {
            let columns: Vec<usize> = columns.iter().map(|&c| c as usize).collect();
            x.select(Axis(1), &columns).into()
        }
    }
}

fn bin(
    settings: &EnsembleSettings,
    x: ArrayView2<'_, f32>,
    columns: Option<&[u32]>,
) -> Result<Binned> {
    let x = chosen(x, columns);
    let bins = Arc::new(Bins::from_quantiles(x.view(), settings.max_bins)?);
    bins.apply(x.view())
}

fn add_gains(fitted: &Fitted, columns: Option<&[u32]>, gains: &mut [f64]) {
    for (feature, gain) in fitted.gains.iter().enumerate() {
        let feature = columns.map_or(feature, |c| c[feature] as usize);
        gains[feature] += gain;
    }
}

fn targets(y: &[f64], classes: usize) -> (Targets, [f64; 2]) {
    if classes > 0 {
        let is = |class: usize| y.iter().map(|&v| v == class as f64).collect();
        return (
            Targets::Classes(told_apart(classes).into_iter().map(is).collect()),
            [0.0, 1.0],
        );
    }
    let low = y.iter().copied().fold(f64::INFINITY, f64::min);
    let high = y.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let numbers = y.iter().map(|&v| scaled(v, [low, high])).collect();
    (Targets::Numbers(numbers), [low, high])
}

/// The classes that have a forest: of two classes one says it all, and a number is
/// like one.
fn told_apart(classes: usize) -> Vec<usize> {
    match classes {
        0..=2 => vec![1],
        more => (0..more).collect(),
    }
}

/// A target of a regression as the engine learns it: -1 for the smallest one of the
/// range, 1 for the largest.
#[must_use]
pub fn scaled(target: f64, [low, high]: [f64; 2]) -> f32 {
    match high > low {
        true => (2.0 * (target - low) / (high - low) - 1.0).clamp(-1.0, 1.0) as f32,
        false => 0.0,
    }
}
