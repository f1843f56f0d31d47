//! Fit, transform, predict: the traits, the pipeline and the estimators.
//!
//! An [`Estimator`] holds settings and is fitted to a [`PlaySet`]; what comes
//! out is a [`Classifier`], which answers with probabilities. A
//! [`Transformer`] is fitted too and changes the matrix for the next step; a
//! [`Pipeline`] fits its steps one after the other on the same training plays,
//! so that nothing of the test plays can enter.

mod asked;
mod foresight;
mod forest;
pub mod graph;
mod linfa;
mod linfa_trees;
mod logistic;
mod margin;
mod members;
mod model;
pub(crate) mod onnx;
mod pipeline;
mod scale;
pub mod score_process;
mod sigmoid;
mod solve;
mod spread;

pub use asked::Asked;
pub use foresight::{Foresight, one_step_changes};
pub use forest::{ForestEstimator, ForestModel};
pub use linfa_trees::{BaggedTrees, LinfaTrees};
pub use logistic::{Logistic, LogisticModel};
pub use margin::Margin;
pub use members::{Band, IntervalSettings, Members, Uncertain, check_level, difference, interval};
pub use model::{EstimatorKind, Model, Settings};
pub use pipeline::{FittedPipeline, Pipeline};
pub use scale::{Scale, Scaler};
pub use score_process::{FittedScoreProcess, ScoreProcess};
pub(crate) use sigmoid::{log_odds, probability};
pub(crate) use solve::Factor;
pub(crate) use solve::logistic as fit_logistic;
pub use spread::{Spread, SpreadModel};

use crate::error::{Error, Result};
use crate::features::{Column, PlaySet};
use ndarray::{Array1, Array2, ArrayView2};

/// Told how far a fit has come, as (done, of); answers whether to go on.
/// A fit that is told to stop returns [`Error::Cancelled`].
pub type Watch<'a> = &'a (dyn Fn(usize, usize) -> bool + Sync);

/// A [`Watch`] that looks at nothing.
#[must_use]
pub fn unwatched(_done: usize, _of: usize) -> bool {
    true
}

/// Settings of something that can be fitted and then tells probabilities.
pub trait Estimator {
    /// What fitting gives.
    type Model: Classifier;

    /// Learns from whole games.
    ///
    /// # Errors
    /// [`Error::Fit`] where there is nothing to learn, [`Error::Parameter`] for
    /// settings that do not fit the data, [`Error::Cancelled`].
    fn fit(&self, train: &PlaySet, watch: Watch<'_>) -> Result<Self::Model>;
}

/// Tells how likely the team with the ball is to win.
pub trait Classifier: Send + Sync {
    /// Number of columns of the matrix that it was fitted to.
    fn width(&self) -> usize;

    /// P(win), one a row of `x` (plays × features), in 0–1.
    ///
    /// # Errors
    /// [`Error::Shape`] where `x` has another number of columns than the
    /// matrix that it was fitted to.
    fn predict_proba(&self, x: ArrayView2<'_, f32>) -> Result<Array1<f32>>;

    /// Whether P(win) is at least `threshold`, one a row.
    ///
    /// # Errors
    /// As [`Classifier::predict_proba`].
    fn predict(&self, x: ArrayView2<'_, f32>, threshold: f32) -> Result<Array1<bool>> {
        Ok(self.predict_proba(x)?.mapv(|p| p >= threshold))
    }
}

/// Settings of a step that is fitted and then changes the matrix.
pub trait Transformer {
    /// What fitting gives.
    type Fitted: Transform;

    /// Learns from whole games.
    ///
    /// # Errors
    /// As [`Estimator::fit`].
    fn fit(&self, train: &PlaySet) -> Result<Self::Fitted>;

    /// Fits, and gives the matrix with which the next step is trained. A step
    /// that learns from labels overrides this, so that no play's new columns
    /// know its own game's result.
    ///
    /// # Errors
    /// As [`Estimator::fit`].
    fn fit_transform(&self, train: &PlaySet) -> Result<(Self::Fitted, PlaySet)> {
        let fitted = self.fit(train)?;
        let x = fitted.transform(train.x())?;
        let columns = fitted.columns(train.columns());
        Ok((fitted, train.with_x(x, columns)?))
    }
}

/// A fitted step.
pub trait Transform: Send + Sync {
    /// The new matrix, one row a row of `x`.
    ///
    /// # Errors
    /// [`Error::Shape`] where `x` has another number of columns than the
    /// matrix that it was fitted to.
    fn transform(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f32>>;

    /// The new matrix's columns, given the old one's.
    fn columns(&self, before: &[Column]) -> Vec<Column>;
}

/// [`Error::Shape`] unless `x` has `width` columns.
pub(crate) fn check_width(x: &ArrayView2<'_, f32>, width: usize) -> Result<()> {
    if x.ncols() == width {
        return Ok(());
    }
    Err(Error::Shape {
        what: "matrix",
        expected: format!("{width} columns, as at fitting"),
        found: format!("{} columns", x.ncols()),
    })
}
