//! What teams tend to do late, where the book has no number of its own.

use crate::math::Portable;

/// Habits of the last minutes. Each is how often an option is taken where it is
/// worth as much as the others; values were set on 2009–2018 (docs/endings.md).
#[derive(Debug, Clone, PartialEq)]
pub struct Conduct {
    /// P(touchdown on the last play of a half): constant, and by the logarithm
    /// of the yards to the goal line.
    pub last_play: [f64; 2],
    /// Yards to the goal line after a touchback.
    pub touchback: f32,
    /// Fraction of plays that end out of bounds: in general, and of passes
    /// thrown to the sideline.
    pub bounds: [f32; 2],
    /// How passes of the last minute differ that are not thrown with a lead:
    /// completions are fewer and interceptions more by these fractions.
    pub urgent: [f32; 2],
    /// The offense stops a running clock.
    pub own_timeout: f32,
    /// The defense does.
    pub their_timeout: f32,
    /// The offense lets the clock run down to one last snap.
    pub run_down: f32,
    /// A spike.
    pub spike: f32,
    /// A kneel-down.
    pub kneel: f32,
    /// A long pass at the end, an onside kick, a field goal before fourth down.
    pub rare: f32,
    /// A try for two points.
    pub two: f32,
    /// The least of any option on fourth down.
    pub least: f32,
}

impl Conduct {
    /// With what the fitted tables say: see the fields of the same name.
    #[must_use]
    pub fn new(last_play: [f64; 2], touchback: f32) -> Self {
        Self {
            last_play,
            touchback,
            bounds: [0.1, 0.5],
            urgent: [0.12, 1.2],
            own_timeout: 0.5,
            their_timeout: 0.15,
            run_down: 0.1,
            spike: 0.1,
            kneel: 0.05,
            rare: 0.03,
            two: 0.1,
            least: 0.02,
        }
    }

    /// P(touchdown on the last play of a half).
    #[must_use]
    pub fn last_play_touchdown(&self, yardline: f64) -> f32 {
        let [constant, by_yards] = self.last_play;
        let z = constant + by_yards * yardline.max(1.0).ln_();
        (1.0 / (1.0 + (-z).exp_())) as f32
    }
}
