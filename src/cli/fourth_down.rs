//! `wp fourth-down`: go, kick or punt.

mod check;
mod fit;
mod page;
mod report;
mod seasons;
mod situation;

use crate::decide::SubModels;
use crate::error::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Flags of `wp fourth-down`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    work: Option<Work>,

    #[command(flatten)]
    ask: situation::Ask,
}

#[derive(Debug, clap::Subcommand)]
enum Work {
    /// Fit the component models (conversions, field goals, punts, clock) to real seasons
    Fit(fit::Args),
    /// Check calibration of the component models, each season held out
    Check(check::Args),
    /// Report on all fourth downs of past seasons, using models of earlier
    /// seasons: tables by coach and season, plots, calibration
    Report(report::Args),
}

const EXAMPLES: &str = r#"Examples:
  wp fourth-down --situation "4th and 1 at the 50, tied, 10:00 left in Q2"
  wp fourth-down --situation "4&goal opp1 -4 Q4 1:30" --text
  wp fourth-down --data DIR --seasons 2023 --out decisions.parquet
  wp fourth-down fit --data DIR --seasons 2009-2023 --out data/decide.json"#;

pub fn run(args: &Args) -> Result<ExitCode> {
    match &args.work {
        Some(Work::Fit(args)) => fit::run(args),
        Some(Work::Check(args)) => check::run(args),
        Some(Work::Report(args)) => report::run(args),
        None => match (&args.ask.situation, &args.ask.out) {
            (Some(text), _) => situation::run(&args.ask, text),
            (None, Some(out)) => seasons::run(&args.ask, out),
            (None, None) => Err(Error::parameter(
                "wp fourth-down",
                "given a --situation, or seasons with --out FILE",
                "neither",
            )),
        },
    }
}

/// The component models that were named, else the shipped ones.
fn sub_models(named: Option<&Path>) -> Result<SubModels> {
    match named {
        Some(path) => crate::file::read_sub_models(path),
        None => SubModels::shipped().cloned(),
    }
}

/// The flag of [`sub_models`].
#[derive(Debug, clap::Args)]
struct SubModelArgs {
    /// Component-model file written by `wp fourth-down fit` [default: built
    /// in].
    #[arg(long, value_name = "FILE")]
    pub sub_models: Option<PathBuf>,
}
