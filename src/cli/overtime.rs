//! `wp overtime`.

use super::data::{self, DataArgs};
use super::output;
use crate::error::{Error, Result};
use crate::value::fit;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// What `wp overtime` does.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Count and fit what possessions, kick-offs and tries lead to
    Fit(FitArgs),
}

/// Flags of `wp overtime fit`.
#[derive(Debug, clap::Args)]
pub struct FitArgs {
    #[command(flatten)]
    data: DataArgs,

    /// The file to write; `wp` is built with data/possessions.toml.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub fn run(command: &Command) -> Result<ExitCode> {
    match command {
        Command::Fit(args) => run_fit(args),
    }
}

fn run_fit(args: &FitArgs) -> Result<ExitCode> {
    crate::file::check_writable(&args.out)?;
    let (_, plays, _) = args.data.load(&[])?;
    let seasons = plays.seasons();
    if data::simulated(&seasons) {
        return Err(Error::Refused {
            problem: "these seasons are simulated, and what they lead to is made up".into(),
            hint: "name real seasons with --data DIR or WP_DATA".into(),
        });
    }
    let tables = fit::fit(&plays, &|_| true)?;
    let text = tables.text();
    crate::file::write_whole(&args.out, |file| file.write_all(text.as_bytes()))?;
    output::note(format_args!(
        "fitted on {}: {}",
        data::label(&seasons),
        args.out.display()
    ));
    Ok(ExitCode::SUCCESS)
}
