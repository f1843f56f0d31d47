//! Where in the game: log loss by minute, and how many plays when.

use super::bootstrap::{GameSums, Resamples};
use super::estimate::Estimate;
use super::scored::{Games, Quarter, Scored, Settings};
use super::sums::log_loss;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// Minutes of a game's regulation.
const MINUTES: usize = 60;

/// Log loss by minute of the game. Overtime, whose clock starts again, is left
/// out (it has its own line in the table by quarter).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ThroughGame {
    /// From the first minute of the game to the last; those without plays are
    /// left out.
    pub minutes: Vec<Minute>,
}

/// The plays of one minute of regulation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Minute {
    /// Whole minutes of the game that remain: 59 is the first minute, 0 the
    /// last. The kickoff's 60:00 belongs to the first.
    pub remaining: u8,
    /// Plays.
    pub plays: u64,
    /// Games that have plays in it.
    pub games: usize,
    /// Mean log loss, nats.
    pub log_loss: Estimate,
}

impl ThroughGame {
    pub(super) fn new(scored: &Scored<'_>, games: &Games, settings: &Settings) -> Self {
        let mut sums = GameSums::zeros(games.count, MINUTES * 2);
        for (i, (&p, &y)) in scored.p.iter().zip(scored.y).enumerate() {
            if Quarter::of(scored.quarter[i]) != Quarter::Overtime {
                let minute = (usize::from(scored.seconds[i]) / 60).min(MINUTES - 1);
                let row = &mut sums.of(games.of_play[i])[minute * 2..][..2];
                row[0] += 1.0;
                row[1] += log_loss(p, y);
            }
        }
        let scratch = || vec![0.0; sums.width];
        let resamples = Resamples::new(
            games.count,
            settings,
            MINUTES,
            scratch,
            |weights, total, row| {
                sums.weighted(weights, total);
                for (mean, minute) in row.iter_mut().zip(total.chunks_exact(2)) {
                    *mean = minute[1] / minute[0];
                }
            },
        );
        let total = sums.total();
        let of_minute = |k: usize| {
            let (plays, sum) = (total[k * 2], total[k * 2 + 1]);
            let games = sums.games_with(k * 2);
            (plays > 0.0).then(|| Minute {
                remaining: k as u8,
                plays: plays as u64,
                games,
                log_loss: resamples.estimate(Some(sum / plays), k, games),
            })
        };
        Self {
            minutes: (0..MINUTES).rev().filter_map(of_minute).collect(),
        }
    }
}

/// How many plays there are by time remaining in regulation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlaysByTime {
    /// Width of a bin, seconds.
    pub bin_seconds: u16,
    /// Plays with `k·bin_seconds + 1` to `(k+1)·bin_seconds` seconds remaining,
    /// so that the first play of a quarter is not counted to the one before;
    /// the first bin also has those at 0.
    pub plays: Vec<u64>,
}

impl PlaysByTime {
    /// From the number of plays at each second remaining (0, 1, … at most
    /// 3600).
    ///
    /// # Errors
    /// [`Error::Parameter`] unless `bin_seconds` divides 3600, [`Error::Shape`]
    /// for more than 3601 counts.
    pub fn from_counts(by_second: &[u32], bin_seconds: u16) -> Result<Self> {
        if bin_seconds == 0 || 3600 % bin_seconds != 0 {
            let rule = "a divisor of 3600 seconds";
            return Err(Error::parameter("bin_seconds", rule, bin_seconds));
        }
        if by_second.len() > 3601 {
            return Err(Error::Shape {
                what: "plays by second remaining",
                expected: "at most 3601 counts, for 0 to 3600 seconds".into(),
                found: by_second.len().to_string(),
            });
        }
        let width = usize::from(bin_seconds);
        let mut plays = vec![0; 3600 / width];
        for (second, &count) in by_second.iter().enumerate() {
            let bin = second.saturating_sub(1) / width;
            plays[bin] += u64::from(count);
        }
        Ok(Self { bin_seconds, plays })
    }

    /// From the seconds remaining at each play (3600 at most), as
    /// [`PlaysByTime::from_counts`]; `quarter` tells overtime (5 and above),
    /// which is left out.
    ///
    /// # Errors
    /// As [`PlaysByTime::from_counts`], and [`Error::Shape`] where the slices
    /// differ in length.
    pub fn from_seconds(seconds: &[u16], quarter: &[u8], bin_seconds: u16) -> Result<Self> {
        if seconds.len() != quarter.len() {
            return Err(Error::Shape {
                what: "quarters",
                expected: format!("{}, one for each play", seconds.len()),
                found: quarter.len().to_string(),
            });
        }
        let mut counts = vec![0; 3601];
        for (&second, _) in seconds.iter().zip(quarter).filter(|(_, q)| **q <= 4) {
            counts[usize::from(second.min(3600))] += 1;
        }
        Self::from_counts(&counts, bin_seconds)
    }

    /// All plays.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.plays.iter().sum()
    }
}
