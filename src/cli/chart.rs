//! `wp chart`: one game's win probability, as a picture or a page; a season's small
//! charts side by side.

use super::data::DataArgs;
use super::spread::SpreadArgs;
use super::{games, output};
use crate::chart::{self, strip};
use crate::error::{Error, Result};
use crate::plays::Seasons;
use crate::report::game_chart::{self, Format, GameChart, percent};
use crate::report::{game_page, games_page};
use crate::score;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;

/// Flags of `wp chart`.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true).multiple(true))]
#[command(group = clap::ArgGroup::new("which").required(true).multiple(true))]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Game ID such as 2016_21_NE_ATL, or teams and season such as "NE ATL
    /// 2016" or "patriots falcons 2016 week 21". `wp games` lists games.
    #[arg(long, value_name = "GAME", group = "which", conflicts_with_all = ["team", "week"])]
    game: Option<String>,

    /// Small charts of all games of a team, such as NE or patriots, side by side;
    /// with --season.
    #[arg(long, value_name = "TEAM", group = "which", requires = "seasons")]
    team: Option<String>,

    /// Small charts of all games of a week, side by side; with --season.
    #[arg(long, value_name = "WEEK", group = "which", requires = "seasons")]
    week: Option<u8>,

    /// Output file: .png, .svg or .html. Repeatable.
    #[arg(long, value_name = "FILE", group = "what")]
    out: Vec<PathBuf>,

    /// Print the turning points: Bayesian changepoints of WP, each with its
    /// posterior probability.
    #[arg(long, group = "what", conflicts_with_all = ["team", "week"])]
    turning_points: bool,

    /// Print turning points, biggest plays and scores as JSON.
    #[arg(long, group = "what", conflicts_with_all = ["team", "week"])]
    json: bool,

    /// Play-by-play column with another model's WP, drawn as a second line:
    /// wp, vegas_wp, home_wp, vegas_home_wp. A name containing "home" is read
    /// as the home team's WP, any other as the offense's.
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["team", "week"])]
    against: Option<String>,

    /// Folder (or one file) of nflverse play-by-play: Parquet, CSV or CSV.gz
    /// [default: $WP_DATA, else data/pbp, else the simulated data/sample].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Seasons to search [default: the one in the game ID, else all].
    #[arg(long, value_name = "SEASONS", alias = "season")]
    seasons: Option<Seasons>,

    #[command(flatten)]
    spread: SpreadArgs,

    /// Model file [default: $WP_MODEL, else the built-in model].
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// Confidence level of the intervals, if the model has them.
    #[arg(long, value_name = "P", default_value_t = 0.9)]
    level: f64,

    /// Image size in pixels; small charts take the height that they need.
    #[arg(long, value_name = "WIDTHxHEIGHT", default_value = "1200x720")]
    size: Size,

    /// PNG scale factor: 2 for high-density screens.
    #[arg(long, value_name = "N", default_value_t = 1)]
    scale: u32,
}

const EXAMPLES: &str = r#"Examples:
  wp chart --game 2016_21_NE_ATL --out game.png --out game.html
  wp chart --game "patriots falcons 2016 week 21" --turning-points
  wp chart --season 2023 --team chiefs --out chiefs.png
  wp chart --season 2023 --week 5 --out week.svg"#;

/// Pixels across and down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Size(u32, u32);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let parts = text.split_once(['x', 'X', '×']);
        let sides =
            parts.and_then(|(w, h)| Some(Self(w.trim().parse().ok()?, h.trim().parse().ok()?)));
        let fits =
            |s: &Self| game_chart::WIDTHS.contains(&s.0) && game_chart::HEIGHTS.contains(&s.1);
        sides.filter(fits).ok_or_else(|| {
            format!(
                "a size such as 1200x720, from {}x{} to {}x{}",
                game_chart::WIDTHS.start(),
                game_chart::HEIGHTS.start(),
                game_chart::WIDTHS.end(),
                game_chart::HEIGHTS.end()
            )
        })
    }
}

/// What a file's ending asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OutputKind {
    Picture(Format),
    Page,
}

impl OutputKind {
    fn of(path: &Path, scale: u32) -> Result<Self> {
        let ending = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        match ending.to_ascii_lowercase().as_str() {
            "png" => Ok(Self::Picture(Format::Png(scale))),
            "svg" => Ok(Self::Picture(Format::Svg)),
            "html" | "htm" => Ok(Self::Page),
            _ => Err(Error::parameter(
                "--out",
                "a file ending in .png, .svg or .html",
                path.display(),
            )),
        }
    }
}

pub fn run(args: &Args) -> Result<ExitCode> {
    if !(args.level > 0.0 && args.level < 1.0) {
        return Err(Error::parameter("--level", "between 0 and 1", args.level));
    }
    if !(1..=4).contains(&args.scale) {
        return Err(Error::parameter("--scale", "between 1 and 4", args.scale));
    }
    let mut outs = Vec::new();
    for path in &args.out {
        outs.push((path, OutputKind::of(path, args.scale)?));
    }
    for (path, _) in &outs {
        crate::file::check_writable(path)?;
    }
    let Some(game) = &args.game else {
        return small(args, &outs);
    };
    let chart = make(args, game)?;
    for (path, kind) in outs {
        match kind {
            OutputKind::Picture(format) => {
                game_chart::draw(&chart, (args.size.0, args.size.1), format, path)?;
            }
            OutputKind::Page => game_page::write(&chart, path)?,
        }
        output::note(format_args!("{}: {}", path.display(), chart.title));
    }
    if args.json {
        output::json(&Summary::of(&chart))?;
    } else if args.turning_points {
        print_turns(&chart)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Small charts of a team's or a week's games.
fn small(args: &Args, outs: &[(&PathBuf, OutputKind)]) -> Result<ExitCode> {
    let (saved, _) = super::model(args.model.as_deref())?;
    let (source, plays, _) = data(args, args.seasons.clone()).load_with(&[], args.spread.from())?;
    let team = args.team.as_deref().map(games::code);
    let plays = plays.filtered(|game| {
        let plays = |code: &String| [&game.home_team, &game.away_team].contains(&code);
        team.as_ref().is_none_or(plays) && args.week.is_none_or(|w| game.week == Some(w))
    });
    if plays.games().is_empty() {
        let which = match (&args.team, args.week) {
            (Some(team), Some(week)) => format!("no game of {team} in week {week}"),
            (Some(team), None) => format!("no game of {team}"),
            (None, week) => format!("no game in week {}", week.unwrap_or_default()),
        };
        return Err(Error::data(
            source.root().display(),
            format!("it has {which} in the seasons that were asked for"),
            "`wp games --season YEAR` lists games and teams",
        ));
    }
    // Small charts show no intervals.
    let scored = score::timeline(&plays, &saved.without_intervals())?;
    let games = strip::of(&plays, &scored, team.as_deref());
    let strip = strip::titled(games, team.as_deref(), &plays.seasons());
    for (path, kind) in outs {
        match kind {
            OutputKind::Picture(format) => {
                game_chart::draw_strip(&strip, args.size.0, *format, path)?;
            }
            OutputKind::Page => games_page::write(&strip, path)?,
        }
        output::note(format_args!("{}: {}", path.display(), strip.title));
    }
    Ok(ExitCode::SUCCESS)
}

fn data(args: &Args, seasons: Option<Seasons>) -> DataArgs {
    DataArgs {
        data: args.data.clone(),
        seasons,
        audit: false,
    }
}

fn make(args: &Args, game: &str) -> Result<GameChart> {
    let (saved, _) = super::model(args.model.as_deref())?;
    let source = data(args, None).source()?;
    chart::of_game(
        &source,
        &saved,
        &chart::Request {
            game,
            seasons: args.seasons.as_ref(),
            against: args.against.as_deref(),
            level: args.level,
            spread: args.spread.from(),
        },
    )
}

fn print_turns(chart: &GameChart) -> Result<()> {
    output::line(format_args!("{} ({})", chart.title, chart.game_id))?;
    let never = chart.never_turned.unwrap_or(1.0);
    if chart.turns.is_empty() {
        return output::line(format_args!(
            "no turning points; posterior probability that the game never turned: {}",
            percent(never)
        ));
    }
    let level = format!("{} wins", chart.home.code);
    let mut table = output::table(&["clock", "score", "play", "posterior", &level]);
    for turn in &chart.turns {
        let Some(m) = chart.moments.get(turn.moment) else {
            continue;
        };
        let score = m.score.map_or(String::new(), |(home, away)| {
            format!("{} {away}, {} {home}", chart.away.code, chart.home.code)
        });
        table.add_row([
            m.clock.clone(),
            score,
            m.short.clone(),
            percent(turn.probability.min(0.9994)),
            format!("{} → {}", percent(turn.before), percent(turn.after)),
        ]);
    }
    output::line(output::shown(&table))
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Summary<'a> {
    game_id: &'a str,
    title: &'a str,
    home_team: &'a str,
    away_team: &'a str,
    model: &'a str,
    /// Posterior probability that the game never turned.
    never_turned: Option<f64>,
    turning_points: Vec<Turn<'a>>,
    biggest_plays: Vec<Play<'a>>,
    scores: Vec<Points<'a>>,
}

#[derive(Debug, Serialize)]
struct Turn<'a> {
    #[serde(flatten)]
    play: Play<'a>,
    /// Posterior probability of a turn within three plays of this one.
    posterior: f64,
    /// Posterior probability of a turn at this very play.
    posterior_exactly: f64,
    /// P(home team wins) around which the game was.
    home_wp_before: f64,
    home_wp_after: f64,
}

#[derive(Debug, Serialize)]
struct Play<'a> {
    clock: &'a str,
    home_score: Option<i16>,
    away_score: Option<i16>,
    situation: &'a str,
    play: &'a str,
    home_wp: f64,
    home_wpa: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Points<'a> {
    clock: &'a str,
    team: &'a str,
    how: &'a str,
    home_score: i16,
    away_score: i16,
}

impl<'a> Summary<'a> {
    fn of(chart: &'a GameChart) -> Self {
        let play = |i: usize| {
            let m = chart.moments.get(i)?;
            Some(Play {
                clock: &m.clock,
                home_score: m.score.map(|s| s.0),
                away_score: m.score.map(|s| s.1),
                situation: &m.situation,
                play: &m.what,
                home_wp: m.home_wp,
                home_wpa: m.home_wpa,
            })
        };
        let turn = |t: &game_chart::TurningPoint| {
            Some(Turn {
                play: play(t.moment)?,
                posterior: t.probability,
                posterior_exactly: t.exactly,
                home_wp_before: t.before,
                home_wp_after: t.after,
            })
        };
        let points = |s: &'a game_chart::Scoring| {
            Some(Points {
                clock: &chart.moments.get(s.moment)?.clock,
                team: chart.code(s.home),
                how: &s.what,
                home_score: s.score.0,
                away_score: s.score.1,
            })
        };
        Self {
            game_id: &chart.game_id,
            title: &chart.title,
            home_team: &chart.home.code,
            away_team: &chart.away.code,
            model: &chart.model,
            never_turned: chart.never_turned,
            turning_points: chart.turns.iter().filter_map(turn).collect(),
            biggest_plays: chart.biggest.iter().filter_map(|&i| play(i)).collect(),
            scores: chart.scorings.iter().filter_map(points).collect(),
        }
    }
}
