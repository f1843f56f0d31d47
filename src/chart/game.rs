//! A game's chart from the files of its season.

use super::lookup::{self, Wanted};
use super::{Parts, assemble};
use crate::error::{Error, Result};
use crate::model_file::SavedModel;
use crate::pbp::{self, LoadOptions, Source, details};
use crate::plays::{Game, Plays, Seasons, SpreadFrom};
use crate::ratings;
use crate::report::game_chart::GameChart;
use crate::score;
use std::path::PathBuf;

/// Which game, and what to show beside it.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The game: its id, as in 2016_21_NE_ATL, or words, as in "NE ATL 2016".
    pub game: &'a str,
    /// Seasons to look in; `None` for the one in the game's id, else all.
    pub seasons: Option<&'a Seasons>,
    /// A column of the play-by-play with another system's probability.
    pub against: Option<&'a str>,
    /// Confidence level of the intervals.
    pub level: f64,
    /// Where the spread comes from.
    pub spread: SpreadFrom,
}

impl<'a> Request<'a> {
    /// A game with 90% intervals and nothing beside it.
    #[must_use]
    pub fn new(game: &'a str) -> Self {
        Self {
            game,
            seasons: None,
            against: None,
            level: 0.9,
            spread: SpreadFrom::LineOrRatings,
        }
    }
}

/// Finds a game, scores it and puts its chart together;
/// [`draw`](crate::report::game_chart::draw) and
/// [`write`](crate::report::game_page::write) make a picture or a page of it.
///
/// # Errors
/// [`Error::Situation`] where no game or more than one is meant,
/// [`Error::Data`] for files that cannot be read.
pub fn of_game(source: &Source, model: &SavedModel, request: &Request<'_>) -> Result<GameChart> {
    let (plays, files) = game(source, request)?;
    let scored = score::timeline_at(&plays, model, request.level)?;
    let id = plays.games().first().map_or("", |g| &g.game_id);
    let details = details::details(&files, id)?;
    let trained = &model.card.provenance.seasons;
    let label = Seasons::from_list(trained.clone()).map_or_else(String::new, |s| s.to_string());
    assemble(&Parts {
        plays: &plays,
        scored: &scored,
        details: &details,
        model: &format!(
            "wp ({}, trained on {label}{})",
            model.card.settings.kind().name(),
            plays.games().first().map_or_else(String::new, rated),
        ),
        against: request.against,
        level: request.level,
        in_sample: plays.seasons().iter().any(|s| trained.contains(s)),
    })
}

/// The rating that stands in for a game's spread, if one does.
fn rated(game: &Game) -> String {
    let (Some(spread), Some(sd)) = (game.spread_line, game.spread_sd) else {
        return String::new();
    };
    let said = ratings::words(&game.home_team, &game.away_team, spread.into(), sd.into());
    format!("; spread from ratings: {said}")
}

/// The game's rows, and the files that can hold it.
fn game(source: &Source, request: &Request<'_>) -> Result<(Plays, Vec<PathBuf>)> {
    let wanted = Wanted::of(request.game);
    let look_in = |seasons: Option<Seasons>| -> Result<(Plays, Vec<PathBuf>)> {
        let files = source.files(seasons.as_ref())?;
        let options = LoadOptions {
            seasons,
            extra: request.against.iter().map(ToString::to_string).collect(),
            spread: request.spread,
        };
        let (plays, _) = pbp::load(source, &options)?;
        let found = lookup::find(plays.games(), &wanted)?;
        let id = found.game_id.clone();
        let only = plays.only(&id).unwrap_or_default();
        Ok((only, files))
    };
    if let Some(seasons) = request.seasons {
        return look_in(Some(seasons.clone()));
    }
    // An id says where it is; if it is not there, the nearest of all games may help.
    let of_id = wanted.season.and_then(|s| Seasons::from_list(vec![s]));
    match of_id {
        Some(season) => look_in(Some(season)).or_else(|error| match error {
            Error::Situation { .. } | Error::Data { .. } => {
                look_in(None).map_err(|all| match all {
                    Error::Situation { .. } => all,
                    _ => error,
                })
            }
            other => Err(other),
        }),
        None => look_in(None),
    }
}
