//! `wp fourth-down`: go, kick or punt.

mod check;
mod fit;
mod situation;

use crate::decide::SubModels;
use crate::error::Result;
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
    /// Fit the sub-models (conversions, field goals, punts, clock) to real seasons
    Fit(fit::Args),
    /// Check the sub-models: each season by those of the earlier ones, with pictures
    Check(check::Args),
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
        None => situation::run(&args.ask),
    }
}

/// The sub-models that were named, else the shipped ones.
fn sub_models(named: Option<&Path>) -> Result<SubModels> {
    match named {
        Some(path) => SubModels::read(path),
        None => SubModels::shipped().cloned(),
    }
}

/// The flag of [`sub_models`].
#[derive(Debug, clap::Args)]
struct SubModelArgs {
    /// The sub-models' file, as `wp fourth-down fit` writes it. Default: the
    /// shipped ones.
    #[arg(long, value_name = "FILE")]
    sub_models: Option<PathBuf>,
}
