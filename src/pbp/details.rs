//! What the files tell of one game's plays besides their situations: for
//! words about them.

use super::read::{scan, unreadable};
use crate::error::Result;
use polars::prelude::*;
use std::collections::HashMap;
use std::path::PathBuf;

/// What happened in a play, as far as its file says; absent columns are `None`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Detail {
    /// The league's own sentence.
    pub desc: Option<String>,
    /// "made", "missed", "blocked".
    pub field_goal_result: Option<String>,
    /// "good", "failed", "blocked".
    pub extra_point_result: Option<String>,
    /// "success", "failure".
    pub two_point_conv_result: Option<String>,
    /// Yards from the line of scrimmage.
    pub yards_gained: Option<i32>,
    /// Yards that a kick was tried from.
    pub kick_distance: Option<i32>,
    /// Yards against the side that was penalized.
    pub penalty_yards: Option<i32>,
    /// Flags.
    pub touchdown: Option<bool>,
    /// A pass that was caught by the other side.
    pub interception: Option<bool>,
    /// The ball was lost.
    pub fumble_lost: Option<bool>,
    /// The ball was dropped.
    pub fumble: Option<bool>,
    /// The passer was tackled.
    pub sack: Option<bool>,
    /// A pass that nobody caught.
    pub incomplete_pass: Option<bool>,
    /// A kickoff or punt that was not returned.
    pub touchback: Option<bool>,
    /// There was a penalty.
    pub penalty: Option<bool>,
}

/// What the files tell of one game's plays, by `play_id`.
pub type GameDetails = HashMap<i32, Detail>;

/// Text columns that are read where present.
pub const TEXT: [&str; 4] = [
    "desc",
    "field_goal_result",
    "extra_point_result",
    "two_point_conv_result",
];
/// Number columns that are read where present.
pub const NUMBERS: [&str; 12] = [
    "play_id",
    "yards_gained",
    "kick_distance",
    "penalty_yards",
    "touchdown",
    "interception",
    "fumble_lost",
    "fumble",
    "sack",
    "incomplete_pass",
    "touchback",
    "penalty",
];

/// Looks a game up in `files`, of which the first that has it counts.
///
/// # Errors
/// [`Error::Data`](crate::Error::Data) for a file that cannot be read.
pub fn details(files: &[PathBuf], game_id: &str) -> Result<GameDetails> {
    for path in files {
        let failed = |e: PolarsError| unreadable(path, &e);
        let mut lazy = scan(path)?;
        let schema = lazy.collect_schema().map_err(failed)?;
        if !schema.contains("game_id") {
            continue;
        }
        let has = |name: &&str| schema.contains(name);
        let text = TEXT.iter().copied().filter(has);
        let numbers = NUMBERS.iter().copied().filter(has);
        let select: Vec<Expr> = text
            .map(|c| col(c).cast(DataType::String))
            .chain(numbers.map(|c| col(c).cast(DataType::Float64)))
            .collect();
        let frame = lazy
            .filter(col("game_id").cast(DataType::String).eq(lit(game_id)))
            .select(select)
            .collect()
            .map_err(failed)?;
        if frame.height() > 0 {
            return Ok(of(&frame));
        }
    }
    Ok(GameDetails::default())
}

fn of(frame: &DataFrame) -> GameDetails {
    let text = |name: &str, row: usize| {
        let column = frame.column(name).ok()?.str().ok()?;
        column
            .get(row)
            .map(str::trim)
            .filter(|t| !t.is_empty())
            .map(str::to_owned)
    };
    let number = |name: &str, row: usize| {
        let value = frame.column(name).ok()?.f64().ok()?.get(row)?;
        // Out of range becomes the nearest; such values are nonsense anyway.
        value.is_finite().then_some(value as i32)
    };
    let flag = |name: &str, row: usize| number(name, row).map(|n| n == 1);
    let mut found = GameDetails::default();
    for row in 0..frame.height() {
        let detail = Detail {
            desc: text("desc", row),
            field_goal_result: text("field_goal_result", row),
            extra_point_result: text("extra_point_result", row),
            two_point_conv_result: text("two_point_conv_result", row),
            yards_gained: number("yards_gained", row),
            kick_distance: number("kick_distance", row),
            penalty_yards: number("penalty_yards", row),
            touchdown: flag("touchdown", row),
            interception: flag("interception", row),
            fumble_lost: flag("fumble_lost", row),
            fumble: flag("fumble", row),
            sack: flag("sack", row),
            incomplete_pass: flag("incomplete_pass", row),
            touchback: flag("touchback", row),
            penalty: flag("penalty", row),
        };
        let play = number("play_id", row).unwrap_or(-1);
        found.entry(play).or_insert(detail);
    }
    found
}
