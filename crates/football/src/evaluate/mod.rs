//! How good are the probabilities? Arrays in, numbers out.
//!
//! # What is measured
//! With `p` the probability that the team with the ball wins and `y` whether it
//! did, over `N` plays:
//!
//! - **log loss**: mean of −ln of the probability given to what happened, with
//!   `p` clipped to [`CLIP`]…1−[`CLIP`]; nats a play, 0 is perfect, ln 2 ≈ 0.693
//!   is a coin;
//! - **Brier score**: mean of (p − y)², 0 is perfect, 0.25 is a coin, and its
//!   parts (see [`BrierParts`]);
//! - **accuracy** and the [`Confusion`] matrix at a threshold (`p ≥ threshold`
//!   says "wins");
//! - **AUC**: how often a play of a winner has the higher `p` than a play of a
//!   loser, ties counted half;
//! - **calibration error** in nflfastR's definition and the usual **ECE**, see
//!   [`calibration_error`](Metrics::calibration_error).
//!
//! # Intervals
//! Plays of a game share one outcome, so whole games are drawn with
//! replacement, as many as there are; the interval is between the percentiles
//! (5 and 95 at a level of 0.9) of the metric over the draws. Draw `j` of
//! resample `b` is a hash of (seed, b, j): the same for any number of threads.
//!
//! Calibration error, ECE, reliability and resolution are distances, to which
//! noise only adds, and resampling adds noise a second time: their percentiles
//! can lie wholly above the measured value. Their intervals are therefore moved
//! by the median of the resamples less the value. They tell how much the
//! measured value varies, not what is left of it without noise.
//!
//! Brill, Yurko and Wyner (2025) find that even such intervals cover less than
//! they say (71% at a nominal 90% in their simulation of estimated win
//! probabilities): read them as the least there is.
//!
//! ```
//! use football::evaluate::{Scored, Settings, evaluate};
//!
//! let scored = Scored {
//!     p: &[0.8, 0.3, 0.6, 0.1],
//!     y: &[true, false, true, false],
//!     game: &[1, 1, 2, 2],
//!     quarter: &[1, 2, 1, 4],
//!     seconds: &[3000, 2000, 2900, 30],
//! };
//! let report = evaluate(&scored, &Settings::default())?;
//! assert_eq!(report.overall.accuracy.value, Some(1.0));
//! assert_eq!(report.overall.auc.value, Some(1.0));
//! # Ok::<(), football::Error>(())
//! ```

mod auc;
mod bands;
mod bootstrap;
mod brier;
mod calibration;
pub mod columns;
mod compare;
mod confusion;
mod coverage;
mod drift;
mod estimate;
mod metrics;
mod paired;
mod ratio;
mod scored;
mod sums;
mod time;

pub use auc::auc;
pub use bands::{Band, Bands};
pub use bootstrap::draws;
pub use brier::BrierParts;
pub use calibration::{Curve, CurveBin, QuarterCurve};
pub use compare::{Comparison, Paired, PairedDifference, Side, compare};
pub use confusion::{Confusion, Rates};
pub use coverage::{CoverageTable, Covered, Judged, coverage};
pub use drift::{PredictableDrift, predictable_drift};
pub(crate) use estimate::quantile;
pub use estimate::{Estimate, Interval};
pub use metrics::{Evaluation, Metrics, QuarterMetrics, evaluate};
pub use paired::{MeanLoss, log_loss_difference, mean_log_loss};
pub use ratio::{ratio_difference, ratio_interval};
pub use scored::{Quarter, Scored, Settings};
pub use sums::log_loss;
pub use time::{Minute, PlaysByTime, ThroughGame};

/// Probabilities are clipped to `CLIP`…`1 − CLIP` before their logarithm is
/// taken, so that one certain and wrong play costs 16.1 nats and not infinity.
pub const CLIP: f64 = 1e-7;

/// Bins of nflfastR's calibration error and of everything here that is binned:
/// centers 0, 0.05, …, 1, each with the `p` that round to it (halves to even).
pub const BINS: usize = 21;

/// An interval is given from this many games on; fewer say too little about
/// how games differ.
pub const FEWEST_GAMES: usize = 10;

/// The bin of a probability: `round(p / 0.05)`.
#[must_use]
pub fn bin_of(p: f32) -> usize {
    ((f64::from(p) / 0.05).round_ties_even() as usize).min(BINS - 1)
}

/// The center of a bin: `bin · 0.05`.
#[must_use]
pub fn bin_center(bin: usize) -> f64 {
    bin as f64 / (BINS - 1) as f64
}
