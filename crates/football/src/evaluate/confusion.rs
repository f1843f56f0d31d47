//! What was said against what happened, at a threshold.

use super::estimate::Estimate;
use super::sums::{FALSE_POSITIVE, Sums, TRUE_POSITIVE};
use serde::{Deserialize, Serialize};

/// Plays by what was said (`p ≥ threshold`: "wins", positive) and what
/// happened to the team with the ball.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Confusion {
    /// From which probability on "wins" is said.
    pub threshold: f64,
    /// Said wins, and it won.
    pub true_positive: u64,
    /// Said wins, and it lost.
    pub false_positive: u64,
    /// Said loses, and it lost.
    pub true_negative: u64,
    /// Said loses, and it won.
    pub false_negative: u64,
    /// Shares of the four.
    pub rates: Rates,
}

/// Shares of a confusion matrix, each in 0–1 and absent where its whole is 0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// Said "wins", of those that won (TPR, recall, sensitivity).
    pub true_positive: Estimate,
    /// Said "wins", of those that lost (FPR).
    pub false_positive: Estimate,
    /// Said "loses", of those that lost (TNR, specificity).
    pub true_negative: Estimate,
    /// Said "loses", of those that won (FNR).
    pub false_negative: Estimate,
    /// Won, of those of which "wins" was said (PPV).
    pub precision: Estimate,
    /// Lost, of those of which "loses" was said (NPV).
    pub negative_predictive_value: Estimate,
}

impl Confusion {
    /// All plays.
    #[must_use]
    pub fn plays(&self) -> u64 {
        self.true_positive + self.false_positive + self.true_negative + self.false_negative
    }
}

/// True positive, false positive, true negative, false negative.
pub(super) fn counts(sums: Sums<'_>) -> [f64; 4] {
    let (plays, wins) = sums.plays_and_wins();
    let (tp, fp) = (sums.0[TRUE_POSITIVE], sums.0[FALSE_POSITIVE]);
    [tp, fp, plays - wins - fp, wins - tp]
}

/// Accuracy, then the rates in the order of [`Rates`]; NaN where not defined.
pub(super) fn rates([tp, fp, tn, missed]: [f64; 4]) -> [f64; 7] {
    [
        (tp + tn) / (tp + fp + tn + missed),
        tp / (tp + missed),
        fp / (fp + tn),
        tn / (fp + tn),
        missed / (tp + missed),
        tp / (tp + fp),
        tn / (tn + missed),
    ]
}
