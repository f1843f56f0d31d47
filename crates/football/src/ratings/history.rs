//! A pass over a schedule: every forecast, and every week's strengths.

use super::{Forecast, Game, Parameters, Rater, Strength};
use crate::error::Result;
use serde::Serialize;

/// The strengths before a week.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Week {
    /// Season.
    pub season: u16,
    /// Week.
    pub week: u8,
    /// Every team that has played, the best first.
    pub teams: Vec<Strength>,
}

/// What a schedule's games were expected to be, each before it was played.
#[derive(Debug, Clone)]
pub struct History {
    /// One a game, in the order of the games.
    pub forecasts: Vec<Forecast>,
    /// The filter after the last game.
    pub rater: Rater,
}

impl History {
    /// Rates all games, which must be in the order of play. A game without a
    /// result is forecast and teaches nothing.
    ///
    /// # Errors
    /// [`Error::Data`](crate::Error::Data) for games out of order and for a
    /// team that meets itself.
    pub fn of(games: &[Game], parameters: &Parameters) -> Result<Self> {
        let mut rater = Rater::new(parameters)?;
        let forecasts = games
            .iter()
            .map(|game| rater.update(game))
            .collect::<Result<_>>()?;
        Ok(Self { forecasts, rater })
    }

    /// The strengths before each week of some seasons, and after the last one
    /// (as the week that follows).
    ///
    /// # Errors
    /// As [`History::of`].
    pub fn weeks(
        games: &[Game],
        parameters: &Parameters,
        wanted: impl Fn(u16) -> bool,
    ) -> Result<Vec<Week>> {
        let mut rater = Rater::new(parameters)?;
        let mut weeks: Vec<Week> = Vec::new();
        let mut note = |rater: &Rater, season: u16, week: u8| {
            if wanted(season) {
                let teams = rater.strengths();
                weeks.push(Week {
                    season,
                    week,
                    teams,
                });
            }
        };
        for game in games {
            let when = (game.season, game.week);
            if rater.now().is_some_and(|now| now != when) {
                if let Some((season, week)) = rater.now().filter(|now| now.0 != game.season) {
                    note(&rater, season, week.saturating_add(1));
                }
                rater.advance(game.season, game.week)?;
                note(&rater, game.season, game.week);
            }
            rater.update(game)?;
        }
        if let Some((season, week)) = rater.now() {
            rater.advance(season, week.saturating_add(1))?;
            note(&rater, season, week.saturating_add(1));
        }
        Ok(weeks)
    }
}
