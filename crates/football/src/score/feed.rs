//! A game followed through a public feed: each document says everything anew, and what
//! differs from the one before is what happened.

use super::live::{LiveGame, LivePlay};
use super::timeline::Scorer;
use crate::error::Result;
use crate::feed::{Progress, Summary};
use crate::plays::Schedule;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A game of a feed, as of its last document.
#[derive(Debug, Clone)]
pub struct FeedGame {
    live: LiveGame,
    rows: BTreeMap<i64, Map<String, Value>>,
    line: Vec<LivePlay>,
    progress: Progress,
}

/// What a document changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Taken {
    /// The rows that are new or others than before.
    pub put: Vec<Map<String, Value>>,
    /// The rows that are gone.
    pub removed: Vec<i64>,
    /// The plays whose values are new, in their order.
    pub plays: Vec<LivePlay>,
}

impl FeedGame {
    /// A game of which nothing has been told.
    ///
    /// # Errors
    /// [`Error::Situation`](crate::Error::Situation) for a `game_id` of another form.
    pub fn new(game_id: &str) -> Result<Self> {
        Ok(Self {
            live: LiveGame::new(game_id)?,
            rows: BTreeMap::new(),
            line: Vec::new(),
            progress: Progress::Before,
        })
    }

    /// The line so far.
    #[must_use]
    pub fn line(&self) -> &[LivePlay] {
        &self.line
    }

    /// How far the game is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// Takes the next document.
    ///
    /// # Errors
    /// As [`LiveGame::put`] and [`LiveGame::line`]; nothing is taken then.
    pub fn take(
        &mut self,
        summary: &Summary,
        scorer: &Scorer<'_>,
        schedule: &Schedule,
    ) -> Result<Taken> {
        let mut live = LiveGame::new(self.live.game_id())?;
        let mut rows = BTreeMap::new();
        let mut put = Vec::new();
        for row in &summary.rows {
            let id = i64::from(live.put(row)?);
            if self.rows.get(&id) != Some(row) {
                put.push(row.clone());
            }
            rows.insert(id, row.clone());
        }
        let gone = |id: &&i64| !rows.contains_key(*id);
        let removed: Vec<i64> = self.rows.keys().filter(gone).copied().collect();
        self.progress = summary.progress;
        if put.is_empty() && removed.is_empty() {
            return Ok(Taken::default());
        }
        let line = live.line(scorer, schedule)?;
        let plays = line
            .iter()
            .filter(|play| !self.line.contains(play))
            .cloned()
            .collect();
        *self = Self {
            live,
            rows,
            line,
            progress: summary.progress,
        };
        Ok(Taken {
            put,
            removed,
            plays,
        })
    }
}
