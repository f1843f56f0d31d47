//! A share or a mean over plays, its games resampled.

use super::draws;
use super::estimate::{Interval, quantile};
use rayon::prelude::*;

/// Resamples behind an interval.
const RESAMPLES: usize = 2000;

/// The interval of Σ first ⁄ Σ second over resampled games, given both sums of
/// each game: percentiles at `level` (0–1). Without a game both ends are 0.
#[must_use]
pub fn ratio_interval(games: &[(f64, f64)], level: f64) -> Interval {
    let mut ratios: Vec<f64> = (0..RESAMPLES)
        .into_par_iter()
        .map(|b| {
            let (mut first, mut second) = (0.0, 0.0);
            for g in draws(games.len(), 1, b) {
                first += games[g].0;
                second += games[g].1;
            }
            first / f64::max(second, 1e-9)
        })
        .collect();
    ratios.sort_unstable_by(f64::total_cmp);
    Interval {
        low: quantile(&ratios, (1.0 - level) / 2.0),
        high: quantile(&ratios, f64::midpoint(1.0, level)),
    }
}
