//! One file a model: written whole or not at all, read whole or not at all.
//!
//! Layout, all numbers little-endian:
//!
//! | bytes | what |
//! | --- | --- |
//! | 8 | magic `wpmodel\n` |
//! | 4 | format version |
//! | 8 | length of the rest |
//! | 8 | XXH3-64 of the rest |
//! | … | postcard of [`Card`], then of the model, then of its [`Members`] and its [`Endings`], each where it has them |
//!
//! Format 1 had no endings, and its members stood bare; it is still read.
//!
//! The card stands first, so that `wp info` can tell what a file is.

mod card;
mod train;

pub use card::{Card, DataFile, Provenance};
pub use train::Training;

use crate::endings::Endings;
use crate::error::{Error, Result};
use crate::estimator::{self, Classifier, Margin, Members, Model, Uncertain};
use crate::features::FeatureSet;
use crate::game::GameState;
use ndarray::{Array1, Array2, ArrayView2};
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// First bytes of every model file.
pub const MAGIC: [u8; 8] = *b"wpmodel\n";
/// The format that this version writes and reads.
pub const FORMAT_VERSION: u32 = 2;
/// The oldest that it reads.
const OLDEST_FORMAT: u32 = 1;
const HEADER: usize = 28;

/// A model with its card: what `wp train` writes and every other command reads.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedModel {
    /// What it is.
    pub card: Card,
    /// What it does.
    pub model: Model,
    features: FeatureSet,
    endings: Option<Endings>,
}

impl SavedModel {
    /// Puts a card to a model.
    ///
    /// # Errors
    /// [`Error::Parameter`] where the card names an unknown feature.
    pub fn new(card: Card, model: Model) -> Result<Self> {
        let features = FeatureSet::from_names(&card.features)?;
        Ok(Self {
            card,
            model,
            features,
            endings: None,
        })
    }

    /// The same model with solved last minutes.
    #[must_use]
    pub fn with_endings(self, endings: Option<Endings>) -> Self {
        Self { endings, ..self }
    }

    /// The last minutes of regulation, where the model has them.
    #[must_use]
    pub fn endings(&self) -> Option<&Endings> {
        self.endings.as_ref()
    }

    /// The model's features.
    #[must_use]
    pub fn features(&self) -> &FeatureSet {
        &self.features
    }

    /// The same model, answering without intervals: faster.
    #[must_use]
    pub fn without_intervals(self) -> Self {
        Self {
            model: self.model.without_intervals(),
            ..self
        }
    }

    /// What an interval has on either side beyond its members; none for a model
    /// without intervals.
    #[must_use]
    pub fn margin(&self) -> Margin {
        let members = self.model.intervals();
        members.map_or(Margin::NONE, |m| m.settings().margin)
    }

    /// Points of the next score of the half that the team with the ball can expect in
    /// each situation, net of the kickoff after it; `None` for a model that has no
    /// score process.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) where model and features do not fit.
    pub fn expected_points(&self, states: &[GameState]) -> Result<Option<Vec<f32>>> {
        let Some(process) = self.model.score_process() else {
            return Ok(None);
        };
        let features = self.features();
        let width = features.len();
        let mut values = vec![0.0; states.len() * width];
        for (row, state) in values.chunks_mut(width.max(1)).zip(states) {
            features.write_row(state, row);
        }
        let x = ArrayView2::from_shape((states.len(), width), &values);
        // The product of both is the length by construction.
        let Ok(x) = x else { return Ok(None) };
        Ok(Some(process.expected_points(x)?.to_vec()))
    }

    /// Whether predictions have intervals.
    #[must_use]
    pub fn has_intervals(&self) -> bool {
        self.model.intervals().is_some()
    }

    /// P(win) of the team with the ball as the model of the whole game has it:
    /// before the solved last minutes, the options of a fourth down and overtime,
    /// which [`Valuer`](crate::value::Valuer) knows.
    ///
    /// # Errors
    /// [`Error::Situation`] for an impossible situation and for overtime, which
    /// the models do not know.
    pub fn raw_regulation(&self, state: &GameState) -> Result<f32> {
        let row = self.row(state)?;
        Ok(self.model.predict_proba(row.view())?[0])
    }

    /// P(win) of the team with the ball and, where the model has intervals, its
    /// interval at `level` (above 0, below 1).
    ///
    /// # Errors
    /// As [`SavedModel::raw_regulation`]; [`Error::Parameter`] for the level.
    pub fn raw_regulation_with_interval(&self, state: &GameState, level: f64) -> Result<Uncertain> {
        let row = self.row(state)?;
        let all = self.predict_proba_with_interval(row.view(), level)?;
        Ok(all[0])
    }

    /// P(win) by each member, for the intervals of differences: see
    /// [`estimator::difference`]. `None` for a model without intervals.
    ///
    /// # Errors
    /// As [`SavedModel::raw_regulation`].
    pub fn members(&self, state: &GameState) -> Result<Option<Vec<f32>>> {
        let members = self.model.members(self.row(state)?.view())?;
        Ok(members.map(|m| m.row(0).to_vec()))
    }

    /// The row of a situation that is possible and that the models know.
    fn row(&self, state: &GameState) -> Result<Array2<f32>> {
        state.validate()?;
        if state.is_overtime() {
            return Err(Error::Situation {
                problem: "overtime is not in the regulation model".into(),
                hint: "ask about a situation in Q1 to Q4".into(),
            });
        }
        Array2::from_shape_vec((1, self.features.len()), self.features.row(state)).map_err(|e| {
            Error::Shape {
                what: "situation",
                expected: format!("{} features", self.features.len()),
                found: e.to_string(),
            }
        })
    }

    /// P(win) and its interval at `level`, one a row of `x`; no intervals for a
    /// model without.
    ///
    /// # Errors
    /// [`Error::Shape`] for a matrix of another width, [`Error::Parameter`] for
    /// the level.
    pub fn predict_proba_with_interval(
        &self,
        x: ArrayView2<'_, f32>,
        level: f64,
    ) -> Result<Vec<Uncertain>> {
        estimator::check_level(level)?;
        if let Some(answers) = self.model.predict_with_intervals(x, level)? {
            return Ok(answers);
        }
        let wp = self.model.predict_proba(x)?;
        Ok(wp.iter().map(|&wp| Uncertain { wp, band: None }).collect())
    }

    /// P(win), one a row of `x` (plays × the card's features).
    ///
    /// # Errors
    /// [`Error::Shape`] for a matrix of another width.
    pub fn predict_proba(&self, x: ArrayView2<'_, f32>) -> Result<Array1<f32>> {
        self.model.predict_proba(x)
    }

    /// The file's bytes: the same for the same model.
    ///
    /// # Errors
    /// [`Error::ModelFile`] if the model cannot be written down.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let failed = |e: postcard::Error| Error::ModelFile {
            path: "model".into(),
            problem: format!("cannot be serialized: {e}"),
            hint: String::new(),
        };
        let mut body = postcard::to_stdvec(&self.card).map_err(failed)?;
        body.extend(postcard::to_stdvec(&self.model).map_err(failed)?);
        body.extend(postcard::to_stdvec(&self.model.intervals()).map_err(failed)?);
        body.extend(postcard::to_stdvec(&self.endings).map_err(failed)?);
        let mut bytes = Vec::with_capacity(HEADER + body.len());
        bytes.extend(MAGIC);
        bytes.extend(FORMAT_VERSION.to_le_bytes());
        bytes.extend((body.len() as u64).to_le_bytes());
        bytes.extend(xxh3_64(&body).to_le_bytes());
        bytes.extend(body);
        Ok(bytes)
    }

    /// Takes a file's bytes; `path` is for messages.
    ///
    /// # Errors
    /// [`Error::ModelFile`] where they are no model, or a damaged or newer one.
    pub fn from_bytes(bytes: &[u8], path: &Path) -> Result<Self> {
        let bad = |problem: String, hint: &str| Error::ModelFile {
            path: path.to_path_buf(),
            problem,
            hint: hint.to_owned(),
        };
        let again = "retrain it with `wp train --model FILE`";
        let damaged = |what: &str| bad(format!("the model is damaged: {what}"), again);
        if bytes.len() < MAGIC.len() && MAGIC.starts_with(bytes) {
            return Err(damaged("it is truncated"));
        }
        if !bytes.starts_with(&MAGIC) {
            return Err(bad(
                "not a wp model".into(),
                "use a file written by `wp train --model FILE`",
            ));
        }
        let header: &[u8; HEADER] = bytes
            .first_chunk()
            .ok_or_else(|| damaged("it is truncated"))?;
        let number = |range: std::ops::Range<usize>| {
            header[range]
                .iter()
                .rev()
                .fold(0u64, |n, &b| (n << 8) | u64::from(b))
        };
        let version = number(8..12);
        let formats = u64::from(OLDEST_FORMAT)..=u64::from(FORMAT_VERSION);
        if !formats.contains(&version) {
            return Err(bad(
                format!(
                    "the model has format {version}; this version of wp reads format {FORMAT_VERSION}"
                ),
                if version > u64::from(FORMAT_VERSION) {
                    "update wp, or retrain the model with this version"
                } else {
                    again
                },
            ));
        }
        let body = &bytes[HEADER..];
        let length = number(12..20);
        if body.len() as u64 != length {
            let what = format!("{} bytes instead of {length}", body.len());
            return Err(damaged(&what));
        }
        if xxh3_64(body) != number(20..28) {
            return Err(damaged("its checksum does not match"));
        }
        let unreadable = |e: postcard::Error| damaged(&format!("{e}"));
        let (card, rest): (Card, &[u8]) = postcard::take_from_bytes(body).map_err(unreadable)?;
        let (mut model, rest): (Model, &[u8]) =
            postcard::take_from_bytes(rest).map_err(unreadable)?;
        let (members, endings): (Option<Members>, Option<Endings>) = if version == 1 {
            let some = (!rest.is_empty()).then(|| postcard::from_bytes(rest));
            (some.transpose().map_err(unreadable)?, None)
        } else {
            postcard::from_bytes(rest).map_err(unreadable)?
        };
        if members.is_some_and(|members| !model.set_members(members)) {
            return Err(damaged("its intervals do not match the model"));
        }
        if endings.as_ref().is_some_and(|e| !e.is_sound()) {
            return Err(damaged("its endings do not fit this wp"));
        }
        let saved = Self::new(card, model).map_err(|e| {
            bad(
                format!("it needs features that this version of wp does not have: {e}"),
                again,
            )
        })?;
        let saved = saved.with_endings(endings);
        if !saved.model.is_sound(saved.features.len()) {
            return Err(damaged("its parts are inconsistent"));
        }
        Ok(saved)
    }
}
