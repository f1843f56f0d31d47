//! Data frames in, of any library: their columns as the cleaning wants them.

use super::schema::{NEEDED, NUMBERS, TEXT};
use super::{Listed, RawTable, Results, Schedule, Sideline, Sidelines, SpreadFrom, TextColumn};
use crate::error::{Error, Result};
use crate::ratings::{History, Parameters, StandIn};

/// What text may say for a missing number, as in a CSV.
pub const MISSING: [&str; 5] = ["", "NA", "NaN", "nan", "null"];

/// A data frame's columns.
pub trait Columns {
    /// What it is called in messages.
    fn name(&self) -> &str;

    /// Rows.
    fn rows(&self) -> usize;

    /// The columns' names.
    fn names(&self) -> Vec<String>;

    /// Whether there is such a column.
    fn has(&self, column: &str) -> bool;

    /// A column as text, whatever its type; `None` where there is no such column.
    ///
    /// # Errors
    /// [`Error::Data`] for a type that cannot be text.
    fn text(&self, column: &str) -> Result<Option<TextColumn>>;

    /// A column as numbers, NaN for missing, whatever number type (or text) it
    /// has; `None` where there is no such column.
    ///
    /// # Errors
    /// [`Error::Data`] for what is no number.
    fn numbers(&self, column: &str) -> Result<Option<Vec<f64>>>;

    /// The error for a column that holds something else than it should.
    fn not(&self, column: &str, what: &str, found: &dyn std::fmt::Display) -> Error {
        Error::data(
            self.name(),
            format!("column `{column}` should be {what}, but has {found}"),
            "give the frame as nflverse publishes it",
        )
    }
}

/// A number that is written as text; NaN for missing.
///
/// # Errors
/// The text, where it is no number.
pub fn number(text: Option<&str>) -> std::result::Result<f64, String> {
    match text.map(str::trim) {
        None => Ok(f64::NAN),
        Some(text) if MISSING.contains(&text) => Ok(f64::NAN),
        Some(text) => text.parse().map_err(|_| format!("\"{text}\"")),
    }
}

/// The columns that are looked at, of play-by-play and of schedules: all that
/// needs to be handed over.
#[must_use]
pub fn columns_read() -> Vec<&'static str> {
    let mut all: Vec<&str> = TEXT.iter().chain(NUMBERS).copied().collect();
    for more in [SCHEDULE, super::results::READ] {
        let new: Vec<&str> = more.iter().copied().filter(|n| !all.contains(n)).collect();
        all.extend(new);
    }
    all
}

/// Columns of a schedule that the play-by-play does not have.
const SCHEDULE: &[&str] = &["gameday", "week", "home_coach", "away_coach", "roof"];

/// The columns that the football reads, and `extra` ones.
///
/// # Errors
/// [`Error::MissingColumn`] where one is missing that nothing stands in for,
/// [`Error::Data`] where one holds something else than it should.
pub fn raw(frame: &dyn Columns, extra: &[String]) -> Result<RawTable> {
    for (column, stand_ins) in NEEDED {
        if !frame.has(column) && !stand_ins.iter().any(|c| frame.has(c)) {
            return Err(lacks(frame, column, stand_ins));
        }
    }
    let mut text = Vec::new();
    for &name in TEXT {
        if let Some(column) = frame.text(name)? {
            text.push((name, column));
        }
    }
    let mut numbers = Vec::new();
    let extra_names = extra.iter().map(String::as_str);
    for name in NUMBERS.iter().copied().chain(extra_names) {
        if numbers.iter().any(|(n, _)| n == name) {
            continue;
        }
        if let Some(column) = frame.numbers(name)? {
            numbers.push((name.to_owned(), column));
        }
    }
    Ok(RawTable::new(
        frame.name(),
        frame.rows(),
        text,
        numbers,
        extra,
    ))
}

/// The error for a column that is missing, with those that could stand in for it.
pub(super) fn lacks(frame: &dyn Columns, column: &str, stand_ins: &[&str]) -> Error {
    // The message puts the whole in quotes.
    let column = match stand_ins {
        [] => column.to_owned(),
        some => format!("{column}` or, to derive it from, `{}", some.join("`, `")),
    };
    let names = frame.names();
    let found = match names.as_slice() {
        [some @ .., _] if names.len() > 40 => {
            format!("{}, … ({} columns)", some[..40].join(", "), names.len())
        }
        all => all.join(", "),
    };
    Error::MissingColumn {
        file: frame.name().to_owned(),
        column,
        found,
    }
}

/// nflverse's schedule: results and lines by game. Where spreads are to come from
/// the ratings, all its games are rated on the way, each before it was played; a
/// schedule without teams or seasons has no ratings.
///
/// # Errors
/// As [`raw`].
pub fn schedule(frame: &dyn Columns, from: SpreadFrom) -> Result<Schedule> {
    let games = listed(frame)?;
    let open = || games.iter().any(|(_, listed)| listed.spread_line.is_none());
    let rated = match from {
        SpreadFrom::Line | SpreadFrom::None => false,
        SpreadFrom::LineOrRatings => open(),
        SpreadFrom::Ratings => true,
    };
    let schedule: Schedule = games.into_iter().collect();
    if !rated || !Results::placed(frame) {
        return Ok(schedule.with_spread(from, []));
    }
    let results = Results::of(frame)?;
    let history = History::of(&results.games, &Parameters::shipped())?;
    let ids = results.listed.into_iter().map(|l| l.game_id);
    let stand_ins = ids.zip(history.forecasts.iter().map(StandIn::from));
    // Before the first result there is nothing to go by.
    let settled = results.games.iter().position(|g| g.score.is_some());
    let first = settled.map_or(usize::MAX, |i| i + 1);
    Ok(schedule.with_spread(from, stand_ins.skip(first)))
}

fn listed(frame: &dyn Columns) -> Result<Vec<(String, Listed)>> {
    let ids = ids(frame)?;
    let (places, days) = (frame.text("location")?, frame.text("gameday")?);
    let number = |name| -> Result<_> {
        let column = frame.numbers(name)?;
        Ok(move |row: usize| column.as_ref().map(|c| c[row]).filter(|v| v.is_finite()))
    };
    // Some schedules name the weeks of the playoffs in words.
    let weeks = frame.text("week")?;
    let (home, away) = (number("home_score")?, number("away_score")?);
    let (result, spread) = (number("result")?, number("spread_line")?);
    let total = number("total_line")?;
    let text = |column: &Option<TextColumn>, row: usize| {
        column.as_ref().and_then(|c| c.get(row)).map(str::to_owned)
    };
    let games = (0..frame.rows()).filter_map(|row| {
        let week = text(&weeks, row).and_then(|w| w.trim().parse::<f64>().ok());
        let listed = Listed {
            result: result(row).map(|v| v as i16),
            score: home(row).zip(away(row)).map(|(h, a)| (h as i16, a as i16)),
            spread_line: spread(row).map(|v| v as f32),
            total_line: total(row).map(|v| v as f32),
            neutral: text(&places, row).map(|p| p == "Neutral"),
            week: week.filter(|w| (1.0..=30.0).contains(w)).map(|w| w as u8),
            date: text(&days, row),
        };
        Some((ids.get(row)?.to_owned(), listed))
    });
    Ok(games.collect())
}

/// Coaches and roofs by game, from the same schedule.
///
/// # Errors
/// As [`raw`].
pub fn sidelines(frame: &dyn Columns) -> Result<Sidelines> {
    let ids = ids(frame)?;
    let (home, away) = (frame.text("home_coach")?, frame.text("away_coach")?);
    let roofs = frame.text("roof")?;
    let named = |column: &Option<TextColumn>, row: usize| {
        let name = column.as_ref()?.get(row)?;
        (!name.is_empty()).then(|| name.to_owned())
    };
    let games = (0..frame.rows()).filter_map(|row| {
        let sideline = Sideline {
            home_coach: named(&home, row),
            away_coach: named(&away, row),
            indoors: match roofs.as_ref().and_then(|r| r.get(row)) {
                Some("dome" | "closed") => Some(true),
                Some("outdoors" | "open") => Some(false),
                _ => None,
            },
        };
        Some((ids.get(row)?.to_owned(), sideline))
    });
    Ok(games.collect())
}

fn ids(frame: &dyn Columns) -> Result<TextColumn> {
    frame
        .text("game_id")?
        .ok_or_else(|| lacks(frame, "game_id", &[]))
}
