//! `wp backtest`: each season predicted by models of the earlier ones.

use super::data::DataArgs;
use super::output;
use super::spread::From;
use crate::backtest::{self, Cache, Report, Settings, Table, Walked};
use crate::error::{Error, Result};
use crate::estimator::{ForestEstimator, Logistic};
use crate::evaluate;
use crate::model_file::DataFile;
use crate::pbp::Format;
use crate::pbp::Source;
use crate::pbp::peer::Predictions;
use crate::pbp::write::{self, Values};
use crate::plays::Plays;
use crate::report::{self, Labels};
use crate::simulate::log::EXTRA;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// Flags of `wp backtest`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of nflverse play-by-play [default: $WP_DATA, else data/pbp, else
    /// the simulated data/sample].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// First season to predict; models train on all earlier seasons.
    #[arg(long, value_name = "SEASON", default_value_t = 2014)]
    from: u16,

    /// Last season to predict.
    #[arg(long, value_name = "SEASON", default_value_t = 2023)]
    to: u16,

    /// Source of spread and total: the betting line, the ratings from results
    /// before each game, or none
    #[arg(long, value_enum, value_name = "FROM", default_value = "line")]
    spread: From,

    /// The same as --spread none.
    #[arg(long, conflicts_with = "spread")]
    no_spread: bool,

    /// Predictions of another model to compare with: a Parquet or CSV file
    /// with game_id, play_id and wp, and a name. Repeatable [default: the
    /// output of `make peers` in target/peers].
    #[arg(long, value_name = "FILE:NAME")]
    peer: Vec<String>,

    /// Output folder for the tables and the plot.
    #[arg(long, value_name = "DIR", default_value = "reports/backtest")]
    out: PathBuf,

    /// Cache folder for predictions, so a second run does not retrain.
    #[arg(long, value_name = "DIR", default_value = "target/backtest")]
    cache: PathBuf,

    /// Also write the forest's predictions to this file (.parquet or .csv):
    /// game_id, play_id, season, win, wp.
    #[arg(long, value_name = "FILE")]
    predictions: Option<PathBuf>,

    /// Random seed of the forests.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,

    /// Print the full report as JSON.
    #[arg(long)]
    json: bool,
}

/// Columns of nflverse's files with its own probabilities.
const PUBLISHED: [&str; 2] = ["wp", "vegas_wp"];

pub fn run(args: &Args) -> Result<ExitCode> {
    let begin = Instant::now();
    let settings = settings(args, output::threads()?);
    // What cannot be read or written should not cost a training.
    let peers = peers(args)?;
    crate::file::check_writable(&args.out.join("backtest.json"))?;
    if let Some(file) = &args.predictions {
        Format::of(file)?;
        crate::file::check_writable(file)?;
    }
    let data = DataArgs {
        data: args.data.clone(),
        seasons: None,
        audit: false,
    };
    let columns: Vec<String> = [&PUBLISHED[..], &EXTRA[..]]
        .concat()
        .iter()
        .map(|&c| c.to_owned())
        .collect();
    let (source, plays, _) = data.load_with(&columns, spread_from(args).into())?;
    let cache = Cache::new(&args.cache, fingerprint(&source, spread_from(args))?);
    let cancelled = super::interrupt::cancelled();
    let bar = output::bar(1, "backtesting");
    let mut walked = backtest::walk(&plays, &settings, Some(&cache), &|done, of| {
        bar.set_length(of as u64);
        bar.set_position(done as u64);
        !cancelled.load(std::sync::atomic::Ordering::Relaxed)
    })?;
    bar.finish_and_clear();
    if let Some(file) = &args.predictions {
        write::table(file, predictions(&walked, &plays))?;
    }
    add_others(&mut walked, args, &plays, &peers)?;

    let words = vec![
        (backtest::FOREST.to_owned(), settings.forest.words()),
        (
            backtest::LOCK_NETTLETON.to_owned(),
            settings
                .lock_nettleton
                .as_ref()
                .map_or_else(String::new, ForestEstimator::words),
        ),
    ];
    let report = backtest::report(
        &walked,
        spread_from(args) != From::None,
        plays.simulated(),
        words,
        &evaluate::Settings::default(),
    )?;
    write(args, &report)?;
    if args.json {
        output::json(&report)?;
    } else {
        for table in report.tables().iter().chain([&report.changes()]) {
            print(table)?;
        }
        output::line(report.changepoint.words())?;
    }
    let (made, kept) = walked.fits;
    output::note(format_args!(
        "{made} models trained, {kept} loaded from {}; {:.1} seconds; tables and plot: {}",
        args.cache.display(),
        begin.elapsed().as_secs_f64(),
        args.out.join("README.md").display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// The forest's predictions as columns.
fn predictions(walked: &Walked, plays: &Plays) -> Vec<(&'static str, Values<'static>)> {
    let (set, rows) = (&walked.set, walked.set.row());
    let play = |i: &usize| &plays.rows()[*i];
    let games = rows
        .iter()
        .map(|i| Some(plays.game(play(i)).game_id.clone().into()));
    // `walk` puts the forest first.
    let p = walked
        .competitors
        .first()
        .map_or(Vec::new(), |c| c.p.clone());
    vec![
        ("game_id", Values::Text(games.collect())),
        (
            "play_id",
            Values::Whole(rows.iter().map(|i| play(i).play_id).collect()),
        ),
        (
            "season",
            Values::Whole(set.season().iter().map(|&s| i32::from(s)).collect()),
        ),
        ("win", Values::Bool(set.y().to_vec())),
        ("wp", Values::Float(p.into())),
    ]
}

/// Where the spreads come from.
fn spread_from(args: &Args) -> From {
    if args.no_spread {
        From::None
    } else {
        args.spread
    }
}

fn settings(args: &Args, threads: Option<usize>) -> Settings {
    let seeded = |forest: ForestEstimator| ForestEstimator {
        seed: args.seed,
        threads,
        ..forest
    };
    Settings {
        from: args.from,
        to: args.to,
        spread: spread_from(args) != From::None,
        forest: seeded(ForestEstimator::default()),
        lock_nettleton: Some(seeded(backtest::lock_nettleton())),
        logistic: Logistic::default(),
    }
}

/// The program and the data: what predictions depend on besides the settings.
fn fingerprint(source: &Source, spread: From) -> Result<String> {
    let mut parts = vec![format!("spread from {spread:?}")];
    parts.push(super::program()?);
    let mut files = source.files(None)?;
    files.extend(source.schedule().map(Path::to_path_buf));
    for file in &files {
        let DataFile { name, sha256 } = crate::file::fingerprint(file)?;
        parts.push(format!("{name} {sha256}"));
    }
    Ok(parts.join("\n"))
}

/// The predictions of others, read before anything is trained.
fn peers(args: &Args) -> Result<Vec<(String, Predictions)>> {
    let mut named: Vec<(PathBuf, String)> = Vec::new();
    for peer in &args.peer {
        let (file, name) = peer
            .rsplit_once(':')
            .filter(|(file, name)| !file.is_empty() && !name.is_empty())
            .ok_or_else(|| Error::parameter("--peer", "FILE:NAME", peer))?;
        named.push((file.into(), name.to_owned()));
    }
    if named.is_empty() {
        named = made_by_make(spread_from(args) != From::Line)?;
    }
    named
        .into_iter()
        .map(|(file, name)| Ok((name, Predictions::read(&file)?)))
        .collect()
}

/// What `make peers` wrote: files that end in `-no-spread` are for models
/// without the betting line, the others are not.
fn made_by_make(no_spread: bool) -> Result<Vec<(PathBuf, String)>> {
    let folder = Path::new("target/peers");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| Error::io("list", folder, e))? {
        let path = entry.map_err(|e| Error::io("list", folder, e))?.path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let fits = path.extension().is_some_and(|e| e == "parquet") && !stem.starts_with('.');
        if fits && stem.ends_with("-no-spread") == no_spread {
            let name = stem.into_owned();
            found.push((path, name));
        }
    }
    found.sort();
    Ok(found)
}

/// Peers and published columns as competitors. A peer that was not named, and
/// knows none of the tested plays (those of the sample, say), is no matter.
fn add_others(
    walked: &mut Walked,
    args: &Args,
    plays: &Plays,
    peers: &[(String, Predictions)],
) -> Result<()> {
    let rows = walked.set.row().to_vec();
    for (name, predictions) in peers {
        let p = predictions.of(plays, &rows);
        if args.peer.is_empty() && p.iter().all(|p| p.is_nan()) {
            continue;
        }
        walked.add(name, p)?;
    }
    for column in PUBLISHED {
        let values = plays.extra(column).unwrap_or_default();
        let value = |&i: &usize| {
            let p = values.get(i).copied().unwrap_or(f32::NAN);
            if (0.0..=1.0).contains(&p) {
                p
            } else {
                f32::NAN
            }
        };
        let p: Vec<f32> = rows.iter().map(value).collect();
        if p.iter().any(|p| !p.is_nan()) {
            walked.add(&format!("published {column}"), p)?;
        }
    }
    Ok(())
}

fn print(table: &Table) -> Result<()> {
    let header: Vec<&str> = table.header.iter().map(String::as_str).collect();
    let mut shown = output::table(&header);
    for row in &table.rows {
        shown.add_row(row);
    }
    output::numbers_right(&mut shown, 1);
    output::line(format_args!(
        "{}\n\n{}\n",
        table.title,
        output::shown(&shown)
    ))
}

fn write(args: &Args, report: &Report) -> Result<()> {
    let whole = |name: &str, text: &str| {
        crate::file::write_whole(&args.out.join(name), |file| file.write_all(text.as_bytes()))
    };
    let json = serde_json::to_string_pretty(report).map_err(|e| {
        Error::io(
            "write",
            args.out.join("backtest.json"),
            std::io::Error::other(e),
        )
    })?;
    whole("backtest.json", &(json + "\n"))?;
    whole("README.md", &markdown(args, report))?;
    let labels = Labels {
        model: match spread_from(args) {
            From::Line => "forest".into(),
            From::Ratings => "forest with ratings for the spread".into(),
            From::None => "forest without the spread and total".into(),
        },
        seasons: format!("{}–{}", report.seasons.0, report.seasons.1),
        plays: report.pool.plays as u64,
        games: report.pool.games,
        simulated: report.simulated,
    };
    report::backtest::draw(&picture(report), &labels, &args.out.join("seasons.png"))
}

fn markdown(args: &Args, report: &Report) -> String {
    let (from, to) = report.seasons;
    let lines = match spread_from(args) {
        From::Line => "",
        From::Ratings => " --spread ratings",
        From::None => " --no-spread",
    };
    let warning = if report.simulated {
        "**SIMULATED SAMPLE DATA: these are not real games.**\n\n"
    } else {
        ""
    };
    let mut text = format!(
        "# Walk-forward backtest, {from}–{to}\n\n{warning}`wp backtest --from {from} --to {to}{lines} \
         --seed {}` (wp {}). Each season is predicted by models trained on all earlier seasons \
         from {} on; log loss in nats per play. The probabilities published by nflverse come \
         from models that were trained on these seasons as well.\n\n![the seasons](seasons.png)\n",
        args.seed, report.version, report.trained_from
    );
    for table in report.tables().iter().chain([&report.changes()]) {
        text += &format!("\n{}", table.markdown());
    }
    text += &format!(
        "\n{}. The changepoint model, its prior and its sources: `src/backtest/changepoint.rs`.\n\n\
         ## Settings\n\n",
        report.changepoint.words()
    );
    for (name, words) in &report.settings {
        text += &format!("- {name}: {words}\n");
    }
    text
}

fn picture(report: &Report) -> report::backtest::Data {
    let change = |season| {
        let found = report
            .changepoint
            .before
            .iter()
            .find(|c| c.season == season);
        found.map(|c| c.probability)
    };
    let seasons = report.by_season.iter().filter_map(|row| {
        let season = row.season?;
        Some(report::backtest::Season {
            season,
            log_loss: row.log_loss.value,
            interval: row.log_loss.interval,
            change: change(season),
        })
    });
    // Those who predicted elsewhere are the ones to beat: first.
    let own = [
        backtest::SCORE_PROCESS,
        backtest::LOGISTIC,
        backtest::SPREAD,
        backtest::LOCK_NETTLETON,
    ];
    let mut names = report.names();
    names.sort_by_key(|n| own.contains(n));
    let others = names.iter().map(|name| report::backtest::Other {
        name: (*name).to_owned(),
        seasons: report
            .by_season
            .iter()
            .map(|row| Report::against(row, name).map(|a| a.difference.clone()))
            .collect(),
    });
    report::backtest::Data {
        name: backtest::FOREST.to_owned(),
        seasons: seasons.collect(),
        others: others.collect(),
        no_change: report.changepoint.no_change,
        level: report.level,
    }
}
