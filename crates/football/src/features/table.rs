//! The matrix of a clean table.

use super::play_set::{PlaySet, Rows};
use super::{FeatureSet, next_scores};
use crate::plays::{Outcome, Plays};
use ndarray::Array2;

/// The plays that are trained and tested on, as arrays.
#[must_use]
pub fn play_set(plays: &Plays, features: &FeatureSet) -> PlaySet {
    let next = next_scores(plays);
    let row: Vec<usize> = plays.trained().map(|(i, _)| i).collect();
    let mut x = Array2::zeros((row.len(), features.len()));
    let mut rows = Rows {
        x: Array2::zeros((0, 0)),
        y: Vec::with_capacity(row.len()),
        game: Vec::with_capacity(row.len()),
        season: Vec::with_capacity(row.len()),
        quarter: Vec::with_capacity(row.len()),
        seconds: Vec::with_capacity(row.len()),
        next_score: row.iter().map(|&i| next[i]).collect(),
        row: Vec::new(),
    };
    for (mut out, &i) in x.rows_mut().into_iter().zip(&row) {
        let play = &plays.rows()[i];
        if let (Some(state), Some(slice)) = (plays.state(play), out.as_slice_mut()) {
            features.write_row(&state, slice);
            rows.seconds.push(state.game_seconds_remaining());
        }
        rows.y.push(plays.outcome(play) == Some(Outcome::Win));
        rows.game.push(play.game);
        rows.season.push(plays.game(play).season);
        rows.quarter.push(play.qtr);
    }
    rows.x = x;
    rows.row = row;
    PlaySet::new(features.columns(), rows)
}
