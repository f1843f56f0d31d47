//! A game whose plays come, change and disappear, and its line so far.
//!
//! The plays stand in the order of play, whatever order they came in, and are cleaned
//! and valued by the code that scores files: the line of a game whose plays have all
//! come is that of the file with the same rows.

use super::scored::{Basis, Scored};
use super::timeline::Scorer;
use crate::error::{Error, Result};
use crate::plays::line::{self, Row};
use crate::plays::{Play, Plays, Role, Schedule};
use serde::Serialize;
use serde_json::{Map, Value};

/// A game in progress.
#[derive(Debug, Clone)]
pub struct LiveGame {
    game_id: String,
    /// In the order of play.
    rows: Vec<Row>,
}

/// One play of a game's line. `None` is written as null.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LivePlay {
    /// nflverse's `play_id`.
    pub play_id: i32,
    /// Quarter: 1–4, 5 for overtime.
    pub qtr: Option<u8>,
    /// Seconds left in the quarter.
    pub quarter_seconds_remaining: Option<u16>,
    /// The team with the ball.
    pub posteam: Option<String>,
    /// Down: 1–4.
    pub down: Option<u8>,
    /// Yards to go.
    pub ydstogo: Option<u8>,
    /// Yards to the opponent's goal line.
    pub yardline_100: Option<u8>,
    /// The home team's points before the play.
    pub home_score: Option<i16>,
    /// The away team's.
    pub away_score: Option<i16>,
    /// The side that `wp` and `wpa` take: the team with the ball, on rows without one
    /// the team that has it next.
    pub side: Option<String>,
    /// P(win) of that side before the play; a tie counts as half a win.
    pub wp: Option<f32>,
    /// P(win) of the home team.
    pub home_wp: Option<f32>,
    /// Lower end of `wp`'s interval, where the model has one.
    pub wp_lower: Option<f32>,
    /// Upper end.
    pub wp_upper: Option<f32>,
    /// What the play changed, from its side; null until that is known.
    pub wpa: Option<f32>,
    /// Where it comes from.
    pub basis: Basis,
    /// Why the row has no situation of its own.
    pub reason: Option<&'static str>,
}

impl LiveGame {
    /// A game without plays; `game_id` as nflverse writes it: `2016_21_NE_ATL`.
    ///
    /// # Errors
    /// [`Error::Situation`] for another form.
    pub fn new(game_id: &str) -> Result<Self> {
        let parts: Vec<&str> = game_id.split('_').collect();
        let digits =
            |text: &str, n: usize| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
        let code = |text: &str| {
            (2..=3).contains(&text.len())
                && text
                    .bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        };
        match parts[..] {
            [season, week, away, home]
                if digits(season, 4) && digits(week, 2) && code(away) && code(home) => {}
            _ => {
                return Err(Error::Situation {
                    problem: format!("\"{game_id}\" is no game_id"),
                    hint:
                        "a game_id is season, week, away team and home team, such as 2016_21_NE_ATL"
                            .into(),
                });
            }
        }
        Ok(Self {
            game_id: game_id.to_owned(),
            rows: Vec::new(),
        })
    }

    /// The game.
    #[must_use]
    pub fn game_id(&self) -> &str {
        &self.game_id
    }

    /// How many plays have come.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none has.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Takes a play, an object with nflverse's names and a `play_id`; one that is there
    /// already is replaced. Its place follows from `order_sequence`, else from `play_id`.
    ///
    /// # Errors
    /// [`Error::Situation`] that names the key and the value that does not fit.
    pub fn put(&mut self, play: &Map<String, Value>) -> Result<i32> {
        let refuse = |problem: String, hint: &str| Error::Situation {
            problem,
            hint: hint.to_owned(),
        };
        let row = match play.get("game_id") {
            None | Some(Value::Null) => {
                let mut play = play.clone();
                play.insert("game_id".into(), Value::String(self.game_id.clone()));
                Row::of(&play, 0)?
            }
            Some(Value::String(id)) if *id == self.game_id => Row::of(play, 0)?,
            Some(other) => {
                return Err(refuse(
                    format!("`game_id` is {other}, the game is {}", self.game_id),
                    "send each play to its own game",
                ));
            }
        };
        let id = row.play_id();
        if id <= 0 {
            return Err(refuse(
                "a play has no `play_id`".into(),
                "give each play of a game its own whole number above 0: by it a play is corrected",
            ));
        }
        self.remove(id);
        let at = self
            .rows
            .partition_point(|other| other.order() <= row.order());
        self.rows.insert(at, row);
        Ok(id)
    }

    /// Takes a play back; `false` where there is none.
    pub fn remove(&mut self, play_id: i32) -> bool {
        let before = self.rows.len();
        self.rows.retain(|row| row.play_id() != play_id);
        self.rows.len() < before
    }

    /// Whether the plays are the same in everything that is read of them.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.game_id == other.game_id
            && self.rows.len() == other.rows.len()
            && self.rows.iter().zip(&other.rows).all(|(a, b)| a.is_same(b))
    }

    /// Whether a row says that the game is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.rows.iter().any(Row::ends_game)
    }

    /// The plays so far as a table; `None` where there are none. `schedule` gives spread
    /// and total where the plays have none.
    ///
    /// # Errors
    /// [`Error::Data`] for rows that cannot be cleaned.
    pub fn clean(&self, schedule: &Schedule) -> Result<Option<Plays>> {
        if self.rows.is_empty() {
            return Ok(None);
        }
        let mut plays = line::clean(&self.rows, schedule)?;
        if !self.is_over() {
            // A clock at 0:00 may be the end of regulation.
            plays.forget_results();
        }
        Ok(Some(plays))
    }

    /// The line: every play's probability, in the order of play.
    ///
    /// # Errors
    /// As [`LiveGame::clean`].
    pub fn line(&self, scorer: &Scorer<'_>, schedule: &Schedule) -> Result<Vec<LivePlay>> {
        match self.clean(schedule)? {
            Some(plays) => Ok(line_of(&plays, &scorer.timeline(&plays)?)),
            None => Ok(Vec::new()),
        }
    }
}

/// The line of a game's clean plays; `scored` is their timeline.
#[must_use]
pub fn line_of(plays: &Plays, scored: &[Scored]) -> Vec<LivePlay> {
    let rows = plays.rows().iter().zip(scored);
    rows.map(|(play, s)| live(plays, play, s)).collect()
}

/// Values of rows of any games, in their order: objects with nflverse's names.
///
/// # Errors
/// [`Error::Situation`] that names the row, the key and the value that does not fit.
pub fn score_rows(
    objects: &[Map<String, Value>],
    scorer: &Scorer<'_>,
    schedule: &Schedule,
) -> Result<Vec<Scored>> {
    let numbered = |(at, object): (usize, &Map<String, Value>)| {
        let refused = |problem: String, hint: String| Error::Situation {
            problem: format!("row {}: {problem}", at + 1),
            hint,
        };
        if object.get("game_id").and_then(Value::as_str).is_none() {
            return Err(refused(
                "it has no `game_id`".into(),
                "each row names its game, such as \"2016_21_NE_ATL\"".into(),
            ));
        }
        Row::of(object, at + 1).map_err(|e| match e {
            Error::Situation { problem, hint } => refused(problem, hint),
            other => other,
        })
    };
    let rows: Vec<Row> = objects
        .iter()
        .enumerate()
        .map(numbered)
        .collect::<Result<_>>()?;
    let mut out = vec![Scored::UNKNOWN; rows.len()];
    if rows.is_empty() {
        return Ok(out);
    }
    let plays = line::clean(&rows, schedule)?;
    for (play, scored) in plays.rows().iter().zip(scorer.timeline(&plays)?) {
        out[play.row as usize] = scored;
    }
    Ok(out)
}

fn live(plays: &Plays, play: &Play, scored: &Scored) -> LivePlay {
    let game = plays.game(play);
    let team = |home: bool| match home {
        true => game.home_team.clone(),
        false => game.away_team.clone(),
    };
    let known = |p: f32| (!p.is_nan()).then_some(p);
    let there = |n: u8| (n > 0).then_some(n);
    let interval = scored.interval();
    LivePlay {
        play_id: play.play_id,
        qtr: there(play.qtr),
        quarter_seconds_remaining: there(play.qtr).map(|_| play.quarter_seconds_remaining),
        posteam: play.home_has_ball.map(team),
        down: there(play.down),
        ydstogo: there(play.down).and(there(play.ydstogo)),
        yardline_100: there(play.yardline_100),
        home_score: play.score.map(|(home, _)| home),
        away_score: play.score.map(|(_, away)| away),
        side: scored.home_side.map(team),
        wp: known(scored.wp()),
        home_wp: known(scored.home_wp),
        wp_lower: interval.map(|[lower, _]| lower),
        wp_upper: interval.map(|[_, upper]| upper),
        wpa: known(scored.wpa()),
        basis: scored.basis,
        reason: match play.role {
            Role::Not(reason) if scored.basis != Basis::Own => Some(reason.words()),
            _ => None,
        },
    }
}
