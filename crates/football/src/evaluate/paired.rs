//! The log loss alone, with what games tell of its noise: cheap enough for many
//! models on many seasons.

use super::Settings;
use super::bootstrap::GameSums;
use super::compare::{PairedDifference, difference};
use super::estimate::Interval;
use super::scored::{Games, check_lengths};
use super::sums::log_loss;
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// The log loss of one model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeanLoss {
    /// Mean over the plays, nats.
    pub value: f64,
    /// Its standard error, clustered by game (see
    /// [`PairedDifference::standard_error`]).
    pub standard_error: Option<f64>,
    /// Its interval from resampling games.
    pub interval: Option<Interval>,
}

/// The log loss of `p` (0–1) with its noise between games.
///
/// # Errors
/// [`Error::Shape`](crate::Error::Shape) for lengths that differ and for no
/// plays, [`Settings::check`]'s.
pub fn mean_log_loss(p: &[f32], y: &[bool], game: &[u32], settings: &Settings) -> Result<MeanLoss> {
    let sums = sums((p, None), y, game, settings)?;
    let mean = difference(&sums.0, sums.1, settings);
    Ok(MeanLoss {
        value: mean.a,
        standard_error: mean.standard_error,
        interval: mean.interval,
    })
}

/// The log loss of `a` less that of `b` on the same plays.
///
/// # Errors
/// As [`mean_log_loss`].
pub fn log_loss_difference(
    (a, b): (&[f32], &[f32]),
    y: &[bool],
    game: &[u32],
    settings: &Settings,
) -> Result<PairedDifference> {
    let sums = sums((a, Some(b)), y, game, settings)?;
    Ok(difference(&sums.0, sums.1, settings))
}

/// Sums by game of (plays, loss of `a`, loss of `b` or 0), and the games.
fn sums(
    (a, b): (&[f32], Option<&[f32]>),
    y: &[bool],
    game: &[u32],
    settings: &Settings,
) -> Result<(GameSums, usize)> {
    settings.check()?;
    let lengths = [
        ("probabilities of the other model", b.unwrap_or(a).len()),
        ("outcomes", y.len()),
        ("games", game.len()),
    ];
    check_lengths(a.len(), &lengths)?;
    let games = Games::new(game);
    let mut sums = GameSums::zeros(games.count, 3);
    for (i, (&p, &y)) in a.iter().zip(y).enumerate() {
        let row = sums.of(games.of_play[i]);
        row[0] += 1.0;
        row[1] += log_loss(p, y);
        row[2] += b.map_or(0.0, |b| log_loss(b[i], y));
    }
    Ok((sums, games.count))
}
