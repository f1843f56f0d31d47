//! `wp man`: manual pages.

use super::{Cli, output};
use crate::error::{Error, Result};
use clap::CommandFactory;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp man`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder for the pages: wp.1, wp-predict.1, …
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let failed = |e| Error::io("write", &args.out, e);
    std::fs::create_dir_all(&args.out).map_err(failed)?;
    clap_mangen::generate_to(Cli::command(), &args.out).map_err(failed)?;
    output::note(format_args!("manual pages in {}", args.out.display()));
    Ok(ExitCode::SUCCESS)
}
