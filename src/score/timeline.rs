//! One probability a row, one path a game.

use super::path;
use crate::error::Result;
use crate::model_file::SavedModel;
use crate::pbp::{Play, Plays};
use ndarray::Array2;
use serde::Serialize;

/// Where a row's probability comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The row's own situation.
    Own,
    /// The row has no situation: the next one that the game has.
    Next,
    /// Nothing that can be read follows: the last one that the game had.
    Last,
    /// The game is over: its result.
    Result,
    /// Nothing is known.
    Unknown,
}

/// One row's probability, as the home team sees it. NaN where unknown; a tie
/// counts as half a win.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// P(the home team wins) before the play: 0–1.
    pub home_wp: f32,
    /// The interval of [`home_wp`](Self::home_wp), lower and upper end; `None`
    /// where the model has none.
    pub home_interval: Option<[f32; 2]>,
    /// How much the row changed [`home_wp`](Self::home_wp): the next row's less
    /// this one's, after the last row the result's.
    pub home_wpa: f32,
    /// Whose side `wp` and `wpa` take: the team with the ball, on rows without
    /// one the team that has it next. `None` where no row of the game says.
    pub home_side: Option<bool>,
    /// Where the probability comes from.
    pub basis: Basis,
}

impl Scored {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self {
        home_wp: f32::NAN,
        home_interval: None,
        home_wpa: f32::NAN,
        home_side: None,
        basis: Basis::Unknown,
    };

    /// P(win) of the side that the row is seen from.
    #[must_use]
    pub fn wp(&self) -> f32 {
        match self.home_side {
            Some(true) => self.home_wp,
            Some(false) => 1.0 - self.home_wp,
            None => f32::NAN,
        }
    }

    /// Lower and upper end of [`Scored::wp`].
    #[must_use]
    pub fn interval(&self) -> Option<[f32; 2]> {
        let [lower, upper] = self.home_interval?;
        Some(match self.home_side? {
            true => [lower, upper],
            false => [1.0 - upper, 1.0 - lower],
        })
    }

    /// The change from the side that the row is seen from.
    #[must_use]
    pub fn wpa(&self) -> f32 {
        match self.home_side {
            Some(true) => self.home_wpa,
            Some(false) => 0.0 - self.home_wpa,
            None => f32::NAN,
        }
    }
}

/// What a row's own situation is worth to the home team.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Value {
    pub wp: f32,
    pub interval: Option<[f32; 2]>,
}

impl Value {
    /// The same from one side; from the home side it is what it is.
    pub fn seen_by(self, home: bool) -> Self {
        if home {
            return self;
        }
        Self {
            wp: 1.0 - self.wp,
            interval: self.interval.map(|[lower, upper]| [1.0 - upper, 1.0 - lower]),
        }
    }
}

/// The share of the truth that intervals hold where nobody says.
const LEVEL: f64 = 0.9;

/// Scores every row of `plays`, in their order. A game's values do not depend
/// on which other games are there. Intervals hold 90 % of the truth.
///
/// # Errors
/// [`Error::Shape`](crate::Error::Shape) where model and features do not fit.
pub fn timeline(plays: &Plays, model: &SavedModel) -> Result<Vec<Scored>> {
    timeline_at(plays, model, LEVEL)
}

/// [`timeline`] with intervals of another level (above 0, below 1).
///
/// # Errors
/// As [`timeline`], and [`Error::Parameter`](crate::Error::Parameter) for the level.
pub fn timeline_at(plays: &Plays, model: &SavedModel, level: f64) -> Result<Vec<Scored>> {
    let values = values(plays, plays.rows(), model, level)?;
    let mut scored = Vec::with_capacity(values.len());
    let mut rest = values.as_slice();
    for rows in plays.rows().chunk_by(|a, b| a.game == b.game) {
        let (own, later) = rest.split_at(rows.len());
        rest = later;
        scored.extend(path::of_game(plays.game(&rows[0]), rows, own));
    }
    Ok(scored)
}

/// [`values`] of one row.
pub(super) fn value_of(
    plays: &Plays,
    play: &Play,
    model: &SavedModel,
    level: f64,
) -> Result<Option<Value>> {
    let all = values(plays, std::slice::from_ref(play), model, level)?;
    Ok(all.into_iter().next().flatten())
}

/// The value of each row's own situation; `None` where it has none.
fn values(
    plays: &Plays,
    rows: &[Play],
    model: &SavedModel,
    level: f64,
) -> Result<Vec<Option<Value>>> {
    let state = |play: &Play| {
        let state = plays.state(play).filter(|_| path::counts(play))?;
        // Overtime has no model yet.
        (!state.is_overtime()).then_some(state)
    };
    let states: Vec<_> = rows.iter().map(state).collect();
    let features = model.features();
    let mut x = Array2::zeros((states.iter().flatten().count(), features.len()));
    for (state, mut row) in states.iter().flatten().zip(x.rows_mut()) {
        if let Some(slice) = row.as_slice_mut() {
            features.write_row(state, slice);
        }
    }
    let answers = model.predict_proba_with_interval(x.view(), level)?;
    let mut next = answers.into_iter();
    let values = states.iter().zip(rows).map(|(state, play)| {
        state.as_ref()?;
        let answer = next.next()?;
        let own = Value {
            wp: answer.wp,
            interval: answer.band.map(|b| [b.lower, b.upper]),
        };
        Some(own.seen_by(play.home_has_ball?))
    });
    Ok(values.collect())
}
