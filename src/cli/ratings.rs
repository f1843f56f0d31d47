//! `wp ratings`: how good each team is, from results alone.

mod fit;

use super::data::DataArgs;
use super::output;
use crate::error::{Error, Result};
use crate::plays::Seasons;
use crate::plays::schema::team;
use crate::ratings::{History, Parameters, Strength, Week, quantile};
use crate::report::{Labels, ratings as picture};
use serde::Serialize;
use std::collections::HashMap;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp ratings`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    work: Option<Work>,

    /// Folder of the schedule (games.parquet) [default: $WP_DATA, else
    /// data/pbp, else the simulated data/sample].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Season, or with --out the seasons of the plot, such as 2019-2023
    /// [default: the last one with results].
    #[arg(long, alias = "seasons", value_name = "SEASONS")]
    season: Option<Seasons>,

    /// Ratings before this week [default: after the last game of the season].
    #[arg(long, value_name = "WEEK")]
    week: Option<u8>,

    /// Only this team, week by week.
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,

    /// Confidence level.
    #[arg(long, value_name = "P", default_value_t = 0.9)]
    level: f64,

    /// Plot of the ratings over time: a PNG.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Work {
    /// Fit the parameters of the ratings to results, by maximum likelihood
    Fit(fit::Args),
}

const EXAMPLES: &str = r#"Examples:
  wp ratings --season 2023 --week 14
  wp ratings --season 2023 --team KC
  wp ratings --season 2019-2023 --out ratings.png
  wp ratings fit --from 2003 --to 2013 --out ratings.toml

A rating is in points: the expected margin against an average team at a neutral
site, with the last starting quarterback. Method: docs/ratings.md."#;

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Printed<'a> {
    season: u16,
    /// As of before this week.
    week: u8,
    level: f64,
    home_field: f64,
    teams: Vec<&'a Strength>,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    if let Some(Work::Fit(args)) = &args.work {
        return fit::run(args);
    }
    crate::estimator::check_level(args.level)?;
    if let Some(out) = &args.out {
        if out.extension().is_none_or(|e| e != "png") {
            return Err(Error::parameter(
                "--out",
                "a file ending in .png",
                out.display(),
            ));
        }
        crate::file::check_writable(out)?;
    }
    let source = DataArgs {
        data: args.data.clone(),
        seasons: None,
        audit: false,
    }
    .source()?;
    let results = crate::pbp::require_results(&source)?;
    let last = results.games.iter().rev().find(|g| g.score.is_some());
    let latest = last.map_or(0, |g| g.season);
    let seasons = match &args.season {
        Some(seasons) => seasons.clone(),
        None => Seasons::from_list(vec![latest]).unwrap_or_else(|| unreachable!("one season")),
    };
    let there = |s: u16| results.games.iter().any(|g| g.season == s);
    if let Some(absent) = seasons.iter().find(|&s| !there(s)) {
        let (first, end) = (
            results.games[0].season,
            results.games.last().map(|g| g.season),
        );
        return Err(Error::data(
            source.root().display(),
            format!("the schedule has no games of {absent}"),
            format!("it has {first} to {}", end.unwrap_or(first)),
        ));
    }
    if results.holes() > 0 {
        output::note(format_args!(
            "note: {} earlier games have no result in the schedule; ratings ignore them",
            results.holes()
        ));
    }
    let played = results
        .games
        .iter()
        .rposition(|g| g.score.is_some())
        .map_or(0, |i| i + 1);
    let games = &results.games[..played];
    let mut weeks = History::weeks(games, &results.numbers, |s| seasons.contains(s))?;
    let season = seasons.iter().last().unwrap_or(latest);
    if let Some(week) = args.week {
        let known: Vec<u8> = weeks
            .iter()
            .filter(|w| w.season == season)
            .map(|w| w.week)
            .collect();
        if !known.contains(&week) {
            return Err(Error::parameter(
                "--week",
                match (known.first(), known.last()) {
                    (Some(a), Some(b)) => format!("a week of {season} that has come: {a} to {b}"),
                    _ => format!("a week of {season}, which has no results yet"),
                },
                week,
            ));
        }
        weeks.retain(|w| w.season < season || w.week <= week);
    }
    let Some(now) = weeks.last() else {
        return Err(Error::data(
            source.root().display(),
            format!("season {season} has no results yet"),
            format!("choose seasons up to {latest}"),
        ));
    };
    let wanted = args
        .team
        .as_ref()
        .map(|t| team(&t.to_ascii_uppercase()).to_owned());
    if let Some(code) = wanted
        .as_ref()
        .filter(|c| !now.teams.iter().any(|s| s.team == **c))
    {
        let mut codes: Vec<&str> = now.teams.iter().map(|s| s.team.as_str()).collect();
        codes.sort_unstable();
        return Err(Error::data(
            source.root().display(),
            format!("no team {code} has results before {season}"),
            format!("its teams are {}", codes.join(", ")),
        ));
    }
    if let Some(out) = &args.out {
        let labels = Labels {
            model: "ratings from results alone".into(),
            seasons: seasons.to_string(),
            plays: 0,
            games: 0,
            simulated: seasons.iter().any(|s| s > 3000),
        };
        let panels = panels(&weeks, wanted.as_deref(), args.level);
        picture::draw(&panels, args.level, &labels, out)?;
        output::note(format_args!("{}", out.display()));
    }
    let names = results.quarterbacks();
    match (&wanted, args.json) {
        (Some(code), true) => {
            let of = |w: &Week| {
                let s = w.teams.iter().find(|s| s.team == *code)?;
                Some(serde_json::json!({"season": w.season, "week": w.week, "strength": s}))
            };
            output::json(&weeks.iter().filter_map(of).collect::<Vec<_>>())?;
        }
        (Some(code), false) => output::print(movement(&weeks, code, args.level, &names))?,
        (None, true) => output::json(&Printed {
            season: now.season,
            week: now.week,
            level: args.level,
            home_field: home_field(games, now, &results.numbers)?,
            teams: now.teams.iter().collect(),
        })?,
        (None, false) => {
            output::print(table(
                now,
                args.level,
                home_field(games, now, &results.numbers)?,
                &names,
            ))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Home field before a week, in points.
fn home_field(games: &[crate::ratings::Game], now: &Week, numbers: &Parameters) -> Result<f64> {
    let end = games.partition_point(|g| (g.season, g.week) < (now.season, now.week));
    let history = History::of(&games[..end], numbers)?;
    Ok(history.rater.home_field().0)
}

fn points(value: f64) -> String {
    format!("{:+.1}", value + 0.0).replace('-', "−")
}

fn interval(value: f64, sd: f64, level: f64) -> String {
    let out = quantile(0.5 + level / 2.0) * sd;
    format!("{} to {}", points(value - out), points(value + out))
}

fn quarterback(s: &Strength, names: &HashMap<String, String>) -> String {
    let Some((id, value)) = s.quarterback.as_ref().zip(s.quarterback_value) else {
        return String::new();
    };
    let name = names.get(id).map_or(id.as_str(), String::as_str);
    format!("{name} {}", points(value))
}

fn table(now: &Week, level: f64, home: f64, names: &HashMap<String, String>) -> String {
    let brackets = format!("{:.0}% interval", 100.0 * level);
    let mut table = output::table(&[
        "",
        "team",
        "rating",
        &brackets,
        "offense",
        "defense",
        "quarterback",
    ]);
    for (i, s) in now.teams.iter().enumerate() {
        table.add_row([
            (i + 1).to_string(),
            s.team.clone(),
            points(s.overall),
            interval(s.overall, s.overall_sd, level),
            points(s.offense),
            points(s.defense),
            quarterback(s, names),
        ]);
    }
    for column in [0, 2, 3, 4, 5] {
        output::column_right(&mut table, column);
    }
    format!(
        "Before week {} of {}: points relative to an average team (offense includes its quarterback); home field {}\n\n{}\n",
        now.week,
        now.season,
        points(home),
        output::shown(&table)
    )
}

fn movement(weeks: &[Week], code: &str, level: f64, names: &HashMap<String, String>) -> String {
    let brackets = format!("{:.0}% interval", 100.0 * level);
    let mut table = output::table(&[
        "season",
        "before week",
        "rank",
        "rating",
        &brackets,
        "offense",
        "defense",
        "quarterback",
    ]);
    for week in weeks {
        let Some(at) = week.teams.iter().position(|s| s.team == code) else {
            continue;
        };
        let s = &week.teams[at];
        table.add_row([
            week.season.to_string(),
            week.week.to_string(),
            (at + 1).to_string(),
            points(s.overall),
            interval(s.overall, s.overall_sd, level),
            points(s.offense),
            points(s.defense),
            quarterback(s, names),
        ]);
    }
    for column in 1..7 {
        output::column_right(&mut table, column);
    }
    format!("{}\n", output::shown(&table))
}

/// The picture's panels: a team each, the best first.
fn panels(weeks: &[Week], wanted: Option<&str>, level: f64) -> Vec<picture::Panel> {
    let reach = quantile(0.5 + level / 2.0);
    let last = weeks.last();
    let teams = last
        .into_iter()
        .flat_map(|w| &w.teams)
        .map(|s| s.team.as_str());
    teams
        .filter(|t| wanted.is_none_or(|w| w == *t))
        .map(|team| picture::Panel {
            team: team.to_owned(),
            points: weeks
                .iter()
                .filter_map(|w| {
                    let s = w.teams.iter().find(|s| s.team == team)?;
                    Some(picture::Point {
                        season: w.season,
                        week: w.week,
                        rating: s.overall,
                        reach: reach * s.overall_sd,
                    })
                })
                .collect(),
        })
        .collect()
}
