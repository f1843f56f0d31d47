//! All estimators under one type: what a command line names, what a file holds.

use super::{
    BaggedTrees, Classifier, Estimator, FittedPipeline, FittedScoreProcess, ForestEstimator,
    ForestModel, IntervalSettings, LinfaTrees, Logistic, LogisticModel, Members, Pipeline, Scale,
    Scaler, Spread, SpreadModel, Uncertain, Watch,
};
use crate::error::{Error, Result};
use crate::features::PlaySet;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

/// Which estimator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EstimatorKind {
    /// The random forest of this crate.
    Forest,
    /// Bagged linfa-trees behind centring and scaling.
    LinfaTrees,
    /// linfa-logistic behind centring and scaling.
    Logistic,
    /// The pre-game spread alone.
    Spread,
}

impl EstimatorKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Forest, Self::LinfaTrees, Self::Logistic, Self::Spread];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Forest => "forest",
            Self::LinfaTrees => "linfa-trees",
            Self::Logistic => "logistic",
            Self::Spread => "spread",
        }
    }
}

/// Settings of any estimator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Settings {
    /// See [`ForestEstimator`].
    Forest(ForestEstimator),
    /// See [`LinfaTrees`].
    LinfaTrees(LinfaTrees),
    /// See [`Logistic`].
    Logistic(Logistic),
    /// See [`Spread`].
    Spread,
}

/// A fitted model of any kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
// There is one model in a program: its size does not matter.
#[allow(clippy::large_enum_variant)]
pub enum Model {
    /// See [`ForestModel`].
    Forest(ForestModel),
    /// Scaled, then bagged trees.
    LinfaTrees(FittedPipeline<Scaler, BaggedTrees>),
    /// Scaled, then logistic regression.
    Logistic(FittedPipeline<Scaler, LogisticModel>),
    /// See [`SpreadModel`].
    Spread(SpreadModel),
}

impl Settings {
    /// In words, for tables and cards.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Forest(f) => f.words(),
            Self::LinfaTrees(t) => format!(
                "{} linfa-trees trees on {} games each, min leaf {}, depth {}, seed {}",
                t.trees, t.games, t.min_leaf, t.max_depth, t.seed
            ),
            Self::Logistic(l) => format!("linfa-logistic, L2 penalty {}", l.alpha),
            Self::Spread => "logistic curve of the closing spread".into(),
        }
    }

    /// Which estimator these are for.
    #[must_use]
    pub fn kind(&self) -> EstimatorKind {
        match self {
            Self::Forest(_) => EstimatorKind::Forest,
            Self::LinfaTrees(_) => EstimatorKind::LinfaTrees,
            Self::Logistic(_) => EstimatorKind::Logistic,
            Self::Spread => EstimatorKind::Spread,
        }
    }
}

impl Settings {
    /// Fits, and fits the members behind intervals too, see
    /// [`ForestEstimator::fit_with_intervals`].
    ///
    /// # Errors
    /// As there, and [`Error::Parameter`] for an estimator that has no intervals.
    pub fn fit_with_intervals(
        &self,
        train: &PlaySet,
        intervals: &IntervalSettings,
        watch: Watch<'_>,
    ) -> Result<Model> {
        match self {
            Self::Forest(forest) => forest
                .fit_with_intervals(train, intervals, watch)
                .map(Model::Forest),
            other => Err(Error::parameter(
                "intervals",
                "omitted: only the forest supports intervals",
                other.kind().name(),
            )),
        }
    }
}

impl Estimator for Settings {
    type Model = Model;

    fn fit(&self, train: &PlaySet, watch: Watch<'_>) -> Result<Model> {
        let scaled = Scale;
        Ok(match self {
            Self::Forest(forest) => Model::Forest(forest.fit(train, watch)?),
            Self::LinfaTrees(estimator) => Model::LinfaTrees(
                Pipeline {
                    transformer: scaled,
                    estimator: *estimator,
                }
                .fit(train, watch)?,
            ),
            Self::Logistic(estimator) => Model::Logistic(
                Pipeline {
                    transformer: scaled,
                    estimator: *estimator,
                }
                .fit(train, watch)?,
            ),
            Self::Spread => Model::Spread(Spread.fit(train, watch)?),
        })
    }
}

impl Model {
    fn as_classifier(&self) -> &dyn Classifier {
        match self {
            Self::Forest(m) => m,
            Self::LinfaTrees(m) => m,
            Self::Logistic(m) => m,
            Self::Spread(m) => m,
        }
    }

    /// Predictions on the training plays by those trees that did not see the
    /// play's game; `None` for estimators without, and after loading.
    #[must_use]
    pub fn out_of_bag(&self) -> Option<ArrayView1<'_, f32>> {
        match self {
            Self::Forest(m) => m.out_of_bag(),
            _ => None,
        }
    }

    /// The members behind intervals; `None` for a model without.
    #[must_use]
    pub fn intervals(&self) -> Option<&Members> {
        match self {
            Self::Forest(m) => m.intervals(),
            _ => None,
        }
    }

    /// P(win) by each member, rows × members; `None` for a model without.
    /// Member g saw the same games whatever is asked, so that the members of
    /// two situations are pairs, see [`difference`](super::difference).
    ///
    /// # Errors
    /// As [`Classifier::predict_proba`].
    pub fn members(&self, x: ArrayView2<'_, f32>) -> Result<Option<Array2<f32>>> {
        match self {
            Self::Forest(m) => m.members(x),
            _ => Ok(None),
        }
    }

    /// P(win), and by each member (see [`Model::members`]), in one pass; `None`
    /// for a model without.
    ///
    /// # Errors
    /// As [`Classifier::predict_proba`].
    pub fn predict_with_members(
        &self,
        x: ArrayView2<'_, f32>,
    ) -> Result<Option<(Array1<f32>, Array2<f32>)>> {
        match self {
            Self::Forest(m) => m.predict_with_members(x),
            _ => Ok(None),
        }
    }

    /// P(win) and its interval at `level`, one a row; `None` for a model without.
    ///
    /// # Errors
    /// As [`Classifier::predict_proba`], and [`Error::Parameter`] for the level.
    pub fn predict_with_intervals(
        &self,
        x: ArrayView2<'_, f32>,
        level: f64,
    ) -> Result<Option<Vec<Uncertain>>> {
        match self {
            Self::Forest(m) => m.predict_with_intervals(x, level),
            _ => Ok(None),
        }
    }

    /// The score process inside, where there is one.
    #[must_use]
    pub fn score_process(&self) -> Option<&FittedScoreProcess> {
        match self {
            Self::Forest(forest) => forest.score_process(),
            _ => None,
        }
    }

    /// The same model without what is behind intervals.
    #[must_use]
    pub fn without_intervals(mut self) -> Self {
        if let Self::Forest(m) = &mut self {
            m.drop_members();
        }
        self
    }

    pub(crate) fn set_members(&mut self, members: Members) -> bool {
        match self {
            Self::Forest(m) => m.set_members(members),
            _ => false,
        }
    }

    /// Whether the parts fit together: a file can be whole and still not make
    /// sense to this version.
    pub(crate) fn is_sound(&self, features: usize) -> bool {
        let parts = match self {
            Self::Forest(m) => m.is_sound(),
            Self::LinfaTrees(m) => m.model.is_sound(),
            _ => true,
        };
        parts && self.width() == features
    }
}

impl Classifier for Model {
    fn width(&self) -> usize {
        self.as_classifier().width()
    }

    fn predict_proba(&self, x: ArrayView2<'_, f32>) -> Result<Array1<f32>> {
        self.as_classifier().predict_proba(x)
    }
}
