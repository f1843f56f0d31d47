//! The schedule (`games.parquet`): results, spreads and totals by game.

use super::read::{scan, unreadable};
use super::source::Source;
use crate::error::Result;
use polars::prelude::*;
use std::collections::HashMap;

/// What the schedule knows of a game.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// Home points less away points.
    pub result: Option<i16>,
    /// Points of the home and the away team.
    pub score: Option<(i16, i16)>,
    /// Closing spread, positive: the home team is favoured.
    pub spread_line: Option<f32>,
    /// Closing line for all points.
    pub total_line: Option<f32>,
    /// Played at neither team's place.
    pub neutral: Option<bool>,
    /// Week of the season.
    pub week: Option<u8>,
    /// Day of the game as YYYY-MM-DD.
    pub date: Option<String>,
}

/// The games of a schedule by `game_id`; empty where the source has none.
#[derive(Debug, Default)]
pub struct Schedule(HashMap<String, Listed>);

/// A column as text; missing in every row where the schedule has none.
pub(super) fn text_or_null(schema: &Schema, name: &'static str) -> Expr {
    if schema.contains(name) {
        col(name).cast(DataType::String)
    } else {
        lit(NULL).cast(DataType::String).alias(name)
    }
}

impl Schedule {
    /// Reads the source's schedule, if it has one.
    ///
    /// # Errors
    /// [`Error::Data`](crate::Error::Data) for a schedule that cannot be read.
    pub fn load(source: &Source) -> Result<Self> {
        let Some(path) = source.schedule() else {
            return Ok(Self::default());
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
        // Some schedules name the weeks of the play-offs in words.
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
        let games = || -> PolarsResult<HashMap<String, Listed>> {
            let ids = frame.column("game_id")?.str()?;
            let places = frame.column("location")?.str()?;
            let days = frame.column("gameday")?.str()?;
            let weeks = frame.column("week")?.f64()?;
            let homes = frame.column("home_score")?.f64()?;
            let aways = frame.column("away_score")?.f64()?;
            let results = frame.column("result")?.f64()?;
            let spreads = frame.column("spread_line")?.f64()?;
            let totals = frame.column("total_line")?.f64()?;
            let mut games = HashMap::with_capacity(frame.height());
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
                games.insert(id.to_owned(), listed);
            }
            Ok(games)
        };
        games().map(Self).map_err(|e| unreadable(path, &e))
    }

    /// What is known of a game; all `None` where it is not listed.
    #[must_use]
    pub fn get(&self, game_id: &str) -> Listed {
        self.0.get(game_id).cloned().unwrap_or_default()
    }
}
