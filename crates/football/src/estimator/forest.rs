//! The random forest as an estimator of plays.

use super::members::{IntervalSettings, Members, Parts, Uncertain, check_level, forest_share};
use super::score_process::{append, lambda_return};
use super::sigmoid::{corrected, knelt_out, probability};
use super::{
    Classifier, Estimator, FittedScoreProcess, ScoreProcess, Transform, Watch, check_width,
};
use crate::error::{Error, Result};
use crate::features::{Column, PlaySet};
use crate::forest::{
    self, Forest, ForestParams, RawForest, Resample, Target, ValidForestParams, bag_weights,
};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// Settings of the forest on plays: a score process, and a forest that
/// corrects it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForestEstimator {
    /// Trees.
    pub trees: usize,
    /// Least plays at a leaf, see [`ForestParams::min_leaf`].
    pub min_leaf: usize,
    /// Columns tried at each node.
    pub mtry: usize,
    /// Strength of hierarchical shrinkage (Agarwal et al. 2022); 0 is none.
    pub shrinkage: f32,
    /// Which games each tree sees.
    pub resample: Resample,
    /// How much of the forest's correction is applied.
    pub weight: f32,
    /// λ of the targets whose distance from the score process the forest
    /// learns, see [`lambda_return`].
    pub lambda: f64,
    /// The smooth term; `None` grows the forest on the results themselves.
    pub score_process: Option<ScoreProcess>,
    /// Seed.
    pub seed: u64,
    /// Threads; `None` for all cores. No part of what is learned, nor of a file.
    #[serde(skip)]
    pub threads: Option<usize>,
}

impl Default for ForestEstimator {
    fn default() -> Self {
        Self {
            trees: 120,
            min_leaf: 570,
            mtry: 5,
            shrinkage: 0.0,
            resample: Resample::Bootstrap,
            weight: 1.0,
            lambda: 0.5,
            score_process: Some(ScoreProcess::default()),
            seed: 1,
            threads: None,
        }
    }
}

impl ForestEstimator {
    /// A forest grown on the results themselves, without a score process.
    #[must_use]
    pub fn plain() -> Self {
        Self {
            score_process: None,
            ..Self::default()
        }
    }

    /// In words, for tables and cards.
    #[must_use]
    pub fn words(&self) -> String {
        let games = match self.resample {
            Resample::Bootstrap => "a bootstrap sample of games".to_owned(),
            Resample::Subsample(share) => format!("{:.0}% of the games", 100.0 * share),
            Resample::None => "all games".to_owned(),
            Resample::Bags(bags) => format!(
                "a bootstrap sample of its bag ({} trees per bag, {:.0}% of the games)",
                bags.trees,
                100.0 * bags.fraction
            ),
        };
        let forest = format!(
            "{} trees, each on {games}, min leaf {}, mtry {}, shrinkage {}, seed {}",
            self.trees, self.min_leaf, self.mtry, self.shrinkage, self.seed
        );
        match &self.score_process {
            None => forest,
            Some(s) => format!(
                "score process (penalty {}, of home {}, λ {}, {} folds), corrected by {forest}, weight {}, λ {}",
                s.penalty, s.home_penalty, s.lambda, s.folds, self.weight, self.lambda
            ),
        }
    }

    /// Fits, and fits the members behind intervals too: the score process to
    /// each of some resamples of games, and the forest's trees in as many bags.
    /// The number of trees is rounded up to as many in each bag.
    ///
    /// # Errors
    /// As [`Estimator::fit`], and [`Error::Parameter`] for `intervals` and for a
    /// forest without a score process.
    pub fn fit_with_intervals(
        &self,
        train: &PlaySet,
        intervals: &IntervalSettings,
        watch: Watch<'_>,
    ) -> Result<ForestModel> {
        intervals.check()?;
        if self.score_process.is_none() {
            let rule = "those of a forest with a score process";
            return Err(Error::parameter("intervals", rule, "given"));
        }
        self.in_bags(intervals)
            .fit_all(train, Some(intervals), watch)
    }

    /// The settings with which [`ForestEstimator::fit_with_intervals`] grows
    /// the forest.
    #[must_use]
    pub fn in_bags(&self, intervals: &IntervalSettings) -> Self {
        let bags = intervals.bags(self.trees);
        Self {
            trees: bags.trees * intervals.groups,
            resample: Resample::Bags(bags),
            ..self.clone()
        }
    }

    fn params(&self, columns: &[Column]) -> Result<ValidForestParams> {
        let params = ForestParams::new()
            .trees(self.trees)
            .min_leaf(u32::try_from(self.min_leaf).unwrap_or(u32::MAX))
            .mtry(self.mtry)
            .shrinkage(self.shrinkage)
            .resample(self.resample)
            .seed(self.seed)
            .threads(self.threads)
            .out_of_bag(true);
        Ok(params
            .monotone(columns.iter().map(|c| c.monotone).collect::<Vec<_>>())
            .check()?)
    }
}

/// A fitted forest, with the score process that it corrects.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(into = "Packed", try_from = "Packed")]
pub struct ForestModel {
    process: Option<FittedScoreProcess>,
    forest: Forest,
    weight: f32,
    width: usize,
    out_of_bag: Option<Array1<f32>>,
    members: Option<Members>,
}

impl PartialEq for ForestModel {
    fn eq(&self, other: &Self) -> bool {
        (&self.process, &self.forest, self.weight, &self.members)
            == (&other.process, &other.forest, other.weight, &other.members)
    }
}

impl Estimator for ForestEstimator {
    type Model = ForestModel;

    fn fit(&self, train: &PlaySet, watch: Watch<'_>) -> Result<ForestModel> {
        self.fit_all(train, None, watch)
    }
}

impl ForestEstimator {
    fn fit_all(
        &self,
        train: &PlaySet,
        intervals: Option<&IntervalSettings>,
        watch: Watch<'_>,
    ) -> Result<ForestModel> {
        train.check_trainable()?;
        if !(0.0..=1.0).contains(&self.weight) {
            return Err(Error::parameter("weight", "between 0 and 1", self.weight));
        }
        // Before the score process, whose fit takes some seconds.
        self.params(train.columns())?.mtry(train.columns().len())?;
        if !watch(0, self.trees) {
            return Err(Error::Cancelled);
        }
        let grow = |columns: &[Column], x: Array2<f32>, target: Target<'_>| {
            let params = self.params(columns)?;
            let binned = forest::bin(&params, x.view())?;
            // Of many plays the matrix is four times the codes.
            drop(x);
            let games = train.game().to_vec();
            let fitted = forest::fit_binned(&params, &binned, target, &games, &|done| {
                watch(done, self.trees)
            })?;
            Ok::<_, Error>(fitted)
        };
        let Some(settings) = &self.score_process else {
            let labels = train.y().to_vec();
            let fitted = grow(
                train.columns(),
                train.x().to_owned(),
                Target::Binary(&labels),
            )?;
            return Ok(ForestModel {
                process: None,
                forest: fitted.forest,
                weight: 1.0,
                width: train.columns().len(),
                out_of_bag: Some(fitted.out_of_bag.into()),
                members: None,
            });
        };
        let weights = intervals.map(|i| self.weights_of_games(i, train.games()));
        let fit = settings.fit_with_refits(train, weights.as_ref().map(|w| w.view()), &|| {
            watch(0, self.trees)
        })?;
        let process = fit.process;
        let changed = || append(train.x(), &fit.log_odds);
        let held_out: Vec<f32> = fit.log_odds.iter().map(|&v| probability(v)).collect();
        let mut rest = lambda_return(&held_out, train, self.lambda);
        rest.iter_mut().zip(&held_out).for_each(|(g, p)| *g -= p);
        let columns = process.columns(train.columns());
        let fitted = grow(&columns, changed(), Target::Bounded(&rest))?;
        let out_of_bag = held_out
            .iter()
            .zip(&fitted.out_of_bag)
            .map(|(&p, &rest)| corrected(p, self.weight * rest))
            .collect();
        let members = match intervals {
            None => None,
            Some(&i) => {
                let share = forest_share(&fitted.forest, changed().view(), i.groups)?;
                Some(Members::new(i, &process, &fit.refits, share))
            }
        };
        Ok(ForestModel {
            process: Some(process),
            forest: fitted.forest,
            weight: self.weight,
            width: train.columns().len(),
            out_of_bag: Some(out_of_bag),
            members,
        })
    }

    /// The weights of the games of each bag, games × bags; each adds up to the
    /// number of games, so that penalties weigh as much as in the full fit.
    fn weights_of_games(&self, intervals: &IntervalSettings, games: usize) -> Array2<f32> {
        let bags = intervals.bags(self.trees);
        let mut weights = Array2::zeros((games, intervals.groups));
        for (bag, mut column) in weights.columns_mut().into_iter().enumerate() {
            let drawn = bag_weights(&bags, self.seed, bag as u64, games);
            let all: u32 = drawn.iter().map(|&w| u32::from(w)).sum();
            let factor = games as f32 / all.max(1) as f32;
            for (weight, &times) in column.iter_mut().zip(&drawn) {
                *weight = factor * f32::from(times);
            }
        }
        weights
    }
}

impl ForestModel {
    /// P(win) of each training play by what did not see its game; NaN where
    /// every tree did. `None` for a model from a file.
    #[must_use]
    pub fn out_of_bag(&self) -> Option<ArrayView1<'_, f32>> {
        self.out_of_bag.as_ref().map(|p| p.view())
    }

    /// The engine's forest.
    #[must_use]
    pub fn forest(&self) -> &Forest {
        &self.forest
    }

    pub(super) fn weight(&self) -> f32 {
        self.weight
    }

    pub(super) fn matrix_width(&self) -> usize {
        self.width
    }

    /// The score process alone, where the model has one.
    #[must_use]
    pub fn score_process(&self) -> Option<&FittedScoreProcess> {
        self.process.as_ref()
    }

    /// How the members behind intervals were drawn, where there are any.
    #[must_use]
    pub fn intervals(&self) -> Option<&Members> {
        self.members.as_ref()
    }

    /// P(win) by each member, rows × members; `None` for a model without.
    ///
    /// # Errors
    /// As [`Classifier::predict_proba`].
    pub fn members(&self, x: ArrayView2<'_, f32>) -> Result<Option<Array2<f32>>> {
        Ok(self.predict_with_members(x)?.map(|(_, members)| members))
    }

    /// P(win), and by each member, in one pass; `None` for a model without
    /// members.
    ///
    /// # Errors
    /// As [`Classifier::predict_proba`].
    pub fn predict_with_members(
        &self,
        x: ArrayView2<'_, f32>,
    ) -> Result<Option<(Array1<f32>, Array2<f32>)>> {
        check_width(&x, self.width)?;
        match self.with_members() {
            Some((members, parts)) => members.predict_all(&parts, x).map(Some),
            None => Ok(None),
        }
    }

    /// P(win) and its interval at `level`, one a row; `None` for a model
    /// without members.
    ///
    /// # Errors
    /// As [`Classifier::predict_proba`], and [`Error::Parameter`] for the level.
    pub fn predict_with_intervals(
        &self,
        x: ArrayView2<'_, f32>,
        level: f64,
    ) -> Result<Option<Vec<Uncertain>>> {
        check_width(&x, self.width)?;
        check_level(level)?;
        match self.with_members() {
            Some((members, parts)) => members.intervals(&parts, x, level).map(Some),
            None => Ok(None),
        }
    }

    fn with_members(&self) -> Option<(&Members, Parts<'_>)> {
        let parts = Parts {
            process: self.process.as_ref()?,
            forest: &self.forest,
            weight: self.weight,
        };
        Some((self.members.as_ref()?, parts))
    }

    pub(super) fn drop_members(&mut self) {
        self.members = None;
    }

    /// Gives a model from a file its members back; false where they do not fit.
    pub(super) fn set_members(&mut self, members: Members) -> bool {
        let fits = self
            .process
            .as_ref()
            .is_some_and(|process| members.is_sound(process, &self.forest));
        if fits {
            self.members = Some(members);
        }
        fits
    }

    pub(super) fn is_sound(&self) -> bool {
        let forest = self.width + usize::from(self.process.is_some());
        self.forest.features() == forest
            && (0.0..=1.0).contains(&self.weight)
            && self
                .process
                .as_ref()
                .is_none_or(|p| p.is_sound() && p.width() == self.width)
    }
}

impl Classifier for ForestModel {
    fn width(&self) -> usize {
        self.width
    }

    fn predict_proba(&self, x: ArrayView2<'_, f32>) -> Result<Array1<f32>> {
        check_width(&x, self.width)?;
        if x.nrows() == 0 {
            return Ok(Array1::zeros(0));
        }
        let one = x.nrows() == 1;
        let Some(process) = &self.process else {
            return match x.row(0).as_slice() {
                Some(row) if one => Ok(Array1::from_elem(1, self.forest.predict_row(row)?)),
                _ => Ok(self.forest.predict_proba(x, None)?),
            };
        };
        let wide = process.transform(x)?;
        let rest = match wide.row(0).as_slice() {
            Some(row) if one => Array1::from_elem(1, self.forest.predict_row(row)?),
            _ => self.forest.predict_value(wide.view(), None)?,
        };
        // The forest learned to correct the log-odds that know the spread.
        let (known, won) = (process.knows(x), process.won(x));
        let log_odds = wide.column(self.width);
        Ok((0..x.nrows())
            .map(|i| {
                let weight = if known[i] { self.weight } else { 0.0 };
                let p = corrected(probability(log_odds[i]), weight * rest[i]);
                knelt_out(p, won[i])
            })
            .collect())
    }
}

/// A forest in a file: two bytes a node and two a leaf, since a tree's nodes
/// stand level by level and the place of a node's children follows from the
/// splits before it.
#[derive(Serialize, Deserialize)]
pub(super) struct Packed {
    process: Option<FittedScoreProcess>,
    weight: f32,
    width: usize,
    kind: forest::TargetKind,
    edges: Vec<Vec<f32>>,
    offsets: Vec<u32>,
    nodes: ByteBuf,
    leaves: ByteBuf,
}

impl From<ForestModel> for Packed {
    fn from(model: ForestModel) -> Self {
        let raw = model.forest.to_raw();
        let bytes = |values: &mut dyn Iterator<Item = u16>| {
            ByteBuf::from(values.flat_map(u16::to_le_bytes).collect::<Vec<u8>>())
        };
        Self {
            process: model.process,
            weight: model.weight,
            width: model.width,
            kind: raw.kind,
            edges: raw.edges,
            offsets: raw.offsets,
            nodes: bytes(&mut raw.nodes.iter().copied()),
            leaves: bytes(&mut raw.leaf_values.iter().copied()),
        }
    }
}

impl TryFrom<Packed> for ForestModel {
    type Error = forest::Error;

    fn try_from(packed: Packed) -> forest::Result<Self> {
        let (process, weight, width) = (packed.process.clone(), packed.weight, packed.width);
        Ok(Self {
            process,
            forest: Forest::try_from(packed)?,
            weight,
            width,
            out_of_bag: None,
            members: None,
        })
    }
}

impl TryFrom<Packed> for Forest {
    type Error = forest::Error;

    fn try_from(packed: Packed) -> forest::Result<Self> {
        let values = |bytes: &[u8]| -> Vec<u16> {
            bytes
                .as_chunks()
                .0
                .iter()
                .map(|&b| u16::from_le_bytes(b))
                .collect()
        };
        Self::from_raw(RawForest {
            kind: packed.kind,
            edges: packed.edges,
            offsets: packed.offsets,
            nodes: values(&packed.nodes),
            leaf_values: values(&packed.leaves),
        })
    }
}
