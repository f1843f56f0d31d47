//! Options side by side.

use crate::error::{Error, Result};
use crate::value::compare::{Gain, Valued};
use serde::Serialize;

/// An option, and the probability of winning with it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionValue {
    /// Its name.
    pub option: &'static str,
    /// Probability of winning, a tie counting half.
    pub wp: f32,
    /// Lower end of its confidence interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lower: Option<f32>,
    /// Upper end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<f32>,
}

impl From<&Valued> for OptionValue {
    fn from(valued: &Valued) -> Self {
        Self {
            option: valued.name,
            wp: valued.wp,
            lower: valued.interval.map(|b| b.lower),
            upper: valued.interval.map(|b| b.upper),
        }
    }
}

/// What one option is worth over another, in probability of winning, with a
/// paired interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Difference {
    /// The difference.
    pub gain: f32,
    /// Lower end of its confidence interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lower: Option<f32>,
    /// Upper end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<f32>,
    /// Confidence level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<f64>,
    /// Whether the interval leaves out 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clear: Option<bool>,
}

impl Difference {
    /// "+1.2% (0.3 to 2.2)".
    #[must_use]
    pub fn words(&self) -> String {
        crate::value::compare::gain_words(self.gain, self.lower.zip(self.upper))
    }
}

impl From<&Gain> for Difference {
    fn from(gain: &Gain) -> Self {
        Self {
            gain: gain.value,
            lower: gain.interval.map(|b| b.lower),
            upper: gain.interval.map(|b| b.upper),
            level: gain.interval.map(|b| b.level),
            clear: gain.is_clear(),
        }
    }
}

/// The rate of success at which a gamble breaks even: where
/// `low + p·(high − low)` is `sure`. `None` where success is worth no more than
/// failure.
pub(super) fn break_even(sure: f32, low: f32, high: f32) -> Option<f32> {
    let p = (sure - low) / (high - low);
    (high > low && p.is_finite()).then_some(p.max(0.0))
}

/// The better of two options, and the other one.
pub(super) fn better<'v>(a: &'v Valued, b: &'v Valued) -> (&'v Valued, &'v Valued) {
    if a.wp > b.wp { (a, b) } else { (b, a) }
}

/// As many values as were asked for.
pub(super) fn exactly<const N: usize>(all: Vec<Valued>) -> Result<[Valued; N]> {
    all.try_into().map_err(|all: Vec<Valued>| Error::Shape {
        what: "options",
        expected: N.to_string(),
        found: all.len().to_string(),
    })
}
