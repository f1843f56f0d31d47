//! Plays that come one by one, as JSON objects with nflverse's names.

use super::clean;
use super::raw::RawTable;
use super::schedule::Schedule;
use super::schema::{NUMBERS, TEXT};
use super::table::Plays;
use crate::error::{Error, Result};
use serde_json::{Map, Value};

/// One play as it came.
#[derive(Debug, Clone)]
pub struct Row {
    text: Vec<Option<String>>,
    numbers: Vec<f64>,
    ends: bool,
}

impl Row {
    /// Takes an object with a `game_id`. What it lacks is filled in where it
    /// can be: the teams from the `game_id`, the clock from `time` ("02:10"),
    /// `play_id` by `number`.
    ///
    /// # Errors
    /// [`Error::Situation`] that names the key and the value that does not fit.
    pub fn of(object: &Map<String, Value>, number: usize) -> Result<Self> {
        let mut row = Self {
            text: TEXT
                .iter()
                .map(|key| text(object, key))
                .collect::<Result<_>>()?,
            numbers: NUMBERS
                .iter()
                .map(|key| self::number(object, key))
                .collect::<Result<_>>()?,
            ends: is_end(object),
        };
        let id = row.game_id().to_owned();
        let mut parts = id.split('_').skip(2);
        for side in ["away_team", "home_team"] {
            let code = parts.next().map(str::to_owned);
            let slot = row.text_slot(side);
            *slot = slot.take().or(code);
        }
        if row.value("play_id").is_nan() {
            row.set("play_id", number as f64);
        }
        let known = ["quarter_seconds_remaining", "game_seconds_remaining"];
        if let Some(time) =
            text(object, "time")?.filter(|_| known.iter().all(|c| row.value(c).is_nan()))
        {
            let seconds =
                clock(&time).ok_or_else(|| bad("time", &time, "a clock such as \"02:10\""))?;
            row.set("quarter_seconds_remaining", seconds);
        }
        Ok(row)
    }

    /// The game it belongs to.
    #[must_use]
    pub fn game_id(&self) -> &str {
        let at = TEXT.iter().position(|t| *t == "game_id");
        at.and_then(|i| self.text[i].as_deref()).unwrap_or_default()
    }

    /// The play's number in its game.
    #[must_use]
    pub fn play_id(&self) -> i32 {
        self.value("play_id") as i32
    }

    /// Whether nothing that is read of it differs.
    #[must_use]
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let bits = |row: &Self| row.numbers.iter().map(|n| n.to_bits()).collect::<Vec<_>>();
        self.ends == other.ends && self.text == other.text && bits(self) == bits(other)
    }

    /// Its place in the game: `order_sequence`, else `play_id`.
    #[must_use]
    pub(crate) fn order(&self) -> f64 {
        let sequence = self.value("order_sequence");
        if sequence.is_nan() {
            self.value("play_id")
        } else {
            sequence
        }
    }

    /// Whether the row says that the game is over: `play_type_nfl` or `desc` is
    /// the end of the game, or there is a `result` and no clock.
    #[must_use]
    pub fn ends_game(&self) -> bool {
        let clocks = [
            "quarter_seconds_remaining",
            "game_seconds_remaining",
            "half_seconds_remaining",
        ];
        let no_clock = clocks.iter().all(|c| self.value(c).is_nan());
        self.ends || (no_clock && !self.value("result").is_nan())
    }

    fn value(&self, name: &str) -> f64 {
        let at = NUMBERS.iter().position(|n| *n == name);
        at.map_or(f64::NAN, |i| self.numbers[i])
    }

    fn set(&mut self, name: &str, value: f64) {
        if let Some(i) = NUMBERS.iter().position(|n| *n == name) {
            self.numbers[i] = value;
        }
    }

    fn text_slot(&mut self, name: &str) -> &mut Option<String> {
        let at = TEXT.iter().position(|t| *t == name).unwrap_or(0);
        &mut self.text[at]
    }
}

/// Cleans the rows of a game so far, as if they stood in a file.
///
/// # Errors
/// [`Error::Data`] where the `game_id` says no season.
pub(crate) fn clean(rows: &[Row], schedule: &Schedule) -> Result<Plays> {
    // A column that no row has is absent, so that others can stand in for it.
    let texts = TEXT.iter().enumerate().filter_map(|(i, name)| {
        let values = || rows.iter().map(|r| r.text[i].as_deref());
        let needed = ["game_id", "home_team", "away_team", "posteam"].contains(name);
        (needed || values().any(|v| v.is_some())).then(|| (*name, values().collect()))
    });
    let numbers = NUMBERS.iter().enumerate().filter_map(|(i, name)| {
        let values = || rows.iter().map(|r| r.numbers[i]);
        let needed = [
            "play_id",
            "down",
            "ydstogo",
            "yardline_100",
            "game_seconds_remaining",
        ];
        let there = needed.contains(name) || values().any(|v| !v.is_nan());
        there.then(|| ((*name).to_owned(), values().collect()))
    });
    let raw = RawTable::new("the line", rows.len(), texts, numbers, &[]);
    clean::table(&raw, schedule, None)
}

fn is_end(object: &Map<String, Value>) -> bool {
    let says = |key: &str, words: &str| {
        let value = object.get(key).and_then(Value::as_str);
        value.is_some_and(|v| v.trim().eq_ignore_ascii_case(words))
    };
    says("play_type_nfl", "END_GAME") || says("desc", "END GAME")
}

fn bad(key: &str, value: impl std::fmt::Display, rule: &str) -> Error {
    Error::Situation {
        problem: format!("`{key}` is {value}"),
        hint: format!("`{key}` should be {rule}; names and units follow nflverse"),
    }
}

fn text(object: &Map<String, Value>, key: &str) -> Result<Option<String>> {
    match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(s)) if s.is_empty() || s == "NA" => Ok(None),
        Some(Value::String(s)) => Ok(Some(s.clone())),
        Some(other) => Err(bad(key, other, "text")),
    }
}

fn number(object: &Map<String, Value>, key: &str) -> Result<f64> {
    match object.get(key) {
        None | Some(Value::Null) => Ok(f64::NAN),
        Some(Value::Number(n)) => Ok(n.as_f64().unwrap_or(f64::NAN)),
        Some(Value::Bool(b)) => Ok(f64::from(u8::from(*b))),
        Some(Value::String(s)) if s.is_empty() || s == "NA" => Ok(f64::NAN),
        Some(Value::String(s)) => s
            .trim()
            .parse()
            .map_err(|_| bad(key, format!("\"{s}\""), "a number")),
        Some(other) => Err(bad(key, other, "a number")),
    }
}

/// "02:10" → 130.
fn clock(text: &str) -> Option<f64> {
    let (minutes, seconds) = text.trim().split_once(':')?;
    let (minutes, seconds): (u16, u16) = (minutes.parse().ok()?, seconds.parse().ok()?);
    (seconds < 60 && minutes <= 15).then(|| f64::from(minutes * 60 + seconds))
}
