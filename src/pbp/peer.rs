//! Another system's predictions: a file of game, play and probability.

use super::Plays;
use super::read::{scan, unreadable};
use crate::error::{Error, Result};
use polars::prelude::*;
use std::collections::HashMap;
use std::path::Path;

/// Probabilities for the team with the ball, by game and play.
#[derive(Debug, Clone, Default)]
pub struct Predictions(HashMap<(String, i32), f32>);

impl Predictions {
    /// Reads the columns `game_id`, `play_id` and `wp` of a Parquet or CSV file.
    ///
    /// # Errors
    /// [`Error::Io`] where there is no such file, [`Error::MissingColumn`],
    /// [`Error::Data`] for a file that cannot be read, a play that is there
    /// twice, and a `wp` outside 0–1.
    pub fn read(path: &Path) -> Result<Self> {
        std::fs::metadata(path).map_err(|e| Error::io("read", path, e))?;
        let failed = |e: PolarsError| unreadable(path, &e);
        let mut lazy = scan(path)?;
        let schema = lazy.collect_schema().map_err(failed)?;
        for column in ["game_id", "play_id", "wp"] {
            if !schema.contains(column) {
                let found: Vec<&str> = schema.iter_names().map(PlSmallStr::as_str).collect();
                return Err(Error::MissingColumn {
                    file: path.display().to_string(),
                    column: column.to_owned(),
                    found: found.join(", "),
                });
            }
        }
        let frame = lazy
            .select([
                col("game_id").cast(DataType::String),
                col("play_id").strict_cast(DataType::Float64),
                col("wp").strict_cast(DataType::Float64),
            ])
            .collect()
            .map_err(failed)?;
        let column = |name: &str| frame.column(name).map_err(failed);
        let games = column("game_id")?.str().map_err(failed)?;
        let plays = column("play_id")?.f64().map_err(failed)?;
        let wp = column("wp")?.f64().map_err(failed)?;
        let mut found = HashMap::with_capacity(frame.height());
        for ((game, play), wp) in games.iter().zip(plays.iter()).zip(wp.iter()) {
            let (Some(game), Some(play), Some(wp)) = (game, play, wp) else {
                continue;
            };
            if wp.is_nan() {
                continue;
            }
            let bad = |problem: String| {
                Error::data(
                    path.display(),
                    format!("play {play} of {game} {problem}"),
                    "the file needs one row per play with its WP",
                )
            };
            if !(0.0..=1.0).contains(&wp) {
                return Err(bad(format!("has wp {wp}, outside 0–1")));
            }
            let key = (game.to_owned(), play as i32);
            if found.insert(key, wp as f32).is_some() {
                return Err(bad("appears twice".into()));
            }
        }
        Ok(Self(found))
    }

    /// The probabilities of some rows of a table; NaN where there is none.
    #[must_use]
    pub fn of(&self, plays: &Plays, rows: &[usize]) -> Vec<f32> {
        rows.iter()
            .map(|&i| {
                let play = &plays.rows()[i];
                let key = (plays.game(play).game_id.clone(), play.play_id);
                self.0.get(&key).copied().unwrap_or(f32::NAN)
            })
            .collect()
    }
}
