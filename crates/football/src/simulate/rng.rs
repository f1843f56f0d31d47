//! Random numbers keyed by what they are for, not by when they are drawn.
//!
//! Every game has a generator of its own, started from a hash of
//! `(seed, season, stream, index)`. No generator is shared or handed on, so a
//! game is the same whichever thread plays it, and whatever was played before.
//! Only integer arithmetic, `+ − × ÷` and comparisons are used (no `exp`, `ln`
//! or `powf`), so that the numbers do not depend on a platform's libm either.

use crate::forest::generator::mix;
use rand_pcg::Pcg64Dxsm;
use rand_pcg::rand_core::Rng;

/// What a generator is for; part of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Stream {
    /// The fixtures of a season: who meets whom, and where.
    Fixtures = 1,
    /// The strength of a team in a season.
    Rating = 2,
    /// Lines and true strength of one game.
    Matchup = 3,
    /// The plays of one game.
    Plays = 4,
    /// Roll-outs from one situation.
    RollOut = 5,
    /// Roll-outs from the snaps of one game.
    Truth = 6,
}

/// The generator of one game (PCG64 DXSM of `rand_pcg`).
#[derive(Debug, Clone)]
pub struct GameRng(Pcg64Dxsm);

impl GameRng {
    /// The generator for `(seed, season, stream, index)`.
    #[must_use]
    pub fn new(seed: u64, season: u16, stream: Stream, index: u64) -> Self {
        let key = [u64::from(season), stream as u64, index];
        let a = key.iter().fold(mix(seed), |h, &k| mix(h ^ k));
        let b = mix(a ^ 0x5851_f42d_4c95_7f2d);
        let state = (u128::from(a) << 64) | u128::from(b);
        let sequence = (u128::from(mix(b)) << 64) | u128::from(index);
        Self(Pcg64Dxsm::new(state, sequence))
    }

    /// Uniform in `[0, 1)`, in steps of 2⁻⁵³.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// `true` with probability `p` (never for `p ≤ 0`, always for `p ≥ 1`).
    #[inline]
    pub fn chance(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// A whole number in `low..=high`, all equally likely.
    #[inline]
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        debug_assert!(low <= high);
        let span = f64::from(high - low + 1);
        low + (self.uniform() * span) as i32
    }

    /// Uniform in `[0, 1)`, but with probability `|tilt|` the better
    /// (`tilt > 0`) or worse (`tilt < 0`) of two draws: F(u) = (1−t)·u + t·u².
    #[inline]
    pub fn tilted(&mut self, tilt: f64) -> f64 {
        let first = self.uniform();
        if !self.chance(tilt.abs()) {
            return first;
        }
        let second = self.uniform();
        if tilt > 0.0 {
            first.max(second)
        } else {
            first.min(second)
        }
    }

    /// Very nearly standard normal: the sum of twelve uniforms less six (mean
    /// 0, variance 1, within ±6; excess kurtosis −0.1).
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    /// Puts `items` in random order (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let pick = self.between(0, last as i32) as usize;
            items.swap(last, pick);
        }
    }
}
