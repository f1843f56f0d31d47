//! Predictable drift: what a forest foresees of the change to the next snap.

use super::super::data;
use crate::error::{Error, Result};
use crate::estimator::{Foresight, one_step_changes};
use crate::evaluate::{self, PredictableDrift, predictable_drift};
use crate::features::{PlaySet, play_set};
use crate::model_file::SavedModel;
use crate::pbp::{self, LoadOptions, Source};
use crate::plays::Seasons;

/// Fewer games than these teach nothing about those that are left out.
const FEWEST_GAMES: usize = 50;

/// The predictable drift of `p` on the plays of `test`.
///
/// The forest that foresees it is fitted on the seasons that the model was
/// trained on: one held-out season is too short to learn it from. Where the
/// data lack some of these seasons, or they are tested on, each game is foreseen
/// from the other games tested on; `None` where these are too few.
pub(super) fn measure(
    saved: &SavedModel,
    source: &Source,
    (test, p): (&PlaySet, &[f32]),
    settings: &evaluate::Settings,
) -> Result<Option<PredictableDrift>> {
    let foresight = Foresight::default();
    let tested = test.season_list();
    let trained = Seasons::from_list(saved.card.provenance.seasons.clone())
        .filter(|trained| trained.overlap(&tested).is_none());
    let trained = match trained {
        Some(seasons) => {
            let options = LoadOptions {
                seasons: Some(seasons.clone()),
                ..LoadOptions::default()
            };
            match pbp::load(source, &options) {
                Ok((plays, _)) => Some((seasons, plays)),
                // They are not there.
                Err(Error::Data { .. }) => None,
                Err(other) => return Err(other),
            }
        }
        None => None,
    };
    let (foreseen, fitted_on) = match trained {
        Some((seasons, plays)) => {
            let fitted_on = format!("{seasons}, the seasons that the model was trained on");
            let train = play_set(&plays, saved.features());
            let of_train = saved.predict_plays(&plays, &train)?.to_vec();
            let foreseen = foresight.foresee((&train, &of_train), (test, p))?;
            (foreseen, fitted_on)
        }
        None if test.games() < FEWEST_GAMES => return Ok(None),
        None => {
            let seasons = data::label(&tested);
            let fitted_on = format!("the other games of {seasons} ({} folds)", foresight.folds);
            (foresight.cross_fitted(test, p)?, fitted_on)
        }
    };
    let changes = one_step_changes(p, test);
    let game = test.game().to_vec();
    predictable_drift(&changes, &foreseen.to_vec(), &game, fitted_on, settings).map(Some)
}
