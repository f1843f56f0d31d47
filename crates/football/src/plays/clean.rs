//! One file's rows into the clean table.
//!
//! Rows are taken game by game. Within a game the file's order stands, unless
//! the clock shows that it cannot be the order of play (see [`order_of_file`] and
//! [`order`]).

use super::order::{self, Reordered, Seen};
use super::possessions::OvertimeSoFar;
use super::raw::{RawTable, TextColumn};
use super::schedule::Schedule;
use super::schema::team;
use super::seasons::Seasons;
use super::table::{Drop, Game, Play, PlayType, Plays, Repaired, Role, SeasonType};
use crate::error::{Error, Result};
use crate::game::{LEADS, SPREADS, TOTALS};
use std::collections::{HashMap, HashSet};

/// Cleans one table.
///
/// # Errors
/// [`Error::MissingColumn`] where the file has neither `game_seconds_remaining`
/// nor `qtr` with a clock; [`Error::Data`] where a `game_id` says no season.
pub fn table(raw: &RawTable, schedule: &Schedule, seasons: Option<&Seasons>) -> Result<Plays> {
    let columns = Columns::of(raw)?;
    let extra: Vec<Option<&[f64]>> = raw.extra().collect();
    let mut plays = Plays::empty(raw.extra_names());
    for (game_id, mut rows) in games(raw, &columns) {
        let season = columns.season(raw, &game_id, rows[0])?;
        if seasons.is_some_and(|s| !s.contains(season)) {
            continue;
        }
        order_of_file(&columns, &mut rows);
        let mut clocks = columns.clocks(&rows);
        let moved = columns.reordered(&rows, &clocks).unwrap_or_default();
        if moved.repaired > 0 {
            rows = moved.rows.iter().map(|&i| rows[i]).collect();
            clocks = moved.rows.iter().map(|&i| clocks[i]).collect();
        }
        let game = columns.game(game_id, season, &rows, schedule);
        let index = u32::try_from(plays.games().len()).unwrap_or(u32::MAX);
        let mut repaired = Repaired {
            order: moved.repaired,
            ..Repaired::default()
        };
        let cleaned = columns.plays(&game, index, (&rows, &clocks, &moved), &mut repaired);
        for (row, play) in rows.iter().zip(cleaned) {
            let values = extra
                .iter()
                .map(|c| c.map_or(f32::NAN, |c| c[*row as usize] as f32));
            plays.push(play, values);
        }
        plays.repaired(season, repaired);
        plays.push_game(game);
    }
    Ok(plays)
}

/// The rows of each game, in the order in which the games first appear.
fn games(raw: &RawTable, columns: &Columns) -> Vec<(String, Vec<u32>)> {
    let mut games: Vec<(String, Vec<u32>)> = Vec::new();
    let mut index: HashMap<String, usize> = HashMap::new();
    let mut current: Option<usize> = None;
    for row in 0..raw.len() {
        let Some(id) = columns.game_id.get(row) else {
            continue;
        };
        // Rows of a game nearly always follow one another.
        let game = match current.filter(|&g| games[g].0 == id) {
            Some(g) => g,
            None => *index.entry(id.to_owned()).or_insert_with(|| {
                games.push((id.to_owned(), Vec::with_capacity(200)));
                games.len() - 1
            }),
        };
        current = Some(game);
        games[game].1.push(row as u32);
    }
    games
}

/// Puts a game's rows in the order of play.
///
/// nflverse's files are in that order, which differs from `play_id` where a
/// play was entered late; the file's order is therefore kept, unless it cannot
/// be right: the quarter falls, or the clock rises in more than one row of
/// twenty (real feeds have a few such rows a season). Then the rows are sorted
/// by `order_sequence`, else by `play_id`.
fn order_of_file(columns: &Columns, rows: &mut [u32]) {
    let clock = |row: u32| columns.game_seconds.map_or(f64::NAN, |c| c[row as usize]);
    let quarter = |row: u32| columns.qtr.map_or(f64::NAN, |c| c[row as usize]);
    let mut rises = 0;
    let mut falls_back = false;
    for pair in rows.windows(2) {
        falls_back |= quarter(pair[1]) < quarter(pair[0]);
        rises += usize::from(clock(pair[1]) > clock(pair[0]));
    }
    if !falls_back && rises * 20 <= rows.len().max(40) {
        return;
    }
    let key = columns.order_sequence.unwrap_or(columns.play_id);
    rows.sort_by(|&a, &b| key[a as usize].total_cmp(&key[b as usize]));
}

/// The columns of a [`RawTable`], looked up once.
struct Columns<'a> {
    game_id: &'a TextColumn,
    home_team: &'a TextColumn,
    away_team: &'a TextColumn,
    posteam: &'a TextColumn,
    season_type: Option<&'a TextColumn>,
    game_date: Option<&'a TextColumn>,
    play_type: Option<&'a TextColumn>,
    location: Option<&'a TextColumn>,
    play_id: &'a [f64],
    order_sequence: Option<&'a [f64]>,
    drive: Option<&'a [f64]>,
    season: Option<&'a [f64]>,
    qtr: Option<&'a [f64]>,
    quarter_seconds: Option<&'a [f64]>,
    half_seconds: Option<&'a [f64]>,
    game_seconds: Option<&'a [f64]>,
    down: &'a [f64],
    ydstogo: &'a [f64],
    yardline_100: &'a [f64],
    posteam_timeouts: Option<&'a [f64]>,
    defteam_timeouts: Option<&'a [f64]>,
    home_timeouts: Option<&'a [f64]>,
    away_timeouts: Option<&'a [f64]>,
    posteam_score: Option<&'a [f64]>,
    defteam_score: Option<&'a [f64]>,
    posteam_score_post: Option<&'a [f64]>,
    defteam_score_post: Option<&'a [f64]>,
    score_differential: Option<&'a [f64]>,
    total_home_score: Option<&'a [f64]>,
    total_away_score: Option<&'a [f64]>,
    home_score: Option<&'a [f64]>,
    away_score: Option<&'a [f64]>,
    result: Option<&'a [f64]>,
    spread_line: Option<&'a [f64]>,
    total_line: Option<&'a [f64]>,
    home_opening_kickoff: Option<&'a [f64]>,
}

fn at(column: Option<&[f64]>, row: u32) -> Option<f64> {
    column.map(|c| c[row as usize]).filter(|v| v.is_finite())
}

/// A whole number in a range, or `None`.
fn whole(value: Option<f64>, range: std::ops::RangeInclusive<i32>) -> Option<i32> {
    let value = value?;
    let rounded = value as i32;
    (f64::from(rounded) == value && range.contains(&rounded)).then_some(rounded)
}

impl<'a> Columns<'a> {
    fn of(raw: &'a RawTable) -> Result<Self> {
        let text = |name: &str| raw.text(name);
        let numbers = |name: &str| raw.numbers(name);
        let missing = |column: &str| Error::MissingColumn {
            file: raw.name().to_owned(),
            column: column.to_owned(),
            found: raw.column_names().join(", "),
        };
        let columns = Self {
            game_id: text("game_id").ok_or_else(|| missing("game_id"))?,
            home_team: text("home_team").ok_or_else(|| missing("home_team"))?,
            away_team: text("away_team").ok_or_else(|| missing("away_team"))?,
            posteam: text("posteam").ok_or_else(|| missing("posteam"))?,
            season_type: text("season_type"),
            game_date: text("game_date"),
            play_type: text("play_type"),
            location: text("location"),
            play_id: numbers("play_id").ok_or_else(|| missing("play_id"))?,
            order_sequence: numbers("order_sequence"),
            drive: numbers("drive"),
            season: numbers("season"),
            qtr: numbers("qtr"),
            quarter_seconds: numbers("quarter_seconds_remaining"),
            half_seconds: numbers("half_seconds_remaining"),
            game_seconds: numbers("game_seconds_remaining"),
            down: numbers("down").ok_or_else(|| missing("down"))?,
            ydstogo: numbers("ydstogo").ok_or_else(|| missing("ydstogo"))?,
            yardline_100: numbers("yardline_100").ok_or_else(|| missing("yardline_100"))?,
            posteam_timeouts: numbers("posteam_timeouts_remaining"),
            defteam_timeouts: numbers("defteam_timeouts_remaining"),
            home_timeouts: numbers("home_timeouts_remaining"),
            away_timeouts: numbers("away_timeouts_remaining"),
            posteam_score: numbers("posteam_score"),
            defteam_score: numbers("defteam_score"),
            posteam_score_post: numbers("posteam_score_post"),
            defteam_score_post: numbers("defteam_score_post"),
            score_differential: numbers("score_differential"),
            total_home_score: numbers("total_home_score"),
            total_away_score: numbers("total_away_score"),
            home_score: numbers("home_score"),
            away_score: numbers("away_score"),
            result: numbers("result"),
            spread_line: numbers("spread_line"),
            total_line: numbers("total_line"),
            home_opening_kickoff: numbers("home_opening_kickoff"),
        };
        if columns.game_seconds.is_none() && columns.qtr.is_none() {
            return Err(missing("game_seconds_remaining` (or `qtr` with a clock)"));
        }
        Ok(columns)
    }

    fn season(&self, raw: &RawTable, game_id: &str, row: u32) -> Result<u16> {
        if let Some(season) = whole(at(self.season, row), 1920..=9999) {
            return Ok(season as u16);
        }
        game_id
            .get(..4)
            .and_then(|y| y.parse().ok())
            .filter(|season| (1920..=9999).contains(season))
            .ok_or_else(|| {
                Error::data(
                    raw.name(),
                    format!("game_id `{game_id}` does not start with a season, and there is no column `season`"),
                    "a game_id looks like 2016_21_NE_ATL",
                )
            })
    }

    fn game(&self, game_id: String, season: u16, rows: &[u32], schedule: &Schedule) -> Game {
        let first = rows[0] as usize;
        let listed = schedule.get(&game_id);
        let any = |column: Option<&[f64]>| rows.iter().find_map(|&r| at(column, r));
        let final_score = any(self.home_score)
            .zip(any(self.away_score))
            .map(|(home, away)| (home as i16, away as i16))
            .or(listed.score)
            .or_else(|| self.final_score(rows));
        let result = any(self.result)
            .map(|r| r as i16)
            .or_else(|| any(self.home_score).and(final_score).map(|(h, a)| h - a))
            .or(listed.result)
            .or_else(|| final_score.map(|(h, a)| h - a));
        let neutral = match self.location.and_then(|c| c.get(first)) {
            Some(place) => place == "Neutral",
            None => listed.neutral.unwrap_or(false),
        };
        let season_type = match self.season_type.and_then(|c| c.get(first)) {
            Some("POST") => SeasonType::Post,
            Some("PRE") => SeasonType::Pre,
            _ => SeasonType::Regular,
        };
        let number = |column| any(column).map(|x| x as f32);
        let (spread, total) = (number(self.spread_line), number(self.total_line));
        let lines = schedule.lines(&game_id, spread, total);
        Game {
            season,
            season_type,
            week: listed
                .week
                .or_else(|| game_id.split('_').nth(1)?.parse().ok()),
            date: self
                .game_date
                .and_then(|c| c.get(first))
                .map(str::to_owned)
                .or(listed.date),
            home_team: team(self.home_team.get(first).unwrap_or_default()).to_owned(),
            away_team: team(self.away_team.get(first).unwrap_or_default()).to_owned(),
            result,
            final_score,
            // What no game can have is not known.
            spread_line: lines.spread.filter(|s| SPREADS.contains(s)),
            total_line: lines.total.filter(|t| TOTALS.contains(t)),
            spread_sd: lines.spread_sd,
            neutral,
            game_id,
        }
    }

    /// The last scores, where the rows show that the game is over.
    fn final_score(&self, rows: &[u32]) -> Option<(i16, i16)> {
        let last_clock = rows.iter().rev().find_map(|&r| at(self.game_seconds, r))?;
        let (mut home, mut away) = (0.0, 0.0);
        for &row in rows {
            let (h, a) = match self.home_has_ball(row) {
                Some(true) => (
                    at(self.posteam_score_post, row).or(at(self.posteam_score, row)),
                    at(self.defteam_score_post, row).or(at(self.defteam_score, row)),
                ),
                Some(false) => (
                    at(self.defteam_score_post, row).or(at(self.defteam_score, row)),
                    at(self.posteam_score_post, row).or(at(self.posteam_score, row)),
                ),
                None => (
                    at(self.total_home_score, row),
                    at(self.total_away_score, row),
                ),
            };
            home = f64::max(home, h.or(at(self.total_home_score, row)).unwrap_or(0.0));
            away = f64::max(away, a.or(at(self.total_away_score, row)).unwrap_or(0.0));
        }
        let known = self.posteam_score.is_some() || self.total_home_score.is_some();
        (known && last_clock == 0.0).then_some((home as i16, away as i16))
    }

    fn home_has_ball(&self, row: u32) -> Option<bool> {
        let row = row as usize;
        let posteam = team(self.posteam.get(row)?);
        if posteam == team(self.home_team.get(row)?) {
            Some(true)
        } else if posteam == team(self.away_team.get(row)?) {
            Some(false)
        } else {
            None
        }
    }

    fn play_type(&self, row: u32) -> PlayType {
        PlayType::from_name(self.play_type.and_then(|c| c.get(row as usize)))
    }

    /// Rows out of the order of play, back in it; `None` where all are in it, or where
    /// nothing but the clock says otherwise.
    fn reordered(&self, rows: &[u32], clocks: &[Clock]) -> Option<Reordered> {
        // Without a quarter, the clocks have been read off the order.
        let drive = self.drive.filter(|_| self.qtr.is_some())?;
        let seen = rows.iter().zip(clocks).map(|(&row, clock)| {
            let home = self.home_has_ball(row);
            let points = |c| whole(at(c, row), 0..=200);
            let score = points(self.posteam_score).zip(points(self.defteam_score));
            let time = clock
                .ok()
                .map(|(qtr, left)| u32::from(qtr) * 900 + u32::from(900_u16.saturating_sub(left)));
            Seen {
                time,
                quarter: clock.map_or(0, |(qtr, _)| qtr),
                sequence: at(self.order_sequence, row),
                drive: at(Some(drive), row),
                home,
                down: whole(at(Some(self.down), row), 1..=4).unwrap_or(0) as u8,
                again: matches!(self.play_type(row), PlayType::NoPlay | PlayType::Other),
                score: score.zip(home).map(by_side),
            }
        });
        order::of_play(&seen.collect::<Vec<_>>())
    }

    fn plays(
        &self,
        game: &Game,
        index: u32,
        (rows, clocks, moved): (&[u32], &[Clock], &Reordered),
        repaired: &mut Repaired,
    ) -> Vec<Play> {
        let opening = self.opening_receiver(rows, clocks);
        let mut seen = HashSet::with_capacity(rows.len());
        let mut overtime = OvertimeSoFar::default();
        let mut scores = moved.scores.iter().peekable();
        rows.iter()
            .zip(clocks)
            .enumerate()
            .map(|(place, (&row, &clock))| {
                let mut play = self.play(row, index, clock, opening, repaired);
                if let Some(&(_, score)) = scores.next_if(|(at, _)| *at == place) {
                    play.score = Some(score);
                    let lead = score.0 - score.1;
                    play.score_differential = match play.home_has_ball {
                        Some(false) => -lead,
                        _ => lead,
                    };
                }
                overtime.see(&mut play);
                play.role = if seen.insert(play.play_id) {
                    self.role(game, row, clock, &play)
                } else {
                    Role::Not(Drop::Duplicate)
                };
                play
            })
            .collect()
    }

    /// The clock of each row.
    fn clocks(&self, rows: &[u32]) -> Vec<Clock> {
        let second_half_kickoff = |row: u32| {
            at(self.game_seconds, row) == Some(1800.0) && self.play_type(row) == PlayType::Kickoff
        };
        // Without the kickoff's row, 30:00 left is the third quarter's start.
        let mut kicked = !rows.iter().any(|&r| second_half_kickoff(r));
        let mut overtime = false;
        let mut before = f64::INFINITY;
        rows.iter()
            .map(|&row| {
                let game = at(self.game_seconds, row);
                if let Some(q) = at(self.qtr, row) {
                    let Some(q) = whole(Some(q), 1..=9) else {
                        return Err(Drop::BadClock);
                    };
                    let q = q.min(5) as u8;
                    let seconds = at(self.quarter_seconds, row)
                        .or_else(|| {
                            let later = if q <= 4 {
                                f64::from(4 - q) * 900.0
                            } else {
                                0.0
                            };
                            game.map(|g| g - later)
                        })
                        .or_else(|| {
                            let rest = if q == 1 || q == 3 { 900.0 } else { 0.0 };
                            at(self.half_seconds, row).map(|h| h - rest)
                        });
                    return in_quarter(q, seconds.ok_or(Drop::NoClock)?);
                }
                let game = game.ok_or(Drop::NoClock)?;
                if !(0.0..=3600.0).contains(&game) {
                    return Err(Drop::BadClock);
                }
                overtime |= before <= 100.0 && game - before >= 400.0;
                before = game;
                kicked |= second_half_kickoff(row) || game < 1800.0;
                if overtime {
                    return in_quarter(5, game);
                }
                let q = match game {
                    g if g > 2700.0 => 1,
                    g if g > 1800.0 || (g == 1800.0 && !kicked) => 2,
                    g if g > 900.0 => 3,
                    _ => 4,
                };
                in_quarter(q, game - f64::from(4 - q) * 900.0)
            })
            .collect()
    }

    /// Whether the home team had the ball first; `None` where the rows do not
    /// show the start of the game.
    fn opening_receiver(&self, rows: &[u32], clocks: &[Clock]) -> Option<bool> {
        if let Some(home) = rows.iter().find_map(|&r| at(self.home_opening_kickoff, r)) {
            return Some(home == 1.0);
        }
        let (&row, clock) = rows
            .iter()
            .zip(clocks)
            // On a kickoff that does not count, a file may name the kicking side.
            .find(|(r, _)| {
                let counts =
                    self.play_type(**r) == PlayType::Kickoff || at(Some(self.down), **r).is_some();
                counts && self.home_has_ball(**r).is_some()
            })?;
        let at_start = matches!(clock, Ok((1, s)) if *s >= 840);
        self.home_has_ball(row).filter(|_| at_start)
    }

    fn play(
        &self,
        row: u32,
        game: u32,
        clock: Clock,
        opening: Option<bool>,
        repaired: &mut Repaired,
    ) -> Play {
        let home_has_ball = self.home_has_ball(row);
        let (qtr, quarter_seconds_remaining) = clock.unwrap_or((0, 0));
        let small =
            |column: Option<&[f64]>, high: i32| whole(at(column, row), 1..=high).unwrap_or(0) as u8;
        let yardline_100 = small(Some(self.yardline_100), 99);
        let mut ydstogo = small(Some(self.ydstogo), 99);
        let down = small(Some(self.down), 4);
        if down > 0 && yardline_100 > 0 && ydstogo > yardline_100 {
            repaired.goal_to_go += 1;
            ydstogo = yardline_100;
        }
        let mut timeouts = |own: Option<&[f64]>, home: bool| {
            let side = if home {
                self.home_timeouts
            } else {
                self.away_timeouts
            };
            let value =
                at(own, row).or_else(|| at(side, row).filter(|_| home_has_ball.is_some()))?;
            let checked = whole(Some(value), 0..=3).map(|t| t as u8);
            repaired.timeouts += usize::from(checked.is_none());
            checked
        };
        let home = home_has_ball.unwrap_or(true);
        let posteam_timeouts_remaining = timeouts(self.posteam_timeouts, home);
        let defteam_timeouts_remaining = timeouts(self.defteam_timeouts, !home);
        let own = whole(at(self.posteam_score, row), 0..=200);
        let other = whole(at(self.defteam_score, row), 0..=200);
        let score = own.zip(other).zip(home_has_ball).map(by_side);
        let score_differential = whole(at(self.score_differential, row), -200..=200)
            .or_else(|| own.zip(other).map(|(o, d)| o - d));
        Play {
            game,
            row,
            play_id: at(Some(self.play_id), row).map_or(-1, |id| id as i32),
            role: Role::Train,
            play_type: self.play_type(row),
            home_has_ball,
            qtr,
            quarter_seconds_remaining,
            down,
            ydstogo,
            yardline_100,
            score,
            score_differential: score_differential.unwrap_or(0) as i16,
            posteam_timeouts_remaining,
            defteam_timeouts_remaining,
            receive_2h_ko: home_has_ball
                .zip(opening)
                .filter(|_| qtr == 1 || qtr == 2)
                .map(|(home, opening_home)| home != opening_home),
            overtime_possession: None,
        }
    }

    fn role(&self, game: &Game, row: u32, clock: Clock, play: &Play) -> Role {
        let drop = if play.home_has_ball.is_none() {
            let named = self
                .posteam
                .get(row as usize)
                .is_some_and(|t| !t.is_empty());
            Some(if named {
                Drop::UnknownTeam
            } else {
                Drop::NoTeam
            })
        } else if at(Some(self.down), row).is_none() {
            Some(match play.play_type {
                PlayType::Kickoff => Drop::Kickoff,
                // nflverse gives a two-point try as a run or pass without a down.
                PlayType::ExtraPoint | PlayType::TwoPoint | PlayType::Run | PlayType::Pass => {
                    Drop::Try
                }
                _ => Drop::NoDown,
            })
        } else if let Err(reason) = clock {
            Some(reason)
        } else if play.down == 0 {
            Some(Drop::BadDown)
        } else if play.yardline_100 == 0 {
            Some(Drop::BadSpot)
        } else if play.ydstogo == 0 {
            Some(Drop::BadDistance)
        } else if (at(self.score_differential, row).is_none() && play.score.is_none())
            || !LEADS.contains(&play.score_differential)
        {
            Some(Drop::NoScore)
        } else if game.season_type == SeasonType::Pre {
            Some(Drop::Preseason)
        } else if play.qtr > 4 {
            Some(Drop::Overtime)
        } else {
            match play.play_type {
                PlayType::Run
                | PlayType::Pass
                | PlayType::Punt
                | PlayType::FieldGoal
                | PlayType::NoPlay
                | PlayType::Spike
                | PlayType::Kneel => match game.result {
                    None => Some(Drop::NoResult),
                    Some(0) => Some(Drop::Tie),
                    Some(_) => None,
                },
                // A file without play types has only downs to go by.
                _ if self.play_type.is_none() => match game.result {
                    None => Some(Drop::NoResult),
                    Some(0) => Some(Drop::Tie),
                    Some(_) => None,
                },
                _ => Some(Drop::OtherPlay),
            }
        };
        drop.map_or(Role::Train, Role::Not)
    }
}

/// Quarter and seconds left in it, or why a row has none.
type Clock = Result<(u8, u16), Drop>;

/// Points of the offense and the defense as those of the home and the away team.
fn by_side(((own, other), home): ((i32, i32), bool)) -> (i16, i16) {
    let (home, away) = if home { (own, other) } else { (other, own) };
    (home as i16, away as i16)
}

fn in_quarter(qtr: u8, seconds: f64) -> Clock {
    if (0.0..=900.0).contains(&seconds) {
        Ok((qtr, seconds as u16))
    } else {
        Err(Drop::BadClock)
    }
}
