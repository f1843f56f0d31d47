//! Resampling of games: whole games drawn with replacement.
//!
//! Everything additive is summed by game once; a resample is then a weighted
//! sum of the games' sums (weight: how often the game was drawn), and the rest
//! follows from that sum. Nothing is expanded to rows.

use super::estimate::{Estimate, Interval, quantile};
use super::{FEWEST_GAMES, Settings};
use crate::forest::generator::mix;
use rayon::prelude::*;

/// The games of one resample: `games` draws from `0..games`, in the order in
/// which they are drawn. Games are numbered in the order of their ids.
///
/// Depends on nothing but the arguments.
pub fn draws(games: usize, seed: u64, resample: usize) -> impl Iterator<Item = usize> {
    let stream = mix(mix(seed) ^ resample as u64);
    (0..games as u64)
        .map(move |j| ((u128::from(mix(stream ^ mix(j))) * games as u128) >> 64) as usize)
}

/// The metrics of every resample, one row a resample.
#[derive(Debug)]
pub(super) struct Resamples {
    width: usize,
    rows: Vec<f64>,
    level: f64,
}

impl Resamples {
    /// Computes `width` numbers (NaN: not defined) for every resample, in
    /// parallel. `metrics` gets how often each game was drawn, and a buffer
    /// made by `scratch` once a thread.
    pub fn new<S: Send>(
        games: usize,
        settings: &Settings,
        width: usize,
        scratch: impl Fn() -> S + Sync,
        metrics: impl Fn(&[u32], &mut S, &mut [f64]) + Sync,
    ) -> Self {
        let count = if games < FEWEST_GAMES {
            0
        } else {
            settings.resamples
        };
        let mut rows = vec![f64::NAN; count * width];
        if count > 0 && width > 0 {
            rows.par_chunks_mut(width).enumerate().for_each_init(
                || (vec![0u32; games], scratch()),
                |(weights, scratch), (b, row)| {
                    weights.fill(0);
                    draws(games, settings.seed, b).for_each(|g| weights[g] += 1);
                    metrics(weights, scratch, row);
                },
            );
        }
        Self {
            width,
            rows,
            level: settings.level,
        }
    }

    /// All defined values of one metric, sorted.
    pub fn sorted(&self, metric: usize) -> Vec<f64> {
        let column = self.rows.iter().skip(metric).step_by(self.width.max(1));
        let mut values: Vec<f64> = column.copied().filter(|v| !v.is_nan()).collect();
        values.sort_unstable_by(f64::total_cmp);
        values
    }

    /// The interval of one metric over plays of `games` games, or why there is
    /// none.
    pub fn interval(&self, metric: usize, games: usize) -> Result<Interval, String> {
        if games < FEWEST_GAMES {
            let only = if games == 1 {
                "one game".into()
            } else {
                format!("{games} games")
            };
            return Err(format!(
                "no interval: only {only}; at least {FEWEST_GAMES} are needed"
            ));
        }
        if self.rows.is_empty() {
            return Err("no interval: no resamples requested".into());
        }
        let values = self.sorted(metric);
        let count = self.rows.len() / self.width;
        // A metric that is defined in only some of the resamples would get the
        // interval of a chosen part of them.
        if values.len() * 20 < count * 19 {
            let defined = values.len();
            return Err(format!(
                "no interval: defined in {defined} of {count} resamples"
            ));
        }
        let tail = (1.0 - self.level) / 2.0;
        Ok(Interval {
            low: quantile(&values, tail),
            high: quantile(&values, 1.0 - tail),
        })
    }

    /// `value` with the interval of `metric`, moved so that the middle of the
    /// resamples is the value; not below 0.
    ///
    /// For measures of distance, which are not negative and to which noise
    /// adds: resampling adds noise once more, so that the plain percentiles can
    /// lie wholly above the value.
    pub fn recentered(&self, value: Option<f64>, metric: usize, games: usize) -> Estimate {
        let mut estimate = self.estimate(value, metric, games);
        if let (Some(value), Some(interval)) = (value, estimate.interval.as_mut()) {
            let shift = value - quantile(&self.sorted(metric), 0.5);
            interval.low = (interval.low + shift).max(0.0);
            interval.high += shift;
        }
        estimate
    }

    /// `value` with the interval of `metric`.
    pub fn estimate(&self, value: Option<f64>, metric: usize, games: usize) -> Estimate {
        let Some(value) = value else {
            return Estimate::undefined("undefined on these plays");
        };
        match self.interval(metric, games) {
            Ok(interval) => Estimate {
                value: Some(value),
                interval: Some(interval),
                reason: None,
            },
            Err(reason) => Estimate {
                value: Some(value),
                interval: None,
                reason: Some(reason),
            },
        }
    }
}

/// Numbers summed by game: one row a game.
#[derive(Debug)]
pub(super) struct GameSums {
    /// Numbers a game.
    pub width: usize,
    rows: Vec<f64>,
}

impl GameSums {
    pub fn zeros(games: usize, width: usize) -> Self {
        Self {
            width,
            rows: vec![0.0; games * width],
        }
    }

    pub fn of(&mut self, game: u32) -> &mut [f64] {
        let start = game as usize * self.width;
        &mut self.rows[start..start + self.width]
    }

    /// Game by game.
    pub fn iter(&self) -> impl Iterator<Item = &[f64]> {
        self.rows.chunks_exact(self.width)
    }

    /// The sum over all games.
    pub fn total(&self) -> Vec<f64> {
        let mut total = vec![0.0; self.width];
        for row in self.rows.chunks_exact(self.width) {
            total.iter_mut().zip(row).for_each(|(t, v)| *t += v);
        }
        total
    }

    /// In how many games number `k` is above 0.
    pub fn games_with(&self, k: usize) -> usize {
        self.rows
            .chunks_exact(self.width)
            .filter(|row| row[k] > 0.0)
            .count()
    }

    /// The sum over the games of a resample.
    pub fn weighted(&self, weights: &[u32], total: &mut [f64]) {
        total.fill(0.0);
        for (row, &weight) in self.rows.chunks_exact(self.width).zip(weights) {
            if weight > 0 {
                let weight = f64::from(weight);
                total
                    .iter_mut()
                    .zip(row)
                    .for_each(|(t, v)| *t += weight * v);
            }
        }
    }
}
