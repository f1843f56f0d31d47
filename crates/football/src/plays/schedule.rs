//! The schedule (nflverse's `games.parquet`): results, lines, coaches and roofs
//! by game.

use std::collections::HashMap;

/// What the schedule knows of a game.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// Home points less away points.
    pub result: Option<i16>,
    /// Points of the home and the away team.
    pub score: Option<(i16, i16)>,
    /// Closing spread, positive: the home team is favored.
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

impl FromIterator<(String, Listed)> for Schedule {
    fn from_iter<I: IntoIterator<Item = (String, Listed)>>(games: I) -> Self {
        Self(games.into_iter().collect())
    }
}

impl Schedule {
    /// What is known of a game; all `None` where it is not listed.
    #[must_use]
    pub fn get(&self, game_id: &str) -> Listed {
        self.0.get(game_id).cloned().unwrap_or_default()
    }
}

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

impl FromIterator<(String, Sideline)> for Sidelines {
    fn from_iter<I: IntoIterator<Item = (String, Sideline)>>(games: I) -> Self {
        Self {
            games: games.into_iter().collect(),
            unknown: Sideline::default(),
        }
    }
}

impl Sidelines {
    /// What is known of a game; all `None` where it is not listed.
    #[must_use]
    pub fn get(&self, game_id: &str) -> &Sideline {
        self.games.get(game_id).unwrap_or(&self.unknown)
    }
}
