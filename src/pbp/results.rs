//! The schedule as the ratings see it: results, places, rest, quarterbacks.

use super::read::{scan, unreadable};
use super::schedule::text_or_null;
use super::source::Source;
use crate::error::{Error, Result};
use crate::plays::schema::team;
use crate::ratings::{Game, Staff};
use polars::prelude::*;
use std::path::Path;

/// A schedule's games in the order of play.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// The games.
    pub games: Vec<Game>,
    /// What else the schedule says of each.
    pub listed: Vec<ListedGame>,
}

/// What a forecast is printed and checked with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ListedGame {
    /// nflverse's identifier.
    pub game_id: String,
    /// YYYY-MM-DD.
    pub date: Option<String>,
    /// Closing spread, positive: the home team is favored.
    pub spread_line: Option<f64>,
    /// Closing line for all points.
    pub total_line: Option<f64>,
    /// A playoff game.
    pub playoffs: bool,
    /// The home quarterback by name.
    pub home_quarterback: Option<String>,
    /// The away quarterback by name.
    pub away_quarterback: Option<String>,
}

impl Results {
    /// Reads the source's schedule; empty where it has none.
    ///
    /// # Errors
    /// [`Error::Data`] for a schedule that cannot be read, and
    /// [`Error::MissingColumn`] where a game cannot be placed without it.
    pub fn load(source: &Source) -> Result<Self> {
        match source.schedule() {
            Some(path) => Self::read(path),
            None => Ok(Self::default()),
        }
    }

    /// [`Results::load`], for commands that can do nothing without results.
    ///
    /// # Errors
    /// As [`Results::load`], and [`Error::Data`] for a source without a single
    /// result.
    pub fn required(source: &Source) -> Result<Self> {
        let read = Self::load(source)?;
        if read.games.iter().all(|g| g.score.is_none()) {
            return Err(Error::data(
                source.root().display(),
                "there is no schedule with results in it",
                "ratings need games.parquet (or games.csv) beside the play-by-play; `wp fetch` gets it",
            ));
        }
        Ok(read)
    }

    fn read(path: &Path) -> Result<Self> {
        let mut lazy = scan(path)?;
        let schema = lazy.collect_schema().map_err(|e| unreadable(path, &e))?;
        for needed in ["game_id", "season", "home_team", "away_team"] {
            if !schema.contains(needed) {
                let found: Vec<&str> = schema.iter_names().map(PlSmallStr::as_str).collect();
                return Err(Error::MissingColumn {
                    file: path.display().to_string(),
                    column: needed.into(),
                    found: found.join(", "),
                });
            }
        }
        let text = |name| text_or_null(&schema, name);
        let number = |name: &'static str| match schema.contains(name) {
            true => col(name).cast(DataType::Float64),
            false => lit(NULL).cast(DataType::Float64).alias(name),
        };
        let frame = lazy
            .select([
                text("game_id"),
                text("game_type"),
                text("home_team"),
                text("away_team"),
                text("gameday"),
                text("location"),
                text("roof"),
                text("home_qb_id"),
                text("away_qb_id"),
                text("home_qb_name"),
                text("away_qb_name"),
                text("home_coach"),
                text("away_coach"),
                number("season"),
                number("week"),
                number("home_score"),
                number("away_score"),
                number("home_rest"),
                number("away_rest"),
                number("overtime"),
                number("div_game"),
                number("spread_line"),
                number("total_line"),
            ])
            .collect()
            .map_err(|e| unreadable(path, &e))?;
        rows(&frame).map_err(|e| unreadable(path, &e))
    }

    /// The games of seasons before `season`, or of it before `week`.
    #[must_use]
    pub fn before(&self, season: u16, week: u8) -> &[Game] {
        let end = self
            .games
            .partition_point(|g| (g.season, g.week) < (season, week));
        &self.games[..end]
    }

    /// Games of finished weeks without a result: holes of the schedule.
    #[must_use]
    pub fn holes(&self) -> usize {
        let last = self.games.iter().rposition(|g| g.score.is_some());
        let last = last.map(|i| (self.games[i].season, self.games[i].week));
        let over = |g: &&Game| last.is_some_and(|last| (g.season, g.week) < last);
        let open = |g: &&Game| g.score.is_none();
        self.games.iter().filter(over).filter(open).count()
    }
}

/// Weeks of the playoffs where a schedule names rounds and no numbers.
fn round(game_type: &str, season: u16) -> Option<f64> {
    let regular = match season {
        ..2021 => 17.0,
        _ => 18.0,
    };
    let after = match game_type {
        "WC" => 1.0,
        "DIV" => 2.0,
        "CON" => 3.0,
        "SB" => 4.0,
        _ => return None,
    };
    Some(regular + after)
}

fn rows(frame: &DataFrame) -> PolarsResult<Results> {
    let text = |name: &str| frame.column(name)?.str();
    let number = |name: &str| frame.column(name)?.f64();
    let (ids, types) = (text("game_id")?, text("game_type")?);
    let (homes, aways) = (text("home_team")?, text("away_team")?);
    let (days, places, roofs) = (text("gameday")?, text("location")?, text("roof")?);
    let quarterbacks = [text("home_qb_id")?, text("away_qb_id")?];
    let names = [text("home_qb_name")?, text("away_qb_name")?];
    let coaches = [text("home_coach")?, text("away_coach")?];
    let (seasons, weeks) = (number("season")?, number("week")?);
    let points = [number("home_score")?, number("away_score")?];
    let rests = [number("home_rest")?, number("away_rest")?];
    let lines = [number("spread_line")?, number("total_line")?];
    let (overtimes, divisions) = (number("overtime")?, number("div_game")?);
    let known = |s: Option<&str>| s.filter(|s| !s.is_empty() && *s != "NA").map(str::to_owned);
    let finite = |x: Option<f64>| x.filter(|x| x.is_finite());
    let mut all = Vec::with_capacity(frame.height());
    for row in 0..frame.height() {
        let (Some(id), Some(home), Some(away)) = (ids.get(row), homes.get(row), aways.get(row))
        else {
            continue;
        };
        let Some(season) = finite(seasons.get(row)).map(|s| s as u16) else {
            continue;
        };
        let game_type = types.get(row).unwrap_or("REG");
        let week = finite(weeks.get(row))
            .or_else(|| round(game_type, season))
            .filter(|w| (1.0..=30.0).contains(w));
        let Some(week) = week.map(|w| w as u8) else {
            continue;
        };
        let staff = |side: usize| Staff {
            quarterback: known(quarterbacks[side].get(row)),
            coach: known(coaches[side].get(row)),
        };
        let both =
            |pair: &[&Float64Chunked; 2]| finite(pair[0].get(row)).zip(finite(pair[1].get(row)));
        let game = Game {
            season,
            week,
            home: team(home).to_owned(),
            away: team(away).to_owned(),
            score: both(&points).map(|(h, a)| (h as i16, a as i16)),
            overtime: finite(overtimes.get(row)).is_some_and(|o| o > 0.0),
            neutral: places.get(row) == Some("Neutral"),
            rest: both(&rests).map_or(0.0, |(h, a)| h - a),
            division: finite(divisions.get(row)).is_some_and(|d| d > 0.0),
            indoors: matches!(roofs.get(row), Some("dome" | "closed")),
            home_staff: staff(0),
            away_staff: staff(1),
        };
        let listed = ListedGame {
            game_id: id.to_owned(),
            date: known(days.get(row)),
            spread_line: finite(lines[0].get(row)),
            total_line: finite(lines[1].get(row)),
            playoffs: game_type != "REG",
            home_quarterback: known(names[0].get(row)),
            away_quarterback: known(names[1].get(row)),
        };
        all.push((game, listed));
    }
    all.sort_by(|(a, x), (b, y)| {
        let when = |g: &Game, l: &ListedGame| (g.season, g.week, l.date.clone());
        when(a, x)
            .cmp(&when(b, y))
            .then_with(|| x.game_id.cmp(&y.game_id))
    });
    let (games, listed) = all.into_iter().unzip();
    Ok(Results { games, listed })
}
