//! Logistic regression, fitted by linfa-logistic: the smooth baseline.

use super::{Classifier, Estimator, Watch, check_width};
use crate::error::{Error, Result};
use crate::features::PlaySet;
use crate::math::Portable;
use ndarray::{Array1, Array2, ArrayView2};
use serde::{Deserialize, Serialize};

/// Settings: L2-penalised logistic regression on columns as they come (put
/// [`Scale`](super::Scale) in front).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Logistic {
    /// Weight of the penalty ½·alpha·‖w‖² beside the summed log loss.
    pub alpha: f64,
    /// Steps of L-BFGS at most.
    pub max_iterations: u64,
}

impl Default for Logistic {
    fn default() -> Self {
        Self {
            alpha: 1.0,
            max_iterations: 200,
        }
    }
}

/// Fitted weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogisticModel {
    weights: Vec<f64>,
    intercept: f64,
}

impl Estimator for Logistic {
    type Model = LogisticModel;

    fn fit(&self, train: &PlaySet, watch: Watch<'_>) -> Result<LogisticModel> {
        train.check_trainable()?;
        let x = train.x().mapv(f64::from);
        let model = LogisticModel::fit(x, train.y().to_owned(), self)?;
        if watch(1, 1) {
            Ok(model)
        } else {
            Err(Error::Cancelled)
        }
    }
}

impl LogisticModel {
    /// Fits to a matrix (rows × columns) without missing values.
    ///
    /// # Errors
    /// [`Error::Fit`] where linfa-logistic does not converge or sees one class.
    pub fn fit(x: Array2<f64>, y: Array1<bool>, settings: &Logistic) -> Result<Self> {
        let (weights, intercept) = super::linfa::logistic_weights(x, y, settings)?;
        Ok(Self { weights, intercept })
    }

    /// The weights, one a column.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The log-odds of a row.
    #[must_use]
    pub fn log_odds(&self, row: impl IntoIterator<Item = f32>) -> f64 {
        let terms = row.into_iter().zip(&self.weights);
        self.intercept + terms.map(|(v, w)| f64::from(v) * w).sum::<f64>()
    }
}

impl Classifier for LogisticModel {
    fn width(&self) -> usize {
        self.weights.len()
    }

    fn predict_proba(&self, x: ArrayView2<'_, f32>) -> Result<Array1<f32>> {
        check_width(&x, self.width())?;
        Ok(x.rows()
            .into_iter()
            .map(|row| {
                let known = row.iter().map(|&v| if v.is_finite() { v } else { 0.0 });
                (1.0 / (1.0 + (-self.log_odds(known)).exp_())) as f32
            })
            .collect())
    }
}
