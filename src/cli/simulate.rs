//! `wp simulate`: seasons of simulated football in nflverse's columns; its
//! subcommands and `--situation` are in files of their own.

use super::output;
use super::{simulate_check, simulate_fit, simulate_situation};
use crate::error::{Error, Result};
use crate::pbp::write::{self, Values};
use crate::simulate::{self, Column, ScheduleColumns, Season, SimulateParams, Truth};
use rayon::prelude::*;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp simulate`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Sub>,

    #[command(flatten)]
    seasons: SeasonArgs,

    #[command(flatten)]
    situation: simulate_situation::SituationArgs,

    /// Random seed; the same seed gives the same results.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,

    /// Simulator parameters written by `wp simulate fit` [default: built in].
    #[arg(long, value_name = "FILE")]
    numbers: Option<PathBuf>,

    /// Output folder with --seasons; a PNG with --situation.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
}

#[derive(Debug, clap::Subcommand)]
enum Sub {
    /// Fit the simulator to real seasons
    Fit(simulate_fit::Args),
    /// Compare simulated with real seasons: table and plots
    Check(simulate_check::Args),
}

/// What makes seasons.
#[derive(Debug, clap::Args)]
struct SeasonArgs {
    /// Seasons to simulate, numbered from 3001 [default: 1].
    #[arg(long, value_name = "N", conflicts_with = "situation")]
    seasons: Option<usize>,

    /// Games per season, at most 285 [default: 285].
    #[arg(long, value_name = "N", conflicts_with = "situation")]
    games: Option<usize>,

    /// Simulate N finishes from every snap: adds its true WP (ties count half)
    /// as true_wp, with standard error true_wp_error.
    #[arg(long, value_name = "N", conflicts_with = "situation")]
    truth: Option<u32>,

    /// Finds --truth only where at most so many seconds of regulation are left (and in
    /// overtime): last minutes take little time.
    #[arg(long, value_name = "SECONDS", requires = "truth")]
    truth_last: Option<u16>,
}

const EXAMPLES: &str = r#"Examples:
  wp simulate --seasons 10 --seed 7 --out simulated
  wp simulate --seasons 1 --games 16 --truth 400 --out simulated
  wp simulate --situation "4th and 2 at the opp 35, down 3, 2:10 left in Q4, favored by 3" -n 10000
  wp simulate --situation "kickoff, favored by 3, total 44" -n 10000 --out margins.png
  wp simulate fit --data data/pbp --seasons 2014-2022 --out data/simulator.toml
  wp simulate check --data data/pbp --seasons 2014-2023 --out reports/simulator"#;

pub fn run(args: &Args) -> Result<ExitCode> {
    match &args.command {
        Some(Sub::Fit(fit)) => return simulate_fit::run(fit),
        Some(Sub::Check(check)) => return simulate_check::run(check),
        None => {}
    }
    let table = simulate_fit::numbers(args.numbers.as_deref())?;
    let out = args.out.as_deref();
    if args.situation.is_asked() {
        return simulate_situation::run(&args.situation, &table, args.seed, out);
    }
    let Some(out) = out else {
        let rule = "an output folder for the seasons (or use --situation TEXT for one situation)";
        return Err(Error::parameter("--out", rule, "not given"));
    };
    let params = SimulateParams {
        games: args.seasons.games.unwrap_or(simulate::SEASON_GAMES),
        seasons: args.seasons.seasons.unwrap_or(1),
        seed: args.seed,
        truth: args.seasons.truth.unwrap_or(0),
        truth_last: args.seasons.truth_last.unwrap_or(u16::MAX),
        details: false,
        ..SimulateParams::default()
    };
    params.check()?;
    if args.seasons.truth == Some(0) {
        return Err(Error::parameter("--truth", "at least 1 game per play", 0));
    }
    let file = |year: u16| out.join(format!("play_by_play_{year}.parquet"));
    for i in 0..params.seasons {
        crate::file::check_writable(&file(params.first_season + i as u16))?;
    }
    let season = |&first_season: &u16| -> Result<Season> {
        let one = SimulateParams {
            first_season,
            seasons: 1,
            ..params
        };
        let season = simulate::season_with(&table, &one)?;
        write::table(&file(first_season), columns(&season))?;
        Ok(season)
    };
    let mut schedule = ScheduleColumns::default();
    let years: Vec<u16> = (params.first_season..).take(params.seasons).collect();
    // A season a thread: polars puts a table together on one.
    for some in years.chunks(rayon::current_num_threads()) {
        let written: Vec<Result<Season>> = some.par_iter().map(season).collect();
        for (&year, season) in some.iter().zip(written) {
            let mut season = season?;
            output::note(format_args!(
                "{}: {} rows of {} simulated games",
                file(year).display(),
                output::thousands(season.plays.len()),
                params.games
            ));
            schedule.append(&mut season.schedule);
        }
    }
    let columns = schedule.columns();
    let columns = columns.iter().map(|(name, c)| (*name, values(c))).collect();
    write::table(&out.join("games.parquet"), columns)?;
    Ok(ExitCode::SUCCESS)
}

/// The columns of a season's file.
fn columns(season: &Season) -> Vec<(&'static str, Values<'_>)> {
    let columns = season.plays.columns();
    let mut columns: Vec<_> = columns.iter().map(|(name, c)| (*name, values(c))).collect();
    let Truth { wp, error } = &season.truth;
    if !wp.is_empty() {
        columns.push(("true_wp", Values::Float(wp.into())));
        columns.push(("true_wp_error", Values::Float(error.into())));
    }
    columns
}

fn values<'a>(column: &Column<'a>) -> Values<'a> {
    match *column {
        Column::Id(v) => Values::Shared(v),
        Column::Text(v) => Values::Words(v),
        Column::OptText(v) => Values::OptWords(v),
        Column::Int(v) => Values::Whole(v.into()),
        Column::OptInt(v) => Values::Int(v.into()),
        Column::Real(v) => Values::Float(v.into()),
    }
}
