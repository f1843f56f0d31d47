//! What an evaluation found, and where it comes from.

use super::Labels;
use super::importance::Importance;
use crate::evaluate::{Bands, Comparison, Evaluation, PlaysByTime, PredictableDrift};
use serde::{Deserialize, Serialize};

/// An evaluation with where it comes from. Holds nothing that changes from run
/// to run (no time, no machine): the same report is the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvaluationReport {
    /// Model, seasons, plays, games.
    pub labels: Labels,
    /// How it was made.
    pub provenance: Provenance,
    /// The metrics.
    pub evaluation: Evaluation,
    /// How much of the change to the next snap could be foreseen; absent where
    /// there are too few games to tell.
    #[serde(default)]
    pub drift: Option<PredictableDrift>,
    /// The model's own intervals, where it has any.
    #[serde(default)]
    pub bands: Option<Bands>,
    /// Against another system, where asked for.
    #[serde(default)]
    pub comparison: Option<Comparison>,
    /// The plays evaluated on, by time remaining.
    pub plays_by_time: PlaysByTime,
    /// Importance of the features; empty where the model has none.
    #[serde(default)]
    pub importance: Vec<Importance>,
    /// What [`Importance::spread`] is, in words.
    #[serde(default)]
    pub importance_spread: String,
}

/// How a report was made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The command line, as typed.
    pub command: String,
    /// Version of `wp`.
    pub version: String,
    /// The model's settings, by name: `trees`, `min_leaf`, …
    pub model_settings: Vec<(String, String)>,
    /// Seasons the model was trained on.
    pub trained_on: String,
    /// Seasons it was evaluated on.
    pub tested_on: String,
    /// Whether some seasons are in both: said at the top.
    pub overlap: bool,
    /// Hash of the training data.
    pub training_data_hash: String,
    /// Hash of the data evaluated on.
    pub test_data_hash: String,
}
