//! The schedule (`games.parquet`) into its plain types.

use super::Results;
use super::read::{scan, unreadable};
use super::source::Source;
use crate::error::Result;
use football::plays::{Listed, Schedule, Sideline, Sidelines, SpreadFrom};
use football::ratings::{History, Parameters, StandIn};
use polars::prelude::*;

/// A column as text; missing in every row where the schedule has none.
pub(super) fn text_or_null(schema: &Schema, name: &'static str) -> Expr {
    if schema.contains(name) {
        col(name).cast(DataType::String)
    } else {
        lit(NULL).cast(DataType::String).alias(name)
    }
}

/// Reads the source's schedule, if it has one. Where spreads are to come from
/// the ratings, all its games are rated on the way, each before it was played.
///
/// # Errors
/// [`Error::Data`](crate::Error::Data) for a schedule that cannot be read.
pub fn load_schedule(source: &Source, from: SpreadFrom) -> Result<Schedule> {
    let schedule = read_schedule(source)?;
    Ok(match from {
        SpreadFrom::Line | SpreadFrom::None => schedule.with_spread(from, []),
        SpreadFrom::LineOrRatings | SpreadFrom::Ratings => {
            let results = Results::load(source)?;
            let history = History::of(&results.games, &Parameters::shipped())?;
            let ids = results.listed.into_iter().map(|l| l.game_id);
            let rated = ids.zip(history.forecasts.iter().map(StandIn::from));
            // Before the first result there is nothing to go by.
            let settled = results.games.iter().position(|g| g.score.is_some());
            schedule.with_spread(from, rated.skip(settled.map_or(usize::MAX, |i| i + 1)))
        }
    })
}

fn read_schedule(source: &Source) -> Result<Schedule> {
    let Some(path) = source.schedule() else {
        return Ok(Schedule::default());
    };
    let mut lazy = scan(path)?;
    let schema = lazy.collect_schema().map_err(|e| unreadable(path, &e))?;
    if !schema.contains("game_id") {
        return Err(crate::Error::MissingColumn {
            file: path.display().to_string(),
            column: "game_id".into(),
            found: schema
                .iter_names()
                .map(PlSmallStr::as_str)
                .collect::<Vec<_>>()
                .join(", "),
        });
    }
    let number = |name: &'static str| {
        if schema.contains(name) {
            col(name).strict_cast(DataType::Float64)
        } else {
            lit(NULL).cast(DataType::Float64).alias(name)
        }
    };
    let text = |name| text_or_null(&schema, name);
    // Some schedules name the weeks of the playoffs in words.
    let week = match schema.contains("week") {
        true => col("week").cast(DataType::Float64),
        false => lit(NULL).cast(DataType::Float64).alias("week"),
    };
    let frame = lazy
        .select([
            col("game_id").cast(DataType::String),
            text("location"),
            text("gameday"),
            week,
            number("home_score"),
            number("away_score"),
            number("result"),
            number("spread_line"),
            number("total_line"),
        ])
        .collect()
        .map_err(|e| unreadable(path, &e))?;
    let games = || -> PolarsResult<Schedule> {
        let ids = frame.column("game_id")?.str()?;
        let places = frame.column("location")?.str()?;
        let days = frame.column("gameday")?.str()?;
        let weeks = frame.column("week")?.f64()?;
        let homes = frame.column("home_score")?.f64()?;
        let aways = frame.column("away_score")?.f64()?;
        let results = frame.column("result")?.f64()?;
        let spreads = frame.column("spread_line")?.f64()?;
        let totals = frame.column("total_line")?.f64()?;
        let mut games = Vec::with_capacity(frame.height());
        for (row, id) in ids.iter().enumerate() {
            let Some(id) = id else { continue };
            let (place, day) = (places.get(row), days.get(row));
            let (home, away) = (homes.get(row), aways.get(row));
            let (result, week) = (results.get(row), weeks.get(row));
            let (spread, total) = (spreads.get(row), totals.get(row));
            let listed = Listed {
                result: result.filter(|r| r.is_finite()).map(|r| r as i16),
                score: home.zip(away).map(|(h, a)| (h as i16, a as i16)),
                spread_line: spread.filter(|s| s.is_finite()).map(|s| s as f32),
                total_line: total.filter(|t| t.is_finite()).map(|t| t as f32),
                neutral: place.map(|p| p == "Neutral"),
                week: week.filter(|w| (1.0..=30.0).contains(w)).map(|w| w as u8),
                date: day.map(str::to_owned),
            };
            games.push((id.to_owned(), listed));
        }
        Ok(games.into_iter().collect())
    };
    games().map_err(|e| unreadable(path, &e))
}

/// Reads the columns `home_coach`, `away_coach` and `roof` of the source's
/// schedule; nothing where it has no schedule or no such columns.
///
/// # Errors
/// [`Error::Data`](crate::Error::Data) for a schedule that cannot be read.
pub fn load_sidelines(source: &Source) -> Result<Sidelines> {
    let Some(path) = source.schedule() else {
        return Ok(Sidelines::default());
    };
    let mut lazy = scan(path)?;
    let schema = lazy.collect_schema().map_err(|e| unreadable(path, &e))?;
    if !schema.contains("game_id") {
        return Ok(Sidelines::default());
    }
    let text = |name| text_or_null(&schema, name);
    let frame = lazy
        .select([
            text("game_id"),
            text("home_coach"),
            text("away_coach"),
            text("roof"),
        ])
        .collect()
        .map_err(|e| unreadable(path, &e))?;
    let games = || -> PolarsResult<Sidelines> {
        let ids = frame.column("game_id")?.str()?;
        let home = frame.column("home_coach")?.str()?;
        let away = frame.column("away_coach")?.str()?;
        let roofs = frame.column("roof")?.str()?;
        let named = |name: Option<&str>| name.filter(|n| !n.is_empty()).map(str::to_owned);
        Ok(ids
            .iter()
            .zip(home.iter())
            .zip(away.iter())
            .zip(roofs.iter())
            .filter_map(|(((id, home), away), roof)| {
                let sideline = Sideline {
                    home_coach: named(home),
                    away_coach: named(away),
                    indoors: match roof {
                        Some("dome" | "closed") => Some(true),
                        Some("outdoors" | "open") => Some(false),
                        _ => None,
                    },
                };
                Some((id?.to_owned(), sideline))
            })
            .collect())
    };
    games().map_err(|e| unreadable(path, &e))
}
