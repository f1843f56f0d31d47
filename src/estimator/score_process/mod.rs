//! The score process: a smooth model of what the lead, the spread and the
//! possession are worth with the time that is left.
//!
//! The lead at the end is the lead now, plus what the spread says is still to
//! come, plus what the possession is worth, plus noise that grows with the
//! root of the time left (Stern, "On the probability of winning a football
//! game", 1991). Expected points of the possession are fitted to the next
//! score of the half (ridge regression), and the log-odds of winning to terms
//! of all this (logistic regression). Outcomes differ by game, of which there
//! are a few thousand: a smooth model with some sixty weights learns more from
//! them than a forest of small leaves.
//!
//! Situations without a spread have weights of their own.

mod points;
mod terms;

use super::solve::{self, Moments};
use super::{Transform, Transformer, check_width};
use crate::error::Result;
use crate::features::{Column, PlaySet};
use ndarray::{Array1, Array2, ArrayView2, Axis};
use points::Points;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use terms::Places;

/// Name of the column that the score process adds: log-odds of winning.
pub const LOG_ODDS: &str = "score_process_log_odds";

/// Settings of the score process.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScoreProcess {
    /// Penalty of expected points' ridge regression.
    pub points_penalty: f64,
    /// Penalty of the logistic regression, on standardised terms.
    pub penalty: f64,
    /// λ of the targets that the logistic regression is refitted to, see
    /// [`lambda_return`].
    pub lambda: f64,
    /// How often it is refitted to them; 0 fits to results only.
    pub refits: usize,
    /// Folds of games for the training plays' own log-odds.
    pub folds: usize,
    /// Seed of the folds.
    pub seed: u64,
}

impl Default for ScoreProcess {
    fn default() -> Self {
        Self {
            points_penalty: 20.0,
            penalty: 30.0,
            lambda: 0.97,
            refits: 3,
            folds: 5,
            seed: 1,
        }
    }
}

/// A fitted score process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedScoreProcess {
    width: usize,
    places: Places,
    points: Points,
    with_spread: Option<Vec<f64>>,
    without_spread: Vec<f64>,
}

/// The terms of all plays, computed once for all folds.
struct Terms {
    places: Places,
    points: Array2<f32>,
    rows: Vec<usize>,
    spread_known: Vec<bool>,
}

impl Transformer for ScoreProcess {
    type Fitted = FittedScoreProcess;

    fn fit(&self, train: &PlaySet) -> Result<FittedScoreProcess> {
        train.check_trainable()?;
        let terms = Terms::of(train)?;
        let points = terms
            .points(train, &terms.rows)
            .ridge(self.points_penalty)?;
        self.fit_rows(train, &terms, &terms.rows, &points.to_vec(), true)
    }

    /// The training plays' log-odds come from fits without their own game.
    fn fit_transform(&self, train: &PlaySet) -> Result<(FittedScoreProcess, PlaySet)> {
        train.check_trainable()?;
        let folds = self.folds.min(train.games());
        if folds < 2 {
            // One game: there is nothing to hold out.
            let fitted = self.fit(train)?;
            let log_odds = fitted.log_odds(train.x())?;
            return add_column(fitted, train, &log_odds);
        }
        let terms = Terms::of(train)?;
        let fold = train.fold_of_games(folds, self.seed);
        let rows_of_fold = |keep: &dyn Fn(usize) -> bool| -> Vec<usize> {
            terms
                .rows
                .iter()
                .copied()
                .filter(|&i| keep(fold[i]))
                .collect()
        };
        // Sums add up, so each fold's are formed once for all fits.
        let parts: Vec<_> = (0..folds)
            .map(|f| terms.points(train, &rows_of_fold(&|g| g == f)))
            .collect();
        let points_without = |left_out: Option<usize>| -> Result<Vec<f64>> {
            let mut kept = (0..folds)
                .filter(|&f| Some(f) != left_out)
                .map(|f| &parts[f]);
            let mut sum = kept.next().cloned().unwrap_or_else(|| parts[0].clone());
            kept.for_each(|part| sum.add(part));
            Ok(sum.ridge(self.points_penalty)?.to_vec())
        };
        let fitted = self.fit_rows(train, &terms, &terms.rows, &points_without(None)?, true)?;
        let unknown = terms.spread_known.iter().any(|known| !known);
        let mut log_odds = Array1::<f32>::zeros(train.len());
        for f in 0..folds {
            let rows = rows_of_fold(&|g| g != f);
            let held_out = rows_of_fold(&|g| g == f);
            let model = self.fit_rows(train, &terms, &rows, &points_without(Some(f))?, unknown)?;
            let values = model.log_odds(train.x().select(Axis(0), &held_out).view())?;
            for (&i, &v) in held_out.iter().zip(&values) {
                log_odds[i] = v;
            }
        }
        add_column(fitted, train, &log_odds)
    }
}

fn add_column(
    fitted: FittedScoreProcess,
    train: &PlaySet,
    log_odds: &Array1<f32>,
) -> Result<(FittedScoreProcess, PlaySet)> {
    let columns = fitted.columns(train.columns());
    let changed = train.with_x(append(train.x(), log_odds), columns)?;
    Ok((fitted, changed))
}

impl Terms {
    fn of(train: &PlaySet) -> Result<Self> {
        let places = Places::of(train)?;
        let points = rows_of(train.x(), |row, out| {
            terms::expected_points(&places.read(row), out)
        });
        let spread_known = train
            .x()
            .column(places.spread())
            .mapv(f32::is_finite)
            .to_vec();
        Ok(Self {
            points,
            rows: (0..train.len()).collect(),
            spread_known,
            places,
        })
    }

    /// What expected points are fitted from, of those rows whose next score is known.
    fn points(&self, train: &PlaySet, rows: &[usize]) -> Moments {
        let next = train.next_score().to_vec();
        let known: Vec<usize> = rows
            .iter()
            .copied()
            .filter(|&i| next[i].is_finite())
            .collect();
        Moments::of(self.points.view(), &known, &next)
    }
}

/// A matrix whose rows `write` fills from those of `x`.
fn rows_of(
    x: ArrayView2<'_, f32>,
    write: impl Fn(ndarray::ArrayView1<'_, f32>, &mut Vec<f32>) + Sync,
) -> Array2<f32> {
    let parts: Vec<Vec<f32>> = x
        .axis_chunks_iter(Axis(0), 8192)
        .into_par_iter()
        .map(|block| {
            let mut out = Vec::new();
            for row in block.rows() {
                write(row, &mut out);
            }
            out
        })
        .collect();
    let values = parts.concat();
    let width = values.len() / x.nrows().max(1);
    // The product of both is the length by construction.
    Array2::from_shape_vec((x.nrows(), width), values).unwrap_or_default()
}

fn append(x: ArrayView2<'_, f32>, column: &Array1<f32>) -> Array2<f32> {
    let mut wide = Array2::zeros((x.nrows(), x.ncols() + 1));
    wide.slice_mut(ndarray::s![.., ..x.ncols()]).assign(&x);
    wide.column_mut(x.ncols()).assign(column);
    wide
}

impl ScoreProcess {
    /// Fits to some rows; `unknown` says whether situations without a spread
    /// will be asked about.
    fn fit_rows(
        &self,
        train: &PlaySet,
        terms: &Terms,
        rows: &[usize],
        points: &[f64],
        unknown: bool,
    ) -> Result<FittedScoreProcess> {
        let mut fitted = FittedScoreProcess {
            width: train.columns().len(),
            places: terms.places.clone(),
            points: Points::tabulate(|situation| {
                let mut values = Vec::with_capacity(points.len());
                terms::expected_points(situation, &mut values);
                dot(&values, points)
            }),
            with_spread: None,
            without_spread: Vec::new(),
        };
        let target: Vec<f32> = train.y().iter().map(|&y| f32::from(u8::from(y))).collect();
        if unknown {
            fitted.without_spread = self.weights(train, &fitted, rows, &target, false)?;
        }
        let spread: Vec<usize> = rows
            .iter()
            .copied()
            .filter(|&i| terms.spread_known[i])
            .collect();
        if !spread.is_empty() {
            fitted.with_spread = Some(self.weights(train, &fitted, &spread, &target, true)?);
        }
        Ok(fitted)
    }

    /// Weights on the raw terms, fitted on standardised ones.
    fn weights(
        &self,
        train: &PlaySet,
        fitted: &FittedScoreProcess,
        rows: &[usize],
        target: &[f32],
        spread: bool,
    ) -> Result<Vec<f64>> {
        let mut x = rows_of(train.x(), |row, out| {
            let situation = fitted.places.read(row);
            terms::log_odds(&situation, fitted.points.of(&situation), spread, out);
        });
        let (mean, sd) = solve::moments(x.view(), rows);
        for (k, mut column) in x.columns_mut().into_iter().enumerate().skip(1) {
            column.mapv_inplace(|v| ((f64::from(v) - mean[k]) / sd[k]) as f32);
        }
        let mut b = solve::logistic(x.view(), rows, target, self.penalty, None)?;
        for _ in 0..self.refits {
            let p = solve::probabilities(x.view(), &b);
            let softer = lambda_return(&p, train, self.lambda);
            b = solve::logistic(x.view(), rows, &softer, self.penalty, Some(&b))?;
        }
        let mut weights: Vec<f64> = b.iter().zip(&sd).map(|(b, sd)| b / sd).collect();
        weights[0] = b[0]
            - weights
                .iter()
                .zip(&mean)
                .skip(1)
                .map(|(w, m)| w * m)
                .sum::<f64>();
        Ok(weights)
    }
}

/// For each play what its game says of it, from the side with the ball: the
/// result, and with growing weight the nearer they are the probabilities `p`
/// of the plays that follow:
///
/// G = (1 − λ)·V(next play) + λ·G(next play), the result after the last play.
///
/// The result of a game is one noisy label for some 150 plays; how the
/// probability moves from play to play is not. Targets of this kind (the
/// λ-return of temporal-difference learning, Sutton 1988) lower the variance
/// of the fit. λ = 1 gives the results.
#[must_use]
pub fn lambda_return(p: &[f32], plays: &PlaySet, lambda: f64) -> Vec<f32> {
    let mut target = vec![0.0; p.len()];
    // Seen from the winner: its probability, and 1 at the end.
    let (mut value, mut next, mut game) = (1.0, 1.0, None);
    for i in (0..p.len()).rev() {
        if game != Some(plays.game()[i]) {
            game = Some(plays.game()[i]);
            (value, next) = (1.0, 1.0);
        }
        let winner_has_ball = plays.y()[i];
        let seen = |v: f64| if winner_has_ball { v } else { 1.0 - v };
        value = (1.0 - lambda) * next + lambda * value;
        // A play without a probability is passed over.
        if p[i].is_finite() {
            next = seen(f64::from(p[i]));
        }
        target[i] = seen(value) as f32;
    }
    target
}

impl FittedScoreProcess {
    /// Log-odds of winning, one a row of `x`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) for a matrix of another width.
    pub fn log_odds(&self, x: ArrayView2<'_, f32>) -> Result<Array1<f32>> {
        check_width(&x, self.width)?;
        let blocks: Vec<Vec<f32>> = x
            .axis_chunks_iter(Axis(0), 8192)
            .into_par_iter()
            .map(|block| {
                let mut values = Vec::new();
                block
                    .rows()
                    .into_iter()
                    .map(|row| {
                        let situation = self.places.read(row);
                        let ep = self.points.of(&situation);
                        let known = self
                            .with_spread
                            .as_ref()
                            .filter(|_| situation.spread.is_finite());
                        values.clear();
                        terms::log_odds(&situation, ep, known.is_some(), &mut values);
                        dot(&values, known.unwrap_or(&self.without_spread)) as f32
                    })
                    .collect()
            })
            .collect();
        Ok(blocks.concat().into())
    }

    /// Whether each row has a spread, for a fit that saw any; else true.
    pub(super) fn knows(&self, x: ArrayView2<'_, f32>) -> Vec<bool> {
        let spread = x.column(self.places.spread());
        spread
            .iter()
            .map(|s| self.with_spread.is_none() || s.is_finite())
            .collect()
    }

    /// Whether the side with the ball can kneel the clock out, one a row.
    pub(super) fn won(&self, x: ArrayView2<'_, f32>) -> Vec<bool> {
        x.rows()
            .into_iter()
            .map(|row| self.places.read(row).can_kneel_out())
            .collect()
    }

    /// Columns of the matrix that it was fitted to.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Whether the parts fit together.
    pub(crate) fn is_sound(&self) -> bool {
        let width = |write: &dyn Fn(&mut Vec<f32>)| {
            let mut out = Vec::new();
            write(&mut out);
            out.len()
        };
        let situation = terms::Situation::example();
        self.places.within(self.width)
            && self.points.is_sound()
            && self.without_spread.len()
                == width(&|out| terms::log_odds(&situation, 0.0, false, out))
            && self.with_spread.as_ref().is_none_or(|w| {
                w.len() == width(&|out| terms::log_odds(&situation, 0.0, true, out))
            })
    }
}

fn dot(values: &[f32], weights: &[f64]) -> f64 {
    values
        .iter()
        .zip(weights)
        .map(|(&v, w)| f64::from(v) * w)
        .sum()
}

impl Transform for FittedScoreProcess {
    fn transform(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f32>> {
        Ok(append(x, &self.log_odds(x)?))
    }

    fn columns(&self, before: &[Column]) -> Vec<Column> {
        let added = Column {
            name: LOG_ODDS.to_owned(),
            monotone: 1,
        };
        before.iter().cloned().chain([added]).collect()
    }
}
