//! What is told of games: their lines, changes and places in the list.

use super::Facts;
use crate::problem::Problem;
use football::score::{LivePlay, Swing};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// What followers are told: a revision and its event as JSON.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub revision: u64,
    pub event: Arc<str>,
}

/// A game's line.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct GameLine {
    /// nflverse's `game_id`.
    pub game_id: String,
    /// Goes up by one with every change.
    pub revision: u64,
    /// Whether a play says that the game is over.
    pub over: bool,
    /// Fingerprint of the model.
    pub model: String,
    /// What is known besides the plays.
    pub facts: Facts,
    /// The plays in their order.
    pub plays: Vec<LivePlay>,
}

/// A game in the list of games.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct GameSummary {
    /// nflverse's `game_id`.
    pub game_id: String,
    /// Goes up by one with every change.
    pub revision: u64,
    /// Plays.
    pub plays: usize,
    /// Whether a play says that the game is over.
    pub over: bool,
    /// The home team's probability before the last play.
    pub home_wp: Option<f32>,
    /// The home team's points before the last play that says.
    pub home_score: Option<i16>,
    /// The away team's.
    pub away_score: Option<i16>,
    /// Quarter.
    pub qtr: Option<u8>,
    /// Seconds left in it.
    pub quarter_seconds_remaining: Option<u16>,
    /// Sum of all changes of the probability so far, without sign.
    pub excitement: Option<f32>,
    /// Lowest probability of the side that won, once the game is over.
    pub comeback: Option<f32>,
    /// The play that changed most.
    pub swing: Option<Swing>,
}

/// What a change did to a game.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Changed {
    /// nflverse's `game_id`.
    pub game_id: String,
    /// The game's revision; as before where nothing changed.
    pub revision: u64,
    /// Whether a play says that the game is over.
    pub over: bool,
    /// The plays whose values are new, in their order.
    pub plays: Vec<LivePlay>,
    /// The plays that are gone.
    pub removed: Vec<i32>,
}

/// What followers are told.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event {
    /// The whole line: first, where what came before is not known, and by another model.
    Line(GameLine),
    /// What a change did.
    Change(Changed),
}

impl Event {
    pub fn text(&self) -> Result<String, Problem> {
        serde_json::to_string(self).map_err(Problem::internal)
    }
}
