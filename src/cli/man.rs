//! `wp man`: manual pages.

use super::{Cli, output};
use crate::error::{Error, Result};
use clap::CommandFactory;
use std::io::Write;
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
    // Into a folder of their own first: each page is there as a whole or not at all.
    let made = tempfile::tempdir().map_err(failed)?;
    clap_mangen::generate_to(Cli::command(), made.path()).map_err(failed)?;
    for page in std::fs::read_dir(made.path()).map_err(failed)? {
        let page = page.map_err(failed)?;
        let text = std::fs::read(page.path()).map_err(failed)?;
        crate::file::write_whole(&args.out.join(page.file_name()), |to| to.write_all(&text))?;
    }
    output::note(format_args!("manual pages in {}", args.out.display()));
    Ok(ExitCode::SUCCESS)
}
