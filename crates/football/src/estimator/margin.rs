//! What intervals have on either side beyond what resamples say.

use crate::error::{Error, Result};
use crate::math::Portable;
use serde::{Deserialize, Serialize};

/// By how much the interval of a probability is widened on either side, for
/// what the model's terms cannot express: resamples only tell what more games
/// would. Where the truth is known, in simulated football, the model is the
/// farther from it the less time is left and the closer the game is
/// (docs/intervals.md).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Margin {
    /// At any time, in probability.
    pub always: f32,
    /// On top of it at any time, where both sides win as often.
    pub close: f32,
    /// On top of both as time runs out, where both sides win as often.
    pub late: f32,
    /// Game seconds in which the latter grows by the factor e.
    pub fade: f32,
}

impl Margin {
    /// None.
    pub const NONE: Self = Self::constant(0.0);

    /// The same at any time.
    #[must_use]
    pub const fn constant(always: f32) -> Self {
        Self {
            always,
            close: 0.0,
            late: 0.0,
            fade: 1.0,
        }
    }

    /// The margin of a probability with so many seconds of the game left: all
    /// but `always` goes with the standard deviation of the result, √(p(1 − p)).
    #[must_use]
    pub fn at(&self, wp: f32, seconds: f32) -> f32 {
        let close = self.close + self.late * (-seconds.max(0.0) / self.fade).exp_();
        self.always + close * 2.0 * (wp * (1.0 - wp)).max(0.0).sqrt()
    }

    pub(super) fn check(&self) -> Result<()> {
        let parts = [
            ("margin", self.always),
            ("model-error allowance in close games", self.close),
            ("late model-error allowance", self.late),
        ];
        for (name, value) in parts {
            if !(0.0..=0.1).contains(&value) {
                return Err(Error::parameter(name, "between 0 and 0.1", value));
            }
        }
        if !(self.fade >= 1.0 && self.fade.is_finite()) {
            let rule = "at least a second";
            return Err(Error::parameter(
                "decay time of the model-error allowance",
                rule,
                self.fade,
            ));
        }
        Ok(())
    }
}

impl Default for Margin {
    fn default() -> Self {
        Self {
            always: 0.003,
            close: 0.008,
            late: 0.085,
            fade: 300.0,
        }
    }
}

impl std::fmt::Display for Margin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "a model-error allowance of {:.1} points on either side",
            100.0 * self.always
        )?;
        if self.close + self.late > 0.0 {
            let most = 100.0 * (self.always + self.close + self.late);
            write!(f, ", up to {most:.1} late in close games")?;
        }
        Ok(())
    }
}
