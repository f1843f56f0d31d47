//! `wp coverage`: do the intervals hold the truth, where it is known?

use super::output;
use crate::coverage::{LEAST, Outcome, Step, Study, markdown, number};
use crate::error::{Error, Result};
use crate::estimator::{ForestEstimator, IntervalSettings, Margin};
use crate::report::{self, Labels};
use crate::simulate::Distributions;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

// What a flag that is not given is.
const LEAGUES: usize = 10;
const PLAIN_LEAGUES: usize = 2;
const GAMES: usize = 4101;
const PLAYS: usize = 5000;
const TRUTH_ERROR: f64 = 0.003;
const ROLLOUTS: u32 = 30_000;
const SEED: u64 = 5000;

/// Flags of `wp coverage`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Simulated leagues; each trains a model.
    #[arg(long, value_name = "N", default_value_t = LEAGUES)]
    leagues: usize,

    /// Leagues on which plain bootstraps are run as well.
    #[arg(long, value_name = "N", default_value_t = PLAIN_LEAGUES)]
    plain_leagues: usize,

    /// Games per league.
    #[arg(long, value_name = "N", default_value_t = GAMES)]
    games: usize,

    /// Test plays, one per game.
    #[arg(long, value_name = "N", default_value_t = PLAYS)]
    plays: usize,

    /// Target standard error of a test play's true WP.
    #[arg(long, value_name = "E", default_value_t = TRUTH_ERROR)]
    truth_error: f64,

    /// Maximum rollouts per test play.
    #[arg(long, value_name = "N", default_value_t = ROLLOUTS)]
    rollouts: u32,

    /// Confidence level.
    #[arg(long, value_name = "P", default_value_t = 0.9)]
    level: f64,

    /// Resamples of games per model [default: as `wp train`].
    #[arg(long, value_name = "G")]
    groups: Option<usize>,

    /// Fraction of the games in a resample [default: as `wp train`].
    #[arg(long, value_name = "FRACTION")]
    fraction: Option<f64>,

    /// Model-error allowance on each side of an interval, at any time
    /// [default: as `wp train`, larger late in close games].
    #[arg(long, value_name = "P")]
    margin: Option<f32>,

    /// Random seed; the same seed gives the same tables.
    #[arg(long, value_name = "S", default_value_t = SEED)]
    seed: u64,

    /// Few games, plays and leagues: a smoke test.
    #[arg(long)]
    quick: bool,

    /// Cache folder for test plays and leagues while the study runs.
    #[arg(long, value_name = "DIR", default_value = "target/coverage")]
    cache: PathBuf,

    /// Output folder for the tables and the plot.
    #[arg(long, value_name = "DIR", default_value = "reports/coverage")]
    out: PathBuf,

    /// Print the tables as JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let mut intervals = IntervalSettings::default();
    intervals.groups = args.groups.unwrap_or(intervals.groups);
    intervals.games = args.fraction.unwrap_or(intervals.games);
    intervals.margin = args.margin.map_or(intervals.margin, Margin::constant);
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
            threads: output::threads()?,
            ..ForestEstimator::default()
        },
        intervals,
        seed: args.seed,
        folder: args.cache.clone(),
        program: super::program()?,
    };
    if args.quick {
        study.leagues = study.leagues.min(3);
        study.plain_leagues = study.plain_leagues.min(1);
        study.games = study.games.min(300);
        study.plays = study.plays.min(100);
        study.rollouts = study.rollouts.min(4000);
    }
    study.check()?;
    // A folder that cannot be written to should not cost the study.
    crate::file::check_writable(&args.out.join("README.md"))?;
    let cancelled = super::interrupt::cancelled();
    let bar = output::bar(1, "true WP");
    let (terminal, said) = (std::io::stderr().is_terminal(), AtomicUsize::new(0));
    let outcome = study.run(&|step| {
        let (done, of) = match step {
            Step::Truth(done, of) => (done, of),
            Step::Models(done, of) => {
                bar.set_message("models");
                // A bar is drawn on a terminal only; a log gets a line a model.
                if !terminal && said.swap(done, Ordering::Relaxed) != done {
                    output::note(format_args!("model {done} of {of}"));
                }
                (done, of)
            }
        };
        bar.set_length(of as u64);
        bar.set_position(done as u64);
        !cancelled.load(Ordering::Relaxed)
    })?;
    bar.finish_and_clear();
    write(args, &study, &outcome)?;
    if args.json {
        output::json(&outcome)?;
    } else {
        print(&outcome)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The page, the numbers and the picture.
fn write(args: &Args, study: &Study, outcome: &Outcome) -> Result<()> {
    const PICTURE: &str = "coverage.png";
    let series: Vec<_> = outcome
        .rows
        .iter()
        .map(|row| (row.method.title(), &row.table))
        .collect();
    let labels = Labels {
        model: format!("{} models of {} games each", study.leagues, study.games),
        seasons: {
            let first = usize::from(crate::simulate::FIRST_SEASON);
            let seasons = study.games.div_ceil(crate::simulate::REGULAR_GAMES);
            format!("{first}–{}", first + seasons - 1)
        },
        plays: outcome.plays as u64,
        games: outcome.plays,
        simulated: true,
    };
    let at = |name: &str| args.out.join(name);
    report::coverage::draw(&series, study.level, LEAST, &labels, &at(PICTURE))?;
    let text = markdown(study, outcome, &command(args), PICTURE);
    let whole =
        |path: &Path, bytes: &[u8]| crate::file::write_whole(path, |file| file.write_all(bytes));
    whole(&at("README.md"), text.as_bytes())?;
    let mut numbers = serde_json::to_vec_pretty(outcome).map_err(|e| Error::Draw {
        what: "coverage.json".into(),
        problem: e.to_string(),
    })?;
    numbers.push(b'\n');
    whole(&at("coverage.json"), &numbers)?;
    output::note(format_args!(
        "tables and plot: {}",
        at("README.md").display()
    ));
    Ok(())
}

/// The command without folders and threads.
fn command(args: &Args) -> String {
    let mut words = vec!["wp coverage".to_owned()];
    if args.quick {
        words.push("--quick".to_owned());
    }
    let mut say = |flag: &str, value: String, usual: String| {
        if value != usual {
            words.push(format!("{flag} {value}"));
        }
    };
    say("--leagues", args.leagues.to_string(), LEAGUES.to_string());
    say(
        "--plain-leagues",
        args.plain_leagues.to_string(),
        PLAIN_LEAGUES.to_string(),
    );
    say("--games", args.games.to_string(), GAMES.to_string());
    say("--plays", args.plays.to_string(), PLAYS.to_string());
    say(
        "--truth-error",
        args.truth_error.to_string(),
        TRUTH_ERROR.to_string(),
    );
    say(
        "--rollouts",
        args.rollouts.to_string(),
        ROLLOUTS.to_string(),
    );
    say("--level", args.level.to_string(), "0.9".to_owned());
    say("--seed", args.seed.to_string(), SEED.to_string());
    let given = [
        ("--groups", args.groups.map(|v| v.to_string())),
        ("--fraction", args.fraction.map(|v| v.to_string())),
        ("--margin", args.margin.map(|v| v.to_string())),
    ];
    for (flag, value) in given {
        say(flag, value.unwrap_or_default(), String::new());
    }
    words.join(" ")
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
        let all = tenths.map(|(k, c)| (format!("{}–{}%", 10 * k, 10 * (k + 1)), c));
        for (label, c) in std::iter::once(("all".to_owned(), &row.table.all)).chain(all) {
            table.add_row([
                row.method.title().to_owned(),
                row.leagues.to_string(),
                label,
                c.plays.to_string(),
                number(c.coverage, 3),
                number(c.coverage_error, 3),
                number(c.width, 4),
                number(c.bias, 4),
                number(c.misfit, 4),
                number(c.error, 4),
            ]);
        }
    }
    output::numbers_right(&mut table, 1);
    output::line(output::shown(&table))?;
    output::note(format_args!(
        "{} test plays, {} rollouts, standard error of a true WP {:.4}",
        outcome.plays,
        output::thousands(outcome.rollouts as usize),
        outcome.truth_error
    ));
    Ok(())
}
