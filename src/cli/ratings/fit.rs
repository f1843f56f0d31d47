//! `wp ratings fit`: the parameters from results.

use crate::cli::data::DataArgs;
use crate::cli::output;
use crate::error::Result;
use crate::ratings::fit;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

/// Flags of `wp ratings fit`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the schedule (games.parquet) [default: $WP_DATA, else
    /// data/pbp, else the simulated data/sample].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// First season whose results count; earlier ones let the filter settle.
    #[arg(long, value_name = "SEASON", default_value_t = 2003)]
    from: u16,

    /// Last season.
    #[arg(long, value_name = "SEASON", default_value_t = 2013)]
    to: u16,

    /// Output file: TOML.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let begin = Instant::now();
    crate::file::check_writable(&args.out)?;
    let source = DataArgs {
        data: args.data.clone(),
        seasons: None,
        audit: false,
    }
    .source()?;
    let results = crate::pbp::require_results(&source)?;
    let fitted = fit(&results.games, args.from, args.to, &results.numbers)?;
    let text = fitted.parameters.to_toml(&format!(
        "What the ratings expect (docs/ratings.md), in points unless said otherwise.\n\
         Made by `wp ratings fit --from {} --to {}`: {} games.",
        args.from, args.to, fitted.score.games
    ));
    crate::file::write_whole(&args.out, |file| file.write_all(text.as_bytes()))?;
    output::note(format_args!(
        "{} games, margin rms {:.3}, total rms {:.3}; {} rounds in {:.1} seconds: {}",
        fitted.score.games,
        fitted.score.margin_rms,
        fitted.score.total_rms,
        fitted.rounds,
        begin.elapsed().as_secs_f64(),
        args.out.display()
    ));
    Ok(ExitCode::SUCCESS)
}
