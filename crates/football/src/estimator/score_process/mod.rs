//! The score process: a smooth model of what the lead, the spread and the
//! possession are worth with the time that is left.
//!
//! The lead at the end is the lead now, plus what the spread says is still to
//! come, plus what the possession is worth, plus noise that grows with the
//! root of the time left (Stern, "On the probability of winning a football
//! game", 1991). Expected points of the possession are fitted to the next
//! score of the half net of the kickoff after it (ridge regression), and the log-odds of winning to terms
//! of all this (logistic regression). Outcomes differ by game, of which there
//! are a few thousand: a smooth model with some sixty weights learns more from
//! them than a forest of small leaves.
//!
//! Situations without a spread have weights of their own.

mod clock;
mod drift;
mod graph;
mod members;
mod onward;
mod points;
mod refit;
mod table;
mod terms;
mod training;

use super::solve::{self, Moments};
use super::{Transform, Transformer, check_width};
use crate::error::Result;
use crate::features::{Column, PlaySet};
pub(super) use members::ProcessMembers;
use ndarray::{Array1, Array2, ArrayView2, Axis};
use points::Points;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use table::KEPT;
use terms::{Places, Situation};
use training::{Terms, numbers};

/// Rows that one task takes.
const BLOCK: usize = 8192;

/// Name of the column that the score process adds: log-odds of winning.
pub const LOG_ODDS: &str = "score_process_log_odds";

/// Settings of the score process.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScoreProcess {
    /// Penalty of expected points' ridge regression.
    pub points_penalty: f64,
    /// Penalty of the logistic regression, on standardised terms.
    pub penalty: f64,
    /// Penalty of what playing at home is worth beyond the spread, on a
    /// standardised term. The market prices the home field; what a few thousand
    /// games say on top of it is mostly luck.
    pub home_penalty: f64,
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
            home_penalty: 10_000.0,
            lambda: 0.8,
            refits: 6,
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

/// A fit to all plays, for the step after it.
pub(super) struct Fit {
    /// What was fitted.
    pub process: FittedScoreProcess,
    /// The training plays' log-odds by fits without their own game.
    pub log_odds: Array1<f32>,
    /// The fits to other weights.
    pub refits: Vec<FittedScoreProcess>,
}

impl Transformer for ScoreProcess {
    type Fitted = FittedScoreProcess;

    fn fit(&self, train: &PlaySet) -> Result<FittedScoreProcess> {
        train.check_trainable()?;
        let terms = Terms::of(train, train.len() <= KEPT)?;
        Ok(self.fit_all(train, &terms)?.fitted)
    }

    /// The training plays' log-odds come from fits without their own game.
    fn fit_transform(&self, train: &PlaySet) -> Result<(FittedScoreProcess, PlaySet)> {
        let fit = self.fit_with_refits(train, None, &|| true)?;
        let columns = fit.process.columns(train.columns());
        let changed = train.with_x(append(train.x(), &fit.log_odds), columns)?;
        Ok((fit.process, changed))
    }
}

impl ScoreProcess {
    /// As [`Transformer::fit_transform`], with further fits to the games'
    /// `weights` (games, by rising id, × refits); `go_on` is asked now and then.
    pub(super) fn fit_with_refits(
        &self,
        train: &PlaySet,
        weights: Option<ArrayView2<'_, f32>>,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<Fit> {
        self.fit_keeping(train, weights, go_on, train.len() <= KEPT)
    }

    fn fit_keeping(
        &self,
        train: &PlaySet,
        weights: Option<ArrayView2<'_, f32>>,
        go_on: &(dyn Fn() -> bool + Sync),
        keep: bool,
    ) -> Result<Fit> {
        train.check_trainable()?;
        let terms = Terms::of(train, keep)?;
        let full = self.fit_all(train, &terms)?;
        let runs = refit::runs(train);
        let start = refit::Start {
            settings: self,
            train,
            terms: &terms,
            runs: &runs,
            fitted: &full.fitted,
            ep: &full.ep,
            target: &full.target,
            with_spread: full.with_spread.as_ref(),
            without_spread: Some(&full.without_spread),
            go_on,
        };
        let folds = self.folds.min(train.games());
        let log_odds = if folds < 2 {
            // One game: there is nothing to hold out.
            full.fitted.log_odds_given(train.x(), |i, _| full.ep[i])?
        } else {
            let unknown = terms.spread_known.iter().any(|known| !known);
            let start = refit::Start {
                without_spread: start.without_spread.filter(|_| unknown),
                ..start
            };
            self.held_out(train, folds, &start)?
        };
        let refits = match weights {
            Some(weights) => start
                .refit(weights)?
                .into_iter()
                .map(|r| r.fitted)
                .collect(),
            None => Vec::new(),
        };
        Ok(Fit {
            process: full.fitted,
            log_odds,
            refits,
        })
    }

    /// The plays' log-odds by fits without their own game.
    fn held_out(
        &self,
        train: &PlaySet,
        folds: usize,
        start: &refit::Start<'_>,
    ) -> Result<Array1<f32>> {
        let fold = train.fold_of_games(folds, self.seed);
        let mut weights = Array2::zeros((train.games(), folds));
        for (row, game) in start.games_of_rows() {
            for f in 0..folds {
                weights[[game, f]] = f32::from(u8::from(fold[row] != f));
            }
        }
        let models = start.refit(weights.view())?;
        let of = |i: usize, row: ndarray::ArrayView1<'_, f32>, values: &mut Vec<f32>| {
            let model = &models[fold[i]];
            let age = start.terms.ages[i];
            let points = |s: &Situation| model.fitted.points.in_season(model.drift, s, age);
            model.fitted.log_odds_of(row, points, values)
        };
        let mut log_odds = Array1::zeros(train.len());
        log_odds
            .axis_chunks_iter_mut(Axis(0), BLOCK)
            .into_par_iter()
            .enumerate()
            .for_each(|(block, mut part)| {
                let mut values = Vec::new();
                for (i, to) in part.iter_mut().enumerate() {
                    let i = block * BLOCK + i;
                    *to = of(i, train.x().row(i), &mut values);
                }
            });
        Ok(log_odds)
    }
}

/// `x` with one more column.
pub(super) fn append(x: ArrayView2<'_, f32>, column: &Array1<f32>) -> Array2<f32> {
    let mut wide = Array2::zeros((x.nrows(), x.ncols() + 1));
    wide.slice_mut(ndarray::s![.., ..x.ncols()]).assign(&x);
    wide.column_mut(x.ncols()).assign(column);
    wide
}

impl ScoreProcess {
    /// Fits to all plays.
    fn fit_all(&self, train: &PlaySet, terms: &Terms<'_>) -> Result<FullFit> {
        let (points, drift, target) = terms.fit_points(train, self.points_penalty)?;
        let mut fitted = FittedScoreProcess {
            width: train.columns().len(),
            places: terms.places.clone(),
            points,
            with_spread: None,
            without_spread: Vec::new(),
        };
        let ep = terms.expected_points(train, &fitted.points, drift);
        let all = numbers(train.len(), |_| true);
        let without_spread = self.weights(train, &ep, terms, &all, false)?;
        drop(all);
        fitted.without_spread = without_spread.raw();
        let known = numbers(train.len(), |i| terms.spread_known[i]);
        let with_spread = if known.is_empty() {
            None
        } else {
            Some(self.weights(train, &ep, terms, &known, true)?)
        };
        fitted.with_spread = with_spread.as_ref().map(LogisticFit::raw);
        Ok(FullFit {
            fitted,
            ep,
            target,
            with_spread,
            without_spread,
        })
    }

    /// The penalty of each standardised term of the log-odds; the constant is free.
    fn penalties(&self, spread: bool) -> Vec<f64> {
        let mut penalties = vec![self.penalty; terms::count(spread)];
        penalties[0] = 1e-9;
        if spread {
            for k in terms::of_home(spread) {
                penalties[k] = self.home_penalty;
            }
        }
        penalties
    }

    /// Fits the log-odds, on standardised terms.
    fn weights(
        &self,
        train: &PlaySet,
        ep: &[f64],
        terms: &Terms<'_>,
        rows: &[u32],
        spread: bool,
    ) -> Result<LogisticFit> {
        let raw = terms.log_odds(train, spread, |i| ep[i]);
        let (mean, sd) = solve::moments(&raw, rows);
        let x = {
            let (mean, sd) = (mean.clone(), sd.clone());
            raw.with(move |_, row| {
                for (k, v) in row.iter_mut().enumerate().skip(1) {
                    *v = ((f64::from(*v) - mean[k]) / sd[k]) as f32;
                }
            })
        };
        let won: Vec<f32> = train.y().iter().map(|&y| f32::from(u8::from(y))).collect();
        let penalties = self.penalties(spread);
        let mut stages = vec![solve::logistic(&x, rows, &won, &penalties, None)?];
        drop(won);
        for stage in 0..self.refits {
            let last = &stages[stage];
            let p = solve::probabilities(&x, x.rows(), last);
            let softer = lambda_return(&p, train, self.lambda);
            drop(p);
            let next = solve::logistic(&x, rows, &softer, &penalties, Some(last))?;
            stages.push(next);
        }
        Ok(LogisticFit { mean, sd, stages })
    }
}

/// A fit to all plays, with what refits start from.
struct FullFit {
    fitted: FittedScoreProcess,
    /// Expected points of each training play, in its season.
    ep: Vec<f64>,
    /// What these are fitted to, see [`Terms::fit_points`].
    target: Vec<f32>,
    with_spread: Option<LogisticFit>,
    without_spread: LogisticFit,
}

/// A fitted logistic regression on standardised terms.
struct LogisticFit {
    mean: Vec<f64>,
    sd: Vec<f64>,
    /// The weights after the fit to results and after each refit; never empty.
    stages: Vec<Array1<f64>>,
}

impl LogisticFit {
    fn last(&self) -> &Array1<f64> {
        &self.stages[self.stages.len() - 1]
    }

    /// Weights on raw terms.
    fn raw(&self) -> Vec<f64> {
        let b = self.last();
        let mut weights: Vec<f64> = b.iter().zip(&self.sd).map(|(b, sd)| b / sd).collect();
        let center: f64 = weights
            .iter()
            .zip(&self.mean)
            .skip(1)
            .map(|(w, m)| w * m)
            .sum();
        weights[0] = b[0] - center;
        weights
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
    let (mut value, mut game) = (LambdaReturn::new(lambda), None);
    for i in (0..p.len()).rev() {
        if game != Some(plays.game()[i]) {
            game = Some(plays.game()[i]);
            value = LambdaReturn::new(lambda);
        }
        target[i] = value.before(p[i], plays.y()[i]);
    }
    target
}

/// One game's λ-return, from its last play to its first.
#[derive(Clone)]
struct LambdaReturn {
    lambda: f64,
    // Seen from the winner: its probability, and 1 at the end.
    value: f64,
    next: f64,
}

impl LambdaReturn {
    fn new(lambda: f64) -> Self {
        Self {
            lambda,
            value: 1.0,
            next: 1.0,
        }
    }

    /// The target of the play before those that were taken, whose probability
    /// is `p`, from the side with the ball.
    fn before(&mut self, p: f32, winner_has_ball: bool) -> f32 {
        let seen = |v: f64| if winner_has_ball { v } else { 1.0 - v };
        self.value = (1.0 - self.lambda) * self.next + self.lambda * self.value;
        // A play without a probability is passed over.
        if p.is_finite() {
            self.next = seen(f64::from(p));
        }
        seen(self.value) as f32
    }
}

impl FittedScoreProcess {
    /// Log-odds of winning, one a row of `x`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) for a matrix of another width.
    pub fn log_odds(&self, x: ArrayView2<'_, f32>) -> Result<Array1<f32>> {
        self.log_odds_given(x, |_, situation| self.points.of(situation))
    }

    /// Points of the next score of the half that the team with the ball can expect,
    /// net of the kickoff after it, one a row of `x`.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) for a matrix of another width.
    pub fn expected_points(&self, x: ArrayView2<'_, f32>) -> Result<Array1<f32>> {
        check_width(&x, self.width)?;
        let of = |row| self.points.of(&self.places.read(row)) as f32;
        Ok(x.rows().into_iter().map(of).collect())
    }

    /// [`FittedScoreProcess::log_odds`] with expected points from `points`, which is given the number of
    /// the row.
    fn log_odds_given(
        &self,
        x: ArrayView2<'_, f32>,
        points: impl Fn(usize, &Situation) -> f64 + Sync,
    ) -> Result<Array1<f32>> {
        check_width(&x, self.width)?;
        let blocks: Vec<Vec<f32>> = x
            .axis_chunks_iter(Axis(0), BLOCK)
            .into_par_iter()
            .enumerate()
            .map(|(block, rows)| {
                let mut values = Vec::new();
                let rows = rows.rows().into_iter().enumerate();
                rows.map(|(i, row)| {
                    let points = |s: &Situation| points(block * BLOCK + i, s);
                    self.log_odds_of(row, points, &mut values)
                })
                .collect()
            })
            .collect();
        Ok(blocks.concat().into())
    }

    /// Log-odds of a row with expected points from `points`; `values` is where its
    /// terms are written.
    fn log_odds_of(
        &self,
        row: ndarray::ArrayView1<'_, f32>,
        points: impl Fn(&Situation) -> f64,
        values: &mut Vec<f32>,
    ) -> f32 {
        let situation = self.places.read(row);
        let ep = points(&situation);
        let known = self
            .with_spread
            .as_ref()
            .filter(|_| situation.spread.is_finite());
        values.clear();
        terms::log_odds(&situation, ep, known.is_some(), values);
        dot(values, known.unwrap_or(&self.without_spread)) as f32
    }

    /// Seconds of the game that are left in a row of the matrix.
    pub(super) fn seconds(&self, row: ndarray::ArrayView1<'_, f32>) -> f32 {
        self.places.read(row).seconds as f32
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
        let with_spread = self.with_spread.as_ref();
        self.places.within(self.width)
            && self.points.is_sound()
            && terms::may_have(self.without_spread.len(), false)
            && with_spread.is_none_or(|w| terms::may_have(w.len(), true))
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
