//! `wp forecast`: games before kickoff, from the ratings; and whether such
//! forecasts come true.

mod check;

use super::data::DataArgs;
use super::{matchup, output};
use crate::error::{Error, Result};
use crate::plays::ListedGame;
use crate::ratings::{Forecast, Game, words};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp forecast`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    work: Option<Work>,

    /// Folder of the schedule (games.parquet) [default: $WP_DATA, else
    /// data/pbp, else the simulated data/sample].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Season [default: the last one in the schedule].
    #[arg(long, value_name = "SEASON")]
    season: Option<u16>,

    /// Week [default: the next one to be played, else the last one].
    #[arg(long, value_name = "WEEK")]
    week: Option<u8>,

    /// Confidence level.
    #[arg(long, value_name = "P", default_value_t = 0.9)]
    level: f64,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Work {
    /// Check forecasts of past seasons against results and the closing line
    Check(check::Args),
}

const EXAMPLES: &str = r#"Examples:
  wp forecast --season 2023 --week 14
  wp forecast check --from 2014 --to 2023

Uses only results of earlier weeks. Method: docs/ratings.md."#;

pub fn run(args: &Args) -> Result<ExitCode> {
    if let Some(Work::Check(args)) = &args.work {
        return check::run(args);
    }
    crate::estimator::check_level(args.level)?;
    let source = DataArgs {
        data: args.data.clone(),
        seasons: None,
        audit: false,
    }
    .source()?;
    let results = crate::pbp::require_results(&source)?;
    let last = results.games.last().map_or(0, |g| g.season);
    let season = args.season.unwrap_or(last);
    let weeks: Vec<&Game> = results
        .games
        .iter()
        .filter(|g| g.season == season)
        .collect();
    let next = weeks.iter().find(|g| g.score.is_none()).or(weeks.last());
    let Some(week) = args.week.or(next.map(|g| g.week)) else {
        return Err(Error::data(
            source.root().display(),
            format!("the schedule has no games of {season}"),
            format!(
                "it has {} to {last}",
                results.games.first().map_or(0, |g| g.season)
            ),
        ));
    };
    let listed: Vec<(&Game, &ListedGame)> = results
        .games
        .iter()
        .zip(&results.listed)
        .filter(|(g, _)| (g.season, g.week) == (season, week))
        .collect();
    if listed.is_empty() {
        let numbers = || weeks.iter().map(|g| g.week);
        return Err(Error::data(
            source.root().display(),
            format!("the schedule has no games in week {week} of {season}"),
            match (numbers().min(), numbers().max()) {
                (Some(a), Some(b)) => format!("it has weeks {a} to {b}"),
                _ => format!("its last season is {last}"),
            },
        ));
    }
    let mut rater = matchup::rater(&results, season, week)?;
    let forecasts = listed
        .iter()
        .map(|(game, _)| rater.forecast(game))
        .collect::<Result<Vec<_>>>()?;
    if args.json {
        let each: Vec<_> = listed
            .iter()
            .zip(&forecasts)
            .map(|((game, l), f)| as_json(game, l, f, args.level))
            .collect();
        output::json(&each)?;
    } else {
        output::print(table(&listed, &forecasts, args.level))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(game: &Game, listed: &ListedGame, f: &Forecast, level: f64) -> serde_json::Value {
    let [lower, upper] = f.home_wp_interval(level);
    json!({
        "game_id": listed.game_id,
        "season": game.season,
        "week": game.week,
        "away_team": game.away,
        "home_team": game.home,
        "home_wp": f.home_wp(),
        "home_wp_lower": lower,
        "home_wp_upper": upper,
        "level": level,
        "margin": f.margin,
        "margin_sd": f.margin_sd,
        "margin_interval": f.margin_interval(level),
        "total": f.total,
        "total_sd": f.total_sd,
        "total_interval": f.total_interval(level),
        "spread_line": listed.spread_line,
        "total_line": listed.total_line,
        "home_score": game.score.map(|s| s.0),
        "away_score": game.score.map(|s| s.1),
    })
}

fn table(listed: &[(&Game, &ListedGame)], forecasts: &[Forecast], level: f64) -> String {
    let mut table = output::table(&[
        "game",
        "home wins",
        "",
        "forecast",
        "margin",
        "total",
        "",
        "line",
        "score",
    ]);
    let whole = |[a, b]: [f64; 2]| format!("{a:.0} to {b:.0}").replace('-', "−");
    for ((game, listed), f) in listed.iter().zip(forecasts) {
        let [lower, upper] = f.home_wp_interval(level);
        let line = listed.spread_line.map_or(String::new(), |s| match s {
            0.0 => "pick'em".to_owned(),
            s if s > 0.0 => format!("{} by {s}", game.home),
            s => format!("{} by {}", game.away, -s),
        });
        table.add_row([
            format!("{} at {}", game.away, game.home),
            output::percent(f.home_wp() as f32),
            format!("({})", output::range(lower as f32, upper as f32)),
            words(&game.home, &game.away, f.margin, f.margin_sd),
            whole(f.margin_interval(level)),
            format!("{:.1}", f.total),
            whole(f.total_interval(level)),
            line,
            game.score.map_or(String::new(), |(h, a)| {
                format!("{} {a}, {} {h}", game.away, game.home)
            }),
        ]);
    }
    for column in [1, 4, 5, 6] {
        output::column_right(&mut table, column);
    }
    let (season, week) = listed.first().map_or((0, 0), |(g, _)| (g.season, g.week));
    format!(
        "Week {week} of {season}, from results of earlier weeks. Brackets: {:.0}% interval from \
         uncertainty about the teams; ±: its standard deviation; margin (home minus away) and \
         total: {:.0}% interval of the result.\n\n{}\n",
        100.0 * level,
        100.0 * level,
        output::shown(&table)
    )
}
