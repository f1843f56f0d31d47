//! `wp simulate`: seasons of simulated football in nflverse's columns.

use super::output;
use crate::error::Result;
use crate::pbp::write::{self, Values};
use crate::simulate::{self, Column, SimulateParams};
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp simulate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Seasons to simulate; they are numbered from 3001.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seasons: usize,

    /// Games a season, at most 285.
    #[arg(long, value_name = "N", default_value_t = 285)]
    games: usize,

    /// Seed: the same seed gives the same files, byte for byte.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,

    /// Threads. Default: all cores. The files do not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// The folder to write to.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Columns that `data/sample` carries: those that wp reads, and what a reader
/// needs to follow a game. The simulator knows more.
const WRITTEN: &[&str] = &[
    "game_id",
    "play_id",
    "season",
    "season_type",
    "week",
    "home_team",
    "away_team",
    "posteam",
    "defteam",
    "qtr",
    "quarter_seconds_remaining",
    "half_seconds_remaining",
    "game_seconds_remaining",
    "down",
    "ydstogo",
    "yardline_100",
    "play_type",
    "yards_gained",
    "posteam_timeouts_remaining",
    "defteam_timeouts_remaining",
    "posteam_score",
    "defteam_score",
    "score_differential",
    "home_score",
    "away_score",
    "result",
    "spread_line",
    "total_line",
    "location",
];

pub fn run(args: &Args) -> Result<ExitCode> {
    super::use_threads(args.threads)?;
    let params = SimulateParams {
        games: args.games,
        seasons: args.seasons,
        seed: args.seed,
        ..SimulateParams::default()
    };
    params.check()?;
    let mut schedule = Vec::new();
    for i in 0..args.seasons {
        let year = params.first_season + i as u16;
        let season = simulate::season(year, args.games, args.seed)?;
        let columns = season.plays.columns();
        let kept = columns
            .iter()
            .filter(|(name, _)| WRITTEN.contains(name))
            .map(|(name, column)| (*name, values(column)))
            .collect();
        let path = args.out.join(format!("play_by_play_{year}.parquet"));
        write::table(&path, kept)?;
        output::note(format_args!(
            "{}: {} rows of {} simulated games",
            path.display(),
            output::thousands(season.plays.len()),
            args.games
        ));
        for (i, (name, column)) in season.schedule.columns().iter().enumerate() {
            if schedule.len() <= i {
                schedule.push((*name, values(column)));
            } else {
                schedule[i].1.extend(values(column));
            }
        }
    }
    write::table(&args.out.join("games.parquet"), schedule)?;
    Ok(ExitCode::SUCCESS)
}

fn values(column: &Column<'_>) -> Values {
    match column {
        Column::Id(v) => Values::Text(v.iter().map(|s| Some(s.to_string())).collect()),
        Column::Text(v) => Values::Text(v.iter().map(|s| Some((*s).to_owned())).collect()),
        Column::OptText(v) => Values::Text(v.iter().map(|s| s.map(str::to_owned)).collect()),
        Column::Int(v) => Values::Int(v.iter().map(|&n| Some(n)).collect()),
        Column::OptInt(v) => Values::Int(v.to_vec()),
        Column::Real(v) => Values::Float(v.to_vec()),
    }
}
