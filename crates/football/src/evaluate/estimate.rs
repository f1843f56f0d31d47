//! A number with its interval.

use serde::{Deserialize, Serialize};

/// Between two percentiles of the resamples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// A metric, with an interval where there can be one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The metric; absent where it is not defined (AUC with one class only).
    pub value: Option<f64>,
    /// Its interval from resampling games.
    pub interval: Option<Interval>,
    /// Why the value or the interval is absent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
}

impl Estimate {
    /// A value that is not defined, and why.
    pub(super) fn undefined(reason: impl Into<String>) -> Self {
        Self {
            value: None,
            interval: None,
            reason: Some(reason.into()),
        }
    }
}

/// The quantile `q` (0–1) of sorted values, interpolated between neighbors
/// (R's type 7, numpy's default).
pub(crate) fn quantile(sorted: &[f64], q: f64) -> f64 {
    let position = q * (sorted.len() - 1) as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    let share = position - below as f64;
    sorted[below] + share * (sorted[above] - sorted[below])
}
