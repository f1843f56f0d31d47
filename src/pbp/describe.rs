//! What a first look at the data gives.

use super::read::{scan, unreadable};
use super::source::Source;
use crate::error::Result;
use crate::plays::Audit;
use crate::plays::Seasons;
use crate::plays::{Outcome, Plays};
use polars::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// One season at a glance.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SeasonSummary {
    /// Rows in the files.
    pub rows: usize,
    /// Games.
    pub games: usize,
    /// Plays that are trained and tested on.
    pub plays: usize,
    /// Share of those by the side that won: the class balance.
    pub won: f64,
    /// Share of those without timeouts.
    pub without_timeouts: f64,
    /// Share of those without a spread.
    pub without_spread: f64,
}

/// The whole of `wp describe`.
#[derive(Debug, Clone, Serialize)]
pub struct Description {
    /// By season.
    pub seasons: BTreeMap<u16, SeasonSummary>,
    /// Share of missing values by column of the files, over all rows of the
    /// files that have the column, and the number of files that lack it.
    pub columns: BTreeMap<String, ColumnSummary>,
    /// Plays from scrimmage by second of the game left, 0–3600.
    pub plays_by_second: Vec<u32>,
}

/// One column of the files.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ColumnSummary {
    /// Rows of the files that have the column.
    pub rows: usize,
    /// Missing among them.
    pub missing: usize,
    /// Files that have no such column.
    pub absent_from: usize,
    /// The types it has in the files.
    pub types: Vec<String>,
}

/// Describes a clean table and the files it came from.
///
/// # Errors
/// As [`super::load`].
pub fn describe(source: &Source, seasons: Option<&Seasons>, plays: &Plays) -> Result<Description> {
    let audit = Audit::of(plays);
    let mut by_season: BTreeMap<u16, SeasonSummary> = audit
        .seasons
        .iter()
        .map(|(&year, s)| {
            let summary = SeasonSummary {
                rows: s.rows,
                games: s.games,
                plays: s.kept,
                ..Default::default()
            };
            (year, summary)
        })
        .collect();
    let mut plays_by_second = vec![0; 3601];
    for (_, play) in plays.trained() {
        let game = plays.game(play);
        let season = by_season.entry(game.season).or_default();
        let share = 1.0 / season.plays.max(1) as f64;
        if plays.outcome(play) == Some(Outcome::Win) {
            season.won += share;
        }
        if play.posteam_timeouts_remaining.is_none() {
            season.without_timeouts += share;
        }
        if game.spread_line.is_none() {
            season.without_spread += share;
        }
        if let Some(state) = plays.state(play) {
            plays_by_second[usize::from(state.game_seconds_remaining())] += 1;
        }
    }
    Ok(Description {
        seasons: by_season,
        columns: columns(source, seasons)?,
        plays_by_second,
    })
}

fn columns(source: &Source, seasons: Option<&Seasons>) -> Result<BTreeMap<String, ColumnSummary>> {
    let files = source.files(seasons)?;
    let mut columns: BTreeMap<String, ColumnSummary> = BTreeMap::new();
    for path in &files {
        let mut lazy = scan(path)?;
        let schema = lazy.collect_schema().map_err(|e| unreadable(path, &e))?;
        let counts = lazy
            .select([
                len().alias("rows of the file"),
                all().as_expr().null_count(),
            ])
            .collect()
            .map_err(|e| unreadable(path, &e))?;
        let rows = count(&counts, "rows of the file");
        for (name, dtype) in schema.iter() {
            let column = columns.entry(name.to_string()).or_default();
            column.rows += rows;
            column.missing += count(&counts, name);
            let dtype = dtype.to_string();
            if !column.types.contains(&dtype) {
                column.types.push(dtype);
            }
        }
    }
    for column in columns.values_mut() {
        column.absent_from = files.len();
    }
    for path in &files {
        let schema = scan(path)?
            .collect_schema()
            .map_err(|e| unreadable(path, &e))?;
        for name in schema.iter_names() {
            if let Some(column) = columns.get_mut(name.as_str()) {
                column.absent_from -= 1;
            }
        }
    }
    Ok(columns)
}

fn count(frame: &DataFrame, name: &str) -> usize {
    frame
        .column(name)
        .ok()
        .and_then(|c| c.get(0).ok())
        .and_then(|v| v.try_extract::<u32>().ok())
        .unwrap_or(0) as usize
}
