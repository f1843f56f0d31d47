//! The schedule as the ratings see it: results, places, rest, quarterbacks.

use super::frame::{Columns, lacks};
use super::schema::team;
use crate::error::{Error, Result};
use crate::ratings::{Game, History, Parameters, Staff, Week};
use std::collections::HashMap;

/// Columns that are read, besides those of the schedule's lines.
pub const READ: &[&str] = &[
    "game_type",
    "home_qb_id",
    "away_qb_id",
    "home_qb_name",
    "away_qb_name",
    "home_rest",
    "away_rest",
    "overtime",
    "div_game",
];

/// Columns without which a game has no place.
const PLACED: [&str; 4] = ["game_id", "season", "home_team", "away_team"];

/// A schedule's games in the order of play.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// The games.
    pub games: Vec<Game>,
    /// What else the schedule says of each.
    pub listed: Vec<ListedGame>,
    /// The ratings' numbers that hold for this league.
    pub numbers: Parameters,
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
    /// The games of a schedule's columns.
    ///
    /// # Errors
    /// [`Error::MissingColumn`] where a game cannot
    /// be placed without it, [`Error::Data`] where a column
    /// holds something else than it should.
    pub fn of(frame: &dyn Columns) -> Result<Self> {
        if let Some(absent) = PLACED.iter().find(|c| !frame.has(c)) {
            return Err(lacks(frame, absent, &[]));
        }
        let text = |name| -> Result<_> {
            let column = frame.text(name)?;
            Ok(move |row: usize| {
                let said = column.as_ref()?.get(row)?;
                (!said.is_empty() && said != "NA").then(|| said.to_owned())
            })
        };
        let number = |name| -> Result<_> {
            let column = frame.numbers(name)?;
            Ok(move |row: usize| column.as_ref().map(|c| c[row]).filter(|v| v.is_finite()))
        };
        let (ids, types) = (text("game_id")?, text("game_type")?);
        let (homes, aways) = (text("home_team")?, text("away_team")?);
        let (days, places, roofs) = (text("gameday")?, text("location")?, text("roof")?);
        let quarterbacks = [text("home_qb_id")?, text("away_qb_id")?];
        let names = [text("home_qb_name")?, text("away_qb_name")?];
        let coaches = [text("home_coach")?, text("away_coach")?];
        // Some schedules name the weeks of the playoffs in words.
        let (seasons, weeks) = (number("season")?, text("week")?);
        let points = [number("home_score")?, number("away_score")?];
        let rests = [number("home_rest")?, number("away_rest")?];
        let lines = [number("spread_line")?, number("total_line")?];
        let (overtimes, divisions) = (number("overtime")?, number("div_game")?);
        let mut all = Vec::with_capacity(frame.rows());
        for row in 0..frame.rows() {
            let (Some(id), Some(home), Some(away)) = (ids(row), homes(row), aways(row)) else {
                continue;
            };
            let Some(season) = seasons(row).map(|s| s as u16) else {
                continue;
            };
            let game_type = types(row).unwrap_or_else(|| "REG".to_owned());
            let week = weeks(row).and_then(|w| w.trim().parse::<f64>().ok());
            let week = week
                .or_else(|| round(&game_type, season))
                .filter(|w| (1.0..=30.0).contains(w));
            let Some(week) = week.map(|w| w as u8) else {
                continue;
            };
            let staff = |side: usize| Staff {
                quarterback: quarterbacks[side](row),
                coach: coaches[side](row),
            };
            let score = points[0](row).zip(points[1](row));
            let game = Game {
                season,
                week,
                home: team(&home).to_owned(),
                away: team(&away).to_owned(),
                score: score.map(|(h, a)| (h as i16, a as i16)),
                overtime: overtimes(row).is_some_and(|o| o > 0.0),
                neutral: places(row).is_some_and(|p| p == "Neutral"),
                rest: rests[0](row).zip(rests[1](row)).map_or(0.0, |(h, a)| h - a),
                division: divisions(row).is_some_and(|d| d > 0.0),
                indoors: roofs(row).is_some_and(|r| matches!(r.as_str(), "dome" | "closed")),
                home_staff: staff(0),
                away_staff: staff(1),
            };
            let listed = ListedGame {
                game_id: id,
                date: days(row),
                spread_line: lines[0](row),
                total_line: lines[1](row),
                playoffs: game_type != "REG",
                home_quarterback: names[0](row),
                away_quarterback: names[1](row),
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
        Ok(Self {
            games,
            listed,
            numbers: Parameters::shipped(),
        })
    }

    /// Whether a schedule has the columns that [`Results::of`] cannot do without.
    pub(super) fn placed(frame: &dyn Columns) -> bool {
        PLACED.iter().all(|c| frame.has(c))
    }

    /// The games of seasons before `season`, or of it before `week`.
    #[must_use]
    pub fn before(&self, season: u16, week: u8) -> &[Game] {
        let end = self
            .games
            .partition_point(|g| (g.season, g.week) < (season, week));
        &self.games[..end]
    }

    /// The games up to the last one with a result.
    #[must_use]
    pub fn played(&self) -> &[Game] {
        let last = self.games.iter().rposition(|g| g.score.is_some());
        &self.games[..last.map_or(0, |i| i + 1)]
    }

    /// The strengths before a week of a season; after the last week that has been played,
    /// where none is named, and of the last season with results, where none is named.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a season or week without results before it, and those of
    /// [`History::weeks`].
    pub fn strengths(&self, season: Option<u16>, week: Option<u8>) -> Result<Week> {
        let played = self.played();
        let season = match season.or(played.last().map(|g| g.season)) {
            Some(season) => season,
            None => {
                return Err(Error::parameter(
                    "the schedule",
                    "one with results",
                    "without",
                ));
            }
        };
        let mut weeks = History::weeks(played, &self.numbers, |s| s == season)?;
        let known: Vec<u8> = weeks.iter().map(|w| w.week).collect();
        let (Some(first), Some(last)) = (known.first(), known.last()) else {
            let rule = "a season with results in the schedule";
            return Err(Error::parameter("season", rule, season));
        };
        let week = week.unwrap_or(*last);
        match weeks.iter().position(|w| w.week == week) {
            Some(at) => Ok(weeks.swap_remove(at)),
            None => {
                let rule = format!("a week of {season} that has come: {first} to {last}");
                Err(Error::parameter("week", rule, week))
            }
        }
    }

    /// Quarterbacks' names by their identifiers.
    #[must_use]
    pub fn quarterbacks(&self) -> HashMap<String, String> {
        let mut names = HashMap::new();
        for (game, listed) in self.games.iter().zip(&self.listed) {
            for (staff, name) in [
                (&game.home_staff, &listed.home_quarterback),
                (&game.away_staff, &listed.away_quarterback),
            ] {
                if let Some((id, name)) = staff.quarterback.as_ref().zip(name.as_ref()) {
                    names.insert(id.clone(), name.clone());
                }
            }
        }
        names
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
