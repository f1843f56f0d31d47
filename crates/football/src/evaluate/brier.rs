//! The Brier score and what it is made of.

use super::estimate::Estimate;
use super::sums::{BRIER, Sums};
use serde::{Deserialize, Serialize};

/// The Brier score and its parts (Murphy 1973), over the bins of
/// [`bin_of`](super::bin_of): with `n` plays of `N`, mean prediction `p̄` and
/// win rate `ȳ` in a bin and `ȳ₀` over all,
///
/// - reliability = Σ n (p̄ − ȳ)² / N: distance from what happened, 0 is best;
/// - resolution = Σ n (ȳ − ȳ₀)² / N: how far the bins differ, more is better;
/// - uncertainty = ȳ₀ (1 − ȳ₀): what the games leave open, no model's doing;
/// - within bins = Σ Σ [(p − p̄)² − 2 (p − p̄)(y − ȳ)] / N: what is left because
///   predictions differ within a bin (Stephenson, Coelho and Jolliffe 2008).
///
/// brier = reliability − resolution + uncertainty + within bins, exactly.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BrierParts {
    /// Mean of (p − y)².
    pub brier: Estimate,
    /// Distance of the predictions from what happened.
    pub reliability: Estimate,
    /// Spread of what happened between bins.
    pub resolution: Estimate,
    /// Variance of the outcome.
    pub uncertainty: Estimate,
    /// Variance and covariance within bins.
    pub within_bins: Estimate,
}

/// Brier, reliability, resolution, uncertainty, within bins; NaN without plays.
pub(super) fn parts(sums: Sums<'_>) -> [f64; 5] {
    let (plays, wins) = sums.plays_and_wins();
    let rate = wins / plays;
    let (mut reliability, mut resolution, mut within) = (0.0, 0.0, 0.0);
    for bin in sums.bins().filter(|b| b.plays > 0.0) {
        let (p, y) = (bin.p / bin.plays, bin.wins / bin.plays);
        reliability += bin.plays * (p - y) * (p - y);
        resolution += bin.plays * (y - rate) * (y - rate);
        let variance = bin.p_squared - bin.plays * p * p;
        let covariance = bin.p_of_wins - bin.plays * p * y;
        within += variance - 2.0 * covariance;
    }
    [
        sums.0[BRIER] / plays,
        reliability / plays,
        resolution / plays,
        rate * (1.0 - rate),
        within / plays,
    ]
}
