//! What teams tend to do by time and lead: passes, pace, risk.

use super::grid::{LANES, of_lane};
use super::lanes::Lanes;
use crate::math::Portable;
use crate::simulate::{Distributions, interpolate, lead_class};

/// Seconds between a play that ends in bounds and the next snap, by pace: in a
/// hurry, briskly, at ease, slow. On 2009–2018 snap to snap takes 13 to 24
/// seconds in the last minute, 18 to 30 in the one before, 34 to 45 trailing
/// with more time, 42 to 47 ahead; some six of these are the play's.
pub(super) const PACES: [(usize, usize); 4] = [(9, 22), (14, 28), (26, 38), (36, 41)];
/// What teams tend to do at one second, by lane.
pub(super) struct Habits {
    /// Factor on the odds of a pass.
    pub(super) pass_odds: Lanes,
    /// Fraction of passes thrown to the sideline.
    pub(super) outside: Lanes,
    /// How far the defense is from expecting a run.
    pub(super) loose: Lanes,
    /// How much passes are forced.
    pub(super) urgency: Lanes,
    /// Paces between plays.
    pub(super) pace: [Lanes; PACES.len()],
}

/// Straight lines between values at `times`.
fn through<const N: usize>(t: usize, times: [f64; N], values: [f64; N]) -> f32 {
    let points: Vec<(f64, f64)> = times.into_iter().zip(values).collect();
    interpolate(&points, t as f64) as f32
}

impl Habits {
    pub(super) fn at(book: &Distributions, t: usize) -> Self {
        let mut all = Self {
            pass_odds: [1.0; LANES],
            outside: [0.0; LANES],
            loose: [0.0; LANES],
            urgency: [0.0; LANES],
            pace: [[0.0; LANES]; PACES.len()],
        };
        let odds = &book.choices.pass_odds;
        for k in 0..LANES {
            let lead = of_lane(k).0;
            let class = lead_class(lead);
            let at = |time: usize| odds[time][class].ln_();
            all.pass_odds[k] = through(t, [60.0, 210.0, 450.0], [at(0), at(1), at(2)]).exp_();
            let trailing = [1.0, 0.5, 0.0][(lead.signum() + 1) as usize];
            all.loose[k] = trailing * through(t, [180.0, 360.0], [1.0, 0.6])
                + (1.0 - trailing) * through(t, [180.0, 360.0], [0.0, 0.2]);
            all.urgency[k] = trailing * through(t, [45.0, 100.0], [1.0, 0.0]);
            let at_once = through(t, [45.0, 110.0, 200.0], [0.6, 0.35, 0.2]);
            all.outside[k] = trailing * at_once + (1.0 - trailing) * 0.15;
            let pace = match lead.signum() {
                -1 => [
                    through(t, [45.0, 90.0, 130.0, 200.0], [0.6, 0.25, 0.1, 0.04]),
                    through(t, [45.0, 90.0, 130.0, 200.0], [0.3, 0.5, 0.4, 0.12]),
                    through(t, [45.0, 90.0, 130.0, 200.0], [0.08, 0.2, 0.4, 0.6]),
                    through(t, [45.0, 90.0, 130.0, 200.0], [0.02, 0.05, 0.1, 0.24]),
                ],
                0 => [
                    through(t, [45.0, 90.0, 130.0], [0.4, 0.2, 0.02]),
                    through(t, [45.0, 90.0, 130.0], [0.3, 0.4, 0.08]),
                    through(t, [45.0, 90.0, 130.0], [0.2, 0.3, 0.5]),
                    through(t, [45.0, 90.0, 130.0], [0.1, 0.1, 0.4]),
                ],
                _ => [0.01, 0.02, 0.12, 0.85],
            };
            for (lanes, p) in all.pace.iter_mut().zip(pace) {
                lanes[k] = p;
            }
        }
        all
    }
}
