//! `wp describe`: what a first look at the data gives.

use super::data::DataArgs;
use super::output;
use crate::error::Result;
use crate::evaluate::PlaysByTime;
use crate::pbp::describe::{Description, describe};
use crate::report::{self, Labels};
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp describe`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,

    /// Plot to write: plays by time remaining.
    #[arg(long, value_name = "PNG", default_value = "reports/plays_by_time.png")]
    out: PathBuf,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let (source, plays, _) = args.data.load(&[])?;
    let description = describe(&source, args.data.seasons.as_ref(), &plays)?;
    let seasons = plays.seasons();
    let by_time = PlaysByTime::from_counts(&description.plays_by_second, 30)?;
    let labels = Labels {
        model: String::new(),
        seasons: super::data::label(&seasons),
        plays: description.seasons.values().map(|s| s.plays as u64).sum(),
        games: description.seasons.values().map(|s| s.games).sum(),
        simulated: plays.simulated(),
    };
    report::plays_by_time::draw(&by_time, &labels, &args.out)?;
    if args.json {
        output::json(&description)?;
    } else {
        print(&description)?;
    }
    output::note(format_args!(
        "plays by time remaining: {}",
        args.out.display()
    ));
    Ok(ExitCode::SUCCESS)
}

fn percent(share: f64) -> String {
    format!("{:.1}%", 100.0 * share)
}

fn print(description: &Description) -> Result<()> {
    let mut table = output::table(&[
        "season",
        "rows",
        "games",
        "plays",
        "by the winning team",
        "timeouts missing",
        "spread missing",
    ]);
    for (year, s) in &description.seasons {
        table.add_row([
            year.to_string(),
            output::thousands(s.rows),
            s.games.to_string(),
            output::thousands(s.plays),
            percent(s.won),
            percent(s.without_timeouts),
            percent(s.without_spread),
        ]);
    }
    output::numbers_right(&mut table, 1);
    output::line(output::shown(&table))?;
    let mut table = output::table(&["column", "types", "rows", "missing", "files without it"]);
    for (name, c) in &description.columns {
        table.add_row([
            name.clone(),
            c.types.join(", "),
            output::thousands(c.rows),
            percent(c.missing as f64 / c.rows.max(1) as f64),
            c.absent_from.to_string(),
        ]);
    }
    output::numbers_right(&mut table, 2);
    output::line(format_args!("\n{}", output::shown(&table)))
}
