//! The pre-game spread alone: what is known before the kickoff.

use super::{Classifier, Estimator, Logistic, LogisticModel, Watch, check_width};
use crate::error::{Error, Result};
use crate::features::PlaySet;
use ndarray::{Array1, Array2, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

/// Settings of the spread alone: there are none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spread;

/// A logistic curve over `posteam_spread`; without a spread, the share of
/// training plays by the side that won.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpreadModel {
    width: usize,
    column: usize,
    curve: LogisticModel,
    unknown: f32,
}

impl Estimator for Spread {
    type Model = SpreadModel;

    fn fit(&self, train: &PlaySet, watch: Watch<'_>) -> Result<SpreadModel> {
        train.check_trainable()?;
        let column = train.position("posteam_spread").ok_or_else(|| Error::Fit {
            problem: "no column posteam_spread".into(),
            hint: "use the default features".into(),
        })?;
        let spread = train.x().column(column).to_owned();
        let known: Vec<usize> = (0..train.len())
            .filter(|&i| spread[i].is_finite())
            .collect();
        if known.is_empty() {
            return Err(Error::Fit {
                problem: "no play has a spread".into(),
                hint: "put nflverse's games.parquet next to the play-by-play".into(),
            });
        }
        let x = Array2::from_shape_fn((known.len(), 1), |(i, _)| f64::from(spread[known[i]]));
        let y = train.y().select(Axis(0), &known);
        let curve = LogisticModel::fit(x, y, &Logistic::default())?;
        let wins = train.y().iter().filter(|&&y| y).count();
        if !watch(1, 1) {
            return Err(Error::Cancelled);
        }
        Ok(SpreadModel {
            width: train.columns().len(),
            column,
            curve,
            unknown: wins as f32 / train.len() as f32,
        })
    }
}

impl Classifier for SpreadModel {
    fn width(&self) -> usize {
        self.width
    }

    fn predict_proba(&self, x: ArrayView2<'_, f32>) -> Result<Array1<f32>> {
        check_width(&x, self.width)?;
        let spread = x.column(self.column);
        let mut p = self.curve.predict_proba(spread.insert_axis(Axis(1)))?;
        for (p, s) in p.iter_mut().zip(spread) {
            if !s.is_finite() {
                *p = self.unknown;
            }
        }
        Ok(p)
    }
}
