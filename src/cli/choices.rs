//! What `wp two-point`, `wp kickoff` and `wp timeout` share: flags, and options
//! side by side.

use super::output;
use crate::ask::{Difference, OptionValue};
use crate::error::Result;
use crate::estimator::check_level;
use crate::model_file::SavedModel;
use std::path::PathBuf;

/// Their flags.
#[derive(Debug, clap::Args)]
pub struct Flags {
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

/// A value with its interval.
pub fn shown(option: &OptionValue) -> String {
    match (option.lower, option.upper) {
        (Some(lower), Some(upper)) => format!(
            "{} ({})",
            output::percent(option.wp),
            output::range(lower, upper)
        ),
        _ => output::percent(option.wp),
    }
}

/// What an interval says, where there is one.
pub fn about(difference: &Difference) -> String {
    difference.level.map_or_else(String::new, |level| {
        format!(
            "Brackets: {:.0}% confidence intervals; differences are paired.\n",
            100.0 * level
        )
    })
}
