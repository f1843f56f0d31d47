//! `wp fourth-down check`: the component models' calibration, walking forward.

use crate::cli::data::DataArgs;
use crate::cli::output;
use crate::decide::{check, observed};
use crate::error::{Error, Result};
use crate::plays::Seasons;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp fourth-down check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of nflverse play-by-play [default: $WP_DATA, else data/pbp, else
    /// the simulated data/sample].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Seasons to predict, each from all earlier seasons.
    #[arg(long, value_name = "SEASONS", default_value = "2014-2023")]
    seasons: Seasons,

    /// Confidence level.
    #[arg(long, value_name = "P", default_value_t = 0.9)]
    level: f64,

    /// Print the numbers as JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    crate::estimator::check_level(args.level)?;
    let data = DataArgs {
        data: args.data.clone(),
        seasons: None,
        audit: false,
    };
    let (source, plays, _) = data.load(&[])?;
    let seen = observed::observe(&plays, &crate::pbp::load_sidelines(&source)?);
    let checked = check::check(&seen, &args.seasons, args.level)?;
    if checked.is_empty() {
        return Err(Error::data(
            source.root().display(),
            format!("it has no plays of {}", args.seasons),
            "choose seasons it has, with earlier seasons to fit on",
        ));
    }
    if args.json {
        output::json(&checked)?;
    } else {
        let mut table = output::table(&[
            "claim",
            "plays",
            "log loss",
            "forest's",
            "largest decile gap, points",
            "by chance",
            "significantly off by > 2",
        ]);
        for c in &checked {
            table.add_row([
                c.what.clone(),
                output::thousands(c.plays),
                format!("{:.4}", c.log_loss),
                c.forest_log_loss
                    .map_or(String::new(), |l| format!("{l:.4}")),
                c.worst_tenth().map_or(String::new(), check::Tenth::words),
                format!("{:.1}", 100.0 * c.chance),
                format!("{} of {}", c.beyond(), c.tenths.len()),
            ]);
        }
        output::numbers_right(&mut table, 1);
        output::line(output::shown(&table))?;
    }
    Ok(ExitCode::SUCCESS)
}
