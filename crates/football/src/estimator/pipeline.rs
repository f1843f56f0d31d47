//! A transformer and an estimator as one estimator.

use super::{Classifier, Estimator, Transform, Transformer, Watch};
use crate::error::Result;
use crate::features::PlaySet;
use ndarray::{Array1, ArrayView2};
use serde::{Deserialize, Serialize};

/// Fits `transformer`, then `estimator` on what it makes of the same plays.
/// Longer chains nest: the estimator may be a pipeline itself.
#[derive(Debug, Clone)]
pub struct Pipeline<T, E> {
    /// The first step.
    pub transformer: T,
    /// The second.
    pub estimator: E,
}

/// A fitted [`Pipeline`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedPipeline<T, M> {
    /// The first step, fitted.
    pub transform: T,
    /// The second, fitted.
    pub model: M,
    width: usize,
}

impl<T: Transformer, E: Estimator> Estimator for Pipeline<T, E> {
    type Model = FittedPipeline<T::Fitted, E::Model>;

    fn fit(&self, train: &PlaySet, watch: Watch<'_>) -> Result<Self::Model> {
        train.check_trainable()?;
        let (transform, changed) = self.transformer.fit_transform(train)?;
        Ok(FittedPipeline {
            transform,
            model: self.estimator.fit(&changed, watch)?,
            width: train.columns().len(),
        })
    }
}

impl<T: Transform, M: Classifier> Classifier for FittedPipeline<T, M> {
    fn width(&self) -> usize {
        self.width
    }

    fn predict_proba(&self, x: ArrayView2<'_, f32>) -> Result<Array1<f32>> {
        self.model
            .predict_proba(self.transform.transform(x)?.view())
    }
}
