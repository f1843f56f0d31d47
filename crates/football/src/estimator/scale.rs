//! Centring and scaling; unknown values become the mean.

use super::{Transform, Transformer, check_width};
use crate::error::Result;
use crate::features::{Column, PlaySet};
use ndarray::{Array1, Array2, ArrayView2};
use serde::{Deserialize, Serialize};

/// Settings of centring and scaling: there are none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scale;

/// Fitted means and standard deviations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scaler {
    mean: Vec<f32>,
    sd: Vec<f32>,
}

impl Transformer for Scale {
    type Fitted = Scaler;

    fn fit(&self, train: &PlaySet) -> Result<Scaler> {
        Ok(Scaler::of(train.x()))
    }
}

impl Scaler {
    /// Mean and standard deviation of the known values of each column. A
    /// column without spread is only centered.
    #[must_use]
    pub fn of(x: ArrayView2<'_, f32>) -> Self {
        let (mean, sd) = x
            .columns()
            .into_iter()
            .map(|column| {
                let known = || {
                    column
                        .iter()
                        .filter(|v| v.is_finite())
                        .map(|&v| f64::from(v))
                };
                let n = known().count().max(1) as f64;
                let mean = known().sum::<f64>() / n;
                let variance = known().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
                let sd = variance.sqrt();
                (mean as f32, if sd > 1e-12 { sd as f32 } else { 1.0 })
            })
            .unzip();
        Self { mean, sd }
    }
}

impl Transform for Scaler {
    fn transform(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f32>> {
        check_width(&x, self.mean.len())?;
        let mean = Array1::from(self.mean.clone());
        let sd = Array1::from(self.sd.clone());
        let mut scaled = (&x - &mean) / &sd;
        scaled.mapv_inplace(|v| if v.is_finite() { v } else { 0.0 });
        Ok(scaled)
    }

    fn columns(&self, before: &[Column]) -> Vec<Column> {
        before.to_vec()
    }
}
