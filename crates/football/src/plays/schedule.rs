//! The schedule (nflverse's `games.parquet`): results, lines, coaches and roofs
//! by game.

use crate::ratings::StandIn;
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

/// Where spread and total come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SpreadFrom {
    /// The betting line; unknown where there is none.
    #[default]
    Line,
    /// The betting line, and where there is none the ratings.
    LineOrRatings,
    /// The ratings; unknown where they know nothing of a game.
    Ratings,
    /// Nowhere: both are unknown.
    None,
}

/// Spread and total of a game, wherever they come from.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Lines {
    /// Positive: the home team is favored.
    pub spread: Option<f32>,
    /// Points of both teams.
    pub total: Option<f32>,
    /// Where the spread is a rating's: the standard deviation of what is not
    /// known of it.
    pub spread_sd: Option<f32>,
}

/// The games of a schedule by `game_id`; empty where the source has none.
#[derive(Debug, Default)]
pub struct Schedule {
    games: HashMap<String, Listed>,
    from: SpreadFrom,
    stand_ins: HashMap<String, StandIn>,
}

impl FromIterator<(String, Listed)> for Schedule {
    fn from_iter<I: IntoIterator<Item = (String, Listed)>>(games: I) -> Self {
        Self {
            games: games.into_iter().collect(),
            ..Self::default()
        }
    }
}

impl Schedule {
    /// The same with spreads and totals from elsewhere: `stand_ins` are the
    /// ratings' forecasts by `game_id`.
    #[must_use]
    pub fn with_spread(
        self,
        from: SpreadFrom,
        stand_ins: impl IntoIterator<Item = (String, StandIn)>,
    ) -> Self {
        Self {
            from,
            stand_ins: stand_ins.into_iter().collect(),
            ..self
        }
    }

    /// Spread and total of a game of which a file says `spread` and `total`.
    #[must_use]
    pub fn lines(&self, game_id: &str, spread: Option<f32>, total: Option<f32>) -> Lines {
        let listed = self.games.get(game_id);
        let line = Lines {
            // A pick'em is 0 from both sides, never −0.
            spread: spread
                .or(listed.and_then(|l| l.spread_line))
                .map(|s| s + 0.0),
            total: total.or(listed.and_then(|l| l.total_line)),
            spread_sd: None,
        };
        let rating = || {
            let rating = self.stand_ins.get(game_id)?;
            Some(Lines {
                spread: Some(rating.spread + 0.0),
                total: Some(rating.total),
                spread_sd: Some(rating.spread_sd),
            })
        };
        match self.from {
            SpreadFrom::Line => line,
            SpreadFrom::None => Lines::default(),
            SpreadFrom::Ratings => rating().unwrap_or_default(),
            SpreadFrom::LineOrRatings if line.spread.is_some() => line,
            SpreadFrom::LineOrRatings => {
                let rating = rating().unwrap_or_default();
                Lines {
                    total: line.total.or(rating.total),
                    ..rating
                }
            }
        }
    }

    /// What is known of a game; all `None` where it is not listed.
    #[must_use]
    pub fn get(&self, game_id: &str) -> Listed {
        self.games.get(game_id).cloned().unwrap_or_default()
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
