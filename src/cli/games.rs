//! `wp games`: which game is worth a look.

use super::data::DataArgs;
use super::output;
use super::spread::SpreadArgs;
use crate::chart::strip;
use crate::error::{Error, Result};
use crate::report::games_page;
use crate::score::{self, GameSummary};
use crate::teams;
use std::cmp::Ordering;
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp games`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,

    #[command(flatten)]
    spread: SpreadArgs,

    /// Model file [default: $WP_MODEL, else the built-in model].
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// Sort order: by date, excitement, comeback or largest swing.
    #[arg(long, value_enum, default_value_t = Sort::Date)]
    sort: Sort,

    /// Only games of this team, such as NE or patriots.
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,

    /// Only the first N games.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    top: Option<u32>,

    /// Write a page too: one row a game, with a small chart of its win probability.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// Print JSON.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = r#"Examples:
  wp games --season 2021 --sort excitement --top 10
  wp games --seasons 2009-2023 --sort comeback --top 5
  wp games --season 2016 --team NE

excitement: sum of the absolute WPA of all plays. comeback: lowest WP of the
winner. swing: largest WPA of a single play. Pass a game_id to `wp chart --game`."#;

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Sort {
    Date,
    Excitement,
    Comeback,
    Swing,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    if let Some(path) = &args.html {
        crate::file::check_writable(path)?;
    }
    let (saved, _) = super::model(args.model.as_deref())?;
    let (source, plays, _) = args.data.load_with(&[], args.spread.from())?;
    let scored = score::timeline(&plays, &saved)?;
    let mut games = score::summaries(&plays, &scored);
    let team = args.team.as_ref().map(|t| code(t));
    if let (Some(team), Some(code)) = (&args.team, &team) {
        let mut teams: Vec<_> = games
            .iter()
            .flat_map(|g| [g.home_team.clone(), g.away_team.clone()])
            .collect();
        teams.sort_unstable();
        teams.dedup();
        games.retain(|g| [&g.home_team, &g.away_team].contains(&code));
        if games.is_empty() {
            return Err(Error::data(
                source.root().display(),
                format!("it has no game of {team}"),
                format!("its teams are {}", teams.join(", ")),
            ));
        }
    }
    games.sort_by(|a, b| order(args.sort, a, b));
    games.truncate(args.top.map_or(usize::MAX, |n| n as usize));
    if let Some(path) = &args.html {
        let mut rows = strip::of(&plays, &scored, team.as_deref());
        let place = |id: &str| games.iter().position(|g| g.game_id == id);
        rows.retain(|row| place(&row.game_id).is_some());
        rows.sort_by_key(|row| place(&row.game_id));
        let page = strip::titled(rows, team.as_deref(), &plays.seasons());
        games_page::write(&page, path)?;
        output::note(format_args!("{}: {}", path.display(), page.title));
    }
    if args.json {
        output::json(&games)?;
    } else {
        print(&games)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A team's code of today, from a code or a name of any era; what nobody is called
/// stays as it is.
pub fn code(team: &str) -> String {
    let upper = team.to_ascii_uppercase();
    match teams::called(&team.to_lowercase()).as_slice() {
        [code] => (*code).to_owned(),
        _ => teams::today(&upper).to_owned(),
    }
}

fn order(sort: Sort, a: &GameSummary, b: &GameSummary) -> Ordering {
    let comeback = |g: &GameSummary| g.comeback.unwrap_or(f32::INFINITY);
    let swing = |g: &GameSummary| g.swing.as_ref().map_or(0.0, |s| s.wpa);
    let by = match sort {
        Sort::Date => Ordering::Equal,
        Sort::Excitement => b.excitement.total_cmp(&a.excitement),
        Sort::Comeback => comeback(a).total_cmp(&comeback(b)),
        Sort::Swing => swing(b).total_cmp(&swing(a)),
    };
    let when = |g: &GameSummary| (g.season, g.date.clone(), g.week, g.game_id.clone());
    by.then_with(|| when(a).cmp(&when(b)))
}

fn print(games: &[GameSummary]) -> Result<()> {
    let mut table = output::table(&[
        "game",
        "date",
        "week",
        "score",
        "excitement",
        "comeback",
        "largest swing",
    ]);
    for game in games {
        table.add_row([
            game.game_id.clone(),
            game.date.clone().unwrap_or_default(),
            week(game),
            score(game),
            format!("{:.2}", game.excitement),
            game.comeback.map(strip::percent).unwrap_or_default(),
            game.swing.as_ref().map(strip::swing).unwrap_or_default(),
        ]);
    }
    for column in [2, 4, 5] {
        output::column_right(&mut table, column);
    }
    output::line(output::shown(&table))
}

fn week(game: &GameSummary) -> String {
    let week = game.week.map_or(String::new(), |w| w.to_string());
    if game.playoffs {
        format!("{week} (playoffs)")
    } else {
        week
    }
}

fn score(game: &GameSummary) -> String {
    let points = |p: Option<i16>| p.map_or("?".to_owned(), |p| p.to_string());
    format!(
        "{} {}, {} {}",
        game.away_team,
        points(game.away_score),
        game.home_team,
        points(game.home_score)
    )
}
