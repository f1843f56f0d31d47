//! Where a game turned: Bayesian changepoints of its win probability.
//!
//! A win probability always moves; a turning point is a play after which it
//! *stays* elsewhere. So a game is divided into stretches, each with a level
//! around which the probability wanders, and the question is where one stretch
//! ends and the next begins.
//!
//! # Model
//! The series y₁…yₙ is the home team's probability before each play (and the
//! result after the last one) on the scale 2/π·arcsin √p, on which the
//! difference between 0.50 and 0.60 counts for less than that between 0.90 and
//! 1.00, but 0 and 1 are finite. Between any two plays the level changes with
//! probability [`Prior::rate`], independently. Each stretch has a level θ,
//! normal around ½; within it the deviation u = y − θ follows
//! uᵗ = φ·uᵗ⁻¹ + e, e normal with standard deviation σ, from its stationary
//! distribution on: a drive moves the probability for several plays, so that
//! neighbors are alike without any change of level. (With independent noise
//! every drive would be a turning point.) φ and σ are unknown: they are
//! averaged over a grid, each point weighted by how well it predicts the game,
//! so that a wild game needs more to be called turned than a quiet one.
//!
//! # Posterior
//! With θ integrated out, stretches are independent given where they begin (a
//! product partition model: Barry and Hartigan, Annals of Statistics 20, 1992),
//! and the forward and backward recursions over all 2ⁿ⁻¹ divisions take n²
//! steps (Fearnhead, Statistics and Computing 16, 2006): exact, no sampling.
//! The online recursion of Adams and MacKay (2007) is its forward half; a game
//! that is over can be looked at from both ends.
//!
//! Turning points are the changes of the likeliest division, each with the
//! posterior probability that there was a change within [`NEAR`] plays of it,
//! summed over all divisions; those below [`LEAST`] are left out.
//!
//! Knows no football: arrays in, numbers out.

mod recursion;
mod segments;

pub use segments::Noise;

use crate::error::{Error, Result};
use crate::math::Portable;
use recursion::{Posterior, log_sum};
use segments::Segments;
use std::f64::consts::FRAC_PI_2;

/// A change this many plays away still is the same change.
pub const NEAR: usize = 3;
/// A turning point is reported from this posterior probability on.
pub const LEAST: f64 = 0.5;
/// Longest series: the recursion keeps a table of its square.
pub const MOST_PLAYS: usize = 2000;

/// What is thought before the game.
#[derive(Debug, Clone, PartialEq)]
pub struct Prior {
    /// Probability of a change between two plays.
    pub rate: f64,
    /// Standard deviation of the levels, on the scale of the series.
    pub level_sd: f64,
    /// The grid of φ: 0 ≤ φ < 1.
    pub persistence: Vec<f64>,
    /// The grid of σ.
    pub step: Vec<f64>,
}

impl Default for Prior {
    /// Chosen as docs/charts.md says.
    fn default() -> Self {
        Self {
            rate: 0.02,
            level_sd: 0.3,
            persistence: vec![0.0, 0.6, 0.8, 0.9, 0.95, 0.98],
            step: vec![0.01, 0.015, 0.02, 0.03, 0.045],
        }
    }
}

/// A play with which the level changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Turn {
    /// Index of the first value of the new level: the play before it brought it.
    pub at: usize,
    /// Posterior probability of a change within [`NEAR`] plays of `at`.
    pub probability: f64,
    /// Posterior probability of a change at `at` itself.
    pub exactly: f64,
    /// Level before, as a probability.
    pub before: f64,
    /// Level from `at` on, as a probability.
    pub after: f64,
}

/// The posterior.
#[derive(Debug, Clone, PartialEq)]
pub struct Turning {
    /// Posterior probability of a change with each value; the first has 0.
    pub change: Vec<f64>,
    /// Posterior probability that the level never changed.
    pub never: f64,
    /// The turning points, in order.
    pub turns: Vec<Turn>,
    /// Log density of the series under the prior, for comparing priors.
    pub log_evidence: f64,
}

/// 0…1 onto 0…1 with the ends stretched.
fn scale(p: f64) -> f64 {
    p.sqrt().asin() / FRAC_PI_2
}

fn unscale(y: f64) -> f64 {
    (y.clamp(0.0, 1.0) * FRAC_PI_2).sin_().powi(2)
}

/// The turning points of a series of probabilities.
///
/// # Errors
/// [`Error::Parameter`] for a value outside 0–1, a series that is empty or of
/// more than [`MOST_PLAYS`] values, and a prior out of range.
pub fn turning_points(p: &[f64], prior: &Prior) -> Result<Turning> {
    check(p, prior)?;
    let y: Vec<f64> = p.iter().map(|&p| scale(p)).collect();
    let mut cells: Vec<(Segments, Posterior)> = Vec::new();
    for &persistence in &prior.persistence {
        for &step in &prior.step {
            let noise = Noise {
                persistence,
                step,
                level_mean: 0.5,
                level_sd: prior.level_sd,
            };
            let segments = Segments::new(&y, noise);
            let posterior = Posterior::new(&segments, prior.rate);
            cells.push((segments, posterior));
        }
    }
    let all = log_sum(cells.iter().map(|(_, c)| c.log_evidence()));
    let weights: Vec<f64> = cells
        .iter()
        .map(|(_, c)| (c.log_evidence() - all).exp_())
        .collect();
    let mean = |of: &dyn Fn(&Posterior) -> f64| -> f64 {
        // A cell that nobody believes is not worth its sums.
        let believed = cells.iter().zip(&weights).filter(|(_, w)| **w > 1e-9);
        believed.map(|((_, c), w)| w * of(c)).sum()
    };
    let mut change = vec![0.0; y.len()];
    for (t, c) in change.iter_mut().enumerate().skip(1) {
        *c = mean(&|cell| cell.change(t)).min(1.0);
    }
    let last = y.len() - 1;
    let never = match last {
        0 => 1.0,
        _ => mean(&|cell| cell.none_within(1, last)).min(1.0),
    };
    let mut best: Option<(&Segments, Vec<usize>, f64)> = None;
    for (segments, cell) in &cells {
        let (changes, weight) = cell.likeliest();
        if best.as_ref().is_none_or(|(.., w)| weight > *w) {
            best = Some((segments, changes, weight));
        }
    }
    let mut turns = Vec::new();
    if let Some((segments, changes, _)) = best {
        let probability = |at: usize| {
            let (from, to) = (at.saturating_sub(NEAR).max(1), (at + NEAR).min(last));
            (1.0 - mean(&|cell| cell.none_within(from, to))).clamp(0.0, 1.0)
        };
        let sure: Vec<(usize, f64)> = changes
            .iter()
            .map(|&at| (at, probability(at)))
            .filter(|(_, p)| *p >= LEAST)
            .collect();
        for (i, &(at, probability)) in sure.iter().enumerate() {
            let from = if i == 0 { 0 } else { sure[i - 1].0 };
            let to = sure.get(i + 1).map_or(last, |next| next.0 - 1);
            turns.push(Turn {
                at,
                probability,
                exactly: change[at],
                before: unscale(segments.level(from, at - 1).mean),
                after: unscale(segments.level(at, to).mean),
            });
        }
    }
    Ok(Turning {
        change,
        never,
        turns,
        log_evidence: all - (cells.len() as f64).ln_(),
    })
}

fn check(p: &[f64], prior: &Prior) -> Result<()> {
    if p.is_empty() || p.len() > MOST_PLAYS {
        let rule = format!("of 1 to {MOST_PLAYS} plays");
        return Err(Error::parameter("a series", rule, p.len()));
    }
    if let Some(bad) = p.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(Error::parameter("a probability", "in 0–1", bad));
    }
    if !(prior.rate > 0.0 && prior.rate < 1.0) {
        return Err(Error::parameter(
            "the rate of changes",
            "between 0 and 1",
            prior.rate,
        ));
    }
    let positive = |x: f64| x > 0.0 && x.is_finite();
    if !positive(prior.level_sd) {
        return Err(Error::parameter(
            "the levels' deviation",
            "above 0",
            prior.level_sd,
        ));
    }
    if prior.persistence.is_empty() || prior.step.is_empty() {
        return Err(Error::parameter("a grid", "of at least one value", 0));
    }
    if let Some(bad) = prior.persistence.iter().find(|x| !(0.0..1.0).contains(*x)) {
        return Err(Error::parameter(
            "a persistence",
            "at least 0 and below 1",
            bad,
        ));
    }
    if let Some(bad) = prior.step.iter().find(|x| !positive(**x)) {
        return Err(Error::parameter("a step", "above 0", bad));
    }
    Ok(())
}
