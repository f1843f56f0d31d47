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
    resampled(games.len(), level, |drawn| {
        let (mut first, mut second) = (0.0, 0.0);
        for g in drawn {
            first += games[g].0;
            second += games[g].1;
        }
        first / f64::max(second, 1e-9)
    })
}

/// The interval of the difference of two such ratios over the same games, each
/// given by its four sums.
#[must_use]
pub fn ratio_difference(games: &[[f64; 4]], level: f64) -> Interval {
    resampled(games.len(), level, |drawn| {
        let mut sums = [0.0; 4];
        for g in drawn {
            for (sum, v) in sums.iter_mut().zip(&games[g]) {
                *sum += v;
            }
        }
        let [a, of_a, b, of_b] = sums;
        a / f64::max(of_a, 1e-9) - b / f64::max(of_b, 1e-9)
    })
}

fn resampled(
    games: usize,
    level: f64,
    value: impl Fn(&mut dyn Iterator<Item = usize>) -> f64 + Sync,
) -> Interval {
    let mut values: Vec<f64> = (0..RESAMPLES)
        .into_par_iter()
        .map(|b| value(&mut draws(games, 1, b)))
        .collect();
    values.sort_unstable_by(f64::total_cmp);
    Interval {
        low: quantile(&values, (1.0 - level) / 2.0),
        high: quantile(&values, f64::midpoint(1.0, level)),
    }
}
