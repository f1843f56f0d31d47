//! `wp fourth-down fit`.

use crate::cli::data::DataArgs;
use crate::cli::output;
use crate::decide::{SubModels, observed};
use crate::error::Result;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp fourth-down fit`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,

    /// Output file.
    #[arg(long, value_name = "FILE", default_value = "decide.json")]
    out: PathBuf,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    crate::file::check_writable(&args.out)?;
    let (source, plays, _) = args.data.load(&[])?;
    let seen = observed::observe(&plays, &crate::pbp::load_sidelines(&source)?);
    let models = SubModels::fit(&seen)?;
    crate::file::write_sub_models(&models, &args.out)?;
    output::note(format_args!(
        "fitted to {} third and fourth downs of {} games ({}): {}",
        output::thousands(models.plays),
        output::thousands(models.games),
        models.seasons,
        args.out.display()
    ));
    Ok(ExitCode::SUCCESS)
}
