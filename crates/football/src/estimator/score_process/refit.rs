//! Many fits to differently weighted games at once: folds, and the resamples
//! behind intervals.
//!
//! A refit differs from the full fit only in the games' weights. Sums over
//! plays are therefore formed once a game and added up with each refit's
//! weights (least squares and the curvature of the logistic regression), or
//! for a batch of refits in one pass over the plays (its gradient), starting
//! from the full fit. Expected points, the targets and all weights are each
//! refit's own.
//!
//! Sums over plays are in single precision within a block of plays and in
//! double precision over blocks, in a fixed order: the same for any number of
//! threads.

use super::drift::Drift;
use super::points::{LENGTH, Points, cells};
use super::table::Table;
use super::{FittedScoreProcess, LambdaReturn, LogisticFit, ScoreProcess, Terms, terms};
use crate::error::{Error, Result};
use crate::estimator::solve::{Factor, Rows, weighted_sums};
use crate::features::PlaySet;
use crate::math::Portable;
use ndarray::{Array1, Array2, ArrayView2, Axis, s};
use rayon::prelude::*;
use std::ops::Range;

/// Rows of a block.
const BLOCK: usize = 2048;
/// Refits in one pass over the plays.
const BATCH: usize = 16;
/// A refit has converged when a step changes its log-odds by less than this,
/// as a root mean square over its plays: far below what games' sampling does.
const TOLERANCE: f64 = 1e-4;
/// Most passes for one set of targets.
const PASSES: usize = 60;

/// Neighboring plays of one game.
pub(super) struct Run {
    rows: Range<usize>,
    /// Number of the game, by rising id.
    game: usize,
}

/// The runs of the plays' games.
pub(super) fn runs(train: &PlaySet) -> Vec<Run> {
    let game = train.game();
    let mut ids = game.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut runs: Vec<Run> = Vec::new();
    for (row, id) in game.iter().enumerate() {
        let number = ids.partition_point(|other| other < id);
        match runs.last_mut() {
            Some(run) if run.game == number => run.rows.end = row + 1,
            _ => runs.push(Run {
                rows: row..row + 1,
                game: number,
            }),
        }
    }
    runs
}

/// How often a refit's expected points are fitted again to the points of plays on
/// the way to a score (see [`Terms::points_target`]), which start as the full fit's:
/// each time halves what is left of those.
const AGAIN: usize = 4;

/// What refits start from.
#[derive(Clone, Copy)]
pub(super) struct Start<'a> {
    pub settings: &'a ScoreProcess,
    pub train: &'a PlaySet,
    pub terms: &'a Terms<'a>,
    pub runs: &'a [Run],
    /// The full fit.
    pub fitted: &'a FittedScoreProcess,
    /// Its expected points of each play, in the play's season.
    pub ep: &'a [f64],
    /// What expected points are fitted to. The kickoff after a score is worth
    /// the same to all refits.
    pub target: &'a [f32],
    pub with_spread: Option<&'a LogisticFit>,
    pub without_spread: Option<&'a LogisticFit>,
    /// Asked before each batch whether to go on.
    pub go_on: &'a (dyn Fn() -> bool + Sync),
}

/// A refit, and how its expected points changed over the seasons.
pub(super) struct Refit {
    pub fitted: FittedScoreProcess,
    pub drift: Drift,
}

impl Start<'_> {
    /// The refits to the games' `weights` (games, by rising id, × refits).
    ///
    /// # Errors
    /// [`Error::Fit`] where a refit has too few games, [`Error::Cancelled`].
    pub fn refit(&self, weights: ArrayView2<'_, f32>) -> Result<Vec<Refit>> {
        let points = self.points(weights)?;
        let mut refits: Vec<Refit> = points
            .into_iter()
            .map(|(points, drift)| Refit {
                fitted: FittedScoreProcess {
                    points,
                    with_spread: None,
                    without_spread: Vec::new(),
                    ..self.fitted.clone()
                },
                drift,
            })
            .collect();
        for (fit, spread) in [(self.with_spread, true), (self.without_spread, false)] {
            let Some(fit) = fit else { continue };
            let shared = Shared::of(self, fit, spread);
            let curvatures = shared.curvatures(self, fit, weights);
            for batch in 0..weights.ncols().div_ceil(BATCH) {
                if !(self.go_on)() {
                    return Err(Error::Cancelled);
                }
                let range = batch * BATCH..((batch + 1) * BATCH).min(weights.ncols());
                let members = &mut refits[range.clone()];
                let batch = Batch {
                    start: self,
                    fit,
                    shared: &shared,
                    weights: weights.slice(s![.., range.clone()]).to_owned(),
                };
                let all = batch.solve(members, &curvatures[range])?;
                for (member, b) in members.iter_mut().zip(all.columns()) {
                    let raw = shared.raw(fit, &b.to_owned());
                    if spread {
                        member.fitted.with_spread = Some(raw);
                    } else {
                        member.fitted.without_spread = raw;
                    }
                }
            }
        }
        Ok(refits)
    }

    /// Expected points of each refit.
    fn points(&self, weights: ArrayView2<'_, f32>) -> Result<Vec<(Points, Drift)>> {
        let next = self.train.next_score();
        let known: Vec<f32> = next
            .iter()
            .map(|next| f32::from(u8::from(next.is_known())))
            .collect();
        let target: Vec<f32> = next
            .iter()
            .zip(self.target)
            .map(|(next, &net)| if next.is_known() { net } else { 0.0 })
            .collect();
        let sums = weighted_sums(
            &self.rows_of_runs(),
            self.terms.points.width(),
            |run| (self.terms.points.block(run.clone()), known[run].to_vec()),
            Some(&target),
            self.weights_of_runs(weights).view(),
        );
        drop(target);
        sums.into_par_iter()
            .enumerate()
            .map(|(member, (square, moment))| {
                let weights = self.weights_of_member(weights, member);
                let penalty = vec![self.settings.points_penalty; moment.len()];
                let factor = Factor::of(square, &penalty)?;
                let (mut points, mut drift) = Points::fitted(factor.solve(moment).to_vec());
                for _ in 0..AGAIN {
                    let target = self.terms.points_target(self.train, &points, drift);
                    let moment = self.moment(&weights, &known, &target);
                    (points, drift) = Points::fitted(factor.solve(moment).to_vec());
                }
                Ok((points, drift))
            })
            .collect()
    }

    /// Weighted sums of the terms of expected points times a target.
    fn moment(&self, weights: &[f32], known: &[f32], target: &[f32]) -> Array1<f64> {
        let mut sum = Array1::zeros(self.terms.points.width());
        let mut terms = Vec::with_capacity(sum.len());
        for (run, &weight) in self.runs.iter().zip(weights).filter(|(_, w)| **w > 0.0) {
            for row in run.rows.clone().filter(|&row| known[row] > 0.0) {
                let scale = f64::from(weight * target[row]);
                terms.clear();
                self.terms.points.write(row, &mut terms);
                for (to, &term) in sum.iter_mut().zip(&terms) {
                    *to += scale * f64::from(term);
                }
            }
        }
        sum
    }

    /// Each row with the number of its game.
    pub fn games_of_rows(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.runs
            .iter()
            .flat_map(|run| run.rows.clone().map(|row| (row, run.game)))
    }

    fn rows_of_runs(&self) -> Vec<Range<usize>> {
        self.runs.iter().map(|run| run.rows.clone()).collect()
    }

    /// Runs × members.
    fn weights_of_runs(&self, weights: ArrayView2<'_, f32>) -> Array2<f32> {
        Array2::from_shape_fn((self.runs.len(), weights.ncols()), |(run, member)| {
            weights[[self.runs[run].game, member]]
        })
    }

    fn weights_of_member(&self, weights: ArrayView2<'_, f32>, member: usize) -> Vec<f32> {
        self.runs
            .iter()
            .map(|run| weights[[run.game, member]])
            .collect()
    }
}

/// Terms that all refits share: standardised as in the full fit, but those that
/// are multiples of expected points per point and not centered (the constant
/// takes that up).
struct Shared<'a> {
    z: Table<'a>,
    /// Whether each play takes part.
    part: Vec<bool>,
    /// Which terms are multiples of expected points.
    by_points: Vec<usize>,
    /// Whether the terms are those of situations with a spread.
    spread: bool,
}

impl<'a> Shared<'a> {
    fn of(start: &Start<'a>, fit: &LogisticFit, spread: bool) -> Self {
        let by_points = terms::multiples_of_points(spread);
        let center = |(k, &mean)| if by_points.contains(&k) { 0.0 } else { mean };
        let mean: Vec<f64> = fit.mean.iter().enumerate().map(center).collect();
        let sd = fit.sd.clone();
        let known = &start.terms.spread_known;
        let takes_part = move |row: usize| known[row] || !spread;
        let z = start.terms.log_odds(start.train, spread, |_| 1.0);
        let z = z.with(move |row, terms| {
            // Unknown terms, which nothing must be added up with.
            if !takes_part(row) {
                terms.fill(0.0);
                return;
            }
            for (k, v) in terms.iter_mut().enumerate().skip(1) {
                *v = ((f64::from(*v) - mean[k]) / sd[k]) as f32;
            }
        });
        Self {
            part: (0..z.rows()).map(takes_part).collect(),
            z,
            by_points,
            spread,
        }
    }

    /// Weights on these terms from those of the full fit.
    fn away_from_full(&self, fit: &LogisticFit, b: &Array1<f64>) -> Array1<f64> {
        let mut b = b.clone();
        for &k in &self.by_points {
            b[0] -= b[k] * fit.mean[k] / fit.sd[k];
        }
        b
    }

    /// Weights on raw terms.
    fn raw(&self, fit: &LogisticFit, b: &Array1<f64>) -> Vec<f64> {
        let mut raw: Vec<f64> = b.iter().zip(&fit.sd).map(|(b, sd)| b / sd).collect();
        raw[0] = b[0];
        for k in 1..raw.len() {
            if !self.by_points.contains(&k) {
                raw[0] -= raw[k] * fit.mean[k];
            }
        }
        raw
    }

    /// The curvature at the full fit, by each refit's weights.
    fn curvatures(
        &self,
        start: &Start<'_>,
        fit: &LogisticFit,
        weights: ArrayView2<'_, f32>,
    ) -> Vec<Array2<f64>> {
        let b = self.away_from_full(fit, fit.last()).mapv(|v| v as f32);
        let block = |run: Range<usize>| {
            let mut z = self.z.block(run.clone()).into_owned();
            let bend = z.rows_mut().into_iter().zip(run).map(|(mut row, i)| {
                let ep = start.ep[i] as f32;
                self.by_points.iter().for_each(|&k| row[k] *= ep);
                let p = 1.0 / (1.0 + (-row.dot(&b)).exp_());
                weight_of(self.part[i]) * p * (1.0 - p)
            });
            let bend: Vec<f32> = bend.collect();
            (z.into(), bend)
        };
        let runs = start.rows_of_runs();
        let weights = start.weights_of_runs(weights);
        let sums = weighted_sums(&runs, self.z.width(), block, None, weights.view());
        sums.into_iter().map(|(square, _)| square).collect()
    }
}

/// 1 for a play that takes part.
fn weight_of(part: bool) -> f32 {
    f32::from(u8::from(part))
}

/// Some refits that are solved in step.
struct Batch<'a> {
    start: &'a Start<'a>,
    fit: &'a LogisticFit,
    shared: &'a Shared<'a>,
    /// Games × refits.
    weights: Array2<f32>,
}

impl Batch<'_> {
    /// The weights on the shared terms, terms × refits.
    fn solve(&self, members: &[Refit], curvatures: &[Array2<f64>]) -> Result<Array2<f64>> {
        let width = self.shared.z.width();
        // A resample of half the games is drawn to half as much: it is to differ
        // from the full fit as a fit to other games would.
        let full = self.start.settings.penalties(self.shared.spread);
        let games = self.weights.nrows().max(1) as f32;
        let penalties: Vec<Vec<f64>> = self
            .weights
            .columns()
            .into_iter()
            .map(|weights| {
                let share = f64::from(weights.sum() / games);
                full.iter().map(|penalty| penalty * share).collect()
            })
            .collect();
        let factors: Vec<(Factor, f64)> = (0..members.len())
            .into_par_iter()
            .map(|member| {
                let square = curvatures[member].clone();
                // The constant's entry: the sum of all plays' parts.
                let all = square[[0, 0]];
                Ok((Factor::of(square, &penalties[member])?, all))
            })
            .collect::<Result<_>>()?;
        let ep = self.expected_points(members);
        let mut b = Array2::zeros((width, members.len()));
        let first = self.shared.away_from_full(self.fit, &self.fit.stages[0]);
        b.columns_mut()
            .into_iter()
            .for_each(|mut c| c.assign(&first));
        let rows = self.shared.z.rows();
        let mut p = Array2::<f32>::zeros((rows, members.len()));
        let mut target = Array2::<f32>::zeros((rows, members.len()));
        for (mut row, &won) in target.rows_mut().into_iter().zip(self.start.train.y()) {
            row.fill(f32::from(u8::from(won)));
        }
        // The curvature is that of the full fit's end. Where a refit's own is more than
        // twice as large a whole step would lead back and forth for ever.
        let mut share = vec![1.0; members.len()];
        for stage in 0..self.fit.stages.len() {
            let mut last = Array2::zeros(b.raw_dim());
            let mut sizes = vec![0.0; members.len()];
            for pass in 0..PASSES {
                self.probabilities(&b, &ep, &mut p);
                if stage > 0 && pass == 0 {
                    self.soften(&p, &mut target);
                }
                let mut gradient = self.gradient(&ep, &p, &target);
                let mut largest = 0.0f64;
                for (member, (factor, all)) in factors.iter().enumerate() {
                    for k in 0..width {
                        gradient[[k, member]] -= penalties[member][k] * b[[k, member]];
                    }
                    let gradient = gradient.column(member).to_owned();
                    let step = factor.solve(gradient.clone());
                    // With curvature H, H·step is the gradient.
                    let size = step.dot(&gradient) / all.max(1e-9);
                    largest = largest.max(size);
                    // The step before was too long: uphill now, and hardly nearer.
                    let uphill = last.column(member).dot(&gradient) < 0.0;
                    if uphill && size > 0.5 * sizes[member] {
                        share[member] *= 0.6;
                    }
                    sizes[member] = size;
                    b.column_mut(member).scaled_add(share[member], &step);
                    last.column_mut(member).assign(&step);
                }
                if largest < TOLERANCE * TOLERANCE {
                    break;
                }
            }
        }
        Ok(b)
    }

    /// Plays × refits.
    fn expected_points(&self, members: &[Refit]) -> Array2<f32> {
        let count = members.len();
        let mut table = vec![0.0f32; LENGTH * count];
        for (member, refit) in members.iter().enumerate() {
            for (cell, &value) in refit.fitted.points.values().iter().enumerate() {
                table[cell * count + member] = value;
            }
        }
        let x = self.start.train.x();
        let places = &self.start.fitted.places;
        let mut out = Array2::zeros((x.nrows(), count));
        out.axis_chunks_iter_mut(Axis(0), BLOCK)
            .into_par_iter()
            .zip(x.axis_chunks_iter(Axis(0), BLOCK))
            .zip(self.start.terms.ages.par_chunks(BLOCK))
            .for_each(|((mut out, x), ages)| {
                for ((mut out, row), &age) in out.rows_mut().into_iter().zip(x.rows()).zip(ages) {
                    let situation = places.read(row);
                    for (sum, refit) in out.iter_mut().zip(members) {
                        *sum = refit.drift.at(&situation, age) as f32;
                    }
                    cells(&situation, |cell, weight| {
                        let values = &table[cell * count..(cell + 1) * count];
                        for (sum, &value) in out.iter_mut().zip(values) {
                            *sum += weight as f32 * value;
                        }
                    });
                }
            });
        out
    }

    fn probabilities(&self, b: &Array2<f64>, ep: &Array2<f32>, p: &mut Array2<f32>) {
        let mut plain = b.mapv(|v| v as f32);
        let by_points = &self.shared.by_points;
        let points = plain.select(Axis(0), by_points);
        by_points.iter().for_each(|&k| plain.row_mut(k).fill(0.0));
        p.axis_chunks_iter_mut(Axis(0), BLOCK)
            .into_par_iter()
            .enumerate()
            .zip(ep.axis_chunks_iter(Axis(0), BLOCK))
            .for_each(|((block, mut p), ep)| {
                let first = block * BLOCK;
                let z = self.shared.z.block(first..first + p.nrows());
                let slope = z.select(Axis(1), by_points).dot(&points);
                let constant = z.dot(&plain);
                ndarray::Zip::from(&mut p)
                    .and(&constant)
                    .and(&slope)
                    .and(&ep)
                    .for_each(|p, &c, &s, &e| *p = 1.0 / (1.0 + (-(c + s * e)).exp_()));
            });
    }

    /// Σ w·(target − p)·term, terms × refits.
    fn gradient(&self, ep: &Array2<f32>, p: &Array2<f32>, target: &Array2<f32>) -> Array2<f64> {
        let by_points = &self.shared.by_points;
        let blocks: Vec<Array2<f32>> = self
            .blocks()
            .into_par_iter()
            .map(|runs| {
                let rows = runs[0].rows.start..runs[runs.len() - 1].rows.end;
                let range = s![rows.clone(), ..];
                let mut rest = &target.slice(range) - &p.slice(range);
                for run in runs {
                    let weights = self.weights.row(run.game);
                    for row in run.rows.clone() {
                        let part = weight_of(self.shared.part[row]);
                        let mut rest = rest.row_mut(row - rows.start);
                        rest.zip_mut_with(&weights, |r, &w| *r *= w * part);
                    }
                }
                let z = self.shared.z.block(rows);
                let mut sum = z.t().dot(&rest);
                rest *= &ep.slice(range);
                let of_points = z.select(Axis(1), by_points).t().dot(&rest);
                for (from, &k) in of_points.rows().into_iter().zip(by_points) {
                    sum.row_mut(k).assign(&from);
                }
                sum
            })
            .collect();
        let mut sum = Array2::zeros((self.shared.z.width(), self.weights.ncols()));
        for block in &blocks {
            sum.zip_mut_with(block, |s: &mut f64, &v| *s += f64::from(v));
        }
        sum
    }

    /// Whole runs, some [`BLOCK`] plays together.
    fn blocks(&self) -> Vec<&[Run]> {
        let mut blocks = Vec::new();
        let (mut first, runs) = (0, self.start.runs);
        for (i, run) in runs.iter().enumerate() {
            if run.rows.end - runs[first].rows.start >= BLOCK || i + 1 == runs.len() {
                blocks.push(&runs[first..=i]);
                first = i + 1;
            }
        }
        blocks
    }

    /// The refits' λ-returns of their own probabilities.
    fn soften(&self, p: &Array2<f32>, target: &mut Array2<f32>) {
        let members = p.ncols();
        let lambda = self.start.settings.lambda;
        let y = self.start.train.y();
        let (Some(p), Some(target)) = (p.as_slice(), target.as_slice_mut()) else {
            return;
        };
        let mut work = Vec::with_capacity(self.start.runs.len());
        let mut rest = target;
        for run in self.start.runs {
            let (mine, others) = rest.split_at_mut(run.rows.len() * members);
            rest = others;
            work.push((run, mine));
        }
        work.into_par_iter().for_each(|(run, target)| {
            let mut returns = vec![LambdaReturn::new(lambda); members];
            for row in run.rows.clone().rev() {
                let part = self.shared.part[row];
                let at = (row - run.rows.start) * members;
                for (member, value) in returns.iter_mut().enumerate() {
                    let p = if part {
                        p[row * members + member]
                    } else {
                        f32::NAN
                    };
                    target[at + member] = value.before(p, y[row]);
                }
            }
        });
    }
}
