//! Does 70% happen 70% of the time? Curves and errors of calibration.

use super::bootstrap::{GameSums, Resamples};
use super::estimate::Interval;
use super::scored::{Games, Quarter};
use super::sums::Sums;
use super::{FEWEST_GAMES, Settings, bin_center};
use crate::math::Portable;
use serde::{Deserialize, Serialize};

/// Predicted against observed, by bins of the prediction. Bins without plays
/// are left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// From the lowest prediction to the highest.
    pub bins: Vec<CurveBin>,
}

/// One bin of a [`Curve`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CurveBin {
    /// Mean prediction, 0–1.
    pub predicted: f64,
    /// Share of the plays that were won, 0–1.
    pub observed: f64,
    /// Plays.
    pub plays: u64,
    /// Games that have such plays.
    pub games: usize,
    /// Interval of `observed` from resampling games. Absent below
    /// [`FEWEST_GAMES`] games. Where all plays had one outcome, which
    /// resampling cannot change, the far end is that of an exact binomial
    /// interval of as many trials as games.
    pub interval: Option<Interval>,
}

/// The curve of one quarter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuarterCurve {
    /// Which.
    pub quarter: Quarter,
    /// Its curve.
    pub curve: Curve,
}

/// nflfastR's error of one quarter: mean |bin center − win rate|, weighted by
/// plays; NaN without plays.
pub(super) fn quarter_error(sums: Sums<'_>) -> f64 {
    weighted_error(sums, |bin, _| bin_center(bin))
}

/// Expected calibration error: mean |mean prediction − win rate| over the bins,
/// weighted by plays; NaN without plays.
pub(super) fn ece(sums: Sums<'_>) -> f64 {
    weighted_error(sums, |_, predicted| predicted)
}

fn weighted_error(sums: Sums<'_>, said: impl Fn(usize, f64) -> f64) -> f64 {
    let (mut error, mut plays) = (0.0, 0.0);
    for (k, bin) in sums.bins().enumerate().filter(|(_, b)| b.plays > 0.0) {
        error += bin.plays * (said(k, bin.p / bin.plays) - bin.wins / bin.plays).abs();
        plays += bin.plays;
    }
    error / plays
}

/// nflfastR's error over the quarters of regulation: their errors, weighted by
/// their plays that were won; NaN where none was won.
pub(super) fn error_over_quarters<'a>(quarters: impl Iterator<Item = Sums<'a>>) -> f64 {
    let (mut error, mut wins) = (0.0, 0.0);
    for sums in quarters {
        let (plays, won) = sums.plays_and_wins();
        if plays > 0.0 {
            error += won * quarter_error(sums);
            wins += won;
        }
    }
    error / wins
}

/// The win rates of all bins; NaN in an empty one.
pub(super) fn observed(sums: Sums<'_>, rates: &mut [f64]) {
    for (rate, bin) in rates.iter_mut().zip(sums.bins()) {
        *rate = bin.wins / bin.plays;
    }
}

/// The curve of bins given as (plays, wins, sum of p, games), whose win rates
/// in the resamples start at column `first`.
pub(super) fn curve(
    bins: impl Iterator<Item = (f64, f64, f64, usize)>,
    resamples: &Resamples,
    first: usize,
    settings: &Settings,
) -> Curve {
    let of_bin = |(k, (plays, wins, p, games)): (usize, (f64, f64, f64, usize))| {
        let observed = wins / plays;
        let interval = resamples.interval(first + k, games).ok();
        let bound = ((1.0 - settings.level) / 2.0).powf_(1.0 / games.max(1) as f64);
        let interval = match interval {
            Some(_) if wins == 0.0 => Some(Interval {
                low: 0.0,
                high: 1.0 - bound,
            }),
            Some(_) if wins == plays => Some(Interval {
                low: bound,
                high: 1.0,
            }),
            other => other,
        };
        let predicted = p / plays;
        (plays > 0.0).then_some(CurveBin {
            predicted,
            observed,
            plays: plays as u64,
            games,
            interval,
        })
    };
    Curve {
        bins: bins.enumerate().filter_map(of_bin).collect(),
    }
}

/// The curve over `count` bins of as nearly equal numbers of plays as can be
/// without parting equal predictions.
pub(super) fn equal_count_curve(
    p: &[f32],
    y: &[bool],
    games: &Games,
    count: usize,
    settings: &Settings,
) -> Curve {
    let mut sorted = p.to_vec();
    sorted.sort_unstable_by(f32::total_cmp);
    let mut edges: Vec<f32> = (1..count)
        .map(|k| sorted[k * sorted.len() / count])
        .collect();
    edges.dedup();
    let count = edges.len() + 1;
    let mut sums = GameSums::zeros(games.count, count * 3);
    for (i, (&p, &y)) in p.iter().zip(y).enumerate() {
        let bin = edges.partition_point(|&edge| edge <= p);
        let row = &mut sums.of(games.of_play[i])[bin * 3..][..3];
        row[0] += 1.0;
        row[1] += f64::from(u8::from(y));
        row[2] += f64::from(p);
    }
    let scratch = || vec![0.0; sums.width];
    let resamples = Resamples::new(
        games.count,
        settings,
        count,
        scratch,
        |weights, total, row| {
            sums.weighted(weights, total);
            for (rate, bin) in row.iter_mut().zip(total.chunks_exact(3)) {
                *rate = bin[1] / bin[0];
            }
        },
    );
    let total = sums.total();
    let bins = total
        .chunks_exact(3)
        .enumerate()
        .map(|(k, b)| (b[0], b[1], b[2], sums.games_with(k * 3)));
    curve(bins, &resamples, 0, settings)
}

impl Curve {
    /// Whether any bin has enough games for an interval.
    #[must_use]
    pub fn has_intervals(&self) -> bool {
        self.bins.iter().any(|b| b.interval.is_some())
    }

    /// Bins with at least `plays` plays and [`FEWEST_GAMES`] games: those that
    /// say something.
    pub fn telling(&self, plays: u64) -> impl Iterator<Item = &CurveBin> {
        self.bins
            .iter()
            .filter(move |b| b.plays >= plays && b.games >= FEWEST_GAMES)
    }
}
