//! What the schedule says about a game besides its lines: who coached, and
//! whether there was a roof.

use super::read::{scan, unreadable};
use super::schedule::text_or_null;
use super::source::Source;
use crate::error::Result;
use polars::prelude::*;
use std::collections::HashMap;

/// Coaches and roof of a game.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sideline {
    /// The home team's head coach.
    pub home_coach: Option<String>,
    /// The away team's head coach.
    pub away_coach: Option<String>,
    /// Whether the game was played under a roof (dome, or a roof that was
    /// closed).
    pub indoors: Option<bool>,
}

/// [`Sideline`]s by `game_id`.
#[derive(Debug, Default)]
pub struct Sidelines {
    games: HashMap<String, Sideline>,
    unknown: Sideline,
}

impl Sidelines {
    /// Reads the columns `home_coach`, `away_coach` and `roof` of the source's
    /// schedule; nothing where it has no schedule or no such columns.
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
            return Ok(Self::default());
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
        let games = || -> PolarsResult<HashMap<String, Sideline>> {
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
        Ok(Self {
            games: games().map_err(|e| unreadable(path, &e))?,
            unknown: Sideline::default(),
        })
    }

    /// What is known of a game; all `None` where it is not listed.
    #[must_use]
    pub fn get(&self, game_id: &str) -> &Sideline {
        self.games.get(game_id).unwrap_or(&self.unknown)
    }
}
