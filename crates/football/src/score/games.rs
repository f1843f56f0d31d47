//! What a game was like, in a few numbers.

use super::scored::{Basis, Scored};
use crate::plays::{Play, Plays, SeasonType};
use serde::Serialize;

/// One game's line in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GameSummary {
    /// nflverse's identifier, as in `2016_21_NE_ATL`.
    pub game_id: String,
    /// Season.
    pub season: u16,
    /// Week, playoffs counted on.
    pub week: Option<u8>,
    /// Whether it was a playoff game.
    pub playoffs: bool,
    /// YYYY-MM-DD.
    pub date: Option<String>,
    /// Away team.
    pub away_team: String,
    /// Home team.
    pub home_team: String,
    /// Final points of the away team.
    pub away_score: Option<i16>,
    /// Final points of the home team.
    pub home_score: Option<i16>,
    /// Sum of all changes of the win probability, without sign.
    pub excitement: f32,
    /// Lowest win probability of the side that won; `None` for ties and games
    /// without a result.
    pub comeback: Option<f32>,
    /// The play that changed most.
    pub swing: Option<Swing>,
}

/// One play's change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Swing {
    /// nflverse's `play_id`.
    pub play_id: i32,
    /// Quarter, 5 = overtime, 0 = unknown.
    pub qtr: u8,
    /// Seconds left in the quarter.
    pub quarter_seconds_remaining: u16,
    /// The team with the ball.
    pub posteam: Option<String>,
    /// Down, 0 for none.
    pub down: u8,
    /// Yards to go.
    pub ydstogo: u8,
    /// The team that gained by it.
    pub team: String,
    /// What it gained: 0–1.
    pub wpa: f32,
}

/// Every game that has a probability, in the order of `plays`; `scored` is
/// their [`timeline`](super::timeline()).
#[must_use]
pub fn summaries(plays: &Plays, scored: &[Scored]) -> Vec<GameSummary> {
    let mut games = Vec::with_capacity(plays.games().len());
    let mut rest = scored;
    for rows in plays.rows().chunk_by(|a, b| a.game == b.game) {
        let (own, later) = rest.split_at(rows.len().min(rest.len()));
        rest = later;
        if own.iter().any(|s| s.basis == Basis::Own) {
            games.push(summary(plays, rows, own));
        }
    }
    games
}

fn summary(plays: &Plays, rows: &[Play], scored: &[Scored]) -> GameSummary {
    let game = plays.game(&rows[0]);
    let changes = || scored.iter().filter(|s| !s.home_wpa.is_nan());
    // In the order of play: the same sum whatever else is read.
    let excitement: f64 = changes().map(|s| f64::from(s.home_wpa.abs())).sum();
    let lowest = |home: bool| {
        let before = scored
            .iter()
            .filter(|s| !s.home_wp.is_nan() && s.basis != Basis::Result);
        before
            .map(|s| if home { s.home_wp } else { 1.0 - s.home_wp })
            .min_by(f32::total_cmp)
    };
    let comeback = match game.result {
        None | Some(0) => None,
        Some(result) => lowest(result > 0),
    };
    let largest = rows
        .iter()
        .zip(scored)
        .filter(|(_, s)| !s.home_wpa.is_nan())
        .max_by(|(_, a), (_, b)| a.home_wpa.abs().total_cmp(&b.home_wpa.abs()));
    let team = |home: bool| match home {
        true => game.home_team.clone(),
        false => game.away_team.clone(),
    };
    GameSummary {
        game_id: game.game_id.clone(),
        season: game.season,
        week: game.week,
        playoffs: game.season_type == SeasonType::Post,
        date: game.date.clone(),
        away_team: game.away_team.clone(),
        home_team: game.home_team.clone(),
        away_score: game.final_score.map(|s| s.1),
        home_score: game.final_score.map(|s| s.0),
        excitement: excitement as f32,
        comeback,
        swing: largest.map(|(play, s)| Swing {
            play_id: play.play_id,
            qtr: play.qtr,
            quarter_seconds_remaining: play.quarter_seconds_remaining,
            posteam: play.home_has_ball.map(team),
            down: play.down,
            ydstogo: play.ydstogo,
            team: team(s.home_wpa >= 0.0),
            wpa: s.home_wpa.abs(),
        }),
    }
}
