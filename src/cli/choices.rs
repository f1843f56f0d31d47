//! What `wp two-point`, `wp kickoff` and `wp timeout` share: flags, and options
//! side by side.

use super::output;
use crate::error::{Error, Result};
use crate::estimator::check_level;
use crate::model_file::SavedModel;
use crate::value::compare::{Gain, Valued};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Their flags.
#[derive(Debug, clap::Args)]
pub struct Flags {
    /// Situation in words or key=value, from the side of the team that decides.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub situation: String,

    /// Model file [default: $WP_MODEL, else the built-in model].
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// Confidence level.
    #[arg(long, value_name = "P", default_value_t = 0.9)]
    pub level: f64,

    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

impl Flags {
    /// The model; checks the level before anything is read.
    pub fn model(&self) -> Result<SavedModel> {
        check_level(self.level)?;
        Ok(super::model(self.model.as_deref())?.0)
    }
}

/// An [`Error::Situation`].
pub fn bad(problem: impl Into<String>, hint: impl Into<String>) -> Error {
    Error::Situation {
        problem: problem.into(),
        hint: hint.into(),
    }
}

/// A value with its interval.
pub fn shown(valued: &Valued) -> String {
    match &valued.interval {
        Some(b) => format!(
            "{} ({})",
            output::percent(valued.wp),
            output::range(b.lower, b.upper)
        ),
        None => output::percent(valued.wp),
    }
}

/// An option as JSON.
pub fn option(valued: &Valued) -> Value {
    let mut out = json!({"option": valued.name, "wp": valued.wp});
    if let Some(b) = &valued.interval {
        out["lower"] = json!(b.lower);
        out["upper"] = json!(b.upper);
    }
    out
}

/// A gain as JSON.
pub fn gained(gain: &Gain) -> Value {
    let mut out = json!({"gain": gain.value});
    if let (Some(b), Some(clear)) = (&gain.interval, gain.is_clear()) {
        out["lower"] = json!(b.lower);
        out["upper"] = json!(b.upper);
        out["level"] = json!(b.level);
        out["clear"] = json!(clear);
    }
    out
}

/// What an interval says, where there is one.
pub fn about(options: &[Valued]) -> String {
    options
        .iter()
        .find_map(|o| o.interval)
        .map_or_else(String::new, |b| {
            format!(
                "Brackets: {:.0}% confidence intervals; differences are paired.\n",
                100.0 * b.level
            )
        })
}

/// The chance at which a gamble pays: where `low + p·(high − low)` is `sure`.
/// `None` where success is worth no more than failure.
pub fn break_even(sure: f32, low: f32, high: f32) -> Option<f32> {
    let p = (sure - low) / (high - low);
    (high > low && p.is_finite()).then_some(p.max(0.0))
}
