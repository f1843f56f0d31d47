//! What the terms need of the clock alone: computed once for the seconds that there
//! are, since every play asks for it in every pass.

use super::terms::{BREAKS, LATER, SOFTENED, TIMES, tents};
use crate::math::Portable;

/// What of [`log_odds`](super::terms::log_odds) depends on the seconds of the game.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    /// Share of the game that is left.
    pub left: f64,
    /// Its roots, softened.
    pub roots: [f64; SOFTENED.len()],
    /// Its root.
    pub root: f64,
    /// Its root as second to fourth down have it.
    pub root_of_downs: f64,
    /// Its root as leads have it.
    pub root_of_leads: f64,
    /// Minutes left, at most one.
    pub minute: f64,
    /// Tents over [`TIMES`].
    pub times: [f32; TIMES.len()],
    /// Tents over [`LATER`].
    pub shares: [f64; LATER.len()],
}

impl Clock {
    pub fn of(seconds: f64) -> Self {
        let left = seconds / 3600.0;
        let log = (seconds + 10.0).ln_();
        let mut times = [0.0; TIMES.len()];
        tents(log, &TIMES.map(Portable::ln_), |i, v| times[i] = v as f32);
        let mut shares = [0.0; LATER.len()];
        tents(log, &LATER.map(Portable::ln_), |i, v| shares[i] = v);
        Self {
            left,
            roots: SOFTENED.map(|k| (left + k).sqrt()),
            root: left.sqrt(),
            root_of_downs: (left + 0.02).sqrt(),
            root_of_leads: (left + 0.001).sqrt(),
            minute: (seconds / 60.0).min(1.0),
            times,
            shares,
        }
    }
}

/// Seconds over which a possession's points fade before the half ends.
const FADES: [f64; 4] = [15.0, 45.0, 120.0, 360.0];
const LAST_FADE: f64 = 6.0;

/// What of the terms depends on the seconds of the half.
#[derive(Clone, Copy)]
pub(super) struct HalfClock {
    pub fades: [f64; FADES.len()],
    pub last_fade: f64,
    pub breaks: [f64; BREAKS.len()],
}

impl HalfClock {
    pub fn of(half_seconds: f64) -> Self {
        let fade = |tau: f64| (-half_seconds / tau).exp_();
        Self {
            fades: FADES.map(fade),
            last_fade: fade(LAST_FADE),
            breaks: BREAKS.map(fade),
        }
    }
}

/// All of it for whole seconds, and logarithms of whole yards to go.
pub(super) struct Clocks {
    game: Vec<Clock>,
    half: Vec<HalfClock>,
    logs: Vec<f64>,
}

impl Clocks {
    pub fn new() -> Self {
        Self {
            game: (0..=3600u16).map(|s| Clock::of(f64::from(s))).collect(),
            half: (0..=1800u16).map(|s| HalfClock::of(f64::from(s))).collect(),
            logs: (0..=30u16).map(|yards| f64::from(yards).ln_()).collect(),
        }
    }

    pub fn game(&self, seconds: f64) -> Clock {
        known(&self.game, seconds).unwrap_or_else(|| Clock::of(seconds))
    }

    pub fn half(&self, seconds: f64) -> HalfClock {
        known(&self.half, seconds).unwrap_or_else(|| HalfClock::of(seconds))
    }

    pub fn log(&self, yards: f64) -> f64 {
        known(&self.logs, yards).unwrap_or_else(|| yards.ln_())
    }
}

fn known<T: Copy>(list: &[T], place: f64) -> Option<T> {
    (place.fract() == 0.0 && place >= 0.0)
        .then(|| list.get(place as usize).copied())
        .flatten()
}
