//! The sums from which every additive metric follows, by game and quarter.

use super::bootstrap::GameSums;
use super::scored::{Games, Quarter, Scored};
use super::{BINS, CLIP, bin_of};
use crate::math::Portable;

/// −ln of the probability given to what happened, `p` clipped to
/// [`CLIP`]…1−[`CLIP`]; nats.
#[must_use]
pub fn log_loss(p: f32, y: bool) -> f64 {
    let p = f64::from(p).clamp(CLIP, 1.0 - CLIP);
    if y { -p.ln_() } else { -(-p).ln_1p_() }
}

/// (p − y)².
pub(super) fn squared_error(p: f32, y: bool) -> f64 {
    let error = f64::from(p) - f64::from(u8::from(y));
    error * error
}

// Layout of one quarter's sums.
pub(super) const LOG_LOSS: usize = 0;
pub(super) const BRIER: usize = 1;
/// Won and said so; said so and lost. The rest follows from the bins.
pub(super) const TRUE_POSITIVE: usize = 2;
pub(super) const FALSE_POSITIVE: usize = 3;
/// From here on, five numbers a bin.
const FIRST_BIN: usize = 4;
const BIN_WIDTH: usize = 5;
pub(super) const WIDTH: usize = FIRST_BIN + BINS * BIN_WIDTH;

/// The sums of one bin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bin {
    pub plays: f64,
    pub wins: f64,
    pub p: f64,
    pub p_squared: f64,
    pub p_of_wins: f64,
}

/// The sums of one quarter, or of the whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sums<'a>(pub &'a [f64]);

impl Sums<'_> {
    pub fn bins(&self) -> impl Iterator<Item = Bin> {
        self.0[FIRST_BIN..].chunks_exact(BIN_WIDTH).map(|b| Bin {
            plays: b[0],
            wins: b[1],
            p: b[2],
            p_squared: b[3],
            p_of_wins: b[4],
        })
    }

    /// Plays and wins.
    pub fn plays_and_wins(&self) -> (f64, f64) {
        self.bins()
            .fold((0.0, 0.0), |(n, w), b| (n + b.plays, w + b.wins))
    }
}

/// Sums by game, the five quarters one after the other.
pub(super) fn by_game_and_quarter(scored: &Scored<'_>, games: &Games, threshold: f64) -> GameSums {
    let mut sums = GameSums::zeros(games.count, WIDTH * Quarter::ALL.len());
    for (i, (&p, &y)) in scored.p.iter().zip(scored.y).enumerate() {
        let quarter = Quarter::of(scored.quarter[i]) as usize;
        let row = &mut sums.of(games.of_play[i])[quarter * WIDTH..][..WIDTH];
        row[LOG_LOSS] += log_loss(p, y);
        row[BRIER] += squared_error(p, y);
        let p = f64::from(p);
        if p >= threshold {
            row[if y { TRUE_POSITIVE } else { FALSE_POSITIVE }] += 1.0;
        }
        let bin = &mut row[FIRST_BIN + bin_of(scored.p[i]) * BIN_WIDTH..][..BIN_WIDTH];
        bin[0] += 1.0;
        bin[2] += p;
        bin[3] += p * p;
        if y {
            bin[1] += 1.0;
            bin[4] += p;
        }
    }
    sums
}

/// The whole game's sums from those of its quarters.
pub(super) fn add_quarters(by_quarter: &[f64], whole: &mut [f64]) {
    whole.fill(0.0);
    for quarter in by_quarter.chunks_exact(WIDTH) {
        whole.iter_mut().zip(quarter).for_each(|(w, q)| *w += q);
    }
}
