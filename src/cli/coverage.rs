//! `wp coverage`: do the intervals hold the truth, where it is known?

use super::output;
use crate::coverage::{Method, Outcome, Step, Study};
use crate::error::Result;
use crate::estimator::{ForestEstimator, IntervalSettings};
use crate::simulate::Distributions;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

/// Flags of `wp coverage`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Simulated leagues, each of which trains a model.
    #[arg(long, value_name = "N", default_value_t = 24)]
    leagues: usize,

    /// Leagues on which plain bootstraps are tried too.
    #[arg(long, value_name = "N", default_value_t = 6)]
    plain_leagues: usize,

    /// Games a league.
    #[arg(long, value_name = "N", default_value_t = 4101)]
    games: usize,

    /// Test plays, each of a game of its own.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    plays: usize,

    /// Standard error of a test play's true probability.
    #[arg(long, value_name = "E", default_value_t = 0.0025)]
    truth_error: f64,

    /// Most roll-outs of a test play.
    #[arg(long, value_name = "N", default_value_t = 40_000)]
    rollouts: u32,

    /// Level of the intervals.
    #[arg(long, value_name = "P", default_value_t = 0.9)]
    level: f64,

    /// Resamples of games behind an interval. Default: as `wp train`.
    #[arg(long, value_name = "G")]
    groups: Option<usize>,

    /// Fraction of the games in a resample. Default: as `wp train`.
    #[arg(long, value_name = "FRACTION")]
    fraction: Option<f64>,

    /// Seed: the same seed gives the same tables.
    #[arg(long, value_name = "S", default_value_t = 1000)]
    seed: u64,

    /// Few games, plays and leagues: to see that it works.
    #[arg(long)]
    quick: bool,

    /// Where test plays and leagues are kept while the study runs.
    #[arg(long, value_name = "DIR", default_value = "target/coverage")]
    cache: PathBuf,

    /// Threads. Default: all cores. The tables do not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// Print the tables as JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    super::use_threads(args.threads)?;
    let mut intervals = IntervalSettings::default();
    intervals.groups = args.groups.unwrap_or(intervals.groups);
    intervals.games = args.fraction.unwrap_or(intervals.games);
    let mut study = Study {
        table: Distributions::default(),
        leagues: args.leagues,
        plain_leagues: args.plain_leagues,
        games: args.games,
        plays: args.plays,
        truth_error: args.truth_error,
        rollouts: args.rollouts,
        level: args.level,
        forest: ForestEstimator {
            threads: args.threads,
            ..ForestEstimator::default()
        },
        intervals,
        seed: args.seed,
        folder: args.cache.clone(),
    };
    if args.quick {
        study.leagues = study.leagues.min(3);
        study.plain_leagues = study.plain_leagues.min(1);
        study.games = study.games.min(300);
        study.plays = study.plays.min(100);
        study.rollouts = study.rollouts.min(4000);
    }
    study.check()?;
    let cancelled = super::train::cancel_on_interrupt();
    let bar = output::bar(1, "true probabilities");
    let outcome = study.run(&|step| {
        let (done, of) = match step {
            Step::Truth(done, of) => (done, of),
            Step::Models(done, of) => {
                bar.set_message("models");
                (done, of)
            }
        };
        bar.set_length(of as u64);
        bar.set_position(done as u64);
        !cancelled.load(Ordering::Relaxed)
    })?;
    bar.finish_and_clear();
    if args.json {
        output::json(&outcome)?;
    } else {
        print(&outcome)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn name(method: Method) -> &'static str {
    match method {
        Method::Members => "wp's intervals",
        Method::BootstrapGames => "bootstrap of games, percentiles",
        Method::BootstrapPlays => "bootstrap of plays, percentiles",
    }
}

fn print(outcome: &Outcome) -> Result<()> {
    let mut table = output::table(&[
        "intervals",
        "leagues",
        "true WP",
        "plays",
        "coverage",
        "±",
        "mean width",
        "bias",
        "misfit",
        "error",
    ]);
    for row in &outcome.rows {
        let tenths = row.table.tenths.iter().enumerate();
        let all = tenths.map(|(k, c)| (format!("{}–{} %", 10 * k, 10 * (k + 1)), c));
        for (label, c) in std::iter::once(("all".to_owned(), &row.table.all)).chain(all) {
            table.add_row([
                name(row.method).to_owned(),
                row.leagues.to_string(),
                label,
                c.plays.to_string(),
                format!("{:.3}", c.coverage),
                format!("{:.3}", c.coverage_error),
                format!("{:.4}", c.width),
                format!("{:+.4}", c.bias),
                format!("{:.4}", c.misfit),
                format!("{:.4}", c.error),
            ]);
        }
    }
    output::numbers_right(&mut table, 1);
    output::line(output::shown(&table))?;
    output::note(format_args!(
        "{} test plays, {} roll-outs, standard error of a true probability {:.4}",
        outcome.plays,
        output::thousands(outcome.rollouts as usize),
        outcome.truth_error
    ));
    Ok(())
}
