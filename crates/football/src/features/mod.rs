//! What a model sees of a situation: one declaration a feature.
//!
//! A row of play-by-play becomes a [`GameState`] ([`Plays::state`]) and so does
//! what a user types; both then pass through the same declarations, so that a
//! model never sees a number that was computed in two ways.
//!
//! [`Plays::state`]: crate::plays::Plays::state

mod declared;
mod next_score;
mod play_set;
mod table;

pub use declared::{FEATURES, Feature};
pub use next_score::{NextScore, next_scores};
#[cfg(test)]
pub(crate) use play_set::Rows;
pub use play_set::{Column, Fold, PlaySet};
pub use table::play_set;

use crate::error::{Error, Result};
use crate::game::GameState;

/// Features in a fixed order: the columns of a model's matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureSet(Vec<&'static Feature>);

/// The features of `wp`'s own models, in order.
const DEFAULT: &[&str] = &[
    "score_differential",
    "game_seconds_remaining",
    "half_seconds_remaining",
    "down",
    "ydstogo",
    "yardline_100",
    "posteam_timeouts_remaining",
    "defteam_timeouts_remaining",
    "receive_2h_ko",
    "home",
    "posteam_spread",
    "total_line",
];

/// nflfastR's features, in the order of its recipe.
const NFLFASTR: &[&str] = &[
    "receive_2h_ko",
    "spread_time",
    "home",
    "half_seconds_remaining",
    "game_seconds_remaining",
    "diff_time_ratio",
    "score_differential",
    "down",
    "ydstogo",
    "yardline_100",
    "posteam_timeouts_remaining",
    "defteam_timeouts_remaining",
];

impl FeatureSet {
    /// The features of `wp`'s own models.
    #[must_use]
    pub fn default_set() -> Self {
        Self::known(DEFAULT)
    }

    /// The twelve features of nflfastR's spread model.
    #[must_use]
    pub fn nflfastr() -> Self {
        Self::known(NFLFASTR)
    }

    fn known(names: &[&str]) -> Self {
        Self(names.iter().filter_map(|n| find(n)).collect())
    }

    /// By the names of the features.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a name that is not declared.
    pub fn from_names<S: AsRef<str>>(names: &[S]) -> Result<Self> {
        names
            .iter()
            .map(|n| {
                find(n.as_ref()).ok_or_else(|| {
                    let all: Vec<_> = FEATURES.iter().map(|f| f.name).collect();
                    Error::parameter("feature", format!("one of {}", all.join(", ")), n.as_ref())
                })
            })
            .collect::<Result<_>>()
            .map(Self)
    }

    /// Number of features.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In order.
    pub fn iter(&self) -> impl Iterator<Item = &'static Feature> + '_ {
        self.0.iter().copied()
    }

    /// Names in order.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        self.iter().map(|f| f.name).collect()
    }

    /// The column of a feature.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.iter().position(|f| f.name == name)
    }

    /// Signs for a monotone model: +1 where more never lowers the probability
    /// of winning, −1 where more never raises it, 0 where football says neither.
    #[must_use]
    pub fn monotone(&self) -> Vec<i8> {
        self.iter().map(|f| f.monotone).collect()
    }

    /// One row of the matrix; NaN where a value is unknown.
    #[must_use]
    pub fn row(&self, state: &GameState) -> Vec<f32> {
        self.iter().map(|f| f.value(state)).collect()
    }

    /// [`FeatureSet::row`] into a slice of [`FeatureSet::len`] values.
    pub fn write_row(&self, state: &GameState, out: &mut [f32]) {
        for (f, slot) in self.iter().zip(out) {
            *slot = f.value(state);
        }
    }
}

fn find(name: &str) -> Option<&'static Feature> {
    FEATURES.iter().find(|f| f.name == name)
}
