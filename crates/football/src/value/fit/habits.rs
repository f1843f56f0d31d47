//! What teams chose on fourth down.

use super::Sample;
use super::possessions::{Drive, seen};
use crate::error::Result;
use crate::plays::{PlayType, Plays};
use crate::value::habits::{self, Weights};

/// Penalty on the weights: overtimes are few, and share the terms of the rest.
const PENALTY: f64 = 2.0;

/// Weights of: does it go; if not, does it kick.
pub(super) fn habits(plays: &Plays, drives: &[Drive]) -> Result<Weights> {
    let mut samples: [Sample; 2] = Default::default();
    for play in drives.iter().flat_map(|d| &d.plays) {
        let went = match play.play_type {
            PlayType::Run | PlayType::Pass => true,
            PlayType::Punt | PlayType::FieldGoal => false,
            _ => continue,
        };
        let Some(snap) = seen(plays, play).filter(|s| s.down == 4) else {
            continue;
        };
        let season = f64::from(plays.game(play).season);
        let mut terms = Vec::with_capacity(40);
        habits::terms(&snap, season, |_, v| terms.push(v));
        samples[0].push(terms.iter().copied(), went);
        if !went {
            let kick = play.play_type == PlayType::FieldGoal;
            samples[1].push(terms.iter().copied(), kick);
        }
    }
    let [goes, kicks] = samples;
    let (goes, kicks) = (
        goes.fit(PENALTY, "attempts")?,
        kicks.fit(PENALTY, "field goal tries")?,
    );
    Ok(goes.iter().zip(&kicks).map(|(&g, &k)| [g, k]).collect())
}
