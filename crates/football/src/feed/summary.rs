//! The feed's documents: one game's summary, and the scoreboard of a day.

use super::json::{at, clock, list, number, text, whole};
use super::play::FeedPlay;
use super::rows::{Progress, rows};
use super::teams::{self, Team, Teams};
use crate::error::{Error, Result};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// A game of the scoreboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The feed's number of the game.
    pub event: String,
    /// nflverse's `game_id`.
    pub game_id: String,
    /// How far it is.
    pub progress: Progress,
}

/// A game as its summary has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The feed's number of the game.
    pub event: String,
    /// nflverse's `game_id`.
    pub game_id: String,
    /// How far it is.
    pub progress: Progress,
    /// Closing spread as nflverse has it: positive when the home team is favored.
    pub spread_line: Option<f64>,
    /// Closing line for all points.
    pub total_line: Option<f64>,
    /// Played at neither team's place.
    pub neutral: bool,
    /// The plays so far in their order, with nflverse's names; while the game is on also
    /// the next one, as far as it is known.
    pub rows: Vec<Map<String, Value>>,
}

/// What of a game's head is read.
struct Head {
    event: String,
    game_id: String,
    teams: Teams,
    progress: Progress,
    playoffs: bool,
    neutral: bool,
    now: Option<(u8, u16)>,
}

fn unreadable(problem: impl Into<String>) -> Error {
    Error::data(
        "the feed",
        problem,
        "expected ESPN's summary of a game (…/nfl/summary?event=ID)",
    )
}

/// Reads a game's summary.
///
/// # Errors
/// [`Error::Data`] for what is no whole summary of a game, and for preseason games.
pub fn summary(document: &str) -> Result<Summary> {
    let document: Value = serde_json::from_str(document)
        .map_err(|e| unreadable(format!("it is not JSON, or only a part of it: {e}")))?;
    of_value(&document)
}

fn of_value(document: &Value) -> Result<Summary> {
    let header = at(document, &["header"]);
    let head = head(header)?;
    let mut plays: Vec<FeedPlay> = Vec::new();
    let mut places: HashMap<i32, usize> = HashMap::new();
    let drives = at(document, &["drives"]);
    let current = at(drives, &["current"]);
    let all = list(at(drives, &["previous"])).iter().chain(Some(current));
    for value in all.flat_map(|drive| list(at(drive, &["plays"]))) {
        let Some(play) = FeedPlay::of(value, &head.event, &head.teams) else {
            continue;
        };
        // The current drive is among the previous ones too, and plays are doubled: the
        // later version counts.
        match places.get(&play.id) {
            Some(&place) if plays[place].modified <= play.modified => plays[place] = play,
            Some(_) => {}
            None => {
                places.insert(play.id, plays.len());
                plays.push(play);
            }
        }
    }
    let (spread_line, total_line) = lines(at(document, &["pickcenter"]));
    let mut rows = rows(plays, &head.teams, head.progress, head.playoffs, head.now);
    for row in &mut rows {
        let facts = [
            ("spread_line", spread_line.map(Value::from)),
            ("total_line", total_line.map(Value::from)),
            ("location", head.neutral.then(|| Value::from("Neutral"))),
        ];
        for (name, value) in facts {
            if let Some(value) = value {
                row.insert(name.to_owned(), value);
            }
        }
    }
    Ok(Summary {
        event: head.event,
        game_id: head.game_id,
        progress: head.progress,
        spread_line,
        total_line,
        neutral: head.neutral,
        rows,
    })
}

/// The first provider's that are numbers. The feed's spread is seen by the home team:
/// −3.5 favors it.
fn lines(providers: &Value) -> (Option<f64>, Option<f64>) {
    let first = |key: &str, low: f64, high: f64| {
        let values = list(providers).iter().filter_map(|p| number(at(p, &[key])));
        values.into_iter().find(|v| (low..=high).contains(v))
    };
    let spread = first("spread", -60.0, 60.0);
    (spread.map(|s| 0.0 - s), first("overUnder", 10.0, 120.0))
}

/// Reads a header, or an event of the scoreboard: they differ in where the week is.
fn head(header: &Value) -> Result<Head> {
    let game = list(at(header, &["competitions"])).first();
    let game = game.ok_or_else(|| unreadable("it has no `header.competitions`"))?;
    let event = text(at(header, &["id"]));
    if event.is_empty() {
        return Err(unreadable("it has no `header.id`"));
    }
    let side = |which: &str| {
        let all = list(at(game, &["competitors"])).iter();
        let one = all.filter(|c| at(c, &["homeAway"]) == which).find_map(|c| {
            let id = text(at(c, &["id"]));
            let code = teams::code(&id, &text(at(c, &["team", "abbreviation"])))?;
            Some(Team { id, code })
        });
        one.ok_or_else(|| unreadable(format!("event {event} has no {which} team that is known")))
    };
    let teams = Teams {
        home: side("home")?,
        away: side("away")?,
    };
    let season = whole(at(header, &["season", "year"]), 1999..=2999)
        .ok_or_else(|| unreadable(format!("event {event} has no `season.year`")))?;
    let number = at(header, &["week", "number"]);
    let number = if number.is_null() {
        at(header, &["week"])
    } else {
        number
    };
    let number =
        whole(number, 1..=30).ok_or_else(|| unreadable(format!("event {event} has no `week`")))?;
    let kind = whole(at(header, &["season", "type"]), 1..=4).unwrap_or(2);
    let week = match kind {
        1 => {
            return Err(Error::data(
                "the feed",
                format!("event {event} is a preseason game"),
                "only games of the regular season and the playoffs are followed",
            ));
        }
        3 => {
            let regular = if season >= 2021 { 18 } else { 17 };
            // The feed counts the Pro Bowl's week, nflverse does not.
            regular + if number >= 5 { 4 } else { number }
        }
        _ => number,
    };
    let status = at(game, &["status"]);
    let status = if status.is_null() {
        at(header, &["status"])
    } else {
        status
    };
    let progress = match at(status, &["type", "state"]).as_str() {
        Some("post") => Progress::Over,
        Some("in") => Progress::On,
        _ => Progress::Before,
    };
    let now = whole(at(status, &["period"]), 1..=9)
        .zip(clock(&text(at(status, &["displayClock"]))))
        .map(|(period, clock)| (period.min(5) as u8, clock));
    Ok(Head {
        game_id: format!(
            "{season}_{week:02}_{}_{}",
            teams.code(false),
            teams.code(true)
        ),
        event,
        teams,
        progress,
        playoffs: kind == 3,
        neutral: at(game, &["neutralSite"]).as_bool().unwrap_or(false),
        now,
    })
}

/// Reads the scoreboard of a day or week; games that are not followed are left out.
///
/// # Errors
/// [`Error::Data`] for what is no whole scoreboard.
pub fn scoreboard(document: &str) -> Result<Vec<Listed>> {
    let document: Value = serde_json::from_str(document)
        .map_err(|e| unreadable(format!("it is not JSON, or only a part of it: {e}")))?;
    let events = at(&document, &["events"]);
    if !events.is_array() {
        return Err(unreadable("it has no `events`"));
    }
    let heads = list(events).iter().filter_map(|event| head(event).ok());
    Ok(heads
        .map(|head| Listed {
            event: head.event,
            game_id: head.game_id,
            progress: head.progress,
        })
        .collect())
}
