//! Did the loss change for good, and when?
//!
//! The seasons' losses are taken as x₁…xₙ, each normal around a level with the
//! known standard error s₁…sₙ of its season (clustered by game). Either the
//! level is one μ throughout, or it is μ before season k and μ + δ from k on.
//! This is Smith's single change-point ("A Bayesian approach to inference about
//! a change-point in a sequence of random variables", Biometrika 62, 1975) with
//! known variances; Barry and Hartigan (JASA 88, 1993) treat several changes,
//! which a dozen seasons cannot tell apart.
//!
//! # Prior
//! - no change: [`NO_CHANGE`], the rest spread evenly over the seasons but the
//!   first;
//! - μ: flat. It is in every model alike, so that it cancels;
//! - δ: normal around 0 with standard deviation [`SHIFT`], about what the
//!   closing spread is worth to nflfastR's model (0.485 without, 0.447 with
//!   it): a change that would matter, in either direction.
//!
//! # Posterior
//! Within the seasons before k and within those from k on, the mean weighted by
//! 1/s² is sufficient for the level; with μ integrated out only their
//! difference d says anything about δ. With v the variance of d (1/Σ1/s² of
//! each side, added), the Bayes factor of a change before k against none is
//! N(d; 0, v + σ²) / N(d; 0, v): exact, no sampling.
//!
//! The standard errors are of the outcomes of the games that were played. That
//! a season's games are harder or easier to call as a whole adds to the noise
//! and is not in them, so the posterior errs toward a change.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// Prior probability of no change.
pub const NO_CHANGE: f64 = 0.5;
/// Prior standard deviation of the shift, nats a play.
pub const SHIFT: f64 = 0.03;

/// The posterior.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Changepoint {
    /// Probability that the level never changed.
    pub no_change: f64,
    /// For each season but the first.
    pub before: Vec<Change>,
    /// Prior probability of no change.
    pub prior_no_change: f64,
    /// Prior standard deviation of the shift.
    pub prior_shift: f64,
}

/// A change before one season.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The first season of the new level.
    pub season: u16,
    /// Posterior probability.
    pub probability: f64,
    /// Posterior mean of the shift, if there was this change; positive is worse.
    pub shift: f64,
    /// Its posterior standard deviation.
    pub shift_sd: f64,
}

impl Changepoint {
    /// The likeliest change.
    #[must_use]
    pub fn likeliest(&self) -> Option<&Change> {
        self.before
            .iter()
            .max_by(|a, b| a.probability.total_cmp(&b.probability))
    }

    /// In words.
    #[must_use]
    pub fn words(&self) -> String {
        let Some(change) = self.likeliest() else {
            return "only one season: no change can be estimated".into();
        };
        format!(
            "posterior probability of no change in log loss: {:.2} (prior {:.2}); most likely \
             change: from {} on, probability {:.2}, shift {:+.4} ± {:.4}",
            self.no_change,
            self.prior_no_change,
            change.season,
            change.probability,
            change.shift,
            change.shift_sd
        )
        .replace(" -0.", " −0.")
    }
}

/// The posterior of one change in a series of (season, loss, standard error).
///
/// # Errors
/// [`Error::Parameter`] for a standard error that is not above 0 and a loss
/// that is not a number.
pub fn changepoint(series: &[(u16, f64, f64)]) -> Result<Changepoint> {
    for &(_, loss, error) in series {
        if !(error > 0.0 && error.is_finite()) {
            return Err(Error::parameter("a standard error", "above 0", error));
        }
        if !loss.is_finite() {
            return Err(Error::parameter("a loss", "a number", loss));
        }
    }
    let side = |part: &[(u16, f64, f64)]| {
        let weight: f64 = part.iter().map(|(_, _, s)| s.powi(-2)).sum();
        let sum: f64 = part.iter().map(|(_, x, s)| x * s.powi(-2)).sum();
        (sum / weight, 1.0 / weight)
    };
    let prior_variance = SHIFT * SHIFT;
    let mut log_factors = Vec::new();
    let mut before = Vec::new();
    for k in 1..series.len() {
        let ((early, early_variance), (late, late_variance)) =
            (side(&series[..k]), side(&series[k..]));
        let (d, v) = (late - early, early_variance + late_variance);
        let wide = v + prior_variance;
        log_factors.push(0.5 * ((v / wide).ln() + d * d * (1.0 / v - 1.0 / wide)));
        before.push(Change {
            season: series[k].0,
            probability: 0.0,
            shift: d * prior_variance / wide,
            shift_sd: (v * prior_variance / wide).sqrt(),
        });
    }
    // Relative to the largest, so that nothing overflows.
    let top = log_factors.iter().copied().fold(0.0, f64::max);
    let each = (1.0 - NO_CHANGE) / before.len().max(1) as f64;
    let none = NO_CHANGE * (-top).exp();
    let weights: Vec<f64> = log_factors.iter().map(|l| each * (l - top).exp()).collect();
    let all = none + weights.iter().sum::<f64>();
    for (change, weight) in before.iter_mut().zip(weights) {
        change.probability = weight / all;
    }
    Ok(Changepoint {
        no_change: none / all,
        before,
        prior_no_change: NO_CHANGE,
        prior_shift: SHIFT,
    })
}
