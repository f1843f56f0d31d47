//! A game as it is played: a line in, an answer out.
//!
//! Each line is cleaned together with the game's earlier lines, by the code
//! that reads files, so that a live play is valued as it will be in the file.
//! What a file shows by what comes next is not there yet: a row without a
//! situation carries the last value.

use super::path;
use super::scored::{Basis, Value};
use super::timeline::Scorer;
use crate::error::{Error, Result};
use crate::model_file::SavedModel;
use crate::plays::line::{self, Row};
use crate::plays::{Play, Role, Schedule};
use crate::situation;
use serde::Serialize;
use std::collections::HashMap;

/// Games whose rows are kept; beyond them the one that was silent longest goes.
const GAMES: usize = 64;

/// The answer to one line. `None` is written as null.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The line's number, from 1.
    pub line: usize,
    /// The game.
    pub game_id: Option<String>,
    /// The play.
    pub play_id: Option<i32>,
    /// The side that `wp` takes: the team with the ball, on rows without one
    /// the last.
    pub side: Option<String>,
    /// P(win) of that side before the play; a tie counts as half a win.
    pub wp: Option<f32>,
    /// P(win) of the home team.
    pub home_wp: Option<f32>,
    /// Lower end of `wp`'s interval, where the model has one.
    pub wp_lower: Option<f32>,
    /// Upper end.
    pub wp_upper: Option<f32>,
    /// Where it comes from.
    pub basis: Basis,
    /// Why the row has no situation of its own.
    pub reason: Option<&'static str>,
    /// What the game's play before this one changed, now that it is known.
    pub previous: Option<Change>,
}

/// What a play changed, from the side that had the ball.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The play.
    pub play_id: i32,
    /// The change of its side's `wp`.
    pub wpa: f32,
}

/// Follows any number of games at once.
pub struct Follower<'a> {
    values: Scorer<'a>,
    schedule: &'a Schedule,
    games: HashMap<String, Live>,
    lines: u64,
}

#[derive(Default)]
struct Live {
    rows: Vec<Row>,
    last: Option<Last>,
    before: Option<Last>,
    heard: u64,
}

#[derive(Clone, Copy)]
struct Last {
    play_id: i32,
    value: Option<Value>,
    home_side: Option<bool>,
}

impl<'a> Follower<'a> {
    /// `schedule` gives spreads and totals that the lines do not have; `level`
    /// is the share of the truth that intervals are to hold.
    ///
    /// # Errors
    /// [`Error::Parameter`] for the level.
    pub fn new(model: &'a SavedModel, schedule: &'a Schedule, level: f64) -> Result<Self> {
        Ok(Self {
            values: Scorer::new(model, level)?,
            schedule,
            games: HashMap::new(),
            lines: 0,
        })
    }

    /// Answers one line: a JSON object with nflverse's names. With a `game_id`
    /// it is a row of that game, else a situation of its own. A play that comes
    /// again takes the place of its earlier version.
    ///
    /// # Errors
    /// [`Error::Situation`] for what is no such object or cannot be.
    pub fn answer(&mut self, line: &str, number: usize) -> Result<Answer> {
        let object = match serde_json::from_str(line) {
            Ok(serde_json::Value::Object(object)) => object,
            Ok(_) => return Err(not_a_play("it is JSON but not an object")),
            Err(e) => return Err(not_a_play(&format!("it is not JSON: {e}"))),
        };
        if object.get("game_id").is_none_or(serde_json::Value::is_null) {
            return self.situation(line, number);
        }
        let row = Row::of(&object, number)?;
        self.row(row, number)
    }

    fn situation(&self, line: &str, number: usize) -> Result<Answer> {
        let understood = situation::parse_line(line)?;
        let value = self.values.of_situation(understood.state)?;
        let band = value.and_then(|v| v.interval);
        Ok(Answer {
            line: number,
            game_id: None,
            play_id: None,
            side: None,
            wp: value.map(|v| v.wp),
            home_wp: None,
            wp_lower: band.map(|b| b[0]),
            wp_upper: band.map(|b| b[1]),
            basis: Basis::Own,
            reason: None,
            previous: None,
        })
    }

    fn row(&mut self, row: Row, number: usize) -> Result<Answer> {
        let id = row.game_id().to_owned();
        let (play_id, ends) = (row.play_id(), row.ends_game());
        let mut rows = match self.games.get(&id) {
            Some(live) => live.rows.clone(),
            None => Vec::new(),
        };
        let at = match rows.iter().position(|r| r.play_id() == play_id) {
            Some(at) => {
                rows[at] = row;
                at
            }
            None => {
                rows.push(row);
                rows.len() - 1
            }
        };
        // Nothing is remembered of a line that is refused.
        let plays = line::clean(&rows, self.schedule)?;
        let place = plays.rows().iter().position(|p| p.row as usize == at);
        let place = place.ok_or_else(|| not_a_play("it has no game"))?;
        let play = &plays.rows()[place];
        let own = self.values.of(&plays, &[place])?[0];
        let game = plays.game(play);
        let live = self.games.entry(id.clone()).or_default();
        self.lines += 1;
        live.heard = self.lines;
        let newest = at + 1 == rows.len();
        live.rows = rows;
        if newest && live.last.is_some_and(|l| l.play_id != play_id) {
            live.before = live.last;
        }
        let last = match newest {
            true => live.before,
            false => None,
        };
        let (value, basis) = match (own, game.result.filter(|_| ends), last) {
            (Some(value), ..) => (Some(value), Basis::Own),
            (None, Some(result), _) => {
                (Some(path::over(result, self.values.model())), Basis::Result)
            }
            (None, None, Some(Last { value: Some(v), .. })) => (Some(v), Basis::Last),
            _ => (None, Basis::Unknown),
        };
        let home_side = play.home_has_ball.or(last.and_then(|l| l.home_side));
        if newest {
            live.last = Some(Last {
                play_id,
                value,
                home_side,
            });
        }
        let previous = last.and_then(|l| {
            let change = value?.wp - l.value?.wp;
            let wpa = if l.home_side? { change } else { 0.0 - change };
            Some(Change {
                play_id: l.play_id,
                wpa,
            })
        });
        let side = home_side.map(|home| match home {
            true => game.home_team.clone(),
            false => game.away_team.clone(),
        });
        let seen = value.zip(home_side).map(|(v, home)| v.seen_by(home));
        let band = seen.and_then(|v| v.interval);
        let answer = Answer {
            line: number,
            game_id: Some(id),
            play_id: Some(play_id),
            side,
            wp: seen.map(|v| v.wp),
            home_wp: value.map(|v| v.wp),
            wp_lower: band.map(|b| b[0]),
            wp_upper: band.map(|b| b[1]),
            basis,
            reason: own.is_none().then(|| reason(play)).flatten(),
            previous,
        };
        self.forget();
        Ok(answer)
    }

    fn forget(&mut self) {
        if self.games.len() <= GAMES {
            return;
        }
        let oldest = self.games.iter().min_by_key(|(_, live)| live.heard);
        if let Some(id) = oldest.map(|(id, _)| id.clone()) {
            self.games.remove(&id);
        }
    }
}

fn reason(play: &Play) -> Option<&'static str> {
    match play.role {
        Role::Train => None,
        Role::Not(reason) => Some(reason.words()),
    }
}

fn not_a_play(problem: &str) -> Error {
    Error::Situation {
        problem: problem.to_owned(),
        hint: "each line is one play as a JSON object with nflverse's column names, such as \
               {\"game_id\":\"2021_01_BAL_LV\",\"posteam\":\"BAL\",\"qtr\":4,\"time\":\"02:10\",\"down\":1,\
               \"ydstogo\":10,\"yardline_100\":75,\"posteam_score\":24,\"defteam_score\":24}"
            .to_owned(),
    }
}
